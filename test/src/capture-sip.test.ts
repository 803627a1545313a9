import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report.ts';
import { incident, report } from '../analyze-bytes.ts';
import { type Frame, pcap, tcpFrame, udpFrame } from '../captures.ts';

const PC = '192.168.178.21';
const PROXY = '198.51.100.40';
const TIME = Date.UTC(2026, 2, 2, 9);
const SDP = (address: string): string =>
  `v=0\r\no=- 0 0 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n`;

function sip(start: string, cseq: string, tags: string, body = ''): string {
  return [
    start,
    'Call-ID: 1@contoso.com',
    'From: <sip:anna@contoso.com>;tag=1',
    `To: <sip:ben@contoso.com>${tags}`,
    `CSeq: ${cseq}`,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

const dialog: readonly (readonly [up: boolean, text: string])[] = [
  [true, sip('INVITE sip:ben@contoso.com SIP/2.0', '1 INVITE', '', SDP(PC))],
  [false, sip('SIP/2.0 180 Ringing', '1 INVITE', ';tag=2')],
  [false, sip('SIP/2.0 200 OK', '1 INVITE', ';tag=2', SDP(PROXY))],
  [true, sip('ACK sip:ben@contoso.com SIP/2.0', '1 ACK', ';tag=2')],
  [true, sip('BYE sip:ben@contoso.com SIP/2.0', '2 BYE', ';tag=2')],
  [false, sip('SIP/2.0 200 OK', '2 BYE', ';tag=2')],
];

/** A frame that comes in: its link addresses the other way round. */
function inbound(frame: Uint8Array): Uint8Array {
  const turned = frame.slice();
  turned.set(frame.subarray(6, 12), 0);
  turned.set(frame.subarray(0, 6), 6);
  return turned;
}

const call: readonly Frame[] = dialog.map(([up, text], n) => ({
  time: TIME + n * 1000,
  bytes: up ? udpFrame(`${PC}:5060`, `${PROXY}:5060`, text) : inbound(udpFrame(`${PROXY}:5060`, `${PC}:5060`, text)),
}));
/** Other traffic of this PC: the capture was taken on it. */
const others: readonly Frame[] = Array.from({ length: 6 }, (_, n) => ({
  time: TIME + 10_000 + n,
  bytes: tcpFrame(`${PC}:${50_000 + n}`, `203.0.113.${n + 1}:443`, { flags: 's', seq: 1 }),
}));
/** Traffic between many, as on a mirror port. */
const many: readonly Frame[] = Array.from({ length: 60 }, (_, n) => ({
  time: TIME + 10_000 + n,
  bytes: udpFrame(`10.0.${n}.1:1000`, `10.1.${n}.1:1000`, 'x'),
}));

const files = (...frames: readonly Frame[]) => [{ name: 'pc.pcap', bytes: pcap(frames) }];
const brief = (r: Report): unknown[] => r.calls.map((c) => [c.direction, c.result, c.media]);

describe('a call in the clear, in a capture', () => {
  it('this PC takes part in most frames: what it sends is sent', () => {
    const inputs = files(...call, ...others);
    expect(brief(report(inputs))).toEqual([['outgoing', 'connected', ['audio']]]);
    const all = incident(inputs);
    expect(all.all('sip.message').map((m) => [m.direction, m.local?.address, m.remote?.address])).toEqual(
      [
        ['sent', PC, PROXY],
        ['received', PC, PROXY],
        ['received', PC, PROXY],
        ['sent', PC, PROXY],
        ['received', PC, PROXY],
      ].filter((_, n) => n !== 5),
    );
    expect(all.all('sdp.session').map(({ direction }) => direction)).toEqual(['sent', 'received']);
    expect(all.calls[0]!.local.map((s) => s.connection)).toEqual([PC]);
  });

  it('taken elsewhere: a call, its direction unknown', () => {
    const inputs = files(...call, ...many);
    expect(brief(report(inputs))).toEqual([['unknown', 'connected', ['audio']]]);
    expect(
      new Set(
        incident(inputs)
          .all('sip.message')
          .map(({ direction }) => direction),
      ),
    ).toEqual(new Set(['unknown']));
  });

  it('both ends are this PC: unknown', () => {
    const loop = dialog.map(([, text], n) => ({ time: TIME + n, bytes: udpFrame(`${PC}:5060`, `${PC}:5070`, text) }));
    expect(incident(files(...loop, ...others)).all('sip.message')[0]!.direction).toBe('unknown');
  });
});

it('a sign-in without an answer in a capture accuses nobody', () => {
  const text = sip('REGISTER sip:contoso.com SIP/2.0', '1 REGISTER', '');
  const again = Array.from({ length: 8 }, (_, n) => ({
    time: TIME + n * 5000,
    bytes: udpFrame(`${PC}:5060`, `${PROXY}:5060`, text),
  }));
  const inputs = files(...again, ...others);
  expect(incident(inputs).signIns).toEqual([]);
  expect(report(inputs).findings.filter(({ rule }) => rule.startsWith('sign-in'))).toEqual([]);
});
