/** The hosts file: of Windows with Microsoft's heading, of Unix with localhost, or as bare entries (hosts(5)). */
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import type { TextForm } from './form.ts';

/** Names of one line; more than these nobody writes. */
const NAMES = 64;

interface Entry {
  readonly address: string;
  readonly names: readonly string[];
}

/** `10.60.4.21 sip.contoso.com sip # comment` */
function entryOf(line: string): Entry | undefined {
  if (!/^ *[0-9a-f:]/i.test(line)) return undefined;
  const hash = line.indexOf('#');
  const words = (hash < 0 ? line : line.slice(0, hash)).trim().split(/ +/, NAMES + 1);
  const address = ipOf(words[0]!);
  if (address === undefined || words.length < 2) return undefined;
  const names = words
    .slice(1)
    .map((word) => (/[a-z]/i.test(word) && ipOf(word) === undefined ? dnsNameOf(word) : undefined));
  return names.includes(undefined) ? undefined : { address, names: names as string[] };
}

const HEADING =
  /^ *# ?(?:Copyright \(c\) \d{4}-?\d{0,4} Microsoft Corp|.*\bHOSTS file\b|.*\bhost database\b|.*\/etc\/(?:cloud\/templates\/)?hosts)/i;
const COMMENT = /^ *#/;
const FQDN = /\.[a-z]/i;

export const hosts: TextForm = {
  id: 'hosts',
  title: 'hosts file',
  begins(lines, at) {
    const line = lines[at]!;
    if (HEADING.test(line)) return 0.9;
    const entry = entryOf(line);
    if (!entry) return 0;
    if (/^(?:type|cat|more|less|gc|Get-Content)\b.*\bhosts$/i.test(commandOf(lines[at - 1]) ?? '')) return 0.9;
    if ((entry.address.startsWith('127.') || entry.address === '::1') && entry.names.includes('localhost')) return 0.8;
    // Two lines of addresses and full names, and nothing else, are no accident.
    const next = entryOf(lines[at + 1] ?? '');
    return next && entry.names.some((n) => FQDN.test(n)) && next.names.some((n) => FQDN.test(n)) ? 0.55 : 0;
  },
  read(lines, at, out) {
    let next = at;
    let last = at;
    for (; next < lines.length; next++) {
      const line = lines[next]!;
      if (commandOf(line) !== undefined) break;
      if (line === '') continue;
      const entry = entryOf(line);
      if (entry) {
        for (const name of entry.names)
          out.emit({
            kind: 'host.name',
            at: { source: out.source, line: next + 1 },
            form: 'hosts',
            by: 'hosts',
            name,
            type: entry.address.includes(':') ? 'AAAA' : 'A',
            values: [entry.address],
          });
      } else if (!COMMENT.test(line)) {
        const follows = entryOf(lines[next + 1] ?? '') ?? entryOf(lines[next + 2] ?? '');
        if (!follows) break;
        out.damaged(next, 'line of no known form in the hosts file');
      }
      last = next;
    }
    return last + 1;
  },
};
