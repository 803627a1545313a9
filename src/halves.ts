/** Conversations of which one adapter saw only the requests and another only the answers. */
import { endpointText } from './addresses.ts';
import type { Endpoint, FrameRef, StunTransaction, TcpConversation } from './facts.ts';
import type { Incident } from './incident.ts';

export interface Halves {
  readonly what: 'SYN' | 'STUN request' | 'TURN request';
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly asked: TcpConversation | StunTransaction;
  readonly answered: TcpConversation | StunTransaction;
  readonly answer: FrameRef;
}

/** One adapter is the tunnel and the other is not. Layers of one adapter, bridges and teams have the same class. */
function differ(incident: Incident, a: Halves['asked'], b: Halves['asked']): boolean | undefined {
  const [x, y] = [a, b].map((f) => incident.host.interfaceOf(f.at.source, f.interface));
  if (!x || !y || x.class === 'unknown' || y.class === 'unknown') return undefined;
  if (x.confidence === 'possible' || y.confidence === 'possible') return undefined;
  return x.class !== y.class && [x.class, y.class].includes('tunnel');
}

function tcpHalves(incident: Incident): readonly Halves[] {
  const key = (c: TcpConversation): string =>
    `${c.at.source} ${[endpointText(c.client), endpointText(c.server)].sort().join(' ')}`;
  const all = incident.all('tcp.conversation');
  // The client never went on: it did not get the answer.
  const asked = all.filter((c) => c.syns.length > 0 && c.serverPackets === 0 && c.clientBytes === 0 && !c.established);
  if (asked.length === 0) return [];
  const answers = new Map(
    all.filter((c) => c.syns.length === 0 && c.synAck && c.clientPackets === 0).map((c) => [key(c), c]),
  );
  return asked.flatMap((c): Halves[] => {
    const other = answers.get(key(c));
    return other?.synAck && other.interface !== c.interface
      ? [{ what: 'SYN', client: c.client, server: c.server, asked: c, answered: other, answer: other.synAck }]
      : [];
  });
}

function stunHalves(incident: Incident): readonly Halves[] {
  const key = (s: StunTransaction): string => `${s.at.source} ${s.transactionId}`;
  const all = incident.all('stun.transaction');
  const answers = new Map(all.filter((s) => s.requests.length === 0 && s.answer).map((s) => [key(s), s]));
  if (answers.size === 0) return [];
  return all.flatMap((s): Halves[] => {
    const other = s.result === 'none' && s.requests.length > 0 ? answers.get(key(s)) : undefined;
    if (!other?.answer || other.interface === s.interface) return [];
    const what = s.dialect === 'ms-turn' ? 'TURN request' : 'STUN request';
    return [{ what, client: s.client, server: s.server, asked: s, answered: other, answer: other.answer }];
  });
}

export function halves(incident: Incident): { readonly found: readonly Halves[]; readonly unclear: boolean } {
  const all = [...tcpHalves(incident), ...stunHalves(incident)];
  const judged = all.map((h) => ({ h, differ: differ(incident, h.asked, h.answered) }));
  return {
    found: judged.filter((j) => j.differ === true).map((j) => j.h),
    unclear: judged.some((j) => j.differ === undefined),
  };
}
