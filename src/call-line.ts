/** A call as the report lists it. */
import { endpointText } from './addresses.ts';
import type { Call } from './calls.ts';
import { stamp } from './evidence.ts';
import type { Candidate, SdpSession } from './facts.ts';
import type { Incident } from './incident.ts';
import type { AddressClass, CallLine, CandidateLine } from './report.ts';
import { clean } from './text.ts';

export function callLine(call: Call, incident: Incident): CallLine {
  const first = call.messages.find((m) => m.time !== undefined)?.time;
  const last = call.messages.findLast((m) => m.time !== undefined)?.time;
  const start = stamp(first, 'local');
  const end = stamp(last, 'local');
  const selected = call.selected[0];
  return {
    id: clean(call.id),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    direction: call.direction,
    media: call.media,
    result: call.result,
    diagnostics: call.diagnostics.map((d) => d.code),
    localCandidates: candidates(call.local, (address) => incident.host.of(address)?.class),
    remoteCandidates: candidates(call.remote, () => undefined),
    selected: selected
      ? { media: selected.media, local: endpointText(selected.local), remote: endpointText(selected.remote) }
      : null,
  };
}

/** Offers and answers of a call repeat themselves: each candidate once, in order of appearance. */
function candidates(
  sessions: readonly SdpSession[],
  classOf: (address: string) => AddressClass | undefined,
): readonly CandidateLine[] {
  const seen = new Set<string>();
  const lines: CandidateLine[] = [];
  for (const session of sessions)
    for (const media of session.media)
      for (const c of media.candidates) {
        const key = `${media.media} ${c.component} ${c.transport} ${c.type} ${c.address} ${c.port}`;
        if (seen.has(key)) continue;
        seen.add(key);
        lines.push(candidateLine(media.media, c, c.type === 'host' ? classOf(c.address) : undefined));
      }
  return lines;
}

function candidateLine(media: string, c: Candidate, known: AddressClass | undefined): CandidateLine {
  return {
    media: clean(media, 40),
    component: c.component,
    transport: clean(c.transport, 20),
    address: c.address,
    port: c.port,
    type: c.type,
    ...(c.related ? { related: endpointText(c.related) } : {}),
    ...(known ? { class: known } : {}),
  };
}
