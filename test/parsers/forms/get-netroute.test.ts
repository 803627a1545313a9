import { describe, expect, test } from 'vitest';
import { type LineFact, pasted, read } from './kit.ts';
import { GET_NETROUTE, GET_NETROUTE_LIST, GET_NETROUTE_SQUEEZED } from './powershell-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'GET_NETROUTE',
    GET_NETROUTE,
    [
      {
        line: 5,
        kind: 'host.route',
        form: 'get-netroute',
        destination: '10.60.0.0/16',
        ifIndex: 23,
        metric: 1,
        interfaceMetric: 25,
      },
      {
        line: 6,
        kind: 'host.route',
        form: 'get-netroute',
        destination: '0.0.0.0/0',
        gateway: '192.168.1.1',
        ifIndex: 11,
        metric: 0,
        interfaceMetric: 35,
      },
      {
        line: 7,
        kind: 'host.route',
        form: 'get-netroute',
        destination: '10.99.0.0/16',
        gateway: '192.168.1.254',
        ifIndex: 11,
        metric: 256,
        persistent: true,
      },
    ],
  ],
  [
    'GET_NETROUTE_LIST',
    GET_NETROUTE_LIST,
    [
      {
        line: 1,
        kind: 'host.route',
        form: 'get-netroute',
        destination: '2001:db8:60::/48',
        interfaceName: 'Ethernet 7',
        ifIndex: 23,
        metric: 1,
      },
    ],
  ],
  [
    'GET_NETROUTE_SQUEEZED',
    GET_NETROUTE_SQUEEZED,
    [
      {
        line: 3,
        kind: 'host.route',
        form: 'get-netroute',
        destination: '10.60.0.0/16',
        ifIndex: 23,
        metric: 1,
        interfaceMetric: 25,
      },
      {
        line: 4,
        kind: 'host.route',
        form: 'get-netroute',
        destination: '0.0.0.0/0',
        gateway: '192.168.1.1',
        ifIndex: 11,
        metric: 0,
        interfaceMetric: 35,
      },
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
