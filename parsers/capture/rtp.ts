import { be16, be32 } from '../decode/packet.ts';
import type { Flow } from './flow.ts';

/** Notes whether a datagram looks like RTP (RFC 3550 5.1): version 2, a payload type outside RTCP's range (RFC 5761 4),
 *  and the SSRC of the version 2 packet before it the same way, with the same payload type or the next sequence number.
 *  True = it does. */
export function noteRtp(flow: Flow, fromA: boolean, bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 12 > end || bytes[at]! >> 6 !== 2) return false;
  const type = bytes[at + 1]! & 0x7f;
  if (type >= 64 && type < 96) return false;
  const sequence = be16(bytes, at + 2);
  const ssrc = be32(bytes, at + 8);
  const last = fromA ? flow.lastRtpA : flow.lastRtpB;
  const steady =
    last >= 0 &&
    (fromA ? flow.ssrcA : flow.ssrcB) === ssrc &&
    ((last & 0x7f) === type || (((last >> 8) + 1) & 0xffff) === sequence);
  const now = (sequence << 8) | type;
  if (fromA) {
    // The first of a stream counts when the second proves it.
    if (steady) flow.rtpA += (last & 0x80) !== 0 ? 1 : 2;
    flow.ssrcA = ssrc;
    flow.lastRtpA = steady ? now | 0x80 : now;
  } else {
    if (steady) flow.rtpB += (last & 0x80) !== 0 ? 1 : 2;
    flow.ssrcB = ssrc;
    flow.lastRtpB = steady ? now | 0x80 : now;
  }
  return steady;
}
