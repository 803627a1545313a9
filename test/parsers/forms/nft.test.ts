import { describe, expect, test } from 'vitest';
import type { FirewallRule } from '../../../src/facts.ts';
import { NATIVE, TRANSLATED } from './firewall-texts.ts';
import { pasted } from './kit.ts';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const rule = (
  line: number,
  table: string,
  chain: string,
  position: number,
  target: string,
  more: Partial<FirewallRule>,
): FirewallRule => ({
  kind: 'firewall.rule',
  at: at(line),
  form: 'nft',
  table,
  chain,
  position,
  target,
  others: [],
  ...more,
});

const EXPECTED = [
  rule(9, 'mangle', 'clamp', 1, 'TCPMSS', {
    others: ['tcp flags syn / syn,rst'],
    protocol: 'tcp',
    mss: { from: 1361, to: 65535 },
    setMss: 1360,
  }),
  rule(10, 'mangle', 'clamp', 2, 'TCPMSS', {
    others: ['tcp flags syn'],
    outInterface: 'ppp+',
    protocol: 'tcp',
    setMss: 'clamp',
  }),
  rule(14, 'mangle', 'FORWARD', 0, 'ACCEPT', { others: [] }),
  rule(15, 'mangle', 'FORWARD', 1, 'clamp', { others: [], policy: { direction: 'in', ipsec: true } }),
  rule(16, 'mangle', 'FORWARD', 2, 'clamp', { others: [], policy: { direction: 'out', ipsec: true } }),
  rule(20, 'filter', 'FORWARD', 0, 'DROP', { others: [] }),
  rule(21, 'filter', 'FORWARD', 1, 'ACCEPT', { others: ['ct state established,related'] }),
  rule(22, 'filter', 'FORWARD', 2, 'DROP', { others: [], policy: { direction: 'in', ipsec: false } }),
  rule(23, 'filter', 'FORWARD', 3, 'ACCEPT', {
    others: ['ipsec in reqid 1'],
    policy: { direction: 'in', ipsec: true },
  }),
  rule(24, 'filter', 'FORWARD', 4, 'ACCEPT', {
    others: ['oifname { "eth1", "eth2" }', 'tcp dport { 443, 5061 }'],
    inInterface: 'eth0',
    source: '10.20.30.0/24',
    destination: '!10.10.0.0/16',
    protocol: 'tcp',
    packets: 7,
  }),
  rule(25, 'filter', 'FORWARD', 5, 'ACCEPT', { others: ['ip saddr @vpn'], protocol: 'esp' }),
  rule(26, 'filter', 'FORWARD', 6, 'REJECT', {
    others: ['ct original ip daddr 10.9.0.0/16', 'ip saddr . tcp dport { 10.1.2.3 . 443 }'],
    packets: 0,
  }),
  rule(27, 'filter', 'FORWARD', 7, '', {
    others: ['ip daddr vmap { 192.0.2.3 : drop, 192.0.2.4 : accept }'],
    hides: 'matches',
  }),
  rule(31, 'nat', 'POSTROUTING', 0, 'ACCEPT', { others: [] }),
  rule(32, 'nat', 'POSTROUTING', 1, 'ACCEPT', { others: [], policy: { direction: 'out', ipsec: true } }),
  rule(33, 'nat', 'POSTROUTING', 2, 'MASQUERADE', { others: [], source: '10.20.30.0/24', outInterface: 'eth0' }),
  rule(34, 'nat', 'POSTROUTING', 3, 'MASQUERADE', { others: ['ipv6'], source: 'fd00::/8' }),
  rule(35, 'nat', 'POSTROUTING', 4, 'SNAT', {
    others: [],
    source: '10.0.0.0/8',
    packets: 5,
    toSource: '192.0.2.1-192.0.2.4',
  }),
];

test('rules of nft itself', () => {
  expect(facts(NATIVE)).toEqual(EXPECTED);
});

const OUT = {
  outInterface: 'eth0',
  source: '10.20.30.0/24',
  packets: 0,
};
const TRANSLATED_NAT = [
  rule(3, 'nat', 'POSTROUTING', 0, 'ACCEPT', {}),
  rule(4, 'nat', 'POSTROUTING', 1, 'ACCEPT', { ...OUT, others: ['xt match policy'], hides: 'matches' }),
  rule(5, 'nat', 'POSTROUTING', 2, 'MASQUERADE', OUT),
  rule(6, 'nat', 'POSTROUTING', 3, 'SNAT', { destination: '10.0.0.0/8', toSource: '192.0.2.10', packets: 0 }),
];

test('rules of iptables-nft: what is not translated is hidden', () => {
  const all = facts(TRANSLATED) as FirewallRule[];
  expect(all.slice(0, 4)).toEqual(TRANSLATED_NAT);
  expect(all.filter((r) => r.target === 'TCPMSS')).toEqual([
    rule(12, 'mangle', 'FORWARD', 1, 'TCPMSS', {
      protocol: 'tcp',
      policy: { direction: 'in', ipsec: true },
      mss: { from: 1361, to: 1536 },
      setMss: 1360,
      others: ['tcp flags syn / syn,rst'],
      packets: 0,
    }),
    rule(13, 'mangle', 'FORWARD', 2, 'TCPMSS', {
      outInterface: 'ppp0',
      protocol: 'tcp',
      setMss: 'clamp',
      others: ['tcp flags syn / syn,rst'],
      packets: 0,
    }),
  ]);
  expect(all.filter((r) => r.chain === 'vpn').map((r) => [r.table, r.position, r.target, r.policy])).toEqual([
    ['filter', 1, 'REJECT', undefined],
    ['filter', 2, 'RETURN', undefined],
    ['filter', 3, 'LOG', { direction: 'in', ipsec: false }],
    ['filter', 4, '', undefined],
  ]);
});

test('handles (nft -a) and warnings change nothing', () => {
  const handled = NATIVE.split('\n')
    .map((line, n) => (/^\t*\S.*[^{};]$/.test(line) || /\{$/.test(line) ? `${line} # handle ${n}` : line))
    .join('\n');
  expect(facts(handled)).toEqual(EXPECTED);
  const warned = facts(`# Warning: table ip nat is managed by iptables-nft, do not touch!\n${TRANSLATED}`);
  expect(warned.map((f) => ({ ...f, at: undefined }))).toEqual(facts(TRANSLATED).map((f) => ({ ...f, at: undefined })));
});

/** Facts of rules in a chain behind routing. */
const words = (line: string, family = 'inet'): unknown => {
  const all = facts(
    `table ${family} x {\n\tchain y {\n\t\ttype nat hook postrouting priority 100; policy accept;\n\t\t${line}\n\t}\n}`,
  );
  const { kind: _, at: __, form: ___, table: ____, chain: _____, position: ______, ...rest } = all[1] as FirewallRule;
  return rest;
};

describe('one rule', () => {
  const policy = { direction: 'out', ipsec: true };
  test.each<readonly [string, object]>([
    ['rt ipsec exists return', { target: 'RETURN', policy }],
    ['rt ipsec missing masquerade', { target: 'MASQUERADE', policy: { ...policy, ipsec: false } }],
    ['rt ipsec != exists masquerade', { target: 'MASQUERADE', policy: { ...policy, ipsec: false } }],
    ['ipsec out reqid 7 accept', { target: 'ACCEPT', policy, others: ['ipsec out reqid 7'] }],
    [
      'ipsec out spnum 1 ip daddr 192.0.2.7 accept',
      { target: 'ACCEPT', policy, others: ['ipsec out spnum 1 ip daddr 192.0.2.7'] },
    ],
    ['oif "eth0" masquerade to :1024-65535 random,persistent', { target: 'MASQUERADE', outInterface: 'eth0' }],
    ['snat ip to ip saddr map { 10.1.0.0/16 : 192.0.2.4 }', { target: 'SNAT' }],
    ['snat to 192.0.2.4:1024-2048 comment "x"', { target: 'SNAT', toSource: '192.0.2.4:1024-2048' }],
    ['ip saddr & 255.0.0.0 == 10.0.0.0 accept', { target: 'ACCEPT', others: ['ip saddr & 255.0.0.0 == 10.0.0.0'] }],
    ['ip saddr 10.0.0.1-10.0.0.9 accept', { target: 'ACCEPT', others: ['ip saddr 10.0.0.1-10.0.0.9'] }],
    [
      'ip saddr 10.0.0.0/8 ip saddr != 10.1.0.0/16 accept',
      { target: 'ACCEPT', source: '10.0.0.0/8', others: ['ip saddr != 10.1.0.0/16'] },
    ],
    [
      'ip6 saddr fd00::/8 meta l4proto 17 accept',
      { target: 'ACCEPT', source: 'fd00::/8', protocol: 'udp', others: ['ipv6'] },
    ],
    ['meta nfproto ipv6 accept', { target: 'ACCEPT', others: ['ipv6'] }],
    ['meta mark set 0x2 counter packets 1 bytes 2', { target: '', others: ['meta mark set 0x2'], packets: 1 }],
    ['ip daddr 10.1.0.0/16 goto 1x', { target: '1x', destination: '10.1.0.0/16' }],
    ['tcp option maxseg size set 1300 accept', { target: 'TCPMSS', protocol: 'tcp', setMss: 1300 }],
    ['tcp option maxseg size 1400 drop', { target: 'DROP', protocol: 'tcp', mss: { from: 1400, to: 1400 } }],
    ['tcp option maxseg size set tcp option maxseg size', { target: 'TCPMSS', protocol: 'tcp', hides: 'matches' }],
    ['drop comment "rt ipsec exists accept"', { target: 'DROP' }],
    // As nft before 1.0 prints what iptables-nft could not translate.
    [
      '# xt_conntrack counter packets 0 bytes 0 drop',
      { target: 'DROP', others: ['xt_conntrack'], hides: 'matches', packets: 0 },
    ],
    ['counter packets 0 bytes 0 # xt_TCPMSS # handle 21', { target: 'TCPMSS', packets: 0 }],
    ['xt target "MASQUERADE"', { target: 'MASQUERADE' }],
    // As files of rules have it.
    ['ip saddr 10.0.0.0/8 accept;', { target: 'ACCEPT', source: '10.0.0.0/8' }],
  ])('%s', (line, expected) => {
    expect(words(line)).toEqual({ others: [], ...expected });
  });

  test('of the table ip6', () => {
    expect(words('masquerade', 'ip6')).toEqual({ target: 'MASQUERADE', others: ['ipv6'] });
  });
});

test('tables that are not in force, and of other families', () => {
  expect(facts(NATIVE.replace('inet gw {', 'inet gw {\n\tflags dormant'))).toEqual([]);
  expect(facts(NATIVE.replace('inet gw {', 'bridge gw {'))).toEqual([]);
});

test('a rule that could not be read keeps its place, and what it is is not known', () => {
  const text = NATIVE.replace('rt ipsec exists accept', 'ip saddr { 10.1.0.0/16, ');
  expect(damage(text)).toEqual([[at(32), 'nft: rule could not be read']]);
  const unknown = rule(32, 'nat', 'POSTROUTING', 1, '', { hides: 'matches' });
  expect(good(text)).toEqual(EXPECTED.map((f) => (f.position === 1 && f.chain === 'POSTROUTING' ? unknown : f)));
});

test('a chain whose name is lost', () => {
  const text = NATIVE.replace('chain postrouting {', '');
  expect(damage(text)).toEqual([[at(31), 'nft: chain could not be read']]);
  expect(good(text)).toEqual(EXPECTED);
});

test('cut, the next command is read', () => {
  const cut = NATIVE.split('\n').slice(0, 15).join('\n');
  expect(good(`${cut}\nroot@gw:~# sysctl net.ipv4.ip_forward\nnet.ipv4.ip_forward = 1`)).toEqual([
    ...EXPECTED.slice(0, 4),
    { kind: 'host.setting', at: at(17), form: 'sysctl', name: 'net.ipv4.ip_forward', value: '1' },
  ]);
});

test.each(pasted(NATIVE))('pasted: %s', (_, text) => {
  expect(good(text)).toEqual(EXPECTED);
});

lawsOf('nft translated', TRANSLATED);
