import { describe, expect, it } from 'vitest';
import {
  type Bytes,
  ethernet,
  hex,
  icmpFrame,
  ip,
  join,
  pcap,
  timed,
  u16,
  u32,
  udp,
  udpFrame,
} from '../../captures.ts';
import { flows, only, read } from './read.ts';

const PC = '192.168.178.21';
const SERVER = '198.51.100.40';
const _START = 1_772_442_000_000;
const datagram = ip(PC, SERVER, 17, udp(50000, 40000, join('hello')));
const datagram6 = ip('2001:db8::21', '2001:db8::40', 17, udp(50000, 40000, join('hello')));

const V4 = `udp ${PC} 50000 > ${SERVER} 40000 1/0 5`;
const V6 = 'udp 2001:db8::21 50000 > 2001:db8::40 40000 1/0 5';

describe('link types', () => {
  const wireless = (control: number, flags: number, header: number): Bytes =>
    join(control, flags, new Uint8Array(header - 2), hex('aaaa03 000000 0800'), datagram);
  it.each([
    ['Ethernet', 1, ethernet(0x0800, datagram), [V4]],
    ['Ethernet, IPv6', 1, ethernet(0x86dd, datagram6), [V6]],
    ['Ethernet, VLAN', 1, ethernet(0x0800, datagram, { vlans: [300] }), [V4]],
    ['Ethernet, VLAN in VLAN', 1, ethernet(0x0800, datagram, { vlans: [300, 7] }), [V4]],
    ['Ethernet, provider VLAN', 1, ethernet(0x88a8, join(u16(300), u16(0x8100), u16(7), u16(0x0800), datagram)), [V4]],
    [
      'Ethernet, PPPoE',
      1,
      ethernet(0x8864, join(0x11, 0, u16(1), u16(datagram.length + 2), u16(0x0021), datagram)),
      [V4],
    ],
    ['Ethernet, PPPoE, IPv6', 1, ethernet(0x8864, join(0x11, 0, u16(1), u16(50), u16(0x0057), datagram6)), [V6]],
    ['Ethernet, MPLS', 1, ethernet(0x8847, join(hex('00010040 00012140'), datagram)), [V4]],
    ['Ethernet, SNAP', 1, ethernet(8 + datagram.length, join(hex('aaaa03 000000 0800'), datagram)), [V4]],
    ['Ethernet, padded', 1, ethernet(0x0800, join(datagram, new Uint8Array(13))), [V4]],
    ['Ethernet that is bare IPv4', 1, datagram, [V4]],
    ['Ethernet that is bare IPv6', 1, datagram6, [V6]],
    ['null, little endian', 0, join(2, 0, 0, 0, datagram), [V4]],
    ['null, big endian', 0, join(0, 0, 0, 2, datagram), [V4]],
    ...[10, 23, 24, 28, 30].map(
      (family) => [`null, IPv6 as ${family}`, 0, join(family, 0, 0, 0, datagram6), [V6]] as const,
    ),
    ['loop', 108, join(0, 0, 0, 2, datagram), [V4]],
    ['raw', 101, datagram, [V4]],
    ['raw, IPv6', 101, datagram6, [V6]],
    ['raw, as DLT 12', 12, datagram, [V4]],
    ['raw, as DLT 14', 14, datagram6, [V6]],
    ['IPv4', 228, datagram, [V4]],
    ['IPv6', 229, datagram6, [V6]],
    ['Linux cooked', 113, join(u16(4), u16(1), u16(6), new Uint8Array(8), u16(0x0800), datagram), [V4]],
    ['Linux cooked 2', 276, join(u16(0x86dd), u16(0), u32(2), u16(1), 4, 6, new Uint8Array(8), datagram6), [V6]],
    ['PPP', 9, join(0xff, 3, u16(0x0021), datagram), [V4]],
    ['PPP, compressed', 9, join(0x57, datagram6), [V6]],
    ['802.11', 105, wireless(0x08, 1, 24), [V4]],
    ['802.11, QoS', 105, wireless(0x88, 2, 26), [V4]],
    ['802.11, four addresses', 105, wireless(0x88, 3, 32), [V4]],
    ['802.11, HT control', 105, wireless(0x88, 0x81, 30), [V4]],
    ['802.11, a later fragment', 105, wireless(0x08, 1, 24).fill(0x12, 22, 24), []],
    ['802.11, encrypted', 105, wireless(0x08, 0x41, 24), []],
    ['802.11, beacon', 105, wireless(0x80, 0, 24), []],
    ['radiotap', 127, join(0, 0, 10, 0, new Uint8Array(6), wireless(0x08, 1, 24)), [V4]],
    ['PPPoE without Ethernet', 51, join(0x11, 0, u16(1), u16(datagram.length + 2), u16(0x0021), datagram), [V4]],
    ['OpenBSD enc', 109, join(24, 0, 0, 0, u32(1), u32(0), datagram6), [V6]],
    ['PPI', 192, join(0, 0, [8, 0], [1, 0, 0, 0], ethernet(0x0800, datagram)), [V4]],
    ['PPI in PPI', 192, join(0, 0, [8, 0], [192, 0, 0, 0], 0, 0, [8, 0], [101, 0, 0, 0], datagram), []],
    ['PKTAP', 258, join([12, 0, 0, 0], [1, 0, 0, 0], [101, 0, 0, 0], datagram), [V4]],
    ['PKTAP, header past the end', 258, join([200, 0, 0, 0], [1, 0, 0, 0], [101, 0, 0, 0], datagram), []],
    [
      'Linux cooked, VLAN in VLAN',
      113,
      join(u16(4), u16(1), u16(6), new Uint8Array(8), u16(0x88a8), u16(3), u16(0x8100), u16(7), u16(0x0800), datagram),
      [V4],
    ],
    ['unknown', 1240, ethernet(0x0800, datagram), []],
  ] as const)('%s', (_name, linkType, bytes, expected) => {
    expect(flows(timed([bytes]), linkType)).toEqual(expected);
  });

  it('Ethernet that is bare IPv4 from an address that looks like a type', () => {
    const packet = ip('8.0.53.1', SERVER, 17, udp(50000, 40000, join('hello')));
    expect(flows(timed([packet]))).toEqual([`udp 8.0.53.1 50000 > ${SERVER} 40000 1/0 5`]);
  });

  it('Wi-Fi frames that cannot be read are counted by why', () => {
    const aggregated = wireless(0x88, 2, 26);
    aggregated[24] = 0x80;
    const list = [
      wireless(0x08, 0x41, 24),
      wireless(0x88, 0x42, 26),
      aggregated,
      wireless(0x80, 0, 24),
      wireless(0x08, 1, 24),
    ];
    const { unrecognised, counters } = only(read(pcap(timed(list), { linkType: 105 })), 'source.summary')[0]!;
    expect([unrecognised, counters.encryptedFrames, counters.aggregatedFrames]).toEqual([4, 2, 1]);
  });

  it('frames of no known form are counted', () => {
    const facts = read(pcap(timed([ethernet(0x88cc, new Uint8Array(50)), join('short'), ethernet(0x0800, datagram)])));
    const { unrecognised, counters } = only(facts, 'source.summary')[0]!;
    expect([unrecognised, counters.malformedPackets]).toEqual([1, 0]);
  });

  it('group frames are a sign of a real link', () => {
    const frames = timed([
      ethernet(0x0806, new Uint8Array(28), { destination: 'ff:ff:ff:ff:ff:ff' }),
      ethernet(0x86dd, datagram6, { destination: '33:33:00:00:00:fb' }),
      ethernet(0x0800, datagram),
    ]);
    expect(only(read(pcap(frames)), 'capture.interface')[0]!.groupFrames).toBe(2);
    const cooked = [1, 2, 0, 4].map((type) =>
      join(u16(type), u16(1), u16(6), new Uint8Array(8), u16(0x0800), datagram),
    );
    expect(only(read(pcap(timed(cooked), { linkType: 113 })), 'capture.interface')[0]!.groupFrames).toBe(2);
  });
});

describe('interfaces', () => {
  it('addresses with most frames first, and the MAC each one sends from', () => {
    const frames = timed([
      udpFrame('10.0.0.9:1', '10.0.0.1:2', 'x'),
      ethernet(0x0800, ip('10.0.0.1', '10.0.0.9', 17, udp(2, 1, join('x'))), { source: '02:00:5e:00:53:99' }),
      udpFrame('10.0.0.9:1', '10.0.0.2:2', 'x'),
      icmpFrame('10.0.0.2', '10.0.0.9', 0, 0, 0, ''),
      udpFrame('10.0.0.9:7', '10.0.0.2:8', 'x'),
    ]);
    expect(only(read(pcap(frames)), 'capture.interface')[0]!.addresses).toEqual([
      { address: '10.0.0.9', sent: 3, received: 2, mac: '02:00:5e:00:53:01' },
      { address: '10.0.0.2', sent: 1, received: 2, mac: '02:00:5e:00:53:01' },
      { address: '10.0.0.1', sent: 1, received: 1, mac: '02:00:5e:00:53:99' },
    ]);
  });

  it('at most 64 addresses', () => {
    const frames = timed(Array.from({ length: 200 }, (_, n) => udpFrame('10.0.0.9:1', `10.0.1.${n}:2`, 'x')));
    const { addresses } = only(read(pcap(frames)), 'capture.interface')[0]!;
    expect([addresses.length, addresses[0]!.sent]).toEqual([64, 200]);
  });

  it('addresses inside a tunnel are not those of the interface', () => {
    const inner = ip('10.9.0.2', '10.60.4.21', 17, udp(1, 2, join('x')));
    const { addresses } = only(
      read(pcap(timed([ethernet(0x0800, ip(PC, SERVER, 4, inner))]))),
      'capture.interface',
    )[0]!;
    expect(addresses.map((entry) => entry.address)).toEqual([PC, SERVER]);
  });
});
