/** What IKE says in the clear, in place (RFC 7296 3, RFC 2408 3): identities, hashes of addresses, certificates. */
import { be16 } from '../../parsers/decode/packet.ts';
import { IKE_PAYLOADS } from '../limits.ts';

/** Payloads whose content names somebody, by version: identities, certificates and requests for them, hashes of addresses
 *  (few enough to be tried out), addresses behind a NAT. */
const V1: ReadonlySet<number> = new Set([5, 6, 7, 20, 21, 130, 131]);
const V2: ReadonlySet<number> = new Set([35, 36, 37, 38]);
const NOTIFY = 41;
const ENCRYPTED: ReadonlySet<number> = new Set([46, 53]);

export function redactIke(bytes: Uint8Array, from: number, to: number): void {
  if (from + 28 > to) return;
  const second = bytes[from + 17]! >> 4 === 2;
  if (!second && (bytes[from + 19]! & 1) === 1) return;
  let type = bytes[from + 16]!;
  let at = from + 28;
  for (let n = 0; n < IKE_PAYLOADS && type !== 0 && at + 4 <= to; n++) {
    if (second && ENCRYPTED.has(type)) return;
    const end = Math.min(to, at + Math.max(4, be16(bytes, at + 2)));
    // A notify message holds its own header, an SPI, and data.
    if (second && type === NOTIFY)
      bytes.fill(
        0x78,
        Math.min(end, at + 8 + (bytes[at + 5] ?? 0) + identityHead(bytes, at)),
        notifyEnd(bytes, at, end),
      );
    else if ((second ? V2 : V1).has(type)) bytes.fill(0x78, Math.min(end, at + 8), end);
    type = bytes[at]!;
    at = end;
  }
}

/** REDIRECT and REDIRECTED_FROM (RFC 5685 4): type and length of the gateway's identity stay. */
const identityHead = (bytes: Uint8Array, at: number): number => {
  const type = at + 8 <= bytes.length ? be16(bytes, at + 6) : 0;
  return type === 16407 || type === 16408 ? 2 : 0;
};

/** The group of INVALID_KE_PAYLOAD (17) stays. */
const notifyEnd = (bytes: Uint8Array, at: number, end: number): number =>
  at + 8 <= end && be16(bytes, at + 6) === 17 ? at + 8 : end;
