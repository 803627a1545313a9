import type { Needs } from '../configuration.ts';
import type { ConfigBlock } from '../report.ts';

/** A PowerShell string: quotes doubled, typographic ones too (about_Quoting_Rules). */
const quoted = (text: string): string => `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;

/** Windows' own VPN: VpnClient module (Add-VpnConnectionRoute, Set-VpnConnection); NRPT (Add-DnsClientNrptRule). */
export function windows({ exclude, route, connection }: Needs): readonly ConfigBlock[] {
  const name = connection === undefined ? 'CONNECTION' : quoted(connection);
  const where = `PowerShell on the PC, as the user of the connection${connection === undefined ? '; CONNECTION: see Get-VpnConnection' : ''}; for all PCs the same in the VPN profile (ProfileXML, Route).`;
  return [
    ...(route.length === 0
      ? []
      : [
          {
            title: 'Windows VPN: routes into the tunnel',
            where: `${where} Take the whole internal prefix instead of single servers where you know it. Only if these servers are meant to be reached inside; else serve the VPN clients the external records.`,
            lines: route.map((w) => ({
              text: `Add-VpnConnectionRoute -ConnectionName ${name} -DestinationPrefix ${w.value}${w.value.includes(':') ? '/128' : '/32'}`,
              answers: w.answers,
            })),
            verify: 'Reconnect; route print shows each prefix with the tunnel’s address as interface.',
          },
        ]),
    ...(exclude.length === 0
      ? []
      : [
          {
            title: 'Windows VPN: keep SfB out of the tunnel',
            where: `${where} With split tunnelling only the routes of the connection go into the tunnel; with a full tunnel an exclusion route is needed, which ProfileXML alone can set (ExclusionRoute true).`,
            lines: [
              { text: `Set-VpnConnection -Name ${name} -SplitTunneling $true`, answers: exclude[0]!.answers },
              ...exclude.map((w) => ({
                text: `<Route><Address>${w.value}</Address><PrefixSize>${w.value.includes(':') ? 128 : 32}</PrefixSize><ExclusionRoute>true</ExclusionRoute></Route>`,
                answers: w.answers,
              })),
            ],
            verify: 'Reconnect; Find-NetRoute -RemoteIPAddress of each address names the physical adapter.',
          },
        ]),
  ];
}
