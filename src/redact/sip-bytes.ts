/** A SIP message in a packet, in place. */
import { putFitted, textOf } from './codes.ts';
import type { FileStyle } from './file-style.ts';
import { fill } from './fill.ts';
import { marksOf } from './line-marks.ts';
import { messageLines } from './message-lines.ts';

/** @param whole the message ends at `to`; a line that the capture cut may end in half a name. */
export function redactSip(bytes: Uint8Array, from: number, to: number, whole: boolean, style: FileStyle): void {
  const lines = messageLines();
  // What stands around a word is looked at as it was.
  const was = style.learning ? bytes.subarray(from, to) : bytes.slice(from, to);
  const put = (at: number, end: number, text: string): void => {
    if (!style.learning) putFitted(text, bytes, from + at, from + end);
  };
  for (let at = 0; at < was.length; ) {
    const feed = was.indexOf(10, at);
    let stop = feed < 0 ? was.length : feed;
    const next = stop + 1;
    while (stop > at && was[stop - 1] === 13) stop--;
    const treatment = feed < 0 && !whole ? 'filled' : lines.next(was, at, stop, marksOf(was, at, stop));
    if (treatment === 'read') style.scan.line(was, at, stop, true, put);
    else if (treatment === 'filled') fill(bytes, from + at, from + stop);
    at = next;
  }
}

const METHOD = /^(?:[A-Z_]{3,20} (?:\/(?:ssl-tunnel-connect\.sslvpn|global-protect\/))?|HTTP\/\d(?:\.\d)? \d{3} )/;

/** HTTP in the clear: the method or status stays, and where a tunnel is asked for its path; all else is filled.
 *  @param first the segment opens the connection. */
export function redactHttp(bytes: Uint8Array, from: number, to: number, first: boolean): void {
  const kept = first ? (METHOD.exec(textOf(bytes, from, Math.min(to, from + 64)))?.[0].length ?? 0) : 0;
  for (let at = from + kept; at < to; at++)
    if (bytes[at] !== 10 && bytes[at] !== 13 && bytes[at] !== 32) bytes[at] = 0x78;
}
