import type { TcpConversation } from '../../src/facts.ts';
import { isClientHello, isPseudoClientHello, isPseudoServerHello } from './tls.ts';

/** What a client's first bytes are. */
export function classifyOpening(bytes: Uint8Array, at: number, end: number): NonNullable<TcpConversation['opening']> {
  if (isPseudoClientHello(bytes, at, end)) return 'pseudo-tls';
  if (isClientHello(bytes, at, end) || (end - at < 6 && isHandshakeStart(bytes, at, end))) return 'tls';
  return classifyText(bytes, at, end);
}

/** What a server's first bytes are. */
export function classifyReply(bytes: Uint8Array, at: number, end: number): NonNullable<TcpConversation['reply']> {
  if (isPseudoServerHello(bytes, at, end)) return 'pseudo-tls';
  if (at + 2 <= end && bytes[at + 1] === 3) {
    // Record types (RFC 8446 5.1): 21 alert, 22 handshake.
    if (bytes[at] === 0x15) return 'tls-alert';
    if (bytes[at] === 0x16) return 'tls';
  }
  return classifyText(bytes, at, end);
}

function isHandshakeStart(bytes: Uint8Array, at: number, end: number): boolean {
  return bytes[at] === 0x16 && (end - at < 2 || bytes[at + 1] === 3);
}

const HTTP = [
  'GET ',
  'POST ',
  'PUT ',
  'HEAD ',
  'CONNECT ',
  'DELETE ',
  'PATCH ',
  'OPTIONS ',
  'SSTP_DUPLEX_POST ',
  'HTTP/1.',
];

function classifyText(bytes: Uint8Array, at: number, end: number): 'http' | 'sip' | 'other' {
  if (isSip(bytes, at, end)) return 'sip';
  for (const word of HTTP) if (startsWith(bytes, at, end, word)) return 'http';
  return 'other';
}

/** A SIP start line begins here (RFC 3261 7.1, 7.2): `SIP/2.0 `, or a method in capitals and a sip: or sips: URI. */
export function isSip(bytes: Uint8Array, at: number, end: number): boolean {
  if (startsWith(bytes, at, end, 'SIP/2.0 ')) return true;
  let cursor = at;
  // SUBSCRIBE is the longest registered method; others may be longer.
  while (cursor < end && cursor - at < 16 && bytes[cursor]! >= 65 && bytes[cursor]! <= 90) cursor++;
  return cursor - at >= 3 && (startsWith(bytes, cursor, end, ' sip:') || startsWith(bytes, cursor, end, ' sips:'));
}

/** These few bytes may be the beginning of a SIP start line, and are no more than that. */
export function mayBeginSip(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at > 24) return false;
  let cursor = at;
  while (cursor < end && bytes[cursor]! >= 65 && bytes[cursor]! <= 90) cursor++;
  const rest = bytes[cursor] === 0x2f ? '/2.0 ' : ' sip';
  for (let n = 0; cursor + n < end; n++) if (bytes[cursor + n] !== rest.charCodeAt(n)) return false;
  return cursor > at;
}

/** The tunnel an HTTP request in the clear asks for: SSTP by its method ([MS-SSTP] 3.2.4.1), GlobalProtect by its paths. */
export function tunnelOf(bytes: Uint8Array, at: number, end: number): TcpConversation['tunnel'] {
  if (startsWith(bytes, at, end, 'SSTP_DUPLEX_POST ')) return 'sstp';
  let cursor = at;
  while (cursor < end && cursor - at < 8 && bytes[cursor] !== 0x20) cursor++;
  for (const path of GLOBALPROTECT) if (startsWith(bytes, cursor, end, path)) return 'globalprotect';
  return undefined;
}

const GLOBALPROTECT = [' /ssl-tunnel-connect.sslvpn', ' /global-protect/'];

/** Opcode and key number that open OpenVPN's control channel: client's resets of version 2 and 3, server's of version 2. */
const CLIENT_RESETS: readonly number[] = [7 << 3, 10 << 3];
const SERVER_RESET = 8 << 3;

/** OpenVPN over TCP opens with a reset packet each way: 2-byte length, opcode and key number 0, 8-byte session number
 *  that is not 0 (OpenVPN's wire protocol, 2.1). */
export function isOpenvpnReset(bytes: Uint8Array, at: number, end: number, client: boolean): boolean {
  if (at + 16 > end) return false;
  const length = (bytes[at]! << 8) | bytes[at + 1]!;
  const opcode = bytes[at + 2]!;
  if (client ? !CLIENT_RESETS.includes(opcode) : opcode !== SERVER_RESET) return false;
  // The client sends nothing else before the server's answer, which may have more behind it.
  if (length < 14 || (client ? at + 2 + length !== end : at + 2 + length > end)) return false;
  for (let n = 3; n < 11; n++) if (bytes[at + n] !== 0) return true;
  return false;
}

function startsWith(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false;
  for (let n = 0; n < word.length; n++) if (bytes[at + n] !== word.charCodeAt(n)) return false;
  return true;
}
