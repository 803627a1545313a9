/** What VPN texts and routing tables say of this PC's addresses. */
import { cidr, covered, scope } from './addresses.ts';
import type { HostRoute, IpsecSa, VpnEvent, VpnTunnel } from './facts.ts';
import { placeOf, type TextAdapter } from './host-adapters.ts';
import { PRODUCT_NAMES } from './knowledge/adapters.ts';
import type { Machines } from './machines.ts';
import { type Signal, WEIGHT } from './signals.ts';
import { clean } from './text.ts';

/** Tunnels and events are the PC's own, associations of whatever machine. */
export interface Told {
  readonly tunnels: readonly VpnTunnel[];
  readonly events: readonly VpnEvent[];
  readonly sas: readonly IpsecSa[];
  readonly machines: Machines;
}

/** @param note called with each sign; of a gateway's clients only those that are known to be this PC.
 *  @param own addresses that log, capture or this PC's texts show. */
export function toldSigns(told: Told, own: ReadonlySet<string>, note: (address: string, s: Signal) => void): void {
  const sign = (weight: number, because: string): Signal => ({ class: 'tunnel', weight, because, ground: 'told' });
  for (const t of told.tunnels)
    for (const address of t.addresses ?? [])
      note(
        address,
        sign(WEIGHT.certain, `${PRODUCT_NAMES[t.product]} says it is the tunnel's address (${placeOf(t)})`),
      );
  for (const e of told.events)
    if (e.address !== undefined && (e.event === 'address' || e.event === 'connected') && scope(e.address) === 'private')
      note(
        e.address,
        sign(
          e.event === 'address' ? WEIGHT.certain : WEIGHT.likely,
          `${PRODUCT_NAMES[e.product]} connected with it (${placeOf(e)})`,
        ),
      );
  for (const sa of told.sas) {
    const { machine } = told.machines.of(sa);
    if (machine === 'pc') {
      for (const address of sa.localVirtual)
        note(address, sign(WEIGHT.certain, `strongSwan has it as virtual IP (${placeOf(sa)})`));
      if (own.has(sa.local.address) && sa.localVirtual.length > 0 && !sa.localVirtual.includes(sa.local.address))
        note(sa.local.address, {
          ...sign(WEIGHT.likely, `the tunnel itself runs from it (${placeOf(sa)})`),
          class: 'physical',
        });
      // A selector of one address that is not the PC's own end of the tunnel.
      for (const child of sa.children)
        for (const ts of child.localTs) {
          const address = ts.endsWith('/32') ? ts.slice(0, -3) : undefined;
          if (address !== undefined && address !== sa.local.address && own.has(address))
            note(address, sign(WEIGHT.likely, `a traffic selector is this one address (${placeOf(sa)})`));
        }
    }
    if (machine === 'gateway')
      for (const address of sa.remoteVirtual)
        if (own.has(address))
          note(address, sign(WEIGHT.certain, `the gateway gave it to a VPN client (${placeOf(sa)})`));
  }
}

/** Windows names the PPP adapter of a connection as the connection. */
export function connectionSigns(
  told: Told,
  adapters: readonly TextAdapter[],
  note: (address: string, s: Signal) => void,
): void {
  const byName = new Map(
    told.tunnels.flatMap((t) => (t.name !== undefined && t.product === 'windows' ? [[t.name, t] as const] : [])),
  );
  if (byName.size === 0) return;
  for (const a of adapters) {
    const fact = a.facts.find((f) => f.section === 'ppp' && byName.has(f.name ?? f.description ?? ''));
    const connection = fact && byName.get(fact.name ?? fact.description ?? '');
    if (connection)
      for (const address of a.addresses.keys())
        note(address, {
          class: 'tunnel',
          weight: WEIGHT.certain,
          because: `its adapter is the VPN connection "${clean(connection.name ?? '', 60)}" (${placeOf(connection)})`,
          ground: 'words',
        });
  }
}

/** Private prefixes beyond its own network that an interface owns before it looks like a split tunnel. */
const PREFIXES = 3;
/** Metric that VPN clients give their routes on Windows; a network card's are above. */
const LOW_METRIC = 10;

/** Routes that decide: not the list of persistent ones, not the tables beside main, none that refuses. */
export const inUse = (r: HostRoute): boolean =>
  r.persistent === undefined && r.refuses === undefined && (r.table === undefined || r.table === 'main');

/** Output of one command: two of them may be of different times. */
export const tableOf = (r: HostRoute): string => `${r.at.source}\n${r.form}`;

const lengthOf = (destination: string): number => Number(destination.slice(destination.indexOf('/') + 1));

/** @param note called with the sign and the IPv4 address it speaks of. */
export function routeSigns(
  routes: readonly HostRoute[],
  adapters: readonly TextAdapter[],
  told: Told,
  note: (address: string, s: Signal) => void,
): void {
  const gateways = new Set(
    [
      ...told.tunnels.map((t) => t.gatewayAddress),
      ...told.sas.filter((s) => told.machines.isPc(s)).map((s) => s.remote.address),
    ].filter((a) => a !== undefined),
  );
  const ownersOf = ownerIndex(adapters);
  const tables = new Map<string, HostRoute[]>();
  for (const r of routes.filter(inUse)) {
    const table = tables.get(tableOf(r));
    if (table) table.push(r);
    else tables.set(tableOf(r), [r]);
  }
  for (const table of tables.values()) {
    const byOwner = new Map<string, HostRoute[]>();
    for (const r of table)
      for (const address of ownersOf(r)) {
        const list = byOwner.get(address);
        if (list) list.push(r);
        else byOwner.set(address, [r]);
      }
    const defaults = [...byOwner].filter(([, rs]) => rs.some((r) => r.destination === '0.0.0.0/0'));
    const uplinks = new Set(
      defaults.filter(([, rs]) => rs.some((r) => r.gateway !== undefined)).map(([address]) => address),
    );
    for (const [address, rs] of byOwner) {
      const sign = (kind: Signal['class'], weight: number, words: string, r: HostRoute): void =>
        note(address, { class: kind, weight, because: `${words} (${placeOf(r)})`, ground: 'routes' });
      const half = rs.find((r) => r.destination === '0.0.0.0/1');
      const toGateway = rs.find((r) => lengthOf(r.destination) === 32 && gateways.has(r.destination.slice(0, -3)));
      const whole = rs.find((r) => r.destination === '0.0.0.0/0');
      const other = uplinks.size > (uplinks.has(address) ? 1 : 0);
      const inside = rs.filter((r) => privateBeyond(r, address));
      if (half && rs.some((r) => r.destination === '128.0.0.0/1'))
        sign('tunnel', WEIGHT.likely, 'both halves of the Internet (0/1 and 128/1) are routed through it', half);
      else if (inside.length >= PREFIXES && !(whole && !other))
        sign('tunnel', WEIGHT.likely, `${inside.length} private networks are routed through it`, inside[0]!);
      else if (toGateway?.gateway !== undefined)
        sign('physical', WEIGHT.likely, 'the VPN gateway is reached through it', toGateway);
      else if (whole && whole.gateway === undefined && other)
        sign('tunnel', WEIGHT.possible, 'it has a default route without a gateway beside another', whole);
      else if (whole?.gateway !== undefined && defaults.length === 1)
        sign('physical', WEIGHT.possible, `the only default route goes through it to ${whole.gateway}`, whole);
    }
  }
}

/** A private network that is not the interface's own, with the metric of a VPN client where one is given. */
function privateBeyond(r: HostRoute, own: string): boolean {
  const length = lengthOf(r.destination);
  if (length === 0 || length > 28 || scope(r.destination.slice(0, r.destination.indexOf('/'))) !== 'private')
    return false;
  const net = cidr(r.destination);
  if (net === undefined || covered(own, [net])) return false;
  return (r.metric ?? 0) + (r.interfaceMetric ?? 0) <= LOW_METRIC;
}

/** Addresses of one interface that its routes are counted for. */
const ADDRESSES = 16;

/** @returns IPv4 addresses of the interface that a route names, by address, number or name. */
export function ownerIndex(adapters: readonly TextAdapter[]): (r: HostRoute) => readonly string[] {
  const byKey = new Map<string, readonly string[]>();
  for (const a of adapters) {
    const addresses = [...a.addresses.keys()].filter((x) => x.includes('.')).slice(0, ADDRESSES);
    for (const f of a.facts) {
      if (f.ifIndex !== undefined && !byKey.has(`i:${f.ifIndex}`)) byKey.set(`i:${f.ifIndex}`, addresses);
      if (f.name !== undefined && !f.cut && !byKey.has(`n:${f.name}`)) byKey.set(`n:${f.name}`, addresses);
    }
  }
  return (r) => {
    if (r.interfaceAddress !== undefined) return [r.interfaceAddress];
    if (r.source !== undefined) return [r.source];
    return byKey.get(`i:${r.ifIndex}`) ?? byKey.get(`n:${r.interfaceName}`) ?? [];
  };
}
