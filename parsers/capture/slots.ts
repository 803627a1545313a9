import { BUCKET, OPEN_FLOWS } from '../../src/limits.ts';

/** Of a table's entries, far fewer than it holds at most. */
const LAZY = 64;
const WRAP = 0x3fffffff;

/**
 * A bounded hash table that knows which entry was idle longest. Keys stay with the caller: it hashes, walks
 * `first`/`next` and compares. Typed arrays, so that a look-up allocates nothing.
 */
export class Slots<T> {
  /** Next entry of the same bucket; -1 = the last. */
  next: Int32Array = new Int32Array(64);
  /** Full hash of each entry. */
  hashes: Int32Array = new Int32Array(64);
  readonly values: (T | undefined)[] = [];
  private heads: Int32Array = new Int32Array(256).fill(-1);
  private newer: Int32Array = new Int32Array(64);
  private older: Int32Array = new Int32Array(64);
  private free = -1;
  private newest = -1;
  /** Entry idle longest; -1 when empty. */
  oldest = -1;
  count = 0;
  private readonly limit: number;
  /** Entries added so far, and how many when an entry was last touched. */
  private added = 0;
  private touchedAt: Int32Array = new Int32Array(64);

  constructor(limit: number = OPEN_FLOWS) {
    this.limit = limit;
  }

  /** First entry of the bucket of `hash`; -1 = empty. */
  first(hash: number): number {
    return this.heads[hash & (this.heads.length - 1)]!;
  }

  /** The entry that must go before one with `hash` can be added: the table's longest idle, or the last of an
   *  overlong bucket; -1 = none. */
  victim(hash: number): number {
    let length = 0;
    let last = -1;
    for (let i = this.first(hash); i >= 0; i = this.next[i]!) {
      last = i;
      length++;
    }
    if (length >= BUCKET) return last;
    return this.count >= this.limit ? this.oldest : -1;
  }

  add(hash: number, value: T): number {
    let slot = this.free;
    if (slot >= 0) {
      this.free = this.next[slot]!;
      this.values[slot] = value;
    } else {
      slot = this.values.length;
      if (slot === this.next.length) this.grow();
      this.values.push(value);
    }
    const bucket = hash & (this.heads.length - 1);
    this.next[slot] = this.heads[bucket]!;
    this.heads[bucket] = slot;
    this.hashes[slot] = hash;
    this.touchedAt[slot] = this.added = (this.added + 1) & WRAP;
    this.count++;
    this.link(slot);
    return slot;
  }

  /** Marks the entry as just used. */
  touch(slot: number): void {
    if (slot === this.newest) return;
    this.unlink(slot);
    this.link(slot);
  }

  /** Like `touch`, but an entry that fewer than LAZY were added after may stay where it is: none of those in use is the
   *  longest idle by then. For entries that nearly every packet asks for. */
  use(slot: number): void {
    if (((this.added - this.touchedAt[slot]!) & WRAP) < LAZY) return;
    this.touchedAt[slot] = this.added;
    this.touch(slot);
  }

  remove(slot: number): void {
    const bucket = this.hashes[slot]! & (this.heads.length - 1);
    let at = this.heads[bucket]!;
    if (at === slot) this.heads[bucket] = this.next[slot]!;
    else {
      while (this.next[at] !== slot) at = this.next[at]!;
      this.next[at] = this.next[slot]!;
    }
    this.unlink(slot);
    this.values[slot] = undefined;
    this.next[slot] = this.free;
    this.free = slot;
    this.count--;
  }

  private link(slot: number): void {
    this.newer[slot] = -1;
    this.older[slot] = this.newest;
    if (this.newest >= 0) this.newer[this.newest] = slot;
    else this.oldest = slot;
    this.newest = slot;
  }

  private unlink(slot: number): void {
    const newer = this.newer[slot]!;
    const older = this.older[slot]!;
    if (newer >= 0) this.older[newer] = older;
    else this.newest = older;
    if (older >= 0) this.newer[older] = newer;
    else this.oldest = newer;
  }

  private grow(): void {
    this.next = doubled(this.next);
    this.hashes = doubled(this.hashes);
    this.newer = doubled(this.newer);
    this.older = doubled(this.older);
    this.touchedAt = doubled(this.touchedAt);
    this.heads = new Int32Array(this.heads.length * 2).fill(-1);
    for (let slot = 0; slot < this.values.length; slot++) {
      if (this.values[slot] === undefined) continue;
      const bucket = this.hashes[slot]! & (this.heads.length - 1);
      this.next[slot] = this.heads[bucket]!;
      this.heads[bucket] = slot;
    }
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Mixes one word into a hash (the step of MurmurHash3). */
export function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  hash ^= Math.imul(k, 0x1b873593);
  hash = (hash << 13) | (hash >>> 19);
  return (Math.imul(hash, 5) + 0xe6546b64) | 0;
}

/** Spreads a finished hash over its low bits. */
export function spread(hash: number): number {
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
