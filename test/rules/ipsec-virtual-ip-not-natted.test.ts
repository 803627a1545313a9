import { describe, expect, test } from 'vitest';
import rule from '../../rules/ipsec-virtual-ip-not-natted.ts';
import { cidr } from '../../src/addresses.ts';
import type { Fact } from '../../src/facts.ts';
import { NO_SITE } from '../../src/site.ts';
import {
  ACCESS_EDGE,
  at,
  check,
  clear,
  deadTcp,
  finding,
  flow,
  found,
  iface,
  inFrame,
  sipMessage,
  skipped,
  tcp,
  WIFI,
} from '../facts.ts';
import { child, GATEWAY, ipsecSa, ROADWARRIOR, VIRTUAL } from '../facts-network.ts';

const outside = iface({ own: GATEWAY, hardware: undefined, name: 'eth0' });
const esp = flow({ client: `${ROADWARRIOR}:4500`, server: `${GATEWAY}:4500`, tunnel: 'esp-in-udp', frame: 2 });
const gateway = ipsecSa({
  name: 'rw',
  remoteVirtual: [VIRTUAL],
  children: [child({ localTs: ['0.0.0.0/0'], remoteTs: [`${VIRTUAL}/32`] })],
});
const dead = (more: Parameters<typeof deadTcp>[0] = {}) =>
  deadTcp({ client: `${VIRTUAL}:50208`, server: `${ACCESS_EDGE}:443`, frame: 30, ...more });
const site = { ...NO_SITE, tunnel: [cidr('10.20.30.0/24')!] };

describe('fires', () => {
  test('on a virtual address that leaves for the Internet', () => {
    expect(check(rule, [outside, esp, gateway, dead()])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            '3 packets from 10.20.30.5 (the gateway gave it to a client (rw)) left eth0 for 198.51.100.40:443 with the virtual address as source: no answer can find the way back.',
          subject: VIRTUAL,
          noticed: 'With the VPN up, public sites and the Edge do not answer.',
          evidence: [
            inFrame(30, '09:20:00', 'TCP 10.20.30.5:50208 → 198.51.100.40:443 in the clear, 3 packets, 0 back'),
          ],
          fix: [
            'On the gateway, translate the pool behind it: iptables -t nat -A POSTROUTING -s 10.20.30.5 -o OUTSIDE -m policy --dir out --pol ipsec -j ACCEPT, then iptables -t nat -A POSTROUTING -s 10.20.30.5 -o OUTSIDE -j MASQUERADE.',
            'Or narrow the tunnel to the networks inside (local_ts, leftsubnet), so that public destinations stay outside.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('as a question when only --tunnel names the pool', () => {
    const { findings } = check(rule, [outside, esp, dead()], { site });
    expect(findings.map((f) => [f.confidence, f.subjects])).toEqual([['possible', [VIRTUAL]]]);
  });
  test('as a question without a text of the gateway', () => {
    const log = sipMessage({ method: 'REGISTER', local: { address: VIRTUAL, port: 50208 } });
    const { findings } = check(rule, [outside, esp, dead(), log]);
    expect(findings.map((f) => [f.confidence, f.message])).toEqual([
      [
        'possible',
        '3 packets from 10.20.30.5 (perhaps a virtual address) left eth0 for 198.51.100.40:443 with the virtual address as source: no answer can find the way back. swanctl --list-sas of the gateway would tell whether it is one of its clients.',
      ],
    ]);
    // Behind a home router the tunnel's near end is private too: an ordinary PC.
    const home = flow({ client: `${WIFI}:4500`, server: `${GATEWAY}:4500`, tunnel: 'esp-in-udp', frame: 2 });
    expect(check(rule, [iface(), home, deadTcp({ server: `${ACCESS_EDGE}:443` }), sipMessage()]).findings).toEqual([]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['translated: the source is the gateway', [dead({ client: `${GATEWAY}:50208` })]],
    [
      'answered: somebody translates further on',
      [dead(), tcp({ client: `${VIRTUAL}:50209`, server: `${ACCESS_EDGE}:443` })],
    ],
    ['a server of the LAN', [dead({ server: '10.1.0.9:443' })]],
    [
      'two packets',
      [
        flow({
          client: `${VIRTUAL}:5004`,
          server: '192.0.2.9:5004',
          sent: 2,
          received: 0,
          last: { frame: 9, time: at('09:20:00') },
        }),
      ],
    ],
  ])('%s', (_, facts) => {
    expect(check(rule, [outside, esp, gateway, ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when the capture ends within the time of an answer', () => {
    expect(check(rule, [{ ...outside, last: at('09:20:10') }, esp, gateway, dead()])).toEqual(
      skipped(rule, 'a capture that goes on for 2 s after the last packet with a virtual address'),
    );
  });
  test.each<readonly [string, readonly Fact[], string]>([
    [
      'no virtual address known',
      [outside, esp, dead()],
      'the virtual addresses of the VPN clients (swanctl --list-sas, swanctl --list-conns, or --tunnel)',
    ],
    [
      'the inside of the gateway',
      [outside, gateway, dead()],
      'a capture of the gateway’s outside interface, the one that carries ESP',
    ],
    ['no capture', [gateway], 'a capture'],
  ])('%s', (_, facts, what) => {
    expect(check(rule, facts)).toEqual(skipped(rule, what));
  });
});
