import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Cidr,
  canonical,
  cidr,
  covered,
  endpointText,
  networkOf,
  sameNetwork,
  scope,
} from '../../src/addresses.ts';

const dotted = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((p) => p.join('.'));

test.each([
  ['10.60.4.21', '10.60.4.21'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['::1', '::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  // Shorthand, octal and hexadecimal forms that some parsers take.
  ['1.2.3', undefined],
  ['010.0.0.1', undefined],
  ['10.0.0.01', undefined],
  ['0x0a.0.0.1', undefined],
  ['167772161', undefined],
  ['10.0.0.1.', undefined],
  ['10.0.0.256', undefined],
  ['10.0.0.1 ', undefined],
  ['', undefined],
  [':', undefined],
  ['2001:db8::1::2', undefined],
  ['fe80::1%eth0', undefined],
  ['contoso.com', undefined],
])('canonical %s is %s', (text, expected) => {
  expect(canonical(text)).toBe(expected);
});

test('canonical keeps what is canonical', () => {
  fc.assert(
    fc.property(dotted, (address) => canonical(address) === address),
    { seed: 1, numRuns: 200 },
  );
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const once = canonical(address);
      return once !== undefined && canonical(once) === once;
    }),
    { seed: 1, numRuns: 200 },
  );
});

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  [' 172.27.3.18 ', '172.27.3.18', true],
  ['172.27.3.18', '172.27.3.19', false],
  ['2001:db8::/32', '2001:db8:1::1', true],
  ['2001:db8::/32', '10.0.0.1', false],
  ['10.0.0.0/8', '::ffff:10.0.0.1', true],
  ['0.0.0.0/0', '203.0.113.1', true],
])('%s covers %s: %s', (text, address, expected) => {
  const prefix = cidr(text);
  expect(prefix).toBeDefined();
  expect(covered(address, [prefix as Cidr])).toBe(expected ? prefix : undefined);
});

test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8', '2001:db8::/129', '10.0.0.0/-1', 'x/8', ''])(
  '%s is no prefix',
  (text) => {
    expect(cidr(text)).toBeUndefined();
  },
);

test('what is no address is covered by nothing', () => {
  expect(covered('contoso.com', [cidr('0.0.0.0/0') as Cidr])).toBeUndefined();
});

test.each([
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.56.1', 'private'],
  ['fd00:1234::1', 'private'],
  ['100.64.0.1', 'shared'],
  ['100.128.0.1', 'public'],
  ['169.254.7.7', 'link-local'],
  ['fe80::1', 'link-local'],
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['0.0.0.0', 'nowhere'],
  ['::', 'nowhere'],
  ['contoso.com', 'nowhere'],
  ['239.255.255.250', 'group'],
  ['255.255.255.255', 'group'],
  ['ff02::1', 'group'],
  ['2001:0:4136:e378::1', 'transition'],
  ['2002:c000:204::1', 'transition'],
  ['2001:db8::1', 'public'],
  ['198.51.100.40', 'public'],
])('scope of %s is %s', (address, expected) => {
  expect(scope(address)).toBe(expected);
});

describe('sameNetwork', () => {
  test('compares the leading bits of one family', () => {
    expect(sameNetwork('192.168.1.34', '192.168.1.1', 24)).toBe(true);
    expect(sameNetwork('192.168.1.34', '192.168.2.1', 24)).toBe(false);
    expect(sameNetwork('192.168.1.34', 'fe80::1', 24)).toBe(false);
    expect(sameNetwork('contoso.com', '192.168.1.1', 24)).toBe(false);
  });
});

test('endpoints as text', () => {
  expect(endpointText({ address: '10.0.0.1', port: 443 })).toBe('10.0.0.1:443');
  expect(endpointText({ address: '2001:db8::1', port: 443 })).toBe('[2001:db8::1]:443');
  expect(endpointText({ address: '2001:db8::1', port: 0 })).toBe('2001:db8::1');
});

test.each([
  ['10.1.0.1', 16, '10.1.0.0/16'],
  ['198.51.100.9', 29, '198.51.100.8/29'],
  ['10.1.0.1', 32, '10.1.0.1/32'],
  ['10.1.0.1', 0, '0.0.0.0/0'],
  ['2001:db8:1:2::3', 64, '2001:db8:1:2::/64'],
  ['10.1.0.1', 33, undefined],
  ['nonsense', 8, undefined],
])('the network of %s/%s', (address, length, network) => {
  expect(networkOf(address, length)).toBe(network);
});
