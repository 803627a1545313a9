/** Tunnels as a capture shows them from outside: which flow is one, between whom, how fast, how large. */
import type { FlowTunnel, IpFlow } from './facts.ts';
import { outerTunnels } from './host.ts';
import type { Incident } from './incident.ts';

export interface TunnelFlow {
  readonly flow: IpFlow;
  readonly kind: FlowTunnel;
  /** This PC's end (of a capture on a gateway, the gateway's own), and the other one's address. */
  readonly own: string;
  readonly gateway: string;
  readonly seconds: number;
  /** Packets a second, and mean bytes of a packet, each way as this PC sees it. */
  readonly rates: readonly [out: number, back: number];
  readonly sizes: readonly [out: number, back: number];
}

const PORTS: Readonly<Record<number, FlowTunnel>> = {
  4500: 'esp-in-udp',
  4501: 'globalprotect',
  1194: 'openvpn',
  51820: 'wireguard',
  1701: 'l2tp',
};

export const TUNNEL_WORDS: Readonly<Record<FlowTunnel, string>> = {
  esp: 'ESP',
  'esp-in-udp': 'ESP in UDP',
  globalprotect: 'GlobalProtect over UDP',
  ike: 'IKE',
  dtls: 'DTLS',
  openvpn: 'OpenVPN',
  wireguard: 'WireGuard',
  l2tp: 'L2TP',
  gre: 'GRE',
  pptp: 'PPTP',
};

/** What the packets' form says; by protocol and port where nothing looked at it. */
export const kindOf = (f: IpFlow): FlowTunnel | undefined =>
  f.tunnel ??
  (f.protocol === 'esp' || f.protocol === 'gre'
    ? f.protocol
    : f.protocol === 'udp'
      ? (PORTS[f.server.port] ?? PORTS[f.client.port])
      : undefined);

const known = new WeakMap<Incident, readonly TunnelFlow[]>();

/** Tunnels in use: packets went both ways. IKE alone carries none. */
export function tunnelFlows(incident: Incident): readonly TunnelFlow[] {
  let made = known.get(incident);
  if (!made) {
    const flows = incident.all('ip.flow');
    const byForm = flows.filter((f) => f.tunnel !== undefined && f.sent > 0 && f.received > 0);
    made = [...new Set([...byForm, ...outerTunnels(flows)])].flatMap((flow) => tunnelOf(flow, incident) ?? []);
    known.set(incident, made);
  }
  return made;
}

function tunnelOf(flow: IpFlow, incident: Incident): TunnelFlow | undefined {
  const kind = kindOf(flow);
  if (kind === undefined || kind === 'ike') return undefined;
  const own = incident.host.interfaceOf(flow.at.source, flow.interface)?.own ?? [];
  // Who sent first is the gateway where the capture began in the middle.
  const turned = own.includes(flow.server.address) && !own.includes(flow.client.address);
  const seconds = Math.max(0, (flow.last.time - (flow.time ?? flow.last.time)) / 1000);
  const way = (packets: number, bytes: number): readonly [number, number] => [
    seconds > 0 ? packets / seconds : 0,
    packets > 0 ? bytes / packets : 0,
  ];
  const [sent, received] = [way(flow.sent, flow.sentBytes), way(flow.received, flow.receivedBytes)];
  const [out, back] = turned ? [received, sent] : [sent, received];
  return {
    flow,
    kind,
    own: (turned ? flow.server : flow.client).address,
    gateway: (turned ? flow.client : flow.server).address,
    seconds,
    rates: [out[0], back[0]],
    sizes: [out[1], back[1]],
  };
}
