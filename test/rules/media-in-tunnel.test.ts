import { describe, expect, test } from 'vitest';
import selected from '../../rules/ice-tunnel-selected.ts';
import rule from '../../rules/media-in-tunnel.ts';
import type { Fact } from '../../src/facts.ts';
import {
  AV_EDGE,
  allocate,
  answer,
  at,
  bye,
  check,
  checkAll,
  clear,
  finalOffer,
  finding,
  flow,
  found,
  iface,
  inFrame,
  invite,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  tunnelFace,
  WIFI,
} from '../facts.ts';
import { GATEWAY, rtp, vpnTunnel } from '../facts-network.ts';

const split = vpnTunnel({ excludeRoutes: ['198.51.100.0/24'], includeRoutes: ['10.0.0.0/8'] });
const full = vpnTunnel({ includeRoutes: [], excludeRoutes: [] });
const WHETHER = skipped(
  rule,
  'whether the tunnel is split (the VPN client’s log or status, or an SfB connection beside the tunnel)',
);
const told = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message]);

describe('fires', () => {
  test('on RTP to the Edge inside a split tunnel', () => {
    const back = rtp({ frame: 9, from: `${AV_EDGE}:3478`, to: `${TUNNEL}:50020`, packets: 2900, lost: 100 });
    expect(check(rule, [...splitTunnel(), split, rtp({ frame: 8 }), back])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            '5900 RTP packets between 172.27.3.18 and 198.51.100.42:3478 went through the tunnel (PANGP Virtual Ethernet Adapter Secure) although it is split: globalprotect-log says so. Media is encrypted already; the detour by the VPN gateway costs time and packets.',
          subject: TUNNEL,
          subjects: [TUNNEL, '198.51.100.42:3478'],
          noticed: 'Calls over the VPN are late or stutter.',
          evidence: [
            { source: 'PanGPS.log', line: 7, excerpt: 'globalprotect tunnel: split' },
            inFrame(8, '09:20:00', 'RTP 172.27.3.18:50020 → 198.51.100.42:3478, 3000 packets, 0 lost'),
            inFrame(9, '09:20:00', 'RTP 198.51.100.42:3478 → 172.27.3.18:50020, 2900 packets, 100 lost'),
          ],
          fix: [
            'Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on relays asked for through it', () => {
    const through = allocate({ interface: 1, client: `${TUNNEL}:50020`, frame: 8 });
    expect(told([...splitTunnel(), split, through])).toEqual([
      [
        'warning',
        'likely',
        '172.27.3.18 asked 198.51.100.42:3478 for relays through the tunnel (PANGP Virtual Ethernet Adapter Secure) although it is split: globalprotect-log says so. Media is encrypted already; the detour by the VPN gateway costs time and packets.',
      ],
    ]);
  });

  test('when an SfB server was reached beside the tunnel', () => {
    const wifi = iface();
    const outer = flow({ server: `${GATEWAY}:4501`, tunnel: 'globalprotect' });
    const beside = tcp({ serverName: 'sip.contoso.com', serverBytes: 900 });
    expect(told([wifi, tunnelFace(), outer, beside, rtp()])[0]?.slice(0, 2)).toEqual(['warning', 'likely']);
  });

  test('as a question at the pace of voice, seen from outside only', () => {
    const call = [
      invite([`UDP ${WIFI}:50020 host`], { clock: '10:19:58' }),
      answer(200, 'OK', { clock: '10:20:00' }),
      bye({ clock: '10:21:00' }),
    ];
    const outer = flow({
      server: `${GATEWAY}:4501`,
      tunnel: 'globalprotect',
      clock: '09:20:00',
      last: { frame: 9, time: at('09:21:00') },
      sent: 3000,
      received: 3000,
      sentBytes: 660_000,
      receivedBytes: 660_000,
    });
    const { findings } = check(rule, [iface(), split, outer, ...call], { utcOffset: 60 });
    expect(findings.map((f) => [f.severity, f.confidence, f.message])).toEqual([
      [
        'note',
        'possible',
        'While a call was up, GlobalProtect over UDP to 203.0.113.200 ran at 50 and 50 packets a second of 220 and 220 bytes, as voice does, and no RTP was seen beside it. A capture of the tunnel adapter would settle it.',
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['a full tunnel by design', [full, rtp()]],
    ['Windows says that it is full', [vpnTunnel({ product: 'windows', splitTunneling: false }), rtp()]],
    ['the peer is inside the VPN', [split, rtp({ to: '10.60.9.9:50100' })]],
    ['beside the tunnel', [split, rtp({ interface: 0, from: `${WIFI}:50020` })]],
    ['another program’s, while SfB’s Edge is known', [split, allocate(), rtp({ to: '52.114.10.30:3479' })]],
    [
      'another program’s, while a call of SfB is known',
      [split, invite([`UDP ${WIFI}:50020 host`]), rtp({ from: `${TUNNEL}:51010`, to: '52.114.10.30:3479' })],
    ],
    ['a probe of some packets', [split, rtp({ packets: 40 })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...splitTunnel(), ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when nothing tells whether the tunnel is split', () => {
    expect(check(rule, [...splitTunnel(), rtp()])).toEqual(WHETHER);
    // Other public addresses beside it may be the VPN's own.
    expect(check(rule, [...splitTunnel(), rtp(), tcp({ server: `${GATEWAY}:443` })])).toEqual(WHETHER);
    expect(check(rule, [...splitTunnel(), rtp(), vpnTunnel()])).toEqual(WHETHER);
  });
  test('without the tunnel’s adapter or its RTP', () => {
    const what = skipped(rule, 'a capture of the tunnel adapter during a call, with its RTP');
    expect(check(rule, [iface(), split])).toEqual(what);
    expect(check(rule, [...splitTunnel(), split])).toEqual(what);
    expect(check(rule, [split])).toEqual(skipped(rule, 'a capture'));
  });
});

test('is explained by the pair that was nominated', () => {
  const own = `${TUNNEL}:50020`;
  const call = [invite([`UDP ${own} host`]), answer(200, 'OK')];
  const report = checkAll(
    [rule, selected],
    [...splitTunnel(), split, rtp(), ...call, finalOffer(own, `${AV_EDGE}:3478`), bye()],
  );
  expect(report.findings.map((f) => [f.rule, f.cause])).toEqual([
    ['ice-tunnel-selected', []],
    ['media-in-tunnel', ['ice-tunnel-selected']],
  ]);
});
