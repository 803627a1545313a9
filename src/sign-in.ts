/** Sign-ins out of SIP messages: each time a client went to a registrar, and what came of it (RFC 3261 10; [MS-SIPREGE]). */
import { endpointText } from './addresses.ts';
import type { Endpoint, MediaRelayAuth, SipDiagnostic, SipMessage, SourceSummary } from './facts.ts';
import { isClientLog } from './rotation.ts';

/** A log that ends this soon behind a request could not have shown that nobody answers. Milliseconds. */
export const PATIENCE = 10_000;
/** Failed attempts that lie no further apart belong to one wait of the user. Milliseconds. */
const ONE_WAIT = 180_000;
/** Failed attempts remembered of one wait, the first ones. */
const FAILED = 16;

/** `challenged`: asked for credentials and the client did not come back. `open`: the log ends too soon to tell. */
export type SignInResult = 'signed-in' | 'refused' | 'redirected' | 'unanswered' | 'challenged' | 'open';

/** One attempt: REGISTER requests of one dialog over one connection, up to the final answer. */
export interface SignIn {
  readonly callId: string;
  /** SIP URI of the user, lower case. */
  readonly user: string;
  readonly messages: readonly SipMessage[];
  /** `refresh`: the same dialog and connection had been let in before. `again`: a new connection after that. */
  readonly kind: 'first' | 'again' | 'refresh';
  readonly registrar?: Endpoint | undefined;
  readonly local?: Endpoint | undefined;
  readonly start?: number | undefined;
  /** Of the final answer. */
  readonly end?: number | undefined;
  readonly result: SignInResult;
  /** The final answer. */
  readonly answer?: SipMessage | undefined;
  /** By what the server said (`ms-user-logon-data: RemoteUser`), else by its address; only once let in. */
  readonly way: 'edge' | 'inside' | 'unknown';
  readonly challenges: number;
  readonly diagnostics: readonly SipDiagnostic[];
  /** Attempts of the same user right before that came to nothing, oldest first, at most 16. */
  readonly failed: readonly SignIn[];
  /** What the server or the client said of its network, in the sign-in or, failing that, soon after. */
  readonly subnet?: string | undefined;
  readonly mediaLocation?: string | undefined;
  readonly relays?: RelayCredentials | undefined;
}

/** What MRAS was asked and said during a sign-in ([MS-MRAS]). */
export interface RelayCredentials {
  readonly location?: string | undefined;
  readonly relays: MediaRelayAuth['relays'];
  readonly request?: SipMessage | undefined;
  readonly answer?: SipMessage | undefined;
}

export interface SignInInput {
  readonly messages: readonly SipMessage[];
  readonly summaries: readonly SourceSummary[];
  /** What came later was left out, local clock. */
  readonly until?: number | undefined;
  isInternal(address: string): boolean;
  isPublic(address: string): boolean;
}

interface Attempt {
  readonly callId: string;
  readonly user: string;
  readonly messages: SipMessage[];
  readonly peer: Endpoint | undefined;
  readonly local: Endpoint | undefined;
  final: SipMessage | undefined;
}

const CHALLENGES: ReadonlySet<number> = new Set([401, 407]);

const same = (a: Endpoint | undefined, b: Endpoint | undefined): boolean =>
  a === undefined || b === undefined || (a.address === b.address && a.port === b.port);

/** REGISTERs of clients only: a server's log holds those of many, as received. */
const isRequest = (m: SipMessage): boolean => m.status === undefined && m.direction !== 'received';
const isAnswer = (m: SipMessage): boolean => m.status !== undefined && m.direction !== 'sent';

/** Requests and their answers: an answer goes to the newest attempt of its dialog that asked, on its connection. */
function attemptsOf(messages: readonly SipMessage[]): readonly Attempt[] {
  const attempts: Attempt[] = [];
  const dialogs = new Map<string, Attempt[]>();
  for (const m of messages) {
    if (m.method !== 'REGISTER') continue;
    const mine = dialogs.get(m.callId) ?? [];
    dialogs.set(m.callId, mine);
    if (isRequest(m)) {
      const last = mine.at(-1);
      if (last && !last.final && same(last.peer, m.remote) && same(last.local, m.local)) last.messages.push(m);
      else {
        const made: Attempt = {
          callId: m.callId,
          user: (m.from ?? m.to ?? '').toLowerCase(),
          messages: [m],
          peer: m.remote,
          local: m.local ?? m.via,
          final: undefined,
        };
        mine.push(made);
        attempts.push(made);
      }
    } else if (isAnswer(m)) {
      const asked = mine.findLast((a) => !a.final && same(a.peer, m.remote));
      if (!asked) continue;
      asked.messages.push(m);
      if (m.status! >= 200 && !CHALLENGES.has(m.status!)) asked.final = m;
    }
  }
  return attempts;
}

/** Time up to which the log would have shown an answer to a request of that source. A rotated log goes on in the next
 *  file when that begins where this one ends. */
function horizon({ messages, summaries, until }: SignInInput): (source: string) => number {
  const ends = new Map<string, number>();
  const starts = new Map<string, number>();
  const note = (source: string, first: number | undefined, last: number | undefined): void => {
    if (last !== undefined) ends.set(source, Math.max(ends.get(source) ?? last, last));
    if (first !== undefined) starts.set(source, Math.min(starts.get(source) ?? first, first));
  };
  for (const m of messages) note(m.at.source, m.time, m.time);
  for (const s of summaries) if (isClientLog(s)) note(s.at.source, s.first, s.last);
  return (source) => {
    let end = ends.get(source) ?? Number.NEGATIVE_INFINITY;
    for (let grown = true; grown; ) {
      grown = false;
      for (const [other, first] of starts)
        if (first <= end + PATIENCE && first >= (starts.get(source) ?? first) && (ends.get(other) ?? first) > end) {
          end = ends.get(other)!;
          grown = true;
        }
    }
    return Math.min(end, until ?? end);
  };
}

function resultOf(a: Attempt, horizonOf: (source: string) => number): SignInResult {
  const { final } = a;
  if (final) return final.status! < 300 ? 'signed-in' : final.status! < 400 ? 'redirected' : 'refused';
  const last = a.messages.at(-1)!;
  const over = last.time !== undefined && horizonOf(last.at.source) - last.time >= PATIENCE;
  if (!over) return 'open';
  return last.status === undefined ? 'unanswered' : 'challenged';
}

function wayOf(a: Attempt, input: SignInInput): SignIn['way'] {
  if (!a.final || a.final.status! >= 300) return 'unknown';
  if (a.messages.some((m) => m.remoteUser)) return 'edge';
  if (a.peer === undefined) return 'unknown';
  if (input.isInternal(a.peer.address)) return 'inside';
  return input.isPublic(a.peer.address) && a.peer.port === 443 ? 'edge' : 'unknown';
}

/** What MRAS said in these messages. */
function credentials(services: readonly SipMessage[]): RelayCredentials | undefined {
  const request = services.find((m) => m.mediaRelay?.type === 'request');
  const answer = services.find((m) => m.mediaRelay?.type === 'response');
  if (!request && !answer) return undefined;
  const relays = answer?.mediaRelay?.relays ?? [];
  return {
    location: request?.mediaRelay?.location ?? answer?.mediaRelay?.location ?? relays[0]?.location,
    relays,
    request,
    answer,
  };
}

/** In order of their first requests. Refreshes that went well are among them (`kind`). */
export function signInsOf(input: SignInInput): readonly SignIn[] {
  const servers = new Set(input.summaries.filter((s) => s.parser === 'cls-log').map((s) => s.at.source));
  const messages = input.messages.filter((m) => !servers.has(m.at.source));
  const attempts = attemptsOf(messages);
  const horizonOf = horizon(input);
  const services = messages.filter((m) => m.mediaRelay !== undefined);
  const placed = messages.filter((m) => m.subnet !== undefined || m.mediaLocation !== undefined);
  // When the same user's next sign-in that succeeds begins, by attempt.
  const nextLetIn: (number | undefined)[] = [];
  const coming = new Map<string, number | undefined>();
  for (const [index, a] of [...attempts.entries()].reverse()) {
    nextLetIn[index] = coming.get(a.user);
    if (a.final && a.final.status! < 300) coming.set(a.user, a.messages[0]!.time);
  }
  const letIn = new Map<string, Attempt>();
  const waiting = new Map<string, SignIn[]>();
  const made: SignIn[] = [];
  for (const [index, a] of attempts.entries()) {
    const start = a.messages[0]!.time;
    const result = resultOf(a, horizonOf);
    const last = letIn.get(a.user);
    const kind =
      last === undefined
        ? 'first'
        : last.callId === a.callId && same(last.local, a.local) && same(last.peer, a.peer)
          ? 'refresh'
          : 'again';
    const earlier = waiting.get(a.user) ?? [];
    const recent = earlier.filter(
      (e) => start !== undefined && e.start !== undefined && start - (e.end ?? e.start) <= ONE_WAIT,
    );
    const fresh = result === 'signed-in' && kind !== 'refresh';
    const from = a.final?.time ?? 0;
    const before = nextLetIn[index] ?? Number.POSITIVE_INFINITY;
    const mine = (m: SipMessage): boolean =>
      (m.time ?? 0) >= from && (m.time ?? 0) < before && [m.from, m.to].some((uri) => uri?.toLowerCase() === a.user);
    const told = (pick: (m: SipMessage) => string | undefined): string | undefined => {
      const own = a.messages.find((m) => pick(m) !== undefined);
      const other = own ?? (fresh ? placed.find((m) => pick(m) !== undefined && mine(m)) : undefined);
      return other && pick(other);
    };
    const signIn: SignIn = {
      callId: a.callId,
      user: a.user,
      messages: a.messages,
      kind,
      registrar: a.peer,
      local: a.local,
      start,
      end: a.final?.time,
      result,
      answer: a.final,
      way: wayOf(a, input),
      challenges: a.messages.filter((m) => m.status !== undefined && CHALLENGES.has(m.status)).length,
      diagnostics: a.messages.flatMap((m) => m.diagnostics),
      failed: recent,
      subnet: told((m) => m.subnet),
      mediaLocation: told((m) => m.mediaLocation),
      relays: fresh ? credentials(services.filter(mine)) : undefined,
    };
    made.push(signIn);
    if (result === 'signed-in') {
      letIn.set(a.user, a);
      waiting.delete(a.user);
    } else waiting.set(a.user, recent.length < FAILED ? [...recent, signIn] : recent);
  }
  return made;
}

export interface Fallback {
  readonly signIn: SignIn;
  /** Attempts at other registrars that nobody answered, oldest first. */
  readonly dead: readonly [SignIn, ...SignIn[]];
  /** From the first of these to the answer that let the client in, ms. */
  readonly took: number;
}

/** A sign-in that waited for registrars which never answered, and succeeded elsewhere. */
export function fallbackOf(signIn: SignIn): Fallback | undefined {
  const { registrar, end } = signIn;
  if (signIn.result !== 'signed-in' || signIn.kind === 'refresh' || !registrar || end === undefined) return undefined;
  const [first, ...rest] = signIn.failed.filter(
    (f) => f.result === 'unanswered' && f.registrar && endpointText(f.registrar) !== endpointText(registrar),
  );
  if (!first || first.start === undefined || end - first.start < PATIENCE) return undefined;
  return { signIn, dead: [first, ...rest], took: end - first.start };
}
