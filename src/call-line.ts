/** A call as the report lists it. */
import { endpointText } from './addresses.ts';
import type { Call } from './calls.ts';
import { writerOf } from './dialogs.ts';
import { stamp } from './evidence.ts';
import type { Candidate } from './facts.ts';
import type { Incident } from './incident.ts';
import type { SelectedPair } from './nominated.ts';
import { baseOf, type MediaLine } from './offer-answer.ts';
import type { AddressClass, CallLine, CandidateLine, PairLine } from './report.ts';
import { clean } from './text.ts';

export function callLine(call: Call, incident: Incident): CallLine {
  const first = call.messages.find((m) => m.time !== undefined)?.time;
  const last = call.messages.findLast((m) => m.time !== undefined)?.time;
  const start = stamp(first, 'local');
  const end = stamp(last, 'local');
  const pairs = [...call.selected, ...call.reported].map(pairLine);
  const { final, conference, transfer } = call;
  return {
    id: clean(call.id),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    direction: call.direction,
    media: call.media.map((m) => clean(m, 40)),
    result: call.result,
    ...(call.endedBy === undefined ? {} : { endedBy: clean(call.endedBy) }),
    ...(final?.status === undefined ? {} : { final: { status: final.status, reason: clean(final.reason ?? '') } }),
    ...(call.setup === undefined ? {} : { setup: call.setup }),
    ...(call.duration === undefined ? {} : { duration: call.duration }),
    ...(conference
      ? {
          conference: {
            ...(conference.server === undefined ? {} : { server: clean(conference.server, 40) }),
            ...(conference.id === undefined ? {} : { id: clean(conference.id, 64) }),
            ...(conference.focus === undefined ? {} : { focus: clean(conference.focus) }),
          },
        }
      : {}),
    ...(transfer
      ? {
          transfer: {
            ...(transfer.to === undefined ? {} : { to: clean(transfer.to) }),
            ...(transfer.by === undefined ? {} : { by: transfer.by }),
            ...(transfer.status === undefined ? {} : { status: transfer.status }),
            ...(transfer.call === undefined ? {} : { call: clean(transfer.call) }),
          },
        }
      : {}),
    ...(call.transferredFrom === undefined ? {} : { transferredFrom: clean(call.transferredFrom) }),
    ...(call.federated ? { federated: true } : {}),
    diagnostics: call.diagnostics.map((d) => d.code),
    diagnosticsBy: call.diagnostics.map((d) => ({ code: d.code, by: clean(writerOf(d)) })),
    localCandidates: candidates(
      call.lines,
      (l) => l.local,
      (address) => incident.host.of(address)?.class,
    ),
    remoteCandidates: candidates(
      call.lines,
      (l) => l.remote,
      () => undefined,
    ),
    selected: call.selected[0] ? pairLine(call.selected[0]) : null,
    pairs,
  };
}

function pairLine(pair: SelectedPair): PairLine {
  return {
    media: clean(pair.media, 40),
    local: endpointText(pair.local),
    remote: endpointText(pair.remote),
    by: pair.by,
    ...(pair.disagree.length === 0
      ? {}
      : {
          disagree: pair.disagree.map((d) => ({
            by: d.by,
            local: endpointText(d.local),
            remote: endpointText(d.remote),
          })),
        }),
  };
}

function candidates(
  lines: readonly MediaLine[],
  side: (line: MediaLine) => readonly Candidate[],
  classOf: (address: string) => AddressClass | undefined,
): readonly CandidateLine[] {
  const found: CandidateLine[] = [];
  for (const line of lines) {
    const all = side(line);
    const media = clean(line.media, 40);
    for (const c of all) {
      const base = baseOf(c, all);
      found.push(candidateLine(media, c, base, classOf(base)));
    }
  }
  return found;
}

/** Of a call centre's log, the report has some hundred thousand. */
function candidateLine(media: string, c: Candidate, base: string, known: AddressClass | undefined): CandidateLine {
  const line: { -readonly [K in keyof CandidateLine]: CandidateLine[K] } = {
    media,
    component: c.component,
    transport: clean(c.transport, 20),
    address: c.address,
    port: c.port,
    type: c.type,
  };
  if (c.related) line.related = endpointText(c.related);
  if (base !== c.address) line.base = base;
  if (known) line.class = known;
  return line;
}
