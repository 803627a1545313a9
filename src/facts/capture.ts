/** What a capture shows. */
import type { Endpoint, FrameRef, Seen } from './base.ts';

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
  /** The PC's number of the adapter, where the name tells it (etl2pcapng `eth:IFINDEX:…`, pktmon). */
  readonly ifIndex?: number | undefined;
  /** Frames that another interface of this capture shows as well: a lower or higher layer of the same adapter. They are
   *  counted here and nowhere else. */
  readonly copies?: number | undefined;
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
  /** Segments with data, SYNs left out, that carry bytes sent before; told from those that came late or ask for life. */
  readonly retransmissions: number;
  /** Segments below the highest sequence number whose bytes were not seen before: late, not repeated. */
  readonly outOfOrder?: number | undefined;
  /** RFC 9293 3.8.4. */
  readonly keepAlives?: number | undefined;
  /** The same segment at another capture point: same bytes and IP identification within a few milliseconds. */
  readonly duplicates?: number | undefined;
  /** MSS option of the SYN and of the SYN-ACK (RFC 9293 3.7.1). */
  readonly clientMss?: number | undefined;
  readonly serverMss?: number | undefined;
  /** Shift of the window scale option (RFC 7323 2). */
  readonly clientWindowScale?: number | undefined;
  readonly serverWindowScale?: number | undefined;
  /** The final ACK of the handshake. */
  readonly handshakeEnd?: FrameRef | undefined;
  /** Times a side said its window is full (RFC 9293 3.8.6.1), resets left out. */
  readonly zeroWindow?: (FrameRef & { readonly by: 'client' | 'server'; readonly count: number }) | undefined;
  /** Largest segment of each side that the other acknowledged; bytes of data. */
  readonly clientLargestAcked?: number | undefined;
  readonly serverLargestAcked?: number | undefined;
  /** Data sent again and again and never acknowledged to the end of the capture or of the connection. */
  readonly stalled?: TcpStall | undefined;
  /** Data that never came where this capture was taken, though later data did, to the end of either. */
  readonly gap?: TcpGap | undefined;
  /** What the client said first. pseudo-tls = the canned ClientHello of MS-TURN over TCP. */
  readonly opening?: 'tls' | 'pseudo-tls' | 'http' | 'sip' | 'other' | undefined;
  /** What the server said first. pseudo-tls = the canned ServerHello. */
  readonly reply?: 'tls' | 'tls-alert' | 'pseudo-tls' | 'http' | 'sip' | 'other' | undefined;
  readonly serverName?: string | undefined;
  /** Frame of the ClientHello. */
  readonly helloFrame?: number | undefined;
  /** Of the server's certificate, where it went in the clear (TLS 1.2 and before; RFC 5246 7.4.2). */
  readonly certificate?: TlsCertificate | undefined;
  /** Of a TLS alert in the clear: its number, and who sent it (RFC 8446 6). */
  readonly alert?: (FrameRef & { readonly by: 'client' | 'server'; readonly description: number }) | undefined;
  /** The tunnel this connection carries, where its own bytes say so. */
  readonly tunnel?: TcpTunnel | undefined;
}

/** sstp: `SSTP_DUPLEX_POST` in the clear. openvpn: its length-prefixed reset packets. globalprotect: the portal's or
 *  gateway's paths in the clear. */
export type TcpTunnel = 'sstp' | 'openvpn' | 'globalprotect';

/** A segment that never got through while the connection was up. */
export interface TcpStall {
  readonly by: 'client' | 'server';
  /** Data of the segment; bytes. */
  readonly bytes: number;
  /** Length of its IP packet, header included; bytes. Above the link's MTU = segmentation offload, no size on the wire. */
  readonly packetLength: number;
  readonly first: FrameRef;
  readonly last: FrameRef;
  /** Including the first; at least 2. */
  readonly transmissions: number;
  /** Largest segment of the same side that was acknowledged in this connection; 0 = none. */
  readonly largestAcked: number;
  /** The other side was heard (ACK, data) after the first transmission: the path as such is alive. */
  readonly otherAlive: boolean;
}

/** Bytes lost on the way to where the capture was taken, and to the receiver, which kept acknowledging what is in front. */
export interface TcpGap {
  /** Who sent them. */
  readonly by: 'client' | 'server';
  /** How many are missing. */
  readonly bytes: number;
  /** The first segment behind them. */
  readonly first: FrameRef;
  /** The last acknowledgment that stops in front of them, and how many did since. */
  readonly last: FrameRef;
  readonly asked: number;
  /** Largest segment of the same side that was seen in this connection; bytes of data. */
  readonly largest: number;
  /** When anything of the same side was seen last. Milliseconds since 1970, UTC. */
  readonly heard: number;
}

/** Names of a certificate; nothing else of it is kept. */
export interface TlsCertificate extends FrameRef {
  /** Common name of subject and issuer, at most 160 characters; '' = none. */
  readonly subject: string;
  readonly issuer: string;
  /** Organisation of the issuer. */
  readonly issuerOrganisation?: string | undefined;
  /** dNSName entries, lower case; at most 32. */
  readonly names: readonly string[];
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
  /** Length of the longest IP packet each way (of fragments: of the fragment); bytes. */
  readonly sentLongest?: number | undefined;
  readonly receivedLongest?: number | undefined;
  /** Datagrams that came in fragments, each way, and the first fragment seen. */
  readonly sentFragmented?: number | undefined;
  readonly receivedFragmented?: number | undefined;
  readonly firstFragment?: FrameRef | undefined;
  /** The tunnel these packets are, where their form (not the port alone) says so. */
  readonly tunnel?: FlowTunnel | undefined;
  /** ESP, also in UDP: a new SPI or a sequence number that goes on (RFC 4303 2) each way. */
  readonly spis?: readonly string[] | undefined;
  /** UDP 853 or 443 with QUIC, DTLS on 853: names may be resolved in it. */
  readonly quic?: true | undefined;
}

/** globalprotect = ESP in UDP without IKE on the vendor's port 4501. */
export type FlowTunnel =
  | 'esp'
  | 'esp-in-udp'
  | 'globalprotect'
  | 'ike'
  | 'dtls'
  | 'openvpn'
  | 'wireguard'
  | 'l2tp'
  | 'gre'
  | 'pptp';

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
  /** UDP payload size the question's OPT record offers (RFC 6891 6.2.3); bytes. */
  readonly edns?: number | undefined;
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
  /** LIFETIME of an allocation: what the answer grants, else what the request asks for; seconds. 0 = given up. */
  readonly lifetime?: number | undefined;
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
  /** Total length of the quoted packet, from its own header; bytes. */
  readonly quotedLength?: number | undefined;
}

/** An RTP stream: one SSRC from one endpoint to another (RFC 3550). Only flows whose packets are steadily RTP. */
export interface RtpStream extends Seen<'rtp.stream'> {
  readonly interface: number;
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Eight lower-case hexadecimal digits. */
  readonly ssrc: string;
  /** Payload type of most packets. */
  readonly payloadType: number;
  readonly packets: number;
  /** Packets the sequence numbers say were sent, less those seen; never below 0 (RFC 3550 A.3). */
  readonly lost: number;
  readonly outOfOrder: number;
  readonly duplicates: number;
  /** Interarrival jitter (RFC 3550 6.4.1), mean and greatest; ms. Not given where the clock rate is not known. */
  readonly jitter?: number | undefined;
  readonly jitterMax?: number | undefined;
  /** Of the UDP payload. */
  readonly bytes: number;
  readonly last: FrameRef;
  /** What the receiver's RTCP reports said last: fraction lost 0…1, jitter in ms where the clock rate is known. */
  readonly reported?: { readonly fractionLost: number; readonly jitter?: number | undefined } | undefined;
  /** Travelled in a relay's Send, Data or ChannelData: the peer behind the relay. */
  readonly peer?: Endpoint | undefined;
}

/** One IKE exchange: a request, its repeats, and the answer (RFC 7296 2.1); or a message of IKEv1 (RFC 2408). */
export interface IkeExchange extends Seen<'ike.exchange'> {
  readonly interface: number;
  readonly version: 1 | 2;
  /** SA_INIT, AUTH, CREATE_CHILD_SA, INFORMATIONAL; main, aggressive, transaction, informational, quick; or the number. */
  readonly exchange: string;
  /** Sender of the request. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** Sixteen lower-case hexadecimal digits. */
  readonly initiatorSpi: string;
  readonly responderSpi?: string | undefined;
  readonly messageId: number;
  readonly requests: readonly FrameRef[];
  /** All requests seen, repeats included. Fragments of one message count once. */
  readonly transmissions: number;
  readonly answer?: FrameRef | undefined;
  /** Fragments of the request as sent (RFC 7383 2.5, or the vendor's of IKEv1); 0 = whole. */
  readonly fragments: number;
  /** Notify message types in the clear, by name where known, of request and answer. */
  readonly notifies: readonly string[];
  /** Vendor IDs in the clear, by name; unknown ones left out. */
  readonly vendors: readonly string[];
}
