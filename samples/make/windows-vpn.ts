import { ANNA, BEN, clock, EDGE, HOME_PUBLIC, ROUTER, type Sample, TO_UTC, WIFI } from './site.ts';
import { Softphone } from './softphone.ts';
import { chatter, openLog, UccapiLog } from './uccapi-log.ts';
import {
  type Adapter,
  cp850,
  GERMAN,
  GERMAN_ROUTES,
  ipconfig,
  LOOPBACK_ROUTES,
  ownRoutes,
  routePrint,
} from './windows-text.ts';

/** Windows' own VPN (IKEv2) with split tunnelling on a German PC: no route was added, so Windows has only the class
 *  route of the tunnel's address. Names resolve to internal servers of 10.60.4.0/24, and the client's packets to them
 *  leave by Wi-Fi. No capture; texts as `cmd` (code page 850) and PowerShell (UTF-16) write them. */

const TUNNEL = '172.20.5.17';
const HOST_MASK = '255.255.255.255';
const FRONT_END = { address: '10.60.4.21', port: 5061 };

const ADAPTERS: readonly Adapter[] = [
  {
    section: 'PPP-Adapter Contoso VPN',
    ifIndex: 48,
    description: 'Contoso VPN',
    mac: '',
    connected: true,
    address: TUNNEL,
    mask: HOST_MASK,
    gateway: '',
    dns: ['172.20.0.5'],
    suffix: 'contoso.com',
  },
  {
    section: 'Drahtlos-LAN-Adapter WLAN',
    ifIndex: 11,
    description: 'Intel(R) Wi-Fi 6E AX211 160MHz',
    mac: '00-00-5E-00-53-11',
    connected: true,
    dhcp: true,
    address: WIFI.address,
    mask: '255.255.255.0',
    gateway: ROUTER,
    dns: [ROUTER],
  },
];

const ROUTES = [
  { network: '0.0.0.0', mask: '0.0.0.0', gateway: ROUTER, address: WIFI.address, metric: 35 },
  ...LOOPBACK_ROUTES,
  { network: '172.20.0.0', mask: '255.255.0.0', gateway: '', address: TUNNEL, metric: 26 },
  ...ownRoutes(TUNNEL, TUNNEL, HOST_MASK, 281),
  ...ownRoutes(WIFI.address, '192.168.1.0', '255.255.255.0', 291),
  { network: '198.51.100.10', mask: HOST_MASK, gateway: ROUTER, address: WIFI.address, metric: 36 },
];

const CONNECTION = [
  '',
  '',
  'Name                  : Contoso VPN',
  'ServerAddress         : vpn.contoso.com',
  'AllUserConnection     : False',
  'Guid                  : {5F1E7D23-52C4-4B0A-8E66-1A2B3C4D5E6F}',
  'TunnelType            : Ikev2',
  'AuthenticationMethod  : {Eap}',
  'EncryptionLevel       : Required',
  'L2tpIPsecAuth         : ',
  'UseWinlogonCredential : False',
  'EapConfigXmlStream    : #document',
  'ConnectionStatus      : Connected',
  'RememberCredential    : True',
  'SplitTunneling        : True',
  'DnsSuffix             : contoso.com',
  'IdleDisconnectSeconds : 0',
  '',
  '',
];

function utf16(text: string): Uint8Array {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
}

export function windowsVpnIncident(): Sample {
  const log = new UccapiLog('2C44', '1B8');
  openLog(log, clock('08:10:02.400'));
  const registration = { callId: '0a1b2c3d4e5f60718293a4b5c6d7ea01', remote: ANNA.uri, fromTag: '5c0ffee051' };
  const lost = { local: { address: WIFI.address, port: 50_311 }, remote: FRONT_END, remoteUser: false };
  const phone = new Softphone(ANNA, lost, log, TO_UTC);
  phone.register(clock('08:10:03.118'), 1, registration);
  chatter(log, clock('08:10:09.020'), 4);
  phone.leg = {
    local: { address: WIFI.address, port: 50_326 },
    remote: EDGE,
    received: HOME_PUBLIC,
    remoteUser: true,
  };
  phone.signIn(clock('08:10:45.288'), { ...registration, callId: '0a1b2c3d4e5f60718293a4b5c6d7ea02' }, 431);
  phone.mediaRelay(
    clock('08:10:46.405'),
    { callId: '1b2c3d4e5f60718293a4b5c6d7e8fa03', remote: '', fromTag: '5c0ffee052' },
    'internet',
    'av.contoso.com',
  );
  phone.presence(clock('08:10:48.230'), 1, BEN);
  chatter(log, clock('08:11:20.010'), 3);
  return {
    name: 'windows-vpn-incident',
    files: {
      'client.UccApilog': log.bytes(),
      'ipconfig.txt': cp850(ipconfig('CONTOSO-LT-0522', ADAPTERS, GERMAN)),
      'route-print.txt': cp850(routePrint(ADAPTERS, ROUTES, GERMAN_ROUTES)),
      'vpn-connection.txt': utf16(CONNECTION.join('\r\n')),
    },
  };
}
