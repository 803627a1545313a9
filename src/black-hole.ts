/** Path MTU black holes (RFC 2923 2.1): full-size segments that never arrive while small ones do. */
import { endpointText } from './addresses.ts';
import { groupBy } from './describe.ts';
import type { Endpoint, IcmpError, TcpConversation, TcpStall } from './facts.ts';
import type { Incident } from './incident.ts';
import { wentOn } from './reach.ts';

/** The first try and three repeats: chance loss of the same segment four times over a live path is rare. */
const TRIES = 4;
/** Share of the agreed MSS from which a segment counts as full; options take some of it. */
const FULL = 0.9;
/** Milliseconds within which a router's "fragmentation needed" would have come, and the capture has to go on. */
export const STALL_WINDOW = 10_000;
/** Above it a captured packet is what the network card was handed, not what it sent (segmentation offload). */
const ON_WIRE = 1500;

export interface BlackHole {
  readonly conversation: TcpConversation;
  readonly stall: TcpStall;
  /** A router's word that the sender did not heed. */
  readonly told?: IcmpError | undefined;
}

export interface BlackHoles {
  readonly holes: readonly BlackHole[];
  /** What kept a stall from being judged. */
  readonly unclear?: 'handshake' | 'time' | 'offload' | undefined;
}

const agreedMss = (c: TcpConversation): number | undefined =>
  c.clientMss !== undefined && c.serverMss !== undefined ? Math.min(c.clientMss, c.serverMss) : undefined;

const way = (source: string, from: Endpoint, to: Endpoint): string =>
  `${source} ${endpointText(from)} ${endpointText(to)}`;

/** Routers' words by the packets they are about. */
const wordsOf = (incident: Incident): ReadonlyMap<string, readonly IcmpError[]> =>
  groupBy(
    incident.all('icmp.error').filter((e) => e.meaning === 'frag-needed' && e.quoted !== undefined),
    (e) => way(e.at.source, e.quoted!.client, e.quoted!.server),
  );

/** The router's answer to this very stall: about its packets, in time. */
function toldOf(c: TcpConversation, stall: TcpStall, words: ReturnType<typeof wordsOf>): IcmpError | undefined {
  const [from, to] = stall.by === 'client' ? [c.client, c.server] : [c.server, c.client];
  return words.get(way(c.at.source, from, to))?.find((e) => Math.abs((e.time ?? 0) - stall.first.time) < STALL_WINDOW);
}

type Verdict = 'hole' | 'other' | NonNullable<BlackHoles['unclear']>;

function judge(c: TcpConversation, stall: TcpStall, incident: Incident): Verdict {
  if (!stall.otherAlive || stall.transmissions < TRIES || stall.largestAcked === 0) return 'other';
  // As large or nearly so was acknowledged: it was not the size. More repeats of other segments than of this: a lossy link.
  if (stall.largestAcked >= stall.bytes * FULL || c.retransmissions >= 2 * stall.transmissions) return 'other';
  const mss = agreedMss(c);
  if (mss === undefined) return 'handshake';
  if (stall.bytes < FULL * mss) return 'other';
  if (stall.packetLength > ON_WIRE) return 'offload';
  return wentOn(incident, c.at.source, c.interface, stall.first.time, STALL_WINDOW) ? 'hole' : 'time';
}

export function blackHoles(incident: Incident): BlackHoles {
  const holes: BlackHole[] = [];
  const words = wordsOf(incident);
  let unclear: BlackHoles['unclear'];
  for (const conversation of incident.all('tcp.conversation')) {
    const { stalled: stall } = conversation;
    if (!stall) continue;
    const verdict = judge(conversation, stall, incident);
    if (verdict === 'hole') {
      const told = toldOf(conversation, stall, words);
      // It was asked for smaller packets and had no time to send them.
      const heeded = told && stall.last.time <= (told.time ?? 0) + 1000;
      if (!heeded) holes.push({ conversation, stall, told });
    } else if (verdict !== 'other') unclear ??= verdict;
  }
  return { holes, unclear };
}
