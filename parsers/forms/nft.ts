/** `nft list ruleset` of Linux, `nft list table`, a file of rules as nft prints it. */
import type { FirewallRule } from '../../src/facts.ts';
import { shortText } from '../decode/machine-values.ts';
import { type Family, readNftRule } from '../decode/nft-rule.ts';
import { commandOf } from '../decode/pasted-text.ts';
import type { FormOutput, TextForm } from './form.ts';

const HANDLE = '(?: # handle \\d{1,20})?$';
const TABLE = new RegExp(`^ {0,8}table (?:(ip|ip6|inet|arp|bridge|netdev) )?([\\w./-]{1,64}) \\{${HANDLE}`);
const BLOCK = /^ *(chain|set|map|flowtable|counter|quota|limit|secmark|synproxy|ct \w{1,20}) (\S{1,128}) \{/;
const BASE =
  /^ *type (filter|nat|route) hook (\w{1,12}) (?:devices? .{1,200} )?priority ([^;]{1,40});(?: *policy (\w{1,8});)?/;
const WARNING = /^ {0,8}# Warning: table \S+ \S+ is managed by iptables-nft/;
const CLOSED = /^ *\}/;

/** Chains that nothing calls, in tables of iptables-nft. */
const IPTABLES = /^(?:filter|nat|mangle|raw|security)$/;
/** Which table of iptables stands at this priority (nft(8), "Standard priority names"); iptables-nft keeps to it. */
const PRIORITIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:mangle|-150)\b/, 'mangle'],
  [/^(?:raw|-300)\b/, 'raw'],
  [/^(?:security|50)\b/, 'security'],
];

interface Base {
  readonly hook: string;
  readonly table: string;
  readonly policy: string | undefined;
  readonly line: number;
}

interface Chain {
  readonly name: string;
  base?: Base;
  /** Without text where it could not be read. */
  readonly rules: { readonly line: number; readonly text: string | undefined }[];
}

interface Table {
  readonly family: string;
  readonly name: string;
  readonly chains: Chain[];
  /** Its rules are not in force. */
  dormant: boolean;
}

function baseOf(line: string, at: number): Base | undefined {
  const m = BASE.exec(line);
  if (!m) return undefined;
  const [, type, hook, priority, policy] = m;
  const named = type === 'nat' ? 'nat' : type === 'route' ? 'mangle' : undefined;
  const table = named ?? PRIORITIES.find(([p]) => p.test(priority!.trim()))?.[1] ?? 'filter';
  return { hook: hook!.toUpperCase(), table, policy: policy?.toUpperCase(), line: at };
}

/** Where a block that opens at `at` ends: the line of its last brace, or the first that is none of it. */
function blockEnd(lines: readonly string[], at: number): number {
  let depth = 0;
  for (let n = at; n < lines.length; n++) {
    const line = lines[n]!;
    if (n > at && (TABLE.test(line) || commandOf(line) !== undefined)) return n;
    // Words in quotes hold braces too.
    for (const c of line.replace(/"[^"]*"?/g, '')) depth += c === '{' ? 1 : c === '}' ? -1 : 0;
    if (depth <= 0) return n + 1;
  }
  return lines.length;
}

/** Chains without a hook belong where they are called from. */
function tablesOf(table: Table, targets: ReadonlyMap<Chain, ReadonlySet<string>>): ReadonlyMap<Chain, string> {
  const byName = new Map(table.chains.map((c) => [c.name, c]));
  const found = new Map<Chain, string>();
  const open = table.chains.filter((c) => c.base);
  for (const chain of open) if (chain.base) found.set(chain, chain.base.table);
  // Grows while it is walked.
  for (const chain of open)
    for (const target of targets.get(chain) ?? []) {
      const called = byName.get(target);
      if (!called || found.has(called)) continue;
      found.set(called, found.get(chain)!);
      open.push(called);
    }
  return found;
}

function emitTable(table: Table, out: FormOutput): void {
  if (table.dormant || !/^(?:ip|ip6|inet)$/.test(table.family)) return;
  const family: Family = table.family === 'ip' ? 'ip' : table.family === 'ip6' ? 'ip6' : undefined;
  const read = new Map(
    table.chains.map((chain) => [
      chain,
      chain.rules.map(({ line, text }) => ({ line, rule: text === undefined ? text : readNftRule(text, family) })),
    ]),
  );
  const targets = new Map(
    [...read].map(([chain, rules]) => [chain, new Set(rules.flatMap((r) => (r.rule ? [r.rule.target] : [])))]),
  );
  const tables = tablesOf(table, targets);
  for (const [chain, rules] of read) {
    const { base } = chain;
    const put = (line: number, rule: Omit<FirewallRule, 'kind' | 'at' | 'form' | 'table' | 'chain'>): void =>
      out.emit({
        kind: 'firewall.rule',
        at: { source: out.source, line: line + 1 },
        form: 'nft',
        table: tables.get(chain) ?? (IPTABLES.test(table.name) ? table.name : ''),
        chain: shortText(base?.hook ?? chain.name),
        ...rule,
      });
    if (base)
      put(base.line, { position: 0, target: base.policy ?? 'ACCEPT', others: family === 'ip6' ? ['ipv6'] : [] });
    for (const [n, { line, rule }] of rules.entries()) {
      if (!rule) out.damaged(line, 'nft: rule could not be read');
      put(line, { position: n + 1, ...(rule ?? { target: '', others: [], hides: 'matches' }) });
    }
  }
}

/** What a rule begins with (nft(8), EXPRESSIONS and STATEMENTS). */
const WORD =
  /^(?:meta|ct|ip6?|tcp|udp|sctp|dccp|udplite|icmp|icmpv6|icmpx|esp|ah|comp|th|ether|vlan|arp|rt|ipsec|fib|socket|osf|exthdr|frag|hbh|dst|mh|i?if(?:name|group|type)?|oif(?:name|group|type)?|iif|pkttype|mark|sk(?:uid|gid)|numgen|jhash|symhash|limit|quota|counter|log|jump|goto|accept|drop|return|continue|queue|reject|masquerade|snat|dnat|redirect|tproxy|notrack|dup|fwd|set|add|update|delete|flow|xt|@\S+|#|comment|time|hour|day|cgroup|tunnel|last|synproxy|rtclassid|ibrname|obrname|cpu|nftrace|l4proto|protocol|nfproto|length|priority|random|\{)$/;

const looksLikeRule = (text: string): boolean => WORD.test(text.split(' ', 1)[0]!);

const goesOn = (lines: readonly string[], at: number): boolean => {
  const next = lines[at] ?? '';
  return CLOSED.test(next) || (next !== '' && looksLikeRule(next.trim()));
};

export const nft: TextForm = {
  id: 'nft',
  title: 'nft list ruleset',

  begins: (lines, at) => (TABLE.test(lines[at]!) ? 0.9 : WARNING.test(lines[at]!) ? 0.8 : 0),

  read(lines, at, out) {
    const first = WARNING.test(lines[at]!) ? at + 1 : at;
    const head = TABLE.exec(lines[first] ?? '');
    if (!head) return first;
    const table: Table = { family: head[1] ?? 'ip', name: head[2]!, chains: [], dormant: false };
    let chain: Chain | undefined;
    let n = first + 1;
    for (; n < lines.length; n++) {
      const line = lines[n]!;
      if (TABLE.test(line) || WARNING.test(line) || commandOf(line) !== undefined) break;
      const text = line.trim().replace(/;$/, '');
      // Remarks of files; of an older nft, a rule may begin with what it could not translate.
      if (text === '' || text.startsWith('comment "') || /^#(?!.* counter )/.test(text)) continue;
      if (CLOSED.test(line)) {
        if (chain) chain = undefined;
        else {
          n++;
          break;
        }
        continue;
      }
      const block = BLOCK.exec(line);
      if (block?.[1] === 'chain') {
        chain = { name: block[2]!, rules: [] };
        table.chains.push(chain);
        if (/\}\s*$/.test(line)) chain = undefined;
      } else if (block) n = blockEnd(lines, n) - 1;
      else if (/^flags /.test(text)) table.dormant ||= !chain && /\bdormant\b/.test(text);
      else {
        const base = baseOf(line, n);
        const rule = looksLikeRule(text);
        if (!base && !rule && !goesOn(lines, n + 1)) break;
        if (!chain) {
          // The line that named it is lost.
          if (base || rule) out.damaged(n, 'nft: chain could not be read');
          chain = { name: '', rules: [] };
          table.chains.push(chain);
        }
        if (base) chain.base = base;
        else if (!/^(?:policy \w+|devices? )/.test(text)) chain.rules.push({ line: n, text: rule ? text : undefined });
      }
    }
    emitTable(table, out);
    return n;
  },
};
