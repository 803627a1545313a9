/** SIP, its diagnostics headers, and what else a log of a client or server holds. */
import type { Direction, Endpoint, Seen } from './base.ts';
import type { SdpSession } from './sdp.ts';

/** ms-diagnostics and its sisters ([MS-OCER] 2.2.1). */
export interface SipDiagnostic extends Seen<'sip.diagnostic'> {
  readonly header: 'ms-diagnostics' | 'ms-diagnostics-public' | 'ms-client-diagnostics' | 'x-ms-diagnostics';
  readonly code: number;
  readonly reason?: string | undefined;
  /** `source=`: the server that wrote it. */
  readonly server?: string | undefined;
  /** All other parameters, names in lower case, values unquoted. Bounded. */
  readonly params: Readonly<Record<string, string>>;
  readonly media?: MediaDebug | undefined;
  /** The message that carried it. */
  readonly callId?: string | undefined;
  readonly direction: Direction;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  /** The header as written, at most 160 characters. */
  readonly excerpt: string;
}

/** Media part of a diagnostics header, in one of its three layouts. */
export interface MediaDebug {
  /** A = `CallerMediaDebug="audio:k=v,…"`; B = flat quoted parameters; C = UserType/MediaType with a MediaChanBlob. */
  readonly layout: 'A' | 'B' | 'C';
  /** The side that wrote it. */
  readonly writer?: 'Caller' | 'Callee' | undefined;
  readonly mediaType?: string | undefined;
  readonly iceWarn?: number | undefined;
  readonly iceWarnEx?: number | undefined;
  /** Every key=value of the blob, names in lower case (localsite, localmr, remotesite, interfaces …). Bounded. */
  readonly keys: Readonly<Record<string, string>>;
}

/** MRAS: the request for, or answer with, credentials of the A/V Edge. The credentials themselves are never kept. */
export interface MediaRelayAuth {
  readonly type: 'request' | 'response';
  readonly location?: string | undefined;
  readonly relays: readonly {
    readonly host: string;
    readonly location?: string | undefined;
    readonly udpPort?: number | undefined;
    readonly tcpPort?: number | undefined;
  }[];
}

/** A SIP message. NOTIFY, BENOTIFY, MESSAGE, INFO, PRACK, ACK, SUBSCRIBE and PUBLISH requests, 2xx responses to these
 *  and 100 Trying are counted in the summary, not kept, unless they carry a diagnostics header. */
export interface SipMessage extends Seen<'sip.message'> {
  readonly direction: Direction;
  /** The start line, at most 160 characters. */
  readonly excerpt: string;
  /** Of a request its method; of a response that of its CSeq ('' when missing). */
  readonly method: string;
  /** Responses only. */
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly requestUri?: string | undefined;
  readonly callId: string;
  readonly cseq?: number | undefined;
  /** URIs without display name and parameters. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly fromTag?: string | undefined;
  readonly toTag?: string | undefined;
  readonly userAgent?: string | undefined;
  /** This PC's and the peer's endpoint, from the packet lines. */
  readonly local?: Endpoint | undefined;
  readonly remote?: Endpoint | undefined;
  /** Of a message in a capture, whose `direction` is unknown: who sent it to whom. */
  readonly sender?: Endpoint | undefined;
  readonly receiver?: Endpoint | undefined;
  /** Bottom-most Via of a sent request or its response: the sender's own address, and `received=` where present. */
  readonly via?: Endpoint | undefined;
  readonly received?: string | undefined;
  /** `ms-user-logon-data: RemoteUser`: signed in through an Edge. */
  readonly remoteUser: boolean;
  /** `ms-subnet`. */
  readonly subnet?: string | undefined;
  /** `ms-endpoint-location-data: …;ms-media-location-type=`. */
  readonly mediaLocation?: string | undefined;
  /** `Ms-Conversation-ID`: what a user sees as one conversation. */
  readonly conversationId?: string | undefined;
  /** A contact with `;isfocus` (RFC 3840 5): the other side is a conference. */
  readonly isFocus?: true | undefined;
  /** REFER: URI of Refer-To without parameters (RFC 3515 2.1). */
  readonly referTo?: string | undefined;
  /** URI of Referred-By (RFC 3892 3). */
  readonly referredBy?: string | undefined;
  /** Call-ID of Replaces (RFC 3891 6.1), also inside Refer-To. */
  readonly replaces?: string | undefined;
  readonly diagnostics: readonly SipDiagnostic[];
  readonly sdp?: SdpSession | undefined;
  readonly mediaRelay?: MediaRelayAuth | undefined;
  /** Ended before its Content-Length was reached. */
  readonly truncated: boolean;
}

/** A trace line that holds a result code or the name of an SfB or Exchange server. The wording of such lines is not
 *  confirmed: they go along as evidence and never accuse alone. */
export interface LogTrace extends Seen<'log.trace'> {
  readonly level: string;
  /** Eight lower-case hexadecimal digits, as `80ee0066`. */
  readonly hresult?: string | undefined;
  /** Lower case. */
  readonly host?: string | undefined;
  /** The first IPv4 address of the line. */
  readonly address?: string | undefined;
  /** The line with every name, number and address replaced; at most 160 characters. */
  readonly shape: string;
}

/** An address of a quality report ([MS-QoE] 2.2.1.9, AddrType). MAC addresses are not kept. */
export interface QualityAddress extends Endpoint {
  /** The endpoint called it one of its own network's. */
  readonly inside?: boolean | undefined;
  /** Dotted. */
  readonly subnetMask?: string | undefined;
}

/** What was measured of one stream ([MS-QoE] 2.2.1.12 and below). Left out where not reported or negative. */
export interface StreamFigures {
  /** RTP packets. */
  readonly packets?: number | undefined;
  /** Inter-arrival jitter (RFC 3550 6.4.1), mean and greatest; ms. */
  readonly jitter?: number | undefined;
  readonly jitterMax?: number | undefined;
  /** Fraction of the packets lost, mean and greatest; 0…1. */
  readonly lossRate?: number | undefined;
  readonly lossRateMax?: number | undefined;
  /** Network round trip, mean and greatest; ms. */
  readonly roundTrip?: number | undefined;
  readonly roundTripMax?: number | undefined;
  /** Fraction of the audio frames with concealed samples; 0…1. */
  readonly concealedRatio?: number | undefined;
  /** MOS lost to loss and jitter; 0…5. */
  readonly degradation?: number | undefined;
  /** Network MOS, mean; 1…5, 0 without media. */
  readonly networkMos?: number | undefined;
  /** Listening MOS, of what was heard (inbound) or sent (outbound); 1…5, 0 without media. */
  readonly listenMos?: number | undefined;
  /** Video frames lost as displayed, percent. */
  readonly frameLoss?: number | undefined;
  /** Video frames a second, mean. */
  readonly frameRate?: number | undefined;
  /** Video packets lost after forward error correction; 0…1. */
  readonly lossAfterFec?: number | undefined;
}

/** One media line of a quality report: what an endpoint measured in a call, sent in a SERVICE request during or after it
 *  ([MS-QoE] 2.2.1, VQReportEvent). "Local" is the endpoint that reports: this client when `direction` is sent. */
export interface QualityReport extends Seen<'quality.report'> {
  /** Of the SERVICE request. */
  readonly direction: Direction;
  /** Of the call, not of the SERVICE request. */
  readonly callId?: string | undefined;
  /** main-audio, main-video, panoramic-video, applicationsharing-video … */
  readonly label?: string | undefined;
  /** Of the session, as written: xs:dateTime, UTC by its Z. */
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  /** The reporting endpoint called. */
  readonly caller?: boolean | undefined;
  readonly localUserAgent?: string | undefined;
  readonly remoteUserAgent?: string | undefined;
  /** Signed in without an Edge between. */
  readonly registeredInside?: boolean | undefined;
  /** A report for a part of the call, sent while it is up. */
  readonly midCall?: boolean | undefined;
  readonly ice?: 'FAILED' | 'DIRECT' | 'RELAY' | 'HTTP-PROXY' | undefined;
  /** IceWarningFlags. The schema says decimal (xs:unsignedInt); hex is taken where 0x or a letter shows it. OCS 2007 and
   *  2007 R2 number the bits otherwise ([MS-QoE] 2.2.1.7.1). */
  readonly iceWarning?:
    | { readonly value: number; readonly readAs: 'hex' | 'decimal'; readonly numbering: 'lync' | 'ocs2007' }
    | undefined;
  readonly relays: readonly Endpoint[];
  /** UDP or TCP. */
  readonly transport?: string | undefined;
  /** wired or wifi. */
  readonly connection?: string | undefined;
  /** Ethernet, WiFi, PPP, Tunnel, MobileBB, Other. */
  readonly connectionDetails?: string | undefined;
  /** The client's own guess; false proves nothing. */
  readonly vpn?: boolean | undefined;
  /** Bits a second. */
  readonly linkSpeed?: number | undefined;
  readonly local?: QualityAddress | undefined;
  readonly remote?: QualityAddress | undefined;
  /** Received and sent by the reporting endpoint. */
  readonly inbound?: StreamFigures | undefined;
  readonly outbound?: StreamFigures | undefined;
  /** The report broke off within this media line; what stood before is here. */
  readonly damaged: boolean;
}
