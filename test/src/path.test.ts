import { describe, expect, test } from 'vitest';
import dnsInternalAnswer from '../../rules/dns-internal-answer.ts';
import leakInternalAddress from '../../rules/leak-internal-address.ts';
import type { Fact } from '../../src/facts.ts';
import { PATH_LINKS, PATH_NODES } from '../../src/limits.ts';
import type { PathPicture } from '../../src/report.ts';
import type { Rule } from '../../src/rule.ts';
import {
  AV_EDGE,
  allocate,
  answer,
  bye,
  checkAll,
  deadTcp,
  dns,
  endpoint,
  flow,
  invite,
  media,
  ROUTER,
  route,
  sdp,
  sipMessage,
  splitTunnel,
  TUNNEL,
  tcp,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

function picture(facts: readonly Fact[], rules: readonly Rule[] = []): PathPicture {
  const made = checkAll(rules, facts, { utcOffset: 0 }).path;
  if (!made) throw new Error('no picture');
  return made;
}
/** `192.168.1.34 → A/V Edge outside ok: 1 TURN request` */
const links = (p: PathPicture): string[] =>
  p.links.map((l) => {
    const [from, to] = [p.nodes[l.from]!, p.nodes[l.to]!];
    return `${from.label} → ${to.label} ${to.zone} ${l.state}: ${l.words}`;
  });

describe('nodes', () => {
  test('this PC with its tunnel, resolvers, servers by where they are', () => {
    expect(
      picture([
        ...splitTunnel(),
        flow(),
        dns('sip.contoso.com', ['A 10.60.4.21']),
        dns('sip.contoso.com', ['A 198.51.100.40'], { client: WIFI, interface: 0, resolver: ROUTER, frame: 5 }),
      ]).nodes,
    ).toEqual([
      { kind: 'interface', label: TUNNEL, zone: 'pc', class: 'tunnel', addresses: [TUNNEL], more: 0, names: [] },
      { kind: 'interface', label: WIFI, zone: 'pc', class: 'physical', addresses: [WIFI], more: 0, names: [] },
      { kind: 'gateway', label: 'VPN gateway', zone: 'outside', addresses: ['203.0.113.200'], more: 0, names: [] },
      { kind: 'resolver', label: 'DNS resolver', zone: 'inside', addresses: ['10.60.0.5'], more: 0, names: [] },
      { kind: 'resolver', label: 'DNS resolver', zone: 'local', addresses: [ROUTER], more: 0, names: [] },
    ]);
  });

  test('a registrar that let the client in as a remote user is the Access Edge', () => {
    const on = { local: endpoint(`${WIFI}:50211`), remote: endpoint('198.51.100.40:443'), method: 'REGISTER' };
    const p = picture([
      ...splitTunnel(),
      sipMessage({ ...on, callId: 'r' }),
      sipMessage({ ...on, callId: 'r', status: 200, reason: 'OK', line: 2, remoteUser: true }),
    ]);
    expect(links(p)).toEqual([`${WIFI} → Access Edge outside ok: 1 sign-in`]);
  });
});

describe('links', () => {
  test('answered and failed ones apart, counted', () => {
    const p = picture([
      ...splitTunnel(),
      dns('sip.contoso.com', ['A 10.60.4.21']),
      dns('lyncdiscover.contoso.com', null, { frame: 3 }),
      tcp({ server: '198.51.100.40:443', serverName: 'sip.contoso.com' }),
      tcp({ server: '192.0.2.80:443', client: `${WIFI}:50900` }),
      deadTcp({ clock: '09:20:10' }),
      deadTcp({ clock: '09:20:11', client: `${WIFI}:50301` }),
      allocate({ frame: 9 }),
    ]);
    expect(links(p)).toEqual([
      `${TUNNEL} → DNS resolver inside ok: 1 DNS question`,
      `${TUNNEL} → DNS resolver inside unused: 1 DNS question`,
      `${WIFI} → sign-in server outside ok: 1 TCP connection`,
      `${WIFI} → sign-in server inside failed: 2 TCP connections`,
      `${WIFI} → A/V Edge outside ok: 1 TURN request`,
    ]);
  });

  const MINE = [`UDP ${WIFI}:50024 host`, `UDP ${AV_EDGE}:52031 relay ${WIFI}:50006`];
  const called = [
    ...splitTunnel(),
    invite(MINE, { sdp: sdp([media(MINE, { iceUfrag: 'a' })]) }),
    answer(183, 'Session Progress', {
      sdp: sdp([
        media(['UDP 10.80.1.20:50046 host', 'UDP 203.0.113.130:52040 srflx 10.80.1.20:50046'], { iceUfrag: 'b' }),
      ]),
    }),
    bye(),
  ];
  const check = (n: number, to: string, more: Parameters<typeof allocate>[0] = {}) =>
    allocate({
      method: 'binding',
      dialect: 'stun',
      username: 'b:a',
      transactionId: `c${n}`,
      client: `${WIFI}:50024`,
      server: to,
      result: 'none',
      transmissions: 4,
      clock: '09:20:06',
      frame: n,
      ...more,
    });

  test('checks of a call without a path failed; where another way was found they are what calls leave behind', () => {
    const dead = check(1, '10.80.1.20:50046');
    const relayed = check(2, `${AV_EDGE}:3478`, { client: `${WIFI}:50006`, peer: endpoint('203.0.113.130:52040') });
    expect(links(picture([...called, allocate({ frame: 9 }), dead, relayed]))).toEqual([
      `${WIFI} → A/V Edge outside ok: 1 TURN request`,
      `${WIFI} → its own address peer failed: 1 connectivity check`,
      'A/V Edge → its address seen outside peer failed: 1 connectivity check',
    ]);
    const fine = { ...relayed, result: 'success' as const };
    expect(links(picture([...called, allocate({ frame: 9 }), dead, fine])).slice(1)).toEqual([
      `${WIFI} → its own address peer unused: 1 connectivity check`,
      'A/V Edge → its address seen outside peer ok: 1 connectivity check',
    ]);
  });

  test('a check at the end of the capture is no link', () => {
    expect(links(picture([...called, check(1, '10.80.1.20:50046', { clock: '09:29:59' })]))).toEqual([]);
  });
});

describe('where packets belong', () => {
  const facts = [
    ...splitTunnel(),
    dns('sip.contoso.com', ['A 10.60.4.21'], { frame: 1 }),
    dns('sip.contoso.com', ['A 198.51.100.40'], { client: WIFI, interface: 0, resolver: ROUTER, frame: 5 }),
    deadTcp({ frame: 40, clock: '09:20:10' }),
  ];

  test('to the public server of the same name, where a finding rests on the failure', () => {
    const report = checkAll([dnsInternalAnswer, leakInternalAddress], facts, { utcOffset: 0 });
    const should = report.path!.links.find((l) => l.state === 'should');
    const leak = report.findings.find((f) => f.rule === 'leak-internal-address');
    expect(leak).toBeDefined();
    expect(report.path!.nodes[should!.to]).toEqual({
      kind: 'server',
      label: 'sign-in server',
      zone: 'outside',
      addresses: ['198.51.100.40'],
      more: 0,
      names: ['sip.contoso.com'],
    });
    expect(should?.words).toBe('sip.contoso.com is 198.51.100.40 outside');
    expect(should?.finding).toBe(leak?.fingerprint);
  });

  test('where the VPN’s own split wants an address, if the routing table sends it elsewhere', () => {
    const split = vpnTunnel({
      up: true,
      includeRoutes: ['0.0.0.0/0'],
      excludeRoutes: ['198.51.100.40/32'],
      addresses: [TUNNEL],
    });
    const server = dns('sip.contoso.com', ['A 198.51.100.40']);
    const p = picture([...splitTunnel(), split, server, route(`0.0.0.0/0 on-link ${TUNNEL} 1`)]);
    expect(links(p)).toEqual([
      `${TUNNEL} → DNS resolver inside ok: 1 DNS question`,
      `${WIFI} → sign-in server outside should: the VPN's split keeps 198.51.100.40 out of the tunnel`,
    ]);
    const asTold = route(`198.51.100.40/32 ${ROUTER} ${WIFI} 1`);
    expect(links(picture([...splitTunnel(), split, server, asTold]))).toHaveLength(1);
  });

  test('nothing is said without a finding', () => {
    expect(picture(facts).links.filter((l) => l.state === 'should')).toEqual([]);
  });
});

test('boxes and links past the limits are counted', () => {
  const p = picture([
    ...splitTunnel(),
    ...Array.from({ length: PATH_NODES + 10 }, (_, i) =>
      dns('sip.contoso.com', ['A 198.51.100.40'], { resolver: `10.61.0.${i + 1}`, frame: 2 * i + 1 }),
    ),
  ]);
  expect([p.nodes.length, p.links.length, p.left]).toEqual([PATH_NODES, PATH_NODES - 1, 12 + 11]);
  expect(PATH_LINKS).toBeGreaterThan(PATH_NODES);
});
