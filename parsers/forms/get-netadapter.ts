/** PowerShell's Get-NetAdapter: the one command that names adapter, description, index and MAC side by side. */
import { macOf, NO_LISTS, shortText } from '../decode/machine-values.ts';
import { psBegins, psNumber, psObjects, uncut } from '../decode/powershell.ts';
import type { TextForm } from './form.ts';

const PROPERTIES = [
  ['name', 'ifalias', 'interfacealias'],
  ['interfacedescription', 'ifdesc'],
  ['ifindex', 'interfaceindex', 'macaddress', 'status', 'linkspeed', 'linkspeed(gbps)'],
];

export const getNetAdapter: TextForm = {
  id: 'get-netadapter',
  title: 'Get-NetAdapter',
  begins: (lines, at) => (psBegins(lines, at, PROPERTIES) ? 0.8 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    for (const { line, fields } of objects) {
      const name = uncut(fields.get('name') ?? fields.get('interfacealias') ?? fields.get('ifalias') ?? '');
      const description = uncut(fields.get('interfacedescription') ?? fields.get('ifdesc') ?? '');
      const ifIndex = psNumber(fields.get('ifindex') ?? fields.get('interfaceindex'));
      if (name.text === '' && description.text === '') {
        out.damaged(line, 'adapter without name and description');
        continue;
      }
      const status = fields.get('status') ?? fields.get('interfaceoperationalstatus') ?? '';
      const mtu = psNumber(fields.get('mtusize'));
      out.emit({
        kind: 'host.adapter',
        at: { source: out.source, line: line + 1 },
        form: 'get-netadapter',
        ...(name.text === '' ? {} : { name: shortText(name.text) }),
        ...(description.text === '' ? {} : { description: shortText(description.text) }),
        ...(name.cut || description.cut ? { cut: true } : {}),
        ...(ifIndex === undefined ? {} : { ifIndex }),
        ...withMac(fields.get('macaddress') ?? ''),
        ...(/^[A-Za-z]/.test(status) ? { up: status.toLowerCase() === 'up' } : {}),
        ...NO_LISTS,
        ...(mtu === undefined ? {} : { mtu }),
      });
    }
    for (const line of odd) out.damaged(line, 'line of no known form in Get-NetAdapter');
    return next;
  },
};

function withMac(text: string): { readonly mac?: string } {
  const mac = macOf(text);
  return mac === undefined ? {} : { mac };
}
