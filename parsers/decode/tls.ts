import { be16 } from './packet.ts';

/** The 50-byte ClientHello that opens MS-TURN over TCP ([MS-TURN] 2.1): one cipher suite, 0x0018, no extensions. */
export const PSEUDO_CLIENT_HELLO = 50;
/** Its 83-byte answer: ServerHello and ServerHelloDone in one record. */
export const PSEUDO_SERVER_HELLO = 83;

/** True for the canned ClientHello of MS-TURN over TCP at `at`. */
export function isPseudoClientHello(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + PSEUDO_CLIENT_HELLO <= end &&
    bytes[at] === 0x16 &&
    bytes[at + 1] === 0x03 &&
    be16(bytes, at + 3) === 0x2d &&
    bytes[at + 5] === 1 &&
    be16(bytes, at + 7) === 0x29 &&
    bytes[at + 43] === 0 &&
    be16(bytes, at + 44) === 2 &&
    be16(bytes, at + 46) === 0x18 &&
    be16(bytes, at + 48) === 0x0100
  );
}

/** True for the canned ServerHello of MS-TURN over TCP at `at`. */
export function isPseudoServerHello(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + PSEUDO_SERVER_HELLO <= end &&
    bytes[at] === 0x16 &&
    bytes[at + 1] === 0x03 &&
    be16(bytes, at + 3) === 0x4e &&
    bytes[at + 5] === 2 &&
    be16(bytes, at + 7) === 0x46 &&
    bytes[at + 43] === 0x20 &&
    be16(bytes, at + 76) === 0x18 &&
    bytes[at + 78] === 0 &&
    bytes[at + 79] === 0x0e
  );
}

/** True where a TLS handshake record with a ClientHello starts (RFC 8446 5.1, 4). */
export function isClientHello(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 6 <= end && bytes[at] === 0x16 && bytes[at + 1] === 3 && bytes[at + 5] === 1;
}

/** Host name of the server_name extension (RFC 6066 3) of a ClientHello whose body starts at `at`, behind the 4 bytes of
 *  the handshake header; undefined = none, or cut before it. Lower case; only the characters of a host name, at most 255. */
export function helloServerName(bytes: Uint8Array, at: number, end: number): string | undefined {
  // Version 2, random 32.
  let cursor = at + 34;
  if (cursor >= end) return undefined;
  cursor += 1 + bytes[cursor]!;
  if (cursor + 2 > end) return undefined;
  cursor += 2 + be16(bytes, cursor);
  if (cursor >= end) return undefined;
  cursor += 1 + bytes[cursor]!;
  if (cursor + 2 > end) return undefined;
  cursor += 2;
  while (cursor + 4 <= end) {
    const type = be16(bytes, cursor);
    const length = be16(bytes, cursor + 2);
    if (type === 0) {
      // List length 2, name type 1 (0 = host name), name length 2.
      if (cursor + 9 > end || bytes[cursor + 6] !== 0) return undefined;
      const size = be16(bytes, cursor + 7);
      if (size === 0 || size > 255 || cursor + 9 + size > end) return undefined;
      return hostName(bytes, cursor + 9, size);
    }
    cursor += 4 + length;
  }
  return undefined;
}

function hostName(bytes: Uint8Array, at: number, size: number): string | undefined {
  let name = '';
  for (let n = 0; n < size; n++) {
    let code = bytes[at + n]!;
    if (code >= 65 && code <= 90) code += 32;
    const fits = (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 95;
    if (!fits) return undefined;
    name += String.fromCharCode(code);
  }
  return name;
}
