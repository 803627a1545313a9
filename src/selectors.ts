/** Traffic selectors as strongSwan and the kernel print them (RFC 7296 3.13.1): which packets a policy covers. */
import { type Cidr, cidr, covered } from './addresses.ts';
import type { Endpoint, IpsecChild, IpsecSa } from './facts.ts';
import type { Incident } from './incident.ts';
import { SELECTOR_CHILDREN } from './limits.ts';
import { type Prefixes, prefixes } from './prefixes.ts';

export interface Selector {
  readonly prefix: Cidr;
  /** Lower case; not given = any. */
  readonly protocol?: string | undefined;
  readonly port?: number | undefined;
}

/** @param text `10.1.0.0/16`, `10.1.2.3/32[tcp/443]`, `0.0.0.0/0[udp]`; undefined for ranges, `dynamic` and what else is no prefix. */
export function selectorOf(text: string): Selector | undefined {
  const [, net = '', protocol, port] = /^([^[\s]{2,64})(?:\[([a-z0-9-]{1,20})(?:\/(\w{1,10}))?\])?$/i.exec(text) ?? [];
  const prefix = cidr(net);
  if (!prefix || (port !== undefined && !/^\d+$/.test(port))) return undefined;
  return { prefix, protocol: protocol?.toLowerCase(), port: port === undefined ? undefined : Number(port) };
}

/** The whole Internet: a full tunnel's selector tells nothing of what is inside. */
export const isEverything = (text: string): boolean => /^(0\.0\.0\.0\/0|::\/0)/.test(text);

/** The first selector of the list that covers the endpoint. */
export const selectorFor = (selectors: readonly string[], end: Endpoint, protocol: string): string | undefined =>
  selectors.find((text) => {
    const s = selectorOf(text);
    return (
      s !== undefined &&
      covered(end.address, [s.prefix]) !== undefined &&
      (s.protocol === undefined || s.protocol === protocol) &&
      (s.port === undefined || s.port === end.port)
    );
  });

interface Covering {
  readonly sa: IpsecSa;
  readonly child: IpsecChild;
  /** As written. */
  readonly selector: string;
  readonly parsed: Selector;
  /** The child's other side is everything. */
  readonly otherOpen: boolean;
}

/** Children by the selectors of one side, those that say the same once; `everything` tells nothing of any one address. */
function bySide(incident: Incident, side: 'localTs' | 'remoteTs'): Prefixes<Covering> {
  const other = side === 'localTs' ? 'remoteTs' : 'localTs';
  const covering = new Map<string, readonly [Cidr, Covering]>();
  for (const sa of incident.all('ipsec.sa'))
    for (const child of sa.children)
      for (const selector of child[side]) {
        const parsed = isEverything(selector) ? undefined : selectorOf(selector);
        if (!parsed) continue;
        const same = [selector, sa.local.address, child.mode, child.localTs, child.remoteTs].join('\n');
        if (!covering.has(same))
          covering.set(same, [
            parsed.prefix,
            { sa, child, selector, parsed, otherOpen: child[other].some(isEverything) },
          ]);
      }
  return prefixes(covering.values(), SELECTOR_CHILDREN);
}

interface Indexes {
  readonly local: Prefixes<Covering>;
  readonly remote: Prefixes<Covering>;
  readonly pools: Prefixes<Pool>;
  readonly hasPools: boolean;
}

export interface Pool {
  readonly prefix: Cidr;
  readonly because: string;
}

const known = new WeakMap<Incident, Indexes>();

function indexes(incident: Incident): Indexes {
  let made = known.get(incident);
  if (!made) {
    const pools = virtualPools(incident);
    made = {
      local: bySide(incident, 'localTs'),
      remote: bySide(incident, 'remoteTs'),
      pools: prefixes(pools.map((p) => [p.prefix, p] as const)),
      hasPools: pools.length > 0,
    };
    known.set(incident, made);
  }
  return made;
}

const fits = ({ child, parsed }: Covering, end: Endpoint, protocol: string): boolean =>
  child.mode !== 'pass' &&
  child.mode !== 'drop' &&
  (parsed.protocol === undefined || parsed.protocol === protocol) &&
  (parsed.port === undefined || parsed.port === end.port);

/** Whether some child of an IPsec tunnel carries packets between the two, either way. */
export function carried(incident: Incident, a: Endpoint, b: Endpoint, protocol: string): boolean {
  const { local, remote } = indexes(incident);
  const between = (x: Endpoint, y: Endpoint): boolean => {
    const here = local.all(x.address);
    const there = remote.all(y.address);
    return (
      here.some((c) => c.otherOpen && fits(c, x, protocol)) ||
      there.some(
        (c) => fits(c, y, protocol) && (c.otherOpen || here.some((h) => h.child === c.child && fits(h, x, protocol))),
      )
    );
  };
  return between(a, b) || between(b, a);
}

/** Children whose remote side names the address, with the selector that does. */
export const toRemote = (incident: Incident, address: string): readonly Covering[] =>
  indexes(incident).remote.all(address);

/** What makes the address one that a gateway gives its clients; undefined = nothing says so. */
export const poolOf = (incident: Incident, address: string): Pool | undefined =>
  indexes(incident).pools.longest(address)[0];

export const hasPools = (incident: Incident): boolean => indexes(incident).hasPools;

/** Addresses and pools that gateways of this incident give their clients, with the words that tell it. */
function virtualPools(incident: Incident): readonly Pool[] {
  const texts = [
    ...incident
      .all('ipsec.sa')
      .flatMap((s) => s.remoteVirtual.map((v) => ({ v, because: `the gateway gave it to a client (${s.name})` }))),
    ...incident
      .all('ipsec.connection')
      .flatMap((c) => (c.pools ?? []).map((v) => ({ v, because: `from the pool ${v} of connection ${c.name}` }))),
  ];
  return [
    ...texts.flatMap(({ v, because }) => {
      const prefix = cidr(v);
      return prefix ? [{ prefix, because }] : [];
    }),
    ...incident.site.tunnel.map((prefix) => ({ prefix, because: 'given with --tunnel' })),
  ];
}
