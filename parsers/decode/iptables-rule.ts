/** One rule as iptables-save writes it behind `-A chain` (iptables(8), iptables-extensions(8)). */
import type { FirewallRule } from '../../src/facts.ts';
import { decimal } from './ip-text.ts';
import { shortText } from './machine-values.ts';
import { prefixOf } from './prefix-text.ts';

/** What a rule matches and does. */
export type RuleWords = Pick<
  FirewallRule,
  | 'target'
  | 'source'
  | 'destination'
  | 'inInterface'
  | 'outInterface'
  | 'protocol'
  | 'policy'
  | 'setMss'
  | 'mss'
  | 'toSource'
  | 'others'
  | 'hides'
  | 'packets'
>;

/** Words, with those in quotes as one; undefined where a quote stays open. */
function wordsOf(text: string): string[] | undefined {
  const words: string[] = [];
  let quoted = false;
  let word = '';
  let begun = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (c === '\\' && quoted && at + 1 < text.length) word += text[++at];
    else if (c === '"') {
      quoted = !quoted;
      begun = true;
    } else if (c === ' ' && !quoted) {
      if (begun) words.push(word);
      word = '';
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) words.push(word);
  return quoted ? undefined : words;
}

interface Option {
  readonly name: string;
  readonly not: boolean;
  readonly values: readonly string[];
}

/** `! -s 10.0.0.0/8` and `-m policy --dir out` as options with their values. */
function optionsOf(words: readonly string[]): Option[] | undefined {
  const options: Option[] = [];
  let not = false;
  for (let at = 0; at < words.length; ) {
    if (words[at] === '!') {
      not = true;
      at++;
      continue;
    }
    const name = words[at++]!;
    if (!/^--?[a-z]/.test(name)) return undefined;
    const values: string[] = [];
    while (at < words.length && words[at] !== '!' && !/^--?[a-z]/.test(words[at]!)) values.push(words[at++]!);
    options.push({ name, not, values });
    not = false;
  }
  return not ? undefined : options;
}

const range = (text: string): { readonly from: number; readonly to: number } | undefined => {
  const [from, to] = text.split(':', 2).map((part) => decimal(part, 5)) as [number, number?];
  return from < 0 || (to ?? 0) < 0 ? undefined : { from, to: to ?? from };
};

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Matches {
  direction: 'in' | 'out' | undefined;
  ipsec: boolean | undefined;
  /** The match module that options belong to. */
  module: string;
  rule: Writable<RuleWords>;
  readonly others: string[];
}

const UNLIMITED = new Set(['tcp', 'udp', 'icmp', 'icmp6', 'comment']);

/** @returns false where the option's value could not be read */
function take(m: Matches, { name, not, values }: Option): boolean {
  const value = values[0] ?? '';
  const sign = not ? '!' : '';
  const { rule } = m;
  const address = (): string | undefined => {
    const prefix = prefixOf(value);
    return prefix && sign + prefix;
  };
  switch (name) {
    case '-s':
      rule.source = address();
      return rule.source !== undefined;
    case '-d':
      rule.destination = address();
      return rule.destination !== undefined;
    case '-i':
      rule.inInterface = sign + shortText(value);
      return value !== '';
    case '-o':
      rule.outInterface = sign + shortText(value);
      return value !== '';
    case '-p':
      rule.protocol = sign + shortText(value);
      return value !== '';
    case '-m':
      m.module = value;
      return true;
    case '-j':
    case '-g':
      rule.target = shortText(value);
      m.module = value;
      return value !== '';
    case '-c':
      rule.packets = decimal(value, 15);
      return rule.packets >= 0;
    case '--comment':
      return true;
    case '--set-mss':
      rule.setMss = decimal(value, 5);
      return rule.setMss >= 0;
    case '--clamp-mss-to-pmtu':
      rule.setMss = 'clamp';
      return true;
    case '--to-source':
      rule.toSource = shortText(value);
      return value !== '';
    case '--reject-with':
      return true;
  }
  if (m.module === 'policy' && !not && name === '--dir' && (value === 'in' || value === 'out')) m.direction = value;
  else if (m.module === 'policy' && !not && name === '--pol' && (value === 'ipsec' || value === 'none'))
    m.ipsec = value === 'ipsec';
  else if (m.module === 'tcpmss' && !not && name === '--mss') {
    rule.mss = range(value);
    return rule.mss !== undefined;
  } else if (m.module !== rule.target || rule.target === '')
    m.others.push(shortText([...(not ? ['!'] : []), m.module, name, ...values].join(' ').trim()));
  return true;
}

/** @param text what stands behind `-A chain`. @returns undefined where it is no rule */
export function readRule(text: string): RuleWords | undefined {
  const words = wordsOf(text);
  const options = words && optionsOf(words);
  if (!options) return undefined;
  const others: string[] = [];
  const m: Matches = { direction: undefined, ipsec: undefined, module: '', rule: { target: '', others }, others };
  for (const [n, option] of options.entries()) {
    if (!take(m, option)) return undefined;
    // A match without options limits the rule too (socket, rpfilter); those of protocols and remarks do not.
    if (option.name === '-m' && !options[n + 1]?.name.startsWith('--') && !UNLIMITED.has(m.module))
      others.push(m.module);
  }
  if (m.direction !== undefined && m.ipsec !== undefined) m.rule.policy = { direction: m.direction, ipsec: m.ipsec };
  else if (m.direction !== undefined || m.ipsec !== undefined) return undefined;
  return m.rule;
}
