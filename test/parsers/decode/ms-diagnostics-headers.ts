import type { Diagnostic, DiagnosticHeader } from '../../../parsers/decode/ms-diagnostics.ts';

type Expected = Partial<Diagnostic> & { readonly code: number; readonly header: DiagnosticHeader | undefined };

const CLIENT = 'ms-client-diagnostics';
const SERVER = 'ms-diagnostics';
const PUBLIC = 'ms-diagnostics-public';
const INSIDE_REMOTE =
  'Call failed to establish due to a media connectivity failure when one endpoint is internal and the other is remote';

/** Headers of real shape with invented names and addresses: punctuation, blanks, quotes and letter case are as
 *  published; a line without a name is a value alone, as reports print it. */
export const HEADERS: readonly (readonly [line: string, expected: Expected])[] = [
  [
    'ms-client-diagnostics: 23; reason="Call failed to establish due to a media connectivity failure when one endpoint is internal and the other is remote";CallerMediaDebug="application-sharing:ICEWarn=0x4000320,LocalSite=192.0.2.9:20712, LocalMR=192.0.2.63:54839,RemoteSite=10.1.111.11:62208, RemoteMR=203.0.113.64:51194, PortRange=1025:65000,LocalMRTCPPort=54839, RemoteMRTCPPort=51194,LocalLocation=1, RemoteLocation=2,FederationType=0"',
    {
      header: CLIENT,
      code: 23,
      reason: INSIDE_REMOTE,
      media: {
        layout: 'A',
        writer: 'Caller',
        mediaType: 'application-sharing',
        iceWarn: 0x4000320,
        iceWarnEx: undefined,
        keys: {
          icewarn: '0x4000320',
          localsite: '192.0.2.9:20712',
          localmr: '192.0.2.63:54839',
          remotesite: '10.1.111.11:62208',
          remotemr: '203.0.113.64:51194',
          portrange: '1025:65000',
          localmrtcpport: '54839',
          remotemrtcpport: '51194',
          locallocation: '1',
          remotelocation: '2',
          federationtype: '0',
        },
      },
    },
  ],
  [
    'ms-client-diagnostics: 51007;reason="Callee media connectivity diagnosis info";CalleeMediaDebug="audio:ICEWarn=0x0,LocalSite=192.168.1.34:50034,LocalMR=192.0.2.60::58513,RemoteSite=198.51.100.135:20736,RemoteMR=203.0.113.20:58101,PortRange=50020:50039,LocalMRTCPPort=59110,RemoteMRTCPPort=58101,LocalLocation=2,RemoteLocation=2,FederationType=0,NetworkName=contoso.com,Interfaces=0x12,BaseInterface=0x2,BaseAddress=192.168.1.34:50020"',
    {
      header: CLIENT,
      code: 51007,
      reason: 'Callee media connectivity diagnosis info',
      media: {
        layout: 'A',
        writer: 'Callee',
        mediaType: 'audio',
        iceWarn: 0,
        iceWarnEx: undefined,
        keys: {
          icewarn: '0x0',
          localsite: '192.168.1.34:50034',
          localmr: '192.0.2.60::58513',
          remotesite: '198.51.100.135:20736',
          remotemr: '203.0.113.20:58101',
          portrange: '50020:50039',
          localmrtcpport: '59110',
          remotemrtcpport: '58101',
          locallocation: '2',
          remotelocation: '2',
          federationtype: '0',
          networkname: 'contoso.com',
          interfaces: '0x12',
          baseinterface: '0x2',
          baseaddress: '192.168.1.34:50020',
        },
      },
    },
  ],
  [
    'ms-client-diagnostics: 51004; reason="Action initiated by user";CalleeMediaDebug="audio:ICEWarn=0x40003a0,LocalSite=192.168.1.34:50034,LocalMR=192.0.2.60::58513,RemoteSite=198.51.100.135:20736,RemoteMR=192.0.2.60::58101,PortRange=50020:50039,LocalMRTCPPort=59110,RemoteMRTCPPort=58101,LocalLocation=2,RemoteLocation=2,FederationType=0,NetworkName=contoso.com,Interfaces=0x12,BaseInterface=0x2,BaseAddress=192.168.1.34:50020"',
    {
      header: CLIENT,
      code: 51004,
      reason: 'Action initiated by user',
      media: {
        layout: 'A',
        writer: 'Callee',
        mediaType: 'audio',
        iceWarn: 0x40003a0,
        iceWarnEx: undefined,
        keys: {
          icewarn: '0x40003a0',
          localsite: '192.168.1.34:50034',
          localmr: '192.0.2.60::58513',
          remotesite: '198.51.100.135:20736',
          remotemr: '192.0.2.60::58101',
          portrange: '50020:50039',
          localmrtcpport: '59110',
          remotemrtcpport: '58101',
          locallocation: '2',
          remotelocation: '2',
          federationtype: '0',
          networkname: 'contoso.com',
          interfaces: '0x12',
          baseinterface: '0x2',
          baseaddress: '192.168.1.34:50020',
        },
      },
    },
  ],
  [
    'ms-client-diagnostics: 51007;reason="Callee media connectivity diagnosis info";CalleeMediaDebug="audio:ICEWarn=0x80000,LocalSite=192.168.56.1:14842,RemoteSite=192.168.1.57:6012,PortRange=1025:65000,LocalLocation=2,RemoteLocation=0,FederationType=0,Interfaces=0x12"',
    {
      header: CLIENT,
      code: 51007,
      reason: 'Callee media connectivity diagnosis info',
      media: {
        layout: 'A',
        writer: 'Callee',
        mediaType: 'audio',
        iceWarn: 0x80000,
        iceWarnEx: undefined,
        keys: {
          icewarn: '0x80000',
          localsite: '192.168.56.1:14842',
          remotesite: '192.168.1.57:6012',
          portrange: '1025:65000',
          locallocation: '2',
          remotelocation: '0',
          federationtype: '0',
          interfaces: '0x12',
        },
      },
    },
  ],
  [
    'ms-client-diagnostics: 22; reason="Call failed to establish due to a media connectivity failure when both endpoints are internal";UserType="Callee";MediaType="audio";MediaChanBlob="NetworkErr=no error,ErrTime=0,RTPSeq=0,SeqDelta=0,RTPTime=0,RTCPTime=0,TransptRecvErr=0x0,RecvErrTime=0,TransptSendErr=0x0,SendErrTime=0,InterfacesStall=0x0,InterfacesConnCheck=0x0,MediaTimeout=0,RtcpByeSent=0,RtcpByeRcvd=0,BlobVer=1";',
    {
      header: CLIENT,
      code: 22,
      reason: 'Call failed to establish due to a media connectivity failure when both endpoints are internal',
      media: {
        layout: 'C',
        writer: 'Callee',
        mediaType: 'audio',
        iceWarn: undefined,
        iceWarnEx: undefined,
        keys: {
          networkerr: 'no error',
          errtime: '0',
          rtpseq: '0',
          seqdelta: '0',
          rtptime: '0',
          rtcptime: '0',
          transptrecverr: '0x0',
          recverrtime: '0',
          transptsenderr: '0x0',
          senderrtime: '0',
          interfacesstall: '0x0',
          interfacesconncheck: '0x0',
          mediatimeout: '0',
          rtcpbyesent: '0',
          rtcpbyercvd: '0',
          blobver: '1',
        },
      },
    },
  ],
  [
    'ms-client-diagnostics: 23; reason="Call failed to establish due to a media connectivity failure when one endpoint is internal and the other is remote";CalleeMediaDebug="audio:ICEWarn=0x80012b',
    {
      header: CLIENT,
      code: 23,
      reason: INSIDE_REMOTE,
      media: {
        layout: 'A',
        writer: 'Callee',
        mediaType: 'audio',
        iceWarn: 0x80012b,
        iceWarnEx: undefined,
        keys: { icewarn: '0x80012b' },
      },
      problems: ['quote not closed'],
    },
  ],
  [
    'Ms-client-diagnostics: 23; reason="Call failed to establish due to a media connectivity failure when one endpoint is internal and the other is remote"',
    { header: CLIENT, code: 23, reason: INSIDE_REMOTE },
  ],
  [
    'ms-client-diagnostics: 52049; reason="Leaving app sharing because re-invite failed";UserType="Callee";MediaType="applicationsharing-video"',
    {
      header: CLIENT,
      code: 52049,
      reason: 'Leaving app sharing because re-invite failed',
      media: {
        layout: 'C',
        writer: 'Callee',
        mediaType: 'applicationsharing-video',
        iceWarn: undefined,
        iceWarnEx: undefined,
        keys: {},
      },
    },
  ],
  [
    'ms-client-diagnostics: 52017;reason="Encryption levels dont match"',
    { header: CLIENT, code: 52017, reason: 'Encryption levels dont match' },
  ],
  [
    'Ms-client-diagnostics: 52035; reason="This client has an IM session with the same conversation ID"',
    { header: CLIENT, code: 52035, reason: 'This client has an IM session with the same conversation ID' },
  ],
  [
    '25; reason=”A federated call failed to establish due to a media connectivity failure where both endpoints are internal”; UserType=”Callee”; MediaType=”audio”; ICEWarn=”0x40003a0″; LocalSite=”192.168.1.34:20008″;LocalMR=”203.0.113.202:54604″; RemoteSite=”10.60.1.11:20003″;RemoteMR=”198.51.100.147:54386″; PortRange=”20000:20039″; LocalMRTCPPort=”55233″; RemoteMRTCPPort=”54386″; LocalLocation=”2″; RemoteLocation=”2″; FederationType=”1″; NetworkName=”contoso.com”; Interfaces=”0x6″; BaseInterface=”0x2″; BaseAddress=”192.168.1.34:20018; MrDnsU=”edge01.contoso.com”; MrResU=”0″',
    {
      header: undefined,
      code: 25,
      reason:
        'A federated call failed to establish due to a media connectivity failure where both endpoints are internal',
      media: {
        layout: 'B',
        writer: 'Callee',
        mediaType: 'audio',
        iceWarn: 0x40003a0,
        iceWarnEx: undefined,
        keys: {
          icewarn: '0x40003a0',
          localsite: '192.168.1.34:20008',
          localmr: '203.0.113.202:54604',
          remotesite: '10.60.1.11:20003',
          remotemr: '198.51.100.147:54386',
          portrange: '20000:20039',
          localmrtcpport: '55233',
          remotemrtcpport: '54386',
          locallocation: '2',
          remotelocation: '2',
          federationtype: '1',
          networkname: 'contoso.com',
          interfaces: '0x6',
          baseinterface: '0x2',
          baseaddress: '192.168.1.34:20018',
          mrdnsu: 'edge01.contoso.com',
          mrresu: '0',
        },
      },
      problems: ['quote not closed'],
    },
  ],
  [
    '10013; reason="Gateway peer in inbound call is not found in topology document or does not depend on this Mediation Server"',
    {
      header: undefined,
      code: 10013,
      reason:
        'Gateway peer in inbound call is not found in topology document or does not depend on this Mediation Server',
    },
  ],
  [
    'ms-diagnostics: 23;source="mediationServer.contoso.com";reason="Call failed to establish due to a media connectivity failure when one endpoint is internal and the other is remote"',
    { header: SERVER, code: 23, server: 'mediationServer.contoso.com', reason: INSIDE_REMOTE },
  ],
  [
    'ms-diagnostics: 24;source="mediationServer.contoso.com";reason="Call failed to establish due to a media connectivity failure when both endpoints are remote"',
    {
      header: SERVER,
      code: 24,
      server: 'mediationServer.contoso.com',
      reason: 'Call failed to establish due to a media connectivity failure when both endpoints are remote',
    },
  ],
  [
    'ms-client-diagnostics: 24083;Component="RTCC/4.0.0.0_ContosoApplication";Reason="Message was received out of dialog.";request=BENOTIFY;Source=app01.contoso.com',
    {
      header: CLIENT,
      code: 24083,
      reason: 'Message was received out of dialog.',
      server: 'app01.contoso.com',
      params: { component: 'RTCC/4.0.0.0_ContosoApplication', request: 'BENOTIFY' },
    },
  ],
  [
    'ms-client-diagnostics: 24067;Component="RTCC/4.0.0.0_ContosoApplication";Reason="Mcu is rolling over";Source= app01.contoso.com',
    {
      header: CLIENT,
      code: 24067,
      reason: 'Mcu is rolling over',
      server: 'app01.contoso.com',
      params: { component: 'RTCC/4.0.0.0_ContosoApplication' },
    },
  ],
  [
    'ms-diagnostics: 24081;Component="RTCC/4.0.0.0_ContosoApplication";Reason="Endpoint termination";Source= app01.contoso.com',
    {
      header: SERVER,
      code: 24081,
      reason: 'Endpoint termination',
      server: 'app01.contoso.com',
      params: { component: 'RTCC/4.0.0.0_ContosoApplication' },
    },
  ],
  [
    'ms-diagnostics: 1034;reason="Previous hop federated peer did not report diagnostic information";Domain="fabrikam.com";PeerServer="sip.fabrikam.com";source="federation.example.net"',
    {
      header: SERVER,
      code: 1034,
      reason: 'Previous hop federated peer did not report diagnostic information',
      server: 'federation.example.net',
      params: { domain: 'fabrikam.com', peerserver: 'sip.fabrikam.com' },
    },
  ],
  [
    'ms-diagnostics: 10003;source="MED02.contoso.com";reason="Proxy returned a SIP failure code";component="MediationServer";SipResponseCode="404";SipResponseText="Not Found"',
    {
      header: SERVER,
      code: 10003,
      reason: 'Proxy returned a SIP failure code',
      server: 'MED02.contoso.com',
      params: { component: 'MediationServer', sipresponsecode: '404', sipresponsetext: 'Not Found' },
    },
  ],
  [
    'ms-diagnostics-public: 10003;reason="Proxy returned a SIP failure code";component="MediationServer";SipResponseCode="404";SipResponseText="Not Found"',
    {
      header: PUBLIC,
      code: 10003,
      reason: 'Proxy returned a SIP failure code',
      params: { component: 'MediationServer', sipresponsecode: '404', sipresponsetext: 'Not Found' },
    },
  ],
  [
    'ms-diagnostics: 10003;source="core01.contoso.com";reason="Proxy returned a SIP failure code";component="CoreServer";SipResponseCode="404";SipResponseText="Not Found"',
    {
      header: SERVER,
      code: 10003,
      reason: 'Proxy returned a SIP failure code',
      server: 'core01.contoso.com',
      params: { component: 'CoreServer', sipresponsecode: '404', sipresponsetext: 'Not Found' },
    },
  ],
  [
    'ms-diagnostics: 1017; reason="Cannot route From and To domains in this combination"; summary="Domain type analysis indicates that the ms-split-domain-info header in the message is the wrong type"',
    {
      header: SERVER,
      code: 1017,
      reason: 'Cannot route From and To domains in this combination',
      params: {
        summary: 'Domain type analysis indicates that the ms-split-domain-info header in the message is the wrong type',
      },
    },
  ],
  [
    'ms-diagnostics: 15000;reason="Unable to read the user properties publication for the user or contact object.";source="FE01.CONTOSO.COM";appName="ExumRouting"',
    {
      header: SERVER,
      code: 15000,
      reason: 'Unable to read the user properties publication for the user or contact object.',
      server: 'FE01.CONTOSO.COM',
      params: { appname: 'ExumRouting' },
    },
  ],
  [
    'ms-diagnostics: 4005;reason="Destination URI either not enabled for SIP or does not exist";source="pool01.contoso.com"',
    {
      header: SERVER,
      code: 4005,
      reason: 'Destination URI either not enabled for SIP or does not exist',
      server: 'pool01.contoso.com',
    },
  ],
  [
    'ms-diagnostics: 4268;reason="Delegate operation not allowed as delegate and delegator are in different deployments.";source="FE08.contoso.com"',
    {
      header: SERVER,
      code: 4268,
      reason: 'Delegate operation not allowed as delegate and delegator are in different deployments.',
      server: 'FE08.contoso.com',
    },
  ],
  [
    'ms-diagnostics: 1009; reason ="No match for domain in DNS SRV results"; domain =" sip.fabrikam.com "; fqdn1 =" edge.sub.fabrikam.com :5061";source="sip.contoso.com"',
    {
      header: SERVER,
      code: 1009,
      reason: 'No match for domain in DNS SRV results',
      server: 'sip.contoso.com',
      params: { domain: 'sip.fabrikam.com', fqdn1: 'edge.sub.fabrikam.com :5061' },
    },
  ],
  [
    'ms-diagnostics: 1010; reason ="Certificate trust with another server could not be established";ErrorType="The peer certificate does not contain a matching FQDN"; tls-target =" edge.sip.fabrikam.com "; PeerServer =" edge.fabrikam.com ";HRESULT="0x80090322(SEC_E_WRONG_PRINCIPAL)";source="sip.contoso.com"',
    {
      header: SERVER,
      code: 1010,
      reason: 'Certificate trust with another server could not be established',
      server: 'sip.contoso.com',
      params: {
        errortype: 'The peer certificate does not contain a matching FQDN',
        'tls-target': 'edge.sip.fabrikam.com',
        peerserver: 'edge.fabrikam.com',
        hresult: '0x80090322(SEC_E_WRONG_PRINCIPAL)',
      },
    },
  ],
  [
    'ms-diagnostics: 1027;reason="Cannot route this type of SIP request to or from federated partners";',
    { header: SERVER, code: 1027, reason: 'Cannot route this type of SIP request to or from federated partners' },
  ],
  [
    'ms-diagnostics:  1034;reason="Previous hop federated peer did not report diagnostic information";',
    { header: SERVER, code: 1034, reason: 'Previous hop federated peer did not report diagnostic information' },
  ],
  [
    'ms-diagnostics: 1027;reason=”Cannot route this type of SIP request to or from federated partners”;source=”edge.contoso.com”',
    {
      header: SERVER,
      code: 1027,
      reason: 'Cannot route this type of SIP request to or from federated partners',
      server: 'edge.contoso.com',
    },
  ],
  [
    'ms-diagnostics: 1047;reason=”Failed to complete TLS negotiation with a federated peer server”;WinsockFailureCode=”10054(WSAECONNRESET)”;WinsockFailureDescription=”The peer forced closure of the connection”',
    {
      header: SERVER,
      code: 1047,
      reason: 'Failed to complete TLS negotiation with a federated peer server',
      params: {
        winsockfailurecode: '10054(WSAECONNRESET)',
        winsockfailuredescription: 'The peer forced closure of the connection',
      },
    },
  ],
  [
    'ms-diagnostics: 15030;reason=”Failed to route to Exchange Server”;source=”FE01.contoso.COM”;dialplan=“Hosted__exap.um.example.net__contoso.com”;appName=”ExumRouting”',
    {
      header: SERVER,
      code: 15030,
      reason: 'Failed to route to Exchange Server',
      server: 'FE01.contoso.COM',
      params: { dialplan: 'Hosted__exap.um.example.net__contoso.com', appname: 'ExumRouting' },
    },
  ],
  [
    'ms-diagnostics: 3062;reason="Internal Error: getMcu failed";',
    { header: SERVER, code: 3062, reason: 'Internal Error: getMcu failed' },
  ],
  ['ms-diagnostics-public: 4141;reason="User disabled"', { header: PUBLIC, code: 4141, reason: 'User disabled' }],
  [
    'ms-diagnostics-public: 2139;reason="Terminating old subscription since new subscription dialog took over the previous one"',
    {
      header: PUBLIC,
      code: 2139,
      reason: 'Terminating old subscription since new subscription dialog took over the previous one',
    },
  ],
  [
    'ms-diagnostics-public: 21002;reason="Attendees cannot share in this conference";component="ASMCU"',
    {
      header: PUBLIC,
      code: 21002,
      reason: 'Attendees cannot share in this conference',
      params: { component: 'ASMCU' },
    },
  ],
  [
    'X-Ms-diagnostics: 28020;source="web01.contoso.com";reason="No valid security token."',
    {
      header: 'x-ms-diagnostics',
      code: 28020,
      server: 'web01.contoso.com',
      reason: 'No valid security token.',
    },
  ],
  [
    '10000;reason="Gateway returned a SIP failure code"',
    { header: undefined, code: 10000, reason: 'Gateway returned a SIP failure code' },
  ],
  [
    '12006;reason="Trying next hop";appName="OutboundRouting"',
    { header: undefined, code: 12006, reason: 'Trying next hop', params: { appname: 'OutboundRouting' } },
  ],
];
