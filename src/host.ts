/** Which addresses are this PC's own, and which of them belong to the tunnel. The signs of log, capture, texts, routes
 *  and the user are added up (`signals.ts`); the strongest are the reason in the report. */
import { sameNetwork, scope } from './addresses.ts';
import type { Call } from './calls.ts';
import type {
  CaptureInterface,
  HostAdapter,
  HostRoute,
  IpFlow,
  IpsecSa,
  QualityReport,
  SipMessage,
  VpnEvent,
  VpnTunnel,
} from './facts.ts';
import { adapterSigns, joinAdapters, placeOf, type TextAdapter, wordsOf } from './host-adapters.ts';
import { describeFace, ifIndexOf, outerTunnels, ownAddresses } from './host-capture.ts';
import { fromReports, logSigns } from './host-log.ts';
import { type Product, productOf } from './host-product.ts';
import { spansOf } from './host-times.ts';
import { connectionSigns, ownerIndex, routeSigns, type Told, toldSigns } from './host-vpn.ts';
import { type Machines, machinesOf } from './machines.ts';
import type { AddressClass, HostAddress } from './report.ts';
import type { Confidence } from './rule.ts';
import { type Judged, judge, type Signal } from './signals.ts';
import type { Site } from './site.ts';

export { outerTunnels } from './host-capture.ts';

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
  /** An interface of a capture. */
  interfaceOf(source: string, index: number): InterfaceClass | undefined;
  /** The interface that a line of a routing table names. */
  interfaceOfRoute(route: HostRoute): InterfaceClass | undefined;
  readonly tunnels: readonly HostAddress[];
  /** Which VPN it uses. */
  readonly product?: Product | undefined;
  /** Its name, where more than a guess. */
  readonly vendor?: string | undefined;
}

export interface HostInput {
  readonly interfaces: readonly CaptureInterface[];
  readonly flows: readonly IpFlow[];
  readonly messages: readonly SipMessage[];
  readonly calls: readonly Call[];
  readonly reports?: readonly QualityReport[];
  readonly site: Site;
  /** Texts, of whatever machine. */
  readonly adapters?: readonly HostAdapter[];
  readonly routes?: readonly HostRoute[];
  readonly tunnels?: readonly VpnTunnel[];
  readonly events?: readonly VpnEvent[];
  readonly sas?: readonly IpsecSa[];
  /** Whose the texts are; without it they are told apart by themselves. */
  readonly machines?: Machines;
}

/** This PC's addresses in the log. */
export function logAddresses(calls: readonly Call[], messages: readonly SipMessage[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const call of calls)
    for (const session of call.local)
      for (const media of session.media) for (const c of media.candidates) if (c.type === 'host') found.add(c.address);
  for (const m of messages) if (m.local) found.add(m.local.address);
  return found;
}

const isAddress = (address: string): boolean => !['group', 'nowhere'].includes(scope(address));

export function hostOf(input: HostInput): Host {
  const { interfaces, flows, messages, calls, reports = [], site } = input;
  const texts = [
    ...(input.adapters ?? []),
    ...(input.routes ?? []),
    ...(input.tunnels ?? []),
    ...(input.events ?? []),
    ...(input.sas ?? []),
  ];
  const machines =
    input.machines ?? machinesOf({ texts, own: logAddresses(calls, messages), servers: new Set<string>() });
  const adapters = joinAdapters((input.adapters ?? []).filter((a) => machines.isPc(a)));
  const routes = (input.routes ?? []).filter((r) => machines.isPc(r));
  const told: Told = {
    tunnels: (input.tunnels ?? []).filter((t) => machines.isPc(t)),
    events: (input.events ?? []).filter((e) => machines.isPc(e)),
    sas: input.sas ?? [],
    machines,
  };

  const faces = new Map<string, InterfaceClass>();
  const signals = new Map<string, Signal[]>();
  const note = (address: string, ...more: readonly Signal[]): void => {
    const known = signals.get(address);
    if (known) known.push(...more);
    else signals.set(address, [...more]);
  };
  for (const address of logAddresses(calls, messages)) note(address);
  for (const [address, signal] of fromReports(reports, new Set(signals.keys()))) note(address, signal);
  const inLog = new Map(signals);

  const gateways = told.sas.filter((sa) => machines.of(sa).machine === 'gateway');
  for (const face of interfaces) {
    const gateway = gateways.find((sa) => takenOn(face, sa, inLog));
    if (gateway) {
      const because = `the capture was taken on the VPN gateway ${gateway.local.address} (${placeOf(gateway)})`;
      faces.set(`${face.at.source}\n${face.index}`, { class: 'unknown', confidence: 'possible', because, own: [] });
      continue;
    }
    const here = flows.filter((f) => f.at.source === face.at.source);
    const own = ownAddresses(face, here, inLog, site);
    const signal = describeFace(face, own, here, site, adapterOf(face, adapters));
    for (const address of own) note(address, signal);
    faces.set(`${face.at.source}\n${face.index}`, { ...judge([signal]), because: signal.because, own });
  }
  for (const [address, found] of adapterSigns(adapters)) if (isAddress(address)) note(address, ...found);
  connectionSigns(told, adapters, note);
  toldSigns(told, new Set(signals.keys()), note);
  const here = new Set(signals.keys());
  routeSigns(routes, adapters, told, (address, s) => (here.has(address) ? note(address, s) : undefined));
  const ofLog = logSigns(messages, calls, site);
  for (const address of signals.keys()) note(address, ...ofLog(address));

  const verdicts = new Map<string, Judged>([...signals].map(([address, all]) => [address, judge(all)]));
  onlyOther({ verdicts, faces: [...faces.values()], calls, flows });
  const spans = spansOf(calls, told.events);
  const addresses = [...verdicts].map(
    ([address, v]): HostAddress => ({
      address,
      class: v.class,
      confidence: v.confidence,
      because: v.because,
      ...spans.get(address),
    }),
  );
  addresses.sort((a, b) => (a.address < b.address ? -1 : 1));
  const byAddress = new Map(addresses.map((a) => [a.address, a]));
  // An interface that nothing names is what its own address is; so is one that has no more than a weak sign.
  for (const [key, face] of faces) {
    const known = byAddress.get(face.own[0] ?? '');
    if (
      known &&
      known.class !== 'unknown' &&
      STRENGTH[face.class === 'unknown' ? 'unknown' : face.confidence] < STRENGTH[known.confidence]
    )
      faces.set(key, { ...face, class: known.class, confidence: known.confidence, because: known.because });
  }
  const product = productOf({ site, told, adapters, interfaces, flows, own: new Set(verdicts.keys()) });
  return {
    addresses,
    of: (address) => byAddress.get(address),
    interfaceOf: (source, index) => faces.get(`${source}\n${index}`),
    interfaceOfRoute: interfaceOfRoute(adapters, byAddress),
    tunnels: addresses.filter((a) => a.class === 'tunnel'),
    product,
    vendor: product && product.confidence !== 'possible' ? product.name : undefined,
  };
}

const STRENGTH: Readonly<Record<Confidence | 'unknown', number>> = { certain: 3, likely: 2, possible: 1, unknown: 0 };

const folderOf = (source: string): string => source.slice(0, source.lastIndexOf('/') + 1);

/** Whether the capture is the gateway's own: it shows the tunnel between the gateway and the client's address behind NAT,
 *  which the client's own captures never show, or lies with the gateway's texts.
 *  @param own this PC's addresses in the log. */
function takenOn(face: CaptureInterface, sa: IpsecSa, own: ReadonlyMap<string, unknown>): boolean {
  const shows = (address: string): boolean => face.addresses.some((a) => a.address === address);
  if (!shows(sa.local.address)) return false;
  const folder = folderOf(sa.at.source);
  return (
    (folder !== '' && folder === folderOf(face.at.source)) || (shows(sa.remote.address) && !own.has(sa.remote.address))
  );
}

/** The interface of a capture in this PC's texts: by number, by driver or by connection name. */
function adapterOf(face: CaptureInterface, adapters: readonly TextAdapter[]): TextAdapter | undefined {
  const index = ifIndexOf(face);
  const words = new Set([face.hardware, face.description, face.name].filter((w) => w !== undefined));
  return adapters.find((a) =>
    a.facts.some(
      (f) =>
        (index !== undefined && f.ifIndex === index) ||
        (!f.cut && ((f.name !== undefined && words.has(f.name)) || words.has(f.description ?? '\n'))),
    ),
  );
}

function interfaceOfRoute(
  adapters: readonly TextAdapter[],
  byAddress: ReadonlyMap<string, HostAddress>,
): (r: HostRoute) => InterfaceClass | undefined {
  const owners = ownerIndex(adapters);
  return (r) => {
    const own = owners(r);
    const all = own.flatMap((a) => byAddress.get(a) ?? []).filter((a) => a.class !== 'link-local');
    // The virtual address of a policy-based tunnel lies on the adapter that carries it, and does not make it a tunnel.
    const carrier = all.filter((a) => a.class === 'physical');
    const known = carrier.length > 0 && all.some((a) => a.class === 'tunnel') ? carrier : all;
    const classes = new Set(known.map((a) => a.class));
    if (known[0] && known[0].class !== 'unknown' && classes.size === 1)
      return { class: known[0].class, confidence: known[0].confidence, because: known[0].because, own };
    if (own.some((a) => scope(a) === 'loopback'))
      return { class: 'loopback', confidence: 'certain', because: 'loopback range', own };
    const adapter = adapters.find((a) =>
      a.facts.some(
        (f) =>
          (r.ifIndex !== undefined && f.ifIndex === r.ifIndex) ||
          (r.interfaceName !== undefined && !f.cut && f.name === r.interfaceName),
      ),
    );
    const words = adapter && wordsOf(adapter);
    if (!words || classes.size > 1) return undefined;
    return {
      class: words.known.class,
      confidence: words.known.confidence,
      because: `its adapter is "${words.text}" (${words.place})`,
      own,
    };
  };
}

/** A tunnel is up, and the PC has one more address than that of the adapter it runs over. With several more (virtual
 *  switches number themselves from private ranges too) nothing tells which. It has to be there at the same time, on
 *  offer beside the other or on an adapter of the same capture: yesterday's office address is no tunnel. */
function onlyOther(known: {
  readonly verdicts: Map<string, Judged>;
  readonly faces: readonly InterfaceClass[];
  readonly calls: readonly Call[];
  readonly flows: readonly IpFlow[];
}): void {
  const { verdicts, faces, calls, flows } = known;
  const onPhysical = faces.filter((f) => f.class === 'physical').flatMap((f) => f.own);
  if (onPhysical.length === 0 || outerTunnels(flows).length === 0) return;
  const together = (address: string): boolean =>
    faces.some((f) => f.own.includes(address)) ||
    calls.some((call) =>
      call.local.some((s) => {
        const hosts = s.media.flatMap((m) => m.candidates.filter((c) => c.type === 'host').map((c) => c.address));
        return hosts.includes(address) && hosts.some((h) => onPhysical.includes(h));
      }),
    );
  const others = [...verdicts].filter(
    ([address, v]) =>
      v.confidence === 'possible' &&
      !onPhysical.some((a) => a === address || sameNetwork(a, address, 24)) &&
      scope(address) === 'private' &&
      together(address),
  );
  // Where texts or a capture name a tunnel already, the other address may be anything.
  if ([...verdicts.values()].some((v) => v.class === 'tunnel' && v.confidence === 'certain')) return;
  const [only] = others;
  if (only && others.length === 1)
    verdicts.set(only[0], {
      class: 'tunnel',
      confidence: 'likely',
      because: `a tunnel runs over ${onPhysical[0]}, and this is the PC's only other address`,
    });
}
