import { expect, test } from 'vitest';
import { cidr } from '../../src/addresses.ts';
import { SELECTOR_PREFIXES } from '../../src/limits.ts';
import { prefixIndex } from '../../src/prefix-index.ts';

const entries = (...texts: string[]) => texts.map((t) => [cidr(t)!, t, ''] as const);

test('single addresses come first, wide prefixes in order, the same one once', () => {
  const index = prefixIndex(entries('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3/32', '10.0.0.0/8', '2001:db8::/32', '::/0'));
  expect(index.find('10.1.2.3')).toEqual(['10.1.2.3/32', '10.0.0.0/8', '10.1.0.0/16']);
  expect(index.find('10.9.9.9')).toEqual(['10.0.0.0/8']);
  expect(index.find('2001:db8::5')).toEqual(['2001:db8::/32', '::/0']);
  expect(index.find('192.0.2.1')).toEqual([]);
  expect(index.find('no address')).toEqual([]);
});

test('values that differ stay apart under one prefix', () => {
  const index = prefixIndex([
    [cidr('10.2.0.0/16')!, 1, 'a'],
    [cidr('10.2.0.0/16')!, 2, 'b'],
    [cidr('10.2.0.1')!, 3, ''],
    [cidr('10.2.0.1')!, 4, ''],
  ]);
  expect(index.find('10.2.0.1')).toEqual([3, 4, 1, 2]);
});

test('holds thousands of clients, and so many wide prefixes', () => {
  const clients = Array.from({ length: 5000 }, (_, i) => `10.20.${i >> 8}.${i & 255}/32`);
  const wide = Array.from({ length: SELECTOR_PREFIXES + 5 }, (_, i) => `172.16.${i}.0/24`);
  const index = prefixIndex(entries(...clients, ...wide));
  expect(index.find('10.20.19.100')).toEqual(['10.20.19.100/32']);
  expect(index.find(`172.16.${SELECTOR_PREFIXES - 1}.9`)).toHaveLength(1);
  expect(index.find(`172.16.${SELECTOR_PREFIXES}.9`)).toEqual([]);
});
