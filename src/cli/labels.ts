/** `--redact`: a report with labels in place of names and addresses. */
import type { FactKind } from '../facts.ts';
import type { Incident } from '../incident.ts';
import type { Labels } from '../redact/report.ts';
import type { Report } from '../report.ts';

/** Facts that name people and machines, which a report tells in its own words. */
const NAMING: readonly FactKind[] = [
  'sip.message',
  'host.adapter',
  'host.name',
  'vpn.tunnel',
  'ipsec.sa',
  'ipsec.connection',
  'dns.exchange',
  'tcp.conversation',
  'capture.interface',
];

const known = (incident: Incident | undefined): readonly unknown[] =>
  incident === undefined ? [] : NAMING.flatMap((kind) => incident.all(kind) as readonly unknown[]);

export async function redacted(report: Report, incident?: Incident): Promise<Report> {
  const { redactReport } = await import('../redact/report.ts');
  return redactReport(report, known(incident));
}

/** For what is drawn from the run itself. */
export async function labels(report: Report, incident: Incident): Promise<Labels> {
  const { labelsOf } = await import('../redact/report.ts');
  return labelsOf(report, known(incident));
}
