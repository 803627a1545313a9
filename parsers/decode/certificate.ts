import type { TlsCertificate } from '../../src/facts.ts';
import { CERTIFICATE_NAMES, EXCERPT } from '../../src/limits.ts';
import { decodeText } from './text.ts';

export type CertificateNames = Pick<TlsCertificate, 'subject' | 'issuer' | 'issuerOrganisation' | 'names'>;

// ITU-T X.690 8.1.2: tags of the elements walked.
const SEQUENCE = 0x30;
const SET = 0x31;
const OID = 0x06;
const BOOLEAN = 0x01;
const OCTET_STRING = 0x04;
const INTEGER = 0x02;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const BMP_STRING = 0x1e;
/** dNSName in GeneralName (RFC 5280 4.2.1.6). */
const DNS_NAME = 0x82;
/** Strings of a name: UTF8String, PrintableString, TeletexString, IA5String. */
const STRINGS: ReadonlySet<number> = new Set([0x0c, 0x13, 0x14, 0x16]);
/** id-at-commonName, id-at-organizationName, id-ce-subjectAltName. */
const COMMON_NAME = [0x55, 0x04, 0x03];
const ORGANISATION = [0x55, 0x04, 0x0a];
const ALTERNATIVE_NAMES = [0x55, 0x1d, 0x11];
/** Elements of one list looked at. */
const ELEMENTS = 256;

/** An element: its tag, and its content in [from, to). */
interface Element {
  readonly tag: number;
  readonly from: number;
  readonly to: number;
}

/** Reads the element at `at` (X.690 8.1, definite lengths only, as DER has them). */
function element(bytes: Uint8Array, at: number, end: number): Element | undefined {
  if (at + 2 > end) return undefined;
  let from = at + 2;
  let length = bytes[at + 1]!;
  if (length >= 0x80) {
    const digits = length & 0x7f;
    if (digits === 0 || digits > 3 || from + digits > end) return undefined;
    length = 0;
    for (let n = 0; n < digits; n++) length = (length << 8) | bytes[from + n]!;
    from += digits;
  }
  return from + length > end ? undefined : { tag: bytes[at]!, from, to: from + length };
}

/** Names of a certificate in [at, end) (RFC 5280 4.1): the last common names, the issuer's organisation, and the DNS names
 *  it is for. Nothing else of it is looked at and nothing is verified. undefined = not a certificate, or cut before its
 *  subject. */
export function decodeCertificate(bytes: Uint8Array, at: number, end: number): CertificateNames | undefined {
  // A certificate that was cut still begins with its names.
  const outer = opened(bytes, at, end);
  const body = outer < 0 ? -1 : opened(bytes, outer, end);
  if (body < 0) return undefined;
  let next = body;
  const take = (tag: number): Element | undefined => {
    const found = element(bytes, next, end);
    if (found === undefined || found.tag !== tag) return undefined;
    next = found.to;
    return found;
  };
  take(VERSION);
  if (!take(INTEGER) || !take(SEQUENCE)) return undefined;
  const issuer = take(SEQUENCE);
  const validity = take(SEQUENCE);
  const subject = take(SEQUENCE);
  if (!issuer || !validity || !subject) return undefined;
  let names: readonly string[] = [];
  if (take(SEQUENCE)) {
    for (let n = 0; n < 3; n++) {
      const part = element(bytes, next, end);
      if (part === undefined) break;
      if (part.tag === EXTENSIONS) {
        names = alternativeNames(bytes, part);
        break;
      }
      next = part.to;
    }
  }
  const organisation = attribute(bytes, issuer, ORGANISATION);
  return {
    subject: attribute(bytes, subject, COMMON_NAME),
    issuer: attribute(bytes, issuer, COMMON_NAME),
    ...(organisation === '' ? {} : { issuerOrganisation: organisation }),
    names,
  };
}

/** Start of the content of a SEQUENCE that may go on behind `end`; -1 = none. */
function opened(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end || bytes[at] !== SEQUENCE) return -1;
  const length = bytes[at + 1]!;
  const from = length < 0x80 ? at + 2 : at + 2 + (length & 0x7f);
  return from > end || length > 0x84 || length === 0x80 ? -1 : from;
}

/** Calls for each element of a list until one returns true. */
function some(bytes: Uint8Array, { from, to }: Element, found: (part: Element) => boolean): void {
  for (let n = 0, at = from; n < ELEMENTS && at < to; n++) {
    const part = element(bytes, at, to);
    if (part === undefined || found(part)) return;
    at = part.to;
  }
}

/** The last value of an attribute in a name (RFC 5280 4.1.2.4): names go from the general to the particular. */
function attribute(bytes: Uint8Array, name: Element, wanted: readonly number[]): string {
  let value = '';
  some(bytes, name, (set) => {
    if (set.tag !== SET) return false;
    some(bytes, set, (pair) => {
      const type = element(bytes, pair.from, pair.to);
      if (pair.tag !== SEQUENCE || type === undefined || !isOid(bytes, type, wanted)) return false;
      const text = element(bytes, type.to, pair.to);
      if (text !== undefined) value = textOf(bytes, text) ?? value;
      return false;
    });
    return false;
  });
  return value;
}

function alternativeNames(bytes: Uint8Array, wrapper: Element): readonly string[] {
  const list = element(bytes, wrapper.from, wrapper.to);
  const names: string[] = [];
  if (list === undefined) return names;
  some(bytes, list, (extension) => {
    const id = element(bytes, extension.from, extension.to);
    if (extension.tag !== SEQUENCE || id === undefined || !isOid(bytes, id, ALTERNATIVE_NAMES)) return false;
    let value = element(bytes, id.to, extension.to);
    if (value?.tag === BOOLEAN) value = element(bytes, value.to, extension.to);
    if (value?.tag !== OCTET_STRING) return true;
    const general = element(bytes, value.from, value.to);
    if (general === undefined) return true;
    some(bytes, general, (name) => {
      if (name.tag === DNS_NAME) {
        const text = hostPattern(bytes, name);
        if (text !== '') names.push(text);
      }
      return names.length >= CERTIFICATE_NAMES;
    });
    return true;
  });
  return names;
}

function isOid(bytes: Uint8Array, { tag, from, to }: Element, wanted: readonly number[]): boolean {
  return tag === OID && to - from === wanted.length && wanted.every((byte, n) => bytes[from + n] === byte);
}

function textOf(bytes: Uint8Array, { tag, from, to }: Element): string | undefined {
  if (STRINGS.has(tag)) return decodeText(bytes, from, Math.min(to, from + 4 * EXCERPT)).slice(0, EXCERPT);
  if (tag !== BMP_STRING) return undefined;
  let text = '';
  for (let at = from; at + 1 < to && text.length < EXCERPT; at += 2) {
    text += String.fromCharCode((bytes[at]! << 8) | bytes[at + 1]!);
  }
  return text;
}

/** A host name, also with `*` for its first label; '' where it holds anything else. */
function hostPattern(bytes: Uint8Array, { from, to }: Element): string {
  if (to - from > 255) return '';
  let name = '';
  for (let at = from; at < to; at++) {
    let code = bytes[at]!;
    if (code >= 65 && code <= 90) code += 32;
    const letter = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    if (!letter && code !== 0x2d && code !== 0x2e && code !== 0x5f && code !== 0x2a) return '';
    name += String.fromCharCode(code);
  }
  return name;
}
