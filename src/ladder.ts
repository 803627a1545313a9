/** One call as a ladder: who sent what to whom and when, with the STUN checks and TURN allocations of a capture between
 *  the SIP messages. Rows only; `format/ladder.ts` draws them. */
import type { Call } from './calls.ts';
import { groupBy } from './describe.ts';
import { writerOf } from './dialogs.ts';
import { stamp } from './evidence.ts';
import type { SdpMedia, SdpSession, SipDiagnostic, SipMessage } from './facts.ts';
import type { Incident } from './incident.ts';
import {
  allocationEvent,
  captured,
  checkEvent,
  clockOf,
  key,
  type LadderEvent,
  ownOf,
  PC,
  place,
} from './ladder-capture.ts';
import { LADDER_PAIRS } from './limits.ts';
import { mediaOf } from './offer-answer.ts';
import { clean, list } from './text.ts';

export interface Lane {
  readonly name: string;
  /** Addresses of this lane, each with its class where known. */
  readonly addresses: readonly string[];
}

export interface LadderRow {
  /** `09:22:10.118`, in the clock of the ladder's part. */
  readonly time?: string;
  /** Lanes by number; the same twice where the direction is not known. */
  readonly from: number;
  readonly to: number;
  /** On the arrow. */
  readonly label: string;
  /** `client.UccApilog:151`, `capture.pcapng frame 254` */
  readonly place: string;
  readonly details: readonly string[];
}

export interface Ladder {
  readonly title: string;
  /** Who ended it, the meeting or transfer it belongs to, the pair: one clause each. */
  readonly about: readonly string[];
  readonly lanes: readonly Lane[];
  readonly rows: readonly LadderRow[];
  /** Of the capture, when nothing ties its clock to the log's; in UTC. */
  readonly untied: readonly LadderRow[];
  readonly notes: readonly string[];
}

/** SIP peers with a lane of their own; more share the last, so that the ladder stays within a terminal. */
const PEERS = 2;

// --- SIP ------------------------------------------------------------------------------------------------------

const TYPES = ['host', 'srflx', 'prflx', 'relay'] as const;

function mediaWords(media: SdpMedia, classOf: (address: string) => string): string {
  const types = TYPES.flatMap((type) => {
    const here = media.candidates.filter((c) => c.type === type);
    const addresses = [...new Set(here.map((c) => `${c.address}${type === 'host' ? classOf(c.address) : ''}`))];
    return here.length === 0 ? [] : [`${here.length} ${type} (${list(addresses, 4)})`];
  });
  const refused = media.default?.port === 0;
  return `${clean(mediaOf(media), 40)}: ${refused ? 'refused' : types.length > 0 ? types.join(', ') : 'no candidates'}`;
}

/** Offer or answer (RFC 3264): an answer comes back to a message that had an offer. */
function sdpWords(m: SipMessage, sdp: SdpSession, call: Call, classOf: (address: string) => string): string[] {
  const request = call.messages.find((x) => x.status === undefined && x.method === m.method && x.cseq === m.cseq);
  const answer = m.status !== undefined && (request === undefined || request.sdp !== undefined);
  const own = m.direction === 'sent' ? classOf : () => '';
  return sdp.media.flatMap((media) => {
    const nominated = media.remoteCandidates.find((c) => c.component === 1) ?? media.remoteCandidates[0];
    const words = `${nominated ? 'final ' : ''}${answer ? 'answer' : 'offer'} ${mediaWords(media, own)}`;
    if (!nominated || !media.default) return [words];
    const [mine, theirs] = m.direction === 'received' ? [nominated, media.default] : [media.default, nominated];
    return [words, `pair ${key(mine)} ↔ ${key(theirs)}`];
  });
}

function diagnosticWords(d: SipDiagnostic): string {
  const warn = d.media?.iceWarn === undefined ? '' : `, ICEWarn 0x${d.media.iceWarn.toString(16)}`;
  return clean(`${d.header} ${d.code} (${writerOf(d)}): ${d.reason ?? 'no text'}${warn}`, 240);
}

function messageLabel(m: SipMessage): string {
  if (m.status === undefined) return clean(m.method === 'INVITE' && m.toTag !== undefined ? 're-INVITE' : m.method, 24);
  const words = `${m.status} ${m.reason ?? ''}`.trim();
  return clean(m.method === 'INVITE' || m.method === '' ? words : `${words} (${m.method})`, 60);
}

function sipEvents(call: Call, laneOf: (m: SipMessage) => number, classOf: (address: string) => string): LadderEvent[] {
  return call.messages.map((m) => {
    const peer = laneOf(m);
    const [from, to] = m.direction === 'sent' ? [PC, peer] : m.direction === 'received' ? [peer, PC] : [PC, PC];
    return {
      at: m.time,
      row: {
        from,
        to,
        label: messageLabel(m),
        place: place(m),
        details: [
          ...(m.direction === 'unknown' ? ['direction not in the log'] : []),
          ...(m.referTo === undefined ? [] : [`to ${clean(m.referTo)}`]),
          ...(m.sdp ? sdpWords(m, m.sdp, call, classOf) : []),
          ...m.diagnostics.map(diagnosticWords),
          ...(m.truncated ? ['cut short in the log'] : []),
        ],
      },
    };
  });
}

function aboutWords(call: Call): string[] {
  const { conference, transfer } = call;
  const meeting = [conference?.id, conference?.server && `(${conference.server})`].filter((x) => x).join(' ');
  const pairs = call.selected.flatMap((p) => [
    `${p.media} pair ${key(p.local)} ↔ ${key(p.remote)} by ${list(p.by)}`,
    ...p.disagree.map((d) => `but ${key(d.local)} ↔ ${key(d.remote)} by ${d.by}`),
  ]);
  return [
    ...(call.endedBy === undefined ? [] : [`ended by ${call.endedBy}`]),
    ...(conference ? [`meeting ${meeting}`.trim()] : []),
    ...(transfer?.to === undefined ? [] : [`transferred to ${transfer.to}`]),
    ...(transfer?.call === undefined ? [] : [`led to call ${transfer.call}`]),
    ...(call.transferredFrom === undefined ? [] : [`comes of a transfer of call ${call.transferredFrom}`]),
    ...pairs,
  ].map((words) => clean(words));
}

/** Messages keep their order; events of the capture, in order of time, go between them. */
function merged(sip: readonly LadderEvent[], media: readonly LadderEvent[]): LadderEvent[] {
  const rest = [...media];
  const out: LadderEvent[] = [];
  for (const event of sip) {
    while (rest.length > 0 && event.at !== undefined && (rest[0]!.at ?? 0) < event.at) out.push(rest.shift()!);
    out.push(event);
  }
  return [...out, ...rest];
}

const rowOf = ({ at, row }: LadderEvent): LadderRow => {
  const time = clockOf(at);
  return time === undefined ? row : { time, ...row };
};

/** `+01:00` */
function offsetWords(ms: number): string {
  const minutes = Math.abs(Math.round(ms / 60_000));
  return `${ms < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** @returns the rows of one call of this incident; all text of the input in it is clean. */
export function ladderOf(call: Call, incident: Incident): Ladder {
  const own = ownOf(call);
  const isOwn = (address: string): boolean => own.addresses.has(address) || incident.host.of(address) !== undefined;
  const classOf = (address: string): string => {
    const known = incident.host.of(address)?.class ?? 'unknown';
    return known === 'unknown' ? '' : ` ${known}`;
  };
  const first = call.messages[0];
  const times = call.messages.flatMap((m) => m.time ?? []);
  const offset = first && times.length > 0 ? incident.utcOffset(first.at.source) : undefined;
  const span = offset === undefined ? undefined : ([Math.min(...times) - offset, Math.max(...times) - offset] as const);
  const { checks, allocations } = captured(call, own, incident, span);

  const peers = [...new Set(call.messages.map((m) => (m.remote ? key(m.remote) : '')))];
  const sipLanes = peers.slice(0, PEERS);
  const laneOf = (m: SipMessage): number => 1 + Math.min(PEERS - 1, peers.indexOf(m.remote ? key(m.remote) : ''));
  const relayLane = 1 + sipLanes.length;
  const remoteLane = relayLane + (allocations.length > 0 ? 1 : 0);

  const server = incident.all('source.summary').find((s) => s.at.source === first?.at.source)?.parser === 'cls-log';
  const local = new Set<string>([...own.addresses, ...call.messages.flatMap((m) => m.local?.address ?? [])]);
  const reflexive = allocations.flatMap((s) => s.mapped?.address ?? []);
  for (const session of call.local)
    for (const m of session.media) for (const c of m.candidates) if (c.type === 'srflx') reflexive.push(c.address);
  const types = new Map(
    call.remote.flatMap((s) => s.media.flatMap((m) => m.candidates.map((c) => [c.address, ` ${c.type}`] as const))),
  );
  const peerAddresses = checks
    .map((s) => (s.peer ?? (isOwn(s.client.address) ? s.server : s.client)).address)
    .map((a) => `${a}${types.get(a) ?? ''}`);
  const unique = (items: readonly string[]): string[] => [...new Set(items)].filter((x) => x !== '');
  const lanes: Lane[] = [
    {
      name: server ? 'this server' : 'this PC',
      addresses: unique([
        ...[...local].map((a) => `${a}${classOf(a)}`),
        ...reflexive.filter((a) => !local.has(a)).map((a) => `${a} ${incident.isPublic(a) ? 'public' : 'reflexive'}`),
      ]),
    },
    ...sipLanes.map((peer, i) => ({
      name: sipLanes.length > 1 ? `SIP server ${i + 1}` : 'SIP server',
      addresses: unique(i === PEERS - 1 ? peers.slice(i) : [peer]),
    })),
    ...(allocations.length > 0
      ? [{ name: 'A/V Edge', addresses: unique(allocations.map((s) => s.server.address)) }]
      : []),
    ...(checks.length > 0 ? [{ name: 'remote party', addresses: unique(peerAddresses) }] : []),
  ];

  const shift = offset ?? 0;
  const shifted = (e: LadderEvent): LadderEvent => ({ ...e, at: e.at === undefined ? undefined : e.at + shift });
  const every = [
    ...[...groupBy(allocations, (s) => `${key(s.client)} ${key(s.server)}`).values()].map((tries) =>
      allocationEvent(tries, relayLane),
    ),
    ...[...groupBy(checks, (s) => `${key(s.client)} ${s.peer ? key(s.peer) : ''} ${key(s.server)}`).values()].map(
      (tries) => checkEvent(tries, remoteLane, isOwn, classOf, shift),
    ),
  ]
    .map(shifted)
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const media = every.slice(0, LADDER_PAIRS);
  const sip = sipEvents(call, laneOf, classOf);
  const invite = call.messages.find((m) => m.method === 'INVITE' && m.status === undefined) ?? first;
  const who = invite?.from !== undefined && invite.to !== undefined ? `${invite.from} → ${invite.to}` : '';
  const day = stamp(times[0], 'local')?.slice(0, 10);
  const tied = offset !== undefined;
  return {
    title: clean(
      `${[day, call.direction === 'unknown' ? '' : call.direction, call.media.join('+'), `call, ${call.result}`].filter((x) => x).join(' ')}${who === '' ? '' : `: ${who}`}`,
      300,
    ),
    about: aboutWords(call),
    lanes,
    rows: merged(sip, tied ? media : []).map(rowOf),
    untied: tied ? [] : merged([], media).map(rowOf),
    notes: [
      ...(media.length === 0
        ? []
        : tied
          ? [`Times are the log's; those of the capture (UTC) are shifted by ${offsetWords(offset)}.`]
          : [
              "Below: of the capture, in UTC. Nothing ties its clock to the log's; --utc-offset does. Matched by ICE user names and addresses.",
            ]),
      ...(every.length > media.length
        ? [`${every.length - media.length} more pairs and allocations are left out.`]
        : []),
    ],
  };
}
