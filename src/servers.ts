/** The SfB and Exchange servers of an incident: every address that a name, a SIP connection or a TURN allocation
 *  showed to be one. */
import { canonical, scope } from './addresses.ts';
import type { DnsExchange, HostName, SipMessage, StunTransaction, TcpConversation } from './facts.ts';
import type { Lookup } from './incident.ts';
import { sfbName } from './names.ts';

export type ServerRole = 'registrar' | 'web' | 'exchange' | 'media-relay';

export interface Server {
  readonly address: string;
  readonly roles: ReadonlySet<ServerRole>;
  /** DNS or TLS names that led to it, sorted. */
  readonly names: readonly string[];
  /** One clause: how it is known. */
  readonly because: string;
}

const ROLE: Readonly<Record<string, ServerRole>> = {
  'discovery-internal': 'web',
  discovery: 'web',
  registrar: 'registrar',
  'edge-media': 'media-relay',
  web: 'web',
  exchange: 'exchange',
};

const HOW: Readonly<Record<HostName['by'], string>> = {
  hosts: 'the hosts file',
  cache: 'the resolver cache',
  asked: 'a lookup by hand',
};

export interface ServerInput {
  readonly lookups: readonly Lookup[];
  readonly messages: readonly SipMessage[];
  readonly tcp: readonly TcpConversation[];
  readonly stun: readonly StunTransaction[];
  readonly dns: readonly DnsExchange[];
  readonly domains: ReadonlySet<string>;
  /** Texts: hosts file, resolver cache, lookups by hand. */
  readonly told?: readonly HostName[];
}

export function serversOf(input: ServerInput): ReadonlyMap<string, Server> {
  const found = new Map<string, { roles: Set<ServerRole>; names: Set<string>; because: string }>();
  const add = (address: string, role: ServerRole, name: string | undefined, because: string): void => {
    const known = found.get(address) ?? { roles: new Set<ServerRole>(), names: new Set<string>(), because };
    known.roles.add(role);
    if (name) known.names.add(name);
    found.set(address, known);
  };
  for (const { dns, meaning, addresses } of input.lookups)
    for (const address of addresses) add(address, ROLE[meaning.role]!, dns.name, `${dns.name} resolved to it`);

  for (const name of input.told ?? []) {
    const meaning = sfbName(name.name, input.domains);
    for (const value of meaning ? name.values : []) {
      const address = canonical(value);
      if (address !== undefined && scope(address) !== 'nowhere' && scope(address) !== 'loopback')
        add(address, ROLE[meaning!.role]!, name.name, `${name.name} is it by ${HOW[name.by]}`);
    }
  }
  // Names that only the signalling tells: MRAS hands out the relay's host name.
  const relayNames = new Set(
    input.messages.flatMap((m) => m.mediaRelay?.relays.map((r) => r.host.toLowerCase()) ?? []),
  );
  for (const dns of input.dns)
    if (relayNames.has(dns.name))
      for (const r of dns.answers)
        if (r.type === 'A' || r.type === 'AAAA')
          add(r.value, 'media-relay', dns.name, `${dns.name}, named by MRAS, resolved to it`);
  // SRV targets of the SIP records.
  for (const { dns, meaning } of input.lookups)
    if (meaning.role === 'registrar' || meaning.role === 'discovery-internal')
      for (const r of dns.answers) {
        const target = r.type === 'SRV' ? r.value.split(' ')[3] : undefined;
        for (const other of target ? input.dns : [])
          if (other.name === target)
            for (const a of other.answers)
              if (a.type === 'A' || a.type === 'AAAA')
                add(a.value, 'registrar', target, `${dns.name} pointed to ${target}`);
      }
  for (const m of input.messages)
    if (
      m.remote &&
      m.direction !== 'unknown' &&
      (m.method === 'REGISTER' || m.method === 'INVITE' || m.method === 'SERVICE')
    )
      add(m.remote.address, 'registrar', undefined, 'the log shows SIP with it');
  for (const s of input.stun)
    if (s.dialect === 'ms-turn' && s.method === 'allocate')
      add(s.server.address, 'media-relay', undefined, 'the client asked it for a relay');
  for (const c of input.tcp) {
    const named = c.serverName ? sfbName(c.serverName, input.domains) : undefined;
    if (named) add(c.server.address, ROLE[named.role]!, c.serverName, `TLS named it ${c.serverName}`);
  }
  return new Map(
    [...found].map(([address, s]) => [
      address,
      { address, roles: s.roles, names: [...s.names].sort(), because: s.because },
    ]),
  );
}
