/** Which IKE requests of this PC went unanswered although the capture could have shown the answer. */
import { endpointText } from './addresses.ts';
import type { IcmpError, IkeExchange } from './facts.ts';
import type { Incident } from './incident.ts';
import { wentOn } from './reach.ts';

/** Requests before silence says something: the first and two repeats (RFC 7296 2.1 leaves number and times open). */
const TRIES = 3;
/** Milliseconds of capture behind the last request; strongSwan's first wait is 4 s. */
export const IKE_PATIENCE = 5_000;

export interface IkeSilence {
  readonly exchange: IkeExchange;
  /** start: the first message. auth: the exchange after it. later: of a tunnel that was up (rekey, liveness). */
  readonly stage: 'start' | 'auth' | 'later';
  /** The first message of the same negotiation, which was answered. */
  readonly began?: IkeExchange | undefined;
  readonly rejected?: IcmpError | undefined;
}

const START: ReadonlySet<string> = new Set(['SA_INIT', 'main', 'aggressive']);
const AUTH: ReadonlySet<string> = new Set(['AUTH']);

const stageOf = (x: IkeExchange): IkeSilence['stage'] =>
  START.has(x.exchange) ? 'start' : AUTH.has(x.exchange) ? 'auth' : 'later';

const way = (source: string, from: string, to: string): string => `${source} ${from} ${to}`;
const later = (known: Map<string, number>, key: string, time: number): void => {
  if (time > (known.get(key) ?? Number.NEGATIVE_INFINITY)) known.set(key, time);
};

/** When each side was last heard by the other: IKE of it, and packets of the tunnel. */
function heardOf(incident: Incident): ReadonlyMap<string, number> {
  const heard = new Map<string, number>();
  for (const y of incident.all('ike.exchange')) {
    const { source } = y.at;
    // An answer, and a request of the other side's own.
    if (y.answer) later(heard, way(source, y.server.address, y.client.address), y.answer.time);
    const asked = y.requests.at(-1);
    if (asked) later(heard, way(source, y.client.address, y.server.address), asked.time);
  }
  for (const f of incident.all('ip.flow')) {
    if (f.tunnel === 'ike') continue;
    if (f.sent > 0) later(heard, way(f.at.source, f.client.address, f.server.address), f.last.time);
    if (f.received > 0) later(heard, way(f.at.source, f.server.address, f.client.address), f.last.time);
  }
  return heard;
}

/** Something came by this interface to this PC at all: both directions were captured. */
function twoSided(x: IkeExchange, incident: Incident): boolean {
  const face = incident.all('capture.interface').find((f) => f.at.source === x.at.source && f.index === x.interface);
  return face?.addresses.some((a) => a.address === x.client.address && a.received > 0) ?? false;
}

export function ikeSilences(incident: Incident): { readonly silences: readonly IkeSilence[]; readonly open: boolean } {
  const all = incident.all('ike.exchange');
  const heard = heardOf(incident);
  const rejections = new Map<string, IcmpError>();
  for (const e of incident.all('icmp.error'))
    if (e.meaning === 'unreachable' && e.quoted)
      rejections.set(way(e.at.source, e.quoted.client.address, endpointText(e.quoted.server)), e);
  const begun = new Map<string, IkeExchange>();
  for (const y of all) if (y.answer && stageOf(y) === 'start') begun.set(y.initiatorSpi, y);
  const silences: IkeSilence[] = [];
  let open = false;
  for (const x of all) {
    const last = x.requests.at(-1);
    if (x.answer || last === undefined) continue;
    // IKEv1 answers no informational message, nor the last one of aggressive and quick mode (RFC 2408 4.8).
    if (x.version === 1 && (x.exchange === 'informational' || (x.exchange !== 'main' && x.transmissions < TRIES)))
      continue;
    // Whoever was heard afterwards is there, whatever became of the one request.
    const first = x.requests[0]!.time;
    if ((heard.get(way(x.at.source, x.server.address, x.client.address)) ?? 0) > first) continue;
    const own = incident.host.interfaceOf(x.at.source, x.interface)?.own ?? [];
    // A gateway that asks a PC which was switched off is no fault.
    if (own.includes(x.server.address) || (stageOf(x) === 'later' && !own.includes(x.client.address))) continue;
    const rejected = rejections.get(way(x.at.source, x.client.address, endpointText(x.server)));
    const enough =
      x.transmissions >= TRIES &&
      twoSided(x, incident) &&
      wentOn(incident, x.at.source, x.interface, last.time, IKE_PATIENCE);
    if (!rejected && !enough) {
      open = true;
      continue;
    }
    const began = begun.get(x.initiatorSpi);
    silences.push({ exchange: x, stage: stageOf(x), began, rejected });
  }
  return { silences, open };
}
