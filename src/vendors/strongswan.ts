import type { Needs } from '../configuration.ts';
import type { ConfigBlock } from '../report.ts';

/** The gateway narrows what its clients propose (RFC 7296 2.9): the rest stays outside without a word of theirs. */
function narrowing({ exclude, inside }: Needs): ConfigBlock {
  const networks = inside && inside.length > 0 ? inside : ['INTERNAL-NETWORKS'];
  return {
    title: 'strongSwan gateway: only the internal networks through the tunnel',
    where: `/etc/swanctl/swanctl.conf of the gateway, in the child of these clients (ipsec.conf: leftsubnet); then swanctl --load-all. ${inside?.length ? 'Networks of its inner interfaces; add' : 'INTERNAL-NETWORKS:'} what else the clients need. A Windows client needs split tunnelling switched on, and its address within these networks or routes of its own (Add-VpnConnectionRoute).`,
    lines: [{ text: `local_ts = ${networks.join(', ')}`, answers: [...new Set(exclude.flatMap((w) => w.answers))] }],
    verify: `Reconnect; swanctl --list-sas shows these networks as local, and ${exclude[0]!.value} is reached by the physical adapter.`,
  };
}

/** strongSwan and the Linux gateway it runs on: swanctl.conf(5), ipsec.conf(5), and "Forwarding and Split-Tunneling" of
 *  its documentation (NAT, ICMP redirects, MSS). */
export function strongswan(needs: Needs): readonly ConfigBlock[] {
  const { exclude, mss, nat, exempt, redirects } = needs;
  const blocks: ConfigBlock[] = [];
  if (exclude.length > 0 && needs.foreignClient) blocks.push(narrowing(needs));
  else if (exclude.length > 0) {
    const first = exclude[0]!.answers;
    blocks.push(
      {
        title: 'strongSwan client: exclude by address (swanctl.conf)',
        where:
          '/etc/swanctl/swanctl.conf of the client, a connection of its own; then swanctl --load-all. Other clients: narrow local_ts on the gateway to the internal prefixes instead.',
        lines: [
          { text: 'connections {', answers: first },
          { text: '  sfb-outside {', answers: first },
          { text: '    children {', answers: first },
          ...exclude.flatMap((w, i) => [
            { text: `      sfb-${i + 1} {`, answers: w.answers },
            { text: `        remote_ts = ${w.value}${w.value.includes(':') ? '/128' : '/32'}`, answers: w.answers },
            { text: '        mode = pass', answers: w.answers },
            { text: '        start_action = trap', answers: w.answers },
            { text: '      }', answers: w.answers },
          ]),
          { text: '    }', answers: first },
          { text: '  }', answers: first },
          { text: '}', answers: first },
        ],
        verify: 'swanctl --list-pols shows each as PASS; ip route get of each address names the physical interface.',
      },
      {
        title: 'strongSwan client: the same as ipsec.conf',
        where: '/etc/ipsec.conf of the client; then ipsec reload.',
        lines: exclude.flatMap((w, i) => [
          { text: `conn sfb-outside-${i + 1}`, answers: w.answers },
          { text: `  rightsubnet=${w.value}${w.value.includes(':') ? '/128' : '/32'}`, answers: w.answers },
          { text: '  type=pass', answers: w.answers },
          { text: '  authby=never', answers: w.answers },
          { text: '  auto=route', answers: w.answers },
        ]),
        verify: 'ipsec statusall lists each under Shunted Connections.',
      },
    );
  }
  const rules = [
    ...(exempt === undefined && nat.length === 0
      ? []
      : [
          {
            text: 'iptables -t nat -I POSTROUTING -m policy --pol ipsec --dir out -j ACCEPT',
            answers: [...(exempt ?? []), ...nat.flatMap((w) => w.answers)],
          },
        ]),
    ...nat.map((w) => ({
      text: `iptables -t nat -A POSTROUTING -s ${w.value} -o OUTER-INTERFACE -j MASQUERADE`,
      answers: w.answers,
    })),
  ];
  if (rules.length > 0)
    blocks.push({
      title: 'Gateway: NAT for VPN clients, and none for what IPsec carries',
      where: `Shell of the gateway, as root${nat.length > 0 ? '; OUTER-INTERFACE: the one towards the Internet; take the whole pool instead of single addresses' : ''}. The exemption stands before every SNAT and MASQUERADE rule.`,
      lines: rules,
      verify: 'In a capture of the outer interface no packet has a virtual address as source, and the answers come in.',
    });
  if (redirects !== undefined)
    blocks.push({
      title: 'Gateway: no ICMP redirects',
      where:
        'Shell of the gateway, as root; and in /etc/sysctl.conf. Interfaces that are up need it by their name too (net.ipv4.conf.IFACE.send_redirects).',
      lines: ['all', 'default'].map((scope) => ({
        text: `sysctl -w net.ipv4.conf.${scope}.send_redirects=0`,
        answers: redirects,
      })),
      verify: 'A capture of the LAN shows no ICMP redirect (icmp.type == 5) any more.',
    });
  if (mss !== undefined)
    blocks.push({
      title: 'Gateway: clamp the MSS of connections through the tunnel',
      where: 'Shell of the gateway, as root.',
      lines: ['in', 'out'].map((dir) => ({
        text: `iptables -t mangle -A FORWARD -m policy --pol ipsec --dir ${dir} -p tcp -m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss ${mss.bytes + 1}:1536 -j TCPMSS --set-mss ${mss.bytes}`,
        answers: mss.answers,
      })),
      verify: `SYNs that come out of the tunnel have an MSS of ${mss.bytes} or less.`,
    });
  return blocks;
}
