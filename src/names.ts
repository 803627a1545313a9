/** What a DNS name means to a Skype for Business client, by its first labels. Source: Microsoft's DNS planning for the
 *  Edge ("Autodiscover is always favored, others are fallback") and MRAS replies. */

export type NameRole =
  /** Answers only inside: the client that gets one believes it is inside. */
  | 'discovery-internal'
  /** Must resolve for a client outside. */
  | 'discovery'
  | 'registrar'
  | 'edge-media'
  | 'web'
  | 'exchange';

export interface SfbName {
  readonly role: NameRole;
  /** SIP domain, when the name tells it. */
  readonly domain: string;
}

/** Names whose first labels no other product uses. */
const DISTINCT: Readonly<Record<string, NameRole>> = {
  lyncdiscoverinternal: 'discovery-internal',
  sipinternal: 'discovery-internal',
  '_sipinternaltls._tcp': 'discovery-internal',
  '_sipinternal._tcp': 'discovery-internal',
  lyncdiscover: 'discovery',
  '_sip._tls': 'registrar',
  sipexternal: 'registrar',
  autodiscover: 'exchange',
};

/** Labels that mean something only within a SIP domain of this incident: everybody has a `meet` or a `mail`. */
const WITHIN_DOMAIN: Readonly<Record<string, NameRole>> = {
  sip: 'registrar',
  access: 'registrar',
  accessedge: 'registrar',
  av: 'edge-media',
  avedge: 'edge-media',
  meet: 'web',
  dialin: 'web',
  lyncweb: 'web',
  webext: 'web',
  lswebext: 'web',
  mail: 'exchange',
  owa: 'exchange',
  webmail: 'exchange',
};

/** @param domains SIP domains of the incident, lower case; where none is known, `sip.` is taken at its word. */
export function sfbName(name: string, domains: ReadonlySet<string>): SfbName | undefined {
  for (const labels of [1, 2]) {
    const parts = name.split('.');
    const head = parts.slice(0, labels).join('.');
    const domain = parts.slice(labels).join('.');
    if (!domain.includes('.')) continue;
    const distinct = Object.hasOwn(DISTINCT, head) ? DISTINCT[head] : undefined;
    if (distinct) return { role: distinct, domain };
    const within = Object.hasOwn(WITHIN_DOMAIN, head) ? WITHIN_DOMAIN[head] : undefined;
    if (within && (domains.has(domain) || (domains.size === 0 && head === 'sip'))) return { role: within, domain };
  }
  return undefined;
}

/** The part of a SIP URI after the `@`, lower case; undefined for anything without a dotted host. */
export function uriDomain(uri: string): string | undefined {
  const host = /^sips?:[^@\s]+@([^;:>\s]+)/i.exec(uri)?.[1]?.toLowerCase();
  return host?.includes('.') && !/^[\d.]+$/.test(host) ? host : undefined;
}
