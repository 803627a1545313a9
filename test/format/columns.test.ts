/** The text report within 80 columns, in every sample. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callsText } from '../../src/format/calls.ts';
import { ladderText } from '../../src/format/ladder.ts';
import { text } from '../../src/format/text.ts';
import { ladderOf } from '../../src/ladder.ts';
import { incident, type NamedBytes, report } from '../analyze-bytes.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');
const inputs = (sample: string): NamedBytes[] =>
  readdirSync(join(SAMPLES, sample), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => ({ name: e.name, bytes: readFileSync(join(e.parentPath, e.name)) }));
const samples = readdirSync(SAMPLES, { withFileTypes: true })
  .filter((e) => e.isDirectory() && !['make', 'expected'].includes(e.name))
  .map((e) => e.name);

/** Lines that are longer than they have to be: more than one word, and not a setting to be pasted whole. */
const tooWide = (shown: string, width: number, whole: ReadonlySet<string>): string[] =>
  shown
    .split('\n')
    .filter((line) => [...line].length > width && /\S {1,2}\S/.test(line.trim()) && !whole.has(line.trim()));

describe.each(samples)('%s', (sample) => {
  const all = report(inputs(sample));
  const settings = new Set(all.configuration.flatMap((b) => b.lines.map((l) => l.text.trim())));

  test.each([60, 80, 100])('%d columns', (width) => {
    for (const verbose of [false, true])
      expect(tooWide(text(all, { color: false, width, verbose }), width, settings)).toEqual([]);
  });

  test('with colour, no column more', () => {
    const plain = text(all, { color: false, width: 80 });
    expect(text(all, { color: true, width: 80 }).replace(/\u001b\[[0-9;]*m/g, '')).toBe(plain);
  });

  test('ladders', () => {
    const known = incident(inputs(sample));
    for (const call of known.calls) expect(tooWide(ladderText(ladderOf(call, known)), 80, new Set())).toEqual([]);
  });

  test('calls: columns, no blanks at line ends', () => {
    expect(callsText(all, { color: false })).not.toMatch(/ $/m);
  });
});
