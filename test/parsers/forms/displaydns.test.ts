import { describe, expect, test } from 'vitest';
import { type LineFact, pasted, read } from './kit.ts';
import { DISPLAYDNS_DE, DISPLAYDNS_EN } from './windows-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'DISPLAYDNS_DE',
    DISPLAYDNS_DE,
    [
      {
        line: 7,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: 'sip.contoso.com',
        type: 'A',
        values: ['203.0.113.10'],
        ttl: 3200,
      },
      {
        line: 17,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: '_sip._tls.contoso.com',
        type: '',
        values: [],
        failure: 'NXDOMAIN',
      },
      {
        line: 21,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: 'lyncdiscover.contoso.com',
        type: 'AAAA',
        values: [],
        failure: 'no-records',
      },
    ],
  ],
  [
    'DISPLAYDNS_EN',
    DISPLAYDNS_EN,
    [
      {
        line: 5,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: 'lyncdiscover.contoso.com',
        type: 'CNAME',
        values: ['edge.contoso.com'],
        ttl: 146,
      },
      {
        line: 13,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: 'edge.contoso.com',
        type: 'A',
        values: ['203.0.113.10', '203.0.113.11'],
        ttl: 146,
      },
      {
        line: 31,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: '_sipinternaltls._tcp.contoso.com',
        type: 'SRV',
        values: ['0 100 5061 pool.contoso.com'],
        ttl: 268,
      },
      {
        line: 44,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: '21.4.60.10.in-addr.arpa',
        type: 'PTR',
        values: ['sip.contoso.com'],
        ttl: 86400,
      },
      {
        line: 54,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: 'ipv6.contoso.com',
        type: 'AAAA',
        values: ['2001:db8::10'],
        ttl: 300,
      },
      {
        line: 64,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: 'ews.contoso.com',
        type: 'AAAA',
        values: [],
        failure: 'no-records',
      },
      {
        line: 69,
        kind: 'host.name',
        form: 'displaydns',
        by: 'cache',
        name: 'nada.contoso.com',
        type: '',
        values: [],
        failure: 'NXDOMAIN',
      },
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
