import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from '../../../parsers/decode/text.ts';
import { RECENT_TEXT_BYTES } from '../../../src/limits.ts';

/** Too long to be remembered. */
const LONG = new Uint8Array(RECENT_TEXT_BYTES).fill(0x61);

/** The same text as part of one that is decoded anew. */
const expected = (bytes: Uint8Array): string =>
  decodeText(Uint8Array.from([...bytes, 0x61, ...LONG]), 0, bytes.length + 1 + LONG.length).slice(0, -1 - LONG.length);

/** Texts that differ in few bytes, among them those that are remembered at one place. */
const texts = fc.array(
  fc.tuple(
    fc.constantFrom('sip:anna@contoso.com;tag=', '\u00e4\u20ac', ''),
    fc.uint8Array({ maxLength: 6 }),
    fc.integer({ min: 0, max: RECENT_TEXT_BYTES + 4 }),
  ),
  { minLength: 2, maxLength: 60 },
);

test('a text that was decoded lately is taken for no other', () => {
  fc.assert(
    fc.property(texts, (all) => {
      const made = all.map(([head, middle, length]) =>
        Uint8Array.from([...new TextEncoder().encode(head), ...middle, ...new Uint8Array(length).fill(0x61)]),
      );
      for (const bytes of [...made, ...made]) {
        const within = Uint8Array.from([0x62, ...bytes, 0x63]);
        expect(decodeText(within, 1, within.length - 1)).toBe(expected(bytes));
      }
    }),
  );
});

test('every byte that may differ is looked at', () => {
  const bytes = new Uint8Array(RECENT_TEXT_BYTES).fill(0x61);
  const plain = decodeText(bytes, 0, bytes.length);
  for (let at = 0; at < bytes.length; at++) {
    const other = bytes.with(at, 0x62);
    expect(decodeText(other, 0, other.length)).toBe(`${plain.slice(0, at)}b${plain.slice(at + 1)}`);
    expect(decodeText(bytes, 0, bytes.length)).toBe(plain);
  }
});
