/** ipsec.conf of strongSwan (ipsec.conf(5)). Identities and certificates are not kept; secrets stand in another file. */
import { shortText } from '../decode/machine-values.ts';
import { selectorsOf } from '../decode/selector.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

const HEAD = /^ {0,8}(conn|ca|config) +([^\s#]{1,128}) *(?:#.*)?$/;
const ITEM = /^ *([a-z][a-z0-9_-]{1,40}) *= *(.*)$/i;
const NONE = /^ *#/;
const KEPT = new Set([
  'left',
  'right',
  'leftsubnet',
  'rightsubnet',
  'rightsourceip',
  'keyexchange',
  'type',
  'auto',
  'also',
]);
/** Sections named by `also=` by way of others. */
const DEPTH = 8;

interface Conn {
  readonly name: string;
  readonly line: number;
  readonly values: Map<string, string>;
  readonly also: string[];
}

const words = (list: string | undefined): string[] =>
  (list ?? '')
    .split(/[ ,]+/)
    .filter((word) => word !== '')
    .map(shortText);

/** The connection's value: its own, of the sections it names, or the default. */
function valueFor(conn: Conn, key: string, all: ReadonlyMap<string, Conn>, depth = 0): string | undefined {
  const own = conn.values.get(key);
  if (own !== undefined || depth > DEPTH) return own;
  for (const name of conn.also.slice(0, DEPTH)) {
    const other = all.get(name);
    const value = other && valueFor(other, key, all, depth + DEPTH / 4);
    if (value !== undefined) return value;
  }
  return depth === 0 ? all.get('%default')?.values.get(key) : undefined;
}

/** `passthrough` and `pass`, `drop` and `reject` are each one thing. */
const MODES: Readonly<Record<string, string>> = { passthrough: 'pass', reject: 'drop', transport_proxy: 'transport' };

function emitConn(conn: Conn, all: ReadonlyMap<string, Conn>, out: FormOutput): void {
  const get = (key: string): string | undefined => valueFor(conn, key, all);
  const version = get('keyexchange')?.toLowerCase();
  const type = get('type')?.toLowerCase() ?? 'tunnel';
  const own = selectorsOf(get('leftsubnet') ?? 'dynamic');
  const other = selectorsOf(get('rightsubnet') ?? 'dynamic');
  if (own.bad + other.bad > 0) out.damaged(conn.line, 'ipsec.conf: subnet could not be read');
  const name = shortText(conn.name);
  out.emit({
    kind: 'ipsec.connection',
    at: { source: out.source, line: conn.line + 1 },
    form: 'ipsec-conf',
    name,
    version: version === 'ikev1' ? 1 : version === 'ikev2' ? 2 : undefined,
    localAddresses: words(get('left')?.toLowerCase()),
    remoteAddresses: words(get('right')?.toLowerCase()),
    children: [
      {
        name,
        line: conn.line + 1,
        mode: shortText(MODES[type] ?? type),
        localTs: own.selectors,
        remoteTs: other.selectors,
      },
    ],
    pools: get('rightsourceip') === undefined ? undefined : words(get('rightsourceip')),
  });
}

export const ipsecConf: TextForm = {
  id: 'ipsec-conf',
  title: 'ipsec.conf',

  begins(lines, at) {
    if (!HEAD.test(lines[at]!)) return 0;
    for (let n = at + 1; n < at + 6; n++) {
      const line = lines[n] ?? '';
      if (line === '' || NONE.test(line)) continue;
      return ITEM.test(line) || (HEAD.test(line) && lines[at]!.startsWith('config setup')) ? 0.9 : 0;
    }
    return 0;
  },

  read(lines, at, out) {
    const all = new Map<string, Conn>();
    const conns: Conn[] = [];
    let open: Conn | undefined;
    const end = walk(lines, at, {
      known: (line) => HEAD.test(line) || ITEM.test(line) || NONE.test(line) || /^ *include \S/.test(line),
      take(line, n) {
        const head = HEAD.exec(line);
        const item = head || NONE.test(line) ? null : ITEM.exec(line);
        if (head) {
          open = { name: head[2]!, line: n, values: new Map(), also: [] };
          // Of `config setup` and `ca` nothing is kept.
          if (head[1] !== 'conn') return;
          all.set(open.name, open);
          conns.push(open);
        } else if (item && open && KEPT.has(item[1]!.toLowerCase())) {
          const value = item[2]!
            .replace(/ #.*$/, '')
            .trim()
            .replace(/^"([^"]*)"$/, '$1');
          if (item[1] === 'also') open.also.push(value);
          else open.values.set(item[1]!.toLowerCase(), value);
        }
      },
      odd: (n) => out.damaged(n, 'ipsec.conf: line could not be read'),
    });
    const named = new Set(conns.flatMap((conn) => conn.also));
    for (const conn of conns) {
      const auto = valueFor(conn, 'auto', all)?.toLowerCase();
      // Not loaded, or only there for others to name.
      if (conn.name === '%default' || auto === 'ignore' || (auto === undefined && named.has(conn.name))) continue;
      emitConn(conn, all, out);
    }
    return end;
  },
};
