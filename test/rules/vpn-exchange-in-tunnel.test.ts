import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-exchange-in-tunnel.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  check,
  clear,
  deadTcp,
  dns,
  finding,
  found,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const MAIL = '198.51.100.43';
const register = sipMessage({
  method: 'REGISTER',
  local: { address: WIFI, port: 50311 },
  remote: { address: ACCESS_EDGE, port: 443 },
});
const mail = dns('autodiscover.contoso.com', [`A ${MAIL}`]);
const lists = (excludeRoutes: readonly string[], more: Parameters<typeof vpnTunnel>[0] = {}) =>
  vpnTunnel({ addresses: [TUNNEL], includeRoutes: ['0.0.0.0/0'], excludeRoutes, line: 7, ...more });
const all = [...splitTunnel(), register, mail];

describe('fires', () => {
  test('as a note, when nothing failed', () => {
    expect(check(rule, [...all, lists([`${ACCESS_EDGE}/32`])])).toEqual({
      findings: [
        finding(rule, {
          severity: 'note',
          confidence: 'certain',
          message:
            'The VPN leaves SfB (198.51.100.40) beside the tunnel, but not Exchange (198.51.100.43). The client’s voice mail, calendar and missed calls depend on that way.',
          subject: MAIL,
          evidence: [{ source: 'PanGPS.log', line: 7, excerpt: '198.51.100.43 into the tunnel (0.0.0.0/0)' }],
          fix: [
            'Exclude 198.51.100.43 from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('as a warning, when connections failed there', () => {
    const dead = deadTcp({ client: `${TUNNEL}:50300`, server: `${MAIL}:443`, interface: 1, frame: 40 });
    expect(
      check(rule, [...all, lists([`${ACCESS_EDGE}/32`]), dead]).findings.map((f) => [f.severity, f.message]),
    ).toEqual([
      [
        'warning',
        'The VPN leaves SfB (198.51.100.40) beside the tunnel, but not Exchange (198.51.100.43), and 198.51.100.43:443 does not answer there: 3 SYNs, no answer. The client’s voice mail, calendar and missed calls depend on that way.',
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['both are excluded', [lists(['198.51.100.0/24'])]],
    ['neither is', [lists(['203.0.113.0/24'])]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...all, ...facts])).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  ['nothing is excluded', [...all, lists([])], 'what the VPN excludes by address (the VPN client’s log or status)'],
  [
    'Exchange is not known',
    [...splitTunnel(), register, lists([`${ACCESS_EDGE}/32`])],
    'the public address of Exchange (a capture with DNS, or a lookup)',
  ],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
