/** Facts of one text of Unix commands, and laws that hold for each form. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import machineText from '../../../parsers/machine-text.ts';
import type { Fact, FactKind } from '../../../src/facts.ts';
import { run } from '../run.ts';

/** Without the summary and without the keys that are undefined. */
export const facts = (text: string): Fact[] =>
  (JSON.parse(JSON.stringify(run(machineText, text))) as Fact[]).filter((fact) => fact.kind !== 'source.summary');

export const at = (line: number): { source: string; line: number } => ({ source: 'trace', line });

/** Damage of a text, as line and words. */
export const damage = (text: string): unknown[] =>
  facts(text).flatMap((fact) => (fact.kind === 'input.malformed' ? [[fact.at, fact.detail]] : []));

export const good = (text: string): Fact[] => facts(text).filter((fact) => fact.kind !== 'input.malformed');

const key = (fact: Fact): string => JSON.stringify(fact);

/**
 * What every form keeps to: nothing throws; a prompt before it, a blank line behind it and lost indentation change
 * nothing but line numbers; cut at a line or damaged in one, what stood complete before is kept.
 * @param whole kinds that are emitted only when all their lines were read: of these, facts before the damage
 */
export function lawsOf(name: string, text: string, options: { readonly indented?: boolean } = {}): void {
  const lines = text.split('\n');
  const all = good(text);

  test(`${name}: a prompt and other text around it`, () => {
    const shifted = all.map((fact) =>
      JSON.stringify(fact).replace(/"line":(\d+)/g, (_, n) => `"line":${Number(n) + 2}`),
    );
    expect(good(`Dear help desk,\n\n${text}\n\nanna@pc:~$ uptime\nRegards`).map(key)).toEqual(shifted);
    expect(good(text.replaceAll('\n', '\r\n')).map(key)).toEqual(all.map(key));
  });

  if (options.indented !== false)
    test(`${name}: indentation lost`, () => {
      expect(good(lines.map((line) => line.trimStart()).join('\n')).map(key)).toEqual(all.map(key));
    });

  /** Facts that begin above this line and whose successor does too: their own lines are complete. */
  const before = (line: number): string[] =>
    all
      .filter((fact, n) => {
        const next = all.slice(n + 1).find((f) => f.kind === fact.kind);
        return lineOf(fact) < line && next !== undefined && lineOf(next) <= line;
      })
      .map(key);

  test(`${name}: cut at any character, nothing throws and facts above stay`, () => {
    for (let cut = 1; cut <= lines.length; cut++) {
      const kept = new Set(good(lines.slice(0, cut).join('\n')).map(key));
      expect(before(cut).filter((fact) => !kept.has(fact))).toEqual([]);
    }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (cut) => {
        const line = text.slice(0, cut).split('\n').length;
        const kept = new Set(good(text.slice(0, cut)).map(key));
        expect(before(line - 1).filter((fact) => !kept.has(fact))).toEqual([]);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test(`${name}: one line damaged, facts above stay`, () => {
    fc.assert(
      fc.property(fc.nat({ max: lines.length - 1 }), fc.string({ maxLength: 60, unit: 'grapheme' }), (n, odd) => {
        const changed = lines.slice();
        changed[n] = odd.replaceAll(/[\r\n\u2028\u2029]/g, ' ');
        const kept = new Set(good(changed.join('\n')).map(key));
        expect(before(n).filter((fact) => !kept.has(fact))).toEqual([]);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
}

const lineOf = (fact: Fact): number => ('line' in fact.at ? fact.at.line : 0);

/** How many facts of each kind. */
export function kinds(text: string): Partial<Record<FactKind, number>> {
  const counts: Partial<Record<FactKind, number>> = {};
  for (const fact of facts(text)) counts[fact.kind] = (counts[fact.kind] ?? 0) + 1;
  return counts;
}
