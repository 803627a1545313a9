/** Captures of TCP at its worst, made for the comparison with tshark. */
import { type Bytes, clientHello, dns, type Frame, join, pcap, type TcpFields, tcpFrame, u16 } from '../../captures.ts';
import {
  certificate,
  certificateMessage,
  distinguishedName,
  handshakeMessage,
  record,
  serverHello,
} from './certificate.ts';

export interface Segment extends TcpFields {
  /** Milliseconds since the segment before. */
  readonly after?: number;
  readonly from: 'client' | 'server';
  readonly data?: Uint8Array | string;
  /** Of the IP packet; counted on where not given. */
  readonly id?: number;
  /** Bytes captured. */
  readonly cut?: number;
}

const START = 1_772_442_000_000;

/** Frames of one conversation. Numbers of each side's IP packets are counted on. */
export function segments(
  list: readonly Segment[],
  client = '192.168.178.21:50500',
  server = '198.51.100.40:443',
): Frame[] {
  let time = START;
  let id = 100;
  return list.map(({ after = 10, from, data = '', id: given, cut, ...fields }) => {
    time += after;
    const [a, b] = from === 'client' ? [client, server] : [server, client];
    const bytes = tcpFrame(a, b, fields, data, { id: given ?? ++id });
    return cut === undefined ? { time, bytes } : { time, bytes: bytes.subarray(0, cut), original: bytes.length };
  });
}

/** A handshake: the client's data begins with 1001, the server's with 5001. */
export const opened: readonly Segment[] = [
  { from: 'client', flags: 's', seq: 1000, mss: 1460, options: [3, 3, 8, 1] },
  { from: 'server', flags: 'sa', seq: 5000, ack: 1001, mss: 1360, options: [3, 3, 7, 1], after: 20 },
  { from: 'client', flags: 'a', seq: 1001, ack: 5001, after: 0.2 },
];

const big = (size: number): Bytes => new Uint8Array(size).fill(0x41);

const SDP =
  'v=0\r\no=- 0 0 IN IP4 192.168.178.21\r\ns=-\r\nc=IN IP4 192.168.178.21\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8';

export const INVITE = [
  'INVITE sip:ben@contoso.com SIP/2.0',
  'Via: SIP/2.0/TCP 192.168.178.21:50500',
  'From: <sip:anna@contoso.com>;tag=1',
  'To: <sip:ben@contoso.com>',
  'Call-ID: 4711@192.168.178.21',
  'CSeq: 1 INVITE',
  'Content-Type: application/sdp',
  `Content-Length: ${SDP.length}`,
  '',
  SDP,
].join('\r\n');

export const RINGING = [
  'SIP/2.0 180 Ringing',
  'Via: SIP/2.0/TCP 192.168.178.21:50500',
  'From: <sip:anna@contoso.com>;tag=1',
  'To: <sip:ben@contoso.com>;tag=2',
  'Call-ID: 4711@192.168.178.21',
  'CSeq: 1 INVITE',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

/** A server's flight of TLS 1.2: hello, certificates, done. */
export const serverFlight = (chunk = Number.POSITIVE_INFINITY): Bytes => {
  const chain = [
    certificate({
      subject: distinguishedName(['C', 'DE', 0x13], ['O', 'Contoso'], ['CN', 'sip.contoso.com', 0x13]),
      issuer: distinguishedName(['O', 'Fabrikam', 0x13], ['CN', 'Fabrikam Issuing CA 1', 0x13]),
      names: ['sip.contoso.com', '*.contoso.com'],
    }),
    certificate({
      subject: distinguishedName(['CN', 'Fabrikam Issuing CA 1']),
      issuer: distinguishedName(['CN', 'Root']),
    }),
  ];
  const flight = join(serverHello(), certificateMessage(...chain), handshakeMessage(14, ''));
  const records: Bytes[] = [];
  for (let at = 0; at < flight.length; at += chunk) records.push(record(22, flight.subarray(at, at + chunk)));
  return join(...records);
};

/** A stream cut at these places. */
export function pieces(
  from: Segment['from'],
  bytes: Uint8Array,
  cuts: readonly number[],
  seq: number,
  ack: number,
): Segment[] {
  return [0, ...cuts].map((at, n) => ({ from, flags: 'pa', seq: seq + at, ack, data: bytes.subarray(at, cuts[n]) }));
}

export function madeTcpCaptures(): readonly { readonly name: string; readonly bytes: Bytes }[] {
  const hello = clientHello('sip.contoso.com', 500);
  const flight = serverFlight(700);
  const [one, two, three, four] = pieces('server', flight, [600, 1200, 1500], 5001, 1001 + hello.length);
  const [left, right] = pieces('client', hello, [200], 1001, 5001);
  const query = dns({ id: 7, question: { name: 'sip.contoso.com', type: 'A' } });
  const answer = dns({
    id: 7,
    response: true,
    question: { name: 'sip.contoso.com', type: 'A' },
    answers: [{ name: 'sip.contoso.com', type: 'A', data: '203.0.113.9' }],
  });
  const framed = (message: Uint8Array): Bytes => join(u16(message.length), message);
  const signalling = join(INVITE, INVITE);
  return [
    {
      name: 'stalled.pcap',
      bytes: pcap(
        segments([
          ...opened,
          { from: 'client', flags: 'pa', seq: 1001, ack: 5001, data: big(200) },
          { from: 'server', flags: 'a', seq: 5001, ack: 1201 },
          { from: 'client', flags: 'a', seq: 1201, ack: 5001, data: big(1360) },
          { from: 'client', flags: 'pa', seq: 2561, ack: 5001, data: big(100) },
          { from: 'server', flags: 'a', seq: 5001, ack: 1201, after: 20 },
          { from: 'client', flags: 'a', seq: 1201, ack: 5001, data: big(1360), after: 300 },
          { from: 'client', flags: 'a', seq: 1201, ack: 5001, data: big(1360), after: 600 },
          { from: 'client', flags: 'a', seq: 1201, ack: 5001, data: big(1360), after: 1200 },
          { from: 'server', flags: 'pa', seq: 5001, ack: 1201, data: big(50), after: 5 },
        ]),
      ),
    },
    {
      name: 'late.pcap',
      bytes: pcap(
        segments([
          ...opened,
          { from: 'server', flags: 'a', seq: 5001, ack: 1001, data: big(100) },
          { from: 'server', flags: 'a', seq: 5201, ack: 1001, data: big(100), after: 0.1 },
          { from: 'server', flags: 'a', seq: 5401, ack: 1001, data: big(100), after: 0.1 },
          { from: 'server', flags: 'a', seq: 5101, ack: 1001, data: big(100), after: 0.1 },
          { from: 'server', flags: 'a', seq: 5301, ack: 1001, data: big(100), after: 0.1 },
        ]),
      ),
    },
    {
      name: 'keep-alive.pcap',
      bytes: pcap(
        segments([
          ...opened,
          { from: 'client', flags: 'pa', seq: 1001, ack: 5001, data: big(100) },
          { from: 'server', flags: 'a', seq: 5001, ack: 1101 },
          { from: 'client', flags: 'a', seq: 1100, ack: 5001, data: big(1), after: 30_000 },
          { from: 'server', flags: 'a', seq: 5001, ack: 1101 },
          { from: 'client', flags: 'a', seq: 1100, ack: 5001, after: 30_000 },
          { from: 'server', flags: 'a', seq: 5001, ack: 1101 },
          { from: 'client', flags: 'fa', seq: 1101, ack: 5001 },
          { from: 'server', flags: 'ra', seq: 5001, ack: 1102, window: 0 },
        ]),
      ),
    },
    {
      name: 'zero-window.pcap',
      bytes: pcap(
        segments([
          ...opened,
          { from: 'client', flags: 'a', seq: 1001, ack: 5001, data: big(1360) },
          { from: 'server', flags: 'a', seq: 5001, ack: 2361, window: 0 },
          { from: 'client', flags: 'a', seq: 2361, ack: 5001, data: big(1), after: 400 },
          { from: 'server', flags: 'a', seq: 5001, ack: 2361, window: 0 },
          { from: 'client', flags: 'a', seq: 2361, ack: 5001, data: big(1), after: 800 },
          { from: 'server', flags: 'a', seq: 5001, ack: 2361, window: 500 },
          { from: 'client', flags: 'a', seq: 2361, ack: 5001, data: big(1000) },
        ]),
      ),
    },
    {
      name: 'wrap.pcap',
      bytes: pcap(
        segments([
          { from: 'client', flags: 's', seq: 0xffffff00, mss: 1460 },
          { from: 'server', flags: 'sa', seq: 0x7fffff00, ack: 0xffffff01, mss: 1460, after: 5 },
          { from: 'client', flags: 'a', seq: 0xffffff01, ack: 0x7fffff01, after: 0.1 },
          { from: 'client', flags: 'a', seq: 0xffffff01, ack: 0x7fffff01, data: big(500) },
          { from: 'client', flags: 'a', seq: 0xf5, ack: 0x7fffff01, data: big(500) },
          { from: 'client', flags: 'a', seq: 0xffffff01, ack: 0x7fffff01, data: big(500), after: 400 },
          { from: 'server', flags: 'a', seq: 0x7fffff01, ack: 0x2e9, data: big(500) },
          { from: 'server', flags: 'a', seq: 0x800000f5, ack: 0x2e9, data: big(500) },
          { from: 'server', flags: 'a', seq: 0x800000f5, ack: 0x2e9, data: big(500), after: 400 },
        ]),
      ),
    },
    {
      name: 'mid-connection.pcap',
      bytes: pcap(
        segments([
          { from: 'server', flags: 'a', seq: 5001, ack: 1001, data: big(500) },
          { from: 'client', flags: 'a', seq: 1001, ack: 5501 },
          { from: 'server', flags: 'a', seq: 5501, ack: 1001, data: big(500) },
          { from: 'server', flags: 'a', seq: 5501, ack: 1001, data: big(500), after: 300 },
        ]),
      ),
    },
    {
      name: 'tls.pcap',
      bytes: pcap(
        segments([
          ...opened,
          right!,
          { ...left!, after: 0.1 },
          one!,
          { ...three!, after: 0.1 },
          { ...two!, after: 0.1 },
          four!,
        ]),
      ),
    },
    {
      name: 'sip.pcap',
      bytes: pcap(
        segments(
          [
            ...opened,
            ...pieces('client', signalling, [9, 300, INVITE.length + 104], 1001, 5001),
            { from: 'server', flags: 'pa', seq: 5001, ack: 1001 + signalling.length, data: RINGING + RINGING },
          ],
          '192.168.178.21:50500',
          '198.51.100.40:5060',
        ),
      ),
    },
    {
      name: 'dns.pcap',
      bytes: pcap(
        segments(
          [
            ...opened,
            ...pieces('client', framed(query), [1, 9], 1001, 5001),
            ...pieces('server', framed(answer), [20], 5001, 1001 + framed(query).length),
          ],
          '192.168.178.21:50500',
          '198.51.100.53:53',
        ),
      ),
    },
  ];
}
