import { describe, expect, it } from 'vitest';
import { mix, Slots, spread } from '../../../parsers/capture/slots.ts';
import { openCapture } from '../../../parsers/capture.ts';
import type { Fact } from '../../../src/facts.ts';
import {
  ADDRESSES,
  BUCKET,
  CAPTURE_FACTS,
  OPEN_DATAGRAMS,
  OPEN_FLOWS,
  OPEN_STREAMS,
  TCP_ENDED,
  TCP_OVER,
  TRANSACTION_IDLE,
} from '../../../src/limits.ts';
import { clientHello, dns, ethernet, type Frame, ip, pcap, stun, tcpFrame, timed, udpFrame } from '../../captures.ts';
import { only, read } from './read.ts';

/** A capture of `count` frames, written one at a time. */
function readMany(count: number, frame: (n: number) => Uint8Array, step = 0): Fact[] {
  const facts: Fact[] = [];
  const run = openCapture('test.pcap', (fact) => facts.push(fact));
  run.push(pcap([]));
  for (let n = 0; n < count; n++) run.push(pcap([{ time: n * step, bytes: frame(n) }]).subarray(24));
  run.end();
  return facts;
}

const readFrames = (frames: readonly Frame[]): Fact[] => read(pcap(frames));
const frameOf = ({ at }: Fact): number => ('frame' in at ? at.frame : 0);

const limits = (facts: readonly Fact[]): string[] =>
  only(facts, 'input.malformed').map(({ at, reason, detail }) => `${'frame' in at ? at.frame : 0} ${reason} ${detail}`);

describe('tables give up what was idle longest, and say so', () => {
  const host = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

  it('flows', () => {
    const facts = readMany(OPEN_FLOWS + 3, (n) => udpFrame(`${host(n)}:1000`, '192.0.2.1:2000', 'x'));
    expect(limits(facts)).toEqual([
      `${OPEN_FLOWS + 1} limit more conversations open at once than are kept; the longest idle end here`,
    ]);
    expect(newest(facts, 'ip.flow')).toEqual([CAPTURE_FACTS, OPEN_FLOWS + 4 - CAPTURE_FACTS, OPEN_FLOWS + 3]);
    expect(new Set(only(facts, 'ip.flow').map(({ sent }) => sent))).toEqual(new Set([1]));
  });

  it('addresses made to share a bucket', () => {
    const first = 0x0a000000;
    const same: number[] = [];
    // Of 60 entries the table looks at 8 bits of the hash.
    for (let n = 0; same.length < 60; n++) if ((spread(mix(0, first + n)) & 255) === 0) same.push(n);
    const facts = readMany(same.length, (n) => udpFrame(`${host(same[n]!)}:1000`, '192.0.2.1:2000', 'x'));
    expect(limits(facts)).toEqual([
      '60 limit more addresses than are counted; those with the fewest frames were forgotten',
    ]);
    const counted = only(facts, 'capture.interface')[0]!.addresses;
    expect([counted.length, counted[0]?.address]).toEqual([BUCKET + 1, '192.0.2.1']);
  });

  it('DNS exchanges', () => {
    const facts = readMany(OPEN_FLOWS + 2, (n) =>
      udpFrame(
        `10.0.0.1:${1000 + (n % 100)}`,
        '192.0.2.1:53',
        dns({ id: Math.floor(n / 100), question: { name: 'a', type: 'A' } }),
      ),
    );
    expect(limits(facts).length).toBe(1);
    expect(newest(facts, 'dns.exchange')).toEqual([CAPTURE_FACTS, OPEN_FLOWS + 3 - CAPTURE_FACTS, OPEN_FLOWS + 2]);
  });

  it('STUN transactions', () => {
    const facts = readMany(OPEN_FLOWS + 2, (n) =>
      udpFrame('10.0.0.1:1000', '192.0.2.1:3478', stun(1, n.toString(16).padStart(24, '0'))),
    );
    expect(limits(facts).length).toBe(1);
    expect(newest(facts, 'stun.transaction')).toEqual([CAPTURE_FACTS, OPEN_FLOWS + 3 - CAPTURE_FACTS, OPEN_FLOWS + 2]);
  });

  it('fragmented datagrams', () => {
    const facts = readMany(OPEN_DATAGRAMS + 2, (n) =>
      ethernet(0x0800, ip('10.0.0.1', '192.0.2.1', 17, new Uint8Array(64), { id: n, more: true })),
    );
    expect(limits(facts)).toEqual([
      `${OPEN_DATAGRAMS + 1} limit more fragmented datagrams open at once than are put together`,
      `${OPEN_DATAGRAMS + 2} limit more fragmented datagrams open at once than are put together`,
    ]);
    expect(only(facts, 'source.summary')[0]!.counters.unfinishedDatagrams).toBe(OPEN_DATAGRAMS + 2);
  });

  it('a datagram in very many pieces', () => {
    const facts = readMany(4000, (n) =>
      ethernet(0x0800, ip('10.0.0.1', '192.0.2.1', 17, new Uint8Array(8), { id: 1, offset: n * 16, more: true })),
    );
    expect(limits(facts)[0]).toBe('257 limit a datagram in more separate pieces than are put together');
  });

  it('TCP streams to put together', () => {
    const hello = clientHello('sip.contoso.com', 300);
    const facts = readMany(OPEN_STREAMS + 5, (n) =>
      tcpFrame(`${host(n)}:50000`, '192.0.2.1:443', {}, hello.subarray(0, 100)),
    );
    expect(limits(facts)).toEqual([`${OPEN_STREAMS + 5} limit more TCP streams to put together at once than are kept`]);
  });

  it('addresses', () => {
    const facts = readMany(ADDRESSES + 10, (n) => udpFrame(`${host(n)}:1000`, '192.0.2.1:2000', 'x'));
    expect(limits(facts).at(-1)).toMatch(/addresses than are counted/);
    expect(only(facts, 'capture.interface')[0]!.addresses[0]).toMatchObject({
      address: '192.0.2.1',
      received: ADDRESSES + 10,
    });
  });
});

/** How many facts there are, the first frame of the first and of the last. */
function newest(facts: readonly Fact[], kind: 'dns.exchange' | 'ip.flow' | 'stun.transaction'): readonly number[] {
  const found = only(facts, kind);
  const { counters, notMade } = only(facts, 'source.summary')[0]!;
  expect(notMade).toEqual({ [kind]: counters.frames! - found.length });
  return [found.length, frameOf(found[0]!), frameOf(found.at(-1)!)];
}

describe('what is over is let go', () => {
  it('transactions half a minute old, when the next one comes', () => {
    const check = udpFrame('10.0.0.1:1000', '192.0.2.1:3478', stun(1, '0'.repeat(24)));
    const facts = readFrames([
      ...timed([check, check], 10_000, 0),
      ...timed([check], 0, 10_000 + TRANSACTION_IDLE + 1),
    ]);
    const requests = only(facts, 'stun.transaction').map((fact) => fact.requests.map(({ frame }) => frame));
    expect(requests).toEqual([[1, 2], [3]]);
  });

  it('TCP conversations that ended, when others come, and none that may go on', () => {
    const [client, server] = ['10.0.0.1:50000', '192.0.2.1:443'];
    const facts = readFrames([
      ...timed([tcpFrame(client, server, { flags: 'af' }), tcpFrame(client, '192.0.2.2:443', { flags: 'a' })], 0, 0),
      ...timed([tcpFrame(client, '192.0.2.3:443', { flags: 's' })], 0, TCP_OVER),
      ...timed([tcpFrame(client, '192.0.2.4:443', { flags: 's' })], 0, TCP_OVER + 1),
      ...timed(
        [tcpFrame(server, client, { flags: 'r' }), tcpFrame('192.0.2.2:443', client, { flags: 'r' })],
        0,
        300_000,
      ),
    ]);
    const frames = only(facts, 'tcp.conversation').map((fact) => [
      frameOf(fact),
      fact.last.frame,
      fact.reset?.frame,
      fact.fin?.frame,
    ]);
    expect(frames.sort(([a], [b]) => a! - b!)).toEqual([
      [1, 1, undefined, 1],
      [2, 6, 6, undefined],
      [3, 3, undefined, undefined],
      [4, 4, undefined, undefined],
      [5, 5, 5, undefined],
    ]);
  });

  it('TCP conversations that both sides have ended, sooner', () => {
    const [client, server] = ['10.0.0.1:50000', '192.0.2.1:443'];
    const other = (to: number): Uint8Array => tcpFrame(client, `192.0.2.${to}:443`, { flags: 's' });
    const facts = readFrames([
      ...timed([tcpFrame(client, server, { flags: 'af' }), tcpFrame(server, client, { flags: 'af' })], 0, 0),
      ...timed([other(2), tcpFrame(server, client, { flags: 'af' })], 0, TCP_ENDED),
      ...timed([other(3)], 0, 2 * TCP_ENDED + 1),
      ...timed([tcpFrame(server, client, { flags: 'r' })], 0, 2 * TCP_ENDED + 2),
    ]);
    const frames = only(facts, 'tcp.conversation').map((fact) => [frameOf(fact), fact.last.frame]);
    expect(frames.sort(([a], [b]) => a! - b!)).toEqual([
      [1, 4],
      [3, 3],
      [5, 5],
      [6, 6],
    ]);
  });

  it('transactions outside the window that is asked for', () => {
    const facts: Fact[] = [];
    const wants = (_kind: string, time: number): boolean => time < 5000;
    const run = openCapture(
      'test.pcap',
      Object.assign((fact: Fact) => facts.push(fact), { wants }),
    );
    const checks = ['1', '2'].map((id) => udpFrame('10.0.0.1:1000', '192.0.2.1:3478', stun(1, id.repeat(24))));
    run.push(pcap(timed(checks, 6000, 0)));
    run.end();
    expect(only(facts, 'stun.transaction').map(frameOf)).toEqual([1]);
    expect(only(facts, 'source.summary')[0]!.notMade).toBeUndefined();
  });
});

describe('Slots', () => {
  it('adds, finds, touches and removes like a list kept by hand', () => {
    const table = new Slots<number>(8);
    const order: { slot: number; hash: number; value: number }[] = [];
    let random = 7;
    const next = (below: number): number => {
      random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
      return (random >>> 8) % below;
    };
    for (let n = 0; n < 5000; n++) {
      const hash = next(5) * 256;
      const action = next(3);
      if (action === 0 || order.length === 0) {
        const victim = table.victim(hash);
        if (victim >= 0) {
          expect(victim).toBe(order[0]!.slot);
          table.remove(victim);
          order.shift();
        }
        order.push({ slot: table.add(hash, n), hash, value: n });
      } else {
        const chosen = next(order.length);
        const [entry] = order.splice(chosen, 1);
        if (action === 1) {
          table.touch(entry!.slot);
          order.push(entry!);
        } else table.remove(entry!.slot);
      }
      expect(table.count).toBe(order.length);
      expect(table.oldest).toBe(order[0]?.slot ?? -1);
      for (const { slot, hash, value } of order) {
        let at = table.first(hash);
        while (at >= 0 && at !== slot) at = table.next[at]!;
        expect(at).toBe(slot);
        expect(table.values[slot]).toBe(value);
      }
    }
  });

  it('entries in use stay, although not every use moves them', () => {
    const table = new Slots<number>(200);
    const used = Array.from({ length: 8 }, (_, n) => table.add(n, n));
    for (let n = 8; n < 2000; n++) {
      for (const slot of used) table.use(slot);
      const victim = table.victim(n);
      if (victim >= 0) table.remove(victim);
      table.add(n, n);
    }
    expect(used.map((slot) => table.values[slot])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('grows, and finds everything again', () => {
    const table = new Slots<number>();
    for (let n = 0; n < 5000; n++) table.add(Math.imul(n, 0x9e3779b1), n);
    for (let n = 0; n < 5000; n++) {
      const hash = Math.imul(n, 0x9e3779b1);
      let at = table.first(hash);
      while (at >= 0 && table.hashes[at] !== hash) at = table.next[at]!;
      expect(table.values[at]).toBe(n);
    }
  });

  it('a bucket has an end', () => {
    const table = new Slots<number>();
    for (let n = 0; n < BUCKET; n++) {
      expect(table.victim(0)).toBe(-1);
      table.add(0, n);
    }
    expect(table.values[table.victim(0)]).toBe(0);
  });
});
