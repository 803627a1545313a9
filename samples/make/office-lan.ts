import {
  answer,
  candidates,
  finalOffer,
  hangUp,
  invite,
  mine,
  nominated,
  type Ports,
  SECRETS,
  theirs,
} from './call.ts';
import type { DnsAnswer, DnsType } from './dns.ts';
import { allocate, allocateTcp, answeredCheck, audio, peerCheck, turnAccount } from './media.ts';
import type { Endpoint } from './packets.ts';
import { type Link, Scene } from './scene.ts';
import { ANNA, BEN, BEN_GRUU, clock, type Sample, TO_UTC, utc } from './site.ts';
import { type Dialog, Softphone } from './softphone.ts';
import { smb, tlsData } from './tls.ts';
import { chatter, openLog, UccapiLog } from './uccapi-log.ts';

/** In the office, without a VPN: internal answers are right here, and calls run from PC to PC. */

const LAN: Link = {
  index: 0,
  address: '10.10.10.50',
  mac: '00:00:5e:00:53:50',
  peerMac: '00:00:5e:00:53:0a',
  mss: 1460,
  pads: true,
};
const GATEWAY = '10.10.10.1';
const RESOLVER = '10.10.0.5';
const FRONT_END: Endpoint = { address: '10.10.4.21', port: 5061 };
const WEB: Endpoint = { address: '10.10.4.25', port: 443 };
const EXCHANGE: Endpoint = { address: '10.10.4.30', port: 443 };
/** The Edge's internal and external A/V address. */
const INNER_EDGE: Endpoint = { address: '10.10.6.42', port: 3478 };
const OUTER_EDGE = '198.51.100.42';
const PEER = '10.10.20.60';
const PORTS: Ports = [50_020, 50_021];
const PEER_PORTS: Ports = [50_046, 50_047];

const pair = (address: string, [rtp, rtcp]: Ports) =>
  [
    { address, port: rtp },
    { address, port: rtcp },
  ] as const;

function network(scene: Scene): void {
  const ask = (at: string, name: string, type: DnsType, answered: DnsAnswer) =>
    scene.lookup(LAN, utc(at), RESOLVER, `${name}.contoso.com`, type, answered, 2);
  ask('11:15:10.100', 'lyncdiscoverinternal', 'A', [WEB.address]);
  ask('11:15:10.220', '_sipinternaltls._tcp', 'SRV', ['0 0 5061 sip.contoso.com']);
  ask('11:15:10.240', 'sip', 'A', [FRONT_END.address]);
  ask('11:15:12.100', 'autodiscover', 'A', [EXCHANGE.address]);
  ask('11:15:40.700', 'edge01-int', 'A', [INNER_EDGE.address]);
  for (const round of [0, 1, 2]) scene.arp(LAN, utc('11:15:05.000') + round * 17_000, GATEWAY);
  const from = (port: number) => ({ address: LAN.address, port });
  const web = (at: string, port: number, server: Endpoint, name: string) => {
    const connection = scene.connectTls(LAN, utc(at), from(port), server, name);
    connection.data(utc(at) + 70, 'client', tlsData(430, scene.random));
    connection.data(utc(at) + 101, 'server', tlsData(1900, scene.random));
    connection.close(utc(at) + 160);
  };
  web('11:15:10.106', 50_305, WEB, 'lyncdiscoverinternal.contoso.com');
  web('11:15:12.106', 50_316, EXCHANGE, 'autodiscover.contoso.com');
  const share = scene.connect(LAN, utc('11:15:03.000'), from(50_290), { address: '10.10.9.9', port: 445 }, 1.2);
  for (const round of [0, 1, 2]) {
    share.data(utc('11:15:03.100') + round * 15_000, 'client', smb(96, scene.random));
    share.data(utc('11:15:03.112') + round * 15_000, 'server', smb(420, scene.random));
  }
}

function call(scene: Scene, phone: Softphone): void {
  const account = turnAccount(scene);
  [50_006, 50_007].forEach((port, index) => {
    const mapped = { address: LAN.address, port };
    allocate(scene, LAN, utc('11:15:40.760') + index * 30, mapped, account, {
      relayed: { address: OUTER_EDGE, port: index === 0 ? 52_031 : 54_454 },
      mapped,
      server: INNER_EDGE,
    });
  });
  const tcp = { address: LAN.address, port: 50_023 };
  allocateTcp(scene, LAN, utc('11:15:40.820'), tcp, account, {
    relayed: { address: OUTER_EDGE, port: 56_142 },
    mapped: tcp,
    server: { ...INNER_EDGE, port: 443 },
  });
  const dialog: Dialog = { callId: '4e5f60718293a4b5c6d7e8f90a1b2c3d', remote: BEN, fromTag: '5c0ffee023' };
  const answered = { ...dialog, toTag: 'b0b0b0b021' };
  const offer = {
    connection: LAN.address,
    ports: PORTS,
    candidates: candidates([[LAN.address, PORTS]], {
      relay: OUTER_EDGE,
      udp: [52_031, 54_454],
      tcp: 56_142,
      mapped: LAN.address,
      mappedUdp: [50_006, 50_007],
      mappedTcp: 50_023,
      base: LAN.address,
    }),
  };
  const reply = {
    connection: PEER,
    ports: PEER_PORTS,
    candidates: candidates([[PEER, PEER_PORTS]], {
      relay: OUTER_EDGE,
      udp: [52_040, 54_412],
      tcp: 56_150,
      mapped: PEER,
      mappedUdp: [50_042, 50_043],
      mappedTcp: 50_044,
      base: PEER,
    }),
  };
  invite(phone, clock('11:15:41.118'), dialog, mine(offer), '10.10.10.0', 'Intranet');
  answer(phone, clock('11:15:42.640'), '183 Session Progress', 1, answered, theirs(reply), 'Intranet');
  const [here, there] = [pair(LAN.address, PORTS), pair(PEER, PEER_PORTS)];
  for (const [wait, useCandidate] of [
    [0, false],
    [3_050, true],
  ] as const)
    for (const index of [0, 1] as const) {
      const kind = { foundation: 1, component: index === 0 ? 1 : 2, useCandidate } as const;
      const at = utc('11:15:42.700') + wait + index * 20;
      answeredCheck(scene, LAN, at, here[index], there[index], SECRETS, kind, 3.1);
      if (!useCandidate) peerCheck(scene, LAN, at + 5, here[index], there[index], SECRETS, kind);
    }
  answer(phone, clock('11:15:45.210'), '200 OK', 1, answered, undefined, 'Intranet');
  phone.request(clock('11:15:45.216'), 'ACK', BEN_GRUU, 1, answered);
  finalOffer(
    phone,
    clock('11:15:45.930'),
    BEN_GRUU,
    answered,
    mine(nominated(offer, LAN.address, PORTS, there)),
    theirs(nominated(reply, PEER, PEER_PORTS, here)),
  );
  audio(scene, LAN, utc('11:15:45.960'), here[0], there[0], 100);
  hangUp(
    phone,
    clock('11:15:48.402'),
    BEN_GRUU,
    answered,
    `audio:ICEWarn=0x0,LocalSite=${PEER}:50046,LocalMR=${OUTER_EDGE}:52040,RemoteSite=${LAN.address}:50020,` +
      `RemoteMR=${OUTER_EDGE}:52031,PortRange=50040:50059,LocalMRTCPPort=56150,RemoteMRTCPPort=56142,` +
      'LocalLocation=2,RemoteLocation=2,FederationType=0,NetworkName=contoso.com,Interfaces=0x2,BaseInterface=0x2,' +
      `BaseAddress=${PEER}:50042`,
  );
}

export function officeLan(): Sample {
  const scene = new Scene(0x0f);
  const log = new UccapiLog('3C44', '1B8');
  openLog(log, clock('11:15:09.900'));
  network(scene);
  const local = { address: LAN.address, port: 50_311 };
  const phone = new Softphone(ANNA, { local, remote: FRONT_END, remoteUser: false }, log, TO_UTC);
  phone.plug(scene, scene.connectTls(LAN, utc('11:15:10.290'), local, FRONT_END, 'sip.contoso.com'));
  phone.signIn(
    clock('11:15:10.440'),
    { callId: '0a1b2c3d4e5f60718293a4b5c6d7e9b1', remote: ANNA.uri, fromTag: '5c0ffee021' },
    231,
  );
  phone.mediaRelay(
    clock('11:15:11.005'),
    { callId: '1b2c3d4e5f60718293a4b5c6d7e8f9b2', remote: '', fromTag: '5c0ffee022' },
    'intranet',
    'edge01-int.contoso.com',
    57,
  );
  phone.presence(clock('11:15:13.230'), 1, BEN);
  chatter(log, clock('11:15:21.020'), 5);
  call(scene, phone);
  chatter(log, clock('11:15:52.010'), 3);
  const capture = scene.pcapng([
    {
      name: '\\Device\\NPF_{5B7C1E90-2A4D-4F6B-8C3E-7D8E9F0A1B2C}',
      description: 'Ethernet',
      hardware: 'Intel(R) Ethernet Connection (17) I219-LM',
    },
  ]);
  return { name: 'office-lan', files: { 'client.UccApilog': log.bytes(), 'capture.pcapng': capture } };
}
