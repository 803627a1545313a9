import { describe, expect, test } from 'vitest';
import rule from '../../rules/dns-hosts-override.ts';
import type { Fact, HostName } from '../../src/facts.ts';
import {
  check,
  clear,
  deadTcp,
  FRONT_END,
  finding,
  found,
  sipMessage,
  skipped,
  splitTunnel,
  tcp,
  WHICH_TUNNEL,
} from '../facts.ts';

const entry = (name: string, value: string, more: Partial<HostName> = {}): HostName => ({
  kind: 'host.name',
  at: { source: 'hosts', line: 22 },
  form: 'hosts',
  by: 'hosts',
  name,
  type: 'A',
  values: [value],
  ...more,
});
const log = sipMessage();
const all = [...splitTunnel(), log, entry('sip.contoso.com', FRONT_END)];

describe('fires', () => {
  test('on an internal address of a registrar', () => {
    expect(check(rule, all)).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message: 'The hosts file gives sip.contoso.com the internal 10.60.4.21, whatever DNS answers.',
          subject: 'sip.contoso.com',
          evidence: [{ source: 'hosts', line: 22, excerpt: 'sip.contoso.com = 10.60.4.21 (hosts file)' }],
          fix: ['Take sip.contoso.com out of the hosts file (as administrator), then ipconfig /flushdns.'],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('certain when packets to it are lost outside', () => {
    expect(check(rule, [...all, deadTcp({ frame: 40 })]).findings.map((f) => [f.confidence, f.message])).toEqual([
      [
        'certain',
        'The hosts file gives sip.contoso.com the internal 10.60.4.21, whatever DNS answers; the client’s packets to it leave outside the tunnel and are lost.',
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['a public address', [entry('sip.contoso.com', '198.51.100.40')]],
    ['another name', [entry('printer.contoso.com', '10.60.9.9')]],
    ['a sinkhole', [entry('sip.contoso.com', '0.0.0.0')]],
    ['it answered', [entry('sip.contoso.com', FRONT_END), tcp({ server: `${FRONT_END}:5061` })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...splitTunnel(), log, ...facts])).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  ['no tunnel known', [log, entry('sip.contoso.com', FRONT_END)], WHICH_TUNNEL],
  ['no hosts file', [log, entry('sip.contoso.com', FRONT_END, { by: 'cache' })], 'the hosts file of the PC'],
  ['no names', [log], 'nslookup, Resolve-DnsName, ipconfig /displaydns or the hosts file'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
