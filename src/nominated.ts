/** The nominated pair of each media line, by everyone who tells it: the final offer or answer, the capture's checks
 *  with USE-CANDIDATE, the media blobs of diagnostics headers. */
import { canonical } from './addresses.ts';
import type { Check } from './checks.ts';
import type { Candidate, Endpoint, Fact, SdpSession, SipDiagnostic } from './facts.ts';
import type { MediaLine } from './offer-answer.ts';

export type PairSource = 'sdp' | 'capture' | 'diagnostics';

export interface Pair {
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

/** The nominated pair of one media line, component 1. */
export interface SelectedPair {
  readonly media: string;
  /** `candidate`: the one of ours that was offered; none for a peer-reflexive address. */
  readonly local: Endpoint & { readonly candidate?: Candidate | undefined };
  readonly remote: Endpoint & { readonly candidate?: Candidate | undefined };
  /** Who tells it, the strongest first. Diagnostics alone name addresses of both sides, not surely the nominated ones. */
  readonly by: readonly PairSource[];
  /** Who tells another pair. */
  readonly disagree: readonly (Pair & { readonly by: PairSource })[];
  readonly proof: Fact;
}

const same = (a: Endpoint | undefined, b: Endpoint | undefined): boolean =>
  a !== undefined && b !== undefined && a.address === b.address && a.port === b.port;

const offered = (list: readonly Candidate[], at: Endpoint): Candidate | undefined => list.find((c) => same(c, at));

/** The last description with remote-candidates names both ends ([MS-ICE2] final offer; RFC 5245 B.6). */
function fromSdp(sessions: readonly SdpSession[], line: number): (Pair & { readonly proof: Fact }) | undefined {
  const session = sessions.findLast(
    (s) => s.direction !== 'unknown' && (s.media[line]?.remoteCandidates.length ?? 0) > 0,
  );
  const media = session?.media[line];
  if (!session || !media?.default) return undefined;
  const nominated = media.remoteCandidates.find((c) => c.component === 1) ?? media.remoteCandidates[0]!;
  const remote = { address: nominated.address, port: nominated.port };
  const [local, peer] = session.direction === 'sent' ? [media.default, remote] : [remote, media.default];
  return { local, remote: peer, proof: session };
}

/** The last check with USE-CANDIDATE that was answered ([MS-ICE2] 4: regular nomination). */
function fromChecks(line: MediaLine, checks: readonly Check[]): (Pair & { check: Check }) | undefined {
  const component = (c: Check): number =>
    (offered(line.remote, c.remote) ?? offered(line.local, c.local) ?? offered(line.local, own(line, c)))?.component ??
    1;
  const nominated = checks
    .filter((c) => c.stun.useCandidate && c.stun.result === 'success' && component(c) === 1)
    .sort((a, b) => (a.stun.time ?? 0) - (b.stun.time ?? 0))
    .at(-1);
  return nominated && { local: own(line, nominated), remote: nominated.remote, check: nominated };
}

/** Our candidate of a check. Through the Edge it is a relay there; its port is what the peer saw, where that is known. */
function own(line: MediaLine, c: Check): Endpoint {
  const { mapped, client, server } = c.stun;
  if (!c.relayed) return c.local;
  const edge = c.sent ? server.address : client.address;
  if (c.sent && mapped && offered(line.local, mapped)) return mapped;
  const relay = line.local.find((x) => x.type === 'relay' && x.address === edge && x.component === 1);
  return relay ? { address: relay.address, port: relay.port } : (mapped ?? c.local);
}

interface Sites {
  readonly local: readonly Endpoint[];
  readonly remote: readonly Endpoint[];
  /** This client wrote it: then its own side is the first host candidate or the relay, not surely the chosen one. */
  readonly mine: boolean;
  readonly proof: SipDiagnostic;
}

/** `192.168.1.34:50034`, `192.0.2.60::58513`, `[2001:db8::1]:50034` */
function site(text: string | undefined): Endpoint | undefined {
  const parts = /^\[?(.{2,45}?)\]?:{1,2}(\d{1,5})$/.exec(text ?? '');
  const address = parts ? canonical(parts[1]!) : undefined;
  return address === undefined ? undefined : { address, port: Number(parts![2]) };
}

const plain = (media: string): string => media.replace(/-/g, '').toLowerCase();

/** LocalSite, LocalMR, RemoteSite and RemoteMR, turned to this client's view. */
function fromDiagnostics(line: MediaLine, diagnostics: readonly SipDiagnostic[]): Sites | undefined {
  for (const d of diagnostics.toReversed()) {
    const { media } = d;
    if (!media || d.direction === 'unknown' || plain(media.mediaType ?? line.media) !== plain(line.media)) continue;
    const read = (...keys: string[]): Endpoint[] => keys.flatMap((k) => site(media.keys[k]) ?? []);
    const [here, there] = [read('localsite', 'localmr'), read('remotesite', 'remotemr')];
    if (here.length === 0 || there.length === 0) continue;
    const mine = d.direction === 'sent';
    return { local: mine ? here : there, remote: mine ? there : here, mine, proof: d };
  }
  return undefined;
}

const names = (sites: readonly Endpoint[], at: Endpoint): boolean => sites.some((s) => s.address === at.address);

/**
 * @param sure false also yields what only diagnostics tell.
 * @returns at most one pair a media line that came up or was tried.
 */
export function pairOf(
  line: MediaLine,
  sessions: readonly SdpSession[],
  checks: readonly Check[],
  diagnostics: readonly SipDiagnostic[],
): SelectedPair | undefined {
  const sdp = fromSdp(sessions, line.index);
  const wire = fromChecks(line, checks);
  const sites = fromDiagnostics(line, diagnostics);
  const first = sdp ?? (wire && { ...wire, proof: wire.check.stun }) ?? undefined;
  if (!first) {
    if (!sites) return undefined;
    return complete(line, { local: sites.local[0]!, remote: sites.remote[0]! }, ['diagnostics'], [], sites.proof);
  }
  const by: PairSource[] = [sdp ? 'sdp' : 'capture'];
  const disagree: (Pair & { by: PairSource })[] = [];
  if (sdp && wire) {
    const base = offered(line.local, sdp.local)?.related;
    const { mapped } = wire.check.stun;
    const here = [wire.local, mapped, wire.check.relayed ? undefined : wire.check.local];
    const agrees = same(wire.remote, sdp.remote) && here.some((e) => same(e, sdp.local) || same(e, base));
    if (agrees) by.push('capture');
    else disagree.push({ by: 'capture', local: wire.local, remote: wire.remote });
  }
  if (sites) {
    const [local, remote] = [names(sites.local, first.local), names(sites.remote, first.remote)];
    // What the writer calls its own site is no claim about the pair; what it calls the other's is.
    if (local && remote) by.push('diagnostics');
    else if (sites.mine ? !remote : !local)
      disagree.push({ by: 'diagnostics', local: sites.local[0]!, remote: sites.remote[0]! });
  }
  return complete(line, first, by, disagree, first.proof);
}

function complete(
  line: MediaLine,
  pair: Pair,
  by: readonly PairSource[],
  disagree: SelectedPair['disagree'],
  proof: Fact,
): SelectedPair {
  const end = (at: Endpoint, list: readonly Candidate[]) => ({
    address: at.address,
    port: at.port,
    candidate: offered(list, at),
  });
  return {
    media: line.media,
    local: end(pair.local, line.local),
    remote: end(pair.remote, line.remote),
    by,
    disagree,
    proof,
  };
}
