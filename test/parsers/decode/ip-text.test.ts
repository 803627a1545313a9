import { expect, test } from 'vitest';
import { endpointOf, ipOf, portOf } from '../../../parsers/decode/ip-text.ts';

test('addresses in canonical form', () => {
  for (const [text, expected] of [
    ['10.0.0.1', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['0.0.0.0', '0.0.0.0'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::0:1', '2001:db8::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::1%12', 'fe80::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:c000:201:2c3d:36ab:39cc:9be8', '2001:0:c000:201:2c3d:36ab:39cc:9be8'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ] as const)
    expect([text, ipOf(text)]).toEqual([text, expected]);
});

test('what is no address', () => {
  for (const text of [
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1.',
    '.10.0.0.1',
    '10..0.1',
    '1.2.3.4.5',
    '10.0.0.1 ',
    '10.0.x.1',
    'edge01.contoso.com',
    'x.x.x.x',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1.2.3',
    `${'0'.repeat(50)}::`,
  ])
    expect([text, ipOf(text)]).toEqual([text, undefined]);
});

test('endpoints, also with the doubled colon of masked ones', () => {
  expect(endpointOf('10.10.10.21:5061')).toEqual({ address: '10.10.10.21', port: 5061 });
  expect(endpointOf('192.0.2.60::58513')).toEqual({ address: '192.0.2.60', port: 58513 });
  expect(endpointOf('10.10.10.21')).toEqual({ address: '10.10.10.21', port: 0 });
  expect(endpointOf('[2001:DB8::1]:443')).toEqual({ address: '2001:db8::1', port: 443 });
  expect(endpointOf('[2001:db8::1]')).toEqual({ address: '2001:db8::1', port: 0 });
  expect(endpointOf('2001:db8::1')).toEqual({ address: '2001:db8::1', port: 0 });
  expect(['fe01.contoso.com:5061', '10.0.0.300:1', '', '10.0.0.1:x', '[x]:1'].map(endpointOf)).toEqual(
    Array(5).fill(undefined),
  );
});

test('ports', () => {
  expect(['0', '65535', '65536', '99999', '123456', '-1', '', 'x'].map(portOf)).toEqual([0, 65535, 0, 0, 0, 0, 0, 0]);
});
