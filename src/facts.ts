/**
 * Facts: what parsers saw, and where. The only word list that parsers and rules share.
 *
 * A fact is plain data and holds no opinion. Times are milliseconds since 1970 as the source wrote them: UTC in a
 * capture, the PC's local time (read as if it were UTC) in a client log. `clock` in the source's summary says which.
 */
import type { Malformed, SourceSummary } from './facts/base.ts';
import type {
  CaptureInterface,
  DnsExchange,
  IcmpError,
  IkeExchange,
  IpFlow,
  RtpStream,
  StunTransaction,
  TcpConversation,
} from './facts/capture.ts';
import type { FirewallRule, HostAdapter, HostName, HostResolver, HostRoute, HostSetting } from './facts/machine.ts';
import type { SdpSession } from './facts/sdp.ts';
import type { LogTrace, QualityReport, SipDiagnostic, SipMessage } from './facts/signalling.ts';
import type { IpsecConnection, IpsecPlugins, IpsecPolicy, IpsecSa, VpnEvent, VpnTunnel } from './facts/vpn.ts';

export type * from './facts/base.ts';
export type * from './facts/capture.ts';
export type * from './facts/machine.ts';
export type * from './facts/sdp.ts';
export type * from './facts/signalling.ts';
export type * from './facts/vpn.ts';

export type Fact =
  | Malformed
  | SourceSummary
  | SipDiagnostic
  | SipMessage
  | SdpSession
  | LogTrace
  | QualityReport
  | CaptureInterface
  | TcpConversation
  | IpFlow
  | DnsExchange
  | StunTransaction
  | IcmpError
  | RtpStream
  | IkeExchange
  | HostAdapter
  | HostRoute
  | HostResolver
  | HostName
  | HostSetting
  | FirewallRule
  | VpnTunnel
  | VpnEvent
  | IpsecSa
  | IpsecConnection
  | IpsecPlugins
  | IpsecPolicy;
export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;
