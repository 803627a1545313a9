/** STUN and MS-TURN messages in place: addresses, plain and xored; user names, keys and nonces are overwritten. */
import { be16, be32 } from '../../parsers/decode/packet.ts';
import type { StunDialect } from '../../parsers/decode/stun.ts';
import { putText, textOf } from './codes.ts';
import type { FileStyle } from './file-style.ts';

const PLAIN: ReadonlySet<number> = new Set([0x0001, 0x0002, 0x0004, 0x0005, 0x000b, 0x8023, 0x802b, 0x802c]);
const XORED: ReadonlySet<number> = new Set([0x0016, 0x0020, 0x8020]);
/** What is neither an address nor anybody's: error, unknown attributes, channel, lifetime, magic cookie, bandwidth,
 *  data, transport, properties, priority, use-candidate, software, controlled and controlling, MS version, sequence. */
const KEPT: ReadonlySet<number> = new Set([
  0x0003, 0x0009, 0x000a, 0x000c, 0x000d, 0x000f, 0x0010, 0x0013, 0x0018, 0x0019, 0x001a, 0x0022, 0x0024, 0x0025,
  0x0017, 0x8008, 0x8022, 0x8028, 0x8029, 0x802a, 0x8050, 0x8054, 0x8055, 0x8056, 0x8057, 0x8058, 0x8059, 0x8070,
  0x8090, 0x8095,
]);

let table: Int32Array | undefined;

/** CRC-32 as in RFC 8489 14.7. */
function crc32(bytes: Uint8Array, from: number, to: number): number {
  if (!table) {
    table = new Int32Array(256);
    for (let n = 0; n < 256; n++) {
      let c = n;
      for (let k = 0; k < 8; k++) c = (c & 1) === 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
      table[n] = c;
    }
  }
  let crc = -1;
  for (let at = from; at < to; at++) crc = table[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc;
}

/** @param inner takes the payload of a DATA attribute. */
export function redactStun(
  bytes: Uint8Array,
  from: number,
  to: number,
  dialect: StunDialect,
  style: FileStyle,
  inner: (from: number, to: number) => void,
): void {
  const end = Math.min(to, from + 20 + be16(bytes, from + 2));
  const padded = dialect === 'stun' && whole(bytes, from + 20, from + 20 + be16(bytes, from + 2), 3, to);
  const was = bytes.slice(from, end);
  const key = bytes.slice(from + 4, from + 20);
  let at = from + 20;
  while (at + 4 <= end) {
    const type = be16(bytes, at);
    const length = be16(bytes, at + 2);
    const value = at + 4;
    const stop = Math.min(end, value + length);
    const plain = PLAIN.has(type) || type === 0x0011 || (dialect === 'ms-turn' && (type === 0x000e || type === 0x0012));
    if (plain) address(bytes, value, stop, undefined, style);
    else if (XORED.has(type) || type === 0x0012) address(bytes, value, stop, key, style);
    else if (type === 0x0006 && isUfrags(textOf(bytes, value, stop))) {
      // Fragments of a session description: they join checks to calls, and are nobody's.
    } else if (type === 0x0013) inner(value, stop);
    else if (type === 0x8062) callId(bytes, value, stop, style);
    else if (type === 0x8028 && stop - value === 4) {
      // FINGERPRINT: right again if it was (RFC 8489 14.7).
      if ((be32(was, value - from) ^ 0x5354554e) === crc32(was, 0, at - from)) {
        const crc = crc32(bytes, from, at) ^ 0x5354554e;
        for (let n = 0; n < 4; n++) bytes[value + n] = crc >>> (24 - 8 * n);
      }
    } else if (!KEPT.has(type)) {
      for (let n = value; n < stop; n++) if (bytes[n] !== 0) bytes[n] = 0x78;
    }
    at = padded ? value + ((length + 3) & ~3) : value + length;
  }
}

const isUfrags = (text: string): boolean => /^[A-Za-z0-9+/=]{1,256}:[A-Za-z0-9+/=]{1,256}\u0000{0,3}$/.test(text);

/** Attributes with this padding end where the message does. */
function whole(bytes: Uint8Array, at: number, stop: number, padding: number, to: number): boolean {
  if (stop > to) return true;
  while (at + 4 <= stop) at += 4 + ((be16(bytes, at + 2) + padding) & ~padding);
  return at === stop;
}

function callId(bytes: Uint8Array, at: number, end: number, style: FileStyle): void {
  while (end > at && bytes[end - 1] === 0) end--;
  const text = textOf(bytes, at, end);
  if (text !== '') putText(style.word('id', text), bytes, at);
}

/** RFC 8489 14.1. @param key what it is xored with: cookie and transaction. */
function address(bytes: Uint8Array, at: number, end: number, key: Uint8Array | undefined, style: FileStyle): void {
  const size = bytes[at + 1] === 1 ? 4 : bytes[at + 1] === 2 ? 16 : 0;
  if (size === 0 || at + 4 + size > end) return;
  const turn = (): void => {
    if (key) for (let n = 0; n < size; n++) bytes[at + 4 + n]! ^= key[n]!;
  };
  turn();
  if (size === 4) style.v4At(bytes, at + 4);
  else style.v6At(bytes, at + 4);
  turn();
}
