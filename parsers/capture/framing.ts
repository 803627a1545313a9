import { isSip } from '../decode/opening.ts';
import { sipLength } from '../decode/sip.ts';

/** How messages are marked off in a TCP stream. tls = records (RFC 8446 5.1); length = 2-byte length in front (DNS, RFC
 *  1035 4.2.2; RFC 4571); ms-turn = type, 0, 2-byte length in front ([MS-TURN] 2.1); sip = Content-Length (RFC 3261
 *  18.3). */
export type Framing = 'tls' | 'length' | 'ms-turn' | 'sip';

/** Bytes in front of a message; its length stands in the last two. */
export const HEADER: Readonly<Record<Exclude<Framing, 'sip'>, number>> = { tls: 5, length: 2, 'ms-turn': 4 };
/** Bytes of a message that are passed over at most. */
const LONGEST = 1 << 30;

/** Bytes of the message at `from`, header included; 0 = its header is not all there, -1 = it is none. */
export function messageSize(framing: Framing, bytes: Uint8Array, from: number, to: number): number {
  if (framing === 'sip') {
    const length = sipLength(bytes, from, to);
    if (length === undefined) return 0;
    return isSip(bytes, from, to) && length > 0 && length < LONGEST ? length : -1;
  }
  const header = HEADER[framing];
  if (from + header > to) return 0;
  return header + ((bytes[from + header - 2]! << 8) | bytes[from + header - 1]!);
}

/** A message may start here. */
export function mayStart(framing: Framing, bytes: Uint8Array, from: number, to: number): boolean {
  if (framing === 'sip') return isSip(bytes, from, to);
  const size = messageSize(framing, bytes, from, to);
  if (size === 0) return false;
  if (framing === 'ms-turn') return (bytes[from] === 2 || bytes[from] === 3) && bytes[from + 1] === 0;
  return from + size <= to;
}

/** SIP's headers end in [from, to): an empty line. */
export function endsHeaders(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at + 1 < to; at++) {
    if (bytes[at] !== 0x0a) continue;
    if (bytes[at + 1] === 0x0a || (bytes[at + 1] === 0x0d && at + 2 < to && bytes[at + 2] === 0x0a)) return true;
  }
  return false;
}
