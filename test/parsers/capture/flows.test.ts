import { describe, expect, it } from 'vitest';
import { type Bytes, ethernet, ip, join, pcap, tcpFrame, timed, u16, u32, udp, udpFrame } from '../../captures.ts';
import { flows, only, read } from './read.ts';

const PC = '192.168.178.21';
const SERVER = '198.51.100.40';
const _START = 1_772_442_000_000;
const _datagram = ip(PC, SERVER, 17, udp(50000, 40000, join('hello')));
const datagram6 = ip('2001:db8::21', '2001:db8::40', 17, udp(50000, 40000, join('hello')));

const _V4 = `udp ${PC} 50000 > ${SERVER} 40000 1/0 5`;
const V6 = 'udp 2001:db8::21 50000 > 2001:db8::40 40000 1/0 5';

describe('flows', () => {
  const inner = ip('10.9.0.2', '10.60.4.21', 17, udp(1, 2, join('x')));
  it.each([
    ['ESP', ip(PC, SERVER, 50, new Uint8Array(40)), [`esp ${PC} 0 > ${SERVER} 0 1/0 40`]],
    [
      'AH, and what it protects',
      ip(PC, SERVER, 51, join(17, 4, new Uint8Array(22), udp(1, 2, join('x')))),
      [`ah ${PC} 0 > ${SERVER} 0 1/0 33`, `udp ${PC} 1 > ${SERVER} 2 1/0 1`],
    ],
    [
      'GRE',
      ip(PC, SERVER, 47, join(0x20, 0, 8, 0, u32(7), inner)),
      [`gre ${PC} 0 > ${SERVER} 0 1/0 37`, 'udp 10.9.0.2 1 > 10.60.4.21 2 1/0 1'],
    ],
    ['PPTP', ip(PC, SERVER, 47, join(0x30, 1, 0x88, 0x0b, u32(7), inner)), [`gre ${PC} 0 > ${SERVER} 0 1/0 37`]],
    [
      'IP in IP',
      ip(PC, SERVER, 4, inner),
      [`ipip ${PC} 0 > ${SERVER} 0 1/0 29`, 'udp 10.9.0.2 1 > 10.60.4.21 2 1/0 1'],
    ],
    ['IPv6 in IPv4', ip(PC, SERVER, 41, datagram6), [`ipip ${PC} 0 > ${SERVER} 0 1/0 53`, V6]],
    ['SCTP', ip(PC, SERVER, 132, new Uint8Array(20)), [`sctp ${PC} 0 > ${SERVER} 0 1/0 20`]],
    ['OSPF', ip(PC, '224.0.0.5', 89, new Uint8Array(20)), [`other ${PC} 0 > 224.0.0.5 0 1/0 20`]],
    ['IGMP is only counted', ip(PC, '224.0.0.22', 2, new Uint8Array(8)), []],
  ])('%s', (_name, packet, expected) => {
    expect(flows(timed([ethernet(0x0800, packet)]))).toEqual(expected);
  });

  it('tunnels in tunnels end', () => {
    let packet = inner;
    for (let n = 0; n < 40; n++) packet = ip(PC, SERVER, 4, packet);
    expect(flows(timed([ethernet(0x0800, packet)])).length).toBe(2);
  });

  it('a packet to oneself', () => {
    const frames = timed([
      udpFrame('127.0.0.1:5000', '127.0.0.1:6000', 'ab'),
      udpFrame('127.0.0.1:6000', '127.0.0.1:5000', 'c'),
    ]);
    expect(flows(frames)).toEqual(['udp 127.0.0.1 5000 > 127.0.0.1 6000 1/1 2']);
  });

  it('ESP in UDP, IKE and keep-alives by their first bytes', () => {
    const at4500 = (payload: Uint8Array): Bytes => udpFrame(`${PC}:4500`, '198.51.100.1:4500', payload);
    const frames = timed([
      at4500(join(u32(0), new Uint8Array(28))),
      at4500(join(u32(0xc0ffee), new Uint8Array(60))),
      at4500(join(0xff)),
      udpFrame(`${PC}:500`, '198.51.100.1:500', new Uint8Array(28)),
    ]);
    const { counters } = only(read(pcap(frames)), 'source.summary')[0]!;
    expect([counters.isakmp, counters.esp]).toEqual([2, 1]);
  });

  describe('RTP look-alikes', () => {
    const rtp = (n: number, type = 0, ssrc = 0xabcd): Bytes =>
      join(0x80, type, u16(n), u32(n * 160), u32(ssrc), new Uint8Array(160));
    const counted = (payloads: readonly Uint8Array[]): number =>
      only(
        read(pcap(timed(payloads.map((payload) => udpFrame(`${PC}:50000`, `${SERVER}:50010`, payload))))),
        'ip.flow',
      )[0]!.rtpSent;
    it.each([
      ['a stream', [rtp(1), rtp(2), rtp(3)], 3],
      ['one packet proves nothing', [rtp(1)], 0],
      ['another payload type in sequence', [rtp(1), rtp(2), rtp(3, 101), rtp(4)], 4],
      ['changing source numbers', [rtp(1, 0, 1), rtp(2, 0, 2), rtp(3, 0, 3)], 0],
      ['RTCP is not counted', [rtp(1), join(0x80, 200, u16(6), u32(0xabcd), new Uint8Array(20)), rtp(2)], 2],
      ['other version', [rtp(1), rtp(2)].map((packet) => join(0xc0, packet.subarray(1))), 0],
      ['too short', [join(0x80, new Uint8Array(8)), join(0x80, new Uint8Array(8))], 0],
    ] as const)('%s', (_name, payloads, expected) => {
      expect(counted(payloads)).toBe(expected);
    });

    it('each way for itself', () => {
      const frames = timed(
        [1, 2, 3].flatMap((n) => [
          udpFrame(`${PC}:50000`, `${SERVER}:50010`, rtp(n, 0, 1)),
          udpFrame(`${SERVER}:50010`, `${PC}:50000`, rtp(n, 0, 2)),
        ]),
      );
      const found = only(read(pcap(frames)), 'ip.flow')[0]!;
      expect([found.rtpSent, found.rtpReceived]).toEqual([3, 3]);
    });
  });

  it('SIP frames are counted', () => {
    const frames = timed([
      udpFrame(`${PC}:5060`, `${SERVER}:5060`, 'INVITE sip:bob@contoso.com SIP/2.0\r\n'),
      udpFrame(`${SERVER}:5060`, `${PC}:5060`, 'SIP/2.0 100 Trying\r\n'),
      udpFrame(`${PC}:5060`, `${SERVER}:5060`, '\r\n\r\n'),
      tcpFrame(`${PC}:50000`, `${SERVER}:5060`, {}, 'REGISTER sips:contoso.com SIP/2.0\r\n'),
    ]);
    expect(only(read(pcap(frames)), 'source.summary')[0]!.counters.sip).toBe(3);
  });
});
