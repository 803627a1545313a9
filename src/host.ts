/** Which addresses are this PC's own, and which of them belong to the tunnel. Several signals are looked at; the
 *  strongest wins and its reason goes into the report. */
import { covered, sameNetwork, scope } from './addresses.ts';
import type { Call } from './calls.ts';
import type { CaptureInterface, IpFlow, QualityReport, SipMessage } from './facts.ts';
import { adapterByWords, vendorByMac } from './knowledge/adapters.ts';
import { ownAddress, vpnSign } from './knowledge/quality-vpn.ts';
import type { AddressClass, HostAddress } from './report.ts';
import type { Confidence } from './rule.ts';
import { isInternal, type Site } from './site.ts';
import { clean } from './text.ts';

export interface InterfaceClass {
  readonly class: AddressClass;
  readonly confidence: Confidence;
  readonly because: string;
  /** This PC's own addresses on it, most used first. */
  readonly own: readonly string[];
}

export interface Host {
  readonly addresses: readonly HostAddress[];
  of(address: string): HostAddress | undefined;
  interfaceOf(source: string, index: number): InterfaceClass | undefined;
  readonly tunnels: readonly HostAddress[];
  readonly vendor?: string | undefined;
}

interface Signal {
  readonly class: AddressClass;
  readonly confidence: Confidence;
  readonly because: string;
}

const STRENGTH: Readonly<Record<Confidence, number>> = { certain: 3, likely: 2, possible: 1 };

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
const tunnelPort = (f: IpFlow): number | undefined => [f.server.port, f.client.port].find((p) => TUNNEL_PORTS.has(p));

/** The PC a capture was taken on takes part in nearly every frame; routers and servers do not. Where one peer takes part
 *  in as many, the one that is known otherwise is it: given with --tunnel, by its MAC, by the log, or by asking first.
 *  @param known addresses of this PC in the log. */
function ownAddresses(
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

const one = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

const LABEL = (face: CaptureInterface): string =>
  clean(face.hardware ?? face.description ?? face.name ?? `interface ${face.index}`, 60);

function describe(face: CaptureInterface, own: readonly string[], flows: readonly IpFlow[], site: Site): Signal {
  const given = own.find((a) => covered(a, site.tunnel));
  if (given) return { class: 'tunnel', confidence: 'certain', because: `${given} was given with --tunnel` };
  const known = adapterByWords(face.hardware, face.description, face.name);
  const mac = face.addresses.find((a) => own.includes(a.address) && a.mac !== undefined && vendorByMac(a.mac))?.mac;
  if (known?.class === 'tunnel')
    return {
      class: 'tunnel',
      confidence: 'certain',
      because: `capture interface is the ${known.vendor} adapter "${LABEL(face)}"`,
    };
  if (mac)
    return {
      class: 'tunnel',
      confidence: 'certain',
      because: `its MAC ${mac} is that of every ${vendorByMac(mac)} adapter`,
    };
  const outer = outerTunnels(flows).find(
    (f) => f.interface === face.index && (own.includes(f.client.address) || own.includes(f.server.address)),
  );
  if (outer)
    return {
      class: 'physical',
      confidence: 'certain',
      because: `it carries the tunnel's own packets (${outer.protocol === 'udp' ? `udp, port ${tunnelPort(outer)}` : outer.protocol})`,
    };
  if (known) return { class: known.class, confidence: 'certain', because: `capture interface is "${LABEL(face)}"` };
  // LINKTYPE_PPP 9, LINKTYPE_RAW 101 and its forms: no Ethernet below it, as tunnels have it.
  if ([9, 12, 14, 101, 228, 229].includes(face.linkType))
    return { class: 'tunnel', confidence: 'possible', because: `capture interface "${LABEL(face)}" has no link layer` };
  return { class: 'unknown', confidence: 'possible', because: 'nothing in the capture names the adapter' };
}

/** Signals that need no capture. */
function fromLog(address: string, messages: readonly SipMessage[], calls: readonly Call[], site: Site): Signal[] {
  const signals: Signal[] = [];
  if (covered(address, site.tunnel))
    signals.push({ class: 'tunnel', confidence: 'certain', because: 'given with --tunnel' });
  const where = scope(address);
  if (where === 'transition')
    signals.push({ class: 'transition', confidence: 'certain', because: 'Teredo or 6to4 range' });
  if (where === 'link-local') signals.push({ class: 'link-local', confidence: 'certain', because: 'link-local range' });
  if (where === 'shared')
    signals.push({
      class: 'tunnel',
      confidence: 'possible',
      because: 'host address from 100.64.0.0/10, which VPN services use',
    });
  if (address.startsWith('192.168.56.'))
    signals.push({ class: 'virtual-host', confidence: 'likely', because: "VirtualBox's default network" });
  // A remote user's relay whose base the Edge saw untranslated was not reached over the Internet ([MS-TURN] 3.2.5.1:
  // the reflexive address; a home line translates it).
  const remote = messages.some((m) => m.remoteUser);
  const untranslated = (call: Call): boolean =>
    call.local.some((s) =>
      s.media.some((m) => m.candidates.some((c) => c.type === 'relay' && c.related?.address === address)),
    );
  if (remote && isInternal(address, site) && calls.some(untranslated))
    signals.push({
      class: 'tunnel',
      confidence: 'possible',
      because: 'the Edge saw it untranslated (raddr) although the user is remote',
    });
  if (messages.some((m) => m.subnet === address))
    signals.push({
      class: 'tunnel',
      confidence: 'possible',
      because: 'its subnet holds only itself (ms-subnet), as tunnel adapters have it',
    });
  return signals;
}

/** One a local address of a quality report that speaks of a VPN, the strongest; reports repeat each other.
 *  @param known addresses that the log shows to be this PC's. */
function fromReports(reports: readonly QualityReport[], known: ReadonlySet<string>): ReadonlyMap<string, Signal> {
  const found = new Map<string, Signal>();
  for (const r of reports) {
    const address = ownAddress(r);
    const sign = vpnSign(r);
    // What others report is about other PCs; of unknown direction, only what is known otherwise counts.
    if (address === undefined || !sign || r.direction === 'received') continue;
    if (r.direction === 'unknown' && !known.has(address)) continue;
    if (STRENGTH[found.get(address)?.confidence ?? 'possible'] >= STRENGTH[sign.confidence] && found.has(address))
      continue;
    found.set(address, {
      class: 'tunnel',
      confidence: sign.confidence,
      because: `the client's quality report says ${sign.words} for it`,
    });
  }
  return found;
}

export interface HostInput {
  readonly interfaces: readonly CaptureInterface[];
  readonly flows: readonly IpFlow[];
  readonly messages: readonly SipMessage[];
  readonly calls: readonly Call[];
  readonly reports?: readonly QualityReport[];
  readonly site: Site;
}

export function hostOf({ interfaces, flows, messages, calls, reports = [], site }: HostInput): Host {
  const faces = new Map<string, InterfaceClass>();
  const signals = new Map<string, Signal[]>();
  const note = (address: string, ...more: Signal[]): void => {
    const known = signals.get(address);
    if (known) known.push(...more);
    else signals.set(address, [...more]);
  };
  for (const call of calls)
    for (const session of call.local)
      for (const media of session.media) for (const c of media.candidates) if (c.type === 'host') note(c.address);
  for (const m of messages) if (m.local) note(m.local.address);
  for (const [address, signal] of fromReports(reports, new Set(signals.keys()))) note(address, signal);
  const inLog = new Map(signals);

  for (const face of interfaces) {
    const here = flows.filter((f) => f.at.source === face.at.source);
    const own = ownAddresses(face, here, inLog, site);
    const signal = describe(face, own, here, site);
    for (const address of own) note(address, signal);
    faces.set(`${face.at.source}\n${face.index}`, { ...signal, own });
  }
  for (const address of signals.keys()) note(address, ...fromLog(address, messages, calls, site));

  const best = (all: readonly Signal[]): Signal => {
    const [first, ...rest] = all;
    if (!first) return { class: 'unknown', confidence: 'possible', because: 'nothing tells its adapter' };
    const strongest = rest.reduce((a, b) => (STRENGTH[b.confidence] > STRENGTH[a.confidence] ? b : a), first);
    // Two weak signs of one thing that do not follow from each other make it likely.
    const same = [...new Set(all.filter((s) => s.class === strongest.class).map((s) => s.because))];
    return strongest.confidence === 'possible' && same.length > 1
      ? { class: strongest.class, confidence: 'likely', because: same.join(', and ') }
      : strongest;
  };
  const onPhysical = [...faces.values()].filter((f) => f.class === 'physical').flatMap((f) => f.own);
  const tunnelInUse = outerTunnels(flows).length > 0;
  const verdicts = [...signals].map(([address, all]) => ({
    address,
    signal: best(all.filter((s) => s.class !== 'unknown')),
  }));
  // A tunnel is up, and the PC has one more address than that of the adapter it runs over. With several more (virtual
  // switches number themselves from private ranges too) nothing tells which. It has to be there at the same time, on
  // offer beside the other or on an adapter of the same capture: yesterday's office address is no tunnel.
  const together = (address: string): boolean =>
    [...faces.values()].some((f) => f.own.includes(address)) ||
    calls.some((call) =>
      call.local.some((s) => {
        const hosts = s.media.flatMap((m) => m.candidates.filter((c) => c.type === 'host').map((c) => c.address));
        return hosts.includes(address) && hosts.some((h) => onPhysical.includes(h));
      }),
    );
  const others = verdicts.filter(
    (v) =>
      v.signal.confidence === 'possible' &&
      !onPhysical.some((a) => a === v.address || sameNetwork(a, v.address, 24)) &&
      scope(v.address) === 'private' &&
      together(v.address),
  );
  if (tunnelInUse && onPhysical.length > 0 && others.length === 1)
    others[0]!.signal = {
      class: 'tunnel',
      confidence: 'likely',
      because: `a tunnel runs over ${onPhysical[0]}, and this is the PC's only other address`,
    };
  const addresses = verdicts.map(
    ({ address, signal }): HostAddress => ({
      address,
      class: signal.class,
      confidence: signal.confidence,
      because: signal.because,
    }),
  );
  addresses.sort((a, b) => (a.address < b.address ? -1 : 1));
  const byAddress = new Map(addresses.map((a) => [a.address, a]));
  // An interface that nothing names is what its own address is.
  for (const [key, face] of faces) {
    const known = byAddress.get(face.own[0] ?? '');
    if (face.class === 'unknown' && known && known.class !== 'unknown')
      faces.set(key, { ...face, class: known.class, confidence: known.confidence, because: known.because });
  }
  const vendor = interfaces
    .flatMap((f) => [
      adapterByWords(f.hardware, f.description, f.name),
      ...f.addresses.map((a) => ({ class: 'tunnel', vendor: vendorByMac(a.mac ?? '') })),
    ])
    .find((a) => a?.class === 'tunnel' && a.vendor !== undefined)?.vendor;
  return {
    addresses,
    of: (address) => byAddress.get(address),
    interfaceOf: (source, index) => faces.get(`${source}\n${index}`),
    tunnels: addresses.filter((a) => a.class === 'tunnel'),
    vendor,
  };
}
