import { answer, finalOffer, hangUp, invite, mine, nominated, SECRETS, theirs } from './call.ts';
import type { DnsAnswer, DnsType } from './dns.ts';
import { globalprotectTexts } from './globalprotect-texts.ts';
import { allocateAtEdge, homeCandidates, PEER_PUBLIC, PEER_RELAY_PORTS, peerCandidates, RELAY_PORTS } from './home.ts';
import { activate, audio, type Relay, relayedCheck, unansweredCheck } from './media.ts';
import { Scene } from './scene.ts';
import {
  ANNA,
  AV_EDGE,
  BEN,
  BEN_GRUU,
  clock,
  EDGE,
  HOME_PUBLIC,
  homeNoise,
  INTERFACES,
  otherWork,
  ROUTER,
  type Sample,
  TO_UTC,
  TUNNEL,
  utc,
  VPN_DNS,
  WIFI,
} from './site.ts';
import { type Dialog, Softphone } from './softphone.ts';
import { tlsData } from './tls.ts';
import { chatter, openLog, UccapiLog } from './uccapi-log.ts';

/** The same home and the same VPN done right: VPN clients get public addresses, the tunnel address is not on offer,
 *  media runs over the Edge's relay outside the tunnel. Nothing to complain about. */

const PEER_HOST = '192.168.178.20';
const REVERSE_PROXY = { address: '198.51.100.41', port: 443 };
const EXCHANGE = { address: '198.51.100.43', port: 443 };

function discovery(scene: Scene): void {
  const both = (at: string, name: string, type: DnsType, answered: DnsAnswer) => {
    scene.lookup(TUNNEL, utc(at), VPN_DNS, `${name}.contoso.com`, type, answered);
    scene.lookup(WIFI, utc(at) + 1.1, ROUTER, `${name}.contoso.com`, type, answered);
  };
  scene.lookup(TUNNEL, utc('10:02:01.900'), VPN_DNS, 'intranet.contoso.com', 'A', ['10.60.8.8']);
  both('10:02:10.100', 'lyncdiscoverinternal', 'A', 'NXDOMAIN');
  both('10:02:10.140', 'lyncdiscover', 'A', [REVERSE_PROXY.address]);
  both('10:02:10.300', '_sipinternaltls._tcp', 'SRV', 'NXDOMAIN');
  both('10:02:10.340', '_sip._tls', 'SRV', ['0 0 443 sip.contoso.com']);
  both('10:02:10.380', 'sip', 'A', [EDGE.address]);
  both('10:02:14.100', 'autodiscover', 'A', [EXCHANGE.address]);
  both('10:02:14.500', 'mail', 'A', [EXCHANGE.address]);
  both('10:03:08.700', 'av', 'A', [AV_EDGE.address]);
}

/** An HTTPS request that works. */
function web(scene: Scene, at: string, port: number, server: typeof EXCHANGE, name: string): void {
  const connection = scene.connectTls(WIFI, utc(at), { address: WIFI.address, port }, server, name);
  connection.data(utc(at) + 70, 'client', tlsData(430, scene.random));
  connection.data(utc(at) + 131, 'server', tlsData(1900, scene.random));
  connection.close(utc(at) + 190);
}

function checks(scene: Scene, rtp: Relay, rtcp: Relay): void {
  const at = utc('10:03:11.720');
  const [direct, relayed] = [{ foundation: 1 }, { foundation: 3 }];
  // The peer's private address cannot be reached from here, and its NAT lets only the relay in: both are normal.
  const host = { address: PEER_HOST, port: 50_046 };
  const from = { address: WIFI.address, port: 50_020 };
  unansweredCheck(scene, WIFI, at, from, host, SECRETS, { ...direct, component: 1 }, [0, 500, 1500]);
  const reflexive = { address: PEER_PUBLIC, port: 50_010 };
  unansweredCheck(scene, WIFI, at + 40, from, reflexive, SECRETS, { ...direct, component: 1 }, [0, 500, 1500]);
  for (const [wait, useCandidate] of [
    [60, false],
    [3_100, true],
  ] as const) {
    const [one, two] = PEER_RELAY_PORTS.map((port) => ({ address: AV_EDGE.address, port }));
    relayedCheck(scene, WIFI, at + wait, rtp, one!, SECRETS, { ...relayed, component: 1, useCandidate }, 44);
    relayedCheck(scene, WIFI, at + wait + 20, rtcp, two!, SECRETS, { ...relayed, component: 2, useCandidate }, 45);
  }
  activate(scene, WIFI, at + 3_220, rtp, { address: AV_EDGE.address, port: PEER_RELAY_PORTS[0] });
}

function call(phone: Softphone): void {
  const dialog: Dialog = { callId: '3d4e5f60718293a4b5c6d7e8f90a1b2c', remote: BEN, fromTag: '5c0ffee013' };
  const answered = { ...dialog, toTag: 'b0b0b0b011' };
  const offer = {
    connection: AV_EDGE.address,
    ports: RELAY_PORTS,
    candidates: homeCandidates([[WIFI.address, [50_020, 50_021]]]),
  };
  const reply = {
    connection: AV_EDGE.address,
    ports: PEER_RELAY_PORTS,
    candidates: peerCandidates(PEER_HOST),
  };
  const at = ([rtp, rtcp]: readonly [number, number]) =>
    [
      { address: AV_EDGE.address, port: rtp },
      { address: AV_EDGE.address, port: rtcp },
    ] as const;
  invite(phone, clock('10:03:10.118'), dialog, mine(offer), '192.168.1.0', 'Internet');
  answer(phone, clock('10:03:11.640'), '183 Session Progress', 1, answered, theirs(reply), 'Internet');
  answer(phone, clock('10:03:14.210'), '200 OK', 1, answered, undefined, 'Internet');
  phone.request(clock('10:03:14.216'), 'ACK', BEN_GRUU, 1, answered);
  finalOffer(
    phone,
    clock('10:03:14.930'),
    BEN_GRUU,
    answered,
    mine(nominated(offer, AV_EDGE.address, RELAY_PORTS, at(PEER_RELAY_PORTS))),
    theirs(nominated(reply, AV_EDGE.address, PEER_RELAY_PORTS, at(RELAY_PORTS))),
  );
  hangUp(
    phone,
    clock('10:03:18.402'),
    BEN_GRUU,
    answered,
    `audio:ICEWarn=0x60,LocalSite=${PEER_HOST}:50046,LocalMR=${AV_EDGE.address}:52040,` +
      `RemoteSite=${WIFI.address}:50020,RemoteMR=${AV_EDGE.address}:52031,PortRange=50040:50059,` +
      'LocalMRTCPPort=56150,RemoteMRTCPPort=56142,LocalLocation=1,RemoteLocation=1,FederationType=0,' +
      `Interfaces=0x2,BaseInterface=0x2,BaseAddress=${PEER_HOST}:50010`,
  );
}

export function healthySplitTunnel(): Sample {
  const scene = new Scene(0x51);
  const log = new UccapiLog('2B10', '8D4');
  openLog(log, clock('10:02:09.900'));
  homeNoise(scene, utc('10:02:00.000'), 2);
  otherWork(scene, utc('10:02:00.000'), 4);
  discovery(scene);
  web(scene, '10:02:10.170', 50_208, REVERSE_PROXY, 'lyncdiscover.contoso.com');
  web(scene, '10:02:14.140', 50_214, EXCHANGE, 'autodiscover.contoso.com');

  const local = { address: WIFI.address, port: 50_211 };
  const phone = new Softphone(ANNA, { local, remote: EDGE, received: HOME_PUBLIC, remoteUser: true }, log, TO_UTC);
  phone.plug(scene, scene.connectTls(WIFI, utc('10:02:10.420'), local, EDGE, 'sip.contoso.com'));
  phone.signIn(
    clock('10:02:10.610'),
    { callId: '0a1b2c3d4e5f60718293a4b5c6d7e9a1', remote: ANNA.uri, fromTag: '5c0ffee011' },
    402,
  );
  phone.mediaRelay(
    clock('10:02:11.405'),
    { callId: '1b2c3d4e5f60718293a4b5c6d7e8f9a2', remote: '', fromTag: '5c0ffee012' },
    'internet',
    'av.contoso.com',
  );
  phone.presence(clock('10:02:13.230'), 1, BEN);
  chatter(log, clock('10:02:31.020'), 5);

  const [rtp, rtcp] = allocateAtEdge(scene, utc('10:03:08.760'));
  checks(scene, rtp, rtcp);
  call(phone);
  audio(scene, WIFI, utc('10:03:15.060'), rtp.local, rtp.server, 120);
  phone.presence(clock('10:03:20.377'), 2, BEN);
  chatter(log, clock('10:03:22.010'), 3);
  const outside = [REVERSE_PROXY, EXCHANGE, EDGE, AV_EDGE].map((server) => server.address);
  const texts = globalprotectTexts({ at: '10:01', processOnly: false, exclude: outside });
  const files = { 'client.UccApilog': log.bytes(), 'capture.pcapng': scene.pcapng(INTERFACES), ...texts };
  return { name: 'healthy-split-tunnel', files };
}
