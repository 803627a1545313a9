import { describe, expect, test } from 'vitest';
import { foundWords, progress, sizeWords } from '../../src/cli/progress.ts';

/** A run of which each step takes `ms` and reads `bytes`; what was written, each with its time. */
function pictures(
  steps: number,
  ms: number,
  bytes: number,
  left: number | undefined,
  columns = 80,
): [number, string][] {
  let time = 5000;
  const out: [number, string][] = [];
  const line = progress(
    { columns, write: (text: string) => out.push([time - 5000, text]) },
    () => '3 SIP messages',
    () => time,
  );
  line.begin('client.UccApilog', left);
  for (let n = 0; n < steps; n++) {
    time += ms;
    line.add(bytes);
  }
  line.end();
  return out;
}

describe('progress', () => {
  test('nothing for a short run', () => {
    expect(pictures(9, 100, 1e6, 1e9)).toEqual([]);
  });
  test('after a second: bytes, rate, what remains; taken away at the end', () => {
    expect(pictures(11, 100, 10e6, 1e9)).toEqual([
      [1000, '\r100 MB of 1.0 GB, 100 MB/s, 9 s left, client.UccApilog, 3 SIP messages\u001b[K'],
      [1100, '\r110 MB of 1.0 GB, 100 MB/s, 9 s left, client.UccApilog, 3 SIP messages\u001b[K'],
      [1100, '\r\u001b[K'],
    ]);
  });
  test('at most ten a second', () => {
    const times = pictures(30_000, 0.1, 1000, undefined)
      .slice(0, -1)
      .map(([at]) => at);
    expect(times.length).toBeLessThanOrEqual(21);
    expect(times.length).toBeGreaterThan(15);
  });
  test('of a stream the end is not known', () => {
    expect(pictures(1, 1000, 1500, undefined)[0]).toEqual([
      1000,
      '\r1.5 kB, 1.5 kB/s, client.UccApilog, 3 SIP messages\u001b[K',
    ]);
  });
  test('one line, however narrow', () => {
    const [[, shown = ''] = []] = pictures(1, 1000, 1500, 1e12, 40);
    expect(shown.replace(/^\r|\u001b\[K$/g, '')).toHaveLength(39);
  });
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [99_940, '99.9 kB'],
    [123_456, '123 kB'],
    [999_600, '1.0 MB'],
    [4.2e9, '4.2 GB'],
    [4.2e15, '4200 TB'],
  ])('%d bytes', (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });
  test('what was found', () => {
    expect(foundWords(0, 0)).toBe('');
    expect(foundWords(1, 0)).toBe('1 SIP message');
    expect(foundWords(1234, 1)).toBe('1,234 SIP messages, 1 damaged place');
  });
});
