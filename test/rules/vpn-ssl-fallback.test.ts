import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-ssl-fallback.ts';
import type { Fact, VpnEvent } from '../../src/facts.ts';
import { at, check, clear, finding, flow, found, iface, inFrame, onLine, skipped, tcp, tunnelFace } from '../facts.ts';
import { GATEWAY } from '../facts-network.ts';

const dead = (more: Parameters<typeof flow>[0] = {}) =>
  flow({
    sent: 6,
    received: 0,
    sentBytes: 900,
    receivedBytes: 0,
    frame: 20,
    clock: '09:20:00',
    last: { frame: 30, time: at('09:20:10') },
    ...more,
  });
const tls = (more: Parameters<typeof tcp>[0] = {}) =>
  tcp({
    frame: 40,
    clock: '09:20:12',
    server: `${GATEWAY}:443`,
    opening: 'tls',
    reply: 'tls',
    clientPackets: 4000,
    serverPackets: 4200,
    last: { frame: 9000, time: at('09:28:00') },
    ...more,
  });
const TLS = 'the TLS connection to the VPN gateway while it carries the tunnel (30 s or more)';

test('fires when UDP 4501 stays unanswered and TLS carries the tunnel', () => {
  expect(check(rule, [iface(), tunnelFace(), dead(), tls()])).toEqual({
    findings: [
      finding(rule, {
        severity: 'warning',
        confidence: 'likely',
        message:
          '203.0.113.200:4501 got 6 UDP packets of the VPN and answered none, so the tunnel runs over TLS to 203.0.113.200:443: each lost packet there delays all that follow, voice included.',
        subject: GATEWAY,
        noticed: 'Calls over the VPN stutter.',
        evidence: [
          inFrame(20, '09:20:00', 'udp 192.168.1.34:51000 ↔ 203.0.113.200:4501, 6 packets out, 0 back'),
          inFrame(40, '09:20:12', 'TLS to 203.0.113.200:443, 4000 packets out, 4200 back'),
        ],
        fix: [
          'Open UDP 4501 from 192.168.1.34 to 203.0.113.200 on the firewalls on the way; a hotel or guest network may not offer it.',
          'Keep SfB media outside the tunnel, by address: then it does not depend on how the tunnel runs.',
        ],
      }),
    ],
    outcome: found(rule),
  });
});

test('fires for DTLS of another VPN', () => {
  const dtls = dead({ server: `${GATEWAY}:443`, tunnel: 'dtls' });
  expect(check(rule, [iface(), dtls, tls()]).findings[0]?.fix[0]).toMatch(/^Open UDP 443 /);
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['UDP is answered', [flow(), tls()]],
    ['UDP works again later', [dead(), flow({ clock: '09:21:00' }), tls()]],
  ])('%s', (_, facts) => {
    expect(check(rule, [iface(), ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test.each<readonly [string, readonly Fact[], string]>([
    [
      'UDP 4501 was never tried',
      [iface(), flow({ server: '192.0.2.9:5004' }), tls()],
      'the VPN’s UDP packets (port 4501, or DTLS) from when it connects, on the physical adapter',
    ],
    [
      'TLS to the portal only',
      [iface(), dead(), tls({ clientPackets: 20, serverPackets: 25, last: { frame: 90, time: at('09:20:14') } })],
      TLS,
    ],
    ['TLS to somebody else', [iface(), dead(), tls({ server: '192.0.2.77:443' })], TLS],
    ['the capture ends within two seconds', [iface({ last: at('09:20:11') }), dead(), tls()], TLS],
    [
      'no UDP',
      [iface(), tls()],
      'the VPN’s UDP packets (port 4501, or DTLS) from when it connects, on the physical adapter',
    ],
  ])('%s', (_, facts, what) => {
    expect(check(rule, facts)).toEqual(skipped(rule, what));
  });
});

describe('by the VPN client’s log', () => {
  const event = (what: VpnEvent['event'], line: number, excerpt: string): VpnEvent => ({
    kind: 'vpn.event',
    at: { source: 'PanGPS.log', line },
    time: at('09:20:00') + line,
    form: 'globalprotect-log',
    product: 'globalprotect',
    event: what,
    gateway: 'vpn.contoso.com',
    excerpt,
  });
  const udp = event('udp-failed', 10, 'IPSec tunnel failed');
  test('fires when UDP failed and TLS took over', () => {
    expect(check(rule, [udp, event('tls-used', 12, 'SSL tunnel connected')])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message:
            'The VPN client says that its UDP packets to vpn.contoso.com got no answer and that the tunnel runs over TLS: each lost packet there delays all that follow, voice included.',
          subject: 'vpn.contoso.com',
          noticed: 'Calls over the VPN stutter.',
          evidence: [
            onLine(10, '09:20:00.010', 'IPSec tunnel failed', 'PanGPS.log'),
            onLine(12, '09:20:00.012', 'SSL tunnel connected', 'PanGPS.log'),
          ],
          fix: [
            'Open the UDP port of the VPN (GlobalProtect: 4501) from the client’s network to the gateway.',
            'Keep SfB media outside the tunnel, by address: then it does not depend on how the tunnel runs.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('not on TLS alone, which may be what was set up, nor on UDP that failed afterwards', () => {
    expect(check(rule, [event('tls-used', 5, 'SSL tunnel connected')]).findings).toEqual([]);
    expect(check(rule, [event('tls-used', 5, 'SSL tunnel connected'), udp]).findings).toEqual([]);
  });
});
