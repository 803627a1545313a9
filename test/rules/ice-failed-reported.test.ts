import { describe, expect, test } from 'vitest';
import rule from '../../rules/ice-failed-reported.ts';
import warnRule from '../../rules/icewarn-fault.ts';
import failedRule from '../../rules/media-connectivity-failed.ts';
import type { QualityReport } from '../../src/facts.ts';
import {
  answer,
  CALL,
  check,
  checkAll,
  clear,
  diagnostic,
  finding,
  found,
  iceWarn,
  invite,
  onLine,
  sipMessage,
  skipped,
  WIFI,
} from '../facts.ts';
import { qualityReport } from '../quality-report.ts';

const OPEN =
  'Open UDP 3478 and TCP 443 from the client to the A/V Edge, and compare the candidates of both sides in the log.';
const call = [invite([`UDP ${WIFI}:50020 host`]), answer(200, 'OK')];
const flags = (
  value: number,
  readAs: 'hex' | 'decimal' = 'decimal',
  numbering: 'lync' | 'ocs2007' = 'lync',
): Pick<QualityReport, 'iceWarning'> => ({ iceWarning: { value, readAs, numbering } });
const failed = (more: Parameters<typeof qualityReport>[0] = {}) => qualityReport({ ice: 'FAILED', ...more });

test('fires on FAILED, with the flags in words', () => {
  expect(check(rule, [...call, failed(flags(0x81))])).toEqual({
    findings: [
      finding(rule, {
        severity: 'error',
        confidence: 'certain',
        message:
          "The outgoing audio call of 09:20:00 found no media path: ICE failed for main-audio by this client's quality report; IceWarningFlags 129, read as decimal (0x81): TURN server (A/V Edge) unreachable and UDP check over the TURN server failed.",
        subject: CALL,
        noticed: 'The outgoing audio call of 09:20:00 found no path for its media.',
        evidence: [
          onLine(
            400,
            '09:21:05',
            'main-audio: Ice FAILED; IceWarningFlags 129, read as decimal (0x81): TURN server (A/V Edge) unreachable and UDP check over the TURN server failed',
          ),
        ],
        fix: [
          OPEN,
          'Never normal. Open 443/tcp and 3478/udp from the client to the A/V Edge; check that the A/V Edge service runs. Can fail the call.',
          'One side is behind a UDP-blocking firewall or HTTP proxy: open 3478/udp (and 50000-59999/udp where an OCS 2007 partner needs it).',
        ],
      }),
    ],
    outcome: found(rule),
  });
});

test.each<[string, Pick<QualityReport, 'iceWarning'>, string]>([
  ['none', {}, ''],
  ['zero', flags(0), ''],
  [
    'hex',
    flags(0x81, 'hex'),
    '; IceWarningFlags 0x81: TURN server (A/V Edge) unreachable and UDP check over the TURN server failed',
  ],
  ['information only', flags(0x100000), '; IceWarningFlags 1048576, read as decimal (0x100000)'],
  [
    'OCS 2007',
    flags(0x10 | 0x4000, 'decimal', 'ocs2007'),
    '; IceWarningFlags 16400, read as decimal (0x4010): TURN server unreachable and UDP local connectivity failed',
  ],
])('flags: %s', (_, warning, words) => {
  const { findings } = check(rule, [failed(warning)]);
  expect(findings.map((f) => f.message)).toEqual([
    `A call found no media path: ICE failed for main-audio by this client's quality report${words}.`,
  ]);
  if (warning.iceWarning?.numbering === 'ocs2007') expect(findings[0]?.fix).toEqual([OPEN]);
});

test('media lines and calls with the same flags are one finding', () => {
  const { findings } = check(rule, [
    failed(flags(0x20)),
    failed({ ...flags(0x20), label: 'main-video', line: 401 }),
    failed({ ...flags(0x20), callId: 'other', line: 500, clock: '09:40:00' }),
    failed({ ...flags(0x80), callId: 'third', line: 600, clock: '09:50:00', local: undefined }),
    failed({ callId: undefined, line: 700, local: undefined, direction: 'received' }),
  ]);
  expect(findings.map((f) => [f.subjects, f.evidenceTotal])).toEqual([
    [[CALL, 'other'], 3],
    [['main-audio'], 1],
    [['third'], 1],
  ]);
});

describe('stays silent', () => {
  test('on every other result', () => {
    const others = (['DIRECT', 'RELAY', 'HTTP-PROXY'] as const).map((ice) => qualityReport({ ice, ...flags(0x81) }));
    expect(check(rule, others)).toEqual(clear(rule));
  });
  test.each([
    ['cancelled', [sipMessage({ method: 'CANCEL', line: 50 }), answer(487, 'Request Terminated')]],
    ['declined', [answer(603, 'Decline')]],
  ])('on a call that was %s', (_, end) => {
    expect(check(rule, [invite([`UDP ${WIFI}:50020 host`]), ...end, failed()])).toEqual(
      skipped(rule, 'a call that was not given up before its media could connect'),
    );
  });
});

describe('skipped', () => {
  test('when a result is missing', () => {
    expect(check(rule, [qualityReport(), qualityReport({ ice: undefined, damaged: true })])).toEqual(
      skipped(rule, 'the ICE result of every media line: a quality report breaks off or leaves it out'),
    );
  });
  test('without quality reports', () => {
    expect(check(rule, call)).toEqual(
      skipped(rule, 'a client log with quality reports (SERVICE requests at the end of a call)'),
    );
  });
});

test('is explained by what the diagnostics headers of the same call say, and then is not told twice', () => {
  const bye = sipMessage({
    method: 'BYE',
    cseq: 3,
    line: 300,
    clock: '09:21:00',
    diagnostics: [diagnostic(24, { reason: 'no path' }), iceWarn(24, 0x1)],
  });
  const report = checkAll([rule, warnRule, failedRule], [...call, bye, failed()]);
  const mine = report.findings.find((f) => f.rule === rule.id);
  expect(mine?.cause).toEqual(['icewarn-fault', 'media-connectivity-failed']);
  expect(mine?.noticed).toBeUndefined();
});
