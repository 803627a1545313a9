import { answer, BOTH_REMOTE, candidates, invite, mine, type Ports, theirs } from './call.ts';
import { PEER_RELAY_PORTS, peerCandidates } from './home.ts';
import { ANNA, AV_EDGE, BEN, BEN_GRUU, clock, EDGE, type Sample, TO_UTC } from './site.ts';
import { type Dialog, Softphone } from './softphone.ts';
import { chatter, openLog, UccapiLog } from './uccapi-log.ts';

/** A remote user whose client speaks to the Edge through the tunnel and offers the tunnel address first; the call
 *  fails. A log only. */

const TUNNEL = '10.20.30.40';
const HOME = '192.168.1.34';
const PORTS: Ports = [52_031, 54_454];

export function tunnelCandidateCall(): Sample {
  const log = new UccapiLog('1F08', 'A74');
  openLog(log, clock('13:40:02.871'));
  const local = { address: TUNNEL, port: 50_211 };
  const phone = new Softphone(ANNA, { local, remote: EDGE, remoteUser: true }, log, TO_UTC);
  phone.signIn(
    clock('13:40:03.110'),
    { callId: '0a1b2c3d4e5f60718293a4b5c6d7e9c1', remote: ANNA.uri, fromTag: '5c0ffee031' },
    519,
  );
  phone.mediaRelay(
    clock('13:40:04.005'),
    { callId: '1b2c3d4e5f60718293a4b5c6d7e8f9c2', remote: '', fromTag: '5c0ffee032' },
    'internet',
    'av.contoso.com',
  );
  phone.presence(clock('13:40:06.230'), 1, BEN);
  chatter(log, clock('13:41:21.020'), 5);

  const dialog: Dialog = { callId: '5f60718293a4b5c6d7e8f90a1b2c3d4e', remote: BEN, fromTag: '5c0ffee033' };
  const answered = { ...dialog, toTag: 'b0b0b0b031' };
  const offer = mine({
    connection: AV_EDGE.address,
    ports: PORTS,
    candidates: candidates(
      [
        [TUNNEL, [50_020, 50_021]],
        [HOME, [50_022, 50_023]],
      ],
      {
        relay: AV_EDGE.address,
        udp: PORTS,
        tcp: 56_142,
        mapped: TUNNEL,
        mappedUdp: [50_026, 50_027],
        mappedTcp: 50_028,
        base: TUNNEL,
      },
    ),
  });
  const reply = theirs({
    connection: AV_EDGE.address,
    ports: PEER_RELAY_PORTS,
    candidates: peerCandidates('192.168.178.20'),
  });
  invite(phone, clock('13:42:11.207'), dialog, offer, TUNNEL, 'Internet');
  answer(phone, clock('13:42:12.019'), '183 Session Progress', 1, answered, reply, 'Internet');
  answer(phone, clock('13:42:15.530'), '200 OK', 1, answered, undefined, 'Internet');
  phone.request(clock('13:42:15.538'), 'ACK', BEN_GRUU, 1, answered);
  phone.request(clock('13:42:33.766'), 'BYE', BEN_GRUU, 2, answered, {
    headers: [
      `ms-client-diagnostics: 24; reason="${BOTH_REMOTE}";CallerMediaDebug="audio:ICEWarn=0x40003a0,` +
        `LocalSite=${TUNNEL}:50020,LocalMR=${AV_EDGE.address}:52031,RemoteSite=192.168.178.20:50046,` +
        `RemoteMR=${AV_EDGE.address}:52040,PortRange=50020:50039,LocalMRTCPPort=56142,RemoteMRTCPPort=56150,` +
        'LocalLocation=1,RemoteLocation=1,FederationType=0,NetworkName=contoso.com,Interfaces=0x6,BaseInterface=0x2,' +
        `BaseAddress=${TUNNEL}:50026"`,
    ],
  });
  phone.response(clock('13:42:33.833'), '200 OK', 'BYE', 2, answered);
  chatter(log, clock('13:42:50.010'), 3);
  return { name: 'tunnel-candidate-call', files: { 'client.UccApilog': log.bytes() } };
}
