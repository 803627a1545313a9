import { INTERFACE_TEXT } from '../../src/limits.ts';
import { formatIpv4, formatIpv6, formatMac } from './address.ts';
import type { InterfaceDescription } from './container.ts';
import { read16, read32 } from './packet.ts';

/** The options of an interface description block (draft-ietf-opsawg-pcapng 4.2), as far as they are well formed. */
export function readInterface(
  bytes: Uint8Array,
  from: number,
  end: number,
  little: boolean,
): { description: Omit<InterfaceDescription, 'linkType' | 'snapLength'>; unitsPerMs: number; offset: number } {
  const texts: { name?: string; description?: string; hardware?: string; filter?: string; os?: string; mac?: string } =
    {};
  const addresses: string[] = [];
  let unitsPerMs = 1000;
  let offset = 0;
  let at = from;
  while (at + 4 <= end) {
    const code = read16(bytes, at, little);
    const length = read16(bytes, at + 2, little);
    const value = at + 4;
    if (code === 0 || value + length > end) break;
    switch (code) {
      case 2:
        texts.name = text(bytes, value, length);
        break;
      case 3:
        texts.description = text(bytes, value, length);
        break;
      case 4:
        if (length >= 4 && addresses.length < 16) addresses.push(formatIpv4(bytes, value));
        break;
      case 5:
        if (length >= 16 && addresses.length < 16) addresses.push(formatIpv6(bytes, value));
        break;
      case 6:
        if (length >= 6) texts.mac = formatMac(bytes, value);
        break;
      case 9:
        // if_tsresol: high bit set = a power of 2, else of 10 a second.
        if (length >= 1) {
          const exponent = bytes[value]! & 0x7f;
          // A resolution no clock has (10^-20) would only turn the times into noise.
          if ((bytes[value]! & 0x80) !== 0 ? exponent <= 63 : exponent <= 19) {
            unitsPerMs = ((bytes[value]! & 0x80) !== 0 ? 2 ** exponent : 10 ** exponent) / 1000;
          }
        }
        break;
      case 11:
        // if_filter: its first byte tells the kind; 0 = text.
        if (length > 1 && bytes[value] === 0) texts.filter = text(bytes, value + 1, length - 1);
        break;
      case 12:
        texts.os = text(bytes, value, length);
        break;
      case 14: {
        // if_tsoffset: signed 64 bits of seconds, of which only the 32 that are a sensible date are taken.
        if (length >= 8) {
          const high = read32(bytes, value + (little ? 4 : 0), little) | 0;
          const seconds = high * 4294967296 + read32(bytes, value + (little ? 0 : 4), little);
          if (Math.abs(seconds) < 1e11) offset = seconds * 1000;
        }
        break;
      }
      case 15:
        texts.hardware = text(bytes, value, length);
        break;
      default:
    }
    at = value + Math.ceil(length / 4) * 4;
  }
  return { description: { ...texts, ...(addresses.length > 0 ? { addresses } : {}) }, unitsPerMs, offset };
}

const utf8 = new TextDecoder('utf-8');

/** UTF-8 without control characters, bounded. */
function text(bytes: Uint8Array, at: number, length: number): string {
  const decoded = utf8.decode(bytes.slice(at, at + Math.min(length, 4 * INTERFACE_TEXT)));
  return decoded
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .slice(0, INTERFACE_TEXT);
}
