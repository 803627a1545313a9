import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';
import { ROUTE_PRINT_DE, ROUTE_PRINT_FR, ROUTE_PRINT_XP } from './windows-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'ROUTE_PRINT_DE',
    ROUTE_PRINT_DE,
    [
      adapter(4, 'route-print', {
        description: 'PANGP Virtual Ethernet Adapter Secure',
        ifIndex: 23,
        mac: '02:50:41:00:00:01',
      }),
      adapter(5, 'route-print', {
        description: 'Realtek RTL8852BE WiFi 6 802.11ax PCIe Adapter',
        ifIndex: 11,
        mac: '00:00:5e:00:53:11',
      }),
      adapter(6, 'route-print', { description: 'Software Loopback Interface 1', ifIndex: 1 }),
      {
        line: 13,
        kind: 'host.route',
        form: 'route-print',
        destination: '0.0.0.0/0',
        gateway: '192.168.1.1',
        interfaceAddress: '192.168.1.34',
        metric: 35,
      },
      {
        line: 14,
        kind: 'host.route',
        form: 'route-print',
        destination: '10.60.0.0/16',
        interfaceAddress: '172.27.3.18',
        metric: 1,
      },
      {
        line: 15,
        kind: 'host.route',
        form: 'route-print',
        destination: '127.0.0.0/8',
        interfaceAddress: '127.0.0.1',
        metric: 331,
      },
      {
        line: 19,
        kind: 'host.route',
        form: 'route-print',
        destination: '10.99.0.0/16',
        gateway: '192.168.1.254',
        metric: 1,
        persistent: true,
      },
      {
        line: 26,
        kind: 'host.route',
        form: 'route-print',
        destination: '::/0',
        gateway: 'fe80::1',
        ifIndex: 11,
        metric: 291,
      },
      { line: 27, kind: 'host.route', form: 'route-print', destination: '::1/128', ifIndex: 1, metric: 331 },
      {
        line: 28,
        kind: 'host.route',
        form: 'route-print',
        destination: 'fe80::1c2d:3e4f:5a6b:7c8d/128',
        ifIndex: 23,
        metric: 281,
      },
    ],
  ],
  [
    'ROUTE_PRINT_FR',
    ROUTE_PRINT_FR,
    [
      adapter(3, 'route-print', { description: 'VPN Contoso', ifIndex: 35 }),
      adapter(4, 'route-print', {
        description: 'Check Point Virtual Network Adapter For SSL Network Extender',
        ifIndex: 12,
        mac: '00:00:5e:00:53:12',
      }),
      adapter(6, 'route-print', { description: 'Carte Microsoft ISATAP', ifIndex: 13 }),
      {
        line: 13,
        kind: 'host.route',
        form: 'route-print',
        destination: '0.0.0.0/0',
        gateway: '192.168.1.1',
        interfaceAddress: '192.168.1.34',
        metric: 4250,
      },
      {
        line: 14,
        kind: 'host.route',
        form: 'route-print',
        destination: '0.0.0.0/0',
        interfaceAddress: '10.20.30.40',
        metric: 26,
      },
      {
        line: 15,
        kind: 'host.route',
        form: 'route-print',
        destination: '203.0.113.10/32',
        gateway: '192.168.1.1',
        interfaceAddress: '192.168.1.34',
        metric: 4251,
      },
      {
        line: 19,
        kind: 'host.route',
        form: 'route-print',
        destination: '0.0.0.0/0',
        gateway: '192.168.1.1',
        persistent: true,
      },
    ],
  ],
  [
    'ROUTE_PRINT_XP',
    ROUTE_PRINT_XP,
    [
      adapter(3, 'route-print', { description: 'MS TCP Loopback interface', ifIndex: 1 }),
      adapter(4, 'route-print', {
        description: 'Intel(R) PRO/1000 MT Network Connection',
        ifIndex: 2,
        mac: '00:00:5e:00:53:7d',
      }),
      {
        line: 9,
        kind: 'host.route',
        form: 'route-print',
        destination: '0.0.0.0/0',
        gateway: '192.168.1.1',
        interfaceAddress: '192.168.1.34',
        metric: 20,
      },
      {
        line: 10,
        kind: 'host.route',
        form: 'route-print',
        destination: '192.168.1.0/24',
        interfaceAddress: '192.168.1.34',
        metric: 20,
      },
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
