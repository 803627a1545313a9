/** What PowerShell prints of objects: a table (Format-Table) or a list (Format-List). Property names are never
 *  translated; widths, cuts and the choice of properties are the user's. Source: about_Format.ps1xml and the layouts of
 *  the NetTCPIP, NetAdapter, DnsClient and VpnClient modules. */
import { FORM_AHEAD } from '../../src/limits.ts';
import { ipOf } from './ip-text.ts';
import { commandOf } from './pasted-text.ts';

export interface PsObject {
  /** Index of its first line. */
  readonly line: number;
  /** Property in lower case → value as printed, blanks around it dropped; lines of a list's value joined by LF. */
  readonly fields: ReadonlyMap<string, string>;
}

export interface PsOutput {
  readonly objects: readonly PsObject[];
  /** Index of the first line behind it. */
  readonly next: number;
  /** Lines within it that fit neither. */
  readonly odd: readonly number[];
}

const DASHES = /^ *-{2,}(?: +-{2,})*$/;
const isDashes = (line: string | undefined): boolean => line?.includes('--') === true && DASHES.test(line);

/** `Key : value`; the key may have dots and units, as `NetProfile.Name` and `LinkSpeed(Gbps)`. */
function pairOf(line: string): { readonly key: string; readonly value: string; readonly from: number } | undefined {
  const colon = line.indexOf(':');
  if (colon < 2 || colon > 80) return undefined;
  const key = line.slice(0, colon).trim();
  if (!/^[A-Za-z][A-Za-z0-9_.()/-]{1,60}$/.test(key)) return undefined;
  const rest = line.slice(colon + 1);
  if (rest !== '' && rest[0] !== ' ') return undefined;
  return { key: key.toLowerCase(), value: rest.trim(), from: colon + 2 };
}

interface Column {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A table of more columns is none. */
const COLUMNS = 32;

/** Columns by the dashes; a name may stand in two lines (`Interface` over `Index`). */
function columnsOf(header: readonly string[], dashes: string): readonly Column[] {
  const columns: { name: string; start: number; end: number }[] = [];
  for (const m of dashes.matchAll(/-+/g)) {
    columns.push({ name: '', start: m.index, end: m.index + m[0].length });
    if (columns.length > COLUMNS) break;
  }
  if (columns.length > COLUMNS) return [];
  for (const line of header) {
    for (const m of line.matchAll(/\S+/g)) {
      const middle = m.index + m[0].length / 2;
      const column = columns.find((c) => middle >= c.start && middle <= c.end) ?? columns.at(-1)!;
      column.name += m[0].toLowerCase();
    }
  }
  return columns;
}

/** Cells of a row. A number wider than its heading begins further left. Where cells stand neither at the left nor at the
 *  right end of their columns, blanks were squeezed: a row with as many words as columns still tells. */
function cellsOf(row: string, columns: readonly Column[]): readonly string[] {
  const cells: string[] = [];
  let from = 0;
  let aligned = true;
  for (const [n, column] of columns.entries()) {
    let cut = columns[n + 1]?.start ?? row.length;
    if (cut < row.length && row[cut - 1] !== ' ') cut = Math.max(from, row.lastIndexOf(' ', cut - 1) + 1);
    const piece = row.slice(from, cut);
    const cell = piece.trim();
    const start = from + piece.length - piece.trimStart().length;
    aligned &&= cell === '' || start === column.start || start + cell.length === column.end;
    cells.push(cell);
    from = Math.max(from, cut);
  }
  if (aligned) return cells;
  const words = row.trim().split(/ +/, COLUMNS + 1);
  return words.length === columns.length ? words : cells;
}

const HEADINGS = 2;

/** Where the dashes of a table whose headings begin at this line are, or -1. */
function dashesBelow(lines: readonly string[], at: number): number {
  for (let n = 1; n <= HEADINGS; n++) {
    if (isDashes(lines[at + n])) return at + n;
    if (!lines[at + n]) return -1;
  }
  return -1;
}

/**
 * Whether objects with these properties are printed from here on.
 * @param properties lower case; one of each inner list is there
 */
export function psBegins(lines: readonly string[], at: number, properties: readonly (readonly string[])[]): boolean {
  const line = lines[at]!;
  const names = new Set<string>();
  const pair = pairOf(line);
  if (pair) {
    for (let n = 0; n < FORM_AHEAD && at + n < lines.length; n++) {
      const p = pairOf(lines[at + n]!);
      if (p) names.add(p.key);
      else if (lines[at + n] === '' || commandOf(lines[at + n]) !== undefined) break;
    }
  } else {
    const dashes = dashesBelow(lines, at);
    if (dashes < 0 || isDashes(line)) return false;
    // Most tables are another's: their one line of headings tells without being cut.
    const headings = line.toLowerCase();
    if (dashes === at + 1 && !properties.every((any) => any.some((name) => headings.includes(name)))) return false;
    for (const c of columnsOf(lines.slice(at, dashes), lines[dashes]!)) names.add(c.name);
  }
  return properties.every((any) => any.some((name) => names.has(name)));
}

function table(lines: readonly string[], at: number, dashes: number): PsOutput {
  const columns = columnsOf(lines.slice(at, dashes), lines[dashes]!);
  const objects: PsObject[] = [];
  let next = dashes + 1;
  for (; next < lines.length; next++) {
    const row = lines[next]!;
    if (row === '' || commandOf(row) !== undefined || dashesBelow(lines, next) >= 0) break;
    const cells = cellsOf(row, columns);
    objects.push({ line: next, fields: new Map(columns.map((c, n) => [c.name, cells[n]!])) });
  }
  return { objects, next, odd: [] };
}

function list(lines: readonly string[], at: number): PsOutput {
  const objects: PsObject[] = [];
  const odd: number[] = [];
  let fields = new Map<string, string>();
  let line = at;
  let key: string | undefined;
  let valueFrom = 0;
  const close = (): void => {
    if (fields.size > 0) objects.push({ line, fields });
    fields = new Map();
    key = undefined;
  };
  let next = at;
  for (; next < lines.length; next++) {
    const text = lines[next]!;
    if (text === '') {
      close();
      // The next object, of the same kind or another, follows behind blank lines.
      let ahead = next + 1;
      while (ahead < lines.length && ahead < next + FORM_AHEAD && lines[ahead] === '') ahead++;
      const pair = ahead < lines.length ? pairOf(lines[ahead]!) : undefined;
      if (!pair || !objects[0]?.fields.has(pair.key)) break;
      next = ahead - 1;
      continue;
    }
    if (commandOf(text) !== undefined || dashesBelow(lines, next) >= 0) break;
    const indent = text.length - text.trimStart().length;
    const more = key !== undefined && (indent >= valueFrom || ipOf(text.trim()) !== undefined);
    const pair = more ? undefined : pairOf(text);
    if (pair) {
      if (fields.has(pair.key)) close();
      if (fields.size === 0) line = next;
      fields.set(pair.key, pair.value);
      key = pair.key;
      valueFrom = pair.from;
    } else if (key !== undefined && more) {
      fields.set(key, `${fields.get(key)}\n${text.trim()}`);
    } else if (key !== undefined && indent === 0 && (lines[next - 1] ?? '').length >= 79) {
      fields.set(key, fields.get(key)! + text.trim());
    } else if (next + 1 < lines.length && pairOf(lines[next + 1]!) && key !== undefined) odd.push(next);
    else break;
  }
  close();
  return { objects, next, odd };
}

/** Reads the objects printed from here on; psBegins was true. */
export function psObjects(lines: readonly string[], at: number): PsOutput {
  if (pairOf(lines[at]!)) return list(lines, at);
  return table(lines, at, dashesBelow(lines, at));
}

/** A value that the console cut (`Cisco AnyConnect Secure Mobility Cli...`). */
export function uncut(value: string): { readonly text: string; readonly cut: boolean } {
  const text = value.replace(/(?:\.\.\.|…)$/, '');
  return { text: text.trimEnd(), cut: text !== value };
}

/** The elements of `{a, b}`, of lines, or of one value. A cut end (`...}`) is left out. */
export function psList(value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  return value
    .replace(/^\{|\}$/g, '')
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/(?:\.\.\.|…)\}?$/.test(part));
}

/** Number of digits only, below 2^32; undefined for all else. */
export function psNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) && Number(value) < 2 ** 32 ? Number(value) : undefined;
}

/** True and False, Enabled and Disabled. */
export function psFlag(value: string | undefined): boolean | undefined {
  return /^(?:true|enabled)$/i.test(value ?? '') ? true : /^(?:false|disabled)$/i.test(value ?? '') ? false : undefined;
}
