import { describe, expect, test } from 'vitest';
import machineText from '../../../parsers/machine-text.ts';
import { of, run } from '../run.ts';
import { type LineFact, pasted, read } from './kit.ts';

const WINDOWS = `C:\\Users\\anna>ping sip.contoso.com

Pinging sip.contoso.com [198.51.100.40] with 32 bytes of data:
Reply from 198.51.100.40: bytes=32 time=21ms TTL=52
Reply from 198.51.100.40: bytes=32 time=20ms TTL=52

Ping statistics for 198.51.100.40:
    Packets: Sent = 2, Received = 2, Lost = 0 (0% loss),
Approximate round trip times in milli-seconds:
    Minimum = 20ms, Maximum = 21ms, Average = 20ms`;

const TRACERT = `C:\\Users\\anna>tracert -d lyncdiscover.contoso.com

Tracing route to lyncdiscover.contoso.com [198.51.100.41]
over a maximum of 30 hops:

  1     2 ms     1 ms     1 ms  192.168.1.1
  2     *        *        *     Request timed out.
  3    20 ms    21 ms    20 ms  198.51.100.41

Trace complete.

C:\\Users\\anna>tracert 10.60.4.21

Tracing route to fe01.contoso.com [10.60.4.21]
over a maximum of 30 hops:

  1    20 ms    21 ms    20 ms  fe01.contoso.com [10.60.4.21]

Trace complete.

C:\\Users\\anna>ping lyncdiscoverinternal.contoso.com
Ping request could not find host lyncdiscoverinternal.contoso.com. Please check the name and try again.`;

const UNIX = `anna@pc:~$ ping -c 1 sip.contoso.com
PING sip.contoso.com (198.51.100.40) 56(84) bytes of data.
64 bytes from 198.51.100.40: icmp_seq=1 ttl=52 time=20.1 ms

--- sip.contoso.com ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 20.100/20.100/20.100/0.000 ms
anna@pc:~$ ping lyncdiscoverinternal.contoso.com
ping: lyncdiscoverinternal.contoso.com: Name or service not known
anna@pc:~$ traceroute -n sip.contoso.com
traceroute to sip.contoso.com (198.51.100.40), 30 hops max, 60 byte packets
 1  192.168.1.1  1.021 ms  1.101 ms  1.201 ms
 2  * * *`;

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
