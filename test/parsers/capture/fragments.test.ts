import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPEN_DATAGRAMS } from '../../../src/limits.ts';
import { type Bytes, dns, ethernet, ip, join, pcap, pcapng, timed, u16, u32, udp } from '../../captures.ts';
import { describeFlow, only, plain, read } from './read.ts';

const PC = '192.168.178.21';
const RESOLVER = '10.60.0.5';
const PC6 = '2001:db8::21';
const RESOLVER6 = '2001:db8::53';
const START = 1_772_442_000_000;
const question = { name: `${'a'.repeat(60)}.${'b'.repeat(60)}.contoso.com`, type: 'A' } as const;
const long = udp(50000, 53, dns({ id: 7, question }));

/** A fragment as a frame; in IPv6 `next` = what its fragment header claims. */
function piece(from: number, to: number, six = false, next = 17, id = 77, body: Uint8Array = long): Bytes {
  const fields = { id, offset: from, more: to < long.length };
  const payload = body.subarray(from, to);
  return six
    ? ethernet(0x86dd, ip(PC6, RESOLVER6, next, payload, fields))
    : ethernet(0x0800, ip(PC, RESOLVER, next, payload, fields));
}

const names = (frames: readonly Uint8Array[]): string[] =>
  only(read(pcap(timed(frames))), 'dns.exchange').map(({ name }) => name);

describe('the protocol of a datagram', () => {
  it.each([
    ['the first fragment in front', [0, 1, 2]],
    ['the first fragment last', [2, 1, 0]],
    ['the first fragment between', [1, 0, 2]],
  ])('IPv6: the first fragment tells it, whatever the others claim; %s', (_name, order) => {
    const parts = [piece(0, 64, true, 17), piece(64, 128, true, 6), piece(128, long.length, true, 59)];
    expect(names(order.map((n) => parts[n]!))).toEqual([question.name]);
  });

  it('IPv6: a first fragment of another protocol is that protocol', () => {
    const facts = read(pcap(timed([piece(0, 64, true, 132), piece(64, long.length, true, 17)])));
    expect(only(facts, 'ip.flow').map(({ protocol }) => protocol)).toEqual(['sctp']);
  });

  it('IPv4: fragments of different protocols are different datagrams (RFC 791 3.2)', () => {
    const facts = read(pcap(timed([piece(0, 64), piece(64, long.length, false, 6)])));
    expect(only(facts, 'dns.exchange')).toEqual([]);
    expect(only(facts, 'source.summary')[0]!.counters.unfinishedDatagrams).toBe(2);
  });
});

describe('put together', () => {
  /** Cuts at multiples of 8, in any order, some twice, some overlapping. */
  const cuts = fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: Math.floor((long.length - 1) / 8) }), { maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
      fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
      fc.boolean(),
    )
    .map(([places, extra, order, six]) => {
      const edges = [0, ...places.map((n) => n * 8).sort((a, b) => a - b), long.length];
      const spans = edges.slice(1).map((to, n): [number, number] => [edges[n]!, to]);
      const more = extra.map(([a, b]): [number, number] => {
        const from = (a % Math.floor(long.length / 8)) * 8;
        return [from, Math.min(long.length, from + 8 + 8 * (b % 8))];
      });
      return [...spans, ...more]
        .map(([from, to], n) => ({ key: order[n]!, frame: piece(from, to, six) }))
        .sort((a, b) => a.key - b.key)
        .map(({ frame }) => frame);
    })
    .filter((frames) => frames.length > 1);

  it('whatever the cuts, order, repeats and overlaps', () => {
    fc.assert(
      fc.property(cuts, (frames) => {
        const facts = read(pcap(timed(frames)));
        expect(only(facts, 'dns.exchange').map(({ name }) => name)).toContain(question.name);
        expect(only(facts, 'input.malformed')).toEqual([]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('each datagram by its addresses and identification', () => {
    const mixed = [piece(0, 64, false, 17, 1), piece(0, 64, false, 17, 2), piece(64, long.length, false, 17, 2)];
    const facts = read(pcap(timed([...mixed, piece(64, long.length, false, 17, 1)])));
    expect(only(facts, 'dns.exchange').map(({ queries }) => queries.map(({ frame }) => frame))).toEqual([[3, 4]]);
  });

  it('of one interface only', () => {
    const frames = [piece(0, 64), piece(64, long.length)].map((bytes, n) => ({ time: START + n, bytes, interface: n }));
    expect(only(read(pcapng(frames, [{}, {}])), 'dns.exchange')).toEqual([]);
  });

  it('shown by two layers: once', () => {
    const frames = [piece(0, 64), piece(0, 64), piece(64, long.length), piece(64, long.length)].map((bytes, n) => ({
      time: START + n,
      bytes,
      interface: n & 1,
    }));
    const facts = read(pcapng(frames, [{}, {}]));
    expect(only(facts, 'dns.exchange').map(({ interface: on, queries }) => [on, queries.length])).toEqual([[0, 1]]);
    expect(only(facts, 'source.summary')[0]!.counters).toMatchObject({ copies: 2, unfinishedDatagrams: 0 });
  });
});

describe('hostile fragments', () => {
  it('a second last fragment that ends earlier or later', () => {
    const early = ethernet(0x0800, ip(PC, RESOLVER, 17, long.subarray(64, 72), { id: 77, offset: 64 }));
    const facts = read(pcap(timed([piece(64, long.length), early, piece(0, 64)])));
    // The last word counts; the message then is cut short and says so.
    expect(only(facts, 'source.summary')[0]!.counters.unfinishedDatagrams).toBe(0);
    expect(only(facts, 'ip.flow').length).toBe(1);
  });

  it('a flood does not push out what goes on, and ends', () => {
    const flood = Array.from({ length: OPEN_DATAGRAMS - 1 }, (_, n) => piece(0, 8, false, 17, 1000 + n));
    expect(names([piece(0, 64), ...flood, piece(64, long.length)])).toEqual([question.name]);
    const many = Array.from({ length: 5000 }, (_, n) => piece(8 * (n % 4), 8 * (n % 4) + 8, n % 2 === 0, 17, n));
    const facts = read(pcap(timed(many, 0)));
    expect(only(facts, 'source.summary')[0]!.counters.unfinishedDatagrams).toBe(5000);
    expect(only(facts, 'input.malformed').length).toBe(20);
  });

  it('fragments of no bytes, of odd sizes, at the edge', () => {
    const odd = [
      ip(PC, RESOLVER, 17, new Uint8Array(0), { id: 5, more: true }),
      ip(PC, RESOLVER, 17, new Uint8Array(3), { id: 5, more: true }),
      ip(PC, RESOLVER, 17, new Uint8Array(9), { id: 5, offset: 65_528 }),
    ].map((packet) => ethernet(0x0800, packet));
    expect(only(read(pcap(timed(odd))), 'ip.flow')).toEqual([]);
  });
});

describe('checksums', () => {
  it('are never judged: network cards fill them in behind the capture', () => {
    const frame = ethernet(0x0800, ip(PC, RESOLVER, 17, udp(50000, 40000, join('hello'))));
    const wrong = frame.slice();
    wrong.set(u16(0xdead), 24);
    wrong.set(u16(0xbeef), 40);
    const facts = (bytes: Uint8Array): unknown => plain(read(pcap(timed([bytes]))));
    expect(facts(wrong)).toEqual(facts(frame));
  });

  it('nor is a packet longer than the link allows: offload cuts it later', () => {
    const big = ethernet(
      0x0800,
      ip(PC, RESOLVER, 6, join(u16(1), u16(2), u32(1), u32(1), 0x50, 0x10, new Uint8Array(9000))),
    );
    const facts = read(pcap(timed([big])));
    expect(only(facts, 'input.malformed')).toEqual([]);
    expect(only(facts, 'tcp.conversation').map(({ clientBytes, serverBytes }) => clientBytes + serverBytes)).toEqual([
      8994,
    ]);
    expect(only(facts, 'ip.flow').map(describeFlow)).toEqual([]);
  });
});
