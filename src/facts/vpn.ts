/** What VPN clients and gateways say of their tunnels: logs, status commands, configuration. Secrets are never kept. */
import type { Endpoint, Seen } from './base.ts';

export type VpnProduct =
  | 'globalprotect'
  | 'anyconnect'
  | 'strongswan'
  | 'windows'
  | 'fortigate'
  | 'openvpn'
  | 'wireguard'
  | 'other';

/** A tunnel or VPN connection as one text shows it. Not given = the text does not say; an empty list = it says none. */
export interface VpnTunnel extends Seen<'vpn.tunnel'> {
  readonly form: string;
  readonly product: VpnProduct;
  /** Name of the connection, portal configuration or group. */
  readonly name?: string | undefined;
  /** Gateway as configured or connected: host name in lower case, or address. */
  readonly gateway?: string | undefined;
  readonly gatewayAddress?: string | undefined;
  readonly up?: boolean | undefined;
  /** Addresses this PC has in the tunnel. */
  readonly addresses?: readonly string[] | undefined;
  /** IKEv2, ESP, TLS, DTLS, SSTP, L2TP, PPTP, as far as said; lower case. */
  readonly transport?: string | undefined;
  readonly mtu?: number | undefined;
  readonly dnsServers?: readonly string[] | undefined;
  readonly dnsSuffixes?: readonly string[] | undefined;
  /** Prefixes sent through the tunnel, and beside it: `10.0.0.0/8`. */
  readonly includeRoutes?: readonly string[] | undefined;
  readonly excludeRoutes?: readonly string[] | undefined;
  /** Names, ports dropped, lower case, a leading `*.` kept. */
  readonly includeDomains?: readonly string[] | undefined;
  readonly excludeDomains?: readonly string[] | undefined;
  /** Programs, as written without folders: `lync.exe`. */
  readonly includeApplications?: readonly string[] | undefined;
  readonly excludeApplications?: readonly string[] | undefined;
  /** GlobalProtect's "No direct access to local network". */
  readonly noLocalAccess?: boolean | undefined;
  /** All DNS questions go to the tunnel's servers. */
  readonly tunnelAllDns?: boolean | undefined;
  /** Windows: split (true) or full tunnel (false). */
  readonly splitTunneling?: boolean | undefined;
  /** The text broke off: lists may go on, absence says nothing. */
  readonly truncated?: true | undefined;
}

/** Something that happened to a tunnel. */
export interface VpnEvent extends Seen<'vpn.event'> {
  readonly form: string;
  readonly product: VpnProduct;
  readonly event: 'connecting' | 'connected' | 'disconnected' | 'failed' | 'udp-failed' | 'tls-used' | 'address';
  readonly gateway?: string | undefined;
  readonly address?: string | undefined;
  /** The line with secrets left out; at most 160 characters. */
  readonly excerpt: string;
}

/** A security association as strongSwan lists it (swanctl --list-sas, ipsec statusall). */
export interface IpsecSa extends Seen<'ipsec.sa'> {
  readonly form: string;
  readonly name: string;
  readonly id?: number | undefined;
  readonly version?: 1 | 2 | undefined;
  /** ESTABLISHED, CONNECTING, DELETING, REKEYING … */
  readonly state: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Virtual addresses of each side: on the local side this machine is the client, on the remote side the gateway. */
  readonly localVirtual: readonly string[];
  readonly remoteVirtual: readonly string[];
  /** This side began it. */
  readonly initiator?: boolean | undefined;
  readonly children: readonly IpsecChild[];
}

export interface IpsecChild {
  readonly name: string;
  readonly line: number;
  /** INSTALLED, REKEYED … */
  readonly state: string;
  /** tunnel, transport, beet, pass, drop. */
  readonly mode: string;
  /** ESP or AH; in UDP: NAT in between (RFC 3948). */
  readonly udp: boolean;
  /** As written: `AES_GCM_16-128`, `AES_CBC-128/HMAC_SHA2_256_128`. */
  readonly suite?: string | undefined;
  /** Traffic selectors: `10.1.0.0/16`, with `[tcp/443]` where narrowed to ports. */
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
  readonly bytesIn?: number | undefined;
  readonly packetsIn?: number | undefined;
  readonly bytesOut?: number | undefined;
  readonly packetsOut?: number | undefined;
}

/** A connection as configured: swanctl --list-conns, ipsec statusall's Connections, swanctl.conf, ipsec.conf. */
export interface IpsecConnection extends Seen<'ipsec.connection'> {
  readonly form: string;
  readonly name: string;
  /** Not given = either. */
  readonly version?: 1 | 2 | undefined;
  readonly localAddresses: readonly string[];
  readonly remoteAddresses: readonly string[];
  readonly children: readonly {
    readonly name: string;
    readonly line: number;
    /** tunnel, transport, pass, drop … */
    readonly mode?: string | undefined;
    readonly localTs: readonly string[];
    readonly remoteTs: readonly string[];
  }[];
  /** Pools named or given: `10.20.30.0/24`, `dhcp`, `%config`. */
  readonly pools?: readonly string[] | undefined;
}

/** Plugins that the daemon loaded (ipsec statusall, swanctl --stats). */
export interface IpsecPlugins extends Seen<'ipsec.plugins'> {
  readonly form: string;
  readonly names: readonly string[];
}

/** A trap or shunt (swanctl --list-pols), or a kernel policy (ip xfrm policy). */
export interface IpsecPolicy extends Seen<'ipsec.policy'> {
  readonly form: string;
  readonly name?: string | undefined;
  /** tunnel, transport, pass, drop. */
  readonly mode: string;
  readonly direction?: 'in' | 'out' | 'fwd' | undefined;
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
}
