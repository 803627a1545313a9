import { createHmac } from 'node:crypto';

/** Big-endian bytes and fixed pseudo-random filler for the sample maker. Independent of the program it tests. */

export const u8 = (value: number): Buffer => Buffer.from([value & 0xff]);

export function u16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(value & 0xffff);
  return out;
}

export function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value >>> 0);
  return out;
}

export const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(/[^0-9a-fA-F]/g, ''), 'hex');

export const cat = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);

export const mac = (address: string): Buffer => hex(address);

/** Bytes of a dotted IPv4 or a colon IPv6 address. */
export function address(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const [head = '', tail] = text.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const left = groups(head);
  const right = groups(tail);
  const middle = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0');
  return cat(...[...left, ...middle, ...right].map((group) => u16(Number.parseInt(group, 16))));
}

/** Source of filler: mulberry32, so that the same seed always writes the same file. */
export interface Random {
  /** An unsigned 32-bit number. */
  next(): number;
  bytes(length: number): Buffer;
}

export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    next,
    bytes(length) {
      const out = Buffer.alloc(length);
      for (let index = 0; index < length; index++) out[index] = next() & 0xff;
      return out;
    },
  };
}

/** Internet checksum (RFC 1071) over all parts in a row; every part but the last has an even length. */
export function checksum(...parts: readonly Uint8Array[]): number {
  const all = cat(...parts);
  let sum = 0;
  for (let index = 0; index < all.length; index += 2) sum += (all[index]! << 8) | (all[index + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** CRC-32 of ISO 3309, as the STUN FINGERPRINT wants it (RFC 5389 15.5). */
export function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

export const hmacSha1 = (key: string | Uint8Array, data: Uint8Array): Buffer =>
  createHmac('sha1', key).update(data).digest();
