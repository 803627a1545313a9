/** Whether an input is a client trace, and when it begins, by its first bytes. */
import { eachLine } from './lines.ts';
import { logClock } from './log-clock.ts';
import { emptyPrefix, type Prefix, readPrefix, usualPrefix } from './log-prefix.ts';
import { decodeText, headText } from './text.ts';

/** Lines of a file looked at; the banner is the first, but an excerpt or a rotated file may begin in the middle of a
 *  message, whose descriptions can have some 300 lines. */
const SNIFF_LINES = 500;

/** Time of the first line that has a date. */
export function logBegins(head: Uint8Array): number | undefined {
  const clock = logClock(() => {});
  const prefix = emptyPrefix();
  let first: Prefix | undefined;
  const text = headText(head);
  eachLine(text, 0, text.length, 1, (start, end, _next, line) => {
    if (!readPrefix(text, start, end, prefix) || prefix.separator === 0) return;
    // A border may have cut its date.
    if (line === 1 && usualPrefix(text, start, end) < 0) return;
    first ??= { ...prefix };
    clock.date(prefix);
  });
  return first && clock.time(first);
}

/** 0 = it is none … 1 = certain. */
export function sniffLog(head: Uint8Array, name: string): number {
  const text = headText(head);
  const prefix = emptyPrefix();
  let prefixed = false;
  let banner = false;
  eachLine(text, 0, text.length, 1, (start, end, _next, line) => {
    if (line > SNIFF_LINES || prefixed) return;
    prefixed = readPrefix(text, start, end, prefix);
    banner ||= /^module=ucc(p|api) flavor=/.test(decodeText(text, start, Math.min(end, start + 40)));
  });
  const named = /\.ucc(api|p)log/i.test(name);
  if (prefixed) return named ? 1 : 0.95;
  return banner ? 0.8 : named ? 0.3 : 0;
}
