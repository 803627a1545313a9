import { candidates, type Ports } from './call.ts';
import { allocate, allocateTcp, type Relay, turnAccount } from './media.ts';
import type { Scene } from './scene.ts';
import type { CandidateSpec } from './sdp.ts';
import { AV_EDGE, AV_EDGE_TCP, HOME_PUBLIC, WIFI } from './site.ts';

/** What calls from the home PC have in common: allocations at the public A/V Edge over Wi-Fi. */

export const RELAY_PORTS: Ports = [52_031, 54_454];
export const PEER_RELAY_PORTS: Ports = [52_040, 54_412];
/** What the peer's router makes of the peer. */
export const PEER_PUBLIC = '203.0.113.130';

export const homeCandidates = (hosts: readonly (readonly [string, Ports])[]): CandidateSpec[] =>
  candidates(hosts, {
    relay: AV_EDGE.address,
    udp: RELAY_PORTS,
    tcp: 56_142,
    mapped: HOME_PUBLIC,
    mappedUdp: [50_006, 50_007],
    mappedTcp: 50_023,
    base: WIFI.address,
  });

/** A peer at home: host, relay and reflexive candidates over UDP. */
export const peerCandidates = (host: string): CandidateSpec[] => [
  { transport: 'UDP', type: 'host', address: host, ports: [50_046, 50_047] },
  {
    transport: 'UDP',
    type: 'relay',
    address: AV_EDGE.address,
    ports: PEER_RELAY_PORTS,
    related: { address: PEER_PUBLIC, ports: [50_010, 50_011] },
  },
  {
    transport: 'UDP',
    type: 'srflx',
    address: PEER_PUBLIC,
    ports: [50_010, 50_011],
    related: { address: host, ports: [50_010, 50_011] },
  },
];

/** Allocations for RTP and RTCP over UDP and for both over TCP; takes about 160 ms. Returns the ways of RTP and RTCP. */
export function allocateAtEdge(scene: Scene, time: number): readonly [rtp: Relay, rtcp: Relay] {
  const account = turnAccount(scene);
  const way = (port: number, relayPort: number): Relay => ({
    local: { address: WIFI.address, port },
    server: AV_EDGE,
    account,
    relayed: { address: AV_EDGE.address, port: relayPort },
  });
  const ways = [way(50_006, RELAY_PORTS[0]), way(50_007, RELAY_PORTS[1])] as const;
  ways.forEach(({ local, server, relayed }, index) => {
    const mapped = { address: HOME_PUBLIC, port: local.port };
    allocate(scene, WIFI, time + index * 30, local, account, { relayed, mapped, server });
  });
  allocateTcp(scene, WIFI, time + 60, { address: WIFI.address, port: 50_023 }, account, {
    relayed: { address: AV_EDGE.address, port: 56_142 },
    mapped: { address: HOME_PUBLIC, port: 50_023 },
    server: AV_EDGE_TCP,
  });
  return ways;
}
