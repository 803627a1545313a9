/** A report with labels in place of identifiers: every text in it, whatever field it stands in. */
import { fingerprint } from '../fingerprint.ts';
import type { Report } from '../report.ts';
import { fileNames } from './file-names.ts';
import { labelStyle } from './label-style.ts';
import { Pseudonyms, type WordKind } from './pseudonyms.ts';
import { keyOf, scanner } from './scan.ts';

/** Fields that hold this program's own words or times, never an input's. */
const OWN: ReadonlySet<string> = new Set([
  'schema',
  'kind',
  'rule',
  'cause',
  'severity',
  'confidence',
  'owner',
  'help',
  'parser',
  'clock',
  'outcome',
  'state',
  'area',
  'time',
  'first',
  'last',
  'start',
  'end',
  'from',
  'until',
  'version',
]);

/** Fields whose whole text is an identifier of this kind. */
const WHOLE: Readonly<Record<string, WordKind>> = {
  user: 'user',
  userName: 'user',
  account: 'user',
  hostName: 'host',
  computer: 'host',
  id: 'id',
  callId: 'id',
  call: 'id',
  focus: 'id',
  conversation: 'id',
  conversationId: 'id',
};

export interface Labels {
  /** Any plain data. */
  of<T>(value: T): T;
}

/** Learns from the report, and from what else the run knows, who is who.
 *  @param more facts: names that the report shortens or tells without what shows that they are names. */
export function labelsOf(report: Report, more: Iterable<unknown> = []): Labels {
  const names = new Pseudonyms();
  const tunnel = new Set(report.host.addresses.filter((a) => a.class === 'tunnel').map((a) => a.address));
  const style = labelStyle(names, tunnel);
  const scan = scanner(names, style);
  const ids = new Set<string>();

  const learnWhole = (key: string, text: string): void => {
    const kind = WHOLE[key];
    if (kind === undefined || !/\w/.test(text)) return;
    if (kind !== 'id') names.learn(kind, keyOf(text, false));
    else if (text.length >= 8 && /\d/.test(text)) {
      ids.add(text);
      for (const part of text.split(/[^\w.-]+/)) if (part.length >= 8) names.learn('id', keyOf(part, false));
    }
  };

  const walk = (value: unknown, key: string, take: (text: string, key: string) => string): unknown => {
    if (typeof value === 'string') return OWN.has(key) && isOwn(key, value) ? value : take(value, key);
    if (Array.isArray(value)) return value.map((v) => walk(v, key, take));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, k, take)]));
  };

  const learn = (value: unknown): void => {
    walk(value, '', (text, key) => {
      learnWhole(key, text);
      scan.line(text);
      return text;
    });
  };
  learn(report);
  for (const fact of more) learn(fact);
  names.restart();
  const path = fileNames();
  const paths = report.sources
    .map((s) => [s.name, path(s.name)] as const)
    .filter(([a, b]) => a !== b)
    .sort((a, b) => b[0].length - a[0].length);
  const fresh = scanner(names, labelStyle(names, tunnel));

  const line = (text: string): string => {
    if (ids.has(text)) return style.word('id', text);
    // Half a word is no word that anybody knows.
    const named = paths.reduce((t, [a, b]) => (t.includes(a) ? t.split(a).join(b) : t), text);
    const whole = named.endsWith('…') ? named.replace(/[^\s,;<>"'()]+…$/, '…') : named;
    return fresh.line(whole);
  };

  // The report's order numbers the labels, whatever is shown first.
  walk(report, '', line);
  return { of: <T>(value: T): T => walk(value, '', line) as T };
}

/** `from` and `end` are times in one place and endpoints in another. */
const isOwn = (key: string, text: string): boolean =>
  !['from', 'until', 'end', 'start', 'first', 'last', 'time', 'version'].includes(key) || /^[\dTZ:.+-]*$/.test(text);

/** The report as it can be given away. Fingerprints are made anew: the old ones could be tried out. */
export function redactReport(report: Report, more: Iterable<unknown> = []): Report {
  const plain = labelsOf(report, more).of(report);
  const prints = new Map<string, string>();
  for (const [n, finding] of plain.findings.entries())
    prints.set(report.findings[n]!.fingerprint, fingerprint(`${finding.rule}\n${finding.subject}`));
  const replaced = (value: unknown): unknown => {
    if (typeof value === 'string') return prints.get(value) ?? value;
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, replaced(v)]));
  };
  return { ...(replaced(plain) as Report), redacted: true };
}
