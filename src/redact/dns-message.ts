/** DNS messages in place (RFC 1035 4): labels of the same length, addresses, texts. */
import { be16 } from '../../parsers/decode/packet.ts';
import { putText, textOf } from './codes.ts';
import type { FileStyle } from './file-style.ts';

/** Labels of a name; more is no name (RFC 1035 2.3.4). */
const LABELS = 128;

interface Name {
  readonly labels: { readonly at: number; readonly length: number }[];
  readonly end: number;
}

/** @param from start of the message, to which pointers count. */
function nameAt(bytes: Uint8Array, from: number, at: number, end: number): Name | undefined {
  const labels: { at: number; length: number }[] = [];
  let cursor = at;
  let after = -1;
  for (let n = 0; n < LABELS; n++) {
    if (cursor >= end) return undefined;
    const length = bytes[cursor]!;
    if (length === 0) return { labels, end: after < 0 ? cursor + 1 : after };
    if (length >= 0xc0) {
      if (cursor + 2 > end) return undefined;
      if (after < 0) after = cursor + 2;
      const next = from + (be16(bytes, cursor) & 0x3fff);
      if (next >= cursor) return undefined;
      cursor = next;
      continue;
    }
    if (length > 63 || cursor + 1 + length > end) return undefined;
    labels.push({ at: cursor + 1, length });
    cursor += 1 + length;
  }
  return undefined;
}

/** @returns the bytes that were understood end here; the caller fills what is behind. */
export function redactDns(bytes: Uint8Array, from: number, to: number, style: FileStyle): number {
  // Names are read from what was there: pointers lead to labels that were rewritten already.
  const was = bytes.slice(0, to);
  if (to - from < 12) return from;

  const name = (at: number, end: number): number => {
    const found = nameAt(was, from, at, Math.min(end, to));
    if (!found) return -1;
    rewrite(bytes, was, found, style);
    return found.end;
  };

  let at = from + 12;
  const questions = be16(was, from + 4);
  const records = be16(was, from + 6) + be16(was, from + 8) + be16(was, from + 10);
  for (let n = 0; n < questions; n++) {
    const next = name(at, to);
    if (next < 0 || next + 4 > to) return at;
    at = next + 4;
  }
  for (let n = 0; n < records; n++) {
    const head = name(at, to);
    if (head < 0 || head + 10 > to) return at;
    const type = be16(was, head);
    const data = head + 10;
    const end = data + be16(was, head + 8);
    if (end > to) {
      bytes.fill(0, data, to);
      return to;
    }
    record(bytes, type, data, end, name, style);
    at = end;
  }
  return at;
}

function rewrite(bytes: Uint8Array, was: Uint8Array, name: Name, style: FileStyle): void {
  const texts = name.labels.map((l) => textOf(was, l.at, l.at + l.length));
  const next =
    texts.length > 0 && /^[A-P]{32}$/.test(texts[0]!)
      ? [netbios(texts[0]!, style), ...texts.slice(1)]
      : style.labels(texts);
  for (const [n, label] of name.labels.entries()) putText(next[n]!, bytes, label.at);
}

/** A NetBIOS name: two letters a byte, 15 characters and a type (RFC 1001 14.1). */
function netbios(text: string, style: FileStyle): string {
  const raw = (text.match(/../g) ?? []).map((p) => ((p.charCodeAt(0) - 65) << 4) | (p.charCodeAt(1) - 65));
  const name = String.fromCharCode(...raw.slice(0, 15));
  const word = name.trimEnd();
  if (word === '' || /^[*\u0000-\u001f]/.test(word)) return text;
  const mapped = style.word('host', word) + name.slice(word.length);
  return [...mapped]
    .map((c) => c.charCodeAt(0) & 255)
    .concat(raw.slice(15))
    .map((b) => String.fromCharCode(65 + (b >> 4), 65 + (b & 15)))
    .join('');
}

function record(
  bytes: Uint8Array,
  type: number,
  at: number,
  end: number,
  name: (at: number, end: number) => number,
  style: FileStyle,
): void {
  const named = (start: number): void => {
    const next = name(start, end);
    bytes.fill(0, next < 0 ? start : next, end);
  };
  switch (type) {
    case 1: // A
      if (end - at === 4) style.v4At(bytes, at);
      return;
    case 28: // AAAA
      if (end - at === 16) style.v6At(bytes, at);
      return;
    case 2: // NS
    case 5: // CNAME
    case 12: // PTR
    case 39: // DNAME
      named(at);
      return;
    case 15: // MX
      if (end - at > 2) named(at + 2);
      return;
    case 33: // SRV; NetBIOS' status counts as one, and is filled by it
      if (end - at > 6) named(at + 6);
      return;
    case 6: {
      // SOA: two names, then numbers
      const second = name(at, end);
      const rest = second < 0 ? -1 : name(second, end);
      if (rest < 0) bytes.fill(0, at, end);
      return;
    }
    case 47: {
      // NSEC
      if (name(at, end) < 0) bytes.fill(0, at, end);
      return;
    }
    case 41: {
      // OPT (RFC 6891 6.1.2): options may hold the client's subnet (RFC 7871) or a cookie
      for (let o = at; o + 4 <= end; ) {
        const stop = o + 4 + be16(bytes, o + 2);
        if (stop > end) {
          bytes.fill(0, o, end);
          return;
        }
        bytes.fill(0, o + 4, stop);
        o = stop;
      }
      return;
    }
    case 32: // NetBIOS: flags and addresses
      for (let o = at; o + 6 <= end; o += 6) style.v4At(bytes, o + 2);
      return;
    case 16: // TXT: strings with their length in front
      for (let o = at; o < end; ) {
        const stop = Math.min(end, o + 1 + bytes[o]!);
        bytes.fill(0x78, o + 1, stop);
        o = stop;
      }
      return;
    case 65: // HTTPS (RFC 9460): priority, a name; hints are addresses
    case 64:
      if (end - at > 2) named(at + 2);
      return;
    default:
      bytes.fill(0, at, end);
  }
}
