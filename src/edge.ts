/** What a capture shows of the way to each A/V Edge: TURN over UDP 3478 and over TCP 443. */
import { groupBy } from './describe.ts';
import type { StunTransaction, TcpConversation } from './facts.ts';
import type { Incident } from './incident.ts';
import { type Failure, failedConnections } from './reach.ts';

export interface EdgeTrial {
  readonly address: string;
  /** Addresses of this PC that tried. */
  readonly clients: readonly string[];
  readonly udp: readonly StunTransaction[];
  readonly tcp: readonly TcpConversation[];
  /** Any answer over UDP 3478, an error or media included: the path works. */
  readonly udpAnswered: boolean;
  /** TURN over TCP answered, or the pseudo-TLS hello was. */
  readonly tcpAnswered: boolean;
  readonly tcpFailures: readonly Failure[];
}

const trials = new WeakMap<Incident, readonly EdgeTrial[]>();

export function edgeTrials(incident: Incident): readonly EdgeTrial[] {
  const known = trials.get(incident);
  if (known) return known;
  const allocations = incident
    .all('stun.transaction')
    .filter((s) => s.dialect === 'ms-turn' && s.method === 'allocate');
  const here = groupBy(allocations, (s) => s.server.address);
  const conversations = groupBy(
    incident.all('tcp.conversation').filter((c) => c.server.port === 443),
    (c) => c.server.address,
  );
  const failures = groupBy(
    failedConnections(incident).filter((f) => f.port === 443),
    (f) => f.address,
  );
  // Anything from UDP 3478 of it, media included: a capture may have begun after the allocation.
  const heard = new Set(
    incident
      .all('ip.flow')
      .filter((f) => f.protocol === 'udp' && f.server.port === 3478 && f.received > 0)
      .map((f) => f.server.address),
  );
  const relays = [...incident.servers.values()].filter((s) => s.roles.has('media-relay')).map((s) => s.address);
  const made = relays.sort().flatMap((address): EdgeTrial[] => {
    const all = here.get(address) ?? [];
    const tcp = conversations.get(address) ?? [];
    const udp = all.filter((s) => s.transport === 'udp');
    if (udp.length === 0 && tcp.length === 0) return [];
    return [
      {
        address,
        clients: [...new Set([...all, ...tcp].map((x) => x.client.address))],
        udp,
        tcp,
        udpAnswered: udp.some((s) => s.result !== 'none') || heard.has(address),
        tcpAnswered:
          all.some((s) => s.transport === 'tcp' && s.result !== 'none') || tcp.some((c) => c.reply === 'pseudo-tls'),
        tcpFailures: failures.get(address) ?? [],
      },
    ];
  });
  trials.set(incident, made);
  return made;
}
