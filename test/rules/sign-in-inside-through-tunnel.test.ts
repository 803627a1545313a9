import { describe, expect, test } from 'vitest';
import rule from '../../rules/sign-in-inside-through-tunnel.ts';
import type { SipMessage } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  check,
  clear,
  dns,
  endpoint,
  FRONT_END,
  finding,
  found,
  iface,
  onLine,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  WHICH_TUNNEL,
  WIFI,
} from '../facts.ts';

const INSIDE = `${FRONT_END}:5061`;
const signIn = (to: string, from: string, more: Partial<SipMessage> = {}): SipMessage[] => {
  const base = {
    method: 'REGISTER',
    callId: 'r',
    to: 'sip:anna@contoso.com',
    remote: endpoint(to),
    local: endpoint(`${from}:50211`),
  };
  return [
    sipMessage({ ...base, line: 10 }),
    sipMessage({ ...base, line: 20, clock: '09:20:01', status: 200, reason: 'OK', ...more }),
  ];
};
const mras = (location: string): SipMessage =>
  sipMessage({
    method: 'SERVICE',
    callId: 'm',
    line: 30,
    clock: '09:20:02',
    mediaRelay: { type: 'request', location, relays: [] },
  });
const FIX = [
  'For VPN clients answer NXDOMAIN for lyncdiscoverinternal, _sipinternaltls._tcp and sipinternal, so that the client does not take itself for an internal one.',
  `On the firewall, deny the VPN pool (this client: ${TUNNEL}) to and from the internal SfB and Exchange servers (${FRONT_END}).`,
  'Where clients are meant to work inside through the tunnel, nothing is to be done; then their media runs through it, too.',
];

describe('fires', () => {
  test('on an internal registrar reached from the tunnel address, with relays of the intranet', () => {
    expect(check(rule, [...splitTunnel(), ...signIn(INSIDE, TUNNEL), mras('intranet')])).toEqual({
      findings: [
        finding(rule, {
          severity: 'note',
          confidence: 'likely',
          message: `At 09:20:00 the client signed in inside, at ${INSIDE}, from ${TUNNEL}, the tunnel's address, and was given media relays of the intranet: its media will look for the inner side of the Edge, through the tunnel.`,
          subject: INSIDE,
          evidence: [
            onLine(20, '09:20:01', `200 OK (REGISTER) received from ${INSIDE}`),
            onLine(30, '09:20:02', 'SERVICE (MRAS): <location>intranet</location>'),
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });

  test('without MRAS; with the names asked for', () => {
    const [f] = check(rule, [
      ...splitTunnel(),
      ...signIn(INSIDE, TUNNEL),
      dns('lyncdiscoverinternal.contoso.com', [`A ${FRONT_END}`]),
    ]).findings;
    expect([f?.message, f?.fix[0]]).toEqual([
      `At 09:20:00 the client signed in inside, at ${INSIDE}, from ${TUNNEL}, the tunnel's address, so that its signalling runs through the tunnel.`,
      'For VPN clients answer NXDOMAIN for lyncdiscoverinternal.contoso.com, so that the client does not take itself for an internal one.',
    ]);
  });

  test('possible where the tunnel is but possible', () => {
    const facts = signIn(INSIDE, TUNNEL, { subnet: TUNNEL });
    expect(check(rule, facts).findings.map((f) => [f.severity, f.confidence])).toEqual([['note', 'possible']]);
  });
});

describe('stays silent', () => {
  test('in the office: no tunnel', () => {
    expect(check(rule, [...signIn('10.10.4.21:5061', '10.10.10.50'), mras('intranet')])).toEqual(
      skipped(rule, WHICH_TUNNEL),
    );
  });
  test('from an adapter that is known to be none', () => {
    const lan = iface({ own: '10.10.10.50', hardware: 'Intel(R) Ethernet Connection (17) I219-LM' });
    expect(check(rule, [lan, ...signIn('10.10.4.21:5061', '10.10.10.50')])).toEqual(clear(rule));
  });
  test('on a sign-in inside beside the tunnel', () => {
    expect(check(rule, [...splitTunnel(), ...signIn(INSIDE, WIFI)])).toEqual(clear(rule));
  });
  test('on a sign-in through the Edge, even from the tunnel address', () => {
    const edge = signIn(`${ACCESS_EDGE}:443`, TUNNEL, { remoteUser: true });
    expect(check(rule, [...splitTunnel(), ...edge])).toEqual(clear(rule));
  });
});

test('skipped without a sign-in that tells', () => {
  expect(check(rule, [iface()])).toEqual(skipped(rule, 'a client log'));
  expect(check(rule, [sipMessage()])).toEqual(skipped(rule, 'a client log that holds a sign-in'));
});
