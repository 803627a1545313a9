/** What a capture says of its interfaces: which addresses are this PC's own, and what the adapter is. */
import { covered, scope } from './addresses.ts';
import type { CaptureInterface, IpFlow } from './facts.ts';
import { type TextAdapter, wordsOf } from './host-adapters.ts';
import { adapterByWords, HYPER_V_MAC, vendorByMac } from './knowledge/adapters.ts';
import { type Signal, WEIGHT } from './signals.ts';
import type { Site } from './site.ts';
import { clean } from './text.ts';

/** UDP ports of tunnels as seen from outside: ESP in UDP (RFC 3948), GlobalProtect, OpenVPN, WireGuard, L2TP. */
const TUNNEL_PORTS: ReadonlySet<number> = new Set([4500, 4501, 1194, 51820, 1701]);
/** Packets of an outer flow before it counts as a tunnel in use. */
const TUNNEL_PACKETS = 10;

/** @returns the flows that carry a tunnel as seen on the wire outside it: ESP, AH, GRE or a tunnel's UDP port, both ways. */
export const outerTunnels = (flows: readonly IpFlow[]): readonly IpFlow[] =>
  flows.filter(
    (f) =>
      f.sent > 0 &&
      f.received > 0 &&
      f.sent + f.received >= TUNNEL_PACKETS &&
      (f.protocol === 'esp' || f.protocol === 'gre' || (f.protocol === 'udp' && tunnelPort(f) !== undefined)),
  );

/** Either end: a capture that began later may have seen the gateway's packet first. */
export const tunnelPort = (f: IpFlow): number | undefined =>
  [f.server.port, f.client.port].find((p) => TUNNEL_PORTS.has(p));

const one = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

/** The PC a capture was taken on takes part in nearly every frame; routers and servers do not. Where one peer takes part
 *  in as many, the one that is known otherwise is it: given with --tunnel, by its MAC, by the log, or by asking first.
 *  @param known addresses of this PC in the log. */
export function ownAddresses(
  face: CaptureInterface,
  flows: readonly IpFlow[],
  known: ReadonlyMap<string, unknown>,
  site: Site,
): readonly string[] {
  const unicast = face.addresses.filter(
    (a) => !['group', 'nowhere', 'loopback'].includes(scope(a.address)) && a.sent > 0,
  );
  const total = unicast.reduce((sum, a) => sum + a.sent, 0);
  const most = unicast[0];
  if (!most || most.sent + most.received < total / 2) return [];
  const equal = unicast.filter((a) => a.sent + a.received === most.sent + most.received);
  const asked = new Set(flows.filter((f) => f.interface === face.index).map((f) => f.client.address));
  const top =
    equal.length === 1
      ? most
      : (equal.find((a) => covered(a.address, site.tunnel) || vendorByMac(a.mac ?? '') || known.has(a.address)) ??
        one(equal.filter((a) => asked.has(a.address))));
  if (!top) return [];
  // A second address of the same PC sends from the same MAC; many senders behind one MAC are a router instead.
  const sameMac = unicast.filter((a) => a !== top && a.mac !== undefined && a.mac === top.mac);
  return [top, ...(sameMac.length <= 4 ? sameMac : [])].map((a) => a.address);
}

const LABEL = (face: CaptureInterface): string =>
  clean(face.hardware ?? face.description ?? face.name ?? `interface ${face.index}`, 60);

/** Interface names of etl2pcapng carry the interface's number: `eth:12:0`, `wifi:12`, `vNIC:…:12:0` (its src/main.c). */
export function ifIndexOf(face: CaptureInterface): number | undefined {
  const parts = (face.name ?? '').split(':');
  const at = { eth: 1, wifi: 1, mbb: 1, vNIC: 3, Rras: 1 }[parts[0] ?? ''];
  const text = at === undefined ? undefined : parts[at];
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** @param adapter the same interface in this PC's texts. */
export function describeFace(
  face: CaptureInterface,
  own: readonly string[],
  flows: readonly IpFlow[],
  site: Site,
  adapter: TextAdapter | undefined,
): Signal {
  const sign = (kind: Signal['class'], weight: number, because: string, ground = 'face'): Signal => ({
    class: kind,
    weight,
    because,
    ground,
  });
  const given = own.find((a) => covered(a, site.tunnel));
  if (given) return sign('tunnel', WEIGHT.given, `${given} ${givenBy(given, site)}`, 'site');
  const known = adapterByWords(face.hardware, face.description, face.name);
  const macs = face.addresses.filter((a) => own.includes(a.address)).flatMap((a) => a.mac ?? []);
  const mac = macs.find((m) => vendorByMac(m));
  // A utun without an IPv4 address is macOS's own.
  const idle = /^utun\d+$/.test(face.name ?? '') && !own.some((a) => a.includes('.'));
  if (/^utun\d+$/.test(face.name ?? '') && !idle)
    return sign('tunnel', WEIGHT.likely, `capture interface ${LABEL(face)} is a tunnel device with an IPv4 address`);
  if (known?.class === 'tunnel')
    return sign(
      'tunnel',
      WEIGHT[known.confidence],
      `capture interface is the ${known.vendor.replace(/^an? /, '')} adapter "${LABEL(face)}"`,
    );
  if (mac) return sign('tunnel', WEIGHT.certain, `its MAC ${mac} is that of every ${vendorByMac(mac)} adapter`);
  const outer = outerTunnels(flows).find(
    (f) => f.interface === face.index && (own.includes(f.client.address) || own.includes(f.server.address)),
  );
  if (outer)
    return sign(
      'physical',
      WEIGHT.certain,
      `it carries the tunnel's own packets (${outer.protocol === 'udp' ? `udp, port ${tunnelPort(outer)}` : outer.protocol})`,
    );
  if (known?.vendor === 'Hyper-V' && macs.length > 0 && !macs.some((m) => m.startsWith(HYPER_V_MAC)))
    return sign('physical', WEIGHT.likely, `capture interface "${LABEL(face)}" has a real network card's MAC`);
  if (known) return sign(known.class, WEIGHT[known.confidence], `capture interface is "${LABEL(face)}"`);
  if (/^wifi:/.test(face.name ?? '') || [105, 127].includes(face.linkType))
    return sign('physical', WEIGHT.certain, `capture interface "${LABEL(face)}" is a radio`);
  if (adapter) {
    const words = wordsOf(adapter);
    if (words)
      return sign(
        words.known.class,
        WEIGHT[words.known.confidence],
        `capture interface "${LABEL(face)}" is "${words.text}" (${words.place})`,
      );
  }
  // LINKTYPE_PPP 9, LINKTYPE_RAW 101 and its forms: no Ethernet below it, as tunnels have it.
  if ([9, 12, 14, 101, 228, 229].includes(face.linkType) && !idle)
    return sign('tunnel', WEIGHT.possible, `capture interface "${LABEL(face)}" has no link layer`);
  return sign('unknown', 0, 'nothing in the capture names the adapter');
}

/** Who said that the address is the tunnel's. */
export const givenBy = (address: string, site: Site): string =>
  covered(address, site.pools ?? []) ? "is in the profile's VPN pool" : 'was given with --tunnel';
