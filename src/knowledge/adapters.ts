/** Network adapters by the words and MAC addresses they show. Confirmed by public samples or the vendor's documents,
 *  or else marked `possible`; a friendly name such as "Ethernet 5" says nothing and is not matched. What every Windows
 *  has idle (`WAN Miniport (IKEv2)`) is no VPN in use and is not here either. */
import type { VpnProduct } from '../facts.ts';
import type { AddressClass } from '../report.ts';
import type { Confidence } from '../rule.ts';

export interface KnownAdapter {
  readonly vendor: string;
  readonly class: AddressClass;
  /** Driver description or interface name, from its start; short enough for names that a console cut. */
  readonly pattern: RegExp;
  /** certain = confirmed; possible = no public sample shows the words. */
  readonly confidence: Confidence;
  /** Whose words a fix would use; tunnels only. */
  readonly product?: VpnProduct;
}

const adapter = (
  vendor: string,
  kind: AddressClass,
  pattern: RegExp,
  confidence: Confidence = 'certain',
): KnownAdapter => ({ vendor, class: kind, pattern, confidence });

const tunnel = (
  vendor: string,
  product: VpnProduct,
  pattern: RegExp,
  confidence: Confidence = 'certain',
): KnownAdapter => ({ vendor, class: 'tunnel', pattern, confidence, product });

const GLOBALPROTECT = 'Palo Alto GlobalProtect';
const ANYCONNECT = 'Cisco AnyConnect';
const FORTICLIENT = 'Fortinet FortiClient';

export const ADAPTERS: readonly KnownAdapter[] = [
  tunnel(GLOBALPROTECT, 'globalprotect', /^PANGP Virtual Eth/i),
  tunnel(GLOBALPROTECT, 'globalprotect', /^gpd\d+$/),
  tunnel(ANYCONNECT, 'anyconnect', /^Cisco AnyConnect\b/i),
  tunnel('Cisco Secure Client', 'anyconnect', /^Cisco Secure Client\b/i, 'possible'),
  tunnel(ANYCONNECT, 'anyconnect', /^cscotun\d+$/, 'possible'),
  tunnel('Cisco VPN client', 'other', /^Cisco (Systems )?VPN Adapter\b/i),
  tunnel('Juniper / Pulse / Ivanti', 'other', /^Juniper Networks Virtual\b/i),
  tunnel('Pulse Secure / Ivanti', 'other', /^(Pulse Secure|Ivanti)\b.{0,40}Virtual Adapter/i, 'possible'),
  tunnel(FORTICLIENT, 'fortigate', /^Fortinet (SSL VPN )?Virtual Eth/i),
  tunnel('Check Point', 'other', /^Check Point Virtual Net/i),
  tunnel('SonicWall', 'other', /^SonicWall (NetExtender Adapter|Virtual NIC|VPN Adapter)\b/i, 'possible'),
  tunnel('F5 BIG-IP Edge', 'other', /^F5 Networks VPN\b/i),
  tunnel('Zscaler', 'other', /^Zscaler Network Adapter\b/i),
  tunnel('Sophos', 'other', /^Sophos (TAP|SSL VPN|Network) Adapter\b/i),
  tunnel('OpenVPN', 'openvpn', /^TAP-(Windows|Win32) Adapter\b|^OpenVPN (Wintun|Data Channel Offload)|^ovpn\w*$/i),
  tunnel('a TAP driver', 'other', /^TAP Adapter\b|^TunnelBear Adapter\b/i),
  tunnel('WireGuard', 'wireguard', /^WireGuard Tunnel\b|^Wintun Userspace Tunnel/i),
  tunnel('WireGuard', 'wireguard', /^wg\d+$/),
  tunnel('an overlay network', 'other', /^(NordLynx|Mullvad|Tailscale|ProtonVPN|Surfshark)\b/i),
  tunnel('ZeroTier', 'other', /^ZeroTier .{0,40}Virtual Port/i),
  tunnel('Famatech Radmin VPN', 'other', /^Famatech Radmin VPN\b/i),
  tunnel('Sangfor', 'other', /^Sangfor SSL VPN\b/i),
  tunnel('Citrix Gateway', 'other', /^Citrix Virtual Adapter\b/i, 'possible'),
  tunnel('tunnel device', 'other', /^(tun|tap|ppp|vti|xfrm|ipsec|gre)\d+$/),
  adapter('Teredo', 'transition', /^(Microsoft )?Teredo Tunneling\b/i),
  adapter('ISATAP', 'transition', /^Microsoft[- ]ISATAP[- ]Adapter\b/i),
  adapter('6to4 or IP-HTTPS', 'transition', /^(Microsoft )?(6to4 Adapter|IP-HTTPS Platform)\b/i),
  adapter('6in4', 'transition', /^sit\d+$/),
  adapter('Hyper-V', 'virtual-host', /^Hyper-V Virtual Eth|^vEthernet \(/i),
  adapter('VMware', 'virtual-host', /^VMware (Virtual Ethernet Adapter for|Network Adapter) VMnet\d+/i),
  adapter('VirtualBox', 'virtual-host', /^VirtualBox Host-Only\b/i),
  adapter(
    'containers',
    'virtual-host',
    /^(docker\d+|br-[0-9a-f]+|veth\w+|virbr\d+|vnet\d+|vboxnet\d+|vmnet\d+|bridge\d+)$/,
  ),
  adapter('loopback', 'loopback', /^Npcap Loopback Adapter\b|^Adapter for loopback\b|^Software Loopback Interface\b/i),
  adapter('loopback', 'loopback', /^lo\d?$|^\\Device\\NPF_Loopback$/),
  // It says Virtual and is a radio.
  adapter('Wi-Fi Direct', 'physical', /^Microsoft Wi-Fi Direct Virtual Adapter\b/i, 'likely'),
  adapter('Bluetooth', 'physical', /^Bluetooth (Device|PAN)\b/i, 'likely'),
  adapter(
    'network card',
    'physical',
    /^(Intel\(R\)|(Realtek|Broadcom|Qualcomm|Killer|MediaTek|Marvell|Dell Wireless|ASIX|Atheros)\b).{0,60}(Ethernet|Wi-?Fi|Wireless|Gigabit|Gaming|GbE|Network|AX\d|AC \d)/i,
  ),
];

/** MAC addresses that a VPN driver gives every PC. A whole address each: the makers sell routers of the same OUI. */
const TUNNEL_MACS: Readonly<Record<string, { readonly vendor: string; readonly product: VpnProduct }>> = {
  '02:50:41:00:00:01': { vendor: GLOBALPROTECT, product: 'globalprotect' },
  '00:05:9a:3c:7a:00': { vendor: ANYCONNECT, product: 'anyconnect' },
  '00:09:0f:fe:00:01': { vendor: FORTICLIENT, product: 'fortigate' },
  '00:09:0f:09:00:01': { vendor: FORTICLIENT, product: 'fortigate' },
  '00:09:0f:aa:00:01': { vendor: FORTICLIENT, product: 'fortigate' },
};

/** OUI of Hyper-V's own virtual network cards. A switch bound to a real card takes over that card's MAC instead: then
 *  `Hyper-V Virtual Ethernet Adapter` is the PC's uplink. */
export const HYPER_V_MAC = '00:15:5d:';

export function adapterByWords(...words: readonly (string | undefined)[]): KnownAdapter | undefined {
  for (const text of words) {
    const known = text === undefined ? undefined : ADAPTERS.find((a) => a.pattern.test(text));
    if (known) return known;
  }
  return undefined;
}

export const vendorByMac = (mac: string): string | undefined => TUNNEL_MACS[mac]?.vendor;
export const productByMac = (mac: string): VpnProduct | undefined => TUNNEL_MACS[mac]?.product;

/** Products by the name under which reports speak of them. */
export const PRODUCT_NAMES: Readonly<Record<VpnProduct, string>> = {
  globalprotect: GLOBALPROTECT,
  anyconnect: ANYCONNECT,
  strongswan: 'strongSwan',
  windows: "Windows' own VPN",
  fortigate: FORTICLIENT,
  openvpn: 'OpenVPN',
  wireguard: 'WireGuard',
  other: 'another VPN',
};

/** MTUs that tunnels have by default: GlobalProtect and Windows 1400, AnyConnect 1406, WireGuard 1420, Cisco's old
 *  client 1300, PPTP 1396. They support other signs and say nothing alone. */
export const TUNNEL_MTUS: ReadonlySet<number> = new Set([1300, 1336, 1350, 1396, 1400, 1406, 1420]);
