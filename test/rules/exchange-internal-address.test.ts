import { describe, expect, test } from 'vitest';
import rule from '../../rules/exchange-internal-address.ts';
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

const EXCHANGE = '10.60.4.30';
const inside = dns('autodiscover.contoso.com', [`A ${EXCHANGE}`], { frame: 11 });
const dead = deadTcp({ frame: 30, server: `${EXCHANGE}:443` });
const told = (facts: readonly Fact[]) =>
  check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message, f.noticed]);
const UNTRIED =
  'Exchange (autodiscover.contoso.com) resolves to the internal 10.60.4.30 for this VPN client; a capture of its connection to Exchange would tell whether it gets through.';

describe('fires', () => {
  test('when the client looks for it outside the tunnel, in vain', () => {
    expect(check(rule, [...splitTunnel(), inside, dead])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            'Exchange (autodiscover.contoso.com) resolves to 10.60.4.30; the client connects to 10.60.4.30 outside the tunnel: 3 SYNs, no answer.',
          subject: 'autodiscover.contoso.com',
          noticed: 'The client loses Exchange: no voice mail, missed calls or calendar.',
          evidence: [
            inFrame(12, '09:20:00.030', '10.60.0.5 answers A autodiscover.contoso.com = 10.60.4.30'),
            inFrame(30, '09:20:00', 'SYN 192.168.1.34:50208 → 10.60.4.30:443'),
            inFrame(31, '09:20:03', 'SYN 192.168.1.34:50208 → 10.60.4.30:443, repeat 1'),
            inFrame(32, '09:20:09', 'SYN 192.168.1.34:50208 → 10.60.4.30:443, repeat 2'),
          ],
          fix: [
            'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: autodiscover.contoso.com → its external address. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
            'Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
            'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers (10.60.4.30).',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('as possible when no packet shows which way it goes', () => {
    expect(told([...splitTunnel(), inside])).toEqual([['warning', 'possible', UNTRIED, undefined]]);
  });

  test('as likely when other packets of the client leave outside the tunnel', () => {
    const leak = [dns('sip.contoso.com', [`A ${FRONT_END}`]), deadTcp()];
    expect(told([...splitTunnel(), inside, ...leak])).toEqual([['warning', 'likely', UNTRIED, undefined]]);
  });
});

describe('stays silent', () => {
  const signedIn = sipMessage({ method: 'REGISTER', status: 200, callId: 'r', remote: endpoint(`${FRONT_END}:5061`) });
  test.each<readonly [string, readonly Fact[]]>([
    ['a public answer', [dns('autodiscover.contoso.com', ['A 198.51.100.43'])]],
    [
      'Exchange is reached through the tunnel',
      [inside, tcp({ interface: 1, client: `${TUNNEL}:50300`, server: `${EXCHANGE}:443` })],
    ],
    [
      'a client that is let in inside, and did not look for Exchange yet',
      [inside, dns('sip.contoso.com', [`A ${FRONT_END}`], { frame: 50 }), signedIn],
    ],
    ['a sinkhole', [dns('autodiscover.contoso.com', ['A 0.0.0.0'])]],
    ['no such name', [dns('autodiscover.contoso.com', 'NXDOMAIN')]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...splitTunnel(), ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  const missing = 'a DNS answer for an Exchange name (autodiscover)';
  test('without a VPN', () => {
    expect(check(rule, [iface(), inside])).toEqual(skipped(rule, WHICH_TUNNEL));
  });
  test('without an answer for its name; another domain’s mail is not this site’s', () => {
    expect(check(rule, [...splitTunnel(), dns('autodiscover.contoso.com', null)])).toEqual(skipped(rule, missing));
    expect(check(rule, [...splitTunnel(), dns('mail.fabrikam.com', [`A ${EXCHANGE}`])])).toEqual(
      skipped(rule, missing),
    );
    expect(check(rule, [...splitTunnel()])).toEqual(
      skipped(rule, 'a capture with DNS packets, or nslookup and ipconfig /displaydns with the VPN connected'),
    );
  });
});

test('the same loss is not told twice', () => {
  const report = checkAll([rule, leakRule], [...splitTunnel(), inside, dead]);
  expect(report.findings.map((f) => f.rule)).toEqual(['exchange-internal-address']);
});
