/** PowerShell's Get-NetRoute. A next hop of 0.0.0.0 or :: is on-link; the metric that decides is the route's and the
 *  interface's together. */
import { ipOf } from '../decode/ip-text.ts';
import { shortText } from '../decode/machine-values.ts';
import { psBegins, psNumber, psObjects, uncut } from '../decode/powershell.ts';
import { prefixOf } from '../decode/prefix-text.ts';
import type { TextForm } from './form.ts';

const PROPERTIES = [
  ['destinationprefix'],
  ['nexthop', 'routemetric', 'interfacealias'],
  ['ifindex', 'interfaceindex', 'interfacealias', 'policystore'],
];

export const getNetRoute: TextForm = {
  id: 'get-netroute',
  title: 'Get-NetRoute',
  begins: (lines, at) => (psBegins(lines, at, PROPERTIES) ? 0.8 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    for (const { line, fields } of objects) {
      const printed = uncut(fields.get('destinationprefix') ?? '');
      const destination = printed.cut ? undefined : prefixOf(printed.text);
      if (destination === undefined) {
        out.damaged(line, printed.cut ? 'route cut by the console' : 'route without a destination prefix');
        continue;
      }
      const hop = ipOf(fields.get('nexthop') ?? '');
      const name = uncut(fields.get('interfacealias') ?? '');
      const ifIndex = psNumber(fields.get('ifindex') ?? fields.get('interfaceindex'));
      const metric = psNumber(fields.get('routemetric'));
      const interfaceMetric = psNumber(fields.get('ifmetric') ?? fields.get('interfacemetric'));
      const store = fields.get('policystore') ?? fields.get('store') ?? '';
      out.emit({
        kind: 'host.route',
        at: { source: out.source, line: line + 1 },
        form: 'get-netroute',
        destination,
        ...(hop === undefined || hop === '0.0.0.0' || hop === '::' ? {} : { gateway: hop }),
        ...(name.text === '' || name.cut ? {} : { interfaceName: shortText(name.text) }),
        ...(ifIndex === undefined ? {} : { ifIndex }),
        ...(metric === undefined ? {} : { metric }),
        ...(interfaceMetric === undefined ? {} : { interfaceMetric }),
        ...(/^persist/i.test(store) ? { persistent: true } : {}),
      });
    }
    for (const line of odd) out.damaged(line, 'line of no known form in Get-NetRoute');
    return next;
  },
};
