/** Certificates in place (X.690 8, RFC 5280 4): the tags and lengths stay, names and numbers go. */
import { be16 } from '../../parsers/decode/packet.ts';
import { inspectorOf } from '../knowledge/inspectors.ts';
import { putText, textOf } from './codes.ts';
import type { FileStyle } from './file-style.ts';
import { isName } from './scan.ts';

/** Depth of structures; certificates have some ten. */
const DEPTH = 24;
/** Makers of public certificates: everybody has theirs. */
const PUBLIC_ISSUER =
  /digicert|let's encrypt|globalsign|sectigo|usertrust|entrust|microsoft|google|amazon|baltimore|comodo|godaddy|isrg|geotrust|thawte|verisign|quovadis|d-trust|telesec|swisssign/i;

export function redactDer(bytes: Uint8Array, from: number, to: number, style: FileStyle, depth = 0): void {
  let at = from;
  while (at + 2 <= to) {
    const tag = bytes[at]!;
    const head = headOf(bytes, at, to);
    if (!head) {
      bytes.fill(0x78, at, to);
      return;
    }
    const end = Math.min(to, head.start + head.length);
    value(bytes, tag, head.start, end, style, depth);
    at = end;
  }
}

function headOf(bytes: Uint8Array, at: number, to: number): { start: number; length: number } | undefined {
  const first = bytes[at + 1]!;
  if (first < 0x80) return { start: at + 2, length: first };
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + 2 + count > to) return undefined;
  let length = 0;
  for (let n = 0; n < count; n++) length = length * 256 + bytes[at + 2 + n]!;
  return { start: at + 2 + count, length };
}

/** The bytes are values one after the other, up to the end. */
function isDer(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at + 2 <= to) {
    const head = headOf(bytes, at, to);
    if (
      !head ||
      ![0x30, 0x31, 0x02, 0x04, 0x05, 0x06, 0x01, 0x03, 0x0c, 0x13, 0x16, 0x80, 0x81, 0x82, 0x86, 0x87, 0xa0].includes(
        bytes[at]!,
      )
    )
      return false;
    at = head.start + head.length;
  }
  return at === to && to > from;
}

function value(bytes: Uint8Array, tag: number, from: number, to: number, style: FileStyle, depth: number): void {
  if ((tag & 0x20) !== 0) {
    if (depth < DEPTH) redactDer(bytes, from, to, style, depth + 1);
    else bytes.fill(0, from, to);
    return;
  }
  switch (tag) {
    case 0x01: // BOOLEAN
    case 0x05: // NULL
    case 0x06: // OBJECT IDENTIFIER
    case 0x0a: // ENUMERATED
    case 0x17: // UTCTime
    case 0x18: // GeneralizedTime
      return;
    case 0x02: // INTEGER: the serial number and keys are known to public logs of certificates
      if (to - from > 3) bytes.fill(0x11, from, to);
      return;
    case 0x03: // BIT STRING: first the count of unused bits
      if (isDer(bytes, from + 1, to) && depth < DEPTH) redactDer(bytes, from + 1, to, style, depth + 1);
      else if (to - from > 3) bytes.fill(0x78, from + 1, to);
      return;
    case 0x04: // OCTET STRING: an extension
      if (isDer(bytes, from, to) && depth < DEPTH) redactDer(bytes, from, to, style, depth + 1);
      else if (!timestamps(bytes, from, to)) bytes.fill(0, from, to);
      return;
    case 0x87: // iPAddress
      if (to - from === 4) style.v4At(bytes, from);
      else if (to - from === 16) style.v6At(bytes, from);
      return;
    case 0x1e: // BMPString
      for (let at = from; at + 1 < to; at += 2) {
        bytes[at] = 0;
        bytes[at + 1] = 0x78;
      }
      return;
    case 0x80: // keyIdentifier
      if (to - from > 1) bytes.fill(0x78, from, to);
      return;
    default:
      putText(nameOf(textOf(bytes, from, to), style), bytes, from);
  }
}

/** A list of signed timestamps (RFC 6962 3.3): lengths stay, what tells the certificate goes. */
function timestamps(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 4 || be16(bytes, from) !== to - from - 2) return false;
  let at = from + 2;
  while (at + 2 <= to) {
    const end = at + 2 + be16(bytes, at);
    if (end > to || end - at < 49) return false;
    const signature = at + 45 + be16(bytes, at + 43) + 4;
    bytes.fill(0, at + 3, at + 43);
    bytes.fill(0, Math.min(end, signature), end);
    at = end;
  }
  return true;
}

function nameOf(text: string, style: FileStyle): string {
  const bare = text.replace(/^\*\./, '');
  if (isName(bare.toLowerCase())) return text.slice(0, text.length - bare.length) + style.name(bare);
  if (
    /^[A-Z]{2}$/.test(text) ||
    PUBLIC_ISSUER.test(text) ||
    inspectorOf({ issuer: text, subject: '', names: [], frame: 0, time: 0 })
  )
    return text;
  return text.replace(/[A-Za-z0-9\u0080-\u00ff]/g, 'x');
}
