import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RtpStream } from '../../../src/facts.ts';
import { RTP_STREAMS, RTP_STREAMS_OF_FLOW } from '../../../src/limits.ts';
import {
  type Frame,
  join,
  msTurn,
  pcap,
  stun,
  stunAddress,
  tcpFrame,
  timed,
  u16,
  u32,
  udpFrame,
  xorAddress,
} from '../../captures.ts';
import { PC, PEER, rtcp, rtp, START, type Step, steps, streamFrames } from './media-made.ts';
import { only, read } from './read.ts';

const A = `${PC}:50006`;
const B = `${PEER}:50010`;
const EDGE = '198.51.100.44:3478';
const ends = { from: { address: PC, port: 50006 }, to: { address: PEER, port: 50010 } };

const streams = (frames: readonly Frame[]): RtpStream[] => only(read(pcap(frames)), 'rtp.stream');
const counts = ({ packets, lost, outOfOrder, duplicates }: RtpStream): number[] => [
  packets,
  lost,
  outOfOrder,
  duplicates,
];
const counted = (list: readonly Step[]): number[][] => streams(streamFrames(A, B, list)).map(counts);
const payloads = (list: readonly Uint8Array[]): Frame[] =>
  timed(
    list.map((payload) => udpFrame(A, B, payload)),
    20,
    START,
  );

describe('a stream', () => {
  it('in full', () => {
    expect(streams(streamFrames(A, B, steps(1, 50)))).toEqual([
      {
        kind: 'rtp.stream',
        at: { source: 'test.pcap', frame: 1 },
        time: START,
        interface: 0,
        ...ends,
        ssrc: '0000abcd',
        payloadType: 0,
        packets: 50,
        lost: 0,
        outOfOrder: 0,
        duplicates: 0,
        jitter: 0,
        jitterMax: 0,
        bytes: 50 * 172,
        last: { frame: 50, time: START + 980 },
      },
    ]);
  });

  it.each([
    ['loss', [...steps(1, 10), ...steps(14, 20)], [17, 3, 0, 0]],
    ['overtaken', [...steps(1, 10), [12], [11], ...steps(13, 20)], [20, 0, 1, 0]],
    ['copies', [...steps(1, 10), [10], [9], ...steps(11, 20)], [22, 0, 0, 2]],
    ['copies do not hide loss', [...steps(1, 10), [10], [9], ...steps(13, 20)], [20, 2, 0, 2]],
    ['a copy 45 packets late', [...steps(1, 60), [15], ...steps(61, 70)], [71, 0, 0, 1]],
    ['a copy from before a gap of 40', [...steps(1, 10), ...steps(51, 60), [5]], [21, 40, 0, 1]],
    ['past 64 packets nobody knows: late', [...steps(1, 90), [15], ...steps(91, 99)], [100, 0, 1, 0]],
    ['a copy of the first packet', [[1], ...steps(1, 10)], [11, 0, 0, 1]],
    ['numbers that wrap', steps(65_530, 65_550), [21, 0, 0, 0]],
    ['loss over the wrap', [...steps(65_530, 65_535), ...steps(65_540, 65_550)], [17, 4, 0, 0]],
    ['forty late at once', [...steps(1, 10), ...steps(51, 90), ...steps(11, 50), ...steps(91, 300)], [300, 0, 40, 0]],
    ['a sender that starts anew', [...steps(1, 20), ...steps(30_000, 30_020)], [41, 0, 0, 0]],
  ] as const)('%s', (_name, list, expected) => {
    expect(counted(list)).toEqual([expected]);
  });

  it('jitter as RFC 3550 A.8 computes it', () => {
    // Every second packet 4 ms late: D is 4 each time.
    const found = streams(
      streamFrames(
        A,
        B,
        steps(1, 101).map(([n]) => [n, n % 2 === 0 ? 4 : 0] as const),
      ),
    )[0]!;
    let jitter = 0;
    let sum = 0;
    for (let n = 0; n < 100; n++) {
      jitter += (4 - jitter) / 16;
      sum += jitter;
    }
    expect([found.jitter, found.jitterMax]).toEqual([Math.round(sum * 10) / 1000, Math.round(jitter * 1000) / 1000]);
  });

  it('no jitter without a known clock', () => {
    const of = (type: number, rate: number, count = 60): unknown =>
      streams(streamFrames(A, B, steps(1, count), { type, rate }))[0]!.jitter;
    expect([of(96, 8000), of(8, 8000), of(104, 16_000), of(122, 90_000)]).toEqual([undefined, 0, 0, 0]);
    // The same number for another codec, and too little of it to tell.
    expect([of(104, 48_000), of(104, 16_000, 10)]).toEqual([undefined, undefined]);
  });

  it('telephone events and comfort noise belong to it', () => {
    const list = steps(1, 30).map(([n]) =>
      rtp(n, n > 10 && n < 15 ? { type: 101, stamp: 1600 } : { type: n === 20 ? 13 : 0 }),
    );
    expect(streams(payloads(list)).map((s) => [s.payloadType, s.packets, s.lost, s.jitter])).toEqual([[0, 30, 0, 0]]);
  });

  it('each source and each way for itself, also mixed', () => {
    const frames = [
      ...streamFrames(A, B, steps(1, 20), { ssrc: 1 }),
      ...streamFrames(A, B, steps(500, 519), { ssrc: 2 }),
      ...streamFrames(B, A, steps(1, 20), { ssrc: 1 }),
    ].sort((x, y) => x.time - y.time);
    const found = streams(frames).map((s) => [s.from.port, s.ssrc, ...counts(s)]);
    expect(found.sort()).toEqual([
      [50006, '00000001', 20, 0, 0, 0],
      [50006, '00000002', 20, 0, 0, 0],
      [50010, '00000001', 20, 0, 0, 0],
    ]);
  });
});

describe('no stream', () => {
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed >>> 8;
  };
  it.each([
    ['fewer than five packets', steps(1, 4).map(([n]) => rtp(n))],
    ['changing sources', steps(1, 40).map(([n]) => rtp(n, { ssrc: n }))],
    ['one source, any numbers', steps(1, 200).map(() => rtp(random() & 0xffff))],
    ['a counter, but any time stamps', steps(1, 200).map(([n]) => rtp(n, { stamp: random() << 9 }))],
    ['the same packet again and again', steps(1, 40).map(() => rtp(7))],
    ['RTCP', steps(1, 40).map(() => rtcp(1, []))],
    [
      'ESP whose SPI looks like version 2',
      steps(1, 40).map(([n]) => join(u32(0x80000102), u32(n), u32(0), u32(n), new Uint8Array(80))),
    ],
    [
      'any bytes',
      steps(1, 200).map(() => join(0x80 | (random() & 0x3f), ...Array.from({ length: 40 }, () => random() & 0xff))),
    ],
  ] as const)('%s', (_name, list) => {
    expect(streams(payloads(list))).toEqual([]);
  });
});

describe('RTCP', () => {
  const media = streamFrames(A, B, steps(1, 50));
  const with_ = (payload: Uint8Array, from = `${PEER}:50011`, to = `${PC}:50007`): RtpStream[] =>
    streams([...media, { time: START + 1000, bytes: udpFrame(from, to, payload) }]);
  const report = { ssrc: 0xabcd, fraction: 64, jitter: 160 };

  it.each([
    ['a receiver report on the next port', with_(rtcp(1, [report]))],
    ['a sender report', with_(rtcp(1, [{ ...report, ssrc: 5 }, report], true))],
    ['on the same ports', with_(rtcp(1, [report]), B, A)],
  ])('%s', (_name, found) => {
    expect(found.map(({ reported }) => reported)).toEqual([{ fractionLost: 0.25, jitter: 20 }]);
  });

  it('the last report counts', () => {
    const frames = [0, 128].map((fraction, n) => ({
      time: START + 1000 + n,
      bytes: udpFrame(B, A, rtcp(1, [{ ...report, fraction }])),
    }));
    expect(streams([...media, ...frames])[0]!.reported!.fractionLost).toBe(0.5);
  });

  it.each([
    ['encrypted: index and tag behind it', with_(join(rtcp(1, [report]), u32(0x80000001), new Uint8Array(10)))],
    ['cut', with_(rtcp(1, [report]).subarray(0, 30))],
    ['from the sender itself', with_(rtcp(1, [report]), `${PC}:50007`, `${PEER}:50011`)],
    ['of another source', with_(rtcp(1, [{ ...report, ssrc: 9 }]))],
  ])('not %s', (_name, found) => {
    expect(found.map(({ reported }) => reported)).toEqual([undefined]);
  });
});

describe('through a relay', () => {
  const MS_ID = '101112131415161718191a1b1c1d1e1f';
  const ID = '000102030405060708090a0b';
  const peer = { address: PEER, port: 50010 };
  const relayed = (frames: readonly Uint8Array[]): unknown[] =>
    streams(timed(frames, 20, START)).map((s) => [s.to.address, s.peer, s.packets, s.bytes]);
  const list = steps(1, 10).map(([n]) => rtp(n));
  const channel = (number: number, payload: Uint8Array): Uint8Array => join(u16(number), u16(payload.length), payload);
  const bind = stun(0x0009, ID, [
    [0x000c, join(u16(0x4001), 0, 0)],
    [0x0012, xorAddress(B, ID)],
  ]);

  it('Send requests of MS-TURN', () => {
    const send = (inner: Uint8Array) =>
      msTurn(0x0004, MS_ID, [
        [0x0011, stunAddress(B)],
        [0x0013, inner],
      ]);
    expect(relayed(list.map((each) => udpFrame(A, EDGE, send(each))))).toEqual([['198.51.100.44', peer, 10, 1720]]);
  });

  it('Data indications of RFC 8656', () => {
    const data = (inner: Uint8Array) =>
      stun(0x0017, ID, [
        [0x0012, xorAddress(B, ID)],
        [0x0013, inner],
      ]);
    expect(relayed(list.map((each) => udpFrame(EDGE, A, data(each))))).toEqual([[PC, peer, 10, 1720]]);
  });

  it('ChannelData, padded or not, both ways', () => {
    const frames = list.flatMap((each, n) => [
      udpFrame(A, EDGE, join(channel(0x4001, each.subarray(0, 171)), n % 2 === 0 ? [0] : [])),
      udpFrame(EDGE, A, channel(0x4001, each)),
    ]);
    expect(relayed([udpFrame(A, EDGE, bind), ...frames])).toEqual([
      ['198.51.100.44', peer, 10, 1710],
      [PC, peer, 10, 1720],
    ]);
  });

  it('a channel whose binding was not captured, and the multiplexed one: the peer is not known', () => {
    expect(relayed(list.map((each) => udpFrame(A, EDGE, channel(0x4002, each))))).toEqual([
      ['198.51.100.44', undefined, 10, 1720],
    ]);
    const multiplexed = (each: Uint8Array) => join(u16(0xff10), u16(each.length + 8), new Uint8Array(8).fill(9), each);
    expect(relayed(list.map((each) => udpFrame(A, EDGE, multiplexed(each))))).toEqual([
      ['198.51.100.44', undefined, 10, 1720],
    ]);
  });

  it('not where length and datagram differ', () => {
    const wrong = (each: Uint8Array) => join(u16(0x4001), u16(each.length + 9), each);
    expect(relayed(list.map((each) => udpFrame(A, EDGE, wrong(each))))).toEqual([]);
  });

  it('a check out of a channel is one with the peer, and none where the channel is not known', () => {
    const check = stun(0x0001, 'ffeeddccbbaa998877665544', [[6, 'a:b']]);
    const found = (frames: readonly Uint8Array[]): unknown[] =>
      only(read(pcap(timed(frames))), 'stun.transaction')
        .filter(({ method }) => method === 'binding')
        .map((t) => [t.peer, t.username]);
    expect(found([udpFrame(A, EDGE, bind), udpFrame(A, EDGE, channel(0x4001, check))])).toEqual([[peer, 'a:b']]);
    expect(found([udpFrame(A, EDGE, channel(0x4001, check))])).toEqual([]);
  });

  it('in TCP, behind the RFC 4571 length', () => {
    const first = stun(0x0001, ID, [[6, 'a:b']]);
    const framed = [first, ...list].map((each) => join(u16(each.length), each));
    let seq = 1;
    const frames = framed.map((each) => {
      const frame = tcpFrame(A, B, { seq }, each);
      seq += each.length;
      return frame;
    });
    expect(relayed(frames)).toEqual([[PEER, undefined, 10, 1720]]);
  });
});

describe('limits', () => {
  it('sources of one direction: the one idle longest ends', () => {
    const many = Array.from({ length: RTP_STREAMS_OF_FLOW + 4 }, (_, n) =>
      streamFrames(A, B, steps(1, 6), { ssrc: n }),
    ).flat();
    const found = streams(many.map(({ bytes }, n) => ({ time: START + n, bytes })));
    expect(found.map(({ ssrc }) => Number.parseInt(ssrc, 16)).sort((x, y) => x - y)).toEqual(
      Array.from({ length: RTP_STREAMS_OF_FLOW + 4 }, (_, n) => n),
    );
    expect(new Set(found.map(({ packets }) => packets))).toEqual(new Set([6]));
  });

  it('streams of one capture', () => {
    const frames = Array.from({ length: RTP_STREAMS + 2 }, (_, n) =>
      steps(1, 5).map(([k]) => udpFrame(`10.0.${n >> 8}.${n & 255}:5000`, B, rtp(k, { ssrc: n, size: 0 }))),
    ).flat();
    const facts = read(pcap(timed(frames, 1)));
    expect(only(facts, 'rtp.stream').length).toBe(RTP_STREAMS + 2);
    expect(only(facts, 'input.malformed').map(({ detail }) => detail)).toEqual([
      'more RTP streams open at once than are kept; the longest idle end here',
    ]);
  });
});

it('counts like a plain reading of the numbers', () => {
  let compared = 0;
  // Disorder within 30 packets, loss and copies, over a wrap.
  const plan = fc.array(fc.record({ drop: fc.integer({ min: 0, max: 9 }), delay: fc.nat(299), copy: fc.nat(9) }), {
    minLength: 60,
    maxLength: 200,
  });
  fc.assert(
    fc.property(plan, (packets) => {
      const sent = packets.flatMap(({ drop, delay: chance, copy }, n) => {
        const delay = chance < 30 ? chance : 0;
        const number = 65_480 + n;
        // The first two in a row, so that both sides begin with the same packet.
        if (n < 2) return [{ number, place: n - 100 }];
        if (drop === 0) return [];
        return copy === 0
          ? [
              { number, place: n + delay },
              { number, place: n + delay + 0.5 },
            ]
          : [{ number, place: n + delay }];
      });
      const order = [...sent].sort((x, y) => x.place - y.place).map(({ number }) => number);
      const different = new Set(order);
      let highest = 0;
      const seen = new Set<number>();
      let late = 0;
      for (const number of order) {
        if (!seen.has(number) && number < highest) late++;
        seen.add(number);
        highest = Math.max(highest, number);
      }
      const frames = order.map((number, n) => ({
        time: START + n,
        bytes: udpFrame(A, B, rtp(number & 0xffff, { stamp: number * 160 })),
      }));
      const found = streams(frames);
      const steady = different.size - late >= 0.75 * different.size;
      if (!steady) return;
      compared++;
      expect(found.map(counts)).toEqual([
        [order.length, highest - 65_480 + 1 - different.size, late, order.length - different.size],
      ]);
    }),
    { seed: 1, numRuns: 200 },
  );
  expect(compared).toBeGreaterThan(150);
});
