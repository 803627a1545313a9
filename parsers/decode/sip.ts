/** SIP messages (RFC 3261 7) as they are in logs, tickets and packets: start line, the headers a diagnosis reads, body.
 *  Tolerant on purpose; nothing here throws. */
import { HEADER_BYTES, SIP_HEADERS } from '../../src/limits.ts';
import { contentEnd, nextLineFeed, wordsOf } from './lines.ts';
import { remembered } from './remembered.ts';
import { decodeText, utf8Length } from './text.ts';

export interface SipHeader {
  /** Lower case, compact forms spelled out. */
  readonly name: string;
  /** Folded and wrapped lines joined by one blank, trimmed. */
  readonly value: string;
  /** Index of its first line, the start line being 0. */
  readonly line: number;
  /** Of a diagnostics header its first line as written, trimmed; '' of others. */
  readonly firstLine: string;
}

export interface SipText {
  /** As written, trimmed; '' for headers without a start line. */
  readonly startLine: string;
  readonly method: string | undefined;
  readonly requestUri: string | undefined;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** In order, repeated ones repeated. Headers that no fact needs (credentials, routes …) are passed over. */
  readonly headers: readonly SipHeader[];
  /** Some headers past SIP_HEADERS were not read. */
  readonly limited: boolean;
  readonly contentLength: number | undefined;
  readonly bodyStart: number;
  /** Index of the body's first line. */
  readonly bodyLine: number;
  readonly bodyEnd: number;
  /** Fewer bytes than Content-Length follow the headers. */
  readonly truncated: boolean;
}

const SP = 0x20;
const TAB = 0x09;
const COLON = 0x3a;

/** RFC 3261 7.3.3, RFC 3265, RFC 3515 … of the headers that are read. */
const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  l: 'content-length',
  c: 'content-type',
  m: 'contact',
  r: 'refer-to',
  b: 'referred-by',
};
const NAMES: ReadonlySet<string> = new Set([
  'via',
  'from',
  'to',
  'call-id',
  'cseq',
  'content-length',
  'content-type',
  'user-agent',
  'ms-user-logon-data',
  'ms-subnet',
  'ms-endpoint-location-data',
  'ms-conversation-id',
  'contact',
  'refer-to',
  'referred-by',
  'replaces',
  'ms-diagnostics',
  'ms-diagnostics-public',
  'ms-client-diagnostics',
  'x-ms-diagnostics',
]);
/** Names by length and first letter: most other headers are passed over without becoming a string. */
const SHAPES: ReadonlyMap<number, readonly string[]> = (() => {
  const shapes = new Map<number, string[]>();
  for (const name of [...NAMES, ...Object.keys(COMPACT)]) {
    const shape = name.length * 256 + name.charCodeAt(0);
    shapes.set(shape, [...(shapes.get(shape) ?? []), name]);
  }
  return shapes;
})();

/** @returns the name in `bytes` from `from` to before `end` when it is one of those that are read. */
function knownName(bytes: Uint8Array, from: number, end: number): string | undefined {
  const names = SHAPES.get((end - from) * 256 + (bytes[from]! | SP));
  if (names === undefined) return undefined;
  for (const name of names) {
    let n = 1;
    while (
      n < name.length &&
      (bytes[from + n] === name.charCodeAt(n) || (bytes[from + n]! | SP) === name.charCodeAt(n))
    )
      n++;
    if (n === name.length) return n === 1 ? COMPACT[name] : name;
  }
  return undefined;
}

/** Request methods of these clients and servers. */
export const METHODS: readonly string[] = (
  'BENOTIFY NOTIFY SERVICE SUBSCRIBE INVITE ACK BYE CANCEL REGISTER OPTIONS MESSAGE INFO PRACK UPDATE REFER NEGOTIATE ' +
  'PUBLISH'
).split(' ');

/** The method a request line begins with. */
export function methodAt(bytes: Uint8Array, start: number, end: number): string {
  for (const method of METHODS) {
    let n = 0;
    while (n < method.length && bytes[start + n] === method.charCodeAt(n)) n++;
    if (n === method.length && start + n < end && bytes[start + n]! <= SP) return method;
  }
  let stop = start;
  while (stop < end && bytes[stop]! > SP) stop++;
  return decodeText(bytes, start, stop);
}

/** RFC 3261 25.1 token, the characters of a header name. */
const TOKEN: readonly boolean[] = Array.from(
  { length: 256 },
  (_, c) => /[A-Za-z0-9\-.!%*_+`'~]/.test(String.fromCharCode(c)) && c < 128,
);

const startParts = remembered((line) => START.exec(line));
const START = /^(?:(SIP\/2\.0)[ \t]+(\d{3})(?:[ \t]+(.*))?|([A-Z]{3,16})[ \t]+(\S+)[ \t]+SIP\/2\.0)$/;

/** Quick check on bytes for a start line: `SIP/2.0 `, or a word in capitals and SIP/2.0 at the end. */
export function looksLikeStart(bytes: Uint8Array, start: number, end: number): boolean {
  let stop = end;
  while (stop > start && bytes[stop - 1]! <= SP) stop--;
  if (stop - start < 11) return false;
  if (isVersion(bytes, start) && bytes[start + 7] === SP) return digit(bytes[start + 8]!);
  let at = start;
  while (at < stop && bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) at++;
  return (
    at - start >= 3 && at - start <= 16 && bytes[at] === SP && isVersion(bytes, stop - 7) && bytes[stop - 8] === SP
  );
}

const digit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** `SIP/2.0` */
const isVersion = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x53 &&
  bytes[at + 1] === 0x49 &&
  bytes[at + 2] === 0x50 &&
  bytes[at + 3] === 0x2f &&
  bytes[at + 4] === 0x32 &&
  bytes[at + 5] === 0x2e &&
  bytes[at + 6] === 0x30;

/** @returns the offset of the colon when a line begins with a header name, else -1. */
export function headerColon(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && TOKEN[bytes[at]!]) at++;
  if (at === start || at - start > 64) return -1;
  while (at < end && (bytes[at] === SP || bytes[at] === TAB)) at++;
  return at < end && bytes[at] === COLON ? at : -1;
}

/** Whether a line that is no header begins a body whose empty line was lost: XML, also with the dash that a tree view
 *  draws, SDP, a multipart boundary. */
function beginsBody(bytes: Uint8Array, at: number, end: number): boolean {
  const c = bytes[at];
  if (c === 0x3c) return true;
  if (c === 0x2d) {
    if (bytes[at + 1] === 0x2d) return true;
    return bytes[at + 1] === SP && bytes[at + 2] === 0x3c;
  }
  return c === 0x76 && bytes[at + 1] === 0x3d && end - at <= 4;
}

interface OpenHeader {
  name: string;
  value: string;
  line: number;
  firstLine: string;
}

/**
 * Reads the message that begins at `start`. Accepted beside RFC 3261: LF line ends; blanks before the start line and
 * headers (pasted excerpts); an empty line after every header (RTC client of 2005); headers wrapped without a blank; a
 * missing empty line before the body; no Content-Length (then the body goes to `end`).
 *
 * @param end end of the record, packet or stream; blank lines after the body do no harm.
 * @returns undefined when there is no start line and `startLine` is required.
 */
export function readSip(bytes: Uint8Array, start: number, end: number, required = true): SipText | undefined {
  const words = wordsOf(bytes);
  let startLine = '';
  let parts: RegExpExecArray | null = null;
  let at = start;
  const first = skipBlanks(bytes, start, end);
  if (looksLikeStart(bytes, first, contentEnd(bytes, first, nextLineFeed(bytes, words, first, end)))) {
    const feed = nextLineFeed(bytes, words, first, end);
    startLine = decodeText(bytes, first, Math.min(contentEnd(bytes, first, feed), first + HEADER_BYTES)).trim();
    parts = startParts(startLine);
    at = Math.min(feed + 1, end);
  }
  if (parts === null && required) return undefined;

  const headers: OpenHeader[] = [];
  let open: OpenHeader | undefined;
  let count = 0;
  let indent = -1;
  let spaced: boolean | undefined;
  let blankBefore = false;
  let bodyStart = end;
  let index = parts === null ? -1 : 0;
  while (at < end) {
    index++;
    const feed = nextLineFeed(bytes, words, at, end);
    const next = Math.min(feed + 1, end);
    const stop = contentEnd(bytes, at, feed);
    const from = skipBlanks(bytes, at, stop);
    if (from === stop) {
      spaced ??= followsHeader(bytes, words, next, end);
      if (!spaced || blankBefore) {
        bodyStart = next;
        index++;
        break;
      }
      blankBefore = true;
      at = next;
      continue;
    }
    spaced ??= false;
    const folded = indent >= 0 && from - at > indent;
    const colon = folded ? -1 : headerColon(bytes, from, stop);
    if (colon >= 0) {
      if (indent < 0) indent = from - at;
      open = undefined;
      if (++count <= SIP_HEADERS) open = wantedHeader(bytes, index, from, colon, stop);
      if (open !== undefined) headers.push(open);
    } else if (!folded && beginsBody(bytes, from, stop)) {
      bodyStart = at;
      break;
    } else if (open !== undefined && open.value.length < HEADER_BYTES) {
      open.value += ` ${decodeText(bytes, from, Math.min(stop, from + HEADER_BYTES)).trim()}`;
    }
    blankBefore = false;
    at = next;
  }

  const declared = headers.find((h) => h.name === 'content-length')?.value;
  const contentLength = declared !== undefined && /^\d{1,9}$/.test(declared) ? Number(declared) : undefined;
  const body = bodyOf(bytes, bodyStart, end, contentLength);
  return {
    startLine,
    method: parts?.[4],
    requestUri: parts?.[5],
    status: parts?.[2] === undefined ? undefined : Number(parts[2]),
    reason: parts?.[1] === undefined ? undefined : parts[3],
    headers,
    limited: count > SIP_HEADERS,
    contentLength,
    bodyStart,
    bodyLine: index,
    bodyEnd: body.end,
    truncated: body.truncated,
  };
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SP || bytes[at] === TAB)) at++;
  return at;
}

/** Whether the line after a blank first line is a header: then every header is followed by a blank line. */
function followsHeader(bytes: Uint8Array, words: Int32Array, at: number, end: number): boolean {
  const stop = contentEnd(bytes, at, nextLineFeed(bytes, words, at, end));
  return headerColon(bytes, skipBlanks(bytes, at, stop), stop) >= 0;
}

/** Whether the name before a colon is one of the headers that are read. */
export function isKnownHeader(bytes: Uint8Array, from: number, colon: number): boolean {
  return colon - from > 1 && knownName(bytes, from, nameEnd(bytes, colon)) !== undefined;
}

function nameEnd(bytes: Uint8Array, colon: number): number {
  let end = colon;
  while (bytes[end - 1]! <= SP) end--;
  return end;
}

function wantedHeader(
  bytes: Uint8Array,
  line: number,
  from: number,
  colon: number,
  stop: number,
): OpenHeader | undefined {
  const name = knownName(bytes, from, nameEnd(bytes, colon));
  if (name === undefined) return undefined;
  const end = Math.min(stop, from + HEADER_BYTES);
  const value = decodeText(bytes, skipBlanks(bytes, colon + 1, end), end).trim();
  const firstLine = name.includes('diagnostics') ? decodeText(bytes, from, end).trimEnd() : '';
  return { name, value, line, firstLine };
}

/**
 * The body's end by Content-Length, in whole lines: a log may have turned CRLF into LF or LF into CRLF, and UTF-8 into
 * ANSI. Cut only where the length is reached with line ends of one byte; called truncated only when line ends of two
 * bytes and UTF-8 would not reach it either.
 */
function bodyOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  length: number | undefined,
): { readonly end: number; readonly truncated: boolean } {
  if (length === undefined) return { end, truncated: false };
  // As it was on the wire, at most with the empty line that a log adds.
  if (end - start >= length && end - start <= length + 4) return { end, truncated: false };
  const words = wordsOf(bytes);
  let content = 0;
  let lines = 0;
  let at = start;
  while (at < end && content + lines < length) {
    const feed = nextLineFeed(bytes, words, at, end);
    content += contentEnd(bytes, at, feed) - at;
    at = Math.min(feed + 1, end);
    if (content + lines < length) lines++;
  }
  if (content + lines >= length) return { end: at, truncated: false };
  if (content + 2 * lines >= length) return { end, truncated: false };
  const widened = utf8Length(bytes, start, end) - (end - start);
  return { end, truncated: content + 2 * lines + widened < length };
}

/** A message on a stream: bytes it takes from `start`, when its headers and Content-Length are all there. RFC 3261 7.5
 *  and 18.3: leading empty lines are ignored, Content-Length is a must over TCP; without one, 0 is taken.
 *  @returns undefined when more bytes are needed to tell. */
export function sipLength(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  while (at < end && (bytes[at] === 0x0d || bytes[at] === 0x0a)) at++;
  const words = wordsOf(bytes);
  let length = 0;
  while (at < end) {
    const feed = nextLineFeed(bytes, words, at, end);
    if (feed === end) return undefined;
    const stop = contentEnd(bytes, at, feed);
    if (stop === at) return feed + 1 + length - start;
    const colon = headerColon(bytes, at, stop);
    if (colon > 0) {
      const name = decodeText(bytes, at, Math.min(colon, at + 20))
        .trim()
        .toLowerCase();
      if (name === 'l' || name === 'content-length') length = Number(decodeText(bytes, colon + 1, stop).trim()) || 0;
    }
    at = feed + 1;
  }
  return undefined;
}
