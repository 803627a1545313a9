/** What was looked at, area by area: wrong, doubtful, fine, or not to be seen in this input. */
import type { Area, AreaLine, Finding, Outcome } from './report.ts';

export const AREAS: readonly Area[] = ['sign-in', 'DNS', 'Exchange', 'candidates', 'media', 'Edge', 'tunnel', 'MTU'];

/** By the beginning of a rule's id, the longest that fits; test/src/areas.test.ts sees that each rule has one. */
const BY_ID: readonly (readonly [string, Area])[] = [
  ['sign-in', 'sign-in'],
  ['sip', 'sign-in'],
  ['server', 'sign-in'],
  ['leak', 'tunnel'],
  ['path', 'tunnel'],
  ['dns', 'DNS'],
  ['vpn-dns', 'DNS'],
  ['exchange', 'Exchange'],
  ['vpn-exchange', 'Exchange'],
  ['ice', 'candidates'],
  ['icewarn', 'candidates'],
  ['ice-checks', 'media'],
  ['ice-failed', 'media'],
  ['media', 'media'],
  ['appshare', 'media'],
  ['quality', 'media'],
  ['media-in-tunnel', 'tunnel'],
  ['quality-vpn', 'tunnel'],
  ['edge', 'Edge'],
  ['turn', 'Edge'],
  ['vpn', 'tunnel'],
  ['ike', 'tunnel'],
  ['ipsec', 'tunnel'],
  ['icmp', 'tunnel'],
  ['tcp-mss', 'MTU'],
  ['mtu', 'MTU'],
  ['outer', 'MTU'],
];

/** @returns undefined for rules about the input itself. */
export function areaOf(rule: string): Area | undefined {
  const fits = BY_ID.filter(([start]) => rule === start || rule.startsWith(`${start}-`));
  return fits.sort(([a], [b]) => b.length - a.length)[0]?.[1];
}

/** Accepted findings and notes do not count against an area; one with no rule that could look is not seen. */
export function areasOf(findings: readonly Finding[], outcomes: readonly Outcome[]): readonly AreaLine[] {
  const areas = new Map([...outcomes, ...findings].map(({ rule }) => [rule, undefined as Area | undefined]));
  for (const rule of areas.keys()) areas.set(rule, areaOf(rule));
  return AREAS.flatMap((area): AreaLine[] => {
    const rules = outcomes.filter((o) => areas.get(o.rule) === area);
    if (rules.length === 0) return [];
    const here = findings.filter(
      (f) => areas.get(f.rule) === area && f.severity !== 'note' && f.accepted === undefined,
    );
    const checked = rules.filter((o) => o.outcome === 'found' || o.outcome === 'clear').length;
    const wrong = here.some((f) => f.severity === 'error' && f.confidence !== 'possible');
    const state = wrong ? 'wrong' : here.length > 0 ? 'doubtful' : checked > 0 ? 'fine' : 'not seen';
    return [{ area, state, findings: here.map((f) => f.fingerprint), checked, rules: rules.length }];
  });
}
