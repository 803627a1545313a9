/** Who is called what in one run: a number for each identifier, in order of appearance. */
import { REDACT_WORDS } from '../limits.ts';
import { COMMON } from './vocabulary.ts';
import { WordFilter } from './word-filter.ts';

export type WordKind = 'user' | 'host' | 'domain' | 'phone' | 'id' | 'guid' | 'mac' | 'ssid';

/** Shortest word that is replaced wherever it stands; shorter ones are too often something else. */
const SHORTEST = 3;

export class Pseudonyms {
  private readonly numbers = new Map<string, number>();
  private readonly counts = new Map<WordKind, number>();
  /** What was learned to be an identifier, and is one wherever it stands; lower case. */
  private readonly learned = new Map<string, WordKind>();
  /** Holds every learned word. */
  readonly filter = new WordFilter();
  /** Goes up with every word that is learned. */
  version = 0;
  /** Learned words that did not fit in. */
  lost = 0;

  /** From 1. @param key the identifier in the form all its spellings share. */
  number(kind: WordKind, key: string): number {
    const full = `${kind}:${key}`;
    let number = this.numbers.get(full);
    if (number === undefined) {
      number = (this.counts.get(kind) ?? 0) + 1;
      this.counts.set(kind, number);
      if (this.numbers.size >= REDACT_WORDS) this.lost++;
      else this.numbers.set(full, number);
    }
    return number;
  }

  /** From now on the word is an identifier wherever it stands. The first kind it is learned as stays. */
  learn(kind: WordKind, key: string): void {
    if (key.length < SHORTEST || COMMON.has(key) || /^[\d._-]+$/.test(key) || this.learned.has(key)) return;
    if (this.learned.size >= REDACT_WORDS) this.lost++;
    else {
      this.learned.set(key, kind);
      this.filter.add(key);
      this.version++;
    }
  }

  kindOf(key: string): WordKind | undefined {
    return this.learned.get(key);
  }

  /** Forgets who has which number; what was learned stays. */
  restart(): void {
    this.numbers.clear();
    this.counts.clear();
    this.lost = 0;
  }

  /** Pseudonym, as long as the original, and original, in order of appearance. */
  *originals(): Generator<readonly [string, string]> {
    for (const [full, number] of this.numbers) {
      const colon = full.indexOf(':');
      const kind = full.slice(0, colon) as WordKind;
      const key = full.slice(colon + 1);
      yield [kind === 'mac' || kind === 'guid' ? `${kind}-${number}` : fitted(kind, number, key.length), key];
    }
  }
}

const STEMS: Readonly<Record<WordKind, string>> = {
  user: 'user',
  host: 'host',
  domain: 'domain',
  phone: '',
  id: '',
  guid: '',
  mac: '',
  ssid: 'ssid',
};

/** A word for `number` of exactly `length` characters: `user1`, `us12`, `host00004`. Two numbers of one kind give two
 *  words while letters and digits of that length suffice. */
export function fitted(kind: WordKind, number: number, length: number): string {
  const stem = STEMS[kind];
  const digits = String(number);
  if (stem === '') return digits.length <= length ? digits.padStart(length, '0') : digits.slice(-length);
  if (length > digits.length) {
    const front = stem.slice(0, length - digits.length);
    return front + digits.padStart(length - front.length, '0');
  }
  let rest = number;
  let word = '';
  const front = length > 1 ? stem[0]! : '';
  while (word.length < length - front.length) {
    word = String.fromCharCode(97 + (rest % 26)) + word;
    rest = Math.floor(rest / 26);
  }
  return front + word;
}
