/** `swanctl --list-pols` of strongSwan: traps and shunts. */
import { shortText } from '../decode/machine-values.ts';
import { selectorsOf } from '../decode/selector.ts';
import type { TextForm } from './form.ts';

/** `lan/lan, PASS`, `shunts/lan, PASS`. */
const HEAD = /^ {0,8}(\S.{0,255}), (TUNNEL|TRANSPORT|BEET|TRANSPORT_PROXY|TUNNEL_PROXY|PASS|DROP)$/;
const SIDE = /^ *(local|remote): +(\S.*)$/;

export const swanctlPols: TextForm = {
  id: 'swanctl-pols',
  title: 'swanctl --list-pols',

  begins: (lines, at) => (HEAD.test(lines[at]!) && SIDE.exec(lines[at + 1] ?? '')?.[1] === 'local' ? 0.9 : 0),

  read(lines, at, out) {
    const head = HEAD.exec(lines[at]!);
    const local = SIDE.exec(lines[at + 1] ?? '');
    const remote = SIDE.exec(lines[at + 2] ?? '');
    if (!head || !local) return at + 1;
    if (remote?.[1] !== 'remote') {
      out.damaged(at, 'swanctl: policy broken off');
      return at + 2;
    }
    const own = selectorsOf(local[2]!);
    const other = selectorsOf(remote[2]!);
    if (own.bad + other.bad > 0) out.damaged(at, 'swanctl: traffic selector could not be read');
    else
      out.emit({
        kind: 'ipsec.policy',
        at: { source: out.source, line: at + 1 },
        form: 'swanctl-pols',
        name: shortText(head[1]!),
        mode: head[2]!.replace('_PROXY', '').toLowerCase(),
        localTs: own.selectors,
        remoteTs: other.selectors,
      });
    return at + 3;
  },
};
