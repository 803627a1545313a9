/** Accepted findings: what they cover, when they lapse, and that they count for nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fits, newest, withAccepted } from '../../src/accepted.ts';
import { defineRule } from '../../src/rule.ts';
import { NO_SITE } from '../../src/site.ts';
import { verdict } from '../../src/verdict.ts';
import { at, checkAll, finding, onLine, summary } from '../facts.ts';

const rule = defineRule({
  id: 'ice-tunnel-candidate',
  title: 'A tunnel address is offered',
  severity: 'error',
  owner: 'vpn',
  needs: [],
  verify: 'Look again.',
  *check() {
    yield {
      message: '172.27.3.18 is offered.',
      subject: '172.27.3.18',
      about: [],
      evidence: [onLine(1, '09:20:00', 'x')],
      fix: ['Do it.'],
    };
    return 'clear';
  },
});
const found = (subjects: readonly string[]) =>
  finding(rule, {
    severity: 'error',
    confidence: 'certain',
    message: 'It is so.',
    subject: subjects[0]!,
    subjects,
    evidence: [onLine(1, '09:20:00', 'x')],
    fix: ['Do it.'],
  });
const accept = (more: object = {}) => ({ rule: rule.id, reason: 'by design', ...more });
const day = Date.parse('2026-03-02T12:00:00Z');

describe('subject patterns', () => {
  test.each([
    ['172.27.3.18', '172.27.3.18', true],
    ['172.27.3.18', '172.27.3.1', false],
    ['172.27.*', '172.27.3.18', true],
    ['172.27.*', '10.172.27.1', false],
    ['*:5061', '10.60.4.21:5061', true],
    ['SIP.*.com', 'sip.contoso.com', true],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['', '', true],
    ['.', 'x', false],
  ])('%s %s: %s', (pattern, text, expected) => expect(fits(pattern, text)).toBe(expected));
  test('as a regular expression would', () => {
    const word = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 8 }).map((x) => x.join(''));
    fc.assert(
      fc.property(word, word, (pattern, text) => {
        expect(fits(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '[^]*')}$`).test(text));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('what is accepted', () => {
  const accepted = (
    list: readonly ReturnType<typeof accept>[],
    subjects = ['172.27.3.18'],
    now: number | undefined = day,
  ) => withAccepted([found(subjects)], list, now)[0]!;
  test('by rule, subject and date', () => {
    expect(accepted([accept()]).accepted).toEqual({ reason: 'by design' });
    expect(accepted([accept({ subject: '172.27.*', until: '2026-03-02' })]).accepted).toEqual({
      reason: 'by design',
      until: '2026-03-02',
    });
    expect(accepted([accept({ rule: 'leak-internal-address' })])).toEqual(found(['172.27.3.18']));
    expect(accepted([accept({ subject: '172.28.*' })])).toEqual(found(['172.27.3.18']));
  });
  test('a new subject among those that are known is news', () => {
    expect(accepted([accept({ subject: '172.27.*' })], ['172.27.3.18', '10.8.0.7']).accepted).toBeUndefined();
  });
  test('past its last day it counts again, and says so; so it does when the input has no time', () => {
    expect(accepted([accept({ until: '2026-03-01' })])).toEqual({
      ...found(['172.27.3.18']),
      message: 'It is so. It was accepted until 2026-03-01 (by design): that is over.',
    });
    const timeless = withAccepted([found(['172.27.3.18'])], [accept({ until: '2026-03-01' })], undefined)[0]!;
    expect(timeless.message).toBe(
      'It is so. It was accepted until 2026-03-01 (by design): the input has no time to compare that with, give --as-of.',
    );
    expect(timeless.accepted).toBeUndefined();
    expect(accepted([accept({ until: '2026-03-01' }), accept({ until: '2026-12-31' })]).accepted?.until).toBe(
      '2026-12-31',
    );
  });
  test('accepted ones go behind the others', () => {
    const both = [found(['172.27.3.18']), found(['10.8.0.7'])];
    expect(withAccepted(both, [accept({ subject: '172.*' })], day).map((f) => f.subject)).toEqual([
      '10.8.0.7',
      '172.27.3.18',
    ]);
  });
});

test('the newest time: a log by its offset, a capture as it is, nothing for texts', () => {
  const log = summary('a.UccApilog', { last: at('10:00:00') });
  const capture = summary('b.pcapng', { first: at('08:00:00') });
  expect(newest([log, capture], () => -3_600_000)).toBe(at('09:00:00'));
  expect(newest([log, capture], () => undefined)).toBe(at('10:00:00'));
  expect(newest([summary('c.txt', { clock: 'none' })], () => undefined)).toBeUndefined();
});

test('in a report: no verdict, and --as-of goes before the input’s time', () => {
  const site = { ...NO_SITE, accepted: [accept({ until: '2026-03-02' })] };
  const log = summary('client.UccApilog', { first: at('09:00:00'), last: at('09:30:00') });
  const report = (asOf?: number) => checkAll([rule], [log], { site, asOf });
  expect(report().findings.map((f) => f.accepted)).toEqual([{ reason: 'by design', until: '2026-03-02' }]);
  expect(verdict(report())).toBeUndefined();
  const later = report(Date.parse('2026-03-03T00:00:00Z'));
  expect(later.findings.map((f) => f.accepted)).toEqual([undefined]);
  expect(verdict(later)?.why).toBe(
    '172.27.3.18 is offered. It was accepted until 2026-03-02 (by design): that is over.',
  );
});
