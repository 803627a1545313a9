/** STUN checks and TURN allocations of a capture that belong to one call, as events of its ladder. */
import { endpointText } from './addresses.ts';
import type { Call } from './calls.ts';
import { stamp } from './evidence.ts';
import type { Endpoint, SipMessage, StunTransaction } from './facts.ts';
import type { Incident } from './incident.ts';
import type { LadderRow } from './ladder.ts';
import { clean } from './text.ts';

/** Allocations begin before the INVITE that offers them; further back belongs to something else. ms */
const BEFORE = 15_000;
/** Checks of one pair that go on for longer than this show when they ended; ms. */
const LASTING = 2000;

/** Lane of this PC. */
export const PC = 0;

/** A row with its time in ms, in the clock of its source. */
export interface LadderEvent {
  readonly at: number | undefined;
  readonly row: Omit<LadderRow, 'time'>;
}

/** `192.168.1.34:50024` */
export const key = (e: Endpoint): string => endpointText(e);
/** `09:22:10.118` */
export const clockOf = (time: number | undefined): string | undefined => stamp(time, 'local')?.slice(11);

/** Where a reader finds it. */
export function place(fact: SipMessage | StunTransaction): string {
  const name = clean(fact.at.source, 40);
  return 'line' in fact.at ? `${name}:${fact.at.line}` : `${name} frame ${fact.at.frame}`;
}

/** Own transport addresses of a call, by what they are. */
export interface Own {
  readonly endpoints: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly ufrags: ReadonlySet<string>;
  /** Reflexive and relayed ones, as the relay gave them. */
  readonly given: ReadonlySet<string>;
}

const known = new WeakMap<Call, Own>();

/** By the descriptions that this client sent. */
export function ownOf(call: Call): Own {
  const own = known.get(call) ?? ownIn(call);
  known.set(call, own);
  return own;
}

function ownIn(call: Call): Own {
  const endpoints = new Set<string>();
  const addresses = new Set<string>();
  const ufrags = new Set<string>();
  const given = new Set<string>();
  for (const session of call.local)
    for (const media of session.media) {
      if (media.iceUfrag !== undefined) ufrags.add(media.iceUfrag);
      for (const c of media.candidates) {
        const base = c.type === 'host' ? c : c.type === 'srflx' ? c.related : undefined;
        if (base) {
          endpoints.add(key(base));
          addresses.add(base.address);
        }
        if (c.type !== 'host') given.add(key(c));
      }
    }
  return { endpoints, addresses, ufrags, given };
}

/** How a transaction is known to be one of this call: named by its ufrags or its SIP Call-ID; else by its endpoints, whose
 *  ports other calls reuse. */
function tie(s: StunTransaction, call: Call, own: Own): 'named' | 'endpoint' | undefined {
  if (s.sipCallId !== undefined && s.sipCallId !== '') return s.sipCallId === call.id ? 'named' : undefined;
  if (s.username !== undefined && own.ufrags.size > 0)
    return s.username.split(':').some((u) => own.ufrags.has(u)) ? 'named' : undefined;
  const given = [s.relayed, s.mapped].some((e) => e !== undefined && own.given.has(key(e)));
  return given || own.endpoints.has(key(s.client)) || own.endpoints.has(key(s.server)) ? 'endpoint' : undefined;
}

/** Each transaction once. */
export interface Captured {
  readonly checks: readonly StunTransaction[];
  readonly allocations: readonly StunTransaction[];
}

/** The same packets captured on two adapters, or in two files, are one transaction. */
function distinct(transactions: readonly StunTransaction[]): readonly StunTransaction[] {
  const seen = new Set<string>();
  return transactions.filter((s) => {
    if (s.method !== 'binding' && s.method !== 'allocate') return false;
    const id = `${s.transactionId} ${s.method} ${key(s.client)} ${key(s.peer ?? s.server)}`;
    return !seen.has(id) && seen.add(id) !== undefined;
  });
}

/** @param span of the call in UTC, where the clocks are tied. */
export function captured(
  call: Call,
  own: Own,
  incident: Incident,
  span: readonly [number, number] | undefined,
): Captured {
  const all = distinct(incident.all('stun.transaction'));
  if (all.length === 0) return { checks: [], allocations: [] };
  const inSpan = (s: StunTransaction): boolean =>
    span === undefined || s.time === undefined || (s.time >= span[0] - BEFORE && s.time <= span[1]);
  const belongs = (s: StunTransaction): boolean => {
    const by = tie(s, call, own);
    return by === 'named' || (by === 'endpoint' && inSpan(s));
  };
  const allocate = all.filter((s) => s.method === 'allocate');
  const clients = new Set(allocate.filter(belongs).map((s) => key(s.client)));
  // An allocation that failed gave the call no address to know it by: it is this call's when no other call claims it.
  const theirs = new Set<string>();
  for (const other of incident.calls) {
    if (other.id === call.id) continue;
    const { endpoints, given } = ownOf(other);
    for (const e of [...endpoints, ...given]) theirs.add(e);
  }
  const claimed = (s: StunTransaction): boolean =>
    (s.sipCallId !== undefined && s.sipCallId !== '' && s.sipCallId !== call.id) ||
    [s.client, s.relayed, s.mapped].some((e) => e !== undefined && theirs.has(key(e)));
  const successful = new Set(allocate.filter((s) => s.result === 'success').map((s) => key(s.client)));
  const orphan = (s: StunTransaction): boolean => span !== undefined && !successful.has(key(s.client)) && !claimed(s);
  return {
    checks: all.filter((s) => s.method === 'binding' && belongs(s)),
    allocations: allocate.filter((s) => inSpan(s) && (clients.has(key(s.client)) || orphan(s))),
  };
}

/** All tries from one socket at one server; `lane` is the server's. */
export function allocationEvent(tries: readonly [StunTransaction, ...StunTransaction[]], lane: number): LadderEvent {
  const [first] = tries;
  const success = tries.find((s) => s.result === 'success');
  const refused = tries.filter((s) => s.result === 'error').map((s) => `${s.errorCode ?? '?'}`);
  const sent = tries.reduce((sum, s) => sum + s.transmissions, 0);
  const result = success
    ? `relay ${success.relayed ? key(success.relayed) : 'allocated'}${success.mapped ? `, seen as ${key(success.mapped)}` : ''}`
    : refused.length > 0
      ? `refused (${[...new Set(refused)].join(', ')})`
      : 'no answer';
  return {
    at: first.time,
    row: {
      from: PC,
      to: lane,
      label: `TURN ×${sent}`,
      place: place(first),
      details: [`Allocate over ${first.transport}: ${key(first.client)} → ${key(first.server)}: ${result}`],
    },
  };
}

/** All checks of one pair and direction; `lane` is the remote party's, `shift` the ms from UTC to the clock shown. */
export function checkEvent(
  tries: readonly [StunTransaction, ...StunTransaction[]],
  lane: number,
  isOwn: (address: string) => boolean,
  classOf: (address: string) => string,
  shift: number,
): LadderEvent {
  const [first] = tries;
  const outgoing = isOwn(first.client.address);
  const mine = outgoing ? first.client : first.server;
  const relay = first.peer ? (outgoing ? first.server : first.client) : undefined;
  const theirs = first.peer ?? (outgoing ? first.server : first.client);
  const sent = tries.reduce((sum, s) => sum + s.transmissions, 0);
  const errors = tries.flatMap((s) => (s.result === 'error' ? [`${s.errorCode ?? '?'}`] : []));
  const result = tries.some((s) => s.result === 'success')
    ? 'answered'
    : errors.length > 0
      ? `error ${[...new Set(errors)].join(', ')}`
      : 'no answer';
  const last = Math.max(...tries.map((s) => s.time ?? 0));
  const end = last - (first.time ?? 0) > LASTING ? `, repeated until ${clockOf(last + shift)?.slice(0, 8)}` : '';
  const nominating = tries.some((s) => s.useCandidate) ? ', nominating' : '';
  const via = relay ? ` by relay ${key(relay)}` : '';
  return {
    at: first.time,
    row: {
      from: outgoing ? PC : lane,
      to: outgoing ? lane : PC,
      label: `STUN ×${sent}`,
      place: place(first),
      details: [
        `${key(mine)}${classOf(mine.address)}${via} ${outgoing ? '→' : '←'} ${key(theirs)}: ${result}${nominating}${end}`,
      ],
    },
  };
}
