import { describe, expect, test } from 'vitest';
import { compare } from '../../src/compare.ts';
import type { Finding, Outcome, Report } from '../../src/report.ts';
import { EMPTY, finding } from '../format/report.ts';

const report = (findings: readonly Finding[], outcomes: readonly Outcome[] = []): Report => ({
  ...EMPTY,
  findings,
  outcomes,
});
const dns = finding({ rule: 'dns-internal-answer', fingerprint: 'dns' });
const call = finding({ rule: 'media-connectivity-failed', fingerprint: 'call-1', subject: 'call 1' });
const again = finding({
  rule: 'media-connectivity-failed',
  fingerprint: 'call-2',
  subject: 'call 2',
  severity: 'warning',
});
const edge = finding({ rule: 'edge-unreachable', fingerprint: 'edge' });
const mtu = finding({ rule: 'mtu-blackhole', fingerprint: 'mtu' });
const leak = finding({ rule: 'leak-internal-address', fingerprint: 'leak' });

const before = report([dns, call, edge, mtu]);
const after = report(
  [again, leak],
  [
    { rule: 'dns-internal-answer', outcome: 'clear' },
    { rule: 'edge-unreachable', outcome: 'skipped', missing: ['a capture'] },
    { rule: 'media-connectivity-failed', outcome: 'found' },
  ],
);

describe('compare', () => {
  test('fixed only where the second report looked', () => {
    expect(compare(before, after)).toEqual({
      schema: 1,
      added: [leak],
      same: [{ before: call, after: again }],
      fixed: [dns],
      unknown: [
        { finding: edge, missing: ['a capture'] },
        { finding: mtu, missing: ['the rule was not run'] },
      ],
    });
  });

  test('a part of the input proves nothing fixed', () => {
    const part: Report = { ...after, outcomes: [{ rule: 'dns-internal-answer', outcome: 'found' }], partial: true };
    expect(compare(report([dns]), part).unknown).toEqual([{ finding: dns, missing: ['the rest of the input'] }]);
    expect(compare(report([dns]), { ...part, partial: undefined as never }).fixed).toEqual([dns]);
  });

  test('a report and itself', () => {
    expect(compare(before, before)).toEqual({
      schema: 1,
      added: [],
      same: before.findings.map((f) => ({ before: f, after: f })),
      fixed: [],
      unknown: [],
    });
  });

  test('each finding is matched once', () => {
    expect(compare(report([call]), report([again, call])).added).toEqual([again]);
    expect(compare(report([call, again]), report([call], [{ rule: call.rule, outcome: 'found' }])).fixed).toEqual([
      again,
    ]);
  });
});
