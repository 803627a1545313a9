import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';
import { GET_NETADAPTER, GET_NETADAPTER_7, GET_NETADAPTER_LIST } from './powershell-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'GET_NETADAPTER',
    GET_NETADAPTER,
    [
      adapter(5, 'get-netadapter', {
        name: 'Ethernet 7',
        description: 'PANGP Virtual Ethernet Adapter Secure',
        ifIndex: 23,
        mac: '02:50:41:00:00:01',
        up: true,
      }),
      adapter(6, 'get-netadapter', {
        name: 'Wi-Fi',
        description: 'Intel(R) Wi-Fi 6E AX211 160MHz',
        ifIndex: 11,
        mac: '00:00:5e:00:53:11',
        up: true,
      }),
      adapter(7, 'get-netadapter', {
        name: 'vEthernet (WSL (Hyper-',
        description: 'Hyper-V Virtual Ethernet Adapter #2',
        cut: true,
        ifIndex: 60,
        mac: '00:15:5d:00:53:60',
        up: true,
      }),
    ],
  ],
  [
    'GET_NETADAPTER_7',
    GET_NETADAPTER_7,
    [
      adapter(3, 'get-netadapter', {
        name: 'Ethernet 2',
        description: 'Cisco AnyConnect Secure Mobility Clien',
        cut: true,
        ifIndex: 14,
        mac: '00:05:9a:3c:7a:00',
        up: false,
      }),
      adapter(4, 'get-netadapter', {
        name: 'vEthernet (Default Swit',
        description: 'Hyper-V Virtual Ethernet Adapter',
        cut: true,
        ifIndex: 33,
        mac: '00:15:5d:00:53:61',
        up: true,
      }),
      adapter(5, 'get-netadapter', { name: 'WireGuard', description: 'WireGuard Tunnel', ifIndex: 40, up: true }),
    ],
  ],
  [
    'GET_NETADAPTER_LIST',
    GET_NETADAPTER_LIST,
    [
      adapter(1, 'get-netadapter', {
        name: 'Ethernet 7',
        description: 'PANGP Virtual Ethernet Adapter Secure',
        ifIndex: 23,
        mac: '02:50:41:00:00:01',
        up: true,
        mtu: 1400,
      }),
      adapter(15, 'get-netadapter', {
        name: 'WLAN',
        description: 'Intel(R) Wi-Fi 6E AX211 160MHz',
        ifIndex: 11,
        mac: '00:00:5e:00:53:11',
        up: false,
      }),
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
