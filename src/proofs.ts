/** Which finding rests on a place of the input. */
import type { Locus } from './facts.ts';
import type { Finding } from './report.ts';
import { clean } from './text.ts';

export type Place = Locus | { readonly source: string; readonly line?: number; readonly frame?: number };

/** Something by place. An incident has thousands of places: none becomes a string. */
export class Places<T> {
  readonly #sources = new Map<string, Map<number, T>>();
  /** The source asked for last, as written and as reports have it: they come in runs. */
  #last = { source: '', name: '' };

  get(at: Place): T | undefined {
    return this.#sources.get(this.#name(at.source))?.get(numberOf(at));
  }

  has(at: Place): boolean {
    return this.get(at) !== undefined;
  }

  /** The first value of a place stays. */
  add(at: Place, value: T): void {
    const name = this.#name(at.source);
    let here = this.#sources.get(name);
    if (!here) {
      here = new Map();
      this.#sources.set(name, here);
    }
    const number = numberOf(at);
    if (!here.has(number)) here.set(number, value);
  }

  #name(source: string): string {
    if (source !== this.#last.source) this.#last = { source, name: clean(source) };
    return this.#last.name;
  }
}

/** Frames count below zero. */
function numberOf(at: Place): number {
  if ('line' in at && at.line !== undefined) return at.line;
  return 'frame' in at && at.frame !== undefined ? -1 - at.frame : Number.NaN;
}

/** Findings that count: neither notes nor those that the site lives with. */
export const counted = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((f) => f.accepted === undefined && f.severity !== 'note');

/** @returns the fingerprint of the first counted finding with evidence at one of the places. */
export function proofIndex(findings: readonly Finding[]): (places: readonly Place[]) => string | undefined {
  const prints = new Places<string>();
  for (const f of counted(findings)) for (const e of f.evidence) prints.add(e, f.fingerprint);
  return (places) => {
    for (const at of places) {
      const print = prints.get(at);
      if (print !== undefined) return print;
    }
    return undefined;
  };
}
