import { describe, expect, it } from 'vitest';
import capture from '../../parsers/capture.ts';
import type { SourceSummary } from '../../src/facts.ts';
import {
  type Bytes,
  block,
  concat,
  dns,
  type Frame,
  interfaceBlock,
  join,
  packetBlock,
  pcap,
  pcapng,
  section,
  tcpFrame,
  timed,
  u16,
  u32,
  udpFrame,
} from '../captures.ts';
import { only, read } from './capture/read.ts';

const START = 1_772_442_000_000;
const one = udpFrame('192.168.178.21:50000', '198.51.100.44:40000', 'hello');
const other = udpFrame('198.51.100.44:40000', '192.168.178.21:50000', 'hello yourself');
const two = timed([one, other]);

/** Reads a capture's damage as "frame: reason: detail". */
function damage(bytes: Uint8Array): string[] {
  return only(read(bytes), 'input.malformed').map(
    ({ at, reason, detail }) => `${'frame' in at ? at.frame : 0}: ${reason}: ${detail}`,
  );
}

function records(bytes: Uint8Array): number {
  return summary(bytes).records;
}

function summary(bytes: Uint8Array): SourceSummary {
  return only(read(bytes), 'source.summary')[0]!;
}

const flow = {
  kind: 'ip.flow',
  at: { source: 'test.pcap', frame: 1 },
  time: START,
  interface: 0,
  protocol: 'udp',
  client: { address: '192.168.178.21', port: 50000 },
  server: { address: '198.51.100.44', port: 40000 },
  sent: 1,
  received: 1,
  sentBytes: 5,
  receivedBytes: 14,
  sentLongest: 33,
  receivedLongest: 42,
  rtpSent: 0,
  rtpReceived: 0,
  last: { frame: 2, time: START + 10 },
};

describe('sniff', () => {
  it.each([
    ['pcap', pcap([]), 1],
    ['pcap, big endian', pcap([], { big: true }), 1],
    ['pcap, nanoseconds', pcap([], { nanoseconds: true }), 1],
    ['pcap, nanoseconds, big endian', pcap([], { nanoseconds: true, big: true }), 1],
    ['pcap, modified', pcap([], { modified: true }), 1],
    ['pcap, modified, big endian', pcap([], { modified: true, big: true }), 1],
    ['pcapng', pcapng([]), 1],
    ['pcapng, big endian', pcapng([], [{}], true), 1],
    ['text', join('INFO  :: SIP/2.0 200 OK\r\n'), 0],
    ['line ends that begin like pcapng', join('\n\r\r\nsome more text'), 0],
    ['nothing', join(), 0],
  ])('%s', (_name, bytes, certainty) => {
    expect(capture.sniff(bytes, 'x')).toBe(certainty);
  });
});

describe('containers', () => {
  it.each([
    ['pcap', pcap(two)],
    ['pcap, big endian', pcap(two, { big: true })],
    ['pcap, nanoseconds', pcap(two, { nanoseconds: true })],
    ['pcap, nanoseconds, big endian', pcap(two, { nanoseconds: true, big: true })],
    ['pcap, modified', pcap(two, { modified: true })],
    ['pcap, frame check sequence bits in the link type', pcap(two, { linkType: 0x54000001 })],
    ['pcapng', pcapng(two)],
    ['pcapng, big endian', pcapng(two, [{}], true)],
  ])('%s', (_name, bytes) => {
    expect(only(read(bytes), 'ip.flow')).toEqual([flow]);
    expect(damage(bytes)).toEqual([]);
  });

  it('pcap header', () => {
    expect(only(read(pcap(two, { snapLength: 96 })), 'capture.interface')).toEqual([
      {
        kind: 'capture.interface',
        at: { source: 'test.pcap', frame: 1 },
        time: START,
        index: 0,
        linkType: 1,
        snapLength: 96,
        frames: 2,
        cutFrames: 0,
        first: START,
        last: START + 10,
        addresses: [
          { address: '192.168.178.21', sent: 1, received: 1, mac: '02:00:5e:00:53:01' },
          { address: '198.51.100.44', sent: 1, received: 1, mac: '02:00:5e:00:53:01' },
        ],
        groupFrames: 0,
      },
    ]);
  });

  it('summary', () => {
    const bytes = pcap(two);
    expect(summary(bytes)).toEqual({
      kind: 'source.summary',
      at: { source: 'test.pcap', frame: 1 },
      parser: 'capture',
      bytes: bytes.length,
      records: 2,
      unrecognised: 0,
      first: START,
      last: START + 10,
      clock: 'utc',
      counters: {
        frames: 2,
        dns: 0,
        syn: 0,
        fragNeeded: 0,
        redirect: 0,
        icmp: 0,
        icmpv6: 0,
        ipFragments: 0,
        stun: 0,
        msTurn: 0,
        tls: 0,
        esp: 0,
        isakmp: 0,
        arp: 0,
        malformedPackets: 0,
        cutFrames: 0,
        mdns: 0,
        llmnr: 0,
        sip: 0,
        rtp: 0,
        unfinishedDatagrams: 0,
      },
    });
  });

  it('no frames', () => {
    expect(read(pcap([])).map(({ kind }) => kind)).toEqual(['capture.interface', 'source.summary']);
    expect(summary(pcapng([]))).not.toHaveProperty('first');
  });

  it('microseconds survive', () => {
    const frame: Frame = { time: START + 0.123, bytes: one };
    for (const bytes of [pcap([frame]), pcapng([frame]), pcap([frame], { nanoseconds: true })]) {
      expect(only(read(bytes), 'ip.flow')[0]!.time).toBeCloseTo(START + 0.123, 3);
    }
  });
});

describe('pcapng', () => {
  it('describes its interfaces', () => {
    const options = [
      [2, '\\Device\\NPF_{3F2504E0-4F89-11D3-9A0C-0305E82C3301}'],
      [3, 'Ethernet 5'],
      [4, [10, 9, 0, 2, 255, 255, 255, 255]],
      [6, [2, 0x50, 0x41, 0, 0, 1]],
      [9, [9]],
      [11, [0, ...join('udp or tcp')]],
      [12, 'Windows\u0000 10'],
      [15, 'PANGP Virtual Ethernet Adapter'],
      [1, 'comment'],
      [0x7777, 'unknown'],
    ] as const;
    const bytes = concat([
      section(),
      interfaceBlock({ options, snapLength: 128 }),
      interfaceBlock({ linkType: 101 }),
      packetBlock({ time: START, bytes: one }, false, 1e9),
    ]);
    expect(only(read(bytes), 'capture.interface')).toEqual([
      {
        kind: 'capture.interface',
        at: { source: 'test.pcap', frame: 1 },
        time: START,
        index: 0,
        name: '\\Device\\NPF_{3F2504E0-4F89-11D3-9A0C-0305E82C3301}',
        description: 'Ethernet 5',
        hardware: 'PANGP Virtual Ethernet Adapter',
        filter: 'udp or tcp',
        linkType: 1,
        snapLength: 128,
        frames: 1,
        cutFrames: 0,
        first: START,
        last: START,
        addresses: [
          { address: '192.168.178.21', sent: 1, received: 0, mac: '02:00:5e:00:53:01' },
          { address: '198.51.100.44', sent: 0, received: 1 },
        ],
        groupFrames: 0,
      },
      {
        kind: 'capture.interface',
        at: { source: 'test.pcap', frame: 1 },
        index: 1,
        linkType: 101,
        snapLength: 262_144,
        frames: 0,
        cutFrames: 0,
        addresses: [],
        groupFrames: 0,
      },
    ]);
  });

  it('text of an interface holds no control characters and has an end', () => {
    const name = only(
      read(concat([section(), interfaceBlock({ options: [[2, `a\u001b[31mb${'c'.repeat(2000)}`]] })])),
      'capture.interface',
    )[0]!.name!;
    expect(name).toBe(`a [31mb${'c'.repeat(249)}`);
  });

  it('resolution of 2^-20 s and an offset in seconds', () => {
    const offset = [...u32(0), ...u32(1_772_442_000)].reverse();
    const bytes = concat([
      section(),
      interfaceBlock({
        options: [
          [9, [0x80 | 20]],
          [14, offset],
        ],
      }),
      block(
        6,
        join(
          [0, 0, 0, 0],
          [0, 0, 0, 0],
          u32(1 << 19).reverse(),
          u32(one.length).reverse(),
          u32(one.length).reverse(),
          one,
        ),
      ),
    ]);
    expect(only(read(bytes), 'ip.flow')[0]!.time).toBe(START + 500);
  });

  it('several sections of either byte order: interfaces are numbered through', () => {
    const bytes = concat([pcapng([two[0]!]), pcapng([two[1]!], [{ options: [[2, 'second']] }], true)]);
    const facts = read(bytes);
    expect(only(facts, 'capture.interface').map(({ index, name, frames }) => [index, name, frames])).toEqual([
      [0, undefined, 1],
      [1, 'second', 1],
    ]);
    expect(only(facts, 'ip.flow').map(({ interface: index, sent, received }) => [index, sent, received])).toEqual([
      [0, 1, 0],
      [1, 1, 0],
    ]);
  });

  it('simple and obsolete packet blocks; name tables, statistics and unknown blocks are passed over', () => {
    const little = (value: number): number[] => u32(value).reverse();
    const stamp = BigInt(START) * 1000n;
    const obsolete = join(
      [0, 0],
      [0, 0],
      little(Number(stamp >> 32n)),
      little(Number(stamp & 0xffffffffn)),
      little(one.length),
      little(one.length),
      one,
    );
    const bytes = concat([
      section(),
      interfaceBlock(),
      block(4, join('names')),
      block(2, obsolete),
      block(0x4242, new Uint8Array(300_000)),
      block(3, join(little(other.length), other)),
      block(5, join('statistics')),
    ]);
    expect(damage(bytes)).toEqual([]);
    // The simple packet has no time of its own.
    expect(only(read(bytes), 'ip.flow')).toEqual([{ ...flow, last: { frame: 2, time: START } }]);
  });

  it('a simple packet is cut at the snap length', () => {
    const bytes = concat([
      section(),
      interfaceBlock({ snapLength: 40 }),
      block(3, join(u32(one.length).reverse(), one.subarray(0, 40))),
    ]);
    expect(damage(bytes)).toEqual([]);
    expect(summary(bytes).counters.cutFrames).toBe(1);
  });

  it('custom blocks have frame numbers, as in Wireshark', () => {
    const bytes = concat([
      section(),
      interfaceBlock(),
      block(0xbad, join([0, 0, 0x7e, 0xd9], 'x')),
      packetBlock(two[0]!),
    ]);
    expect(records(bytes)).toBe(2);
    expect(only(read(bytes), 'ip.flow')[0]!.at).toEqual({ source: 'test.pcap', frame: 2 });
  });
});

describe('damage', () => {
  const head = concat([section(), interfaceBlock()]);
  const little = (value: number): number[] => u32(value).reverse();
  const frame = packetBlock(two[0]!);
  const claim = (captured: number): Bytes =>
    block(6, join(little(0), little(0), little(0), little(captured), little(captured), one));

  /** The frame and three bytes, in a block that counts neither its own padding nor theirs. */
  function unpadded({ bytes }: Frame): Bytes {
    const data = join(bytes, new Uint8Array((5 - (bytes.length % 4)) % 4));
    const length = 32 + data.length;
    const padding = new Uint8Array((4 - (length % 4)) % 4);
    const stated = little(length);
    const size = little(data.length);
    return concat([join(little(6), stated, little(0), little(0), little(0), size, size), data, padding, join(stated)]);
  }

  it.each([
    ['an empty file', join(), ['1: truncated: the file ends in its header'], 0],
    ['another file', join('MZ and much more that is not a capture'), ['1: bad-syntax: not a pcap or pcapng file'], 0],
    ['a pcap header cut', pcap(two).subarray(0, 20), ['1: truncated: the file ends in its header'], 0],
    [
      'a record header cut',
      pcap(two).subarray(0, -(other.length + 3)),
      ['2: truncated: the file ends inside a frame'],
      1,
    ],
    ['a frame cut', pcap(two).subarray(0, -1), ['2: truncated: the file ends inside a frame'], 1],
    [
      'an absurd record length',
      concat([pcap(two), join(new Array(8).fill(0), u32(0x7fffffff), u32(60)), pcap(two)]),
      ['3: bad-syntax: a record length that cannot be; reading goes on at the next record'],
      4,
    ],
    ['a block cut', pcapng(two).subarray(0, -2), ['3: truncated: the file ends inside a block'], 2],
    [
      'block length 0',
      concat([head, frame, join(little(6), little(0)), frame]),
      ['2: bad-syntax: block length below what its kind needs; reading goes on at the next block'],
      2,
    ],
    [
      'block length 2^32-1',
      concat([head, frame, join(little(6), little(0xffffffff)), frame]),
      ['2: bad-syntax: block longer than a block can be; reading goes on at the next block'],
      2,
    ],
    [
      'an interface that is not there',
      concat([head, packetBlock({ ...two[0]!, interface: 3 }), frame]),
      ['1: bad-syntax: packet block of an interface that the section does not describe; passed over'],
      1,
    ],
    [
      'a frame longer than its block',
      concat([head, claim(5000), frame]),
      ['1: bad-syntax: packet block that claims a frame longer than itself; passed over'],
      1,
    ],
    [
      'a frame longer than any',
      concat([head, claim(0xfffffff0), frame]),
      ['1: bad-syntax: packet block that claims a frame longer than itself; passed over'],
      1,
    ],
    [
      'two block lengths',
      concat([head, frame.subarray(0, -4), join(little(1)), frame]),
      ['1: bad-syntax: the length at the end of a block differs from the one at its start'],
      2,
    ],
    [
      'a block length without its padding',
      concat([head, unpadded(two[0]!), frame]),
      ['1: bad-syntax: block length that leaves out the padding to 32 bits'],
      2,
    ],
    [
      'no byte order',
      concat([head, frame, block(0x0a0d0d0a, new Uint8Array(16)), frame]),
      ['2: bad-syntax: section header without byte-order magic; reading goes on at the next block'],
      2,
    ],
  ])('%s', (_name, bytes, expected, frames) => {
    expect(damage(bytes)).toEqual(expected);
    expect(records(bytes)).toBe(frames);
  });

  it('the same damage is told twenty times and then counted', () => {
    const bytes = concat([head, ...new Array<Bytes>(50).fill(packetBlock({ ...two[0]!, interface: 9 }))]);
    expect(damage(bytes).length).toBe(20);
    expect(summary(bytes).counters.damage).toBe(30);
  });

  it('interfaces without end', () => {
    const bytes = concat([
      section(),
      ...new Array<Bytes>(1100).fill(interfaceBlock()),
      packetBlock({ ...two[0]!, interface: 1090 }),
    ]);
    expect(damage(bytes)[0]).toBe('1: limit: more interfaces than are kept');
    expect(only(read(bytes), 'capture.interface').length).toBe(1024);
    expect(records(bytes)).toBe(1);
  });

  it('options that run past their block', () => {
    const body = join(u16(1).reverse(), [0, 0], little(0), u16(2).reverse(), u16(500).reverse(), 'name');
    const bytes = concat([section(), block(1, body), frame]);
    expect(damage(bytes)).toEqual([]);
    expect(records(bytes)).toBe(1);
  });
});

describe('the example of capture.md', () => {
  it('a name answered with an internal address, and nobody there', () => {
    const question = { name: 'sip.contoso.com', type: 'A' } as const;
    const syn = { flags: 's', seq: 1, mss: 1460 };
    const facts = read(
      pcap(
        timed(
          [
            udpFrame('10.9.0.2:50123', '10.60.0.5:53', dns({ id: 7, question })),
            udpFrame(
              '10.60.0.5:53',
              '10.9.0.2:50123',
              dns({ id: 7, response: true, question, answers: [{ ...question, data: '10.60.4.21' }] }),
            ),
            tcpFrame('10.9.0.2:50500', '10.60.4.21:5061', syn),
            tcpFrame('10.9.0.2:50500', '10.60.4.21:5061', syn),
          ],
          1000,
        ),
      ),
    );
    const lines = facts.map((fact) => {
      const frame = 'frame' in fact.at ? fact.at.frame : 0;
      if (fact.kind === 'tcp.conversation')
        return [fact.kind, frame, fact.server.address, fact.syns.map((one) => one.frame), fact.established];
      if (fact.kind === 'ip.flow') return [fact.kind, frame, fact.server.address, fact.sent, fact.received];
      if (fact.kind === 'dns.exchange')
        return [fact.kind, frame, fact.name, fact.answer?.frame, fact.answers[0]?.value];
      return [fact.kind];
    });
    expect(lines).toEqual([
      ['tcp.conversation', 3, '10.60.4.21', [3, 4], false],
      ['ip.flow', 1, '10.60.0.5', 1, 1],
      ['dns.exchange', 1, 'sip.contoso.com', 2, '10.60.4.21'],
      ['capture.interface'],
      ['source.summary'],
    ]);
  });
});
