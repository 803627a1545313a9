/** /etc/resolv.conf (resolv.conf(5)). */
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf } from '../decode/machine-values.ts';
import { walk } from './block.ts';
import type { TextForm } from './form.ts';

const SERVER = /^ {0,8}nameserver +(\S+)/;
const SEARCH = /^ {0,8}(?:search|domain) +(\S.*)$/;
const KNOWN = /^ {0,8}(?:nameserver|search|domain|options|sortlist) |^ {0,8}[#;]/;

export const resolvConf: TextForm = {
  id: 'resolv-conf',
  title: '/etc/resolv.conf',

  begins(lines, at) {
    const line = lines[at]!;
    const server = SERVER.exec(line);
    if (server) return ipOf(server[1]!) === undefined ? 0 : 0.8;
    if (!SEARCH.test(line)) return 0;
    for (let n = at + 1; n < at + 4; n++) {
      const next = SERVER.exec(lines[n] ?? '');
      if (next && ipOf(next[1]!) !== undefined) return 0.8;
    }
    return 0;
  },

  read(lines, at, out) {
    const servers: string[] = [];
    const form = 'resolv-conf';
    const end = walk(lines, at, {
      known: (line) => KNOWN.test(line),
      take(line, n) {
        const server = SERVER.exec(line);
        const address = server ? ipOf(server[1]!) : undefined;
        if (address !== undefined) servers.push(address);
        else if (server) out.damaged(n, 'resolv.conf: name server could not be read');
        for (const word of SEARCH.exec(line)?.[1]?.split(/ +/) ?? []) {
          const value = dnsNameOf(word);
          if (value !== undefined)
            out.emit({
              kind: 'host.setting',
              at: { source: out.source, line: n + 1 },
              form,
              name: 'suffix-search',
              value,
            });
        }
      },
    });
    if (servers.length > 0)
      out.emit({ kind: 'host.resolver', at: { source: out.source, line: at + 1 }, form, domains: [], servers });
    return end;
  },
};
