/** `iptables -L` and `ip6tables -L`, with -n, -v, -x and --line-numbers or without. */
import type { FirewallRule } from '../../src/facts.ts';
import { type Columns, readListedRule } from '../decode/iptables-listed.ts';
import { shortText } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import type { FormOutput, TextForm } from './form.ts';

const CHAIN =
  /^ {0,8}Chain (\S{1,64}) \((?:policy ([A-Z]{2,10})(?: (\d{1,15})[KMGTPE]? packets, \d{1,15}[KMGTPE]? bytes)?|\d{1,10} references)\)$/;
const ROUNDED = /\d[KMGTPE] packets/;
const HEADER = /^ {0,8}(num +)?(pkts +bytes +)?target +prot +opt +(in +out +)?source +destination$/;

/** Built-in chains of each table, as they are listed (iptables(8), TABLES). */
const TABLES: readonly (readonly [table: string, chains: string])[] = [
  ['filter', 'INPUT FORWARD OUTPUT'],
  ['nat', 'PREROUTING INPUT OUTPUT POSTROUTING'],
  ['nat', 'PREROUTING OUTPUT POSTROUTING'],
  ['mangle', 'PREROUTING INPUT FORWARD OUTPUT POSTROUTING'],
  ['raw', 'PREROUTING OUTPUT'],
];
const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

type Listed = Omit<FirewallRule, 'kind' | 'at' | 'form' | 'table'> & { readonly line: number };

interface Listing {
  readonly rules: Listed[];
  /** Chains with a policy, and all. */
  readonly builtIn: string[];
  readonly chains: Set<string>;
  six: boolean;
}

const newListing = (): Listing => ({ rules: [], builtIn: [], chains: new Set(), six: false });

/** Of the command above, else by the chains: a listing does not name its table. */
function tableOf({ builtIn, rules }: Listing, command: string): string {
  const said = / (?:--table[ =]|-[A-Za-z]{0,6}t ?)(\w{1,12})/.exec(command)?.[1];
  if (said !== undefined) return said;
  const chains = builtIn.join(' ');
  const whole = TABLES.find(([, all]) => all === chains)?.[0];
  if (whole !== undefined) return whole;
  // One chain alone (`iptables -L POSTROUTING`): what only NAT does.
  if (rules.some((r) => /^(?:MASQUERADE|SNAT|DNAT|NETMAP|REDIRECT)$/.test(r.target))) return 'nat';
  return /\bip6?tables(?:-nft|-legacy)? /.test(command) ? 'filter' : '';
}

function emitListing(listing: Listing, command: string, out: FormOutput): void {
  const six = listing.six || /\bip6tables/.test(command);
  const table = tableOf(listing, command);
  for (const { line, ...rule } of listing.rules)
    out.emit({
      kind: 'firewall.rule',
      at: { source: out.source, line },
      form: six ? 'ip6tables-list' : 'iptables-list',
      table,
      ...rule,
      others: six ? ['ipv6', ...rule.others] : rule.others,
    });
}

/** Whether the listing goes on behind an odd line. */
const goesOn = (lines: readonly string[], at: number, columns: Columns): boolean => {
  const next = lines[at] ?? '';
  return readListedRule(next, columns) !== undefined || CHAIN.test(next === '' ? (lines[at + 1] ?? '') : next);
};

export const iptablesList: TextForm = {
  id: 'iptables-list',
  title: 'iptables -L',

  begins(lines, at) {
    if (!CHAIN.test(lines[at]!)) return 0;
    return HEADER.test(lines[at + 1] ?? '') ? 0.95 : 0.7;
  },

  read(lines, at, out) {
    const command = commandOf(lines[at - 1]) ?? '';
    let listing = newListing();
    let chain = '';
    let columns: Columns = { numbered: false, verbose: false };
    let position = 0;
    let blank = 0;
    let n = at;
    for (; n < lines.length; n++) {
      const line = lines[n]!;
      if (commandOf(line) !== undefined) break;
      if (line === '') {
        if (++blank > 3) break;
        continue;
      }
      const head = CHAIN.exec(line);
      if (head) {
        const [, name, policy, packets] = head;
        // The next table, listed without a prompt between: a chain comes again, or one that stands earlier.
        const earlier = policy !== undefined && HOOKS.indexOf(name!) < HOOKS.indexOf(listing.builtIn.at(-1) ?? '');
        if (listing.chains.has(name!) || earlier) {
          // The command above was of the first one only.
          emitListing(listing, command, out);
          if (command !== '') return n;
          listing = newListing();
        }
        chain = name!;
        position = 0;
        listing.chains.add(chain);
        if (policy !== undefined) {
          listing.builtIn.push(chain);
          const count = packets === undefined || ROUNDED.test(line) ? undefined : Number(packets);
          listing.rules.push({
            line: n + 1,
            chain: shortText(chain),
            position: 0,
            target: policy,
            others: [],
            packets: count,
          });
        }
      } else if (HEADER.test(line)) {
        const [, numbered, verbose] = HEADER.exec(line)!;
        columns = { numbered: numbered !== undefined, verbose: verbose !== undefined };
      } else {
        // Behind a blank line something else begins.
        if (blank > 0) break;
        const rule = readListedRule(line, columns);
        if (!rule && !goesOn(lines, n + 1, columns)) break;
        if (!rule) out.damaged(n, 'iptables: rule could not be read');
        position++;
        if (/(?:^| )!?(?:::|[0-9a-f]{1,4}:[0-9a-f:]*)\/\d{1,3}(?: |$)/.test(line)) listing.six = true;
        listing.rules.push({
          line: n + 1,
          chain: shortText(chain),
          position,
          ...(rule ?? { target: '', others: [], hides: 'matches' }),
        });
      }
      blank = 0;
    }
    emitListing(listing, command, out);
    return n;
  },
};
