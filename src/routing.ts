/** Which way packets to an address take on this PC: its routing tables, the traffic selectors of a tunnel without an
 *  interface, and whether that is what the VPN's split says. Only the PC's own texts count. */
import type { HostRoute, IpsecPolicy, IpsecSa, Locus } from './facts.ts';
import type { Host } from './host.ts';
import { placeOf } from './host-adapters.ts';
import { inUse, tableOf } from './host-vpn.ts';
import { adapterByWords } from './knowledge/adapters.ts';
import type { Machines } from './machines.ts';
import { type Prefixes, prefixes } from './prefixes.ts';
import type { AddressClass } from './report.ts';
import type { Confidence } from './rule.ts';
import { clean, count } from './text.ts';
import type { VpnView } from './vpn-view.ts';

/** The way to one address. */
export interface Way {
  /** Of the interface; `unknown` where nothing names it, or where the tables leave it open. */
  readonly class: AddressClass;
  readonly confidence: Confidence;
  readonly because: string;
  readonly at: Locus;
  /** Not given where a traffic selector takes the packets, whatever the table says. */
  readonly route?: HostRoute | undefined;
  /** The selector that takes them: `10.1.0.0/16`. */
  readonly selector?: string | undefined;
}

/** What the VPN's split tunnel says of an address. */
export interface Split {
  readonly says: 'tunnel' | 'beside';
  /** The prefix that decides; not given where the address is in no list. */
  readonly prefix?: string | undefined;
  readonly at: Locus;
  /** An exclusion that an equal or more specific inclusion overrides. */
  readonly shadowed?: { readonly prefix: string; readonly at: Locus } | undefined;
  /** The text broke off: a more specific prefix may be missing. */
  readonly truncated: boolean;
}

/** An SfB, Exchange or media address of the incident. */
export interface Judgement {
  readonly address: string;
  /** `registrar`, `exchange`, `media` … */
  readonly what: readonly string[];
  readonly way?: Way | undefined;
  readonly split?: Split | undefined;
  /** Whether the way is what the split says; not given where either is not known. */
  readonly asSplit?: boolean | undefined;
}

export interface Routing {
  /** Whether there is a routing table of this PC. */
  readonly known: boolean;
  /** @returns undefined without a table, or where none of its routes covers the address. */
  wayTo(address: string): Way | undefined;
  /** @returns undefined where no text of a VPN lists routes. */
  splitOf(address: string): Split | undefined;
  /** Where all else goes: the default routes, or both halves of the Internet. IPv4. */
  readonly defaults: readonly Way[];
  /** Every SfB, Exchange and media address, sorted. */
  readonly judged: readonly Judgement[];
  /** What was left out of the judgement, in words. */
  readonly ignored: readonly string[];
}

export interface RoutingInput {
  readonly routes: readonly HostRoute[];
  readonly sas: readonly IpsecSa[];
  readonly policies: readonly IpsecPolicy[];
  readonly machines: Machines;
  readonly host: Host;
  readonly vpn: readonly VpnView[];
  /** Addresses to judge, each with what it is. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

interface Selector {
  readonly prefix: string;
  readonly pass: boolean;
  readonly words: string;
  readonly at: Locus;
}

/** Selectors of the PC's tunnels, and its shunts; narrowed to ports they do not decide for an address. */
function selectorsOf({ sas, policies, machines }: RoutingInput): Prefixes<Selector> {
  const of = (ts: readonly string[], pass: boolean, words: string, at: Locus): [string, Selector][] =>
    ts.filter((text) => !text.includes('[')).map((prefix) => [prefix, { prefix, pass, words, at }]);
  return prefixes([
    ...sas
      .filter((sa) => machines.isPc(sa))
      .flatMap((sa) =>
        sa.children
          .filter((c) => /^tunnel$/i.test(c.mode) && /^(?:INSTALLED|REKEY)/i.test(c.state))
          .flatMap((c) => of(c.remoteTs, false, placeOf(sa), sa.at)),
      ),
    ...policies
      .filter((p) => machines.isPc(p) && (p.direction === undefined || p.direction === 'out'))
      .filter((p) => /^(?:pass|tunnel)$/i.test(p.mode))
      .flatMap((p) => of(p.remoteTs, /^pass$/i.test(p.mode), placeOf(p), p.at)),
  ]);
}

/** The longest that covers the address; a shunt goes before a tunnel of the same length (RFC 4301 4.4.1: BYPASS). */
function selected(selectors: Prefixes<Selector>, address: string): Selector | undefined {
  const fits = selectors.longest(address);
  return fits.find((s) => s.pass) ?? fits[0];
}

/** Metric of route and interface together. Windows prints the sum; PowerShell both; Linux none where it is 0. */
export const metricOf = (r: HostRoute): number => (r.metric ?? 0) + (r.interfaceMetric ?? 0);

/** Routes of the longest prefix and of the lowest metric among them; several = the table does not say which is taken. */
export function bestRoutes(table: Prefixes<HostRoute>, address: string, longest?: number): readonly HostRoute[] {
  const fits = table.longest(address, longest);
  const least = fits.reduce((n, r) => Math.min(n, metricOf(r)), Number.POSITIVE_INFINITY);
  return fits.filter((r) => metricOf(r) === least);
}

const nameOf = (r: HostRoute): string =>
  clean(
    r.interfaceName ?? r.interfaceAddress ?? (r.ifIndex === undefined ? 'an interface' : `interface ${r.ifIndex}`),
    60,
  );

/** Whether the interface may be told by its name alone: `tun0`, `lo`. */
function byName(r: HostRoute): { class: AddressClass; confidence: Confidence } | undefined {
  const known = adapterByWords(r.interfaceName);
  return known && { class: known.class, confidence: known.confidence === 'certain' ? 'likely' : known.confidence };
}

function wayBy(routes: readonly HostRoute[], host: Host): Way | undefined {
  const first = routes[0];
  if (!first) return undefined;
  const words = (r: HostRoute): string =>
    `${r.destination} ${r.gateway === undefined ? 'on-link' : `by ${clean(r.gateway, 60)}`} on ${nameOf(r)} (${placeOf(r)})`;
  const faces = routes.map((r) => ({ r, face: host.interfaceOfRoute(r) ?? byName(r) }));
  const classes = new Set(faces.map((f) => f.face?.class ?? 'unknown'));
  const open = { class: 'unknown', confidence: 'possible', at: first.at, route: first } as const;
  if (first.refuses) return { ...open, because: `${first.destination} is refused (${placeOf(first)})` };
  if (classes.size > 1)
    return {
      ...open,
      because: `${count(routes.length, 'route')} of the same length and metric: ${routes.slice(0, 2).map(words).join('; ')}`,
    };
  const face = faces[0]!.face;
  if (!face) return { ...open, because: `${words(first)}; nothing tells which adapter that is` };
  return { class: face.class, confidence: face.confidence, because: words(first), at: first.at, route: first };
}

/** Of the same address in several tables (before and after the VPN came up): their word where they agree. */
function agreed(ways: readonly Way[]): Way | undefined {
  const [first] = ways;
  if (!first || ways.every((w) => w.class === first.class)) return first;
  return {
    class: 'unknown',
    confidence: 'possible',
    because: `the routing tables differ: ${ways
      .slice(0, 2)
      .map((w) => w.because)
      .join('; ')}`,
    at: first.at,
    route: first.route,
  };
}

/** What the split of one product says: the longest prefix; of equal length the inclusion stands (GlobalProtect: an
 *  exclusion must be more specific). */
export function splitter(view: VpnView): (address: string) => Split | undefined {
  type Entry = { readonly prefix: string; readonly length: number; readonly at: Locus };
  const index = (list: VpnView['includeRoutes']): Prefixes<Entry> =>
    prefixes(
      (list ?? []).map(({ value, at }): [string, Entry] => {
        const bits = value.split('/')[1];
        const width = value.includes(':') ? 128 : 32;
        return [value, { prefix: value, length: bits === undefined ? width : Number(bits), at }];
      }),
    );
  const included = index(view.includeRoutes);
  const excluded = index(view.excludeRoutes);
  const { truncated } = view;
  return (address) => {
    const inside = included.longest(address)[0];
    const outside = excluded.longest(address)[0];
    if (inside && (!outside || inside.length >= outside.length))
      return {
        says: 'tunnel',
        prefix: inside.prefix,
        at: inside.at,
        truncated,
        ...(outside && { shadowed: { prefix: outside.prefix, at: outside.at } }),
      };
    if (outside) return { says: 'beside', prefix: outside.prefix, at: outside.at, truncated };
    // In no list: with inclusions it stays outside, with exclusions alone all else goes in.
    if (truncated) return undefined;
    const [include] = view.includeRoutes ?? [];
    if (include) return { says: 'beside', at: include.at, truncated };
    const [exclude] = view.excludeRoutes ?? [];
    if (exclude) return { says: 'tunnel', at: exclude.at, truncated };
    return view.splitTunneling?.value === false ? { says: 'tunnel', at: view.splitTunneling.at, truncated } : undefined;
  };
}

export function routingOf(input: RoutingInput): Routing {
  const { machines, host } = input;
  const own = input.routes.filter((r) => machines.isPc(r));
  // What refuses is an answer too; what is not in the table in use is none.
  const used = own.filter((r) => inUse({ ...r, refuses: undefined }));
  const tables = new Map<string, HostRoute[]>();
  for (const r of used) {
    const table = tables.get(tableOf(r));
    if (table) table.push(r);
    else tables.set(tableOf(r), [r]);
  }
  const built = [...tables.values()].map((table) => prefixes(table.map((r) => [r.destination, r] as const)));
  const selectors = selectorsOf(input);
  const known = new Map<string, Way | undefined>();
  const byTables = (address: string, longest?: number): Way | undefined =>
    agreed(built.flatMap((t) => wayBy(bestRoutes(t, address, longest), host) ?? []));
  const wayTo = (address: string): Way | undefined => {
    if (known.has(address)) return known.get(address);
    const selector = selected(selectors, address);
    const way: Way | undefined =
      selector && !selector.pass
        ? {
            class: 'tunnel',
            confidence: 'certain',
            because: `the traffic selector ${clean(selector.prefix, 60)} takes it (${selector.words})`,
            at: selector.at,
            selector: selector.prefix,
          }
        : byTables(address);
    known.set(address, way);
    return way;
  };
  // Products whose tunnel is down split nothing.
  const splits = input.vpn.filter((v) => v.up?.value !== false).map(splitter);
  const splitOf = (address: string): Split | undefined => {
    const said = splits.flatMap((of) => of(address) ?? []);
    return said.every((s) => s.says === said[0]?.says) ? said[0] : undefined;
  };
  const halves = ['0.0.0.1', '128.0.0.1'].flatMap((a) => byTables(a, 1) ?? []);
  const judged = [...input.addresses].map(([address, what]): Judgement => {
    const way = wayTo(address);
    const split = splitOf(address);
    const told = way && way.class !== 'unknown' && split !== undefined;
    return {
      address,
      what,
      ...(way && { way }),
      ...(split && { split }),
      ...(told && { asSplit: (way.class === 'tunnel') === (split.says === 'tunnel') }),
    };
  });
  const persistent = own.filter((r) => r.persistent).length;
  const others = [...new Set(own.flatMap((r) => (r.table === undefined || r.table === 'main' ? [] : [r.table])))];
  return {
    known: used.length > 0,
    wayTo,
    splitOf,
    defaults: halves.filter((w, i) => halves.findIndex((o) => o.route === w.route) === i),
    judged: judged.sort((a, b) => (a.address < b.address ? -1 : 1)),
    ignored: [
      ...(persistent > 0 ? [`${count(persistent, 'persistent route')}: listed, perhaps not in use`] : []),
      ...(others.length > 0
        ? [
            `routing tables ${others
              .slice(0, 4)
              .map((t) => clean(t, 30))
              .join(', ')}: which packets they get, their rules say`,
          ]
        : []),
    ],
  };
}
