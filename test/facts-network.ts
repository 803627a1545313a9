/** More facts by hand, as test/facts.ts makes them: RTP, IKE, and what gateways and VPN clients say of their tunnels. */
import type {
  FirewallRule,
  HostSetting,
  IcmpError,
  IkeExchange,
  IpsecChild,
  IpsecSa,
  RtpStream,
  TcpConversation,
  TcpStall,
  VpnTunnel,
} from '../src/facts.ts';
import { AV_EDGE, at, CAPTURE, endpoint, icmp, TUNNEL, tcp, WIFI } from './facts.ts';

/** Files of a gateway's texts, and the addresses of the second story: gateway, client outside, its virtual address. */
export const SAS = 'swanctl.txt';
export const GATEWAY = '203.0.113.200';
export const ROADWARRIOR = '192.0.2.34';
export const VIRTUAL = '10.20.30.5';

interface InCapture {
  readonly source?: string;
  readonly frame?: number;
  readonly clock?: string;
}

const inCapture = ({ source = CAPTURE, frame = 1, clock = '09:20:00' }: InCapture) => ({
  at: { source, frame },
  time: at(clock),
});

/** A minute of voice from the tunnel to the A/V Edge. */
export function rtp(
  more: Partial<Omit<RtpStream, 'from' | 'to'>> & InCapture & { readonly from?: string; readonly to?: string } = {},
): RtpStream {
  const { source, frame = 1, clock = '09:20:00', from = `${TUNNEL}:50020`, to = `${AV_EDGE}:3478`, ...rest } = more;
  return {
    kind: 'rtp.stream',
    ...inCapture({ source, frame, clock } as InCapture),
    interface: 1,
    from: endpoint(from),
    to: endpoint(to),
    ssrc: '00005e01',
    payloadType: 0,
    packets: 3000,
    lost: 0,
    outOfOrder: 0,
    duplicates: 0,
    bytes: 516_000,
    last: { frame: frame + 2999, time: at(clock) + 60_000 },
    ...rest,
  };
}

/** IKE_SA_INIT of the Wi-Fi, sent at 0, 4 and 11 s as strongSwan does; answered where `answered` says so. */
export function ike(
  more: Partial<Omit<IkeExchange, 'client' | 'server'>> &
    InCapture & {
      readonly client?: string;
      readonly server?: string;
      readonly answered?: boolean;
      readonly seconds?: readonly number[];
    } = {},
): IkeExchange {
  const {
    source,
    frame = 1,
    clock = '09:20:00',
    client = `${WIFI}:500`,
    server = `${GATEWAY}:500`,
    answered = false,
    seconds = answered ? [0] : [0, 4, 11],
    ...rest
  } = more;
  const requests = seconds.map((s, i) => ({ frame: frame + i, time: at(clock) + s * 1000 }));
  return {
    kind: 'ike.exchange',
    ...inCapture({ source, frame, clock } as InCapture),
    interface: 0,
    version: 2,
    exchange: 'SA_INIT',
    client: endpoint(client),
    server: endpoint(server),
    initiatorSpi: '00005e0053000001',
    messageId: 0,
    requests,
    transmissions: requests.length,
    ...(answered ? { answer: { frame: frame + 1, time: at(clock) + 40 } } : {}),
    fragments: 0,
    notifies: [],
    vendors: [],
    ...rest,
  };
}

export const child = (more: Partial<IpsecChild> = {}): IpsecChild => ({
  name: 'net',
  line: 5,
  state: 'INSTALLED',
  mode: 'tunnel',
  udp: false,
  localTs: ['10.1.0.0/16'],
  remoteTs: ['10.2.0.0/16'],
  ...more,
});

/** As the gateway lists it: site to site by default. */
export function ipsecSa(more: Partial<IpsecSa> = {}): IpsecSa {
  return {
    kind: 'ipsec.sa',
    at: { source: SAS, line: 1 },
    form: 'swanctl-list-sas',
    name: 'site',
    state: 'ESTABLISHED',
    local: { address: GATEWAY, port: 500 },
    remote: { address: ROADWARRIOR, port: 500 },
    localVirtual: [],
    remoteVirtual: [],
    children: [child()],
    ...more,
  };
}

export function vpnTunnel(more: Partial<VpnTunnel> = {}): VpnTunnel {
  return {
    kind: 'vpn.tunnel',
    at: { source: 'PanGPS.log', line: 7 },
    form: 'globalprotect-log',
    product: 'globalprotect',
    up: true,
    ...more,
  };
}

export function firewallRule(more: Partial<FirewallRule> = {}): FirewallRule {
  return {
    kind: 'firewall.rule',
    at: { source: 'iptables.txt', line: 10 },
    form: 'iptables-save',
    table: 'nat',
    chain: 'POSTROUTING',
    position: 1,
    target: 'MASQUERADE',
    others: [],
    ...more,
  };
}

export const setting = (name: string, value: string, more: Partial<HostSetting> = {}): HostSetting => ({
  kind: 'host.setting',
  at: { source: 'sysctl.txt', line: 3 },
  form: 'sysctl',
  name,
  value,
  ...more,
});

/** A router's "fragmentation needed" about a packet of the client. */
export const fragNeeded = (mtu: number, more: Parameters<typeof icmp>[0] = {}): IcmpError =>
  icmp({ code: 4, meaning: 'frag-needed', mtu, ...more });

/** A router's redirect of `to`. */
export const redirect = (to: string, gateway: string, more: Parameters<typeof icmp>[0] = {}): IcmpError =>
  icmp({ type: 5, code: 1, meaning: 'redirect', gateway, server: `${to}:443`, ...more });

/** A connection whose server repeats a full segment at 0, 0.3, 0.9, 2.1 and 4.5 s in vain. */
export function stalledTcp(stall: Partial<TcpStall> = {}, more: Parameters<typeof tcp>[0] = {}): TcpConversation {
  const { clock = '09:20:00' } = more;
  return tcp({
    clientMss: 1460,
    serverMss: 1460,
    retransmissions: 4,
    clientBytes: 5000,
    serverBytes: 700,
    ...more,
    stalled: {
      by: 'client',
      bytes: 1460,
      packetLength: 1500,
      first: { frame: 40, time: at(clock) + 1000 },
      last: { frame: 60, time: at(clock) + 5500 },
      transmissions: 5,
      largestAcked: 517,
      otherAlive: true,
      ...stall,
    },
  });
}
