import { describe, expect, test } from 'vitest';
import rule from '../../rules/dns-internal-answer.ts';
import leakRule from '../../rules/leak-internal-address.ts';
import unreachableRule from '../../rules/server-unreachable.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  AV_EDGE,
  adapter,
  allocate,
  at,
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
  onLine,
  ROUTER,
  route,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  tunnelFace,
  WHICH_TUNNEL,
  WIFI,
} from '../facts.ts';

const inside = dns('sip.contoso.com', [`A ${FRONT_END}`], { frame: 11 });
const EXCLUDE = (what: string) =>
  `Exclude ${what} from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.`;
const ALL = 'all external SfB addresses (Access Edge, A/V Edge, reverse proxy)';
const BLOCK = `On the firewall, deny the VPN pool (this client: ${TUNNEL}) to and from the internal SfB and Exchange servers (${FRONT_END}).`;
const DROP =
  'Then remove the exclusion of the client process (lync.exe) under Split Tunnel > Domain and Application: by address it is no longer needed, and alone it leaves DNS in the tunnel.';
const told = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message]);

describe('fires', () => {
  test('when the client sends there outside the tunnel, in vain', () => {
    const byRouter = dns('sip.contoso.com', [`A ${ACCESS_EDGE}`], {
      frame: 13,
      resolver: ROUTER,
      client: WIFI,
      interface: 0,
    });
    const register = sipMessage({
      method: 'REGISTER',
      line: 1042,
      clock: '10:20:01',
      callId: 'r',
      remote: endpoint(`${FRONT_END}:5061`),
    });
    expect(check(rule, [...splitTunnel(), inside, byRouter, deadTcp({ frame: 30 }), register])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            'VPN clients are given internal addresses for sip.contoso.com (sip.contoso.com = 10.60.4.21, by 10.60.0.5), but the SfB client is kept out of the tunnel: its packets leave outside it and are lost.',
          subject: 'sip.contoso.com',
          evidence: [
            onLine(1042, '10:20:01', 'REGISTER sent to 10.60.4.21:5061'),
            inFrame(12, '09:20:00.030', '10.60.0.5 answers A sip.contoso.com = 10.60.4.21'),
          ],
          fix: [
            'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: sip.contoso.com → 198.51.100.40. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
            EXCLUDE(ACCESS_EDGE),
            BLOCK,
            DROP,
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('with the registrar’s name first, whatever was asked first', () => {
    const web = dns('lyncdiscover.contoso.com', ['A 10.60.4.25'], { frame: 3 });
    expect(check(rule, [...splitTunnel(), web, inside, deadTcp()]).findings.map((f) => f.subjects)).toEqual([
      ['sip.contoso.com', 'lyncdiscover.contoso.com'],
    ]);
  });

  test('as likely when the way out is only likely', () => {
    const unnamed = iface({ hardware: undefined, name: 'Ethernet 5' });
    expect(told([unnamed, tunnelFace(), inside, deadTcp()])).toEqual([
      [
        'error',
        'likely',
        'VPN clients are given internal addresses for sip.contoso.com (sip.contoso.com = 10.60.4.21, by 10.60.0.5), but the SfB client is kept out of the tunnel: its packets leave outside it and are lost.',
      ],
    ]);
  });

  test('as a warning when it does not get through inside the tunnel either', () => {
    expect(told([...splitTunnel(), inside, deadTcp({ interface: 1, client: `${TUNNEL}:50208` })])).toEqual([
      [
        'warning',
        'likely',
        'VPN clients are given internal addresses for sip.contoso.com (sip.contoso.com = 10.60.4.21, by 10.60.0.5), and do not get through to them.',
      ],
    ]);
  });

  test('as possible when no packet shows what became of it, and says what would', () => {
    expect(told([...splitTunnel(), inside])).toEqual([
      [
        'warning',
        'possible',
        'VPN clients are given internal addresses for sip.contoso.com (sip.contoso.com = 10.60.4.21, by 10.60.0.5); a capture of a sign-in would tell whether they get through to them.',
      ],
    ]);
  });

  test('naming the internal one of several addresses, and any address where no public one is known', () => {
    const mixed = dns('sip.contoso.com', [`A ${ACCESS_EDGE}`, `A ${FRONT_END}`], { frame: 11 });
    expect(told([...splitTunnel(), mixed]).map(([, , message]) => message)).toEqual([
      'VPN clients are given internal addresses for sip.contoso.com (sip.contoso.com = 10.60.4.21, by 10.60.0.5); a capture of a sign-in would tell whether they get through to them.',
    ]);
    expect(check(rule, [...splitTunnel(), inside]).findings[0]?.fix).toEqual([
      'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: sip.contoso.com → its external address. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
      EXCLUDE(ALL),
      BLOCK,
      DROP,
    ]);
  });
});

test('says which it is where a routing table tells: no route there, or a program kept out', () => {
  const texts = (into: string) => [
    adapter({ section: 'wireless', description: 'Intel(R) Wi-Fi 6E AX211 160MHz', gateways: [ROUTER] }),
    adapter({ own: `${TUNNEL}/32`, line: 10 }),
    route(`0.0.0.0/0 ${ROUTER} ${WIFI} 35`),
    route(`${into} on-link ${TUNNEL} 1`),
  ];
  const said = (into: string) => told([...splitTunnel(), inside, deadTcp({ frame: 30 }), ...texts(into)]);
  const given =
    'VPN clients are given internal addresses for sip.contoso.com (sip.contoso.com = 10.60.4.21, by 10.60.0.5), but';
  expect(said('10.50.0.0/16')).toEqual([
    [
      'error',
      'certain',
      `${given} the tunnel’s routes do not lead there: the client’s packets leave outside it and are lost.`,
    ],
  ]);
  expect(said('10.0.0.0/8')).toEqual([
    [
      'error',
      'certain',
      `${given} the SfB client is kept out of the tunnel: its packets leave outside it and are lost.`,
    ],
  ]);
});

describe('stays silent', () => {
  const tunnelled = tcp({ interface: 1, client: `${TUNNEL}:50208`, server: `${FRONT_END}:5061` });
  const meet = dns('meet.contoso.com', ['A 10.60.4.30'], { frame: 50 });
  const signedIn = sipMessage({ method: 'REGISTER', status: 200, callId: 'r', remote: endpoint(`${FRONT_END}:5061`) });
  test.each<readonly [string, readonly Fact[]]>([
    ['public answers', [dns('sip.contoso.com', [`A ${ACCESS_EDGE}`])]],
    ['VPN clients are meant to be inside and get there', [inside, tunnelled]],
    [
      '… and have other names they did not use yet',
      [inside, tunnelled, dns('lyncdiscover.contoso.com', ['A 10.60.4.25'])],
    ],
    ['… as the log tells', [inside, signedIn]],
    [
      'the internal Edge answers',
      [dns('sip.contoso.com', [`A ${ACCESS_EDGE}`]), allocate({ server: '10.60.4.42:3478' })],
    ],
    ['sinkholes', [dns('sip.contoso.com', ['A 0.0.0.0']), dns('lyncdiscover.contoso.com', ['A 127.0.0.1'])]],
    ['names that are not SfB’s', [inside, tunnelled, dns('intranet.contoso.com', ['A 10.60.8.8'])]],
    ['a name that does not exist', [dns('sip.contoso.com', 'NXDOMAIN')]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...splitTunnel(), ...facts])).toEqual(clear(rule));
  });
  test('a domain’s other names count once its domain is known', () => {
    const own = sipMessage({ method: 'REGISTER', callId: 'r' });
    expect(told([...splitTunnel(), own, meet]).map(([severity]) => severity)).toEqual(['warning']);
  });
});

describe('skipped', () => {
  test('on the intranet, without a VPN', () => {
    expect(check(rule, [iface(), inside, tcp({ server: `${FRONT_END}:5061` })])).toEqual(skipped(rule, WHICH_TUNNEL));
  });
  test('without an answer', () => {
    const missing = 'a DNS answer for an SfB name (clear the DNS cache before the capture)';
    expect(check(rule, [...splitTunnel(), dns('sip.contoso.com', null)])).toEqual(skipped(rule, missing));
    const mdns = dns('sip.contoso.com', [`A ${FRONT_END}`], { family: 'llmnr' });
    expect(check(rule, [...splitTunnel(), mdns])).toEqual(skipped(rule, missing));
    expect(check(rule, [...splitTunnel()])).toEqual(
      skipped(rule, 'a capture with DNS packets, or nslookup and ipconfig /displaydns with the VPN connected'),
    );
  });
});

describe('linking', () => {
  const rules = [rule, leakRule, unreachableRule];
  test('explains the leak', () => {
    const report = checkAll(rules, [...splitTunnel(), inside, deadTcp()]);
    expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
      ['dns-internal-answer', 'error', []],
      ['leak-internal-address', 'error', ['dns-internal-answer']],
    ]);
  });
  test('explains a server that the tunnel does not reach, and rises', () => {
    const report = checkAll(rules, [...splitTunnel(), inside, deadTcp({ interface: 1, client: `${TUNNEL}:50208` })]);
    expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
      ['dns-internal-answer', 'error', []],
      ['server-unreachable', 'error', ['dns-internal-answer']],
    ]);
  });
  test('before the VPN was up there is neither leak nor wrong answer that is sure', () => {
    const late = [iface(), tunnelFace({ first: at('09:25:00') })];
    const report = checkAll(rules, [...late, inside, deadTcp(), flow({ clock: '09:25:00' })]);
    expect(report.findings.map((f) => [f.rule, f.severity, f.confidence])).toEqual([
      ['dns-internal-answer', 'error', 'likely'],
      ['server-unreachable', 'error', 'likely'],
    ]);
  });
});

test('the A/V Edge’s name counts too', () => {
  const own = sipMessage({ method: 'REGISTER', callId: 'r' });
  const av = dns('av.contoso.com', ['A 10.60.4.42'], { frame: 11 });
  const open = dns('av.contoso.com', [`A ${AV_EDGE}`], { frame: 21, resolver: ROUTER });
  expect(check(rule, [...splitTunnel(), own, av, open]).findings.map((f) => [f.subjects, f.fix[0]])).toEqual([
    [
      ['av.contoso.com'],
      'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: av.contoso.com → 198.51.100.42. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
    ],
  ]);
});
