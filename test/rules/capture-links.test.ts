/** Which of the rules about tunnels and sizes explains which symptom. */
import { expect, test } from 'vitest';
import edgeTlsInspected from '../../rules/edge-tls-inspected.ts';
import ikeUnanswered from '../../rules/ike-unanswered.ts';
import mediaConnectivityFailed from '../../rules/media-connectivity-failed.ts';
import mtuBlackhole from '../../rules/mtu-blackhole.ts';
import pathAsymmetric from '../../rules/path-asymmetric.ts';
import qualityPoor from '../../rules/quality-poor.ts';
import signInSlow from '../../rules/sign-in-slow-fallback.ts';
import mssTooLarge from '../../rules/tcp-mss-too-large.ts';
import sslFallback from '../../rules/vpn-ssl-fallback.ts';
import type { Fact } from '../../src/facts.ts';
import type { Rule } from '../../src/rule.ts';
import {
  ACCESS_EDGE,
  AV_EDGE,
  answer,
  at,
  bye,
  checkAll,
  deadTcp,
  diagnostic,
  endpoint,
  FRONT_END,
  flow,
  iface,
  invite,
  sipMessage,
  splitTunnel,
  TUNNEL,
  tcp,
  WIFI,
} from '../facts.ts';
import { GATEWAY, ike, stalledTcp } from '../facts-network.ts';
import { qualityReport } from '../quality-report.ts';

const causes = (rules: readonly Rule[], facts: readonly Fact[]) =>
  checkAll(rules, facts).findings.map((f) => [f.rule, f.severity, f.cause]);

const failedCall = [invite([`UDP ${WIFI}:50020 host`]), answer(200, 'OK'), bye({ diagnostics: [diagnostic(23)] })];
const register = (clock: string, to: string, status?: number) =>
  sipMessage({
    method: 'REGISTER',
    clock,
    callId: to,
    remote: endpoint(to),
    to: 'sip:anna@contoso.com',
    ...(status === undefined ? {} : { status, reason: 'OK' }),
  });
const EDGE = `${ACCESS_EDGE}:443`;

test('TLS inspection at the Edge explains the call without a path, and its own error stays', () => {
  const alert = { frame: 45, time: at('09:20:00'), by: 'server', description: 40 } as const;
  const turn = tcp({ server: `${AV_EDGE}:443`, opening: 'pseudo-tls', reply: 'tls-alert', alert });
  expect(causes([edgeTlsInspected, mediaConnectivityFailed], [iface(), turn, ...failedCall])).toEqual([
    ['edge-tls-inspected', 'error', []],
    ['media-connectivity-failed', 'error', ['edge-tls-inspected']],
  ]);
});

test('segments larger than the tunnel explain the black hole, and rise with it', () => {
  const esp = flow({ server: `${GATEWAY}:4500`, tunnel: 'esp-in-udp' });
  const stalled = stalledTcp({}, { interface: 1, client: `${TUNNEL}:50208`, server: `${FRONT_END}:443` });
  expect(causes([mssTooLarge, mtuBlackhole], [...splitTunnel(), esp, stalled])).toEqual([
    ['tcp-mss-too-large', 'error', []],
    ['mtu-blackhole', 'error', ['tcp-mss-too-large']],
  ]);
});

test('a black hole or a path by two adapters explains the slow sign-in', () => {
  const slow = [register('10:20:28', `${FRONT_END}:443`), register('10:21:09', EDGE), register('10:21:09', EDGE, 200)];
  const hole = stalledTcp({}, { server: `${FRONT_END}:443` });
  expect(causes([mtuBlackhole, signInSlow], [iface(), hole, ...slow])).toEqual([
    ['mtu-blackhole', 'error', []],
    ['sign-in-slow-fallback', 'warning', ['mtu-blackhole']],
  ]);
  const half = tcp({
    interface: 1,
    server: `${FRONT_END}:443`,
    syns: [],
    established: false,
    clientPackets: 0,
    clientBytes: 0,
    serverBytes: 0,
  });
  const asked = deadTcp({ server: `${FRONT_END}:443` });
  expect(causes([pathAsymmetric, signInSlow], [...splitTunnel(), asked, half, ...slow])).toEqual([
    ['path-asymmetric', 'error', []],
    ['sign-in-slow-fallback', 'warning', ['path-asymmetric']],
  ]);
});

test('a tunnel over TLS explains the poor call inside it, not one beside it', () => {
  const udp = flow({ sent: 6, received: 0, last: { frame: 30, time: at('09:20:10') }, clock: '09:20:00' });
  const tls = tcp({
    server: `${GATEWAY}:443`,
    clientPackets: 4000,
    serverPackets: 4000,
    last: { frame: 9000, time: at('09:28:00') },
  });
  const poor = (own: string) =>
    qualityReport({ inbound: { packets: 4000, jitter: 45, lossRate: 0.125 }, local: { address: own, port: 50020 } });
  const of = (own: string) =>
    causes([sslFallback, qualityPoor], [...splitTunnel(), udp, tls, poor(own)]).map(([rule, , cause]) => [rule, cause]);
  expect(of(TUNNEL)).toEqual([
    ['vpn-ssl-fallback', []],
    ['quality-poor', ['vpn-ssl-fallback']],
  ]);
  expect(of(WIFI).find(([rule]) => rule === 'quality-poor')).toEqual(['quality-poor', []]);
});

test('a gateway that does not answer IKE is a cause of its own', () => {
  expect(causes([ikeUnanswered, mediaConnectivityFailed], [iface(), ike(), ...failedCall])).toEqual([
    ['media-connectivity-failed', 'error', []],
    ['ike-unanswered', 'error', []],
  ]);
});
