/** Path MTU black holes (RFC 2923 2.1): full-size segments that never arrive while small ones do. */
import { endpointText } from './addresses.ts';
import { groupBy } from './describe.ts';
import type { Endpoint, IcmpError, TcpConversation, TcpGap, TcpStall } from './facts.ts';
import type { Incident } from './incident.ts';
import { wentOn } from './reach.ts';

/** The first try and three repeats: chance loss of the same segment four times over a live path is rare. */
const TRIES = 4;
/** Share of the agreed MSS from which a segment counts as full; options take some of it. */
const FULL = 0.9;
/** Milliseconds within which a router's "fragmentation needed" would have come, and the capture has to go on. */
export const STALL_WINDOW = 10_000;
/** Milliseconds in which a sender repeats what is missing at least twice (RFC 6298 2.1, 5.5: after 1 s, then 2 s). */
const REPEATED = 5_000;
/** Milliseconds behind a gap after which something else of the sender shows that the way from it is open. */
const STILL_HEARD = 1_000;
/** Above it a captured packet is what the network card was handed, not what it sent (segmentation offload). */
const ON_WIRE = 1500;

export interface BlackHole {
  readonly conversation: TcpConversation;
  readonly stall: TcpStall;
  /** A router's word that the sender did not heed. */
  readonly told?: IcmpError | undefined;
}

/** The same seen where the packets should have arrived. */
export interface Missing {
  readonly conversation: TcpConversation;
  readonly gap: TcpGap;
}

export interface BlackHoles {
  readonly holes: readonly BlackHole[];
  readonly missing: readonly Missing[];
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

function judgeGap(c: TcpConversation, gap: TcpGap, incident: Incident): Verdict {
  const mss = agreedMss(c);
  if (mss === undefined) return 'handshake';
  // Less than one full segment is missing, or one as large did arrive: it was not the size.
  if (gap.bytes < FULL * mss || gap.largest >= FULL * mss) return 'other';
  if (!wentOn(incident, c.at.source, c.interface, gap.first.time, STALL_WINDOW)) return 'time';
  // Who gives up at once leaves the sender no time for repeats, and a way that is shut loses small packets, too.
  return c.last.time - gap.first.time >= REPEATED && gap.heard - gap.first.time >= STILL_HEARD ? 'hole' : 'other';
}

export function blackHoles(incident: Incident): BlackHoles {
  const holes: BlackHole[] = [];
  const missing: Missing[] = [];
  const words = wordsOf(incident);
  let unclear: BlackHoles['unclear'];
  for (const conversation of incident.all('tcp.conversation')) {
    const { stalled: stall, gap } = conversation;
    if (gap) {
      const verdict = judgeGap(conversation, gap, incident);
      if (verdict === 'hole') missing.push({ conversation, gap });
      else if (verdict !== 'other') unclear ??= verdict;
    }
    if (!stall) continue;
    const verdict = judge(conversation, stall, incident);
    if (verdict === 'hole') {
      const told = toldOf(conversation, stall, words);
      // It was asked for smaller packets and had no time to send them.
      const heeded = told && stall.last.time <= (told.time ?? 0) + 1000;
      if (!heeded) holes.push({ conversation, stall, told });
    } else if (verdict !== 'other') unclear ??= verdict;
  }
  return { holes, missing, unclear };
}
