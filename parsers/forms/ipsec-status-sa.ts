/** The section "Security Associations" of `ipsec statusall` and `ipsec status`. */
import type { IpsecChild } from '../../src/facts.ts';
import { ipOf } from '../decode/ip-text.ts';
import { shortText } from '../decode/machine-values.ts';
import { selectorsOf } from '../decode/selector.ts';
import type { FormOutput } from './form.ts';

type Child = { -readonly [K in keyof IpsecChild]: IpsecChild[K] };

export interface OpenSa {
  readonly line: number;
  readonly name: string;
  readonly id: number;
  readonly state: string;
  readonly local: string;
  readonly remote: string;
  version: 1 | 2 | undefined;
  initiator: boolean | undefined;
  readonly children: Map<string, Child>;
}

const IKE = /^ *([^[\]{}\s][^[\]{}]{0,127})\[(\d{1,10})\]: (.*)$/;
const CHILD = /^ *([^[\]{}\s][^[\]{}]{0,127})\{(\d{1,10})\}: +(.*)$/;
/** `ESTABLISHED 5 minutes ago, 10.0.0.5[id]...203.0.113.1[id]`; identities are not kept. */
const ENDS = /^([A-Z_]{4,20})(?: [^,]{1,40} ago)?, ([^\s[\]]{1,80})\[/;
const REMOTE = /\]\.\.\.([^\s[\]]{1,80})\[/;
const SPIS = /^IKEv([12]) SPIs: [0-9a-f]{1,16}_i(\*?) /;
const STATE =
  /^([A-Z_]{4,20}), (TUNNEL|TRANSPORT|BEET|PASS|DROP)(?:_PROXY)?(?:, reqid \d+)?(, (?:ESP|AH) in UDP SPIs: )?/;
const USE =
  /^(?:([A-Z0-9_/-]{2,80}), )?(\d{1,20}) bytes_i(?: \((\d{1,20}) pkts?, [^)]{0,40}\))?, (\d{1,20}) bytes_o(?: \((\d{1,20}) pkts?)?/;

/** Ends one association as a fact. */
export function emitSa(sa: OpenSa | undefined, out: FormOutput): void {
  if (!sa) return;
  out.emit({
    kind: 'ipsec.sa',
    at: { source: out.source, line: sa.line },
    form: 'ipsec-statusall',
    name: sa.name,
    id: sa.id,
    version: sa.version,
    state: sa.state,
    local: { address: sa.local, port: 0 },
    remote: { address: sa.remote, port: 0 },
    localVirtual: [],
    remoteVirtual: [],
    initiator: sa.initiator,
    children: [...sa.children.values()],
  });
}

/** Packets are printed only of an association in use: none and no bytes is 0. */
const packets = (count: string | undefined, bytes: string): number | undefined =>
  count !== undefined ? Number(count) : bytes === '0' ? 0 : undefined;

function readChild(sa: OpenSa, m: RegExpExecArray, at: number, out: FormOutput): void {
  const text = m[3]!;
  const key = m[2]!;
  const state = STATE.exec(text);
  if (state) {
    sa.children.set(key, {
      name: shortText(m[1]!),
      line: at + 1,
      state: state[1]!,
      mode: state[2]!.toLowerCase(),
      udp: state[3] !== undefined,
      localTs: [],
      remoteTs: [],
    });
    return;
  }
  const child = sa.children.get(key);
  const use = USE.exec(text);
  const sides = text.split(' === ', 3);
  if (child && use) {
    child.suite = use[1];
    child.bytesIn = Number(use[2]);
    child.packetsIn = packets(use[3], use[2]!);
    child.bytesOut = Number(use[4]);
    child.packetsOut = packets(use[5], use[4]!);
  } else if (child && sides.length === 2) {
    const own = selectorsOf(sides[0]!);
    const other = selectorsOf(sides[1]!);
    if (own.bad + other.bad > 0) out.damaged(at, 'ipsec status: traffic selector could not be read');
    child.localTs = own.selectors;
    child.remoteTs = other.selectors;
  } else if (!child || !/^[A-Z0-9_/-]+, \d/.test(text)) out.damaged(at, 'ipsec status: line could not be read');
}

/** @returns the association that is open behind the line */
export function readSa(open: OpenSa | undefined, line: string, at: number, out: FormOutput): OpenSa | undefined {
  const ike = IKE.exec(line);
  const child = ike ? null : CHILD.exec(line);
  if (child) {
    if (open) readChild(open, child, at, out);
    else out.damaged(at, 'ipsec status: child without its association');
    return open;
  }
  if (!ike) {
    out.damaged(at, 'ipsec status: line could not be read');
    return open;
  }
  const text = ike[3]!;
  const ends = ENDS.exec(text);
  if (!ends) {
    const spis = SPIS.exec(text);
    if (spis && open?.id === Number(ike[2])) {
      open.version = spis[1] === '1' ? 1 : 2;
      open.initiator = spis[2] === '*';
    }
    return open;
  }
  emitSa(open, out);
  const local = ipOf(ends[2]!);
  const remote = ipOf(REMOTE.exec(text)?.[1] ?? '');
  if (local === undefined || remote === undefined) {
    out.damaged(at, 'ipsec status: endpoint could not be read');
    return undefined;
  }
  return {
    line: at + 1,
    name: shortText(ike[1]!),
    id: Number(ike[2]),
    state: ends[1]!,
    local,
    remote,
    version: undefined,
    initiator: undefined,
    children: new Map(),
  };
}
