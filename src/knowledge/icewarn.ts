/** ICEWarn bits of Lync 2010 and later, as diagnostics headers carry them (Lync 2010 Resource Kit ch. 9; names of the
 *  Edge ORTC MSIceWarningFlags). OCS 2007 numbers them otherwise, in quality reports only. */

export interface IceWarnBit {
  readonly bit: number;
  readonly name: string;
  readonly meaning: string;
  readonly action: string;
  /** normal = set on good calls too; side = a fault only together with others or a failed call; info = no fault;
   *  never = never normal. */
  readonly weight: 'normal' | 'side' | 'info' | 'never';
  /** Bit position from a public table. */
  readonly confirmed: boolean;
}

export const ICE_WARN: readonly IceWarnBit[] = [
  {
    bit: 0x1,
    name: 'turnTcpTimedOut',
    weight: 'never',
    confirmed: true,
    meaning: 'TURN server (A/V Edge) unreachable',
    action:
      'Never normal. Open 443/tcp and 3478/udp from the client to the A/V Edge; check that the A/V Edge service runs. Can fail the call.',
  },
  {
    bit: 0x2,
    name: 'turnUdpAllocateFailed',
    weight: 'side',
    confirmed: true,
    meaning: 'UDP relay port could not be allocated on the TURN server',
    action: 'Normal behind a firewall that blocks UDP; otherwise open 3478/udp to the A/V Edge. Can fail the call.',
  },
  {
    bit: 0x4,
    name: 'turnUdpSendFailed',
    weight: 'side',
    confirmed: true,
    meaning: 'Sending UDP to the TURN server failed',
    action: 'As 0x2.',
  },
  {
    bit: 0x8,
    name: 'turnTcpAllocateFailed',
    weight: 'never',
    confirmed: true,
    meaning: 'TCP relay port could not be allocated on the TURN server',
    action:
      'Never normal. Firewall policy to the A/V Edge 443/tcp; an HTTP proxy must let the (pseudo-)TLS attempt through. Can fail the call.',
  },
  {
    bit: 0x10,
    name: 'turnTcpSendFailed',
    weight: 'never',
    confirmed: true,
    meaning: 'Sending TCP to the TURN server failed',
    action: 'As 0x8, also on the REMOTE side (its proxy).',
  },
  {
    bit: 0x20,
    name: 'udpLocalConnectivityFailed',
    weight: 'normal',
    confirmed: true,
    meaning: 'Direct (host-host) check failed: UDP for audio/video, TCP for app sharing and file transfer',
    action:
      'Normal across NAT or sites that may not talk directly (also internal firewall, VPN client isolation). Only a fault together with failed relay bits.',
  },
  {
    bit: 0x40,
    name: 'udpNatConnectivityFailed',
    weight: 'normal',
    confirmed: true,
    meaning: 'UDP check over the NAT (server reflexive) address failed',
    action: 'Normal with symmetric NAT / firewall. Only a fault together with failed relay bits.',
  },
  {
    bit: 0x80,
    name: 'udpRelayConnectivityFailed',
    weight: 'side',
    confirmed: true,
    meaning: 'UDP check over the TURN server failed',
    action:
      'One side is behind a UDP-blocking firewall or HTTP proxy: open 3478/udp (and 50000-59999/udp where an OCS 2007 partner needs it).',
  },
  {
    bit: 0x100,
    name: 'tcpNatConnectivityFailed',
    weight: 'normal',
    confirmed: true,
    meaning: 'TCP check over the NAT address failed',
    action: 'Normal (often not even tried when host-host worked). Ignore when the call connected.',
  },
  {
    bit: 0x200,
    name: 'tcpRelayConnectivityFailed',
    weight: 'normal',
    confirmed: true,
    meaning: 'TCP check over the TURN server failed',
    action:
      'Often normal (not tried, or one side had no relay). If the call failed: find out why the TCP 443 path over the Edge was not possible.',
  },
  {
    bit: 0x400,
    name: 'connCheckMessageIntegrityFailed',
    weight: 'never',
    confirmed: true,
    meaning: 'Message integrity wrong in a connectivity check request',
    action: 'Never normal; look for a box that alters STUN (ALG) or an attack.',
  },
  {
    bit: 0x800,
    name: 'allocationMessageIntegrityFailed',
    weight: 'never',
    confirmed: false,
    meaning: 'Message integrity wrong on the allocation response',
    action: 'Treat like 0x400 (credentials / ALG).',
  },
  {
    bit: 0x1000,
    name: '(policy server configured)',
    weight: 'info',
    confirmed: true,
    meaning: 'A bandwidth policy server (CAC) applied to the call',
    action: 'Informational. If the call failed, look at the CAC link limit.',
  },
  {
    bit: 0x2000,
    name: 'connCheckOtherError',
    weight: 'never',
    confirmed: true,
    meaning: 'A connectivity check could not be sent (memory or other local reason)',
    action: 'Never normal; host overloaded. Can fail the call.',
  },
  {
    bit: 0x4000,
    name: 'turnAuthUnknownUsernameError',
    weight: 'never',
    confirmed: true,
    meaning: 'TURN credentials expired or unknown',
    action:
      'Never normal; A/V Edge authentication (MRAS) service down, or clock/cert trouble between front end and Edge. Can fail the call.',
  },
  {
    bit: 0x8000,
    name: '(policy removed candidates)',
    weight: 'side',
    confirmed: true,
    meaning: 'Bandwidth policy removed some candidates',
    action: 'With a failed call: CAC topology wrong (policy forced another route, which failed; internal NAT).',
  },
  {
    bit: 0x10000,
    name: '(policy reduced bandwidth)',
    weight: 'info',
    confirmed: true,
    meaning: 'Bandwidth policy lowered the bandwidth',
    action: 'Informational: narrow-band codec / no HD. No ICE failure.',
  },
  {
    bit: 0x20000,
    name: '(policy keep-alive failed)',
    weight: 'info',
    confirmed: true,
    meaning: 'Bandwidth policy keep-alive failed',
    action: 'Unexpected; policy server or TURN server failed; accounting only, the call goes on.',
  },
  {
    bit: 0x40000,
    name: '(policy allocation failure)',
    weight: 'side',
    confirmed: true,
    meaning: 'Policy server refused a relay-to-relay path',
    action: 'Check CAC policy for Edge-to-Edge paths. Can fail the call.',
  },
  {
    bit: 0x80000,
    name: 'noRelayServersConfigured',
    weight: 'never',
    confirmed: true,
    meaning: 'No TURN server configured, or its name did not resolve',
    action:
      'Check MRAS (Edge) in the topology/in-band settings and DNS for the A/V Edge FQDN. Then LocalMR is absent. Can fail the call.',
  },
  {
    bit: 0x100000,
    name: 'multipleRelayServersAttempted',
    weight: 'info',
    confirmed: true,
    meaning: 'Several TURN servers configured',
    action: 'Normal (DNS load balancing). Informational.',
  },
  {
    bit: 0x200000,
    name: 'portRangeExhausted',
    weight: 'never',
    confirmed: true,
    meaning: 'No free port in the configured range',
    action:
      'Widen the client/MCU port range (A/V wants >= 20 ports a call, app sharing >= 3). Compare PortRange. Can fail the call.',
  },
  {
    bit: 0x400000,
    name: 'alternateServerReceived',
    weight: 'info',
    confirmed: true,
    meaning: 'TURN server sent an alternate server',
    action: 'Edge overloaded or draining; fails if the alternate is down.',
  },
  {
    bit: 0x800000,
    name: 'pseudoTLSFailure',
    weight: 'never',
    confirmed: true,
    meaning: 'Pseudo-TLS to the TURN server failed',
    action:
      'A proxy / firewall does deep TLS inspection on 443 to the A/V Edge: exempt it (unsupported by Microsoft). Can fail the call.',
  },
  {
    bit: 0x1000000,
    name: '(HTTP proxy configured)',
    weight: 'info',
    confirmed: true,
    meaning: 'An HTTP proxy is configured',
    action: 'Informational.',
  },
  {
    bit: 0x2000000,
    name: '(HTTP proxy auth failed)',
    weight: 'never',
    confirmed: true,
    meaning: 'The HTTP proxy refused authentication',
    action: 'Proxy does not accept the user credentials/mode: bypass the proxy for the Edge. Can fail the call.',
  },
  {
    bit: 0x4000000,
    name: 'turnTurnTcpConnectivityFailed',
    weight: 'side',
    confirmed: true,
    meaning: 'TCP-TCP check relay-to-relay (TURN-TURN) failed',
    action:
      '443/tcp between the Edges not open, or an OCS 2007 Edge is involved (then 50000-59999/tcp both ways to every A/V Edge); no hairpin on the Edge public IP. Can fail the call.',
  },
  {
    bit: 0x8000000,
    name: 'useCandidateChecksFailed',
    weight: 'never',
    confirmed: true,
    meaning: 'Final use-candidate check failed: first packets came, the rest did not',
    action:
      'Not normal: packet filter/LSP (third-party Winsock provider) or an application-aware firewall cutting the flow after the first packets.',
  },
  {
    bit: 0x10000000,
    name: 'fipsAllocationFailure',
    weight: 'never',
    confirmed: false,
    meaning: 'FIPS mode: relay allocation failed',
    action: 'Check the FIPS policy of the PC.',
  },
];

/** @returns the known bits of the value, lowest first, and what is left over. */
export function decodeIceWarn(value: number): { readonly bits: readonly IceWarnBit[]; readonly unknown: number } {
  const bits = ICE_WARN.filter((b) => (value & b.bit) !== 0);
  return { bits, unknown: (value & ~bits.reduce((all, b) => all | b.bit, 0)) >>> 0 };
}
