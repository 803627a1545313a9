/** One rule as `iptables -L` lists it: columns, and behind them what each match and target prints of itself
 *  (iptables/iptables.c, extensions/libxt_*.c of iptables 1.4 to 1.8). */
import { decimal } from './ip-text.ts';
import type { RuleWords, Writable } from './iptables-rule.ts';
import { shortText } from './machine-values.ts';
import { prefixOf } from './prefix-text.ts';

/** Which columns a listing has. */
export interface Columns {
  /** --line-numbers */
  readonly numbered: boolean;
  /** -v: counters and interfaces. */
  readonly verbose: boolean;
}

/** IANA protocol numbers, which -n prints since iptables 1.8.9. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'ipv6-icmp',
  108: 'ipcomp',
  132: 'sctp',
};
const OPTIONS = /^(?:--|-f|!f)$/;
const ANYWHERE = /^(?:0\.0\.0\.0\/0|::\/0|anywhere)$/;

const notAnd = (text: string): readonly [not: string, text: string] =>
  text.startsWith('!') ? ['!', text.slice(1)] : ['', text];

const isAddress = (word: string | undefined): boolean =>
  word !== undefined && (ANYWHERE.test(word) || prefixOf(notAnd(word)[1]) !== undefined);

interface Cells {
  readonly packets?: string | undefined;
  readonly target: string;
  readonly protocol: string;
  readonly fragments: boolean;
  readonly inInterface?: string | undefined;
  readonly outInterface?: string | undefined;
  readonly source: string;
  readonly destination: string;
  /** Behind the columns. */
  readonly rest: string;
}

/** The target may be blank, and before iptables 1.8.9 IPv6's options are: what stands behind them tells. */
function cellsOf(line: string, { numbered, verbose }: Columns): Cells | undefined {
  const words = [...line.matchAll(/\S+/g)];
  const word = (at: number): string | undefined => words[at]?.[0];
  const first = (numbered ? 1 : 0) + (verbose ? 2 : 0);
  const faces = verbose ? 2 : 0;
  /** Place of the protocol, and of what stands behind the options. */
  let protocol = first;
  let next = first + 2;
  if (OPTIONS.test(word(first + 2) ?? '')) next = ++protocol + 2;
  else if (!OPTIONS.test(word(first + 1) ?? '')) {
    if (isAddress(word(first + 2 + faces)) && isAddress(word(first + 3 + faces))) protocol++;
    else if (!isAddress(word(first + 1 + faces)) || !isAddress(word(first + 2 + faces))) return undefined;
    next = protocol + 1;
  }
  const destination = word(next + faces + 1);
  const rest = words[next + faces + 2];
  const counters = words.slice(0, first).every((w) => /^\d{1,20}[KMGTPE]?$/.test(w[0]));
  if (destination === undefined || !counters || !/^!?[\w-]{1,16}$/.test(word(protocol)!)) return undefined;
  return {
    packets: verbose ? word(first - 2) : undefined,
    target: protocol > first ? word(first)! : '',
    protocol: word(protocol)!,
    fragments: /f/.test(next === protocol + 2 ? word(protocol + 1)! : ''),
    inInterface: verbose ? word(next) : undefined,
    outInterface: verbose ? word(next + 1) : undefined,
    source: word(next + faces)!,
    destination,
    rest: rest === undefined ? '' : line.slice(rest.index),
  };
}

/** Remarks may hold any words, also such that read like a match; undefined where they cannot be told from the rest. */
function withoutRemark(text: string): string | undefined {
  const from = text.indexOf('/*');
  if (from < 0) return text;
  const to = text.indexOf('*/', from);
  if (to < 0 || text.indexOf('/*', from + 2) >= 0 || text.indexOf('*/', to + 2) >= 0) return undefined;
  return `${text.slice(0, from)} ${text.slice(to + 2)}`;
}

const FLAGS: readonly (readonly [bit: number, name: string])[] = [
  [1, 'FIN'],
  [2, 'SYN'],
  [4, 'RST'],
  [8, 'PSH'],
  [16, 'ACK'],
  [32, 'URG'],
];

/** `0x06` as iptables-save writes it; names without -n are so already. */
function flagNames(text: string): string {
  if (!text.startsWith('0x')) return text;
  const bits = Number.parseInt(text, 16);
  const names = FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
  return names.join(',') || 'NONE';
}

/** Words of targets, which stand behind the matches and limit nothing. */
const OF_TARGETS: Readonly<Record<string, RegExp>> = {
  LOG: /\bLOG .*$/,
  NFLOG: /\bnflog-.*$/,
  REJECT: /\breject-with \S+$/,
  SNAT: /\bto:\S+.*$/,
  DNAT: /\bto:\S+.*$/,
  NETMAP: /\bto:\S+$/,
  REDIRECT: /\bredir ports .*$/,
  MASQUERADE: /(?:\bmasq ports: \S+)?(?: ?\brandom(?:-fully)?){0,2}$/,
  MARK: /\bMARK .*$/,
  CONNMARK: /\bCONNMARK .*$/,
};
const POLICY =
  /\bpolicy match dir (in|out) pol (ipsec|none)(?= |$)((?: (?:strict|\[\d{1,2}\]|(?:! ?)?(?:reqid|spi|proto|mode|tunnel-dst|tunnel-src) \S{1,64})){0,40})/;
const MSS = /\btcpmss match (\d{1,5})(?::(\d{1,5}))?(?= |$)/;
const SET_MSS = /\bTCPMSS (?:set (\d{1,5})|clamp to PMTU)(?= |$)/;
const TCP_FLAGS = /\b(?:tcp )?flags:(!?)([\w,]+)\/([\w,]+)(?= |$)/;
const PORT = /\b(tcp|udp|sctp|dccp|udplite) ((?:[sd]pts?:!?\S+ ?)+)/g;

/** Matches of the words behind the columns; what is not known is kept as it is. */
function readWords(text: string, rule: Writable<RuleWords>, others: string[]): void {
  let left = text;
  const cut = (pattern: RegExp): RegExpExecArray | undefined => {
    const m = pattern.exec(left) ?? undefined;
    if (m) left = `${left.slice(0, m.index)} ${left.slice(m.index + m[0].length)}`;
    return m;
  };
  rule.toSource = rule.target === 'SNAT' ? /\bto:(\S{1,64})/.exec(left)?.[1] : undefined;
  left = left
    .replace('[goto]', ' ')
    .trimEnd()
    .replace(OF_TARGETS[rule.target] ?? /$^/, ' ');
  const policy = cut(POLICY);
  if (policy) {
    rule.policy = { direction: policy[1] === 'in' ? 'in' : 'out', ipsec: policy[2] === 'ipsec' };
    if (policy[3] !== '') others.push(shortText(`policy${policy[3]}`));
  }
  const mss = cut(MSS);
  if (mss) rule.mss = { from: decimal(mss[1]!, 5), to: decimal(mss[2] ?? mss[1]!, 5) };
  const set = rule.target === 'TCPMSS' ? cut(SET_MSS) : undefined;
  if (set) rule.setMss = set[1] === undefined ? 'clamp' : decimal(set[1], 5);
  const flags = cut(TCP_FLAGS);
  if (flags)
    others.push(shortText(`${flags[1]! && '! '}tcp --tcp-flags ${flagNames(flags[2]!)} ${flagNames(flags[3]!)}`));
  left = left.replace(PORT, (_, protocol: string, ports: string) => {
    for (const [, side, not, value] of ports.matchAll(/([sd])pts?:(!?)(\S+)/g))
      others.push(shortText(`${not! && '! '}${protocol} --${side}port ${value}`));
    return ' ';
  });
  left = left.replace(/\b(multiport) (!? ?)([sd]?ports) (\S+)/g, (_, module: string, not: string, side, value) => {
    others.push(shortText(`${not.trim() && '! '}${module} --${side} ${value}`));
    return ' ';
  });
  left = left.replace(/(?<=^| )(! ?)?(ctstate|state) (\S+)/g, (_, not: string | undefined, name: string, value) => {
    others.push(shortText(`${not ? '! ' : ''}${name === 'state' ? 'state' : 'conntrack'} --${name} ${value}`));
    return ' ';
  });
  left = left.replace(/ {2,}/g, ' ').trim();
  if (left !== '') others.push(shortText(left));
}

/** What a listing leaves out is said to be hidden; undefined where the line is no rule. */
export function readListedRule(line: string, columns: Columns): RuleWords | undefined {
  const cells = cellsOf(line, columns);
  if (!cells) return undefined;
  const others: string[] = [];
  const rule: Writable<RuleWords> = { target: shortText(cells.target), others };
  const [not, protocol] = notAnd(cells.protocol);
  if (!/^(?:0|all)$/.test(protocol)) rule.protocol = not + shortText(PROTOCOLS[protocol] ?? protocol);
  if (cells.fragments) others.push('-f');
  if (cells.inInterface !== undefined && cells.inInterface !== '*') rule.inInterface = shortText(cells.inInterface);
  if (cells.outInterface !== undefined && cells.outInterface !== '*') rule.outInterface = shortText(cells.outInterface);
  if (!columns.verbose) rule.hides = 'interfaces';
  for (const side of ['source', 'destination'] as const) {
    const [sign, text] = notAnd(cells[side]);
    if (ANYWHERE.test(text) && sign === '') continue;
    const prefix = prefixOf(text);
    if (prefix !== undefined) rule[side] = sign + prefix;
    else {
      // Without -n, a name that somebody's resolver gave it.
      others.push(shortText(`${side} ${cells[side]}`));
      rule.hides = 'matches';
    }
  }
  const words = withoutRemark(cells.rest);
  if (words === undefined) {
    others.push(shortText(cells.rest));
    rule.hides = 'matches';
  } else readWords(words, rule, others);
  // Without -x large counters are rounded.
  if (cells.packets !== undefined && /^\d{1,15}$/.test(cells.packets)) rule.packets = Number(cells.packets);
  return rule;
}
