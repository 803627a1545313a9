/** Candidate lines of both ICE dialects of Microsoft's clients. */
import type { Candidate, CandidateType, Endpoint } from '../../src/facts.ts';
import { FIELD } from '../../src/limits.ts';
import { formatIpv4Word } from './address.ts';
import { decimal, ipOf, portOf } from './ip-text.ts';

const TYPES: ReadonlySet<string> = new Set(['host', 'srflx', 'prflx', 'relay']);

const clip = (text: string): string => (text.length > FIELD ? text.slice(0, FIELD) : text);

const CANDIDATE = [...'candidate:'].map((c) => c.charCodeAt(0));
const X_CANDIDATE = [...'x-candidate-ipv6:'].map((c) => c.charCodeAt(0));

/** A candidate line whose `a=` was lost in pasting. */
export function isCandidate(bytes: Uint8Array, at: number, end: number): boolean {
  const name = (bytes[at]! | 0x20) === 0x78 ? X_CANDIDATE : CANDIDATE;
  if (end - at <= name.length) return false;
  for (let n = 0; n < name.length; n++) {
    const c = bytes[at + n]!;
    if ((c >= 0x41 && c <= 0x5a ? c | 0x20 : c) !== name[n]) return false;
  }
  return true;
}

/**
 * The value of a=candidate or a=x-candidate-ipv6.
 * draft-19 ([MS-ICE2], RFC 5245 15.1): foundation component transport priority address port typ type [raddr a rport p]
 * draft-6 ([MS-ICE] 2.2.1): id component password transport q address port; q tells the type (0.83 host, 0.55 srflx,
 * 0.41 or 0.45 relay as observed).
 */
export function readCandidate(text: string, line: number): Candidate | undefined {
  const t = tokens(text, 40);
  const component = decimal(t[1] ?? '', 3);
  const port = t[5] ?? '';
  if (component < 0) return undefined;
  if (t[6] === 'typ' || t[6]?.toLowerCase() === 'typ') {
    const address = ipOf(t[4] ?? '');
    const type = (t[7] ?? '').toLowerCase();
    const priority = decimal(t[3] ?? '', 10);
    if (address === undefined || !TYPES.has(type) || priority < 0 || decimal(port, 5) < 0) return undefined;
    let raddr: string | undefined;
    let rport = 0;
    for (let n = 8; n + 1 < t.length; n += 2) {
      const name = t[n]!.toLowerCase();
      if (name === 'raddr') raddr = ipOf(t[n + 1]!);
      else if (name === 'rport') rport = portOf(t[n + 1]!);
    }
    const related: Endpoint | undefined = raddr === undefined ? undefined : { address: raddr, port: rport };
    return {
      line,
      foundation: clip(t[0]!),
      component,
      transport: clip(t[2]!).toUpperCase(),
      priority,
      address,
      port: portOf(port),
      type: type as CandidateType,
      related,
      dialect: 'draft-19',
    };
  }
  const address = ipOf(t[5] ?? '');
  const q = /^[01](?:\.\d{1,9})?$/.test(t[4] ?? '') ? Number(t[4]) : Number.NaN;
  if (address === undefined || Number.isNaN(q) || decimal(t[6] ?? '', 5) < 0) return undefined;
  return {
    line,
    foundation: clip(t[0]!),
    component,
    transport: clip(t[3]!).toUpperCase(),
    priority: Math.round(q * 1000),
    address,
    port: portOf(t[6]!),
    type: q >= 0.8 ? 'host' : q >= 0.5 ? 'srflx' : 'relay',
    related: undefined,
    dialect: 'draft-6',
  };
}

/** Words between blanks, at most `most`. */
export function tokens(text: string, most: number): string[] {
  const found: string[] = [];
  let from = -1;
  for (let at = 0; at <= text.length; at++) {
    const c = at < text.length ? text.charCodeAt(at) : 0x20;
    if (c !== 0x20 && c !== 0x09) {
      if (from < 0) from = at;
    } else if (from >= 0) {
      found.push(text.slice(from, at));
      if (found.length === most) return found;
      from = -1;
    }
  }
  return found;
}

const SP = 0x20;
const SMALL: readonly string[] = Array.from({ length: 100 }, (_, n) => String(n));

/** Address texts seen lately: a session repeats a few of them in all of its candidates. */
const recent = new Map<number, string>();
const RECENT = 256;

/** Where `candidateAt` stands; one object, since it never calls itself. */
const cursor = { at: 0 };

/** Digits up to a blank or `end`, and the blanks behind them. @returns their value, or -1. */
function number(bytes: Uint8Array, end: number, most: number): number {
  let at = cursor.at;
  const from = at;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === from || at - from > most || (at < end && bytes[at] !== SP)) return -1;
  while (at < end && bytes[at] === SP) at++;
  cursor.at = at;
  return value;
}

/** A dotted address and the blanks behind it. @returns its text, or undefined. */
function dotted(bytes: Uint8Array, end: number): string | undefined {
  let at = cursor.at;
  let word = 0;
  for (let part = 0; part < 4; part++) {
    const from = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === from || at - from > 3 || value > 255 || (at - from > 1 && bytes[from] === 0x30)) return undefined;
    if (part < 3 && (at >= end || bytes[at++] !== 0x2e)) return undefined;
    word = (word << 8) | value;
  }
  if (at < end && bytes[at] !== SP) return undefined;
  while (at < end && bytes[at] === SP) at++;
  cursor.at = at;
  let text = recent.get(word);
  if (text === undefined) {
    text = formatIpv4Word(word);
    if (recent.size >= RECENT) recent.clear();
    recent.set(word, text);
  }
  return text;
}

/** Whether that word stands at the cursor, with a blank or `end` behind it; then passes over both. */
function word(bytes: Uint8Array, end: number, text: string): boolean {
  let at = cursor.at;
  if (end - at < text.length) return false;
  for (let n = 0; n < text.length; n++) if (bytes[at++] !== text.charCodeAt(n)) return false;
  if (at < end && bytes[at] !== SP) return false;
  while (at < end && bytes[at] === SP) at++;
  cursor.at = at;
  return true;
}

/**
 * As readCandidate, straight from the bytes between `start` and `end`, for the form that nearly all lines have: draft-19,
 * IPv4, a small number as foundation, nothing behind raddr and rport.
 *
 * @returns undefined for any other form, which readCandidate must look at.
 */
export function candidateAt(bytes: Uint8Array, start: number, end: number, line: number): Candidate | undefined {
  cursor.at = start;
  const foundation = bytes[start] === 0x30 ? -1 : number(bytes, end, 2);
  const component = foundation < 0 ? -1 : number(bytes, end, 3);
  if (component < 0) return undefined;
  let transport = 'UDP';
  if (!word(bytes, end, transport)) {
    transport = bytes[cursor.at + 4] === 0x41 ? 'TCP-ACT' : 'TCP-PASS';
    if (!word(bytes, end, transport)) return undefined;
  }
  const priority = number(bytes, end, 10);
  const address = priority < 0 ? undefined : dotted(bytes, end);
  if (address === undefined) return undefined;
  const port = number(bytes, end, 5);
  if (port < 0 || port > 65535 || !word(bytes, end, 'typ')) return undefined;
  const c = bytes[cursor.at];
  const type: CandidateType = c === 0x68 ? 'host' : c === 0x72 ? 'relay' : 'srflx';
  if (!word(bytes, end, type)) return undefined;
  let related: Endpoint | undefined;
  if (cursor.at < end) {
    const base = word(bytes, end, 'raddr') ? dotted(bytes, end) : undefined;
    if (base === undefined || !word(bytes, end, 'rport')) return undefined;
    const basePort = number(bytes, end, 5);
    if (basePort < 0 || basePort > 65535) return undefined;
    related = { address: base, port: basePort };
  }
  if (cursor.at < end) return undefined;
  return {
    line,
    foundation: SMALL[foundation]!,
    component,
    transport,
    priority,
    address,
    port,
    type,
    related,
    dialect: 'draft-19',
  };
}
