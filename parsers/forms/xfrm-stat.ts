/** /proc/net/xfrm_stat of Linux: what IPsec dropped, by reason (Documentation/networking/xfrm_proc.rst). */
import type { TextForm } from './form.ts';

const LINE = /^ {0,8}(Xfrm(?:In|Out|Fwd|Acquire)[A-Za-z]{1,40}) +(\d{1,20})$/;

export const xfrmStat: TextForm = {
  id: 'xfrm-stat',
  title: '/proc/net/xfrm_stat',

  begins: (lines, at) => (LINE.test(lines[at]!) ? 0.95 : 0),

  read(lines, at, out) {
    for (; at < lines.length; at++) {
      const m = LINE.exec(lines[at]!);
      if (!m) break;
      const where = { source: out.source, line: at + 1 };
      out.emit({ kind: 'host.setting', at: where, form: 'xfrm-stat', name: m[1]!, value: m[2]! });
    }
    return at;
  },
};
