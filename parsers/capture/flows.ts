import type { IpFlow } from '../../src/facts.ts';
import { be16, Packet } from '../decode/packet.ts';
import type { AddressCounts } from './addresses.ts';
import { Conversation } from './conversation.ts';
import { Flow } from './flow.ts';
import type { Half } from './half.ts';
import { endpointA, endpointB } from './names.ts';
import { Newest } from './newest.ts';
import type { Output } from './output.ts';
import { mix, Slots, spread } from './slots.ts';

const RECENT = 256;

/** All flows that are open, TCP conversations included. */
export class Flows {
  private readonly table = new Slots<Flow>();
  /** Flows in use, by a few bits of their key. */
  private readonly recent: (Flow | undefined)[] = new Array<Flow | undefined>(RECENT).fill(undefined);
  private readonly output: Output;
  private readonly addresses: AddressCounts;
  private limited = false;
  private readonly closed: Newest<Flow>;
  readonly closedTcp: Newest<Conversation>;
  /** Of closed conversations, to be used again. */
  readonly halves: Half[] = [];
  /** The packet counted last came from its flow's `a` side. */
  fromA = false;
  /** Flows whose TCP conversation was over, each once; those before `leftAt` were looked at. */
  private leaving: Flow[] = [];
  private leftAt = 0;
  /** Asked before a TCP conversation is emitted. */
  beforeTcpClose: ((flow: Flow) => void) | undefined = undefined;
  private readonly blank = new Packet();

  constructor(output: Output, addresses: AddressCounts) {
    this.output = output;
    this.addresses = addresses;
    this.closed = new Newest(output, 'ip.flow', () => new Flow());
    this.closedTcp = new Newest(output, 'tcp.conversation', () => new Conversation());
  }

  /** The flow of a packet, with the packet counted. `size` = bytes it carries beyond its headers. */
  count(p: Packet, protocol: number, inner: boolean, size: number): Flow {
    const flow = this.at(p, protocol, inner);
    flow.lastFrame = p.number;
    flow.lastTime = p.time;
    if (this.fromA) {
      flow.fromA++;
      flow.bytesA += size;
      if (p.ipLength > flow.longestA) flow.longestA = p.ipLength;
      if (flow.macAHigh < 0 && p.mac >= 0) {
        flow.macAHigh = macHigh(p);
        flow.macALow = macLow(p);
      }
    } else {
      flow.fromB++;
      flow.bytesB += size;
      if (p.ipLength > flow.longestB) flow.longestB = p.ipLength;
      if (flow.macBHigh < 0 && p.mac >= 0) {
        flow.macBHigh = macHigh(p);
        flow.macBLow = macLow(p);
      }
    }
    return flow;
  }

  /** Notes the first fragment of a datagram; the packet counts when it is whole. Its ports stand behind the IP header,
   *  those of later fragments are not known. */
  fragment(p: Packet, inner: boolean): void {
    const { bytes, payload, protocol } = p;
    if (protocol === 17) {
      if (payload + 4 > p.payloadEnd) return;
      p.sourcePort = be16(bytes, payload);
      p.destinationPort = be16(bytes, payload + 2);
    } else if (flowProtocol(protocol) === undefined) return;
    const flow = this.at(p, protocol, inner);
    flow.lastFrame = p.number;
    flow.lastTime = p.time;
    if (flow.fragmentFrame === 0) {
      flow.fragmentFrame = p.number;
      flow.fragmentTime = p.time;
    }
    if (this.fromA) {
      flow.fragmentedA++;
      if (p.ipLength > flow.longestA) flow.longestA = p.ipLength;
    } else {
      flow.fragmentedB++;
      if (p.ipLength > flow.longestB) flow.longestB = p.ipLength;
    }
  }

  end(): void {
    while (this.table.oldest >= 0) this.close(this.table.oldest);
    this.recent.fill(undefined);
    this.closedTcp.end((conversation) => this.output.emit(conversation.fact(this.output)));
    this.closed.end((flow) => this.output.emit(this.fact(flow)));
  }

  private at(p: Packet, protocol: number, inner: boolean): Flow {
    const ports = protocol === 6 || protocol === 17;
    const source = ports ? p.sourcePort : 0;
    const destination = ports ? p.destinationPort : 0;
    const v6 = p.version === 6;
    const fromA = sourceFirst(p, v6, source, destination);
    this.fromA = fromA;
    const key = fromA ? (source << 16) | destination : (destination << 16) | source;
    const meta = (p.interface << 12) | (protocol << 2) | (v6 ? 2 : 0) | (inner ? 1 : 0);
    const place = (key ^ (key >>> 16) ^ p.s0 ^ p.d0) & (RECENT - 1);
    const known = this.recent[place];
    if (known !== undefined && matches(known, p, key, meta, fromA, v6)) {
      this.table.use(known.slot);
      return known;
    }
    const flow = this.find(p, key, meta, fromA, v6);
    this.recent[place] = flow;
    return flow;
  }

  private find(p: Packet, key: number, meta: number, fromA: boolean, v6: boolean): Flow {
    const table = this.table;
    const low = fromA ? p.s0 : p.d0;
    const high = fromA ? p.d0 : p.s0;
    let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b) ^ Math.imul(key, 0xc2b2ae35) ^ meta;
    if (v6) {
      hash = mix(mix(mix(hash, fromA ? p.s1 : p.d1), fromA ? p.s2 : p.d2), fromA ? p.s3 : p.d3);
      hash = mix(mix(mix(hash, fromA ? p.d1 : p.s1), fromA ? p.d2 : p.s2), fromA ? p.d3 : p.s3);
    }
    hash = spread(hash);
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      if (table.hashes[slot] !== hash) continue;
      const flow = table.values[slot]!;
      if (!matches(flow, p, key, meta, fromA, v6)) continue;
      table.use(slot);
      return flow;
    }
    this.closeOver(p.time);
    const victim = table.victim(hash);
    if (victim >= 0) {
      if (!this.limited) {
        this.limited = true;
        this.output.malformed(
          p.number,
          'limit',
          'more conversations open at once than are kept; the longest idle end here',
          p.time,
        );
      }
      this.close(victim);
    }
    const flow = this.closed.take();
    flow.open(p, key, meta, fromA);
    flow.slot = table.add(hash, flow);
    return flow;
  }

  /** Closes the flow, whose conversation is over, once TCP_OVER or TCP_ENDED has passed without a packet. */
  closeLater(flow: Flow): void {
    flow.leaves = true;
    this.leaving.push(flow);
  }

  /** Looks at two that may leave, for one that comes. A flow may be another's by now: it is judged as it is. */
  private closeOver(now: number): void {
    for (let n = 0; n < 2 && this.leftAt < this.leaving.length; n++) {
      const flow = this.leaving[this.leftAt++]!;
      flow.leaves = false;
      if (flow.slot < 0 || flow.tcp?.over !== true) continue;
      if (now - flow.lastTime > flow.tcp.rest) this.close(flow.slot);
      else this.closeLater(flow);
    }
    if (this.leftAt > 1024 && this.leftAt * 2 > this.leaving.length) {
      this.leaving = this.leaving.slice(this.leftAt);
      this.leftAt = 0;
    }
  }

  private close(slot: number): void {
    const flow = this.table.values[slot]!;
    this.table.remove(slot);
    flow.slot = -1;
    const place = (flow.ports ^ (flow.ports >>> 16) ^ flow.a0 ^ flow.b0) & (RECENT - 1);
    if (this.recent[place] === flow) this.recent[place] = undefined;
    if (!flow.inner) this.addresses.add(flow);
    if (flow.tcp !== undefined) this.closeTcp(flow);
    flow.rtp?.close(this.output, endpointA(flow), endpointB(flow));
    if (flowProtocol(flow.protocol) === undefined) this.closed.spare(flow);
    else this.closed.add(flow);
  }

  private fact(flow: Flow): IpFlow {
    const a = endpointA(flow);
    const b = endpointB(flow);
    const first = flow.aFirst;
    const { tunnel, watch } = flow;
    const fragmented = flow.fragmentedA + flow.fragmentedB > 0;
    // DTLS beside STUN or RTP keys media (RFC 5764).
    const media = tunnel === 'dtls' && (flow.stun || flow.rtpA + flow.rtpB > 0);
    const esp = tunnel === 'esp' || tunnel === 'esp-in-udp' || tunnel === 'globalprotect';
    return {
      kind: 'ip.flow',
      at: this.output.at(flow.firstFrame),
      time: flow.firstTime,
      interface: flow.interface,
      protocol: flowProtocol(flow.protocol)!,
      client: first ? a : b,
      server: first ? b : a,
      sent: first ? flow.fromA : flow.fromB,
      received: first ? flow.fromB : flow.fromA,
      sentBytes: first ? flow.bytesA : flow.bytesB,
      receivedBytes: first ? flow.bytesB : flow.bytesA,
      rtpSent: first ? flow.rtpA : flow.rtpB,
      rtpReceived: first ? flow.rtpB : flow.rtpA,
      last: { frame: flow.lastFrame, time: flow.lastTime },
      sentLongest: first ? flow.longestA : flow.longestB,
      receivedLongest: first ? flow.longestB : flow.longestA,
      sentFragmented: fragmented ? (first ? flow.fragmentedA : flow.fragmentedB) : undefined,
      receivedFragmented: fragmented ? (first ? flow.fragmentedB : flow.fragmentedA) : undefined,
      firstFragment: fragmented ? { frame: flow.fragmentFrame, time: flow.fragmentTime } : undefined,
      tunnel: media ? undefined : tunnel,
      spis: esp && watch !== undefined ? watch.spis : undefined,
      quic: flow.quic ? true : undefined,
    };
  }

  /** Ends the TCP conversation of a flow, which may go on with another. */
  closeTcp(flow: Flow): void {
    this.beforeTcpClose?.(flow);
    const { tcp } = flow;
    tcp!.close(this.halves);
    flow.tcp = undefined;
    this.closedTcp.add(tcp!);
  }

  /** A packet of the flow without content, number and time; the same one each time. */
  packetOf(flow: Flow, fromA: boolean): Packet {
    const { blank: p } = this;
    p.number = 0;
    p.interface = flow.interface;
    p.version = flow.version;
    p.protocol = flow.protocol;
    p.s0 = fromA ? flow.a0 : flow.b0;
    p.s1 = fromA ? flow.a1 : flow.b1;
    p.s2 = fromA ? flow.a2 : flow.b2;
    p.s3 = fromA ? flow.a3 : flow.b3;
    p.d0 = fromA ? flow.b0 : flow.a0;
    p.d1 = fromA ? flow.b1 : flow.a1;
    p.d2 = fromA ? flow.b2 : flow.a2;
    p.d3 = fromA ? flow.b3 : flow.a3;
    p.sourcePort = fromA ? flow.ports >>> 16 : flow.ports & 0xffff;
    p.destinationPort = fromA ? flow.ports & 0xffff : flow.ports >>> 16;
    return p;
  }
}

function matches(flow: Flow, p: Packet, key: number, meta: number, fromA: boolean, v6: boolean): boolean {
  if (flow.ports !== key || flow.meta !== meta) return false;
  if (fromA) {
    if (flow.a0 !== p.s0 || flow.b0 !== p.d0) return false;
    if (!v6) return true;
    return (
      flow.a1 === p.s1 &&
      flow.a2 === p.s2 &&
      flow.a3 === p.s3 &&
      flow.b1 === p.d1 &&
      flow.b2 === p.d2 &&
      flow.b3 === p.d3
    );
  }
  if (flow.b0 !== p.s0 || flow.a0 !== p.d0) return false;
  if (!v6) return true;
  return (
    flow.b1 === p.s1 && flow.b2 === p.s2 && flow.b3 === p.s3 && flow.a1 === p.d1 && flow.a2 === p.d2 && flow.a3 === p.d3
  );
}

/** The sender's address and port compare lower. Any order will do, as long as both directions see the same one. */
function sourceFirst(p: Packet, v6: boolean, source: number, destination: number): boolean {
  if (p.s0 !== p.d0) return p.s0 < p.d0;
  if (v6) {
    if (p.s1 !== p.d1) return p.s1 < p.d1;
    if (p.s2 !== p.d2) return p.s2 < p.d2;
    if (p.s3 !== p.d3) return p.s3 < p.d3;
  }
  return source <= destination;
}

/** ICMP, IGMP and fragments are only counted; TCP has its own fact. */
function flowProtocol(protocol: number): IpFlow['protocol'] | undefined {
  switch (protocol) {
    case 17:
      return 'udp';
    case 50:
      return 'esp';
    case 51:
      return 'ah';
    case 47:
      return 'gre';
    case 4:
    case 41:
      return 'ipip';
    case 132:
      return 'sctp';
    case 1:
    case 2:
    case 6:
    case 58:
      return undefined;
    default:
      return protocol < 0x100 ? 'other' : undefined;
  }
}

function macHigh(p: Packet): number {
  return (p.bytes[p.mac]! << 8) | p.bytes[p.mac + 1]!;
}

function macLow(p: Packet): number {
  const { bytes, mac } = p;
  return (bytes[mac + 2]! << 24) | (bytes[mac + 3]! << 16) | (bytes[mac + 4]! << 8) | bytes[mac + 5]!;
}
