/** What quality reports say, in the words and groups that rules share. */
import type { QualityReport } from './facts.ts';
import { ownAddress } from './knowledge/quality-vpn.ts';
import { type Classified, classify, streamKind } from './knowledge/stream-quality.ts';

export interface StreamVerdict extends Classified {
  readonly direction: 'inbound' | 'outbound';
}

/** Both streams of a media line. Without a media path there is nothing to classify. */
export function streamsOf(report: QualityReport): readonly StreamVerdict[] {
  if (report.ice === 'FAILED') return [];
  const kind = streamKind(report.label);
  return (['inbound', 'outbound'] as const).map((direction) => ({
    direction,
    ...classify(kind, direction, report[direction]),
  }));
}

export const isPoor = (report: QualityReport): boolean => streamsOf(report).some((s) => s.class === 'poor');

/** Whose report it is. */
export const reporter = (report: QualityReport): string =>
  `${{ sent: "this client's", received: "another endpoint's", unknown: 'a' }[report.direction]} quality report`;

export const labelOf = (report: QualityReport): string => report.label ?? 'a media line';

/** What reports of one place have in common: who reports, and from which address; a media line without one is where its
 *  call is. */
export function placesOf(reports: readonly QualityReport[]): (report: QualityReport) => string {
  const call = (r: QualityReport): string => `${r.direction} ${r.callId ?? ''}`;
  const known = new Map<string, string>();
  for (const r of reports) {
    const address = ownAddress(r);
    if (address !== undefined && r.callId !== undefined && !known.has(call(r))) known.set(call(r), address);
  }
  return (r) => `${r.direction} ${ownAddress(r) ?? known.get(call(r)) ?? r.callId ?? ''}`;
}

/** What a finding about reports is named after. */
export const subjectOf = (report: QualityReport): string => ownAddress(report) ?? report.callId ?? labelOf(report);

/** Call-IDs of the reports, in order. */
export const callIds = (reports: readonly QualityReport[]): readonly string[] => [
  ...new Set(reports.flatMap((r) => r.callId ?? [])),
];
