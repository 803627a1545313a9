import type { Fact, FactKind, FactOf } from '../../src/facts.ts';
import type { Parser } from '../../src/parser.ts';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** All facts of one input. The chunk buffer is overwritten after every push, as callers do. */
export function run(parser: Parser, input: string | Uint8Array, size = Number.POSITIVE_INFINITY): Fact[] {
  const bytes = typeof input === 'string' ? encode(input) : input;
  const facts: Fact[] = [];
  const parse = parser.open('trace', (fact) => facts.push(fact));
  const step = Math.min(size, Math.max(1, bytes.length));
  const buffer = new Uint8Array(step);
  for (let at = 0; at < bytes.length; at += step) {
    const piece = bytes.subarray(at, at + step);
    buffer.set(piece);
    parse.push(buffer.subarray(0, piece.length));
    buffer.fill(0x58);
  }
  parse.end();
  return facts;
}

export const of = <K extends FactKind>(facts: readonly Fact[], kind: K): FactOf<K>[] =>
  facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
