import { expect, test } from 'vitest';
import { type Cidr, cidr } from '../../src/addresses.ts';
import { isInternal, isPublic, NO_SITE, type Site } from '../../src/site.ts';

const prefixes = (...texts: string[]): Cidr[] => texts.map((t) => cidr(t) as Cidr);

test.each([
  ['10.60.4.21', true, false],
  ['192.168.1.34', true, false],
  ['100.64.0.1', true, false],
  ['fd00::1', true, false],
  ['198.51.100.40', false, true],
  ['2001:db8::1', false, true],
  // Neither: a sinkhole, this PC itself, an adapter without a network.
  ['0.0.0.0', false, false],
  ['127.0.0.1', false, false],
  ['169.254.1.1', false, false],
  ['contoso.com', false, false],
])('%s: internal %s, public %s', (address, internal, open) => {
  expect(isInternal(address, NO_SITE)).toBe(internal);
  expect(isPublic(address, NO_SITE)).toBe(open);
});

test('what the user said goes first, external before internal', () => {
  const site: Site = {
    tunnel: [],
    internal: prefixes('203.0.113.0/24'),
    external: prefixes('10.99.0.0/16', '203.0.113.80'),
  };
  expect(isInternal('203.0.113.7', site)).toBe(true);
  expect(isPublic('203.0.113.7', site)).toBe(false);
  expect(isInternal('203.0.113.80', site)).toBe(false);
  expect(isPublic('203.0.113.80', site)).toBe(true);
  expect(isInternal('10.99.1.1', site)).toBe(false);
  expect(isPublic('10.99.1.1', site)).toBe(true);
  expect(isInternal('10.60.4.21', site)).toBe(true);
});
