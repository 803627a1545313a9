/** Pseudonyms for files: each as long as what it stands for, so that lengths, offsets and line numbers stay. */
import type { AddressMap } from './address-map.ts';
import { type LineScan, lineScan } from './line-scan.ts';
import { macBytes, mappedMac } from './macs.ts';
import { rolesOf } from './names.ts';
import { fitted, type Pseudonyms } from './pseudonyms.ts';
import { keyOf } from './scan.ts';
import type { Style } from './style.ts';

/** In the letters of the original: all capitals, or small. */
const cased = (like: string, text: string): string =>
  /[A-Z]/.test(like) && !/[a-z]/.test(like) ? text.toUpperCase() : text;

export interface FileStyle extends Style {
  readonly names: Pseudonyms;
  readonly addresses: AddressMap;
  /** The first reading: nothing is written, so nothing has to be replaced. */
  readonly learning: boolean;
  readonly scan: LineScan;
  /** Six bytes in place. */
  macAt(bytes: Uint8Array, at: number): void;
  v4At(bytes: Uint8Array, at: number): void;
  v6At(bytes: Uint8Array, at: number): void;
  /** The labels of a DNS name, each of its length. */
  labels(labels: readonly string[]): readonly string[];
}

/** @param names @param addresses of the run, what the first reading learned included. */
export function fileStyle(names: Pseudonyms, addresses: AddressMap): FileStyle {
  const label = (text: string, kind: 'host' | 'domain'): string => {
    const key = keyOf(text, true);
    const learned = names.kindOf(key) ?? kind;
    return cased(text, fitted(learned, names.number(learned, key), text.length));
  };

  const labels = (all: readonly string[]): readonly string[] => {
    const lower = all.map((l) => l.toLowerCase());
    const reverse = reversed(lower, addresses);
    if (reverse) return reverse;
    const roles = rolesOf(lower);
    return all.map((l, n) => (roles[n] === 'kept' ? l : label(l, roles[n] as 'host' | 'domain')));
  };

  const macText = (text: string): string => {
    const digits = text.replace(/[^0-9A-Fa-f]/g, '').toLowerCase();
    const mapped = mappedMac((digits.match(/../g) ?? []).join(':'), names).replaceAll(':', '');
    let at = 0;
    return cased(
      text,
      text.replace(/[0-9A-Fa-f]/g, () => mapped[at++]!),
    );
  };

  const texts: Style = {
    v4: (text) => addresses.text4(text) ?? text,
    v6: (text) => addresses.text6(text) ?? text,
    mac: macText,
    guid(text) {
      const number = names.number('guid', text.toLowerCase()).toString(16);
      return cased(text, `00000000-0000-4000-8000-${number.padStart(12, '0')}`);
    },
    name: (text) => labels(text.split('.')).join('.'),
    word(kind, text) {
      if (kind === 'host' || kind === 'domain') return label(text, kind);
      const number = names.number(kind, keyOf(text, true));
      if (kind === 'phone')
        return text[0] === '+' ? `+${fitted(kind, number, text.length - 1)}` : fitted(kind, number, text.length);
      return fitted(kind, number, text.length);
    },
    secret: (text) => 'x'.repeat(text.length),
  };

  return {
    ...texts,
    names,
    addresses,
    learning: false,
    scan: lineScan(names, addresses, texts, { learning: false }),
    labels,
    macAt: macBytes(names),
    v4At(bytes, at) {
      const word = addresses.v4(
        ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0,
      );
      for (let n = 0; n < 4; n++) bytes[at + n] = (word >>> (24 - 8 * n)) & 255;
    },
    v6At(bytes, at) {
      const groups: number[] = [];
      for (let n = 0; n < 16; n += 2) groups.push((bytes[at + n]! << 8) | bytes[at + n + 1]!);
      for (const [n, group] of addresses.v6(groups).entries()) {
        bytes[at + 2 * n] = group >> 8;
        bytes[at + 2 * n + 1] = group & 255;
      }
    },
  };
}

/** The style of the first reading: what a name or an address becomes teaches nothing, and is forgotten before the second. */
export function learningStyle(names: Pseudonyms, addresses: AddressMap): FileStyle {
  const same = (text: string): string => text;
  const texts: Style = { v4: same, v6: same, mac: same, guid: same, name: same, secret: same, word: (_, text) => text };
  const stays = (): void => undefined;
  return {
    ...texts,
    names,
    addresses,
    learning: true,
    scan: lineScan(names, addresses, texts, { learning: true }),
    labels: (labels) => labels,
    macAt: stays,
    v4At: stays,
    v6At: stays,
  };
}

/** A name of a reverse zone holds an address backwards (RFC 1035 3.5, RFC 3596 2.5), whole or its first part. */
function reversed(labels: readonly string[], addresses: AddressMap): readonly string[] | undefined {
  const zone = labels.slice(-2).join('.');
  const parts = labels.slice(0, -2);
  if (zone === 'in-addr.arpa') {
    const octets = parts.filter((p) => /^\d{1,3}$/.test(p));
    if (octets.length !== parts.length || parts.length > 4) return undefined;
    const mapped = addresses.text4([...octets].reverse().concat(['0', '0', '0', '0']).slice(0, 4).join('.'));
    if (mapped === undefined) return undefined;
    return [...mapped.split('.').slice(0, parts.length).reverse(), ...labels.slice(-2)];
  }
  if (zone !== 'ip6.arpa' || parts.length > 32 || !parts.every((p) => /^[0-9a-f]$/.test(p))) return undefined;
  const digits = [...parts].reverse().join('').padEnd(32, '0');
  const groups = (digits.match(/.{4}/g) ?? []).map((g) => Number.parseInt(g, 16));
  const mapped = addresses
    .v6(groups)
    .map((g) => g.toString(16).padStart(4, '0'))
    .join('');
  return [...[...mapped.slice(0, parts.length)].reverse(), ...labels.slice(-2)];
}
