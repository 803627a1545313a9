/** Damaged and made-up inputs: nothing throws, nothing grows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redacted } from './kit.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples', 'globalprotect-incident');
const FILES = ['capture.pcapng', 'client.UccApilog', 'PanGPS.log', 'ipconfig.txt'].map((name) => ({
  name,
  bytes: readFileSync(join(SAMPLES, name)),
}));

describe.each(FILES)('$name', ({ name, bytes }) => {
  const head = bytes.subarray(0, 40_000);
  test('with bytes changed, and cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(head.length - 1), fc.nat(255)), { maxLength: 40 }),
        fc.integer({ min: 1, max: head.length }),
        (changes, end) => {
          const damaged = new Uint8Array(head.subarray(0, end));
          for (const [at, value] of changes) if (at < end) damaged[at] = value;
          expect(redacted([{ name, bytes: damaged }], 5000)[0]!.bytes.length).toBe(end);
        },
      ),
      { seed: 1, numRuns: 25 },
    );
  });
});

test('bytes of any kind', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(redacted([{ name: 'x', bytes }])[0]!.bytes.length).toBe(bytes.length);
    }),
    { seed: 1, numRuns: 100 },
  );
});
