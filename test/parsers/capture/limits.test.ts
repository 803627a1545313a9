import { describe, expect, it } from 'vitest';
import { Slots } from '../../../parsers/capture/slots.ts';
import { openCapture } from '../../../parsers/capture.ts';
import type { Fact } from '../../../src/facts.ts';
import { ADDRESSES, BUCKET, OPEN_DATAGRAMS, OPEN_FLOWS, OPEN_STREAMS } from '../../../src/limits.ts';
import { clientHello, dns, ethernet, ip, pcap, stun, tcpFrame, timed, udpFrame } from '../../captures.ts';
import { only } from './read.ts';

/** A capture of `count` frames, written one at a time. */
function readMany(count: number, frame: (n: number) => Uint8Array, step = 0): Fact[] {
  const facts: Fact[] = [];
  const run = openCapture('test.pcap', (fact) => facts.push(fact));
  run.push(pcap([]));
  for (let n = 0; n < count; n++) run.push(pcap([{ time: n * step, bytes: frame(n) }]).subarray(24));
  run.end();
  return facts;
}

const limits = (facts: readonly Fact[]): string[] =>
  only(facts, 'input.malformed').map(({ at, reason, detail }) => `${'frame' in at ? at.frame : 0} ${reason} ${detail}`);

describe('tables give up what was idle longest, and say so', () => {
  const host = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

  it('flows', () => {
    const facts = readMany(OPEN_FLOWS + 3, (n) => udpFrame(`${host(n)}:1000`, '192.0.2.1:2000', 'x'));
    expect(limits(facts)).toEqual([
      `${OPEN_FLOWS + 1} limit more conversations open at once than are kept; the longest idle end here`,
    ]);
    const found = only(facts, 'ip.flow');
    expect(found.length).toBe(OPEN_FLOWS + 3);
    expect(found.slice(0, 4).map(({ at }) => 'frame' in at && at.frame)).toEqual([1, 2, 3, 4]);
    expect(new Set(found.map(({ sent }) => sent))).toEqual(new Set([1]));
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
    expect(only(facts, 'dns.exchange').length).toBe(OPEN_FLOWS + 2);
  });

  it('STUN transactions', () => {
    const facts = readMany(OPEN_FLOWS + 2, (n) =>
      udpFrame('10.0.0.1:1000', '192.0.2.1:3478', stun(1, n.toString(16).padStart(24, '0'))),
    );
    expect(limits(facts).length).toBe(1);
    expect(only(facts, 'stun.transaction').length).toBe(OPEN_FLOWS + 2);
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

describe('what is over is let go', () => {
  it('transactions half a minute old, when the next one comes', () => {
    const facts: Fact[] = [];
    const run = openCapture('test.pcap', (fact) => facts.push(fact));
    run.push(pcap(timed([udpFrame('10.0.0.1:1000', '192.0.2.1:3478', stun(1, '0'.repeat(24)))], 0, 1000)));
    run.push(
      pcap(timed([udpFrame('10.0.0.1:1000', '192.0.2.1:3478', stun(1, '1'.repeat(24)))], 0, 31_000)).subarray(24),
    );
    expect(facts.map(({ kind, at }) => [kind, 'frame' in at && at.frame])).toEqual([['stun.transaction', 1]]);
    run.end();
    expect(only(facts, 'stun.transaction').length).toBe(2);
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
