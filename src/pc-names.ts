/** What the PC's own texts say of SfB and Exchange names: hosts file, resolver cache, lookups by hand. */
import { canonical } from './addresses.ts';
import type { HostName, HostResolver } from './facts.ts';
import type { Incident } from './incident.ts';
import { type SfbName, sfbName } from './names.ts';

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

/** `contoso.com` covers itself and what is below it; `=name` of no form is used. */
const covers = (domain: string, name: string): boolean => {
  const d = domain.replace(/^\*?\./, '').toLowerCase();
  return name === d || name.endsWith(`.${d}`);
};

/** The rule by which the PC asks resolvers of its own choice for the name: NRPT, split DNS. The longest domain counts. */
export function resolverFor(incident: Incident, name: string): HostResolver | undefined {
  return incident
    .all('host.resolver')
    .filter((r) => incident.machines.isPc(r) && r.servers.length > 0 && r.domains.some((d) => covers(d, name)))
    .sort((a, b) => longest(b, name) - longest(a, name))[0];
}
const longest = (r: HostResolver, name: string): number =>
  Math.max(...r.domains.filter((d) => covers(d, name)).map((d) => d.length));

/** `sip.contoso.com = 10.60.4.21 (nslookup, by 10.60.0.5)`; NXDOMAIN and other failures as such. */
export function nameWords({ fact }: PcName): string {
  const how = { hosts: 'hosts file', cache: 'resolver cache', asked: fact.form }[fact.by];
  const said = fact.values.length > 0 ? `= ${fact.values.slice(0, 3).join(', ')}` : (fact.failure ?? 'no records');
  return `${fact.name} ${said} (${how}${fact.resolver === undefined ? '' : `, by ${fact.resolver}`})`;
}
