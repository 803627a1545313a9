import { finalOffer, invite, mine, nominated, type Ports, type Side, theirs } from './call.ts';
import { homeCandidates, RELAY_PORTS } from './home.ts';
import type { CandidateSpec } from './sdp.ts';
import { ANNA, AV_EDGE, clock, EDGE, HOME_PUBLIC, type Sample, TO_UTC, WIFI } from './site.ts';
import { type Dialog, Softphone } from './softphone.ts';
import { chatter, openLog, UccapiLog } from './uccapi-log.ts';

/** A meeting: audio is fine, but the re-INVITE for application sharing gets a 504, so the client leaves the sharing
 *  with 52049. A log only. */

const CONFERENCE = 'sip:ben@contoso.com;gruu;opaque=app:conf';
const AUDIO = `${CONFERENCE}:audio-video:id:7Q8R2T1K`;
const SHARING = `${CONFERENCE}:applicationsharing:id:7Q8R2T1K`;

/** The meeting server: its own address, and a relay for those outside. */
const SERVER: readonly CandidateSpec[] = [
  { transport: 'UDP', type: 'host', address: '10.60.4.50', ports: [49_160, 49_161] },
  {
    transport: 'UDP',
    type: 'relay',
    address: AV_EDGE.address,
    ports: [55_310, 57_122],
    related: { address: '10.60.4.50', ports: [49_180, 49_181] },
  },
];
const SERVER_PORTS: Ports = [55_310, 57_122];

const at = ([rtp, rtcp]: Ports) =>
  [
    { address: AV_EDGE.address, port: rtp },
    { address: AV_EDGE.address, port: rtcp },
  ] as const;

const moved = ([rtp, rtcp]: Ports, by: number): Ports => [rtp + by, rtcp + by];

/** The ports of a second call beside the first are all higher by `by`. */
const shifted = (specs: readonly CandidateSpec[], by: number): CandidateSpec[] =>
  specs.map((spec) => ({
    ...spec,
    ports: moved(spec.ports, by),
    ...(spec.related ? { related: { ...spec.related, ports: moved(spec.related.ports, by) } } : {}),
  }));

interface Sides {
  readonly offer: Side;
  readonly answer: Side;
  readonly finalOffer: Side;
  readonly finalAnswer: Side;
}

function sides(by: number, media: Partial<Side>): Sides {
  const candidates = shifted(homeCandidates([[WIFI.address, [50_020, 50_021]]]), by);
  const [here, there] = [moved(RELAY_PORTS, by), moved(SERVER_PORTS, by)];
  const offer = { connection: AV_EDGE.address, ports: here, candidates, ...media };
  const answer = { connection: AV_EDGE.address, ports: there, candidates: shifted(SERVER, by), ...media };
  return {
    offer,
    answer,
    finalOffer: nominated(offer, AV_EDGE.address, here, at(there)),
    finalAnswer: nominated(answer, AV_EDGE.address, there, at(here)),
  };
}

export function appshare52049(): Sample {
  const log = new UccapiLog('24D0', '9E8');
  openLog(log, clock('14:05:01.120'));
  const local = { address: WIFI.address, port: 50_211 };
  const phone = new Softphone(ANNA, { local, remote: EDGE, received: HOME_PUBLIC, remoteUser: true }, log, TO_UTC);
  phone.signIn(
    clock('14:05:01.610'),
    { callId: '0a1b2c3d4e5f60718293a4b5c6d7e9d1', remote: ANNA.uri, fromTag: '5c0ffee041' },
    377,
  );
  phone.mediaRelay(
    clock('14:05:02.405'),
    { callId: '1b2c3d4e5f60718293a4b5c6d7e8f9d2', remote: '', fromTag: '5c0ffee042' },
    'internet',
    'av.contoso.com',
  );
  chatter(log, clock('14:05:31.020'), 4);

  const join = (time: number, uri: string, dialog: Dialog, sides: Sides) => {
    const answered = { ...dialog, toTag: `${dialog.fromTag}aa` };
    invite(phone, time, dialog, mine(sides.offer), '192.168.1.0', 'Internet');
    phone.response(time + 640, '200 OK', 'INVITE', 1, answered, {
      headers: [`Contact: <${uri}>;isfocus`, 'User-Agent: RTCC/6.0.0.0 AV-MCU'],
      contentType: 'application/sdp',
      body: theirs(sides.answer),
    });
    phone.request(time + 646, 'ACK', uri, 1, answered);
    return answered;
  };

  const talk = sides(0, {});
  const audio = join(
    clock('14:06:10.118'),
    AUDIO,
    { callId: '60718293a4b5c6d7e8f90a1b2c3d4e5f', remote: AUDIO, fromTag: '5c0ffee043' },
    talk,
  );
  finalOffer(phone, clock('14:06:13.930'), AUDIO, audio, mine(talk.finalOffer), theirs(talk.finalAnswer));
  chatter(log, clock('14:07:02.020'), 3);

  const share = sides(8, { media: 'video', label: 'applicationsharing-video' });
  const sharing = join(
    clock('14:07:40.310'),
    SHARING,
    { callId: '718293a4b5c6d7e8f90a1b2c3d4e5f60', remote: SHARING, fromTag: '5c0ffee044' },
    share,
  );
  const refused = clock('14:07:44.120');
  phone.request(refused, 'INVITE', SHARING, 2, sharing, {
    contentType: 'application/sdp',
    body: mine(share.finalOffer),
  });
  phone.response(refused + 71, '100 Trying', 'INVITE', 2, sharing);
  phone.response(refused + 10_233, '504 Server time-out', 'INVITE', 2, sharing, {
    headers: ['ms-diagnostics: 1007;reason="Temporarily cannot route";source="sip.contoso.com"', 'Server: RTC/6.0'],
  });
  phone.request(refused + 10_236, 'ACK', SHARING, 2, sharing);
  phone.request(refused + 10_290, 'BYE', SHARING, 3, sharing, {
    headers: [
      'ms-client-diagnostics: 52049; reason="Leaving app sharing because re-invite failed";UserType="Callee";' +
        'MediaType="applicationsharing-video"',
    ],
  });
  phone.response(refused + 10_361, '200 OK', 'BYE', 3, sharing);

  phone.request(clock('14:12:30.402'), 'BYE', AUDIO, 3, audio, {
    headers: ['ms-client-diagnostics: 51004; reason="Action initiated by user";UserType="Caller";MediaType="audio"'],
  });
  phone.response(clock('14:12:30.466'), '200 OK', 'BYE', 3, audio);
  return { name: 'appshare-52049', files: { 'client.UccApilog': log.bytes() } };
}
