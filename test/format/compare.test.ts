import { expect, test } from 'vitest';
import { compare } from '../../src/compare.ts';
import { compareText } from '../../src/format/compare.ts';
import type { Finding, Outcome, Report } from '../../src/report.ts';
import { EMPTY, finding } from './report.ts';

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

test('as text', () => {
  expect(compareText(compare(before, after), { color: false })).toMatchInlineSnapshot(`
    "1 fixed, 1 new, 1 the same, 2 not to be told

    new      error  certain  leak-internal-address
             Something happened to 10.60.4.21.
    same     warning  certain  media-connectivity-failed
             Something happened to 10.60.4.21. (was error)
    fixed    error  certain  dns-internal-answer
             Something happened to 10.60.4.21.
    unknown  error  certain  edge-unreachable
             Something happened to 10.60.4.21. The second report could not show it:
             a capture.
    unknown  error  certain  mtu-blackhole
             Something happened to 10.60.4.21. The second report could not show it:
             the rule was not run.
    "
  `);
  expect(
    compareText(compare(report([dns]), report([], [{ rule: dns.rule, outcome: 'clear' }])), { color: false }),
  ).toMatchInlineSnapshot(`
    "1 fixed, 0 new, 0 the same

    fixed    error  certain  dns-internal-answer
             Something happened to 10.60.4.21.

    All of it is gone: 1 finding.
    "
  `);
});
