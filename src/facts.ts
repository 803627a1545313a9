/**
 * Facts: what parsers saw, and where. The only word list that parsers and rules share.
 *
 * A fact is plain data and holds no opinion. Times are milliseconds since 1970 as the source wrote them: UTC in a
 * capture, the PC's local time (read as if it were UTC) in a client log. `clock` in the source's summary says which.
 */

/** Where something was seen. Lines and frames count from 1, as editors and Wireshark count them. */
export type Locus =
  | { readonly source: string; readonly line: number }
  | { readonly source: string; readonly frame: number };

/** A transport address. `address` is canonical: dotted IPv4, or IPv6 as in RFC 5952. Port 0 = not known or none. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

interface Seen<K extends string> {
  readonly kind: K;
  readonly at: Locus;
  readonly time?: number | undefined;
}

/** Input that broke its own format or went past a limit. Parsers never throw for bad input. */
export interface Malformed extends Seen<'input.malformed'> {
  readonly reason: 'truncated' | 'bad-syntax' | 'limit';
  /** One short clause for people; at most 160 characters. */
  readonly detail: string;
}

/** One a source, emitted last. */
export interface SourceSummary extends Seen<'source.summary'> {
  readonly parser: string;
  readonly bytes: number;
  /** Log records, or frames of a capture. */
  readonly records: number;
  /** Records or lines that fitted no known form. */
  readonly unrecognised: number;
  readonly first?: number | undefined;
  readonly last?: number | undefined;
  readonly clock: 'local' | 'utc' | 'none';
  /** What was counted on the way: SIP methods of a log; dns, syn, fragNeeded, redirect, ipFragments … of a capture. */
  readonly counters: Readonly<Record<string, number>>;
  /** Trace lines of a client log whose wording is not known, the commonest first; at most SHAPES_SHOWN. */
  readonly shapes?: readonly TraceShape[] | undefined;
}

/** A kind of log line, fit to be sent to a stranger: names, numbers and addresses are replaced. */
export interface TraceShape {
  /** ERROR, WARN, INFO, TRACE …, as the line has it. */
  readonly level: string;
  /** At most 160 characters. */
  readonly shape: string;
  readonly count: number;
}

// --- Signalling -----------------------------------------------------------------------------------------------

export type Direction = 'sent' | 'received' | 'unknown';

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
  /** This PC's and the peer's endpoint, from the packet lines or the capture. */
  readonly local?: Endpoint | undefined;
  readonly remote?: Endpoint | undefined;
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

// --- SDP and ICE ----------------------------------------------------------------------------------------------

export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

/** One candidate line ([MS-ICE2], RFC 5245; draft 6 of [MS-ICE]). */
export interface Candidate {
  readonly line: number;
  readonly foundation: string;
  readonly component: number;
  /** Upper case: UDP, TCP-ACT, TCP-PASS, TCP-SO, TCP. */
  readonly transport: string;
  /** Draft 6 writes 0…1; here ×1000. */
  readonly priority: number;
  readonly address: string;
  readonly port: number;
  readonly type: CandidateType;
  readonly related?: Endpoint | undefined;
  readonly dialect: 'draft-19' | 'draft-6';
}

export interface SdpMedia {
  readonly line: number;
  /** audio, video, applicationsharing, data, message …; 'unknown' for a bare candidate list. */
  readonly media: string;
  readonly label?: string | undefined;
  readonly protocol: string;
  /** Default candidate: c= and m= port. */
  readonly default?: Endpoint | undefined;
  readonly iceUfrag?: string | undefined;
  readonly candidates: readonly Candidate[];
  /** a=remote-candidates: the nominated remote endpoints, by component. */
  readonly remoteCandidates: readonly { readonly component: number; readonly address: string; readonly port: number }[];
}

/** A session description: in a SIP body, or bare candidate lines. The ms-proxy-2007fallback part is set aside. */
export interface SdpSession extends Seen<'sdp.session'> {
  readonly direction: Direction;
  readonly callId?: string | undefined;
  readonly cseq?: number | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  /** Address of c= at session level. */
  readonly connection?: string | undefined;
  readonly media: readonly SdpMedia[];
  /** Media lines of the fallback part that was set aside; 0 when there was none. */
  readonly fallbackMedia: number;
}

// --- Capture --------------------------------------------------------------------------------------------------

/** One a capture interface that carried a frame or was described; emitted at the end of the file. */
export interface CaptureInterface extends Seen<'capture.interface'> {
  /** Number within the whole file, from 0, as Wireshark's frame.interface_id of the first section. */
  readonly index: number;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly hardware?: string | undefined;
  readonly filter?: string | undefined;
  /** LINKTYPE_ value. */
  readonly linkType: number;
  readonly snapLength: number;
  readonly frames: number;
  /** Frames whose captured length is below their original length. */
  readonly cutFrames: number;
  readonly first?: number | undefined;
  readonly last?: number | undefined;
  /** IP addresses with the frames they sent and received here, most frames first; at most 64. `mac` = the source MAC
   *  of frames that address sent, lower case with colons (Ethernet only). */
  readonly addresses: readonly {
    readonly address: string;
    readonly sent: number;
    readonly received: number;
    readonly mac?: string | undefined;
  }[];
  /** Broadcast or multicast frames seen (ARP, DHCP, mDNS …): a sign of a real link. */
  readonly groupFrames: number;
}

export interface FrameRef {
  readonly frame: number;
  readonly time: number;
}

/** A TCP conversation. `client` sent the SYN, or, where none was seen, holds the higher port. */
export interface TcpConversation extends Seen<'tcp.conversation'> {
  readonly interface: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** SYNs without ACK, first transmissions and repeats, at most 8. */
  readonly syns: readonly FrameRef[];
  readonly synAck?: FrameRef | undefined;
  /** A final ACK of the handshake, or data from both sides, was seen. */
  readonly established: boolean;
  readonly reset?: (FrameRef & { readonly by: 'client' | 'server' }) | undefined;
  readonly fin?: FrameRef | undefined;
  readonly last: FrameRef;
  readonly clientBytes: number;
  readonly serverBytes: number;
  readonly clientPackets: number;
  readonly serverPackets: number;
  readonly retransmissions: number;
  readonly clientMss?: number | undefined;
  readonly serverMss?: number | undefined;
  /** What the client said first. pseudo-tls = the canned ClientHello of MS-TURN over TCP. */
  readonly opening?: 'tls' | 'pseudo-tls' | 'http' | 'sip' | 'other' | undefined;
  /** What the server said first. pseudo-tls = the canned ServerHello. */
  readonly reply?: 'tls' | 'tls-alert' | 'pseudo-tls' | 'http' | 'sip' | 'other' | undefined;
  readonly serverName?: string | undefined;
  /** Frame of the ClientHello. */
  readonly helloFrame?: number | undefined;
}

/** All packets of one UDP 5-tuple, or of one address pair of ESP, AH, GRE, IP-in-IP. `client` sent first. */
export interface IpFlow extends Seen<'ip.flow'> {
  readonly interface: number;
  readonly protocol: 'udp' | 'esp' | 'ah' | 'gre' | 'ipip' | 'sctp' | 'other';
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly sent: number;
  readonly received: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Packets that look like RTP (version 2, steady payload type and SSRC), each way. */
  readonly rtpSent: number;
  readonly rtpReceived: number;
  readonly last: FrameRef;
}

export interface DnsRecord {
  readonly name: string;
  /** A, AAAA, CNAME, SRV, PTR …, or TYPEn. */
  readonly type: string;
  readonly ttl: number;
  /** A, AAAA: address. CNAME, PTR, NS: name. SRV: "priority weight port target". Others: ''. */
  readonly value: string;
}

/** A DNS question and what came back; repeats of the same id and endpoints are folded in. */
export interface DnsExchange extends Seen<'dns.exchange'> {
  readonly interface: number;
  readonly transport: 'udp' | 'tcp';
  readonly client: Endpoint;
  readonly resolver: Endpoint;
  /** Lower case, without the final dot. */
  readonly name: string;
  readonly type: string;
  /** Frames of the query and its repeats, at most 8; empty when only the answer was captured. */
  readonly queries: readonly FrameRef[];
  readonly answer?: FrameRef | undefined;
  /** NOERROR, NXDOMAIN, SERVFAIL, REFUSED …, or RCODEn. Only with an answer. */
  readonly rcode?: string | undefined;
  readonly truncated: boolean;
  readonly answers: readonly DnsRecord[];
  /** Multicast name resolution answers nothing about a resolver. */
  readonly family: 'dns' | 'mdns' | 'llmnr';
}

/** A STUN or MS-TURN transaction; retransmissions (same transaction id, same endpoints) are folded in. */
export interface StunTransaction extends Seen<'stun.transaction'> {
  readonly interface: number;
  readonly transport: 'udp' | 'tcp';
  /** stun = RFC 5389 cookie; classic = RFC 3489 without cookie; ms-turn = [MS-TURN] cookie attribute first. */
  readonly dialect: 'stun' | 'classic' | 'ms-turn';
  readonly method: 'binding' | 'allocate' | 'send' | 'data' | 'set-active-destination' | 'other';
  /** Raw message type of the first message seen. */
  readonly type: number;
  readonly transactionId: string;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** Requests and repeats, at most 8; empty when only the answer was captured. */
  readonly requests: readonly FrameRef[];
  /** All requests seen. */
  readonly transmissions: number;
  readonly answer?: FrameRef | undefined;
  /** Where the answer came from, when not from `server`. */
  readonly answeredBy?: Endpoint | undefined;
  readonly result: 'success' | 'error' | 'none' | 'indication';
  readonly errorCode?: number | undefined;
  /** Reflexive address the server saw. */
  readonly mapped?: Endpoint | undefined;
  /** Relay address allocated. */
  readonly relayed?: Endpoint | undefined;
  /** ALTERNATE-SERVER. */
  readonly alternate?: Endpoint | undefined;
  /** ICE USERNAME of a Binding request: `receiver:sender` ufrags. Never the MRAS user name. */
  readonly username?: string | undefined;
  readonly useCandidate: boolean;
  /** The request carried credentials (MESSAGE-INTEGRITY). */
  readonly authenticated: boolean;
  /** Set when the check travelled inside a Send request or Data indication: the peer behind the relay. */
  readonly peer?: Endpoint | undefined;
  /** MS SIP-CALL-ID (0x8062). */
  readonly sipCallId?: string | undefined;
}

/** ICMP or ICMPv6 error, or redirect, with the packet it quotes. */
export interface IcmpError extends Seen<'icmp.error'> {
  readonly interface: number;
  readonly version: 4 | 6;
  readonly type: number;
  readonly code: number;
  readonly meaning: 'unreachable' | 'time-exceeded' | 'frag-needed' | 'redirect' | 'other';
  readonly from: string;
  readonly to: string;
  readonly quoted?:
    | { readonly protocol: 'tcp' | 'udp' | 'icmp' | 'other'; readonly client: Endpoint; readonly server: Endpoint }
    | undefined;
  /** Next-hop MTU of frag-needed; 0 where the router did not say. */
  readonly mtu?: number | undefined;
  /** Gateway of a redirect. */
  readonly gateway?: string | undefined;
}

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
  | IcmpError;
export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;
