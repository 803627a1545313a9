import { expect, test } from 'vitest';
import { at, facts, good } from './unix-run.ts';

const TEXT_1 = `table ip nat {
	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr 10.20.30.0/24 masquerade
	}
}
table inet filter {
	chain forward {
	}
}
net.ipv4.ip_forward = 1`;

const EXPECTED_1 = [
  {
    kind: 'input.malformed',
    at: at(1),
    reason: 'bad-syntax',
    detail: 'rules of nft are not read; the output of iptables-save is',
  },
  {
    kind: 'input.malformed',
    at: at(7),
    reason: 'bad-syntax',
    detail: 'rules of nft are not read; the output of iptables-save is',
  },
  { kind: 'host.setting', at: at(11), form: 'sysctl', name: 'net.ipv4.ip_forward', value: '1' },
];

test('recognised, and said to be not read; what follows is', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('cut, the next command is read', () => {
  expect(
    good(
      `${TEXT_1.split('\n').slice(0, 4).join('\n')}\nroot@gw:~# sysctl net.ipv4.ip_forward\nnet.ipv4.ip_forward = 1`,
    ),
  ).toEqual([{ kind: 'host.setting', at: at(6), form: 'sysctl', name: 'net.ipv4.ip_forward', value: '1' }]);
});
