/** Calls out of SIP messages: everything under one Call-ID that is about media a user would call a call. */
import { type Check, type CheckIndex, checksOf } from './checks.ts';
import {
  type Dialog,
  dialogsOf,
  enderOf,
  isSuccess,
  opensCall,
  sideOf,
  type Transaction,
  transactionsOf,
} from './dialogs.ts';
import type { SdpSession, SipDiagnostic, SipMessage } from './facts.ts';
import { noPathLeft } from './knowledge/icewarn-reading.ts';
import { pairOf, type SelectedPair } from './nominated.ts';
import { isCallMedia, type MediaLine, mediaLinesOf, mediaOf } from './offer-answer.ts';

/**
 * connected: answered, and ended as people end calls. failed: no call came of it, or it came up without media. abandoned: the
 * caller gave up before an answer. declined: a person or phone said no, or named another target. dropped: it was up, then
 * its media or sharing was lost. open: still up or ringing at the end of the log. cut: its beginning or its end is not in the log.
 */
export type CallResult = 'connected' | 'failed' | 'abandoned' | 'declined' | 'dropped' | 'open' | 'cut';

export interface Conference {
  /** The part of the meeting that was called, as in its URI: focus, audio-video, applicationsharing, data-conf …;
   *  undefined where only `isfocus` tells that it is a meeting. */
  readonly server?: string | undefined;
  readonly id?: string | undefined;
  /** Call-ID of the dialog with the meeting's focus, when the log has it. */
  readonly focus?: string | undefined;
}

export interface Transfer {
  /** Refer-To. */
  readonly to: string | undefined;
  /** Who asked for it. */
  readonly by: string | undefined;
  /** Final answer to the REFER. */
  readonly status: number | undefined;
  /** The call it led to, when the log has it. */
  readonly call: string | undefined;
}

export interface Call {
  readonly id: string;
  readonly messages: readonly SipMessage[];
  readonly transactions: readonly Transaction[];
  readonly dialogs: readonly Dialog[];
  readonly direction: 'outgoing' | 'incoming' | 'unknown';
  readonly media: readonly string[];
  readonly result: CallResult;
  /** It came up, whatever became of it. */
  readonly answered: boolean;
  /** Who ended it or kept it from coming up: this client, the other side, a server's name. */
  readonly endedBy?: string | undefined;
  /** Final answer to the INVITE that counts. */
  readonly final?: SipMessage | undefined;
  /** INVITE to its 2xx, and 2xx to BYE; ms. */
  readonly setup?: number | undefined;
  readonly duration?: number | undefined;
  readonly conference?: Conference | undefined;
  readonly transfer?: Transfer | undefined;
  /** The call whose transfer led to this one. */
  readonly transferredFrom?: string | undefined;
  /** The media blobs say that the other side belongs to another organisation. */
  readonly federated: boolean;
  /** Everybody's diagnostics, in order. */
  readonly diagnostics: readonly SipDiagnostic[];
  /** Sessions this client sent, and those it received. */
  readonly local: readonly SdpSession[];
  readonly remote: readonly SdpSession[];
  readonly lines: readonly MediaLine[];
  /** Connectivity checks of the capture, by their user fragments. */
  readonly checks: readonly Check[];
  /** Nominated pairs by the final offer or answer, or by the capture. */
  readonly selected: readonly SelectedPair[];
  /** Pairs that only diagnostics headers tell; no proof of what was nominated. */
  readonly reported: readonly SelectedPair[];
}

/** Media connectivity failures at set-up. */
export const CONNECTIVITY_CODES: ReadonlySet<number> = new Set([21, 22, 23, 24, 25]);
/** 26 follows the pattern of 25 but no public source has its number: its text decides. */
export const failedToConnect = (d: SipDiagnostic): boolean =>
  CONNECTIVITY_CODES.has(d.code) || (d.code === 26 && /media connectivity failure/i.test(d.reason ?? ''));
/** Mid-call failures are known by their text; the numbers are not confirmed. */
export const MID_CALL_TEXT = /mid-?call media failure|media (?:was )?lost/i;
/** The client left application sharing because its re-INVITE failed. */
export const SHARING_LEFT = 52049;

/** Whether the other side had said BYE before this client left application sharing: then the sharer stopped, and the
 *  re-INVITE that crossed it could not but fail (RFC 3261 15.1.2: 481). */
export function stoppedBefore(messages: readonly SipMessage[]): boolean {
  const left = messages.findIndex((m) => m.diagnostics.some((d) => d.code === SHARING_LEFT));
  return messages
    .slice(0, left)
    .some((m) => m.method === 'BYE' && m.status === undefined && m.direction === 'received');
}

/** Whether diagnostics say that its media failed, at set-up or later; a refusal of the call itself is not meant. */
export const mediaFailed = (call: Pick<Call, 'diagnostics'>): boolean =>
  call.diagnostics.some((d) => failedToConnect(d) || MID_CALL_TEXT.test(d.reason ?? ''));

/** Whether ICEWarn says that no path was left, though the call may have been answered and hung up as if all were well. */
export const saysNoPath = (d: SipDiagnostic): boolean => noPathLeft(d.media?.iceWarn ?? 0);

/** ICEWarn: TURN unreachable, credentials unknown, no TURN server configured or resolved. */
export const NO_RELAY_BITS = 0x1 | 0x4000 | 0x80000;

/** Whether the other side writes that it could have no relay: then that is why there was no path, whatever we offered. */
export const otherHasNoRelay = (call: Pick<Call, 'diagnostics'>): boolean =>
  call.diagnostics.some((d) => d.direction === 'received' && ((d.media?.iceWarn ?? 0) & NO_RELAY_BITS) !== 0);

/** A stretch of time that log files cover without a gap; ms. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** What else is known beside the messages. */
export interface CallContext {
  readonly checks?: CheckIndex;
  /** What the logs cover, in order of time. */
  readonly spans?: readonly Span[];
}

interface Outcome {
  readonly result: CallResult;
  readonly answered: boolean;
  readonly final?: SipMessage | undefined;
  readonly endedBy?: string | undefined;
  readonly setup?: number | undefined;
  readonly duration?: number | undefined;
}

/** Challenges are answered by a new INVITE (RFC 3261 22). */
const CHALLENGES: ReadonlySet<number | undefined> = new Set([401, 407]);
/** Busy here, busy everywhere, decline, and forwarding by the phone (RFC 3261 21). */
const declines = ({ status = 0 }: SipMessage): boolean =>
  [486, 600, 603].includes(status) || (status >= 300 && status < 400);

function outcomeOf(
  messages: readonly SipMessage[],
  transactions: readonly Transaction[],
  diagnostics: readonly SipDiagnostic[],
  spans: readonly Span[],
): Outcome {
  const openings = transactions.filter(opensCall);
  const invites = transactions.filter((t) => t.method === 'INVITE');
  const up = openings.find((t) => isSuccess(t.final));
  // A tag in To of the first INVITE seen says that the dialog was up before.
  const answered = up !== undefined || invites.some((t) => t.request?.toTag !== undefined || isSuccess(t.final));
  const last = openings.findLast((t) => t.final === undefined || !CHALLENGES.has(t.final.status)) ?? openings.at(-1);
  const refused = invites.findLast((t) => t.final && !isSuccess(t.final) && !CHALLENGES.has(t.final.status))?.final;
  const final = up?.final ?? last?.final ?? (openings.length === 0 && !answered ? refused : undefined);
  const cancel = transactions.find((t) => t.method === 'CANCEL')?.request;
  const bye = transactions.find((t) => t.method === 'BYE');
  const ended = bye !== undefined;
  const told = (result: CallResult, by: SipMessage | undefined): Outcome => {
    const start = up?.final?.time;
    const begin = up?.request?.time;
    const end = bye?.request?.time ?? bye?.final?.time;
    return {
      result,
      answered,
      final,
      endedBy: by && enderOf(by),
      setup: begin === undefined || start === undefined ? undefined : start - begin,
      duration: start === undefined || end === undefined ? undefined : end - start,
    };
  };
  const end = bye?.request ?? cancel;
  if (diagnostics.some(failedToConnect)) return told('failed', end ?? refused);
  const left = diagnostics.some((d) => d.code === SHARING_LEFT) && !stoppedBefore(messages);
  if (left || diagnostics.some((d) => MID_CALL_TEXT.test(d.reason ?? ''))) return told('dropped', end ?? refused);
  if (!answered) {
    const pending = last !== undefined && last.final === undefined && last !== openings[0] && !cancel;
    if (!pending && (cancel || refused?.status === 487)) return told('abandoned', cancel);
    if (!pending && refused) return told(declines(refused) ? 'declined' : 'failed', refused);
  }
  if (openings.length === 0) return told('cut', end);
  if (ended) return told('connected', bye.request);
  return told(endIsOutside(messages, spans) ? 'cut' : 'open', undefined);
}

/** Whether the log breaks off before the call's end: within its last message, or by a gap before the next log file. */
function endIsOutside(messages: readonly SipMessage[], spans: readonly Span[]): boolean {
  if (messages.at(-1)?.truncated) return true;
  const time = messages.findLast((m) => m.time !== undefined)?.time;
  const here = time === undefined ? -1 : spans.findIndex((s) => s.first <= time && time <= s.last);
  return here >= 0 && here < spans.length - 1;
}

/** `sip:ben@contoso.com;gruu;opaque=app:conf:audio-video:id:7Q8R2T1K` */
const MEETING = /;opaque=app:conf(?::([a-z-]{1,40}))?(?::id:([\w-]{1,64}))?/i;

function conferenceOf(messages: readonly SipMessage[]): Conference | undefined {
  const invite = messages.find((m) => m.method === 'INVITE' && m.status === undefined);
  for (const uri of new Set([invite?.requestUri, ...messages.map((m) => m.requestUri)])) {
    const named = uri === undefined ? null : MEETING.exec(uri);
    if (named) return { server: named[1]?.toLowerCase(), id: named[2] };
  }
  return messages.some((m) => m.isFocus && m.direction === 'received') ? {} : undefined;
}

/** Whether an INVITE is the one that a REFER asked for: it says so, or it goes there within the same conversation. */
function followsRefer(invite: SipMessage, refer: SipMessage): boolean {
  if (refer.replaces !== undefined && invite.replaces === refer.replaces) return true;
  const there = refer.referTo !== undefined && invite.to?.toLowerCase() === refer.referTo.toLowerCase();
  const told =
    invite.referredBy !== undefined &&
    [refer.referredBy, refer.from].some((uri) => uri?.toLowerCase() === invite.referredBy?.toLowerCase());
  return there && (told || (invite.conversationId !== undefined && invite.conversationId === refer.conversationId));
}

interface Opening {
  readonly id: string;
  readonly invite: SipMessage;
  readonly place: number;
}

/** @param messages of all logs, in order. @returns calls in order of their first message. */
export function callsOf(
  messages: readonly SipMessage[],
  { checks = new Map(), spans = [] }: CallContext = {},
): readonly Call[] {
  const byId = new Map<string, SipMessage[]>();
  const openings: Opening[] = [];
  const focuses = new Map<string, string>();
  for (const [place, message] of messages.entries()) {
    const id = message.callId;
    if (id === '') continue;
    const known = byId.get(id);
    if (known) known.push(message);
    else byId.set(id, [message]);
    if (message.method !== 'INVITE' || message.status !== undefined) continue;
    openings.push({ id, invite: message, place });
    const meeting = MEETING.exec(message.requestUri ?? '');
    if (meeting?.[1]?.toLowerCase() === 'focus' && meeting[2] && !focuses.has(meeting[2])) focuses.set(meeting[2], id);
  }
  const calls: Call[] = [];
  const from = new Map<string, string>();
  for (const [id, own] of byId) {
    const call = callOf(id, own, checks, spans);
    if (!call) continue;
    const refer = call.transactions.find((t) => t.method === 'REFER' && t.request);
    let transfer: Transfer | undefined;
    if (refer?.request) {
      const { request } = refer;
      const place = messages.indexOf(request);
      const next = openings.find((o) => o.place > place && o.id !== id && followsRefer(o.invite, request));
      transfer = { to: request.referTo, by: sideOf(request), status: refer.final?.status, call: next?.id };
      if (next && !from.has(next.id)) from.set(next.id, id);
    }
    const focus = call.conference?.id === undefined ? undefined : focuses.get(call.conference.id);
    if (transfer === undefined && focus === undefined) calls.push(call);
    else
      calls.push({
        ...call,
        ...(transfer ? { transfer } : {}),
        ...(focus === undefined ? {} : { conference: { ...call.conference, focus } }),
      });
  }
  return calls.map((c) => (from.has(c.id) ? { ...c, transferredFrom: from.get(c.id) } : c));
}

function callOf(
  id: string,
  messages: readonly SipMessage[],
  index: CheckIndex,
  spans: readonly Span[],
): Call | undefined {
  const sessions = messages.flatMap((m) => (m.sdp ? [m.sdp] : []));
  const media = [...new Set(sessions.flatMap((s) => s.media.filter(isCallMedia).map(mediaOf)))];
  const diagnostics = messages.flatMap((m) => m.diagnostics);
  const isCall = media.length > 0 || diagnostics.some((d) => failedToConnect(d) || d.media !== undefined);
  if (!isCall || !messages.some((m) => ['INVITE', 'BYE', 'CANCEL'].includes(m.method))) return undefined;
  const transactions = transactionsOf(messages);
  const invite = messages.find((m) => m.method === 'INVITE' && m.status === undefined);
  const local = sessions.filter((s) => s.direction === 'sent');
  const remote = sessions.filter((s) => s.direction === 'received');
  const lines = mediaLinesOf(local, remote);
  const selected: SelectedPair[] = [];
  const reported: SelectedPair[] = [];
  const checks: Check[] = [];
  for (const line of lines) {
    const here = checksOf(index, local, remote, line.index);
    checks.push(...here);
    const pair = pairOf(line, sessions, here, diagnostics);
    if (pair) (pair.by[0] === 'diagnostics' ? reported : selected).push(pair);
  }
  const outcome = outcomeOf(messages, transactions, diagnostics, spans);
  const conference = conferenceOf(messages);
  return {
    id,
    messages,
    transactions,
    dialogs: dialogsOf(messages),
    direction: invite?.direction === 'sent' ? 'outgoing' : invite?.direction === 'received' ? 'incoming' : 'unknown',
    media,
    ...outcome,
    ...(conference ? { conference } : {}),
    federated: diagnostics.some((d) => /^[1-9]/.test(d.media?.keys.federationtype ?? '')),
    diagnostics,
    local,
    remote,
    lines,
    checks,
    selected,
    // Of a call that found no path, they name what was tried.
    reported: outcome.result === 'failed' ? [] : reported,
  };
}
