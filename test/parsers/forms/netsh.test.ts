import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';

const INTERFACES = `C:\\Users\\anna>netsh interface ipv4 show interfaces

Idx     Met         MTU          State                Name
---  ----------  ----------  ------------  ---------------------------
  1          75  4294967295  connected     Loopback Pseudo-Interface 1
 23           1        1400  connected     Ethernet 3
 12          35        1500  connected     Wi-Fi
 18          25        1500  disconnected  Local Area Connection* 1`;

const SUBINTERFACES = `C:\\Users\\anna>netsh interface ipv4 show subinterfaces

   MTU  MediaSenseState   Bytes In  Bytes Out  Interface
------  ---------------  ---------  ---------  -------------
4294967295                1          0      24197  Loopback Pseudo-Interface 1
  1400                1  1028303310  163777717  Ethernet 3
  1500                5          0          0  Wi-Fi`;

const CONFIG = `C:\\Users\\anna>netsh interface ipv4 show config

Configuration for interface "Ethernet 3"
    DHCP enabled:                         No
    IP Address:                           172.27.3.18
    Subnet Prefix:                        172.27.3.18/32 (mask 255.255.255.255)
    IP Address:                           172.27.3.19
    Subnet Prefix:                        172.27.3.19/32 (mask 255.255.255.255)
    Default Gateway:                      0.0.0.0
                                          10.60.0.1
    Gateway Metric:                       1
    InterfaceMetric:                      1
    Statically Configured DNS Servers:    10.60.0.5
                                          10.60.0.6
    Register with which suffix:           None
    Statically Configured WINS Servers:   10.60.0.9
                                          10.60.0.8

Configuration for interface "Wi-Fi"
    DHCP enabled:                         Yes
    IP Address:                           192.168.1.34
    Subnet Prefix:                        192.168.1.0/24 (mask 255.255.255.0)
    Default Gateway:                      192.168.1.1
    Gateway Metric:                       0
    InterfaceMetric:                      35
    DNS servers configured through DHCP:  192.168.1.1
    Register with which suffix:           Primary only
    WINS servers configured through DHCP: None`;

const DNSSERVERS = `Konfiguration der Schnittstelle "WLAN"
    Über DHCP konfigurierte DNS-Server:   192.168.1.1
                                          fe80::1%12
    Mit welchem Suffix registriert:       Nur primär`;

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
