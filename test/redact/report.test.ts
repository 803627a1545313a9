/** What a redacted report must not take for anybody's: the program's own words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { labelStyle } from '../../src/redact/label-style.ts';
import { Pseudonyms } from '../../src/redact/pseudonyms.ts';
import { labelsOf, redactReport } from '../../src/redact/report.ts';
import { scanner } from '../../src/redact/scan.ts';
import type { Report } from '../../src/report.ts';

const EXPECTED = join(import.meta.dirname, '..', '..', 'samples', 'expected');
const samples = readdirSync(EXPECTED).filter((f) => f.endsWith('.json'));
const read = (file: string): Report => JSON.parse(readFileSync(join(EXPECTED, file), 'utf8')) as Report;

test.each(rules.map((r) => [r.id, r] as const))('%s: its own words stay', (_, rule) => {
  const names = new Pseudonyms();
  const scan = scanner(names, labelStyle(names, new Set()));
  for (const text of [rule.title, rule.verify]) expect(scan.line(text)).toBe(text);
});

describe.each(samples)('%s', (file) => {
  const report = read(file);

  test('what is missing is told in the same words', () => {
    const told = (r: Report) => r.outcomes.map((o) => (o.outcome === 'skipped' ? o.missing : undefined));
    expect(told(redactReport(report))).toEqual(told(report));
  });

  test('nobody’s name is a word of the sentences around it', () => {
    const labels = labelsOf(report);
    const words = ['the VPN’s routes', 'this PC’s address', 'SfB’s servers', 'Domain and Application', 'Split Tunnel'];
    expect(words.map((w) => labels.of(w))).toEqual(words);
  });
});
