import { describe, expect, it } from 'vitest';
import {
  address,
  type Bytes,
  dns,
  ethernet,
  hex,
  icmpFrame,
  ip,
  join,
  pcap,
  tcp,
  tcpFrame,
  timed,
  u16,
  u32,
  udp,
  udpFrame,
} from '../../captures.ts';
import { describeFlow, flows, only, read } from './read.ts';

const PC = '192.168.178.21';
const SERVER = '198.51.100.40';
const START = 1_772_442_000_000;
const datagram = ip(PC, SERVER, 17, udp(50000, 40000, join('hello')));
const datagram6 = ip('2001:db8::21', '2001:db8::40', 17, udp(50000, 40000, join('hello')));

const V4 = `udp ${PC} 50000 > ${SERVER} 40000 1/0 5`;
const V6 = 'udp 2001:db8::21 50000 > 2001:db8::40 40000 1/0 5';

describe('IPv4 and IPv6', () => {
  const six = (next: number, payload: Uint8Array): Bytes =>
    ethernet(0x86dd, ip('2001:db8::21', '2001:db8::40', next, payload));
  const inside = udp(50000, 40000, join('hello'));

  it('options', () => {
    const bytes = join(
      0x46,
      0,
      u16(24 + inside.length),
      u32(0),
      64,
      17,
      0,
      0,
      address(PC),
      address(SERVER),
      hex('94040000'),
      inside,
    );
    expect(flows(timed([ethernet(0x0800, bytes)]))).toEqual([V4]);
  });

  it('a UDP datagram shorter than its packet', () => {
    const packet = ip(PC, SERVER, 17, join(inside, 'padding'));
    expect(flows(timed([ethernet(0x0800, packet)]))).toEqual([V4]);
  });

  it('total length 0 is left to the network card', () => {
    const bytes = datagram.slice();
    bytes.set([0, 0], 2);
    expect(flows(timed([ethernet(0x0800, bytes)]))).toEqual([V4]);
  });

  it('extension headers', () => {
    const extended = join(43, 0, 1, 4, 0, 0, 0, 0, 60, 1, new Uint8Array(14), 17, 0, new Uint8Array(6), inside);
    expect(flows(timed([six(0, extended)]))).toEqual([V6]);
  });

  it('an atomic fragment is whole', () => {
    expect(flows(timed([six(44, join(17, 0, u16(0), u32(9), inside))]))).toEqual([V6]);
  });

  it('chains of extension headers end', () => {
    const chain = join(...Array.from({ length: 150 }, () => join(0, 0, new Uint8Array(6))), inside);
    expect(flows(timed([six(0, chain)]))).toEqual(['other 2001:db8::21 0 > 2001:db8::40 0 1/0 1085']);
  });

  it.each([
    ['IPv4 header length', ethernet(0x0800, join(0x44, datagram.subarray(1)))],
    ['IPv4 total length', ethernet(0x0800, join(0x45, 0, 0, 10, datagram.subarray(4)))],
    ['IPv4 header cut', ethernet(0x0800, datagram.subarray(0, 12))],
    ['IPv6 version', ethernet(0x86dd, join(0x40, datagram6.subarray(1)))],
    ['UDP length', ethernet(0x0800, ip(PC, SERVER, 17, join(u16(1), u16(2), u16(7), 0, 0, 'hello')))],
    ['TCP header length', ethernet(0x0800, ip(PC, SERVER, 6, join(new Uint8Array(12), 0x40, 0x10, new Uint8Array(6))))],
  ])('damaged: %s', (_name, bytes) => {
    const facts = read(pcap(timed([bytes, ethernet(0x0800, datagram)])));
    expect(only(facts, 'source.summary')[0]!.counters.malformedPackets).toBe(1);
    expect(only(facts, 'input.malformed').map(({ at, reason }) => [at, reason])).toEqual([
      [{ source: 'test.pcap', frame: 1 }, 'bad-syntax'],
    ]);
    expect(only(facts, 'ip.flow').map(describeFlow)).toEqual([V4]);
  });

  it('cut frames are no damage, and lengths are those on the wire', () => {
    const whole = udpFrame(`${PC}:50000`, `${SERVER}:40000`, 'x'.repeat(900));
    for (const kept of [60, 42, 38, 34, 20, 14, 9]) {
      const facts = read(pcap([{ time: START, bytes: whole.subarray(0, kept), original: whole.length }]));
      expect(only(facts, 'input.malformed'), `${kept} bytes`).toEqual([]);
      expect(only(facts, 'source.summary')[0]!.counters.cutFrames).toBe(1);
      expect(only(facts, 'ip.flow').map(({ sentBytes }) => sentBytes)).toEqual(kept >= 42 ? [900] : []);
    }
  });
});

describe('fragments', () => {
  const long = udp(50000, 53, dns({ id: 7, question: { name: `${'a'.repeat(60)}.contoso.com`, type: 'A' } }));
  const piece = (from: number, to: number, fields: object = {}): Bytes =>
    ethernet(
      0x0800,
      ip(PC, '10.60.0.5', 17, long.subarray(from, to), { id: 77, offset: from, more: to < long.length, ...fields }),
    );
  const a = piece(0, 32);
  const b = piece(32, 64);
  const c = piece(64, long.length);

  it.each([
    ['in order', [a, b, c], 3],
    ['out of order', [c, a, b], 3],
    ['twice', [a, a, b, b, c], 5],
    ['overlapping', [a, piece(16, 64), c], 3],
  ])('%s', (_name, frames, last) => {
    const facts = read(pcap(timed(frames)));
    expect(only(facts, 'dns.exchange').map(({ name, queries }) => [name.slice(60), queries[0]!.frame])).toEqual([
      ['.contoso.com', last],
    ]);
    const { counters } = only(facts, 'source.summary')[0]!;
    expect([counters.ipFragments, counters.dns, counters.unfinishedDatagrams]).toEqual([frames.length, 1, 0]);
    expect(only(facts, 'ip.flow').map(describeFlow)).toEqual([`udp ${PC} 50000 > 10.60.0.5 53 1/0 ${long.length - 8}`]);
    const sent = only(facts, 'capture.interface')[0]!.addresses.find((entry) => entry.address === PC);
    expect(sent?.sent).toBe(frames.length);
  });

  it('a missing piece', () => {
    const facts = read(pcap(timed([a, c])));
    expect(only(facts, 'ip.flow').map(describeFlow)).toEqual([`udp ${PC} 50000 > 10.60.0.5 53 0/0 0`]);
    expect(only(facts, 'source.summary')[0]!.counters.unfinishedDatagrams).toBe(1);
  });

  it('pieces of different datagrams are not mixed', () => {
    const facts = read(pcap(timed([a, piece(32, 64, { id: 78 }), c])));
    expect(only(facts, 'dns.exchange')).toEqual([]);
  });

  it('nor pieces half a minute apart', () => {
    const facts = read(pcap([...timed([a, b]), ...timed([c], 10, START + 30_000)]));
    expect(only(facts, 'dns.exchange')).toEqual([]);
  });

  it('a first piece that the capture cut is read for its ports', () => {
    const frames = [{ time: START, bytes: a.subarray(0, 50), original: a.length }];
    expect(flows(frames)).toEqual([`udp ${PC} 50000 > 10.60.0.5 53 1/0 24`]);
  });

  it('IPv6', () => {
    const part = (from: number, to: number): Bytes =>
      ethernet(
        0x86dd,
        ip('2001:db8::21', '2001:db8::53', 17, long.subarray(from, to), {
          id: 5,
          offset: from,
          more: to < long.length,
        }),
      );
    const facts = read(pcap(timed([part(64, long.length), part(0, 64)])));
    expect(only(facts, 'dns.exchange').length).toBe(1);
    expect(only(facts, 'source.summary')[0]!.counters.ipFragments).toBe(0);
  });

  it('IPv6, with options in the part that is fragmented', () => {
    const whole = join(17, 0, new Uint8Array(6), long);
    const part = (from: number, to: number): Bytes => {
      const fields = { id: 5, offset: from, more: to < whole.length };
      return ethernet(0x86dd, ip('2001:db8::21', '2001:db8::53', 60, whole.subarray(from, to), fields));
    };
    const facts = read(pcap(timed([part(0, 64), part(64, whole.length)])));
    expect(only(facts, 'dns.exchange').length).toBe(1);
  });

  it('past the end of a datagram', () => {
    const bytes = ethernet(0x0800, ip(PC, SERVER, 17, new Uint8Array(800), { id: 3, offset: 65_528 }));
    expect(flows(timed([bytes]))).toEqual([]);
  });
});

describe('ICMP', () => {
  const syn = (payload = ''): Bytes => ip(PC, '10.60.4.21', 6, tcp(50501, 5061, join(payload), { flags: 's', seq: 1 }));
  const quoted = {
    protocol: 'tcp',
    client: { address: PC, port: 50501 },
    server: { address: '10.60.4.21', port: 5061 },
  };
  const found = (bytes: Uint8Array): object => {
    const {
      kind: _kind,
      at: _at,
      time: _time,
      interface: _interface,
      ...rest
    } = only(read(pcap(timed([bytes]))), 'icmp.error')[0]!;
    return rest;
  };

  it.each([
    [
      'unreachable',
      icmpFrame('192.0.2.1', PC, 3, 13, 0, syn()),
      { version: 4, type: 3, code: 13, meaning: 'unreachable', from: '192.0.2.1', to: PC, quoted, quotedLength: 40 },
    ],
    [
      'quote of 8 bytes',
      icmpFrame('192.0.2.1', PC, 3, 1, 0, syn().subarray(0, 28)),
      { version: 4, type: 3, code: 1, meaning: 'unreachable', from: '192.0.2.1', to: PC, quoted, quotedLength: 40 },
    ],
    [
      'fragmentation needed',
      icmpFrame('192.0.2.1', PC, 3, 4, 1400, syn()),
      {
        version: 4,
        type: 3,
        code: 4,
        meaning: 'frag-needed',
        from: '192.0.2.1',
        to: PC,
        quoted,
        quotedLength: 40,
        mtu: 1400,
      },
    ],
    [
      'time exceeded',
      icmpFrame('192.0.2.1', PC, 11, 0, 0, syn()),
      { version: 4, type: 11, code: 0, meaning: 'time-exceeded', from: '192.0.2.1', to: PC, quoted, quotedLength: 40 },
    ],
    [
      'redirect',
      icmpFrame('192.168.178.1', PC, 5, 1, 0xc0a8b202, syn()),
      {
        version: 4,
        type: 5,
        code: 1,
        meaning: 'redirect',
        from: '192.168.178.1',
        to: PC,
        quoted,
        quotedLength: 40,
        gateway: '192.168.178.2',
      },
    ],
    [
      'no quote',
      icmpFrame('192.0.2.1', PC, 3, 1, 0, ''),
      { version: 4, type: 3, code: 1, meaning: 'unreachable', from: '192.0.2.1', to: PC },
    ],
    [
      'junk quoted',
      icmpFrame('192.0.2.1', PC, 3, 1, 0, 'some text that is no packet'),
      { version: 4, type: 3, code: 1, meaning: 'unreachable', from: '192.0.2.1', to: PC },
    ],
    [
      'a later fragment quoted: no ports',
      icmpFrame('192.0.2.1', PC, 3, 4, 0, ip(PC, SERVER, 17, new Uint8Array(8), { offset: 1480 })),
      {
        version: 4,
        type: 3,
        code: 4,
        meaning: 'frag-needed',
        from: '192.0.2.1',
        to: PC,
        mtu: 0,
        quotedLength: 28,
        quoted: { protocol: 'udp', client: { address: PC, port: 0 }, server: { address: SERVER, port: 0 } },
      },
    ],
    [
      'IPv6: packet too big',
      icmpFrame('2001:db8::1', '2001:db8::21', 2, 0, 1280, datagram6),
      {
        version: 6,
        type: 2,
        code: 0,
        meaning: 'frag-needed',
        from: '2001:db8::1',
        to: '2001:db8::21',
        mtu: 1280,
        quotedLength: 53,
        quoted: {
          protocol: 'udp',
          client: { address: '2001:db8::21', port: 50000 },
          server: { address: '2001:db8::40', port: 40000 },
        },
      },
    ],
    [
      'IPv6: redirect',
      icmpFrame(
        'fe80::1',
        '2001:db8::21',
        137,
        0,
        0,
        join(address('fe80::2'), address('2001:db8::40'), 2, 1, new Uint8Array(6), 4, 8, new Uint8Array(6), datagram6),
      ),
      {
        version: 6,
        type: 137,
        code: 0,
        meaning: 'redirect',
        from: 'fe80::1',
        to: '2001:db8::21',
        gateway: 'fe80::2',
        quotedLength: 53,
        quoted: {
          protocol: 'udp',
          client: { address: '2001:db8::21', port: 50000 },
          server: { address: '2001:db8::40', port: 40000 },
        },
      },
    ],
  ])('%s', (_name, bytes, expected) => {
    expect(found(bytes)).toEqual(expected);
  });

  it('echoes are counted, not told', () => {
    const facts = read(pcap(timed([icmpFrame(PC, SERVER, 8, 0, 1, 'x'), icmpFrame(SERVER, PC, 0, 0, 1, 'x')])));
    expect(facts.map(({ kind }) => kind)).toEqual(['capture.interface', 'source.summary']);
    expect(only(facts, 'source.summary')[0]!.counters.icmp).toBe(2);
  });

  it('counters', () => {
    const frames = timed([
      icmpFrame('192.0.2.1', PC, 3, 4, 1400, syn()),
      icmpFrame('192.0.2.1', PC, 5, 1, 0, syn()),
      icmpFrame('fe80::1', '2001:db8::21', 2, 0, 1280, datagram6),
      tcpFrame(`${PC}:1`, `${SERVER}:2`, { flags: 's' }),
    ]);
    const { counters } = only(read(pcap(frames)), 'source.summary')[0]!;
    expect([counters.fragNeeded, counters.redirect, counters.icmp, counters.icmpv6, counters.syn]).toEqual([
      1, 1, 2, 1, 3,
    ]);
  });
});
