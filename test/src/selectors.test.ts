import { expect, test } from 'vitest';
import { analysis } from '../../src/analyze.ts';
import { carried, isEverything, selectorFor, selectorOf } from '../../src/selectors.ts';
import { endpoint } from '../facts.ts';
import { child, ipsecSa } from '../facts-network.ts';

test.each([
  ['10.1.0.0/16', ['10.1.0.0/16', undefined, undefined]],
  ['10.1.2.3', ['10.1.2.3', undefined, undefined]],
  ['10.1.2.3/32[tcp/443]', ['10.1.2.3/32', 'tcp', 443]],
  ['10.1.0.0/16[UDP]', ['10.1.0.0/16', 'udp', undefined]],
  ['2001:db8::/32', ['2001:db8::/32', undefined, undefined]],
])('%s', (text, expected) => {
  const made = selectorOf(text);
  expect([made?.prefix.text, made?.protocol, made?.port]).toEqual(expected);
});

test.each(['dynamic', '10.0.0.1..10.0.0.5', '10.1.0.0/33', '10.1.0.0/16[tcp/http]', '10.1.0.0/16 10.2.0.0/16', ''])(
  'is no selector: %s',
  (text) => {
    expect(selectorOf(text)).toBeUndefined();
  },
);

test('covers by address, protocol and port', () => {
  const list = ['10.1.2.3/32[tcp/443]', '10.9.0.0/16'];
  expect(selectorFor(list, endpoint('10.1.2.3:443'), 'tcp')).toBe('10.1.2.3/32[tcp/443]');
  expect(selectorFor(list, endpoint('10.1.2.3:443'), 'udp')).toBeUndefined();
  expect(selectorFor(list, endpoint('10.1.2.3:80'), 'tcp')).toBeUndefined();
  expect(selectorFor(list, endpoint('10.9.8.7:80'), 'udp')).toBe('10.9.0.0/16');
});

test('carries either way, but not what a shunt lets pass', () => {
  const [here, there] = [endpoint('10.1.0.5:1000'), endpoint('10.2.0.5:443')];
  const told = (one: ReturnType<typeof child>, a = here, b = there): boolean => {
    const run = analysis([], '0.0.0');
    run.add(ipsecSa({ children: [one] }));
    return carried(run.incident(), a, b, 'tcp');
  };
  expect(told(child())).toBe(true);
  expect(told(child(), there, here)).toBe(true);
  expect(told(child({ mode: 'pass' }))).toBe(false);
  expect(told(child(), endpoint('192.0.2.1:1'))).toBe(false);
  expect(told(child(), here, endpoint('192.0.2.1:1'))).toBe(false);
  expect(told(child({ remoteTs: ['10.2.0.0/16[tcp/443]'] }))).toBe(true);
  expect(told(child({ remoteTs: ['10.2.0.0/16[tcp/80]'] }))).toBe(false);
  expect(told(child({ remoteTs: ['0.0.0.0/0'] }))).toBe(true);
  expect(told(child({ localTs: ['0.0.0.0/0'] }), endpoint('192.0.2.1:1'))).toBe(true);
  // Everything on both sides tells nothing of any two.
  expect(told(child({ localTs: ['0.0.0.0/0'], remoteTs: ['0.0.0.0/0'] }))).toBe(false);
});

test('the whole Internet', () => {
  expect(['0.0.0.0/0', '::/0', '0.0.0.0/0[tcp]', '10.0.0.0/8'].map(isEverything)).toEqual([true, true, true, false]);
});
