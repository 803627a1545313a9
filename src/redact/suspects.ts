/** Where in a line something may stand that redaction replaces by itself, without words around it: one pass that looks for
 *  what every such thing must have. It says yes too often, never no too often; the expressions of scan.ts then decide. */
import type { Codes } from './codes.ts';
import { hashed, SEED, type WordFilter } from './word-filter.ts';

/** Kinds of characters. A run of any but the first is a cluster: no expression of scan.ts looks beyond one, but for two
 *  cases that are told as such. */
const OUTSIDE = 0;
const DIGIT = 1;
const HEX = 2;
const LETTER = 3;
const UNDERSCORE = 4;
const DOT = 5;
const HYPHEN = 6;
const COLON = 7;
const AT = 8;
const PLUS = 9;
/** Part of the name before an @. */
const LOCAL = 10;
const HIGH = 11;

const KINDS = new Uint8Array(0x10000).fill(HIGH, 0x80);
const kinds = (characters: string, kind: number): void => {
  for (const c of characters) KINDS[c.charCodeAt(0)] = kind;
};
kinds('0123456789', DIGIT);
kinds('abcdefABCDEF', HEX);
kinds('ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ', LETTER);
kinds('_', UNDERSCORE);
kinds('.', DOT);
kinds('-', HYPHEN);
kinds(':', COLON);
kinds('@', AT);
kinds('+', PLUS);
kinds('%~', LOCAL);

const SPACE = 0x20;
const BRACKET = 0x5b;
/** Digits of an identifier that is nothing but hexadecimal. */
const LONG_HEX = 16;
/** Pairs between the first and the last one of a MAC address with blanks. */
const MIDDLE_PAIRS = 4;

/** @param filter of the learned words.
 *  @param places begin and end of each cluster to look at, in pairs.
 *  @returns false = the line has to be looked at as a whole. */
export function suspects(codes: Codes, from: number, to: number, filter: WordFilter, places: number[]): boolean {
  const kindAt = (at: number): number => (at < to ? KINDS[codes[at]!]! : OUTSIDE);
  /** Pairs of hexadecimal digits, one blank between them, and where the last one ends. */
  let pairs = 0;
  let pairEnd = -1;
  for (let at = from; at < to; ) {
    if (KINDS[codes[at]!] === OUTSIDE) {
      at++;
      continue;
    }
    const start = at;
    let found = false;
    let dots = 0;
    let hyphens = 0;
    let colons = 0;
    /** The last word could be a group of an IPv6 address. */
    let group = false;
    /** All of the cluster is one word of two hexadecimal digits. */
    let pair = false;
    for (let kind = kindAt(at); kind !== OUTSIDE; kind = kindAt(at)) {
      if (kind <= LETTER) {
        const begin = at;
        let hash = SEED;
        let widest = 0;
        do {
          hash = hashed(hash, codes[at]!);
          if (kind > widest) widest = kind;
          kind = kindAt(++at);
        } while (kind !== OUTSIDE && kind <= LETTER);
        const length = at - begin;
        group = widest <= HEX && length <= 4;
        pair = group && length === 2 && begin === start && kind === OUTSIDE;
        if (filter.mayHold(hash) || (length >= LONG_HEX && widest <= HEX)) found = true;
        continue;
      }
      const next = kindAt(at + 1);
      switch (kind) {
        case DOT:
          // Names end in letters; addresses have three dots, the MAC addresses of Cisco two.
          if (next === LETTER || next === HEX || (next === DIGIT && ++dots >= 2)) found = true;
          break;
        case HYPHEN:
          // GUIDs have four, MAC addresses five.
          if ((next === DIGIT || next === HEX) && ++hyphens >= 4) found = true;
          break;
        case COLON:
          // MAC addresses have five, IPv6 addresses seven or two in a row.
          if (++colons >= 5) found = true;
          if (next === COLON) {
            const after = kindAt(at + 2);
            const word = at > start && isWord(KINDS[codes[at - 1]!]!);
            if (word ? group : after === DIGIT || after === HEX || after === COLON) found = true;
          }
          break;
        case AT:
          if (codes[at + 1] === BRACKET) return false;
          found = true;
          break;
        case PLUS:
          if (next === DIGIT) found = true;
          break;
        case HIGH:
          found = true;
          break;
        default:
      }
      if (kind === UNDERSCORE || kind === HIGH) group = false;
      at++;
    }
    if (found) places.push(start, at);
    if (!pair) pairs = 0;
    else {
      pairs = start === pairEnd + 1 && codes[pairEnd] === SPACE ? pairs + 1 : 1;
      if (pairs >= MIDDLE_PAIRS) return false;
      pairEnd = at;
    }
  }
  return true;
}

const isWord = (kind: number): boolean => kind <= UNDERSCORE || kind === HIGH;
