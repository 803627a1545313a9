/** `route print`, and `netstat -rn` of Windows, which is the same. Any language: rows are told by their shape. */
import { decimal, ipOf } from '../decode/ip-text.ts';
import { macOf, NO_LISTS, shortText } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import { maskLength, prefixOf } from '../decode/prefix-text.ts';
import type { FormOutput, TextForm } from './form.ts';

const RULE = /^ *={20,}$/;
/** ` 14...00 00 5e 00 53 7d ......Intel(R) …`, `  1...........................Software Loopback Interface 1`, and
 *  `0x2 ...` of older Windows. */
const INTERFACE = /^ *(0x[0-9a-f]{1,8}|\d{1,5}) ?\.{3}((?:[0-9a-f]{2} ){0,8})[ .]*(.*)$/i;
/** The same with so much of it that it is no sentence. */
const LISTED = /^ *(?:0x[0-9a-f]{1,8}|\d{1,5}) ?\.{3}(?:(?:[0-9a-f]{2} ){6}|\.{10})/i;
/** Network, mask, gateway or words for on-link, interface, metric. */
const ACTIVE = /^ *([\d.]{7,15}) +([\d.]{7,15}) +(\S.{0,60}?) {1,40}([\d.]{7,15}) {1,40}(\d{1,10})$/;
const PERSISTENT = /^ *([\d.]{7,15}) +([\d.]{7,15}) +([\d.]{7,15}) +(\d{1,10}|\p{L}[\p{L} .-]{0,30})$/u;
/** Interface, metric, network, gateway; the gateway may stand alone on the next line. */
const SIX = /^ *(\d{1,5}) +(\d{1,10}) +([0-9a-f:.]{2,45}\/\d{1,3})(?: +(\S.{0,60}))?$/i;

const isRow = (line: string): boolean =>
  RULE.test(line) || INTERFACE.test(line) || ACTIVE.test(line) || SIX.test(line) || PERSISTENT.test(line);

/** Lines between a heading and its first row: rule, `Active Routes:`, the names of the columns, an empty one. */
const HEADING = 4;
/** Narrowest console; a shorter line was not wrapped. */
const CONSOLE = 78;

const rowWithin = (lines: readonly string[], at: number): boolean => {
  for (let n = at; n < at + HEADING && n < lines.length; n++) {
    if (commandOf(lines[n]) !== undefined) return false;
    if (isRow(lines[n]!)) return true;
  }
  return false;
};

export const routePrint: TextForm = {
  id: 'route-print',
  title: 'route print, netstat -rn (Windows)',
  begins(lines, at) {
    const line = lines[at]!;
    if (LISTED.test(line) || ACTIVE.test(line)) return 0.8;
    if (SIX.test(line) && (SIX.test(lines[at + 1] ?? '') || RULE.test(lines[at - 1] ?? ''))) return 0.6;
    const below = lines[RULE.test(line) ? at + 1 : at] ?? '';
    return /\p{L}/u.test(below) && (RULE.test(line) || RULE.test(lines[at + 1] ?? '')) && rowAfter(lines, at) ? 0.7 : 0;
  },
  read(lines, at, out) {
    let next = at;
    let last = at;
    let words = 0;
    let wrapped: { line: number; row: RegExpExecArray } | undefined;
    let face: { line: number; row: RegExpExecArray; text: string } | undefined;
    // Persistent routes stand behind the rule that closes the active ones.
    let six: 'none' | 'active' | 'persistent' = 'none';
    let four: 'none' | 'active' | 'persistent' = 'none';
    const closeFace = (): void => {
      if (face) emitInterface(face.line, face.row, face.text, out);
      face = undefined;
    };
    for (; next < lines.length; next++) {
      const line = lines[next]!;
      if (commandOf(line) !== undefined) break;
      if (wrapped) {
        const { line: number, row } = wrapped;
        wrapped = undefined;
        emitSix(number, row, line.trim(), six === 'persistent', out);
        if (/^ {8,}\S/.test(line) && !SIX.test(line)) {
          last = next;
          continue;
        }
      }
      if (line === '') {
        closeFace();
        continue;
      }
      const active = ACTIVE.exec(line);
      const row = active ?? PERSISTENT.exec(line);
      const listed = INTERFACE.exec(line);
      const v6 = SIX.exec(line);
      if (row || listed || v6 || RULE.test(line)) closeFace();
      if (listed) face = { line: next, row: listed, text: listed[3]! };
      else if (row && active === null && four === 'active') out.damaged(next, 'route of no known form');
      else if (row) {
        if (four === 'none' && active) four = 'active';
        emitFour(next, row, active !== null, out);
      } else if (v6) {
        if (six === 'none') six = 'active';
        if (v6[4] === undefined) wrapped = { line: next, row: v6 };
        else emitSix(next, v6, v6[4], six === 'persistent', out);
      } else if (RULE.test(line)) {
        if (six === 'active') six = 'persistent';
        if (four === 'active') four = 'persistent';
      } else if (face && /^ ?\S/.test(line) && lines[next - 1]!.length >= CONSOLE)
        face.text += lines[next - 1]!.length % 10 === 0 ? line : ` ${line.trim()}`;
      else {
        // Headings stand before rows; "None" behind a heading. Else it is somebody's text.
        const behind = lines[next - 1] ?? '';
        if (next > at && !(rowWithin(lines, next + 1) || (behind !== '' && (!isRow(behind) || RULE.test(behind))))) {
          if (!isFour(line)) break;
        }
        if (/^ *[\d.]{7,15} +[\d.]{3,}/.test(line)) out.damaged(next, 'route of no known form');
        if (++words > HEADING) break;
        last = next;
        continue;
      }
      words = 0;
      last = next;
    }
    closeFace();
    if (wrapped) emitSix(wrapped.line, wrapped.row, '', six === 'persistent', out);
    return last + 1;
  },
};

/** A row that was damaged, but no words. */
const isFour = (line: string): boolean => /^ *[\d.]{7,15} +[\d.]{7,15} /.test(line);

const rowAfter = (lines: readonly string[], at: number): boolean => {
  for (let n = at + 1; n < at + 7 && n < lines.length; n++) {
    const line = lines[n]!;
    if (INTERFACE.test(line) || ACTIVE.test(line) || SIX.test(line) || PERSISTENT.test(line)) return true;
  }
  return false;
};

function emitInterface(line: number, row: RegExpExecArray, text: string, out: FormOutput): void {
  const mac = macOf(row[2]!.trim());
  const description = text.trim();
  out.emit({
    kind: 'host.adapter',
    at: { source: out.source, line: line + 1 },
    form: 'route-print',
    ...(description === '' ? {} : { description: shortText(description) }),
    ifIndex: Number(row[1]!),
    ...(mac === undefined ? {} : { mac }),
    ...NO_LISTS,
  });
}

function emitFour(line: number, row: RegExpExecArray, active: boolean, out: FormOutput): void {
  const network = ipOf(row[1]!);
  const length = maskLength(row[2]!);
  const own = active ? ipOf(row[4]!) : undefined;
  if (network === undefined || length < 0 || (active && own === undefined)) {
    out.damaged(line, 'route of no known form');
    return;
  }
  // Windows XP names the interface's own address where later ones say on-link.
  const gateway = ipOf(row[3]!);
  const metric = decimal(active ? row[5]! : row[4]!, 10);
  out.emit({
    kind: 'host.route',
    at: { source: out.source, line: line + 1 },
    form: 'route-print',
    destination: `${network}/${length}`,
    ...(gateway === undefined || gateway === '0.0.0.0' || gateway === own ? {} : { gateway }),
    ...(own === undefined ? {} : { interfaceAddress: own }),
    ...(metric < 0 ? {} : { metric }),
    ...(active ? {} : { persistent: true }),
  });
}

function emitSix(line: number, row: RegExpExecArray, hop: string, persistent: boolean, out: FormOutput): void {
  const destination = prefixOf(row[3]!);
  if (destination === undefined || !destination.includes(':')) {
    out.damaged(line, 'route of no known form');
    return;
  }
  const gateway = ipOf(hop);
  const ifIndex = Number(row[1]!);
  out.emit({
    kind: 'host.route',
    at: { source: out.source, line: line + 1 },
    form: 'route-print',
    destination,
    ...(gateway === undefined || gateway === '::' ? {} : { gateway }),
    ...(ifIndex === 0 ? {} : { ifIndex }),
    ...(Number(row[2]!) >= 2 ** 32 - 1 ? {} : { metric: Number(row[2]!) }),
    ...(persistent ? { persistent: true } : {}),
  });
}
