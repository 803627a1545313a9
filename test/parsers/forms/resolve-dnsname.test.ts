import { describe, expect, test } from 'vitest';
import { type LineFact, pasted, read } from './kit.ts';
import { RESOLVE_DNSNAME, RESOLVE_DNSNAME_SRV } from './powershell-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'RESOLVE_DNSNAME',
    RESOLVE_DNSNAME,
    [
      {
        line: 5,
        kind: 'host.name',
        form: 'resolve-dnsname',
        by: 'asked',
        name: 'www.contoso.com',
        type: 'CNAME',
        values: ['x.contoso.net'],
        ttl: 3600,
      },
      {
        line: 7,
        kind: 'host.name',
        form: 'resolve-dnsname',
        by: 'asked',
        name: 'x.contoso.net',
        type: 'A',
        values: ['203.0.113.5'],
        ttl: 60,
      },
      {
        line: 14,
        kind: 'host.name',
        form: 'resolve-dnsname',
        by: 'asked',
        name: 'nada.contoso.com',
        type: '',
        values: [],
        failure: 'NXDOMAIN',
      },
    ],
  ],
  [
    'RESOLVE_DNSNAME_SRV',
    RESOLVE_DNSNAME_SRV,
    [
      {
        line: 3,
        kind: 'host.name',
        form: 'resolve-dnsname',
        by: 'asked',
        name: '_sipinternaltls._tcp.contoso.com',
        type: 'SRV',
        values: ['0 100 5061 pool.contoso.com'],
        ttl: 600,
      },
      {
        line: 5,
        kind: 'host.name',
        form: 'resolve-dnsname',
        by: 'asked',
        name: 'pool.contoso.com',
        type: 'A',
        values: ['10.60.4.21'],
        ttl: 600,
      },
      {
        line: 11,
        kind: 'host.name',
        form: 'resolve-dnsname',
        by: 'asked',
        name: 'pool.contoso.com',
        type: 'AAAA',
        values: ['2001:db8::21'],
        ttl: 600,
      },
      {
        line: 17,
        kind: 'host.name',
        form: 'resolve-dnsname',
        by: 'asked',
        name: 'ews.contoso.com',
        type: '',
        values: [],
        failure: 'timeout',
      },
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
