import { decodeCertificate } from '../decode/certificate.ts';
import type { Packet } from '../decode/packet.ts';
import { helloServerName } from '../decode/tls.ts';
import type { Conversation } from './conversation.ts';
import type { Half } from './half.ts';
import { HandshakeReader, readWhole } from './handshake.ts';
import { refOf } from './output.ts';
import type { StreamBudget } from './stream-budget.ts';

const ALERT = 21;
const HANDSHAKE = 22;
const DATA = 23;
const CLIENT_HELLO = 1;
const CERTIFICATE = 11;
const FATAL = 2;

/** Reads what TLS says in the clear: server name, certificate names, alerts (RFC 5246 7, RFC 8446 4 and 6). */
export class TlsRecords {
  private readonly budget: StreamBudget;
  private readonly hello: (p: Packet) => void;
  private p!: Packet;
  private conversation!: Conversation;
  private half!: Half;

  constructor(budget: StreamBudget, hello: (p: Packet) => void) {
    this.budget = budget;
    this.hello = hello;
  }

  /** One record of `half`, its 5-byte header included. False = what follows is ciphered, or no TLS. */
  record(p: Packet, conversation: Conversation, half: Half, bytes: Uint8Array, from: number, to: number): boolean {
    if (bytes[from + 1] !== 3) return this.end(half);
    const type = bytes[from]!;
    if (type === HANDSHAKE) {
      this.p = p;
      this.conversation = conversation;
      this.half = half;
      if (half.handshake === undefined) {
        if (readWhole(bytes, from + 5, to, this.take)) return true;
        half.handshake = new HandshakeReader(this.budget);
      }
      half.handshake.record(bytes, from + 5, to, this.take);
      return true;
    }
    if (type !== ALERT) {
      // Data: both sides have keys.
      if (type === DATA) this.end(half === conversation.client ? conversation.server : conversation.client);
      return this.end(half);
    }
    // Level 1 or 2 and a description: a longer record is ciphered.
    const level = bytes[from + 5]!;
    if (to - from !== 7 || level === 0 || level > FATAL) return this.end(half);
    if (conversation.alert === undefined || (level === FATAL && !conversation.fatal)) {
      conversation.alert = { ...refOf(p), by: conversation.sideOf(half), description: bytes[from + 6]! };
      conversation.fatal = level === FATAL;
    }
    return true;
  }

  /** Nothing more of this side is read. */
  private end(half: Half): boolean {
    half.stream?.close();
    half.stream = undefined;
    half.done = true;
    half.handshake?.close();
    half.handshake = undefined;
    return false;
  }

  private readonly take = (type: number, bytes: Uint8Array, from: number, to: number): void => {
    const { p, conversation, half } = this;
    if (type === CLIENT_HELLO && half === conversation.client && conversation.helloFrame === undefined) {
      conversation.helloFrame = p.number;
      conversation.serverName = helloServerName(bytes, from, to);
      this.hello(p);
    } else if (type === CERTIFICATE && half === conversation.server && conversation.certificate === undefined) {
      // A list with the server's own certificate first, lengths of three bytes (RFC 5246 7.4.2).
      const size = from + 6 <= to ? (bytes[from + 3]! << 16) | (bytes[from + 4]! << 8) | bytes[from + 5]! : 0;
      const names = size === 0 ? undefined : decodeCertificate(bytes, from + 6, Math.min(to, from + 6 + size));
      if (names !== undefined) conversation.certificate = { ...refOf(p), ...names };
    }
  };
}
