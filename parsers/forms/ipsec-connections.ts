/** The section "Connections" of `ipsec statusall`. */
import { shortText } from '../decode/machine-values.ts';
import { selectorsOf } from '../decode/selector.ts';
import type { FormOutput } from './form.ts';

export interface OpenConnection {
  readonly line: number;
  readonly name: string;
  readonly version: 1 | 2 | undefined;
  readonly local: readonly string[];
  readonly remote: readonly string[];
  readonly children: {
    readonly name: string;
    readonly line: number;
    readonly mode: string;
    readonly localTs: readonly string[];
    readonly remoteTs: readonly string[];
  }[];
}

/** `home:  192.168.1.34...203.0.113.1, vpn.contoso.com  IKEv2, dpddelay=30s` */
const HEAD = /^ *(\S.{0,127}?): {1,2}(\S.{0,800}?)\.\.\.(\S.{0,800}?) {1,2}(IKEv1\/2|IKEv1|IKEv2)\b/;
/** `net:   child:  dynamic === 10.1.0.0/16 TUNNEL, dpdaction=clear` */
const CHILD = /^ *(\S.{0,127}?): +child: +(\S.*) === (\S.*) (TUNNEL|TRANSPORT|BEET|PASS|DROP)(?:_PROXY)?(?:,.*)?$/;

const hosts = (list: string): readonly string[] =>
  list
    .split(/[ ,]+/)
    .filter((word) => word !== '')
    .map((word) => shortText(word.toLowerCase()));

/** Ends one connection as a fact. */
export function emitConnection(c: OpenConnection | undefined, out: FormOutput): void {
  if (!c) return;
  out.emit({
    kind: 'ipsec.connection',
    at: { source: out.source, line: c.line },
    form: 'ipsec-statusall',
    name: c.name,
    version: c.version,
    localAddresses: c.local,
    remoteAddresses: c.remote,
    children: c.children,
  });
}

/** @returns the connection that is open behind the line. Identities (`local:  [anna] uses …`) are not kept. */
export function readConnection(
  open: OpenConnection | undefined,
  line: string,
  at: number,
  out: FormOutput,
): OpenConnection | undefined {
  const child = line.includes(' child: ') ? CHILD.exec(line) : null;
  if (child) {
    const own = selectorsOf(child[2]!);
    const other = selectorsOf(child[3]!);
    if (own.bad + other.bad > 0) out.damaged(at, 'ipsec status: traffic selector could not be read');
    open?.children.push({
      name: shortText(child[1]!),
      line: at + 1,
      mode: child[4]!.toLowerCase(),
      localTs: own.selectors,
      remoteTs: other.selectors,
    });
    return open;
  }
  if (/: +(?:local|remote|ca|cert|group|crl|ocsp|im-ca): /.test(line)) return open;
  const head = HEAD.exec(line);
  if (!head) {
    out.damaged(at, 'ipsec status: connection could not be read');
    return open;
  }
  emitConnection(open, out);
  return {
    line: at + 1,
    name: shortText(head[1]!),
    version: head[4] === 'IKEv1' ? 1 : head[4] === 'IKEv2' ? 2 : undefined,
    local: hosts(head[2]!),
    remote: hosts(head[3]!),
    children: [],
  };
}
