/** Ties findings into stories: which one explains which, and what that does to their severity. */
import type { Finding } from './report.ts';
import type { Rule, Severity } from './rule.ts';

export interface Linked {
  readonly finding: Finding;
  readonly about: readonly string[];
  /** Times of its evidence, ms UTC; not given where none has a time. */
  readonly seen?: { readonly first: number; readonly last: number } | undefined;
}

/** Further apart two findings are of different days, whatever they share; also where a log's offset from UTC is not
 *  known, which is 14 h at most. Ms. */
const APART = 24 * 3_600_000;

const ofOneDay = ({ seen: a }: Linked, { seen: b }: Linked): boolean =>
  a === undefined || b === undefined || (a.first - b.last <= APART && b.first - a.last <= APART);

const CONFIDENT = (f: Finding): boolean => f.confidence !== 'possible';

/** Findings of each rule by what they are about. A note is context, not a cause. */
function byKey(items: readonly Linked[]): ReadonlyMap<string, readonly Linked[]> {
  const index = new Map<string, Linked[]>();
  for (const item of items) {
    if (item.finding.severity === 'note') continue;
    for (const key of new Set(item.about)) {
      const place = `${item.finding.rule}\n${key}`;
      const known = index.get(place);
      if (known) known.push(item);
      else index.set(place, [item]);
    }
  }
  return index;
}

/**
 * A finding explains another when the other's rule names it in `explainedBy`, both are about the same address, name or
 * call, of one day, and it is more than a note. The best explanation (first in `explainedBy`) of an error rises to error if its rule allows and it is more
 * than possible: it explains a failure seen in the input.
 */
export function link(items: readonly Linked[], rules: ReadonlyMap<string, Rule>): readonly Linked[] {
  const result = items.map((item) => ({ ...item, finding: item.finding }));
  const explanations = new Map<string, readonly Linked[]>();
  const index = byKey(items);
  const place = new Map(items.map((item, i) => [item, i]));
  for (const item of items) {
    const order = rules.get(item.finding.rule)?.explainedBy ?? [];
    const causes = order.flatMap((id) => {
      const same = new Set(item.about.flatMap((key) => index.get(`${id}\n${key}`) ?? []));
      return [...same]
        .filter((other) => other !== item && ofOneDay(other, item))
        .sort((a, b) => place.get(a)! - place.get(b)!);
    });
    explanations.set(item.finding.fingerprint, causes);
  }
  const byPrint = new Map<string, (typeof result)[number]>();
  for (const item of result) if (!byPrint.has(item.finding.fingerprint)) byPrint.set(item.finding.fingerprint, item);
  // A rise can make the risen one's own cause rise: at most as many rounds as there are findings.
  for (let round = 0; round < result.length; round++) {
    let changed = false;
    for (const item of result) {
      if (item.finding.severity !== 'error') continue;
      const best = explanations.get(item.finding.fingerprint)?.find((c) => CONFIDENT(c.finding));
      const target = best && byPrint.get(best.finding.fingerprint);
      if (!target || target.finding.severity === 'error' || !rules.get(target.finding.rule)?.rises) continue;
      target.finding = { ...target.finding, severity: 'error' };
      changed = true;
    }
    if (!changed) break;
  }
  return result.map((item) => {
    const causes = explanations.get(item.finding.fingerprint) ?? [];
    return {
      ...item,
      finding: {
        ...item.finding,
        cause: [...new Set(causes.map((c) => c.finding.rule))],
        causedBy: causes.map((c) => c.finding.fingerprint),
      },
    };
  });
}

const SEVERITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };
const CONFIDENCE = { certain: 0, likely: 1, possible: 2 } as const;

/**
 * The one to act on first: stories by the worst thing they explain; within that, root causes before symptoms, then
 * severity, confidence, number of subjects, first seen, id, subject.
 */
export function rank(items: readonly Linked[]): readonly Finding[] {
  const byPrint = new Map(items.map((i) => [i.finding.fingerprint, i]));
  const symptoms = new Map<string, string[]>();
  for (const { finding } of items)
    for (const cause of finding.causedBy) symptoms.set(cause, [...(symptoms.get(cause) ?? []), finding.fingerprint]);

  /** All that a finding explains, directly or not; cycles end at what was visited. */
  const explained = (print: string, visited = new Set<string>()): Set<string> => {
    for (const next of symptoms.get(print) ?? [])
      if (next !== print && !visited.has(next)) {
        visited.add(next);
        explained(next, visited);
      }
    return visited;
  };
  const depth = (print: string, path: ReadonlySet<string> = new Set()): number => {
    if (path.has(print)) return 0;
    const causes = byPrint.get(print)?.finding.causedBy ?? [];
    const on = new Set(path).add(print);
    return causes.length === 0 ? 0 : 1 + Math.max(...causes.map((c) => depth(c, on)));
  };
  const keyed = items.map((item) => {
    const below = [...explained(item.finding.fingerprint)].flatMap((p) => byPrint.get(p)?.finding ?? []);
    const confident = item.finding.confidence === 'possible' ? [] : below;
    return {
      finding: item.finding,
      key: [
        Math.min(SEVERITY[item.finding.severity], ...confident.map((f) => SEVERITY[f.severity])),
        depth(item.finding.fingerprint),
        SEVERITY[item.finding.severity],
        CONFIDENCE[item.finding.confidence],
        -item.finding.subjects.length,
        item.seen?.first ?? Number.MAX_SAFE_INTEGER,
      ],
    };
  });
  keyed.sort((a, b) => {
    for (const [i, value] of a.key.entries()) if (value !== b.key[i]) return value - (b.key[i] ?? 0);
    const [x, y] = [`${a.finding.rule}\n${a.finding.subject}`, `${b.finding.rule}\n${b.finding.subject}`];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  return keyed.map((k) => k.finding);
}
