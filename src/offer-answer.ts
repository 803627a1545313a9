/** Media lines of a call over all its offers and answers (RFC 3264): what each side put on offer. */
import type { Candidate, SdpMedia, SdpSession } from './facts.ts';

export interface MediaLine {
  /** Its place in every description of the call (RFC 3264 8). */
  readonly index: number;
  /** audio, video, applicationsharing (RDP over TCP), applicationsharing-video (VbSS), data. */
  readonly media: string;
  /** Candidates this client offered, and those it was offered, each once, in order of appearance. */
  readonly local: readonly Candidate[];
  readonly remote: readonly Candidate[];
}

/** Media a user would call a call; `message` is IM. */
const CALL_MEDIA = new Set(['audio', 'video', 'applicationsharing', 'data', 'applicationsharing-video']);

/** VbSS is a video line with its own label ([MS-SDPEXT]); sharing over RDP has its own media type. */
export const mediaOf = (m: SdpMedia): string =>
  m.media === 'video' && m.label?.startsWith('applicationsharing') ? 'applicationsharing-video' : m.media;

export const isCallMedia = (m: SdpMedia): boolean => CALL_MEDIA.has(mediaOf(m));

/** Where its packets leave: a host candidate's own address; of the others that of the host candidate behind them. The
 *  raddr of a relay is often the address that the Edge saw, which is itself a reflexive candidate with a base. */
export function baseOf(c: Candidate, all: readonly Candidate[]): string {
  if (c.type === 'host' || !c.related) return c.address;
  const { address, port } = c.related;
  if (c.type !== 'relay' || all.some((x) => x.type === 'host' && x.address === address)) return address;
  const behind = all.filter((x) => x.type === 'srflx' && x.address === address && x.related);
  return (behind.find((x) => x.port === port) ?? behind[0])?.related?.address ?? address;
}

export function mediaLinesOf(local: readonly SdpSession[], remote: readonly SdpSession[]): readonly MediaLine[] {
  const all = [...local, ...remote];
  const count = Math.max(0, ...all.map((s) => s.media.length));
  const lines: MediaLine[] = [];
  for (let index = 0; index < count; index++) {
    const media = all.find((s) => s.media[index])?.media[index];
    if (!media || !isCallMedia(media)) continue;
    lines.push({ index, media: mediaOf(media), local: once(local, index), remote: once(remote, index) });
  }
  return lines;
}

const alike = (a: Candidate, b: Candidate): boolean =>
  a.component === b.component && a.transport === b.transport && a.type === b.type && a.address === b.address;

/** Ports tell candidates apart before anything else has to be compared. */
function once(sessions: readonly SdpSession[], index: number): readonly Candidate[] {
  const found: Candidate[] = [];
  const byPort = new Map<number, Candidate[]>();
  for (const s of sessions)
    for (const c of s.media[index]?.candidates ?? []) {
      const same = byPort.get(c.port);
      if (same?.some((other) => alike(other, c))) continue;
      if (same) same.push(c);
      else byPort.set(c.port, [c]);
      found.push(c);
    }
  return found;
}

/** Addresses of the host candidates in these sessions, in order of appearance. */
export function hostAddresses(sessions: readonly SdpSession[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const session of sessions)
    for (const m of session.media) for (const c of m.candidates) if (c.type === 'host') found.add(c.address);
  return found;
}

/** The host candidates with that address, in order. */
export const hostCandidates = (
  sessions: readonly SdpSession[],
  address: string,
): readonly { readonly session: SdpSession; readonly candidate: Candidate }[] =>
  sessions.flatMap((session) =>
    session.media.flatMap((m) =>
      m.candidates.flatMap((candidate) =>
        candidate.type === 'host' && candidate.address === address ? [{ session, candidate }] : [],
      ),
    ),
  );
