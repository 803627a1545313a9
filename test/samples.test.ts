import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnalyzeOptions } from '../src/analyze.ts';
import { csv } from '../src/format/csv.ts';
import { html } from '../src/format/html.ts';
import { json } from '../src/format/json.ts';
import { markdown } from '../src/format/markdown.ts';
import { ndjson } from '../src/format/ndjson.ts';
import { sarif } from '../src/format/sarif.ts';
import { text } from '../src/format/text.ts';
import { readProfile, siteOf } from '../src/profile.ts';
import { NO_SITE } from '../src/site.ts';
import { report } from './analyze-bytes.ts';
import { SAMPLES, sampleFiles, sampleNames } from './sample-files.ts';

/** Golden reports; beside the inputs they would be read as inputs. `npm run update` writes them. */
const EXPECTED = join(SAMPLES, 'expected');
/** Samples where all is as it should be: the guard against false alarms. */
const HEALTHY = ['healthy-split-tunnel', 'office-lan'];

describe.each(sampleNames)('%s', (sample) => {
  test('still gives its report', async () => {
    const result = report(sampleFiles(sample));
    await expect(json(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.json`));
    await expect(text(result, { color: false, width: 80 })).toMatchFileSnapshot(join(EXPECTED, `${sample}.txt`));
    await expect(markdown(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.md`));
    await expect(csv(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.csv`));
    await expect(html(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.html`));
    await expect(ndjson(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.ndjson`));
    await expect(sarif(result)).toMatchFileSnapshot(join(EXPECTED, `${sample}.sarif`));
  });

  test('gives the same report in chunks of 7 bytes and in the opposite order of files', () => {
    const files = sampleFiles(sample);
    const expected = json(report(files));
    expect(json(report(files, {}, 7))).toBe(expected);
    expect(json(report([...files].reverse()))).toBe(expected);
  });
});

test.each(HEALTHY)('%s yields no error and no warning', (sample) => {
  expect(existsSync(join(SAMPLES, sample))).toBe(true);
  const found = report(sampleFiles(sample)).findings.filter((f) => f.severity !== 'note');
  expect(found).toEqual([]);
});

test('a full tunnel is no fault where the site’s profile says that it is meant so', () => {
  const name = 'full-tunnel.site.yaml';
  const profile = readProfile(readFileSync(join(SAMPLES, name), 'utf8'), name, new Set());
  const found = (options: AnalyzeOptions): string[] =>
    report(sampleFiles('full-tunnel'), options).findings.map((f) => `${f.severity} ${f.rule}`);
  expect(found({ site: siteOf(profile, NO_SITE) })).toEqual([]);
  expect(found({})).toEqual([
    'warning vpn-full-tunnel',
    'warning ice-tunnel-candidate',
    'warning ice-tunnel-selected',
    'note sign-in-inside-through-tunnel',
    'note ice-relay-via-tunnel',
  ]);
});

test('the rotated log tells the same calls and findings as the whole one', () => {
  const whole = report(sampleFiles('globalprotect-incident').filter((f) => f.name.endsWith('.UccApilog')));
  const rotated = report(sampleFiles('rotated-log'));
  expect(rotated.calls).toEqual(whole.calls);
  expect(rotated.findings.map((f) => [f.rule, f.subject])).toEqual(whole.findings.map((f) => [f.rule, f.subject]));
});
