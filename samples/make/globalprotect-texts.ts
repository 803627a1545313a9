import { PanGpsLog } from './pangps.ts';
import { ROUTER, TUNNEL, VPN_DNS, VPN_GATEWAY, WIFI } from './site.ts';
import {
  type Adapter,
  ENGLISH,
  ENGLISH_ROUTES,
  ipconfig,
  LOOPBACK_ROUTES,
  ownRoutes,
  type Route,
  routePrint,
} from './windows-text.ts';

/** What the help desk collects of a PC with GlobalProtect besides log and capture. */

const windowsMac = (mac: string): string => mac.toUpperCase().replaceAll(':', '-');

export const WIFI_ADAPTER: Adapter = {
  section: 'Wireless LAN adapter Wi-Fi',
  ifIndex: 11,
  description: 'Intel(R) Wi-Fi 6E AX211 160MHz',
  mac: windowsMac(WIFI.mac),
  connected: true,
  dhcp: true,
  address: WIFI.address,
  mask: '255.255.255.0',
  gateway: ROUTER,
  dns: [ROUTER],
};

export const IDLE_ADAPTERS: readonly Adapter[] = [
  {
    section: 'Wireless LAN adapter Local Area Connection* 1',
    ifIndex: 14,
    description: 'Microsoft Wi-Fi Direct Virtual Adapter',
    mac: '00-00-5E-00-53-12',
    connected: false,
    dhcp: true,
  },
  {
    section: 'Ethernet adapter Bluetooth Network Connection',
    ifIndex: 9,
    description: 'Bluetooth Device (Personal Area Network)',
    mac: '00-00-5E-00-53-13',
    connected: false,
    dhcp: true,
  },
];

export const TUNNEL_ADAPTER: Adapter = {
  section: 'Ethernet adapter Ethernet 5',
  ifIndex: 23,
  description: 'PANGP Virtual Ethernet Adapter Secure',
  mac: windowsMac(TUNNEL.mac),
  connected: true,
  address: TUNNEL.address,
  mask: '255.255.255.255',
  gateway: '',
  dns: [VPN_DNS],
  suffix: 'contoso.com',
};

const ADAPTERS = [TUNNEL_ADAPTER, ...IDLE_ADAPTERS, WIFI_ADAPTER];
const HOST = 'CONTOSO-LT-0417';

const route = (network: string, mask: string, gateway: string, address: string, metric: number): Route => ({
  network,
  mask,
  gateway,
  address,
  metric,
});

const HOST_MASK = '255.255.255.255';
const REST: readonly Route[] = [
  ...LOOPBACK_ROUTES,
  ...ownRoutes(TUNNEL.address, TUNNEL.address, HOST_MASK, 257),
  ...ownRoutes(WIFI.address, '192.168.1.0', '255.255.255.0', 291),
  route(VPN_GATEWAY, HOST_MASK, ROUTER, WIFI.address, 36),
];

/** @param how the split: by process alone, with everything else in the tunnel; or internal prefixes in and the Edge's
 *  addresses out. `at`: minute of the log's day on which the VPN came up, `09:19`. */
export function globalprotectTexts(how: {
  readonly at: string;
  readonly processOnly: boolean;
  /** No split at all. */
  readonly everything?: boolean;
  /** Addresses kept out of the tunnel. */
  readonly exclude: readonly string[];
}): Readonly<Record<string, Uint8Array>> {
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  const whole = how.processOnly || how.everything === true;
  const split = whole
    ? [route('0.0.0.0', '0.0.0.0', '', TUNNEL.address, 1)]
    : [
        route('10.0.0.0', '255.0.0.0', '', TUNNEL.address, 1),
        ...how.exclude.map((address) => route(address, HOST_MASK, ROUTER, WIFI.address, 36)),
      ];
  const log = new PanGpsLog();
  log.line(`03/02/26 ${how.at}:31:204`, 'Info ', 11_298, 'Connect method is user-logon');
  log.line(`03/02/26 ${how.at}:33:871`, 'Debug', 4036, '----Gateway Login starts----');
  log.config(`03/02/26 ${how.at}:36:118`, {
    gateway: 'vpn.contoso.com',
    gatewayAddress: VPN_GATEWAY,
    address: TUNNEL.address,
    mask: HOST_MASK,
    dns: [VPN_DNS],
    suffixes: ['contoso.com'],
    access: whole ? ['0.0.0.0/0'] : ['10.0.0.0/8'],
    exclude: how.exclude.map((address) => `${address}/32`),
    excludeDomains: [],
    excludeApplications: how.processOnly ? ['%ProgramFiles%\\Microsoft Office\\root\\Office16\\lync.exe'] : [],
  });
  log.line(`03/02/26 ${how.at}:36:402`, 'Debug', 4036, '----Tunnel Creation starts----');
  return {
    'PanGPS.log': log.bytes(),
    'ipconfig.txt': text(ipconfig(HOST, ADAPTERS, ENGLISH)),
    'route-print.txt': text(
      routePrint(ADAPTERS, [route('0.0.0.0', '0.0.0.0', ROUTER, WIFI.address, 35), ...split, ...REST], ENGLISH_ROUTES),
    ),
  };
}
