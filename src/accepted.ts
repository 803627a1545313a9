/** Findings that the site's profile takes as known. An expiry date is compared with the newest time of the input itself,
 *  or with --as-of: a report has no clock, so that the same input gives the same report. */
import type { SourceSummary } from './facts.ts';
import type { Finding } from './report.ts';
import type { Accepted } from './site.ts';
import { clean } from './text.ts';

/** `*` stands for anything, all else for itself; linear in both. */
export function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const all = text.toLowerCase();
  if (!all.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return all === first;
  let from = first.length;
  for (const part of rest) {
    const found = all.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return all.length - last.length >= from && all.endsWith(last);
}

/** The newest time of all sources, ms; a log without a known offset counts as it is written.
 *  @param offset milliseconds to UTC, by source. */
export function newest(
  summaries: readonly SourceSummary[],
  offset: (source: string) => number | undefined,
): number | undefined {
  const times = summaries.flatMap((s) => {
    const last = s.last ?? s.first;
    if (last === undefined) return [];
    return [s.clock === 'local' ? last + (offset(s.at.source) ?? 0) : last];
  });
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}

const DAY = 86_400_000;

/** Accepted findings go last; what an acceptance no longer covers counts again and says so.
 *  @param now ms; undefined = the input has no time: then dates cannot be compared, and nothing with a date is accepted. */
export function withAccepted(
  findings: readonly Finding[],
  accepted: readonly Accepted[],
  now: number | undefined,
): readonly Finding[] {
  if (accepted.length === 0) return findings;
  const marked = findings.map((f): Finding => {
    // All that the finding is about has to be known: a new subject among them is news.
    const known = accepted.filter(
      (a) => a.rule === f.rule && (a.subject === undefined || f.subjects.every((s) => fits(a.subject!, s))),
    );
    const over = (a: Accepted): boolean =>
      a.until !== undefined && (now === undefined || now >= Date.parse(`${a.until}T00:00:00Z`) + DAY);
    const valid = known.find((a) => !over(a));
    if (valid)
      return {
        ...f,
        accepted: { reason: clean(valid.reason, 300), ...(valid.until === undefined ? {} : { until: valid.until }) },
      };
    const lapsed = known[0];
    if (lapsed?.until === undefined) return f;
    const why = now === undefined ? 'the input has no time to compare that with, give --as-of' : 'that is over';
    return {
      ...f,
      message: `${f.message} It was accepted until ${lapsed.until} (${clean(lapsed.reason, 200)}): ${why}.`,
    };
  });
  return [...marked.filter((f) => !f.accepted), ...marked.filter((f) => f.accepted)];
}
