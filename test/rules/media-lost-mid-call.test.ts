import { describe, expect, test } from 'vitest';
import rule from '../../rules/media-lost-mid-call.ts';
import type { Fact } from '../../src/facts.ts';
import {
  answer,
  bye,
  CALL,
  check,
  clear,
  diagnostic,
  finding,
  found,
  invite,
  onLine,
  skipped,
  vpnEvent,
} from '../facts.ts';

const TEXT = 'Call terminated on a mid-call media failure where one endpoint is internal and the other is remote';
const up = [invite(['UDP 192.168.1.34:50020 host'], { clock: '09:22:10' }), answer(200, 'OK', { clock: '09:22:20' })];
const FIX = [
  'Compare the time with VPN reconnects and network changes of the PC (Wi-Fi roaming, docking).',
  'Raise the idle time-out of NAT and firewall for UDP, and keep the media outside the tunnel.',
] as const;

describe('fires', () => {
  test('on the text, with its number', () => {
    expect(check(rule, [...up, bye({ diagnostics: [diagnostic(33, { reason: TEXT })] })])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message: `The outgoing audio call of 09:22:10 lost media while up (33: ${TEXT}).`,
          subject: '33',
          subjects: ['33', CALL],
          noticed: 'The outgoing audio call of 09:22:10 dropped.',
          evidence: [onLine(300, '09:21:00', `ms-client-diagnostics: 33; reason="${TEXT}"`)],
          fix: [...FIX],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('from a header alone', () => {
    const reason = 'Call terminated on a mid-call media failure where both endpoints are internal';
    const { findings } = check(rule, [diagnostic(32, { reason })]);
    expect(findings.map((f) => [f.message, f.subjects, f.noticed])).toEqual([
      [`A call lost media while up (32: ${reason}).`, ['32'], 'A call dropped.'],
    ]);
  });
});

describe('and the VPN', () => {
  const lost = bye({ clock: '09:25:40', diagnostics: [diagnostic(33, { reason: TEXT, clock: '09:25:40' })] });
  const told = (...events: readonly Fact[]) =>
    check(rule, [...up, lost, ...events]).findings.map((f) => [f.owner, f.message, f.fix]);
  const alone = [['network', `The outgoing audio call of 09:22:10 lost media while up (33: ${TEXT}).`, [...FIX]]];

  test('is named when it went down right before', () => {
    const events = [vpnEvent('connected', '09:00:00'), vpnEvent('disconnected', '09:25:15', { line: 7 })];
    expect(told(...events)).toEqual([
      [
        'vpn',
        `The outgoing audio call of 09:22:10 lost media while up (33: ${TEXT}). The VPN went down at 09:25:15, shortly before.`,
        [
          'Find out why the VPN went down at 09:25:15 (the lines around that one in its log); a call inside the tunnel ends with it.',
          ...FIX,
        ],
      ],
    ]);
    expect(check(rule, [...up, lost, ...events]).findings[0]?.evidence).toEqual([
      onLine(7, '09:25:15', 'disconnected', 'PanGPS.log'),
      onLine(300, '09:25:40', `ms-client-diagnostics: 33; reason="${TEXT}"`),
    ]);
  });
  test('is left alone when it came up, went down long before, or only after', () => {
    expect(told(vpnEvent('connected', '09:25:15'))).toEqual(alone);
    expect(told(vpnEvent('disconnected', '09:23:00'))).toEqual(alone);
    expect(told(vpnEvent('disconnected', '09:25:50'))).toEqual(alone);
  });
});

describe('stays silent', () => {
  test.each([31, 32, 33, 34])('on the number %i without the text, which no public source confirms', (code) => {
    expect(check(rule, [...up, bye({ diagnostics: [diagnostic(code)] })])).toEqual(clear(rule));
  });
  test('on a failure at set-up', () => {
    const reason = 'Call failed to establish due to a media connectivity failure when both endpoints are remote';
    expect(check(rule, [...up, bye({ diagnostics: [diagnostic(24, { reason })] })])).toEqual(clear(rule));
  });
});

test('skipped without diagnostics', () => {
  expect(check(rule, up)).toEqual(skipped(rule, 'a client log with diagnostics headers'));
});
