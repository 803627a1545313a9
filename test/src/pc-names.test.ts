import { describe, expect, test } from 'vitest';
import dnsInternalAnswer from '../../rules/dns-internal-answer.ts';
import dnsInternalDiscovery from '../../rules/dns-internal-discovery.ts';
import exchangeInternalAddress from '../../rules/exchange-internal-address.ts';
import type { Fact, HostName, HostResolver } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  adapter,
  at,
  check,
  clear,
  FRONT_END,
  finding,
  found,
  LOG,
  ROUTER,
  sipMessage,
  skipped,
  summary,
  TUNNEL,
  VPN_DNS,
  WIFI,
} from '../facts.ts';

/** nslookup of the PC with the VPN connected. */
const asked = (name: string, values: readonly string[], more: Partial<HostName> = {}): HostName => ({
  kind: 'host.name',
  at: { source: 'nslookup.txt', line: 4 },
  form: 'nslookup',
  by: 'asked',
  name,
  type: '',
  values,
  resolver: VPN_DNS,
  ...more,
});
const nrpt = (servers: readonly string[], domains: readonly string[] = ['contoso.com']): HostResolver => ({
  kind: 'host.resolver',
  at: { source: 'nrpt.txt', line: 3 },
  form: 'get-dnsclientnrptrule',
  domains,
  servers,
});
const pc = [
  adapter({ gateways: [ROUTER], description: 'Intel(R) Wi-Fi 6E AX211 160MHz', dnsServers: [ROUTER] }),
  adapter({
    own: `${TUNNEL}/32`,
    description: 'PANGP Virtual Ethernet Adapter Secure',
    line: 10,
    dnsServers: [VPN_DNS],
  }),
  sipMessage({ method: 'OPTIONS' }),
];
const register = sipMessage({
  method: 'REGISTER',
  callId: 'r',
  line: 30,
  to: 'sip:anna@contoso.com',
  local: { address: WIFI, port: 50311 },
  remote: { address: FRONT_END, port: 5061 },
});

describe('answers by hand', () => {
  test('an internal one is a question as long as nothing was tried', () => {
    expect(check(dnsInternalAnswer, [...pc, asked('sip.contoso.com', [FRONT_END])])).toEqual({
      findings: [
        finding(dnsInternalAnswer, {
          severity: 'warning',
          confidence: 'possible',
          message:
            'VPN clients are given internal addresses for sip.contoso.com (sip.contoso.com = 10.60.4.21, by 10.60.0.5); a capture of a sign-in would tell whether they get through to them.',
          subject: 'sip.contoso.com',
          evidence: [
            { source: 'nslookup.txt', line: 4, excerpt: 'sip.contoso.com = 10.60.4.21 (nslookup, by 10.60.0.5)' },
          ],
          fix: [
            'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: sip.contoso.com → its external address. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
            'Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
            'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers (10.60.4.21).',
            'Then remove the exclusion of the client process (lync.exe) under Split Tunnel > Domain and Application: by address it is no longer needed, and alone it leaves DNS in the tunnel.',
          ],
        }),
      ],
      outcome: found(dnsInternalAnswer),
    });
  });
  test('likely when the log shows that nobody answers there', () => {
    const log = summary(LOG, { first: at('09:19:00'), last: at('09:30:00') });
    const { findings } = check(dnsInternalAnswer, [...pc, log, register, asked('sip.contoso.com', [FRONT_END])]);
    expect(findings.map((f) => [f.confidence, f.message])).toEqual([
      [
        'likely',
        'VPN clients are given internal addresses for sip.contoso.com (sip.contoso.com = 10.60.4.21, by 10.60.0.5), and do not get through to them.',
      ],
    ]);
  });
  test('of Windows’ own resolver, with the server that its rules (NRPT) send the name to', () => {
    const told = asked('sip.contoso.com', [FRONT_END], { form: 'resolve-dnsname', resolver: undefined });
    const said = (...facts: Fact[]) => check(dnsInternalAnswer, [...pc, told, ...facts]).findings[0]?.fix[0];
    expect(said(nrpt([VPN_DNS]))).toContain('(this client asked 10.60.0.5)');
    expect(said(nrpt([VPN_DNS], ['fabrikam.com']))).not.toContain('this client asked');
  });
  test('discovery names and Exchange', () => {
    const facts = [
      ...pc,
      asked('lyncdiscoverinternal.contoso.com', ['10.60.4.25']),
      asked('autodiscover.contoso.com', ['10.60.4.30'], { form: 'displaydns', by: 'cache', resolver: undefined }),
    ];
    expect(check(dnsInternalDiscovery, facts).findings.map((f) => f.message)).toEqual([
      'lyncdiscoverinternal.contoso.com resolves for this VPN client (10.60.4.25): it takes itself for an internal client and asks for internal servers.',
    ]);
    expect(check(exchangeInternalAddress, facts).findings.map((f) => [f.confidence, f.evidence])).toEqual([
      [
        'possible',
        [{ source: 'nslookup.txt', line: 4, excerpt: 'autodiscover.contoso.com = 10.60.4.30 (resolver cache)' }],
      ],
    ]);
  });
});

describe('near misses', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['a public answer', [asked('sip.contoso.com', [ACCESS_EDGE])]],
    [
      'a rule of the PC sends the name to public resolvers, and the answer it gives is public',
      [
        nrpt(['192.0.2.53']),
        asked('sip.contoso.com', [FRONT_END]),
        asked('sip.contoso.com', [ACCESS_EDGE], { form: 'resolve-dnsname', resolver: undefined }),
      ],
    ],
    [
      'asked of a server that the PC does not use',
      [asked('sip.contoso.com', [FRONT_END], { resolver: '10.10.0.9' }), asked('sip.contoso.com', [ACCESS_EDGE])],
    ],
  ])('%s', (_, facts) => {
    expect(check(dnsInternalAnswer, [...pc, ...facts])).toEqual(clear(dnsInternalAnswer));
  });
  test('a rule for another domain changes nothing', () => {
    const facts = [...pc, nrpt(['192.0.2.53'], ['fabrikam.com']), asked('sip.contoso.com', [FRONT_END])];
    expect(check(dnsInternalAnswer, facts).findings.map((f) => f.subject)).toEqual(['sip.contoso.com']);
  });
  test('NXDOMAIN is the right answer for discovery names', () => {
    const nothing = asked('lyncdiscoverinternal.contoso.com', [], { failure: 'NXDOMAIN' });
    expect(check(dnsInternalDiscovery, [...pc, nothing])).toEqual(clear(dnsInternalDiscovery));
  });
  test('hosts entries alone are no answers', () => {
    const facts = [...pc, asked('sip.contoso.com', [FRONT_END], { form: 'hosts', by: 'hosts', resolver: undefined })];
    expect(check(dnsInternalAnswer, facts)).toEqual(
      skipped(
        dnsInternalAnswer,
        'a capture with DNS packets, or nslookup and ipconfig /displaydns with the VPN connected',
      ),
    );
  });
});
