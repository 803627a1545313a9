/** Network adapters by the words and MAC addresses they show. Only what public samples or the vendor's documents
 *  confirm; a friendly name such as "Ethernet 5" says nothing and is not matched. */
import type { AddressClass } from '../report.ts';

export interface KnownAdapter {
  readonly vendor: string;
  readonly class: AddressClass;
  /** Driver description or interface name, from its start. */
  readonly pattern: RegExp;
}

const adapter = (vendor: string, kind: AddressClass, pattern: RegExp): KnownAdapter => ({
  vendor,
  class: kind,
  pattern,
});

export const ADAPTERS: readonly KnownAdapter[] = [
  adapter('Palo Alto GlobalProtect', 'tunnel', /^PANGP Virtual Ethernet Adapter\b/i),
  adapter('Palo Alto GlobalProtect', 'tunnel', /^gpd\d+$/),
  adapter('Cisco AnyConnect', 'tunnel', /^Cisco AnyConnect\b/i),
  adapter('Cisco VPN client', 'tunnel', /^Cisco (Systems )?VPN Adapter\b/i),
  adapter('Juniper / Pulse / Ivanti', 'tunnel', /^Juniper Networks Virtual Adapter\b/i),
  adapter('Pulse Secure / Ivanti', 'tunnel', /^(Pulse Secure|Ivanti)\b.{0,40}Virtual Adapter/i),
  adapter('Fortinet FortiClient', 'tunnel', /^Fortinet (SSL VPN )?Virtual Ethernet Adapter\b/i),
  adapter('Check Point', 'tunnel', /^Check Point Virtual Network Adapter\b/i),
  adapter('SonicWall', 'tunnel', /^SonicWall (NetExtender Adapter|Virtual NIC|VPN Adapter)\b/i),
  adapter('F5 BIG-IP Edge', 'tunnel', /^F5 Networks VPN Adapter\b/i),
  adapter('Zscaler', 'tunnel', /^Zscaler Network Adapter\b/i),
  adapter('Sophos', 'tunnel', /^Sophos (TAP|SSL VPN|Network) Adapter\b/i),
  adapter('OpenVPN', 'tunnel', /^TAP-(Windows|Win32) Adapter\b|^OpenVPN (Wintun|Data Channel Offload)/i),
  adapter('WireGuard', 'tunnel', /^WireGuard Tunnel\b|^Wintun Userspace Tunnel/i),
  adapter('Sangfor', 'tunnel', /^Sangfor SSL VPN\b/i),
  adapter('tunnel device', 'tunnel', /^(tun|tap|ppp|wg|vti|xfrm|ipsec)\d+$/),
  adapter('Teredo', 'transition', /^(Microsoft )?Teredo Tunneling\b/i),
  adapter('ISATAP', 'transition', /^Microsoft[- ]ISATAP[- ]Adapter\b/i),
  adapter('Hyper-V', 'virtual-host', /^Hyper-V Virtual Ethernet Adapter\b|^vEthernet \(/i),
  adapter('VMware', 'virtual-host', /^VMware (Virtual Ethernet Adapter for|Network Adapter) VMnet\d+/i),
  adapter('VirtualBox', 'virtual-host', /^VirtualBox Host-Only Ethernet Adapter\b/i),
  adapter('containers', 'virtual-host', /^(docker\d+|br-[0-9a-f]+|veth\w+|virbr\d+|vboxnet\d+|vmnet\d+)$/),
  adapter(
    'network card',
    'physical',
    /^(Intel\(R\)|(Realtek|Broadcom|Qualcomm|Killer|MediaTek|Marvell|Dell Wireless|ASIX|Atheros)\b).{0,60}(Ethernet|Wi-?Fi|Wireless|Gigabit|Gaming|GbE|Network|AX\d|AC \d)/i,
  ),
];

/** MAC addresses that a VPN driver gives every PC. */
const TUNNEL_MACS: Readonly<Record<string, string>> = {
  '02:50:41:00:00:01': 'Palo Alto GlobalProtect',
  '00:05:9a:3c:7a:00': 'Cisco AnyConnect',
  '00:09:0f:fe:00:01': 'Fortinet FortiClient',
  '00:09:0f:09:00:01': 'Fortinet FortiClient',
  '00:09:0f:aa:00:01': 'Fortinet FortiClient',
};

export function adapterByWords(...words: readonly (string | undefined)[]): KnownAdapter | undefined {
  for (const text of words) {
    const known = text === undefined ? undefined : ADAPTERS.find((a) => a.pattern.test(text));
    if (known) return known;
  }
  return undefined;
}

export const vendorByMac = (mac: string): string | undefined => TUNNEL_MACS[mac];
