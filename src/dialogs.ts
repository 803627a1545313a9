/** Transactions and dialogs of one Call-ID in RFC 3261's terms, and who said what in them. */
import type { SipDiagnostic, SipMessage } from './facts.ts';

/** A request and its answers (RFC 3261 17), joined by CSeq and the tag of who asked. Repeats are folded in. */
export interface Transaction {
  readonly method: string;
  readonly cseq: number | undefined;
  /** Undefined when only answers were seen. */
  readonly request: SipMessage | undefined;
  /** 1xx, in order; of a forked request from several dialogs. */
  readonly provisional: readonly SipMessage[];
  /** The 2xx where there is one, else the last of 3xx to 6xx. */
  readonly final: SipMessage | undefined;
}

/** Two tags under one Call-ID (RFC 3261 12). A forked INVITE has an early dialog with each phone that rings. */
export interface Dialog {
  /** Of who sent the first INVITE, as far as seen. */
  readonly callerTag: string;
  readonly calleeTag: string;
  readonly state: 'early' | 'confirmed';
}

/** @param messages of one Call-ID, in order. */
export function transactionsOf(messages: readonly SipMessage[]): readonly Transaction[] {
  const found = new Map<
    string,
    { -readonly [K in keyof Transaction]: Transaction[K] } & { provisional: SipMessage[] }
  >();
  for (const m of messages) {
    // A response repeats From and CSeq of its request (RFC 3261 8.2.6.2).
    const key = `${m.method} ${m.cseq ?? ''} ${m.fromTag ?? ''}`;
    let t = found.get(key);
    if (!t) {
      t = { method: m.method, cseq: m.cseq, request: undefined, provisional: [], final: undefined };
      found.set(key, t);
    }
    if (m.status === undefined) t.request ??= m;
    else if (m.status < 200) t.provisional.push(m);
    else if (!isSuccess(t.final)) t.final = m;
  }
  return [...found.values()];
}

export const isSuccess = (m: SipMessage | undefined): boolean =>
  m?.status !== undefined && m.status >= 200 && m.status < 300;

/** An INVITE that begins a call, not one within it (RFC 3261 12.2.1.1: a tag in To). */
export const opensCall = (t: Transaction): boolean =>
  t.method === 'INVITE' && t.request !== undefined && t.request.toTag === undefined;

/** Dialogs of one Call-ID, in order of appearance; a refusal makes none. */
export function dialogsOf(messages: readonly SipMessage[]): readonly Dialog[] {
  const caller = messages.find((m) => m.method === 'INVITE' && m.status === undefined)?.fromTag;
  const found = new Map<string, { callerTag: string; calleeTag: string; state: Dialog['state'] }>();
  for (const m of messages) {
    if (m.fromTag === undefined || m.toTag === undefined || (m.status ?? 0) >= 300) continue;
    const byCaller = caller === undefined || m.fromTag === caller;
    const [callerTag, calleeTag] = byCaller ? [m.fromTag, m.toTag] : [m.toTag, m.fromTag];
    const key = `${callerTag}\n${calleeTag}`;
    let dialog = found.get(key);
    if (!dialog) {
      dialog = { callerTag, calleeTag, state: 'early' };
      found.set(key, dialog);
    }
    // A request with both tags is sent within a dialog that is up; PRACK, UPDATE and CANCEL also in an early one.
    const within = m.status === undefined && !['PRACK', 'UPDATE', 'CANCEL'].includes(m.method);
    if (within || (m.method === 'INVITE' && isSuccess(m))) dialog.state = 'confirmed';
  }
  return [...found.values()];
}

const SIDE = { sent: 'this client', received: 'the other side', unknown: undefined } as const;

/** Who sent it; undefined where its direction is not known. */
export const sideOf = (m: Pick<SipMessage, 'direction'>): string | undefined => SIDE[m.direction];

/** Who wrote a diagnostics header: the header's name tells the side ([MS-OCER] 2.2.1), not the code. */
export function writerOf(d: SipDiagnostic): string {
  if (d.server !== undefined) return d.server;
  if (d.header !== 'ms-client-diagnostics') return 'a server';
  return SIDE[d.direction] ?? 'a client';
}

/** Who ended a call, or kept it from coming up: of a message received, the server that its diagnostics name. */
export const enderOf = (m: SipMessage): string | undefined =>
  (m.direction === 'received' ? m.diagnostics.find((d) => d.server !== undefined)?.server : undefined) ?? sideOf(m);
