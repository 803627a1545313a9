/** `swanctl --stats` of strongSwan: the plugins that are loaded. */
import { pluginsOf } from '../decode/plugins.ts';
import { walk } from './block.ts';
import type { TextForm } from './form.ts';

const WORKERS = /^ {0,8}worker threads: \d{1,6} total, /;
const KNOWN = /^ {0,8}(?:worker threads|job queues|jobs scheduled|IKE_SAs|memory usage|mallinfo|loaded plugins): /;

export const swanctlStats: TextForm = {
  id: 'swanctl-stats',
  title: 'swanctl --stats',

  begins(lines, at) {
    if (WORKERS.test(lines[at]!)) return 0.9;
    return /^ {0,8}uptime: /.test(lines[at]!) && WORKERS.test(lines[at + 1] ?? '') ? 0.9 : 0;
  },

  read(lines, at, out) {
    return walk(lines, WORKERS.test(lines[at]!) ? at : at + 1, {
      known: (line) => KNOWN.test(line),
      take(line, n) {
        const names = pluginsOf(lines, n);
        if (line.includes('loaded plugins: ') && names.length > 0)
          out.emit({ kind: 'ipsec.plugins', at: { source: out.source, line: n + 1 }, form: 'swanctl-stats', names });
      },
    });
  },
};
