/** Products that answer TLS in the place of the server, by the issuer that they put into their certificates. General
 *  knowledge without a public table: it is a reason to look, never a proof. */
import type { TlsCertificate } from '../facts.ts';

const ISSUERS: readonly (readonly [product: string, pattern: RegExp])[] = [
  ['Zscaler', /\bzscaler\b/i],
  ['Netskope', /\bnetskope\b|\bgoskope\b/i],
  ['Fortinet', /\bforti(net|gate)\b/i],
  ['Symantec / Blue Coat', /\bblue ?coat\b|\bproxysg\b/i],
  ['Forcepoint / Websense', /\bforcepoint\b|\bwebsense\b/i],
  ['Sophos', /\bsophos\b/i],
  ['Check Point', /\bcheck ?point\b/i],
  ['McAfee / Skyhigh', /\bmcafee\b|\bskyhigh\b/i],
  ['Cisco Umbrella', /\bcisco umbrella\b/i],
  ['Kaspersky', /\bkaspersky\b/i],
  ['ESET', /\beset ssl filter\b/i],
  ['Avast / AVG', /\b(avast|avg) (web|mail|antivirus)\b/i],
  ['Bitdefender', /\bbitdefender\b/i],
];

/** @returns the product that the issuer's names speak of. */
export function inspectorOf(certificate: TlsCertificate): string | undefined {
  const names = `${certificate.issuer}\n${certificate.issuerOrganisation ?? ''}`;
  return ISSUERS.find(([, pattern]) => pattern.test(names))?.[0];
}
