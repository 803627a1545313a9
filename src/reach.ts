/** Whether a server was reached: what a capture proves about a connection or a TURN request, and by which way it left. */
import { endpointText, sameNetwork } from './addresses.ts';
import * as evidence from './evidence.ts';
import type { IcmpError, StunTransaction, TcpConversation } from './facts.ts';
import { outerTunnels } from './host.ts';
import type { Incident } from './incident.ts';
import type { Evidence } from './report.ts';
import type { Confidence } from './rule.ts';
import type { Server } from './servers.ts';

/** A capture that ends this soon after the last SYN or request could not have shown the answer. Milliseconds. */
const PATIENCE = 2_000;
/** Transmissions of a request before silence says something (RFC 8489 6.2.1 sends seven). */
const TRIES = 3;
/** SYNs before silence says something: the first and one repeat. */
const SYNS = 2;
/** A VPN may be up this long before its first captured packet and after its last: keep-alives are minutes apart.
 *  Milliseconds. */
const VPN_BEFORE = 30_000;
const VPN_AFTER = 300_000;

export interface Failure {
  readonly how: 'unanswered' | 'refused' | 'rejected';
  /** `10.60.4.21:5061` */
  readonly to: string;
  readonly address: string;
  readonly port: number;
  readonly from: string;
  readonly source: string;
  readonly interface: number;
  /** Of the first try. */
  readonly time: number;
  readonly server?: Server | undefined;
  /** One clause: "4 SYNs, no answer". */
  readonly words: string;
  readonly evidence: readonly Evidence[];
}

const about = (c: { client: { address: string; port: number }; server: { address: string; port: number } }): string =>
  `${endpointText(c.client)}>${endpointText(c.server)}`;

function rejections(incident: Incident): ReadonlyMap<string, IcmpError> {
  const found = new Map<string, IcmpError>();
  for (const e of incident.all('icmp.error'))
    if (e.quoted && (e.meaning === 'unreachable' || e.meaning === 'time-exceeded'))
      found.set(`${e.at.source} ${about(e.quoted)}`, e);
  return found;
}

/** Whether the capture of that interface went on long enough to show an answer to what was sent at that time. */
export function wentOn(incident: Incident, source: string, face: number, time: number): boolean {
  const end = incident.all('capture.interface').find((f) => f.at.source === source && f.index === face)?.last;
  return end !== undefined && end - time >= PATIENCE;
}

function tcpFailure(
  c: TcpConversation,
  incident: Incident,
  icmp: ReadonlyMap<string, IcmpError>,
  answered: ReadonlySet<string>,
): Failure | undefined {
  if (c.established || c.syns.length === 0 || answered.has(about(c))) return undefined;
  const base = {
    to: endpointText(c.server),
    address: c.server.address,
    port: c.server.port,
    from: c.client.address,
    source: c.at.source,
    interface: c.interface,
    time: c.syns[0]!.time,
    server: incident.servers.get(c.server.address),
  };
  const rejected = icmp.get(`${c.at.source} ${about(c)}`);
  if (rejected)
    return {
      ...base,
      how: 'rejected',
      words: `rejected by ${rejected.from} (ICMP ${rejected.type}/${rejected.code})`,
      evidence: [...evidence.syns(c), evidence.icmp(rejected)],
    };
  if (c.reset?.by === 'server')
    return { ...base, how: 'refused', words: 'refused (RST)', evidence: [...evidence.syns(c), ...evidence.tcpEnd(c)] };
  const lastSyn = c.syns.at(-1)!;
  if (c.synAck || c.reset || c.syns.length < SYNS || !wentOn(incident, c.at.source, c.interface, lastSyn.time))
    return undefined;
  return { ...base, how: 'unanswered', words: `${c.syns.length} SYNs, no answer`, evidence: evidence.syns(c) };
}

const failures = new WeakMap<Incident, readonly Failure[]>();

/** TCP connections that never came up although the capture could have shown it. */
export function failedConnections(incident: Incident): readonly Failure[] {
  let known = failures.get(incident);
  if (!known) {
    const icmp = rejections(incident);
    // The same five-tuple answered on another interface is an asymmetric path, not a dead server.
    const answered = new Set(
      incident
        .all('tcp.conversation')
        .filter((c) => c.synAck || c.established || (c.serverPackets > 0 && !c.reset))
        .map(about),
    );
    known = incident.all('tcp.conversation').flatMap((c) => tcpFailure(c, incident, icmp, answered) ?? []);
    failures.set(incident, known);
  }
  return known;
}

/** TCP connections that came up, by server address. */
export const establishedTo = (incident: Incident, address: string): readonly TcpConversation[] =>
  incident.all('tcp.conversation').filter((c) => c.established && c.server.address === address);

/** Whether anything answered there: a TCP connection came up, TURN or SIP was answered. */
export const reached = (incident: Incident, address: string): boolean =>
  establishedTo(incident, address).length > 0 ||
  incident.all('stun.transaction').some((s) => s.server.address === address && answeredTurn(s)) ||
  incident.all('sip.message').some((m) => m.direction === 'received' && m.remote?.address === address);

const answeredTurn = (s: StunTransaction): boolean =>
  s.dialect === 'ms-turn' && (s.result === 'success' || s.result === 'error');

/** Whether an internal registrar let this client in: then it is meant to be inside, and internal answers are right. */
export const signedInInside = (incident: Incident): boolean =>
  [...incident.servers.values()].some(
    (s) => s.roles.has('registrar') && incident.isInternal(s.address) && reached(incident, s.address),
  );

/** A request that was repeated and stayed unanswered although the capture went on long enough. */
export function silent(s: StunTransaction, incident: Incident): boolean {
  const first = s.requests[0];
  const last = s.requests.at(-1);
  return (
    s.result === 'none' &&
    s.transmissions >= TRIES &&
    first !== undefined &&
    last !== undefined &&
    wentOn(incident, s.at.source, s.interface, last.time)
  );
}

/** Whether this PC is known to have a VPN up, and how sure. */
export function vpn(incident: Incident): Confidence | undefined {
  const named = incident.host.tunnels.filter((t) => t.confidence !== 'possible');
  if (named.some((t) => t.confidence === 'certain')) return 'certain';
  if (named.length > 0 || outerTunnels(incident.all('ip.flow')).length > 0) return 'likely';
  return undefined;
}

/** Whether the VPN was up at that time, as far as captured packets of it tell; where none was captured, it was. */
export function vpnUp(incident: Incident, time: number): boolean {
  const inner = incident
    .all('capture.interface')
    .filter((f) => incident.host.interfaceOf(f.at.source, f.index)?.class === 'tunnel');
  const outer = outerTunnels(incident.all('ip.flow'));
  const firsts = [...inner.map((f) => f.first), ...outer.map((f) => f.time)].filter((t) => t !== undefined);
  const lasts = [...inner.map((f) => f.last), ...outer.map((f) => f.last.time)].filter((t) => t !== undefined);
  if (firsts.length === 0 || lasts.length === 0) return true;
  return time >= Math.min(...firsts) - VPN_BEFORE && time <= Math.max(...lasts) + VPN_AFTER;
}

/** How sure it is that what was seen there left outside the tunnel; undefined = not, or nothing tells. */
export function outside(incident: Incident, source: string, face: number): Confidence | undefined {
  const known = incident.host.interfaceOf(source, face);
  if (known?.class === 'physical') return known.confidence === 'certain' ? 'certain' : 'likely';
  // Not the tunnel's address, and the tunnel's is known.
  const own = known?.own[0];
  return known?.class === 'unknown' &&
    own !== undefined &&
    incident.host.tunnels.some((t) => t.address !== own && t.confidence === 'certain')
    ? 'likely'
    : undefined;
}

/** Ports by which SfB is known even when nothing named the server: SIP/TLS inside, TURN. */
const SFB_PORTS: ReadonlySet<number> = new Set([5061, 3478]);

export interface Leak extends Failure {
  readonly confidence: Confidence;
}

const leaks = new WeakMap<Incident, readonly Leak[]>();

/** Failed connections and TURN requests of a VPN client to internal servers that left outside the tunnel. */
export function leaksOf(incident: Incident): readonly Leak[] {
  let known = leaks.get(incident);
  if (!known) {
    known =
      vpn(incident) === undefined
        ? []
        : [...failedConnections(incident), ...silentRelays(incident)].flatMap((f) => leak(f, incident) ?? []);
    leaks.set(incident, known);
  }
  return known;
}

function leak(f: Failure, incident: Incident): Leak | undefined {
  const way = outside(incident, f.source, f.interface);
  if (way === undefined || !incident.isInternal(f.address) || sameNetwork(f.from, f.address, 24)) return undefined;
  if (!f.server && !SFB_PORTS.has(f.port)) return undefined;
  // Inner packets of a policy-based tunnel show on the outer interface too, from the tunnel's address.
  if (incident.host.of(f.from)?.class === 'tunnel' || !vpnUp(incident, f.time)) return undefined;
  // What answers there is reached that way: an office, a routed home network.
  const here = (x: StunTransaction | TcpConversation): boolean =>
    x.at.source === f.source && x.interface === f.interface && x.server.address === f.address;
  if (incident.all('tcp.conversation').some((c) => c.established && here(c))) return undefined;
  if (incident.all('stun.transaction').some((s) => answeredTurn(s) && here(s))) return undefined;
  return { ...f, confidence: way === 'certain' && f.server !== undefined ? 'certain' : 'likely' };
}

function silentRelays(incident: Incident): readonly Failure[] {
  return incident
    .all('stun.transaction')
    .filter((s) => s.dialect === 'ms-turn' && s.method === 'allocate' && silent(s, incident))
    .map((s) => ({
      how: 'unanswered',
      to: `${endpointText(s.server)}`,
      address: s.server.address,
      port: s.server.port,
      from: s.client.address,
      source: s.at.source,
      interface: s.interface,
      time: s.requests[0]!.time,
      server: incident.servers.get(s.server.address),
      words: `${s.transmissions} TURN requests, no answer`,
      evidence: [evidence.stun(s)],
    }));
}
