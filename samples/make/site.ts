import type { Endpoint } from './packets.ts';
import type { CaptureInterface } from './pcap.ts';
import type { Link, Scene } from './scene.ts';
import type { Account } from './softphone.ts';
import { smb, tlsData } from './tls.ts';

/** The invented site that the samples share: a home PC with GlobalProtect, and contoso.com's servers. */

/** One sample: a folder and its input files. */
export interface Sample {
  readonly name: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** Milliseconds from the log's local time (UTC+1) to the capture's UTC. */
export const TO_UTC = -3_600_000;
/** Local time of 2026-03-02, read as if it were UTC. */
export const clock = (text: string): number => Date.parse(`2026-03-02T${text}Z`);
/** The same moment in a capture. */
export const utc = (text: string): number => clock(text) + TO_UTC;

export const ANNA: Account = {
  uri: 'sip:anna@contoso.com',
  name: 'Anna',
  epid: 'ab12cd34ef',
  userAgent: 'UCCAPI/16.0.4417.1000 OC/16.0.4417.1000 (Skype for Business)',
};
export const BEN = 'sip:ben@contoso.com';
export const BEN_GRUU = 'sip:ben@contoso.com;opaque=user:epid:zYxWvUtSrQpOnMlKjIhGfAAA;gruu';

export const ROUTER = '192.168.1.1';
export const VPN_GATEWAY = '198.51.100.10';
export const VPN_DNS = '10.60.0.5';
export const EDGE: Endpoint = { address: '198.51.100.40', port: 443 };
export const AV_EDGE: Endpoint = { address: '198.51.100.42', port: 3478 };
export const AV_EDGE_TCP: Endpoint = { address: '198.51.100.42', port: 443 };
/** What the home router makes of 192.168.1.34. */
export const HOME_PUBLIC = '203.0.113.77';

export const WIFI: Link = {
  index: 0,
  address: '192.168.1.34',
  mac: '00:00:5e:00:53:11',
  peerMac: '00:00:5e:00:53:01',
  mss: 1460,
};
export const TUNNEL: Link = {
  index: 1,
  address: '172.27.3.18',
  mac: '02:50:41:00:00:01',
  peerMac: '02:50:41:00:00:02',
  mss: 1360,
  carrier: { link: WIFI, gateway: VPN_GATEWAY },
};

export const INTERFACES: readonly CaptureInterface[] = [
  {
    name: '\\Device\\NPF_{3D2A9C41-7B60-4E1F-9A55-0C1B2D3E4F50}',
    description: 'Wi-Fi',
    hardware: 'Intel(R) Wi-Fi 6E AX211 160MHz',
  },
  {
    name: '\\Device\\NPF_{8F1E7D23-52C4-4B0A-8E66-1A2B3C4D5E6F}',
    description: 'Ethernet 5',
    hardware: 'PANGP Virtual Ethernet Adapter Secure',
  },
];

/** Other work of the same minutes that goes through the tunnel and gets through: a file share and the intranet. */
export function otherWork(scene: Scene, start: number, rounds: number): void {
  const share = scene.connect(
    TUNNEL,
    start + 1_200,
    { address: TUNNEL.address, port: 50_180 },
    { address: '10.60.9.9', port: 445 },
  );
  const intranet = scene.connectTls(
    TUNNEL,
    start + 2_400,
    { address: TUNNEL.address, port: 50_184 },
    { address: '10.60.8.8', port: 443 },
    'intranet.contoso.com',
  );
  for (let round = 0; round < rounds; round++) {
    const at = start + 4_000 + round * 24_500;
    share.data(at, 'client', smb(96, scene.random));
    share.data(at + 31, 'server', smb(420, scene.random));
    intranet.data(at + 6_200, 'client', tlsData(260, scene.random));
    intranet.data(at + 6_233, 'server', tlsData(700, scene.random));
  }
}

/** What a home network mutters. */
export function homeNoise(scene: Scene, start: number, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    scene.arp(WIFI, start + 700 + round * 42_000, ROUTER);
    scene.mdns(WIFI, start + 9_100 + round * 51_000, '192.168.1.52', '00:00:5e:00:53:52', 'printer.local');
  }
}
