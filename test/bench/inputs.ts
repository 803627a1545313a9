import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { allSamples } from '../../samples/make/all.ts';
import { random } from '../../samples/make/bytes.ts';
import { dnsAnswer, dnsQuery } from '../../samples/make/dns.ts';
import { ACK, type Endpoint, ethernet, FIN, ip, PSH, SYN, synOptions, tcp, udp } from '../../samples/make/packets.ts';
import { rtp } from '../../samples/make/rtp.ts';
import { bindingRequest, bindingSuccess } from '../../samples/make/stun.ts';
import { tlsData } from '../../samples/make/tls.ts';
import { stamp } from '../../samples/make/uccapi-log.ts';

/** Large inputs, made fast: one cycle is composed once, then copied into an 8 MiB buffer and patched in place. */

const BUFFER = 8 << 20;

/** Writes `cycle` over and over until `size` bytes are reached; `patch` makes each copy its own. */
function repeat(
  path: string,
  head: Uint8Array,
  cycle: Buffer,
  size: number,
  patch: (out: Buffer, at: number, index: number) => void,
): number {
  const file = openSync(path, 'w');
  const perWrite = Math.max(1, Math.floor(BUFFER / cycle.length));
  const out = Buffer.alloc(perWrite * cycle.length);
  const cycles = Math.max(1, Math.round(size / cycle.length));
  writeSync(file, head);
  for (let index = 0; index < cycles; ) {
    let used = 0;
    for (let slot = 0; slot < perWrite && index < cycles; slot++, index++) {
      cycle.copy(out, used);
      patch(out, used, index);
      used += cycle.length;
    }
    for (let done = 0; done < used; ) done += writeSync(file, out, done, used - done);
  }
  closeSync(file);
  return cycles;
}

// --- Client log -----------------------------------------------------------------------------------------------

const MARK = 'deadbeef';
const START = Date.UTC(2026, 2, 2, 6);
/** Milliseconds between two records. */
const STEP = 20;

const TRACES = [
  'INFO  :: CRTCMediaController::OnDeviceEvent this[23A0075B] device[0] event[4] state[1->1] pending[0]',
  'INFO  :: Function: DeviceManager::Initialize',
  'ERROR :: HRESULT API failed: 80070002 = hr. get_RegistryString',
  'INFO  :: SetDeviceDisabled[23A0075B] 0->0',
  'TRACE :: CUccSubscription::NotifyPropertyChange entity[0A41FD20] category[state] instance[0] container[300]',
  'INFO  :: CUccPresentityCollection::Refresh count[214] changed[0] timer[1200000] queue[0] backoff[0]',
  'INFO  :: CSIPTransport::Idle socket[1C44] sent[0] received[0] keepalive[300000] left[118220]',
  'WARN  :: CRTCTimer::Late id[77] by[31]',
] as const;

/** The packet blocks of one Call-ID, with a Call-ID that ends in MARK. */
function callBlocks(sample: string, callId: string): string[] {
  const bytes = allSamples().find((each) => each.name === sample)!.files['client.UccApilog']!;
  const text = Buffer.from(bytes).toString('latin1');
  const starts = /^\S+ \S+ INFO {2}:: (?:Sending Packet|Data Received) - [\s\S]*?:: End of [^\n]*\n/gm;
  return [...text.matchAll(starts)]
    .map(([block]) => block)
    .filter((block) => block.includes(callId))
    .map((block) => block.replaceAll(callId, callId.slice(0, 24) + MARK));
}

/** A presence document of several KB on one line, as servers send them. */
function presence(number: number): string {
  const category = (index: number) =>
    `<category name="state" instance="${index}" publishTime="2026-03-02T07:58:11.090" container="300" version="4" ` +
    'expireType="endpoint"><state xsi:type="aggregateState" lastActive="2026-03-02T08:19:40" xmlns:xsi="http://' +
    'www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.microsoft.com/2006/09/sip/state"><availability>3500' +
    '</availability><endpointLocation></endpointLocation></state></category>';
  const body =
    '<categories xmlns="http://schemas.microsoft.com/2006/09/sip/categories" ' +
    `uri="sip:user${number}@contoso.com">${Array.from({ length: 9 + (number % 7) }, (_, index) => category(index)).join('')}</categories>`;
  const message = [
    'BENOTIFY sip:192.168.1.34:50226;transport=tls;ms-opaque=d3470f2e1d SIP/2.0',
    'Via: SIP/2.0/TLS 198.51.100.40:443;branch=z9hG4bK29AB539B.BE72D55C',
    'From: <sip:anna@contoso.com>;tag=7D0B0080',
    'To: <sip:anna@contoso.com>;tag=5c0ffee009;epid=ab12cd34ef',
    'Call-ID: 9f8e7d6c5b4a39281706f5e4d3c2b1a0',
    `CSeq: ${number} BENOTIFY`,
    'Event: presence',
    'subscription-state: active;expires=28800',
    'Content-Type: application/msrtc-event-categories+xml',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
  const prefix = `${stamp(START)} 1A2C:F3C INFO  :: `;
  const tail = `198.51.100.40:443 (To Local Address: 192.168.1.34:50226) ${message.length} bytes`;
  return `${prefix}Data Received - ${tail}:\r\n${prefix}${message}\r\n${prefix}End of Data Received -${tail}\r\n`;
}

/** `callShare` of calls (one good, one failed), the rest presence and trace lines by halves, evenly mixed. */
function logCycle(callShare: number): Buffer {
  const calls = [
    ...callBlocks('healthy-split-tunnel', '3d4e5f60718293a4b5c6d7e8f90a1b2c'),
    ...callBlocks('globalprotect-incident', '2c3d4e5f60718293a4b5c6d7e8f90a1b'),
  ];
  const share = (calls.join('').length * (1 - callShare)) / 2 / callShare;
  const fill = (make: (index: number) => string): string[] => {
    const out: string[] = [];
    for (let length = 0, index = 0; length < share; index++) length += out[out.push(make(index)) - 1]!.length;
    return out;
  };
  const noise = [
    fill((index) => `${stamp(START)} 1A2C:${index % 3 === 0 ? '11C0' : 'F3C'} ${TRACES[index % TRACES.length]!}\r\n`),
    fill(presence),
  ];
  // Each record gets its place in the cycle by its number within its own kind.
  return Buffer.from(
    [calls, ...noise]
      .flatMap((kind) => kind.map((text, index) => ({ text, place: (index + 0.5) / kind.length })))
      .sort((left, right) => left.place - right.place)
      .map(({ text }) => text)
      .join(''),
    'latin1',
  );
}

function digits(out: Buffer, at: number, value: number, width: number): void {
  for (let place = at + width - 1; place >= at; place--, value = Math.floor(value / 10)) out[place] = 48 + (value % 10);
}

function everyIndex(data: Buffer, what: string | RegExp): number[] {
  const text = data.toString('latin1');
  return [...text.matchAll(what instanceof RegExp ? what : new RegExp(what, 'g'))].map((match) => match.index);
}

/** Writes a client log of about `size` bytes, `callShare` of them calls. Returns its number of calls. */
export function writeLog(path: string, size: number, callShare: number): number {
  const cycle = logCycle(callShare);
  const prefixes = everyIndex(cycle, /^\d\d\/\d\d\/\d{4}\|/gm);
  const callIds = everyIndex(cycle, MARK);
  const ends = new Set(everyIndex(cycle, /^\S+ \S+ INFO {2}:: (?:Sending Packet|Data Received) - /gm));
  // The lines of a packet share one time; each record has its own.
  let record = 0;
  let inside = 0;
  const numbers = prefixes.map((at) => {
    if (inside > 0) inside--;
    else {
      record++;
      inside = ends.has(at) ? 2 : 0;
    }
    return record;
  });
  const cycles = repeat(path, Buffer.alloc(0), cycle, size, (out, base, index) => {
    for (let place = 0; place < prefixes.length; place++) {
      const time = 6 * 3_600_000 + (index * record + numbers[place]!) * STEP;
      const at = base + prefixes[place]!;
      digits(out, at + 3, 2 + Math.floor(time / 86_400_000), 2);
      digits(out, at + 11, Math.floor(time / 3_600_000) % 24, 2);
      digits(out, at + 14, Math.floor(time / 60_000) % 60, 2);
      digits(out, at + 17, Math.floor(time / 1000) % 60, 2);
      digits(out, at + 20, time % 1000, 3);
    }
    for (const at of callIds) digits(out, base + at, index, 8);
  });
  return cycles * 2;
}

// --- Capture --------------------------------------------------------------------------------------------------

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

/** 100 frames of about 200 bytes: 60 RTP, 20 TCP, 10 STUN, 10 DNS. */
function captureShapes(): Shape[] {
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
  const segment = (
    stream: number,
    kind: Kind,
    inbound: boolean,
    flags: number,
    sequence: number,
    acknowledgement: number,
    payload: Buffer,
  ) => {
    const here = { address: HERE, port: 50_300 + stream };
    const there = { address: `198.51.100.${50 + stream}`, port: 443 };
    const [from, to] = inbound ? [there, here] : [here, there];
    const fields = { sequence, acknowledgement, flags, window: 1026 };
    const options = flags & SYN ? { options: synOptions(1460) } : {};
    const bytes = frame(from, to, 6, tcp(from, to, { ...fields, ...options }, payload));
    shapes.tcp.push({ kind, stream, inbound, bytes });
  };
  const none = Buffer.alloc(0);
  for (let index = 0; index < 7; index++) {
    const stream = index % 2;
    segment(stream, 'tcp', true, PSH | ACK, 1000 + (index >> 1) * 460, 5000, tlsData(431, filler));
    segment(stream, 'tcp', false, ACK, 5000, 1000 + ((index >> 1) + 1) * 460, none);
  }
  segment(9, 'tcp-new', false, SYN, 99, 0, none);
  segment(9, 'tcp-new', true, SYN | ACK, 499, 100, none);
  segment(9, 'tcp-new', false, ACK, 100, 500, none);
  segment(9, 'tcp-new', false, PSH | ACK, 100, 500, tlsData(300, filler));
  segment(9, 'tcp-new', true, PSH | ACK, 500, 429, tlsData(700, filler));
  segment(9, 'tcp-new', false, FIN | ACK, 429, 1229, none);
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
    const [asker, resolver] = [
      { address: HERE, port: 51_000 + index },
      { address: '192.168.1.1', port: 53 },
    ];
    const name = 'h00000000.contoso.com';
    const [query, reply] = [dnsQuery(0, name, 'A'), dnsAnswer(0, name, 'A', ['198.51.100.77'])];
    shapes.dns.push({
      kind: 'dns',
      stream: index,
      inbound: false,
      bytes: frame(asker, resolver, 17, udp(asker, resolver, query)),
    });
    shapes.dns.push({
      kind: 'dns',
      stream: index,
      inbound: true,
      bytes: frame(resolver, asker, 17, udp(resolver, asker, reply)),
    });
  }
  return Object.values(shapes)
    .flatMap((kind) => kind.map((shape, index) => ({ shape, place: (index + 0.5) / kind.length })))
    .sort((left, right) => left.place - right.place)
    .map(({ shape }) => shape);
}

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

/** Bytes that one cycle moves each long TCP stream on: the server sends, the client acknowledges. */
const MOVED = [4 * 460, 3 * 460] as const;

function patchFrame(out: Buffer, at: number, shape: Shape, index: number): void {
  const data = at + PAYLOAD;
  switch (shape.kind) {
    case 'rtp':
      // Ten packets a cycle, stream and direction.
      out.writeUInt32BE(((out.readUInt16BE(data + 2) + index * 10) * 320) >>> 0, data + 4);
      out.writeUInt16BE((out.readUInt16BE(data + 2) + index * 10) & 0xffff, data + 2);
      return;
    case 'tcp': {
      const sum = at + L4 + 16;
      const moved = Math.imul(index, MOVED[shape.stream]!) >>> 0;
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
      out.writeUInt16BE((index * 5 + shape.stream) & 0xffff, data);
      digits(out, data + 14, index * 5 + shape.stream, 8);
  }
}

/** Writes a classic pcap of about `size` bytes. Returns its number of frames. */
export function writeCapture(path: string, size: number): number {
  const shapes = captureShapes();
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
      patchFrame(out, at, shapes[place]!, index);
    }
  });
  return cycles * shapes.length;
}
