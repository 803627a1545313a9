import { classifyOpening, classifyReply, isOpenvpnReset, isSip, mayBeginSip, tunnelOf } from '../decode/opening.ts';
import { be32, type Packet } from '../decode/packet.ts';
import { ACK, RST, SYN } from '../decode/tcp.ts';
import { isClientHello, PSEUDO_CLIENT_HELLO, PSEUDO_SERVER_HELLO } from '../decode/tls.ts';
import type { Conversation } from './conversation.ts';
import type { Flow } from './flow.ts';
import type { Flows } from './flows.ts';
import type { Framing } from './framing.ts';
import type { Half } from './half.ts';
import { SentSegments } from './sent.ts';
import { Stream } from './stream.ts';
import { StreamBudget } from './stream-budget.ts';
import { TlsRecords } from './tls-records.ts';

/** Takes the messages found in TCP streams; the packet that completed one is the current one. */
export interface StreamMessages {
  dns(p: Packet, bytes: Uint8Array, from: number, to: number, whole: boolean): void;
  stun(p: Packet, bytes: Uint8Array, from: number, to: number, length: number): void;
  sip(p: Packet, bytes: Uint8Array, from: number, to: number, whole: boolean): void;
  clientHello(p: Packet): void;
}

/** Follows the TCP conversations of a capture. */
export class Conversations {
  readonly budget = new StreamBudget();
  private readonly sent = new SentSegments();
  private readonly flows: Flows;
  private readonly messages: StreamMessages;
  private readonly tls: TlsRecords;
  private p!: Packet;
  private conversation!: Conversation;
  private half!: Half;

  constructor(flows: Flows, messages: StreamMessages) {
    this.flows = flows;
    this.messages = messages;
    this.tls = new TlsRecords(this.budget, (p) => messages.clientHello(p));
    flows.beforeTcpClose = (flow) => this.finish(flow);
  }

  /** Counts a segment of `flow`. */
  segment(p: Packet, flow: Flow, fromA: boolean): void {
    let conversation = flow.tcp;
    if (conversation === undefined) {
      conversation = this.open(p, flow, clientIsA(p, flow, fromA));
      flow.tcp = conversation;
    } else if (conversation.endsWith(p, fromA === conversation.clientIsA ? conversation.client : conversation.server)) {
      this.flows.closeTcp(flow);
      conversation = this.open(p, flow, fromA);
      flow.tcp = conversation;
    }
    const half = fromA === conversation.clientIsA ? conversation.client : conversation.server;
    conversation.count(p, half, this.sent);
    if (!flow.leaves && conversation.over) this.flows.closeLater(flow);
    if ((p.tcpFlags & RST) !== 0) return;
    const peer = half === conversation.client ? conversation.server : conversation.client;
    if (peer.stream?.waits === true && (p.tcpFlags & ACK) !== 0) this.acknowledged(p, conversation, peer, flow);
    if (p.payloadLength > 0 && p.payload < p.payloadEnd) this.payload(p, conversation, half);
  }

  private open(p: Packet, flow: Flow, clientIsA: boolean): Conversation {
    const conversation = this.flows.closedTcp.take();
    conversation.open(p, flow, clientIsA, this.flows.halves);
    return conversation;
  }

  /** Reads what waits behind gaps that nothing fills any more. */
  private finish(flow: Flow): void {
    const { client, server } = flow.tcp!;
    if (client.stream?.waits === true) this.giveUp(flow, client);
    if (server.stream?.waits === true) this.giveUp(flow, server);
  }

  private giveUp(flow: Flow, half: Half): void {
    const conversation = flow.tcp!;
    const fromA = (half === conversation.client) === conversation.clientIsA;
    this.begin(this.flows.packetOf(flow, fromA), conversation, half);
    half.stream!.giveUp(this.take);
  }

  /** The receiver has what this capture missed. */
  private acknowledged(p: Packet, conversation: Conversation, peer: Half, flow: Flow): void {
    const fromA = (peer === conversation.client) === conversation.clientIsA;
    this.begin(this.flows.packetOf(flow, fromA), conversation, peer);
    peer.stream!.acknowledged(p.acknowledgment, this.take);
  }

  private begin(p: Packet, conversation: Conversation, half: Half): void {
    this.p = p;
    this.conversation = conversation;
    this.half = half;
  }

  private payload(p: Packet, conversation: Conversation, half: Half): void {
    if (!half.spoke) this.first(p, conversation, half);
    else if (half.stream === undefined) this.later(p, conversation, half);
    const { stream } = half;
    if (stream === undefined) return;
    this.begin(p, conversation, half);
    const { sequence, bytes, payload, payloadEnd, payloadLength, number, time } = p;
    stream.segment(sequence, bytes, payload, payloadEnd, payloadLength, number, time, this.take);
    if (stream.closed) {
      half.stream = undefined;
      half.done = true;
    }
  }

  /** The first bytes of a side tell what it speaks. Where its SYN was not captured, only what is recognised counts. */
  private first(p: Packet, conversation: Conversation, half: Half): void {
    const { bytes, payload, payloadEnd } = p;
    const atStart = half.begun && p.sequence === ((half.initial + 1) | 0);
    // Data that overtook the first segment says nothing; the first may still come.
    if (half.begun && !atStart && ((p.sequence - half.initial) | 0) < 65_536 && half.packets < 8) {
      // What the side speaks is not known yet; any framing lets them wait.
      if (half.stream === undefined) this.listen('tls', half, (half.initial + 1) | 0);
      return;
    }
    half.spoke = true;
    if (p.sourcePort === 53 || p.destinationPort === 53) conversation.framing = 'length';
    else conversation.framing ??= recogniseFraming(p);
    let begin = p.sequence;
    let framing: Framing | undefined;
    if (half === conversation.client) {
      const opening = classifyOpening(bytes, payload, payloadEnd);
      if (atStart || opening !== 'other') conversation.opening = opening;
      if (opening === 'pseudo-tls') {
        conversation.framing = 'ms-turn';
        begin = (begin + PSEUDO_CLIENT_HELLO) | 0;
        conversation.helloFrame = p.number;
        this.messages.clientHello(p);
      } else if (opening === 'tls' || opening === 'sip') conversation.framing = opening;
      else if (opening === 'http') conversation.tunnel = tunnelOf(bytes, payload, payloadEnd);
      else if (atStart) conversation.openvpn = isOpenvpnReset(bytes, payload, payloadEnd, true);
    } else {
      const reply = classifyReply(bytes, payload, payloadEnd);
      if (atStart || reply !== 'other') conversation.reply = reply;
      if (reply === 'pseudo-tls') begin = (begin + PSEUDO_SERVER_HELLO) | 0;
      else if (reply === 'sip') conversation.framing ??= 'sip';
      else if (reply === 'tls' || reply === 'tls-alert') {
        // An inspector's answer to the canned hello is TLS; without the client's side, so is the conversation.
        framing = 'tls';
      } else if (conversation.openvpn && isOpenvpnReset(bytes, payload, payloadEnd, false)) {
        conversation.tunnel = 'openvpn';
      }
    }
    framing ??= conversation.framing;
    if (framing === undefined && mayBeginSip(bytes, payload, payloadEnd)) framing = 'sip';
    if (framing !== undefined) this.listen(framing, half, begin);
    else {
      half.stream?.close();
      half.stream = undefined;
    }
  }

  /** A side that was not understood may be later: a capture that begins within a message, a proxy's CONNECT, STARTTLS. */
  private later(p: Packet, conversation: Conversation, half: Half): void {
    const { bytes, payload, payloadEnd } = p;
    const first = bytes[payload]!;
    if (first === 0x16) {
      if (half !== conversation.client || conversation.helloFrame !== undefined) return;
      if (!isClientHello(bytes, payload, payloadEnd)) return;
      half.done = false;
      conversation.framing = 'tls';
      this.listen('tls', half, p.sequence);
      const { server } = conversation;
      if (server.known) {
        server.spoke = true;
        server.done = false;
        this.listen('tls', server, server.next);
      }
      return;
    }
    if (half.done) return;
    if (first >= 65) {
      if (first > 90 || !isSip(bytes, payload, payloadEnd)) return;
      conversation.framing = 'sip';
      this.listen('sip', half, p.sequence);
      return;
    }
    const framing = recogniseFraming(p);
    if (framing === undefined) return;
    conversation.framing ??= framing;
    this.listen(framing, half, p.sequence);
  }

  private listen(framing: Framing, half: Half, begin: number): void {
    if (half.stream?.closed === false) half.stream.restart(framing, begin);
    else half.stream = new Stream(framing, begin, this.budget);
  }

  /** A message is complete in its stream. */
  private readonly take = (bytes: Uint8Array, from: number, to: number, whole: boolean): void => {
    const { p, half } = this;
    const stream = half.stream!;
    if (stream.overdue === undefined) {
      this.message(bytes, from, to, whole, stream);
      return;
    }
    const { number, time } = p;
    p.number = stream.overdue.frame;
    p.time = stream.overdue.time;
    this.message(bytes, from, to, whole, stream);
    p.number = number;
    p.time = time;
  };

  private message(bytes: Uint8Array, from: number, to: number, whole: boolean, stream: Stream): void {
    const { p, conversation, half, messages } = this;
    switch (stream.framing) {
      case 'length':
        if (p.sourcePort === 53 || p.destinationPort === 53) messages.dns(p, bytes, from + 2, to, whole);
        else messages.stun(p, bytes, from + 2, to, to - from - 2);
        return;
      case 'ms-turn':
        // 2 = control message, 3 = end-to-end data, which keeps its own RFC 4571 length.
        if (bytes[from] === 2) messages.stun(p, bytes, from + 4, to, to - from - 4);
        else if (bytes[from] === 3) messages.stun(p, bytes, from + 6, to, to - from - 6);
        return;
      case 'sip':
        if (half === conversation.client && conversation.opening === 'other') conversation.opening = 'sip';
        else if (half === conversation.server && conversation.reply === 'other') conversation.reply = 'sip';
        messages.sip(p, bytes, from, to, whole);
        return;
      case 'tls':
        if (!this.tls.record(p, conversation, half, bytes, from, to)) stream.close();
    }
  }
}

/** The SYN's sender, the SYN-ACK's receiver, else the higher port, else whoever came first. */
function clientIsA(p: Packet, flow: Flow, fromA: boolean): boolean {
  if ((p.tcpFlags & SYN) !== 0) return (p.tcpFlags & ACK) === 0 ? fromA : !fromA;
  const a = flow.ports >>> 16;
  const b = flow.ports & 0xffff;
  return a === b ? fromA : a > b;
}

/** MS-TURN framing, or RFC 4571 in front of STUN, in the middle of a conversation or without a handshake of its own. */
function recogniseFraming({ bytes, payload: at, payloadEnd: end }: Packet): Framing | undefined {
  // RFC 5389 cookie behind the 2-byte length and 4 bytes of STUN header.
  if (at + 22 <= end && be32(bytes, at + 6) === 0x2112a442 && (bytes[at + 2]! & 0xc0) === 0) return 'length';
  const ms = at + 32 <= end && bytes[at + 1] === 0 && (bytes[at] === 2 || bytes[at] === 3);
  return ms && be32(bytes, at + 24) === 0x000f0004 && be32(bytes, at + 28) === 0x72c64bc6 ? 'ms-turn' : undefined;
}
