import { describe, expect, test } from 'vitest';
import rule from '../../rules/appshare-reinvite-failed.ts';
import candidateRule from '../../rules/ice-tunnel-candidate.ts';
import type { SipMessage } from '../../src/facts.ts';
import {
  answer,
  bye,
  CALL,
  check,
  checkAll,
  clear,
  diagnostic,
  finding,
  found,
  invite,
  media,
  onLine,
  sdp,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
} from '../facts.ts';

const LEFT = diagnostic(52049, {
  reason: 'Leaving app sharing because re-invite failed',
  params: { usertype: 'Callee', mediatype: 'applicationsharing-video' },
  media: { layout: 'C', writer: 'Callee', mediaType: 'applicationsharing-video', keys: {} },
});
const EXCERPT = 'ms-client-diagnostics: 52049; reason="Leaving app sharing because re-invite failed"';
const KEEP_OUT =
  'If the client moves between tunnel and Internet during the meeting, keep its media outside the tunnel.';
const sharing = (more: Parameters<typeof sipMessage>[0] = {}): SipMessage =>
  sipMessage({ sdp: sdp([media(['TCP-ACT 192.168.1.34:50040 host'], { media: 'applicationsharing' })]), ...more });
const up = [sharing({ line: 10 }), answer(200, 'OK', { line: 20 })];
const reinvite = (more: Parameters<typeof sipMessage>[0] = {}) =>
  sharing({ line: 50, clock: '09:25:00', cseq: 2, toTag: 'b', ...more });
const left = bye({ clock: '09:25:11', diagnostics: [LEFT] });

describe('fires', () => {
  test('naming the re-INVITE and its answer', () => {
    const refused = answer(504, 'Server time-out', {
      line: 60,
      clock: '09:25:10',
      cseq: 2,
      diagnostics: [
        diagnostic(1007, { header: 'ms-diagnostics', reason: 'Temporarily cannot route', direction: 'received' }),
      ],
    });
    expect(check(rule, [...up, reinvite(), refused, left])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            'Application sharing was left (52049) because the re-INVITE of 09:25:00 was answered 504 Server time-out (1007: Temporarily cannot route).',
          subject: CALL,
          noticed: 'Application sharing stopped at 09:25:11.',
          evidence: [
            onLine(50, '09:25:00', 'INVITE sent'),
            onLine(60, '09:25:10', '504 Server time-out (INVITE) received'),
            onLine(60, '09:25:10', 'ms-diagnostics: 1007; reason="Temporarily cannot route"'),
            onLine(300, '09:25:11', EXCERPT),
          ],
          fix: [
            'Find why the conferencing server did not answer the re-INVITE in time: its path to this client, and its own diagnostics.',
            KEEP_OUT,
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('without the answer in the input', () => {
    expect(check(rule, [diagnostic(52049, { line: 7, clock: null, excerpt: EXCERPT })])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            'Application sharing was left because its re-INVITE failed (52049); the answer to it is not in this input.',
          subject: '52049',
          noticed: 'Application sharing stopped at an unknown time.',
          evidence: [onLine(7, null, EXCERPT)],
          fix: [
            'Compare the two session descriptions of the re-INVITE: media, encryption level and candidates that the other side refused.',
            KEEP_OUT,
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
});

describe('does not blame', () => {
  const blamed = (...messages: SipMessage[]) => check(rule, [...messages, left]).findings.map((f) => f.message);
  const NOT_SEEN = [
    'Application sharing was left because its re-INVITE failed (52049); the answer to it is not in this input.',
  ];

  test('a first INVITE that was refused and repeated', () => {
    const again = [sharing({ line: 25, cseq: 2 }), answer(200, 'OK', { line: 30, cseq: 2 })];
    expect(blamed(sharing({ line: 10 }), answer(488, 'Not Acceptable Here', { line: 20 }), ...again)).toEqual(NOT_SEEN);
  });

  test.each([
    ['a challenge', 407],
    ['a cancellation', 487],
  ])('%s', (_, status) => {
    expect(blamed(...up, reinvite(), answer(status, 'x', { line: 60, cseq: 2 }))).toEqual(NOT_SEEN);
  });

  test('an answer that came after the sharing was left', () => {
    expect(blamed(...up, reinvite(), answer(488, 'x', { line: 400, clock: '09:26:00', cseq: 2 }))).toEqual(NOT_SEEN);
  });
});

describe('stays silent', () => {
  test('when the sharer had stopped before: its BYE crossed the re-INVITE', () => {
    const gone = answer(481, 'Call Leg/Transaction Does Not Exist', { line: 60, clock: '09:25:10', cseq: 2 });
    const stopped = bye({ line: 40, clock: '09:24:59', direction: 'received', cseq: 9 });
    expect(check(rule, [...up, stopped, reinvite(), gone, left])).toEqual(clear(rule));
    // The other side's BYE behind the leaving is its answer to it.
    const late = bye({ line: 400, clock: '09:25:12', direction: 'received', cseq: 9 });
    expect(check(rule, [...up, reinvite(), gone, left, late]).findings).toHaveLength(1);
  });
  test('with other codes of the client', () => {
    expect(check(rule, [...up, bye({ diagnostics: [diagnostic(51004), diagnostic(52094)] })])).toEqual(clear(rule));
  });
});

test('skipped without diagnostics', () => {
  expect(check(rule, [...up])).toEqual(skipped(rule, 'a client log with diagnostics headers'));
});

test('a tunnel candidate that no call failed over is no explanation', () => {
  const offered = invite([`UDP ${TUNNEL}:50020 host`], { line: 10 });
  const report = checkAll(
    [rule, candidateRule],
    [...splitTunnel(), offered, answer(200, 'OK', { line: 20 }), bye({ diagnostics: [LEFT] })],
  );
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
    ['appshare-reinvite-failed', 'error', []],
    ['ice-tunnel-candidate', 'note', []],
  ]);
});
