import { describe, expect, test } from 'vitest';
import { type LineFact, pasted, read } from './kit.ts';
import { HOSTS_UNIX, HOSTS_WINDOWS } from './windows-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'HOSTS_UNIX',
    HOSTS_UNIX,
    [
      { line: 2, kind: 'host.name', form: 'hosts', by: 'hosts', name: 'localhost', type: 'A', values: ['127.0.0.1'] },
      {
        line: 3,
        kind: 'host.name',
        form: 'hosts',
        by: 'hosts',
        name: 'gw.contoso.com',
        type: 'A',
        values: ['127.0.1.1'],
      },
      { line: 3, kind: 'host.name', form: 'hosts', by: 'hosts', name: 'gw', type: 'A', values: ['127.0.1.1'] },
      {
        line: 5,
        kind: 'host.name',
        form: 'hosts',
        by: 'hosts',
        name: 'sip.contoso.com',
        type: 'A',
        values: ['10.60.4.21'],
      },
    ],
  ],
  [
    'HOSTS_WINDOWS',
    HOSTS_WINDOWS,
    [
      {
        line: 9,
        kind: 'host.name',
        form: 'hosts',
        by: 'hosts',
        name: 'sip.contoso.com',
        type: 'A',
        values: ['10.60.4.21'],
      },
      { line: 9, kind: 'host.name', form: 'hosts', by: 'hosts', name: 'pool', type: 'A', values: ['10.60.4.21'] },
      {
        line: 10,
        kind: 'host.name',
        form: 'hosts',
        by: 'hosts',
        name: 'sip.contoso.com',
        type: 'AAAA',
        values: ['2001:db8::21'],
      },
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
