/** One line of text: finds what identifies somebody and puts pseudonyms in its place. */
import { groupsOf, wordOf } from './address-map.ts';
import { type Found, findsOf } from './contexts.ts';
import { rolesOf } from './names.ts';
import type { Pseudonyms, WordKind } from './pseudonyms.ts';
import type { Style } from './style.ts';
import { COMMON, EXTENSIONS, NOBODY } from './vocabulary.ts';

const W = 'A-Za-z0-9_\\u0080-\\uffff';

const DOTTED = `\\d{1,3}(?:\\.\\d{1,3}){3}(?![${W}])(?!\\.\\d)`;
const GUID = `[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![${W}-])`;

/** What stands for itself, and every other word. The parts are tried in this order at each place. */
const TOKENS = new RegExp(
  [
    `((?<![${W}])${GUID})`,
    `((?<![${W}:-])(?<![${W}]\\.)[0-9A-Fa-f]{2}(?:(?:-[0-9A-Fa-f]{2}){5}|(?::[0-9A-Fa-f]{2}){5}|(?: [0-9A-Fa-f]{2}){5})(?![${W}:-])|(?<![${W}.])[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}(?![${W}.]))`,
    `((?<![${W}:.])(?:[0-9A-Fa-f]{1,4}:|::)[0-9A-Fa-f:]{1,38}(?:(?<=:)\\d{1,3}(?:\\.\\d{1,3}){3})?(?![${W}]))`,
    `((?<![${W}.])${DOTTED})(?:/(\\d{1,2})(?![${W}.]))?`,
    '((?<![A-Za-z0-9+])\\+[1-9]\\d{6,14}(?!\\d))',
    `((?<![${W}])[${W}][${W}.+%~-]{0,127}(?=@[A-Za-z0-9[]))`,
    `([${W}]+(?:[.-](?!${DOTTED}|${GUID})[${W}]+)*)`,
  ].join('|'),
  'g',
);

const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,24})$/;
/** Keys of sysctl and of nmcli, types of MIME and of .NET, fields of Wireshark. */
const NO_NAME =
  /^(?:ip\.(?:flags\.mf|frag_offset)$|(?:net\.(?:ipv[46]|core|netfilter|bridge)|kernel|vnd|system|urn|capabilities|interface-flags|[a-z]{3,9}-properties)\.|(?:general|ip[46]|dhcp[46])\.(?:[a-z]{2,12}-[a-z0-9-]+|device|type|vendor|product|driver|hwaddr|mtu|state|reason|udi|autoconnect|connection|metered|address|gateway|route|dns|domain|searches|wins|option)$)/;
/** Place of the last group, a word, in a match. */
const WORD = 8;
/** Words remembered to be none of anybody's, and the longest of them. */
const PLAIN = 20_000;
const LONGEST_PLAIN = 40;
/** Parts, and what is between them, that a learned word may have. */
const PIECES = 11;
const HEX = /^(?=.*\d)[0-9a-f]{16,64}$/i;

/** The form that all spellings of a word share. @param bytes the characters are bytes of UTF-8, one each. */
export function keyOf(text: string, bytes: boolean): string {
  if (!bytes || !/[\u0080-\uffff]/.test(text)) return text.toLowerCase();
  const raw = new Uint8Array(text.length);
  for (let n = 0; n < text.length; n++) raw[n] = text.charCodeAt(n) & 255;
  const decoded = new TextDecoder('utf-8').decode(raw);
  return (decoded.includes('\ufffd') ? text : decoded).toLowerCase();
}

/** Whether a word with dots is a DNS name. @param key lower case. */
export function isName(key: string): boolean {
  if (!key.includes('.') || !NAME.test(key) || NO_NAME.test(key)) return false;
  return !EXTENSIONS.has(key.slice(key.lastIndexOf('.') + 1));
}

export interface Scanner {
  /** @param bytes the characters are bytes of UTF-8, one each. */
  line(text: string, bytes?: boolean): string;
  /** The same for what stands between finds: no words around it are looked at. */
  words(text: string, bytes: boolean): string;
  /** What a find is replaced by. */
  found(kind: Found['kind'], text: string, bytes: boolean): string;
}

export function scanner(names: Pseudonyms, style: Style): Scanner {
  let bytes = false;
  /** Words that stay, as long as nothing more is learned. */
  const plain = new Set<string>();
  let version = -1;

  const put = (kind: WordKind, text: string): string => style.word(names.kindOf(keyOf(text, bytes)) ?? kind, text);

  const learned = (kind: WordKind, text: string): string => {
    names.learn(kind, keyOf(text, bytes));
    return put(kind, text);
  };

  /** A whole name of a person, or a user name: its parts are names as well. */
  const person = (text: string): string => {
    const key = keyOf(text, bytes);
    if (NOBODY.has(key)) return text;
    if (/^\+?[\d-]{3,}$/.test(text)) return put('phone', text);
    names.learn('user', key);
    const whole = names.kindOf(key);
    if (!/[ ,._-]/.test(text)) return style.word(whole ?? 'user', text);
    for (const part of key.split(/[ ,._-]+/)) names.learn('user', part);
    if (whole !== undefined && !/[ ,]/.test(text)) return style.word(whole, text);
    return text.replace(new RegExp(`[${W}]+`, 'g'), (part) => put('user', part));
  };

  const name = (text: string): string => {
    const labels = text.toLowerCase().split('.');
    for (const [n, role] of rolesOf(labels).entries())
      if (role !== 'kept' && labels[n]!.length >= (role === 'domain' ? 4 : 3)) names.learn(role, labels[n]!);
    return style.name(text);
  };

  const word = (text: string): string => {
    if (names.version !== version) {
      version = names.version;
      plain.clear();
    }
    if (plain.has(text)) return text;
    const next = wordAnew(text);
    if (next === text && text.length <= LONGEST_PLAIN && plain.size < PLAIN) plain.add(text);
    return next;
  };

  const wordAnew = (text: string): string => {
    const key = keyOf(text, bytes);
    const kind = names.kindOf(key);
    if (kind !== undefined) return style.word(kind, text);
    if (isName(key)) return name(text);
    if (HEX.test(text)) return learned('id', text);
    return /[._-]/.test(text) ? parts(text) : text;
  };

  /** Learned words within a longer one, the longest first: `backup-anna.log`. */
  const parts = (text: string): string => {
    const pieces = text.split(/([._-]+)/);
    let out = '';
    for (let n = 0; n < pieces.length; n += 2) {
      let kind: WordKind | undefined;
      let last = Math.min(pieces.length, n + PIECES) - 1;
      for (; last >= n; last -= 2) {
        kind = names.kindOf(keyOf(pieces.slice(n, last + 1).join(''), bytes));
        if (kind !== undefined) break;
      }
      if (kind === undefined) out += pieces[n];
      else {
        out += style.word(kind, pieces.slice(n, last + 1).join(''));
        n = last;
      }
      out += pieces[n + 1] ?? '';
    }
    return out;
  };

  /** What one match is replaced by. Groups by their place: an object of names for each match costs more than the match. */
  const token = (whole: string, at: number, text: string, groups: readonly (string | undefined)[]): string => {
    const [guid, mac, , v4, length, phone, local] = groups;
    if (v4 !== undefined) {
      if (wordOf(v4) === undefined) return whole;
      return style.v4(v4, length === undefined ? undefined : Number(length)) + whole.slice(v4.length);
    }
    if (local !== undefined) {
      // `edge01.contoso.com@contoso.com`: a server's own name.
      const domain = /^[\w.-]{1,253}/.exec(text.slice(at + whole.length + 1))?.[0].toLowerCase();
      return domain !== undefined && whole.toLowerCase().endsWith(`.${domain}`) ? name(whole) : person(whole);
    }
    if (guid !== undefined) return style.guid(whole);
    if (mac !== undefined) return style.mac(whole);
    if (phone !== undefined) return put('phone', whole);
    // Times such as 09:20:28 look like the beginning of one.
    return groupsOf(whole) === undefined ? whole : style.v6(whole);
  };

  const tokens = (text: string): string => {
    let out = '';
    let done = 0;
    TOKENS.lastIndex = 0;
    for (let m = TOKENS.exec(text); m !== null; m = TOKENS.exec(text)) {
      const whole = m[0];
      const next = m[WORD] === undefined ? token(whole, m.index, text, m.slice(1)) : word(whole);
      if (next === whole) continue;
      out += text.slice(done, m.index) + next;
      done = m.index + whole.length;
    }
    return done === 0 ? text : out + text.slice(done);
  };

  const found = (kind: Found['kind'], text: string): string => {
    if (kind === 'secret') return style.secret(text);
    if (kind === 'person' || kind === 'user') return person(text);
    if (kind === 'id') return isName(keyOf(text, bytes)) ? tokens(text) : learned('id', text);
    return COMMON.has(text.toLowerCase()) ? text : learned(kind, text);
  };

  return {
    line(text, asBytes = false) {
      bytes = asBytes;
      let out = '';
      let at = 0;
      for (const { start, end, kind } of findsOf(text)) {
        out += tokens(text.slice(at, start)) + found(kind, text.slice(start, end));
        at = end;
      }
      return out + tokens(text.slice(at));
    },
    words(text, asBytes) {
      bytes = asBytes;
      return tokens(text);
    },
    found(kind, text, asBytes) {
      bytes = asBytes;
      return found(kind, text);
    },
  };
}
