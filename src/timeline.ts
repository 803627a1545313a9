/** What happened, in one order over all inputs: VPN, names, sign-ins, the Edge, calls, connections that failed. */
import { areaOf } from './areas.ts';
import { stamp } from './evidence.ts';
import type { Locus } from './facts.ts';
import { happeningsOf, type TimelineLane } from './happenings.ts';
import type { Incident } from './incident.ts';
import { TIMELINE_EVENTS } from './limits.ts';
import { counted, placeKey, proofIndex } from './proofs.ts';
import type { Finding } from './report.ts';
import { clean } from './text.ts';

export type { TimelineLane } from './happenings.ts';

export interface TimelineEvent {
  /** ISO 8601: in UTC with Z; without a zone in its source's local clock, whose distance from UTC is not known. */
  readonly time: string;
  readonly lane: TimelineLane;
  readonly words: string;
  /** bad: it failed, or a finding rests on it. */
  readonly state: 'ok' | 'bad' | 'info';
  readonly source: string;
  readonly line?: number;
  readonly frame?: number;
  /** Fingerprint of the first finding that it proves. */
  readonly finding?: string;
}

export interface Timeline {
  /** Those in UTC first, each part in order of time. */
  readonly events: readonly TimelineEvent[];
  /** Events past the limit; those that failed or prove a finding are the last to go. */
  readonly left: number;
}

/** Lane of a finding by its area. */
const LANES: Readonly<Record<string, TimelineLane>> = {
  'sign-in': 'sign-in',
  DNS: 'DNS',
  Exchange: 'DNS',
  candidates: 'calls',
  media: 'calls',
  Edge: 'Edge',
  tunnel: 'VPN',
};

/** Clock of each source, and a time of it as the report writes it. */
function stamper(incident: Incident): (at: Locus, time: number | undefined) => string | undefined {
  const clocks = new Map(incident.all('source.summary').map((s) => [s.at.source, s.clock]));
  return (at, time) => {
    if (time === undefined) return undefined;
    if ('frame' in at || clocks.get(at.source) === 'utc') return stamp(time, 'utc');
    const offset = incident.utcOffset(at.source);
    return offset === undefined ? stamp(time, 'local') : stamp(time - offset, 'utc');
  };
}

/** @param findings ranked; accepted ones and notes leave an event as it is. */
export function timelineOf(incident: Incident, findings: readonly Finding[]): Timeline {
  const stamped = stamper(incident);
  const provenBy = proofIndex(findings);
  const events = happeningsOf(incident).flatMap((h): TimelineEvent[] => {
    const time = stamped(h.at, h.time);
    if (time === undefined) return [];
    const finding = provenBy([h.at, ...(h.also ?? [])]);
    const bad = h.state === 'bad' || (finding !== undefined && h.accused === true);
    return [
      {
        time,
        lane: h.lane,
        words: clean(h.words, 240),
        state: bad ? 'bad' : h.state,
        ...h.at,
        source: clean(h.at.source),
        ...(finding === undefined ? {} : { finding }),
      },
    ];
  });
  // A finding about something that none of these is: its first place with a time.
  const told = new Set(events.map((e) => e.finding));
  const places = new Set(events.map(placeKey));
  for (const f of counted(findings)) {
    const proof = told.has(f.fingerprint) ? undefined : f.evidence.find((e) => e.time !== undefined);
    if (!proof?.time || places.has(placeKey(proof))) continue;
    places.add(placeKey(proof));
    const { source, line, frame } = proof;
    const time =
      line === undefined || proof.time.endsWith('Z')
        ? proof.time
        : stamped({ source, line }, Date.parse(`${proof.time}Z`));
    if (time === undefined) continue;
    events.push({
      time,
      lane: LANES[areaOf(f.rule) ?? ''] ?? 'network',
      words: f.title,
      state: 'bad',
      source,
      ...(line === undefined ? { frame: frame ?? 0 } : { line }),
      finding: f.fingerprint,
    });
  }
  const order = (e: TimelineEvent): string => `${e.time.endsWith('Z') ? 0 : 1} ${e.time}`;
  events.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
  if (events.length <= TIMELINE_EVENTS) return { events, left: 0 };
  const weight = (e: TimelineEvent): number => (e.state === 'bad' ? 0 : e.finding === undefined ? 2 : 1);
  const chosen = new Set(
    [...events.entries()]
      .sort(([i, a], [j, b]) => weight(a) - weight(b) || i - j)
      .slice(0, TIMELINE_EVENTS)
      .map(([i]) => i),
  );
  return { events: events.filter((_, i) => chosen.has(i)), left: events.length - chosen.size };
}
