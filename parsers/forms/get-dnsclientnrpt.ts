/** PowerShell's Get-DnsClientNrptRule and Get-DnsClientNrptPolicy: which names go to which resolvers, whatever the
 *  interfaces say. */
import { addressesOf, dnsNameOf } from '../decode/machine-values.ts';
import { psBegins, psList, psObjects } from '../decode/powershell.ts';
import type { TextForm } from './form.ts';

const PROPERTIES = [
  ['namespace'],
  [
    'ipseccarestriction',
    'directaccessdnsservers',
    'nameservers',
    'querypolicy',
    'securenamequeryfallback',
    'directaccessipseccarestriction',
  ],
];

export const getDnsClientNrpt: TextForm = {
  id: 'get-dnsclientnrpt',
  title: 'Get-DnsClientNrptRule, Get-DnsClientNrptPolicy',
  begins: (lines, at) => (psBegins(lines, at, PROPERTIES) ? 0.9 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    for (const { line, fields } of objects) {
      const namespaces = psList(fields.get('namespace'));
      const domains = namespaces.flatMap((n) => dnsNameOf(n.replace(/^\./, '')) ?? []);
      const all = namespaces.includes('.');
      // An empty list would say: all names.
      if (!all && domains.length === 0) {
        out.damaged(line, 'name resolution rule without a namespace');
        continue;
      }
      const servers = addressesOf(psList(fields.get('nameservers')));
      out.emit({
        kind: 'host.resolver',
        at: { source: out.source, line: line + 1 },
        form: 'get-dnsclientnrpt',
        domains: all ? [] : domains,
        servers: servers.length > 0 ? servers : addressesOf(psList(fields.get('directaccessdnsservers'))),
      });
    }
    for (const line of odd) out.damaged(line, 'line of no known form in Get-DnsClientNrptRule');
    return next;
  },
};
