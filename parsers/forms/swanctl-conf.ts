/** swanctl.conf and strongswan.conf of strongSwan. Secrets and identities are not kept. */
import type { IpsecConnection } from '../../src/facts.ts';
import { readSections, type Section } from '../decode/brace-sections.ts';
import { shortText } from '../decode/machine-values.ts';
import { selectorsOf } from '../decode/selector.ts';
import type { FormOutput, TextForm } from './form.ts';

const BEGINS = /^ {0,8}(?:connections|pools|secrets|authorities|charon|charon-systemd) ?\{ *(?:#.*)?$/;
const SECTION = /^ *[\w.:@%-]{1,128} ?\{|^ *[\w.-]{1,128} ?= ?\S|^ *(?:#|\}|include )/;

const words = (list: string | undefined): string[] =>
  (list ?? '')
    .split(/[ ,]+/)
    .filter((word) => word !== '')
    .map(shortText);

const find = (section: Section, name: string): readonly Section[] => section.sections.filter((s) => s.name === name);

/** Pools are named in a connection and given elsewhere: with the addresses where the text has them. */
function poolsOf(names: readonly string[], pools: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return names.flatMap((name) => pools.get(name) ?? [name]);
}

function childOf(s: Section, out: FormOutput): IpsecConnection['children'][number] {
  // Not given is `dynamic` (swanctl.conf(5)): the own address, or the virtual one.
  const own = selectorsOf(s.values.get('local_ts') ?? 'dynamic');
  const other = selectorsOf(s.values.get('remote_ts') ?? 'dynamic');
  if (own.bad + other.bad > 0) out.damaged(s.line, 'swanctl.conf: traffic selector could not be read');
  return {
    name: shortText(s.name),
    line: s.line + 1,
    mode: shortText(s.values.get('mode') ?? 'tunnel').toLowerCase(),
    localTs: own.selectors,
    remoteTs: other.selectors,
  };
}

function emitConnection(s: Section, pools: ReadonlyMap<string, readonly string[]>, out: FormOutput): void {
  const version = s.values.get('version');
  const named = words(s.values.get('pools'));
  out.emit({
    kind: 'ipsec.connection',
    at: { source: out.source, line: s.line + 1 },
    form: 'swanctl-conf',
    name: shortText(s.name),
    version: version === '1' ? 1 : version === '2' ? 2 : undefined,
    localAddresses: words(s.values.get('local_addrs')?.toLowerCase()),
    remoteAddresses: words(s.values.get('remote_addrs')?.toLowerCase()),
    children: find(s, 'children').flatMap((children) => children.sections.map((child) => childOf(child, out))),
    pools: s.values.has('pools') ? poolsOf(named, pools) : undefined,
  });
}

export const swanctlConf: TextForm = {
  id: 'swanctl-conf',
  title: 'swanctl.conf, strongswan.conf',

  begins(lines, at) {
    if (!BEGINS.test(lines[at]!)) return 0;
    for (let n = at + 1; n < at + 6; n++)
      if (lines[n] !== '' && lines[n] !== undefined) return SECTION.test(lines[n]!) ? 0.9 : 0;
    return 0;
  },

  read(lines, at, out) {
    const { root, end, whole } = readSections(lines, at, (n) => out.damaged(n, 'swanctl.conf: line could not be read'));
    if (!whole) out.damaged(end - 1, 'swanctl.conf: section not closed');
    const pools = new Map<string, readonly string[]>();
    for (const s of find(root, 'pools'))
      for (const pool of s.sections) pools.set(pool.name, words(pool.values.get('addrs')));
    for (const s of find(root, 'connections'))
      for (const connection of s.sections) emitConnection(connection, pools, out);
    for (const s of root.sections) {
      // An explicit list replaces that of the installed plugins (strongswan.conf(5), charon.load).
      const names = s.name.startsWith('charon')
        ? words(s.values.get('load')).map((name) => name.replace(/!$/, ''))
        : [];
      if (names.length > 0)
        out.emit({ kind: 'ipsec.plugins', at: { source: out.source, line: s.line + 1 }, form: 'swanctl-conf', names });
    }
    return end;
  },
};
