/** Did the change help? Two reports, finding by finding. */
import type { Finding, Outcome, Report } from './report.ts';

export interface Comparison {
  readonly schema: 1;
  /** In the second report only: the fault is new. */
  readonly added: readonly Finding[];
  /** In both, by fingerprint; or by rule alone, as a repeated call has another Call-ID. As the second report has it. */
  readonly same: readonly { readonly before: Finding; readonly after: Finding }[];
  /** In the first only, and the second looked: its rule found other things or proved absence. */
  readonly fixed: readonly Finding[];
  /** In the first only, and the second could not show it. `missing`: what its rule lacked. */
  readonly unknown: readonly { readonly finding: Finding; readonly missing: readonly string[] }[];
}

/** Each finding of `after` is matched once: exactly where possible, else with one of the same rule, in order. */
export function compare(before: Report, after: Report): Comparison {
  const rest = new Set(after.findings);
  const exact = new Map(after.findings.map((f) => [f.fingerprint, f]));
  const same: { before: Finding; after: Finding }[] = [];
  const gone: Finding[] = [];
  for (const f of before.findings) {
    const match = exact.get(f.fingerprint);
    if (match && rest.delete(match)) same.push({ before: f, after: match });
    else gone.push(f);
  }
  const fixed: Finding[] = [];
  const unknown: { finding: Finding; missing: readonly string[] }[] = [];
  const outcomes = new Map<string, Outcome>(after.outcomes.map((o) => [o.rule, o]));
  for (const f of gone) {
    const match = [...rest].find((x) => x.rule === f.rule);
    const outcome = outcomes.get(f.rule);
    if (match && rest.delete(match)) same.push({ before: f, after: match });
    else if (outcome?.outcome === 'clear' || (outcome?.outcome === 'found' && !after.partial)) fixed.push(f);
    else
      unknown.push({
        finding: f,
        missing:
          outcome?.outcome === 'skipped'
            ? outcome.missing
            : outcome?.outcome === 'failed'
              ? ['the rule failed']
              : outcome?.outcome === 'found'
                ? ['the rest of the input']
                : ['the rule was not run'],
      });
  }
  const place = new Map(after.findings.map((f, i) => [f, i]));
  same.sort((a, b) => place.get(a.after)! - place.get(b.after)!);
  return { schema: 1, added: [...rest], same, fixed, unknown };
}
