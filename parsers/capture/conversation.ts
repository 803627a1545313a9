import type { FrameRef, TcpConversation, TcpGap, TcpStall } from '../../src/facts.ts';
import { REPEATS, TCP_ENDED, TCP_OVER } from '../../src/limits.ts';
import type { Packet } from '../decode/packet.ts';
import { ACK, FIN, RST, SYN } from '../decode/tcp.ts';
import type { Framing } from './framing.ts';
import { Half } from './half.ts';
import { copyEnds, type Ends, endpointA, endpointB } from './names.ts';
import type { Output } from './output.ts';
import { refOf } from './output.ts';
import type { SentSegments } from './sent.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Of a conversation that is not open. */
const NO_HALF = new Half();

/** What is known of one TCP conversation; used again for others. */
export class Conversation implements Ends {
  interface = 0;
  clientIsA = false;
  /** Its flow's. */
  version = 4;
  a0 = 0;
  a1 = 0;
  a2 = 0;
  a3 = 0;
  b0 = 0;
  b1 = 0;
  b2 = 0;
  b3 = 0;
  ports = 0;
  firstFrame = 0;
  firstTime = 0.5;
  /** While it is open. */
  client = NO_HALF;
  server = NO_HALF;
  /** Of the first SYN without ACK, of the SYN-ACK, the final ACK of the handshake and the first FIN: frame, 0 = not seen,
   *  and time. */
  private synFrame = 0;
  private synTime = 0.5;
  private synAckFrame = 0;
  private synAckTime = 0.5;
  private handshakeFrame = 0;
  private handshakeTime = 0.5;
  private finFrame = 0;
  private finTime = 0.5;
  /** SYNs but the first. */
  private repeats: FrameRef[] | undefined = undefined;
  established = false;
  reset: TcpConversation['reset'] = undefined;
  lastFrame = 0;
  lastTime = 0.5;
  /** Of the handshake, ms; 0 = not known. */
  private trip = 0;
  private retransmissions = 0;
  private outOfOrder = 0;
  private keepAlives = 0;
  private duplicates = 0;
  private zeroWindow: Mutable<NonNullable<TcpConversation['zeroWindow']>> | undefined = undefined;
  opening: TcpConversation['opening'] = undefined;
  reply: TcpConversation['reply'] = undefined;
  serverName: string | undefined = undefined;
  helloFrame: number | undefined = undefined;
  certificate: TcpConversation['certificate'] = undefined;
  alert: TcpConversation['alert'] = undefined;
  /** The alert ends the connection (RFC 8446 6). */
  fatal = false;
  tunnel: TcpConversation['tunnel'] = undefined;
  /** The client began as OpenVPN's do; the server's answer decides. */
  openvpn = false;
  /** How both sides mark off messages that are read; undefined = not read. */
  framing: Framing | undefined = undefined;
  /** What stays of both halves once it is closed. */
  private readonly up = new Sent();
  private readonly down = new Sent();
  private stall: TcpStall | undefined = undefined;
  private gap: TcpGap | undefined = undefined;

  /** Makes this the conversation that packet `p` begins in a flow; nothing of another stays.
   *  @param halves not in use */
  open(p: Packet, flow: Ends, clientIsA: boolean, halves: Half[]): void {
    copyEnds(flow, this);
    this.client = halves.pop() ?? new Half();
    this.server = halves.pop() ?? new Half();
    this.stall = undefined;
    this.gap = undefined;
    this.interface = p.interface;
    this.clientIsA = clientIsA;
    this.firstFrame = p.number;
    this.firstTime = p.time;
    this.client.clear();
    this.server.clear();
    this.synFrame = 0;
    this.synTime = 0.5;
    this.synAckFrame = 0;
    this.synAckTime = 0.5;
    this.handshakeFrame = 0;
    this.handshakeTime = 0.5;
    this.finFrame = 0;
    this.finTime = 0.5;
    this.repeats = undefined;
    this.established = false;
    this.reset = undefined;
    this.lastFrame = 0;
    this.lastTime = 0.5;
    this.trip = 0;
    this.retransmissions = 0;
    this.outOfOrder = 0;
    this.keepAlives = 0;
    this.duplicates = 0;
    this.zeroWindow = undefined;
    this.opening = undefined;
    this.reply = undefined;
    this.serverName = undefined;
    this.helloFrame = undefined;
    this.certificate = undefined;
    this.alert = undefined;
    this.fatal = false;
    this.tunnel = undefined;
    this.openvpn = false;
    this.framing = undefined;
  }

  /** A SYN from `half` begins another conversation: other initial number, or the other side calls. */
  endsWith(p: Packet, half: Half): boolean {
    if ((p.tcpFlags & (SYN | ACK | RST)) !== SYN) return false;
    if (half !== this.client) return true;
    // The answer may stand in front of its SYN.
    if (!half.begun) return half.packets > 0 || this.synAckFrame === 0;
    return half.initial !== p.sequence;
  }

  /** Counts a segment that `half` sent. */
  count(p: Packet, half: Half, sent: SentSegments): void {
    this.lastFrame = p.number;
    this.lastTime = p.time;
    const flags = p.tcpFlags;
    if ((flags & SYN) !== 0) this.countSyn(p, half);
    const other = half === this.client ? this.server : this.client;
    const what = half.count(p, other, sent, this.trip);
    if (what !== 'plain') {
      if (what === 'repeated') this.retransmissions++;
      else if (what === 'late') this.outOfOrder++;
      else if (what === 'keep-alive') this.keepAlives++;
      else this.duplicates++;
    }
    if ((flags & RST) !== 0) {
      this.reset ??= { ...refOf(p), by: this.sideOf(half) };
      return;
    }
    if (p.window === 0 && what !== 'copy' && (flags & (SYN | FIN)) === 0) this.countZeroWindow(p, half);
    if ((flags & FIN) !== 0) {
      if (this.finFrame === 0) {
        this.finFrame = p.number;
        this.finTime = p.time;
      }
      half.ended = true;
    }
    if (this.established) return;
    if (half === this.client) {
      const answered = this.synAckFrame !== 0 && (flags & (SYN | ACK)) === ACK;
      if (answered && p.acknowledgment === ((this.server.initial + 1) | 0)) {
        this.established = true;
        this.handshakeFrame = p.number;
        this.handshakeTime = p.time;
        const sent = this.repeats?.at(-1)?.time ?? this.synTime;
        if (this.synFrame !== 0) this.trip = Math.max(0, p.time - sent);
      }
    }
    if (this.client.bytes > 0 && this.server.bytes > 0) this.established = true;
  }

  /** Was reset, or one side has ended. */
  get over(): boolean {
    return this.reset !== undefined || this.finFrame !== 0;
  }

  /** Milliseconds after which nothing more is expected, once it is over. */
  get rest(): number {
    return this.reset === undefined && this.client.ended && this.server.ended ? TCP_ENDED : TCP_OVER;
  }

  sideOf(half: Half): 'client' | 'server' {
    return half === this.client ? 'client' : 'server';
  }

  private countSyn(p: Packet, half: Half): void {
    if ((p.tcpFlags & ACK) === 0) {
      if (!half.isCopy(p)) this.noteSyn(p);
    } else if (this.synAckFrame === 0) {
      this.synAckFrame = p.number;
      this.synAckTime = p.time;
    }
    half.initial = p.sequence;
    half.begun = true;
    if (p.mss !== 0) half.mss = p.mss;
    if (p.windowScale >= 0) half.windowScale = p.windowScale;
  }

  private noteSyn(p: Packet): void {
    if (this.synFrame === 0) {
      this.synFrame = p.number;
      this.synTime = p.time;
      return;
    }
    this.repeats ??= [];
    if (this.repeats.length < REPEATS - 1) this.repeats.push(refOf(p));
  }

  private countZeroWindow(p: Packet, half: Half): void {
    const by = this.sideOf(half);
    if (this.zeroWindow === undefined) this.zeroWindow = { ...refOf(p), by, count: 1 };
    else if (this.zeroWindow.by === by) this.zeroWindow.count++;
  }

  /** The side whose segment went out most often. */
  private stalled(): TcpStall | undefined {
    const up = this.client.stalled(this.server, 'client');
    const down = this.server.stalled(this.client, 'server');
    if (up === undefined || down === undefined) return up ?? down;
    return up.transmissions >= down.transmissions ? up : down;
  }

  /** It is over; its halves go back. */
  close(halves: Half[]): void {
    const { client, server } = this;
    this.stall = this.stalled();
    this.gap = server.gap('server') ?? client.gap('client');
    this.up.copy(client);
    this.down.copy(server);
    client.close();
    server.close();
    halves.push(client, server);
    this.client = NO_HALF;
    this.server = NO_HALF;
  }

  /** What is known of it, once it is closed. */
  fact(output: Output): TcpConversation {
    const { up: client, down: server } = this;
    const syn = refAt(this.synFrame, this.synTime);
    return {
      kind: 'tcp.conversation',
      at: output.at(this.firstFrame),
      time: this.firstTime,
      interface: this.interface,
      client: this.clientIsA ? endpointA(this) : endpointB(this),
      server: this.clientIsA ? endpointB(this) : endpointA(this),
      syns: syn === undefined ? [] : this.repeats === undefined ? [syn] : [syn, ...this.repeats],
      synAck: refAt(this.synAckFrame, this.synAckTime),
      established: this.established,
      reset: this.reset,
      fin: refAt(this.finFrame, this.finTime),
      last: { frame: this.lastFrame, time: this.lastTime },
      clientBytes: client.bytes,
      serverBytes: server.bytes,
      clientPackets: client.packets,
      serverPackets: server.packets,
      retransmissions: this.retransmissions,
      outOfOrder: some(this.outOfOrder),
      keepAlives: some(this.keepAlives),
      duplicates: some(this.duplicates),
      clientMss: some(client.mss),
      serverMss: some(server.mss),
      clientWindowScale: client.windowScale < 0 ? undefined : client.windowScale,
      serverWindowScale: server.windowScale < 0 ? undefined : server.windowScale,
      handshakeEnd: refAt(this.handshakeFrame, this.handshakeTime),
      zeroWindow: this.zeroWindow,
      clientLargestAcked: some(client.largestAcked),
      serverLargestAcked: some(server.largestAcked),
      stalled: this.stall,
      gap: this.gap,
      opening: this.opening,
      reply: this.reply,
      serverName: this.serverName,
      helloFrame: this.helloFrame,
      certificate: this.certificate,
      alert: this.alert,
      tunnel: this.tunnel,
    };
  }
}

/** What one side sent, in the end. */
class Sent {
  bytes = 0;
  packets = 0;
  mss = 0;
  windowScale = -1;
  largestAcked = 0;

  copy(half: Half): void {
    this.bytes = half.bytes;
    this.packets = half.packets;
    this.mss = half.mss;
    this.windowScale = half.windowScale;
    this.largestAcked = half.largestAcked;
  }
}

const some = (count: number): number | undefined => (count > 0 ? count : undefined);

const refAt = (frame: number, time: number): FrameRef | undefined => (frame === 0 ? undefined : { frame, time });
