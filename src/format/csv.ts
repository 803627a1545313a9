import { stringify } from 'csv-stringify/sync';
import type { Report } from '../report.ts';
import { placeOf } from './place.ts';

const COLUMNS = [
  'number',
  'severity',
  'confidence',
  'rule',
  'title',
  'subject',
  'message',
  'owner',
  'next step',
  'verify',
  'evidence',
  'time',
  'explained by',
  'accepted',
  'fingerprint',
] as const;

/** One row a finding, in the report's order (RFC 4180), and a row without a number where the run was interrupted. Cells that a spreadsheet would take for a formula begin with an
 *  apostrophe. */
export function csv(report: Report): string {
  const number = new Map(report.findings.map((f, i) => [f.fingerprint, i + 1]));
  const rows = report.findings.map((f, i) => [
    String(i + 1),
    f.severity,
    f.confidence,
    f.rule,
    f.title,
    f.subject,
    f.message,
    f.owner,
    f.fix[0] ?? '',
    f.verify,
    f.evidence.map(placeOf).join('; '),
    f.evidence[0]?.time ?? '',
    f.causedBy.flatMap((p) => number.get(p) ?? []).join(', '),
    f.accepted ? `${f.accepted.reason}${f.accepted.until === undefined ? '' : ` (until ${f.accepted.until})`}` : '',
    f.fingerprint,
  ]);
  // No finding, but whoever reads the table has to know.
  if (report.partial)
    rows.push(['', 'note', '', '', 'The run was interrupted', '', report.blind[0] ?? '', ...Array<string>(8).fill('')]);
  // Some spreadsheets take a formula behind blanks for one.
  const cells = rows.map((row) => row.map((cell) => cell.trim()));
  return stringify([[...COLUMNS], ...cells], { escape_formulas: true, record_delimiter: 'windows' });
}
