import { be16, be32 } from './packet.ts';

/** A datagram made of whole DTLS records (RFC 6347 4.1; 0x0100 is what AnyConnect's library writes). `sent` = its length on
 *  the wire; of a cut one the first record decides. */
export function isDtls(bytes: Uint8Array, at: number, end: number, sent: number): boolean {
  const last = at + sent;
  let records = 0;
  while (at + 13 <= end) {
    const type = bytes[at]!;
    const version = be16(bytes, at + 1);
    if (type < 20 || type > 25 || (version !== 0xfeff && version !== 0xfefd && version !== 0x0100)) return false;
    const next = at + 13 + be16(bytes, at + 11);
    if (next > last) return false;
    records++;
    at = next;
  }
  return records > 0 && (at === last || at > end || end < last);
}

/** A QUIC packet with a long header (RFC 9000 17.2) of version 1, 2 (RFC 9369), a draft, or Google's. */
export function isQuicLong(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 7 > end || (bytes[at]! & 0xc0) !== 0xc0) return false;
  const version = be32(bytes, at + 1) >>> 0;
  const google = version >>> 24 === 0x51 || version >>> 24 === 0x54;
  if (google) return isDigit(bytes[at + 2]!) && isDigit(bytes[at + 3]!) && isDigit(bytes[at + 4]!);
  if (version !== 1 && version !== 0x6b3343cf && version >>> 8 !== 0xff0000) return false;
  // Connection identifiers of up to 20 bytes each.
  const destination = bytes[at + 5]!;
  if (destination > 20 || at + 7 + destination > end) return false;
  return bytes[at + 6 + destination]! <= 20;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A WireGuard handshake: type, three zero bytes, and the one length each type has (whitepaper 5.4). */
export function isWireGuardHandshake(bytes: Uint8Array, at: number, end: number, sent: number): boolean {
  if (at + 4 > end || (be32(bytes, at) & 0xffffff) !== 0) return false;
  const type = bytes[at];
  return (type === 1 && sent === 148) || (type === 2 && sent === 92) || (type === 3 && sent === 64);
}

/** WireGuard transport data, as far as one packet tells: the inner packet is padded to 16 bytes. */
export function isWireGuardData(bytes: Uint8Array, at: number, end: number, sent: number): boolean {
  return at + 16 <= end && be32(bytes, at) === 0x04000000 && sent >= 32 && (sent & 15) === 0;
}

/** An L2TP control message: version 2, with the length and sequence fields it must have (RFC 2661 3.1), and a length
 *  that is the datagram's. Version 3 the same (RFC 3931 3.2.1). */
export function isL2tpControl(bytes: Uint8Array, at: number, end: number, sent: number): boolean {
  if (at + 12 > end) return false;
  const flags = be16(bytes, at);
  return (flags === 0xc802 || flags === 0xc803) && be16(bytes, at + 2) === sent;
}

/** Opcodes of OpenVPN's control channel (openvpn/src/openvpn/ssl_pkt.h): in the upper five bits of the first byte. */
const CONTROL = 4;
const ACK = 5;
const RESET_CLIENT = 7;
const RESET_SERVER = 8;
const RESET_CLIENT_3 = 10;

/** An OpenVPN control packet, as far as one packet tells: key 0 and a session id behind it. */
export function isOpenVpnControl(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 14 > end || (bytes[at]! & 7) !== 0) return false;
  const opcode = bytes[at]! >> 3;
  return opcode === CONTROL || opcode === ACK || opcode === RESET_CLIENT || opcode === RESET_CLIENT_3;
}

/** An OpenVPN reset without wrapping is nothing but a session id, acknowledgements and a packet number, 0. A client's has
 *  no acknowledgement; a server's has one, and the client's session id behind it. */
export function isOpenVpnReset(bytes: Uint8Array, at: number, end: number, sent: number): boolean {
  if (at + sent > end || (be32(bytes, at + 1) | be32(bytes, at + 5)) === 0) return false;
  const opcode = bytes[at]!;
  if (opcode === RESET_CLIENT << 3) return sent === 14 && bytes[at + 9] === 0 && be32(bytes, at + 10) === 0;
  return opcode === RESET_SERVER << 3 && sent === 26 && bytes[at + 9] === 1 && be32(bytes, at + 22) === 0;
}
