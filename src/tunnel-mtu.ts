/** What the tunnel of this incident carries: from a router's word, from the cipher suite, from the kind of tunnel. */
import { type EspSuite, espBounds, espMtu, greMtu, suiteOf, type Underlay, wireguardMtu } from './effective-mtu.ts';
import * as evidence from './evidence.ts';
import type { TcpConversation } from './facts.ts';
import type { Incident } from './incident.ts';
import type { Evidence } from './report.ts';
import { carried } from './selectors.ts';
import { TUNNEL_WORDS, type TunnelFlow, tunnelFlows } from './tunnel-flows.ts';

export interface TunnelMtu {
  /** Largest inner packet; bytes. Of an unknown suite the most that any leaves. */
  readonly mtu: number;
  /** measured: a router said so. computed: from the suite. bound: the suite is not known. */
  readonly how: 'measured' | 'computed' | 'bound';
  /** `AES-CBC with SHA1, ESP in UDP over a 1500-byte path`. */
  readonly because: string;
  readonly evidence: readonly Evidence[];
}

const SUITE_WORDS: Readonly<Record<EspSuite, string>> = {
  'aes-cbc-sha1': 'AES-CBC with SHA1',
  'aes-cbc-sha256': 'AES-CBC with SHA256',
  'aes-cbc-sha384': 'AES-CBC with SHA384',
  'aes-cbc-sha512': 'AES-CBC with SHA512',
  aead: 'AES-GCM or ChaCha20',
  '3des-sha1': '3DES with SHA1',
};

/** Ethernet's, where no router named a smaller one. */
const ETHERNET = 1500;

const paths = new WeakMap<Incident, ReadonlyMap<string, number>>();

/** The smallest packet size that a router named, by where the packets went. */
function pathTo(incident: Incident, address: string): number {
  let known = paths.get(incident);
  if (!known) {
    const made = new Map<string, number>();
    for (const e of incident.all('icmp.error'))
      if (e.meaning === 'frag-needed' && (e.mtu ?? 0) >= 576 && e.quoted) {
        const to = e.quoted.server.address;
        made.set(to, Math.min(e.mtu!, made.get(to) ?? ETHERNET));
      }
    known = made;
    paths.set(incident, known);
  }
  return known.get(address) ?? ETHERNET;
}

const underlayOf = (incident: Incident, gateway: string, udp: boolean): Underlay => ({
  mtu: pathTo(incident, gateway),
  version: gateway.includes(':') ? 6 : 4,
  udp,
});

/** Whether a conversation ran inside a tunnel: on its adapter, from its address, or by a traffic selector. */
export function inTunnel(
  incident: Incident,
  c: Pick<TcpConversation, 'at' | 'interface' | 'client' | 'server'>,
): boolean {
  const face = incident.host.interfaceOf(c.at.source, c.interface);
  if (face?.class === 'tunnel' && face.confidence !== 'possible') return true;
  const own = incident.host.of(c.client.address);
  if (own?.class === 'tunnel' && own.confidence !== 'possible') return true;
  return carried(incident, c.client, c.server, 'tcp');
}

const known = new WeakMap<Incident, TunnelMtu | null>();

/** @returns undefined where nothing tells what the tunnel is, or its overhead is in no table. */
export function tunnelMtu(incident: Incident): TunnelMtu | undefined {
  let made = known.get(incident);
  if (made === undefined) {
    made = measured(incident) ?? computed(incident) ?? bounds(incident) ?? null;
    known.set(incident, made);
  }
  return made ?? undefined;
}

/** A router's or the own stack's word about a packet inside. */
function measured(incident: Incident): TunnelMtu | undefined {
  const inner = incident.all('icmp.error').filter((e) => {
    if (e.meaning !== 'frag-needed' || (e.mtu ?? 0) < 576 || !e.quoted) return false;
    return inTunnel(incident, { at: e.at, interface: e.interface, client: e.quoted.client, server: e.quoted.server });
  });
  const least = inner.sort((a, b) => a.mtu! - b.mtu!)[0];
  return least
    ? { mtu: least.mtu!, how: 'measured', because: `${least.from} said so`, evidence: [evidence.icmp(least)] }
    : undefined;
}

const espWords = ({ udp, version, mtu }: Underlay): string =>
  `ESP${udp ? ' in UDP' : ''} over a ${mtu}-byte ${version === 6 ? 'IPv6 ' : ''}path`;

function computed(incident: Incident): TunnelMtu | undefined {
  const all = incident.all('ipsec.sa').flatMap((sa) =>
    sa.children.flatMap((child) => {
      const suite = child.suite === undefined ? undefined : suiteOf(child.suite);
      if (!suite || child.mode !== 'tunnel') return [];
      const under = underlayOf(incident, sa.remote.address, child.udp);
      return [{ sa, child, mtu: espMtu(suite, under), because: `${SUITE_WORDS[suite]}, ${espWords(under)}` }];
    }),
  );
  const most = all.sort((a, b) => b.mtu - a.mtu)[0];
  return most
    ? {
        mtu: most.mtu,
        how: 'computed',
        because: most.because,
        evidence: [evidence.seenOn(most.sa, most.child.line, `${most.child.name}: ${most.child.suite}`)],
      }
    : undefined;
}

function bound(t: TunnelFlow, incident: Incident): { readonly mtu: number; readonly because: string } | undefined {
  const under = underlayOf(incident, t.gateway, t.kind !== 'esp');
  if (t.kind === 'gre') return { mtu: greMtu(under), because: `GRE over a ${under.mtu}-byte path` };
  if (t.kind === 'wireguard') return { mtu: wireguardMtu(under), because: `WireGuard over a ${under.mtu}-byte path` };
  return t.kind === 'esp' || t.kind === 'esp-in-udp' || t.kind === 'globalprotect'
    ? { mtu: espBounds(under).most, because: `${TUNNEL_WORDS[t.kind]} over a ${under.mtu}-byte path, with any cipher` }
    : undefined;
}

function bounds(incident: Incident): TunnelMtu | undefined {
  const all = tunnelFlows(incident).map((t) => ({ t, made: bound(t, incident) }));
  // A tunnel whose overhead is not known may be the one in question.
  if (all.length === 0 || all.some((x) => !x.made)) return undefined;
  const { t, made } = all.sort((a, b) => b.made!.mtu - a.made!.mtu)[0]!;
  return {
    ...made!,
    how: t.kind === 'gre' || t.kind === 'wireguard' ? 'computed' : 'bound',
    evidence: [evidence.flow(t.flow)],
  };
}
