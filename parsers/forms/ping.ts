/** `ping` of Windows, Linux and macOS, `tracert`, `traceroute`: which address the machine takes a name for. What answered,
 *  and how fast, is not kept: it is of another time and protocol than the client's. */
import type { HostName } from '../../src/facts.ts';
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import type { TextForm } from './form.ts';

const NAME = '([\\w.-]{1,253})';
/** `Pinging sip.contoso.com [198.51.100.40] with 32 bytes of data:`, in any language. */
const WINDOWS = new RegExp(
  `^ {0,8}\\p{L}[^\\[\\]]{0,80} ${NAME} \\[([\\da-f:.]{2,45})\\] .{0,60}\\b\\d{1,5}\\b.{0,40}:$`,
  'iu',
);
/** `Tracing route to sip.contoso.com [198.51.100.40]`, and below `over a maximum of 30 hops:`. */
const TRACERT = new RegExp(`^ {0,8}\\p{L}[^\\[\\]]{0,80} ${NAME} \\[([\\da-f:.]{2,45})\\]$`, 'iu');
const HOPS = /^ {0,8}\p{L}[\p{L} ']{0,40} \d{1,3} \p{L}{2,20} ?:$/u;
/** `PING sip.contoso.com (198.51.100.40) 56(84) bytes of data.`, `PING6(56=40+8+8 bytes) …` is of addresses only. */
const UNIX = new RegExp(`^ {0,8}PING ${NAME} ?\\(([\\da-f:.]{2,45})\\)[: ] ?.{0,40}bytes`, 'i');
const TRACEROUTE = new RegExp(`^ {0,8}traceroute6? to ${NAME} \\(([\\da-f:.]{2,45})\\), \\d{1,3} hops max`);
/** In words that are known for sure. */
const FAILED = [
  /^ {0,8}Ping request could not find host ([\w.-]{1,253}?)\. Please check the name and try again\.$/,
  /^ {0,8}Unable to resolve target system name ([\w.-]{1,253}?)\.$/,
  /^ {0,8}ping6?: (?:cannot resolve |unknown host )?([\w.-]{1,253}?)(?:: (?:Name or service not known|Unknown host|No address associated with hostname|nodename nor servname provided, or not known|Temporary failure in name resolution))?$/,
];
const SURELY_FAILED = /could not find|Unable to resolve|cannot resolve|unknown host|: [A-Z][\w ,]*$/i;

/** Further lines of the output: replies, hops and sums. */
const REPLY =
  /\bTTL=\d|\bicmp_seq[= ]|^ *\d{1,2} +(?:<?\d{1,5} ?m?s|\*|[\w.-]+ \()|^ *(?:\d+ packets transmitted|rtt |round-trip )|^--- .* ---$|^ +[^:]+ = <?\d+ ?ms,|^ +[^:]+: [^=]+ = \d+, /i;

/** `Ping statistics for 198.51.100.40:` above what it is the heading of. */
const isHeading = (lines: readonly string[], at: number): boolean =>
  /^ {0,8}\S.{4,60}:$/.test(lines[at]!) && REPLY.test(lines[at + 1] ?? '');

interface Found {
  readonly name: string;
  readonly address?: string | undefined;
}

function foundAt(lines: readonly string[], at: number): Found | undefined {
  const line = lines[at]!;
  // Looked at on every line of a text.
  const bracket = line.includes(' [');
  const trace = bracket ? TRACERT.exec(line) : null;
  const m = bracket ? WINDOWS.exec(line) : line.includes('(') ? (UNIX.exec(line) ?? TRACEROUTE.exec(line)) : null;
  const pair = m ?? (trace && HOPS.test(lines[at + 1] ?? '') ? trace : undefined);
  if (pair) {
    const address = ipOf(pair[2]!);
    return address === undefined ? undefined : { name: pair[1]!, address };
  }
  if (!/^ {0,8}(?:ping|unable to)/i.test(line) || !SURELY_FAILED.test(line)) return undefined;
  for (const pattern of FAILED) {
    const name = pattern.exec(line)?.[1];
    if (name !== undefined) return { name };
  }
  return undefined;
}

/** `ping -a` and `tracert` turn an address into a name: then the name was not asked for. Only a command that has the name
 *  tells of tracert that it was; of ping without a command above, the usual is taken. */
function wasAsked(lines: readonly string[], at: number, name: string): boolean {
  const command = commandOf(lines[at - 1]) ?? commandOf(lines[at - 2] === '' ? undefined : lines[at - 2]);
  if (command !== undefined && command !== '') return command.toLowerCase().includes(name.toLowerCase());
  return !TRACERT.test(lines[at]!);
}

export const ping: TextForm = {
  id: 'ping',
  title: 'ping, tracert, traceroute',

  begins: (lines, at) => (foundAt(lines, at) ? 0.7 : 0),

  read(lines, at, out) {
    const found = foundAt(lines, at)!;
    const name = ipOf(found.name) === undefined ? dnsNameOf(found.name) : undefined;
    if (name !== undefined && wasAsked(lines, at, found.name))
      out.emit({
        kind: 'host.name',
        at: { source: out.source, line: at + 1 },
        form: 'ping',
        by: 'asked',
        name,
        type: '',
        values: found.address === undefined ? [] : [found.address],
        ...(found.address === undefined ? { failure: 'other' } : {}),
      } satisfies HostName);
    let n = HOPS.test(lines[at + 1] ?? '') ? at + 2 : at + 1;
    for (let blank = 0; n + blank < lines.length; ) {
      const line = lines[n + blank]!;
      if (line === '' && blank < 2) blank++;
      else if (commandOf(line) === undefined && (REPLY.test(line) || isHeading(lines, n + blank))) {
        n += blank + 1;
        blank = 0;
      } else break;
    }
    return n;
  },
};
