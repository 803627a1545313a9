import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/facts.ts';
import { pcap } from '../../captures.ts';
import { madeMediaCaptures, PC, PEER, steps, streamFrames } from './media-made.ts';
import { plain, read } from './read.ts';

const small = madeMediaCaptures().filter(({ bytes }) => bytes.length < 40_000);

/** Numbers that no input may push out of their range. */
function sane(facts: readonly Fact[]): void {
  for (const fact of facts) {
    if (fact.kind === 'rtp.stream') {
      expect([fact.lost, fact.outOfOrder, fact.duplicates].every((n) => n >= 0 && Number.isInteger(n))).toBe(true);
      expect(fact.packets).toBeGreaterThanOrEqual(5);
      expect(fact.jitter === undefined || Number.isFinite(fact.jitter)).toBe(true);
    }
    if (fact.kind === 'ip.flow') {
      expect(fact.spis?.length ?? 0).toBeLessThanOrEqual(4);
      expect(fact.sentLongest! >= 0 && fact.sentLongest! < 131_072).toBe(true);
    }
    if (fact.kind === 'ike.exchange') expect(fact.requests.length).toBeLessThanOrEqual(8);
  }
}

describe.each(small)('$name', ({ bytes }) => {
  it('is the same whatever the chunk size', () => {
    const whole = plain(read(bytes));
    for (const size of [1, 13, 1000]) expect(plain(read(bytes, size))).toEqual(whole);
  });

  it('with bytes changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(changes, (list) => {
        const copy = bytes.slice();
        // Behind the file header, so that frames are reached.
        for (const [at, bits] of list) copy[24 + (at % (copy.length - 24))]! ^= bits;
        sane(read(copy));
      }),
      { seed: 1, numRuns: 150 },
    );
  });
});

it('a stream with any numbers, types and times', () => {
  const packet = fc.tuple(fc.nat(0xffff), fc.integer({ min: -5000, max: 5000 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(packet, { minLength: 1, maxLength: 60 }), (list) => {
      const frames = streamFrames(`${PC}:50006`, `${PEER}:50010`, [
        ...steps(1, 10),
        ...list.map(([n, late]) => [n, late] as const),
      ]);
      sane(read(pcap(frames)));
    }),
    { seed: 1, numRuns: 200 },
  );
});
