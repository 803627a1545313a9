import { describe, expect, test } from 'vitest';
import rule from '../../rules/sign-in-slow-fallback.ts';
import type { LogTrace, SipMessage } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  adapter,
  at,
  check,
  clear,
  dns,
  endpoint,
  FRONT_END,
  finding,
  found,
  iface,
  ipsecChild,
  ipsecSa,
  LOG,
  onLine,
  ROUTER,
  route,
  sipMessage,
  skipped,
  splitTunnel,
  WIFI,
} from '../facts.ts';

const EDGE = `${ACCESS_EDGE}:443`;
const INSIDE = `${FRONT_END}:5061`;
const register = (line: number, clock: string, to: string, more: Partial<SipMessage> = {}): SipMessage =>
  sipMessage({
    method: 'REGISTER',
    line,
    clock,
    callId: to,
    remote: endpoint(to),
    local: endpoint(`${WIFI}:50211`),
    to: 'sip:anna@contoso.com',
    ...more,
  });
const ok = { status: 200, reason: 'OK', remoteUser: true };
const dead = register(10, '09:20:28', INSIDE);
const alive = [register(20, '09:21:09', EDGE), register(30, '09:21:09.400', EDGE, ok)];
const trace: LogTrace = {
  kind: 'log.trace',
  at: { source: LOG, line: 15 },
  time: at('09:20:49'),
  level: 'ERROR',
  hresult: '80ee0067',
  address: FRONT_END,
  shape: 'connect to <ip> failed <n>',
};

const said = {
  severity: 'warning',
  confidence: 'certain',
  message: `Sign-in at 09:20:28 took 41 s: ${INSIDE} never answered, then ${EDGE} let the client in through the Edge.`,
  subject: INSIDE,
  noticed: 'Sign-in at 09:20:28 took 41 s.',
  evidence: [
    onLine(10, '09:20:28', `REGISTER sent to ${INSIDE}`),
    onLine(30, '09:21:09.400', `200 OK (REGISTER) received from ${EDGE}`),
  ],
  fix: [
    `Find what led the client to ${INSIDE} (DNS answers for its sign-in names, a server set by hand or by policy), and make that a server it reaches from here.`,
  ],
} as const;

describe('fires', () => {
  test('when the client waited for a registrar that never answered', () => {
    expect(check(rule, [dead, ...alive])).toEqual({
      findings: [finding(rule, { ...said, evidence: [...said.evidence], fix: [...said.fix] })],
      outcome: found(rule),
    });
  });

  test('as a note when the PC was carried from the office home', () => {
    const office = (line: number, status?: number) =>
      register(line, '09:00:00', INSIDE, {
        callId: 'o',
        local: endpoint('10.60.9.9:50100'),
        ...(status ? { status } : {}),
      });
    const facts = [office(1), office(2, 200), dead, ...alive];
    expect(check(rule, facts).findings.map((f) => [f.severity, f.message])).toEqual([
      [
        'note',
        `${said.message} ${INSIDE} had let the client in before, from 10.60.9.9: the PC is in another network now.`,
      ],
    ]);
    expect(check(rule, [...splitTunnel(), ...facts]).findings.map((f) => f.severity)).toEqual(['warning']);
  });

  test('asking for the service when another registrar inside took its place', () => {
    const other = '10.70.4.21:5061';
    const backup = [register(20, '09:21:09', other), register(30, '09:21:10', other, { status: 200 })];
    expect(check(rule, [dead, ...backup]).findings.map((f) => [f.owner, f.fix])).toEqual([
      [
        'uc',
        [
          `Check that the service on ${INSIDE} runs, and the way to it from the PC (Test-NetConnection ADDRESS -Port PORT): another registrar inside took its place.`,
        ],
      ],
    ]);
  });

  test('where neither route nor selector leads into the tunnel, with both ways out', () => {
    const strongswan = [
      adapter({ section: 'wireless', gateways: [ROUTER] }),
      route(`0.0.0.0/0 ${ROUTER} ${WIFI} 600`, { line: 12 }),
      ipsecSa(),
    ];
    expect(check(rule, [...strongswan, dead, ...alive]).findings.map((f) => [f.message, f.evidence[0], f.fix])).toEqual(
      [
        [
          `${said.message} What goes to ${FRONT_END} leaves beside the tunnel.`,
          said.evidence[0],
          [
            `If SfB is meant to be reached inside, lead ${FRONT_END} into the tunnel (VPN team: a route or traffic selector); if not, answer its names with external addresses for VPN clients.`,
          ],
        ],
      ],
    );
    const wide = ipsecSa({ children: [ipsecChild({ remoteTs: ['10.0.0.0/8'] })] });
    expect(check(rule, [...strongswan.slice(0, 2), wide, dead, ...alive]).findings[0]?.message).toBe(said.message);
  });

  test('with the names that led there, and trace lines of that address as evidence', () => {
    const other = { ...trace, at: { source: LOG, line: 16 }, address: '10.9.9.9' };
    const [f] = check(rule, [
      dead,
      trace,
      other,
      ...alive,
      dns('sip.contoso.com', [`A ${FRONT_END}`]),
      dns('sipexternal.contoso.com', [`A ${ACCESS_EDGE}`]),
    ]).findings;
    expect(f?.fix).toEqual([
      'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: sip.contoso.com → its external address. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
    ]);
    expect(f?.evidence.map((e) => [e.line, e.excerpt])).toEqual([
      [10, `REGISTER sent to ${INSIDE}`],
      [15, `ERROR 80ee0067 ${FRONT_END} (connect to <ip> failed <n>)`],
      [30, `200 OK (REGISTER) received from ${EDGE}`],
    ]);
  });
});

describe('stays silent', () => {
  test('on a plain sign-in, challenge and all', () => {
    const challenge = register(25, '09:21:09.100', EDGE, { status: 401, reason: 'Unauthorized' });
    expect(check(rule, [alive[0]!, challenge, ...alive])).toEqual(clear(rule));
  });
  test('when the same registrar answers later', () => {
    const late = [
      register(20, '09:21:09', INSIDE, { callId: 'b' }),
      register(30, '09:21:10', INSIDE, { ...ok, callId: 'b' }),
    ];
    expect(check(rule, [dead, ...late])).toEqual(clear(rule));
  });
  test('when the fallback came quickly', () => {
    const soon = [register(20, '09:20:31', EDGE), register(30, '09:20:32', EDGE, ok)];
    const after = sipMessage({ method: 'BYE', clock: '09:25:00', line: 90 });
    expect(check(rule, [dead, ...soon, after])).toEqual(clear(rule));
  });
  test('when the first one refused or sent it on', () => {
    for (const status of [301, 403])
      expect(check(rule, [dead, register(12, '09:20:28.500', INSIDE, { status }), ...alive])).toEqual(clear(rule));
  });
  test('on a reconnect hours later, and on what was left open before a night', () => {
    const morning = [
      register(50, '17:00:00', EDGE, { callId: 'c' }),
      register(60, '17:00:01', EDGE, { ...ok, callId: 'c' }),
    ];
    expect(check(rule, [...alive, ...morning])).toEqual(clear(rule));
    expect(check(rule, [dead, ...morning])).toEqual(clear(rule));
  });
});

test('skipped without a sign-in, and when the log ends too soon', () => {
  expect(check(rule, [iface()])).toEqual(skipped(rule, 'a client log'));
  expect(check(rule, [sipMessage()])).toEqual(skipped(rule, 'a client log that holds a sign-in'));
  expect(check(rule, [dead])).toEqual(skipped(rule, 'a log that goes on behind the sign-in'));
});

test('trace lines alone never accuse', () => {
  expect(check(rule, [trace, ...alive])).toEqual(clear(rule));
});
