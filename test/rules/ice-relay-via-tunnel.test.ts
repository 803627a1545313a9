import { describe, expect, test } from 'vitest';
import rule from '../../rules/ice-relay-via-tunnel.ts';
import failedRule from '../../rules/media-connectivity-failed.ts';
import type { Fact } from '../../src/facts.ts';
import {
  answer,
  bye,
  candidate,
  check,
  checkAll,
  clear,
  diagnostic,
  endpoint,
  FRONT_END,
  finding,
  found,
  iface,
  invite,
  media,
  onLine,
  sdp,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  WHICH_TUNNEL,
  WIFI,
} from '../facts.ts';

const offer = (base: string) =>
  invite([`UDP ${WIFI}:50024 host`, `UDP 198.51.100.42:52000 relay ${base}:50026`], { line: 10, clock: '09:22:10' });
const failed = [answer(200, 'OK'), bye({ diagnostics: [diagnostic(24)] })];
const told = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message]);

describe('fires', () => {
  test('when the relay is based on the tunnel’s address', () => {
    expect(check(rule, [...splitTunnel(), offer(TUNNEL), ...failed])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            "The Edge saw 172.27.3.18, the tunnel's address, when it allocated the relay: the way to it led through the tunnel.",
          subject: TUNNEL,
          evidence: [
            onLine(
              21,
              '09:22:10',
              'candidate:2 1 UDP 2130706431 198.51.100.42 52000 typ relay raddr 172.27.3.18 rport 50026',
            ),
          ],
          fix: [
            'Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
            'For VPN clients answer NXDOMAIN for lyncdiscoverinternal, _sipinternaltls._tcp and sipinternal, so that the client does not take itself for an internal one.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('by what the client was told when it signed in inside', () => {
    const signedIn = sipMessage({
      method: 'REGISTER',
      status: 200,
      callId: 'r',
      remote: endpoint(`${FRONT_END}:5061`),
    });
    const { findings } = check(rule, [...splitTunnel(), offer(TUNNEL), ...failed, signedIn]);
    expect(findings.map((f) => [f.owner, f.message, f.fix])).toEqual([
      [
        'dns',
        "The Edge saw 172.27.3.18, the tunnel's address, when it allocated the relay: the way to it led through the tunnel, for the client is signed in inside.",
        [
          'For VPN clients answer NXDOMAIN for lyncdiscoverinternal, _sipinternaltls._tcp and sipinternal, so that the client does not take itself for an internal one.',
          'Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
        ],
      ],
    ]);
  });

  test('as a note when no call failed over it: the site may want it so', () => {
    expect(told([...splitTunnel(), offer(TUNNEL), answer(200, 'OK')]).map(([severity]) => severity)).toEqual(['note']);
    // Nor when the callee did not exist.
    expect(told([...splitTunnel(), offer(TUNNEL), answer(404, 'Not Found')]).map(([severity]) => severity)).toEqual([
      'note',
    ]);
  });

  test('on a private address that is none of this PC’s, while a VPN is up', () => {
    expect(told([...splitTunnel(), offer('10.60.7.7'), ...failed])).toEqual([
      [
        'warning',
        'likely',
        'The Edge saw 10.60.7.7, an internal address, when it allocated the relay: the way to it led through the tunnel.',
      ],
    ]);
  });

  test('from component 2 alone', () => {
    const second = candidate(`UDP 198.51.100.42:52001 relay ${TUNNEL}:50027`, { component: 2, line: 33 });
    const sent = sipMessage({ sdp: sdp([media([second])]) });
    expect(check(rule, [...splitTunnel(), sent]).findings.map((f) => f.evidence.map((e) => e.line))).toEqual([[33]]);
  });
});

describe('stays silent', () => {
  test('on a public base', () => {
    expect(check(rule, [...splitTunnel(), offer('192.0.2.34'), ...failed])).toEqual(clear(rule));
  });
  test('on the physical adapter’s own address: an intranet without translation', () => {
    expect(check(rule, [iface(), offer(WIFI), ...failed])).toEqual(clear(rule));
  });
  test('on a private address where no VPN is known', () => {
    expect(check(rule, [iface(), offer('10.60.7.7'), ...failed])).toEqual(clear(rule));
  });
  test('on the relays of the other side', () => {
    const theirs = sipMessage({
      direction: 'received',
      sdp: sdp([media([`UDP 203.0.113.80:52000 relay ${TUNNEL}:50026`])]),
    });
    expect(check(rule, [...splitTunnel(), theirs, offer('192.0.2.34')])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when nothing says what the private base is', () => {
    const own = invite([`UDP 10.20.30.40:50020 host`, 'UDP 198.51.100.42:52000 relay 10.20.30.40:50026']);
    expect(check(rule, [own, ...failed])).toEqual(skipped(rule, WHICH_TUNNEL));
  });
  test('without a relay', () => {
    expect(check(rule, [invite([`UDP ${WIFI}:50024 host`])])).toEqual(
      skipped(rule, 'a relay candidate of this client'),
    );
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a client log with a call, or candidate lines'));
  });
});

test('explains the failed call and rises', () => {
  const report = checkAll([rule, failedRule], [...splitTunnel(), offer(TUNNEL), ...failed]);
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
    ['ice-relay-via-tunnel', 'error', []],
    ['media-connectivity-failed', 'error', ['ice-relay-via-tunnel']],
  ]);
});
