/** The adapters of this PC as its texts show them, one of each: `ipconfig` knows the addresses, `route print` and
 *  `Get-NetAdapter` the number and the driver. */
import { cidr, covered, scope } from './addresses.ts';
import type { AdapterSection, Fact, HostAdapter } from './facts.ts';
import { adapterByWords, HYPER_V_MAC, type KnownAdapter, TUNNEL_MTUS, vendorByMac } from './knowledge/adapters.ts';
import { type Signal, WEIGHT } from './signals.ts';
import { clean } from './text.ts';

export interface TextAdapter {
  /** The same adapter in each text that names it, in order. */
  readonly facts: readonly HostAdapter[];
  readonly addresses: ReadonlyMap<string, { readonly prefix: number | undefined; readonly fact: HostAdapter }>;
}

export const placeOf = (fact: Pick<Fact, 'at'>): string =>
  clean(`${fact.at.source}:${'line' in fact.at ? fact.at.line : fact.at.frame}`, 80);

const whole = (f: HostAdapter, text: string | undefined): string | undefined =>
  f.cut || text === undefined || text === '' ? undefined : text;

/** Joined by number, connection name or driver's description, in this order; not where two descriptions differ. */
export function joinAdapters(facts: readonly HostAdapter[]): readonly TextAdapter[] {
  const made: {
    facts: HostAdapter[];
    addresses: Map<string, { prefix: number | undefined; fact: HostAdapter }>;
    description: string | undefined;
  }[] = [];
  const byKey = new Map<string, (typeof made)[number]>();
  for (const f of facts) {
    const name = whole(f, f.name);
    const description = whole(f, f.description);
    const keys = [
      ...(f.ifIndex === undefined ? [] : [`i:${f.ifIndex}`]),
      ...(name === undefined ? [] : [`n:${name}`]),
      ...(description === undefined ? [] : [`d:${description}`]),
    ];
    const fits = (a: (typeof made)[number] | undefined): boolean =>
      a !== undefined && (a.description === undefined || description === undefined || a.description === description);
    let adapter = keys.map((k) => byKey.get(k)).find(fits);
    if (!adapter) {
      adapter = { facts: [], addresses: new Map(), description };
      made.push(adapter);
    }
    adapter.facts.push(f);
    adapter.description ??= description;
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, adapter);
    for (const a of f.addresses) {
      const known = adapter.addresses.get(a.address);
      if (!known || (known.prefix === undefined && a.prefix !== undefined))
        adapter.addresses.set(a.address, { prefix: a.prefix, fact: f });
    }
  }
  return made;
}

/** The words by which an adapter is known, and where they stand; descriptions before names. */
export function wordsOf(
  a: TextAdapter,
): { readonly known: KnownAdapter; readonly text: string; readonly place: string } | undefined {
  for (const of of ['description', 'name'] as const)
    for (const f of a.facts) {
      const known = adapterByWords(f[of]);
      if (known) return { known, text: clean(f[of]!, 60), place: placeOf(f) };
    }
  return undefined;
}

/** The adapter's gateways, where a text shows them. */
export const gatewaysOf = (a: TextAdapter): readonly string[] => [...new Set(a.facts.flatMap((f) => f.gateways))];

/** Outputs that would have shown a gateway. */
const SHOWS_GATEWAYS = /^(?:ipconfig|get-netipconfiguration)/;
const isV4 = (address: string): boolean => address.includes('.');
const sectionOf = (a: TextAdapter): { section: AdapterSection; fact: HostAdapter } | undefined => {
  for (const fact of a.facts) if (fact.section !== undefined) return { section: fact.section, fact };
  return undefined;
};
const macsOf = (a: TextAdapter): readonly string[] => [...new Set(a.facts.flatMap((f) => f.mac ?? []))];

/** What holds for all of the adapter's addresses.
 *  @param uplink another adapter of the PC has a gateway: this one need not be the way to the Internet. */
function common(a: TextAdapter, uplink: boolean): Signal[] {
  const signals: Signal[] = [];
  const macs = macsOf(a);
  const words = wordsOf(a);
  if (words) {
    const { known, text, place } = words;
    const bridged = known.vendor === 'Hyper-V' && macs.length > 0 && !macs.some((m) => m.startsWith(HYPER_V_MAC));
    signals.push(
      bridged
        ? {
            class: 'physical',
            weight: WEIGHT.likely,
            because: `"${text}" has a real network card's MAC ${macs[0]} (${place})`,
            ground: 'words',
          }
        : {
            class: known.class,
            weight: WEIGHT[known.confidence],
            because:
              known.class === 'tunnel'
                ? `its adapter is "${text}" of ${known.vendor} (${place})`
                : `its adapter is "${text}" (${place})`,
            ground: 'words',
          },
    );
  }
  const mac = macs.find((m) => vendorByMac(m));
  if (mac !== undefined)
    signals.push({
      class: 'tunnel',
      weight: WEIGHT.certain,
      because: `its MAC ${mac} is that of every ${vendorByMac(mac)} adapter (${placeOf(a.facts.find((f) => f.mac === mac)!)})`,
      ground: 'mac',
    });
  const named = sectionOf(a);
  const sign = named && sectionSign(named.section, macs.length > 0, uplink);
  if (sign)
    signals.push({
      class: sign.class,
      weight: sign.weight,
      because: `${sign.words} (${placeOf(named.fact)})`,
      ground: 'shape',
    });
  const mtu = a.facts.find((f) => f.mtu !== undefined && TUNNEL_MTUS.has(f.mtu));
  if (mtu)
    signals.push({
      class: 'tunnel',
      weight: WEIGHT.support,
      because: `its MTU is ${mtu.mtu} (${placeOf(mtu)})`,
      ground: 'mtu',
    });
  return signals;
}

function sectionSign(
  section: AdapterSection,
  mac: boolean,
  uplink: boolean,
): { class: Signal['class']; weight: number; words: string } | undefined {
  switch (section) {
    // A PPP adapter is a VPN's, or the dial-up that the PC is online by.
    case 'ppp':
      return {
        class: 'tunnel',
        weight: uplink ? WEIGHT.likely : WEIGHT.possible,
        words: `it is a PPP adapter${uplink ? ' beside the one with the gateway' : ''}`,
      };
    case 'unknown':
      return mac
        ? undefined
        : { class: 'tunnel', weight: WEIGHT.likely, words: 'its adapter has no MAC, as WireGuard and Wintun adapters' };
    case 'tunnel':
      return { class: 'transition', weight: WEIGHT.likely, words: 'it is a tunnel adapter of Windows itself' };
    case 'loopback':
      return { class: 'loopback', weight: WEIGHT.certain, words: 'it is a loopback adapter' };
    case 'wireless':
      return { class: 'physical', weight: WEIGHT.likely, words: 'it is a wireless adapter' };
    case 'mobile':
      return { class: 'physical', weight: WEIGHT.likely, words: 'it is a mobile broadband adapter' };
    case 'ethernet':
      return undefined;
  }
}

/** What all addresses of an adapter have in common. */
interface Neighbours {
  readonly gateways: readonly string[];
  /** Each has the mask 255.255.255.255. */
  readonly alone: boolean;
  /** A gateway would have been shown. */
  readonly shown: boolean;
  readonly mac: boolean;
}

/** What the address's own mask and gateway say. */
function shape(a: TextAdapter, address: string, net: Neighbours): Signal | undefined {
  const { prefix, fact } = a.addresses.get(address)!;
  if (!isV4(address) || scope(address) === 'link-local') return undefined;
  if (prefix === 32) {
    const none = net.gateways.every((g) => g === '0.0.0.0' || g === address);
    if (!none) return undefined;
    const strong = net.shown && net.alone;
    return {
      class: 'tunnel',
      weight: strong ? WEIGHT.likely : WEIGHT.possible,
      because: `its mask is 255.255.255.255${strong ? ' and it has no gateway' : ''} (${placeOf(fact)})`,
      ground: 'shape',
    };
  }
  const own = prefix === undefined ? undefined : cidr(`${address}/${prefix}`);
  const near = own && net.gateways.find((g) => g !== address && covered(g, [own]));
  return near !== undefined && net.mac
    ? {
        class: 'physical',
        weight: WEIGHT.possible,
        because: `its gateway ${near} is in its own network (${placeOf(fact)})`,
        ground: 'lan',
      }
    : undefined;
}

/** The signs that the adapters give for each of their addresses. */
export function adapterSigns(all: readonly TextAdapter[]): readonly (readonly [string, readonly Signal[]])[] {
  const uplinks = new Set(all.filter((a) => gatewaysOf(a).some((g) => g !== '0.0.0.0' && g !== '::')));
  return all.flatMap((a) => [...signsOf(a, uplinks.size > (uplinks.has(a) ? 1 : 0))]);
}

function signsOf(a: TextAdapter, uplink: boolean): ReadonlyMap<string, readonly Signal[]> {
  const every = common(a, uplink);
  const found = new Map<string, readonly Signal[]>();
  // A utun without an IPv4 address is macOS's own, not a VPN's.
  const utun = a.facts.find((f) => /^utun\d+$/.test(f.name ?? ''));
  const used = [...a.addresses.keys()].some((x) => isV4(x) && scope(x) !== 'link-local');
  const net: Neighbours = {
    gateways: gatewaysOf(a).filter(isV4),
    alone: [...a.addresses].every(([other, x]) => !isV4(other) || x.prefix === 32),
    shown: a.facts.some((f) => SHOWS_GATEWAYS.test(f.form)),
    mac: a.facts.some((f) => f.mac !== undefined),
  };
  for (const address of a.addresses.keys()) {
    const own = shape(a, address, net);
    const device: Signal[] =
      utun && used && isV4(address)
        ? [
            {
              class: 'tunnel',
              weight: WEIGHT.likely,
              because: `${utun.name} is a tunnel device with an IPv4 address (${placeOf(utun)})`,
              ground: 'words',
            },
          ]
        : [];
    const common = utun && !used ? [] : every;
    // Dial-up to a provider gives a public address, a VPN hardly ever.
    const fits = common.filter((s) => s.ground !== 'shape' || s.class !== 'tunnel' || scope(address) !== 'public');
    found.set(address, [...fits, ...device, ...(own ? [own] : [])]);
  }
  return found;
}
