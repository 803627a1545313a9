/** The picture of the path: this PC with its addresses, the VPN gateway, resolvers, servers and the other side; links
 *  where packets went, and where they should have gone. Only what the input showed. */
import { sameNetwork } from './addresses.ts';
import { ikeSilences } from './ike.ts';
import type { Incident } from './incident.ts';
import { PATH_LINKS, PATH_NODES } from './limits.ts';
import { type Attempt, attemptsOf } from './path-attempts.ts';
import { type Place, proofIndex } from './proofs.ts';
import { publicAddresses } from './remedies.ts';
import type { AddressClass, Finding } from './report.ts';
import type { Server, ServerRole } from './servers.ts';
import { clean, count } from './text.ts';
import { TUNNEL_WORDS, tunnelFlows } from './tunnel-flows.ts';

export interface PathNode {
  readonly kind: 'interface' | 'gateway' | 'resolver' | 'server' | 'peer';
  /** `A/V Edge`, `sign-in server`. */
  readonly label: string;
  /** local: the network that the PC is in (home, hotel, office). inside: an address of the organisation's network, or a
   *  private one. outside: one of the Internet. peer: the other side of a call, wherever that is. */
  readonly zone: 'pc' | 'local' | 'inside' | 'outside' | 'peer' | 'unknown';
  /** Of an interface. */
  readonly class?: AddressClass;
  /** At most 6, and how many more there are. */
  readonly addresses: readonly string[];
  readonly more: number;
  /** DNS names, at most 4. */
  readonly names: readonly string[];
}

export interface PathLink {
  /** Numbers into `nodes`. */
  readonly from: number;
  readonly to: number;
  /** ok: answered. failed: tried, and no answer or a refusal. unused: no answer, which by itself is no fault: calls leave
   *  such checks behind once a way is found, and names are asked of several resolvers. should: where packets belong. */
  readonly state: 'ok' | 'failed' | 'unused' | 'should';
  readonly words: string;
  /** Fingerprint of the first finding that it proves. */
  readonly finding?: string;
}

export interface PathPicture {
  readonly nodes: readonly PathNode[];
  readonly links: readonly PathLink[];
  /** Nodes and links past the limits. */
  readonly left: number;
}

const ADDRESSES = 6;
const NAMES = 4;

/** What a server is called by its roles, the one that matters most in a call first. */
const ROLES: readonly (readonly [ServerRole, string])[] = [
  ['media-relay', 'A/V Edge'],
  ['registrar', 'sign-in server'],
  ['exchange', 'Exchange'],
  ['web', 'web services'],
];

function labelOf(server: Server, incident: Incident): string {
  const label = ROLES.find(([role]) => server.roles.has(role))?.[1] ?? 'server';
  const edge =
    label === 'sign-in server' &&
    incident.signIns.some((s) => s.way === 'edge' && s.registrar?.address === server.address);
  return edge ? 'Access Edge' : label;
}

interface Box {
  readonly id: number;
  readonly kind: PathNode['kind'];
  readonly label: string;
  readonly zone: PathNode['zone'];
  readonly class?: AddressClass | undefined;
  readonly addresses: Set<string>;
  readonly names: Set<string>;
}

interface Line {
  readonly from: Box;
  readonly to: Box;
  readonly state: PathLink['state'];
  /** How often, by what it was. */
  readonly tally: Map<string, number>;
  readonly words: Set<string>;
  readonly places: Place[];
  finding?: string | undefined;
}

/** Boxes by what they are, lines by their ends and state: whatever is seen again joins the one that is there. */
class Canvas {
  readonly boxes = new Map<string, Box>();
  readonly lines = new Map<string, Line>();

  box(kind: Box['kind'], label: string, zone: Box['zone'], key: string, more: Pick<Box, 'class'> = {}): Box {
    const place = `${kind}\n${zone}\n${key}`;
    const known = this.boxes.get(place);
    if (known) return known;
    const made: Box = { id: this.boxes.size, kind, label, zone, addresses: new Set(), names: new Set(), ...more };
    this.boxes.set(place, made);
    return made;
  }

  line(from: Box, to: Box, state: Line['state']): Line {
    const id = `${from.id} ${to.id} ${state}`;
    const known = this.lines.get(id);
    if (known) return known;
    const made: Line = { from, to, state, tally: new Map(), words: new Set(), places: [] };
    this.lines.set(id, made);
    return made;
  }
}

const zones = new WeakMap<Incident, Map<string, PathNode['zone']>>();

function zoneOf(address: string, incident: Incident): PathNode['zone'] {
  const known = zones.get(incident) ?? new Map<string, PathNode['zone']>();
  zones.set(incident, known);
  let zone = known.get(address);
  if (zone === undefined) {
    const near = incident.host.addresses.some((a) => a.class === 'physical' && sameNetwork(a.address, address, 24));
    const inside = incident.isInternal(address);
    zone = inside ? (near ? 'local' : 'inside') : incident.isPublic(address) ? 'outside' : 'unknown';
    known.set(address, zone);
  }
  return zone;
}

function interfaceBox(canvas: Canvas, address: string, incident: Incident): Box | undefined {
  const known = incident.host.of(address);
  if (!known) return undefined;
  const box = canvas.box('interface', address, 'pc', address, { class: known.class });
  box.addresses.add(address);
  return box;
}

function serverBox(canvas: Canvas, server: Server, incident: Incident): Box {
  const label = labelOf(server, incident);
  const box = canvas.box('server', label, zoneOf(server.address, incident), label);
  box.addresses.add(server.address);
  for (const name of server.names) box.names.add(name);
  return box;
}

const PEERS: Readonly<Record<string, string>> = {
  host: 'its own address',
  srflx: 'its address seen outside',
  relay: 'its relay',
};

function targetBox(canvas: Canvas, a: Attempt, incident: Incident): Box {
  const zone = zoneOf(a.to, incident);
  if (a.what === 'resolver') {
    const box = canvas.box('resolver', 'DNS resolver', zone, a.to);
    box.addresses.add(a.to);
    return box;
  }
  const server = incident.servers.get(a.to);
  if (server && a.what !== 'peer') return serverBox(canvas, server, incident);
  const label = PEERS[a.peer ?? ''] ?? 'other side';
  const box = canvas.box('peer', label, 'peer', label);
  box.addresses.add(a.to);
  return box;
}

/** Tunnels as captured outside; the gateway that only texts name stands alone. */
function drawTunnels(canvas: Canvas, incident: Incident): void {
  for (const { flow, own, gateway, kind } of tunnelFlows(incident)) {
    const from = interfaceBox(canvas, own, incident);
    if (!from) continue;
    const to = canvas.box('gateway', 'VPN gateway', zoneOf(gateway, incident), gateway);
    to.addresses.add(gateway);
    const line = canvas.line(from, to, 'ok');
    line.words.add(TUNNEL_WORDS[kind]);
    line.tally.set('packet', (line.tally.get('packet') ?? 0) + flow.sent + flow.received);
    line.places.push(flow.at);
  }
  for (const { exchange } of ikeSilences(incident).silences) {
    const from = interfaceBox(canvas, exchange.client.address, incident);
    if (!from) continue;
    const gateway = exchange.server.address;
    const to = canvas.box('gateway', 'VPN gateway', zoneOf(gateway, incident), gateway);
    to.addresses.add(gateway);
    const line = canvas.line(from, to, 'failed');
    line.tally.set('IKE request', (line.tally.get('IKE request') ?? 0) + exchange.transmissions);
    line.places.push(exchange.at);
  }
  const drawn = (): boolean => [...canvas.boxes.values()].some((b) => b.kind === 'gateway');
  for (const sa of drawn() ? [] : incident.all('ipsec.sa')) {
    const { address } = incident.machines.isPc(sa) ? sa.remote : sa.local;
    canvas.box('gateway', 'VPN gateway', zoneOf(address, incident), 'sa').addresses.add(address);
  }
  if (drawn()) return;
  for (const view of incident.vpn.filter((v) => v.up?.value !== false)) {
    const address = view.gatewayAddress?.value;
    const key = address ?? view.gateway?.value;
    if (key === undefined) continue;
    const box = canvas.box('gateway', 'VPN gateway', address ? zoneOf(address, incident) : 'unknown', key);
    if (address !== undefined) box.addresses.add(address);
    if (view.gateway && view.gateway.value !== address) box.names.add(view.gateway.value);
  }
}

function drawAttempts(canvas: Canvas, incident: Incident): void {
  for (const a of attemptsOf(incident)) {
    const from = interfaceBox(canvas, a.from, incident);
    if (!from) continue;
    const to = targetBox(canvas, a, incident);
    const relay = a.relay === undefined ? undefined : incident.servers.get(a.relay);
    // Through the Edge: the relay carried it, whatever became of it behind.
    const edge = relay && serverBox(canvas, relay, incident);
    const line = canvas.line(edge ?? from, to, a.state);
    line.tally.set(a.kind, (line.tally.get(a.kind) ?? 0) + 1);
    line.places.push(...a.places);
  }
}

/** Where packets belong that a finding says went wrong: the public servers of the same names, beside the tunnel; and
 *  what the VPN's own split says of an address that the routing table sends elsewhere. */
function drawBelongs(
  canvas: Canvas,
  incident: Incident,
  provenBy: (places: readonly Place[]) => string | undefined,
): void {
  for (const line of [...canvas.lines.values()]) {
    if (line.state !== 'failed' || line.to.zone !== 'inside' || line.to.kind !== 'server') continue;
    const finding = provenBy(line.places);
    if (line.from.class !== 'physical' || finding === undefined) continue;
    for (const name of line.to.names)
      for (const address of publicAddresses(incident, [name])) {
        const server = incident.servers.get(address);
        if (!server) continue;
        const link = canvas.line(line.from, serverBox(canvas, server, incident), 'should');
        link.words.add(`${name} is ${address} outside`);
        link.finding ??= finding;
      }
  }
  const boxes = [...canvas.boxes.values()];
  const of = (kind: AddressClass): Box | undefined => {
    const found = boxes.filter((b) => b.class === kind);
    return found.length === 1 ? found[0] : undefined;
  };
  for (const j of incident.routing.judged) {
    if (j.asSplit !== false || !j.split) continue;
    const from = of(j.split.says === 'tunnel' ? 'tunnel' : 'physical');
    const server = incident.servers.get(j.address);
    if (!from || !server) continue;
    const to = serverBox(canvas, server, incident);
    canvas
      .line(from, to, 'should')
      .words.add(`the VPN's split keeps ${j.address} ${j.split.says === 'tunnel' ? 'in' : 'out of'} the tunnel`);
  }
}

function wordsOf(line: Line): string {
  const tally = [...line.tally].map(([what, n]) => count(n, what));
  return clean([...[...line.words].slice(0, NAMES), ...tally].join(', '), 200);
}

export function pathOf(incident: Incident, findings: readonly Finding[]): PathPicture {
  const canvas = new Canvas();
  const provenBy = proofIndex(findings);
  for (const a of incident.host.addresses)
    if (a.class === 'physical' || a.class === 'tunnel') interfaceBox(canvas, a.address, incident);
  drawTunnels(canvas, incident);
  drawAttempts(canvas, incident);
  drawBelongs(canvas, incident, provenBy);
  const all = [...canvas.boxes.values()];
  const linked = new Set([...canvas.lines.values()].flatMap((l) => [l.from, l.to]));
  // What nothing went to or from goes first.
  const boxes = [...all].sort((a, b) => Number(linked.has(b)) - Number(linked.has(a))).slice(0, PATH_NODES);
  const shown = all.filter((b) => boxes.includes(b));
  const lines = [...canvas.lines.values()].filter((l) => shown.includes(l.from) && shown.includes(l.to));
  return {
    nodes: shown.map((b) => ({
      kind: b.kind,
      label: b.label,
      zone: b.zone,
      ...(b.class === undefined ? {} : { class: b.class }),
      addresses: [...b.addresses].slice(0, ADDRESSES),
      more: Math.max(0, b.addresses.size - ADDRESSES),
      names: [...b.names]
        .sort()
        .slice(0, NAMES)
        .map((n) => clean(n)),
    })),
    links: lines.slice(0, PATH_LINKS).map((l) => {
      const finding = l.finding ?? provenBy(l.places);
      return {
        from: shown.indexOf(l.from),
        to: shown.indexOf(l.to),
        state: l.state,
        words: wordsOf(l),
        ...(finding === undefined ? {} : { finding }),
      };
    }),
    left: all.length - shown.length + canvas.lines.size - Math.min(lines.length, PATH_LINKS),
  };
}
