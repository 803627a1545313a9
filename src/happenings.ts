/** What happened in an incident, each thing at its place and time: the events of the timeline before they are put in
 *  order. */
import { endpointText } from './addresses.ts';
import type { Call } from './calls.ts';
import { callWords, groupBy, sentence } from './describe.ts';
import type { Locus, VpnEvent } from './facts.ts';
import type { Incident } from './incident.ts';
import { PRODUCT_NAMES } from './knowledge/adapters.ts';
import { failedConnections, leaksOf, silent } from './reach.ts';
import type { SignIn } from './sign-in.ts';
import { count, list } from './text.ts';
import { TUNNEL_WORDS, tunnelFlows } from './tunnel-flows.ts';

export type TimelineLane = 'VPN' | 'DNS' | 'sign-in' | 'Edge' | 'calls' | 'network';

export interface Happening {
  readonly at: Locus;
  readonly time: number | undefined;
  readonly lane: TimelineLane;
  /** Asked for where it is shown. */
  readonly words: () => string;
  /** bad: it failed. */
  readonly state: 'ok' | 'bad' | 'info';
  /** Other places that stand for it. */
  readonly also?: readonly Locus[];
  /** A finding that rests on it makes it bad. */
  readonly accused?: boolean;
}

const VPN_WORDS: Readonly<Record<VpnEvent['event'], string>> = {
  connecting: 'connects',
  connected: 'is up',
  disconnected: 'is down',
  failed: 'failed to connect',
  'udp-failed': 'gets no answer over UDP',
  'tls-used': 'runs over TLS',
  address: 'gives this PC its address',
};

function vpnHappenings(incident: Incident): Happening[] {
  const told = incident.all('vpn.event').map((e): Happening => {
    const where = incident.machines.of(e).machine === 'gateway' ? 'On the gateway: ' : '';
    const product = e.product === 'other' ? 'the VPN' : PRODUCT_NAMES[e.product];
    const more = e.address ?? e.gateway;
    return {
      at: e.at,
      time: e.time,
      lane: 'VPN',
      words: () => `${where}${product} ${VPN_WORDS[e.event]}${more === undefined ? '' : ` (${more})`}`,
      state: e.event === 'failed' || e.event === 'udp-failed' ? 'bad' : e.event === 'connected' ? 'ok' : 'info',
    };
  });
  const seen = tunnelFlows(incident).map(
    ({ flow, kind, gateway }): Happening => ({
      at: flow.at,
      time: flow.time,
      lane: 'VPN',
      words: () => `First packet of a tunnel with ${gateway} (${TUNNEL_WORDS[kind]})`,
      state: 'info',
    }),
  );
  return [...told, ...seen];
}

/** Each question with the same answer of the same resolver once. */
function dnsHappenings(incident: Incident): Happening[] {
  const groups = groupBy(
    incident.lookups,
    ({ dns }) =>
      `${dns.resolver.address} ${dns.type} ${dns.name} ${dns.rcode} ${dns.answers.map((r) => r.value).join(' ')}`,
  );
  return [...groups.values()].map((same): Happening => {
    const [{ dns, addresses }] = same;
    const { answer } = dns;
    const values = dns.answers.filter((r) => r.value !== '' && r.type !== 'CNAME').map((r) => r.value);
    const said = values.length > 0 ? `= ${list(values, 4)}` : (dns.rcode ?? '');
    const times = same.length > 1 ? `, ${same.length} times` : '';
    return {
      at: answer ? { source: dns.at.source, frame: answer.frame } : dns.at,
      time: answer?.time ?? dns.time,
      lane: 'DNS',
      words: () =>
        `${dns.type} ${dns.name} ${answer ? `${said}, by ${dns.resolver.address}` : `asked of ${dns.resolver.address}: no answer`}${times}`,
      state: addresses.length > 0 ? 'ok' : 'info',
      also: same.flatMap((l) => (l.dns.answer ? [{ source: l.dns.at.source, frame: l.dns.answer.frame }] : [l.dns.at])),
      // A public answer that differs from an internal one is not the wrong one of the two.
      accused: addresses.length === 0 || addresses.some((a) => incident.isInternal(a)),
    };
  });
}

const seconds = (ms: number): string => `${(Math.round(ms / 100) / 10).toFixed(1)} s`;

function signInHappening(s: SignIn): Happening[] {
  const [first] = s.messages;
  if (!first || (s.kind === 'refresh' && s.result === 'signed-in')) return [];
  const took = s.start === undefined || s.end === undefined ? '' : `, after ${seconds(s.end - s.start)}`;
  const answer = s.answer ? ` ${s.answer.status} ${s.answer.reason ?? ''}`.trimEnd() : '';
  const way = s.way === 'edge' ? ' through the Edge' : s.way === 'inside' ? ' inside' : '';
  const words = {
    'signed-in': `signed in${way}${took}`,
    refused: `refused:${answer}`,
    redirected: `sent on:${answer}`,
    unanswered: 'no answer',
    challenged: 'asked for credentials, given up',
    open: 'open at the end of the log',
  }[s.result];
  return [
    {
      at: first.at,
      time: s.start,
      lane: 'sign-in',
      words: () =>
        `${s.kind === 'refresh' ? 'Refresh of the sign-in' : 'Sign-in'} at ${s.registrar ? endpointText(s.registrar) : 'a server that the log does not name'}: ${words}`,
      state: s.result === 'signed-in' ? 'ok' : s.result === 'refused' || s.result === 'unanswered' ? 'bad' : 'info',
      also: s.messages.map((m) => m.at),
    },
  ];
}

function edgeHappenings(incident: Incident): Happening[] {
  const asked = incident
    .all('stun.transaction')
    .filter((s) => s.dialect === 'ms-turn' && s.method === 'allocate' && s.result !== 'indication');
  return [...groupBy(asked, (s) => `${endpointText(s.server)} ${s.transport}`).values()].map((all): Happening => {
    const given = all.find((s) => s.result === 'success' && s.lifetime !== 0);
    // The first refusal is the challenge ([MS-TURN] 3.2.5): only one that stays the last word counts.
    const refused = all.findLast((s) => s.result === 'error');
    const quiet = all.find((s) => silent(s, incident));
    const one = given ?? quiet ?? refused ?? all[0];
    const words = given
      ? 'gives a relay'
      : quiet
        ? `${quiet.transmissions} requests, no answer`
        : refused
          ? `refuses a relay (${refused.errorCode ?? '?'})`
          : 'asked for a relay';
    return {
      at: one.at,
      time: one.time,
      lane: 'Edge',
      words: () => `A/V Edge ${endpointText(one.server)} (${one.transport.toUpperCase()}) ${words}`,
      state: given ? 'ok' : quiet ? 'bad' : 'info',
      also: all.map((s) => s.at),
    };
  });
}

/** How a call ended. */
function endWords(call: Call): string {
  const codes = [...new Set(call.diagnostics.map((d) => d.code))];
  const final =
    call.final && (call.final.status ?? 0) >= 300 ? `: ${call.final.status} ${call.final.reason ?? ''}` : '';
  const why = `${final.trimEnd()}${codes.length > 0 ? ` (${list(codes.map(String), 5)})` : ''}`;
  const by = call.endedBy === undefined ? '' : `, by ${call.endedBy}`;
  return {
    connected: `ended${call.duration === undefined ? '' : ` after ${seconds(call.duration)}`}${by}`,
    failed: `failed${why}`,
    dropped: `was dropped${why}`,
    abandoned: `was given up${by}`,
    declined: `was declined${by}`,
    open: 'is open at the end of the log',
    cut: 'is cut: not all of it is in the log',
  }[call.result];
}

function callHappenings(call: Call): Happening[] {
  const timed = call.messages.filter((m) => m.time !== undefined);
  const [first] = timed;
  const last = timed.at(-1);
  if (!first || !last) return [];
  const up = call.setup === undefined ? undefined : call.messages.find((m) => m === call.final && m.time !== undefined);
  const sent = call.checks.filter((c) => c.sent);
  const answered = sent.filter((c) => c.stun.result === 'success').length;
  const check = sent.find((c) => c.stun.time !== undefined)?.stun;
  return [
    {
      at: first.at,
      time: first.time,
      lane: 'calls',
      words: () => `${sentence(callWords(call))} begins`,
      state: 'info',
    },
    ...(check
      ? [
          {
            at: check.at,
            time: check.time,
            lane: 'calls',
            words: () =>
              `${count(sent.length, 'connectivity check')} of ${callWords(call)}: ${answered === 0 ? 'none' : answered === sent.length ? 'all' : answered} answered`,
            state: answered > 0 ? 'ok' : 'info',
            also: sent.map((c) => c.stun.at),
            accused: answered === 0,
          } satisfies Happening,
        ]
      : []),
    ...(up
      ? [
          {
            at: up.at,
            time: up.time,
            lane: 'calls',
            words: () => `${sentence(callWords(call))} is answered after ${seconds(call.setup ?? 0)}`,
            state: 'ok',
          } satisfies Happening,
        ]
      : []),
    {
      at: last.at,
      time: last.time,
      lane: 'calls',
      words: () => `${sentence(callWords(call))} ${endWords(call)}`,
      state:
        call.result === 'failed' || call.result === 'dropped' ? 'bad' : call.result === 'connected' ? 'ok' : 'info',
      also: [...call.diagnostics.map((d) => d.at), ...call.messages.map((m) => m.at)],
    },
  ];
}

/** Only to servers of SfB and Exchange: what else fails on a PC is not looked at. */
function failedHappenings(incident: Incident): Happening[] {
  const leaked = new Set(leaksOf(incident).map((l) => `${l.from} ${l.to}`));
  const failed = failedConnections(incident).filter((f) => f.server !== undefined || leaked.has(`${f.from} ${f.to}`));
  return [...groupBy(failed, (f) => `${f.from} ${f.to} ${f.how}`).values()].map((all): Happening => {
    const [f] = all;
    const place = f.evidence[0];
    const beside = leaked.has(`${f.from} ${f.to}`) ? ', outside the tunnel' : '';
    return {
      at: { source: f.source, frame: place?.frame ?? 0 },
      time: f.time,
      lane: 'network',
      words: () =>
        `${f.from} → ${f.to}${beside}: ${f.words}${all.length > 1 ? `; ${count(all.length, 'connection')}` : ''}`,
      state: 'bad',
      also: all.flatMap((x) =>
        x.evidence.flatMap((e) => (e.frame === undefined ? [] : [{ source: x.source, frame: e.frame }])),
      ),
    };
  });
}

/** In no order. */
export const happeningsOf = (incident: Incident): readonly Happening[] => [
  ...vpnHappenings(incident),
  ...dnsHappenings(incident),
  ...incident.signIns.flatMap(signInHappening),
  ...edgeHappenings(incident),
  ...incident.calls.flatMap(callHappenings),
  ...failedHappenings(incident),
];
