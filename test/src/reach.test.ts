import { describe, expect, test } from 'vitest';
import { type Cidr, cidr } from '../../src/addresses.ts';
import type { Fact } from '../../src/facts.ts';
import { type Incident, incidentOf } from '../../src/incident.ts';
import {
  failedConnections,
  leaksOf,
  outside,
  reached,
  signedInInside,
  silent,
  vpn,
  vpnUp,
  wentOn,
} from '../../src/reach.ts';
import { NO_SITE, type Site } from '../../src/site.ts';
import { FactStore } from '../../src/store.ts';
import {
  ACCESS_EDGE,
  allocate,
  at,
  CAPTURE,
  deadAllocate,
  deadTcp,
  dns,
  endpoint,
  FRONT_END,
  flow,
  icmp,
  iface,
  invite,
  sipMessage,
  splitTunnel,
  TUNNEL,
  tcp,
  tunnelFace,
  WIFI,
} from '../facts.ts';

function incident(facts: readonly Fact[], site: Site = NO_SITE): Incident {
  const store = new FactStore();
  for (const fact of facts) store.add(fact);
  return incidentOf(store, site);
}
const tunnelSite: Site = { ...NO_SITE, tunnel: [cidr(TUNNEL) as Cidr] };
const sip = dns('sip.contoso.com', [`A ${FRONT_END}`]);
const failures = (...facts: readonly Fact[]) =>
  failedConnections(incident([iface(), ...facts])).map((f) => `${f.to} ${f.how}: ${f.words}`);
const leaks = (facts: readonly Fact[], site?: Site) =>
  leaksOf(incident(facts, site)).map((l) => `${l.to} ${l.confidence}`);

describe('a connection that never came up', () => {
  test('unanswered, refused, rejected', () => {
    expect(failures(deadTcp())).toEqual(['10.60.4.21:5061 unanswered: 3 SYNs, no answer']);
    const reset = { by: 'server', frame: 2, time: at('09:20:00') } as const;
    expect(failures(deadTcp({ syns: [{ frame: 1, time: at('09:20:00') }], reset }))).toEqual([
      '10.60.4.21:5061 refused: refused (RST)',
    ]);
    expect(failures(deadTcp(), icmp())).toEqual(['10.60.4.21:5061 rejected: rejected by 192.168.1.1 (ICMP 3/13)']);
  });

  test.each([
    ['came up', tcp({ server: `${FRONT_END}:5061` })],
    ['one SYN only', deadTcp({ syns: [{ frame: 1, time: at('09:20:00') }] })],
    ['answered, then dropped by the client', deadTcp({ synAck: { frame: 2, time: at('09:20:00') } })],
    ['given up by the client', deadTcp({ reset: { by: 'client', frame: 9, time: at('09:20:10') } })],
    ['SYNs before the capture began', deadTcp({ syns: [], last: { frame: 1, time: at('09:20:00') } } as never)],
    ['the capture ends a second after the last SYN', deadTcp({ clock: '09:29:50' })],
    ['of an interface that the capture does not describe', deadTcp({ interface: 3 })],
  ])('no failure: %s', (_, conversation) => {
    expect(failures(conversation)).toEqual([]);
  });

  test('no failure: the same ports were answered on another interface', () => {
    expect(failures(deadTcp(), tcp({ interface: 1, server: `${FRONT_END}:5061` }))).toEqual([]);
  });

  test('another packet’s ICMP error, or one that asks for smaller packets, rejects nothing', () => {
    const other = icmp({ client: `${WIFI}:1` });
    const smaller = icmp({ meaning: 'frag-needed', code: 4, mtu: 1300 });
    expect(failures(deadTcp(), other, smaller)).toEqual(['10.60.4.21:5061 unanswered: 3 SYNs, no answer']);
  });
});

describe('a request that stayed unanswered', () => {
  const quiet = (...facts: readonly Fact[]) => {
    const all = incident([iface(), ...facts]);
    return all.all('stun.transaction').map((s) => silent(s, all));
  };
  test('three transmissions and a capture that went on', () => {
    expect(quiet(deadAllocate())).toEqual([true]);
    expect(quiet(allocate())).toEqual([false]);
    expect(quiet(allocate({ result: 'error', errorCode: 401 }))).toEqual([false]);
    expect(quiet(deadAllocate({ requests: deadAllocate().requests.slice(0, 2), transmissions: 2 }))).toEqual([false]);
    expect(quiet(deadAllocate({ clock: '09:29:28' }))).toEqual([false]);
  });
  test('what the capture went on for', () => {
    const all = incident([iface()]);
    expect(wentOn(all, CAPTURE, 0, at('09:29:58'))).toBe(true);
    expect(wentOn(all, CAPTURE, 0, at('09:29:59'))).toBe(false);
    expect(wentOn(all, CAPTURE, 1, at('09:20:00'))).toBe(false);
  });
});

describe('whether a VPN is up', () => {
  test('by a named adapter, --tunnel, or its outer packets', () => {
    expect(vpn(incident(splitTunnel()))).toBe('certain');
    expect(vpn(incident([invite([`UDP ${TUNNEL}:50020 host`])], tunnelSite))).toBe('certain');
    expect(vpn(incident([flow()]))).toBe('likely');
    expect(vpn(incident([iface()]))).toBeUndefined();
    expect(vpn(incident([invite(['UDP 100.64.0.9:50020 host'])]))).toBeUndefined();
  });

  test('at a time', () => {
    const all = incident([iface(), tunnelFace({ first: at('09:25:00'), last: at('09:26:00') })]);
    expect(vpnUp(all, at('09:20:00'))).toBe(false);
    expect(vpnUp(all, at('09:24:40'))).toBe(true);
    expect(vpnUp(all, at('09:30:00'))).toBe(true);
    expect(vpnUp(all, at('09:40:00'))).toBe(false);
    expect(vpnUp(incident([iface()]), at('09:20:00'))).toBe(true);
  });

  test('what left outside it', () => {
    expect(outside(incident(splitTunnel()), CAPTURE, 0)).toBe('certain');
    expect(outside(incident(splitTunnel()), CAPTURE, 1)).toBeUndefined();
    const unnamed = iface({ hardware: undefined, name: 'Ethernet 5' });
    expect(outside(incident([unnamed]), CAPTURE, 0)).toBeUndefined();
    // Not the tunnel's address, and the tunnel's is known from the log.
    expect(outside(incident([unnamed, invite([`UDP ${TUNNEL}:50020 host`])], tunnelSite), CAPTURE, 0)).toBe('likely');
  });
});

describe('leaks', () => {
  test('an internal server asked outside the tunnel, without an answer', () => {
    expect(leaks([...splitTunnel(), sip, deadTcp()])).toEqual(['10.60.4.21:5061 certain']);
    expect(leaks([...splitTunnel(), deadAllocate({ server: '10.60.4.42:3478' })])).toEqual(['10.60.4.42:3478 certain']);
    // Known by its port alone.
    expect(leaks([...splitTunnel(), deadTcp()])).toEqual(['10.60.4.21:5061 likely']);
  });

  test.each<readonly [string, readonly Fact[]]>([
    ['no VPN', [iface(), sip, deadTcp()]],
    ['through the tunnel', [...splitTunnel(), sip, deadTcp({ interface: 1, client: `${TUNNEL}:50208` })]],
    ['a public server', [...splitTunnel(), deadTcp({ server: `${ACCESS_EDGE}:5061` })]],
    ['a neighbour in the local network', [...splitTunnel(), deadTcp({ server: '192.168.1.77:5061' })]],
    ['some other service inside', [...splitTunnel(), deadTcp({ server: '10.60.8.8:445' })]],
    [
      'inner packets of a policy-based tunnel on the outer interface',
      [...splitTunnel(), sip, deadTcp({ client: `${TUNNEL}:50208` })],
    ],
    [
      'the server answers that way: an office, a routed home network',
      [...splitTunnel(), sip, deadTcp(), tcp({ server: `${FRONT_END}:443`, client: `${WIFI}:50300` })],
    ],
    ['before the VPN was up', [iface(), tunnelFace({ first: at('09:25:00') }), sip, deadTcp({ clock: '09:20:00' })]],
  ])('none: %s', (_, facts) => {
    expect(leaks(facts)).toEqual([]);
  });
});

describe('what answered', () => {
  const heard = sipMessage({ method: 'REGISTER', status: 200, remote: endpoint(`${FRONT_END}:5061`) });
  test('TCP, TURN or SIP', () => {
    expect(reached(incident([tcp()]), ACCESS_EDGE)).toBe(true);
    expect(reached(incident([allocate({ result: 'error', errorCode: 401 })]), '198.51.100.42')).toBe(true);
    expect(reached(incident([heard]), FRONT_END)).toBe(true);
    expect(reached(incident([deadTcp(), deadAllocate()]), FRONT_END)).toBe(false);
    expect(reached(incident([sipMessage({ remote: endpoint(`${FRONT_END}:5061`) })]), FRONT_END)).toBe(false);
  });
  test('signed in inside', () => {
    expect(signedInInside(incident([heard]))).toBe(true);
    expect(signedInInside(incident([sip, tcp({ server: `${FRONT_END}:5061` })]))).toBe(true);
    expect(signedInInside(incident([sip, deadTcp()]))).toBe(false);
    expect(signedInInside(incident([tcp(), sipMessage({ status: 200, remote: endpoint(`${ACCESS_EDGE}:443`) })]))).toBe(
      false,
    );
    // Mail that goes through the tunnel says nothing of the registrar.
    expect(
      signedInInside(incident([dns('autodiscover.contoso.com', ['A 10.60.4.30']), tcp({ server: '10.60.4.30:443' })])),
    ).toBe(false);
  });
});
