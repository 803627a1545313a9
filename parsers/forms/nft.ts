/** `nft list ruleset` of Linux: recognised, and said to be not read. */
import { commandOf } from '../decode/pasted-text.ts';
import type { TextForm } from './form.ts';

const TABLE = /^ {0,8}table (?:ip|ip6|inet|arp|bridge|netdev) [\w.-]{1,64} \{$/;

export const nft: TextForm = {
  id: 'nft',
  title: 'nft list ruleset',

  begins: (lines, at) => (TABLE.test(lines[at]!) ? 0.9 : 0),

  read(lines, at, out) {
    out.damaged(at, 'rules of nft are not read; the output of iptables-save is');
    let depth = 0;
    for (let n = at; n < lines.length; n++) {
      const line = lines[n]!;
      if (n > at && (TABLE.test(line) || commandOf(line) !== undefined)) return n;
      if (line.endsWith('{')) depth++;
      if (/^ *\}/.test(line)) depth--;
      if (depth <= 0) return n + 1;
    }
    return lines.length;
  },
};
