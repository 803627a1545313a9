/** Captures of RTP, RTCP, IKE and tunnels as seen from outside, written from the specifications. */
import {
  type Bytes,
  ethernet,
  type Frame,
  hex,
  ip,
  join,
  type Part,
  pcap,
  timed,
  u16,
  u32,
  udpFrame,
} from '../../captures.ts';

export const START = 1_772_442_000_000;
export const PC = '192.168.178.21';
export const GATEWAY = '203.0.113.200';
export const PEER = '203.0.113.9';

// --- RTP ------------------------------------------------------------------------------------------------------------

export interface RtpFields {
  readonly type?: number;
  readonly ssrc?: number;
  /** Units of the time stamp. */
  readonly stamp?: number;
  readonly size?: number;
}

export function rtp(sequence: number, fields: RtpFields = {}): Bytes {
  const { type = 0, ssrc = 0xabcd, stamp = sequence * 160, size = 160 } = fields;
  return join(0x80, type, u16(sequence), u32(stamp), u32(ssrc), new Uint8Array(size));
}

/** One packet of a stream: number, and milliseconds later than it should come. */
export type Step = readonly [sequence: number, late?: number];

/** Frames of a stream, 20 ms apart, in the order given; a step's time is its number's, and `late`. */
export function streamFrames(
  from: string,
  to: string,
  steps: readonly Step[],
  fields: RtpFields & { readonly rate?: number; readonly first?: number } = {},
): Frame[] {
  const { rate = 8000, first = steps[0]![0] } = fields;
  return steps.map(([sequence, late = 0]) => ({
    time: START + (sequence - first) * 20 + late,
    bytes: udpFrame(
      from,
      to,
      rtp(sequence & 0xffff, { ...fields, stamp: 1_000_000 + ((sequence - first) * rate * 20) / 1000 }),
    ),
  }));
}

export const steps = (from: number, to: number): Step[] =>
  Array.from({ length: to - from + 1 }, (_, n) => [from + n] as const);

export interface Report {
  readonly ssrc: number;
  /** Of 256. */
  readonly fraction: number;
  /** Time-stamp units. */
  readonly jitter: number;
}

const blocks = (reports: readonly Report[]): Bytes =>
  join(
    ...reports.map(({ ssrc, fraction, jitter }) =>
      join(u32(ssrc), fraction, 0, 0, 7, u32(70_000), u32(jitter), u32(0), u32(0)),
    ),
  );

/** A compound RTCP packet: sender or receiver report and a source description (RFC 3550 6.4, 6.5). */
export function rtcp(sender: number, reports: readonly Report[], senderReport = false): Bytes {
  const body = join(u32(sender), senderReport ? new Uint8Array(20) : [], blocks(reports));
  const cname = join(u32(sender), 1, 6, 'pc@abc', 0, 0, 0, 0);
  return join(
    0x80 | reports.length,
    senderReport ? 200 : 201,
    u16(body.length / 4),
    body,
    0x81,
    202,
    u16(cname.length / 4),
    cname,
  );
}

// --- IKE ------------------------------------------------------------------------------------------------------------

export type Payload = readonly [type: number, body: Part];

export interface IkeFields {
  readonly one?: boolean;
  readonly exchange: number;
  readonly messageId?: number;
  readonly response?: boolean;
  readonly encrypted?: boolean;
  readonly initiator?: string;
  readonly responder?: string;
  readonly payloads?: readonly Payload[];
}

export const INITIATOR = '0102030405060708';
export const RESPONDER = '1112131415161718';

/** An IKE message (RFC 7296 3.1; RFC 2408 3.1 with `one`). */
export function ike(fields: IkeFields): Bytes {
  const { one = false, exchange, messageId = 0, response = false, encrypted = false, payloads = [] } = fields;
  const { initiator = INITIATOR, responder = '0000000000000000' } = fields;
  const body = join(
    ...payloads.map(([, part], n) => {
      const bytes = join(part);
      return join(payloads[n + 1]?.[0] ?? 0, 0, u16(4 + bytes.length), bytes);
    }),
  );
  const flags = one ? (encrypted ? 1 : 0) : (response ? 0x20 : 0x08) | 0;
  return join(
    hex(initiator),
    hex(responder),
    payloads[0]?.[0] ?? 0,
    one ? 0x10 : 0x20,
    exchange,
    flags,
    u32(messageId),
    u32(28 + body.length),
    body,
  );
}

/** Notify of IKEv2 (RFC 7296 3.10) without SPI. */
export const notify = (type: number, data: Part = ''): Payload => [41, join(0, 0, u16(type), join(data))];
/** Notify of IKEv1 (RFC 2408 3.14) with the IPsec DOI. */
export const notify1 = (type: number): Payload => [11, join(u32(1), 1, 0, u16(type))];
export const vendor = (id: string): Payload => [43, hex(id)];
export const vendor1 = (id: string): Payload => [13, hex(id)];
/** An encrypted fragment (RFC 7383 2.5); its inner type stands in the generic header. */
export const fragment = (number: number, total: number): Payload => [
  53,
  join(u16(number), u16(total), new Uint8Array(64).fill(number)),
];
/** A fragment of IKEv1 as Cisco and Microsoft send it. */
export const fragment1 = (id: number, number: number, last: boolean): Payload => [
  132,
  join(u16(id), number, last ? 1 : 0, new Uint8Array(64).fill(number)),
];

const NAT: readonly Payload[] = [notify(16388, new Uint8Array(20)), notify(16389, new Uint8Array(20))];
const MS_NT5 = '1e2b516905991c7d7c96fcbfb587e46100000009';
const STRONGSWAN = '882fe56d6fd20dbc2251613b2ebe5beb';

export const saInit = ike({ exchange: 34, payloads: [...NAT, notify(16430), vendor(MS_NT5), vendor('0011223344')] });
export const saInitAnswer = ike({
  exchange: 34,
  response: true,
  responder: RESPONDER,
  payloads: [...NAT, notify(16406), vendor(STRONGSWAN)],
});
export const auth = (number: number, total: number): Bytes =>
  ike({ exchange: 35, messageId: 1, responder: RESPONDER, payloads: [fragment(number, total)] });
export const authAnswer = ike({
  exchange: 35,
  messageId: 1,
  response: true,
  responder: RESPONDER,
  payloads: [[46, new Uint8Array(80)]],
});

/** Behind the non-ESP marker (RFC 3948 2.2). */
export const marked = (message: Uint8Array): Bytes => join(u32(0), message);

// --- tunnels --------------------------------------------------------------------------------------------------------

export const esp = (spi: number, sequence: number, size = 92): Bytes =>
  join(
    u32(spi),
    u32(sequence),
    Uint8Array.from({ length: size }, (_, n) => (n * 37 + sequence * 11) & 0xff),
  );

export const dtls = (type: number, size: number): Bytes =>
  join(type, 0xfe, 0xfd, u16(1), new Uint8Array(6), u16(size), new Uint8Array(size).fill(0x5a));

export const wireGuardInit = join(1, 0, 0, 0, new Uint8Array(144).fill(7));
export const wireGuardAnswer = join(2, 0, 0, 0, new Uint8Array(88).fill(7));
export const wireGuardData = (counter: number): Bytes =>
  join(4, 0, 0, 0, u32(0x0a0b0c0d), counter, new Uint8Array(7), new Uint8Array(80).fill(3));

export const l2tpControl = join(hex('c802'), u16(20), new Uint8Array(8), u16(0x8008), u16(0), u16(0), u16(1));

export const openVpnReset = join(0x38, hex('a1a2a3a4a5a6a7a8'), 0, u32(0));
export const openVpnResetAnswer = join(0x40, hex('b1b2b3b4b5b6b7b8'), 1, u32(0), hex('a1a2a3a4a5a6a7a8'), u32(0));
/** With tls-auth: digest, packet number and time stand behind the session id. */
export const openVpnWrapped = (opcode: number, n: number): Bytes =>
  join(opcode << 3, hex('c1c2c3c4c5c6c7c8'), new Uint8Array(20).fill(n), u32(n), u32(1_700_000_000 + n), 0, u32(n - 1));

export const quicInitial = join(0xc3, u32(1), 8, hex('0102030405060708'), 0, 0, u16(0x44b0), new Uint8Array(1183));

export const gre = (payload: Uint8Array): Bytes => ethernet(0x0800, ip(PC, GATEWAY, 47, join(0, 0, 8, 0, payload)));
export const pptp = (sequence: number): Bytes =>
  ethernet(
    0x0800,
    ip(PC, GATEWAY, 47, join(0x30, 0x01, 0x88, 0x0b, u16(20), u16(1), u32(sequence), new Uint8Array(20).fill(0x7e))),
  );

// --- whole captures ---------------------------------------------------------------------------------------------------

const sorted = (frames: readonly Frame[]): Frame[] => [...frames].sort((x, y) => x.time - y.time);
const PORTS = { a: `${PC}:50006`, b: `${PEER}:50010` } as const;

/** Loss, disorder, copies, a wrap, jitter; SSRC and path both ways. */
const rtpFrames = (): Frame[] =>
  sorted([
    ...streamFrames(PORTS.a, PORTS.b, [
      ...steps(65_500, 65_540).map(([n], i) => [n, (i * 7) % 5] as const),
      // Three lost, then one overtaken.
      ...steps(65_544, 65_600),
      [65_602, -15],
      [65_601, 21],
      ...steps(65_603, 65_700),
    ]),
    ...streamFrames(PORTS.b, PORTS.a, steps(10, 400), { ssrc: 0x1234, type: 8 }),
    ...streamFrames(`${PC}:50020`, `${PEER}:50030`, steps(1, 300), { ssrc: 0x77, type: 104, rate: 16_000 }),
  ]);

const rtcpFrames = (): Frame[] => [
  ...streamFrames(PORTS.a, PORTS.b, steps(1, 60)),
  {
    time: START + 1200,
    bytes: udpFrame(`${PEER}:50011`, `${PC}:50007`, rtcp(0x1234, [{ ssrc: 0xabcd, fraction: 26, jitter: 80 }])),
  },
];

const ikeFrames = (): Frame[] =>
  timed(
    [
      udpFrame(`${PC}:500`, `${GATEWAY}:500`, saInit),
      udpFrame(`${PC}:500`, `${GATEWAY}:500`, saInit),
      udpFrame(`${GATEWAY}:500`, `${PC}:500`, saInitAnswer),
      udpFrame(`${PC}:4500`, `${GATEWAY}:4500`, marked(auth(1, 2))),
      udpFrame(`${PC}:4500`, `${GATEWAY}:4500`, marked(auth(2, 2))),
      udpFrame(`${PC}:4500`, `${GATEWAY}:4500`, marked(auth(1, 2))),
      udpFrame(`${PC}:4500`, `${GATEWAY}:4500`, marked(auth(2, 2))),
      udpFrame(`${GATEWAY}:4500`, `${PC}:4500`, marked(authAnswer)),
      ...[1, 2, 3, 4].map((n) => udpFrame(`${PC}:4500`, `${GATEWAY}:4500`, esp(0xc0ffee01, n))),
      ...[1, 2, 3].map((n) => udpFrame(`${GATEWAY}:4500`, `${PC}:4500`, esp(0xbeef0002, n))),
      udpFrame(`${PC}:4500`, `${GATEWAY}:4500`, 0xff),
    ],
    START,
    500,
  );

const tunnelFrames = (): Frame[] =>
  timed([
    ethernet(0x0800, ip(PC, GATEWAY, 50, esp(0x11223344, 1))),
    ethernet(0x0800, ip(GATEWAY, PC, 50, esp(0x55667788, 1))),
    ethernet(0x0800, ip(PC, GATEWAY, 50, esp(0x11223344, 2))),
    gre(ip('10.9.0.2', '10.60.4.21', 1, join(8, 0, 0, 0, u32(1)))),
    pptp(1),
    udpFrame(`${PC}:51820`, `${GATEWAY}:51820`, wireGuardInit),
    udpFrame(`${GATEWAY}:51820`, `${PC}:51820`, wireGuardAnswer),
    udpFrame(`${PC}:51000`, `${GATEWAY}:443`, dtls(22, 100)),
    udpFrame(`${PC}:1701`, `${GATEWAY}:1701`, l2tpControl),
    udpFrame(`${PC}:51001`, `${GATEWAY}:1194`, openVpnReset),
    udpFrame(`${GATEWAY}:1194`, `${PC}:51001`, openVpnResetAnswer),
  ]);

export interface MadeCapture {
  readonly name: string;
  readonly bytes: Bytes;
}

export function madeMediaCaptures(): MadeCapture[] {
  return [
    { name: 'rtp.pcap', bytes: pcap(rtpFrames()) },
    { name: 'rtcp.pcap', bytes: pcap(rtcpFrames()) },
    { name: 'ike.pcap', bytes: pcap(ikeFrames()) },
    { name: 'tunnels.pcap', bytes: pcap(tunnelFrames()) },
  ];
}
