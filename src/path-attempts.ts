/** What went from this PC to somebody and whether it was answered, over logs and captures. */
import type { Call } from './calls.ts';
import type { Incident } from './incident.ts';
import type { Place } from './proofs.ts';
import { failedConnections, silent } from './reach.ts';

export interface Attempt {
  /** Address of this PC, and the one it sent to. */
  readonly from: string;
  readonly to: string;
  readonly state: 'ok' | 'failed' | 'unused';
  /** One of them, for counting: `TCP connection`. */
  readonly kind: string;
  readonly what: 'resolver' | 'server' | 'peer';
  /** The relay in between. */
  readonly relay?: string | undefined;
  /** Type of the other side's candidate. */
  readonly peer?: string | undefined;
  readonly places: readonly Place[];
}

/** Types of the other sides' candidates, by address. */
function peerTypes(calls: readonly Call[]): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const call of calls)
    for (const line of call.lines) for (const c of line.remote) if (!types.has(c.address)) types.set(c.address, c.type);
  return types;
}

function connections(incident: Incident): Attempt[] {
  const up = incident
    .all('tcp.conversation')
    .filter((c) => c.established && c.serverBytes > 0 && incident.servers.has(c.server.address))
    .map(
      (c): Attempt => ({
        from: c.client.address,
        to: c.server.address,
        state: 'ok',
        kind: 'TCP connection',
        what: 'server',
        places: [c.at],
      }),
    );
  const down = failedConnections(incident)
    .filter((f) => f.server !== undefined)
    .map(
      (f): Attempt => ({
        from: f.from,
        to: f.address,
        state: 'failed',
        kind: 'TCP connection',
        what: 'server',
        places: f.evidence,
      }),
    );
  return [...up, ...down];
}

function questions(incident: Incident): Attempt[] {
  return incident.lookups.map(
    ({ dns }): Attempt => ({
      from: dns.client.address,
      to: dns.resolver.address,
      state: dns.answer ? 'ok' : 'unused',
      kind: 'DNS question',
      what: 'resolver',
      places: [dns.answer ? { source: dns.at.source, frame: dns.answer.frame } : dns.at],
    }),
  );
}

function relays(incident: Incident): Attempt[] {
  return incident.all('stun.transaction').flatMap((s): Attempt[] => {
    if (s.dialect !== 'ms-turn' || s.method !== 'allocate') return [];
    const ok = s.result === 'success';
    // The challenge is no failure, and a request that the capture cut off is nothing at all.
    if (!ok && !silent(s, incident)) return [];
    const { client, server } = s;
    const state = ok ? 'ok' : 'failed';
    return [{ from: client.address, to: server.address, state, kind: 'TURN request', what: 'server', places: [s.at] }];
  });
}

function checks(incident: Incident, types: ReadonlyMap<string, string>): Attempt[] {
  return incident.calls.flatMap((call) => {
    const found = call.selected.length > 0 || call.checks.some((c) => c.sent && c.stun.result === 'success');
    return call.checks.flatMap((c): Attempt[] => {
      const ok = c.sent && c.stun.result === 'success';
      if (!c.sent || (!ok && !silent(c.stun, incident))) return [];
      return [
        {
          from: c.local.address,
          to: c.remote.address,
          state: ok ? 'ok' : found ? 'unused' : 'failed',
          kind: 'connectivity check',
          what: 'peer',
          relay: c.relayed ? c.stun.server.address : undefined,
          peer: types.get(c.remote.address),
          places: [c.stun.at],
        },
      ];
    });
  });
}

/** Streams that came in: what goes out proves no arrival. */
function streams(incident: Incident, types: ReadonlyMap<string, string>): Attempt[] {
  return incident.all('rtp.stream').map((r): Attempt => {
    const to = r.peer?.address ?? r.from.address;
    return {
      from: r.to.address,
      to,
      state: 'ok',
      kind: 'RTP stream received',
      what: r.peer === undefined && incident.servers.has(to) ? 'server' : 'peer',
      relay: r.peer === undefined ? undefined : r.from.address,
      peer: types.get(to),
      places: [r.at],
    };
  });
}

/** SIP of the log, each server once an address: what the capture may not have shown. */
function sessions(incident: Incident, captured: ReadonlySet<string>): Attempt[] {
  const done = new Map<string, Attempt>();
  const asked = incident.signIns.filter((s) => s.local && s.registrar);
  for (const s of asked) {
    const [from, to] = [s.local!.address, s.registrar!.address];
    const ok = s.result === 'signed-in' || s.result === 'redirected' || s.result === 'refused';
    if ((!ok && s.result !== 'unanswered') || captured.has(`${from} ${to}`) || done.has(`${from} ${to} ${ok}`))
      continue;
    done.set(`${from} ${to} ${ok}`, {
      from,
      to,
      state: ok ? 'ok' : 'failed',
      kind: 'sign-in',
      what: 'server',
      places: s.messages.map((m) => m.at),
    });
  }
  return [...done.values()];
}

export function attemptsOf(incident: Incident): readonly Attempt[] {
  const types = peerTypes(incident.calls);
  const tcp = connections(incident);
  return [
    ...questions(incident),
    ...tcp,
    ...sessions(incident, new Set(tcp.map((a) => `${a.from} ${a.to}`))),
    ...relays(incident),
    ...checks(incident, types),
    ...streams(incident, types),
  ];
}
