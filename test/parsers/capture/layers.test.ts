import { describe, expect, it } from 'vitest';
import { ifIndexOf } from '../../../parsers/capture/layers.ts';
import { openCapture } from '../../../parsers/capture.ts';
import type { CaptureInterface, Fact, TcpConversation } from '../../../src/facts.ts';
import {
  type Bytes,
  dns,
  ethernet,
  type Frame,
  hex,
  type InterfaceFields,
  ip,
  join,
  pcapng,
  tcpFrame,
  udp,
  udpFrame,
} from '../../captures.ts';
import { describeFlow, only, read } from './read.ts';

const PC = '192.168.178.21:50500';
const SERVER = '198.51.100.40:443';
const START = 1_772_442_000_000;
const named = (name: string, description = '', linkType = 1): InterfaceFields => ({
  linkType,
  options: [[2, name], ...(description === '' ? [] : [[3, description] as const])],
});
/** A filter over an adapter, and the adapter, as etl2pcapng names them. */
const FILTERED = [named('eth:33:0', 'LWF over IfIndex 12'), named('eth:12:0')];
/** Nothing tells that they belong together. */
const UNNAMED = [named('Ethernet'), named('Bridge')];

type Shown = readonly [on: number, at: number, bytes: Uint8Array];

const capture = (list: readonly Shown[], faces: readonly InterfaceFields[]): Fact[] =>
  read(
    pcapng(
      list.map(([on, at, bytes]): Frame => ({ time: START + at, bytes, interface: on })),
      faces,
    ),
  );
const with_ = (bytes: Uint8Array, at: number, ...values: number[]): Bytes => {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
};

const syn = tcpFrame(PC, SERVER, { flags: 's', seq: 10, mss: 1460 }, '', { id: 1 });
const synAck = tcpFrame(SERVER, PC, { flags: 'sa', seq: 90, ack: 11, mss: 1380 }, '', { id: 2 });
const ack = tcpFrame(PC, SERVER, { flags: 'a', seq: 11, ack: 91 }, '', { id: 3 });
const data = tcpFrame(PC, SERVER, { flags: 'pa', seq: 11, ack: 91 }, 'hello', { id: 4 });
const again = tcpFrame(PC, SERVER, { flags: 'pa', seq: 11, ack: 91 }, 'hello', { id: 5 });

/** Going out the upper layer sees a packet first, coming in the lower. */
const twice: readonly Shown[] = [
  [0, 0, syn],
  [1, 0.1, syn],
  [1, 20, synAck],
  [0, 20.1, synAck],
  [0, 20.5, ack],
  [1, 20.6, ack],
  [0, 21, data],
  [1, 21.1, data],
  [0, 230, again],
  [1, 230.1, again],
];

const talk = (c: TcpConversation): unknown[] => [
  c.interface,
  c.syns.map(({ frame }) => frame),
  c.synAck?.frame,
  c.established,
  c.clientPackets,
  c.serverPackets,
  c.retransmissions,
];
const face = ({ index, frames, copies, ifIndex }: CaptureInterface): unknown[] => [index, frames, copies, ifIndex];

describe('duplicated capture layers', () => {
  it('a filter over its adapter: counted once on the adapter, and a true repeat stays one', () => {
    const facts = capture(twice, FILTERED);
    expect(only(facts, 'tcp.conversation').map(talk)).toEqual([[1, [1], 3, true, 4, 1, 1]]);
    expect(only(facts, 'capture.interface').map(face)).toEqual([
      [0, 5, 1, 12],
      [1, 5, 4, 12],
    ]);
    const { counters, records } = only(facts, 'source.summary')[0]!;
    expect([records, counters.frames, counters.syn, counters.copies]).toEqual([10, 10, 2, 5]);
  });

  it('layers that nothing names: what the first showed stays with it', () => {
    const facts = capture(twice, UNNAMED);
    expect(only(facts, 'tcp.conversation').map(talk)).toEqual([[0, [1], 3, true, 4, 1, 1]]);
    expect(only(facts, 'capture.interface').map(face)).toEqual([
      [0, 5, 1, undefined],
      [1, 5, 4, undefined],
    ]);
  });

  it('Wi-Fi below, Ethernet above', () => {
    const wireless = (frame: Uint8Array): Bytes =>
      join(0x88, 1, new Uint8Array(24), hex('aaaa03 000000 0800'), frame.subarray(14));
    const list: Shown[] = [
      [1, 0, syn],
      [0, 0.2, wireless(syn)],
      [0, 9, wireless(synAck)],
      [1, 9.2, synAck],
    ];
    const facts = capture(list, [named('wifi:9', '', 105), named('eth:41:0', 'LWF over IfIndex 9')]);
    expect(only(facts, 'tcp.conversation').map(talk)).toEqual([[0, [1], 3, false, 1, 1, 0]]);
    expect(only(facts, 'capture.interface').map(face)).toEqual([
      [0, 2, 1, 9],
      [1, 2, 1, 9],
    ]);
  });

  it('three layers, checksums filled in at the lowest', () => {
    const query = udpFrame('10.9.0.2:50123', '10.60.0.5:53', dns({ question: { name: 'sip.contoso.com', type: 'A' } }));
    const sent = with_(with_(query, 24, 0x12, 0x34), 40, 0x56, 0x78);
    const list: Shown[] = [
      [0, 0, query],
      [1, 0.1, query],
      [2, 0.2, sent],
    ];
    const facts = capture(list, [named('a'), named('b'), named('c')]);
    expect(only(facts, 'dns.exchange').map(({ queries }) => queries.length)).toEqual([1]);
    expect(only(facts, 'source.summary')[0]!.counters.copies).toBe(2);
  });

  it.each([
    ['a router: time to live differs', 2, [0, 0, data], [1, 0.1, with_(data, 22, 63)]],
    ['a retransmission: another identification', 2, [0, 0, data], [1, 0.1, again]],
    ['the same packet later', 2, [0, 0, data], [1, 40, data]],
    ['address translation', 2, [0, 0, data], [1, 0.1, with_(data, 26, 203, 0, 113, 7)]],
    ['the same interface', 2, [0, 0, data], [0, 0.1, data]],
    [
      'a packet and its tunnel, with the packet inside',
      3,
      [0, 0, data],
      [1, 0.1, ethernet(0x0800, ip('192.168.178.21', '203.0.113.9', 4, data.subarray(14)))],
    ],
    ['other bytes', 2, [0, 0, data], [1, 0.1, with_(data, 58, 0x48)]],
  ] as readonly (readonly [string, number, Shown, Shown])[])('not a copy: %s', (_name, expected, first, second) => {
    const facts = capture([first, second], UNNAMED);
    expect(only(facts, 'source.summary')[0]!.counters).not.toHaveProperty('copies');
    const counted = facts.flatMap((f) =>
      f.kind === 'tcp.conversation' ? [f.clientPackets] : f.kind === 'ip.flow' ? [f.sent] : [],
    );
    expect(counted.reduce((sum, n) => sum + n, 0)).toBe(expected);
  });

  it('two NICs with talks of their own are left alone', () => {
    const list: Shown[] = [];
    for (let n = 0; n < 40; n++) {
      list.push([0, n, udpFrame('10.0.0.1:5000', '10.0.0.9:6000', `a${n}`)]);
      list.push([1, n + 0.1, udpFrame('10.1.0.1:5000', '10.1.0.9:6000', `a${n}`)]);
    }
    const facts = capture(list, UNNAMED);
    expect(only(facts, 'ip.flow').map((f) => `${f.interface} ${describeFlow(f)}`)).toEqual([
      '0 udp 10.0.0.1 5000 > 10.0.0.9 6000 40/0 110',
      '1 udp 10.1.0.1 5000 > 10.1.0.9 6000 40/0 110',
    ]);
  });

  it('fragments, IPv6 and multicast packets have copies as well', () => {
    const six = ethernet(0x86dd, ip('2001:db8::21', '2001:db8::40', 17, udp(1, 2, join('x'.repeat(90)))));
    const part = ethernet(
      0x0800,
      ip('10.0.0.1', '10.0.0.9', 17, new Uint8Array(64), { id: 8, offset: 64, more: true }),
    );
    const group = udpFrame('10.0.0.1:5353', '224.0.0.251:5353', dns({ question: { name: 'a.local', type: 'A' } }));
    const list = [six, part, group].flatMap((bytes, n): Shown[] => [
      [0, n * 10, bytes],
      [1, n * 10 + 1, bytes],
    ]);
    expect(only(capture(list, UNNAMED), 'capture.interface').map(face)).toEqual([
      [0, 3, undefined, undefined],
      [1, 3, 3, undefined],
    ]);
  });

  it('an interface that comes later in the file is compared from there on', () => {
    const one = pcapng([{ time: START, bytes: syn }], [named('eth:12:0')]);
    const two = pcapng([{ time: START + 1, bytes: syn, interface: 0 }], [named('eth:33:0', 'LWF over IfIndex 12')]);
    const facts = read(join(one, two));
    expect(only(facts, 'tcp.conversation').map(({ clientPackets }) => clientPackets)).toEqual([2]);
  });

  it('the observer sees copies as such, on the interface that showed them', () => {
    const seen: unknown[] = [];
    const run = openCapture(
      'test.pcap',
      () => {},
      (p, layers) => seen.push([p.number, p.interface, layers]),
    );
    run.push(
      pcapng(
        twice.slice(0, 2).map(([on, at, bytes]) => ({ time: at, bytes, interface: on })),
        FILTERED,
      ),
    );
    run.end();
    expect(seen).toEqual([
      [1, 0, 2],
      [2, 1, 1 << 31],
    ]);
  });
});

describe('names of etl2pcapng', () => {
  it.each([
    ['eth:12:0', '', { number: 12, above: false }],
    ['eth:33:0', 'LWF over IfIndex 12', { number: 12, above: true }],
    ['eth:33:100', 'LWF over IfIndex 12 VlanID=100 ', { number: 12, above: true }],
    ['wifi:9', '', { number: 9, above: false }],
    ['mbb:17', '', { number: 17, above: false }],
    ['vNIC:External:2:41:0', '', { number: 41, above: false }],
    ['Rras:25:{a}:CONTOSO\\anna', '', { number: 25, above: false }],
    ['eth:', '', undefined],
    ['eth:x:0', 'LWF over IfIndex 12', undefined],
    ['eth0', '', undefined],
    ['Wi-Fi', 'LWF over IfIndex 12', undefined],
    ['eth:12345678901:0', '', undefined],
  ] as const)('%s %s', (name, description, expected) => {
    expect(ifIndexOf({ linkType: 1, snapLength: 0, name, description })).toEqual(expected);
  });

  it('a hostile name has no index', () => {
    const name = `eth:${'9'.repeat(250)}`;
    const facts = read(pcapng([], [named(name)]));
    expect(only(facts, 'capture.interface')[0]!.ifIndex).toBeUndefined();
  });
});
