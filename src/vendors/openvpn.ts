import type { Needs } from '../configuration.ts';
import type { ConfigBlock } from '../report.ts';

/** OpenVPN 2.x: `route … net_gateway` and `mssfix` (openvpn(8)). */
export function openvpn({ exclude, mss }: Needs): readonly ConfigBlock[] {
  return [
    ...(exclude.length === 0
      ? []
      : [
          {
            title: 'OpenVPN: exclude by address',
            where: 'Configuration file of the server.',
            lines: exclude.map((w) => ({
              text: w.value.includes(':')
                ? `push "route-ipv6 ${w.value}/128 net_gateway_ipv6"`
                : `push "route ${w.value} 255.255.255.255 net_gateway"`,
              answers: w.answers,
            })),
            verify: 'Reconnect; route print shows each address with the gateway of the physical adapter.',
          },
        ]),
    ...(mss === undefined
      ? []
      : [
          {
            title: 'OpenVPN: a smaller MSS',
            where: 'Configuration files of server and clients. The value is that of the inner packet with its headers.',
            lines: [{ text: `mssfix ${mss.bytes + 40} fixed`, answers: mss.answers }],
            verify: `Reconnect; the SYNs of a capture of the tunnel adapter have an MSS of ${mss.bytes} or less on their way out of it.`,
          },
        ]),
  ];
}
