import { cat, type Random, random, u16, u32 } from './bytes.ts';
import { type DnsAnswer, type DnsType, dnsAnswer, dnsQuery } from './dns.ts';
import { ACK, arp, type Endpoint, ethernet, etherType, FIN, ip, PSH, SYN, synOptions, tcp, udp } from './packets.ts';
import { type CaptureInterface, type Frame, pcapng } from './pcap.ts';
import { tlsHandshake } from './tls.ts';

/** A link of the PC that is being captured. */
export interface Link {
  /** Number of the capture interface. */
  readonly index: number;
  readonly address: string;
  readonly mac: string;
  /** Where frames go: the router, or the far end of a tunnel. */
  readonly peerMac: string;
  /** MSS the PC announces here. */
  readonly mss: number;
  /** Frames from the far end are padded to 60 bytes, as on a wire (IEEE 802.3 3.2.8). */
  readonly pads?: boolean;
  /** Set for a tunnel: each packet also travels as ESP in UDP 4501 over this link. */
  readonly carrier?: { readonly link: Link; readonly gateway: string };
}

const SPI_OUT = 0x5a17c3d1;
const SPI_IN = 0x91e40b6f;

/** A TCP connection that answers by itself: the other side acknowledges what is sent. */
export interface Connection {
  data(time: number, by: 'client' | 'server', bytes: Uint8Array): void;
  close(time: number): void;
}

/** Collects the frames of a capture, in any order, and writes them in time order. Times are milliseconds, UTC. */
export class Scene {
  readonly random: Random;
  private readonly frames: Frame[] = [];
  private readonly ids = new Map<string, number>();
  private espOut = 40;
  private espIn = 32;

  constructor(seed: number) {
    this.random = random(seed);
  }

  /** An IP packet as seen on `link`, with its twin on the carrier of a tunnel. */
  packet(link: Link, time: number, source: string, destination: string, protocol: number, payload: Uint8Array): void {
    const outbound = source === link.address;
    const id = ((this.ids.get(source) ?? 0x2b00) + 1) & 0xffff;
    this.ids.set(source, id);
    const packet = ip({ source, destination, protocol, id, ttl: outbound ? 128 : 57 }, payload);
    this.frame(link, time, outbound, etherType(packet), packet);
    const { carrier } = link;
    if (carrier === undefined) return;
    // ESP: SPI, sequence, IV 16, packet padded to the AES block with two trailer bytes, ICV 12.
    const size = 16 + Math.ceil((packet.length + 2) / 16) * 16 + 12;
    const esp = outbound ? cat(u32(SPI_OUT), u32(++this.espOut)) : cat(u32(SPI_IN), u32(++this.espIn));
    const gateway = { address: carrier.gateway, port: 4501 };
    const here = { address: carrier.link.address, port: 4501 };
    const shift = outbound ? 0.21 : -0.17;
    this.udp(
      carrier.link,
      time + shift,
      outbound ? here : gateway,
      outbound ? gateway : here,
      cat(esp, this.random.bytes(size)),
    );
  }

  private frame(link: Link, time: number, outbound: boolean, type: number, payload: Uint8Array): void {
    const [from, to] = outbound ? [link.mac, link.peerMac] : [link.peerMac, link.mac];
    const bytes = ethernet(from, to, type, payload);
    const short = link.pads && !outbound ? Math.max(0, 60 - bytes.length) : 0;
    this.frames.push({ time, interface: link.index, bytes: cat(bytes, Buffer.alloc(short)) });
  }

  udp(link: Link, time: number, from: Endpoint, to: Endpoint, payload: Uint8Array): void {
    this.packet(link, time, from.address, to.address, 17, udp(from, to, payload));
  }

  /** A request and, `delay` milliseconds later, its answer. */
  exchange(link: Link, time: number, from: Endpoint, to: Endpoint, ask: Uint8Array, answer: Uint8Array, delay: number) {
    this.udp(link, time, from, to, ask);
    this.udp(link, time + delay, to, from, answer);
  }

  /** A DNS question and its answer after `delay` milliseconds. */
  lookup(
    link: Link,
    time: number,
    resolver: string,
    name: string,
    type: DnsType,
    answer: DnsAnswer,
    delay = link.carrier ? 24 : 9,
  ): void {
    const id = this.random.next() & 0xffff;
    const from = { address: link.address, port: 49_200 + (this.random.next() % 12_000) };
    const to = { address: resolver, port: 53 };
    this.exchange(link, time, from, to, dnsQuery(id, name, type), dnsAnswer(id, name, type, answer), delay);
  }

  /** A SYN that nobody answers, sent `after` each of these milliseconds. */
  unansweredSyn(link: Link, time: number, client: Endpoint, server: Endpoint, after = [0, 1000, 3000, 7000]): void {
    const sequence = this.random.next();
    const fields = { sequence, acknowledgement: 0, flags: SYN, window: 64_240, options: synOptions(link.mss) };
    after.forEach((wait, index) => {
      // A timer fires a little late, never early.
      const late = index * 1.7;
      this.packet(link, time + wait + late, client.address, server.address, 6, tcp(client, server, fields));
    });
  }

  /** Opens a connection: SYN, SYN-ACK after `trip` milliseconds, ACK. */
  connect(link: Link, time: number, client: Endpoint, server: Endpoint, trip = link.carrier ? 26 : 18): Connection {
    const next = { client: this.random.next(), server: this.random.next() };
    const send = (at: number, by: 'client' | 'server', flags: number, payload?: Uint8Array, options?: Uint8Array) => {
      const other = by === 'client' ? 'server' : 'client';
      const [from, to] = by === 'client' ? [client, server] : [server, client];
      const acknowledgement = flags & ACK ? next[other] : 0;
      const fields = { sequence: next[by], acknowledgement, flags, window: flags & SYN ? 64_240 : 1026 };
      this.packet(
        link,
        at,
        from.address,
        to.address,
        6,
        tcp(from, to, options ? { ...fields, options } : fields, payload),
      );
      next[by] = (next[by] + (payload?.length ?? 0) + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
    };
    send(time, 'client', SYN, undefined, synOptions(link.mss));
    send(time + trip, 'server', SYN | ACK, undefined, synOptions(Math.min(1460, link.mss)));
    send(time + trip + 0.08, 'client', ACK);
    return {
      data: (at, by, bytes) => {
        const size = link.mss;
        for (let offset = 0, part = 0; offset < bytes.length; offset += size, part++) {
          const last = offset + size >= bytes.length;
          send(at + part * 0.02, by, last ? PSH | ACK : ACK, bytes.subarray(offset, offset + size));
        }
        send(at + (by === 'client' ? trip + 6 : 4), by === 'client' ? 'server' : 'client', ACK);
      },
      close: (at) => {
        send(at, 'client', FIN | ACK);
        send(at + trip, 'server', FIN | ACK);
        send(at + trip + 0.06, 'client', ACK);
      },
    };
  }

  /** A connection with its TLS handshake done (takes about three round trips). */
  connectTls(link: Link, time: number, client: Endpoint, server: Endpoint, serverName: string): Connection {
    const trip = link.carrier ? 26 : 18;
    const connection = this.connect(link, time, client, server, trip);
    const hello = tlsHandshake(serverName, this.random);
    connection.data(time + trip + 2, 'client', hello.client);
    connection.data(time + trip * 2 + 11, 'server', hello.server);
    connection.data(time + trip * 2 + 17, 'client', hello.clientFinished);
    return connection;
  }

  /** The PC asks for its router. */
  arp(link: Link, time: number, router: string): void {
    const here = { mac: link.mac, address: link.address };
    const ask = arp(1, here, { mac: '00:00:00:00:00:00', address: router });
    this.frames.push({ time, interface: link.index, bytes: ethernet(link.mac, 'ff:ff:ff:ff:ff:ff', 0x0806, ask) });
    const answer = arp(2, { mac: link.peerMac, address: router }, here);
    this.frame(link, time + 2.4, false, 0x0806, answer);
  }

  /** A neighbour's mDNS question, as every home network has. */
  mdns(link: Link, time: number, neighbour: string, neighbourMac: string, name: string): void {
    const from = { address: neighbour, port: 5353 };
    const to = { address: '224.0.0.251', port: 5353 };
    const question = dnsQuery(0, name, 'A');
    question.set(u16(0), 2);
    const packet = ip(
      { source: neighbour, destination: to.address, protocol: 17, id: 0x77, ttl: 255 },
      udp(from, to, question),
    );
    this.frames.push({
      time,
      interface: link.index,
      bytes: ethernet(neighbourMac, '01:00:5e:00:00:fb', 0x0800, packet),
    });
  }

  /** Frames in time order; frames of one moment stay in the order they were made. */
  sorted(): readonly Frame[] {
    return [...this.frames].sort((left, right) => left.time - right.time);
  }

  pcapng(interfaces: readonly CaptureInterface[]): Buffer {
    return pcapng(interfaces, this.sorted());
  }
}
