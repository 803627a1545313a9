import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-media-not-excluded.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  AV_EDGE,
  allocate,
  check,
  clear,
  finding,
  found,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const register = sipMessage({
  method: 'REGISTER',
  local: { address: WIFI, port: 50311 },
  remote: { address: ACCESS_EDGE, port: 443 },
});
const relay = allocate({ client: `${TUNNEL}:50020`, interface: 1 });
const lists = (excludeRoutes: readonly string[], more: Parameters<typeof vpnTunnel>[0] = {}) =>
  vpnTunnel({ addresses: [TUNNEL], includeRoutes: ['0.0.0.0/0'], excludeRoutes, line: 7, ...more });
const all = [...splitTunnel(), register, relay];
const NOW = ['52.112.0.0/14', '52.122.0.0/15'];

describe('fires', () => {
  test('on an A/V Edge that is left in', () => {
    expect(check(rule, [...all, lists([`${ACCESS_EDGE}/32`])])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            'The VPN leaves 198.51.100.40 beside the tunnel, but not 198.51.100.42, where the media goes: calls take the tunnel.',
          subject: AV_EDGE,
          evidence: [
            { source: 'PanGPS.log', line: 7, excerpt: '198.51.100.40 beside the tunnel (198.51.100.40/32)' },
            { source: 'PanGPS.log', line: 7, excerpt: '198.51.100.42 into the tunnel (0.0.0.0/0)' },
          ],
          fix: [
            'Exclude 198.51.100.42 from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('as a note on ranges of yesterday', () => {
    const { findings } = check(rule, [...splitTunnel(), lists(['13.107.64.0/18', '52.112.0.0/14', '52.120.0.0/14'])]);
    // 52.122.0.0/15 lies in 52.120.0.0/14.
    expect(findings).toEqual([]);
    const old = check(rule, [...splitTunnel(), lists(['13.107.64.0/18', '52.112.0.0/14'])]).findings;
    expect(old.map((f) => [f.severity, f.confidence, f.message])).toEqual([
      [
        'note',
        'likely',
        'The VPN excludes 13.107.64.0/18 and 52.112.0.0/14 of Microsoft’s media ranges, but not 52.122.0.0/15 (as published until 2026-06). Compare with Microsoft’s current list.',
      ],
    ]);
  });
  test('as a warning where the client used a missing range', () => {
    const used = allocate({ server: '52.122.3.4:3478', client: `${TUNNEL}:50020`, interface: 1 });
    const { findings } = check(rule, [...splitTunnel(), used, lists(['52.112.0.0/14'])]);
    expect(findings.map((f) => [f.severity, f.subject])).toEqual([['warning', '52.122.0.0/15']]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['both are excluded', [lists([`${ACCESS_EDGE}/32`, `${AV_EDGE}/32`])]],
    ['neither is', [lists(['203.0.113.0/24'])]],
    ['today’s ranges', [lists(NOW)]],
    ['today’s ranges in wider ones', [lists(['52.96.0.0/11'])]],
    ['a text that breaks off', [lists(['52.112.0.0/14'], { truncated: true })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...all, ...facts])).toEqual(clear(rule));
  });
  test('IPv6 matters where the tunnel has it', () => {
    const six = lists(NOW, { includeRoutes: ['0.0.0.0/0', '::/0'] });
    expect(check(rule, [...splitTunnel(), six]).findings.map((f) => f.subjects)).toEqual([['2603:1063::/38']]);
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  ['nothing is excluded', [...all, lists([])], 'what the VPN excludes by address (the VPN client’s log or status)'],
  [
    'no A/V Edge known',
    [...splitTunnel(), register, lists([`${ACCESS_EDGE}/32`])],
    'the address of the A/V Edge (client log with MRAS, or a capture of a call)',
  ],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
