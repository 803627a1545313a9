/** Whether a server was reached: what a capture proves about a connection or a TURN request, and by which way it left. */
import { endpointText, sameNetwork } from './addresses.ts';
import * as evidence from './evidence.ts';
import type { IcmpError, StunTransaction, TcpConversation } from './facts.ts';
import { outerTunnels } from './host.ts';
import type { Incident } from './incident.ts';
import type { Evidence } from './report.ts';
import type { Confidence } from './rule.ts';
import { carried } from './selectors.ts';
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
  /** cut = it came up and was reset at the client's first words, before the server said any. */
  readonly how: 'unanswered' | 'refused' | 'rejected' | 'cut';
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

/** Whether the capture of that interface went on long enough to show an answer to what was sent at that time.
 *  @param patience milliseconds that the answer may take. */
export function wentOn(incident: Incident, source: string, face: number, time: number, patience = PATIENCE): boolean {
  const end = incident.all('capture.interface').find((f) => f.at.source === source && f.index === face)?.last;
  return end !== undefined && end - time >= patience;
}

/** Reset as soon as the client said what it wants: a box that reads the hello, or a service that wants none of it. */
export const cutShort = (c: TcpConversation): boolean =>
  c.established && c.reset?.by === 'server' && c.serverBytes === 0 && c.clientBytes > 0 && c.opening !== undefined;

/** It came up and was of use. */
const up = (c: TcpConversation): boolean => c.established && !cutShort(c);

function tcpFailure(
  c: TcpConversation,
  incident: Incident,
  icmp: ReadonlyMap<string, IcmpError>,
  answered: ReadonlySet<string>,
): Failure | undefined {
  if (up(c) || c.syns.length === 0 || answered.has(about(c))) return undefined;
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
  if (cutShort(c))
    return {
      ...base,
      how: 'cut',
      words: `the connection came up and was reset at the client's first words (${c.opening})`,
      evidence: [evidence.seen(c, `${base.to} answers the SYN`), ...evidence.tcpEnd(c)],
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
        .filter((c) => !cutShort(c) && (c.synAck || c.established || (c.serverPackets > 0 && !c.reset)))
        .map(about),
    );
    known = incident.all('tcp.conversation').flatMap((c) => tcpFailure(c, incident, icmp, answered) ?? []);
    failures.set(incident, known);
  }
  return known;
}

/** TCP connections that came up, by server address. */
export const establishedTo = (incident: Incident, address: string): readonly TcpConversation[] =>
  incident.all('tcp.conversation').filter((c) => up(c) && c.server.address === address);

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

const spans = new WeakMap<Incident, { readonly first: number; readonly last: number }>();

/** From the first to the last captured packet of a VPN, inside or outside; without one, always. */
function vpnSpan(incident: Incident): { readonly first: number; readonly last: number } {
  const known = spans.get(incident);
  if (known) return known;
  const inner = incident
    .all('capture.interface')
    .filter((f) => incident.host.interfaceOf(f.at.source, f.index)?.class === 'tunnel');
  const outer = outerTunnels(incident.all('ip.flow'));
  const least = (times: readonly (number | undefined)[]): number | undefined =>
    times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
  const most = (times: readonly (number | undefined)[]): number | undefined =>
    times.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
  const first = least([...inner.map((f) => f.first), ...outer.map((f) => f.time)]);
  const last = most([...inner.map((f) => f.last), ...outer.map((f) => f.last.time)]);
  const span =
    first === undefined || last === undefined
      ? { first: Number.NEGATIVE_INFINITY, last: Number.POSITIVE_INFINITY }
      : { first, last };
  spans.set(incident, span);
  return span;
}

/** Whether the VPN was up at that time, as far as captured packets of it tell; where none was captured, it was. */
export function vpnUp(incident: Incident, time: number): boolean {
  const { first, last } = vpnSpan(incident);
  return time >= first - VPN_BEFORE && time <= last + VPN_AFTER;
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
    const answering = answeringOn(incident);
    known =
      vpn(incident) === undefined
        ? []
        : [...failedConnections(incident), ...silentRelays(incident)].flatMap(
            (f) => leak(f, incident, answering) ?? [],
          );
    leaks.set(incident, known);
  }
  return known;
}

/** Servers that answered, by the interface they answered on. */
const answeringOn = (incident: Incident): ReadonlySet<string> =>
  new Set(
    [
      ...incident.all('tcp.conversation').filter((c) => c.established),
      ...incident.all('stun.transaction').filter(answeredTurn),
    ].map((x) => `${x.at.source} ${x.interface} ${x.server.address}`),
  );

function leak(f: Failure, incident: Incident, answering: ReadonlySet<string>): Leak | undefined {
  const way = outside(incident, f.source, f.interface);
  if (way === undefined || !incident.isInternal(f.address) || sameNetwork(f.from, f.address, 24)) return undefined;
  if (!f.server && !SFB_PORTS.has(f.port)) return undefined;
  // Known by its port alone, where the table leads there beside the tunnel: a telephone or NAS of the home network.
  if (!f.server && incident.routing.wayTo(f.address)?.class === 'physical') return undefined;
  // A client that is signed in looks for no other registrar.
  if (!f.server && signedInAt(incident, f.time)) return undefined;
  // Inner packets of a policy-based tunnel show on the outer interface too, from the tunnel's address.
  if (incident.host.of(f.from)?.class === 'tunnel' || !vpnUp(incident, f.time)) return undefined;
  // A gateway's traffic selectors may cover it: then the clear packets are a view of the tunnel's.
  const ends = [
    { address: f.from, port: 0 },
    { address: f.address, port: f.port },
  ] as const;
  if (carried(incident, ...ends, 'tcp')) return undefined;
  // What answers there is reached that way: an office, a routed home network.
  if (answering.has(`${f.source} ${f.interface} ${f.address}`)) return undefined;
  return { ...f, confidence: way === 'certain' && f.server !== undefined ? 'certain' : 'likely' };
}

/** A client that was sent away tries for so long before its log shows an attempt. Milliseconds. */
const SOON = 60_000;

/** Whether the log says that the client was signed in at that time of the capture, and stayed so. */
function signedInAt(incident: Incident, time: number): boolean {
  const last = incident.signIns.findLast((s) => {
    const offset = incident.utcOffset(s.messages[0]?.at.source ?? '');
    return offset !== undefined && s.start !== undefined && s.start - offset <= time + SOON;
  });
  const offset = last && incident.utcOffset(last.messages[0]!.at.source);
  return last?.result === 'signed-in' && last.end! - offset! <= time;
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
