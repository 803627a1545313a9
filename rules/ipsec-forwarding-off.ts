import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { clientConnections, clientSas, gatewaySettings } from '../src/gateway.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Linux: forwarding of IPv4, and of IPv6 on all interfaces (ip-sysctl). */
const KEYS = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'] as const;

export default defineRule({
  id: 'ipsec-forwarding-off',
  title: 'The gateway does not forward what its VPN clients send',
  severity: 'warning',
  owner: 'vpn',
  needs: ['host.setting'],
  rises: true,
  verify: 'On the gateway, sysctl net.ipv4.ip_forward prints 1, and a VPN client reaches a host behind it.',
  *check(incident) {
    const settings = gatewaySettings(incident);
    const known = KEYS.flatMap((k) => settings.get(k) ?? []);
    if (known.length === 0) return missing('sysctl net.ipv4.ip_forward of the gateway');
    const sas = clientSas(incident);
    const given = sas.flatMap((sa) => sa.remoteVirtual);
    const pools = clientConnections(incident).flatMap((c) => c.pools ?? []);
    if (given.length + pools.length === 0)
      return missing('the virtual addresses of the VPN clients (swanctl --list-sas or --list-conns of the gateway)');
    const six = [...given, ...pools].some((a) => a.includes(':'));
    const four = [...given, ...pools].some((a) => !a.includes(':'));
    const off = known.filter((s) => s.value === '0' && (s.name === KEYS[0] ? four : six));
    const [first] = off;
    if (!first) return 'clear';
    yield {
      message: `${list(off.map((s) => `${s.name} is 0`))} on the gateway: it drops what its VPN clients (${list([...new Set(given.length > 0 ? given : pools)])}) send to hosts behind it, and to the Internet.`,
      subject: first.name,
      subjects: off.map((s) => s.name),
      about: [...new Set([...given, ...incident.servers.keys()])].map(addressKey),
      evidence: evidence.proof([
        ...off.map((s) => evidence.seen(s, `${s.name} = ${s.value}`)),
        ...sas.slice(0, 2).map((sa) => evidence.seen(sa, `${sa.name}: ${list(sa.remoteVirtual)} given to a client`)),
      ]),
      noticed: 'The VPN connects, but nothing behind it answers.',
      fix: [`On the gateway: ${off.map((s) => `sysctl -w ${s.name}=1`).join(' and ')}; for good in /etc/sysctl.conf.`],
    };
    return 'clear';
  },
});
