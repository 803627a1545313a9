/** Which VPN product this PC uses: told by the user, by texts of the VPN, by an adapter that has an address, by the
 *  packets outside the tunnel. */
import { scope } from './addresses.ts';
import type { CaptureInterface, IpFlow, VpnProduct } from './facts.ts';
import { placeOf, type TextAdapter, wordsOf } from './host-adapters.ts';
import { outerTunnels, tunnelPort } from './host-capture.ts';
import type { Told } from './host-vpn.ts';
import { adapterByWords, PRODUCT_NAMES, productByMac, vendorByMac } from './knowledge/adapters.ts';
import type { Confidence } from './rule.ts';
import type { Site } from './site.ts';

export interface Product {
  readonly product: VpnProduct;
  /** As the vendor calls it; of `other` what its adapter says. */
  readonly name: string;
  readonly confidence: Confidence;
  readonly because: string;
}

/** Ports that only one product uses; 4500 is every IPsec's. */
const PORTS: Readonly<Record<number, VpnProduct>> = { 4501: 'globalprotect', 1194: 'openvpn', 51820: 'wireguard' };

export interface ProductInput {
  readonly site: Site;
  readonly told: Told;
  readonly adapters: readonly TextAdapter[];
  readonly interfaces: readonly CaptureInterface[];
  readonly flows: readonly IpFlow[];
  /** This PC's addresses. */
  readonly own: ReadonlySet<string>;
}

const product = (p: VpnProduct, confidence: Confidence, because: string, name = PRODUCT_NAMES[p]): Product => ({
  product: p,
  name,
  confidence,
  because,
});

/** @returns undefined when nothing tells. */
export function productOf(input: ProductInput): Product | undefined {
  const { site, told } = input;
  if (site.vpn) return product(site.vpn, 'certain', 'given with --vpn or in the profile');
  return fromTexts(input) ?? fromAdapters(input) ?? fromConfigured(told) ?? fromFlows(input.flows);
}

/** Where two products are up, the one whose tunnel address this PC used. */
function fromTexts({ told, own }: ProductInput): Product | undefined {
  const tunnels = told.tunnels.filter((t) => t.up !== false && (t.up || t.addresses?.length));
  const used = tunnels.find((t) => t.addresses?.some((a) => own.has(a))) ?? tunnels.find((t) => t.up) ?? tunnels[0];
  if (used)
    return product(
      used.product,
      tunnels.every((t) => t.product === used.product) ? 'certain' : 'likely',
      `its own text shows the tunnel (${placeOf(used)})`,
    );
  const sa = told.sas.find((s) => told.machines.isPc(s)) ?? told.sas[0];
  return sa === undefined
    ? undefined
    : product(
        'strongswan',
        told.machines.isPc(sa) ? 'certain' : 'likely',
        `it lists its security associations (${placeOf(sa)})`,
      );
}

function fromAdapters({ interfaces, adapters }: ProductInput): Product | undefined {
  for (const f of interfaces) {
    const known = adapterByWords(f.hardware, f.description, f.name);
    if (known?.product) return product(known.product, known.confidence, 'its adapter is in the capture', known.vendor);
    for (const a of f.addresses) {
      const byMac = a.mac === undefined ? undefined : productByMac(a.mac);
      if (byMac) return product(byMac, 'certain', `the MAC ${a.mac} is its adapter's`, vendorByMac(a.mac!));
    }
  }
  // Installed and idle says nothing of use.
  const inUse = adapters.filter((a) =>
    [...a.addresses.keys()].some((x) => x.includes('.') && scope(x) !== 'link-local'),
  );
  for (const a of inUse) {
    const words = wordsOf(a);
    if (words?.known.product)
      return product(
        words.known.product,
        words.known.confidence,
        `its adapter "${words.text}" has an address (${words.place})`,
        words.known.vendor,
      );
    const fact = a.facts.find((f) => f.mac !== undefined && productByMac(f.mac));
    if (fact)
      return product(
        productByMac(fact.mac!)!,
        'certain',
        `the MAC ${fact.mac} is its adapter's (${placeOf(fact)})`,
        vendorByMac(fact.mac!),
      );
  }
  return undefined;
}

function fromConfigured(told: Told): Product | undefined {
  const event = told.events.find((e) => e.event === 'connected' || e.event === 'address');
  if (event) return product(event.product, 'likely', `its log shows a connection (${placeOf(event)})`);
  const products = [...new Set(told.tunnels.map((t) => t.product))];
  return products.length === 1
    ? product(products[0]!, 'possible', `it is the only VPN configured (${placeOf(told.tunnels[0]!)})`)
    : undefined;
}

function fromFlows(flows: readonly IpFlow[]): Product | undefined {
  const ports = new Set(
    outerTunnels(flows)
      .filter((f) => f.protocol === 'udp')
      .map((f) => tunnelPort(f)!),
  );
  const [port] = [...ports].filter((p) => PORTS[p] !== undefined);
  return port === undefined ? undefined : product(PORTS[port]!, 'possible', `a tunnel runs over UDP port ${port}`);
}
