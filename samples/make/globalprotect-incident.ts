import { answer, BOTH_REMOTE, invite, mine, SECRETS, theirs } from './call.ts';
import { globalprotectTexts } from './globalprotect-texts.ts';
import { allocateAtEdge, homeCandidates, PEER_PUBLIC, PEER_RELAY_PORTS, peerCandidates, RELAY_PORTS } from './home.ts';
import { type Relay, relayedCheck, unansweredCheck } from './media.ts';
import type { Endpoint } from './packets.ts';
import { Scene } from './scene.ts';
import {
  ANNA,
  AV_EDGE,
  BEN,
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
import { chatter, openLog, UccapiLog } from './uccapi-log.ts';

/** GlobalProtect keeps lync.exe out of the tunnel, but VPN clients still get internal addresses for its servers:
 *  sign-in takes 41 s, Exchange is not reached, and the call fails with the tunnel address on offer. */

const FRONT_END: Endpoint = { address: '10.60.4.21', port: 5061 };
const PEER_HOST = '10.80.1.20';
const CANDIDATES = homeCandidates([
  [TUNNEL.address, [50_020, 50_021]],
  [WIFI.address, [50_024, 50_025]],
]);

/** Windows asks the tunnel's resolver and the home router at once. */
function discovery(scene: Scene): void {
  const both = (at: number, name: string, inside: string, outside: string) => {
    scene.lookup(TUNNEL, at, VPN_DNS, name, 'A', [inside]);
    scene.lookup(WIFI, at + 1.1, ROUTER, name, 'A', outside === 'NXDOMAIN' ? 'NXDOMAIN' : [outside]);
  };
  const start = utc('09:20:27.900');
  both(utc('09:20:01.900'), 'intranet.contoso.com', '10.60.8.8', 'NXDOMAIN');
  both(start, 'lyncdiscoverinternal.contoso.com', '10.60.4.25', 'NXDOMAIN');
  both(start + 44, 'lyncdiscover.contoso.com', '10.60.4.25', '198.51.100.41');
  scene.lookup(TUNNEL, start + 90, VPN_DNS, '_sipinternaltls._tcp.contoso.com', 'SRV', ['0 0 5061 sip.contoso.com']);
  scene.lookup(WIFI, start + 91, ROUTER, '_sipinternaltls._tcp.contoso.com', 'SRV', 'NXDOMAIN');
  both(start + 140, 'sip.contoso.com', FRONT_END.address, EDGE.address);
  scene.lookup(TUNNEL, start + 141, VPN_DNS, 'sip.contoso.com', 'AAAA', []);
  both(utc('09:20:33.100'), 'autodiscover.contoso.com', '10.60.4.30', '198.51.100.43');
  both(utc('09:21:31.200'), 'mail.contoso.com', '10.60.4.30', '198.51.100.43');
  both(utc('09:21:08.940'), 'sipexternal.contoso.com', EDGE.address, EDGE.address);
  both(utc('09:22:08.700'), 'av.contoso.com', AV_EDGE.address, AV_EDGE.address);
}

/** Packets to internal servers that leave by Wi-Fi and are lost. */
function leaks(scene: Scene): void {
  const from = (port: number) => ({ address: WIFI.address, port });
  scene.unansweredSyn(WIFI, utc('09:20:28.010'), from(50_208), { address: '10.60.4.25', port: 443 });
  scene.unansweredSyn(WIFI, utc('09:20:28.314'), from(50_211), FRONT_END);
  scene.unansweredSyn(WIFI, utc('09:20:33.180'), from(50_215), { address: '10.60.4.30', port: 443 });
  scene.unansweredSyn(WIFI, utc('09:21:31.290'), from(50_233), { address: '10.60.4.30', port: 443 });
}

function checks(scene: Scene, relay: Relay): void {
  const at = utc('09:22:11.720');
  const silent = (from: string, port: number, to: Endpoint, foundation: number, component: 1 | 2, wait: number) =>
    unansweredCheck(
      scene,
      from === TUNNEL.address ? TUNNEL : WIFI,
      at + wait,
      { address: from, port },
      to,
      SECRETS,
      { foundation, component },
      from === TUNNEL.address ? [0, 500, 1500, 3500] : undefined,
    );
  silent(TUNNEL.address, 50_020, { address: PEER_HOST, port: 50_046 }, 1, 1, 0);
  silent(TUNNEL.address, 50_021, { address: PEER_HOST, port: 50_047 }, 1, 2, 20);
  silent(WIFI.address, 50_024, { address: PEER_HOST, port: 50_046 }, 2, 1, 40);
  silent(WIFI.address, 50_025, { address: PEER_HOST, port: 50_047 }, 2, 2, 60);
  silent(TUNNEL.address, 50_020, { address: PEER_PUBLIC, port: 50_010 }, 1, 1, 80);
  silent(WIFI.address, 50_024, { address: PEER_PUBLIC, port: 50_010 }, 2, 1, 100);
  const kind = { foundation: 4, component: 1 } as const;
  relayedCheck(scene, WIFI, at + 140, relay, { address: PEER_PUBLIC, port: 50_010 }, SECRETS, kind);
  relayedCheck(scene, WIFI, at + 160, relay, { address: AV_EDGE.address, port: 52_040 }, SECRETS, kind);
}

function call(phone: Softphone): void {
  const dialog: Dialog = { callId: '2c3d4e5f60718293a4b5c6d7e8f90a1b', remote: BEN, fromTag: '5c0ffee003' };
  const answered = { ...dialog, toTag: 'b0b0b0b001' };
  const offer = mine({ connection: AV_EDGE.address, ports: RELAY_PORTS, candidates: CANDIDATES });
  invite(phone, clock('09:22:10.118'), dialog, offer, '192.168.1.0', 'Internet');
  const reply = theirs({
    connection: AV_EDGE.address,
    ports: PEER_RELAY_PORTS,
    candidates: peerCandidates(PEER_HOST),
  });
  answer(phone, clock('09:22:11.640'), '183 Session Progress', 1, answered, reply, 'Internet');
  phone.request(clock('09:22:32.402'), 'CANCEL', BEN, 1, dialog, {
    headers: [
      `ms-client-diagnostics: 24; reason="${BOTH_REMOTE}";CallerMediaDebug="audio:ICEWarn=0x40003a0,` +
        `LocalSite=${TUNNEL.address}:50020,LocalMR=${AV_EDGE.address}:52031,RemoteSite=${PEER_HOST}:50046,` +
        `RemoteMR=${AV_EDGE.address}:52040,PortRange=50020:50039,LocalMRTCPPort=56142,RemoteMRTCPPort=56150,` +
        'LocalLocation=1,RemoteLocation=1,FederationType=0,NetworkName=contoso.com,Interfaces=0x6,BaseInterface=0x4,' +
        `BaseAddress=${WIFI.address}:50006"`,
    ],
  });
  phone.response(clock('09:22:32.455'), '200 OK', 'CANCEL', 1, answered);
  phone.response(clock('09:22:32.520'), '480 Temporarily Unavailable', 'INVITE', 1, answered, {
    headers: [
      `ms-diagnostics: 24;source="mediationServer.contoso.com";reason="${BOTH_REMOTE}"`,
      'Server: RTCC/6.0.0.0',
    ],
  });
  phone.request(clock('09:22:32.524'), 'ACK', BEN, 1, answered);
}

/** The log's records and the capture; the rotated sample cuts the same log in two. */
export function incident(): { readonly log: UccapiLog; readonly capture: Buffer } {
  const scene = new Scene(0x24);
  const log = new UccapiLog('1A2C', 'F3C');
  openLog(log, clock('09:20:27.400'));
  homeNoise(scene, utc('09:20:00.000'), 4);
  otherWork(scene, utc('09:20:00.000'), 8);
  discovery(scene);
  leaks(scene);

  const registration = { callId: '0a1b2c3d4e5f60718293a4b5c6d7e8f9', remote: ANNA.uri, fromTag: '5c0ffee001' };
  const lost = { local: { address: WIFI.address, port: 50_211 }, remote: FRONT_END, remoteUser: false };
  const phone = new Softphone(ANNA, lost, log, TO_UTC);
  phone.register(clock('09:20:28.312'), 1, registration);
  chatter(log, clock('09:20:31.020'), 6);

  // 41 s later, from outside.
  const outside = { address: WIFI.address, port: 50_226 };
  phone.leg = { local: outside, remote: EDGE, received: HOME_PUBLIC, remoteUser: true };
  phone.plug(scene, scene.connectTls(WIFI, utc('09:21:09.050'), outside, EDGE, 'sip.contoso.com'));
  phone.signIn(clock('09:21:09.288'), { ...registration, callId: '0a1b2c3d4e5f60718293a4b5c6d7e8fa' }, 424);
  phone.mediaRelay(
    clock('09:21:10.405'),
    { callId: '1b2c3d4e5f60718293a4b5c6d7e8f90a', remote: '', fromTag: '5c0ffee002' },
    'internet',
    'av.contoso.com',
  );
  phone.presence(clock('09:21:12.230'), 1, BEN);
  phone.presence(clock('09:21:40.811'), 2, 'sip:carla@contoso.com');
  log.trace(clock('09:21:52.500'), 'ERROR', 'HRESULT API failed: 80070002 = hr. get_RegistryString', '11C0');
  chatter(log, clock('09:22:02.010'), 4);

  const [rtp] = allocateAtEdge(scene, utc('09:22:08.760'));
  checks(scene, rtp);
  call(phone);
  phone.presence(clock('09:22:51.377'), 3, BEN);
  chatter(log, clock('09:23:20.010'), 3);
  return { log, capture: scene.pcapng(INTERFACES) };
}

export function globalprotectIncident(): Sample {
  const { log, capture } = incident();
  const texts = globalprotectTexts({ at: '09:19', processOnly: true, exclude: [] });
  return {
    name: 'globalprotect-incident',
    files: { 'client.UccApilog': log.bytes(), 'capture.pcapng': capture, ...texts },
  };
}
