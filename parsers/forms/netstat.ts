/** `netstat -rn` and `route -n` of Linux (net-tools), `netstat -rn` of macOS and BSD. */
import { bsdPrefix } from '../decode/address-prefix.ts';
import { decimal, ipOf } from '../decode/ip-text.ts';
import { shortText } from '../decode/machine-values.ts';
import { maskLength, prefixOf } from '../decode/prefix-text.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

const LINUX = /^ {0,4}Destination +Gateway +Genmask +Flags /;
const LINUX_6 = /^ {0,4}Destination +Next Hop +Flags? +Met/;
const BSD = /^ {0,4}Destination +Gateway +Flags +.*\b(?:Netif|Interface)\b/;
const TITLE = /^(?:Kernel IP(?:v6)? routing table|Routing tables?)\b/;
const FAMILY = /^ {0,4}(Internet6?):$/;

interface Row {
  readonly destination: string | undefined;
  /** undefined = on-link. */
  readonly gateway: string | undefined;
  readonly device: string | undefined;
  readonly metric?: number | undefined;
  readonly refuses?: boolean | undefined;
  /** Known and of no use: a neighbour, or a route of sockets bound to one interface. */
  readonly skip?: boolean | undefined;
}

function emitRow(row: Row | undefined, at: number, out: FormOutput): void {
  if (row?.skip) return;
  if (!row?.destination || row.device === undefined) {
    out.damaged(at, 'netstat: route could not be read');
    return;
  }
  out.emit({
    kind: 'host.route',
    at: { source: out.source, line: at + 1 },
    form: 'netstat',
    destination: row.destination,
    gateway: row.gateway,
    interfaceName: shortText(row.device),
    metric: row.metric === undefined || row.metric < 0 ? undefined : row.metric,
    refuses: row.refuses ? true : undefined,
  });
}

/** Eight columns; the fifth is the metric of `route` and the MSS of `netstat`. */
function linuxRow(words: readonly string[], metric: boolean): Row | undefined {
  const address = words[0] === 'default' ? '0.0.0.0' : ipOf(words[0]!);
  const length = maskLength(words[2] ?? '');
  const refuses = words[3]!.includes('!');
  const gateway = words[1] === '*' || words[1] === '-' ? '0.0.0.0' : ipOf(words[1]!);
  if (address === undefined || length < 0 || gateway === undefined) return undefined;
  return {
    destination: `${address}/${length}`,
    gateway: gateway === '0.0.0.0' ? undefined : gateway,
    device: words[7] === '-' && refuses ? 'lo' : words[7],
    metric: metric ? decimal(words[4] ?? '', 10) : undefined,
    refuses,
  };
}

/** `::/0  fe80::1  UGDAe 1024 1 0 eth0`; long addresses are cut in the next hop, flags may have blanks between. */
function linux6Row(words: readonly string[]): Row | undefined {
  const destination = words[0] === '[::]/0' ? '::/0' : prefixOf(words[0] ?? '');
  const gateway = ipOf(words[1] ?? '');
  if (!destination || gateway === undefined) return undefined;
  const flags = words[2] ?? '';
  return {
    destination,
    gateway: gateway === '::' ? undefined : gateway,
    device: words.at(-1),
    metric: decimal(words.at(-4) ?? '', 10),
    refuses: flags.includes('!'),
    // Own addresses (Un) and multicast are not the way to anything.
    skip: /^!?Un/.test(flags) || destination.startsWith('ff'),
  };
}

/** @param netif column of the interface */
function bsdRow(words: readonly string[], six: boolean, netif: number): Row | undefined {
  const flags = words[2] ?? '';
  // W, L: cloned and neighbour entries; I: only for sockets bound to the interface (macOS netstat(1)).
  const skip = /[WLI]/.test(flags);
  const gateway = flags.includes('G') ? ipOf(words[1] ?? '') : undefined;
  if (flags.includes('G') && gateway === undefined && !/^link#\d+$/.test(words[1] ?? '')) return undefined;
  return {
    destination: bsdPrefix(words[0] ?? '', six),
    gateway,
    device: words[netif],
    refuses: /[BR]/.test(flags),
    skip: skip || (!flags.includes('U') && !/[BR]/.test(flags)),
  };
}

const FLAGS = /^!?[A-Za-z0-9!]{1,16}$/;

export const netstat: TextForm = {
  id: 'netstat',
  title: 'netstat -rn, route -n of Linux and macOS',

  begins(lines, at) {
    const line = lines[at]!;
    if (LINUX.test(line) || LINUX_6.test(line) || BSD.test(line)) return 0.95;
    if (!TITLE.test(line) && !FAMILY.test(line)) return 0;
    for (let n = at + 1; n <= at + 4; n++) {
      const next = lines[n] ?? '';
      if (LINUX.test(next) || LINUX_6.test(next) || BSD.test(next)) return 0.9;
    }
    return 0;
  },

  read(lines, at, out) {
    let six = false;
    let head = '';
    let netif = 0;
    return walk(lines, at, {
      known(line) {
        if (TITLE.test(line) || FAMILY.test(line) || /^ {0,4}Destination /.test(line)) return true;
        const words = line.trim().split(/ +/, 4);
        const first = words[0]!;
        if (first !== 'default' && !/^(?:\[::\]\/0|[\da-f][\da-f.:]*|::)[\w.:%]*(?:\/\d{1,3})?$/i.test(first))
          return false;
        return words.length === 4 && FLAGS.test(LINUX.test(head) ? words[3]! : words[2]!);
      },
      take(line, n) {
        const family = FAMILY.exec(line);
        if (family) six = family[1] === 'Internet6';
        else if (/^ {0,4}Destination /.test(line)) {
          head = line;
          netif = line
            .trim()
            .split(/ +/)
            .findIndex((w) => w === 'Netif' || w === 'Interface');
        } else if (!TITLE.test(line)) {
          const words = line.trim().split(/ +/, 12);
          if (LINUX.test(head)) emitRow(linuxRow(words, / Metric /.test(head)), n, out);
          else if (LINUX_6.test(head)) emitRow(linux6Row(words), n, out);
          else if (BSD.test(head)) emitRow(bsdRow(words, six, netif), n, out);
        }
      },
      odd: (n) => out.damaged(n, 'netstat: line could not be read'),
    });
  },
};
