import { describe, expect, test } from 'vitest';
import { type LineFact, pasted, read } from './kit.ts';
import { GET_DNSCLIENTNRPTPOLICY, GET_DNSCLIENTNRPTRULE } from './powershell-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'GET_DNSCLIENTNRPTPOLICY',
    GET_DNSCLIENTNRPTPOLICY,
    [
      { line: 1, kind: 'host.resolver', form: 'get-dnsclientnrpt', domains: ['contoso.com'], servers: ['10.60.0.5'] },
      {
        line: 11,
        kind: 'host.resolver',
        form: 'get-dnsclientnrpt',
        domains: [],
        servers: ['10.60.0.6', '2001:db8::53'],
      },
    ],
  ],
  [
    'GET_DNSCLIENTNRPTRULE',
    GET_DNSCLIENTNRPTRULE,
    [
      {
        line: 3,
        kind: 'host.resolver',
        form: 'get-dnsclientnrpt',
        domains: ['contoso.com'],
        servers: ['10.60.0.5', '10.60.0.6'],
      },
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
