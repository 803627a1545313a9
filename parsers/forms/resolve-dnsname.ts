/** PowerShell's Resolve-DnsName: tables of records, lists of records of another type behind them, and its errors. Unlike
 *  nslookup it asks as programs do: through NRPT and the resolvers in Windows' order. */
import type { HostName } from '../../src/facts.ts';
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import { type PsObject, psBegins, psNumber, psObjects } from '../decode/powershell.ts';
import type { FormOutput, TextForm } from './form.ts';
import { emitNames, type NameRecord } from './names.ts';

const RECORDS = [['name'], ['type', 'querytype'], ['ttl'], ['section']];
const ERROR = /^ *Resolve-DnsName *: *([^\s:]{1,253}) *:/i;
/** The error's identifier is not translated. */
const ERROR_ID = /FullyQualifiedErrorId *: *([A-Z_]{4,60})/;
/** Lines of an error record: text, place, category, identifier. */
const ERROR_LINES = 10;

const FAILURES: Readonly<Record<string, HostName['failure']>> = {
  DNS_ERROR_RCODE_NAME_ERROR: 'NXDOMAIN',
  DNS_ERROR_RCODE_SERVER_FAILURE: 'SERVFAIL',
  DNS_ERROR_RCODE_REFUSED: 'REFUSED',
  DNS_INFO_NO_RECORDS: 'no-records',
  DNS_REQUEST_NOT_SUPPORTED: 'other',
  ERROR_TIMEOUT: 'timeout',
};

export const resolveDnsName: TextForm = {
  id: 'resolve-dnsname',
  title: 'Resolve-DnsName',
  begins: (lines, at) => (ERROR.test(lines[at]!) || psBegins(lines, at, RECORDS) ? 0.9 : 0),
  read(lines, at, out) {
    const failed = ERROR.exec(lines[at]!);
    if (failed) return readError(lines, at, failed[1]!, out);
    const { objects, next, odd } = psObjects(lines, at);
    const records = objects.map((object) => recordOf(object, out)).filter((r) => r !== undefined);
    emitNames(records, { form: 'resolve-dnsname', by: 'asked' }, out);
    for (const line of odd) out.damaged(line, 'line of no known form in Resolve-DnsName');
    return next;
  },
};

function recordOf({ line, fields }: PsObject, out: FormOutput): NameRecord | undefined {
  const type = (fields.get('querytype') ?? fields.get('type') ?? '').toUpperCase();
  const name = dnsNameOf(fields.get('name') ?? '');
  // Whose zone it is: no answer to what was asked.
  if (type === 'SOA' || type === 'NS') return undefined;
  const value = valueFrom(type, fields);
  if (name === undefined || !/^[A-Z0-9]{1,10}$/.test(type) || value === undefined) {
    out.damaged(line, 'DNS record that cannot be read');
    return undefined;
  }
  return { line, name, type, value, ttl: psNumber(fields.get('ttl')) };
}

function valueFrom(type: string, fields: ReadonlyMap<string, string>): string | undefined {
  if (type === 'A' || type === 'AAAA')
    return ipOf(fields.get('ipaddress') ?? fields.get('ip4address') ?? fields.get('ip6address') ?? '');
  if (type === 'SRV') {
    const numbers = ['priority', 'weight', 'port'].map((key) => psNumber(fields.get(key)));
    const target = dnsNameOf(fields.get('nametarget') ?? '');
    return target === undefined || numbers.includes(undefined) ? undefined : `${numbers.join(' ')} ${target}`;
  }
  return dnsNameOf(fields.get('namehost') ?? fields.get('nameexchange') ?? fields.get('strings') ?? '');
}

function readError(lines: readonly string[], at: number, asked: string, out: FormOutput): number {
  const name = dnsNameOf(asked);
  let id: string | undefined;
  let next = at + 1;
  for (; next < lines.length && next < at + ERROR_LINES; next++) {
    const line = lines[next]!;
    if (line === '' || commandOf(line) !== undefined || ERROR.test(line)) break;
    id ??= ERROR_ID.exec(line)?.[1];
  }
  if (name === undefined) out.damaged(at, 'error of Resolve-DnsName without a name');
  else
    emitNames(
      [{ line: at, name, type: '', failure: (id && FAILURES[id]) || 'other' }],
      { form: 'resolve-dnsname', by: 'asked' },
      out,
    );
  return next;
}
