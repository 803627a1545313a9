import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { areaOf, areasOf } from '../../src/areas.ts';
import type { Outcome } from '../../src/report.ts';
import { finding } from '../format/report.ts';

test('every rule has an area, but the one about the input itself', () => {
  expect(rules.filter((r) => areaOf(r.id) === undefined).map((r) => r.id)).toEqual(['input-damaged']);
});

test('the longest beginning decides', () => {
  expect(
    ['media-connectivity-failed', 'media-in-tunnel', 'ice-checks-failed', 'ice-no-relay', 'iced-tea'].map(areaOf),
  ).toEqual(['media', 'tunnel', 'media', 'candidates', undefined]);
});

describe('state', () => {
  const outcomes = (outcome: 'found' | 'clear' | 'skipped'): Outcome[] => [
    outcome === 'skipped' ? { rule: 'dns-a', outcome, missing: ['x'] } : { rule: 'dns-a', outcome },
    { rule: 'dns-b', outcome: 'skipped', missing: ['x'] },
  ];
  const dns = (over: Partial<Parameters<typeof finding>[0]> = {}) =>
    finding({ rule: 'dns-a', fingerprint: 'a', ...over });
  const line = { area: 'DNS', checked: 1, rules: 2 };

  test.each([
    ['wrong with an error', [dns()], 'found', { ...line, state: 'wrong', findings: ['a'] }],
    [
      'doubtful with a warning',
      [dns({ severity: 'warning' })],
      'found',
      { ...line, state: 'doubtful', findings: ['a'] },
    ],
    [
      'doubtful with a possible error',
      [dns({ confidence: 'possible' })],
      'found',
      { ...line, state: 'doubtful', findings: ['a'] },
    ],
    ['fine with a note', [dns({ severity: 'note' })], 'found', { ...line, state: 'fine', findings: [] }],
    [
      'fine with an accepted error',
      [dns({ accepted: { reason: 'known' } })],
      'found',
      { ...line, state: 'fine', findings: [] },
    ],
    ['fine where absence was proven', [], 'clear', { ...line, state: 'fine', findings: [] }],
    ['not seen where no rule could look', [], 'skipped', { ...line, checked: 0, state: 'not seen', findings: [] }],
  ] as const)('%s', (_what, findings, outcome, expected) => {
    expect(areasOf(findings, outcomes(outcome))).toEqual([expected]);
  });
});
