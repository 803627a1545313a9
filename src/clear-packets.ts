/** Packets in the clear between two addresses on an interface that carries a tunnel's own packets: a gateway's outside. */
import { endpointText } from './addresses.ts';
import * as evidence from './evidence.ts';
import type { Endpoint, IpFlow, TcpConversation } from './facts.ts';
import type { Incident } from './incident.ts';
import { wentOn } from './reach.ts';
import type { Evidence } from './report.ts';
import { kindOf } from './tunnel-flows.ts';

export interface ClearFlow {
  readonly source: string;
  readonly interface: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: 'tcp' | 'udp';
  readonly packets: number;
  readonly answered: boolean;
  /** The capture went on long enough to show an answer. */
  readonly judged: boolean;
  /** Made when it is asked for: of thousands a finding names a few. */
  readonly evidence: Evidence;
}

/** TCP and UDP that is no tunnel itself. */
export function clearFlows(incident: Incident): readonly ClearFlow[] {
  const tcp = (c: TcpConversation): ClearFlow => ({
    source: c.at.source,
    interface: c.interface,
    client: c.client,
    server: c.server,
    protocol: 'tcp',
    packets: c.clientPackets,
    answered: c.established || c.serverPackets > 0,
    judged: wentOn(incident, c.at.source, c.interface, c.last.time),
    get evidence() {
      const words = `${c.clientPackets} packets, ${c.serverPackets} back`;
      return evidence.seen(c, `TCP ${endpointText(c.client)} → ${endpointText(c.server)} in the clear, ${words}`);
    },
  });
  const udp = (f: IpFlow): ClearFlow => ({
    source: f.at.source,
    interface: f.interface,
    client: f.client,
    server: f.server,
    protocol: 'udp',
    packets: f.sent,
    answered: f.received > 0,
    judged: wentOn(incident, f.at.source, f.interface, f.last.time),
    get evidence() {
      const words = `${f.sent} packets, ${f.received} back`;
      return evidence.seen(f, `UDP ${endpointText(f.client)} → ${endpointText(f.server)} in the clear, ${words}`);
    },
  });
  return [
    ...incident.all('tcp.conversation').map(tcp),
    ...incident
      .all('ip.flow')
      .filter((f) => f.protocol === 'udp' && kindOf(f) === undefined)
      .map(udp),
  ];
}
