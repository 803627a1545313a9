/** Classes of addresses by texts: the truth table, its near misses, and contradictions. */
import { describe, expect, test } from 'vitest';
import { type Cidr, cidr } from '../../src/addresses.ts';
import { callsOf } from '../../src/calls.ts';
import type {
  CaptureInterface,
  HostAdapter,
  HostRoute,
  IpsecSa,
  SipMessage,
  VpnEvent,
  VpnTunnel,
} from '../../src/facts.ts';
import { type Host, hostOf } from '../../src/host.ts';
import { ADAPTERS, adapterByWords } from '../../src/knowledge/adapters.ts';
import { NO_SITE, type Site } from '../../src/site.ts';
import {
  adapter,
  CAPTURE,
  iface,
  invite,
  ipsecChild,
  ipsecSa,
  route,
  sipMessage,
  TUNNEL,
  tunnelFace,
  vpnEvent,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

interface Given {
  readonly adapters?: readonly HostAdapter[];
  readonly routes?: readonly HostRoute[];
  readonly tunnels?: readonly VpnTunnel[];
  readonly events?: readonly VpnEvent[];
  readonly sas?: readonly IpsecSa[];
  readonly messages?: readonly SipMessage[];
  readonly interfaces?: readonly CaptureInterface[];
  readonly site?: Site;
}
const host = ({ messages = [], interfaces = [], site = NO_SITE, ...texts }: Given): Host =>
  hostOf({ interfaces, flows: [], messages, calls: callsOf(messages), site, ...texts });
const told = (given: Given) =>
  host(given).addresses.map((a) => `${a.address} ${a.class} ${a.confidence}: ${a.because}`);
const classes = (given: Given) => host(given).addresses.map((a) => `${a.address} ${a.class} ${a.confidence}`);
const offer = (...hosts: string[]) => invite(hosts.map((h, i) => `UDP ${h}:${50020 + i * 2} host`));

const WIFI_MAC = '00:00:5e:00:53:11';
const wifi = adapter({
  name: 'Wi-Fi',
  description: 'Intel(R) Wi-Fi 6E AX211 160MHz',
  section: 'wireless',
  mac: WIFI_MAC,
  gateways: ['192.168.1.1'],
});
const pangp = (more: Parameters<typeof adapter>[0] = {}) =>
  adapter({
    line: 9,
    own: `${TUNNEL}/32`,
    name: 'Ethernet 5',
    description: 'PANGP Virtual Ethernet Adapter Secure',
    section: 'ethernet',
    mac: '02:50:41:00:00:01',
    ...more,
  });

describe('one adapter', () => {
  const PC = `${WIFI} physical certain`;
  test.each<[string, Partial<HostAdapter> & { own?: string }, string]>([
    ['GlobalProtect by its words', { description: 'PANGP Virtual Ethernet Adapter #2' }, 'tunnel certain'],
    ['AnyConnect, cut', { description: 'Cisco AnyConnect Secure Mobility Cli', cut: true }, 'tunnel certain'],
    ['Check Point, cut', { description: 'Check Point Virtual Network Adapter ', cut: true }, 'tunnel certain'],
    ['Fortinet by its MAC', { description: 'Ethernet', mac: '00:09:0f:fe:00:01' }, 'tunnel certain'],
    ['a FortiGate in the LAN has the same OUI', { mac: '00:09:0f:12:34:56' }, 'unknown possible'],
    ['WireGuard by its section', { section: 'unknown' }, 'tunnel likely'],
    ['an unknown adapter with a MAC', { section: 'unknown', mac: WIFI_MAC }, 'unknown possible'],
    ['PPP beside the uplink', { section: 'ppp', own: '10.20.30.40/32' }, 'tunnel likely'],
    ['PPP with a public address is dial-up', { section: 'ppp', own: '198.51.100.7/24' }, 'unknown possible'],
    ['/32 without gateway', { own: '10.20.30.40/32', section: 'ethernet' }, 'tunnel likely'],
    ['/32 with itself as gateway', { own: '10.20.30.40/32', gateways: ['10.20.30.40'] }, 'tunnel likely'],
    ['/32 with a gateway', { own: '10.20.30.40/32', gateways: ['10.20.30.1'] }, 'unknown possible'],
    ['/32 of a text that shows no gateways', { form: 'get-netadapter', own: '10.20.30.40/32' }, 'tunnel possible'],
    ['MTU alone', { mtu: 1400 }, 'unknown possible'],
    ['Hyper-V', { description: 'Hyper-V Virtual Ethernet Adapter', mac: '00:15:5d:00:53:60' }, 'virtual-host certain'],
    [
      'Hyper-V bound to a network card',
      { description: 'Hyper-V Virtual Ethernet Adapter #2', mac: WIFI_MAC },
      'physical likely',
    ],
    ['VMware', { description: 'VMware Virtual Ethernet Adapter for VMnet8' }, 'virtual-host certain'],
    ['Wi-Fi Direct is no VPN', { description: 'Microsoft Wi-Fi Direct Virtual Adapter #2' }, 'physical likely'],
    ['WAN Miniport is no VPN', { description: 'WAN Miniport (IKEv2)' }, 'unknown possible'],
    ['a friendly name says nothing', { name: 'VPN', description: 'Ethernet' }, 'unknown possible'],
    ['unconfirmed words', { description: 'Citrix Virtual Adapter' }, 'tunnel possible'],
    ['Teredo', { description: 'Teredo Tunneling Pseudo-Interface', own: '2001:0:4136:e378::1' }, 'transition certain'],
    ['loopback', { section: 'loopback', own: '127.0.0.1/8' }, 'loopback certain'],
    [
      'a tunnel that got no address',
      { description: 'PANGP Virtual Ethernet Adapter', own: '169.254.7.7/16' },
      'link-local certain',
    ],
    ['utun with IPv4', { form: 'ifconfig', name: 'utun4' }, 'tunnel likely'],
    ['utun without IPv4', { form: 'ifconfig', name: 'utun0', own: 'fe80::1/64' }, 'link-local certain'],
    [
      'a second network card in the dock',
      {
        description: 'ASIX USB to Gigabit Ethernet Family Adapter',
        gateways: ['10.8.0.1'],
        mac: '00:00:5e:00:53:12',
        own: '10.8.0.7/24',
      },
      'physical certain',
    ],
  ])('%s', (_what, more, expected) => {
    const { own = '10.8.0.7/24', ...rest } = more;
    const address = own.split('/')[0]!;
    const other = adapter({ line: 20, ...rest, own } as Parameters<typeof adapter>[0]);
    expect(
      classes({ adapters: [{ ...wifi, form: other.form === 'ifconfig' ? 'ifconfig' : wifi.form }, other] }),
    ).toEqual([`${address} ${expected}`, PC].sort());
  });

  test('every known pattern names a class; only confirmed ones are certain', () => {
    expect(ADAPTERS.filter((a) => a.class === 'unknown')).toEqual([]);
    expect(adapterByWords('Cisco Secure Client', 'x')?.confidence).toBe('possible');
    for (const words of ['WAN Miniport (L2TP)', 'Ethernet 5', 'Local Area Connection* 2', 'NdisWan Adapter'])
      expect(adapterByWords(words)).toBeUndefined();
  });
});

test('the reason names the strongest signs with their places', () => {
  const given = {
    adapters: [wifi, pangp()],
    tunnels: [vpnTunnel({ line: 40, addresses: [TUNNEL] })],
  };
  expect(told(given)).toEqual([
    `${TUNNEL} tunnel certain: its adapter is "PANGP Virtual Ethernet Adapter Secure" of Palo Alto GlobalProtect (ipconfig.txt:9), its MAC 02:50:41:00:00:01 is that of every Palo Alto GlobalProtect adapter (ipconfig.txt:9), and Palo Alto GlobalProtect says it is the tunnel's address (PanGPS.log:40)`,
    `${WIFI} physical certain: its adapter is "Intel(R) Wi-Fi 6E AX211 160MHz" (ipconfig.txt:1), and it is a wireless adapter (ipconfig.txt:1)`,
  ]);
  expect(host(given).product).toEqual({
    product: 'globalprotect',
    name: 'Palo Alto GlobalProtect',
    confidence: 'certain',
    because: 'its own text shows the tunnel (PanGPS.log:40)',
  });
  expect(host(given).vendor).toBe('Palo Alto GlobalProtect');
});

test('the same adapter in several texts: addresses of one, words of the other', () => {
  const adapters = [
    adapter({
      own: '',
      form: 'get-netadapter',
      source: 'a.txt',
      name: 'Ethernet 5',
      ifIndex: 23,
      description: 'PANGP Virtual Ethernet Ada',
      cut: true,
    }),
    adapter({
      own: '',
      form: 'route-print',
      source: 'r.txt',
      ifIndex: 23,
      description: 'PANGP Virtual Ethernet Adapter Secure',
    }),
    adapter({ own: `${TUNNEL}/16`, form: 'get-netipconfiguration', source: 'c.txt', ifIndex: 23 }),
  ];
  expect(told({ adapters })).toEqual([
    `${TUNNEL} tunnel certain: its adapter is "PANGP Virtual Ethernet Ada" of Palo Alto GlobalProtect (a.txt:1)`,
  ]);
});

test('signs that contradict each other leave it open, and a weaker one is named', () => {
  const odd = adapter({ own: '10.8.0.7/24', description: 'Intel(R) Ethernet Connection', mac: '02:50:41:00:00:01' });
  expect(told({ adapters: [odd] })).toEqual([
    '10.8.0.7 unknown possible: the signs contradict each other: its adapter is "Intel(R) Ethernet Connection" (ipconfig.txt:1); but its MAC 02:50:41:00:00:01 is that of every Palo Alto GlobalProtect adapter (ipconfig.txt:1)',
  ]);
  const ppp = adapter({ own: '10.8.0.7/24', description: 'Intel(R) Ethernet Connection', section: 'unknown' });
  expect(told({ adapters: [ppp] })).toEqual([
    '10.8.0.7 physical certain: its adapter is "Intel(R) Ethernet Connection" (ipconfig.txt:1), although its adapter has no MAC, as WireGuard and Wintun adapters (ipconfig.txt:1)',
  ]);
});

describe('routes', () => {
  const lan = adapter({ own: `${WIFI}/24` });
  const other = adapter({ own: '10.8.0.7/24', line: 9 });
  const table = (...lines: string[]) => ({
    adapters: [lan, other],
    routes: [`0.0.0.0/0 192.168.1.1 ${WIFI} 35`, ...lines].map((t, i) => route(t, { line: i + 1 })),
  });
  const of = (...lines: string[]) => host(table(...lines)).of('10.8.0.7');
  test('both halves of the Internet', () => {
    expect(of('0.0.0.0/1 10.8.0.1 10.8.0.7 25', '128.0.0.0/1 10.8.0.1 10.8.0.7 25')).toEqual({
      address: '10.8.0.7',
      class: 'tunnel',
      confidence: 'likely',
      because: 'both halves of the Internet (0/1 and 128/1) are routed through it (route-print.txt:2)',
    });
    expect(of('0.0.0.0/1 10.8.0.1 10.8.0.7 25')?.class).toBe('unknown');
  });
  test('private networks of others with a low metric', () => {
    const nets = [
      '172.16.0.0/12 on-link 10.8.0.7 1',
      '10.60.0.0/16 on-link 10.8.0.7 1',
      '192.168.0.0/16 on-link 10.8.0.7 1',
    ];
    expect(of(...nets)?.class).toBe('tunnel');
    expect(of(...nets.slice(1))?.class).toBe('unknown');
    expect(of(...nets.map((n) => n.replace(/ 1$/, ' 281')))?.class).toBe('unknown');
  });
  test('persistent routes, other tables and refusals are no signs', () => {
    const lines = ['0.0.0.0/1 10.8.0.1 10.8.0.7 25', '128.0.0.0/1 10.8.0.1 10.8.0.7 25'];
    for (const more of [{ persistent: true }, { table: '220' }, { refuses: true }] as const)
      expect(host({ adapters: [lan, other], routes: lines.map((t) => route(t, more)) }).of('10.8.0.7')?.class).toBe(
        'unknown',
      );
  });
  test('the interface that reaches the VPN gateway is physical', () => {
    const given = {
      adapters: [lan],
      routes: [route(`203.0.113.200/32 192.168.1.1 ${WIFI} 36`)],
      tunnels: [vpnTunnel({ gatewayAddress: '203.0.113.200' })],
    };
    expect(told(given)).toEqual([`${WIFI} physical likely: the VPN gateway is reached through it (route-print.txt:1)`]);
  });
});

describe('strongSwan without an interface', () => {
  const eth0 = adapter({ form: 'ip-addr', source: 'ip.txt', name: 'eth0', own: `${WIFI}/24`, mac: WIFI_MAC });
  test('the virtual IP on eth0 is the tunnel, the LAN address is not', () => {
    const both = { ...eth0, addresses: [...eth0.addresses, { address: '10.20.30.40', prefix: 32 }] };
    const given = { adapters: [both], sas: [ipsecSa({ line: 3 })] };
    expect(host(given).tunnels).toEqual([
      {
        address: '10.20.30.40',
        class: 'tunnel',
        confidence: 'certain',
        because: 'strongSwan has it as virtual IP (swanctl.txt:3)',
      },
    ]);
    expect(host(given).of(WIFI)).toMatchObject({
      class: 'physical',
      confidence: 'likely',
      because: 'the tunnel itself runs from it (swanctl.txt:3)',
    });
    // Its routes lead out beside the tunnel, unless a selector takes the packets.
    const out = route('0.0.0.0/0 192.168.1.1', { interfaceName: 'eth0' });
    expect(host(given).interfaceOfRoute(out)?.class).toBe('physical');
    expect(host(given).product?.product).toBe('strongswan');
  });
  test('without a virtual IP the own end is no tunnel address, although a selector is it', () => {
    const sa = ipsecSa({ localVirtual: [], children: [ipsecChild({ localTs: [`${WIFI}/32`] })] });
    expect(host({ messages: [offer(WIFI)], adapters: [eth0], sas: [sa] }).tunnels).toEqual([]);
  });
  test("a gateway's texts: only the virtual IP that is this PC's, never the gateway's own addresses", () => {
    const sa = ipsecSa({
      localVirtual: [],
      remoteVirtual: ['10.20.30.40', '10.20.30.41'],
      local: { address: '203.0.113.1', port: 4500 },
    });
    const gateway = adapter({ form: 'ip-addr', source: 'swanctl.txt', name: 'eth0', own: '10.1.0.1/16' });
    const given = { messages: [offer(WIFI, '10.20.30.40')], sas: [sa], adapters: [gateway] };
    expect(classes(given)).toEqual(['10.20.30.40 tunnel certain', `${WIFI} unknown possible`]);
  });
});

describe('capture and texts', () => {
  test('an unnamed capture interface is known by its connection name, or by the number of etl2pcapng', () => {
    const unnamed = { hardware: undefined, own: TUNNEL, index: 1 };
    const named = { ...unnamed, name: '\\Device\\NPF_{1}', description: 'Ethernet 5' };
    const etl = { ...unnamed, name: 'eth:23:0' };
    const adapters = [pangp({ own: '', ifIndex: 23 })];
    for (const [face, label] of [
      [named, 'Ethernet 5'],
      [etl, 'eth:23:0'],
    ] as const)
      expect(host({ interfaces: [iface(face)], adapters }).interfaceOf(CAPTURE, 1)).toEqual({
        class: 'tunnel',
        confidence: 'certain',
        because: `capture interface "${label}" is "PANGP Virtual Ethernet Adapter Secure" (ipconfig.txt:9)`,
        own: [TUNNEL],
      });
  });
  test('the profile and --tunnel go before all else', () => {
    const pools = [cidr('192.168.0.0/16') as Cidr];
    expect(told({ interfaces: [iface()], site: { ...NO_SITE, tunnel: pools, pools } })).toEqual([
      `${WIFI} tunnel certain: ${WIFI} is in the profile's VPN pool`,
    ]);
    expect(host({ interfaces: [tunnelFace()] }).product?.product).toBe('globalprotect');
    expect(host({ interfaces: [tunnelFace()], site: { ...NO_SITE, vpn: 'fortigate' } }).vendor).toBe(
      'Fortinet FortiClient',
    );
  });
});

describe('which product', () => {
  test('an adapter that is installed and idle is not in use', () => {
    expect(host({ adapters: [wifi, pangp({ own: '' })] }).product).toBeUndefined();
    expect(host({ adapters: [wifi, pangp({ own: '169.254.3.3/16' })] }).product).toBeUndefined();
    expect(host({ adapters: [wifi, pangp()] }).product?.because).toBe(
      'its adapter "PANGP Virtual Ethernet Adapter Secure" has an address (ipconfig.txt:9)',
    );
  });
  test('a connection that is configured and down is a guess', () => {
    const down = vpnTunnel({ product: 'windows', form: 'get-vpnconnection', up: false });
    expect(host({ tunnels: [down] }).product?.confidence).toBe('possible');
    expect(host({ tunnels: [down] }).vendor).toBeUndefined();
  });
});

describe('over time', () => {
  const at = (clock: string, ...hosts: string[]) => ({
    ...offer(...hosts),
    ...invite(
      hosts.map((h, i) => `UDP ${h}:${50020 + i * 2} host`),
      { clock, callId: clock },
    ),
  });
  const spans = (given: Given) =>
    host(given).addresses.map((a) => [a.address, a.from?.slice(11, 19), a.until?.slice(11, 19)]);
  test('an address that came later, and one that went', () => {
    const messages = [at('09:20:00', WIFI, '10.9.9.9'), at('09:30:00', WIFI, TUNNEL), at('09:40:00', WIFI, TUNNEL)];
    expect(spans({ messages })).toEqual([
      ['10.9.9.9', undefined, '09:20:00'],
      [TUNNEL, '09:30:00', undefined],
      [WIFI, undefined, undefined],
    ]);
  });
  test('gone and back: no one span tells it', () => {
    const messages = [at('09:20:00', WIFI, TUNNEL), at('09:30:00', WIFI), at('09:40:00', WIFI, TUNNEL)];
    expect(spans({ messages })).toEqual([
      [TUNNEL, undefined, undefined],
      [WIFI, undefined, undefined],
    ]);
  });
  test('events of the VPN client know it better', () => {
    const events = [
      vpnEvent('connected', '09:19:50', { address: TUNNEL }),
      vpnEvent('disconnected', '09:45:00', { line: 2 }),
    ];
    expect(spans({ events })).toEqual([[TUNNEL, '09:19:50', '09:45:00']]);
    const back = vpnEvent('connected', '09:50:00', { line: 3, address: TUNNEL });
    expect(spans({ events: [...events, back] })).toEqual([[TUNNEL, undefined, undefined]]);
  });
});

test('a REGISTER from an address counts as this PC', () => {
  const sent = sipMessage({ method: 'REGISTER', local: { address: TUNNEL, port: 50000 } });
  expect(classes({ messages: [sent], adapters: [wifi, pangp()] })).toEqual([
    `${TUNNEL} tunnel certain`,
    `${WIFI} physical certain`,
  ]);
});

describe("captures and texts of the gateway never classify the PC's addresses", () => {
  const nat = '203.0.113.77';
  const sa = ipsecSa({
    source: 'gateway/sas.txt',
    localVirtual: [],
    remoteVirtual: ['10.20.30.40'],
    local: { address: '198.51.100.1', port: 4500 },
    remote: { address: nat, port: 61007 },
  });
  const wan = (source: string, ...addresses: string[]) =>
    iface({
      source,
      hardware: undefined,
      name: 'eth0',
      addresses: addresses.map((address, i) => ({ address, sent: 90 - i, received: 90 - i })),
    });
  test('a capture that shows the client behind NAT', () => {
    const given = { interfaces: [wan('wan.pcapng', nat, '198.51.100.1', '10.20.30.40')], sas: [sa] };
    expect(host({ ...given, messages: [offer(WIFI, '10.20.30.40')] }).addresses).toEqual([
      {
        address: '10.20.30.40',
        class: 'tunnel',
        confidence: 'certain',
        because: 'the gateway gave it to a VPN client (gateway/sas.txt:1)',
      },
      { address: WIFI, class: 'unknown', confidence: 'possible', because: 'nothing tells its adapter' },
    ]);
    expect(host(given).interfaceOf('wan.pcapng', 0)).toEqual({
      class: 'unknown',
      confidence: 'possible',
      because: 'the capture was taken on the VPN gateway 198.51.100.1 (gateway/sas.txt:1)',
      own: [],
    });
  });
  test("the PC's own capture shows the gateway too, but not itself behind NAT", () => {
    const given = { interfaces: [wan('pc.pcapng', WIFI, '198.51.100.1')], sas: [sa] };
    expect(host(given).interfaceOf('pc.pcapng', 0)?.own).toEqual([WIFI]);
  });
});

test('a PPP adapter with the name of a VPN connection', () => {
  const ppp = adapter({
    line: 9,
    own: '172.20.5.17/32',
    name: 'Contoso VPN',
    description: 'Contoso VPN',
    section: 'ppp',
  });
  const connection = (name: string) =>
    vpnTunnel({ form: 'get-vpnconnection', source: 'vpn.txt', product: 'windows', name, up: true });
  const of = (name: string) => host({ adapters: [wifi, ppp], tunnels: [connection(name)] }).of('172.20.5.17');
  expect([of('Contoso VPN')?.confidence, of('Contoso VPN')?.because]).toEqual([
    'certain',
    'its adapter is the VPN connection "Contoso VPN" (vpn.txt:1), and it is a PPP adapter beside the one with the gateway (ipconfig.txt:9)',
  ]);
  expect(of('Fabrikam')?.confidence).toBe('likely');
});
