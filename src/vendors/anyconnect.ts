import type { Needs } from '../configuration.ts';
import type { ConfigBlock } from '../report.ts';

/** Cisco ASA: split-tunnel-policy excludespecified (ASA command reference); Cisco 215343, "Optimize AnyConnect Split
 *  Tunnel for Office 365". */
export function anyconnect({ exclude, mss }: Needs): readonly ConfigBlock[] {
  const where = 'Configuration mode of the ASA. POLICY: the group policy of these users.';
  return [
    ...(exclude.length === 0
      ? []
      : [
          {
            title: 'AnyConnect: exclude by address',
            where: `${where} Where the policy is tunnelspecified already, leave its list and check that none of these addresses is in it.`,
            lines: [
              ...exclude.map((w) => ({
                text: `access-list SFB-OUTSIDE extended permit ip ${w.value.includes(':') ? `${w.value}/128` : `host ${w.value}`} any`,
                answers: w.answers,
              })),
              { text: 'group-policy POLICY attributes', answers: exclude[0]!.answers },
              { text: ' split-tunnel-policy excludespecified', answers: exclude[0]!.answers },
              { text: ' split-tunnel-network-list value SFB-OUTSIDE', answers: exclude[0]!.answers },
            ],
            verify: 'Reconnect; the client’s Route Details list each address under Non-Secured Routes.',
          },
        ]),
    ...(mss === undefined
      ? []
      : [
          {
            title: 'AnyConnect: a smaller MTU',
            where,
            lines: [
              { text: 'group-policy POLICY attributes', answers: mss.answers },
              { text: ' webvpn', answers: mss.answers },
              { text: `  anyconnect mtu ${mss.bytes + 40}`, answers: mss.answers },
            ],
            verify: `Reconnect; the SYNs of a capture of the tunnel adapter have an MSS of ${mss.bytes} or less.`,
          },
        ]),
  ];
}
