/** A SIP message in a packet, in place. */
import type { FileStyle } from './file-style.ts';
import { filled, messageLines } from './message-lines.ts';
import { scanner } from './scan.ts';
import { latin, putLatin } from './text-file.ts';

/** @param whole the message ends at `to`; a line that the capture cut may end in half a name. */
export function redactSip(bytes: Uint8Array, from: number, to: number, whole: boolean, style: FileStyle): void {
  const lines = messageLines(scanner(style.names, style));
  const text = latin(bytes, from, to);
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 ? text.length : feed + 1;
    let stop = feed < 0 ? text.length : feed;
    while (stop > at && text[stop - 1] === '\r') stop--;
    const line = text.slice(at, stop);
    putLatin(feed < 0 && !whole ? filled(line) : lines.line(line, true), bytes, from + at);
    at = next;
  }
}

const METHOD = /^(?:[A-Z_]{3,20} (?:\/(?:ssl-tunnel-connect\.sslvpn|global-protect\/))?|HTTP\/\d(?:\.\d)? \d{3} )/;

/** HTTP in the clear: the method or status stays, and where a tunnel is asked for its path; all else is filled.
 *  @param first the segment opens the connection. */
export function redactHttp(bytes: Uint8Array, from: number, to: number, first: boolean): void {
  const kept = first ? (METHOD.exec(latin(bytes, from, Math.min(to, from + 64)))?.[0].length ?? 0) : 0;
  for (let at = from + kept; at < to; at++)
    if (bytes[at] !== 10 && bytes[at] !== 13 && bytes[at] !== 32) bytes[at] = 0x78;
}
