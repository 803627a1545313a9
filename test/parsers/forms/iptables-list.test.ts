import { describe, expect, test } from 'vitest';
import type { FirewallRule } from '../../../src/facts.ts';
import { LISTED_FILTER, LISTED_MANGLE, LISTED_NAT, SAVED } from './firewall-texts.ts';
import { pasted } from './kit.ts';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const rule = (line: number, more: Partial<FirewallRule>): FirewallRule => ({
  kind: 'firewall.rule',
  at: at(line),
  form: 'iptables-list',
  table: 'nat',
  chain: 'POSTROUTING',
  position: 0,
  target: 'ACCEPT',
  others: [],
  packets: 0,
  ...more,
});

const NAT = [
  rule(1, { chain: 'PREROUTING' }),
  rule(4, { chain: 'INPUT' }),
  rule(7, { chain: 'OUTPUT' }),
  rule(10, {}),
  rule(12, {
    position: 1,
    source: '10.20.30.0/24',
    outInterface: 'eth0',
    policy: { direction: 'out', ipsec: true },
  }),
  rule(13, { position: 2, target: 'MASQUERADE', source: '10.20.30.0/24', outInterface: 'eth0' }),
  rule(14, { position: 3, target: 'SNAT', destination: '10.0.0.0/8', toSource: '192.0.2.10' }),
];

test('the table of NAT', () => {
  expect(facts(LISTED_NAT)).toEqual(NAT);
});

/** What a rule says, wherever and however it was printed. */
const said = (text: string): unknown[] =>
  (good(text) as FirewallRule[])
    .map(({ at: _, form: __, packets: ___, ...rest }) => JSON.stringify(rest, Object.keys(rest).sort()))
    .sort();

test('the same facts as of iptables-save', () => {
  expect(said(`${LISTED_MANGLE}\n\n${LISTED_FILTER}\n\n${LISTED_NAT}`)).toEqual(said(SAVED));
});

describe('which table it is', () => {
  const tables = (text: string): unknown[] => [
    ...new Set(good(text).map((f) => f.kind === 'firewall.rule' && f.table)),
  ];
  test('by its chains, with no prompt between', () => {
    expect(tables(LISTED_NAT)).toEqual(['nat']);
    expect(tables(`${LISTED_FILTER}\n${LISTED_NAT}\n${LISTED_MANGLE}`)).toEqual(['filter', 'nat', 'mangle']);
    expect(tables(`${LISTED_NAT}\n${LISTED_MANGLE}\n${LISTED_FILTER}`)).toEqual(['nat', 'mangle', 'filter']);
  });
  const ONE = LISTED_NAT.split('\n').slice(9).join('\n');
  const FORWARD = 'Chain FORWARD (policy ACCEPT)\ntarget     prot opt source               destination';
  test.each([
    ['by what only NAT does', ONE, ['nat']],
    ['one chain alone: not told', FORWARD, ['']],
    ['by the command', `root@gw:~# iptables -t mangle -L FORWARD -n\n${FORWARD}`, ['mangle']],
    ['by a command with letters together', `# iptables -nvt mangle -L FORWARD\n${FORWARD}`, ['mangle']],
    ['by a command without a table', `root@gw:~# iptables -L FORWARD\n${FORWARD}`, ['filter']],
    [
      'the command is of the first only',
      `root@gw:~# iptables -t nat -L\n${LISTED_NAT}\n${LISTED_FILTER}`,
      ['nat', 'filter'],
    ],
  ])('%s', (_, text, expected) => {
    expect(tables(text)).toEqual(expected);
  });
});

test('without -v interfaces are hidden, without -n names stand for addresses', () => {
  const text = `root@gw:~# iptables -t nat -L
Chain POSTROUTING (policy ACCEPT)
target     prot opt source               destination
ACCEPT     all  --  10.20.30.0/24        anywhere             policy match dir out pol ipsec
ACCEPT     all  --  vpn.contoso.com/24   anywhere
MASQUERADE  all  --  anywhere             anywhere
RETURN     udp  --  anywhere            !10.0.0.0/8           multiport dports isakmp,ipsec-nat-t`;
  const shown = { packets: undefined, hides: 'interfaces' } as const;
  expect(facts(text)).toEqual(
    JSON.parse(
      JSON.stringify([
        rule(2, { packets: undefined }),
        rule(4, { ...shown, position: 1, source: '10.20.30.0/24', policy: { direction: 'out', ipsec: true } }),
        rule(5, { ...shown, position: 2, others: ['source vpn.contoso.com/24'], hides: 'matches' }),
        rule(6, { ...shown, position: 3, target: 'MASQUERADE' }),
        rule(7, {
          ...shown,
          position: 4,
          target: 'RETURN',
          protocol: 'udp',
          destination: '!10.0.0.0/8',
          others: ['multiport --dports isakmp,ipsec-nat-t'],
        }),
      ]),
    ),
  );
});

/** The second and later rules of one chain with counters. */
const words = (...lines: readonly string[]): unknown[] =>
  good(
    `Chain INPUT (policy ACCEPT 12M packets, 3G bytes)\n pkts bytes target     prot opt in     out     source               destination\n${lines.join('\n')}`,
  )
    .slice(1)
    .map((f) => {
      const { kind: _, at: __, form: ___, table: ____, chain: _____, position: ______, ...rest } = f as FirewallRule;
      return rest;
    });

test('rounded counters are no numbers; blank targets, goto, fragments, negations', () => {
  expect(
    words(
      '1234K  567M            0    --  *      *       0.0.0.0/0            0.0.0.0/0',
      '    7   420 vpn2       0    --  !eth0  ppp+    0.0.0.0/0            0.0.0.0/0            [goto]',
      '    7   420 DROP       !6   !f  *      *      !10.0.0.0/8           0.0.0.0/0',
    ),
  ).toEqual([
    { target: '', others: [] },
    { target: 'vpn2', others: [], inInterface: '!eth0', outInterface: 'ppp+', packets: 7 },
    { target: 'DROP', others: ['-f'], protocol: '!tcp', source: '!10.0.0.0/8', packets: 7 },
  ]);
});

test('what iptables before 1.8.9 prints: names of protocols, no options of IPv6', () => {
  expect(
    words(
      '    0     0 ACCEPT     all      eth0   *       fd00::/8             ::/0',
      '    0     0            esp      *      *       ::/0                 ::/0                 policy match dir in pol ipsec',
    ),
  ).toEqual([
    { target: 'ACCEPT', others: ['ipv6'], inInterface: 'eth0', source: 'fd00::/8', packets: 0 },
    { target: '', others: ['ipv6'], protocol: 'esp', policy: { direction: 'in', ipsec: true }, packets: 0 },
  ]);
});

describe('what stands behind the columns', () => {
  const COLUMNS = '    0     0 ACCEPT     6    --  *      *       0.0.0.0/0            0.0.0.0/0            ';
  const policy = { direction: 'out', ipsec: true };
  test.each<readonly [string, object]>([
    ['policy match dir out pol ipsec', { policy }],
    [
      'policy match dir out pol ipsec reqid 3 proto 50 mode tunnel',
      { policy, others: ['policy reqid 3 proto 50 mode tunnel'] },
    ],
    ['policy match dir out pol ipsec strict [0] reqid 1', { policy, others: ['policy strict [0] reqid 1'] }],
    [
      'tcp dpts:1024:2048 flags:0x17/0x02',
      { others: ['tcp --tcp-flags FIN,SYN,RST,ACK SYN', 'tcp --dport 1024:2048'] },
    ],
    ['tcp spt:!80 flags:SYN,RST/SYN', { others: ['tcp --tcp-flags SYN,RST SYN', '! tcp --sport 80'] }],
    ['/* policy match dir out pol ipsec */ ctstate NEW', { others: ['conntrack --ctstate NEW'] }],
    ['state RELATED,ESTABLISHED', { others: ['state --state RELATED,ESTABLISHED'] }],
    ['limit: avg 5/min burst 5', { others: ['limit: avg 5/min burst 5'] }],
    ['tcpmss match 1400', { mss: { from: 1400, to: 1400 } }],
  ])('%s', (text, expected) => {
    expect(words(COLUMNS + text)).toEqual([{ target: 'ACCEPT', protocol: 'tcp', others: [], packets: 0, ...expected }]);
  });

  test('remarks that cannot be told from the rest: not known', () => {
    const text = '/* a */ policy match dir out pol ipsec /* b */';
    expect(words(COLUMNS + text)).toEqual([
      { target: 'ACCEPT', protocol: 'tcp', others: [text], hides: 'matches', packets: 0 },
    ]);
  });
});

test('a rule that could not be read keeps its place, and what it is is not known', () => {
  const text = LISTED_NAT.replace(/^.*policy match.*$/m, '?');
  expect(damage(text)).toEqual([[at(12), 'iptables: rule could not be read']]);
  expect(good(text)).toEqual(
    NAT.map((f) =>
      f.position === 1 ? { ...rule(12, { position: 1, target: '', hides: 'matches' }), packets: undefined } : f,
    ).map((f) => JSON.parse(JSON.stringify(f))),
  );
});

test('other text behind it', () => {
  expect(facts(`${LISTED_NAT}\nThat was all.\nRegards, Anna`)).toEqual(NAT);
  expect(
    facts(`${LISTED_NAT}\n# Generated by iptables-save v1.8.9\n*raw\n:OUTPUT DROP [0:0]\nCOMMIT`).slice(-1),
  ).toMatchObject([{ form: 'iptables-save', table: 'raw' }]);
});

test.each(pasted(LISTED_NAT))('pasted: %s', (_, text) => {
  expect(good(text)).toEqual(NAT);
});

// With the command above: a listing that is cut lacks the chains that tell its table.
lawsOf('iptables-list nat', `root@gw:~# iptables -t nat -L -n -v\n${LISTED_NAT}`);
lawsOf('iptables-list mangle', `root@gw:~# iptables -t mangle -L -n -v --line-numbers\n${LISTED_MANGLE}`);
lawsOf('iptables-list filter', `root@gw:~# iptables -nvL\n${LISTED_FILTER}`);
