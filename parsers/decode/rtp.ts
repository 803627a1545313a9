import { be16, be32 } from './packet.ts';

/** Clock rates of the payload types with a fixed meaning (RFC 3551 6, tables 4 and 5), by number; 0 = none. */
const STATIC: readonly number[] = [
  8000, 0, 0, 8000, 8000, 8000, 16_000, 8000, 8000, 8000, 44_100, 44_100, 8000, 8000, 90_000, 8000, 11_025, 22_050,
  8000, 0, 0, 0, 0, 0, 0, 90_000, 90_000, 0, 90_000, 0, 0, 90_000, 90_000, 90_000, 90_000,
];

/** Clock rates of the dynamic numbers that Lync and Skype for Business clients always give the same meaning in their
 *  offers: SILK, RTAudio, Siren, G.722.1, G.726, G.722 stereo, comfort noise; H.264UC, RTVideo, FEC. Other programs use the
 *  same numbers for other codecs, so that a stream's own pace has to agree. */
const OFFERED: Readonly<Record<number, number>> = {
  103: 8000,
  104: 16_000,
  111: 16_000,
  112: 16_000,
  114: 16_000,
  115: 8000,
  116: 8000,
  117: 8000,
  118: 16_000,
  121: 90_000,
  122: 90_000,
  123: 90_000,
};

const RATES = new Float64Array(128);
for (const [type, rate] of STATIC.entries()) RATES[type] = rate;
for (const [type, rate] of Object.entries(OFFERED)) RATES[Number(type)] = rate;

/** Time-stamp units a second of a payload type, 0 to 127; 0 = not known. From `STATIC_TYPES` on it is a guess. */
export function clockRate(payloadType: number): number {
  return RATES[payloadType]!;
}

/** Payload types from here on have no fixed meaning (RFC 3551 6). */
export const STATIC_TYPES: number = STATIC.length;

/** One report block of RTCP (RFC 3550 6.4.1): what a receiver says of the stream `ssrc`. `fraction` of 256; `jitter` in
 *  time-stamp units. */
export type TakeReport = (ssrc: number, fraction: number, jitter: number) => void;

/** Reads the report blocks of a compound RTCP packet. True = it is RTCP: all its parts are well formed and end where it
 *  ends (RFC 3550 A.2). Encrypted RTCP does not, for its index and authentication tag stand behind (RFC 3711 3.4). */
export function readRtcp(bytes: Uint8Array, from: number, to: number, take: TakeReport): boolean {
  if (!isRtcp(bytes, from, to)) return false;
  for (let at = from; at + 8 <= to; at += 4 * (be16(bytes, at + 2) + 1)) {
    const type = bytes[at + 1]!;
    if (type !== SENDER && type !== RECEIVER) continue;
    const end = at + 4 * (be16(bytes, at + 2) + 1);
    let block = at + (type === SENDER ? 28 : 8);
    for (let count = bytes[at]! & 31; count > 0 && block + 24 <= end; count--, block += 24) {
      take(be32(bytes, block), bytes[block + 4]!, be32(bytes, block + 12) >>> 0);
    }
  }
  return true;
}

const SENDER = 200;
const RECEIVER = 201;

function isRtcp(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at + 4 <= to) {
    const type = bytes[at + 1]!;
    // 192 to 223 are RTCP's (RFC 5761 4).
    if (bytes[at]! >> 6 !== 2 || type < 192 || type > 223) return false;
    at += 4 * (be16(bytes, at + 2) + 1);
  }
  return at === to && at > from;
}
