/** PowerShell's Get-NetIPAddress: an object for each address. */
import type { AdapterAddress } from '../../src/facts.ts';
import { ipOf } from '../decode/ip-text.ts';
import { NO_LISTS, shortText } from '../decode/machine-values.ts';
import { psBegins, psNumber, psObjects, uncut } from '../decode/powershell.ts';
import type { TextForm } from './form.ts';

const PROPERTIES = [['ipaddress'], ['prefixlength'], ['ifindex', 'interfaceindex', 'interfacealias']];
/** Of adapters that are not connected, and of addresses that somebody else has. */
const UNUSED = /^(?:Invalid|Tentative|Duplicate)$/i;

interface Adapter {
  readonly line: number;
  readonly name: string;
  readonly cut: boolean;
  readonly ifIndex: number | undefined;
  readonly addresses: AdapterAddress[];
}

export const getNetIpAddress: TextForm = {
  id: 'get-netipaddress',
  title: 'Get-NetIPAddress',
  begins: (lines, at) => (psBegins(lines, at, PROPERTIES) ? 0.9 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    const adapters = new Map<string, Adapter>();
    for (const { line, fields } of objects) {
      // An address of IPv6 that names its interface: `fe80::1%12`.
      const address = ipOf((fields.get('ipaddress') ?? '').replace(/%.{1,40}$/, ''));
      const { text, cut } = uncut(fields.get('interfacealias') ?? '');
      const ifIndex = psNumber(fields.get('ifindex') ?? fields.get('interfaceindex'));
      if (address === undefined || (text === '' && ifIndex === undefined)) {
        out.damaged(line, 'address that cannot be read in Get-NetIPAddress');
        continue;
      }
      if (UNUSED.test(fields.get('addressstate') ?? '')) continue;
      const key = `${ifIndex ?? text}`;
      const adapter = adapters.get(key) ?? { line, name: text, cut, ifIndex, addresses: [] };
      adapters.set(key, adapter);
      const prefix = psNumber(fields.get('prefixlength'));
      adapter.addresses.push({ address, ...(prefix === undefined ? {} : { prefix }) });
    }
    for (const { line, name, cut, ifIndex, addresses } of adapters.values())
      out.emit({
        kind: 'host.adapter',
        at: { source: out.source, line: line + 1 },
        form: 'get-netipaddress',
        ...(name === '' ? {} : { name: shortText(name) }),
        ...(cut ? { cut: true } : {}),
        ...(ifIndex === undefined ? {} : { ifIndex }),
        ...NO_LISTS,
        addresses,
      });
    for (const line of odd) out.damaged(line, 'line of no known form in Get-NetIPAddress');
    return next;
  },
};
