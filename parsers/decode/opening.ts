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

const HTTP = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'CONNECT ', 'DELETE ', 'PATCH ', 'HTTP/1.'];
const SIP = ['SIP/2.0', 'REGISTER sip', 'INVITE sip', 'SUBSCRIBE sip', 'NOTIFY sip', 'SERVICE sip', 'NEGOTIATE sip'];
const EITHER = 'OPTIONS ';

function classifyText(bytes: Uint8Array, at: number, end: number): 'http' | 'sip' | 'other' {
  for (const word of SIP) if (startsWith(bytes, at, end, word)) return 'sip';
  for (const word of HTTP) if (startsWith(bytes, at, end, word)) return 'http';
  if (startsWith(bytes, at, end, EITHER)) return startsWith(bytes, at + EITHER.length, end, 'sip') ? 'sip' : 'http';
  return 'other';
}

function startsWith(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false;
  for (let n = 0; n < word.length; n++) if (bytes[at + n] !== word.charCodeAt(n)) return false;
  return true;
}
