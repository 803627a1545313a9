import type { Endpoint, FrameRef, TcpConversation } from '../../src/facts.ts';
import { REPEATS } from '../../src/limits.ts';
import type { Packet } from '../decode/packet.ts';
import { ACK, FIN, RST, SYN } from '../decode/tcp.ts';
import type { Output } from './output.ts';
import { refOf } from './output.ts';
import type { Framing, Stream } from './stream.ts';

/** Milliseconds within which the same segment again is a second copy of one packet, not a repeat: TCP's shortest
 *  retransmission time-outs are two hundred times longer. */
const COPY = 1;
/** Milliseconds within which a late segment was overtaken on the way, not sent again (Wireshark's bound). */
const OVERTAKEN = 3;

/** One side of a TCP conversation. Sequence numbers are signed 32-bit. */
export class Half {
  packets = 0;
  bytes = 0;
  mss = 0;
  /** Of the SYN; valid with `begun`. */
  initial = 0;
  begun = false;
  /** Past the highest byte seen; valid with `known`. */
  next = 0;
  known = false;
  holeFrom = 0;
  holeTo = 0;
  holeTime = 0.5;
  lastSequence = 0;
  lastLength = -1;
  lastFlags = 0;
  lastId = 0;
  lastTime = 0.5;
  /** Its first bytes were looked at. */
  spoke = false;
  stream: Stream | undefined = undefined;

  /** Counts a segment. Returns true when it carries bytes that were sent before. */
  count(p: Packet): boolean {
    this.packets++;
    const length = p.payloadLength;
    this.bytes += length;
    // A reset's sequence number may be anything that was acknowledged.
    if ((p.tcpFlags & RST) !== 0) return false;
    const copy =
      p.sequence === this.lastSequence &&
      length === this.lastLength &&
      p.tcpFlags === this.lastFlags &&
      p.ipId === this.lastId &&
      p.time - this.lastTime <= COPY;
    this.lastSequence = p.sequence;
    this.lastLength = length;
    this.lastFlags = p.tcpFlags;
    this.lastId = p.ipId;
    this.lastTime = p.time;
    const end = (p.sequence + length + ((p.tcpFlags & (SYN | FIN)) !== 0 ? 1 : 0)) | 0;
    if (!this.known) {
      this.known = true;
      this.next = end;
      return false;
    }
    const ahead = (p.sequence - this.next) | 0;
    if (ahead >= 0) {
      if (ahead > 0 && length > 0) {
        this.holeFrom = this.next;
        this.holeTo = p.sequence;
        this.holeTime = p.time;
      }
      this.next = end;
      return false;
    }
    if (((end - this.next) | 0) > 0) this.next = end;
    // A keep-alive repeats one byte, or none, in front of the next (RFC 9293 3.8.4).
    if (length === 0 || (length === 1 && ahead === -1) || copy) return false;
    const fillsHole = ((p.sequence - this.holeFrom) | 0) >= 0 && ((this.holeTo - end) | 0) >= 0;
    return !(fillsHole && this.holeFrom !== this.holeTo && p.time - this.holeTime <= OVERTAKEN);
  }

  /** The packet counted last is another copy of the one before. Ask before counting. */
  isCopy(p: Packet): boolean {
    return (
      p.sequence === this.lastSequence && p.ipId === this.lastId && this.packets > 0 && p.time - this.lastTime <= COPY
    );
  }
}

/** What is known of one TCP conversation while it is open. */
export class Conversation {
  readonly interface: number;
  readonly clientIsA: boolean;
  readonly firstFrame: number;
  readonly firstTime: number;
  readonly client = new Half();
  readonly server = new Half();
  readonly syns: FrameRef[] = [];
  synAck: FrameRef | undefined = undefined;
  established = false;
  reset: (FrameRef & { readonly by: 'client' | 'server' }) | undefined = undefined;
  fin: FrameRef | undefined = undefined;
  lastFrame = 0;
  lastTime = 0.5;
  retransmissions = 0;
  opening: TcpConversation['opening'] = undefined;
  reply: TcpConversation['reply'] = undefined;
  serverName: string | undefined = undefined;
  helloFrame: number | undefined = undefined;
  /** How both sides mark off messages that are read; undefined = not read. */
  framing: Framing | undefined = undefined;

  constructor(p: Packet, clientIsA: boolean) {
    this.interface = p.interface;
    this.clientIsA = clientIsA;
    this.firstFrame = p.number;
    this.firstTime = p.time;
  }

  /** A SYN from `half` begins another conversation: other initial number, or the other side calls. */
  endsWith(p: Packet, half: Half): boolean {
    if ((p.tcpFlags & (SYN | ACK | RST)) !== SYN) return false;
    if (half !== this.client) return true;
    // The answer may stand in front of its SYN.
    if (!half.begun) return half.packets > 0 || this.synAck === undefined;
    return half.initial !== p.sequence;
  }

  /** Counts a segment that `half` sent. */
  count(p: Packet, half: Half): void {
    this.lastFrame = p.number;
    this.lastTime = p.time;
    const flags = p.tcpFlags;
    if ((flags & SYN) !== 0) this.countSyn(p, half);
    if (half.count(p)) this.retransmissions++;
    if ((flags & RST) !== 0) {
      this.reset ??= { ...refOf(p), by: half === this.client ? 'client' : 'server' };
      return;
    }
    if ((flags & FIN) !== 0) this.fin ??= refOf(p);
    if (this.established) return;
    if (half === this.client) {
      const answered = this.synAck !== undefined && (flags & (SYN | ACK)) === ACK;
      if (answered && p.acknowledgment === ((this.server.initial + 1) | 0)) this.established = true;
    }
    if (this.client.bytes > 0 && this.server.bytes > 0) this.established = true;
  }

  private countSyn(p: Packet, half: Half): void {
    if ((p.tcpFlags & ACK) === 0) {
      if (!half.isCopy(p) && this.syns.length < REPEATS) this.syns.push(refOf(p));
    } else {
      this.synAck ??= refOf(p);
    }
    half.initial = p.sequence;
    half.begun = true;
    if (p.mss !== 0) half.mss = p.mss;
  }

  /** Emits the conversation. */
  close(output: Output, a: Endpoint, b: Endpoint): void {
    const { client, server } = this;
    client.stream?.close();
    server.stream?.close();
    output.emit({
      kind: 'tcp.conversation',
      at: output.at(this.firstFrame),
      time: this.firstTime,
      interface: this.interface,
      client: this.clientIsA ? a : b,
      server: this.clientIsA ? b : a,
      syns: this.syns,
      synAck: this.synAck,
      established: this.established,
      reset: this.reset,
      fin: this.fin,
      last: { frame: this.lastFrame, time: this.lastTime },
      clientBytes: client.bytes,
      serverBytes: server.bytes,
      clientPackets: client.packets,
      serverPackets: server.packets,
      retransmissions: this.retransmissions,
      clientMss: client.mss > 0 ? client.mss : undefined,
      serverMss: server.mss > 0 ? server.mss : undefined,
      opening: this.opening,
      reply: this.reply,
      serverName: this.serverName,
      helloFrame: this.helloFrame,
    });
  }
}
