import { expect, test } from 'vitest';
import machineText from '../../../parsers/machine-text.ts';
import { run } from '../run.ts';
import { at, facts, lawsOf } from './unix-run.ts';

const TEXT_1 = `src 10.20.30.40/32 dst 10.1.0.0/16 
	dir out priority 371327 ptype main 
	tmpl src 192.168.1.34 dst 203.0.113.1
		proto esp spi 0xc0ffee02 reqid 1 mode tunnel
src 10.1.0.0/16 dst 10.20.30.40/32 proto tcp sport 443 
	dir fwd priority 371327 ptype main 
	tmpl src 203.0.113.1 dst 192.168.1.34
		proto esp reqid 1 mode tunnel
src 10.1.0.0/16 dst 10.20.30.40/32 
	dir in action block priority 371327 ptype main 
src 192.168.1.0/24 dst 192.168.1.0/24 
	dir out priority 175423 ptype main 
src 0.0.0.0/0 dst 0.0.0.0/0 
	socket in priority 0 ptype main 
src 192.168.1.34 dst 203.0.113.1
	proto esp spi 0xc0ffee02 reqid 1 mode tunnel
	replay-window 0 flag af-unspec
	auth-trunc hmac(sha256) 0xdeadbeefdeadbeef 128
	enc cbc(aes) 0xdeadbeefdeadbeefdeadbeefdeadbeef
	encap type espinudp sport 4500 dport 4500 addr 0.0.0.0
	anti-replay context: seq 0x0, oseq 0x3, bitmap 0x00000000`;

const EXPECTED_1 = [
  {
    kind: 'ipsec.policy',
    at: at(1),
    form: 'ip-xfrm',
    mode: 'tunnel',
    direction: 'out',
    localTs: ['10.20.30.40/32'],
    remoteTs: ['10.1.0.0/16'],
  },
  {
    kind: 'ipsec.policy',
    at: at(5),
    form: 'ip-xfrm',
    mode: 'tunnel',
    direction: 'fwd',
    localTs: ['10.20.30.40/32[tcp]'],
    remoteTs: ['10.1.0.0/16[tcp/443]'],
  },
  {
    kind: 'ipsec.policy',
    at: at(9),
    form: 'ip-xfrm',
    mode: 'drop',
    direction: 'in',
    localTs: ['10.20.30.40/32'],
    remoteTs: ['10.1.0.0/16'],
  },
  {
    kind: 'ipsec.policy',
    at: at(11),
    form: 'ip-xfrm',
    mode: 'pass',
    direction: 'out',
    localTs: ['192.168.1.0/24'],
    remoteTs: ['192.168.1.0/24'],
  },
];

test('policies; of states and sockets nothing', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('keys are not kept, whatever stands before them', () => {
  const text = TEXT_1.split('\n');
  for (let cut = 0; cut < text.length; cut++) {
    const cuts = run(machineText, text.filter((_, n) => n !== cut).join('\n'));
    expect(JSON.stringify(cuts)).not.toContain('deadbeef');
  }
});

test('a template without a mode is damage', () => {
  const text = TEXT_1.split('\n').slice(0, 3).join('\n');
  expect(facts(text)).toEqual([
    { kind: 'input.malformed', at: at(1), reason: 'bad-syntax', detail: 'ip xfrm: policy could not be read' },
  ]);
});

lawsOf('ip-xfrm 1', TEXT_1);
