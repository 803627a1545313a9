import type { Fact, FactKind, FactOf } from './facts.ts';
import { FACTS_PER_KIND } from './limits.ts';
import { isCallMedia } from './offer-answer.ts';

/** Kinds of which the oldest are kept when full: what damaged an input first matters more than the thousandth echo. */
const KEEP_OLDEST: ReadonlySet<FactKind> = new Set<FactKind>([
  'input.malformed',
  'source.summary',
  'capture.interface',
]);

/** Keeps the facts of a run, each kind up to a limit, and counts what it let go. */
export class FactStore {
  readonly #kinds = new Map<FactKind, { facts: Fact[]; next: number }>();
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
    let ring = this.#kinds.get(fact.kind);
    if (!ring) {
      ring = { facts: [], next: 0 };
      this.#kinds.set(fact.kind, ring);
    }
    if (ring.facts.length < this.#limit) {
      ring.facts.push(fact);
      return;
    }
    this.#dropped.set(fact.kind, (this.#dropped.get(fact.kind) ?? 0) + 1);
    if (KEEP_OLDEST.has(fact.kind)) return;
    const old = ring.facts[ring.next]!;
    if (
      old.kind === 'sip.message' &&
      old.method === 'INVITE' &&
      old.status === undefined &&
      old.sdp?.media.some(isCallMedia)
    ) {
      if (this.#calls.size < this.#limit || this.#calls.has(old.callId)) this.#calls.add(old.callId);
      else this.#invites++;
    }
    ring.facts[ring.next] = fact;
    ring.next = (ring.next + 1) % this.#limit;
  }

  /** In order of arrival. */
  all<K extends FactKind>(kind: K): readonly FactOf<K>[] {
    const ring = this.#kinds.get(kind);
    if (!ring) return [];
    const inOrder = ring.next === 0 ? ring.facts : [...ring.facts.slice(ring.next), ...ring.facts.slice(0, ring.next)];
    return inOrder as FactOf<K>[];
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
