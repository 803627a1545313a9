import { describe, expect, test } from 'vitest';
import rule from '../../rules/tcp-mss-too-large.ts';
import type { Fact } from '../../src/facts.ts';
import {
  check,
  clear,
  endpoint,
  FRONT_END,
  finding,
  flow,
  found,
  iface,
  inFrame,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
} from '../facts.ts';
import { child, firewallRule, fragNeeded, GATEWAY, ipsecSa, SAS, stalledTcp } from '../facts-network.ts';

const esp = (more: Parameters<typeof flow>[0] = {}) =>
  flow({ server: `${GATEWAY}:4500`, tunnel: 'esp-in-udp', frame: 3, ...more });
const inner = (clientMss: number, serverMss: number, more: Parameters<typeof tcp>[0] = {}) =>
  tcp({
    interface: 1,
    client: `${TUNNEL}:50208`,
    server: `${FRONT_END}:443`,
    frame: 30,
    clientMss,
    serverMss,
    ...more,
  });
const told = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message]);

describe('fires', () => {
  test('above what any cipher leaves', () => {
    expect(check(rule, [...splitTunnel(), esp(), inner(1460, 1460)])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message:
            '172.27.3.18:50208 and 10.60.4.21:443 agree on an MSS of 1460, but the tunnel carries packets of at most 1438 bytes (ESP in UDP over a 1500-byte path, with any cipher): MSS 1398.',
          subject: 'MSS',
          subjects: ['MSS', '10.60.4.21:443'],
          evidence: [
            inFrame(3, '09:19:00', 'udp 192.168.1.34:51000 ↔ 203.0.113.200:4500, 100 packets out, 100 back'),
            inFrame(30, '09:20:00', 'SYN 172.27.3.18:50208 → 10.60.4.21:443, MSS 1460'),
            inFrame(31, '09:20:00.020', 'SYN-ACK of 10.60.4.21:443, MSS 1460'),
          ],
          fix: ['On the VPN gateway, clamp the MSS of TCP connections through the tunnel to 1360.'],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('with the cipher of the gateway, by its selectors', () => {
    const sa = ipsecSa({
      name: 'rw',
      local: endpoint('192.168.1.34:4500'),
      remote: endpoint(`${GATEWAY}:4500`),
      localVirtual: ['10.20.30.5'],
      children: [
        child({ udp: true, suite: 'AES_CBC-128/HMAC_SHA1_96', localTs: ['10.20.30.5/32'], remoteTs: ['10.60.0.0/16'] }),
      ],
    });
    const c = inner(1460, 1400, { interface: 0, client: '10.20.30.5:50208' });
    const { findings } = check(rule, [iface(), sa, c]);
    expect(findings.map((f) => [f.confidence, f.message, f.evidence[0], f.fix])).toEqual([
      [
        'likely',
        '10.20.30.5:50208 and 10.60.4.21:443 agree on an MSS of 1400, but the tunnel carries packets of at most 1422 bytes (AES-CBC with SHA1, ESP in UDP over a 1500-byte path): MSS 1382.',
        { source: SAS, line: 5, excerpt: 'net: AES_CBC-128/HMAC_SHA1_96' },
        [
          'On the gateway, clamp the MSS of connections through the tunnel to 1382: iptables -t mangle -A FORWARD -m policy --pol ipsec --dir in -p tcp -m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss 1383:1536 -j TCPMSS --set-mss 1382, and the same with --dir out.',
        ],
      ],
    ]);
  });

  test('on a router’s word', () => {
    const word = fragNeeded(1300, { interface: 1, client: `${TUNNEL}:50209`, server: `${FRONT_END}:443` });
    expect(told([...splitTunnel(), esp(), word, inner(1460, 1380)])).toEqual([
      [
        'note',
        'certain',
        '172.27.3.18:50208 and 10.60.4.21:443 agree on an MSS of 1380, but the tunnel carries packets of at most 1300 bytes (192.168.1.1 said so): MSS 1260. Path MTU discovery works here: nothing was seen to be lost for it.',
      ],
    ]);
    // The sender went on with full segments.
    const deaf = stalledTcp({}, { interface: 1, client: `${TUNNEL}:50209`, server: `${FRONT_END}:443` });
    expect(told([...splitTunnel(), esp(), word, deaf, inner(1460, 1380)])[0]?.[0]).toBe('warning');
  });

  test('with less room where a router named a smaller path for the tunnel itself', () => {
    const word = fragNeeded(1400, { server: `${GATEWAY}:4500` });
    expect(told([...splitTunnel(), esp(), word, inner(1380, 1380)])[0]?.[2]).toContain('at most 1342 bytes');
  });

  test('as a question where only some ciphers leave less', () => {
    expect(told([...splitTunnel(), esp(), inner(1380, 1380)])).toEqual([
      [
        'note',
        'possible',
        '172.27.3.18:50208 and 10.60.4.21:443 agree on an MSS of 1380; some ciphers leave room for less, and 1360 is the usual clamp. swanctl --list-sas, or the VPN’s settings, tell the cipher.',
      ],
    ]);
  });
});

describe('without an answer, by the gateway’s rules', () => {
  const sa = ipsecSa({
    name: 'rw',
    remoteVirtual: [TUNNEL],
    children: [
      child({ localTs: ['0.0.0.0/0'], remoteTs: [`${TUNNEL}/32`], suite: 'AES_CBC-256/HMAC_SHA1_96', udp: true }),
    ],
  });
  const policy = firewallRule({ table: 'mangle', chain: 'FORWARD', position: 0, target: 'ACCEPT' });
  const asked = inner(1460, 1460, { synAck: undefined, serverMss: undefined, established: false });
  test('a note: no rule lowers what the client asks for', () => {
    expect(check(rule, [...splitTunnel(), sa, policy, asked])).toEqual({
      findings: [
        finding(rule, {
          severity: 'note',
          confidence: 'likely',
          message:
            '172.27.3.18:50208 asks for an MSS of 1460, but the tunnel carries packets of at most 1422 bytes (AES-CBC with SHA1, ESP in UDP over a 1500-byte path): MSS 1382; the gateway has no rule that lowers it.',
          subject: 'MSS',
          subjects: ['MSS', '10.60.4.21:443'],
          evidence: [
            { source: 'iptables.txt', line: 10, excerpt: 'iptables-save: no TCPMSS in mangle' },
            { source: SAS, line: 5, excerpt: 'net: AES_CBC-256/HMAC_SHA1_96' },
            inFrame(30, '09:20:00', 'SYN 172.27.3.18:50208 → 10.60.4.21:443, MSS 1460'),
          ],
          fix: [
            'On the gateway, clamp the MSS of connections through the tunnel to 1382: iptables -t mangle -A FORWARD -m policy --pol ipsec --dir in -p tcp -m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss 1383:1536 -j TCPMSS --set-mss 1382, and the same with --dir out.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('by a listing of the whole table', () => {
    const listed = ['FORWARD', 'POSTROUTING'].map((chain) => ({ ...policy, form: 'iptables-list', chain }));
    const [found] = check(rule, [...splitTunnel(), sa, ...listed, asked]).findings;
    expect(found?.evidence[0]?.excerpt).toBe('iptables-list: no TCPMSS in mangle');
  });
  test.each<readonly [string, readonly Fact[]]>([
    [
      'a rule that clamps',
      [policy, firewallRule({ table: 'mangle', chain: 'FORWARD', target: 'TCPMSS', setMss: 1360 }), asked],
    ],
    ['rules that hold no mangle table', [firewallRule(), asked]],
    ['a small MSS', [policy, inner(1360, 0, { synAck: undefined, serverMss: undefined })]],
    [
      'nft: a rule that clamps stands in another table',
      [
        { ...policy, form: 'nft' },
        firewallRule({ form: 'nft', table: 'filter', chain: 'clamp', target: 'TCPMSS' }),
        asked,
      ],
    ],
    [
      'a rule that is not shown whole',
      [policy, firewallRule({ table: 'mangle', chain: 'FORWARD', target: '', hides: 'matches' }), asked],
    ],
    ['one chain listed alone', [{ ...policy, form: 'iptables-list' }, asked]],
    ['rules of another machine', [{ ...policy, at: { source: 'home/other.txt', line: 1 } }, asked]],
  ])('silent: %s', (_, facts) => {
    expect(check(rule, [...splitTunnel(), sa, ...facts]).findings).toEqual([]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['clamped in the answer', [inner(1460, 1360)]],
    ['the own MSS is small already', [inner(1360, 1460)]],
    ['segments above it got through', [inner(1460, 1460, { serverLargestAcked: 1460 })]],
  ])('%s', (_, more) => {
    expect(check(rule, [...splitTunnel(), esp(), ...more])).toEqual(clear(rule));
  });
});

const HANDSHAKE =
  'the handshake of a TCP connection inside the tunnel (a capture of the tunnel adapter, SYN and SYN-ACK)';
const CARRIES = 'what the tunnel carries (its packets in a capture of the physical adapter, or swanctl --list-sas)';

describe('skipped', () => {
  test.each<readonly [string, readonly Fact[], string]>([
    ['no handshake seen', [esp(), inner(1460, 1460, { syns: [] })], HANDSHAKE],
    ['one side only', [esp(), inner(1460, 1460, { synAck: undefined, serverMss: undefined })], HANDSHAKE],
    ['a connection outside', [esp(), tcp({ clientMss: 1460, serverMss: 1460 })], HANDSHAKE],
    ['nothing tells the tunnel’s kind', [inner(1460, 1460)], CARRIES],
    ['a tunnel whose overhead is in no table', [esp({ tunnel: 'dtls' }), inner(1460, 1460)], CARRIES],
  ])('%s', (_, facts, what) => {
    expect(check(rule, [...splitTunnel(), ...facts])).toEqual(skipped(rule, what));
  });
  test('without TCP', () => {
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a capture with TCP connections'));
  });
});
