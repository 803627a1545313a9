/** `ipconfig` and `ipconfig /all`. Sections, items and values are told by their shape, so that any language is read;
 *  labels (`decode/ipconfig-labels.ts`) decide where shapes are alike. */
import { dottedItem } from '../decode/dotted-item.ts';
import { ipOf } from '../decode/ip-text.ts';
import { emitIpconfigBlock, type IpconfigBlock, type IpconfigItem } from '../decode/ipconfig-block.ts';
import { roleOf } from '../decode/ipconfig-labels.ts';
import { dnsNameOf } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import { isDnsHeading } from './displaydns.ts';
import type { TextForm } from './form.ts';

/** Lines between a heading or title and its first item. */
const AHEAD = 3;
/** A line shorter than this was not wrapped. */
const WRAPPED = 60;

/** `label . . . : value`; without dots only where the label is known (German prints the suffix so, chats drop dots). */
function itemOf(line: string): Omit<IpconfigItem, 'line'> | undefined {
  const dotted = dottedItem(line);
  if (dotted) return { label: dotted.label, values: [dotted.value] };
  const colon = line.indexOf(':');
  if (colon < 3 || colon > 60) return undefined;
  const label = line.slice(0, colon).trim();
  const value = line.slice(colon + 1).trim();
  const role = roleOf(label);
  if (role === undefined || role === 'other' || /adapter|carte|adaptador/i.test(label)) return undefined;
  return { label, values: [value] };
}

const isHeading = (line: string): boolean => line.endsWith(':') && line.length < 200 && itemOf(line) === undefined;

/** Index of the first line behind this one that is not empty. */
function nextLine(lines: readonly string[], at: number): number | undefined {
  for (let n = at + 1; n <= at + AHEAD && n < lines.length; n++) if (lines[n] !== '') return n;
  return undefined;
}

function itemAhead(lines: readonly string[], at: number): boolean {
  const next = nextLine(lines, at);
  return next !== undefined && itemOf(lines[next]!) !== undefined;
}

export const ipconfig: TextForm = {
  id: 'ipconfig',
  title: 'ipconfig /all',
  begins(lines, at) {
    const line = lines[at]!;
    if (dottedItem(line)) return 0.6;
    if (isDnsHeading(lines, at) || !/\p{L}/u.test(line)) return 0;
    // A sentence may end with a colon: what comes must have dots.
    const dotted = (from: number): boolean => {
      const n = nextLine(lines, from);
      return n !== undefined && dottedItem(lines[n]!) !== undefined;
    };
    if (dotted(at)) return isHeading(line) ? 0.8 : line.includes(':') ? 0 : 0.7;
    const heading = line.includes(':') ? undefined : nextLine(lines, at);
    return heading !== undefined && isHeading(lines[heading]!) && dotted(heading) ? 0.7 : 0;
  },
  read(lines, at, out) {
    let next = at;
    let last = at;
    let block: IpconfigBlock | undefined;
    const close = (): void => {
      if (block) emitIpconfigBlock(block, out);
      block = undefined;
    };
    if (!isHeading(lines[at]!) && !itemOf(lines[at]!)) {
      block = { line: at, title: lines[at]!.trim(), items: [] };
      next++;
    }
    for (; next < lines.length; next++) {
      const line = lines[next]!;
      if (line === '') continue;
      if (commandOf(line) !== undefined || isDnsHeading(lines, next)) break;
      const item = itemOf(line);
      const previous = block?.items.at(-1);
      const before = lines[next - 1] ?? '';
      if (item) {
        block ??= { line: next, items: [] };
        block.items.push({ line: next, ...item });
      } else if (isHeading(line)) {
        if (!itemAhead(lines, next)) break;
        close();
        block = { line: next, heading: line.trim().slice(0, -1).trim(), items: [] };
      } else if (previous && before !== '' && isContinuation(line)) previous.values.push(line.trim());
      else if (previous && before.length >= WRAPPED && /^\S/.test(line) && /\p{L}{3}/u.test(previous.values.at(-1)!)) {
        const value = previous.values.pop()!;
        previous.values.push(`${value}${brokenByConsole(before) ? '' : ' '}${line.trim()}`);
      } else if (previous && before !== '' && (lines[next + 1] ?? '') !== '' && itemAhead(lines, next))
        out.damaged(next, 'line of no known form in ipconfig');
      else break;
      last = next;
    }
    close();
    return last + 1;
  },
};

/** A console breaks words at its width, 80 or 120; a mail program breaks lines at blanks. Items are indented by three. */
const brokenByConsole = (line: string): boolean => (line.startsWith(' ') ? line : `   ${line}`).length % 10 === 0;

/** Further addresses and suffixes stand alone on their lines. */
function isContinuation(line: string): boolean {
  const text = line.trim();
  if (ipOf(text.replace(/\(.*$/, '')) !== undefined) return true;
  return line.startsWith('        ') && dnsNameOf(text) !== undefined;
}
