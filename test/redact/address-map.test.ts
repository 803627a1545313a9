import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scope } from '../../src/addresses.ts';
import { AddressMap, groupsOf, wordOf } from '../../src/redact/address-map.ts';

const dotted = (word: number): string => [24, 16, 8, 0].map((n) => (word >>> n) & 255).join('.');
const shared = (a: number, b: number): number => Math.clz32(a ^ b);
const word = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc
    .constantFrom(0x0a000000, 0x0a3c0000, 0xc0a80100, 0xac100000, 0x64400000, 0xcb007100)
    .chain((base) => fc.integer({ min: 0, max: 0xffff }).map((n) => (base | n) >>> 0)),
);
const RUNS = { seed: 1, numRuns: 200 };

describe('IPv4', () => {
  test('shared prefixes stay as long as they were, whatever comes first', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 20 }), (words) => {
        const map = new AddressMap();
        const mapped = words.map((w) => map.v4(w));
        for (let a = 0; a < words.length; a++)
          for (let b = 0; b < a; b++) expect(shared(mapped[a]!, mapped[b]!)).toBe(shared(words[a]!, words[b]!));
      }),
      RUNS,
    );
  });

  test('the same network before is the same network after', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const map = new AddressMap();
        expect(map.v4(a) >>> 8 === map.v4(b) >>> 8).toBe(a >>> 8 === b >>> 8);
      }),
      RUNS,
    );
  });

  test('the class and the length of the text stay', () => {
    fc.assert(
      fc.property(word, (w) => {
        const text = dotted(w);
        const mapped = new AddressMap().text4(text)!;
        expect(scope(mapped)).toBe(scope(text));
        expect(mapped.length).toBe(text.length);
      }),
      RUNS,
    );
  });

  test.each([
    ['10.60.4.21', '10.32.4.16'],
    ['192.168.1.34', '192.168.1.32'],
    ['172.27.3.18', '172.16.2.16'],
    ['100.72.9.7', '100.64.8.4'],
    ['169.254.77.5', '169.254.64.4'],
    ['198.51.100.40', '198.51.100.32'],
    ['192.168.56.101', '192.168.56.100'],
    // Nobody's and everybody's.
    ['0.0.0.0', '0.0.0.0'],
    ['127.0.0.1', '127.0.0.1'],
    ['255.255.255.0', '255.255.255.0'],
    ['224.0.0.251', '224.0.0.251'],
    ['8.8.8.8', '8.8.8.8'],
    ['52.112.7.9', '52.112.7.9'],
    ['192.168.1.1', '192.168.1.1'],
    ['10.0.0.255', '10.0.0.255'],
  ])('%s becomes %s', (from, to) => {
    expect(new AddressMap().text4(from)).toBe(to);
  });

  test('what would stay by chance does not', () => {
    expect(new AddressMap().text4('10.32.4.16')).toBe('10.32.4.17');
  });

  test('a network that was named stays a network, and its broadcast address one', () => {
    const map = new AddressMap();
    map.learnNetwork(wordOf('10.60.208.0')!, 20);
    const net = map.v4(wordOf('10.60.208.0')!);
    expect(net & 0xfff).toBe(0);
    expect(map.v4(wordOf('10.60.223.255')!)).toBe((net | 0xfff) >>> 0);
    expect(map.v4(wordOf('10.60.211.77')!) >>> 12).toBe(net >>> 12);
  });

  test('beyond the limit of branches prefixes are still kept', () => {
    const map = new AddressMap();
    for (let n = 0; n < 70_000; n++) map.v4((Math.imul(n, 2654435761) >>> 0) & 0x7fffffff);
    const [a, b] = [wordOf('93.184.216.34')!, wordOf('93.184.217.35')!];
    expect(shared(map.v4(a), map.v4(b))).toBe(shared(a, b));
  });
});

describe('IPv6', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  test('shared prefixes and the text’s length stay', () => {
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        group,
        (groups, n, other) => {
          const map = new AddressMap();
          const second = groups.map((g, i) => (i === n ? other : g));
          const [a, b] = [map.v6(groups), map.v6(second)];
          expect(a.findIndex((g, i) => g !== b[i])).toBe(groups.findIndex((g, i) => g !== second[i]));
          const text = groups.map((g) => g.toString(16)).join(':');
          expect(map.text6(text)!.length).toBe(text.length);
        },
      ),
      RUNS,
    );
  });

  test.each([
    ['fe80::1c3d:9abc:77:1', 'fe80::1000:8000:40:1'],
    ['2001:db8:5:7::a1', '2001:db8:4:4::80'],
    ['fd12:3456:789a::5', 'fd00:2000:4000::4'],
    ['::ffff:10.60.4.21', '::ffff:10.32.4.16'],
    ['ff02::fb', 'ff02::fb'],
    ['::1', '::1'],
    ['2001:4860:4860::8888', '2001:4860:4860::8888'],
    ['2603:1063:1::9', '2603:1063:1::9'],
  ])('%s becomes %s', (from, to) => {
    expect(new AddressMap().text6(from)).toBe(to);
  });

  test('reads what is an address, and nothing else', () => {
    expect(groupsOf('::1')).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    for (const text of ['', '1:2', '09:20:28', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::1'])
      expect(groupsOf(text)).toBeUndefined();
    expect(groupsOf('::')).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
