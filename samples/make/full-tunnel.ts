import { answer, candidates, finalOffer, hangUp, invite, mine, nominated, type Ports, theirs } from './call.ts';
import { globalprotectTexts } from './globalprotect-texts.ts';
import type { Endpoint } from './packets.ts';
import { ANNA, BEN, BEN_GRUU, clock, type Sample, TO_UTC, TUNNEL, WIFI } from './site.ts';
import { type Dialog, Softphone } from './softphone.ts';
import { chatter, openLog, UccapiLog } from './uccapi-log.ts';

/** GlobalProtect that carries everything, by design: sign-in at the Front End through the tunnel, and a call to the office
 *  whose chosen pair is the tunnel's. Log and texts, no capture. `full-tunnel.site.yaml` says that it is meant so. */

const FRONT_END: Endpoint = { address: '10.60.4.21', port: 5061 };
const INNER_EDGE = '10.60.6.42';
const PEER = '10.80.1.20';
const PORTS: Ports = [50_020, 50_021];
const PEER_PORTS: Ports = [50_046, 50_047];

const pair = (address: string, [rtp, rtcp]: Ports) =>
  [
    { address, port: rtp },
    { address, port: rtcp },
  ] as const;

function call(phone: Softphone): void {
  const dialog: Dialog = { callId: '6f718293a4b5c6d7e8f90a1b2c3d4e5f', remote: BEN, fromTag: '5c0ffee073' };
  const answered = { ...dialog, toTag: 'b0b0b0b071' };
  const side = (hosts: readonly (readonly [string, Ports])[], base: string, udp: Ports, tcp: number) =>
    candidates(hosts, {
      relay: INNER_EDGE,
      udp,
      tcp,
      mapped: base,
      mappedUdp: [50_006, 50_007],
      mappedTcp: 50_023,
      base,
    });
  const offer = {
    connection: TUNNEL.address,
    ports: PORTS,
    candidates: side(
      [
        [TUNNEL.address, PORTS],
        [WIFI.address, [50_024, 50_025]],
      ],
      TUNNEL.address,
      [52_031, 54_454],
      56_142,
    ),
  };
  const reply = {
    connection: PEER,
    ports: PEER_PORTS,
    candidates: side([[PEER, PEER_PORTS]], PEER, [52_040, 54_412], 56_150),
  };
  const [here, there] = [pair(TUNNEL.address, PORTS), pair(PEER, PEER_PORTS)];
  invite(phone, clock('14:05:41.118'), dialog, mine(offer), TUNNEL.address, 'Intranet');
  answer(phone, clock('14:05:42.640'), '183 Session Progress', 1, answered, theirs(reply), 'Intranet');
  answer(phone, clock('14:05:45.210'), '200 OK', 1, answered, undefined, 'Intranet');
  phone.request(clock('14:05:45.216'), 'ACK', BEN_GRUU, 1, answered);
  finalOffer(
    phone,
    clock('14:05:45.930'),
    BEN_GRUU,
    answered,
    mine(nominated(offer, TUNNEL.address, PORTS, there)),
    theirs(nominated(reply, PEER, PEER_PORTS, here)),
  );
  hangUp(
    phone,
    clock('14:06:48.402'),
    BEN_GRUU,
    answered,
    `audio:ICEWarn=0x0,LocalSite=${PEER}:50046,LocalMR=${INNER_EDGE}:52040,RemoteSite=${TUNNEL.address}:50020,` +
      `RemoteMR=${INNER_EDGE}:52031,PortRange=50040:50059,LocalMRTCPPort=56150,RemoteMRTCPPort=56142,` +
      'LocalLocation=2,RemoteLocation=2,FederationType=0,NetworkName=contoso.com,Interfaces=0x2,BaseInterface=0x2,' +
      `BaseAddress=${PEER}:50006`,
  );
}

export function fullTunnel(): Sample {
  const log = new UccapiLog('2A10', 'C44');
  openLog(log, clock('14:05:09.900'));
  const local = { address: TUNNEL.address, port: 50_311 };
  const phone = new Softphone(ANNA, { local, remote: FRONT_END, remoteUser: false }, log, TO_UTC);
  phone.signIn(
    clock('14:05:10.440'),
    { callId: '0a1b2c3d4e5f60718293a4b5c6d7ec01', remote: ANNA.uri, fromTag: '5c0ffee071' },
    231,
  );
  phone.mediaRelay(
    clock('14:05:11.005'),
    { callId: '1b2c3d4e5f60718293a4b5c6d7e8fc02', remote: '', fromTag: '5c0ffee072' },
    'intranet',
    'edge01-int.contoso.com',
    57,
  );
  phone.presence(clock('14:05:13.230'), 1, BEN);
  chatter(log, clock('14:05:21.020'), 5);
  call(phone);
  chatter(log, clock('14:06:52.010'), 3);
  const { 'PanGPS.log': gps, ...texts } = globalprotectTexts({
    at: '14:04',
    processOnly: false,
    everything: true,
    exclude: [],
  });
  return { name: 'full-tunnel', files: { 'client.UccApilog': log.bytes(), 'PanGPS.log': gps!, ...texts } };
}
