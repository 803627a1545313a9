/** Traffic selectors of IPsec (RFC 7296 2.9) as strongSwan prints and configures them. */
import { ipOf } from './ip-text.ts';
import { prefixOf } from './prefix-text.ts';

/** `10.1.0.0/16`, `10.1.0.0/16[tcp/443]`, `10.0.0.1..10.0.0.9`, `dynamic`; undefined for anything else. */
export function selectorOf(text: string): string | undefined {
  const bracket = text.indexOf('[');
  const ports = bracket < 0 ? '' : text.slice(bracket);
  const range = bracket < 0 ? text : text.slice(0, bracket);
  if (ports !== '' && !/^\[[\w%./-]{1,40}\]$/.test(ports)) return undefined;
  if (range === 'dynamic' || range === '%dynamic') return `dynamic${ports}`;
  const dots = range.indexOf('..');
  const from = dots > 0 ? ipOf(range.slice(0, dots)) : undefined;
  const to = dots > 0 ? ipOf(range.slice(dots + 2)) : undefined;
  if (from && to) return `${from}..${to}${ports}`;
  const prefix = prefixOf(range);
  return prefix && prefix + ports;
}

export interface Selectors {
  readonly selectors: readonly string[];
  /** Words of the list that are no selectors. */
  readonly bad: number;
}

/** Of a list separated by blanks or commas. */
export function selectorsOf(list: string): Selectors {
  const selectors: string[] = [];
  let bad = 0;
  for (const word of list.split(/[\s,]+/)) {
    if (word === '') continue;
    const selector = selectorOf(word);
    if (selector === undefined) bad++;
    else selectors.push(selector);
  }
  return { selectors, bad };
}
