/** Whether the inputs are of one PC, one user and the same minutes; where not, or where nothing tells, the report says so:
 *  what one of them shows must not be taken for the other's. */
import { stamp } from './evidence.ts';
import type { Incident } from './incident.ts';
import { list } from './text.ts';

/** Offsets of local clocks in use: UTC-12 to UTC+14. Milliseconds. */
const WEST = -12 * 3_600_000;
const EAST = 14 * 3_600_000;

/** @returns sentences for the part of the report that says what was not seen. */
export function together(incident: Incident): readonly string[] {
  const apart = otherPc(incident);
  return [...users(incident), ...(apart ?? otherTime(incident))];
}

function users(incident: Incident): readonly string[] {
  const byUser = new Map<string, string>();
  for (const s of incident.signIns) {
    const source = s.messages[0]?.at.source;
    if (source !== undefined && !byUser.has(s.user)) byUser.set(s.user, source);
  }
  const sources = [...new Set(byUser.values())].sort();
  return sources.length < 2 ? [] : [`Whose incident it is: ${list(sources)} are logs of different users.`];
}

/** The log's own addresses, and those of every captured conversation. */
function otherPc(incident: Incident): readonly string[] | undefined {
  const faces = incident
    .all('capture.interface')
    .map((f) => incident.host.interfaceOf(f.at.source, f.index))
    .filter((f) => f !== undefined && f.class !== 'tunnel' && f.own.length > 0);
  if (faces.length === 0) return undefined;
  const own = new Set<string>();
  for (const m of incident.all('sip.message')) if (m.local && 'line' in m.at) own.add(m.local.address);
  for (const call of incident.calls)
    for (const session of call.local)
      if ('line' in session.at)
        for (const media of session.media) for (const c of media.candidates) if (c.type === 'host') own.add(c.address);
  // What runs in a tunnel is no surprise to miss on another adapter, and the other way round.
  const here = [...own].filter((a) => incident.host.of(a)?.class !== 'tunnel');
  if (here.length === 0) return undefined;
  const seen = (a: string): boolean => own.has(a);
  const shared =
    incident.all('tcp.conversation').some((c) => seen(c.client.address) || seen(c.server.address)) ||
    incident.all('ip.flow').some((f) => seen(f.client.address) || seen(f.server.address)) ||
    incident.all('stun.transaction').some((s) => seen(s.client.address)) ||
    incident.all('dns.exchange').some((d) => seen(d.client.address));
  if (shared) return undefined;
  const captured = [...new Set(faces.flatMap((f) => f?.own ?? []))].sort();
  return [
    `Whether the log and the capture are of the same PC: none of the log’s own addresses (${list(here.sort(), 3)}) is in the capture (of ${list(captured, 3)}).`,
  ];
}

function otherTime(incident: Incident): readonly string[] {
  const summaries = incident.all('source.summary').filter((s) => s.first !== undefined && s.last !== undefined);
  const logs = summaries.filter((s) => s.clock === 'local' && s.parser === 'uccapi-log');
  const captures = summaries.filter((s) => s.parser === 'capture');
  const log = span(logs);
  const capture = span(captures);
  if (!log || !capture) return [];
  const offsets = logs.map((s) => incident.utcOffset(s.at.source));
  const known = offsets.find((o) => o !== undefined);
  const first = log.first - (known ?? EAST);
  const last = log.last - (known ?? WEST);
  if (last < capture.first || first > capture.last) {
    const at = (time: number): string => stamp(time, 'utc')?.slice(0, 16).replace('T', ' ') ?? '';
    const zone = known === undefined ? '' : ' UTC';
    return [
      `What happened in the log’s minutes on the wire: the log is of ${at(known === undefined ? log.first : first)}${zone}, the capture of ${at(capture.first)} UTC; they do not overlap.`,
    ];
  }
  return known !== undefined
    ? []
    : [
        'Whether the log and the capture are of the same minutes: no connection of the log is in the capture, so that its distance from UTC is not known (--utc-offset tells it).',
      ];
}

function span(
  items: readonly { readonly first?: number | undefined; readonly last?: number | undefined }[],
): { readonly first: number; readonly last: number } | undefined {
  if (items.length === 0) return undefined;
  return {
    first: Math.min(...items.map((s) => s.first ?? Number.POSITIVE_INFINITY)),
    last: Math.max(...items.map((s) => s.last ?? Number.NEGATIVE_INFINITY)),
  };
}
