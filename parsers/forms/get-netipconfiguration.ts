/** PowerShell's Get-NetIPConfiguration, also with -Detailed and -All. */
import { addressesOf, macOf, shortText } from '../decode/machine-values.ts';
import { psBegins, psList, psNumber, psObjects } from '../decode/powershell.ts';
import type { TextForm } from './form.ts';

const PROPERTIES = [
  ['interfacealias'],
  ['interfaceindex'],
  ['interfacedescription'],
  ['ipv4address', 'netprofile.name', 'netadapter.status', 'ipv4defaultgateway', 'dnsserver', 'computername'],
];

export const getNetIpConfiguration: TextForm = {
  id: 'get-netipconfiguration',
  title: 'Get-NetIPConfiguration',
  begins: (lines, at) => (psBegins(lines, at, PROPERTIES) ? 0.9 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    for (const { line, fields } of objects) {
      const name = fields.get('interfacealias') ?? '';
      if (name === '') {
        out.damaged(line, 'interface without InterfaceAlias');
        continue;
      }
      const all = (...keys: string[]) => addressesOf(keys.flatMap((key) => psList(fields.get(key))));
      const addresses = all('ipv6address', 'ipv6linklocaladdress', 'ipv4address').map((address) => ({ address }));
      const description = fields.get('interfacedescription') ?? '';
      const ifIndex = psNumber(fields.get('interfaceindex'));
      const mac = macOf(fields.get('netadapter.linklayeraddress') ?? '');
      const status = fields.get('netadapter.status')?.toLowerCase();
      const mtu = psNumber(fields.get('netipv4interface.nlmtu'));
      const dhcp = fields.get('netipv4interface.dhcp')?.toLowerCase();
      const up = status === undefined || status === '' ? (addresses.length > 0 ? true : undefined) : status === 'up';
      out.emit({
        kind: 'host.adapter',
        at: { source: out.source, line: line + 1 },
        form: 'get-netipconfiguration',
        name: shortText(name),
        ...(description === '' ? {} : { description: shortText(description) }),
        ...(ifIndex === undefined ? {} : { ifIndex }),
        ...(mac === undefined ? {} : { mac }),
        ...(up === undefined ? {} : { up }),
        ...(dhcp === 'enabled' || dhcp === 'disabled' ? { dhcp: dhcp === 'enabled' } : {}),
        addresses,
        gateways: all('ipv4defaultgateway', 'ipv6defaultgateway'),
        dnsServers: all('dnsserver'),
        dnsSuffixes: [],
        ...(mtu === undefined ? {} : { mtu }),
      });
    }
    for (const line of odd) out.damaged(line, 'line of no known form in Get-NetIPConfiguration');
    return next;
  },
};
