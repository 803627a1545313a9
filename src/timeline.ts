/** What happened, in one order over all inputs: VPN, names, sign-ins, the Edge, calls, connections that failed. */
import { areaOf } from './areas.ts';
import { stamp } from './evidence.ts';
import type { Locus } from './facts.ts';
import { happeningsOf, type TimelineLane } from './happenings.ts';
import type { Incident } from './incident.ts';
import { TIMELINE_EVENTS } from './limits.ts';
import { counted, Places, proofIndex } from './proofs.ts';
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

/** An event before it is known whether it is one of those that are kept. */
interface Draft {
  readonly time: string;
  readonly state: TimelineEvent['state'];
  readonly lane: TimelineLane;
  readonly at: Locus;
  readonly finding: string | undefined;
  readonly words: () => string;
}

const eventOf = ({ time, state, lane, at, finding, words }: Draft): TimelineEvent => ({
  time,
  lane,
  words: clean(words(), 240),
  state,
  ...at,
  source: clean(at.source),
  ...(finding === undefined ? {} : { finding }),
});

/** @param findings ranked; accepted ones and notes leave an event as it is. */
export function timelineOf(incident: Incident, findings: readonly Finding[]): Timeline {
  const stamped = stamper(incident);
  const provenBy = proofIndex(findings);
  const events: Draft[] = [];
  // A finding about something that none of these is gets an event of its own: its first place with a time.
  const told = new Set<string>();
  const places = new Places<true>();
  for (const h of happeningsOf(incident)) {
    const time = stamped(h.at, h.time);
    if (time === undefined) continue;
    const finding = provenBy(h.also === undefined ? [h.at] : [h.at, ...h.also]);
    const bad = h.state === 'bad' || (finding !== undefined && h.accused === true);
    if (finding !== undefined) told.add(finding);
    places.add(h.at, true);
    events.push({ time, state: bad ? 'bad' : h.state, lane: h.lane, at: h.at, finding, words: h.words });
  }
  for (const f of counted(findings)) {
    const proof = told.has(f.fingerprint) ? undefined : f.evidence.find((e) => e.time !== undefined);
    if (!proof?.time || places.has(proof)) continue;
    places.add(proof, true);
    const { source, line, frame } = proof;
    const time =
      line === undefined || proof.time.endsWith('Z')
        ? proof.time
        : stamped({ source, line }, Date.parse(`${proof.time}Z`));
    if (time === undefined) continue;
    events.push({
      time,
      state: 'bad',
      lane: LANES[areaOf(f.rule) ?? ''] ?? 'network',
      at: line === undefined ? { source, frame: frame ?? 0 } : { source, line },
      finding: f.fingerprint,
      words: () => f.title,
    });
  }
  const local = (e: Draft): number => (e.time.endsWith('Z') ? 0 : 1);
  events.sort((a, b) => local(a) - local(b) || (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  if (events.length <= TIMELINE_EVENTS) return { events: events.map(eventOf), left: 0 };
  const weight = (e: Draft): number => (e.state === 'bad' ? 0 : e.finding === undefined ? 2 : 1);
  const chosen = new Set(
    [...events.entries()]
      .sort(([i, a], [j, b]) => weight(a) - weight(b) || i - j)
      .slice(0, TIMELINE_EVENTS)
      .map(([i]) => i),
  );
  return { events: events.filter((_, i) => chosen.has(i)).map(eventOf), left: events.length - chosen.size };
}
