/** `dig`, with its sections or +short. */
import type { HostName } from '../../src/facts.ts';
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import type { FormOutput, TextForm } from './form.ts';

const BANNER = /^; <<>> DiG [^<>]{1,80} <<>>/;
const STATUS = /^;; ->>HEADER<<- opcode: [A-Z]+, status: ([A-Z0-9]{1,20}),/;
const COUNTS = /^;; flags:[^;]{0,60}; QUERY: \d+, ANSWER: (\d{1,6}),/;
const QUESTION = /^;([^\s;]{1,260}) +(?:IN|CLASS\d+) +([A-Z0-9]{1,12})$/;
const RECORD = /^([^\s;]{1,260}) +(\d{1,10}) +IN +([A-Z0-9]{1,12}) +(\S.*)$/;
const SERVER = /^;; SERVER: ([^\s#]{1,80})#/;
const SECTION = /^;; ([A-Z]+) (?:PSEUDO)?SECTION:$/;
const TIMEOUT = /^;; (?:connection timed out|no servers could be reached)/;
const TYPES = new Set(['A', 'AAAA', 'CNAME', 'SRV', 'PTR', 'MX', 'NS', 'TXT', 'SOA', 'ANY', 'HTTPS']);

const STATUSES: Readonly<Record<string, HostName['failure']>> = {
  NOERROR: undefined,
  NXDOMAIN: 'NXDOMAIN',
  SERVFAIL: 'SERVFAIL',
  REFUSED: 'REFUSED',
};

/** Names without the final dot, addresses canonical, SRV as "priority weight port target". */
function valueFor(type: string, data: string): string | undefined {
  if (type === 'A' || type === 'AAAA') return ipOf(data);
  if (type === 'CNAME' || type === 'PTR' || type === 'NS') return dnsNameOf(data);
  const srv = type === 'SRV' ? /^(\d{1,5}) (\d{1,5}) (\d{1,5}) (\S+)$/.exec(data.replace(/ +/g, ' ')) : null;
  const target = srv && (srv[4] === '.' ? '.' : dnsNameOf(srv[4]!));
  return srv && target ? `${srv[1]} ${srv[2]} ${srv[3]} ${target}` : undefined;
}

interface Query {
  readonly line: number;
  name: string | undefined;
  type: string;
  status: string | undefined;
  answers: number | undefined;
  resolver: string | undefined;
  timeout: boolean;
  readonly records: { readonly name: string; readonly type: string; readonly value: string; readonly ttl: number }[];
  seen: number;
  /** Records whose value is not kept or could not be read. */
  unread: number;
}

function emit(q: Query, end: number, out: FormOutput): void {
  const at = { source: out.source, line: q.line };
  const base = { kind: 'host.name', at, form: 'dig', by: 'asked', resolver: q.resolver } as const;
  if (q.name === undefined) return;
  if (q.timeout) {
    out.emit({ ...base, name: q.name, type: q.type, values: [], failure: 'timeout' });
    return;
  }
  if (q.status === undefined || q.answers === undefined || q.seen < q.answers) {
    out.damaged(end - 1, 'dig: answer broken off');
    if (q.status === undefined) return;
  }
  for (const r of q.records)
    if (r.type === 'CNAME' && q.type !== 'CNAME')
      out.emit({ ...base, name: r.name, type: r.type, values: [r.value], ttl: r.ttl });
  const fitting = q.records.filter((r) => r.type === q.type);
  const failed = q.status in STATUSES ? STATUSES[q.status] : 'other';
  // Records that the text lost do not make the answer an empty one.
  if (fitting.length === 0 && failed === undefined && (q.answers !== q.seen || q.unread > 0)) return;
  out.emit({
    ...base,
    name: q.name,
    type: q.type,
    values: fitting.map((r) => r.value),
    failure: failed ?? (fitting.length === 0 ? 'no-records' : undefined),
    ttl: fitting[0]?.ttl,
  });
}

/** Name, type and server of dig's arguments. */
function argumentsOf(words: readonly string[]): {
  name: string | undefined;
  type: string;
  resolver: string | undefined;
} {
  let name: string | undefined;
  let type = 'A';
  let resolver: string | undefined;
  for (let n = 0; n < words.length; n++) {
    const word = words[n]!;
    if (word.startsWith('@')) resolver = ipOf(word.slice(1));
    else if (word === '-x') type = 'PTR';
    else if (word === '-t') type = words[++n]?.toUpperCase() ?? type;
    else if (word === '-p' || word === '-b' || word === '-c' || word === '-k' || word === '-y') n++;
    else if (TYPES.has(word.toUpperCase())) type = word.toUpperCase();
    else if (!/^[-+]/.test(word)) name ??= dnsNameOf(word);
  }
  return { name, type, resolver };
}

function readFull(lines: readonly string[], at: number, out: FormOutput): number {
  const typed = argumentsOf((lines[at]!.split('<<>>')[2] ?? '').trim().split(/ +/));
  const q: Query = {
    line: at + 1,
    name: typed.type === 'PTR' ? undefined : typed.name,
    type: typed.type,
    status: undefined,
    answers: undefined,
    resolver: typed.resolver,
    timeout: false,
    records: [],
    seen: 0,
    unread: 0,
  };
  let section = '';
  let n = at + 1;
  for (; n < lines.length; n++) {
    const line = lines[n]!;
    if (line === '') continue;
    if (BANNER.test(line) || commandOf(line) !== undefined) break;
    const record = RECORD.exec(line);
    if (!line.startsWith(';') && !record) {
      if (section !== 'ANSWER' || q.seen >= (q.answers ?? 0)) break;
      out.damaged(n, 'dig: record could not be read');
      continue;
    }
    const question = QUESTION.exec(line);
    if (question) {
      q.name = dnsNameOf(question[1]!) ?? q.name;
      q.type = question[2]!;
    } else if (record && section === 'ANSWER') {
      q.seen++;
      const name = dnsNameOf(record[1]!);
      const value = valueFor(record[3]!, record[4]!);
      if (name !== undefined && value !== undefined)
        q.records.push({ name, type: record[3]!, value, ttl: Number(record[2]) });
      else {
        q.unread++;
        if (/^(?:A|AAAA|CNAME|SRV|PTR|NS)$/.test(record[3]!)) out.damaged(n, 'dig: record could not be read');
      }
    } else {
      section = SECTION.exec(line)?.[1] ?? section;
      q.status = STATUS.exec(line)?.[1] ?? q.status;
      const count = COUNTS.exec(line)?.[1];
      if (count !== undefined) q.answers = Number(count);
      const server = SERVER.exec(line)?.[1];
      if (server !== undefined) q.resolver = ipOf(server) ?? q.resolver;
      q.timeout ||= TIMEOUT.test(line);
    }
  }
  emit(q, n, out);
  return n;
}

/** The words behind `dig`, where the line above asked for the short form. */
function shortCommand(lines: readonly string[], at: number): string[] | undefined {
  const words = (commandOf(lines[at - 1]) ?? '').split(/ +/);
  return words[0] === 'dig' && words.includes('+short') ? words.slice(1) : undefined;
}

function readShort(lines: readonly string[], at: number, words: readonly string[], out: FormOutput): number {
  const { name, type, resolver } = argumentsOf(words);
  const values: string[] = [];
  let n = at;
  let timeout = false;
  for (; n < lines.length && lines[n] !== '' && commandOf(lines[n]) === undefined; n++) {
    timeout ||= TIMEOUT.test(lines[n]!);
    if (lines[n]!.startsWith(';')) continue;
    const value = valueFor(type, lines[n]!);
    if (value !== undefined) values.push(value);
    // Names on the way to an address end with a dot.
    else if (!/^[\w.-]{1,254}\.$/.test(lines[n]!)) break;
  }
  if (name !== undefined && type !== 'PTR' && (values.length > 0 || timeout))
    out.emit({
      kind: 'host.name',
      at: { source: out.source, line: at },
      form: 'dig',
      by: 'asked',
      name,
      type,
      values,
      resolver,
      failure: values.length > 0 ? undefined : 'timeout',
    });
  return n;
}

export const dig: TextForm = {
  id: 'dig',
  title: 'dig',

  begins: (lines, at) => (BANNER.test(lines[at]!) ? 0.95 : shortCommand(lines, at) ? 0.9 : 0),

  read(lines, at, out) {
    if (BANNER.test(lines[at]!)) return readFull(lines, at, out);
    return readShort(lines, at, shortCommand(lines, at) ?? [], out);
  },
};
