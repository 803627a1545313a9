/** PowerShell's Get-VpnConnection (also -AllUserConnection) and the routes of a connection. It knows the connections of
 *  Windows itself and of Store apps only: that a VPN is missing here says nothing. */
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf, shortText } from '../decode/machine-values.ts';
import { psBegins, psFlag, psList, psObjects } from '../decode/powershell.ts';
import { prefixOf } from '../decode/prefix-text.ts';
import type { FormOutput, TextForm } from './form.ts';

const CONNECTION = [
  ['name'],
  ['serveraddress'],
  ['alluserconnection', 'guid', 'tunneltype', 'connectionstatus', 'splittunneling'],
];
/** `(Get-VpnConnection VPN).Routes` and Add-VpnConnectionRoute -PassThru: InterfaceIndex stands empty. */
const ROUTE = [['destinationprefix'], ['interfacealias'], ['nexthop'], ['interfaceindex']];

const isRoute = (lines: readonly string[], at: number): boolean =>
  psBegins(lines, at, ROUTE) && lines.slice(at, at + 4).some((line) => /^ *InterfaceIndex *:$/i.test(line));

export const getVpnConnection: TextForm = {
  id: 'get-vpnconnection',
  title: 'Get-VpnConnection',
  begins: (lines, at) => (psBegins(lines, at, CONNECTION) || isRoute(lines, at) ? 0.9 : 0),
  read(lines, at, out) {
    const { objects, next, odd } = psObjects(lines, at);
    const routes = new Map<string, { readonly line: number; readonly prefixes: string[] }>();
    for (const { line, fields } of objects) {
      if (fields.has('destinationprefix')) {
        const prefix = prefixOf(fields.get('destinationprefix')!);
        const name = fields.get('interfacealias') ?? '';
        if (prefix === undefined) out.damaged(line, 'VPN route without a destination prefix');
        else if (routes.has(name)) routes.get(name)!.prefixes.push(prefix);
        else routes.set(name, { line, prefixes: [prefix] });
      } else connection(line, fields, out);
    }
    for (const [name, { line, prefixes }] of routes)
      out.emit({
        kind: 'vpn.tunnel',
        at: { source: out.source, line: line + 1 },
        form: 'get-vpnconnection',
        product: 'windows',
        ...(name === '' ? {} : { name: shortText(name) }),
        includeRoutes: prefixes,
      });
    for (const line of odd) out.damaged(line, 'line of no known form in Get-VpnConnection');
    return next;
  },
};

function connection(line: number, fields: ReadonlyMap<string, string>, out: FormOutput): void {
  const name = fields.get('name') ?? '';
  if (name === '') {
    out.damaged(line, 'VPN connection without a name');
    return;
  }
  const server = fields.get('serveraddress') ?? '';
  const address = ipOf(server);
  const gateway = address ?? dnsNameOf(server);
  const status = fields.get('connectionstatus') ?? '';
  const type = fields.get('tunneltype') ?? '';
  const split = psFlag(fields.get('splittunneling'));
  const suffixes = psList(fields.get('dnssuffix')).flatMap((s) => dnsNameOf(s) ?? []);
  out.emit({
    kind: 'vpn.tunnel',
    at: { source: out.source, line: line + 1 },
    form: 'get-vpnconnection',
    product: 'windows',
    name: shortText(name),
    ...(gateway === undefined ? {} : { gateway }),
    ...(address === undefined ? {} : { gatewayAddress: address }),
    ...(/^(?:dis)?connected$/i.test(status) ? { up: /^c/i.test(status) } : {}),
    ...(/^[A-Za-z0-9]{2,20}$/.test(type) ? { transport: type.toLowerCase() } : {}),
    ...(fields.has('dnssuffix') ? { dnsSuffixes: suffixes } : {}),
    ...(split === undefined ? {} : { splitTunneling: split }),
  });
}
