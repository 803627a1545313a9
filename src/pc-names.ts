/** What the PC's own texts say of SfB and Exchange names: hosts file, resolver cache, lookups by hand. */
import { canonical } from './addresses.ts';
import * as evidence from './evidence.ts';
import type { HostName, HostResolver } from './facts.ts';
import type { Incident } from './incident.ts';
import { type SfbName, sfbName } from './names.ts';
import type { Evidence } from './report.ts';

export interface PcName {
  readonly fact: HostName;
  readonly meaning: SfbName;
  /** Addresses among the values. */
  readonly addresses: readonly string[];
}

const known = new WeakMap<Incident, readonly PcName[]>();

export function pcNames(incident: Incident): readonly PcName[] {
  let made = known.get(incident);
  if (!made) {
    made = incident.all('host.name').flatMap((fact): PcName[] => {
      const meaning = sfbName(fact.name, incident.domains);
      if (!meaning || !['pc', 'unknown'].includes(incident.machines.of(fact).machine)) return [];
      return [{ fact, meaning, addresses: fact.values.flatMap((v) => canonical(v) ?? []) }];
    });
    known.set(incident, made);
  }
  return made;
}

const rulesOf = new WeakMap<Incident, ReadonlyMap<string, HostResolver>>();

/** The rule by which the PC asks resolvers of its own choice for the name: NRPT, split DNS. A domain covers itself and
 *  what is below it; the longest counts. */
export function resolverFor(incident: Incident, name: string): HostResolver | undefined {
  let byDomain = rulesOf.get(incident);
  if (!byDomain) {
    const mine = incident.all('host.resolver').filter((r) => incident.machines.isPc(r) && r.servers.length > 0);
    byDomain = new Map(mine.flatMap((r) => r.domains.map((d) => [d.replace(/^\*?\./, '').toLowerCase(), r] as const)));
    rulesOf.set(incident, byDomain);
  }
  for (let rest = name; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '') {
    const rule = byDomain.get(rest);
    if (rule) return rule;
  }
  return undefined;
}

/** `sip.contoso.com = 10.60.4.21 (nslookup, by 10.60.0.5)`; NXDOMAIN and other failures as such. */
export function nameWords({ fact }: PcName): string {
  const how = { hosts: 'hosts file', cache: 'resolver cache', asked: fact.form }[fact.by];
  const said = fact.values.length > 0 ? `= ${fact.values.slice(0, 3).join(', ')}` : (fact.failure ?? 'no records');
  return `${fact.name} ${said} (${how}${fact.resolver === undefined ? '' : `, by ${fact.resolver}`})`;
}

/** Whether a lookup by hand or the cache tells what the client gets: nslookup does not know the PC's own rules (NRPT), so
 *  it tells nothing of a name that one of them sends to public resolvers. */
export function toldOf(incident: Incident): readonly PcName[] {
  const own = new Set([
    ...incident.all('host.adapter').flatMap((a) => (incident.machines.isPc(a) ? a.dnsServers : [])),
    ...incident.vpn.flatMap((v) => v.dnsServers?.map((d) => d.value) ?? []),
  ]);
  return pcNames(incident).filter(({ fact }) => {
    if (fact.by === 'hosts') return false;
    // Asked by hand of a server that the PC does not use.
    if (fact.resolver !== undefined && own.size > 0 && !own.has(fact.resolver)) return false;
    const rule = fact.form === 'nslookup' ? resolverFor(incident, fact.name) : undefined;
    return rule === undefined || rule.servers.some((s) => incident.isInternal(s) || s === fact.resolver);
  });
}

/** What answered a name: in a capture, or in the PC's own texts. */
export interface Answer {
  readonly name: string;
  readonly role: SfbName['role'];
  readonly addresses: readonly string[];
  readonly resolver?: string | undefined;
  readonly evidence: Evidence;
  readonly captured: boolean;
  /** Records that were given: something stands behind the name. */
  readonly exists: boolean;
  readonly pointer: boolean;
}

/** Answers for SfB and Exchange names, those of captures first. */
export function answers(incident: Incident): readonly Answer[] {
  let made = given.get(incident);
  if (!made) {
    made = collect(incident);
    given.set(incident, made);
  }
  return made;
}
const given = new WeakMap<Incident, readonly Answer[]>();

const collect = (incident: Incident): readonly Answer[] => [
  ...incident.lookups
    .filter((l) => l.dns.answer)
    .map((l) => ({
      name: l.dns.name,
      role: l.meaning.role,
      addresses: l.addresses,
      resolver: l.dns.resolver.address,
      evidence: evidence.dns(l.dns),
      captured: true,
      exists: l.dns.rcode === 'NOERROR',
      pointer: l.dns.answers.some((r) => r.type === 'SRV'),
    })),
  ...toldOf(incident).map((n) => ({
    name: n.fact.name,
    role: n.meaning.role,
    addresses: n.addresses,
    // Windows' own resolver asks where its rules say (NRPT), and prints not whom it asked.
    resolver:
      n.fact.resolver ?? (n.fact.form === 'nslookup' ? undefined : resolverFor(incident, n.fact.name)?.servers[0]),
    evidence: evidence.seen(n.fact, nameWords(n)),
    captured: false,
    exists: n.fact.failure === undefined && n.fact.values.length > 0,
    pointer: n.fact.type === 'SRV' && n.fact.values.length > 0,
  })),
];

/** What a rule about answers misses without any. */
export const NO_DNS = 'a capture with DNS packets, or nslookup and ipconfig /displaydns with the VPN connected';
export const noDns = (incident: Incident): boolean =>
  incident.all('dns.exchange').length === 0 && toldOf(incident).length === 0;
