/** PowerShell's Get-DnsClientServerAddress: resolvers of each interface, a row each for IPv4 and IPv6. */
import { addressesOf, NO_LISTS, shortText } from '../decode/machine-values.ts';
import { psBegins, psList, psNumber, psObjects, uncut } from '../decode/powershell.ts';
import type { TextForm } from './form.ts';

const PROPERTIES = [['interfacealias'], ['serveraddresses']];

export const getDnsClientServerAddress: TextForm = {
  id: 'get-dnsclientserveraddress',
  title: 'Get-DnsClientServerAddress',
  begins: (lines, at) => (psBegins(lines, at, PROPERTIES) ? 0.9 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    const adapters = new Map<
      string,
      { line: number; name: ReturnType<typeof uncut>; ifIndex: number | undefined; servers: string[] }
    >();
    for (const { line, fields } of objects) {
      const name = uncut(fields.get('interfacealias') ?? '');
      if (name.text === '') {
        out.damaged(line, 'interface without InterfaceAlias');
        continue;
      }
      const ifIndex = psNumber(fields.get('interfaceindex') ?? fields.get('ifindex'));
      const key = `${ifIndex ?? name.text}`;
      const adapter = adapters.get(key) ?? { line, name, ifIndex, servers: [] };
      adapter.servers.push(...psList(fields.get('serveraddresses')));
      adapters.set(key, adapter);
    }
    for (const { line, name, ifIndex, servers } of adapters.values())
      out.emit({
        kind: 'host.adapter',
        at: { source: out.source, line: line + 1 },
        form: 'get-dnsclientserveraddress',
        name: shortText(name.text),
        ...(name.cut ? { cut: true } : {}),
        ...(ifIndex === undefined ? {} : { ifIndex }),
        ...NO_LISTS,
        dnsServers: addressesOf(servers),
      });
    for (const line of odd) out.damaged(line, 'line of no known form in Get-DnsClientServerAddress');
    return next;
  },
};
