import { classifyOpening, classifyReply } from '../decode/opening.ts';
import { be32, type Packet } from '../decode/packet.ts';
import { ACK, RST, SYN } from '../decode/tcp.ts';
import { isClientHello, PSEUDO_CLIENT_HELLO, PSEUDO_SERVER_HELLO, readServerName } from '../decode/tls.ts';
import { Conversation, type Half } from './conversation.ts';
import type { Flow } from './flow.ts';
import type { Flows } from './flows.ts';
import type { Output } from './output.ts';
import { type Framing, Stream, StreamBudget } from './stream.ts';

/** Takes the messages found in TCP streams; the packet that completed one is the current one. */
export interface StreamMessages {
  dns(p: Packet, bytes: Uint8Array, from: number, to: number, whole: boolean): void;
  stun(p: Packet, bytes: Uint8Array, from: number, to: number, length: number): void;
  clientHello(p: Packet): void;
}

/** Follows the TCP conversations of a capture. */
export class Conversations {
  readonly budget = new StreamBudget();
  private readonly output: Output;
  private readonly flows: Flows;
  private readonly messages: StreamMessages;
  private p!: Packet;
  private conversation!: Conversation;

  constructor(output: Output, flows: Flows, messages: StreamMessages) {
    this.output = output;
    this.flows = flows;
    this.messages = messages;
  }

  /** Counts a segment of `flow`. */
  segment(p: Packet, flow: Flow, fromA: boolean): void {
    let conversation = flow.tcp;
    if (conversation === undefined) {
      conversation = new Conversation(p, clientIsA(p, flow, fromA));
      flow.tcp = conversation;
    } else if (conversation.endsWith(p, fromA === conversation.clientIsA ? conversation.client : conversation.server)) {
      conversation.close(this.output, this.flows.endpointA(flow), this.flows.endpointB(flow));
      conversation = new Conversation(p, fromA);
      flow.tcp = conversation;
    }
    const half = fromA === conversation.clientIsA ? conversation.client : conversation.server;
    conversation.count(p, half);
    if (p.payloadLength > 0 && (p.tcpFlags & RST) === 0 && p.payload < p.payloadEnd) {
      this.payload(p, conversation, half);
    }
  }

  private payload(p: Packet, conversation: Conversation, half: Half): void {
    if (!half.spoke) this.first(p, conversation, half);
    else if (half === conversation.client && p.bytes[p.payload] === 0x16 && conversation.helloFrame === undefined) {
      this.lateHello(p, conversation);
    }
    const stream = half.stream;
    if (stream === undefined || stream.closed) return;
    this.p = p;
    this.conversation = conversation;
    stream.segment(p.sequence, p.bytes, p.payload, p.payloadEnd, p.payloadLength, this.take);
  }

  /** The first bytes of a side tell what it speaks. Where its SYN was not captured, only what is recognised counts. */
  private first(p: Packet, conversation: Conversation, half: Half): void {
    const { bytes, payload, payloadEnd } = p;
    const atStart = half.begun && p.sequence === ((half.initial + 1) | 0);
    // Data that overtook the first segment says nothing; the first may still come.
    if (half.begun && !atStart && ((p.sequence - half.initial) | 0) < 65_536 && half.packets < 8) return;
    half.spoke = true;
    if (p.sourcePort === 53 || p.destinationPort === 53) conversation.framing = 'length';
    else conversation.framing ??= recogniseFraming(bytes, payload, payloadEnd);
    let begin = p.sequence;
    let framing: Framing | undefined = conversation.framing;
    if (half === conversation.client) {
      const opening = classifyOpening(bytes, payload, payloadEnd);
      if (atStart || opening !== 'other') conversation.opening = opening;
      if (opening === 'pseudo-tls') {
        framing = 'ms-turn';
        conversation.framing = framing;
        begin = (begin + PSEUDO_CLIENT_HELLO) | 0;
        conversation.helloFrame = p.number;
        this.messages.clientHello(p);
      } else if (opening === 'tls') framing = 'tls';
    } else {
      const reply = classifyReply(bytes, payload, payloadEnd);
      if (atStart || reply !== 'other') conversation.reply = reply;
      if (reply === 'pseudo-tls') begin = (begin + PSEUDO_SERVER_HELLO) | 0;
    }
    if (framing !== undefined) half.stream = new Stream(framing, begin, this.budget);
  }

  /** A ClientHello after something else: STARTTLS, or a proxy's CONNECT. */
  private lateHello(p: Packet, conversation: Conversation): void {
    if (!isClientHello(p.bytes, p.payload, p.payloadEnd) || conversation.opening === 'tls') return;
    conversation.helloFrame = p.number;
    conversation.serverName = readServerName(p.bytes, p.payload, p.payloadEnd);
    this.messages.clientHello(p);
  }

  /** A message is complete in its stream. */
  private readonly take = (bytes: Uint8Array, from: number, to: number, whole: boolean): void => {
    const { p, conversation } = this;
    if (conversation.framing === 'length') {
      if (p.sourcePort === 53 || p.destinationPort === 53) this.messages.dns(p, bytes, from + 2, to, whole);
      else this.messages.stun(p, bytes, from + 2, to, to - from - 2);
      return;
    }
    if (conversation.framing === 'ms-turn') {
      // 2 = control message, 3 = end-to-end data, which keeps its own RFC 4571 length.
      if (bytes[from] === 2) this.messages.stun(p, bytes, from + 4, to, to - from - 4);
      else if (bytes[from] === 3) this.messages.stun(p, bytes, from + 6, to, to - from - 6);
      return;
    }
    // The record that opens a TLS connection; what follows is not read.
    conversation.client.stream?.close();
    if (!isClientHello(bytes, from, to)) return;
    conversation.helloFrame = p.number;
    conversation.serverName = readServerName(bytes, from, to);
    this.messages.clientHello(p);
  };
}

/** The SYN's sender, the SYN-ACK's receiver, else the higher port, else whoever came first. */
function clientIsA(p: Packet, flow: Flow, fromA: boolean): boolean {
  if ((p.tcpFlags & SYN) !== 0) return (p.tcpFlags & ACK) === 0 ? fromA : !fromA;
  const a = flow.ports >>> 16;
  const b = flow.ports & 0xffff;
  return a === b ? fromA : a > b;
}

/** MS-TURN framing, or RFC 4571 in front of STUN, in the middle of a conversation or without a handshake of its own. */
function recogniseFraming(bytes: Uint8Array, at: number, end: number): Framing | undefined {
  // RFC 5389 cookie behind the 2-byte length and 4 bytes of STUN header.
  if (at + 22 <= end && be32(bytes, at + 6) === 0x2112a442 && (bytes[at + 2]! & 0xc0) === 0) return 'length';
  const ms = at + 32 <= end && bytes[at + 1] === 0 && (bytes[at] === 2 || bytes[at] === 3);
  return ms && be32(bytes, at + 24) === 0x000f0004 && be32(bytes, at + 28) === 0x72c64bc6 ? 'ms-turn' : undefined;
}
