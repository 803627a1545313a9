/** `ipconfig /displaydns`: what Windows' resolver remembers, the hosts file's entries among it. It does not say which
 *  server answered. Language does not matter: the fields of a record always come in the same order. */

import { dottedItem } from '../decode/dotted-item.ts';
import { decimal, ipOf } from '../decode/ip-text.ts';
import { dnsNameOf, recordType } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import type { TextForm } from './form.ts';
import { emitNames, type NameRecord } from './names.ts';

const RULE = /^ *-{8,}$/;
/** Lines from the title to the first rule: an empty one, the name, the rule. */
const TITLE = 4;

/** Whether this line is a name with a rule under it. */
export const isDnsHeading = (lines: readonly string[], at: number): boolean =>
  RULE.test(lines[at + 1] ?? '') && dnsNameOf((lines[at] ?? '').trim()) !== undefined;

/** Type words at the end of "No records of type AAAA", in any language. */
const NO_RECORDS = /\b(A|AAAA|CNAME|MX|NS|PTR|SOA|SRV|TXT|HTTPS|SVCB)\b *[.»"]?$/;
const NO_NAME =
  /does not exist|nicht vorhanden|existiert nicht|existe pas|no existe|не существует|não existe|non esiste/i;
/** Fields of a record before its data: name, type, time to live, length, section. */
const DATA = 5;

export const displayDns: TextForm = {
  id: 'displaydns',
  title: 'ipconfig /displaydns',
  begins(lines, at) {
    if (isDnsHeading(lines, at)) return 0.9;
    if (!/^\S/.test(lines[at]!) || lines[at + 1] !== '') return 0;
    for (let n = 2; n <= TITLE; n++) if (isDnsHeading(lines, at + n)) return 0.9;
    return 0;
  },
  read(lines, at, out) {
    let next = at;
    if (!isDnsHeading(lines, at)) next++;
    let heading = '';
    let fields: { line: number; values: string[] }[] = [];
    let records: NameRecord[] = [];
    const close = (): void => {
      if (fields.length === 0) return;
      const record = recordOf(fields);
      if (record) records.push(record);
      else if (record === undefined) out.damaged(fields[0]!.line, 'record of the DNS cache that cannot be read');
      fields = [];
    };
    const flush = (): void => {
      close();
      emitNames(records, { form: 'displaydns', by: 'cache' }, out);
      records = [];
    };
    let last = next;
    for (; next < lines.length; next++) {
      const line = lines[next]!;
      if (commandOf(line) !== undefined) break;
      if (line === '') continue;
      if (isDnsHeading(lines, next)) {
        flush();
        heading = dnsNameOf(line.trim())!;
        next++;
        last = next;
        continue;
      }
      const item = dottedItem(line);
      if (item) {
        if (heading === '') break;
        if (fields.length > DATA || (fields.length > 0 && lines[next - 1] === '')) close();
        fields.push({ line: next, values: [item.value] });
      } else if (fields.length > DATA && /^ *\S+$/.test(line) && line.startsWith('  ')) {
        fields.at(-1)!.values.push(line.trim());
      } else if (heading !== '' && fields.length === 0 && RULE.test(lines[next - 1]!)) {
        const type = NO_RECORDS.exec(line)?.[1];
        const failure = type ? 'no-records' : NO_NAME.test(line) ? 'NXDOMAIN' : 'other';
        records.push({ line: next, name: heading, type: type ?? '', failure });
      } else if (RULE.test(line) || !goesOn(lines, next)) break;
      else out.damaged(next, 'line of no known form in the DNS cache');
      last = next;
    }
    flush();
    return last + 1;
  },
};

/** Whether the next lines are still the cache's: damage between is passed over, somebody's text is not. */
function goesOn(lines: readonly string[], at: number): boolean {
  const next = lines[at + 1];
  return lines[at - 1] !== '' && next !== undefined && next !== '' && dottedItem(next) !== undefined;
}

/** @returns null for types that say nothing here. */
function recordOf(fields: readonly { line: number; values: string[] }[]): NameRecord | null | undefined {
  const [name, type, ttl] = fields.map((f) => f.values[0]!);
  const owner = dnsNameOf(name ?? '');
  const data = fields[DATA]?.values;
  if (owner === undefined || decimal(type ?? '', 5) < 0 || data === undefined) return undefined;
  const kind = recordType(type!);
  if (kind === 'SOA' || kind === 'NS') return null;
  const value = valueFrom(kind, data);
  const seconds = decimal(ttl ?? '', 9);
  return value === undefined
    ? undefined
    : { line: fields[0]!.line, name: owner, type: kind, value, ttl: seconds < 0 ? undefined : seconds };
}

function valueFrom(type: string, data: readonly string[]): string | undefined {
  const first = data[0]!;
  if (type === 'A' || type === 'AAAA') return ipOf(first);
  if (type !== 'SRV') return dnsNameOf(first);
  const target = dnsNameOf(first);
  const numbers = data.slice(1, 4);
  if (target === undefined || numbers.length < 3 || numbers.some((n) => decimal(n, 5) < 0)) return undefined;
  return `${numbers.map(Number).join(' ')} ${target}`;
}
