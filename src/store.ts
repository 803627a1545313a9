import type { Fact, FactKind, FactOf } from './facts.ts';
import { CAPTURE_FACTS, FACTS_PER_KIND } from './limits.ts';
import { isCallMedia } from './offer-answer.ts';

/** Kinds of which the oldest are kept when full: what damaged an input first matters more than the thousandth echo. */
const KEEP_OLDEST: ReadonlySet<FactKind> = new Set<FactKind>([
  'input.malformed',
  'source.summary',
  'capture.interface',
]);

/** Kinds of which a capture has the most. */
const OF_CAPTURES: ReadonlySet<FactKind> = new Set<FactKind>([
  'tcp.conversation',
  'ip.flow',
  'dns.exchange',
  'stun.transaction',
]);

/** A message or session counts once for each so many candidates: a hostile one holds hundreds, a usual one some dozen. */
const CANDIDATES_PER_WEIGHT = 16;

function weightOf(fact: Fact): number {
  const sdp = fact.kind === 'sip.message' ? fact.sdp : fact.kind === 'sdp.session' ? fact : undefined;
  if (!sdp) return 1;
  let candidates = 0;
  for (const media of sdp.media) candidates += media.candidates.length;
  return Math.max(1, Math.ceil(candidates / CANDIDATES_PER_WEIGHT));
}

/** The facts of one kind: those before `head` were let go. */
interface Queue {
  facts: (Fact | undefined)[];
  head: number;
  weight: number;
  readonly limit: number;
}

/** Keeps the facts of a run, each kind up to a limit, and counts what it let go. */
export class FactStore {
  readonly #kinds = new Map<FactKind, Queue>();
  readonly #dropped = new Map<FactKind, number>();
  readonly #limit: number;
  /** Call-IDs of INVITEs for media that were let go; at most as many as messages are kept. */
  readonly #calls = new Set<string>();
  /** Such INVITEs past that. */
  #invites = 0;

  constructor(limit: number = FACTS_PER_KIND) {
    this.#limit = limit;
  }

  add(fact: Fact): void {
    let queue = this.#kinds.get(fact.kind);
    if (!queue) {
      const limit = OF_CAPTURES.has(fact.kind) ? Math.min(this.#limit, CAPTURE_FACTS) : this.#limit;
      queue = { facts: [], head: 0, weight: 0, limit };
      this.#kinds.set(fact.kind, queue);
    }
    if (fact.kind === 'source.summary' && fact.notMade !== undefined)
      for (const [kind, count] of Object.entries(fact.notMade)) this.#count(kind as FactKind, count);
    const weight = weightOf(fact);
    if (KEEP_OLDEST.has(fact.kind) && queue.weight + weight > queue.limit) {
      this.#count(fact.kind);
      return;
    }
    queue.facts.push(fact);
    queue.weight += weight;
    while (queue.weight > queue.limit && queue.head < queue.facts.length - 1) this.#letGo(queue);
  }

  #letGo(queue: Queue): void {
    const old = queue.facts[queue.head]!;
    queue.facts[queue.head++] = undefined;
    queue.weight -= weightOf(old);
    this.#count(old.kind);
    if (
      old.kind === 'sip.message' &&
      old.method === 'INVITE' &&
      old.status === undefined &&
      old.sdp?.media.some(isCallMedia)
    ) {
      if (this.#calls.size < this.#limit || this.#calls.has(old.callId)) this.#calls.add(old.callId);
      else this.#invites++;
    }
    // Halving keeps the cost of moving what is left below one step a fact.
    if (queue.head * 2 > queue.facts.length && queue.head > 1024) {
      queue.facts = queue.facts.slice(queue.head);
      queue.head = 0;
    }
  }

  #count(kind: FactKind, count = 1): void {
    this.#dropped.set(kind, (this.#dropped.get(kind) ?? 0) + count);
  }

  /** Facts of a kind so far, those let go included. */
  count(kind: FactKind): number {
    const queue = this.#kinds.get(kind);
    return (queue ? queue.facts.length - queue.head : 0) + (this.#dropped.get(kind) ?? 0);
  }

  /** In order of arrival. */
  all<K extends FactKind>(kind: K): readonly FactOf<K>[] {
    const queue = this.#kinds.get(kind);
    return queue ? (queue.facts.slice(queue.head) as Fact[] as FactOf<K>[]) : [];
  }

  /** Call-IDs whose INVITE was let go; other messages of the call may still be here. */
  get callsLetGo(): ReadonlySet<string> {
    return this.#calls;
  }

  /** INVITEs let go beyond those: by now too many to know which repeat each other. */
  get invitesLetGo(): number {
    return this.#invites;
  }

  get dropped(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#dropped].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
