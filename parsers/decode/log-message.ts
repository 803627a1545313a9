/** One SIP message inside a log while its lines come in: how far it has got, and its bytes if it may be kept. */
import { LINE_BYTES, SIP_MESSAGE_BYTES } from '../../src/limits.ts';
import type { Emit } from '../../src/parser.ts';
import type { Damage } from './damage.ts';
import { type LineStore, lineStore } from './line-store.ts';
import type { PendingPacket } from './packet-line.ts';
import { headerColon, methodAt } from './sip.ts';
import { isKept } from './sip-message.ts';
import { decodeText } from './text.ts';

const SP = 0x20;
const TAB = 0x09;

/** Where a message began, in an earlier file of a rotated log. */
export interface Home {
  readonly source: string;
  readonly emit: Emit;
  readonly damage: Damage;
  /** Its last line; what follows the border is reported there. */
  readonly lines: number;
}

/** Fields are for the parser that feeds it. */
export interface LogMessage {
  /** Undefined when it began in this file. */
  home: Home | undefined;
  /** Lines of earlier files before this one's first. */
  shift: number;
  thread: number;
  line: number;
  time: number | undefined;
  /** Its packet start line; undefined when none was seen. */
  packet: PendingPacket | undefined;
  /** '' until CSeq was seen, in a response. */
  method: string;
  status: number | undefined;
  phase: 'headers' | 'body';
  /** Every header is followed by a blank line (RTC client of 2005); undefined before the first line. */
  spaced: boolean | undefined;
  blank: boolean;
  contentLength: number;
  /** Body bytes so far, line ends counted as two. */
  body: number;
  /** Body lines so far. */
  bodyLines: number;
  diagnostics: boolean;
  /** Nothing of it will become a fact. */
  skipped: boolean;
  /** Offset in the current block at which its latest piece begins; -1 = not receiving lines. */
  from: number;
  /** Line at `from`. */
  fromLine: number;
  readonly store: LineStore;
}

export const logMessage = (): LogMessage => ({
  home: undefined,
  shift: 0,
  thread: 0,
  line: 0,
  time: undefined,
  packet: undefined,
  method: '',
  status: undefined,
  phase: 'headers',
  spaced: undefined,
  blank: false,
  contentLength: -1,
  body: 0,
  bodyLines: 0,
  diagnostics: false,
  skipped: false,
  from: -1,
  fromLine: 0,
  store: lineStore(SIP_MESSAGE_BYTES),
});

/** Makes a message ready for a new start line in `bytes` from `start` to before `end`. */
export function beginMessage(m: LogMessage, bytes: Uint8Array, start: number, end: number): void {
  m.home = undefined;
  m.shift = 0;
  m.time = undefined;
  m.packet = undefined;
  m.phase = 'headers';
  m.spaced = undefined;
  m.blank = false;
  m.contentLength = -1;
  m.body = 0;
  m.bodyLines = 0;
  m.diagnostics = false;
  m.skipped = false;
  m.from = start;
  m.store.clear();
  if (bytes[start + 3] === 0x2f) {
    m.method = '';
    const status = decodeText(bytes, start + 7, Math.min(end, start + 20));
    m.status = Number(/^[ \t]+(\d{3})/.exec(status)?.[1] ?? 0);
  } else {
    m.status = undefined;
    m.method = methodAt(bytes, start, end);
  }
}

/** Takes one line, blanks and line end stripped at the end only. A header is told by its first letters. */
export function messageLine(m: LogMessage, bytes: Uint8Array, start: number, end: number): void {
  if (m.phase === 'body') {
    // A line cut by the limit may have been of any length.
    m.bodyLines++;
    m.body += end - start > LINE_BYTES ? Number.MAX_SAFE_INTEGER / 4 : end - start + 2;
    return;
  }
  let at = start;
  while (at < end && (bytes[at] === SP || bytes[at] === TAB)) at++;
  if (at === end) {
    if (m.spaced === false || m.blank) headersEnd(m);
    // The first line after the start line is blank: the next one tells whether the headers are over.
    else m.blank = true;
    return;
  }
  if (m.spaced === undefined) m.spaced = m.blank && headerColon(bytes, at, end) >= 0;
  if (m.blank && !m.spaced) {
    headersEnd(m);
    messageLine(m, bytes, start, end);
    return;
  }
  m.blank = false;
  switch (bytes[at]! | SP) {
    case 0x63: // Content-Length, not another of 14 letters, Content-Type or Contact; CSeq of a response
      if (
        ((bytes[at + 8]! | SP) === 0x6c && (bytes[at + 9]! | SP) === 0x65 && (bytes[at + 13]! | SP) === 0x68) ||
        ((bytes[at + 1]! | SP) === 0x73 && m.status !== undefined)
      )
        counted(m, bytes, at, end);
      return;
    case 0x6c: // its compact form
      if (bytes[at + 1]! <= SP || bytes[at + 1] === 0x3a) counted(m, bytes, at, end);
      return;
    case 0x6d: // ms-diagnostics, ms-client-diagnostics
      if (bytes[at + 2] === 0x2d && ((bytes[at + 3]! | SP) === 0x64 || (bytes[at + 3]! | SP) === 0x63))
        diagnosed(m, bytes, at, end);
      return;
    case 0x78: // X-Ms-diagnostics
      if (bytes[at + 1] === 0x2d) diagnosed(m, bytes, at, end);
      return;
    case 0x3c: // a body whose empty line was lost
    case 0x2d:
      if (headerColon(bytes, at, end) < 0) {
        headersEnd(m);
        messageLine(m, bytes, start, end);
      }
  }
}

function counted(m: LogMessage, bytes: Uint8Array, at: number, end: number): void {
  const colon = headerColon(bytes, at, end);
  if (colon < 0) return;
  let nameEnd = colon;
  while (bytes[nameEnd - 1]! <= SP) nameEnd--;
  if (nameEnd - at === 4) {
    if (m.method !== '' || decodeText(bytes, at, nameEnd).toLowerCase() !== 'cseq') return;
    const value = decodeText(bytes, colon + 1, Math.min(end, colon + 40)).trim();
    m.method = /^\d{1,10}[ \t]+([A-Za-z]{1,16})$/.exec(value)?.[1]?.toUpperCase() ?? '';
    return;
  }
  if (m.contentLength >= 0 || (nameEnd - at !== 1 && nameEnd - at !== 14)) return;
  let digit = colon + 1;
  while (digit < end && bytes[digit]! <= SP) digit++;
  let value = -1;
  for (; digit < end && bytes[digit]! >= 0x30 && bytes[digit]! <= 0x39 && value < 1e9; digit++)
    value = Math.max(0, value) * 10 + bytes[digit]! - 0x30;
  m.contentLength = value;
}

function diagnosed(m: LogMessage, bytes: Uint8Array, at: number, end: number): void {
  const name = decodeText(bytes, at, Math.min(end, at + 24)).toLowerCase();
  if (/^(?:x-)?ms-(?:client-)?diagnostics/.test(name)) m.diagnostics = true;
}

function headersEnd(m: LogMessage): void {
  m.phase = 'body';
  m.skipped = !willKeep(m);
}

/** Whether a message becomes a fact, by what was seen of it so far. */
export const willKeep = (m: LogMessage): boolean => m.diagnostics || isKept(m.method, m.status);

/** Whether all of its lines have come, as far as its headers tell. Without Content-Length a body ends with the record. */
export const isComplete = (m: LogMessage): boolean => m.phase === 'body' && m.body >= m.contentLength;
