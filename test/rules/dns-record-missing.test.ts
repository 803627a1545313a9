import { describe, expect, test } from 'vitest';
import rule from '../../rules/dns-record-missing.ts';
import type { Fact, FrameRef } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  at,
  check,
  clear,
  dns,
  endpoint,
  finding,
  found,
  iface,
  inFrame,
  sipMessage,
  skipped,
  splitTunnel,
  tcp,
} from '../facts.ts';

const publish = (names: string) =>
  `Publish ${names} in the DNS zone that clients outside and VPN clients ask, pointing to the external address.`;
const queries = (...seconds: number[]): FrameRef[] =>
  seconds.map((s, i) => ({ frame: 31 + i, time: at('09:20:00') + s * 1000 }));
const thrice = { frame: 31, queries: queries(0, 1, 3) };
const remote = sipMessage({ method: 'REGISTER', status: 200, callId: 'r', remoteUser: true });

describe('fires', () => {
  test('when no way in resolves', () => {
    const asked = [
      dns('lyncdiscover.contoso.com', 'NXDOMAIN', { frame: 11 }),
      dns('_sip._tls.contoso.com', 'NXDOMAIN', { frame: 21, type: 'SRV' }),
      dns('sip.contoso.com', null, thrice),
      dns('sip.contoso.com', 'NOERROR', { frame: 41, type: 'AAAA' }),
    ];
    expect(check(rule, [...splitTunnel(), ...asked])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message:
            'lyncdiscover.contoso.com, _sip._tls.contoso.com and sip.contoso.com do not resolve for this client.',
          subject: 'lyncdiscover.contoso.com',
          subjects: ['lyncdiscover.contoso.com', '_sip._tls.contoso.com', 'sip.contoso.com'],
          evidence: [
            inFrame(12, '09:20:00.030', '10.60.0.5 answers A lyncdiscover.contoso.com NXDOMAIN'),
            inFrame(22, '09:20:00.030', '10.60.0.5 answers SRV _sip._tls.contoso.com NXDOMAIN'),
            inFrame(31, '09:20:00', 'A sip.contoso.com asked of 10.60.0.5, no answer'),
            inFrame(42, '09:20:00.030', '10.60.0.5 answers AAAA sip.contoso.com NOERROR'),
          ],
          fix: [publish('lyncdiscover.contoso.com, _sip._tls.contoso.com and sip.contoso.com')],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on the A/V Edge’s name though the client got in', () => {
    const facts = [
      dns('lyncdiscover.contoso.com', [`A ${ACCESS_EDGE}`]),
      dns('av.contoso.com', 'NXDOMAIN', { frame: 11 }),
    ];
    expect(check(rule, [remote, ...facts]).findings.map((f) => [f.confidence, f.message, f.fix])).toEqual([
      ['certain', 'av.contoso.com does not resolve for this client.', [publish('av.contoso.com')]],
    ]);
  });
});

describe('stays silent', () => {
  const noSip = dns('sip.contoso.com', 'NXDOMAIN');
  test.each<readonly [string, readonly Fact[]]>([
    [
      'one way in is enough',
      [dns('lyncdiscover.contoso.com', 'NXDOMAIN'), dns('sipexternal.contoso.com', [`A ${ACCESS_EDGE}`])],
    ],
    [
      'the internal-only names',
      [dns('lyncdiscoverinternal.contoso.com', 'NXDOMAIN'), dns('sip.contoso.com', [`A ${ACCESS_EDGE}`])],
    ],
    ['another resolver answers', [noSip, dns('sip.contoso.com', [`A ${ACCESS_EDGE}`], { resolver: '192.168.1.1' })]],
    ['a resolver that fails for the moment', [dns('sip.contoso.com', 'SERVFAIL')]],
    ['asked twice only', [dns('sip.contoso.com', null, { frame: 31, queries: queries(0, 1) })]],
    ['no IPv6 address, IPv4 not asked for', [dns('sip.contoso.com', 'NXDOMAIN', { type: 'AAAA' })]],
    [
      'the capture ended before an answer could come',
      [iface({ index: 1, own: '172.27.3.18', last: at('09:20:04') }), dns('sip.contoso.com', null, thrice)],
    ],
    [
      'a conference name that nobody needs to sign in',
      [noSip, dns('sipexternal.contoso.com', [`A ${ACCESS_EDGE}`]), dns('meet.contoso.com', 'NXDOMAIN')],
    ],
    [
      'the client knew its server before the capture began',
      [noSip, sipMessage({ method: 'REGISTER', status: 200, callId: 'r', remote: endpoint(`${ACCESS_EDGE}:443`) })],
    ],
    ['… and is connected to it', [noSip, tcp({ serverName: 'sipexternal.contoso.com' })]],
  ])('%s', (_, facts) => {
    const faces = facts.some((f) => f.kind === 'capture.interface') ? [] : splitTunnel();
    expect(check(rule, [...faces, remote, ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when nothing says that the client is outside', () => {
    expect(check(rule, [iface(), dns('sip.contoso.com', 'NXDOMAIN')])).toEqual(
      skipped(rule, 'whether this client is outside (a VPN, or a sign-in through the Edge)'),
    );
  });
  test('without questions for its names', () => {
    expect(check(rule, [...splitTunnel(), dns('www.contoso.com', 'NXDOMAIN')])).toEqual(
      skipped(rule, 'DNS questions for SfB names (clear the DNS cache before the capture)'),
    );
    expect(check(rule, [...splitTunnel()])).toEqual(skipped(rule, 'a capture with DNS packets'));
  });
});
