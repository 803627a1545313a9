/** Facts as evidence: the place, the time in the source's own clock, and words a reader finds there. */
import { endpointText } from './addresses.ts';
import type {
  Candidate,
  DnsExchange,
  Fact,
  FrameRef,
  IcmpError,
  IkeExchange,
  IpFlow,
  Locus,
  LogTrace,
  RtpStream,
  SdpSession,
  SipDiagnostic,
  SipMessage,
  StunTransaction,
  TcpConversation,
} from './facts.ts';
import { placeOf } from './host-adapters.ts';
import type { Evidence } from './report.ts';
import { clean } from './text.ts';

const DAY = 86_400_000;
/** The day written last, with its T: most times of an incident are of one. */
const written = { day: Number.NaN, text: '' };
const ZERO = 0x30;

/** `09:22:10.118` of the milliseconds of a day. */
function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const [h, m, s, f] = [Math.floor(minutes / 60), minutes % 60, seconds % 60, ms % 1000];
  return String.fromCharCode(
    ZERO + Math.floor(h / 10),
    ZERO + (h % 10),
    0x3a,
    ZERO + Math.floor(m / 10),
    ZERO + (m % 10),
    0x3a,
    ZERO + Math.floor(s / 10),
    ZERO + (s % 10),
    0x2e,
    ZERO + Math.floor(f / 100),
    ZERO + (Math.floor(f / 10) % 10),
    ZERO + (f % 10),
  );
}

/** ISO 8601 with milliseconds; with Z for UTC, without a zone for a local clock. Undefined when out of Date's range. */
export function stamp(time: number | undefined, clock: 'local' | 'utc' | 'none'): string | undefined {
  if (time === undefined || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return undefined;
  const ms = Math.floor(time);
  const day = Math.floor(ms / DAY);
  if (day !== written.day) {
    written.day = day;
    written.text = new Date(day * DAY).toISOString().slice(0, -13);
  }
  const text = written.text + clockText(ms - day * DAY);
  return clock === 'utc' ? `${text}Z` : text;
}

/** `09:22:10`, in the source's own clock; '' without a time. */
export function clock(time: number | undefined): string {
  if (time === undefined || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return '';
  const ms = Math.floor(time);
  return clockText(ms - Math.floor(ms / DAY) * DAY).slice(0, 8);
}

const made = (
  place: { source: string; line?: number; frame?: number },
  time: string | undefined,
  excerpt: string,
): Evidence => ({
  ...place,
  ...(time === undefined ? {} : { time }),
  excerpt: clean(excerpt),
});

/** A finding without evidence is a fault of the rule, and shows as its outcome `failed`. */
export function proof(pieces: readonly Evidence[]): readonly [Evidence, ...Evidence[]] {
  const [first, ...rest] = pieces;
  if (!first) throw new Error('a hit without evidence');
  return [first, ...rest];
}

/** At the fact's own place. */
export function seen(fact: Fact, words: string): Evidence {
  return made(fact.at, stamp(fact.time, 'frame' in fact.at ? 'utc' : 'local'), words);
}

/** At a place of a text that gives no time; words that name that same place name it once too often. */
export const placed = (at: Locus, words: string): Evidence =>
  made(at, undefined, words.replace(` (${placeOf({ at })})`, ''));

/** At another frame of the same fact. */
export function seenAt(fact: Fact, ref: FrameRef, words: string): Evidence {
  return made({ source: fact.at.source, frame: ref.frame }, stamp(ref.time, 'utc'), words);
}

/** At another line of the same fact. */
export function seenOn(fact: Fact, line: number, words: string): Evidence {
  return made({ source: fact.at.source, line }, stamp(fact.time, 'local'), words);
}

export const message = (m: SipMessage): Evidence => {
  const to = m.remote
    ? m.direction === 'received'
      ? ` from ${endpointText(m.remote)}`
      : m.direction === 'sent'
        ? ` to ${endpointText(m.remote)}`
        : ''
    : '';
  const what = m.status === undefined ? m.method : `${m.status} ${m.reason ?? ''}`.trim();
  return seen(
    m,
    `${what}${m.status === undefined ? '' : ` (${m.method})`}${m.direction === 'unknown' ? '' : ` ${m.direction}`}${to}`,
  );
};

export const diagnostic = (d: SipDiagnostic): Evidence => seen(d, d.excerpt);

/** A trace line by its shape: the line itself may hold anything. */
export const trace = (t: LogTrace): Evidence =>
  seen(t, [t.level, t.hresult, t.host, t.address, `(${t.shape})`].filter((x) => x !== undefined).join(' '));

/** The line as the SDP has it, without trailing blanks. */
export const candidateText = (c: Candidate): string =>
  c.dialect === 'draft-6'
    ? `${c.transport} ${c.address} ${c.port}`
    : `${c.foundation} ${c.component} ${c.transport} ${c.priority} ${c.address} ${c.port} typ ${c.type}${c.related ? ` raddr ${c.related.address} rport ${c.related.port}` : ''}`;

export const candidate = (session: SdpSession, c: Candidate): Evidence =>
  seenOn(session, c.line, `candidate:${candidateText(c)}`);

/** `10.60.0.5 answers A sip.contoso.com = 10.60.4.21`, at the answer's frame; the query's when nothing came back. */
export function dns(d: DnsExchange): Evidence {
  const values = d.answers.filter((r) => r.value !== '' && r.type !== 'CNAME').map((r) => r.value);
  const said = values.length > 0 ? ` = ${values.join(', ')}` : ` ${d.rcode ?? ''}`;
  if (d.answer) return seenAt(d, d.answer, `${d.resolver.address} answers ${d.type} ${d.name}${said}`);
  return seen(d, `${d.type} ${d.name} asked of ${d.resolver.address}, no answer`);
}

/** SYNs of a conversation, in one line each. */
export function syns(c: TcpConversation): readonly Evidence[] {
  return c.syns.map((s, i) =>
    seenAt(c, s, `SYN ${endpointText(c.client)} → ${endpointText(c.server)}${i > 0 ? `, repeat ${i}` : ''}`),
  );
}

export function tcpEnd(c: TcpConversation): readonly Evidence[] {
  const end = endpointText(c.server);
  if (c.reset) return [seenAt(c, c.reset, c.reset.by === 'server' ? `RST from ${end}` : `RST sent to ${end}`)];
  return [];
}

export function stun(s: StunTransaction): Evidence {
  const what = `${s.dialect === 'ms-turn' ? 'TURN' : 'STUN'} ${s.method} ${endpointText(s.client)} → ${endpointText(s.peer ?? s.server)}`;
  const result =
    s.result === 'error'
      ? `: error ${s.errorCode ?? '?'}`
      : s.result === 'success'
        ? ': answered'
        : s.result === 'none'
          ? `, sent ${s.transmissions} ×, no answer`
          : '';
  return s.result === 'error' && s.answer ? seenAt(s, s.answer, what + result) : seen(s, what + result);
}

export const icmp = (e: IcmpError): Evidence =>
  seen(
    e,
    `ICMP ${e.meaning} (type ${e.type} code ${e.code}) from ${e.from}${e.quoted ? ` about ${endpointText(e.quoted.server)}` : ''}`,
  );

/** `esp 192.168.1.34 ↔ 203.0.113.200, 100 packets out, 98 back`: of the one who sent first. */
export const flow = (f: IpFlow): Evidence =>
  seen(
    f,
    `${f.protocol} ${endpointText(f.client)} ↔ ${endpointText(f.server)}, ${f.sent} packets out, ${f.received} back`,
  );

export const rtp = (r: RtpStream): Evidence =>
  seen(
    r,
    `RTP ${endpointText(r.from)} → ${endpointText(r.to)}${r.peer ? ` (for ${endpointText(r.peer)})` : ''}, ${r.packets} packets, ${r.lost} lost`,
  );

export const ike = (x: IkeExchange): Evidence =>
  seen(
    x,
    `IKE ${x.exchange} ${endpointText(x.client)} → ${endpointText(x.server)}${x.answer ? ': answered' : `, sent ${x.transmissions} ×, no answer`}`,
  );
