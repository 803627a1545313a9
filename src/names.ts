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
const DISTINCT: ReadonlyMap<string, NameRole> = new Map<string, NameRole>([
  ['lyncdiscoverinternal', 'discovery-internal'],
  ['sipinternal', 'discovery-internal'],
  ['_sipinternaltls._tcp', 'discovery-internal'],
  ['_sipinternal._tcp', 'discovery-internal'],
  ['lyncdiscover', 'discovery'],
  ['_sip._tls', 'registrar'],
  ['sipexternal', 'registrar'],
  ['autodiscover', 'exchange'],
]);

/** Labels that mean something only within a SIP domain of this incident: everybody has a `meet` or a `mail`. */
const WITHIN_DOMAIN: ReadonlyMap<string, NameRole> = new Map<string, NameRole>([
  ['sip', 'registrar'],
  ['access', 'registrar'],
  ['accessedge', 'registrar'],
  ['av', 'edge-media'],
  ['avedge', 'edge-media'],
  ['meet', 'web'],
  ['dialin', 'web'],
  ['lyncweb', 'web'],
  ['webext', 'web'],
  ['lswebext', 'web'],
  ['mail', 'exchange'],
  ['owa', 'exchange'],
  ['webmail', 'exchange'],
]);

/** @param domains SIP domains of the incident, lower case; where none is known, `sip.` is taken at its word. */
export function sfbName(name: string, domains: ReadonlySet<string>): SfbName | undefined {
  // A capture has thousands of names, and nearly all mean nothing.
  for (let labels = 1, dot = name.indexOf('.'); labels <= 2 && dot > 0; labels++, dot = name.indexOf('.', dot + 1)) {
    if (name.indexOf('.', dot + 1) < 0) return undefined;
    const head = name.slice(0, dot);
    const distinct = DISTINCT.get(head);
    const within = distinct === undefined ? WITHIN_DOMAIN.get(head) : undefined;
    if (distinct === undefined && within === undefined) continue;
    const domain = name.slice(dot + 1);
    if (searched(domain, domains)) return undefined;
    if (distinct) return { role: distinct, domain };
    if (within && (domains.has(domain) || (domains.size === 0 && head === 'sip'))) return { role: within, domain };
  }
  return undefined;
}

/** Whether a domain is one of these with another behind it: Windows tries `sip.contoso.com.home.example` where the home
 *  router gave out the suffix `home.example`, and some routers answer for every name below it. */
export function searched(domain: string, domains: ReadonlySet<string>): boolean {
  for (let dot = domain.indexOf('.'); dot > 0; dot = domain.indexOf('.', dot + 1))
    if (domains.has(domain.slice(0, dot))) return true;
  return false;
}

/** The part of a SIP URI after the `@`, lower case; undefined for anything without a dotted host. */
export function uriDomain(uri: string): string | undefined {
  const host = /^sips?:[^@\s]+@([^;:>\s]+)/i.exec(uri)?.[1]?.toLowerCase();
  return host?.includes('.') && !/^[\d.]+$/.test(host) ? host : undefined;
}
