/** A report read back from its JSON, to be shown in another format or compared. The file may come from anywhere: its
 *  text is made inert again. */
import type { Report } from './report.ts';
import { inert } from './text.ts';

const LISTS = ['sources', 'signIns', 'calls', 'areas', 'findings', 'configuration', 'outcomes', 'blind'] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every((v) => typeof v === 'string');

/** Fields of a finding that formats and comparison rely on. */
function isFinding(value: unknown): boolean {
  if (!isObject(value)) return false;
  const words = ['rule', 'title', 'message', 'subject', 'owner', 'verify', 'help', 'fingerprint'];
  return (
    words.every((k) => typeof value[k] === 'string') &&
    ['error', 'warning', 'note'].includes(value.severity as string) &&
    ['certain', 'likely', 'possible'].includes(value.confidence as string) &&
    ['subjects', 'cause', 'causedBy', 'fix'].every((k) => isStrings(value[k])) &&
    Array.isArray(value.evidence) &&
    value.evidence.every((e) => isObject(e) && typeof e.source === 'string' && typeof e.excerpt === 'string')
  );
}

/** @returns the report, or why it is none: `is not JSON`, `is no report of sfbdiag`, `is of schema 2, …`. */
export function storedReport(text: string): Report | string {
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, v: unknown) => (typeof v === 'string' ? inert(v) : v));
  } catch {
    return 'is not JSON';
  }
  if (!isObject(value) || !isObject(value.tool) || value.tool.name !== 'sfbdiag') return 'is no report of sfbdiag';
  if (value.schema !== 1)
    return `is of schema ${inert(String(value.schema)).slice(0, 20)}, this version reads schema 1`;
  // Reports of the first release have no areas, configuration and account.
  const whole: Record<string, unknown> = {
    areas: [],
    configuration: [],
    read: { bytes: 0, records: 0, frames: 0, unrecognised: 0, damaged: 0 },
    ...value,
  };
  const fits =
    LISTS.every((key) => Array.isArray(whole[key])) &&
    (whole.findings as unknown[]).every(isFinding) &&
    (whole.outcomes as unknown[]).every((o) => isObject(o) && typeof o.rule === 'string') &&
    isObject(whole.host) &&
    Array.isArray(whole.host.addresses) &&
    isObject(whole.read) &&
    isObject(whole.dropped);
  return fits ? (whole as unknown as Report) : 'is a damaged report: parts of it are missing';
}
