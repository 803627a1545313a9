/** Calls out of SIP messages: everything under one Call-ID that began with an INVITE for media. */
import type { Candidate, Endpoint, SdpMedia, SdpSession, SipDiagnostic, SipMessage } from './facts.ts';

export type CallResult = 'connected' | 'failed' | 'cancelled' | 'declined' | 'open';

/** The nominated pair of one media line, component 1, as the final offer or answer states it. */
export interface SelectedPair {
  readonly media: string;
  readonly local: { readonly address: string; readonly port: number; readonly candidate?: Candidate | undefined };
  readonly remote: { readonly address: string; readonly port: number };
  readonly session: SdpSession;
}

export interface Call {
  readonly id: string;
  readonly messages: readonly SipMessage[];
  readonly direction: 'outgoing' | 'incoming' | 'unknown';
  readonly media: readonly string[];
  readonly result: CallResult;
  /** Everybody's diagnostics, in order. */
  readonly diagnostics: readonly SipDiagnostic[];
  /** Sessions this client sent, and those it received. */
  readonly local: readonly SdpSession[];
  readonly remote: readonly SdpSession[];
  readonly selected: readonly SelectedPair[];
}

/** Media a user would call a call; `message` is IM. */
const CALL_MEDIA = new Set(['audio', 'video', 'applicationsharing', 'data', 'applicationsharing-video']);

/** Media connectivity failures at set-up. */
export const CONNECTIVITY_CODES: ReadonlySet<number> = new Set([21, 22, 23, 24, 25]);
/** 26 follows the pattern of 25 but no public source has its number: its text decides. */
export const failedToConnect = (d: SipDiagnostic): boolean =>
  CONNECTIVITY_CODES.has(d.code) || (d.code === 26 && /media connectivity failure/i.test(d.reason ?? ''));
/** Mid-call failures are known by their text; the numbers are not confirmed. */
export const MID_CALL_TEXT = /mid-?call media failure|media (?:was )?lost/i;

/** Whether diagnostics say that its media failed, at set-up or later; a refusal of the call itself is not meant. */
export const mediaFailed = (call: Pick<Call, 'diagnostics'>): boolean =>
  call.diagnostics.some((d) => failedToConnect(d) || MID_CALL_TEXT.test(d.reason ?? ''));

const mediaOf = (m: SdpMedia): string =>
  m.media === 'video' && m.label?.startsWith('applicationsharing') ? 'applicationsharing-video' : m.media;

function resultOf(messages: readonly SipMessage[], diagnostics: readonly SipDiagnostic[]): CallResult {
  if (mediaFailed({ diagnostics })) return 'failed';
  // A challenged or refused INVITE is repeated under a new CSeq; a tag in To says that the dialog was up before.
  const finals = messages.filter((m) => m.method === 'INVITE' && m.status !== undefined && m.status >= 200);
  const invite = messages.find((m) => m.method === 'INVITE' && m.status === undefined);
  if (invite?.toTag !== undefined || finals.some((m) => m.status! < 300)) return 'connected';
  const final = finals.findLast((m) => m.status !== 401 && m.status !== 407);
  const cancelled = messages.some((m) => m.method === 'CANCEL');
  if (cancelled || final?.status === 487) return 'cancelled';
  if (!final) return 'open';
  return final.status === 486 || final.status === 603 || final.status === 600 ? 'declined' : 'failed';
}

/** The last session with remote-candidates names both ends ([MS-ICE2] final offer; RFC 5245 B.6). */
function selectedPairs(sessions: readonly SdpSession[]): SelectedPair[] {
  const pairs: SelectedPair[] = [];
  const media = Math.max(0, ...sessions.map((s) => s.media.length));
  for (let index = 0; index < media; index++) {
    const session = sessions.findLast(
      (s) => s.direction !== 'unknown' && (s.media[index]?.remoteCandidates.length ?? 0) > 0,
    );
    const line = session?.media[index];
    if (!session || !line?.default) continue;
    const nominated = line.remoteCandidates.find((c) => c.component === 1) ?? line.remoteCandidates[0]!;
    const remote = { address: nominated.address, port: nominated.port };
    const [local, peer] = session.direction === 'sent' ? [line.default, remote] : [remote, line.default];
    const candidate = offered(sessions, index, local);
    pairs.push({ media: mediaOf(line), local: { ...local, candidate }, remote: peer, session });
  }
  return pairs;
}

/** The candidate of ours that has this transport address; none for a peer-reflexive one. */
function offered(sessions: readonly SdpSession[], index: number, at: Endpoint): Candidate | undefined {
  for (const s of sessions)
    if (s.direction === 'sent')
      for (const c of s.media[index]?.candidates ?? []) if (c.address === at.address && c.port === at.port) return c;
  return undefined;
}

export function callsOf(messages: readonly SipMessage[]): readonly Call[] {
  const dialogs = new Map<string, SipMessage[]>();
  for (const message of messages) {
    if (message.callId === '') continue;
    const known = dialogs.get(message.callId);
    if (known) known.push(message);
    else dialogs.set(message.callId, [message]);
  }
  const calls: Call[] = [];
  for (const [id, dialog] of dialogs) {
    const sessions = dialog.flatMap((m) => (m.sdp ? [m.sdp] : []));
    const media = [...new Set(sessions.flatMap((s) => s.media.map(mediaOf)).filter((m) => CALL_MEDIA.has(m)))];
    const diagnostics = dialog.flatMap((m) => m.diagnostics);
    const isCall = media.length > 0 || diagnostics.some((d) => failedToConnect(d) || d.media !== undefined);
    if (!isCall || !dialog.some((m) => m.method === 'INVITE' || m.method === 'BYE' || m.method === 'CANCEL')) continue;
    const invite = dialog.find((m) => m.method === 'INVITE' && m.status === undefined);
    calls.push({
      id,
      messages: dialog,
      direction: invite?.direction === 'sent' ? 'outgoing' : invite?.direction === 'received' ? 'incoming' : 'unknown',
      media,
      result: resultOf(dialog, diagnostics),
      diagnostics,
      local: sessions.filter((s) => s.direction === 'sent'),
      remote: sessions.filter((s) => s.direction === 'received'),
      selected: selectedPairs(sessions),
    });
  }
  return calls;
}
