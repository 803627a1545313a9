/** `ipsec statusall` and `ipsec status` of strongSwan. */
import { shortText } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import { pluginsOf } from '../decode/plugins.ts';
import { prefixOf } from '../decode/prefix-text.ts';
import { selectorsOf } from '../decode/selector.ts';
import type { FormOutput, TextForm } from './form.ts';
import { emitConnection, type OpenConnection, readConnection } from './ipsec-connections.ts';
import { emitSa, type OpenSa, readSa } from './ipsec-status-sa.ts';

const HEAD = /^ {0,8}Status of IKE charon daemon \(/;
const SECTION =
  /^ {0,8}(Virtual IP pools \(size\/online\/offline\)|Listening IP addresses|Connections|Shunted Connections|Routed Connections|Security Associations \(\d{1,9} up, \d{1,9} connecting\)):$/;
const SECTION_SAS = /^ {0,8}Security Associations \(/;
/** `lan:  192.168.1.0/24 === 192.168.1.0/24 PASS` */
const SHUNT = /^ {0,12}(\S.{0,255}?): {2}(\S.*) === (\S.*) (PASS|DROP)$/;
/** `net{1}:   192.168.1.34/32 === 10.1.0.0/16`, behind `net{1}:  ROUTED, TUNNEL, reqid 1`. */
const ROUTED = /^ {0,12}([^{}\s][^{}]{0,127})\{\d{1,10}\}: +(?:ROUTED, (TUNNEL|TRANSPORT|BEET)|(\S.*) === (\S.*))/;
const ITEM = /^ {0,12}\S.{0,255}(?:\[\d{1,10}\]|\{\d{1,10}\})?: {1,4}\S/;
const PREAMBLE = /^ {0,8}(?:uptime|malloc|worker threads|loaded plugins): /;

function emitPolicy(name: string, mode: string, local: string, remote: string, at: number, out: FormOutput): void {
  const own = selectorsOf(local);
  const other = selectorsOf(remote);
  if (own.bad + other.bad > 0) out.damaged(at, 'ipsec status: traffic selector could not be read');
  else
    out.emit({
      kind: 'ipsec.policy',
      at: { source: out.source, line: at + 1 },
      form: 'ipsec-statusall',
      name: shortText(name),
      mode: mode.toLowerCase(),
      localTs: own.selectors,
      remoteTs: other.selectors,
    });
}

/** Reads one section's lines. @returns index of the first line that is none */
function readSection(section: string, lines: readonly string[], from: number, out: FormOutput): number {
  let connection: OpenConnection | undefined;
  let sa: OpenSa | undefined;
  let routed = '';
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === '' || commandOf(line) !== undefined || SECTION.test(line) || HEAD.test(line)) break;
    if (section.startsWith('Listening')) {
      if (!/^ {0,8}[\da-f.:]+(?:%[\w.-]+)?$/i.test(line)) break;
    } else if (section.startsWith('Virtual')) {
      const pool = /^ {0,8}(\S{1,128}): \d+\/\d+\/\d+$/.exec(line);
      if (!pool) break;
      const value = prefixOf(pool[1]!);
      if (value !== undefined && pool[1]!.includes('/'))
        out.emit({
          kind: 'host.setting',
          at: { source: out.source, line: at + 1 },
          form: 'ipsec-statusall',
          name: 'virtual-ip-pool',
          value,
        });
    } else if (/^ {0,8}(?:none|no match)$/.test(line)) {
      // No association.
    } else if (!ITEM.test(line)) {
      // Lost indentation keeps the colon; what has none is something else, or a damaged line among others.
      if (!ITEM.test(lines[at + 1] ?? '')) break;
      out.damaged(at, 'ipsec status: line could not be read');
    } else if (section === 'Connections') connection = readConnection(connection, line, at, out);
    else if (section === 'Shunted Connections') {
      const m = SHUNT.exec(line);
      if (m) emitPolicy(m[1]!, m[4]!, m[2]!, m[3]!, at, out);
      else out.damaged(at, 'ipsec status: shunt could not be read');
    } else if (section === 'Routed Connections') {
      const m = ROUTED.exec(line);
      if (m?.[2] !== undefined) routed = m[2];
      else if (m && routed !== '') emitPolicy(m[1]!, routed, m[3]!, m[4]!, at, out);
      else out.damaged(at, 'ipsec status: trap could not be read');
    } else sa = readSa(sa, line, at, out);
  }
  emitConnection(connection, out);
  emitSa(sa, out);
  return at;
}

export const ipsecStatusall: TextForm = {
  id: 'ipsec-statusall',
  title: 'ipsec statusall, ipsec status',

  begins(lines, at) {
    const line = lines[at]!;
    if (HEAD.test(line)) return 0.95;
    if (SECTION_SAS.test(line) && SECTION.test(line)) return 0.9;
    if (!SECTION.test(line)) return 0;
    return SECTION.test(lines[at + 1] ?? '') || ITEM.test(lines[at + 1] ?? '') || /^ +\S/.test(lines[at + 1] ?? '')
      ? 0.8
      : 0;
  },

  read(lines, at, out) {
    let n = at;
    if (HEAD.test(lines[n]!)) {
      for (n++; PREAMBLE.test(lines[n] ?? '') || /^ {0,8}[a-z0-9 -]+$/.test(lines[n] ?? ''); n++) {
        if (!lines[n]!.includes('loaded plugins: ')) continue;
        const names = pluginsOf(lines, n);
        if (names.length > 0)
          out.emit({ kind: 'ipsec.plugins', at: { source: out.source, line: n + 1 }, form: 'ipsec-statusall', names });
      }
    }
    for (;;) {
      while (n > at && n < lines.length && lines[n] === '' && SECTION.test(lines[n + 1] ?? '')) n++;
      const section = SECTION.exec(lines[n] ?? '')?.[1];
      if (section === undefined) return Math.max(n, at + 1);
      n = readSection(section, lines, n + 1, out);
    }
  },
};
