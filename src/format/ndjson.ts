import type { Report } from '../report.ts';

/** The report as one JSON object a line, each with its `type`: for streams and log stores. The order is that of the
 *  report; `run` comes first. */
export function ndjson(report: Report): string {
  const { schema, tool, redacted, sources, host, signIns, calls, areas, findings, configuration, outcomes, ...run } =
    report;
  const of = (type: string, items: readonly object[]): object[] => items.map((item) => ({ type, ...item }));
  const lines = [
    { type: 'run', schema, tool, redacted, ...run },
    ...of('source', sources),
    ...of('address', host.addresses),
    ...of('sign-in', signIns),
    ...of('call', calls),
    ...of('area', areas),
    ...of('finding', findings),
    ...of('configuration', configuration),
    ...of('outcome', outcomes),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
