import type { Packet } from '../decode/packet.ts';
import { decodeSip, isKept } from '../decode/sip-message.ts';
import { receiverOf, senderOf } from './names.ts';
import type { Output } from './output.ts';

/** Emits what a SIP message in [from, to) says. Who of the two is this PC, a capture does not tell: the direction stays
 *  unknown and the facts name sender and receiver. `whole` = false: the capture cut it, which is no damage. */
export function emitSipMessage(
  p: Packet,
  bytes: Uint8Array,
  from: number,
  to: number,
  whole: boolean,
  output: Output,
): void {
  const at = output.at(p.number);
  const { time } = p;
  const facts = decodeSip(bytes, from, to, {
    source: at.source,
    frame: p.number,
    line: (index) => index + 1,
    time,
    direction: 'unknown',
    sender: senderOf(p),
    receiver: receiverOf(p),
  });
  if (facts === undefined) return;
  const { message, diagnostics, sdp, quality = [], problems } = facts;
  if (message !== undefined && (isKept(message.method, message.status) || diagnostics.length > 0)) {
    output.emit(whole ? message : { ...message, truncated: true });
    for (const diagnostic of diagnostics) output.emit(diagnostic);
    if (sdp !== undefined) output.emit(sdp);
  }
  for (const report of quality) output.emit(report);
  for (const { reason, detail } of problems) {
    if (whole || reason === 'limit') output.malformed(p.number, reason, detail, time);
  }
}
