import { describe, expect, test } from 'vitest';
import candidateRule from '../../rules/ice-tunnel-candidate.ts';
import rule from '../../rules/media-connectivity-failed.ts';
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
  onLine,
  skipped,
  splitTunnel,
  TUNNEL,
} from '../facts.ts';

const REMOTE = 'Call failed to establish due to a media connectivity failure when both endpoints are remote';
const up = [
  invite([`UDP ${TUNNEL}:50020 host`], { line: 10, clock: '09:22:10' }),
  answer(200, 'OK', { clock: '09:22:20' }),
];
const OPEN_EDGE =
  'Open UDP 3478 and TCP 443 from both clients to the A/V Edge, and let the Edge reach its own public addresses (hairpin); look for a tunnel candidate (rule ice-tunnel-candidate).';

describe('fires', () => {
  test('whoever wrote the header', () => {
    const failed = bye({
      clock: '09:22:40',
      diagnostics: [
        diagnostic(24, { reason: REMOTE }),
        diagnostic(24, { header: 'ms-diagnostics', server: 'mediationServer.contoso.com', reason: REMOTE }),
      ],
    });
    expect(check(rule, [...up, failed])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            'The outgoing audio call of 09:22:10 failed with 24 (media connectivity failure when both endpoints are remote), as this client and mediationServer.contoso.com reported.',
          subject: '24',
          subjects: ['24', CALL],
          noticed: 'The outgoing audio call of 09:22:10 failed (24: no path for its media).',
          evidence: [
            onLine(300, '09:22:40', `ms-client-diagnostics: 24; reason="${REMOTE}"`),
            onLine(300, '09:22:40', `ms-diagnostics: 24; reason="${REMOTE}"`),
          ],
          fix: [OPEN_EDGE],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('one finding a code, with all its calls', () => {
    const second = [
      invite([`UDP ${TUNNEL}:50020 host`], { line: 400, clock: '09:30:00', callId: 'second' }),
      bye({ line: 410, clock: '09:30:20', callId: 'second', direction: 'received', diagnostics: [diagnostic(24)] }),
    ];
    const { findings } = check(rule, [...up, bye({ diagnostics: [diagnostic(24)] }), ...second]);
    expect(findings.map((f) => [f.message, f.subjects])).toEqual([
      [
        'The outgoing audio call of 09:22:10 and 1 more call failed with 24 (media connectivity failure when both endpoints are remote), as this client and the other side reported.',
        ['24', CALL, 'second'],
      ],
    ]);
  });

  test('from a header alone, with what is known of its code', () => {
    const { findings } = check(rule, [diagnostic(22, { header: 'ms-diagnostics-public', direction: 'unknown' })]);
    expect(findings.map((f) => [f.message, f.subjects, f.noticed, f.fix])).toEqual([
      [
        'A call failed with 22 (media connectivity failure when both endpoints are internal), as a server reported.',
        ['22'],
        'A call failed (22: no path for its media).',
        [
          'Open the client port ranges between the two networks, UDP 3478 and TCP 443 to the internal Edge interface, and take NAT off those rules.',
        ],
      ],
    ]);
  });

  test.each([21, 22, 23, 24, 25])('on %i', (code) => {
    expect(check(rule, [diagnostic(code)]).findings.map((f) => f.subject)).toEqual([`${code}`]);
  });

  test('on 26 with its text', () => {
    const reason =
      'A federated call failed to establish due to a media connectivity failure where one endpoint is internal and the other is remote';
    expect(check(rule, [diagnostic(26, { reason })]).findings.map((f) => [f.message, f.fix])).toEqual([
      [
        'A call failed with 26 (media connectivity failure where one endpoint is internal and the other is remote), as this client reported.',
        [
          'Open TCP 443, UDP 3478 and 50000-59999 between the A/V Edges of the two organisations; compare failures by network and by Edge.',
        ],
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each([
    ['26 without its text', 26],
    ['mid-call numbers', 32],
    ['a person hung up', 51004],
    ['media information of a good call', 51007],
    ['call admission control', 5],
  ])('%s', (_, code) => {
    expect(check(rule, [...up, bye({ diagnostics: [diagnostic(code)] })])).toEqual(clear(rule));
  });
});

test('skipped without diagnostics', () => {
  expect(check(rule, up)).toEqual(skipped(rule, 'a client log with diagnostics headers'));
});

test('is explained by the tunnel candidate on offer, which rises', () => {
  const report = checkAll([rule, candidateRule], [...splitTunnel(), ...up, bye({ diagnostics: [diagnostic(24)] })]);
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
    ['ice-tunnel-candidate', 'error', []],
    ['media-connectivity-failed', 'error', ['ice-tunnel-candidate']],
  ]);
});
