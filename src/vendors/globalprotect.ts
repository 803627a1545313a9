import type { Needs } from '../configuration.ts';
import type { ConfigBlock } from '../report.ts';

/** PAN-OS and Panorama. Menus and limits: docs.paloaltonetworks.com, "Configure a Split Tunnel Based on the Access Route"
 *  and "… Based on the Domain and Application"; the command follows the configuration's own path
 *  `global-protect-gateway/…/remote-user-tunnel-configs/…/split-tunneling/exclude-access-route`. */
export function globalprotect({ exclude, processes }: Needs): readonly ConfigBlock[] {
  const path = 'Network > GlobalProtect > Gateways > GATEWAY > Agent > Client Settings > CONFIG > Split Tunnel';
  return [
    ...(exclude.length === 0
      ? []
      : [
          {
            title: 'GlobalProtect: exclude by address',
            where: `${path} > Access Route > Exclude; or in the firewall's command line (in Panorama below the template: set template TEMPLATE config vsys VSYS …). GATEWAY and CONFIG: your names. Each must be more specific than what is included.`,
            lines: exclude.map((w) => ({
              text: `set global-protect global-protect-gateway GATEWAY remote-user-tunnel-configs CONFIG split-tunneling exclude-access-route ${w.value}${w.value.includes(':') ? '/128' : '/32'}`,
              answers: w.answers,
            })),
            verify: 'Reconnect the VPN; route print shows each address with the gateway of the physical adapter.',
          },
        ]),
    ...(processes.length === 0
      ? []
      : [
          {
            title: 'GlobalProtect: remove the exclusion by process, once the addresses are excluded',
            where: `${path} > Domain and Application > Exclude Client Application Process Name: delete these lines.`,
            lines: processes.map((w) => ({ text: w.value, answers: w.answers })),
            verify:
              'Reconnect the VPN; PanGPS.log has no exclude-split-tunneling-application for it, and a call still leaves by the physical adapter.',
          },
        ]),
  ];
}
