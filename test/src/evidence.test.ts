import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clock, stamp } from '../../src/evidence.ts';

const LAST = 8.64e15;

test('a time is written as Date writes it, whatever day came before', () => {
  const time = fc.oneof(fc.integer({ min: -LAST, max: LAST }), fc.double({ min: -1e12, max: 2e12, noNaN: true }));
  fc.assert(
    fc.property(time, (ms) => {
      const iso = new Date(Math.floor(ms)).toISOString();
      expect(stamp(ms, 'utc')).toBe(iso);
      expect(stamp(ms, 'local')).toBe(iso.slice(0, -1));
      expect(clock(ms)).toBe(iso.slice(-13, -5));
    }),
  );
});

test('the ends of what Date can tell, and beyond', () => {
  expect(stamp(LAST, 'utc')).toBe('+275760-09-13T00:00:00.000Z');
  expect(stamp(-LAST, 'local')).toBe('-271821-04-20T00:00:00.000');
  for (const none of [undefined, Number.NaN, Number.POSITIVE_INFINITY, LAST + 1, -LAST - 1]) {
    expect(stamp(none, 'utc')).toBeUndefined();
    expect(clock(none)).toBe('');
  }
});
