/** ms-diagnostics and its sisters: `code *( ";" name "=" value )` with what real headers and pasted texts do to it.
 *  Grammar: [MS-OCER] 2.2.1; layouts of the media part: field samples. */
import type { MediaDebug, SipDiagnostic } from '../../src/facts.ts';
import { DIAGNOSTIC_PARAMS, FIELD } from '../../src/limits.ts';

export type DiagnosticHeader = SipDiagnostic['header'];

/** What a header value says; the fields of a SipDiagnostic that come from the value alone. */
export interface Diagnostic {
  readonly code: number;
  readonly reason: string | undefined;
  readonly server: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly media: MediaDebug | undefined;
  /** What was wrong with it, in words; parsing went on. */
  readonly problems: readonly ('quote not closed' | 'more parameters than are read')[];
}

const HEADERS: ReadonlySet<string> = new Set<DiagnosticHeader>([
  'ms-diagnostics',
  'ms-diagnostics-public',
  'ms-client-diagnostics',
  'x-ms-diagnostics',
]);

/** @returns the header's name in lower case when it is one of the family. */
export function diagnosticHeader(name: string): DiagnosticHeader | undefined {
  const lower = name.toLowerCase();
  return HEADERS.has(lower) ? (lower as DiagnosticHeader) : undefined;
}

/** Keys of the media part that stand as flat parameters in layout B. */
const FLAT: ReadonlySet<string> = new Set(
  (
    'icewarn icewarnex localsite localmr remotesite remotemr portrange localmrtcpport remotemrtcpport locallocation ' +
    'remotelocation federationtype networkname interfaces baseinterface baseaddress mrdnsu mrresu mrdnst mrrest mrdnse ' +
    'mrrese protocol localinterface localaddr remoteaddr localaddrtype remoteaddrtype icerole rtprtcpmux ' +
    'allocationtimeinms stunver firsthoprttinms transportbytessent transportpktsrecv iceconncheckstatus ' +
    'prelimconncheckssucceeded iceinitts contactserverms allocfinishms finalansrcvms connchksstarttimems firstpathms ' +
    'usecndchksstarttimems reinvitesntms reinviteprcsdms blobgentime blobver networkerr mediatimeout'
  ).split(' '),
);

interface Param {
  readonly name: string;
  readonly value: string;
}

/** @returns what the value of a diagnostics header says, or undefined when it does not begin with a code. Folded lines
 *  must be joined before. A sub-code (`10000.5`) becomes the parameter `sub`. */
export function decodeDiagnostic(value: string): Diagnostic | undefined {
  const text = straightQuotes(value);
  const head = /^\s*(\d{1,9})(?:\.(\d{1,9}))?\s*(?:;|$)/.exec(text);
  if (head === null) return undefined;
  const problems: Diagnostic['problems'][number][] = [];
  const all = parameters(text, head[0].length, problems);

  const params: [string, string][] = [];
  if (head[2] !== undefined) params.push(['sub', head[2]]);
  const keys: [string, string][] = [];
  let reason: string | undefined;
  let server: string | undefined;
  let layout: MediaDebug['layout'] | undefined;
  let writer: MediaDebug['writer'];
  let mediaType: string | undefined;
  const flat = all.some((p) => p.name === 'icewarn' || p.name === 'localsite');
  for (const { name, value } of all) {
    if (name === 'reason') reason ??= value;
    else if (name === 'source') server ??= value;
    else if (name === 'callermediadebug' || name === 'calleemediadebug') {
      layout = 'A';
      writer = name.startsWith('caller') ? 'Caller' : 'Callee';
      const prefix = /^\s*([^:=,]{1,64}):/.exec(value);
      if (prefix) mediaType = prefix[1]!.trim();
      keys.push(...nested(prefix ? value.slice(prefix[0].length) : value));
    } else if (name === 'usertype' && /^call(er|ee)$/i.test(value)) {
      layout ??= flat ? 'B' : 'C';
      writer = /er$/i.test(value) ? 'Caller' : 'Callee';
    } else if (name === 'mediatype') {
      layout ??= flat ? 'B' : 'C';
      mediaType = value;
    } else if (name.endsWith('blob')) {
      layout ??= 'C';
      keys.push(...nested(value));
    } else if (flat && FLAT.has(name)) {
      layout ??= 'B';
      keys.push([name, value]);
    } else params.push([name, value]);
  }
  if (keys.length > DIAGNOSTIC_PARAMS) problems.push('more parameters than are read');
  const media: MediaDebug | undefined = layout && mediaDebug(layout, writer, mediaType, record(keys));
  return { code: Number(head[1]), reason, server, params: record(params), media, problems };
}

function mediaDebug(
  layout: MediaDebug['layout'],
  writer: MediaDebug['writer'],
  mediaType: string | undefined,
  keys: Readonly<Record<string, string>>,
): MediaDebug {
  return { layout, writer, mediaType, iceWarn: bits(keys.icewarn), iceWarnEx: bits(keys.icewarnex), keys };
}

/** ICEWarn as a number: hexadecimal with 0x or with a letter a to f, else decimal. */
function bits(text: string | undefined): number | undefined {
  const word = text?.trim() ?? '';
  if (/^0x[0-9a-f]{1,13}$/i.test(word)) return Number(word);
  if (/^\d{1,15}$/.test(word)) return Number(word);
  return /^[0-9a-f]{1,13}$/i.test(word) ? Number.parseInt(word, 16) : undefined;
}

/** Curly, low and prime quotes that editors and blogs put in place of `"`. */
const straightQuotes = (text: string): string => text.replace(/[\u201c\u201d\u201e\u201f\u2033\u2036]/g, '"');

const trimmed = (text: string): string => (text.length > FIELD ? text.slice(0, FIELD) : text).trim();

/** First of equal names wins. A property of its own for each, so that no name of an input means anything. */
function record(entries: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [name, value] of entries.slice(0, DIAGNOSTIC_PARAMS))
    if (!found.has(name)) found.set(name, trimmed(value));
  return Object.fromEntries(found);
}

/** `k=v,k=v`: values may hold blanks and `=`, blanks may follow the comma. A piece without `=` belongs to the value
 *  before it. */
function nested(text: string): [string, string][] {
  const entries: [string, string][] = [];
  for (const piece of text.split(',', DIAGNOSTIC_PARAMS + 1)) {
    const sign = piece.indexOf('=');
    const last = entries.at(-1);
    if (sign > 0) entries.push([trimmed(piece.slice(0, sign)).toLowerCase(), piece.slice(sign + 1)]);
    else if (last !== undefined && piece.trim() !== '') last[1] += `,${piece}`;
  }
  return entries;
}

const NEXT_PARAMETER = /;\s*[\w.-]{1,64}\s*=\s*$/;

/** The `; name = value` list from `from` on, names in lower case. */
function parameters(text: string, from: number, problems: Diagnostic['problems'][number][]): Param[] {
  const found: Param[] = [];
  let at = from;
  while (at < text.length) {
    if (found.length === DIAGNOSTIC_PARAMS) {
      problems.push('more parameters than are read');
      return found;
    }
    const sign = text.indexOf('=', at);
    const semicolon = text.indexOf(';', at);
    if (sign < 0) return found;
    if (semicolon >= 0 && semicolon < sign) {
      // A word without a value.
      at = semicolon + 1;
      continue;
    }
    const name = trimmed(text.slice(at, sign)).toLowerCase();
    at = sign + 1;
    while (text[at] === ' ' || text[at] === '\t') at++;
    let value: string;
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close.closed) {
        value = text.slice(at + 1, close.at).replace(/\\(.)/g, '$1');
        const next = text.indexOf(';', close.at);
        at = next < 0 ? text.length : next + 1;
      } else {
        problems.push('quote not closed');
        value = text.slice(at + 1, close.at);
        at = close.at + 1;
      }
    } else {
      const next = text.indexOf(';', at);
      const stop = next < 0 ? text.length : next;
      value = text.slice(at, stop);
      at = stop + 1;
    }
    if (name !== '') found.push({ name, value: trimmed(value) });
  }
  return found;
}

/**
 * The quote that closes a string begun before `from`: one followed by `;` or the end. A quote right behind `; name=`
 * opens the next parameter instead, and words may follow the last quote of a pasted header: then the last quote before
 * closes. Without any the string was never closed, and its value runs up to the next `; name=` or the end.
 */
function closingQuote(text: string, from: number): { readonly at: number; readonly closed: boolean } {
  let last = -1;
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    if (text[at - 1] === '\\' && at > from) continue;
    const before = NEXT_PARAMETER.exec(text.slice(Math.max(from, at - 80), at));
    if (before !== null) return last >= 0 ? { at: last, closed: true } : { at: at - before[0].length, closed: false };
    if (/^["\s]*(;|,|$)/.test(text.slice(at + 1, at + 80))) return { at, closed: true };
    last = at;
  }
  if (last >= 0) return { at: last, closed: true };
  const next = /;\s*[\w.-]{1,64}\s*=/.exec(text.slice(from));
  return { at: next ? from + next.index : text.length, closed: false };
}
