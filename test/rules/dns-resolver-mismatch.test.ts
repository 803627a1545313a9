import { describe, expect, test } from 'vitest';
import rule from '../../rules/dns-resolver-mismatch.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  at,
  check,
  clear,
  dns,
  FRONT_END,
  finding,
  found,
  iface,
  inFrame,
  ROUTER,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  tunnelFace,
  WHICH_TUNNEL,
  WIFI,
} from '../facts.ts';

const inside = (name = 'sip.contoso.com', more: Parameters<typeof dns>[2] = {}) =>
  dns(name, [`A ${FRONT_END}`], { frame: 11, ...more });
const open = (name = 'sip.contoso.com', more: Parameters<typeof dns>[2] = {}) =>
  dns(name, [`A ${ACCESS_EDGE}`], { frame: 21, resolver: ROUTER, client: WIFI, interface: 0, ...more });
const told = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.subjects, f.message]);

test('fires on an internal answer from one and a public one from another', () => {
  expect(check(rule, [...splitTunnel(), inside(), open()])).toEqual({
    findings: [
      finding(rule, {
        severity: 'warning',
        confidence: 'certain',
        message:
          'sip.contoso.com is 10.60.4.21 by 10.60.0.5 and 198.51.100.40 by 192.168.1.1: which one the client uses is a matter of which answers first.',
        subject: 'sip.contoso.com',
        evidence: [
          inFrame(12, '09:20:00.030', '10.60.0.5 answers A sip.contoso.com = 10.60.4.21'),
          inFrame(22, '09:20:00.030', '192.168.1.1 answers A sip.contoso.com = 198.51.100.40'),
        ],
        fix: [
          'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: sip.contoso.com → 198.51.100.40. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
        ],
      }),
    ],
    outcome: found(rule),
  });
});

test('fires once for all names', () => {
  const web = 'lyncdiscover.contoso.com';
  expect(told([...splitTunnel(), inside(), open(), inside(web), open(web)])).toEqual([
    [
      ['sip.contoso.com', 'lyncdiscover.contoso.com'],
      'sip.contoso.com is 10.60.4.21 by 10.60.0.5 and 198.51.100.40 by 192.168.1.1; likewise lyncdiscover.contoso.com: which one the client uses is a matter of which answers first.',
    ],
  ]);
});

test('fires when the public answer comes later', () => {
  expect(told([...splitTunnel(), inside(), open(undefined, { clock: '09:25:00' })]).length).toBe(1);
});

test('as a note where the client was let in inside: split DNS as it is meant', () => {
  const through = tcp({ interface: 1, client: `${TUNNEL}:50208`, server: `${FRONT_END}:5061` });
  const hits = check(rule, [...splitTunnel(), inside(), open(), through]).findings;
  expect(hits.map((f) => [f.severity, f.message])).toEqual([
    [
      'note',
      'sip.contoso.com is 10.60.4.21 by 10.60.0.5 and 198.51.100.40 by 192.168.1.1: the client was let in inside, as split DNS means it.',
    ],
  ]);
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['different public addresses', [open(), dns('sip.contoso.com', ['A 203.0.113.40'], { frame: 31 })]],
    ['a sinkhole', [inside(), dns('sip.contoso.com', ['A 0.0.0.0'], { resolver: ROUTER })]],
    ['the public answer was given before the VPN was up', [open(), inside(undefined, { clock: '09:25:00' })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...splitTunnel(), ...facts])).toEqual(clear(rule));
  });
  test('the public answer came long after the VPN had gone', () => {
    const gone = [iface(), tunnelFace({ last: at('09:20:30') })];
    expect(check(rule, [...gone, inside(), open(undefined, { clock: '09:29:00' })])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('without a VPN', () => {
    expect(check(rule, [iface(), inside(), open()])).toEqual(skipped(rule, WHICH_TUNNEL));
  });
  test.each<readonly [string, readonly Fact[]]>([
    ['one resolver gave both', [inside(), open(undefined, { resolver: '10.60.0.5' })]],
    ['the other resolver does not know the name', [inside(), dns('sip.contoso.com', 'NXDOMAIN', { resolver: ROUTER })]],
    ['different names', [inside('lyncdiscover.contoso.com'), open()]],
  ])('with nothing to compare: %s', (_, facts) => {
    expect(check(rule, [...splitTunnel(), ...facts])).toEqual(
      skipped(rule, 'answers for one SfB name from two resolvers'),
    );
  });
  test('for the internal-only names, which dns-internal-discovery tells of', () => {
    const names = [inside('sipinternal.contoso.com'), open('sipinternal.contoso.com')];
    expect(check(rule, [...splitTunnel(), ...names])).toEqual(skipped(rule, 'DNS answers for SfB names'));
  });
  test('without answers', () => {
    expect(check(rule, [...splitTunnel(), dns('sip.contoso.com', null)])).toEqual(
      skipped(rule, 'DNS answers for SfB names'),
    );
    expect(check(rule, [...splitTunnel()])).toEqual(skipped(rule, 'a capture with DNS packets'));
  });
});
