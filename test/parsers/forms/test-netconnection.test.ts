import { describe, expect, test } from 'vitest';
import { type LineFact, pasted, read } from './kit.ts';
import { TEST_NETCONNECTION as TEXT } from './network-texts.ts';

const DETAILED = `ComputerName            : lyncdiscover.contoso.com
RemoteAddress           : 10.60.4.25
RemotePort              : 443
NameResolutionResults   : 10.60.4.25
                          10.60.4.26
MatchingIPsecRules      :
NetworkIsolationContext : Private Network
IsAdmin                 : False
InterfaceAlias          : Ethernet 3
SourceAddress           : 172.27.3.18
NetRoute (NextHop)      : 0.0.0.0
TcpTestSucceeded        : True`;

const FAILED = `WARNING: Name resolution of lyncdiscoverinternal.contoso.com failed


ComputerName   : lyncdiscoverinternal.contoso.com
RemoteAddress  :
InterfaceAlias :
SourceAddress  :
PingSucceeded  : False`;

const name = (line: number, of: string, values: readonly string[]): LineFact => ({
  line,
  kind: 'host.name',
  form: 'test-netconnection',
  by: 'asked',
  name: of,
  type: '',
  values,
  ...(values.length === 0 ? { failure: 'other' } : {}),
});

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  ['the usual output', TEXT, [name(4, 'sip.contoso.com', ['198.51.100.40'])]],
  ['-InformationLevel Detailed', DETAILED, [name(1, 'lyncdiscover.contoso.com', ['10.60.4.25'])]],
  ['no address', FAILED, [name(4, 'lyncdiscoverinternal.contoso.com', [])]],
  ['of an address', TEXT.replaceAll('sip.contoso.com', '198.51.100.40'), []],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});

test('an address that cannot be read', () => {
  expect(read(TEXT.replace('198.51.100.40', '198.51'))).toEqual([
    {
      line: 4,
      kind: 'input.malformed',
      reason: 'bad-syntax',
      detail: 'answer that cannot be read in Test-NetConnection',
    },
  ]);
});
