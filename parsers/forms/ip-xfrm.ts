/** `ip xfrm policy` and `ip xfrm state` of Linux. Of states nothing is kept: which end is this machine is not said, and
 *  they hold the keys. */
import { prefixOf } from '../decode/prefix-text.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

const HEAD = /^ {0,8}src (\S{2,50}) dst (\S{2,50})((?: (?:uid|proto|sport|dport|type|code|dev|key) \S{1,40})*)$/;
const POLICY = /^ *(?:dir (in|out|fwd)\b|socket (?:in|out)\b)(.*)$/;
const STATE = /^ *proto (?:esp|ah|comp) (?:spi|\S{1,20} spi) /;
const TEMPLATE = /^ *tmpl src /;
const PROTO = /^ *proto \S{1,10} (?:spi \S{1,20} )?reqid \d{1,10}.* mode (tunnel|transport|beet|ro)\b/;
const STATE_ITEM =
  /^ *(?:replay-window|auth-trunc|auth|enc|aead|comp|encap|anti-replay|lifetime|limit:|sel |mark |output-mark|if_id|oseq|lastused|dir |coa|security context|add |stats:|replay |failed|offload|crypto offload|add-time|seq-hi|\d+\(|\(?expire)/;
const POLICY_ITEM = /^ *(?:level |enc-mask|mark |if_id |lifetime|limit:|\d+\(|add |expire |security context|offload )/;

/** `10.1.0.0/16[tcp/443]`. */
function selector(prefix: string, words: string, port: 'sport' | 'dport'): string {
  const proto = / proto (\S+)/.exec(words)?.[1];
  const number = new RegExp(` ${port} (\\d{1,5})\\b`).exec(words)?.[1];
  if (proto === undefined && number === undefined) return prefix;
  return `${prefix}[${proto ?? '%any'}${number === undefined ? '' : `/${number}`}]`;
}

function readPolicy(lines: readonly string[], at: number, out: FormOutput): number {
  const head = HEAD.exec(lines[at]!)!;
  const policy = POLICY.exec(lines[at + 1] ?? '')!;
  let mode: string | undefined;
  const end = walk(lines, at + 2, {
    known: (line) => TEMPLATE.test(line) || PROTO.test(line) || POLICY_ITEM.test(line),
    stops: (line) => HEAD.test(line),
    take(line) {
      mode ??= PROTO.exec(line)?.[1];
      if (TEMPLATE.test(line)) mode ??= / mode (\w{1,12})/.exec(line)?.[1];
    },
    odd: (n) => out.damaged(n, 'ip xfrm: line could not be read'),
  });
  const direction = policy[1] as 'in' | 'out' | 'fwd' | undefined;
  const from = prefixOf(head[1]!);
  const to = prefixOf(head[2]!);
  // Policies of sockets let the daemon's own IKE pass.
  if (direction === undefined) return end;
  const templated = lines.slice(at + 2, end).some((line) => TEMPLATE.test(line));
  if (from === undefined || to === undefined || (templated && mode === undefined)) {
    out.damaged(at, 'ip xfrm: policy could not be read');
    return end;
  }
  const source = selector(from, head[3]!, 'sport');
  const destination = selector(to, head[3]!, 'dport');
  out.emit({
    kind: 'ipsec.policy',
    at: { source: out.source, line: at + 1 },
    form: 'ip-xfrm',
    mode: / action block\b/.test(policy[2]!) ? 'drop' : (mode ?? 'pass'),
    direction,
    localTs: [direction === 'out' ? source : destination],
    remoteTs: [direction === 'out' ? destination : source],
  });
  return end;
}

export const ipXfrm: TextForm = {
  id: 'ip-xfrm',
  title: 'ip xfrm policy, ip xfrm state',

  begins(lines, at) {
    if (!HEAD.test(lines[at]!)) return 0;
    const next = lines[at + 1] ?? '';
    return POLICY.test(next) || STATE.test(next) ? 0.95 : 0;
  },

  read(lines, at, out) {
    if (!HEAD.test(lines[at]!)) return at + 1;
    if (POLICY.test(lines[at + 1] ?? '')) return readPolicy(lines, at, out);
    return walk(lines, at + 1, {
      known: (line) => STATE.test(line) || STATE_ITEM.test(line),
      stops: (line) => HEAD.test(line),
      take() {},
    });
  },
};
