import { describe, expect, test } from 'vitest';
import candidateRule from '../../rules/ice-tunnel-candidate.ts';
import rule from '../../rules/quality-vpn-reported.ts';
import { answer, CALL, check, checkAll, finding, found, invite, onLine, skipped, TUNNEL, WIFI } from '../facts.ts';
import { qualityReport } from '../quality-report.ts';

const FIX = [
  "Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address in the VPN's split-tunnel settings; an exclusion by domain or process does not move UDP media reliably.",
  'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers.',
];
const UNTOLD = skipped(
  rule,
  'which address is the VPN tunnel (--tunnel, or a capture): VPN=false in a quality report is no proof',
);
const local = { address: TUNNEL, port: 50020 };
const call = [invite([`UDP ${TUNNEL}:50020 host`, `UDP ${WIFI}:50022 host`]), answer(200, 'OK')];

test('a good call over the VPN is a note', () => {
  expect(check(rule, [...call, qualityReport({ vpn: true, local })])).toEqual({
    findings: [
      finding(rule, {
        severity: 'note',
        confidence: 'likely',
        message: "This client's quality report says VPN=true for 172.27.3.18 in the outgoing audio call of 09:20:00.",
        subject: TUNNEL,
        subjects: [TUNNEL, CALL],
        evidence: [onLine(400, '09:21:05', 'main-audio: VPN=true, local address 172.27.3.18')],
        fix: FIX,
      }),
    ],
    outcome: found(rule),
  });
});

test.each([
  ['poor', { inbound: { packets: 4000, jitter: 99 } }, ', and a stream was poor'],
  ['failed', { ice: 'FAILED' as const }, ', and media failed'],
])('a warning when it was %s', (_, more, words) => {
  const { findings } = check(rule, [...call, qualityReport({ vpn: true, local, ...more })]);
  expect(findings.map((f) => [f.severity, f.confidence, f.message])).toEqual([
    [
      'warning',
      'likely',
      `This client's quality report says VPN=true for 172.27.3.18 in the outgoing audio call of 09:20:00${words}.`,
    ],
  ]);
});

test('in doubt it stays a note and says what would settle it', () => {
  const wifi = qualityReport({ vpn: true, connectionDetails: 'WiFi', inbound: { packets: 4000, jitter: 99 } });
  const { findings } = check(rule, [wifi]);
  expect(findings.map((f) => [f.severity, f.confidence, f.message])).toEqual([
    [
      'note',
      'possible',
      "This client's quality report says VPN=true for 192.168.1.34 in a call, and a stream was poor; --tunnel or a capture of its adapter would tell whether the address is that of the VPN.",
    ],
  ]);
});

test('media lines and calls of one address are one finding, with the surest words', () => {
  const { findings } = check(rule, [
    qualityReport({ local, connectionDetails: 'PPP' }),
    qualityReport({ local, vpn: true, line: 500, clock: '09:40:00', callId: 'other', label: undefined }),
    qualityReport({ vpn: true, local: undefined, line: 600, clock: '09:50:00', callId: 'third' }),
  ]);
  expect(findings.map((f) => [f.confidence, f.subjects, f.message, f.evidence.map((e) => e.excerpt)])).toEqual([
    [
      'likely',
      [TUNNEL, CALL, 'other'],
      "This client's quality report says VPN=true for 172.27.3.18 in a call.",
      ['main-audio: connection PPP, local address 172.27.3.18', 'a media line: VPN=true, local address 172.27.3.18'],
    ],
    ['likely', ['third'], "This client's quality report says VPN=true in a call.", ['main-audio: VPN=true']],
  ]);
});

describe('proves nothing, and says so', () => {
  test.each([
    ['VPN=false', { vpn: false }],
    ['no word of a VPN', { vpn: undefined }],
    ['PPPoE', { connectionDetails: 'PPP', local: { address: '203.0.113.5', port: 1 } }],
    ['Teredo', { connectionDetails: 'Tunnel', vpn: true, local: { address: '2001:0:4136:e378::1', port: 1 } }],
  ])('%s', (_, more) => {
    expect(check(rule, [...call, qualityReport(more)])).toEqual(UNTOLD);
  });
  test('no quality reports', () => {
    expect(check(rule, call)).toEqual(
      skipped(rule, 'a client log with quality reports (SERVICE requests at the end of a call)'),
    );
  });
});

test('tells the rules on candidates which address is the tunnel', () => {
  const without = checkAll([candidateRule], [...call, qualityReport({ local })]);
  expect(without.findings).toEqual([]);
  const report = checkAll([candidateRule, rule], [...call, qualityReport({ vpn: true, local, ice: 'FAILED' })]);
  expect(report.host.addresses[0]).toEqual({
    address: TUNNEL,
    class: 'tunnel',
    confidence: 'likely',
    because: "the client's quality report says VPN=true for it",
  });
  expect(report.findings.map((f) => [f.rule, f.confidence])).toEqual([
    ['quality-vpn-reported', 'likely'],
    ['ice-tunnel-candidate', 'likely'],
  ]);
});
