/** From SIP text to facts: the message, its diagnostics, its session description, what an MRAS body and a
 *  quality report say. */
import type {
  Direction,
  Endpoint,
  Locus,
  Malformed,
  MediaRelayAuth,
  QualityReport,
  SdpSession,
  SipDiagnostic,
  SipMessage,
} from '../../src/facts.ts';
import { EXCERPT, FIELD, SIP_HEADERS } from '../../src/limits.ts';
import type { Emit } from '../../src/parser.ts';
import type { Damage } from './damage.ts';
import { decodeMras } from './mras.ts';
import { decodeDiagnostic, diagnosticHeader } from './ms-diagnostics.ts';
import { multipart } from './multipart.ts';
import { remembered } from './remembered.ts';
import { decodeSdp, type Problem } from './sdp.ts';
import { readSip, type SipText } from './sip.ts';
import { address, cseqOf, isFocus, locationOf, replacesOf, splitList, viaOf } from './sip-values.ts';
import { decodeText } from './text.ts';
import { decodeVqReport, isVqReport, type VqReport } from './vq-report.ts';

/** Where a message was found and what its surroundings tell about it. */
export interface SipOrigin {
  readonly source: string;
  /** Of a capture; facts then point at the frame instead of the line. */
  readonly frame?: number | undefined;
  /** Number of a line of the message by its index, the start line being 0; for a capture, index + 1. */
  readonly line: (index: number) => number;
  readonly time: number | undefined;
  readonly direction: Direction;
  readonly local?: Endpoint | undefined;
  readonly remote?: Endpoint | undefined;
  /** Of a capture: who sent the message to whom. The direction is not guessed from its headers then: a frame shows which
   *  way it went, and not who of the two is this PC. */
  readonly sender?: Endpoint | undefined;
  readonly receiver?: Endpoint | undefined;
}

export interface SipFacts {
  /** Undefined for headers without a start line. */
  readonly message: SipMessage | undefined;
  readonly diagnostics: readonly SipDiagnostic[];
  readonly sdp: SdpSession | undefined;
  /** Media lines of a quality report; undefined when the body is none. */
  readonly quality?: readonly QualityReport[] | undefined;
  readonly problems: readonly { readonly at: Locus; readonly reason: Malformed['reason']; readonly detail: string }[];
}

/** Methods that are counted, not kept, unless they carry a diagnostics header: presence, instant messages, hop-by-hop
 *  answers. */
const COUNTED: ReadonlySet<string> = new Set([
  'NOTIFY',
  'BENOTIFY',
  'MESSAGE',
  'INFO',
  'PRACK',
  'ACK',
  'SUBSCRIBE',
  'PUBLISH',
]);

/** Whether a message without diagnostics is kept as a fact. @param method of a response that of its CSeq. */
export function isKept(method: string, status: number | undefined): boolean {
  if (status === undefined) return !COUNTED.has(method);
  if (status === 100) return false;
  return status < 200 || status > 299 || !COUNTED.has(method);
}

/**
 * Decodes one message that lies in `bytes` from `start` to before `end` (a log record, a datagram, a piece of a stream).
 * @param required false also takes headers without a start line; then only diagnostics and a description come out.
 * @returns undefined when the bytes do not begin with a start line.
 */
export function decodeSip(
  bytes: Uint8Array,
  start: number,
  end: number,
  origin: SipOrigin,
  required = true,
): SipFacts | undefined {
  const text = readSip(bytes, start, end, required);
  return text && sipFacts(bytes, text, origin);
}

/** As decodeSip, for text that was read already. */
export function sipFacts(bytes: Uint8Array, text: SipText, origin: SipOrigin): SipFacts {
  const { source, frame, time, line } = origin;
  const at = (index: number): Locus => (frame === undefined ? { source, line: line(index) } : { source, frame });
  const place = (number: number): Locus => (frame === undefined ? { source, line: number } : { source, frame });
  const problems: { at: Locus; reason: Malformed['reason']; detail: string }[] = [];
  const here = at(0);

  const { first, vias, remoteUser } = gather(text);
  const cseq = first.cseq === undefined ? undefined : cseqOf(first.cseq);
  const method = text.method ?? cseq?.method ?? '';
  const status = text.status;
  const callId = first['call-id'] ?? '';
  const guessed = origin.direction === 'unknown' && origin.sender === undefined;
  const direction = guessed ? viaDirection(vias, status !== undefined) : origin.direction;
  const shared = {
    callId: callId === '' ? undefined : callId,
    direction,
    method: method === '' ? undefined : method,
    status,
  };

  const diagnostics: SipDiagnostic[] = [];
  for (const h of text.headers) {
    const header = diagnosticHeader(h.name);
    if (header === undefined) continue;
    const value = decodeDiagnostic(h.value);
    if (value === undefined) {
      problems.push({ at: at(h.line), reason: 'bad-syntax', detail: `${header} without a code` });
      continue;
    }
    const { problems: odd, ...fields } = value;
    for (const detail of odd)
      problems.push({
        at: at(h.line),
        reason: detail === 'quote not closed' ? 'bad-syntax' : 'limit',
        detail: `${header}: ${detail}`,
      });
    diagnostics.push({
      kind: 'sip.diagnostic',
      at: at(h.line),
      time,
      header,
      ...fields,
      ...shared,
      excerpt: excerptOf(h.firstLine),
    });
  }

  const body = bodyFacts(bytes, text, first['content-type'] ?? '', method, line);
  for (const p of body.problems) problems.push({ at: place(p.line), reason: p.reason, detail: p.detail });
  const sdp: SdpSession | undefined = body.sdp && {
    kind: 'sdp.session',
    at: place(body.sdp.line),
    time,
    ...shared,
    cseq: cseq?.number,
    connection: body.sdp.connection,
    media: body.sdp.media,
    fallbackMedia: body.sdp.fallbackMedia,
  };
  const quality = body.quality?.lines.map(
    ({ line: at, ...said }): QualityReport => ({
      kind: 'quality.report',
      at: place(line(text.bodyLine + at)),
      time,
      direction,
      ...said,
    }),
  );
  if (text.limited)
    problems.push({ at: here, reason: 'limit', detail: `more than ${SIP_HEADERS} headers in a SIP message` });
  if (text.startLine === '') return { message: undefined, diagnostics, sdp, quality, problems };
  if (text.truncated)
    problems.push({ at: here, reason: 'truncated', detail: 'SIP message ended before its Content-Length' });

  const from = address(first.from);
  const to = address(first.to);
  const own = vias.at(-1);
  const mine = status === undefined ? direction === 'sent' : direction === 'received';
  const via = mine && own !== undefined ? viaOf(own) : undefined;
  const message: SipMessage = {
    kind: 'sip.message',
    at: here,
    time,
    direction,
    excerpt: excerptOf(text.startLine),
    method,
    status,
    reason: text.reason === undefined ? undefined : excerptOf(text.reason),
    requestUri: text.requestUri === undefined ? undefined : clip(text.requestUri),
    callId,
    cseq: cseq?.number,
    from: from?.uri,
    to: to?.uri,
    fromTag: from?.tag,
    toTag: to?.tag,
    userAgent: first['user-agent'],
    local: origin.local,
    remote: origin.remote,
    ...(origin.sender === undefined ? {} : { sender: origin.sender, receiver: origin.receiver }),
    via: via?.sentBy,
    received: via?.received,
    remoteUser,
    subnet: first['ms-subnet'],
    mediaLocation: locationOf(first['ms-endpoint-location-data']),
    conversationId: first['ms-conversation-id'],
    isFocus: first.contact !== undefined && isFocus(first.contact) ? true : undefined,
    referTo: address(first['refer-to'])?.uri,
    referredBy: address(first['referred-by'])?.uri,
    replaces: replacesOf(first.replaces, first['refer-to']),
    diagnostics,
    sdp,
    mediaRelay: body.mediaRelay,
    truncated: text.truncated,
  };
  return { message, diagnostics, sdp, quality, problems };
}

/** Headers of which the first one counts. */
interface First {
  'call-id'?: string;
  cseq?: string;
  'content-type'?: string;
  from?: string;
  to?: string;
  'user-agent'?: string;
  'ms-subnet'?: string;
  'ms-endpoint-location-data'?: string;
  'ms-conversation-id'?: string;
  contact?: string;
  'refer-to'?: string;
  'referred-by'?: string;
  replaces?: string;
}

function gather(text: SipText): { readonly first: First; readonly vias: string[]; readonly remoteUser: boolean } {
  const first: First = {};
  const vias: string[] = [];
  let remoteUser = false;
  for (const { name, value } of text.headers) {
    switch (name) {
      case 'via':
        if (value.includes(',')) vias.push(...splitList(value));
        else vias.push(value);
        break;
      case 'call-id':
      case 'cseq':
      case 'content-type':
      case 'from':
      case 'to':
      case 'user-agent':
      case 'ms-subnet':
      case 'ms-endpoint-location-data':
      case 'ms-conversation-id':
      case 'contact':
      case 'refer-to':
      case 'referred-by':
      case 'replaces':
        first[name] ??= clip(value);
        break;
      case 'ms-user-logon-data':
        remoteUser ||= /^RemoteUser\b/i.test(value);
    }
  }
  return { first, vias, remoteUser };
}

const clip = (text: string): string => (text.length > FIELD ? text.slice(0, FIELD) : text);

/** One line of at most EXCERPT characters. */
export function excerptOf(text: string): string {
  if (text.length <= EXCERPT) return text;
  const stop = /[\ud800-\udbff]/.test(text[EXCERPT - 2]!) ? EXCERPT - 2 : EXCERPT - 1;
  return `${text.slice(0, stop)}…`;
}

interface Body {
  readonly sdp: (Pick<SdpSession, 'connection' | 'media' | 'fallbackMedia'> & { readonly line: number }) | undefined;
  readonly mediaRelay: MediaRelayAuth | undefined;
  readonly quality?: VqReport | undefined;
  readonly problems: readonly Problem[];
}

const EMPTY: Body = { sdp: undefined, mediaRelay: undefined, problems: [] };

/** A media type without its parameters. */
const typeOf = remembered((contentType) => contentType.split(';', 1)[0]!.trim().toLowerCase());

/** Only bodies of these types are read: others may hold what people wrote. */
function bodyFacts(
  bytes: Uint8Array,
  text: SipText,
  contentType: string,
  method: string,
  line: (index: number) => number,
): Body {
  const { bodyStart, bodyEnd } = text;
  if (bodyEnd <= bodyStart) return EMPTY;
  const type = typeOf(contentType);
  if (type === 'application/msrtc-media-relay-auth+xml')
    return { ...EMPTY, mediaRelay: decodeMras(decodeText(bytes, bodyStart, bodyEnd)) };
  if (isVqReport(type)) {
    const quality = decodeVqReport(decodeText(bytes, bodyStart, bodyEnd));
    // Of a cut message its own damage tells enough.
    const p = text.truncated ? undefined : quality?.problem;
    return { ...EMPTY, quality, problems: p ? [{ ...p, line: line(text.bodyLine + p.line) }] : [] };
  }
  const offers = type === '' && method !== 'MESSAGE';
  if (type !== 'application/sdp' && !type.startsWith('multipart/') && !offers) return EMPTY;
  const { sdp, problems } = decodeDescription(bytes, bodyStart, bodyEnd, line, text.bodyLine);
  return { ...EMPTY, sdp, problems };
}

/**
 * A session description, bare or in a multipart body. Of several, the last that is not marked ms-proxy-2007fallback is
 * taken and the media lines of the marked one are counted; a fallback part alone is taken as it is.
 */
export function decodeDescription(
  bytes: Uint8Array,
  start: number,
  end: number,
  line: (index: number) => number,
  first = 0,
): Pick<Body, 'sdp' | 'problems'> {
  const parts = multipart(bytes, start, end);
  let chosen = { start, end, line: 0 };
  let fallbackMedia = 0;
  if (parts.length > 0) {
    const described = parts.filter((p) => p.type === 'application/sdp' || p.type === '');
    const main = described.findLast((p) => !p.fallback) ?? described.at(-1);
    if (main === undefined) return { sdp: undefined, problems: [] };
    for (const p of described)
      if (p !== main && p.fallback)
        fallbackMedia += decodeSdp(bytes, p.start, p.end, line, first + p.line).media.length;
    chosen = main;
  }
  let from = chosen.start;
  let index = first + chosen.line;
  for (; from < chosen.end && bytes[from]! <= 0x20; from++) if (bytes[from] === 0x0a) index++;
  const { connection, media, problems } = decodeSdp(bytes, from, chosen.end, line, index);
  if (media.length === 0 && connection === undefined && fallbackMedia === 0) return { sdp: undefined, problems };
  return { sdp: { line: line(index), connection, media, fallbackMedia }, problems };
}

/** The server notes the port it received from in the Via of whoever sent (ms-received-port). A message that bears it
 *  came through the server; a response of this client repeats it too, but below the server's own Via. */
function viaDirection(vias: readonly string[], response: boolean): Direction {
  const noted = (via: string | undefined): boolean => via !== undefined && /;\s*ms-received-port\s*=/i.test(via);
  return (response ? noted(vias[0]) : vias.some(noted)) ? 'received' : 'unknown';
}

/** Emits a message, then its diagnostics, description and quality reports, then its damage. */
export function emitSip(facts: SipFacts, time: number | undefined, emit: Emit, damage: Damage): void {
  if (facts.message) emit(facts.message);
  for (const diagnostic of facts.diagnostics) emit(diagnostic);
  if (facts.sdp) emit(facts.sdp);
  for (const report of facts.quality ?? []) emit(report);
  for (const p of facts.problems) damage.report(p.at, p.reason, p.detail, time);
}
