import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean, count, list } from '../../src/text.ts';

test.each([
  ['plain text', 'plain text'],
  ['two\r\nlines\tand a tab', 'two  lines and a tab'],
  ['\u001b[31mred\u001b[0m', '\ufffd[31mred\ufffd[0m'],
  ['left \u202egnp.exe', 'left \ufffdgnp.exe'],
  ['zero\u200bwidth', 'zero\ufffdwidth'],
  ['line\u2028end', 'line\ufffdend'],
  ['c1 \u009b31m', 'c1 \ufffd31m'],
  ['lone \ud83d half', 'lone \ufffd half'],
  ['whole 😀 face', 'whole 😀 face'],
  ['tag\u{e0001}s', 'tag\ufffds'],
  ['  trimmed  ', 'trimmed'],
])('clean %j', (text, expected) => {
  expect(clean(text)).toBe(expected);
});

test('cuts at the limit with an ellipsis, never through a pair', () => {
  expect(clean('abcdef', 6)).toBe('abcdef');
  expect(clean('abcdefg', 6)).toBe('abcde…');
  expect(clean('abcd😀fg', 6)).toBe('abcd…');
});

test('whatever comes in, one harmless line goes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 2, max: 20 }), (text, limit) => {
      const out = clean(text, limit);
      expect(out.length).toBeLessThanOrEqual(limit);
      expect(out).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      expect(out).not.toMatch(/\p{Surrogate}/u);
      expect(clean(out, limit)).toBe(out);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('counts and lists', () => {
  expect(count(1, 'call')).toBe('1 call');
  expect(count(2, 'call')).toBe('2 calls');
  expect(count(0, 'reply', 'replies')).toBe('0 replies');
  expect(list([])).toBe('');
  expect(list(['a'])).toBe('a');
  expect(list(['a', 'b'])).toBe('a and b');
  expect(list(['a', 'b', 'c'])).toBe('a, b and c');
  expect(list(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more');
  expect(list(['a', 'b', 'c', 'd'], 4)).toBe('a, b, c and d');
});
