import type { Endpoint } from '../../src/facts.ts';
import { LAYERS } from '../../src/limits.ts';
import { type DnsMessage, decodeDns } from '../decode/dns.ts';
import { readEtherType } from '../decode/ethernet.ts';
import { decodeIke, isIke } from '../decode/ike.ts';
import { decodeIpv4 } from '../decode/ipv4.ts';
import { decodeIpv6, skipExtensions } from '../decode/ipv6.ts';
import { decodeLink } from '../decode/link.ts';
import { isSip } from '../decode/opening.ts';
import { be16, be32, Packet } from '../decode/packet.ts';
import { blankStun, decodeStun, stunDialect } from '../decode/stun.ts';
import { decodeTcp, SYN } from '../decode/tcp.ts';
import { decodeGre, skipAuthenticationHeader } from '../decode/tunnels.ts';
import { decodeUdp } from '../decode/udp.ts';
import { AddressCounts } from './addresses.ts';
import { Channels, channelContent } from './channels.ts';
import { Conversations } from './conversations.ts';
import { Datagrams } from './datagrams.ts';
import { DnsExchanges } from './dns-exchanges.ts';
import { type Flow, FRAGMENTS } from './flow.ts';
import { Flows } from './flows.ts';
import * as found from './found.ts';
import { IcmpErrors } from './icmp-errors.ts';
import { IkeExchanges } from './ike-exchanges.ts';
import { Interfaces } from './interfaces.ts';
import type { Output } from './output.ts';
import { RtpStreams } from './rtp.ts';
import { emitSipMessage } from './sip.ts';
import { StunTransactions } from './stun-transactions.ts';
import { lookForTunnel, noteEsp, noteGre } from './tunnels.ts';

/** Sees every frame after it was decoded. `p` is overwritten by the next frame. `layers`: bits of found.ts. */
export type Observe = (p: Packet, layers: number, dns: DnsMessage | undefined) => void;

/** Turns the frames of one capture into facts. */
export class Analysis {
  readonly packet = new Packet();
  readonly interfaces = new Interfaces();
  readonly counters = new found.FoundCounters();
  frames = 0;
  unrecognised = 0;
  /** Wi-Fi frames that cannot be read; they count as not recognised as well. */
  encrypted = 0;
  aggregated = 0;
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  private readonly output: Output;
  private readonly observe: Observe | undefined;
  private readonly addresses = new AddressCounts();
  private readonly datagrams: Datagrams;
  private readonly flows: Flows;
  private readonly conversations: Conversations;
  private readonly exchanges: DnsExchanges;
  private readonly transactions: StunTransactions;
  private readonly streams: RtpStreams;
  private readonly channels = new Channels();
  private readonly ike: IkeExchanges;
  private readonly errors: IcmpErrors;
  /** Bits of what the current frame holds. */
  private found = 0;
  private dns: DnsMessage | undefined = undefined;
  /** Every STUN message is read into this one. */
  private readonly message = blankStun();

  constructor(output: Output, observe: Observe | undefined) {
    this.output = output;
    this.observe = observe;
    this.datagrams = new Datagrams(output);
    this.flows = new Flows(output, this.addresses);
    this.exchanges = new DnsExchanges(output);
    this.transactions = new StunTransactions(output);
    this.streams = new RtpStreams(output);
    this.ike = new IkeExchanges(output);
    this.errors = new IcmpErrors(output);
    this.conversations = new Conversations(this.flows, {
      dns: (p, bytes, from, to, whole) => this.dnsMessage(p, bytes, from, to, whole, 'tcp', 'dns'),
      stun: (p, bytes, from, to, length) => {
        if (this.stunMessage(p, bytes, from, to, length, 'tcp', undefined)) return;
        this.media(p, bytes, from, to, length, undefined);
      },
      sip: (p, bytes, from, to, whole) => {
        if (!whole) output.malformed(p.number, 'limit', 'SIP message longer than is put together', p.time);
        this.sipMessage(p, bytes, from, to, whole);
      },
      clientHello: () => {
        this.found |= found.TLS;
      },
    });
  }

  frame(): void {
    const p = this.packet;
    this.frames++;
    this.found = this.interfaces.count(p) ? found.CUT : 0;
    if (p.time < this.first) this.first = p.time;
    if (p.time > this.last) this.last = p.time;
    p.version = 0;
    p.transport = false;
    p.fragment = false;
    decodeLink(p);
    if (p.group) this.interfaces.countGroup(p.interface);
    const shownOn = p.interface;
    this.network(p, p.etherType, p.network, p.end, 0);
    p.interface = shownOn;
    const seen = this.found;
    if (seen !== 0) this.counters.add(seen);
    if (this.observe !== undefined) {
      this.observe(p, seen, this.dns);
      this.dns = undefined;
    }
  }

  /** Counts a frame that holds no packet. */
  emptyFrame(): void {
    this.frames++;
    this.unrecognised++;
  }

  end(): void {
    this.datagrams.end();
    this.flows.end();
    this.exchanges.end();
    this.transactions.end();
    this.ike.end();
    if (this.conversations.budget.limited) {
      this.output.malformed(this.frames, 'limit', 'more TCP streams to put together at once than are kept');
    }
    if (this.addresses.limited) {
      this.output.malformed(
        this.frames,
        'limit',
        'more addresses than are counted; those with the fewest frames were forgotten',
      );
    }
    this.interfaces.end(this.output, this.addresses);
  }

  get unfinishedDatagrams(): number {
    return this.datagrams.unfinished;
  }

  private network(p: Packet, etherType: number, at: number, end: number, depth: number): void {
    if (etherType === 0x0800) {
      if (decodeIpv4(p, at, end)) this.internet(p, depth, at);
      else this.bad(p, at + 20 > end, 'IPv4 header that contradicts itself');
    } else if (etherType === 0x86dd) {
      if (decodeIpv6(p, at, end)) this.internet(p, depth, at);
      else this.bad(p, at + 40 > end, 'IPv6 header that contradicts itself');
    } else if (etherType === 0x0806) this.found |= found.ARP;
    else if (depth === 0 && etherType <= 0) {
      this.unrecognised++;
      if (p.unread === 'encrypted') this.encrypted++;
      else if (p.unread === 'aggregated') this.aggregated++;
    }
  }

  private internet(p: Packet, depth: number, at: number): void {
    if (depth === 0 && this.interfaces.layers.active && this.interfaces.layers.shown(p, at)) {
      this.interfaces.countCopy(p.interface);
      this.found = found.COPY;
      return;
    }
    p.ipLength = p.payload - at + p.payloadLength;
    if (p.fragment) {
      if (p.version === 4) this.found |= found.IP_FRAGMENT;
      if (p.fragmentAt === 0) this.flows.fragment(p, depth > 0);
      if (!this.datagrams.add(p)) {
        this.flows.count(p, FRAGMENTS, depth > 0, p.payloadLength);
        return;
      }
      if (p.version === 6) skipExtensions(p);
    }
    this.transportOf(p, depth);
  }

  private transportOf(p: Packet, depth: number): void {
    const { protocol } = p;
    switch (protocol) {
      case 17:
        if (decodeUdp(p)) this.udp(p, depth);
        else this.badTransport(p, depth, 8, 'UDP header that contradicts itself');
        return;
      case 6:
        if (decodeTcp(p)) this.tcp(p, depth);
        else {
          // The flags may be there although the header as a whole is not sound.
          if (p.transport && (p.tcpFlags & SYN) !== 0) this.found |= found.SYN_FLAG;
          this.badTransport(p, depth, 20, 'TCP header that contradicts itself');
        }
        return;
      case 1:
        this.found |= found.ICMP;
        this.icmp(p, depth);
        return;
      case 58:
        this.found |= found.ICMPV6;
        this.icmp(p, depth);
        return;
      case 50:
        this.found |= found.ESP;
        noteEsp(this.flows.count(p, 50, depth > 0, p.payloadLength), p, this.flows.fromA);
        return;
      default:
    }
    const flow = this.flows.count(p, protocol, depth > 0, p.payloadLength);
    if (protocol === 47) noteGre(flow, p);
    if (depth >= LAYERS) return;
    if (protocol === 4) this.network(p, 0x0800, p.payload, p.payloadEnd, depth + 1);
    else if (protocol === 41) this.network(p, 0x86dd, p.payload, p.payloadEnd, depth + 1);
    else if (protocol === 47) {
      const inside = decodeGre(p);
      if (inside === undefined) return;
      // Transparent Ethernet bridging and VLAN tags are walked; anything else is left.
      readEtherType(p, inside.etherType, inside.at);
      this.network(p, p.etherType, p.network, p.payloadEnd, depth + 1);
    } else if (protocol === 51 && skipAuthenticationHeader(p)) this.transportOf(p, depth + 1);
  }

  private udp(p: Packet, depth: number): void {
    const { bytes, payload, payloadEnd, sourcePort, destinationPort } = p;
    const flow = this.flows.count(p, 17, depth > 0, p.payloadLength);
    if (payload >= payloadEnd) return;
    this.flow = flow;
    const first = bytes[payload]!;
    if (first >> 6 === 2) this.media(p, bytes, payload, payloadEnd, p.payloadLength, undefined);
    if (sourcePort === 53 || destinationPort === 53) {
      this.dnsMessage(p, bytes, payload, payloadEnd, this.whole(p), 'udp', 'dns');
      return;
    }
    if (first >> 6 === 0) {
      if (this.stunMessage(p, bytes, payload, payloadEnd, p.payloadLength, 'udp', undefined)) {
        flow.stun = true;
        return;
      }
    } else if (first >> 4 === 4 || first === 0xff) this.channelData(p, flow);
    if (flow.looks > 0) lookForTunnel(flow, p, this.flows.fromA);
    if (sourcePort === 4500 || destinationPort === 4500) {
      // RFC 3948 2: four zero bytes in front of IKE, a single 0xff keeps the mapping, anything else is ESP.
      if (p.payloadLength <= 4) return;
      if (payload + 4 > payloadEnd || be32(bytes, payload) !== 0) this.found |= found.ESP;
      else this.ikeMessage(p, payload + 4, p.payloadLength - 4);
    } else if (sourcePort === 500 || destinationPort === 500) this.ikeMessage(p, payload, p.payloadLength);
    else if (sourcePort === 5353 || destinationPort === 5353) {
      this.dnsMessage(p, bytes, payload, payloadEnd, this.whole(p), 'udp', 'mdns');
    } else if (sourcePort === 5355 || destinationPort === 5355) {
      this.dnsMessage(p, bytes, payload, payloadEnd, this.whole(p), 'udp', 'llmnr');
    } else if (first >= 65 && first <= 90 && isSip(bytes, payload, payloadEnd)) {
      this.found |= found.SIP;
      this.sipMessage(p, bytes, payload, payloadEnd, this.whole(p));
    }
  }

  private tcp(p: Packet, depth: number): void {
    if ((p.tcpFlags & SYN) !== 0) this.found |= found.SYN_FLAG;
    const flow = this.flows.count(p, 6, depth > 0, p.payloadLength);
    this.flow = flow;
    this.conversations.segment(p, flow, this.flows.fromA);
    if (p.payload < p.payloadEnd && p.bytes[p.payload]! >= 65 && isSip(p.bytes, p.payload, p.payloadEnd)) {
      this.found |= found.SIP;
    }
  }

  private sipMessage(p: Packet, bytes: Uint8Array, from: number, to: number, whole: boolean): void {
    emitSipMessage(p, bytes, from, to, whole, this.output);
  }

  private dnsMessage(
    p: Packet,
    bytes: Uint8Array,
    from: number,
    to: number,
    whole: boolean,
    transport: 'udp' | 'tcp',
    family: 'dns' | 'mdns' | 'llmnr',
  ): void {
    this.found |= family === 'dns' ? found.DNS : family === 'mdns' ? found.MDNS : found.LLMNR;
    const message = decodeDns(bytes, from, to, whole);
    if (message === undefined) return;
    if (message.broken) this.bad(p, false, 'DNS message that contradicts itself');
    if (this.observe !== undefined && p === this.packet) this.dns = message;
    this.exchanges.message(p, message, transport, family);
  }

  /** Flow of the current UDP or TCP packet. */
  private flow!: Flow;

  /** A datagram, or what a relay or a TCP stream carried, that may be RTP or RTCP. */
  private media(
    p: Packet,
    bytes: Uint8Array,
    from: number,
    to: number,
    length: number,
    peer: Endpoint | undefined,
  ): void {
    // What waited in a TCP stream until its connection closed comes without its flow.
    if (p !== this.packet) return;
    if (this.streams.add(p, this.flow, this.flows.fromA, bytes, from, to, length, peer)) this.found |= found.RTP;
  }

  /** TURN's ChannelData. A check out of a channel that is not known would pass for one with the relay, and is left. */
  private channelData(p: Packet, flow: Flow): void {
    const { bytes, payload, payloadEnd } = p;
    const from = channelContent(bytes, payload, payloadEnd, p.payloadLength);
    if (from < 0) return;
    const length = be16(bytes, payload + 2) - (from - payload - 4);
    const to = Math.min(payloadEnd, from + length);
    const peer = this.channels.peer(flow, be16(bytes, payload));
    if (peer !== undefined && this.stunMessage(p, bytes, from, to, length, 'udp', peer)) return;
    this.media(p, bytes, from, to, length, peer);
  }

  private ikeMessage(p: Packet, from: number, length: number): void {
    this.found |= found.ISAKMP;
    const { bytes, payloadEnd } = p;
    if (isIke(bytes, from, payloadEnd, length)) this.ike.message(p, decodeIke(bytes, from, payloadEnd));
  }

  /** True = the bytes are a STUN message. */
  private stunMessage(
    p: Packet,
    bytes: Uint8Array,
    from: number,
    to: number,
    length: number,
    transport: 'udp' | 'tcp',
    peer: Endpoint | undefined,
  ): boolean {
    const dialect = stunDialect(bytes, from, to, length);
    if (dialect === undefined) return false;
    const { message } = this;
    decodeStun(bytes, from, to, dialect, message);
    this.found |= dialect === 'ms-turn' ? found.MS_TURN : found.STUN;
    const { peer: behind, channel, data, dataEnd } = message;
    this.transactions.message(p, bytes, from, message, transport, peer);
    if (peer !== undefined || behind === undefined) return true;
    if (channel !== undefined) this.channels.bind(this.flow, channel, behind);
    if (data < 0) return true;
    const size = dataEnd - data;
    if (this.stunMessage(p, bytes, data, dataEnd, size, transport, behind)) return true;
    // For TCP peers the relay keeps the RFC 4571 length in front.
    if (size > 2 && be16(bytes, data) === size - 2) {
      if (this.stunMessage(p, bytes, data + 2, dataEnd, size - 2, transport, behind)) return true;
      this.media(p, bytes, data + 2, dataEnd, size - 2, behind);
    } else this.media(p, bytes, data, dataEnd, size, behind);
    return true;
  }

  private icmp(p: Packet, depth: number): void {
    this.flows.count(p, p.protocol, depth > 0, p.payloadLength);
    this.found |= this.errors.message(p);
  }

  /** The frame was captured whole. */
  private whole(p: Packet): boolean {
    return p.payloadEnd - p.payload >= p.payloadLength;
  }

  private badTransport(p: Packet, depth: number, header: number, detail: string): void {
    const short = p.payloadEnd - p.payload < header;
    this.flows.count(p, FRAGMENTS, depth > 0, p.payloadLength);
    this.bad(p, short && p.payloadEnd - p.payload < p.payloadLength, detail);
  }

  /** `cut` = the capture holds too little to tell, which is no fault of the packet. */
  private bad(p: Packet, cut: boolean, detail: string): void {
    if (cut && (this.found & found.CUT) !== 0) return;
    this.found |= found.MALFORMED;
    this.output.malformed(p.number, 'bad-syntax', detail, p.time);
  }
}
