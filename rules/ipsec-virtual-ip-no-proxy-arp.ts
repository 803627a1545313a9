import { cidr, covered } from '../src/addresses.ts';
import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { FirewallRule } from '../src/facts.ts';
import { clientSas, gatewayFirewall, gatewayPlugins, gatewaySettings } from '../src/gateway.ts';
import { prefixes } from '../src/prefixes.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Clients that are looked at; they have the same pool. */
const CLIENTS = 16;

/** Whether the rule makes the gateway the source of what this client sends. */
const hides = (r: FirewallRule, address: string): boolean => {
  const net = r.source === undefined ? undefined : cidr(r.source);
  return (
    (r.target === 'MASQUERADE' || r.target === 'SNAT') &&
    (r.source === undefined || r.source.startsWith('!') || (net !== undefined && covered(address, [net]) !== undefined))
  );
};

export default defineRule({
  id: 'ipsec-virtual-ip-no-proxy-arp',
  title: 'Virtual addresses are of the LAN, and nobody answers ARP for them',
  severity: 'warning',
  owner: 'vpn',
  needs: ['ipsec.sa', 'host.adapter'],
  rises: true,
  verify: 'On a host of the LAN, arp -a shows the gateway’s MAC for the virtual address, and the client is answered.',
  *check(incident) {
    const sas = clientSas(incident);
    if (sas.length === 0) return missing('swanctl --list-sas of the gateway, with a client connected');
    const faces = incident.all('host.adapter').filter((a) => incident.machines.of(a).machine === 'gateway');
    if (faces.length === 0) return missing('ip addr of the gateway');
    const lans = prefixes(
      faces.flatMap((face) =>
        face.addresses
          .filter((own) => own.prefix !== undefined && own.prefix <= 30 && !own.address.includes(':'))
          .map((own) => [`${own.address}/${own.prefix}`, { face, net: `${own.address}/${own.prefix}` }] as const),
      ),
    );
    const inLan = sas.flatMap((sa) =>
      sa.remoteVirtual.flatMap((virtual) => {
        const lan = lans.longest(virtual)[0];
        return lan ? [{ sa, virtual, ...lan }] : [];
      }),
    );
    const nat = gatewayFirewall(incident).filter((r) => r.table === 'nat');
    const open = inLan.slice(0, CLIENTS).filter((x) => !nat.some((r) => hides(r, x.virtual)));
    const [first] = open;
    if (!first) return 'clear';
    const plugins = gatewayPlugins(incident);
    if (plugins?.names.has('farp')) return 'clear';
    const settings = gatewaySettings(incident);
    const arp = [first.face.name, 'all'].flatMap((name) => settings.get(`net.ipv4.conf.${name}.proxy_arp`) ?? []);
    if (arp.some((s) => s.value !== '0')) return 'clear';
    if (!plugins && arp.length === 0)
      return missing('the plugins of the gateway (ipsec statusall, swanctl --stats), or its sysctl proxy_arp');
    const virtuals = [...new Set(open.map((x) => x.virtual))];
    const settle =
      plugins === undefined
        ? ' The plugins of the gateway (ipsec statusall) would settle it.'
        : arp.length === 0
          ? ' sysctl proxy_arp of the gateway would settle it.'
          : '';
    yield {
      message: `${list(virtuals)} ${virtuals.length > 1 ? 'are' : 'is'} out of the LAN of the gateway’s ${first.face.name ?? 'interface'} (${first.net}), and ${[...(plugins ? ['the farp plugin is not loaded'] : []), ...arp.map((s) => `${s.name} is 0`)].join('; ')}: hosts there look for the client on their own wire and find nobody.${settle}`,
      subject: virtuals[0]!,
      subjects: virtuals,
      about: [
        ...virtuals,
        ...[...incident.servers.keys()].filter((a) => covered(a, [cidr(first.net)!]) !== undefined),
      ].map(addressKey),
      // Static entries (ip neigh add proxy) show in neither.
      confidence: plugins && arp.length > 0 ? 'likely' : 'possible',
      evidence: evidence.proof([
        evidence.seen(first.sa, `${first.sa.name}: ${list(first.sa.remoteVirtual)} given to a client`),
        evidence.seen(first.face, `${first.face.name ?? 'interface'} has ${first.net}`),
        ...(plugins ? [evidence.seen(plugins.fact, 'plugins without farp')] : []),
        ...arp.map((s) => evidence.seen(s, `${s.name} = ${s.value}`)),
      ]),
      noticed: 'The VPN connects, but hosts of the office do not answer.',
      fix: [
        'Load the farp plugin on the gateway (charon.plugins.farp.load = yes); for IPv6 proxy NDP instead.',
        'Or take the virtual addresses from a network of their own, and route it to the gateway.',
      ],
    };
    return 'clear';
  },
});
