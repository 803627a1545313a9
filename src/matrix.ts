/** The candidate pairs of a call, local × remote, each with what the capture shows of its connectivity checks
 *  (RFC 8445 6.1.2). Candidates are put together by address: ports and components of one kind share a row. */

import { endpointText } from './addresses.ts';
import type { Call } from './calls.ts';
import { type Check, type CheckIndex, checksOf } from './checks.ts';
import type { Candidate, Endpoint, IcmpError, StunTransaction } from './facts.ts';
import type { Incident } from './incident.ts';
import { MATRIX_LINES, MATRIX_SIDE } from './limits.ts';
import { baseOf, type MediaLine } from './offer-answer.ts';
import { wentOn } from './reach.ts';
import type { AddressClass } from './report.ts';
import { clean, list } from './text.ts';

/** answered: a check of this PC was, or the pair was nominated. refused: a STUN error. icmp: a router or host sent ICMP.
 *  one-sided: checks of the other side came in, none of this PC's was answered. no-answer: sent, and the capture went on
 *  long enough. not-tried: the capture would have shown a check. unknown: no capture that could tell. */
export type PairOutcome = 'answered' | 'refused' | 'icmp' | 'one-sided' | 'no-answer' | 'not-tried' | 'unknown';

export interface MatrixEnd {
  /** host, srflx, prflx, relay. */
  readonly type: string;
  readonly transport: string;
  readonly address: string;
  readonly ports: readonly number[];
  /** Where its packets leave, where that is another address. */
  readonly base?: string;
  /** Of the interface that holds the base; this PC's candidates only. */
  readonly class?: AddressClass;
}

export interface MatrixPair {
  /** Numbers into `locals` and `remotes`. */
  readonly local: number;
  readonly remote: number;
  readonly outcome: PairOutcome;
  /** `sent 4 ×, no answer`; '' for what was not seen. */
  readonly words: string;
  readonly nominated?: true;
  /** Of the first checks. */
  readonly source?: string;
  readonly frames?: readonly number[];
}

export interface Matrix {
  readonly media: string;
  readonly locals: readonly MatrixEnd[];
  readonly remotes: readonly MatrixEnd[];
  /** Ends that share transport and IP version; others cannot be paired. */
  readonly pairs: readonly MatrixPair[];
  /** Ends past the limit. */
  readonly left: number;
}

/** Frames named with a pair. */
const FRAMES = 4;
/** Ports named with an end. */
const PORTS = 6;

interface End extends MatrixEnd {
  readonly ports: number[];
}

function endsOf(
  candidates: readonly Candidate[],
  baseFor: (c: Candidate) => string,
  classOf: (address: string) => AddressClass | undefined,
): End[] {
  const ends = new Map<string, End>();
  for (const c of candidates) {
    const base = baseFor(c);
    const key = `${c.type} ${c.transport} ${c.address} ${base}`;
    const known = ends.get(key);
    if (known) {
      if (!known.ports.includes(c.port) && known.ports.length < PORTS) known.ports.push(c.port);
      continue;
    }
    const kind = classOf(base);
    ends.set(key, {
      type: c.type,
      transport: clean(c.transport, 20),
      address: c.address,
      ports: [c.port],
      ...(base === c.address ? {} : { base }),
      ...(kind === undefined ? {} : { class: kind }),
    });
  }
  return [...ends.values()];
}

/** TCP candidates are checked active to passive (RFC 6544 6.2); simultaneous-open ones with their like. */
const OPPOSITE: Readonly<Record<string, string>> = { 'TCP-ACT': 'TCP-PASS', 'TCP-PASS': 'TCP-ACT' };
const fits = (a: MatrixEnd, b: MatrixEnd): boolean =>
  (OPPOSITE[a.transport] ?? a.transport) === b.transport && a.address.includes(':') === b.address.includes(':');

const inTransport = (end: MatrixEnd, s: StunTransaction): boolean =>
  end.transport.startsWith('UDP') === (s.transport === 'udp');

/** Row of a check. Through the Edge it is that of the relay there; its own socket is not the candidate's. */
function rowOf(c: Check, locals: readonly End[]): number {
  if (c.relayed) {
    const edge = c.sent ? c.stun.server.address : c.stun.client.address;
    return locals.findIndex((l) => l.type === 'relay' && l.address === edge && inTransport(l, c.stun));
  }
  const here = (l: End): boolean => l.address === c.local.address && inTransport(l, c.stun);
  const exact = locals.findIndex((l) => l.type !== 'relay' && here(l) && l.ports.includes(c.local.port));
  return exact >= 0 ? exact : locals.findIndex((l) => l.type !== 'relay' && (here(l) || l.base === c.local.address));
}

/** Columns by address. */
type Columns = Map<string, number[]>;

const columnsOf = (remotes: readonly End[]): Columns => {
  const columns: Columns = new Map();
  for (const [i, r] of remotes.entries()) columns.set(r.address, [...(columns.get(r.address) ?? []), i]);
  return columns;
};

function columnOf(c: Check, remotes: readonly End[], columns: Columns): number {
  const here = columns.get(c.remote.address) ?? [];
  return here.find((i) => remotes[i]!.ports.includes(c.remote.port)) ?? here[0] ?? -1;
}

const flowKey = (source: string, protocol: string, client: Endpoint, server: Endpoint): string =>
  `${source} ${protocol} ${endpointText(client)}>${endpointText(server)}`;

/** ICMP errors by the packet they quote. */
export type Rejections = ReadonlyMap<string, IcmpError>;

export function rejectionsOf(incident: Incident): Rejections {
  const found = new Map<string, IcmpError>();
  for (const e of incident.all('icmp.error'))
    if (e.quoted && (e.meaning === 'unreachable' || e.meaning === 'time-exceeded'))
      found.set(flowKey(e.at.source, e.quoted.protocol, e.quoted.client, e.quoted.server), e);
  return found;
}

function outcomeOf(
  checks: readonly Check[],
  incident: Incident,
  rejections: Rejections,
): Pick<MatrixPair, 'outcome' | 'words'> {
  const sent = checks.filter((c) => c.sent);
  const received = checks.length - sent.length;
  const times = sent.reduce((sum, c) => sum + c.stun.transmissions, 0);
  const theirs = received > 0 ? `, ${received} of theirs came in` : '';
  if (sent.some((c) => c.stun.result === 'success'))
    return { outcome: 'answered', words: `sent ${times} ×, answered${theirs}` };
  const codes = [...new Set(sent.flatMap((c) => (c.stun.result === 'error' ? [`${c.stun.errorCode ?? '?'}`] : [])))];
  if (codes.length > 0) return { outcome: 'refused', words: `refused (${list(codes, 4)})${theirs}` };
  const icmp = sent
    .map(({ stun: s }) => rejections.get(flowKey(s.at.source, s.transport, s.client, s.server)))
    .find((e) => e !== undefined);
  if (icmp) return { outcome: 'icmp', words: `ICMP ${icmp.type}/${icmp.code} from ${icmp.from}${theirs}` };
  if (received > 0)
    return { outcome: 'one-sided', words: `${sent.length > 0 ? `sent ${times} ×, no answer` : 'none sent'}${theirs}` };
  const over = sent.some(({ stun }) => {
    const last = stun.requests.at(-1);
    return last !== undefined && wentOn(incident, stun.at.source, stun.interface, last.time);
  });
  return over
    ? { outcome: 'no-answer', words: `sent ${times} ×, no answer` }
    : { outcome: 'unknown', words: `sent ${times} ×; the capture ends too soon` };
}

/** Own addresses whose adapter a capture without a filter shows from the call's first message to its last. */
function shownBy(call: Call, incident: Incident): ReadonlySet<string> {
  const times = call.messages.flatMap((m) => m.time ?? []);
  const source = call.messages[0]?.at.source ?? '';
  const offset = incident.utcOffset(source);
  if (offset === undefined || times.length === 0) return new Set();
  const [first, last] = [Math.min(...times) - offset, Math.max(...times) - offset];
  return new Set(
    incident.all('capture.interface').flatMap((f) => {
      const whole = f.first !== undefined && f.first <= first && f.last !== undefined && f.last >= last;
      return whole && !f.filter ? (incident.host.interfaceOf(f.at.source, f.index)?.own ?? []) : [];
    }),
  );
}

function matrix(
  line: MediaLine,
  checks: readonly Check[],
  call: Call,
  incident: Incident,
  rejections: Rejections,
): Matrix | undefined {
  const allLocals = endsOf(
    line.local,
    (c) => baseOf(c, line.local),
    (address) => incident.host.of(address)?.class,
  );
  // A reflexive candidate's checks are those of its base (RFC 8445 6.1.2.4): it has no row where the base has one.
  const own = allLocals.filter(
    (l) => l.type !== 'srflx' || !allLocals.some((h) => h.type === 'host' && h.address === l.base),
  );
  const known = endsOf(
    line.remote,
    (c) => c.address,
    () => undefined,
  );
  // An address that no candidate named: peer-reflexive (RFC 8445 7.3.1.3).
  const columns = columnsOf(known);
  for (const c of checks)
    if (!columns.has(c.remote.address)) {
      columns.set(c.remote.address, [known.length]);
      known.push({
        type: 'prflx',
        transport: c.stun.transport.toUpperCase(),
        address: c.remote.address,
        ports: [c.remote.port],
      });
    }
  const locals = own.slice(0, MATRIX_SIDE);
  const remotes = known.slice(0, MATRIX_SIDE);
  if (locals.length === 0 || remotes.length === 0) return undefined;
  const byPair = new Map<string, Check[]>();
  for (const c of checks) {
    const key = `${rowOf(c, locals)} ${columnOf(c, known, columns)}`;
    const same = byPair.get(key);
    if (same) same.push(c);
    else byPair.set(key, [c]);
  }
  const nominated = call.selected.find((p) => p.media === line.media);
  const isNominated = (l: End, r: End): boolean =>
    nominated !== undefined &&
    l.address === nominated.local.address &&
    l.ports.includes(nominated.local.port) &&
    r.address === nominated.remote.address &&
    r.ports.includes(nominated.remote.port);
  const shown = shownBy(call, incident);
  const pairs = locals.flatMap((l, i) =>
    remotes.flatMap((r, j): MatrixPair[] => {
      const here = byPair.get(`${i} ${j}`);
      if (!here && !fits(l, r)) return [];
      const chosen = isNominated(l, r);
      const seen = here
        ? outcomeOf(here, incident, rejections)
        : ({ outcome: shown.has(l.base ?? l.address) ? 'not-tried' : 'unknown', words: '' } as const);
      const told: Pick<MatrixPair, 'outcome' | 'words'> =
        chosen && seen.outcome !== 'answered'
          ? { outcome: 'answered', words: `nominated, by ${list(nominated?.by ?? [])}` }
          : seen;
      const frames = here?.flatMap((c) => ('frame' in c.stun.at ? [c.stun.at.frame] : [])).sort((a, b) => a - b) ?? [];
      return [
        {
          local: i,
          remote: j,
          ...told,
          ...(chosen ? { nominated: true } : {}),
          ...(here && frames.length > 0
            ? { source: clean(here[0]!.stun.at.source), frames: frames.slice(0, FRAMES) }
            : {}),
        },
      ];
    }),
  );
  return {
    media: clean(line.media, 40),
    locals,
    remotes,
    pairs,
    left: own.length + known.length - locals.length - remotes.length,
  };
}

/** @returns one a media line that both sides have candidates for. */
export function matricesOf(
  call: Call,
  index: CheckIndex,
  rejections: Rejections,
  incident: Incident,
): readonly Matrix[] {
  return call.lines
    .flatMap(
      (line) => matrix(line, checksOf(index, call.local, call.remote, line.index), call, incident, rejections) ?? [],
    )
    .slice(0, MATRIX_LINES);
}
