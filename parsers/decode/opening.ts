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

const HTTP = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'CONNECT ', 'DELETE ', 'PATCH ', 'OPTIONS ', 'HTTP/1.'];

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

function startsWith(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false;
  for (let n = 0; n < word.length; n++) if (bytes[at + n] !== word.charCodeAt(n)) return false;
  return true;
}
