/** `ip route`, `ip -6 route`, `ip route show table all` of Linux (iproute2). */
import { decimal, ipOf } from '../decode/ip-text.ts';
import { shortText } from '../decode/machine-values.ts';
import { prefixOf } from '../decode/prefix-text.ts';
import type { FormOutput, TextForm } from './form.ts';

const REFUSES = new Set(['blackhole', 'unreachable', 'prohibit', 'throw']);
/** Of the table `local`: the machine's own addresses and broadcasts, which `ip addr` says better. */
const OWN = new Set(['local', 'broadcast', 'multicast', 'anycast']);
const KEYS = new Set([
  'via',
  'dev',
  'proto',
  'scope',
  'src',
  'metric',
  'table',
  'nhid',
  'from',
  'encap',
  'error',
  'mtu',
]);

interface Line {
  readonly type: string;
  /** undefined for `default` whose family is not known yet. */
  readonly destination: string | undefined;
  readonly words: readonly string[];
}

function lineOf(text: string): Line | undefined {
  if (text.length < 9) return undefined;
  const words = text.trim().split(/ +/);
  const type = REFUSES.has(words[0]!) || OWN.has(words[0]!) || words[0] === 'unicast' ? words.shift()! : 'unicast';
  const destination = words[0] === 'default' ? undefined : prefixOf(words[0] ?? '');
  if (words[0] !== 'default' && destination === undefined) return undefined;
  const next = words[1];
  if (next === undefined ? !REFUSES.has(type) : !KEYS.has(next)) return undefined;
  return { type, destination, words };
}

const after = (words: readonly string[], key: string, from = 0): string | undefined => {
  const at = words.indexOf(key, from);
  return at < 0 ? undefined : words[at + 1];
};

/** `via 10.8.0.1`, `via inet6 fe80::1`. */
function gatewayOf(words: readonly string[]): { readonly said: boolean; readonly address: string | undefined } {
  const at = words.indexOf('via');
  if (at < 0) return { said: false, address: undefined };
  const family = words[at + 1] === 'inet6' || words[at + 1] === 'inet' ? 1 : 0;
  return { said: true, address: ipOf(words[at + 1 + family] ?? '') };
}

const NEXT_HOP = /^ *nexthop .*\b(?:via|dev) /;

/** Whether a `default` without address in its own line is one of IPv6. */
function isSix(words: readonly string[], lines: readonly string[], at: number): boolean {
  const own = gatewayOf(words).address ?? ipOf(after(words, 'src') ?? '') ?? ipOf(after(words, 'from') ?? '');
  if (own !== undefined) return own.includes(':');
  if (words.includes('pref') || after(words, 'proto') === 'ra') return true;
  if (NEXT_HOP.test(lines[at + 1] ?? ''))
    return gatewayOf(lines[at + 1]!.trim().split(/ +/)).address?.includes(':') === true;
  for (const near of [at - 1, at + 1]) {
    const destination = lineOf(lines[near] ?? '')?.destination;
    if (destination !== undefined) return destination.includes(':');
  }
  return false;
}

function readLine(lines: readonly string[], at: number, line: Line, out: FormOutput): number {
  const { words } = line;
  const hops: (readonly string[])[] = [];
  let end = at + 1;
  for (; end < lines.length && NEXT_HOP.test(lines[end]!); end++) hops.push(lines[end]!.trim().split(/ +/));
  // `ip route get` answers for one address, and is no line of a table.
  if (/^ *cache\b/.test(lines[end] ?? '') || words.includes('uid'))
    return end + (/^ *cache\b/.test(lines[end] ?? '') ? 1 : 0);
  if (OWN.has(line.type)) return end;
  const metric = decimal(after(words, 'metric') ?? '', 10);
  const destination = line.destination ?? (isSix(words, lines, at) ? '::/0' : '0.0.0.0/0');
  for (const [n, hop] of (hops.length > 0 ? hops : [words]).entries()) {
    const gateway = gatewayOf(hop);
    const device = after(hop, 'dev');
    if (gateway.said && gateway.address === undefined) {
      out.damaged(at, 'ip route: gateway could not be read');
      continue;
    }
    out.emit({
      kind: 'host.route',
      at: { source: out.source, line: at + 1 + (hops.length > 0 ? n + 1 : 0) },
      form: 'ip-route',
      destination,
      gateway: gateway.address,
      interfaceName: device && shortText(device),
      metric: metric < 0 ? undefined : metric,
      table: shortText(after(words, 'table') ?? '') || undefined,
      source: ipOf(after(words, 'src') ?? ''),
      refuses: REFUSES.has(line.type) ? true : undefined,
    });
  }
  return end;
}

export const ipRoute: TextForm = {
  id: 'ip-route',
  title: 'ip route',

  begins(lines, at) {
    const line = lineOf(lines[at]!);
    if (!line) return 0;
    if (REFUSES.has(line.type)) return 0.7;
    return line.words.includes('dev') || line.words.includes('via') || NEXT_HOP.test(lines[at + 1] ?? '') ? 0.8 : 0;
  },

  read(lines, at, out) {
    for (;;) {
      const line = lineOf(lines[at] ?? '');
      if (!line) return at;
      at = readLine(lines, at, line, out);
    }
  },
};
