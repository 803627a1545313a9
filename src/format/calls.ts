/** The calls of an input, one a line. */
import { Chalk } from 'chalk';
import type { CallLine, Report } from '../report.ts';
import { table } from './table.ts';

/** Characters of a Call-ID that are shown at least. */
const LEAST = 8;
/** Results that a user would complain about. */
const BAD: ReadonlySet<string> = new Set(['failed', 'dropped']);

/** Shortest prefix of each id that no other call has; the whole id where it is itself another's prefix. */
export function shortIds(ids: readonly string[]): readonly string[] {
  return ids.map((id) => {
    let length = Math.min(LEAST, id.length);
    while (length < id.length && ids.some((other) => other !== id && other.startsWith(id.slice(0, length)))) length++;
    return id.slice(0, length);
  });
}

const row = (c: CallLine, n: number, id: string, mark: (text: string) => string): string[] => [
  `${n}`,
  c.start?.slice(0, 19).replace('T', ' ') ?? '',
  c.direction,
  c.media.join('+') || '?',
  BAD.has(c.result) ? mark(c.result) : c.result,
  [...new Set(c.diagnostics)].join(' '),
  `${c.localCandidates.length}/${c.remoteCandidates.length}`,
  c.selected ? `${c.selected.local} ↔ ${c.selected.remote}` : '',
  id,
];

export function callsText(report: Pick<Report, 'calls'>, options: { readonly color: boolean }): string {
  if (report.calls.length === 0) return 'no calls\n';
  const paint = new Chalk({ level: options.color ? 1 : 0 });
  const ids = shortIds(report.calls.map((c) => c.id));
  const head = ['#', 'start', 'direction', 'media', 'result', 'codes', 'candidates', 'pair', 'id'];
  const rows = report.calls.map((c, i) => row(c, i + 1, ids[i]!, (text) => paint.red(text)));
  return `${table([head.map((h) => paint.bold(h)), ...rows])}\n`;
}

/** `tool`, `sources`, `calls` and `dropped` as in the report. */
export function callsJson(report: Report): string {
  const { schema, tool, redacted, partial, sources, calls, dropped } = report;
  return `${JSON.stringify({ schema, tool, redacted, partial, sources, calls, dropped }, null, 2)}\n`;
}
