/** SIP messages or headers as text: saved from a viewer, or pasted from a ticket or blog. */

import type { SipDiagnostic } from '../src/facts.ts';
import { HEADER_BYTES, SIP_MESSAGE_BYTES } from '../src/limits.ts';
import type { Emit, Parser, ParserRun } from '../src/parser.ts';
import { damageReporter } from './decode/damage.ts';
import { lineRun } from './decode/line-run.ts';
import { lineStore } from './decode/line-store.ts';
import { eachLine } from './decode/lines.ts';
import { beginMessage, logMessage, messageLine } from './decode/log-message.ts';
import { decodeDiagnostic, diagnosticHeader } from './decode/ms-diagnostics.ts';
import { headerColon, isKnownHeader, looksLikeStart } from './decode/sip.ts';
import { countMessage } from './decode/sip-counters.ts';
import { decodeSip, emitSip, excerptOf } from './decode/sip-message.ts';
import { decodeText, headText } from './decode/text.ts';

const parser: Parser = {
  id: 'sip-text',
  title: 'SIP messages or headers as text',
  sniff,
  open: (source, emit) => open(source, emit),
};
export default parser;

function sniff(head: Uint8Array, name: string): number {
  const text = headText(head);
  let starts = 0;
  let diagnostics = 0;
  let foreign = 0;
  eachLine(text, 0, text.length, 1, (start, end, _next, line) => {
    if (line > 400) return;
    const from = skipBlanks(text, start, end);
    const kind = lineKind(text, from, end);
    if (kind === 'start') starts++;
    else if (kind === 'value' || (kind === 'header' && isDiagnostic(text, from, end))) diagnostics++;
    for (let at = start; at < end; at++) if (text[at] === 0) foreign++;
  });
  if (foreign > 0) return 0;
  if (starts > 0) return /\.(sip|txt|log|eml|md)$/i.test(name) ? 0.75 : 0.7;
  return diagnostics > 0 ? 0.6 : 0;
}

type LineKind = 'blank' | 'start' | 'header' | 'value' | 'other';

/** A diagnostics value without its header name, as reports print it. */
const VALUE = /^\d{1,7}(?:\.\d{1,7})?\s*;\s*[\w-]{1,40}\s*=/;

function lineKind(bytes: Uint8Array, from: number, end: number): LineKind {
  if (from === end) return 'blank';
  if (looksLikeStart(bytes, from, end)) return 'start';
  const c = bytes[from]!;
  if (c >= 0x30 && c <= 0x39) return VALUE.test(decodeText(bytes, from, Math.min(end, from + 80))) ? 'value' : 'other';
  const colon = headerColon(bytes, from, end);
  return colon > 0 && isKnownHeader(bytes, from, colon) ? 'header' : 'other';
}

const isDiagnostic = (bytes: Uint8Array, from: number, end: number): boolean =>
  diagnosticHeader(decodeText(bytes, from, headerColon(bytes, from, end)).trimEnd()) !== undefined;

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at;
}

/** Whether a body goes on with this line where nothing tells its length: XML, SDP, a multipart boundary. */
function bodyLike(bytes: Uint8Array, from: number, end: number): boolean {
  const c = bytes[from];
  if (c === 0x3c) return true;
  if (c === 0x2d) return bytes[from + 1] === 0x2d || (bytes[from + 1] === 0x20 && bytes[from + 2] === 0x3c);
  return c !== undefined && c >= 0x61 && c <= 0x7a && bytes[from + 1] === 0x3d && end - from > 2;
}

function open(source: string, emit: Emit): ParserRun {
  const damage = damageReporter(emit);
  const counters: Record<string, number> = {};
  const store = lineStore(SIP_MESSAGE_BYTES);
  const tracked = logMessage();
  let state: 'none' | 'message' | 'headers' | 'value' = 'none';
  let records = 0;
  let unrecognised = 0;
  let line = 1;
  let firstLine = 1;
  /** The line before ended with `;` or `,`, or inside quotes: it goes on. */
  let wrapped = false;
  let quotes = 0;

  const finish = (): void => {
    const { bytes, length } = store;
    if (state === 'value') emitValue();
    else if (state !== 'none') {
      const facts = decodeSip(
        bytes,
        0,
        length,
        { source, line: store.line, time: undefined, direction: 'unknown' },
        state === 'message',
      );
      if (facts) emitSip(facts, undefined, emit, damage);
      if (store.overflowed) damage.report({ source, line: firstLine }, 'limit', 'SIP message longer than is read');
    }
    state = 'none';
    store.clear();
  };

  const emitValue = (): void => {
    const text = decodeText(store.bytes, 0, Math.min(store.length, HEADER_BYTES));
    const value = decodeDiagnostic(text.replace(/\s*\r*\n\s*/g, ' '));
    const at = { source, line: firstLine };
    if (value === undefined) return;
    const { problems, ...fields } = value;
    for (const detail of problems)
      damage.report(at, detail === 'quote not closed' ? 'bad-syntax' : 'limit', `ms-diagnostics: ${detail}`);
    const diagnostic: SipDiagnostic = {
      kind: 'sip.diagnostic',
      at,
      time: undefined,
      header: 'ms-diagnostics',
      ...fields,
      callId: undefined,
      direction: 'unknown',
      method: undefined,
      status: undefined,
      excerpt: excerptOf(text.split('\n', 1)[0]!.trim()),
    };
    emit(diagnostic);
  };

  const begin = (next: typeof state, bytes: Uint8Array, from: number, end: number): void => {
    finish();
    state = next;
    records++;
    firstLine = line;
    quotes = 0;
    beginMessage(tracked, bytes, from, end);
    if (next === 'message') countMessage(counters, tracked.method, tracked.status);
  };

  const goesOn = (kind: LineKind, bytes: Uint8Array, from: number, end: number): boolean => {
    if (state === 'value') return kind === 'other' && wrapped;
    if (tracked.phase === 'headers') {
      if (state === 'message' || kind === 'blank' || kind === 'header') return true;
      return kind === 'other' && (wrapped || headerColon(bytes, from, end) > 0);
    }
    if (kind === 'blank') return true;
    if (kind === 'value' || (kind === 'header' && isDiagnostic(bytes, from, end))) return false;
    // Line ends counted as one byte: the most that can belong to the body.
    if (tracked.contentLength >= 0) return tracked.body - tracked.bodyLines < tracked.contentLength;
    return tracked.bodyLines > 0 || bodyLike(bytes, from, end);
  };

  const take = (bytes: Uint8Array, start: number, end: number, next: number): void => {
    const from = skipBlanks(bytes, start, end);
    const kind = lineKind(bytes, from, end);
    if (kind === 'start') begin('message', bytes, from, end);
    else if (state === 'none' || !goesOn(kind, bytes, from, end)) {
      finish();
      if (kind === 'header') {
        begin('headers', bytes, from, end);
        messageLine(tracked, bytes, start, end);
      } else if (kind === 'value') begin('value', bytes, from, end);
      else if (kind === 'other') unrecognised++;
    } else if (state !== 'value' && !(tracked.phase === 'body' && tracked.bodyLines === 0 && kind === 'blank'))
      messageLine(tracked, bytes, start, end);
    if (state === 'none') return;
    store.add(bytes, start, next, line);
    if (kind === 'header') quotes = 0;
    quotes += countQuotes(bytes, from, Math.min(end, from + HEADER_BYTES));
    const last = bytes[end - 1];
    wrapped = quotes % 2 === 1 || (end > from && (last === 0x3b || last === 0x2c));
  };

  return lineRun(source, emit, {
    take(bytes, start, end, next, number) {
      line = number;
      take(bytes, start, end, next);
    },
    finish,
    summary() {
      if (damage.unreported > 0) counters.damage = damage.unreported;
      return { parser: parser.id, records, unrecognised, clock: 'none', counters };
    },
  });
}

/** Double quotes, also curly ones and primes in UTF-8. */
function countQuotes(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0x22) count++;
    else if (bytes[at] === 0xe2 && bytes[at + 1] === 0x80) {
      const c = bytes[at + 2]!;
      if ((c >= 0x9c && c <= 0x9f) || c === 0xb3 || c === 0xb6) count++;
    }
  }
  return count;
}
