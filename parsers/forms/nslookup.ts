/** nslookup of Windows and Unix, one question a run or at its own prompt. It asks one resolver itself, past NRPT and
 *  Windows' order of resolvers: its answer may differ from what programs get. */
import type { HostName } from '../../src/facts.ts';
import { decimal, ipOf } from '../decode/ip-text.ts';
import { addressesOf, dnsNameOf } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import type { FormOutput, TextForm } from './form.ts';
import { emitNames, type NameRecord } from './names.ts';

const PAIR = /^ *(\p{L}[\p{L} ]{2,30}?) ?: +(\S{1,253})$/u;
const ADDRESS_WORD = /^(?:addr|adres|indir|endere|direc|адрес)/i;
const SERVER_WORD = /serve|servi|сервер/i;
const NAME_WORD = /^(?:name|nom|nombre|nome|naam|имя)$/i;
const ALIAS_WORD = /^alias/i;
const TROUBLE = /^ *\*{2,3} \S|^;; .*timed out|^;; communications error/;
const TIMED_OUT =
  /^ *(?:DNS[ -](?:request|anforderung)|timeout (?:was|war)|.*timed out\.?$|.*Zeit.{1,2}berschreitung)/i;
const SERVICE = /^ *(\S{1,253}) +.*\bSRV\b.*:$/i;
const ASSIGNED = /^ *(\S[^=]{0,60}?) *= *(\S{1,253})(?: \([^()]{1,40}\))?$/;

const FAILURES: readonly (readonly [RegExp, HostName['failure']])[] = [
  [/non-existent|NXDOMAIN/i, 'NXDOMAIN'],
  [/server failed|SERVFAIL/i, 'SERVFAIL'],
  [/refused/i, 'REFUSED'],
  [
    /timed?[- ]?out|no response|no servers could be reached|Zeit.{1,2}berschreitung|d.{1,2}lai|tiempo de espera/i,
    'timeout',
  ],
  [/no answer|internal type|no records|\(A\+AAAA\)/i, 'no-records'],
];
const failureOf = (text: string): HostName['failure'] => FAILURES.find(([pattern]) => pattern.test(text))?.[1];

const addressIn = (text: string): string | undefined => ipOf(text.replace(/#\d{1,5}$/, ''));

/** Two lines: who was asked, or a name, and its address. */
function pairAt(lines: readonly string[], at: number): { label: string; host: string; address: string } | undefined {
  const first = PAIR.exec(lines[at] ?? '');
  const second = first && PAIR.exec(lines[at + 1] ?? '');
  if (!first || !second || !ADDRESS_WORD.test(second[1]!)) return undefined;
  const address = addressIn(second[2]!);
  return address === undefined ? undefined : { label: first[1]!, host: first[2]!, address };
}

/** The first four lines below `x SRV service location:`. */
const isService = (lines: readonly string[], at: number): boolean =>
  lines[at]!.endsWith(':') && SERVICE.test(lines[at]!) && ASSIGNED.test(lines[at + 1] ?? '');

export const nslookup: TextForm = {
  id: 'nslookup',
  title: 'nslookup',
  begins(lines, at) {
    const line = lines[at]!;
    const asked = /^nslookup\b/i.test(commandOf(lines[at - 1]) ?? '');
    if (asked && (TIMED_OUT.test(line) || TROUBLE.test(line))) return 0.9;
    if (TROUBLE.test(line)) return failureOf(line) === undefined ? 0 : 0.7;
    if (isService(lines, at)) return 0.7;
    if (/ service = \d{1,5} \d{1,5} \d{1,5} \S/.test(line)) return 0.7;
    if (/^DNS request timed out\.$/.test(line)) return 0.6;
    const pair = pairAt(lines, at);
    if (pair) return SERVER_WORD.test(pair.label) ? 0.8 : NAME_WORD.test(pair.label) ? 0.6 : 0;
    return 0;
  },
  read(lines, at, out) {
    const session = newSession(out);
    let back = at - 1;
    while (back > at - 3 && lines[back] === '') back--;
    const command = commandOf(lines[back]);
    if (command !== undefined && /^nslookup\b/i.test(command)) session.command(command.split(/ +/).slice(1));
    let next = at;
    let last = at;
    while (next < lines.length) {
      const line = lines[next]!;
      if (line === '') {
        next++;
        continue;
      }
      if (commandOf(line) !== undefined) break;
      const used = session.take(lines, next);
      if (used === 0) {
        const goesOn = lines[next - 1] !== '' && (lines[next + 1] ?? '') !== '' && next > at;
        if (!goesOn || !known(lines, next + 1)) break;
        out.damaged(next, 'line of no known form in nslookup');
      }
      next += Math.max(1, used);
      last = next - 1;
    }
    session.end();
    return last + 1;
  },
};

const known = (lines: readonly string[], at: number): boolean =>
  PAIR.test(lines[at]!) ||
  ASSIGNED.test(lines[at]!) ||
  TROUBLE.test(lines[at]!) ||
  ipOf(lines[at]!.trim()) !== undefined;

interface Session {
  command(words: readonly string[]): void;
  /** @returns how many lines it took; 0 = not nslookup's. */
  take(lines: readonly string[], at: number): number;
  end(): void;
}

function newSession(out: FormOutput): Session {
  let resolver: string | undefined;
  let server: string | undefined;
  let asked: string | undefined;
  let type = '';
  let records: NameRecord[] = [];
  let named: string | undefined;
  let list: 'none' | 'addresses' | 'aliases' = 'none';
  let headed = false;
  let timeouts = 0;
  let noRecords = false;
  let line = 0;

  const flush = (): void => {
    if (records.length === 0 && asked !== undefined && (timeouts > 0 || noRecords))
      records.push({ line, name: asked, type, failure: noRecords ? 'no-records' : 'timeout' });
    emitNames(records, { form: 'nslookup', by: 'asked', resolver }, out);
    records = [];
    named = undefined;
    list = 'none';
    headed = false;
    timeouts = 0;
    noRecords = false;
  };
  const add = (at: number, name: string, kind: string, value: string | undefined): void => {
    const owner = dnsNameOf(name);
    if (owner !== undefined && value !== undefined) records.push({ line: at, name: owner, type: kind, value });
    else out.damaged(at, 'answer of nslookup that cannot be read');
  };
  const order = (words: readonly string[]): void => {
    let place = 0;
    for (const word of words) {
      const set = /^-?(?:type|q|qt|query|querytype)=([A-Za-z]{1,10})$/i.exec(word);
      if (set) type = /^(?:any|all)$/i.test(set[1]!) ? '' : set[1]!.toUpperCase();
      else if (!word.startsWith('-')) {
        // A question for the name of an address is none of these.
        if (place++ === 0) asked = ipOf(word) === undefined ? dnsNameOf(word) : undefined;
        else resolver ??= ipOf(word);
      }
    }
  };

  const trouble = (text: string, at: number): void => {
    const failure = failureOf(text);
    const words = text.split(/[ ,;]+/).map((w) => w.replace(/[:.]+$/, ''));
    const names = words.flatMap((w) => (w.includes('.') && ipOf(w) === undefined ? (dnsNameOf(w) ?? []) : []));
    const name =
      names.findLast((n) => n !== server) ?? (asked !== undefined && words.includes(asked) ? asked : undefined);
    const subject = name ?? (addressesOf(words).length > 0 || failure === undefined ? undefined : asked);
    if (subject !== undefined) records.push({ line: at, name: subject, type, failure: failure ?? 'other' });
  };

  /** `priority = 0`, `weight = 0`, `port = 443`, `svr hostname = sip.contoso.com`, in this order in every language. */
  const service = (lines: readonly string[], at: number): number => {
    const numbers: string[] = [];
    for (let n = 1; n <= 4; n++) {
      const value = ASSIGNED.exec(lines[at + n] ?? '')?.[2];
      if (value === undefined) break;
      if (numbers.length < 3 && decimal(value, 5) >= 0) numbers.push(value);
      else if (numbers.length === 3) {
        const target = dnsNameOf(value);
        add(at, SERVICE.exec(lines[at]!)![1]!, 'SRV', target && `${numbers.join(' ')} ${target}`);
        return n + 1;
      } else break;
    }
    out.damaged(at, 'answer of nslookup that cannot be read');
    return 1 + numbers.length;
  };

  const assigned = (text: string, at: number): boolean => {
    const srv = /^ *(\S{1,253}) +service = (\d{1,5}) (\d{1,5}) (\d{1,5}) (\S{1,253})$/.exec(text);
    if (srv) {
      const target = dnsNameOf(srv[5]!);
      add(at, srv[1]!, 'SRV', target && `${srv[2]} ${srv[3]} ${srv[4]} ${target}`);
      return true;
    }
    const m = ASSIGNED.exec(text);
    if (!m) return false;
    const [owner = '', ...words] = m[1]!.split(/ +/);
    const address = ipOf(m[2]!);
    if (address !== undefined && words.length > 0) add(at, owner, address.includes(':') ? 'AAAA' : 'A', address);
    else if (/canonical name$/i.test(m[1]!)) add(at, owner, 'CNAME', dnsNameOf(m[2]!));
    // A zone's own record comes where there is none of the type that was asked for.
    else if (/primary name server$|^origin$/i.test(m[1]!)) noRecords = true;
    return true;
  };

  return {
    command: order,
    take(lines, at) {
      const text = lines[at]!;
      line = at;
      if (/^ {0,8}> ?/.test(text)) {
        flush();
        const words = text.replace(/^ *> ?/, '').split(/ +/);
        asked = /^set$/i.test(words[0]!) ? asked : undefined;
        if (/^set$/i.test(words[0]!)) order(words.slice(1).filter((w) => w.includes('=')));
        else if (!/^(?:server|lserver|exit|ls|root|\?|help)?$/i.test(words[0]!)) order(words);
        return 1;
      }
      const pair = pairAt(lines, at);
      if (pair && (SERVER_WORD.test(pair.label) || (!headed && records.length === 0 && !NAME_WORD.test(pair.label)))) {
        if (records.length > 0) {
          flush();
          asked = undefined;
        }
        resolver = pair.address;
        server = dnsNameOf(pair.host);
        headed = true;
        list = 'none';
        timeouts = 0;
        return 2;
      }
      if (isService(lines, at)) return service(lines, at);
      if (TROUBLE.test(text)) {
        trouble(text, at);
        return 1;
      }
      const item = PAIR.exec(text);
      const address = addressIn(item?.[2] ?? text.trim());
      if (item && ALIAS_WORD.test(item[1]!) && named !== undefined) {
        list = 'aliases';
        add(at, item[2]!, 'CNAME', named);
      } else if (address !== undefined && (item ? ADDRESS_WORD.test(item[1]!) : list === 'addresses')) {
        list = 'addresses';
        if (named === undefined) return headed ? 1 : 0;
        add(at, named, '', address);
      } else if (item && (pair || NAME_WORD.test(item[1]!)) && dnsNameOf(item[2]!)) {
        named = dnsNameOf(item[2]!);
        list = 'none';
      } else if (item === null && list === 'aliases' && /^ +\S+$/.test(text)) add(at, text.trim(), 'CNAME', named);
      else if (TIMED_OUT.test(text)) timeouts++;
      else if (assigned(text, at)) return 1;
      // "Non-authoritative answer:", "Authoritative answers can be found from:", in any language.
      else if (text.endsWith(':') && (headed || records.length > 0)) return 1;
      else if (noRecords && dnsNameOf(text.trim()) !== undefined) return 1;
      else if (headed && dnsNameOf(text.trim())?.includes('.')) return 1;
      else return 0;
      return 1;
    },
    end: flush,
  };
}
