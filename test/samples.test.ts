import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { csv } from '../src/format/csv.ts';
import { json } from '../src/format/json.ts';
import { markdown } from '../src/format/markdown.ts';
import { ndjson } from '../src/format/ndjson.ts';
import { sarif } from '../src/format/sarif.ts';
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
  const folder = join(SAMPLES, sample);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

describe.each(samples)('%s', (sample) => {
  test('still gives its report', async () => {
    const result = report(inputs(sample));
    await expect(json(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.json`));
    await expect(text(result, { color: false, width: 80 })).toMatchFileSnapshot(join(EXPECTED, `${sample}.txt`));
    await expect(markdown(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.md`));
    await expect(csv(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.csv`));
    await expect(ndjson(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.ndjson`));
    await expect(sarif(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.sarif`));
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
