import { expect, test } from 'vitest';
import { fingerprint } from '../../src/fingerprint.ts';

// FNV-1a 64 test vectors of draft-eastlake-fnv.
test.each([
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['foobar', '85944171f73967e8'],
])('%j', (text, expected) => {
  expect(fingerprint(text)).toBe(expected);
});

test('rule and subject are told apart', () => {
  expect(fingerprint('a\nbc')).not.toBe(fingerprint('ab\nc'));
});
