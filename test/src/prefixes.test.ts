import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cidr, covered } from '../../src/addresses.ts';
import { prefixes } from '../../src/prefixes.ts';

const index = (...texts: string[]) => prefixes(texts.map((t) => [t, t] as const));

test('all that covers an address, the longest first', () => {
  const all = index('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3/32', '10.0.0.0/9', '2001:db8::/32', '::/0', 'no prefix');
  expect(all.all('10.1.2.3')).toEqual(['10.1.2.3/32', '10.1.0.0/16', '10.0.0.0/9', '10.0.0.0/8']);
  expect(all.all('10.200.9.9')).toEqual(['10.0.0.0/8']);
  expect(all.all('2001:db8::5')).toEqual(['2001:db8::/32', '::/0']);
  expect(all.all('192.0.2.1')).toEqual([]);
  expect(all.all('no address')).toEqual([]);
});

test('values of one prefix stay in order, up to a number', () => {
  const entries = [
    [cidr('10.2.0.0/16')!, 1],
    ['10.2.0.0/16', 2],
    ['10.2.0.1', 3],
    ['10.2.0.0/16', 4],
    ['10.2.0.1/32', 5],
  ] as const;
  expect(prefixes(entries).all('10.2.0.1')).toEqual([3, 5, 1, 2, 4]);
  expect(prefixes(entries, 2).all('10.2.0.1')).toEqual([3, 5, 1, 2]);
});

const octet = fc.integer({ min: 0, max: 3 });
const address = fc.tuple(octet, octet).map(([a, b]) => `10.${a}.0.${b}`);
const prefix = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([a, length]) => `${a}/${length}`);

test('the same as asking each prefix', () => {
  fc.assert(
    fc.property(fc.array(prefix, { maxLength: 20 }), address, (texts, wanted) => {
      const length = (text: string): number => Number(text.split('/')[1]);
      const fits = texts.filter((t) => covered(wanted, [cidr(t)!])).sort((a, b) => length(b) - length(a));
      expect(index(...texts).all(wanted)).toEqual(fits);
      expect(index(...texts).longest(wanted)).toEqual(fits.filter((t) => length(t) === length(fits[0]!)));
    }),
    { seed: 1, numRuns: 300 },
  );
});
