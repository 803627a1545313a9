import { expect, test } from 'vitest';
import rule from '../../rules/input-damaged.ts';
import { check, clear, finding, found, LOG, malformed, onLine, skipped, summary } from '../facts.ts';

const FIX = 'If the findings do not fit what happened, collect this file again: the damaged part may hold the cause.';

test('fires once a source, with each damaged place', () => {
  const other = 'old.UccApilog';
  const damage = [
    malformed({ line: 812, clock: '09:21:00' }),
    malformed({ line: 40, clock: null, reason: 'limit', detail: 'a line of more than 1 MiB' }),
    malformed({ line: 9, source: other, clock: null, reason: 'bad-syntax', detail: 'no record begins here' }),
  ];
  expect(check(rule, damage)).toEqual({
    findings: [
      finding(rule, {
        severity: 'note',
        confidence: 'certain',
        message: `${LOG}: 2 damaged places, the first: a line of more than 1 MiB. What stands before and after was read.`,
        subject: LOG,
        evidence: [
          onLine(40, null, 'limit: a line of more than 1 MiB'),
          onLine(812, '09:21:00', 'truncated: the file ends within a message'),
        ],
        fix: [FIX],
      }),
      finding(rule, {
        severity: 'note',
        confidence: 'certain',
        message: `${other}: 1 damaged place, the first: no record begins here. What stands before and after was read.`,
        subject: other,
        evidence: [onLine(9, null, 'bad-syntax: no record begins here', other)],
        fix: [FIX],
      }),
    ],
    outcome: found(rule),
  });
});

test('clear when everything was read', () => {
  expect(check(rule, [summary(LOG)])).toEqual(clear(rule));
});

test('skipped without an input', () => {
  expect(check(rule, [])).toEqual(skipped(rule, 'an input'));
});
