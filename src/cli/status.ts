import type { Finding } from '../report.ts';
import { type FailOn, SEVERITIES } from './arguments.ts';

/** 1 when a finding is at or above `failOn`; accepted ones do not count. */
export function statusOf(findings: readonly Finding[], failOn: FailOn): number {
  if (failOn === 'never') return 0;
  const least = SEVERITIES.indexOf(failOn);
  return findings.some((f) => f.accepted === undefined && SEVERITIES.indexOf(f.severity) <= least) ? 1 : 0;
}
