/** Which finding rests on a place of the input. */
import type { Locus } from './facts.ts';
import type { Finding } from './report.ts';
import { clean } from './text.ts';

export type Place = Locus | { readonly source: string; readonly line?: number; readonly frame?: number };

export const placeKey = (at: Place): string =>
  `${clean(at.source)}\n${'line' in at ? (at.line ?? '') : ''}\n${'frame' in at ? (at.frame ?? '') : ''}`;

/** Findings that count: neither notes nor those that the site lives with. */
export const counted = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((f) => f.accepted === undefined && f.severity !== 'note');

/** @returns the fingerprint of the first counted finding with evidence at one of the places. */
export function proofIndex(findings: readonly Finding[]): (places: readonly Place[]) => string | undefined {
  const prints = new Map<string, string>();
  for (const f of counted(findings))
    for (const e of f.evidence) if (!prints.has(placeKey(e))) prints.set(placeKey(e), f.fingerprint);
  return (places) => {
    for (const at of places) {
      const print = prints.get(placeKey(at));
      if (print !== undefined) return print;
    }
    return undefined;
  };
}
