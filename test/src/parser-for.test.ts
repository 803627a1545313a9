import { expect, test } from 'vitest';
import { parsers } from '../../parsers/index.ts';
import type { OpenInput } from '../../src/open.ts';
import type { Parser } from '../../src/parser.ts';
import { parserFor } from '../../src/run.ts';

const input = { head: Uint8Array.of(0x61) } as OpenInput;
const parser = (id: string, sure: number, surest?: number): Parser => ({
  id,
  title: id,
  ...(surest === undefined ? {} : { surest }),
  sniff: () => sure,
  open: () => ({ push() {}, end() {} }),
});
const chosen = (...all: readonly Parser[]): string | undefined => parserFor(all, input, 'x')?.id;

test('the surest of the parsers takes an input, of equals the first', () => {
  expect(chosen(parser('a', 0.5), parser('b', 0.9), parser('c', 0.9))).toBe('b');
  expect(chosen(parser('a', 0.3), parser('b', 0))).toBeUndefined();
});

test('a parser whose look is dear is asked where it may be the surest, and only there', () => {
  const dear = parser('dear', 0.45, 0.45);
  expect(chosen(dear, parser('a', 0.4))).toBe('dear');
  const never: Parser = {
    ...dear,
    sniff: () => {
      throw new Error('was asked');
    },
  };
  expect(chosen(never, parser('a', 0.5))).toBe('a');
});

test('no parser is surer than it says', () => {
  const text = new TextEncoder().encode(
    'Windows IP Configuration\r\n\r\n   Host Name . . . . . . . . . . . . : PC-17\r\n',
  );
  for (const p of parsers) expect(p.sniff(text, 'ipconfig.txt')).toBeLessThanOrEqual(p.surest ?? 1);
});
