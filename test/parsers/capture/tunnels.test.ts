import { describe, expect, it } from 'vitest';
import type { IpFlow } from '../../../src/facts.ts';
import { ethernet, ip, join, pcap, stun, timed, u16, u32, udp, udpFrame } from '../../captures.ts';
import {
  dtls,
  esp,
  GATEWAY,
  gre,
  l2tpControl,
  marked,
  openVpnReset,
  openVpnResetAnswer,
  openVpnWrapped,
  PC,
  pptp,
  quicInitial,
  rtp,
  START,
  saInit,
  wireGuardAnswer,
  wireGuardData,
  wireGuardInit,
} from './media-made.ts';
import { only, read } from './read.ts';

const flowsOf = (frames: readonly Uint8Array[]): IpFlow[] => only(read(pcap(timed(frames, 10, START))), 'ip.flow');
const send = (port: number, ...payloads: readonly Uint8Array[]): Uint8Array[] =>
  payloads.map((payload) => udpFrame(`${PC}:51000`, `${GATEWAY}:${port}`, payload));
const tunnelOf = (frames: readonly Uint8Array[]): unknown => flowsOf(frames)[0]!.tunnel;
const count = <T>(from: number, to: number, make: (n: number) => T): T[] =>
  Array.from({ length: to - from + 1 }, (_, n) => make(from + n));

describe('a tunnel by its form', () => {
  it.each([
    ['ESP', [ethernet(0x0800, ip(PC, GATEWAY, 50, esp(0x1001, 1)))], 'esp'],
    ['GRE', [gre(ip('10.9.0.2', '10.60.4.21', 17, udp(1, 2, join('x'))))], 'gre'],
    ['PPTP', [pptp(1)], 'pptp'],
    ['ESP in UDP', send(4500, ...count(1, 3, (n) => esp(0xc0ffee01, n))), 'esp-in-udp'],
    ['ESP in UDP with loss', send(4500, esp(0xc0ffee01, 1), esp(0xc0ffee01, 9), esp(0xc0ffee01, 40)), 'esp-in-udp'],
    ['ESP in UDP wins over IKE', send(4500, marked(saInit), ...count(1, 3, (n) => esp(0xc0ffee01, n))), 'esp-in-udp'],
    ['GlobalProtect', send(4501, ...count(1, 3, (n) => esp(0x80001234, n))), 'globalprotect'],
    ['IKE', send(500, saInit), 'ike'],
    ['IKE behind the marker', send(4500, marked(saInit)), 'ike'],
    ['DTLS, the hello alone', send(443, dtls(22, 100)), 'dtls'],
    ['DTLS, several records', send(8443, join(dtls(22, 100), dtls(20, 1), dtls(22, 48))), 'dtls'],
    ['OpenVPN', send(1194, openVpnReset), 'openvpn'],
    ['OpenVPN on another port', send(443, openVpnReset), 'openvpn'],
    ['OpenVPN with tls-auth', send(443, openVpnWrapped(7, 1), openVpnWrapped(7, 2)), 'openvpn'],
    ['OpenVPN data', send(1194, ...count(1, 3, (n) => join(0x48, 0, 0, 1, u32(n), new Uint8Array(80)))), 'openvpn'],
    ['OpenVPN, the answer', [udpFrame(`${GATEWAY}:1194`, `${PC}:51000`, openVpnResetAnswer)], 'openvpn'],
    ['WireGuard', send(51_820, wireGuardInit), 'wireguard'],
    ['WireGuard, the answer', send(443, wireGuardAnswer), 'wireguard'],
    ['WireGuard data', send(443, ...count(1, 3, wireGuardData)), 'wireguard'],
    ['L2TP', send(1701, l2tpControl), 'l2tp'],
  ] as const)('%s', (_name, frames, expected) => {
    expect(tunnelOf(frames)).toBe(expected);
  });

  it.each([
    ['two packets prove no ESP', send(4500, esp(0xc0ffee01, 1), esp(0xc0ffee01, 2))],
    ['numbers that do not go up', send(4500, ...count(1, 9, () => esp(0xc0ffee01, 5)))],
    ['numbers that go down', send(4501, ...count(1, 9, (n) => esp(0xc0ffee01, 100 - n)))],
    ['changing SPIs', send(4501, ...count(1, 9, (n) => esp(0xc0ffee00 + 256 * n, n)))],
    ['a reserved SPI', send(4501, ...count(1, 9, (n) => esp(255, n)))],
    ['no multiple of four bytes', send(4501, ...count(1, 9, (n) => esp(0xc0ffee01, n, 91)))],
    ['ESP on another port', send(4600, ...count(1, 9, (n) => esp(0x40001234, n)))],
    ['a NAT keep-alive', send(4500, join(0xff))],
    ['other bytes on 500', send(500, new Uint8Array(100).fill(7))],
    ['other bytes on 1194', send(1194, new Uint8Array(100).fill(0x49))],
    ['a DTLS length that lies', send(443, join(dtls(22, 100), 1))],
    ['another DTLS version', send(443, join(22, 3, 3, dtls(22, 100).subarray(3)))],
    ['WireGuard of another length', send(51_820, join(wireGuardInit, 0))],
    ['one OpenVPN packet with something behind', send(1194, openVpnWrapped(7, 1))],
    ['L2TP of another length', send(1701, join(l2tpControl, 0))],
    ['SIP', send(5060, join('INVITE sip:bob@contoso.com SIP/2.0\r\n\r\n'))],
  ])('none: %s', (_name, frames) => {
    expect(tunnelOf(frames)).toBe(undefined);
  });

  it('DTLS that keys media is no tunnel', () => {
    const check = stun(0x0001, '000102030405060708090a0b', [[6, 'a:b']]);
    expect(tunnelOf(send(50_010, check, dtls(22, 100)))).toBe(undefined);
    expect(tunnelOf(send(50_010, dtls(22, 100), check))).toBe(undefined);
    expect(tunnelOf(send(50_010, dtls(22, 100), ...count(1, 5, (n) => rtp(n))))).toBe(undefined);
  });

  it('is looked for in the first packets only', () => {
    const noise = count(1, 20, () => new Uint8Array(30).fill(0x70));
    expect(tunnelOf(send(443, ...noise, wireGuardInit))).toBe(undefined);
  });
});

it('SPIs: of both ways, after a rekeying, four at most', () => {
  const up = (spi: number, n: number) => udpFrame(`${PC}:4500`, `${GATEWAY}:4500`, esp(spi, n));
  const down = (spi: number, n: number) => udpFrame(`${GATEWAY}:4500`, `${PC}:4500`, esp(spi, n));
  const frames = count(1, 60, (n) => [up(0xa1000000 + (n >> 4), n), down(0xb1000000, n)]).flat();
  expect(flowsOf(frames)[0]!.spis).toEqual(['a1000000', 'b1000000', 'a1000001', 'a1000002']);
});

describe('names may be resolved in it', () => {
  it.each([
    ['QUIC', send(443, quicInitial), true],
    ['DNS over QUIC', send(853, quicInitial), true],
    ['DNS over DTLS', send(853, dtls(22, 100)), true],
    ['QUIC elsewhere', send(4433, quicInitial), undefined],
    ['an unknown version', send(443, join(0xc3, u32(0x12345678), quicInitial.subarray(5))), undefined],
    ['a short header', send(443, join(0x43, quicInitial.subarray(1))), undefined],
    ['an identifier that is too long', send(443, join(0xc3, u32(1), 21, new Uint8Array(1200))), undefined],
  ])('%s', (_name, frames, expected) => {
    const found = flowsOf(frames)[0]!;
    expect([found.quic, found.tunnel]).toEqual([expected, undefined]);
  });
});

describe('sizes and fragments', () => {
  const datagram = udp(4500, 4500, esp(0xc0ffee01, 1, 1992));
  const part = (from: number, to: number, id: number, source = PC, destination = GATEWAY) =>
    ethernet(
      0x0800,
      ip(source, destination, 17, datagram.subarray(from, to), { id, offset: from, more: to < datagram.length }),
    );

  it('the longest packet each way', () => {
    const found = flowsOf([
      ...send(4500, esp(1000, 1, 92), esp(1000, 2, 492), esp(1000, 3, 92)),
      udpFrame(`${GATEWAY}:4500`, `${PC}:51000`, join(0xff)),
    ])[0]!;
    expect([found.sentLongest, found.receivedLongest, found.sentFragmented]).toEqual([528, 29, undefined]);
  });

  it('IPv6 with its header', () => {
    expect(flowsOf([udpFrame('[2001:db8::1]:1', '[2001:db8::2]:2', join('abc'))])[0]!.sentLongest).toBe(51);
  });

  it('whole datagrams out of fragments, and one that stays without its end', () => {
    const found = flowsOf([
      part(0, 1480, 1),
      part(1480, datagram.length, 1),
      part(0, 1480, 2),
      part(0, 1480, 3, GATEWAY, PC),
      part(1480, datagram.length, 3, GATEWAY, PC),
    ])[0]!;
    expect([
      found.sent,
      found.received,
      found.sentFragmented,
      found.receivedFragmented,
      found.sentLongest,
      found.firstFragment,
    ]).toEqual([1, 1, 2, 1, 1500, { frame: 1, time: START }]);
  });

  it('ESP itself in fragments', () => {
    const bytes = esp(0x1001, 1, 1992);
    const piece = (from: number, to: number) =>
      ethernet(0x0800, ip(PC, GATEWAY, 50, bytes.subarray(from, to), { id: 9, offset: from, more: to < bytes.length }));
    const found = flowsOf([piece(0, 1480), piece(1480, bytes.length)])[0]!;
    expect([found.protocol, found.tunnel, found.sent, found.sentFragmented]).toEqual(['esp', 'esp', 1, 1]);
  });

  it('of a later fragment alone nothing is said', () => {
    expect(flowsOf([part(1480, datagram.length, 1)])).toEqual([]);
  });

  it('a first fragment too short for ports', () => {
    const short = ethernet(0x0800, ip(PC, GATEWAY, 17, join(u16(4500)), { id: 4, more: true }));
    expect(flowsOf([short])).toEqual([]);
  });
});
