/** One rule as `nft list ruleset` prints it (nft(8)), also as iptables-nft's rules appear there. */
import { decimal } from './ip-text.ts';
import type { RuleWords, Writable } from './iptables-rule.ts';
import { shortText } from './machine-values.ts';
import { prefixOf } from './prefix-text.ts';

/** What stands in quotes keeps them; a set `{ … }` is one word. Undefined where either is not closed. */
function nftWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at]!;
    if (c === ' ') {
      at++;
      continue;
    }
    const from = at;
    if (c === '"') at = text.indexOf('"', at + 1) + 1;
    else if (c === '{') {
      let depth = 0;
      do {
        if (text[at] === '"') at = text.indexOf('"', at + 1);
        if (at < 0 || at >= text.length) return undefined;
        if (text[at] === '{') depth++;
        if (text[at] === '}') depth--;
        at++;
      } while (depth > 0);
    } else while (at < text.length && text[at] !== ' ') at++;
    if (at === 0) return undefined;
    words.push(text.slice(from, at));
  }
  return words;
}

const unquoted = (word: string): string => (word.startsWith('"') ? word.slice(1, -1) : word);

/** The family is not told by the table alone: `inet` has rules of both. */
export type Family = 'ip' | 'ip6' | undefined;

interface Reading {
  readonly words: readonly string[];
  at: number;
  readonly rule: Writable<RuleWords>;
  readonly others: string[];
  family: Family;
  /** Words of a match that is none of those below. */
  odd: string[];
}

const VERDICTS: Readonly<Record<string, string>> = {
  accept: 'ACCEPT',
  drop: 'DROP',
  return: 'RETURN',
  continue: '',
  queue: 'QUEUE',
  reject: 'REJECT',
  masquerade: 'MASQUERADE',
  snat: 'SNAT',
  dnat: 'DNAT',
  redirect: 'REDIRECT',
  tproxy: 'TPROXY',
  notrack: 'NOTRACK',
};

/** Numbers that `nft -n` prints. */
const PROTOCOLS: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '50': 'esp', '51': 'ah' };
const SET = /^[{@]/;
const PLAIN = /^[^{@&.<>=!|^]\S*$/;

function endOdd(r: Reading): void {
  if (r.odd.length > 0) r.others.push(shortText(r.odd.join(' ')));
  r.odd = [];
}

/** `== x`, `!= x`, `x`: sign and value. */
function operand(r: Reading): { readonly sign: string; readonly value: string } | undefined {
  const word = r.words[r.at];
  const sign = word === '!=' ? '!' : '';
  const value = word === '!=' || word === '==' ? r.words[r.at + 1] : word;
  if (value === undefined) return undefined;
  r.at += word === value ? 1 : 2;
  return { sign, value };
}

/** A match by a value that a field holds; by a set, a map, a range or a mask it is one of the others.
 *  @param key its words @param take returns false for a value that the field does not hold */
function match(r: Reading, key: string, take: (sign: string, value: string) => boolean): void {
  endOdd(r);
  const from = r.at;
  r.at += key.split(' ').length;
  const next = r.words[r.at];
  // `ip saddr . tcp dport @set`, `ip saddr & 255.0.0.0 == 10.0.0.0`: up to what it is compared with.
  if (next === '.' || next === '&' || next === '|' || next === '^') {
    while (r.at < r.words.length && !SET.test(r.words[r.at]!) && !/^[!=]=$/.test(r.words[r.at]!)) r.at++;
    if (/^[!=]=$/.test(r.words[r.at] ?? '')) r.at++;
    r.at++;
  } else if (next === 'vmap' || next === 'map') {
    r.at += 2;
    // What each value leads to stands in the map.
    r.rule.hides = 'matches';
  } else if (/^[<>]=?$/.test(next ?? '')) r.at += 2;
  else {
    const found = operand(r);
    if (found && PLAIN.test(found.value) && take(found.sign, unquoted(found.value))) return;
  }
  r.others.push(shortText(r.words.slice(from, r.at).join(' ')));
}

const once = (r: Reading, field: 'source' | 'destination') => (sign: string, value: string) => {
  const prefix = prefixOf(value);
  if (prefix === undefined || r.rule[field] !== undefined) return false;
  r.rule[field] = sign + prefix;
  return true;
};

const face = (r: Reading, field: 'inInterface' | 'outInterface') => (sign: string, value: string) => {
  if (r.rule[field] !== undefined) return false;
  r.rule[field] = sign + shortText(value.replace(/\*$/, '+'));
  return true;
};

const protocol = (r: Reading) => (sign: string, value: string) => {
  const name = PROTOCOLS[value] ?? value;
  if (r.rule.protocol !== undefined && r.rule.protocol !== sign + name) return false;
  r.rule.protocol = sign + shortText(name);
  return true;
};

const ipsec =
  (r: Reading, direction: 'in' | 'out') =>
  (sign: string, value: string): boolean => {
    const yes = value === 'exists' || value === '1';
    if (r.rule.policy !== undefined || (!yes && value !== 'missing' && value !== '0')) return false;
    r.rule.policy = { direction, ipsec: yes === (sign === '') };
    return true;
  };

type Reader = (r: Reading, key: string) => void;

const ALL: readonly (readonly [string, Reader])[] = [
  // iptables-nft writes `meta secpath` where an older nft, and this one, reads `meta ipsec`.
  ['meta ipsec', (r, key) => match(r, key, ipsec(r, 'in'))],
  ['meta secpath', (r, key) => match(r, key, ipsec(r, 'in'))],
  ['rt ipsec', (r, key) => match(r, key, ipsec(r, 'out'))],
  ['meta nfproto', (r, key) => match(r, key, (sign, value) => sign === '' && setFamily(r, value))],
  ['meta l4proto', (r, key) => match(r, key, protocol(r))],
  ['ip protocol', (r, key) => match(r, key, protocol(r))],
  ['ip6 nexthdr', (r, key) => match(r, key, protocol(r))],
  ['ip saddr', (r, key) => address(r, key, 'ip', 'source')],
  ['ip daddr', (r, key) => address(r, key, 'ip', 'destination')],
  ['ip6 saddr', (r, key) => address(r, key, 'ip6', 'source')],
  ['ip6 daddr', (r, key) => address(r, key, 'ip6', 'destination')],
  ...['iifname', 'iif', 'meta iifname', 'meta iif'].map(
    (key) => [key, (r: Reading) => match(r, key, face(r, 'inInterface'))] as const,
  ),
  ...['oifname', 'oif', 'meta oifname', 'meta oif'].map(
    (key) => [key, (r: Reading) => match(r, key, face(r, 'outInterface'))] as const,
  ),
  ['tcp option maxseg size', maxseg],
  ...['tcp', 'udp', 'sctp'].flatMap((name) =>
    ['dport', 'sport', 'flags'].map(
      (field) =>
        [
          `${name} ${field}`,
          (r: Reading, key: string) => {
            protocol(r)('', name);
            match(r, key, () => false);
            // `tcp flags syn / syn,rst`
            if (field === 'flags' && r.words[r.at] === '/') {
              const last = r.others.pop();
              r.others.push(shortText(`${last} / ${r.words[r.at + 1] ?? ''}`));
              r.at += 2;
            }
          },
        ] as const,
    ),
  ),
];

/** Matches by their first word, with all their words. */
const MATCHES: ReadonlyMap<string, readonly (readonly [words: readonly string[], key: string, read: Reader])[]> =
  new Map(
    [...new Set(ALL.map(([key]) => key.split(' ', 1)[0]!))].map((first) => [
      first,
      ALL.filter(([key]) => key.split(' ', 1)[0] === first).map(([key, read]) => [key.split(' '), key, read] as const),
    ]),
  );

function setFamily(r: Reading, value: string): boolean {
  if (value === 'ipv4' || value === '2') r.family = 'ip';
  else if (value === 'ipv6' || value === '10') r.family = 'ip6';
  else return false;
  return true;
}

function address(r: Reading, key: string, family: 'ip' | 'ip6', field: 'source' | 'destination'): void {
  r.family = family;
  match(r, key, once(r, field));
}

/** `size set 1360`, `size set rt mtu`, `size 1361-1536`, `size > 1360`. */
function maxseg(r: Reading, key: string): void {
  const from = r.at;
  const [first, second, third] = r.words.slice(from + 4, from + 7);
  protocol(r)('', 'tcp');
  if (first === 'set') {
    endOdd(r);
    const clamp = second === 'rt' && third === 'mtu';
    const size = decimal(second ?? '', 5);
    r.rule.target = 'TCPMSS';
    if (clamp || size >= 0) r.rule.setMss = clamp ? 'clamp' : size;
    else {
      r.rule.hides = 'matches';
      r.at = r.words.length;
    }
    r.at += clamp ? 7 : 6;
    return;
  }
  const [low, high] = (first ?? '').split('-').map((n) => decimal(n, 5)) as [number, number?];
  const more = first === '>' || first === '>=' ? decimal(second ?? '', 5) : -1;
  if (more >= 0 && r.rule.mss === undefined) {
    r.rule.mss = { from: first === '>' ? more + 1 : more, to: 65_535 };
    r.at += 6;
  } else if (low >= 0 && (high ?? low) >= 0 && r.rule.mss === undefined) {
    r.rule.mss = { from: low, to: high ?? low };
    r.at += 5;
  } else match(r, key, () => false);
}

/** Statements that are no match: what they do with a packet does not limit the rule.
 *  @returns whether one begins here */
function statement(r: Reading): boolean {
  const word = r.words[r.at]!;
  const next = r.words[r.at + 1];
  const skip = (count: number): true => {
    endOdd(r);
    r.at += count;
    return true;
  };
  switch (word) {
    case 'counter':
      if (next === 'packets') {
        const packets = decimal(r.words[r.at + 2] ?? '', 15);
        if (packets >= 0) r.rule.packets = packets;
        return skip(5);
      }
      return skip(next === 'name' ? 3 : 1);
    case 'comment':
      return skip(2);
    case 'log':
      skip(1);
      while (/^(?:prefix|level|group|snaplen|queue-threshold|flags)$/.test(r.words[r.at] ?? '')) r.at += 2;
      if (r.rule.target === '') r.rule.target = 'LOG';
      return true;
    case 'jump':
    case 'goto':
      r.rule.target = shortText(next ?? '');
      return skip(2);
    case 'xt':
      // `xt match policy`, `xt target TCPMSS`: a name, and nothing of what it matches or does.
      if (next === 'target') r.rule.target = shortText(unquoted(r.words[r.at + 2] ?? ''));
      else {
        r.rule.hides = 'matches';
        r.others.push(shortText(`xt match ${unquoted(r.words[r.at + 2] ?? '')}`));
      }
      return skip(3);
    case '#':
      return remark(r, skip);
    case 'ipsec':
      return xfrm(r);
  }
  const verdict = Object.hasOwn(VERDICTS, word) ? VERDICTS[word] : undefined;
  if (verdict === undefined) return false;
  skip(1);
  // What clamps counts more than what becomes of the packet, what logs counts less.
  if (verdict !== '' && r.rule.target !== 'TCPMSS') r.rule.target = verdict;
  if (verdict === 'REJECT' && r.words[r.at] === 'with')
    while (r.at < r.words.length && r.words[r.at] !== 'comment') r.at++;
  if (/^(?:MASQUERADE|[SD]NAT|REDIRECT|TPROXY)$/.test(verdict)) translation(r);
  return true;
}

/** `snat ip to 192.0.2.1-192.0.2.4 persistent`, `masquerade to :1024-65535 random,fully-random`. */
function translation(r: Reading): void {
  while (/^(?:ip|ip6|prefix|interval)$/.test(r.words[r.at] ?? '')) r.at++;
  if (r.words[r.at] === 'to' || r.words[r.at] === ':to') {
    const to = r.words[r.at + 1] ?? '';
    r.at += 2;
    if (r.rule.target === 'SNAT' && prefixOf(to.split(/[-:]/, 1)[0]!) !== undefined) r.rule.toSource = shortText(to);
    // `to ip saddr map { … }`
    while (r.at < r.words.length && !/^(?:comment|random|fully-random|persistent|#)/.test(r.words[r.at]!)) r.at++;
  }
  if (/^(?:random|fully-random|persistent)/.test(r.words[r.at] ?? '')) r.at++;
}

/** `# handle 5` of -a; before nft 1.0, `# xt_policy` and the like stand for what was not translated. */
function remark(r: Reading, skip: (count: number) => true): true {
  const next = r.words[r.at + 1] ?? '';
  if (next === 'handle') return skip(3);
  if (/^xt_[A-Z]/.test(next)) {
    r.rule.target = shortText(next.slice(3));
    return skip(2);
  }
  r.rule.hides = 'matches';
  r.others.push(shortText(next));
  return skip(2);
}

/** `ipsec out ip daddr 192.0.2.7`, `ipsec in reqid 1`: of a packet that a policy covers, and no other. */
function xfrm(r: Reading): true {
  endOdd(r);
  const from = r.at;
  const direction = r.words[r.at + 1];
  r.at += 2;
  if (r.words[r.at] === 'spnum') r.at += 2;
  r.at += /^ip6?$/.test(r.words[r.at] ?? '') ? 2 : 1;
  operand(r);
  if ((direction === 'in' || direction === 'out') && r.rule.policy === undefined)
    r.rule.policy = { direction, ipsec: true };
  r.others.push(shortText(r.words.slice(from, r.at).join(' ')));
  return true;
}

/** @param family of its table. @returns undefined where quotes or braces stay open */
export function readNftRule(text: string, family: Family): RuleWords | undefined {
  const words = nftWords(text);
  if (!words) return undefined;
  const others: string[] = [];
  const r: Reading = { words, at: 0, rule: { target: '', others }, others, family, odd: [] };
  while (r.at < words.length) {
    // `ct original ip daddr` speaks of the connection's first packet.
    if (words[r.at] === 'ct' && /^(?:original|reply)$/.test(words[r.at + 1] ?? '')) {
      match(r, words[r.at + 2]?.startsWith('ip') ? 'ct original ip daddr' : 'ct original saddr', () => false);
      continue;
    }
    if (statement(r)) continue;
    const found = MATCHES.get(words[r.at]!)?.find(([key]) => key.every((part, n) => words[r.at + n] === part));
    if (found) found[2](r, found[1]);
    else {
      if (words[r.at] === 'vmap') r.rule.hides = 'matches';
      r.odd.push(words[r.at++]!);
    }
  }
  endOdd(r);
  if (r.family === 'ip6') others.unshift('ipv6');
  return r.rule;
}
