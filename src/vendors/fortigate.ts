import type { Needs } from '../configuration.ts';
import type { ConfigBlock } from '../report.ts';

/** FortiOS SSL-VPN portal, "Enabled for Trusted Destinations" (docs.fortinet.com 629245). SSL-VPN tunnel mode ended with
 *  FortiOS 7.6.3. */
export function fortigate(needs: Needs): readonly ConfigBlock[] {
  const exclude = needs.exclude.filter((w) => !w.value.includes(':'));
  if (exclude.length === 0) return [];
  const answers = exclude[0]!.answers;
  const line = (text: string) => ({ text, answers });
  const member = (i: number): string => `SfB-outside-${i + 1}`;
  return [
    {
      title: 'FortiGate: exclude by address',
      where: 'Command line of the FortiGate (SSL-VPN, FortiOS before 7.6.3). PORTAL: the portal of these users.',
      lines: [
        line('config firewall address'),
        ...exclude.flatMap((w, i) => [
          { text: ` edit "${member(i)}"`, answers: w.answers },
          { text: `  set subnet ${w.value} 255.255.255.255`, answers: w.answers },
          { text: ' next', answers: w.answers },
        ]),
        line('end'),
        line('config firewall addrgrp'),
        line(' edit "SfB-outside"'),
        line(`  set member ${exclude.map((_, i) => `"${member(i)}"`).join(' ')}`),
        line(' next'),
        line('end'),
        line('config vpn ssl web portal'),
        line(' edit "PORTAL"'),
        line('  set tunnel-mode enable'),
        line('  set split-tunneling enable'),
        line('  set split-tunneling-routing-negate enable'),
        line('  set split-tunneling-routing-address "SfB-outside"'),
        line(' next'),
        line('end'),
      ],
      verify: 'Reconnect; route print shows each address with the gateway of the physical adapter.',
    },
  ];
}
