import { crc32 } from 'node:zlib';
import { random } from '../../samples/make/bytes.ts';
import { dnsAnswer, dnsQuery } from '../../samples/make/dns.ts';
import { ACK, type Endpoint, ethernet, FIN, ip, PSH, SYN, synOptions, tcp, udp } from '../../samples/make/packets.ts';
import { rtp } from '../../samples/make/rtp.ts';
import { bindingRequest, bindingSuccess } from '../../samples/make/stun.ts';
import { tlsData } from '../../samples/make/tls.ts';
import { digits, repeat } from './repeat.ts';

const START = Date.UTC(2026, 2, 2, 6);
const HERE = '192.168.1.34';
const MACS = ['00:00:5e:00:53:11', '00:00:5e:00:53:01'] as const;
const RECORD = 16;
/** Offsets within a frame: after Ethernet, after IPv4, after UDP. */
const L4 = 34;
const PAYLOAD = 42;

type Kind = 'rtp' | 'tcp' | 'tcp-new' | 'stun' | 'dns';

interface Shape {
  readonly kind: Kind;
  readonly bytes: Buffer;
  /** Which conversation of its kind. */
  readonly stream: number;
  /** Sent by the far end. */
  readonly inbound: boolean;
  /** Bytes that one cycle moves a long TCP stream on: the server sends, the client acknowledges. */
  readonly moved?: number;
}

function frame(from: Endpoint, to: Endpoint, protocol: 6 | 17, payload: Buffer): Buffer {
  const outbound = from.address === HERE;
  // Patched UDP frames go without a checksum, which IPv4 allows (RFC 768).
  if (protocol === 17) payload.writeUInt16BE(0, 6);
  const packet = ip(
    { source: from.address, destination: to.address, protocol, id: 0x2b00, ttl: outbound ? 128 : 57 },
    payload,
  );
  return ethernet(MACS[outbound ? 0 : 1], MACS[outbound ? 1 : 0], 0x0800, packet);
}

/** A segment of one of our TCP conversations with port 443. */
function segment(
  kind: 'tcp' | 'tcp-new',
  stream: number,
  inbound: boolean,
  flags: number,
  sequence: number,
  acknowledgement: number,
  payload: Buffer = Buffer.alloc(0),
  moved = 0,
): Shape {
  const here = { address: HERE, port: 50_300 + stream };
  const there = { address: `198.51.100.${50 + stream}`, port: 443 };
  const [from, to] = inbound ? [there, here] : [here, there];
  const fields = { sequence, acknowledgement, flags, window: 1026 };
  const options = flags & SYN ? { options: synOptions(1460) } : {};
  const bytes = frame(from, to, 6, tcp(from, to, { ...fields, ...options }, payload));
  return { kind, stream, inbound, bytes, moved };
}

/** A question for a name of its own, and the answer. */
function lookup(stream: number): Shape[] {
  const [asker, resolver] = [
    { address: HERE, port: 51_000 + stream },
    { address: '192.168.1.1', port: 53 },
  ];
  const name = 'h00000000.contoso.com';
  const [query, reply] = [dnsQuery(0, name, 'A'), dnsAnswer(0, name, 'A', ['198.51.100.77'])];
  return [
    { kind: 'dns', stream, inbound: false, bytes: frame(asker, resolver, 17, udp(asker, resolver, query)) },
    { kind: 'dns', stream, inbound: true, bytes: frame(resolver, asker, 17, udp(resolver, asker, reply)) },
  ];
}

/** Evenly mixed, each kind in its order. */
function mixed(kinds: readonly (readonly Shape[])[]): Shape[] {
  return kinds
    .flatMap((kind) => kind.map((shape, index) => ({ shape, place: (index + 0.5) / kind.length })))
    .sort((left, right) => left.place - right.place)
    .map(({ shape }) => shape);
}

/** Lookups of one cycle, whatever the mix: they make the names differ. */
const LOOKUPS = { small: 5, large: 0, short: 10 } as const;

/** 100 frames of about 200 bytes: 60 RTP, 20 TCP, 10 STUN, 10 DNS. */
function smallFrames(): Shape[] {
  const filler = random(7);
  const shapes: Record<'rtp' | 'tcp' | 'stun' | 'dns', Shape[]> = { rtp: [], tcp: [], stun: [], dns: [] };
  for (let index = 0; index < 60; index++) {
    const stream = (index >> 1) % 3;
    const inbound = index % 2 === 1;
    const [here, there] = [
      { address: HERE, port: 50_006 + stream * 2 },
      { address: '198.51.100.42', port: 3478 },
    ];
    const fields = {
      payloadType: 104,
      sequence: Math.floor(index / 6),
      timestamp: 0,
      ssrc: 0x1000 + stream * 2 + (index % 2),
    };
    const [from, to] = inbound ? [there, here] : [here, there];
    const bytes = frame(from, to, 17, udp(from, to, rtp(fields, filler.bytes(164))));
    shapes.rtp.push({ kind: 'rtp', stream, inbound, bytes });
  }
  for (let index = 0; index < 7; index++) {
    const stream = index % 2;
    const moved = (stream === 0 ? 4 : 3) * 460;
    const from = 1000 + (index >> 1) * 460;
    shapes.tcp.push(
      segment('tcp', stream, true, PSH | ACK, from, 5000, tlsData(431, filler), moved),
      segment('tcp', stream, false, ACK, 5000, from + 460, undefined, moved),
    );
  }
  shapes.tcp.push(
    segment('tcp-new', 9, false, SYN, 99, 0),
    segment('tcp-new', 9, true, SYN | ACK, 499, 100),
    segment('tcp-new', 9, false, ACK, 100, 500),
    segment('tcp-new', 9, false, PSH | ACK, 100, 500, tlsData(300, filler)),
    segment('tcp-new', 9, true, PSH | ACK, 500, 429, tlsData(700, filler)),
    segment('tcp-new', 9, false, FIN | ACK, 429, 1229),
  );
  for (let index = 0; index < 5; index++) {
    const [here, there] = [
      { address: HERE, port: 50_020 + index },
      { address: '203.0.113.130', port: 50_010 },
    ];
    const transaction = filler.bytes(12);
    const request = bindingRequest({
      transaction,
      username: 'bEn2:aNn1',
      password: 'InventedPasswordBen00002',
      foundation: 1,
      component: 1,
      controlling: true,
    });
    const answer = bindingSuccess(transaction, here, 'InventedPasswordBen00002');
    shapes.stun.push({
      kind: 'stun',
      stream: index,
      inbound: false,
      bytes: frame(here, there, 17, udp(here, there, request)),
    });
    shapes.stun.push({
      kind: 'stun',
      stream: index,
      inbound: true,
      bytes: frame(there, here, 17, udp(there, here, answer)),
    });
    shapes.dns.push(...lookup(index));
  }
  return mixed(Object.values(shapes));
}

/** 100 frames of about 1.1 KB: two downloads of full segments, acknowledged now and then. */
function largeFrames(): Shape[] {
  const filler = random(11);
  const [size, segments] = [1460, 35];
  const shapes: Shape[] = [];
  for (let index = 0; index < segments; index++)
    for (const stream of [0, 1]) {
      const from = 1000 + index * size;
      const moved = segments * size;
      shapes.push(segment('tcp', stream, true, ACK, from, 5000, filler.bytes(size), moved));
      if (index % 7 === 1 || index % 7 === 3 || index % 7 === 6)
        shapes.push(segment('tcp', stream, false, ACK, 5000, from + size, undefined, moved));
    }
  return shapes;
}

/** 100 frames of about 150 bytes: 8 TCP conversations from SYN to FIN, and 10 lookups. */
function shortFlows(): Shape[] {
  const filler = random(13);
  const flow = (stream: number): Shape[] => [
    segment('tcp-new', stream, false, SYN, 99, 0),
    segment('tcp-new', stream, true, SYN | ACK, 499, 100),
    segment('tcp-new', stream, false, ACK, 100, 500),
    segment('tcp-new', stream, false, PSH | ACK, 100, 500, tlsData(300, filler)),
    segment('tcp-new', stream, true, ACK, 500, 405),
    segment('tcp-new', stream, true, PSH | ACK, 500, 405, tlsData(700, filler)),
    segment('tcp-new', stream, false, ACK, 405, 1205),
    segment('tcp-new', stream, false, FIN | ACK, 405, 1205),
    segment('tcp-new', stream, true, FIN | ACK, 1205, 406),
    segment('tcp-new', stream, false, ACK, 406, 1206),
  ];
  const lookups = Array.from({ length: LOOKUPS.short }, (_, stream) => lookup(stream)).flat();
  return mixed([...Array.from({ length: 8 }, (_, stream) => flow(stream)), lookups]);
}

export type Mix = keyof typeof LOOKUPS;
const MIXES: Readonly<Record<Mix, () => Shape[]>> = { small: smallFrames, large: largeFrames, short: shortFlows };

/** Sets a 16-bit word under a TCP checksum and keeps the checksum right (RFC 1624 eqn. 3). */
function set16(out: Buffer, at: number, sumAt: number, value: number): void {
  const before = out.readUInt16BE(at);
  out.writeUInt16BE(value, at);
  let sum = (~out.readUInt16BE(sumAt) & 0xffff) + (~before & 0xffff) + value;
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  out.writeUInt16BE(~sum & 0xffff, sumAt);
}

function add32(out: Buffer, at: number, sumAt: number, amount: number): void {
  const value = (out.readUInt32BE(at) + amount) >>> 0;
  set16(out, at, sumAt, value >>> 16);
  set16(out, at + 2, sumAt, value & 0xffff);
}

function patchFrame(out: Buffer, at: number, shape: Shape, index: number, lookups: number): void {
  const data = at + PAYLOAD;
  switch (shape.kind) {
    case 'rtp':
      // Ten packets a cycle, stream and direction.
      out.writeUInt32BE(((out.readUInt16BE(data + 2) + index * 10) * 320) >>> 0, data + 4);
      out.writeUInt16BE((out.readUInt16BE(data + 2) + index * 10) & 0xffff, data + 2);
      return;
    case 'tcp': {
      const sum = at + L4 + 16;
      const moved = Math.imul(index, shape.moved ?? 0) >>> 0;
      add32(out, at + L4 + (shape.inbound ? 4 : 8), sum, moved);
      return;
    }
    case 'tcp-new':
      set16(out, at + L4 + (shape.inbound ? 2 : 0), at + L4 + 16, 1024 + (index % 64_000));
      return;
    case 'stun': {
      out.writeUInt32BE(index, data + 8);
      const end = at + shape.bytes.length - 8;
      out.writeUInt32BE((crc32(out.subarray(data, end)) ^ 0x5354554e) >>> 0, end + 4);
      return;
    }
    case 'dns':
      out.writeUInt16BE((index * lookups + shape.stream) & 0xffff, data);
      digits(out, data + 14, index * lookups + shape.stream, 8);
  }
}

/** Writes a classic pcap of about `size` bytes; a smaller one is the beginning of a larger. Returns its number of frames. */
export function writeCapture(path: string, size: number, mix: Mix): number {
  const shapes = MIXES[mix]();
  const offsets: number[] = [];
  let length = 0;
  for (const { bytes } of shapes) {
    offsets.push(length + RECORD);
    length += RECORD + bytes.length;
  }
  const cycle = Buffer.alloc(length);
  shapes.forEach(({ bytes }, index) => {
    cycle.writeUInt32LE(bytes.length, offsets[index]! - 8);
    cycle.writeUInt32LE(bytes.length, offsets[index]! - 4);
    bytes.copy(cycle, offsets[index]!);
  });
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(262_144, 16);
  head.writeUInt32LE(1, 20);
  const cycles = repeat(path, head, cycle, size, (out, base, index) => {
    for (let place = 0; place < shapes.length; place++) {
      const at = base + offsets[place]!;
      // A frame a millisecond.
      const time = index * shapes.length + place;
      out.writeUInt32LE(START / 1000 + Math.floor(time / 1000), at - RECORD);
      out.writeUInt32LE((time % 1000) * 1000, at - RECORD + 4);
      patchFrame(out, at, shapes[place]!, index, LOOKUPS[mix]);
    }
  });
  return cycles * shapes.length;
}
