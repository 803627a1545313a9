/** PowerShell's Get-NetIPInterface: MTU and metric, a row each for IPv4 and IPv6; IPv4's counts where there are both. */
import { NO_LISTS, shortText } from '../decode/machine-values.ts';
import { type PsObject, psBegins, psFlag, psNumber, psObjects, uncut } from '../decode/powershell.ts';
import type { TextForm } from './form.ts';

const PROPERTIES = [
  ['interfacealias'],
  ['ifindex', 'interfaceindex'],
  ['nlmtu(bytes)', 'nlmtu', 'interfacemetric', 'connectionstate'],
];
/** Loopback has no MTU: the largest number stands for it. */
const NO_MTU = 0xffffffff;

export const getNetIpInterface: TextForm = {
  id: 'get-netipinterface',
  title: 'Get-NetIPInterface',
  begins: (lines, at) => (psBegins(lines, at, PROPERTIES) ? 0.9 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    const chosen = new Map<string, PsObject>();
    for (const object of objects) {
      const name = object.fields.get('interfacealias') ?? '';
      if (name === '') {
        out.damaged(object.line, 'interface without InterfaceAlias');
        continue;
      }
      const key = object.fields.get('ifindex') ?? object.fields.get('interfaceindex') ?? name;
      if (!chosen.has(key) || /^ipv4$/i.test(object.fields.get('addressfamily') ?? '')) chosen.set(key, object);
    }
    for (const { line, fields } of chosen.values()) {
      const name = uncut(fields.get('interfacealias')!);
      const ifIndex = psNumber(fields.get('ifindex') ?? fields.get('interfaceindex'));
      const state = fields.get('connectionstate') ?? '';
      const dhcp = psFlag(fields.get('dhcp'));
      const mtu = psNumber(fields.get('nlmtu(bytes)') ?? fields.get('nlmtu'));
      const metric = psNumber(fields.get('interfacemetric'));
      out.emit({
        kind: 'host.adapter',
        at: { source: out.source, line: line + 1 },
        form: 'get-netipinterface',
        name: shortText(name.text),
        ...(name.cut ? { cut: true } : {}),
        ...(ifIndex === undefined ? {} : { ifIndex }),
        ...(/^(?:dis)?connected$/i.test(state) ? { up: /^c/i.test(state) } : {}),
        ...(dhcp === undefined ? {} : { dhcp }),
        ...NO_LISTS,
        ...(mtu === undefined || mtu === NO_MTU ? {} : { mtu }),
        ...(metric === undefined ? {} : { metric }),
      });
    }
    for (const line of odd) out.damaged(line, 'line of no known form in Get-NetIPInterface');
    return next;
  },
};
