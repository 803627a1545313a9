/** Keys of diagnostics headers and of their media part, and the interface bits in it. Sources: [MS-OCER] 2.2.1, published
 *  headers of Lync 2010 to Skype for Business 2016, and Edge ORTC's MSTransportDiagnosticsStats, whose media stack is the
 *  same. */
import type { DiagnosticCode } from './ms-diagnostics.ts';

export type Mark = DiagnosticCode['mark'];

export interface DebugKey {
  readonly key: string;
  readonly meaning: string;
  /** Whether a published header holds the key. */
  readonly seen: Mark;
  /** Whether the meaning is documented. */
  readonly known: Mark;
  /** Meaning of its values; inferred from published headers. */
  readonly values?: Readonly<Record<string, string>>;
  /** Its value is a set of INTERFACE_BITS. */
  readonly interfaces?: boolean;
}

type Marks = `${'C' | 'I' | 'U'}${'C' | 'I' | 'U'}`;
const MARK = { C: 'confirmed', I: 'inferred', U: 'unconfirmed' } as const;

const key = (names: string, marks: Marks, meaning: string, more: Partial<DebugKey> = {}): readonly DebugKey[] =>
  names.split(' ').map((name) => ({
    key: name,
    meaning,
    seen: MARK[marks[0] as 'C' | 'I' | 'U'],
    known: MARK[marks[1] as 'C' | 'I' | 'U'],
    ...more,
  }));

const LOCATION = { values: { '0': 'unknown', '1': 'outside (Internet)', '2': 'inside (intranet)' } };
const BITS = { interfaces: true };
const BYE = { values: { '0': 'no', '1': 'yes' } };

export const DEBUG_KEYS: readonly DebugKey[] = [
  ...key('source', 'CC', 'server that wrote the header; never in ms-diagnostics-public'),
  ...key('reason', 'CC', 'text for people; programs go by the number'),
  ...key('component', 'CC', 'program that failed: ASMCU, AVMCU, MediationServer, RTCC/… of a UCMA application'),
  ...key('appName', 'CC', 'front-end application: ExumRouting, OutboundRouting, InboundRouting, TranslationService'),
  ...key('SipResponseCode SipResponseText', 'CC', 'SIP answer of the next hop that is being reported'),
  ...key(
    'Domain PeerServer fqdn1 tls-target ErrorType HRESULT summary WinsockFailureCode WinsockFailureDescription',
    'CC',
    'details of an error of federation, TLS or DNS',
  ),
  ...key('FailureType peer-type', 'UU', 'details of an error of federation, TLS or DNS'),
  ...key('dialplan', 'CC', 'hosted dial plan of an ExumRouting error'),
  ...key('UserType', 'CC', 'side that wrote the header: Caller or Callee'),
  ...key('MediaType', 'CC', 'audio, video, applicationsharing-video …'),
  ...key(
    'CallerMediaDebug CalleeMediaDebug',
    'CC',
    'media part of Lync 2010 and 2013: <media>:key=value,…, by the side named',
  ),
  ...key('MediaChanBlob', 'CC', 'media part of Skype for Business 2015 and later: the RTP and RTCP channel'),
  ...key('MediaEpBlob MediaMgrBlob', 'UU', 'media parts of endpoint (ICE) and media manager (finding the relay)'),
  ...key('ICEWarn', 'CC', 'what went wrong while media looked for a path, one bit each: sfbdiag explain <value>'),
  ...key('ICEWarnEx', 'CU', 'second word of ICEWarn; its bits are in no public table'),
  ...key(
    'LocalSite',
    'CC',
    "the writer's own address, often its first host candidate: not always the one that was used",
  ),
  ...key('RemoteSite', 'CC', "the other side's address as it offered it"),
  ...key('LocalMR', 'CC', "the writer's relay on its A/V Edge; missing when it had none"),
  ...key('RemoteMR', 'CC', "the other side's relay on its A/V Edge"),
  ...key('PortRange', 'CC', 'media ports the writer may use, low:high; 1025:65000 = not restricted'),
  ...key('LocalMRTCPPort', 'CI', "TCP port of the writer's relay"),
  ...key('RemoteMRTCPPort', 'CI', "TCP port of the other side's relay"),
  ...key('LocalLocation RemoteLocation', 'CI', 'where the side is', LOCATION),
  ...key('FederationType', 'CI', 'whether the other side is a federated partner', {
    values: { '0': 'not federated', '1': 'federated enterprise' },
  }),
  ...key('NetworkName', 'CC', "DNS suffix or name of the writer's network"),
  ...key('Interfaces', 'CC', 'kinds of network interface the PC has', BITS),
  ...key('BaseInterface', 'CC', 'kind of the interface from which the relay was allocated', BITS),
  ...key('BaseAddress', 'CC', 'address from which the relay was allocated'),
  ...key('MrDnsU', 'CI', 'DNS name of the relay that was looked up'),
  ...key('MrResU', 'CI', 'result of that lookup', { values: { '0': 'found' } }),
  ...key('Protocol', 'UI', 'transport of the path in use; its numbers are not public'),
  ...key('LocalInterface', 'UI', 'kind of the interface that carries the media', BITS),
  ...key('LocalAddr RemoteAddr', 'UU', 'address in use at the end of the call, or its kind'),
  ...key(
    'LocalAddrType RemoteAddrType',
    'UC',
    'os (host), stun (server reflexive), turn (relay), uPnP, isa-proxy, peer-derived; the numbers in the header are not public',
  ),
  ...key('IceRole', 'UI', 'controlling or controlled; its numbers are not public'),
  ...key('RtpRtcpMux', 'UC', 'RTP and RTCP share a port', BYE),
  ...key('AllocationTimeInMs', 'UI', 'time to allocate the relay, ms'),
  ...key('StunVer', 'UI', 'version of STUN in use'),
  ...key(
    'NumConsentReqSent NumConsentReqReceived NumConsentRespSent NumConsentRespReceived',
    'UI',
    'keep-alive checks of the path in use, counted',
  ),
  ...key('MsRtcEngineVersion MediaDllVersion', 'UI', 'version of the media stack'),
  ...key('FirstHopRTTInMs', 'UU', 'round trip to the gateway, ms; guessed from the name'),
  ...key('TransportBytesSent', 'UU', 'bytes sent; 0 = nothing ever left; guessed from the name'),
  ...key('TransportPktsRecv', 'UU', 'packets received; 0 = nothing ever came back; guessed from the name'),
  ...key('IceConnCheckStatus', 'UU', 'state of the connectivity checks; its values are not public'),
  ...key('PrelimConnChecksSucceeded', 'UU', 'first checks succeeded; guessed from the name', BYE),
  ...key('IceInitTS', 'UU', 'start of ICE, to which the other times may refer; guessed from the name'),
  ...key('ContactServerMs', 'UU', 'when the relay was contacted, ms; guessed from the name'),
  ...key('AllocFinishMs', 'UU', 'when the allocation was through, ms; guessed from the name'),
  ...key('FinalAnsRcvMs', 'UU', 'when the final answer came, ms; guessed from the name'),
  ...key('ConnChksStartTimeMs', 'UU', 'when the checks began, ms; guessed from the name'),
  ...key('FirstPathMs', 'UU', 'when the first path worked, ms; missing or 0 may mean none; guessed from the name'),
  ...key('UseCndChksStartTimeMs', 'UU', 'when the nominating checks began, ms; guessed from the name'),
  ...key('ReinviteSntMs', 'UU', 'when the final re-INVITE was sent, ms; guessed from the name'),
  ...key('ReinvitePrcsdMs', 'UU', 'when the re-INVITE was processed, ms; guessed from the name'),
  ...key('BlobGenTime', 'UU', 'when this part was written; guessed from the name'),
  ...key('BlobVer', 'CC', 'version of the layout'),
  ...key('NetworkErr', 'CI', 'error of the channel in words; "no error" when there was none'),
  ...key('ErrTime', 'CI', 'time of that error'),
  ...key('RTPSeq', 'CI', 'sequence number of RTP'),
  ...key('SeqDelta', 'CI', 'difference of sequence numbers'),
  ...key('RTPTime', 'CI', 'time of the last RTP packet'),
  ...key('RTCPTime', 'CI', 'time of the last RTCP packet'),
  ...key('TransptRecvErr', 'CI', 'error while receiving, hex'),
  ...key('RecvErrTime', 'CI', 'time of the error while receiving'),
  ...key('TransptSendErr', 'CI', 'error while sending, hex'),
  ...key('SendErrTime', 'CI', 'time of the error while sending'),
  ...key('InterfacesStall', 'CI', 'interfaces on which media stalled', BITS),
  ...key('InterfacesConnCheck', 'CI', 'interfaces on which checks ran', BITS),
  ...key('MediaTimeout', 'CI', 'the media timer ran out', BYE),
  ...key('RtcpByeSent', 'CI', 'an RTCP BYE was sent', BYE),
  ...key('RtcpByeRcvd', 'CI', 'an RTCP BYE came', BYE),
];

/** Kinds of interface in Interfaces, BaseInterface and their like. Kinds and their order: MSNetworkInterfaceType of Edge
 *  ORTC; the bits are inferred from the values 0x2, 0x6 and 0x12 of published headers. */
export const INTERFACE_BITS: readonly { readonly bit: number; readonly meaning: string }[] = [
  { bit: 0x1, meaning: 'another kind' },
  { bit: 0x2, meaning: 'wired Ethernet; virtual Ethernet of a VPN adapter shows as this too' },
  { bit: 0x4, meaning: 'Wi-Fi' },
  { bit: 0x8, meaning: 'PPP: dial-up, PPPoE or VPN' },
  { bit: 0x10, meaning: 'tunnel: a VPN, or Teredo or ISATAP, so alone no proof of a VPN' },
  { bit: 0x20, meaning: 'mobile broadband' },
];

/** By name, any case, with or without the part it stands in (`MediaChanBlob.`). */
export function debugKey(name: string): DebugKey | undefined {
  const plain = name.replace(/^Media(?:Chan|Ep|Mgr)Blob\./i, '').toLowerCase();
  return DEBUG_KEYS.find((k) => k.key.toLowerCase() === plain);
}
