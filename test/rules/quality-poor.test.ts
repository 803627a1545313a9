import { describe, expect, test } from 'vitest';
import rule from '../../rules/quality-poor.ts';
import vpnRule from '../../rules/quality-vpn-reported.ts';
import { answer, CALL, check, checkAll, clear, finding, found, invite, onLine, skipped, WIFI } from '../facts.ts';
import { qualityReport } from '../quality-report.ts';

const MEASURE =
  'Measure loss and delay at the time of day of the call, first to the own router, then to the far end: the first stretch with loss is the one to relieve.';
const TOO_SHORT = skipped(rule, 'quality reports of audio or video with more than 500 packets a stream');
const call = [invite([`UDP ${WIFI}:50020 host`], { clock: '09:20:00' }), answer(200, 'OK')];
const bad = { packets: 4000, jitter: 45, lossRate: 0.125 };

test('fires on figures out of bounds and names them, the stream and the call', () => {
  expect(check(rule, [...call, qualityReport({ inbound: bad })])).toEqual({
    findings: [
      finding(rule, {
        severity: 'warning',
        confidence: 'certain',
        message:
          "The outgoing audio call of 09:20:00 was poor by this client's quality report: main-audio inbound packet loss 12.5 % (poor above 10 %), jitter 45 ms (poor above 30 ms).",
        subject: WIFI,
        subjects: [WIFI, CALL],
        evidence: [
          onLine(
            400,
            '09:21:05',
            'main-audio inbound packet loss 12.5 % (poor above 10 %), jitter 45 ms (poor above 30 ms)',
          ),
        ],
        fix: [MEASURE],
      }),
    ],
    outcome: found(rule),
  });
});

test('several calls from one place are one finding; of one media line the last report counts', () => {
  const reports = [
    qualityReport({ line: 300, clock: '09:20:30', midCall: true, inbound: { packets: 900, jitter: 99 } }),
    qualityReport({ inbound: bad, outbound: { packets: 4000, roundTrip: 700 } }),
    qualityReport({ line: 401, label: 'main-video', inbound: { packets: 4000, frameRate: 2 } }),
    qualityReport({ line: 500, clock: '09:40:00', callId: 'other', direction: 'sent', inbound: bad }),
  ];
  const { findings } = check(rule, reports);
  expect(findings.map((f) => [f.message, f.subjects, f.evidence.map((e) => e.line)])).toEqual([
    [
      "2 calls were poor by this client's quality report: the first, main-audio inbound packet loss 12.5 % (poor above 10 %), jitter 45 ms (poor above 30 ms); main-audio outbound round trip 700 ms (poor above 500 ms); main-video inbound frame rate 2 frames/s (poor below 7 frames/s).",
      [WIFI, CALL, 'other'],
      [300, 400, 400, 401, 500],
    ],
  ]);
});

test('what fits is advised first', () => {
  const fix = (more: Parameters<typeof qualityReport>[0]) =>
    check(rule, [qualityReport({ inbound: bad, ...more })]).findings[0]?.fix.map((step) => step.slice(0, 26));
  expect(fix({ transport: 'TCP', connection: 'wifi', vpn: true })).toEqual(
    [
      'Exclude all external SfB ad',
      'The media ran over TCP, wh',
      'Repeat the call from the s',
      'Measure loss and delay at ',
    ].map((s) => s.slice(0, 26)),
  );
  expect(fix({ connectionDetails: 'WiFi' })?.length).toBe(2);
  expect(fix({ connectionDetails: 'Ethernet', connection: 'wifi' })?.length).toBe(1);
});

test('whose report it is', () => {
  const words = (more: Parameters<typeof qualityReport>[0]) =>
    check(rule, [qualityReport({ inbound: bad, callId: undefined, ...more })]).findings.map((f) => [
      f.message.slice(0, 54),
      f.subjects,
    ]);
  expect(words({ direction: 'received' })).toEqual([
    ["A call was poor by another endpoint's quality report: ", [WIFI]],
  ]);
  expect(words({ direction: 'unknown', local: undefined })).toEqual([
    ['A call was poor by a quality report: main-audio inboun', ['main-audio']],
  ]);
});

describe('stays silent', () => {
  test('within the bounds, to the last digit', () => {
    const edge = { packets: 501, jitter: 30, lossRate: 0.1, roundTrip: 500, concealedRatio: 0.07, degradation: 1 };
    expect(check(rule, [qualityReport({ inbound: edge, outbound: edge })])).toEqual(clear(rule));
  });
  test('when one stream is too short to tell, as that of a muted microphone', () => {
    expect(check(rule, [qualityReport({ outbound: { packets: 40, lossRate: 0.9 } })])).toEqual(clear(rule));
  });
  test('where ICE failed there is nothing to judge', () => {
    const failed = qualityReport({ ice: 'FAILED', inbound: bad, outbound: bad });
    expect(check(rule, [failed])).toEqual(TOO_SHORT);
    expect(check(rule, [failed, qualityReport()])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test.each([
    ['short streams', { packets: 500, jitter: 99 }],
    ['streams of unknown length', { jitter: 99 }],
    ['no figures', { packets: 4000 }],
  ])('%s', (_, inbound) => {
    expect(check(rule, [qualityReport({ inbound, outbound: undefined })])).toEqual(TOO_SHORT);
    expect(check(rule, [qualityReport(), qualityReport({ inbound, outbound: undefined })])).toEqual(TOO_SHORT);
  });
  test('media without bounds', () => {
    expect(check(rule, [qualityReport({ label: 'applicationsharing', inbound: bad })])).toEqual(TOO_SHORT);
  });
  test('without quality reports', () => {
    expect(check(rule, call)).toEqual(
      skipped(rule, 'a client log with quality reports (SERVICE requests at the end of a call)'),
    );
  });
});

test('is explained by the VPN of the same call', () => {
  const report = checkAll([rule, vpnRule], [...call, qualityReport({ inbound: bad, vpn: true })]);
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
    ['quality-vpn-reported', 'warning', []],
    ['quality-poor', 'warning', ['quality-vpn-reported']],
  ]);
});
