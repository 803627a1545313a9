/** Which way packets take: longest prefix and metric against a naive reference, and what the split says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cidr, covered } from '../../src/addresses.ts';
import { analysis } from '../../src/analyze.ts';
import type { Fact, HostRoute, IpsecPolicy } from '../../src/facts.ts';
import type { Incident } from '../../src/incident.ts';
import { prefixes } from '../../src/prefixes.ts';
import { bestRoutes, metricOf } from '../../src/routing.ts';
import {
  ACCESS_EDGE,
  adapter,
  dns,
  FRONT_END,
  invite,
  ipsecChild,
  ipsecSa,
  route,
  TUNNEL,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

function incident(...facts: readonly Fact[]): Incident {
  const run = analysis([], '0.0.0');
  for (const fact of facts) run.add(fact);
  return run.incident();
}
const WIFI_ADAPTER = adapter({
  description: 'Intel(R) Wi-Fi 6E AX211 160MHz',
  name: 'Wi-Fi',
  ifIndex: 11,
  gateways: ['192.168.1.1'],
});
const PANGP = adapter({
  line: 9,
  own: `${TUNNEL}/32`,
  description: 'PANGP Virtual Ethernet Adapter Secure',
  name: 'Ethernet 5',
  ifIndex: 23,
});
const PC = [WIFI_ADAPTER, PANGP];
const DEFAULT = `0.0.0.0/0 192.168.1.1 ${WIFI} 35`;
const routes = (...lines: string[]) => lines.map((t, i) => route(t, { line: i + 1 }));
const way = (facts: readonly Fact[], address: string) => {
  const found = incident(...facts).routing.wayTo(address);
  return found && `${found.class} ${found.confidence}: ${found.because}`;
};

describe('longest prefix, then lowest metric', () => {
  const octet = fc.integer({ min: 0, max: 3 });
  const address = fc.tuple(octet, octet, octet, octet).map((o) => o.map((x) => x * 64).join('.'));
  const line = fc
    .record({
      at: address,
      length: fc.integer({ min: 0, max: 32 }),
      metric: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
      interfaceMetric: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    })
    .map(({ at, length, ...metrics }) => ({ ...route(`${at}/${length}`), ...metrics }));
  test('as a naive search finds it', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 40 }),
        fc.array(address, { minLength: 1, maxLength: 8 }),
        (all, wanted) => {
          const table = prefixes(all.map((r) => [r.destination, r] as const));
          for (const a of wanted) {
            const length = (r: HostRoute): number => Number(r.destination.split('/')[1]);
            const fits = all.filter((r) => covered(a, [cidr(r.destination)!]));
            const longest = Math.max(...fits.map(length));
            const same = fits.filter((r) => length(r) === longest);
            const least = Math.min(...same.map(metricOf));
            expect(bestRoutes(table, a)).toEqual(same.filter((r) => metricOf(r) === least));
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
  test('IPv6 the same, and the families do not mix', () => {
    const table = prefixes(['::/0', '2001:db8::/32', '2001:db8:1::/48', '0.0.0.0/0'].map((p) => [p, p] as const));
    expect(['2001:db8:1::9', '2001:db8:2::9', 'fd00::1', '10.0.0.1', 'x'].map((a) => table.longest(a))).toEqual([
      ['2001:db8:1::/48'],
      ['2001:db8::/32'],
      ['::/0'],
      ['0.0.0.0/0'],
      [],
    ]);
    expect(table.longest('2001:db8:1::9', 32)).toEqual(['2001:db8::/32']);
  });
});

describe('the way to an address', () => {
  test('the split tunnel of the story', () => {
    const facts = [...PC, ...routes(DEFAULT, `10.60.0.0/16 on-link ${TUNNEL} 1`)];
    expect(way(facts, FRONT_END)).toBe('tunnel certain: 10.60.0.0/16 on-link on 172.27.3.18 (route-print.txt:2)');
    expect(way(facts, ACCESS_EDGE)).toBe(
      'physical certain: 0.0.0.0/0 by 192.168.1.1 on 192.168.1.34 (route-print.txt:1)',
    );
    expect(incident(...facts).routing.defaults.map((d) => d.class)).toEqual(['physical']);
  });
  test('both halves go before the default route', () => {
    const facts = [...PC, ...routes(DEFAULT, `0.0.0.0/1 on-link ${TUNNEL} 1`, `128.0.0.0/1 on-link ${TUNNEL} 1`)];
    expect(way(facts, ACCESS_EDGE)).toMatch(/^tunnel certain: 128\.0\.0\.0\/1/);
    expect(incident(...facts).routing.defaults.map((d) => `${d.class} ${d.route?.destination}`)).toEqual([
      'tunnel 0.0.0.0/1',
      'tunnel 128.0.0.0/1',
    ]);
  });
  test('Get-NetRoute: by number, metric of route and interface together', () => {
    const net = (ifIndex: number, metric: number, interfaceMetric: number) =>
      route('0.0.0.0/0 10.0.0.1', { form: 'get-netroute', ifIndex, metric, interfaceMetric });
    expect(way([...PC, net(11, 0, 35), net(23, 0, 1)], ACCESS_EDGE)).toMatch(/^tunnel certain/);
    expect(way([...PC, net(11, 0, 35), net(23, 256, 1)], ACCESS_EDGE)).toMatch(/^physical certain/);
  });
  test('equal metrics over different adapters leave it open', () => {
    const facts = [...PC, ...routes(DEFAULT, `0.0.0.0/0 on-link ${TUNNEL} 35`)];
    expect(way(facts, ACCESS_EDGE)).toBe(
      'unknown possible: 2 routes of the same length and metric: 0.0.0.0/0 by 192.168.1.1 on 192.168.1.34 (route-print.txt:1); 0.0.0.0/0 on-link on 172.27.3.18 (route-print.txt:2)',
    );
  });
  test('two tables that differ (before and after the VPN came up) leave it open', () => {
    const before = route(DEFAULT, { source: 'before.txt' });
    const after = route(`0.0.0.0/0 on-link ${TUNNEL} 1`, { source: 'after.txt' });
    expect(way([...PC, before, after], ACCESS_EDGE)).toMatch(/^unknown possible: the routing tables differ: /);
    expect(way([...PC, before], ACCESS_EDGE)).toMatch(/^physical certain/);
  });
  test('persistent routes and other tables are left out, and said', () => {
    const facts = [
      ...PC,
      route(DEFAULT),
      route(`10.60.0.0/16 10.9.9.9 ${TUNNEL} 1`, { line: 2, persistent: true }),
      route(`10.60.0.0/16 10.9.9.9 ${TUNNEL}`, { line: 3, table: '220' }),
    ];
    expect(way(facts, FRONT_END)).toMatch(/^physical certain: 0\.0\.0\.0\/0/);
    expect(incident(...facts).routing.ignored).toEqual([
      '1 persistent route: listed, perhaps not in use',
      'routing tables 220: which packets they get, their rules say',
    ]);
  });
  test('a refused prefix, an adapter that nothing names, no table, a gateway’s table', () => {
    expect(way([...PC, route(DEFAULT), route('10.60.0.0/16', { line: 2, refuses: true })], FRONT_END)).toBe(
      'unknown possible: 10.60.0.0/16 is refused (route-print.txt:2)',
    );
    expect(way([route('0.0.0.0/0 10.0.0.1 10.0.0.9 5')], FRONT_END)).toBe(
      'unknown possible: 0.0.0.0/0 by 10.0.0.1 on 10.0.0.9 (route-print.txt:1); nothing tells which adapter that is',
    );
    expect(way(PC, FRONT_END)).toBeUndefined();
    const gateway = ipsecSa({ localVirtual: [], remoteVirtual: ['10.20.30.40'] });
    const own = route('0.0.0.0/0 10.1.0.254', { form: 'ip-route', source: 'swanctl.txt', interfaceName: 'tun0' });
    expect(incident(gateway, own).routing.known).toBe(false);
  });
  test('Linux: a tunnel device by its name', () => {
    const line = (text: string, interfaceName: string) =>
      route(text, { form: 'ip-route', source: 'linux.txt', interfaceName });
    const own = adapter({ form: 'ip-addr', source: 'linux.txt', name: 'eth0' });
    const facts = [
      invite([`UDP ${WIFI}:50020 host`]),
      own,
      line('0.0.0.0/0 192.168.1.1', 'eth0'),
      line('10.60.0.0/16', 'tun0'),
    ];
    expect(way(facts, FRONT_END)).toBe('tunnel likely: 10.60.0.0/16 on-link on tun0 (linux.txt:1)');
  });
});

describe('traffic selectors take packets whatever the table says', () => {
  const pass = (remoteTs: string): IpsecPolicy => ({
    kind: 'ipsec.policy',
    at: { source: 'swanctl.txt', line: 20 },
    form: 'swanctl-pols',
    mode: 'pass',
    localTs: ['0.0.0.0/0'],
    remoteTs: [remoteTs],
  });
  const all = ipsecSa({ line: 3, children: [ipsecChild({ remoteTs: ['0.0.0.0/0'] })] });
  test('a tunnel, and a shunt that is more specific', () => {
    expect(way([all], FRONT_END)).toBe('tunnel certain: the traffic selector 0.0.0.0/0 takes it (swanctl.txt:3)');
    expect(way([all, pass('10.60.0.0/16')], FRONT_END)).toBeUndefined();
    expect(way([all, pass('192.168.1.0/24')], FRONT_END)).toMatch(/^tunnel certain/);
  });
  test('not when narrowed to ports, not installed, or of the gateway', () => {
    const sa = (more: Parameters<typeof ipsecChild>[0]) => ipsecSa({ children: [ipsecChild(more)] });
    expect(way([sa({ remoteTs: ['10.60.0.0/16[tcp/443]'] })], FRONT_END)).toBeUndefined();
    expect(way([sa({ remoteTs: ['10.60.0.0/16'], state: 'DELETING' })], FRONT_END)).toBeUndefined();
    expect(way([{ ...all, localVirtual: [], remoteVirtual: ['10.20.30.40'] }], FRONT_END)).toBeUndefined();
  });
});

describe('what the split says', () => {
  const split = (more: Parameters<typeof vpnTunnel>[0], address: string) => {
    const found = incident(vpnTunnel(more)).routing.splitOf(address);
    return found && { ...found, at: undefined, ...(found.shadowed && { shadowed: found.shadowed.prefix }) };
  };
  test.each<[string, Parameters<typeof vpnTunnel>[0], unknown]>([
    ['included', { includeRoutes: ['10.0.0.0/8'] }, { says: 'tunnel', prefix: '10.0.0.0/8', truncated: false }],
    [
      'excluded, more specific',
      { includeRoutes: ['0.0.0.0/0'], excludeRoutes: ['10.60.0.0/16'] },
      { says: 'beside', prefix: '10.60.0.0/16', truncated: false },
    ],
    [
      'excluded, shadowed by an equal one',
      { includeRoutes: ['10.60.0.0/16'], excludeRoutes: ['10.60.0.0/16'] },
      { says: 'tunnel', prefix: '10.60.0.0/16', truncated: false, shadowed: '10.60.0.0/16' },
    ],
    ['in no list of inclusions', { includeRoutes: ['172.16.0.0/12'] }, { says: 'beside', truncated: false }],
    ['in no list of exclusions', { excludeRoutes: ['198.51.100.0/24'] }, { says: 'tunnel', truncated: false }],
    ['in no list of a text that broke off', { includeRoutes: ['172.16.0.0/12'], truncated: true }, undefined],
    [
      'included by a text that broke off',
      { includeRoutes: ['10.0.0.0/8'], truncated: true },
      { says: 'tunnel', prefix: '10.0.0.0/8', truncated: true },
    ],
    ['no lists', {}, undefined],
    ['Windows, full tunnel', { product: 'windows', splitTunneling: false }, { says: 'tunnel', truncated: false }],
    ['a connection that is down', { includeRoutes: ['10.0.0.0/8'], up: false }, undefined],
  ])('%s', (_what, more, expected) => {
    const found = split(more, FRONT_END);
    expect(found && Object.fromEntries(Object.entries(found).filter(([k]) => k !== 'at'))).toEqual(expected);
  });
});

test('SfB servers and media addresses of the incident, each judged', () => {
  const remote = invite([`UDP 203.0.113.77:50000 host`], { direction: 'received', line: 50 });
  const facts = [
    dns('sip.contoso.com', [`A ${FRONT_END}`]),
    remote,
    ...PC,
    ...routes(DEFAULT, `10.60.0.0/16 on-link ${TUNNEL} 1`),
    vpnTunnel({ includeRoutes: ['10.60.0.0/16', '203.0.113.0/24'], line: 40 }),
  ];
  expect(
    incident(...facts).routing.judged.map((j) => [j.address, j.what, j.way?.class, j.split?.says, j.asSplit]),
  ).toEqual([
    [FRONT_END, ['registrar'], 'tunnel', 'tunnel', true],
    ['203.0.113.77', ['media'], 'physical', 'tunnel', false],
  ]);
});

describe('what texts say of the VPN, together', () => {
  test('the newest list of the gateway in use; what no text gives is left out', () => {
    const views = incident(
      vpnTunnel({ line: 1, gateway: 'old.contoso.com', excludeRoutes: ['198.51.100.0/24'] }),
      vpnTunnel({
        line: 5,
        gateway: 'vpn.contoso.com',
        includeRoutes: ['10.0.0.0/8'],
        excludeApplications: ['lync.exe'],
      }),
      vpnTunnel({
        line: 9,
        gateway: 'vpn.contoso.com',
        includeRoutes: ['10.60.0.0/16'],
        noLocalAccess: true,
        truncated: true,
      }),
    ).vpn;
    expect(views.map(({ from, ...v }) => ({ ...v, from: from.length }))).toEqual([
      {
        product: 'globalprotect',
        gateway: { value: 'vpn.contoso.com', at: { source: 'PanGPS.log', line: 9 } },
        includeRoutes: [{ value: '10.60.0.0/16', at: { source: 'PanGPS.log', line: 9 } }],
        excludeApplications: [{ value: 'lync.exe', at: { source: 'PanGPS.log', line: 5 } }],
        noLocalAccess: { value: true, at: { source: 'PanGPS.log', line: 9 } },
        truncated: true,
        from: 2,
      },
    ]);
  });
  test('strongSwan: the far side’s selectors on the PC, the near side’s on the gateway for this PC', () => {
    const child = ipsecChild({ remoteTs: ['10.1.0.0/16', '10.2.0.0/16[tcp/443]'] });
    const prefixesOf = (...facts: Fact[]) => incident(...facts).vpn.map((v) => v.includeRoutes?.map((r) => r.value));
    expect(prefixesOf(ipsecSa({ children: [child] }))).toEqual([['10.1.0.0/16']]);
    const near = ipsecSa({
      source: 'gw.txt',
      localVirtual: [],
      remoteVirtual: ['10.20.30.40'],
      children: [ipsecChild({ localTs: ['10.1.0.0/16'], remoteTs: ['10.20.30.40/32'] })],
    });
    expect(prefixesOf(near)).toEqual([]);
    expect(prefixesOf(near, invite(['UDP 10.20.30.40:50020 host']))).toEqual([['10.1.0.0/16']]);
  });
  test('WireGuard has routes by peer', () => {
    const peer = (line: number, net: string) =>
      vpnTunnel({ product: 'wireguard', form: 'wg-show', source: 'wg.txt', line, includeRoutes: [net] });
    expect(incident(peer(1, '10.1.0.0/16'), peer(2, '0.0.0.0/0')).vpn[0]?.includeRoutes?.map((r) => r.value)).toEqual([
      '10.1.0.0/16',
      '0.0.0.0/0',
    ]);
  });
});
