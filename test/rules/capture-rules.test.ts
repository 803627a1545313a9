/** Rules about tunnels and sizes over real packets: bytes of a capture in, findings out. */
import { describe, expect, test } from 'vitest';
import edgeTlsInspected from '../../rules/edge-tls-inspected.ts';
import icmpRedirect from '../../rules/icmp-redirect.ts';
import ikeUnanswered from '../../rules/ike-unanswered.ts';
import natBeforePolicy from '../../rules/ipsec-nat-before-policy.ts';
import virtualNotNatted from '../../rules/ipsec-virtual-ip-not-natted.ts';
import mediaInTunnel from '../../rules/media-in-tunnel.ts';
import mtuBlackhole from '../../rules/mtu-blackhole.ts';
import outerFragments from '../../rules/outer-fragments.ts';
import pathAsymmetric from '../../rules/path-asymmetric.ts';
import mssTooLarge from '../../rules/tcp-mss-too-large.ts';
import sslFallback from '../../rules/vpn-ssl-fallback.ts';
import { analysis } from '../../src/analyze.ts';
import type { Fact } from '../../src/facts.ts';
import type { Finding, Outcome } from '../../src/report.ts';
import type { Rule } from '../../src/rule.ts';
import { parseAll } from '../analyze-bytes.ts';
import {
  address,
  type Bytes,
  clientHello,
  ethernet,
  type Frame,
  hex,
  icmpFrame,
  ip,
  join,
  PSEUDO_CLIENT_HELLO,
  pcapng,
  type TcpFields,
  tcpFrame,
  u16,
  u32,
  udpFrame,
} from '../captures.ts';
import { ACCESS_EDGE, AV_EDGE, FRONT_END, TUNNEL, WIFI } from '../facts.ts';
import { child, GATEWAY, ipsecSa, ROADWARRIOR, VIRTUAL } from '../facts-network.ts';

const START = Date.parse('2026-03-02T09:20:00Z');
/** Seconds after the start, and the interface: 0 = Wi-Fi (or a gateway's outside), 1 = the tunnel's adapter. */
type Sent = readonly [seconds: number, bytes: Bytes, face?: number];

/** Each sender has its own MAC, by the last byte of its IPv4 address. */
function withMac(bytes: Bytes): Bytes {
  const own = bytes.slice();
  own[11] = own[29]!;
  return own;
}

const HARDWARE = 15;
function capture(
  sent: readonly Sent[],
  names = ['Realtek Gaming GbE Family Controller', 'PANGP Virtual Ethernet Adapter Secure'],
): Bytes {
  const frames: Frame[] = [...sent]
    .sort((a, b) => a[0] - b[0])
    .map(([seconds, bytes, face = 0]) => ({
      time: START + Math.round(seconds * 1000),
      bytes: withMac(bytes),
      interface: face,
    }));
  return pcapng(
    frames,
    names.map((name) => ({ options: [[HARDWARE, name]] })),
  );
}

interface Told {
  readonly findings: readonly Finding[];
  readonly outcome: Outcome;
}

function tell(rule: Rule, bytes: Bytes, more: readonly Fact[] = []): Told {
  const run = analysis([rule], '0.0.0');
  parseAll([{ name: 'capture.pcapng', bytes }], (fact) => run.add(fact));
  for (const fact of more) run.add(fact);
  const { findings, outcomes } = run.finish();
  return { findings, outcome: outcomes[0]! };
}

const messages = ({ findings }: Told): readonly string[] => findings.map((f) => f.message);
const frames = ({ findings }: Told): readonly (number | undefined)[] =>
  findings.flatMap((f) => f.evidence.map((e) => e.frame));

/** Anything there and back, so that the capture is long enough and shows both directions. */
const dns = (at: number): Sent[] => [
  [at, udpFrame(`${WIFI}:53000`, '192.168.1.1:53000', 'x')],
  [at + 0.01, udpFrame('192.168.1.1:53000', `${WIFI}:53000`, 'x')],
];

const espInUdp = (seq: number, spi: number): Bytes => join(u32(spi), u32(seq), new Uint8Array(120));
/** ESP in UDP both ways, `n` packets each. */
const outer = (port: number, n = 20, from = 0, step = 0.02): Sent[] =>
  Array.from({ length: n }, (_, i): Sent[] => [
    [from + i * step, udpFrame(`${WIFI}:${port}`, `${GATEWAY}:${port}`, espInUdp(i + 1, 0xc0000001))],
    [from + i * step + 0.01, udpFrame(`${GATEWAY}:${port}`, `${WIFI}:${port}`, espInUdp(i + 1, 0xd0000001))],
  ]).flat();

const segment = (
  at: number,
  from: string,
  to: string,
  fields: TcpFields,
  payload: Bytes | string = '',
  face = 0,
): Sent => [at, tcpFrame(from, to, fields, payload), face];
/** SYN at 1 s, SYN-ACK, ACK: both sides start at 0. */
const handshake = (
  client: string,
  server: string,
  mss: readonly [number, number] = [1460, 1460],
  face = 0,
  at = 1,
): Sent[] => [
  segment(at, client, server, { flags: 's', seq: 0, mss: mss[0] }, '', face),
  segment(at + 0.02, server, client, { flags: 'sa', seq: 0, ack: 1, mss: mss[1] }, '', face),
  segment(at + 0.03, client, server, { seq: 1, ack: 1 }, '', face),
];
const zeros = (n: number): Bytes => new Uint8Array(n);

describe('tcp-mss-too-large', () => {
  const inner = (mss: readonly [number, number]): Sent[] => handshake(`${TUNNEL}:50208`, `${FRONT_END}:443`, mss, 1);
  test('SYN and SYN-ACK on the tunnel’s adapter, ESP in UDP on the other', () => {
    const told = tell(mssTooLarge, capture([...outer(4500), ...inner([1460, 1460]), ...dns(9)]));
    expect(messages(told)).toEqual([
      '172.27.3.18:50208 and 10.60.4.21:443 agree on an MSS of 1460, but the tunnel carries packets of at most 1438 bytes (ESP in UDP over a 1500-byte path, with any cipher): MSS 1398.',
    ]);
  });
  test('clamped in the answer', () => {
    expect(tell(mssTooLarge, capture([...outer(4500), ...inner([1460, 1350]), ...dns(9)])).outcome.outcome).toBe(
      'clear',
    );
  });
  test('no handshake in it', () => {
    expect(
      tell(mssTooLarge, capture([...outer(4500), ...inner([1460, 1460]).slice(2), ...dns(9)])).outcome.outcome,
    ).toBe('skipped');
  });
});

describe('mtu-blackhole', () => {
  const [client, server] = [`${WIFI}:50208`, `${ACCESS_EDGE}:443`];
  const small: Sent[] = [
    segment(1.1, client, server, { flags: 'pa', seq: 1, ack: 1 }, zeros(517)),
    segment(1.15, server, client, { seq: 1, ack: 518 }),
  ];
  const full = (at: number, size = 1460): Sent => segment(at, client, server, { seq: 518, ack: 1 }, zeros(size));
  const alive = (at: number): Sent => segment(at, server, client, { flags: 'pa', seq: 1, ack: 518 }, zeros(40));
  const begin = [...handshake(client, server), ...small];

  test('a full segment again and again', () => {
    const tries = [2, 2.3, 2.9, 4.1, 6.5].map((at) => full(at));
    const told = tell(mtuBlackhole, capture([...begin, ...tries, alive(3), ...dns(14)]));
    expect(messages(told)).toEqual([
      '192.168.1.34:50208 sent a packet of 1500 bytes 5 times and it was never acknowledged, while smaller ones (up to 517 bytes of data) were: no router asked for smaller ones.',
    ]);
    expect(frames(told)).toEqual([6, 11]);
  });
  /** The last, small segment of a certificate comes, the full ones in front of it do not. */
  const tail = (at: number): Sent => segment(at, server, client, { flags: 'pa', seq: 2721, ack: 518 }, zeros(300));
  const asks = (at: number, flags: 'a' | 'fa' = 'a'): Sent => segment(at, client, server, { flags, seq: 518, ack: 1 });
  test('full segments that never come', () => {
    const lost = [tail(1.2), asks(1.21), tail(3.2), asks(3.21), asks(11, 'fa')];
    const end = segment(11.1, server, client, { seq: 1, ack: 519 });
    const told = tell(mtuBlackhole, capture([...begin, ...lost, end, ...dns(14)]));
    expect(messages(told)).toEqual([
      '2720 bytes from 198.51.100.40:443, full-size packets, never arrived at 192.168.1.34:50208, while smaller ones (up to 300 bytes of data) did.',
    ]);
    expect(frames(told)).toEqual([6, 10]);
  });
  test('full segments that come late', () => {
    const late = [1, 1361].map((seq) => segment(3, server, client, { seq, ack: 518 }, zeros(1360)));
    const lost = [tail(1.2), asks(1.21), ...late, segment(3.1, client, server, { seq: 518, ack: 3021 })];
    expect(tell(mtuBlackhole, capture([...begin, ...lost, ...dns(14)])).outcome.outcome).toBe('clear');
  });
  test('path MTU discovery that works', () => {
    const quoted = join(ip(WIFI, ACCESS_EDGE, 6, zeros(0)), u16(50208), u16(443), u32(518));
    const worked: Sent[] = [
      full(2),
      [2.02, icmpFrame('192.168.1.1', WIFI, 3, 4, 1400, quoted)],
      full(2.03, 1360),
      segment(2.08, server, client, { seq: 1, ack: 1878 }),
    ];
    expect(tell(mtuBlackhole, capture([...begin, ...worked, ...dns(14)])).outcome.outcome).not.toBe('found');
  });
  test('offload-sized outbound frames', () => {
    const tries = [2, 2.3, 2.9, 4.1, 6.5].map((at) => full(at, 5840));
    expect(tell(mtuBlackhole, capture([...begin, ...tries, alive(3), ...dns(14)])).outcome).toEqual({
      rule: 'mtu-blackhole',
      outcome: 'skipped',
      missing: [
        'a capture from the far side or the router: the frames of the stalled connection are offload-sized, not as on the wire',
      ],
    });
  });
  test('a lossy Wi-Fi: it gets through in the end', () => {
    const tries = [2, 2.3, 2.9].map((at) => full(at));
    const acked = segment(3.2, server, client, { seq: 1, ack: 1978 });
    expect(tell(mtuBlackhole, capture([...begin, ...tries, acked, ...dns(14)])).outcome.outcome).toBe('clear');
  });
  test('the capture ends too soon', () => {
    const tries = [2, 2.3, 2.9, 4.1, 6.5].map((at) => full(at));
    expect(tell(mtuBlackhole, capture([...begin, ...tries, alive(3)])).outcome.outcome).toBe('skipped');
  });
});

test('outer-fragments: ESP in pieces', () => {
  const esp = (n: number): Sent[] => {
    const whole = join(u32(0xc0000001), u32(n), zeros(1512));
    const piece = (offset: number, end: number, more: boolean): Bytes =>
      ethernet(0x0800, ip(WIFI, GATEWAY, 50, whole.slice(offset, end), { id: 100 + n, offset, more }));
    return [
      [n * 0.1, piece(0, 1480, true)],
      [n * 0.1 + 0.001, piece(1480, whole.length, false)],
      [
        n * 0.1 + 0.05,
        ethernet(0x0800, ip(GATEWAY, WIFI, 50, join(u32(0xd0000001), u32(n), zeros(80)), { id: 900 + n })),
      ],
    ];
  };
  const told = tell(outerFragments, capture([1, 2, 3, 4, 5].flatMap(esp)));
  expect(messages(told)).toEqual([
    '5 packets of the tunnel (ESP, 192.168.1.34 ↔ 203.0.113.200) came in IP fragments: 5 of 5 from 192.168.1.34. Each costs two packets, and many firewalls drop fragments.',
  ]);
  expect(frames(told)).toEqual([1]);
});

describe('vpn-ssl-fallback', () => {
  const tries: Sent[] = [0, 1, 2, 3].map((s) => [
    s,
    udpFrame(`${WIFI}:51000`, `${GATEWAY}:4501`, espInUdp(s + 1, 0xc0000001)),
  ]);
  const [client, server] = [`${WIFI}:50208`, `${GATEWAY}:443`];
  const data = (n: number): Sent[] =>
    Array.from({ length: n }, (_, i): Sent[] => [
      segment(5 + i * 0.4, client, server, { flags: 'pa', seq: 1 + i * 100, ack: 1 + i * 100 }, zeros(100)),
      segment(5.02 + i * 0.4, server, client, { flags: 'pa', seq: 1 + i * 100, ack: 101 + i * 100 }, zeros(100)),
    ]).flat();
  test('UDP 4501 in vain, then a long TLS connection to the same gateway', () => {
    const told = tell(sslFallback, capture([...tries, ...handshake(client, server, [1460, 1460], 0, 4), ...data(120)]));
    expect(told.findings.map((f) => f.message.slice(0, 72))).toEqual([
      '203.0.113.200:4501 got 4 UDP packets of the VPN and answered none, so th',
    ]);
  });
  test('a log-in at the portal only', () => {
    const told = tell(sslFallback, capture([...tries, ...handshake(client, server, [1460, 1460], 0, 4), ...data(10)]));
    expect(told.outcome.outcome).toBe('skipped');
  });
});

describe('ike-unanswered', () => {
  /** ISAKMP header (RFC 7296 3.1) and an empty notify. */
  const saInit = (response = false): Bytes => {
    const payload = hex('00 00 00 08 00 00 40 2e');
    return join(
      hex('00005e0053000001'),
      response ? hex('00005e0053000002') : zeros(8),
      41,
      0x20,
      34,
      response ? 0x20 : 0x08,
      u32(0),
      u32(28 + payload.length),
      payload,
    );
  };
  const asked: Sent[] = [1, 5, 12].map((s) => [s, udpFrame(`${WIFI}:500`, `${GATEWAY}:500`, saInit())]);
  test('three requests, no response', () => {
    const told = tell(ikeUnanswered, capture([...dns(0), ...asked, ...dns(20)]));
    expect(messages(told)).toEqual(['203.0.113.200:500 did not answer 3 IKE requests (SA_INIT) from 192.168.1.34.']);
    expect(frames(told)).toEqual([3]);
  });
  test('answered', () => {
    const response: Sent = [12.1, udpFrame(`${GATEWAY}:500`, `${WIFI}:500`, saInit(true))];
    expect(tell(ikeUnanswered, capture([...dns(0), ...asked, response, ...dns(20)])).outcome.outcome).toBe('clear');
  });
  test('only what this PC sent', () => {
    expect(
      tell(ikeUnanswered, capture([...asked, [20, udpFrame(`${WIFI}:1`, '192.0.2.9:1', 'x')]])).outcome.outcome,
    ).toBe('skipped');
  });
});

/** The outside of a gateway with a tunnel to a roadwarrior. */
const outside = (...more: Sent[]): Bytes => {
  const tunnel = Array.from({ length: 10 }, (_, i): Sent[] => [
    [i * 0.1, ethernet(0x0800, ip(GATEWAY, ROADWARRIOR, 50, join(u32(0xc0000001), u32(i + 1), zeros(80))))],
    [i * 0.1 + 0.01, ethernet(0x0800, ip(ROADWARRIOR, GATEWAY, 50, join(u32(0xd0000001), u32(i + 1), zeros(80))))],
  ]).flat();
  return capture(
    [
      ...tunnel,
      ...more,
      [30, ethernet(0x0800, ip(ROADWARRIOR, GATEWAY, 50, join(u32(0xd0000001), u32(99), zeros(80))))],
    ],
    ['eth0'],
  );
};
const syns = (from: string, to: string): Sent[] =>
  [2, 5, 11].map((at) => segment(at, from, to, { flags: 's', seq: 0, mss: 1460 }));

test('ipsec-nat-before-policy: SYNs with the gateway’s address for the remote selector', () => {
  const told = tell(natBeforePolicy, outside(...syns(`${GATEWAY}:40001`, '10.2.0.9:443')), [ipsecSa()]);
  expect(messages(told)).toEqual([
    '3 packets for 10.2.0.9:443 left 203.0.113.200 in the clear, unanswered: net of site covers 10.2.0.0/16, but only from 10.1.0.0/16, and NAT had already made 203.0.113.200 their source.',
  ]);
  expect(
    tell(natBeforePolicy, outside(...syns(`${GATEWAY}:40001`, '192.0.2.80:443')), [ipsecSa()]).outcome.outcome,
  ).toBe('clear');
});

test('ipsec-virtual-ip-not-natted: SYNs with a virtual address for the Edge', () => {
  const sa = ipsecSa({
    name: 'rw',
    remoteVirtual: [VIRTUAL],
    children: [child({ localTs: ['0.0.0.0/0'], remoteTs: [`${VIRTUAL}/32`] })],
  });
  expect(messages(tell(virtualNotNatted, outside(...syns(`${VIRTUAL}:50208`, `${ACCESS_EDGE}:443`)), [sa]))).toEqual([
    '3 packets from 10.20.30.5 (the gateway gave it to a client (rw)) left eth0 for 198.51.100.40:443 with the virtual address as source: no answer can find the way back.',
  ]);
  expect(tell(virtualNotNatted, outside(...syns(`${GATEWAY}:50208`, `${ACCESS_EDGE}:443`)), [sa]).outcome.outcome).toBe(
    'clear',
  );
});

describe('icmp-redirect', () => {
  const redirect = (to: string): Sent => [
    3,
    icmpFrame(
      '10.1.0.1',
      '10.1.0.20',
      5,
      1,
      Number(new DataView(new Uint8Array(address('10.1.0.254')).buffer).getUint32(0)),
      join(ip('10.1.0.20', to, 6, zeros(0)), u16(443), u16(50000), u32(1)),
    ),
  ];
  const sa = ipsecSa({
    name: 'rw',
    local: { address: '10.1.0.1', port: 4500 },
    remoteVirtual: [VIRTUAL],
    children: [child({ remoteTs: [`${VIRTUAL}/32`] })],
  });
  test('for a virtual address', () => {
    const told = tell(icmpRedirect, capture([redirect(VIRTUAL)], ['eth0']), [sa]);
    expect(told.findings.map((f) => [f.confidence, f.subjects])).toEqual([['certain', ['10.1.0.1', VIRTUAL]]]);
  });
  test('inside the LAN', () => {
    expect(tell(icmpRedirect, capture([redirect('10.1.0.77')], ['eth0']), [sa]).outcome.outcome).toBe('clear');
  });
});

describe('path-asymmetric', () => {
  const [client, server] = [`${WIFI}:50208`, `${ACCESS_EDGE}:443`];
  const answers: Sent[] = [1.05, 4.05].map((at) => segment(at, server, client, { flags: 'sa', seq: 0, ack: 1 }, '', 1));
  const inTunnel: Sent[] = Array.from({ length: 20 }, (_, i) => [
    i * 0.1,
    udpFrame(`${TUNNEL}:53000`, '10.60.0.5:53', 'x'),
    1,
  ]);
  const asked: Sent[] = [1, 4, 10].map((at) => segment(at, client, server, { flags: 's', seq: 0, mss: 1460 }));
  test('SYN on one adapter, SYN-ACK on the other', () => {
    const told = tell(pathAsymmetric, capture([...outer(4501), ...inTunnel, ...asked, ...answers, ...dns(20)]));
    expect(messages(told)).toEqual([
      'SYN from 192.168.1.34:50208 to 198.51.100.40:443 leaves by "Realtek Gaming GbE Family Controller", the answer comes in by "PANGP Virtual Ethernet Adapter Secure". Windows drops it there: the address it is for belongs to the other adapter.',
    ]);
  });
  test('both layers show both directions', () => {
    const both = handshake(client, server).flatMap(([at, bytes]): Sent[] => [
      [at, bytes, 0],
      [at + 0.0001, bytes, 1],
    ]);
    expect(tell(pathAsymmetric, capture([...outer(4501), ...inTunnel, ...both, ...dns(20)])).outcome.outcome).toBe(
      'clear',
    );
  });
});

test('media-in-tunnel: RTP to the Edge on the tunnel’s adapter, sign-in beside it', () => {
  const rtp = (n: number, back: boolean): Bytes =>
    join(0x80, 0, u16(n), u32(n * 160), u32(back ? 0x5e02 : 0x5e01), zeros(160));
  const media = Array.from({ length: 150 }, (_, i): Sent[] => [
    [3 + i * 0.02, udpFrame(`${TUNNEL}:50020`, `${AV_EDGE}:50100`, rtp(i, false)), 1],
    [3.01 + i * 0.02, udpFrame(`${AV_EDGE}:50100`, `${TUNNEL}:50020`, rtp(i, true)), 1],
  ]).flat();
  const [client, server] = [`${WIFI}:50208`, `${ACCESS_EDGE}:443`];
  const hello = clientHello('sip.contoso.com');
  const beside: Sent[] = [
    ...handshake(client, server),
    segment(1.1, client, server, { flags: 'pa', seq: 1, ack: 1 }, hello),
    segment(1.2, server, client, { flags: 'pa', seq: 1, ack: 1 + hello.length }, hex('160303000402000000')),
  ];
  const told = tell(mediaInTunnel, capture([...outer(4501, 60, 0, 0.1), ...beside, ...media]));
  expect(messages(told)).toEqual([
    '300 RTP packets between 172.27.3.18 and 198.51.100.42:50100 went through the tunnel (PANGP Virtual Ethernet Adapter Secure) although it is split: 198.51.100.40 was reached beside it. Media is encrypted already; the detour by the VPN gateway costs time and packets.',
  ]);
  expect(tell(mediaInTunnel, capture([...outer(4501, 60, 0, 0.1), ...media])).outcome.outcome).toBe('skipped');
});

test('edge-tls-inspected: a TLS alert where the canned hello belongs', () => {
  const [client, server] = [`${WIFI}:50208`, `${AV_EDGE}:443`];
  const said: Sent[] = [
    ...handshake(client, server),
    segment(1.1, client, server, { flags: 'pa', seq: 1, ack: 1 }, PSEUDO_CLIENT_HELLO),
    segment(
      1.2,
      server,
      client,
      { flags: 'pa', seq: 1, ack: 1 + PSEUDO_CLIENT_HELLO.length },
      hex('15 03 01 00 02 02 28'),
    ),
  ];
  const told = tell(edgeTlsInspected, capture([...said, ...dns(9)]));
  expect(told.findings.map((f) => [f.severity, f.confidence, f.message])).toEqual([
    [
      'error',
      'certain',
      '198.51.100.42:443 answered the client’s TURN over TCP with a TLS alert, not as an A/V Edge does: a box on the way inspects TLS, or it is another service.',
    ],
  ]);
});
