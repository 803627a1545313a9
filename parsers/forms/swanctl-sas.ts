/** `swanctl --list-sas` of strongSwan. */
import type { Endpoint, IpsecChild } from '../../src/facts.ts';
import { ipOf, portOf } from '../decode/ip-text.ts';
import { shortText } from '../decode/machine-values.ts';
import { selectorsOf } from '../decode/selector.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

/** `home: #1, ESTABLISHED, IKEv2, 0123456789abcdef_i* fedcba9876543210_r`; before 5.3 the SPIs have a colon between. */
const HEAD = /^ {0,8}(\S{1,128}): #(\d{1,10}), ([A-Z_]{2,20}), IKEv([12]), [0-9a-f]{1,16}(_i)?(\*?)[ :][0-9a-f]{1,16}/;
/** `net: #1, reqid 1, INSTALLED, TUNNEL-in-UDP, ESP:AES_GCM_16-128` */
const CHILD =
  /^ *(\S{1,128}): #\d{1,10}, (?:reqid \d{1,10}, )?([A-Z_]{2,20}), (TUNNEL|TRANSPORT|BEET|TRANSPORT_PROXY|TUNNEL_PROXY|PASS|DROP)(-in-UDP)?, (?:ESP|AH):(\S*)/;
const END = /^ *(local|remote) +'.*' @ /;
const TS = /^ *(local|remote) +([^'\s].*)$/;
const COUNTS = /^ *(in|out) +[0-9a-f]{8}[^,]{0,80}, +(\d{1,20}) bytes, +(\d{1,20}) packets/;
const OTHER =
  /^ *(?:established |installed |queued: |active: |passive: |in +[0-9a-f]{8}|out +[0-9a-f]{8}|[A-Z][A-Z0-9_]+(?:-\d+)?(?:\/[A-Z0-9_-]+)+$)/;

type Child = { -readonly [K in keyof IpsecChild]: IpsecChild[K] };

interface Side {
  readonly end: Endpoint;
  readonly virtual: readonly string[];
}

/** Behind `'identity' @ `: `192.168.1.34[4500] [10.20.30.40]`. Identities are not kept. */
function sideOf(line: string): Side | undefined {
  const rest = line.slice(line.lastIndexOf("' @ ") + 4);
  const m = /^([^\s[]{1,80})(?:\[(\d{1,5})\])?/.exec(rest);
  const address = ipOf(m?.[1] ?? '');
  if (!m || address === undefined) return undefined;
  const list = / \[([^[\]']{1,2000})\]$/.exec(rest)?.[1] ?? '';
  const virtual = list.split(' ').map((word) => ipOf(word));
  return { end: { address, port: portOf(m[2] ?? '') }, virtual: virtual.filter((a) => a !== undefined) };
}

/** An EAP or XAuth identity may hold `' @ ` itself: the first part of the line is looked at alone. */
function sideLine(line: string): Side | undefined {
  const named = / (?:EAP|XAuth): '/.exec(line);
  if (!named) return sideOf(line);
  const head = sideOf(line.slice(0, named.index));
  const virtual = sideOf(`' @ 0.0.0.0${/ \[[^[\]']{1,2000}\]$/.exec(line)?.[0] ?? ''}`)?.virtual;
  return head && { end: head.end, virtual: virtual ?? [] };
}

interface Open {
  local: Side | undefined;
  remote: Side | undefined;
  readonly children: Child[];
}

function readLine(sa: Open, line: string, at: number, out: FormOutput): void {
  const head = CHILD.exec(line);
  if (head) {
    sa.children.push({
      name: shortText(head[1]!),
      line: at + 1,
      state: head[2]!,
      mode: head[3]!.replace('_PROXY', '').toLowerCase(),
      udp: head[4] !== undefined,
      suite: head[5] === '' ? undefined : shortText(head[5]!),
      localTs: [],
      remoteTs: [],
    });
    return;
  }
  const child = sa.children.at(-1);
  const counts = COUNTS.exec(line);
  const ts = TS.exec(line);
  if (END.test(line)) {
    const side = sideLine(line);
    if (!side) out.damaged(at, 'swanctl: endpoint could not be read');
    else if (line.trimStart().startsWith('local')) sa.local ??= side;
    else sa.remote ??= side;
  } else if (counts && child) {
    const bytes = Number(counts[2]);
    const packets = Number(counts[3]);
    if (counts[1] === 'in') Object.assign(child, { bytesIn: bytes, packetsIn: packets });
    else Object.assign(child, { bytesOut: bytes, packetsOut: packets });
  } else if (ts && child) {
    const { selectors, bad } = selectorsOf(ts[2]!);
    if (bad > 0) out.damaged(at, 'swanctl: traffic selector could not be read');
    if (ts[1] === 'local') child.localTs = selectors;
    else child.remoteTs = selectors;
  }
}

export const swanctlSas: TextForm = {
  id: 'swanctl-sas',
  title: 'swanctl --list-sas',

  begins: (lines, at) => (HEAD.test(lines[at]!) ? 0.95 : 0),

  read(lines, at, out) {
    const head = HEAD.exec(lines[at]!);
    if (!head) return at + 1;
    const sa: Open = { local: undefined, remote: undefined, children: [] };
    const end = walk(lines, at + 1, {
      known: (l) => !HEAD.test(l) && (CHILD.test(l) || END.test(l) || TS.test(l) || COUNTS.test(l) || OTHER.test(l)),
      stops: (line) => HEAD.test(line),
      take: (line, n) => readLine(sa, line, n, out),
      odd: (n) => out.damaged(n, 'swanctl: line could not be read'),
    });
    if (!sa.local || !sa.remote) {
      out.damaged(at, 'swanctl: security association without both endpoints');
      return end;
    }
    out.emit({
      kind: 'ipsec.sa',
      at: { source: out.source, line: at + 1 },
      form: 'swanctl-sas',
      name: shortText(head[1]!),
      id: Number(head[2]),
      version: head[4] === '1' ? 1 : 2,
      state: head[3]!,
      local: sa.local.end,
      remote: sa.remote.end,
      localVirtual: sa.local.virtual,
      remoteVirtual: sa.remote.virtual,
      initiator: head[5] === undefined ? undefined : head[6] === '*',
      children: sa.children,
    });
    return end;
  },
};
