/** Captures of every link type and of what is hard about the layers above, for comparison with another reader. */
import {
  address,
  type Bytes,
  dns,
  dnsName,
  ethernet,
  hex,
  icmpFrame,
  ip,
  join,
  pcap,
  pcapng,
  stun,
  tcp,
  timed,
  u16,
  u32,
  udp,
} from '../captures.ts';

export interface MadeCapture {
  readonly name: string;
  readonly bytes: Bytes;
  /** Fields that are not compared, and why. */
  readonly known?: Readonly<Record<string, string>>;
}

const PC = '192.168.178.21';
const RESOLVER = '10.60.0.5';
const PC6 = '2001:db8::21';
const RESOLVER6 = '2001:db8::53';
const question = { name: 'sip.contoso.com', type: 'A' } as const;
const type = (packet: Uint8Array): number => (packet[0]! >> 4 === 4 ? 0x0800 : 0x86dd);

const answer = dns({
  id: 7,
  response: true,
  question,
  answers: [
    { name: question.name, type: 'CNAME', data: 'edge.fabrikam.com' },
    { name: 'edge.fabrikam.com', type: 'A', data: '198.51.100.40' },
    { name: 'edge.fabrikam.com', type: 'AAAA', data: '2001:db8::40' },
    {
      name: '_sip._tls.contoso.com',
      type: 'SRV',
      data: join(u16(0), u16(5), u16(443), dnsName('sip.contoso.com')),
    },
  ],
});

/** IP packets with a little of everything. */
function packets(): Bytes[] {
  const query = udp(50123, 53, dns({ id: 7, question }));
  const long = udp(53, 50123, join(answer));
  const part = (from: number, to: number, six: boolean): Bytes =>
    six
      ? ip(RESOLVER6, PC6, 17, long.subarray(from, to), { id: 9, offset: from, more: to < long.length })
      : ip(RESOLVER, PC, 17, long.subarray(from, to), { id: 9, offset: from, more: to < long.length });
  return [
    ip(PC, RESOLVER, 17, query),
    ip(RESOLVER, PC, 17, udp(53, 50123, answer)),
    ip(PC6, RESOLVER6, 17, query),
    ip(PC, '198.51.100.40', 6, tcp(50500, 443, join(), { flags: 's', seq: 1, mss: 1460 })),
    ip('198.51.100.40', PC, 6, tcp(443, 50500, join(), { flags: 'sa', seq: 1, ack: 2, mss: 1380 })),
    ip(PC6, RESOLVER6, 6, tcp(50500, 5061, join(), { flags: 's', seq: 1, mss: 1440 })),
    ip(PC, '198.51.100.44', 17, udp(50000, 3478, stun(1, '000102030405060708090a0b'))),
    part(0, 64, false),
    part(64, long.length, false),
    part(64, long.length, true),
    part(0, 64, true),
    icmpFrame('192.0.2.1', PC, 3, 4, 1400, ip(PC, RESOLVER, 17, query)).subarray(14),
  ];
}

/** 802.11 data header, then LLC/SNAP. */
function wireless(packet: Uint8Array, control: number, flags: number, header: number): Bytes {
  return join(control, flags, new Uint8Array(header - 2), hex('aaaa03 000000'), u16(type(packet)), packet);
}

const cooked = (packet: Uint8Array): Bytes =>
  join(u16(4), u16(1), u16(6), hex('02005e005301 0000'), u16(type(packet)), packet);
const cooked2 = (packet: Uint8Array): Bytes =>
  join(u16(type(packet)), u16(0), u32(2), u16(1), 4, 6, hex('02005e005301 0000'), packet);
const family = (packet: Uint8Array): number => (packet[0]! >> 4 === 4 ? 2 : 24);
const ppp = (packet: Uint8Array): Bytes => join(u16(packet[0]! >> 4 === 4 ? 0x21 : 0x57), packet);

const LINKS: readonly (readonly [name: string, linkType: number, wrap: (packet: Uint8Array) => Uint8Array])[] = [
  ['Ethernet', 1, (packet) => ethernet(type(packet), packet)],
  ['VLAN', 1, (packet) => ethernet(type(packet), packet, { vlans: [300] })],
  ['QinQ', 1, (packet) => ethernet(0x88a8, join(u16(300), u16(0x8100), u16(7), u16(type(packet)), packet))],
  ['PPPoE', 1, (packet) => ethernet(0x8864, join(0x11, 0, u16(1), u16(packet.length + 2), ppp(packet)))],
  [
    'VLAN with PPPoE',
    1,
    (packet) => ethernet(0x8100, join(u16(7), u16(0x8864), 0x11, 0, u16(1), u16(packet.length + 2), ppp(packet))),
  ],
  ['SNAP', 1, (packet) => ethernet(8 + packet.length, join(hex('aaaa03 000000'), u16(type(packet)), packet))],
  ['MPLS', 1, (packet) => ethernet(0x8847, join(hex('00010040 00012140'), packet))],
  ['null', 0, (packet) => join(family(packet), 0, 0, 0, packet)],
  ['loop', 108, (packet) => join(0, 0, 0, family(packet), packet)],
  ['raw', 101, (packet) => packet],
  ['raw 12', 12, (packet) => packet],
  ['Linux cooked', 113, cooked],
  ['Linux cooked 2', 276, cooked2],
  ['PPP', 9, (packet) => join(0xff, 3, ppp(packet))],
  ['PPP in HDLC framing', 50, (packet) => join(0xff, 3, ppp(packet))],
  ['PPPoE without Ethernet', 51, (packet) => join(0x11, 0, u16(1), u16(packet.length + 2), ppp(packet))],
  ['802.11', 105, (packet) => wireless(packet, 0x08, 1, 24)],
  ['802.11 QoS', 105, (packet) => wireless(packet, 0x88, 2, 26)],
  ['802.11 four addresses', 105, (packet) => wireless(packet, 0x08, 3, 30)],
  ['802.11 QoS four addresses', 105, (packet) => wireless(packet, 0x88, 3, 32)],
  ['802.11 QoS HT control', 105, (packet) => wireless(packet, 0x88, 0x81, 30)],
  ['radiotap', 127, (packet) => join(0, 0, 10, 0, new Uint8Array(6), wireless(packet, 0x08, 1, 24))],
  [
    'radiotap with padding',
    127,
    (packet) =>
      join(
        0,
        0,
        18,
        0,
        [3, 0, 0, 0],
        new Uint8Array(8),
        0x20,
        0,
        [0x88, 2],
        new Uint8Array(24),
        0,
        0,
        hex('aaaa03 000000'),
        u16(type(packet)),
        packet,
      ),
  ],
  [
    'radiotap with more words',
    127,
    (packet) => join(0, 0, 16, 0, [2, 0, 0, 0x80], [0, 0, 0, 0], 0, new Uint8Array(3), wireless(packet, 0x88, 2, 26)),
  ],
  ['PPI', 192, (packet) => join(0, 0, [8, 0], [1, 0, 0, 0], ethernet(type(packet), packet))],
  ['OpenBSD enc', 109, (packet) => join(family(packet), 0, 0, 0, u32(1), u32(0), packet)],
];

const HEADER = 'of a header that was cut tshark shows the fields that are there; here it counts as a whole';

function cut(every: readonly Uint8Array[], length: number): Bytes {
  const frames = timed(every.map((packet) => ethernet(type(packet), packet)));
  return pcap(
    frames.map(({ time, bytes }) => ({ time, bytes: bytes.subarray(0, length), original: bytes.length })),
    { snapLength: length },
  );
}

/** In the files' order; each is a capture of its own. */
export function madeCaptures(): MadeCapture[] {
  const every = packets();
  const links = LINKS.map(([name, linkType, wrap]) => ({ name, bytes: pcap(timed(every.map(wrap)), { linkType }) }));
  return [
    ...links,
    {
      name: 'IPv4 link type',
      bytes: pcap(timed(every.filter((packet) => type(packet) === 0x0800)), { linkType: 228 }),
    },
    {
      name: 'IPv6 link type',
      bytes: pcap(timed(every.filter((packet) => type(packet) === 0x86dd)), { linkType: 229 }),
    },
    {
      name: 'layers of one adapter',
      bytes: pcapng(
        every.flatMap((packet, n) => [
          { time: 1_772_442_000_000 + n * 20, bytes: ethernet(type(packet), packet), interface: 1 },
          { time: 1_772_442_000_001 + n * 20, bytes: ethernet(type(packet), packet), interface: 0 },
        ]),
        [
          { options: [[2, 'eth:12:0']] },
          {
            options: [
              [2, 'eth:33:0'],
              [3, 'LWF over IfIndex 12'],
            ],
          },
        ],
      ),
    },
    { name: 'cut at 128 bytes', bytes: cut(every, 128) },
    {
      name: 'cut at 60 bytes',
      bytes: cut(every, 60),
      known: {
        layers: HEADER,
        ports: HEADER,
        tcp: HEADER,
        dns: 'of a name that was cut tshark shows nothing, here what is there',
      },
    },
    {
      name: 'tunnels',
      bytes: pcap(
        timed(
          [
            ip(PC, '203.0.113.9', 4, every[0]!),
            ip(PC, '203.0.113.9', 41, every[2]!),
            ip(PC, '203.0.113.9', 47, join(u16(0), u16(0x0800), every[1]!)),
            ip(PC, '203.0.113.9', 50, join(u32(0xabcdef01), u32(1), new Uint8Array(60))),
          ].map((packet) => ethernet(0x0800, packet)),
        ),
      ),
    },
    {
      name: 'other frames',
      bytes: pcap(
        timed([
          ethernet(
            0x0806,
            join(
              u16(1),
              u16(0x0800),
              6,
              4,
              u16(1),
              hex('02005e005301'),
              address(PC),
              new Uint8Array(6),
              address('192.168.178.1'),
            ),
          ),
          ethernet(0x88cc, new Uint8Array(50)),
          ethernet(0x8863, join(0x11, 9, u16(0), u16(0))),
        ]),
      ),
    },
  ];
}
