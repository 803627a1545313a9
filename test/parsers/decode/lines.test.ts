import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentEnd, eachLine, lineBlocks, nextLineFeed, wordsOf } from '../../../parsers/decode/lines.ts';
import { decodeText, encodingOf, headText, utf8Length } from '../../../parsers/decode/text.ts';
import { LINE_BYTES } from '../../../src/limits.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** Lines as text, with their numbers, of an input pushed in pieces of `size`. */
function linesOf(input: Uint8Array, size: number): [number, string][] {
  const found: [number, string][] = [];
  let number = 1;
  const blocks = lineBlocks((bytes, start, end) => {
    number = eachLine(bytes, start, end, number, (from, stop, _next, line) => {
      found.push([line, decodeText(bytes, from, stop)]);
    });
  });
  const buffer = new Uint8Array(Math.max(1, Math.min(size, input.length)));
  for (let at = 0; at < input.length; at += size) {
    const piece = input.subarray(at, at + size);
    buffer.set(piece);
    blocks.push(buffer.subarray(0, piece.length));
    buffer.fill(0x23);
  }
  blocks.end();
  expect(blocks.bytes).toBe(input.length);
  return found;
}

function utf16(text: string, little: boolean, bom: boolean): Uint8Array {
  const units = [...(bom ? '\ufeff' : ''), ...text].flatMap((c) =>
    [...c].flatMap((u) => (u.length === 2 ? [u.charCodeAt(0), u.charCodeAt(1)] : [u.charCodeAt(0)])),
  );
  return Uint8Array.from(units.flatMap((u) => (little ? [u & 0xff, u >> 8] : [u >> 8, u & 0xff])));
}

const TEXT = 'first line that is long enough to tell\r\n\r\nthird: Jürg 😀 €\nfourth\r\r\nlast without end';
const LINES: [number, string][] = [
  [1, 'first line that is long enough to tell'],
  [2, ''],
  [3, 'third: Jürg 😀 €'],
  [4, 'fourth'],
  [5, 'last without end'],
];
const utf8 = new TextEncoder();

describe('line ends and encodings, whatever the pieces', () => {
  const inputs: Record<string, Uint8Array> = {
    'UTF-8': utf8.encode(TEXT),
    'UTF-8 with BOM': utf8.encode(`\ufeff${TEXT}`),
    'UTF-16LE with BOM': utf16(TEXT, true, true),
    'UTF-16BE with BOM': utf16(TEXT, false, true),
    'UTF-16LE': utf16(TEXT, true, false),
    'UTF-16BE': utf16(TEXT, false, false),
  };
  for (const [name, input] of Object.entries(inputs))
    for (const size of [1, 2, 3, 7, 63, 64, 65, 1 << 20])
      test(`${name}, ${size}`, () => expect(linesOf(input, size)).toEqual(LINES));

  test('lone surrogates and half a unit become the replacement character', () => {
    const input = utf16('enough ascii to tell that this is UTF-16 \ud800x \udc00', true, true);
    expect(linesOf(Uint8Array.of(...input, 0x41), 5)).toEqual([
      [1, 'enough ascii to tell that this is UTF-16 \ufffdx \ufffd\ufffd'],
    ]);
    expect(linesOf(utf16('cut in a pair \ud83d', true, true), 5)).toEqual([[1, 'cut in a pair \ufffd']]);
  });

  test('an empty input has no line', () => {
    expect(linesOf(new Uint8Array(0), 1)).toEqual([]);
    expect(linesOf(ascii('\n'), 1)).toEqual([[1, '']]);
  });
});

test('what is not UTF-8 is windows-1252, line by line', () => {
  const input = Uint8Array.of(...ascii('J\xfcrg \x80\x9f\x81\n'), ...utf8.encode('Jürg\n'));
  expect(linesOf(input, 4)).toEqual([
    [1, 'Jürg €Ÿ\u0081'],
    [2, 'Jürg'],
  ]);
  expect(utf8Length(input, 0, 8)).toBe(utf8.encode('Jürg €Ÿ\u0081').length);
  expect(utf8Length(input, 9, 14)).toBe(5);
});

test('a long line is cut, and the next one is whole', () => {
  const long = ascii(`${'x'.repeat(LINE_BYTES + 500)}\r\nnext\n`);
  for (const size of [65_536, 1 << 22]) {
    const lengths = linesOf(long, size).map(([n, text]) => [
      n,
      Math.min(text.length, LINE_BYTES + 1),
      text.slice(0, 4),
    ]);
    expect(lengths).toEqual([
      [1, LINE_BYTES + 1, 'xxxx'],
      [2, 4, 'next'],
    ]);
  }
});

test('encodings are told by BOM or NULs, not by a stray NUL', () => {
  expect(encodingOf(ascii('\xff\xfea\0'))).toEqual({ encoding: 'utf-16le', bom: 2 });
  expect(encodingOf(ascii('\xfe\xff\0a'))).toEqual({ encoding: 'utf-16be', bom: 2 });
  expect(encodingOf(ascii('\xef\xbb\xbfa'))).toEqual({ encoding: 'utf-8', bom: 3 });
  expect(encodingOf(ascii('a\0b\0c\0d\0'))).toEqual({ encoding: 'utf-16le', bom: 0 });
  expect(encodingOf(ascii('\0a\0b\0c\0d'))).toEqual({ encoding: 'utf-16be', bom: 0 });
  expect(encodingOf(ascii('ab\0cdefg'))).toEqual({ encoding: 'utf-8', bom: 0 });
  expect(encodingOf(new Uint8Array(64))).toEqual({ encoding: 'utf-8', bom: 0 });
  expect(encodingOf(new Uint8Array(0))).toEqual({ encoding: 'utf-8', bom: 0 });
  expect(decodeText(headText(utf16('v=0 and more', false, true)), 0, 12)).toBe('v=0 and more');
});

test('nextLineFeed finds what a byte loop finds, at any alignment', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 80 }).map((a) => a.map((b) => (b % 5 === 0 ? 10 : b % 7 === 0 ? 0x8a : b))),
      fc.nat(7),
      fc.nat(90),
      (content, offset, from) => {
        const bytes = new Uint8Array(content.length + offset + 5).subarray(offset, offset + content.length);
        bytes.set(content);
        const start = Math.min(from, bytes.length);
        const plain = bytes.indexOf(10, start);
        const found = nextLineFeed(bytes, wordsOf(bytes), start, bytes.length);
        expect(found).toBe(plain < 0 ? bytes.length : plain);
        expect(contentEnd(bytes, start, found)).toBeLessThanOrEqual(found);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});
