/** The same as scan.ts for lines of files, at a fraction of the time: what no expression can match is passed over, and words
 *  that come again are remembered. In doubt scan.ts decides. */

import { REDACT_KNOWN, REDACT_KNOWN_LENGTH } from '../limits.ts';
import type { AddressMap } from './address-map.ts';
import { type Codes, textOf } from './codes.ts';
import { contextsIn, findsOf } from './contexts.ts';
import { LineMemory, type Replacement, timeOf } from './line-memory.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { scanner } from './scan.ts';
import type { Style } from './style.ts';
import { suspects } from './suspects.ts';
import { WordFilter } from './word-filter.ts';

/** What stands from `from` to `to` becomes `text`. */
export type Put = (from: number, to: number, text: string) => void;

export interface LineScan {
  /** @param bytes the codes are bytes of UTF-8.
   *  @param put is called from left to right. */
  line(codes: Codes, from: number, to: number, bytes: boolean, put: Put): void;
}

export interface LineScanOptions {
  /** Nothing is to be replaced yet. What a word teaches, it teaches the first time: all learning is "from now on", and the
   *  first kind stays. */
  readonly learning: boolean;
  /** Words and lines remembered. */
  readonly known?: number;
  readonly lines?: number;
}

/** @param style takes no account of what stands around an address. */
export function lineScan(
  names: Pseudonyms,
  addresses: AddressMap,
  style: Style,
  { learning, known: limit = REDACT_KNOWN, lines }: LineScanOptions,
): LineScan {
  const exact = scanner(names, style);
  // Whether a word is known changes nothing of what can be learned.
  const filter = learning ? new WordFilter() : names.filter;
  const known = new Map<string, string>();
  const memory = new LineMemory(lines);
  let version = names.version;
  let generation = addresses.generation;
  let bytes = true;

  /** What is remembered holds for what was learned then, and for addresses that are remembered as well. */
  const forget = (): void => {
    if (generation === addresses.generation && (learning || version === names.version)) return;
    known.clear();
    memory.forget();
    version = names.version;
    generation = addresses.generation;
  };

  const wordOf = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const { lost } = names;
    const next = exact.words(text, bytes);
    const taught = version !== names.version;
    forget();
    // A number beyond the limit of identifiers is given once.
    if (text.length > REDACT_KNOWN_LENGTH || names.lost !== lost || (taught && !learning)) return next;
    if (known.size >= limit) known.clear();
    known.set(text, next);
    return next;
  };

  /** @returns where to go on: what was passed over further on may be known by now. */
  const someWords = (codes: Codes, from: number, to: number, put: Put): number => {
    const places: number[] = [];
    if (!suspects(codes, from, to, filter, places)) {
      const text = textOf(codes, from, to);
      const next = exact.words(text, bytes);
      if (next !== text) put(from, to, next);
      return to;
    }
    const before = names.version;
    for (let n = 0; n < places.length; n += 2) {
      const start = places[n]!;
      const end = places[n + 1]!;
      const text = textOf(codes, start, end);
      const next = wordOf(text);
      if (next !== text) put(start, end, next);
      if (!learning && before !== names.version) return end;
    }
    return to;
  };

  const words = (codes: Codes, from: number, to: number, put: Put): void => {
    for (let at = from; at < to; ) at = someWords(codes, at, to, put);
  };

  const anew = (codes: Codes, from: number, to: number, put: Put): void => {
    let at = from;
    const contexts = contextsIn(codes, from, to);
    if (contexts !== 0) {
      const text = textOf(codes, from, to);
      for (const { start, end, kind } of findsOf(text, contexts)) {
        if (at < from + start) words(codes, at, from + start, put);
        const found = text.slice(start, end);
        const next = exact.found(kind, found, bytes);
        if (next !== found) put(from + start, from + end, next);
        forget();
        at = from + end;
      }
    }
    words(codes, at, to, put);
  };

  return {
    line(codes, from, to, asBytes, put) {
      if (asBytes !== bytes) {
        bytes = asBytes;
        known.clear();
        memory.forget();
      }
      forget();
      const begin = from + timeOf(codes, from, to);
      const timed = begin > from;
      const before = memory.find(codes, begin, to, timed);
      if (before !== undefined) {
        for (const r of before) put(begin + r.from, begin + r.to, r.text);
        return;
      }
      const { lost, version } = names;
      const found: Replacement[] = [];
      anew(codes, from, to, (start, end, text) => {
        found.push({ from: start - begin, to: end - begin, text });
        put(start, end, text);
      });
      // Where a line was replaced as a whole, its time is in the replacement.
      const steady = names.lost === lost && (learning || (names.version === version && !found.some((r) => r.from < 0)));
      if (steady) memory.keep(codes, begin, to, timed, learning ? [] : found);
    },
  };
}
