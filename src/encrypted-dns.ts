/** Names that were, or may have been, resolved in a way that a capture cannot show. */
import type { IpFlow, TcpConversation } from './facts.ts';
import type { Incident } from './incident.ts';
import { ENCRYPTED_DNS_PORT, isDohResolver } from './knowledge/encrypted-dns.ts';
import { missing, type Proof } from './rule.ts';
import { list } from './text.ts';

export interface EncryptedDns {
  readonly how: 'DNS over TLS' | 'DNS over HTTPS' | 'DNS over QUIC';
  /** Server name of the TLS hello, else the address. */
  readonly resolver: string;
  readonly via: TcpConversation | IpFlow;
}

const known = new WeakMap<Incident, readonly EncryptedDns[]>();

/** Connections to resolvers that encrypt, of which the resolver's side was heard: one that nobody answered resolved
 *  nothing. */
export function encryptedDns(incident: Incident): readonly EncryptedDns[] {
  let found = known.get(incident);
  if (!found) {
    found = [...incident.all('tcp.conversation').flatMap(overTcp), ...incident.all('ip.flow').flatMap(overUdp)];
    known.set(incident, found);
  }
  return found;
}

function overTcp(c: TcpConversation): EncryptedDns[] {
  if (!c.established || c.serverBytes === 0 || c.opening === 'pseudo-tls') return [];
  const resolver = c.serverName ?? c.server.address;
  if (c.server.port === ENCRYPTED_DNS_PORT && (c.opening === undefined || c.opening === 'tls'))
    return [{ how: 'DNS over TLS', resolver, via: c }];
  if (c.serverName !== undefined && isDohResolver(c.serverName)) return [{ how: 'DNS over HTTPS', resolver, via: c }];
  return [];
}

function overUdp(f: IpFlow): EncryptedDns[] {
  const heard = f.protocol === 'udp' && f.sent > 0 && f.received > 0;
  return heard && f.server.port === ENCRYPTED_DNS_PORT
    ? [{ how: 'DNS over QUIC', resolver: f.server.address, via: f }]
    : [];
}

/** `DNS over HTTPS to dns.google and DNS over TLS to 192.0.2.53`; undefined without. */
export function encryptedDnsWords(incident: Incident): string | undefined {
  const words = [...new Set(encryptedDns(incident).map((e) => `${e.how} to ${e.resolver}`))];
  return words.length === 0 ? undefined : list(words);
}

/** What a rule about names says when it found nothing: names that were resolved unseen prove nothing. */
export function clearOfNames(incident: Incident): Proof {
  const words = encryptedDnsWords(incident);
  return words === undefined ? 'clear' : missing(`DNS in the clear: names were resolved in ${words}`);
}
