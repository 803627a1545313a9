import { describe, expect, test } from 'vitest';
import rule from '../../rules/mtu-blackhole.ts';
import type { Fact, TcpConversation, TcpGap } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  at,
  check,
  clear,
  FRONT_END,
  finding,
  found,
  iface,
  inFrame,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  tunnelFace,
  WIFI,
} from '../facts.ts';
import { fragNeeded, stalledTcp } from '../facts-network.ts';

/** Of what the server says first 2720 bytes never arrive; the client asks for them and gives up after nine seconds. */
const gapTcp = (gap: Partial<TcpGap> = {}, more: Parameters<typeof tcp>[0] = {}): TcpConversation =>
  tcp({
    clientMss: 1460,
    serverMss: 1360,
    serverBytes: 300,
    ...more,
    gap: {
      by: 'server',
      bytes: 2720,
      first: { frame: 6, time: at('09:20:00') },
      last: { frame: 10, time: at('09:20:09') },
      asked: 3,
      largest: 100,
      heard: at('09:20:09'),
      ...gap,
    },
  });

const about = { client: `${WIFI}:50208`, server: `${ACCESS_EDGE}:443` };

describe('fires', () => {
  test('where nobody asked for smaller packets', () => {
    expect(check(rule, [iface(), stalledTcp()])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'likely',
          message:
            '192.168.1.34:50208 sent a packet of 1500 bytes 5 times and it was never acknowledged, while smaller ones (up to 517 bytes of data) were: no router asked for smaller ones.',
          subject: '192.168.1.34:50208 198.51.100.40:443',
          noticed: 'The connection to 198.51.100.40:443 comes up and then hangs.',
          evidence: [
            inFrame(40, '09:20:01', 'segment of 1460 bytes from 192.168.1.34:50208'),
            inFrame(60, '09:20:05.500', 'the same segment, time 5'),
          ],
          fix: [
            'Permit ICMP type 3 code 4 (IPv6: type 2) on all firewalls between the two, so that the sender learns which size passes.',
            'On the VPN gateway, clamp the MSS of TCP connections through the tunnel to 1360.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('inside the tunnel the VPN’s people have to act', () => {
    const c = stalledTcp({}, { interface: 1, client: `${TUNNEL}:50208`, server: `${FRONT_END}:443` });
    expect(check(rule, [...splitTunnel(), c]).findings.map((f) => f.owner)).toEqual(['vpn']);
  });

  test('where a router asked in vain', () => {
    const word = fragNeeded(1400, { frame: 41, clock: '09:20:02', ...about });
    const { findings } = check(rule, [iface(), stalledTcp(), word]);
    expect(findings.map((f) => [f.confidence, f.message, f.fix[0], f.evidence[1]])).toEqual([
      [
        'certain',
        '192.168.1.34:50208 sent a packet of 1500 bytes 5 times and it was never acknowledged, while smaller ones (up to 517 bytes of data) were: 192.168.1.1 asked for smaller ones (1400 bytes), in vain.',
        'Let ICMP type 3 code 4 (IPv6: type 2) reach the sender: a firewall on it or before it drops what the router sent, or the sender ignores it.',
        inFrame(41, '09:20:02', 'ICMP frag-needed (type 3 code 4) from 192.168.1.1 about 198.51.100.40:443'),
      ],
    ]);
  });

  test('on the server’s side of it', () => {
    const c = stalledTcp({ by: 'server' });
    expect(check(rule, [iface(), c]).findings[0]?.message).toMatch(/^198\.51\.100\.40:443 sent a packet of 1500/);
  });
});

describe('fires where the packets should have arrived', () => {
  test('full-size ones are missing, small ones come', () => {
    expect(check(rule, [iface(), gapTcp()])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'likely',
          message:
            '2720 bytes from 198.51.100.40:443, full-size packets, never arrived at 192.168.1.34:50208, while smaller ones (up to 100 bytes of data) did.',
          subject: '192.168.1.34:50208 198.51.100.40:443',
          noticed: 'The connection to 198.51.100.40:443 comes up and then hangs.',
          evidence: [
            inFrame(6, '09:20:00', 'segment behind the gap, from 198.51.100.40:443'),
            inFrame(10, '09:20:09', '192.168.1.34:50208 still has nothing of it'),
          ],
          fix: [
            'Permit ICMP type 3 code 4 (IPv6: type 2) on all firewalls between the two, so that the sender learns which size passes.',
            'On the VPN gateway, clamp the MSS of TCP connections through the tunnel to 1360.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('inside the tunnel the VPN’s people have to act', () => {
    const c = gapTcp({}, { interface: 1, client: `${TUNNEL}:50208`, server: `${FRONT_END}:443` });
    expect(check(rule, [...splitTunnel(), c]).findings.map((f) => f.owner)).toEqual(['vpn']);
  });

  test('what the client sent, on the server’s side', () => {
    expect(check(rule, [iface(), gapTcp({ by: 'client' })]).findings[0]?.message).toMatch(
      /^2720 bytes from 192\.168\.1\.34:50208, .* at 198\.51\.100\.40:443,/,
    );
  });
});

describe('stays silent', () => {
  test.each<readonly [string, Fact]>([
    ['a small segment is missing', gapTcp({ bytes: 400 }, { serverBytes: 5000 })],
    ['one of full size did arrive: chance loss', gapTcp({ largest: 1348 }, { serverBytes: 5000 })],
    ['nothing more of the sender came: a way that is shut', gapTcp({ heard: at('09:20:00') }, { serverBytes: 5000 })],
    ['the client gave up at once', gapTcp({}, { serverBytes: 5000, last: { frame: 10, time: at('09:20:00') + 2000 } })],
    ['PMTUD that worked: nothing stalled', tcp({ retransmissions: 1, clientBytes: 90_000 })],
    ['a lossy Wi-Fi: other segments are repeated as much', stalledTcp({}, { retransmissions: 12 })],
    ['a segment of that size was acknowledged', stalledTcp({ largestAcked: 1448 })],
    ['nothing was acknowledged: a dead path', stalledTcp({ largestAcked: 0 })],
    ['the other side fell silent', stalledTcp({ otherAlive: false })],
    ['small segments are lost', stalledTcp({ bytes: 300, packetLength: 340, largestAcked: 100 })],
    ['twice is chance', stalledTcp({ transmissions: 2 })],
  ])('%s', (_, c) => {
    expect(check(rule, [iface(), c])).toEqual(clear(rule));
  });
  test('the connection ends just as the router’s word arrives', () => {
    const word = fragNeeded(1400, { clock: '09:20:05', ...about });
    expect(check(rule, [iface(), stalledTcp(), word])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test.each<readonly [string, readonly Fact[], string]>([
    [
      'no handshake seen',
      [iface(), stalledTcp({}, { clientMss: undefined })],
      'the handshake of the connection whose segments are repeated (SYN and SYN-ACK with MSS)',
    ],
    [
      'the capture ends',
      [iface({ last: at('09:20:10') }), stalledTcp()],
      'a capture that goes on for 10 s after a segment is first lost',
    ],
    [
      'offload-sized outbound frames',
      [iface(), stalledTcp({ bytes: 5840, packetLength: 5880 })],
      'a capture from the far side or the router: the frames of the stalled connection are offload-sized, not as on the wire',
    ],
    [
      'no handshake of a connection with a gap',
      [iface(), gapTcp({}, { serverMss: undefined })],
      'the handshake of the connection whose segments are repeated (SYN and SYN-ACK with MSS)',
    ],
    [
      'the capture ends right behind a gap',
      [iface({ last: at('09:20:08') }), gapTcp()],
      'a capture that goes on for 10 s after a segment is first lost',
    ],
    ['nothing large was sent', [iface(), tcp({ serverBytes: 100 })], 'a TCP connection that sends full-size segments'],
    ['no TCP', [tunnelFace()], 'a capture with TCP connections'],
  ])('%s', (_, facts, what) => {
    expect(check(rule, facts)).toEqual(skipped(rule, what));
  });
});
