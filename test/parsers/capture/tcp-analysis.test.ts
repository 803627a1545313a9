import { describe, expect, it } from 'vitest';
import type { TcpConversation } from '../../../src/facts.ts';
import { pcap } from '../../captures.ts';
import { only, read } from './read.ts';
import { opened, type Segment, segments } from './tcp-made.ts';

const big = (size: number): Uint8Array => new Uint8Array(size).fill(0x41);

function conversation(...list: readonly Segment[]): TcpConversation {
  const found = only(read(pcap(segments(list))), 'tcp.conversation');
  expect(found.length).toBe(1);
  return found[0]!;
}

/** Time of a frame of these segments. */
const timeOf = (list: readonly Segment[], frame: number): number => segments(list)[frame - 1]!.time;
const refs = (list: readonly Segment[], ...frames: readonly number[]) =>
  frames.map((frame) => ({ frame, time: timeOf(list, frame) }));

const counts = (c: TcpConversation) => [c.retransmissions, c.outOfOrder, c.keepAlives, c.duplicates];
const up = (seq: number, data: Uint8Array, more: Partial<Segment> = {}): Segment => ({
  from: 'client',
  flags: 'pa',
  seq,
  ack: 5001,
  data,
  ...more,
});
const ack = (number: number, more: Partial<Segment> = {}): Segment => ({
  from: 'server',
  flags: 'a',
  seq: 5001,
  ack: number,
  ...more,
});

describe('options and windows', () => {
  it('MSS and window scale of both sides, and the end of the handshake', () => {
    const c = conversation(...opened);
    expect([c.clientMss, c.serverMss, c.clientWindowScale, c.serverWindowScale]).toEqual([1460, 1360, 8, 7]);
    expect(c.handshakeEnd).toEqual(refs(opened, 3)[0]);
  });

  it('window scale 0 is an offer, none is not', () => {
    const c = conversation(
      { from: 'client', flags: 's', seq: 1, options: [1, 3, 3, 0] },
      { from: 'server', flags: 'sa', seq: 1, ack: 2 },
    );
    expect([c.clientWindowScale, c.serverWindowScale]).toEqual([0, undefined]);
  });

  it('options that contradict themselves are left', () => {
    const c = conversation({ from: 'client', flags: 's', seq: 1, options: [3, 9, 8, 1] });
    expect([c.clientWindowScale, c.clientMss]).toEqual([undefined, undefined]);
  });

  it('zero window: the first time, and how often; not in resets', () => {
    const list: Segment[] = [
      ...opened,
      up(1001, big(100)),
      ack(1101, { window: 0 }),
      ack(1101, { window: 0, after: 500 }),
      ack(1101, { window: 900, after: 500 }),
      { from: 'client', flags: 'r', seq: 1101, window: 0 },
    ];
    expect(conversation(...list).zeroWindow).toEqual({ ...refs(list, 5)[0], by: 'server', count: 2 });
    expect(conversation(...opened, { from: 'server', flags: 'ra', seq: 5001, window: 0 }).zeroWindow).toBe(undefined);
  });
});

describe('what comes below the highest byte', () => {
  it('several gaps filled at once: late, not repeated', () => {
    const at = (seq: number, after = 0.1): Segment => up(seq, big(100), { after });
    expect(counts(conversation(...opened, at(1001), at(1301), at(1501), at(1101), at(1201), at(1401)))).toEqual([
      0,
      3,
      undefined,
      undefined,
    ]);
  });

  it('a gap filled a round trip later was sent again', () => {
    const list = [...opened, up(1001, big(100)), up(1201, big(100)), up(1101, big(100), { after: 250 })];
    expect(counts(conversation(...list))).toEqual([1, undefined, undefined, undefined]);
  });

  it('bytes that were there come again, also at once, under another number', () => {
    const list = [...opened, up(1001, big(100)), up(1101, big(100)), up(1001, big(100), { after: 2 })];
    expect(counts(conversation(...list))).toEqual([1, undefined, undefined, undefined]);
  });

  it('a keep-alive has one byte or none, and only where all is acknowledged', () => {
    const idle = [...opened, up(1001, big(100)), ack(1101), up(1100, big(1)), ack(1101), up(1100, big(0)), ack(1101)];
    expect(counts(conversation(...idle))).toEqual([0, undefined, 2, undefined]);
    const key = [...opened, up(1001, big(1)), ack(1001), up(1001, big(1), { after: 300 })];
    expect(counts(conversation(...key))).toEqual([1, undefined, undefined, undefined]);
  });

  it('a byte into a closed window is no repeat, nor is what follows it', () => {
    const list = [
      ...opened,
      up(1001, big(100)),
      ack(1101, { window: 0 }),
      up(1101, big(1)),
      ack(1101, { window: 0 }),
      up(1101, big(1), { after: 400 }),
      ack(1101),
      up(1101, big(300)),
    ];
    expect(counts(conversation(...list))).toEqual([0, undefined, undefined, undefined]);
  });
});

describe('copies of capture layers', () => {
  it('the same packet some milliseconds later, others between', () => {
    const list = [
      ...opened,
      up(1001, big(100), { id: 7 }),
      up(1101, big(100), { id: 8, after: 0.1 }),
      up(1001, big(100), { id: 7, after: 2 }),
      up(1101, big(100), { id: 8, after: 0.1 }),
    ];
    expect(counts(conversation(...list))).toEqual([0, undefined, undefined, 2]);
  });

  it('an acknowledgment twice, and a SYN twice', () => {
    const [syn, synAck, last] = opened;
    const twice = (s: Segment, id: number): Segment[] => [
      { ...s, id },
      { ...s, id, after: 3 },
    ];
    const c = conversation(...twice(syn!, 1), ...twice(synAck!, 1), ...twice(last!, 2));
    expect([c.syns.length, c.duplicates]).toEqual([1, 3]);
  });

  it('a large segment, and the pieces that the network card made of it', () => {
    const list = [
      ...opened,
      up(1001, big(3000), { id: 7 }),
      up(1001, big(1460), { id: 7, after: 0.05 }),
      up(2461, big(1460), { id: 8, after: 0.01 }),
      up(3921, big(80), { id: 9, after: 0.01 }),
    ];
    expect(counts(conversation(...list))).toEqual([0, undefined, undefined, 3]);
  });

  it('duplicate acknowledgments without a number are no copies', () => {
    const client = '[2001:db8::21]:50500';
    const frames = segments(
      [...opened, ack(1001, { after: 0.1 }), ack(1001, { after: 0.1 })],
      client,
      '[2001:db8::40]:443',
    );
    expect(only(read(pcap(frames)), 'tcp.conversation')[0]!.duplicates).toBe(undefined);
  });
});

describe('largest acknowledged segment', () => {
  it('grows with what is acknowledged', () => {
    const list = [...opened, up(1001, big(200)), ack(1201), up(1201, big(1360)), up(2561, big(40)), ack(2561)];
    expect(conversation(...list).clientLargestAcked).toBe(1360);
    expect(conversation(...list.slice(0, -1)).clientLargestAcked).toBe(200);
  });

  it('not of a segment that went through in smaller pieces', () => {
    const list = [
      ...opened,
      up(1001, big(1460)),
      up(1001, big(536), { after: 300 }),
      up(1537, big(536)),
      up(2073, big(388)),
      ack(2461),
    ];
    expect(conversation(...list).clientLargestAcked).toBe(undefined);
  });
});

describe('a segment that never gets through', () => {
  const stuck: readonly Segment[] = [
    ...opened,
    up(1001, big(200)),
    ack(1201),
    up(1201, big(1460)),
    up(2661, big(100)),
    ack(1201),
    up(1201, big(1460), { after: 300 }),
    up(1201, big(1460), { after: 600 }),
    up(1201, big(1460), { after: 1200 }),
    { from: 'server', flags: 'pa', seq: 5001, ack: 1201, data: big(10) },
  ];
  const [first, last] = refs(stuck, 6, 11);
  const stall = {
    by: 'client',
    bytes: 1460,
    packetLength: 1500,
    first: first!,
    last: last!,
    transmissions: 4,
    largestAcked: 200,
    otherAlive: true,
  };

  it('is told with its first and last transmission', () => {
    const c = conversation(...stuck);
    expect([c.stalled, c.retransmissions]).toEqual([stall, 3]);
  });

  it('nothing is heard of the other side any more', () => {
    expect(conversation(...stuck.filter((_, n) => n !== 7 && n !== 11)).stalled).toMatchObject({
      transmissions: 4,
      otherAlive: false,
    });
  });

  it('not where it was acknowledged in the end', () => {
    expect(conversation(...stuck, ack(2761)).stalled).toBe(undefined);
  });

  it('not where the other side was never captured', () => {
    expect(conversation(...stuck.filter(({ from }) => from === 'client')).stalled).toBe(undefined);
  });

  it('not where it went out once', () => {
    expect(conversation(...stuck.slice(0, 8)).stalled).toBe(undefined);
  });

  it('smaller pieces count on their own, and clear it when they get through', () => {
    const small = up(1201, big(536), { after: 2400 });
    expect(conversation(...stuck, small).stalled).toBe(undefined);
    expect(conversation(...stuck, small, { ...small, after: 4800 }).stalled).toMatchObject({
      bytes: 536,
      transmissions: 2,
    });
    expect(conversation(...stuck, small, ack(1737)).stalled).toBe(undefined);
  });

  it('in a capture that begins later, from its first repeat on', () => {
    expect(conversation(...stuck.slice(7)).stalled).toMatchObject({ transmissions: 3, bytes: 1460, largestAcked: 0 });
  });

  it('over the end of the sequence numbers', () => {
    const moved = stuck.map(
      (s): Segment => (s.from === 'client' ? { ...s, seq: s.seq! - 1801 } : { ...s, ack: (s.ack ?? 0) - 1801 }),
    );
    expect(conversation(...moved).stalled).toEqual(stall);
  });
});

describe('bytes that never come', () => {
  const down = (seq: number, size: number, more: Partial<Segment> = {}): Segment => ({
    from: 'server',
    flags: 'pa',
    seq,
    ack: 1201,
    data: big(size),
    ...more,
  });
  const asks = (number: number, more: Partial<Segment> = {}): Segment => ({
    from: 'client',
    flags: 'a',
    seq: 1201,
    ack: number,
    ...more,
  });
  /** Of an answer of 2820 bytes in three segments the last arrives, and the client says so until it gives up. */
  const list: readonly Segment[] = [
    ...opened,
    up(1001, big(200)),
    ack(1201),
    down(7721, 100),
    asks(5001),
    down(7721, 100, { after: 2000 }),
    asks(5001),
    asks(5001, { flags: 'fa', after: 8000 }),
    ack(1202),
  ];
  const gap = {
    by: 'server',
    bytes: 2720,
    first: refs(list, 6)[0]!,
    last: refs(list, 10)[0]!,
    asked: 3,
    largest: 100,
    heard: timeOf(list, 11),
  };

  it('are told with the segment behind them, and how often they were asked for', () => {
    expect(conversation(...list).gap).toEqual(gap);
  });

  it('over the end of the sequence numbers', () => {
    const moved = list.map(
      (s): Segment => (s.from === 'server' ? { ...s, seq: s.seq! - 5500 } : { ...s, ack: (s.ack ?? 0) - 5500 }),
    );
    expect(conversation(...moved).gap).toEqual(gap);
  });

  it('are not those that come late, in one piece or in several', () => {
    expect(conversation(...list.slice(0, 7), down(5001, 2720), asks(7821)).gap).toBe(undefined);
    const pieces = [down(5001, 1360), asks(6361), down(6361, 1360), asks(7821)];
    expect(conversation(...list.slice(0, 7), ...pieces).gap).toBe(undefined);
  });

  it('are what is left of them', () => {
    const half = [down(5001, 1360), asks(6361), asks(6361)];
    const c = conversation(...list.slice(0, 7), ...half);
    expect([c.gap?.bytes, c.gap?.asked, c.gap?.first.frame, c.gap?.largest]).toEqual([1360, 2, 6, 1360]);
  });

  it('are not those that only the capture missed: the receiver has them', () => {
    expect(conversation(...list.slice(0, 6), asks(7821)).gap).toBe(undefined);
  });

  it('are not known where the receiver is not heard', () => {
    expect(conversation(...list.slice(0, 6)).gap).toBe(undefined);
    expect(conversation(...list.filter(({ from }) => from === 'server')).gap).toBe(undefined);
  });
});
