import { describe, expect, test } from 'vitest';
import machineText from '../../../parsers/machine-text.ts';
import { of, run } from '../run.ts';
import { type LineFact, pasted, read } from './kit.ts';
import { TRACERT, PING_UNIX as UNIX, PING_WINDOWS as WINDOWS } from './network-texts.ts';

const name = (line: number, of: string, address?: string): LineFact => ({
  line,
  kind: 'host.name',
  form: 'ping',
  by: 'asked',
  name: of,
  type: '',
  values: address === undefined ? [] : [address],
  ...(address === undefined ? { failure: 'other' } : {}),
});

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  ['ping of Windows', WINDOWS, [name(3, 'sip.contoso.com', '198.51.100.40')]],
  [
    'tracert; of an address it tells a name that nobody asked for',
    TRACERT,
    [name(3, 'lyncdiscover.contoso.com', '198.51.100.41'), name(22, 'lyncdiscoverinternal.contoso.com')],
  ],
  [
    'ping and traceroute of Linux',
    UNIX,
    [
      name(2, 'sip.contoso.com', '198.51.100.40'),
      name(9, 'lyncdiscoverinternal.contoso.com'),
      name(11, 'sip.contoso.com', '198.51.100.40'),
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});

describe('one line', () => {
  test.each<readonly [string, readonly LineFact[]]>([
    [
      'Ping wird ausgeführt für sip.contoso.com [198.51.100.40] mit 32 Bytes Daten:',
      [name(1, 'sip.contoso.com', '198.51.100.40')],
    ],
    [
      "Envoi d'une requête 'ping' sur sip.contoso.com [198.51.100.40] avec 32 octets de données :",
      [name(1, 'sip.contoso.com', '198.51.100.40')],
    ],
    ['PING sip.contoso.com (198.51.100.40): 56 data bytes', [name(1, 'sip.contoso.com', '198.51.100.40')]],
    ['ping: cannot resolve sip.contoso.com: Unknown host', [name(1, 'sip.contoso.com')]],
    ['Unable to resolve target system name sip.contoso.com.', [name(1, 'sip.contoso.com')]],
    ['PING 198.51.100.40 (198.51.100.40) 56(84) bytes of data.', []],
    ['Pinging 198.51.100.40 with 32 bytes of data:', []],
    ['ping: sip.contoso.com', []],
    // Turned from an address into a name.
    ['C:\\> ping -a 10.60.4.21\nPinging fe01.contoso.com [10.60.4.21] with 32 bytes of data:', []],
    // Nobody knows what tracert was asked for.
    ['Tracing route to fe01.contoso.com [10.60.4.21]\nover a maximum of 30 hops:', []],
    ['Tracing route to fe01.contoso.com [10.60.4.21]\nfor the ticket', []],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

test('replies, hops and sums belong to it', () => {
  const [summary] = of(run(machineText, WINDOWS), 'source.summary');
  expect(summary?.unrecognised).toBe(0);
});

test('what follows without a prompt is read', () => {
  expect(read(`${WINDOWS}\n\n${UNIX.split('\n').slice(1, 3).join('\n')}`).map((f) => f.line)).toEqual([3, 12]);
});
