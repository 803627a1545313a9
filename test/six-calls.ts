/** A client log with a sign-in and six calls: connected; failed with 23; transferred, and the call that led to; a meeting
 *  whose application sharing was lost to 52049; one that dropped. */
import { mine, nominated, theirs } from '../samples/make/call.ts';
import type { CandidateSpec } from '../samples/make/sdp.ts';
import { ANNA, clock } from '../samples/make/site.ts';
import { type Dialog, Softphone } from '../samples/make/softphone.ts';
import { openLog, UccapiLog } from '../samples/make/uccapi-log.ts';

const LOCAL = { address: '192.168.1.34', port: 50_211 };
const EDGE = { address: '198.51.100.40', port: 443 };
export const BEN = 'sip:ben@contoso.com';
export const CARL = 'sip:carl@contoso.com';
const CONF = 'sip:dora@contoso.com;gruu;opaque=app:conf';
export const FOCUS = `${CONF}:focus:id:7Q8R2T1K`;
export const SHARING = `${CONF}:applicationsharing:id:7Q8R2T1K`;

export const IDS = {
  connected: 'c1000000000000000000000000000001',
  failed: 'c2000000000000000000000000000002',
  transferred: 'c3000000000000000000000000000003',
  next: 'c4000000000000000000000000000004',
  focus: 'f5000000000000000000000000000005',
  sharing: 'c5000000000000000000000000000005',
  dropped: 'c6000000000000000000000000000006',
} as const;

/** Candidates of this client for call `n`, and of the other side. */
export const own = (n: number): CandidateSpec[] => [
  { transport: 'UDP', type: 'host', address: '192.168.1.34', ports: [50_000 + n * 10, 50_001 + n * 10] },
  {
    transport: 'UDP',
    type: 'relay',
    address: '198.51.100.42',
    ports: [52_000 + n * 10, 52_001 + n * 10],
    related: { address: '203.0.113.77', ports: [40_000 + n * 10, 40_001 + n * 10] },
  },
  {
    transport: 'UDP',
    type: 'srflx',
    address: '203.0.113.77',
    ports: [40_000 + n * 10, 40_001 + n * 10],
    related: { address: '192.168.1.34', ports: [50_000 + n * 10, 50_001 + n * 10] },
  },
];
export const other = (n: number): CandidateSpec[] => [
  { transport: 'UDP', type: 'host', address: '10.80.1.20', ports: [51_000 + n * 10, 51_001 + n * 10] },
  {
    transport: 'UDP',
    type: 'relay',
    address: '203.0.113.60',
    ports: [53_000 + n * 10, 53_001 + n * 10],
    related: { address: '10.80.1.20', ports: [51_000 + n * 10, 51_001 + n * 10] },
  },
];

const RELAY = '198.51.100.42';
const PEER = '203.0.113.60';
const sdpOf = (body: string) => ({ contentType: 'application/sdp', body });

export function sixCalls(): UccapiLog {
  const log = new UccapiLog('24D0', '9E8');
  openLog(log, clock('09:00:00.000'));
  const phone = new Softphone(ANNA, { local: LOCAL, remote: EDGE, remoteUser: true }, log, 0);
  phone.signIn(clock('09:00:01.000'), { callId: 'r0', remote: ANNA.uri, fromTag: '5c0ffee001' }, 300);

  /** INVITE, 180 of two phones, 200 of the second. */
  const call = (n: number, at: number, dialog: Dialog, uri: string, headers: string[] = [], media = {}) => {
    const up = { ...dialog, toTag: `${dialog.fromTag}bb` };
    const offer = { connection: RELAY, ports: own(n)[1]!.ports, candidates: own(n), ...media };
    const answer = { connection: PEER, ports: other(n)[1]!.ports, candidates: other(n), ...media };
    phone.request(at, 'INVITE', uri, 1, dialog, { headers, ...sdpOf(mine(offer)) });
    phone.response(at + 50, '100 Trying', 'INVITE', 1, dialog);
    phone.response(at + 400, '180 Ringing', 'INVITE', 1, { ...dialog, toTag: `${dialog.fromTag}aa` });
    phone.response(at + 500, '180 Ringing', 'INVITE', 1, up);
    return {
      up,
      accept() {
        phone.response(at + 4000, '200 OK', 'INVITE', 1, up, sdpOf(theirs(answer)));
        phone.request(at + 4010, 'ACK', uri, 1, up);
      },
      finalOffer() {
        const [here, there] = [own(n)[1]!.ports, other(n)[1]!.ports];
        const at2 = at + 5000;
        phone.request(at2, 'INVITE', uri, 2, up, sdpOf(mine(nominated(offer, RELAY, here, ends(PEER, there)))));
        phone.response(
          at2 + 80,
          '200 OK',
          'INVITE',
          2,
          up,
          sdpOf(theirs(nominated(answer, PEER, there, ends(RELAY, here)))),
        );
        phone.request(at2 + 90, 'ACK', uri, 2, up);
      },
      refuseFinalOffer() {
        const [here, there] = [own(n)[1]!.ports, other(n)[1]!.ports];
        const at2 = at + 5000;
        phone.request(at2, 'INVITE', uri, 2, up, sdpOf(mine(nominated(offer, RELAY, here, ends(PEER, there)))));
        phone.response(at2 + 10_000, '504 Server time-out', 'INVITE', 2, up, {
          headers: ['ms-diagnostics: 1007;reason="Temporarily cannot route";source="sip.contoso.com"'],
        });
      },
      bye(after: number, diagnostics: string, reply?: string) {
        phone.request(at + after, 'BYE', uri, 3, up, { headers: [`ms-client-diagnostics: ${diagnostics}`] });
        phone.response(at + after + 60, '200 OK', 'BYE', 3, up, {
          headers: reply === undefined ? [] : [`ms-client-diagnostics: ${reply}`],
        });
      },
    };
  };
  const ends = (address: string, [rtp, rtcp]: readonly [number, number]) =>
    [
      { address, port: rtp },
      { address, port: rtcp },
    ] as const;
  const to = (callId: string, remote: string, n: number): Dialog => ({ callId, remote, fromTag: `5c0ffee1${n}` });

  const first = call(1, clock('09:01:00.000'), to(IDS.connected, BEN, 1), BEN);
  first.accept();
  first.finalOffer();
  first.bye(
    60_000,
    '51004; reason="Action initiated by user"',
    '51007;reason="Callee media connectivity diagnosis info";CalleeMediaDebug="audio:ICEWarn=0x0,' +
      'LocalSite=10.80.1.20:51010,LocalMR=203.0.113.60:53010,RemoteSite=192.168.1.34:50010,RemoteMR=198.51.100.42:52010"',
  );

  const second = call(2, clock('09:03:00.000'), to(IDS.failed, BEN, 2), BEN);
  second.accept();
  second.bye(
    9_000,
    '23; reason="Call failed to establish due to a media connectivity failure when one endpoint is internal and the ' +
      'other is remote";CallerMediaDebug="audio:ICEWarn=0x40003a0,LocalSite=192.168.1.34:50020,LocalMR=198.51.100.42:52020,' +
      'RemoteSite=10.80.1.20:51020,RemoteMR=203.0.113.60:53020"',
    '51007;reason="Callee media connectivity diagnosis info";CalleeMediaDebug="audio:ICEWarn=0x0"',
  );

  const third = call(3, clock('09:05:00.000'), to(IDS.transferred, BEN, 3), BEN, ['Ms-Conversation-ID: AdKc0three==']);
  third.accept();
  third.finalOffer();
  const referred = clock('09:05:30.000');
  phone.incoming(
    referred,
    'REFER',
    1,
    third.up,
    { headers: [`Refer-To: <${CARL}>`, `Referred-By: <${BEN}>;ms-identity=x`, 'Ms-Conversation-ID: AdKc0three=='] },
    'none',
  );
  const fourth = call(4, clock('09:05:31.000'), to(IDS.next, CARL, 4), CARL, [
    `Referred-By: <${BEN}>`,
    'Ms-Conversation-ID: AdKc0three==',
  ]);
  third.bye(32_000, '51004; reason="Action initiated by user"');
  fourth.accept();
  fourth.bye(20_000, '51004; reason="Action initiated by user"');

  const focus: Dialog = to(IDS.focus, FOCUS, 5);
  phone.request(clock('09:10:00.000'), 'INVITE', FOCUS, 1, focus, {
    contentType: 'application/cccp+xml',
    body: '<request xmlns="urn:ietf:params:xml:ns:cccp" requestId="1"><addUser/></request>',
  });
  phone.response(
    clock('09:10:00.100'),
    '200 OK',
    'INVITE',
    1,
    { ...focus, toTag: 'f0c5' },
    {
      headers: [`Contact: <${FOCUS}>;isfocus`],
    },
  );
  const sharing = call(6, clock('09:10:01.000'), to(IDS.sharing, SHARING, 6), SHARING, [], {
    media: 'video',
    label: 'applicationsharing-video',
  });
  sharing.accept();
  sharing.refuseFinalOffer();
  sharing.bye(
    15_200,
    '52049; reason="Leaving app sharing because re-invite failed";UserType="Callee";MediaType="applicationsharing-video"',
  );

  const last = call(7, clock('09:20:00.000'), to(IDS.dropped, BEN, 7), BEN);
  last.accept();
  last.finalOffer();
  last.bye(
    95_000,
    '33; reason="Call terminated on a mid-call media failure where one endpoint is internal and the other is remote"',
  );
  return log;
}
