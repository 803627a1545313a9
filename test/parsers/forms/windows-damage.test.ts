/** Damage within one output: what is said of it, and what stays. */
import { expect, test } from 'vitest';
import type { LineFact } from './kit.ts';
import { read } from './kit.ts';

const bad = (line: number, detail: string): LineFact => ({
  line,
  kind: 'input.malformed',
  reason: 'bad-syntax',
  detail,
});

test('ipconfig: a line between items', () => {
  const text = [
    'Ethernet adapter Ethernet:',
    '',
    '   Description . . . . . . . . . . . : Realtek',
    '%&/ noise',
    '   IPv4 Address. . . . . . . . . . . : 192.168.1.34(Preferred)',
    '   Subnet Mask . . . . . . . . . . . : 255.0.255.0',
    '   DNS Servers . . . . . . . . . . . : 192.168.1.1',
    '                                       192.168.1.x',
    '',
    'That was all.',
  ];
  expect(read(text.join('\n'))).toEqual([
    bad(4, 'line of no known form in ipconfig'),
    {
      line: 1,
      kind: 'host.adapter',
      form: 'ipconfig',
      name: 'Ethernet',
      description: 'Realtek',
      section: 'ethernet',
      up: true,
      addresses: [{ address: '192.168.1.34' }],
      gateways: [],
      dnsServers: ['192.168.1.1'],
      dnsSuffixes: [],
    },
  ]);
});

test('route print: a mask with a hole, and a row cut short that looks like a persistent one', () => {
  const text = [
    'Active Routes:',
    'Network Destination        Netmask          Gateway       Interface  Metric',
    '          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.34     35',
    '        10.60.0.0      255.0.255.0         On-link       172.27.3.18      1',
    '        10.61.0.0      255.255.0.0      192.168.1.1    17',
  ];
  const route: LineFact = {
    line: 3,
    kind: 'host.route',
    form: 'route-print',
    destination: '0.0.0.0/0',
    gateway: '192.168.1.1',
    interfaceAddress: '192.168.1.34',
    metric: 35,
  };
  expect(read(text.join('\n'))).toEqual([route, bad(4, 'route of no known form'), bad(5, 'route of no known form')]);
});

test('displaydns: a record without its data, an SRV record without its port', () => {
  const record = (name: string, type: number): string[] => [
    `    Record Name . . . . . : ${name}`,
    `    Record Type . . . . . : ${type}`,
    '    Time To Live  . . . . : 60',
    '    Data Length . . . . . : 4',
    '    Section . . . . . . . : Answer',
  ];
  const text = [
    '    sip.contoso.com',
    `    ${'-'.repeat(40)}`,
    ...record('sip.contoso.com', 1),
    '',
    ...record('_sip._tls.contoso.com', 33),
    '    SRV Record  . . . . . : sip.contoso.com',
    '                            0',
    '',
    ...record('sip.contoso.com', 1),
    '    A (Host) Record . . . : 203.0.113.10',
  ];
  expect(read(text.join('\n'))).toEqual([
    bad(3, 'record of the DNS cache that cannot be read'),
    bad(9, 'record of the DNS cache that cannot be read'),
    {
      line: 17,
      kind: 'host.name',
      form: 'displaydns',
      by: 'cache',
      name: 'sip.contoso.com',
      type: 'A',
      values: ['203.0.113.10'],
      ttl: 60,
    },
  ]);
});

test('nslookup: a service without its port', () => {
  const text = [
    'Server:  dc1.contoso.com',
    'Address:  10.60.0.5',
    '',
    '_sip._tls.contoso.com   SRV service location:',
    '          priority       = 0',
    '          weight         = 0',
  ];
  expect(read(text.join('\n'))).toEqual([bad(4, 'answer of nslookup that cannot be read')]);
});

test('hosts: an address without a name', () => {
  const text = ['127.0.0.1 localhost', '10.60.4.300 a.contoso.com', '10.60.4.21 sip.contoso.com'];
  expect(read(text.join('\n')).map((f) => [f.line, f.kind])).toEqual(
    [
      [2, 'input.malformed'],
      [1, 'host.name'],
      [3, 'host.name'],
    ].sort((a, b) => Number(a[0]) - Number(b[0])),
  );
});

test('PowerShell: a row that is no route, a cut prefix, a connection without a name, a rule without a namespace', () => {
  const text = [
    'ifIndex DestinationPrefix NextHop RouteMetric PolicyStore',
    '------- ----------------- ------- ----------- -----------',
    '23      2001:db8:1111:... ::                1 ActiveStore',
    '23      10.60.0.0/99      0.0.0.0           1 ActiveStore',
    '',
    'Name             :',
    'ServerAddress    : vpn.contoso.com',
    'TunnelType       : Ikev2',
    '',
    'Version            : 2',
    'Namespace          : {}',
    'IPsecCARestriction :',
    'NameServers        : 10.60.0.5',
  ];
  expect(read(text.join('\n'))).toEqual([
    bad(3, 'route cut by the console'),
    bad(4, 'route without a destination prefix'),
    bad(6, 'VPN connection without a name'),
    bad(10, 'name resolution rule without a namespace'),
  ]);
});

test('PowerShell: a line within a list', () => {
  const text = [
    'InterfaceAlias       : Ethernet 7',
    'InterfaceIndex       : 23',
    '?????',
    'InterfaceDescription : PANGP Virtual Ethernet Adapter Secure',
    'DNSServer            : 10.60.0.5',
    '10.60.0.6',
  ];
  expect(read(text.join('\n'))).toEqual([
    {
      line: 1,
      kind: 'host.adapter',
      form: 'get-netipconfiguration',
      name: 'Ethernet 7',
      description: 'PANGP Virtual Ethernet Adapter Secure',
      ifIndex: 23,
      addresses: [],
      gateways: [],
      dnsServers: ['10.60.0.5', '10.60.0.6'],
      dnsSuffixes: [],
    },
    bad(3, 'line of no known form in Get-NetIPConfiguration'),
  ]);
});
