import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';
import {
  NETSH_CONFIG as CONFIG,
  NETSH_DNSSERVERS as DNSSERVERS,
  NETSH_INTERFACES as INTERFACES,
  NETSH_SUBINTERFACES as SUBINTERFACES,
} from './network-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'show interfaces',
    INTERFACES,
    [
      adapter(5, 'netsh-interfaces', { name: 'Loopback Pseudo-Interface 1', ifIndex: 1, up: true, metric: 75 }),
      adapter(6, 'netsh-interfaces', { name: 'Ethernet 3', ifIndex: 23, up: true, mtu: 1400, metric: 1 }),
      adapter(7, 'netsh-interfaces', { name: 'Wi-Fi', ifIndex: 12, up: true, mtu: 1500, metric: 35 }),
      adapter(8, 'netsh-interfaces', {
        name: 'Local Area Connection* 1',
        ifIndex: 18,
        up: false,
        mtu: 1500,
        metric: 25,
      }),
    ],
  ],
  [
    'show subinterfaces',
    SUBINTERFACES,
    [
      adapter(5, 'netsh-interfaces', { name: 'Loopback Pseudo-Interface 1' }),
      adapter(6, 'netsh-interfaces', { name: 'Ethernet 3', mtu: 1400 }),
      adapter(7, 'netsh-interfaces', { name: 'Wi-Fi', mtu: 1500 }),
    ],
  ],
  [
    'show config',
    CONFIG,
    [
      adapter(3, 'netsh-config', {
        name: 'Ethernet 3',
        dhcp: false,
        addresses: [
          { address: '172.27.3.18', prefix: 32 },
          { address: '172.27.3.19', prefix: 32 },
        ],
        gateways: ['0.0.0.0', '10.60.0.1'],
        dnsServers: ['10.60.0.5', '10.60.0.6'],
        metric: 1,
      }),
      adapter(19, 'netsh-config', {
        name: 'Wi-Fi',
        dhcp: true,
        addresses: [{ address: '192.168.1.34', prefix: 24 }],
        gateways: ['192.168.1.1'],
        dnsServers: ['192.168.1.1'],
        metric: 35,
      }),
    ],
  ],
  [
    'show dnsservers, German',
    DNSSERVERS,
    [adapter(1, 'netsh-config', { name: 'WLAN', dnsServers: ['192.168.1.1', 'fe80::1'] })],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
  test('cut anywhere: what was whole before stays, nothing is made up', () => {
    for (let end = 0; end < text.length; end++) {
      const facts = read(text.slice(0, end)).filter((f) => f.kind !== 'input.malformed');
      const whole = expected.filter(
        (_, n) => (expected[n + 1]?.line ?? Number.POSITIVE_INFINITY) < text.slice(0, end).split('\n').length,
      );
      expect(facts).toEqual(expect.arrayContaining(whole));
    }
  });
});

const inOrder = (facts: readonly LineFact[]): LineFact[] => [...facts].sort((a, b) => a.line - b.line);

test('a row that cannot be read, between others', () => {
  expect(inOrder(read(INTERFACES.replace(/^ 12 .*$/m, ' 12 ??')))).toEqual(
    inOrder([
      { line: 7, kind: 'input.malformed', reason: 'bad-syntax', detail: 'netsh: interface could not be read' },
      ...CASES[0]![2].filter((f) => f.line !== 7),
    ]),
  );
});

test('a line that cannot be read, within a configuration', () => {
  expect(inOrder(read(CONFIG.replace('    Gateway Metric:                       0', '?')))).toEqual(
    inOrder([
      { line: 24, kind: 'input.malformed', reason: 'bad-syntax', detail: 'netsh: line could not be read' },
      ...CASES[2]![2],
    ]),
  );
});

test('headings like it that are no configuration', () => {
  expect(read('The user of machine "Ethernet 3"\n    told us: nothing\n    more: 10.0.0.1')).toEqual([]);
});

test('one after the other, without prompts', () => {
  const texts = [INTERFACES, SUBINTERFACES, CONFIG].map((t) => t.split('\n').slice(2).join('\n'));
  expect(read(texts.join('\n')).map((f) => f.kind)).toEqual(Array(9).fill('host.adapter'));
});
