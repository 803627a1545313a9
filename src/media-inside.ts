/** Media that a capture shows inside the tunnel: RTP, and TURN to a public Edge. */
import type { Call } from './calls.ts';
import type { Endpoint, RtpStream, StunTransaction } from './facts.ts';
import type { Incident } from './incident.ts';
import { type TunnelFlow, tunnelFlows } from './tunnel-flows.ts';

/** Two seconds of voice: less is a probe. */
const PACKETS = 100;
/** Voice has 50 packets a second each way (20 ms), of these sizes with a tunnel's headers; seconds of it. */
const PACE = { least: 40, most: 62, smallest: 100, largest: 330, seconds: 10 };

export interface Inside {
  readonly own: Endpoint;
  readonly remote: Endpoint;
  readonly fact: RtpStream | StunTransaction;
  readonly rtp?: RtpStream | undefined;
  readonly stun?: StunTransaction | undefined;
}

/** This PC's end of two, where one of them is its tunnel's. */
function ends(
  fact: Inside['fact'],
  a: Endpoint,
  b: Endpoint,
  incident: Incident,
): readonly [own: Endpoint, remote: Endpoint] | undefined {
  const face = incident.host.interfaceOf(fact.at.source, fact.interface);
  const ours = (e: Endpoint): boolean => {
    const known = incident.host.of(e.address);
    if (known?.class === 'tunnel' && known.confidence !== 'possible') return true;
    return face?.class === 'tunnel' && face.confidence !== 'possible' && face.own.includes(e.address);
  };
  return ours(a) ? [a, b] : ours(b) ? [b, a] : undefined;
}

/** Whether a stream may be SfB's: other programs have RTP as well. Where calls or an A/V Edge are known, it runs between
 *  what they named; where nothing is known, any may be. */
function mayBeSfb(incident: Incident): (own: Endpoint, remote: Endpoint) => boolean {
  const sockets = new Set<string>();
  const addresses = new Set(
    [...incident.servers.values()].filter((s) => s.roles.has('media-relay')).map((s) => s.address),
  );
  for (const call of incident.calls) {
    for (const { media } of call.local)
      for (const e of media.flatMap((m) => m.candidates.flatMap((c) => [c, c.related])))
        sockets.add(`${e?.address} ${e?.port}`);
    for (const { media } of call.remote) for (const m of media) for (const c of m.candidates) addresses.add(c.address);
  }
  const known = sockets.size > 0 || addresses.size > 0;
  return (own, remote) => !known || sockets.has(`${own.address} ${own.port}`) || addresses.has(remote.address);
}

/** With a remote side outside: a peer or Edge inside is reached by the tunnel as it should be. */
export function mediaInside(incident: Incident): readonly Inside[] {
  const sfb = mayBeSfb(incident);
  const rtp = incident.all('rtp.stream').flatMap((r): Inside[] => {
    const pair = r.packets >= PACKETS ? ends(r, r.from, r.to, incident) : undefined;
    return pair && incident.isPublic(pair[1].address) && sfb(...pair)
      ? [{ own: pair[0], remote: pair[1], fact: r, rtp: r }]
      : [];
  });
  const turn = incident.all('stun.transaction').flatMap((s): Inside[] => {
    if (s.dialect !== 'ms-turn' || s.method !== 'allocate' || s.result !== 'success') return [];
    const pair = ends(s, s.client, s.server, incident);
    return pair && incident.isPublic(pair[1].address) ? [{ own: pair[0], remote: pair[1], fact: s, stun: s }] : [];
  });
  return [...rtp, ...turn];
}

/** Calls of the log that offered or nominated one of these ends. */
export function callsOn(incident: Incident, inside: readonly Inside[]): readonly Call[] {
  const own = new Set(inside.map((m) => `${m.own.address} ${m.own.port}`));
  const ours = (e: Endpoint | undefined): boolean => e !== undefined && own.has(`${e.address} ${e.port}`);
  return incident.calls.filter(
    (call) =>
      call.selected.some((p) => ours(p.local)) ||
      call.local.some((s) => s.media.some((m) => m.candidates.some((c) => ours(c) || ours(c.related)))),
  );
}

/** Seen from outside only: a tunnel at the pace of voice while a call was up, and no RTP beside it. */
export function tunnelAtMediaPace(
  incident: Incident,
): { readonly tunnel: TunnelFlow; readonly call: Call } | undefined {
  if (incident.all('rtp.stream').length > 0 || incident.all('ip.flow').some((f) => f.rtpSent + f.rtpReceived > 0))
    return undefined;
  const voice = (rate: number, size: number): boolean =>
    rate >= PACE.least && rate <= PACE.most && size >= PACE.smallest && size <= PACE.largest;
  for (const tunnel of tunnelFlows(incident)) {
    const { rates, sizes, seconds, flow } = tunnel;
    if (seconds < PACE.seconds || !voice(rates[0], sizes[0]) || !voice(rates[1], sizes[1])) continue;
    const call = incident.calls.find((c) => {
      const offset = incident.utcOffset(c.messages[0]?.at.source ?? '');
      const begin = c.messages[0]?.time;
      if (!c.answered || offset === undefined || begin === undefined) return false;
      const from = begin - offset + (c.setup ?? 0);
      return from < flow.last.time && (flow.time ?? 0) < from + (c.duration ?? 0);
    });
    if (call) return { tunnel, call };
  }
  return undefined;
}

/** RTP arrived at an endpoint that this client offered in the call. */
export function mediaCameIn(call: Call, incident: Incident): boolean {
  const streams = incident.all('rtp.stream').filter((r) => r.packets >= PACKETS);
  if (streams.length === 0) return false;
  const own = new Set(
    call.local.flatMap((s) =>
      s.media.flatMap((m) => m.candidates.flatMap((c) => [c, c.related].map((e) => `${e?.address} ${e?.port}`))),
    ),
  );
  return streams.some((r) => own.has(`${r.to.address} ${r.to.port}`));
}
