/** Whether a word may be the beginning of a learned one, at the price of one look into a table of bits (Bloom 1970, with
 *  one hash): no is certain. */
import { REDACT_FILTER_BITS } from '../limits.ts';

/** Of a word of ASCII letters and digits: its hash begins so, */
export const SEED = 0x811c9dc5 | 0;
/** and goes on so (FNV-1a), capitals as small letters; digits have the bit anyway. */
export const hashed = (hash: number, code: number): number => Math.imul(hash ^ (code | 0x20), 0x01000193);

export class WordFilter {
  private readonly bits = new Uint8Array(REDACT_FILTER_BITS >> 3);

  /** @param key lower case. What is looked for are its first letters and digits, as far as nothing else comes between: every
   *  text that holds the key as a word, or as parts of a longer one, holds these as a word. Others than ASCII are not
   *  added. */
  add(key: string): void {
    const first = /[a-z0-9\u0080-\uffff]+/.exec(key)?.[0] ?? '';
    let hash = SEED;
    for (let n = 0; n < first.length; n++) hash = hashed(hash, first.charCodeAt(n));
    this.bits[this.place(hash)]! |= 1 << (hash & 7);
  }

  mayHold(hash: number): boolean {
    return (this.bits[this.place(hash)]! & (1 << (hash & 7))) !== 0;
  }

  private place(hash: number): number {
    return ((hash ^ (hash >>> 15)) >>> 3) & ((REDACT_FILTER_BITS >> 3) - 1);
  }
}
