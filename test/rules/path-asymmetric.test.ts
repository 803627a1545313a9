import { describe, expect, test } from 'vitest';
import rule from '../../rules/path-asymmetric.ts';
import type { Fact, StunTransaction } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  AV_EDGE,
  allocate,
  at,
  check,
  clear,
  deadAllocate,
  deadTcp,
  finding,
  found,
  iface,
  inFrame,
  skipped,
  splitTunnel,
  tcp,
  tunnelFace,
  WIFI,
} from '../facts.ts';

const asked = (more: Parameters<typeof deadTcp>[0] = {}) =>
  deadTcp({ server: `${ACCESS_EDGE}:443`, frame: 10, ...more });
/** SYN-ACKs alone, as the other adapter shows them. */
const answered = (more: Parameters<typeof tcp>[0] = {}) =>
  tcp({
    frame: 20,
    interface: 1,
    syns: [],
    established: false,
    synAck: { frame: 20, time: at('09:20:00') + 45 },
    clientPackets: 0,
    clientBytes: 0,
    serverBytes: 0,
    serverPackets: 3,
    ...more,
  });
const turnAnswer = (more: Partial<StunTransaction> = {}): StunTransaction => ({
  ...allocate({ interface: 1, frame: 60, requests: [] }),
  answer: { frame: 60, time: at('09:20:01') },
  ...more,
});

describe('fires', () => {
  test('on a SYN by Wi-Fi whose answer comes by the tunnel', () => {
    expect(check(rule, [...splitTunnel(), asked(), answered()])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'likely',
          message:
            'SYN from 192.168.1.34:50208 to 198.51.100.40:443 leaves by "Realtek RTL8852BE WiFi 6 802.11ax PCIe Adapter", the answer comes in by "PANGP Virtual Ethernet Adapter Secure". Windows drops it there: the address it is for belongs to the other adapter.',
          subject: ACCESS_EDGE,
          subjects: [ACCESS_EDGE, '198.51.100.40:443'],
          noticed: 'The connection to 198.51.100.40:443 never comes up, although the server answers.',
          evidence: [
            inFrame(
              10,
              '09:20:00',
              'SYN 192.168.1.34:50208 → 198.51.100.40:443, on "Realtek RTL8852BE WiFi 6 802.11ax PCIe Adapter"',
            ),
            inFrame(20, '09:20:00.045', 'answer of 198.51.100.40:443, on "PANGP Virtual Ethernet Adapter Secure"'),
          ],
          fix: [
            'Give 198.51.100.40 one way: a route into the tunnel, or an exclusion from it, that holds at this PC and at the VPN gateway alike; route print and Find-NetRoute -RemoteIPAddress 198.51.100.40 tell the PC’s.',
            'At the gateway, look for a route that sends 192.168.1.34 into the tunnel although it is not a tunnel address.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on TURN, by its transaction id', () => {
    const { findings } = check(rule, [...splitTunnel(), deadAllocate({ frame: 30 }), turnAnswer()]);
    expect(findings.map((f) => [f.severity, f.subject, f.evidence.length])).toEqual([['error', AV_EDGE, 2]]);
  });

  test('on checks only as a warning: another pair may have done', () => {
    const binding = { dialect: 'stun', method: 'binding' } as const;
    const { findings } = check(rule, [...splitTunnel(), deadAllocate(binding), turnAnswer(binding)]);
    expect(findings.map((f) => f.severity)).toEqual(['warning']);
  });

  test('certainly when it happens to more than one connection', () => {
    const second = { client: `${WIFI}:50209` };
    const { findings } = check(rule, [...splitTunnel(), asked(), answered(), asked(second), answered(second)]);
    expect(findings.map((f) => f.confidence)).toEqual(['certain']);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['both directions on one adapter', [...splitTunnel(), tcp()]],
    ['duplicated capture layers: both show both', [...splitTunnel(), tcp(), tcp({ interface: 1 })]],
    [
      'layers of one adapter, one a direction',
      [iface(), iface({ index: 1 }), tunnelFace({ index: 2 }), asked(), answered()],
    ],
    ['the client got it: it went on', [...splitTunnel(), { ...asked(), clientBytes: 517 }, answered()]],
    ['inner packet on one, outer on the other', [...splitTunnel(), asked(), answered({ client: '172.27.3.18:50208' })]],
    ['another capture', [...splitTunnel(), asked(), answered({ source: 'other.pcapng' })]],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when only one adapter was captured', () => {
    expect(check(rule, [iface(), asked()])).toEqual(
      skipped(rule, 'one capture of both adapters, the physical one and the tunnel’s'),
    );
  });
  test('when nothing tells which adapter is the tunnel', () => {
    const plain = [iface({ hardware: undefined }), iface({ hardware: undefined, index: 1, own: '10.9.9.9' })];
    expect(check(rule, [...plain, asked(), answered()])).toEqual(
      skipped(rule, 'which of the two adapters is the tunnel (--tunnel, or a capture that names its interfaces)'),
    );
  });
  test('without a capture', () => {
    expect(check(rule, [])).toEqual(skipped(rule, 'a capture'));
  });
});
