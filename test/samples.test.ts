import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json } from '../src/format/json.ts';
import { text } from '../src/format/text.ts';
import { type NamedBytes, report } from './analyze-bytes.ts';

const SAMPLES = join(import.meta.dirname, '..', 'samples');
/** Golden reports; beside the inputs they would be read as inputs. `npm run update` writes them. */
const EXPECTED = join(SAMPLES, 'expected');
/** Samples where all is as it should be: the guard against false alarms. */
const HEALTHY = ['healthy-split-tunnel', 'office-lan'];

const samples = readdirSync(SAMPLES, { withFileTypes: true })
  .filter((e) => e.isDirectory() && e.name !== 'make' && e.name !== 'expected')
  .map((e) => e.name)
  .sort();

function inputs(sample: string): NamedBytes[] {
  return readdirSync(join(SAMPLES, sample))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(SAMPLES, sample, name)) }));
}

describe.each(samples)('%s', (sample) => {
  test('still gives its report', async () => {
    const result = report(inputs(sample));
    await expect(json(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.json`));
    await expect(text(result, { color: false, width: 100 })).toMatchFileSnapshot(join(EXPECTED, `${sample}.txt`));
  });

  test('gives the same report in chunks of 7 bytes and in the opposite order of files', () => {
    const files = inputs(sample);
    const expected = json(report(files));
    expect(json(report(files, {}, 7))).toBe(expected);
    expect(json(report([...files].reverse()))).toBe(expected);
  });
});

test.each(HEALTHY)('%s yields no error and no warning', (sample) => {
  expect(existsSync(join(SAMPLES, sample))).toBe(true);
  const found = report(inputs(sample)).findings.filter((f) => f.severity !== 'note');
  expect(found).toEqual([]);
});

test('the rotated log tells the same calls and findings as the whole one', () => {
  const whole = report(inputs('globalprotect-incident').filter((f) => f.name.endsWith('log')));
  const rotated = report(inputs('rotated-log'));
  expect(rotated.calls).toEqual(whole.calls);
  expect(rotated.findings.map((f) => [f.rule, f.subject])).toEqual(whole.findings.map((f) => [f.rule, f.subject]));
});
