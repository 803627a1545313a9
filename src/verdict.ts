/** The four lines that first-line help reads. */
import type { Finding, Report } from './report.ts';
import type { Owner, Severity } from './rule.ts';

export interface Verdict {
  /** What the user noticed, as far as the input shows it. */
  readonly what: string;
  readonly why: string;
  readonly who: string;
  readonly next: string;
}

const TEAM: Readonly<Record<Owner, string>> = {
  user: 'the user',
  'help-desk': 'help desk',
  network: 'network team',
  uc: 'Skype for Business team',
  vpn: 'VPN team',
  dns: 'DNS team',
};

export const team = (owner: Owner): string => TEAM[owner];

/** All that a finding explains, directly or not. */
export function explainedBy(report: Report, cause: Finding): readonly Finding[] {
  const found = new Set<Finding>();
  const visit = (print: string): void => {
    for (const f of report.findings)
      if (f.causedBy.includes(print) && !found.has(f) && f !== cause) {
        found.add(f);
        visit(f.fingerprint);
      }
  };
  visit(cause.fingerprint);
  return report.findings.filter((f) => found.has(f));
}

/** Those that the site's profile does not take as known. */
const open = (report: Report): readonly Finding[] => report.findings.filter((f) => f.accepted === undefined);

/** What the user noticed: the symptoms of the first story, then those of the next; without an error those of warnings. */
function noticed(report: Report): readonly string[] {
  const of = (severity: Severity): readonly string[] => {
    const all = open(report).filter((f) => f.severity === severity);
    const stories = all.filter((f) => f.causedBy.length === 0).flatMap((root) => [root, ...explainedBy(report, root)]);
    const told = [...stories, ...all].filter((f) => f.severity === severity && f.accepted === undefined);
    return [...new Set(told.flatMap((f) => f.noticed ?? []))];
  };
  const errors = of('error');
  return errors.length > 0 ? errors : of('warning');
}

/** @returns undefined when there is nothing to act on: neither an error nor a warning that is more than possible. */
export function verdict(report: Report): Verdict | undefined {
  const first = open(report)[0];
  const act = open(report).some(
    (f) => f.severity === 'error' || (f.severity === 'warning' && f.confidence !== 'possible'),
  );
  if (!first || !act) return undefined;
  const symptoms = noticed(report);
  const roots = open(report).filter((f) => f.severity === 'error' && f.causedBy.length === 0);
  const others = [...new Set(roots.map((f) => TEAM[f.owner]))].filter((t) => t !== TEAM[first.owner]);
  return {
    what:
      symptoms.length > 0
        ? symptoms.slice(0, 3).join(' ')
        : 'Nothing failed in this input; what follows can cause or worsen failures.',
    why: `${first.confidence === 'certain' ? '' : first.confidence === 'likely' ? 'Likely: ' : 'Possibly: '}${first.message}`,
    who: `${TEAM[first.owner]}${others.length > 0 ? `; then ${others.join(', ')}` : ''}`,
    next: first.fix[0] ?? first.verify,
  };
}
