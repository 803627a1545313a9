/** `scutil --dns` of macOS. */
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf, NO_LISTS, shortText } from '../decode/machine-values.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

const TITLE = /^ {0,4}DNS configuration( \(for scoped queries\))?$/;
const RESOLVER = /^ {0,4}resolver #\d{1,5}$/;
const ITEM =
  /^ *(?:(nameserver|search domain)\[\d{1,4}\]|(domain|if_index|flags|reach|order|timeout|options|port|service_identifier))\s*: ?(.*)$/;

interface Resolver {
  readonly line: number;
  readonly scoped: boolean;
  readonly servers: string[];
  readonly search: string[];
  domain: string | undefined;
  ifIndex: number | undefined;
  name: string | undefined;
  flags: string;
  multicast: boolean;
}

function emit(r: Resolver | undefined, out: FormOutput): void {
  if (!r || r.servers.length === 0 || r.multicast) return;
  const at = { source: out.source, line: r.line };
  if (r.scoped || /\bScoped\b/.test(r.flags)) {
    // Asked only by sockets bound to the interface: it tells the interface's servers, not who is asked for a name.
    if (r.name !== undefined || r.ifIndex !== undefined)
      out.emit({
        kind: 'host.adapter',
        at,
        form: 'scutil-dns',
        ...NO_LISTS,
        name: r.name,
        ifIndex: r.ifIndex,
        dnsServers: r.servers,
        dnsSuffixes: r.search,
      });
    return;
  }
  out.emit({
    kind: 'host.resolver',
    at,
    form: 'scutil-dns',
    domains: r.domain === undefined ? [] : [r.domain],
    servers: r.servers,
    interfaceName: r.name,
    ifIndex: r.ifIndex,
    supplemental: /\bSupplemental\b/.test(r.flags) ? true : undefined,
  });
}

function readItem(r: Resolver, m: RegExpExecArray, at: number, out: FormOutput): void {
  const value = m[3]!.trim();
  if (m[1] === 'nameserver') {
    const server = ipOf(value);
    if (server === undefined) out.damaged(at, 'scutil: name server could not be read');
    else r.servers.push(server);
  } else if (m[1] === 'search domain') {
    const name = dnsNameOf(value);
    if (name !== undefined) r.search.push(name);
  } else if (m[2] === 'domain') r.domain = dnsNameOf(value);
  else if (m[2] === 'flags') r.flags = value;
  else if (m[2] === 'options') r.multicast = /\bmdns\b/.test(value);
  else if (m[2] === 'if_index') {
    const index = /^(\d{1,9})(?: \(([^()]{1,64})\))?/.exec(value);
    if (index) {
      r.ifIndex = Number(index[1]);
      r.name = index[2] && shortText(index[2]);
    }
  }
}

export const scutilDns: TextForm = {
  id: 'scutil-dns',
  title: 'scutil --dns',

  begins(lines, at) {
    if (TITLE.test(lines[at]!)) return 0.9;
    return RESOLVER.test(lines[at]!) && ITEM.test(lines[at + 1] ?? '') ? 0.8 : 0;
  },

  read(lines, at, out) {
    let scoped = false;
    let open: Resolver | undefined;
    const end = walk(lines, at, {
      known: (line) => TITLE.test(line) || RESOLVER.test(line) || ITEM.test(line),
      take(line, n) {
        const title = TITLE.exec(line);
        const item = ITEM.exec(line);
        if (item) {
          if (open) readItem(open, item, n, out);
          return;
        }
        emit(open, out);
        open = undefined;
        if (title) scoped = title[1] !== undefined;
        else
          open = {
            line: n + 1,
            scoped,
            servers: [],
            search: [],
            domain: undefined,
            ifIndex: undefined,
            name: undefined,
            flags: '',
            multicast: false,
          };
      },
      odd: (n) => out.damaged(n, 'scutil: line could not be read'),
    });
    emit(open, out);
    return end;
  },
};
