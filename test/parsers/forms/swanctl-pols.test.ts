import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `home/net, TUNNEL
  local:  192.168.1.34/32
  remote: 10.1.0.0/16 10.2.0.0/16[tcp/https]
lan/lan, PASS
  local:  192.168.1.0/24
  remote: 192.168.1.0/24
shunts/no, DROP
  local:  dynamic
  remote: fd00::/8`;

const EXPECTED_1 = [
  {
    kind: 'ipsec.policy',
    at: at(1),
    form: 'swanctl-pols',
    name: 'home/net',
    mode: 'tunnel',
    localTs: ['192.168.1.34/32'],
    remoteTs: ['10.1.0.0/16', '10.2.0.0/16[tcp/https]'],
  },
  {
    kind: 'ipsec.policy',
    at: at(4),
    form: 'swanctl-pols',
    name: 'lan/lan',
    mode: 'pass',
    localTs: ['192.168.1.0/24'],
    remoteTs: ['192.168.1.0/24'],
  },
  {
    kind: 'ipsec.policy',
    at: at(7),
    form: 'swanctl-pols',
    name: 'shunts/no',
    mode: 'drop',
    localTs: ['dynamic'],
    remoteTs: ['fd00::/8'],
  },
];

test('traps and shunts', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('a policy broken off is damage', () => {
  expect(facts('lan/lan, PASS\n  local:  192.168.1.0/24')).toEqual([
    { kind: 'input.malformed', at: at(1), reason: 'bad-syntax', detail: 'swanctl: policy broken off' },
  ]);
});

test('a bad selector is damage, the others stay', () => {
  const text = TEXT_1.replace('10.2.0.0/16[', '10.2.0.0/1x[');
  expect(damage(text)).toEqual([[at(1), 'swanctl: traffic selector could not be read']]);
  expect(good(text)).toEqual(EXPECTED_1.slice(1));
});

lawsOf('swanctl-pols 1', TEXT_1);
