/** Public resolvers that answer DNS over HTTPS (RFC 8484), by the name that their TLS hello asks for. Dated data, looked
 *  up in the operators' own documents and the curated list of the curl project ("DNS over HTTPS", publicly available
 *  servers): state of 2025. A name that is not here is not a sign of anything. */

/** These and every name below them: `abc123.dns.nextdns.io`. */
const RESOLVERS: ReadonlySet<string> = new Set([
  'dns.google',
  'dns64.dns.google',
  'cloudflare-dns.com',
  'one.one.one.one',
  'dns.quad9.net',
  'dns9.quad9.net',
  'dns10.quad9.net',
  'dns11.quad9.net',
  'doh.opendns.com',
  'doh.familyshield.opendns.com',
  'doh.umbrella.com',
  'dns.nextdns.io',
  'dns.adguard-dns.com',
  'unfiltered.adguard-dns.com',
  'family.adguard-dns.com',
  'dns.adguard.com',
  'doh.cleanbrowsing.org',
  'dns.mullvad.net',
  'freedns.controld.com',
  'dns.controld.com',
  'doh.xfinity.com',
  'dns.sb',
  'doh.dns.sb',
  'dns.alidns.com',
  'doh.pub',
]);

/** The port of DNS over TLS (RFC 7858 3.1), DNS over DTLS (RFC 8094) and DNS over QUIC (RFC 9250 4.1.1). */
export const ENCRYPTED_DNS_PORT = 853;

/** @param name server name of a TLS hello. */
export function isDohResolver(name: string): boolean {
  const labels = name.toLowerCase().split('.');
  for (let n = 0; n + 2 <= labels.length; n++) if (RESOLVERS.has(labels.slice(n).join('.'))) return true;
  return false;
}
