/** strongSwan's configuration syntax: `section { key = value }` (strongswan.conf(5)). */
import { commandOf } from './pasted-text.ts';

export interface Section {
  readonly name: string;
  /** From 0. */
  readonly line: number;
  readonly values: Map<string, string>;
  readonly sections: Section[];
}

/** Deeper ones are read as their parent's. */
const DEPTH = 12;

/** Sections whose content is passed over: keys and passwords. */
const SECRET = /^secrets/;
/** Names of values that are kept; everything else, with identities and PINs, is not. */
const KEPT = new Set([
  'version',
  'local_addrs',
  'remote_addrs',
  'vips',
  'pools',
  'addrs',
  'local_ts',
  'remote_ts',
  'mode',
  'load',
  'mtu',
  'mss',
]);

const NAME = /^[\w.:@%\\/-]{1,128}$/;

export interface Sections {
  readonly root: Section;
  /** First line that is none of the configuration. */
  readonly end: number;
  /** All braces were closed. */
  readonly whole: boolean;
}

/** A line's text without its comment; `#` within quotes is text. */
function withoutComment(line: string): string {
  if (!line.includes('#')) return line;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === '#' && !quoted) return line.slice(0, at);
  }
  return line;
}

/** Pieces of a line at braces outside of quotes, the braces among them. */
function piecesOf(line: string): string[] {
  const pieces: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < line.length; at++) {
    const c = line[at]!;
    if (c === '"') quoted = !quoted;
    else if (!quoted && (c === '{' || c === '}')) {
      pieces.push(line.slice(from, at).trim(), c);
      from = at + 1;
    }
  }
  pieces.push(line.slice(from).trim());
  return pieces.filter((piece) => piece !== '');
}

const unquoted = (text: string): string => text.replace(/^"([^"]*)"$/, '$1');

/** Reads from `at` while lines fit the syntax and, behind the last closing brace, another section begins.
 *  @param odd hears of lines within sections that do not fit */
export function readSections(lines: readonly string[], at: number, odd: (at: number) => void): Sections {
  const section = (name: string, line: number): Section => ({ name, line, values: new Map(), sections: [] });
  const root = section('', at);
  const open: Section[] = [root];
  let secret = 0;
  let waiting: string | undefined;
  let n = at;
  let strange = 0;
  for (; n < lines.length; n++) {
    if (commandOf(lines[n]) !== undefined) break;
    const line = withoutComment(lines[n]!).trim();
    if (line === '') continue;
    const pieces = piecesOf(line);
    const fits = pieces.every(
      (p) =>
        p === '{' ||
        p === '}' ||
        NAME.test(p) ||
        /^[\w.:@%\\/-]{1,128}(?: : [\w., -]{1,200})? ?= ?/.test(p) ||
        /^include\b/.test(p),
    );
    if (
      open.length === 1 &&
      (!fits || (waiting === undefined && pieces[1] !== '{' && !(pieces.length === 1 && lines[n + 1]?.trim() === '{')))
    )
      break;
    if (!fits) {
      if (++strange > 2) break;
      odd(n);
      continue;
    }
    strange = 0;
    for (const piece of pieces) {
      const parent = open.at(-1)!;
      if (piece === '{') {
        const child = section(waiting ?? '', n);
        if (secret > 0 || SECRET.test(child.name)) secret++;
        else if (open.length < DEPTH) parent.sections.push(child);
        open.push(child);
        waiting = undefined;
      } else if (piece === '}') {
        if (open.length > 1) open.pop();
        waiting = undefined;
        if (secret > 0) secret--;
      } else {
        const equals = piece.indexOf('=');
        if (equals < 0) waiting = piece.startsWith('include ') ? undefined : piece.split(' ', 1)[0]!;
        else if (secret === 0) {
          const key = piece.slice(0, equals).trim();
          if (KEPT.has(key)) parent.values.set(key, unquoted(piece.slice(equals + 1).trim()));
        }
      }
    }
  }
  return { root, end: Math.max(n, at + 1), whole: open.length === 1 };
}
