/** `swanctl --list-conns` of strongSwan. */
import type { IpsecConnection } from '../../src/facts.ts';
import { shortText } from '../decode/machine-values.ts';
import { selectorsOf } from '../decode/selector.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

/** `home: IKEv2, no reauthentication, …`; before 5.3 nothing stands behind the version. */
const HEAD = /^ {0,8}(\S{1,128}): (IKEv1\/2|IKEv1|IKEv2)(?:, (?:no )?reauthentication.*)?$/;
const CHILD =
  /^ *(\S{1,128}): (TUNNEL|TRANSPORT|BEET|TRANSPORT_PROXY|TUNNEL_PROXY|PASS|DROP)(?:, (?:no )?rekeying.*)?$/;
const SIDE = /^ *(local|remote): +(\S.*)$/;
/** A line of `swanctl --list-pols`, whose next ones look like these. */
const POLICY = /^ {0,8}[^\s:]\S{0,255}, (?:TUNNEL|TRANSPORT|BEET|PASS|DROP)(?:_PROXY)?$/;
const AUTH = /^ *(?:local|remote) .{1,60} authentication:$/;
const OTHER = /^ *(?:id|eap_id|xauth_id|aaa_id|groups|certs|cacerts|interface|priority|ppk_id): /;

type Child = { name: string; line: number; mode: string; localTs: readonly string[]; remoteTs: readonly string[] };

interface Open {
  readonly local: string[];
  readonly remote: string[];
  readonly children: Child[];
}

function readLine(c: Open, line: string, at: number, out: FormOutput): void {
  const head = CHILD.exec(line);
  if (head) {
    const mode = head[2]!.replace('_PROXY', '').toLowerCase();
    c.children.push({ name: shortText(head[1]!), line: at + 1, mode, localTs: [], remoteTs: [] });
    return;
  }
  const side = SIDE.exec(line);
  if (!side) return;
  const child = c.children.at(-1);
  if (!child) {
    const list = side[1] === 'local' ? c.local : c.remote;
    for (const word of side[2]!.split(/[ ,]+/)) if (word !== '') list.push(shortText(word.toLowerCase()));
    return;
  }
  const { selectors, bad } = selectorsOf(side[2]!);
  if (bad > 0) out.damaged(at, 'swanctl: traffic selector could not be read');
  if (side[1] === 'local') child.localTs = selectors;
  else child.remoteTs = selectors;
}

const VERSIONS: Readonly<Record<string, IpsecConnection['version']>> = { IKEv1: 1, IKEv2: 2 };

export const swanctlConns: TextForm = {
  id: 'swanctl-conns',
  title: 'swanctl --list-conns',

  begins(lines, at) {
    const head = HEAD.exec(lines[at]!);
    return head && (lines[at]!.includes(',') || SIDE.test(lines[at + 1] ?? '')) ? 0.9 : 0;
  },

  read(lines, at, out) {
    const head = HEAD.exec(lines[at]!);
    if (!head) return at + 1;
    const open: Open = { local: [], remote: [], children: [] };
    const end = walk(lines, at + 1, {
      known: (line) => CHILD.test(line) || SIDE.test(line) || AUTH.test(line) || OTHER.test(line),
      stops: (line) => HEAD.test(line) || POLICY.test(line),
      take: (line, n) => readLine(open, line, n, out),
      odd: (n) => out.damaged(n, 'swanctl: line could not be read'),
    });
    out.emit({
      kind: 'ipsec.connection',
      at: { source: out.source, line: at + 1 },
      form: 'swanctl-conns',
      name: shortText(head[1]!),
      version: VERSIONS[head[2]!],
      localAddresses: open.local,
      remoteAddresses: open.remote,
      children: open.children,
    });
    return end;
  },
};
