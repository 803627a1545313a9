/** What a VPN product's texts say of its tunnel, put together: each list as the newest text that gives it has it. */
import type { IpsecSa, Locus, VpnProduct, VpnTunnel } from './facts.ts';
import type { Machines } from './machines.ts';

export interface Said<T> {
  readonly value: T;
  readonly at: Locus;
}

/** A list that no text gives is left out; one that a text gives as empty is empty. */
export interface VpnView {
  readonly product: VpnProduct;
  readonly name?: Said<string>;
  readonly gateway?: Said<string>;
  readonly gatewayAddress?: Said<string>;
  readonly up?: Said<boolean>;
  readonly addresses?: readonly Said<string>[];
  readonly dnsServers?: readonly Said<string>[];
  readonly dnsSuffixes?: readonly Said<string>[];
  readonly includeRoutes?: readonly Said<string>[];
  readonly excludeRoutes?: readonly Said<string>[];
  readonly includeDomains?: readonly Said<string>[];
  readonly excludeDomains?: readonly Said<string>[];
  readonly includeApplications?: readonly Said<string>[];
  readonly excludeApplications?: readonly Said<string>[];
  readonly noLocalAccess?: Said<boolean>;
  readonly tunnelAllDns?: Said<boolean>;
  readonly splitTunneling?: Said<boolean>;
  readonly mtu?: Said<number>;
  /** A text that a list is of broke off: what is not listed may have been. */
  readonly truncated: boolean;
  /** What it was put together from, in order. */
  readonly from: readonly (VpnTunnel | IpsecSa)[];
}

const LISTS = [
  'addresses',
  'dnsServers',
  'dnsSuffixes',
  'includeRoutes',
  'excludeRoutes',
  'includeDomains',
  'excludeDomains',
  'includeApplications',
  'excludeApplications',
] as const;
const SINGLES = [
  'name',
  'gateway',
  'gatewayAddress',
  'up',
  'noLocalAccess',
  'tunnelAllDns',
  'splitTunneling',
  'mtu',
] as const;

/** Texts of one product. Several connections of it (Windows) would mix: the ones that are up go before the others. */
function viewOf(product: VpnProduct, all: readonly VpnTunnel[]): VpnView {
  const up = all.filter((t) => t.up !== false);
  const chosen = up.length > 0 ? up : all;
  // A configuration is of a gateway; another gateway's is another one.
  const gateway = chosen.findLast((t) => t.gateway !== undefined)?.gateway;
  const from = chosen.filter((t) => t.gateway === undefined || t.gateway === gateway);
  const view: Record<string, unknown> = {};
  let truncated = false;
  for (const key of LISTS) {
    const last = from.findLast((t) => t[key] !== undefined);
    if (!last) continue;
    // WireGuard has its routes by peer, and all of them hold.
    const peers = product === 'wireguard' ? from.filter((t) => t.at.source === last.at.source) : [last];
    view[key] = peers.flatMap((t) => (t[key] ?? []).map((value): Said<string> => ({ value, at: t.at })));
    truncated ||= last.truncated === true;
  }
  for (const key of SINGLES) {
    const last = from.findLast((t) => t[key] !== undefined);
    if (last) view[key] = { value: last[key], at: last.at };
  }
  truncated ||= from.some((t) => t.truncated) && view.excludeRoutes === undefined;
  return { ...view, product, truncated, from };
}

/** Traffic selectors for whole addresses; narrowed to ports they say nothing of others. */
const wholeTs = (ts: readonly string[]): readonly string[] => ts.filter((t) => !t.includes('['));

/** strongSwan's selectors are its include routes: on the PC the far side's, on the gateway the near side's. */
function strongSwan(sas: readonly IpsecSa[], machines: Machines, isOwn: (a: string) => boolean): VpnView | undefined {
  const mine = sas.flatMap((sa): { sa: IpsecSa; virtual: readonly string[]; ts: readonly string[] }[] => {
    const children = sa.children.filter((c) => /^tunnel$/i.test(c.mode) && !/^(?:DELET|DESTROY)/i.test(c.state));
    const { machine } = machines.of(sa);
    if (machine === 'pc') return [{ sa, virtual: sa.localVirtual, ts: children.flatMap((c) => wholeTs(c.remoteTs)) }];
    if (machine === 'gateway' && sa.remoteVirtual.some(isOwn))
      return [{ sa, virtual: sa.remoteVirtual, ts: children.flatMap((c) => wholeTs(c.localTs)) }];
    return [];
  });
  const first = mine[0];
  if (!first) return undefined;
  // The PC's own list where both sides are at hand; they say the same.
  const side = mine.filter((m) => machines.of(m.sa).machine === machines.of(first.sa).machine);
  const said = (of: (m: (typeof mine)[number]) => readonly string[]): readonly Said<string>[] => [
    ...new Map(side.flatMap((m) => of(m).map((value) => [value, { value, at: m.sa.at }] as const))).values(),
  ];
  return {
    product: 'strongswan',
    name: { value: first.sa.name, at: first.sa.at },
    up: { value: side.some((m) => m.sa.state === 'ESTABLISHED'), at: first.sa.at },
    addresses: said((m) => m.virtual),
    includeRoutes: said((m) => m.ts),
    truncated: false,
    from: side.map((m) => m.sa),
  };
}

/** One view a product, in the order the products are first named.
 *  @param isOwn whether the address is this PC's. */
export function vpnViews(
  tunnels: readonly VpnTunnel[],
  sas: readonly IpsecSa[],
  machines: Machines,
  isOwn: (address: string) => boolean,
): readonly VpnView[] {
  const byProduct = new Map<VpnProduct, VpnTunnel[]>();
  for (const t of tunnels) {
    if (!machines.isPc(t)) continue;
    const same = byProduct.get(t.product);
    if (same) same.push(t);
    else byProduct.set(t.product, [t]);
  }
  const views = [...byProduct].map(([product, all]) => viewOf(product, all));
  const swan = strongSwan(sas, machines, isOwn);
  return swan && !byProduct.has('strongswan') ? [...views, swan] : views;
}
