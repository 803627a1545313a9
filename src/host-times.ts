/** When an address of this PC came and went: by what its log offered over time, and by the VPN client's events. */
import type { Call } from './calls.ts';
import { stamp } from './evidence.ts';
import type { SdpSession, VpnEvent } from './facts.ts';

export interface Span {
  /** It was not there before, not there after; ISO 8601 in the log's local time. Not given = not known to have changed. */
  readonly from?: string;
  readonly until?: string;
}

interface Offer {
  readonly time: number;
  /** An address may stand there more than once. */
  readonly hosts: readonly string[];
}

/** An offer or answer that lists all addresses; one that only names the pair that was found does not ([MS-ICE2] 3.1.4.8). */
function whole(s: SdpSession): Offer | undefined {
  if (s.time === undefined || s.media.some((m) => m.remoteCandidates.length > 0)) return undefined;
  const hosts: string[] = [];
  for (const m of s.media)
    for (const c of m.candidates) if (c.type === 'host' && c.address !== hosts.at(-1)) hosts.push(c.address);
  return hosts.length === 0 ? undefined : { time: s.time, hosts };
}

/** What the offers say: an address that came once, went once, or both. */
function fromOffers(offers: readonly Offer[]): ReadonlyMap<string, Span> {
  const seen = new Map<string, { first: number; last: number; times: number }>();
  for (const [i, offer] of offers.entries())
    for (const address of offer.hosts) {
      const known = seen.get(address);
      if (!known) seen.set(address, { first: i, last: i, times: 1 });
      else if (known.last !== i) {
        known.last = i;
        known.times++;
      }
    }
  const spans = new Map<string, Span>();
  for (const [address, { first, last, times }] of seen) {
    // Gone and back again: no one span tells it.
    if (times !== last - first + 1) continue;
    const from = first === 0 ? undefined : stamp(offers[first]!.time, 'local');
    const until = last === offers.length - 1 ? undefined : stamp(offers[last]!.time, 'local');
    if (from !== undefined || until !== undefined)
      spans.set(address, { ...(from && { from }), ...(until && { until }) });
  }
  return spans;
}

/** What the VPN client's own events say; it knows better than offers, which are made only for calls. */
function fromEvents(events: readonly VpnEvent[]): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  const again = new Set<string>();
  /** Address that is up, by log. */
  const open = new Map<string, string>();
  for (const e of events) {
    const time = stamp(e.time, 'local');
    if (time === undefined) continue;
    if (e.address !== undefined && (e.event === 'connected' || e.event === 'address')) {
      const known = spans.get(e.address);
      if (known?.until !== undefined) again.add(e.address);
      if (!known) spans.set(e.address, { from: time });
      open.set(e.at.source, e.address);
    }
    const up = open.get(e.at.source);
    if (e.event === 'disconnected' && up !== undefined) {
      spans.set(up, { ...spans.get(up), until: time });
      open.delete(e.at.source);
    }
  }
  for (const address of again) spans.delete(address);
  return spans;
}

/** @returns spans by address, of those that are known to have come or gone. */
export function spansOf(calls: readonly Call[], events: readonly VpnEvent[]): ReadonlyMap<string, Span> {
  const offers = calls.flatMap((c) => c.local.flatMap((s) => whole(s) ?? [])).sort((a, b) => a.time - b.time);
  return new Map([...fromOffers(offers), ...fromEvents(events)]);
}
