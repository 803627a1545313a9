import { describe, expect, test } from 'vitest';
import rule from '../../rules/sign-in-vpn-order.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  at,
  check,
  clear,
  FRONT_END,
  finding,
  found,
  LOG,
  onLine,
  sipMessage,
  skipped,
  summary,
  TUNNEL,
  vpnEvent,
  WIFI,
} from '../facts.ts';

const register = (callId: string, clock: string, line: number, to: string, local = WIFI) =>
  sipMessage({
    method: 'REGISTER',
    callId,
    clock,
    line,
    to: 'sip:anna@contoso.com',
    local: { address: local, port: 50311 },
    remote: { address: to, port: to === ACCESS_EDGE ? 443 : 5061 },
  });
const ok = (callId: string, clock: string, line: number, to: string, remoteUser = true) =>
  sipMessage({
    ...register(callId, clock, line, to),
    at: { source: LOG, line },
    time: at(clock),
    clock,
    line,
    status: 200,
    reason: 'OK',
    direction: 'received',
    remoteUser,
  });
const up = vpnEvent('connected', '09:30:00', { line: 40, excerpt: '----Tunnel Creation ends----' });
const log = summary(LOG, { first: at('09:00:00'), last: at('09:40:00') });
const before = [register('a', '09:20:00', 10, ACCESS_EDGE), ok('a', '09:20:01', 20, ACCESS_EDGE)];
const lost = register('b', '09:30:20', 50, FRONT_END);

describe('fires', () => {
  test('on a client that finds nobody once the VPN is up', () => {
    expect(check(rule, [log, ...before, up, lost])).toEqual({
      findings: [
        finding(rule, {
          severity: 'note',
          confidence: 'likely',
          message:
            'Before the VPN came up (09:30:00) the client was signed in at 198.51.100.40:443; behind it, at 09:30:20, it went to 10.60.4.21:5061 and got no answer: what the VPN changes in names and routes decides where it signs in.',
          subject: `${FRONT_END}:5061`,
          evidence: [
            onLine(40, '09:30:00', '----Tunnel Creation ends----', 'PanGPS.log'),
            onLine(20, '09:20:01', '200 OK (REGISTER) received from 198.51.100.40:443'),
            onLine(50, '09:30:20', 'REGISTER sent to 10.60.4.21:5061'),
          ],
          fix: [
            'Until names and exclusions are right for both orders, sign in to SfB and connect the VPN in the order that works; that is a stopgap.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('on a client that moves inside', () => {
    const inside = [register('b', '09:30:20', 50, FRONT_END, TUNNEL), ok('b', '09:30:21', 60, FRONT_END, false)];
    expect(check(rule, [log, ...before, up, ...inside]).findings.map((f) => f.subject)).toEqual([`${FRONT_END}:5061`]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['the same server', [register('b', '09:30:20', 50, ACCESS_EDGE)]],
    [
      'another public one that let it in',
      [register('b', '09:30:20', 50, '198.51.100.44'), ok('b', '09:30:21', 60, '198.51.100.44')],
    ],
    ['much later', [register('b', '10:30:20', 50, FRONT_END)]],
  ])('%s', (_, facts) => {
    expect(check(rule, [log, ...before, up, ...facts])).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  [
    'the VPN only tried',
    [log, ...before, vpnEvent('connecting', '09:30:00'), lost],
    'when the VPN connected (the log of the VPN client)',
  ],
  ['sign-ins behind it only', [log, up, lost], 'sign-ins from before and after the VPN came up'],
  ['no VPN log', [log, ...before, lost], 'the log of the VPN client'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
