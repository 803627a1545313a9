import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report.ts';
import { type NamedBytes, report } from '../analyze-bytes.ts';
import { redacted } from './kit.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');

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

/** What has to be the same before and after. */
const essence = (r: Report) => ({
  findings: r.findings.map((f) => [
    f.rule,
    f.severity,
    f.confidence,
    f.evidenceTotal,
    f.evidence.map((e) => [e.source, e.line ?? e.frame, e.time]),
    f.cause,
  ]),
  outcomes: r.outcomes,
  hosts: r.host.addresses.map((a) => [a.class, a.confidence]),
  calls: r.calls.map((c) => [c.start, c.direction, c.result, c.localCandidates.length, c.remoteCandidates.length]),
  signIns: r.signIns.map((s) => [s.start, s.result, s.way]),
  areas: r.areas.map((a) => [a.area, a.state]),
  read: r.read,
});

describe.each(samples)('%s', (sample) => {
  const before = inputs(sample);
  const after = redacted(before);
  if (process.env.REDACT_OUT)
    for (const { name, bytes } of after) {
      const file = join(process.env.REDACT_OUT, sample, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }

  test('keeps names and lengths', () => {
    expect(after.map((f) => [f.name, f.bytes.length])).toEqual(before.map((f) => [f.name, f.bytes.length]));
  });

  test('gives the same findings', () => {
    expect(essence(report(after))).toEqual(essence(report(before)));
  });

  test('gives the same bytes in pieces of any size', () => {
    expect(redacted(before, 701)).toEqual(after);
  });
});
