/** What each label of a DNS name is: kept, the organisation's, or a host's. */
import { MEANING, PUBLIC, SHARED } from './vocabulary.ts';

export type LabelRole = 'kept' | 'domain' | 'host';

/** Second-level labels under a country's domain that are no organisation's: `co.uk`, `com.au`. */
const SECOND: ReadonlySet<string> = new Set(['co', 'com', 'org', 'net', 'gov', 'ac', 'edu', 'or', 'ne', 'gob', 'gv']);

/** Top-level domains that say nothing of whose name it is. */
const TOP: ReadonlySet<string> = new Set(
  'com net org info biz edu gov mil int arpa local lan corp home internal intra intranet localdomain example test invalid name cloud app dev online'.split(
    ' ',
  ),
);

const kept = (label: string): boolean => MEANING.has(label) || label.startsWith('_') || /^\d$/.test(label);

/** @param labels lower case, from left to right. */
export function rolesOf(labels: readonly string[]): LabelRole[] {
  const count = labels.length;
  for (let from = 0; from + 1 < count; from++) {
    const tail = labels.slice(from).join('.');
    if (PUBLIC.has(tail)) return labels.map(() => 'kept');
    if (SHARED.has(tail)) return labels.map((l, n) => (n >= from || kept(l) ? 'kept' : 'domain'));
  }
  if (count === 1) return [kept(labels[0]!) ? 'kept' : 'host'];
  const second = count > 2 && labels[count - 1]!.length === 2 && SECOND.has(labels[count - 2]!);
  const own = count - (second ? 3 : 2);
  return labels.map((label, n) => {
    if (n === count - 1) return label.length === 2 || TOP.has(label) ? 'kept' : 'host';
    if (n > own) return 'kept';
    // `pc.home.arpa`, `pc.corp`: the name has no organisation.
    if (n === own)
      return MEANING.has(label) && n === 0 ? 'kept' : kept(label) ? 'kept' : isFlat(labels) ? 'host' : 'domain';
    return kept(label) ? 'kept' : 'host';
  });
}

/** Domains without an organisation in them: RFC 6762 3, RFC 8375, and what home routers use. */
const isFlat = (labels: readonly string[]): boolean =>
  labels.length === 2 && ['local', 'lan', 'home', 'arpa', 'localdomain', 'internal'].includes(labels[1]!);
