import { describe, expect, test } from 'vitest';
import rule from '../../rules/dns-internal-discovery.ts';
import leakRule from '../../rules/leak-internal-address.ts';
import type { Fact } from '../../src/facts.ts';
import {
  check,
  checkAll,
  clear,
  deadTcp,
  dns,
  endpoint,
  FRONT_END,
  finding,
  flow,
  found,
  iface,
  inFrame,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  WHICH_TUNNEL,
} from '../facts.ts';

const discover = dns('lyncdiscoverinternal.contoso.com', ['A 10.60.4.25'], { frame: 11 });
const srv = dns('_sipinternaltls._tcp.contoso.com', ['SRV 0 0 5061 pool01.contoso.com'], { frame: 21 });
const hide = (names: string) =>
  `For VPN clients answer NXDOMAIN for ${names}, so that the client does not take itself for an internal one.`;

describe('fires', () => {
  test('on addresses and service records', () => {
    expect(check(rule, [...splitTunnel(), discover, srv])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            'lyncdiscoverinternal.contoso.com and _sipinternaltls._tcp.contoso.com resolve for this VPN client (10.60.4.25): it takes itself for an internal client and asks for internal servers.',
          subject: 'lyncdiscoverinternal.contoso.com',
          subjects: ['lyncdiscoverinternal.contoso.com', '_sipinternaltls._tcp.contoso.com'],
          evidence: [
            inFrame(12, '09:20:00.030', '10.60.0.5 answers A lyncdiscoverinternal.contoso.com = 10.60.4.25'),
            inFrame(
              22,
              '09:20:00.030',
              '10.60.0.5 answers SRV _sipinternaltls._tcp.contoso.com = 0 0 5061 pool01.contoso.com',
            ),
          ],
          fix: [hide('lyncdiscoverinternal.contoso.com and _sipinternaltls._tcp.contoso.com')],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('as likely when only its outer packets show a VPN', () => {
    expect(check(rule, [flow(), discover]).findings.map((f) => [f.confidence, f.message, f.fix])).toEqual([
      [
        'likely',
        'lyncdiscoverinternal.contoso.com resolves for this VPN client (10.60.4.25): it takes itself for an internal client and asks for internal servers.',
        [hide('lyncdiscoverinternal.contoso.com')],
      ],
    ]);
  });
});

describe('stays silent', () => {
  test('on names searched with the suffix of a home router that answers for everything', () => {
    const searched = (name: string, frame: number) =>
      dns(`${name}.contoso.com.home.example.net`, ['A 192.168.1.1'], { frame, resolver: '192.168.1.1' });
    const none = dns('lyncdiscoverinternal.contoso.com', 'NXDOMAIN', { frame: 41 });
    // Whichever was asked first, and with no log to tell the SIP domain.
    for (const names of [
      [none, searched('lyncdiscoverinternal', 31)],
      [searched('lyncdiscoverinternal', 31), none],
    ])
      expect(check(rule, [...splitTunnel(), ...names])).toEqual(clear(rule));
  });
  const pool = dns('pool01.contoso.com', [`A ${FRONT_END}`], { frame: 31 });
  const through = tcp({ interface: 1, client: `${TUNNEL}:50208`, server: `${FRONT_END}:5061` });
  test.each<readonly [string, readonly Fact[]]>([
    ['NXDOMAIN, as it should be', [dns('lyncdiscoverinternal.contoso.com', 'NXDOMAIN')]],
    ['an empty answer', [dns('sipinternal.contoso.com', 'NOERROR')]],
    ['a sinkhole', [dns('lyncdiscoverinternal.contoso.com', ['A 0.0.0.0'])]],
    ['a provider’s search page', [dns('lyncdiscoverinternal.contoso.com', ['A 203.0.113.99'])]],
    ['VPN clients are meant to be inside: the web service answers', [discover, tcp({ server: '10.60.4.25:443' })]],
    ['… the pool that the service record names does', [srv, pool, through]],
    [
      '… the log shows the sign-in there',
      [discover, sipMessage({ method: 'REGISTER', status: 200, remote: endpoint(`${FRONT_END}:5061`) })],
    ],
  ])('%s', (_, facts) => {
    expect(check(rule, [...splitTunnel(), ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('without a VPN', () => {
    expect(check(rule, [iface(), discover])).toEqual(skipped(rule, WHICH_TUNNEL));
  });
  test('when the names were not asked for or not answered', () => {
    const missing = 'a DNS answer for lyncdiscoverinternal, sipinternal or _sipinternaltls';
    expect(check(rule, [...splitTunnel(), dns('lyncdiscoverinternal.contoso.com', null)])).toEqual(
      skipped(rule, missing),
    );
    expect(check(rule, [...splitTunnel(), dns('sip.contoso.com', 'NXDOMAIN')])).toEqual(skipped(rule, missing));
    expect(check(rule, [...splitTunnel()])).toEqual(
      skipped(rule, 'a capture with DNS packets, or nslookup and ipconfig /displaydns with the VPN connected'),
    );
  });
});

test('explains the leak to what it named, and rises', () => {
  const report = checkAll([rule, leakRule], [...splitTunnel(), discover, deadTcp({ server: '10.60.4.25:443' })]);
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
    ['dns-internal-discovery', 'error', []],
    ['leak-internal-address', 'error', ['dns-internal-discovery']],
  ]);
});
