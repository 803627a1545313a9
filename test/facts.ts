/** Facts by hand, with defaults that make sense together, and rules run over them. Places and times are always explicit
 *  or 1 and 09:20:00, so that evidence can be compared whole. */
import { type AnalyzeOptions, analysis } from '../src/analyze.ts';
import type {
  Candidate,
  CandidateType,
  CaptureInterface,
  DnsExchange,
  DnsRecord,
  Endpoint,
  Fact,
  FrameRef,
  HostAdapter,
  HostRoute,
  IcmpError,
  IpFlow,
  IpsecChild,
  IpsecSa,
  Malformed,
  SdpMedia,
  SdpSession,
  SipDiagnostic,
  SipMessage,
  SourceSummary,
  StunTransaction,
  TcpConversation,
  VpnEvent,
  VpnTunnel,
} from '../src/facts.ts';
import { fingerprint } from '../src/fingerprint.ts';
import type { Evidence, Finding, Outcome, Report } from '../src/report.ts';
import type { Rule } from '../src/rule.ts';

export const LOG = 'client.UccApilog';
export const CAPTURE = 'capture.pcapng';
/** Addresses of the stories: Wi-Fi and tunnel of the PC, servers inside and outside. */
export const WIFI = '192.168.1.34';
export const TUNNEL = '172.27.3.18';
export const FRONT_END = '10.60.4.21';
export const ACCESS_EDGE = '198.51.100.40';
export const AV_EDGE = '198.51.100.42';
export const VPN_DNS = '10.60.0.5';
export const ROUTER = '192.168.1.1';

/** Milliseconds of a clock time on the day of the stories. */
export const at = (clock: string): number => Date.parse(`2026-03-02T${clock}Z`);
/** `2026-03-02T09:20:00.000`, as evidence of a log has it; with `Z` that of a capture. */
export const stamp = (clock: string, zone: '' | 'Z' = ''): string =>
  `${new Date(at(clock)).toISOString().slice(0, -1)}${zone}`;

/** `10.60.4.21:5061` */
export function endpoint(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

interface InLog {
  readonly source?: string;
  readonly line?: number;
  /** `09:20:00`; null = the source gives no time. */
  readonly clock?: string | null;
}
interface InCapture {
  readonly source?: string;
  readonly frame?: number;
  readonly clock?: string;
}

const inLog = ({ source = LOG, line = 1, clock = '09:20:00' }: InLog) => ({
  at: { source, line },
  ...(clock === null ? {} : { time: at(clock) }),
});
const inCapture = ({ source = CAPTURE, frame = 1, clock = '09:20:00' }: InCapture) => ({
  at: { source, frame },
  time: at(clock),
});
/** Frames that follow the first at these seconds: number by number, time by time. */
const frames = (frame: number, clock: string, seconds: readonly number[]): FrameRef[] =>
  seconds.map((s, i) => ({ frame: frame + i, time: at(clock) + s * 1000 }));

export function malformed(more: Partial<Malformed> & InLog = {}): Malformed {
  const { source, line, clock, ...rest } = more;
  return {
    kind: 'input.malformed',
    ...inLog({ source, line, clock } as InLog),
    reason: 'truncated',
    detail: 'the file ends within a message',
    ...rest,
  };
}

export function summary(source: string, more: Partial<SourceSummary> = {}): SourceSummary {
  const captured = /\.pcap(ng)?$/.test(source);
  return {
    kind: 'source.summary',
    at: captured ? { source, frame: 1 } : { source, line: 1 },
    parser: captured ? 'capture' : 'uccapi-log',
    bytes: 1000,
    records: 10,
    unrecognised: 0,
    clock: captured ? 'utc' : 'local',
    counters: {},
    ...more,
  };
}

// --- Signalling -----------------------------------------------------------------------------------------------

export const CALL = 'a1b2c3d4';

export function sipMessage(more: Partial<SipMessage> & InLog = {}): SipMessage {
  const { source, line, clock, ...rest } = more;
  const status = rest.status;
  const method = rest.method ?? 'INVITE';
  const base: SipMessage = {
    kind: 'sip.message',
    ...inLog({ source, line, clock } as InLog),
    direction: status === undefined ? 'sent' : 'received',
    excerpt: status === undefined ? `${method} sip:ben@contoso.com SIP/2.0` : `SIP/2.0 ${status} ${rest.reason ?? ''}`,
    method,
    callId: CALL,
    cseq: 1,
    from: 'sip:anna@contoso.com',
    to: 'sip:ben@contoso.com',
    remoteUser: false,
    diagnostics: [],
    truncated: false,
    ...rest,
  };
  // What a message carries knows the message, as parsers write it.
  const carried = { callId: base.callId, direction: base.direction, method: base.method, status: base.status };
  return {
    ...base,
    diagnostics: base.diagnostics.map((d) => ({
      ...d,
      ...carried,
      at: d.at.source === LOG && 'line' in d.at && d.at.line === 1 ? base.at : d.at,
      time: base.time,
    })),
    ...(base.sdp ? { sdp: { ...base.sdp, ...carried, at: base.at, time: base.time, cseq: base.cseq } } : {}),
  };
}

/** A diagnostics header by itself; inside sipMessage() it takes the message's place, direction and Call-ID. */
export function diagnostic(code: number, more: Partial<SipDiagnostic> & InLog = {}): SipDiagnostic {
  const { source, line, clock, ...rest } = more;
  const header = rest.header ?? 'ms-client-diagnostics';
  return {
    kind: 'sip.diagnostic',
    ...inLog({ source, line, clock } as InLog),
    header,
    code,
    params: {},
    direction: 'sent',
    excerpt: `${header}: ${code}${rest.reason === undefined ? '' : `; reason="${rest.reason}"`}`,
    ...rest,
  };
}

/** A diagnostics header with the media part of layout A. */
export function iceWarn(code: number, value: number, more: Partial<SipDiagnostic> & InLog = {}): SipDiagnostic {
  return diagnostic(code, {
    excerpt: `ms-client-diagnostics: ${code}; CallerMediaDebug="audio:ICEWarn=0x${value.toString(16)}"`,
    media: { layout: 'A', writer: 'Caller', mediaType: 'audio', iceWarn: value, keys: {} },
    ...more,
  });
}

/** `UDP 192.168.1.34:50020 host`, `UDP 198.51.100.42:52000 relay 192.0.2.34:50020`; component 1 and its line. */
export function candidate(text: string, more: Partial<Candidate> = {}): Candidate {
  const [transport = '', where = '', type = '', related] = text.split(' ');
  return {
    line: 20,
    foundation: '1',
    component: 1,
    transport,
    priority: 2130706431,
    ...endpoint(where),
    type: type as CandidateType,
    ...(related === undefined ? {} : { related: endpoint(related) }),
    dialect: 'draft-19',
    ...more,
  };
}

export function media(candidates: readonly (string | Candidate)[], more: Partial<SdpMedia> = {}): SdpMedia {
  const list = candidates.map((c, i) =>
    typeof c === 'string' ? candidate(c, { line: 20 + i, foundation: `${i + 1}` }) : c,
  );
  const first = list[0];
  return {
    line: 10,
    media: 'audio',
    protocol: 'RTP/AVP',
    ...(first ? { default: { address: first.address, port: first.port } } : {}),
    candidates: list,
    remoteCandidates: [],
    ...more,
  };
}

export function sdp(lines: readonly SdpMedia[], more: Partial<SdpSession> & InLog = {}): SdpSession {
  const { source, line, clock, ...rest } = more;
  return {
    kind: 'sdp.session',
    ...inLog({ source, line, clock } as InLog),
    direction: 'unknown',
    media: lines,
    fallbackMedia: 0,
    ...rest,
  };
}

/** INVITE of this client with these candidates in one audio line. */
export const invite = (candidates: readonly string[], more: Partial<SipMessage> & InLog = {}): SipMessage =>
  sipMessage({ method: 'INVITE', sdp: sdp([media(candidates)]), ...more });

/** Final answer to the INVITE, from the other side. */
export const answer = (status: number, reason: string, more: Partial<SipMessage> & InLog = {}): SipMessage =>
  sipMessage({ method: 'INVITE', status, reason, clock: '09:20:05', line: 100, ...more });

/** Re-INVITE that names the nominated pair ([MS-ICE2], final offer): `own` and `remote` as `address:port`. */
export function finalOffer(own: string, remote: string, more: Partial<SipMessage> & InLog = {}): SipMessage {
  const there = endpoint(remote);
  return sipMessage({
    method: 'INVITE',
    cseq: 2,
    toTag: 'b',
    line: 200,
    clock: '09:20:08',
    sdp: sdp([media([], { default: endpoint(own), remoteCandidates: [{ component: 1, ...there }] })]),
    ...more,
  });
}

export const bye = (more: Partial<SipMessage> & InLog = {}): SipMessage =>
  sipMessage({ method: 'BYE', cseq: 3, line: 300, clock: '09:21:00', ...more });

// --- Capture --------------------------------------------------------------------------------------------------

/** A capture interface of this PC: by default its Wi-Fi, from 09:19:00 to 09:30:00. */
export function iface(
  more: Partial<CaptureInterface> & { readonly own?: string; readonly source?: string } = {},
): CaptureInterface {
  const { own = WIFI, source = CAPTURE, ...rest } = more;
  return {
    kind: 'capture.interface',
    at: { source, frame: 1 },
    index: 0,
    hardware: 'Realtek RTL8852BE WiFi 6 802.11ax PCIe Adapter',
    linkType: 1,
    snapLength: 262144,
    frames: 500,
    cutFrames: 0,
    first: at('09:19:00'),
    last: at('09:30:00'),
    addresses: [{ address: own, sent: 300, received: 200 }],
    groupFrames: 5,
    ...rest,
  };
}

/** The GlobalProtect adapter of this PC, interface 1. */
export const tunnelFace = (
  more: Partial<CaptureInterface> & { readonly own?: string; readonly source?: string } = {},
): CaptureInterface => iface({ index: 1, own: TUNNEL, hardware: 'PANGP Virtual Ethernet Adapter Secure', ...more });

/** Wi-Fi and tunnel of one capture: what tells the rules that a VPN is up and which address is whose. */
export const splitTunnel = (): readonly CaptureInterface[] => [iface(), tunnelFace()];

interface Ends {
  readonly client?: string;
  readonly server?: string;
}

/** By default a connection from the Wi-Fi that came up. */
export function tcp(
  more: Partial<Omit<TcpConversation, 'client' | 'server'>> & InCapture & Ends = {},
): TcpConversation {
  const {
    source,
    frame = 1,
    clock = '09:20:00',
    client = `${WIFI}:50208`,
    server = `${ACCESS_EDGE}:443`,
    ...rest
  } = more;
  const syns = rest.syns ?? frames(frame, clock, [0]);
  return {
    kind: 'tcp.conversation',
    ...inCapture({ source, frame, clock } as InCapture),
    interface: 0,
    client: endpoint(client),
    server: endpoint(server),
    syns,
    synAck: { frame: frame + 1, time: at(clock) + 20 },
    established: true,
    last: { frame: frame + 9, time: at(clock) + 9000 },
    clientBytes: 1000,
    serverBytes: 2000,
    clientPackets: 10,
    serverPackets: 10,
    retransmissions: 0,
    ...rest,
  };
}

/** SYNs at 0, 3 and 9 s that nobody answered. */
export function deadTcp(
  more: Partial<Omit<TcpConversation, 'client' | 'server'>> & InCapture & Ends = {},
): TcpConversation {
  const { frame = 1, clock = '09:20:00' } = more;
  const syns = more.syns ?? frames(frame, clock, [0, 3, 9]);
  return tcp({
    server: `${FRONT_END}:5061`,
    ...more,
    syns,
    synAck: more.synAck,
    established: false,
    last: syns.at(-1)!,
    clientBytes: 0,
    serverBytes: 0,
    clientPackets: syns.length,
    serverPackets: more.serverPackets ?? 0,
  });
}

export function flow(more: Partial<Omit<IpFlow, 'client' | 'server'>> & InCapture & Ends = {}): IpFlow {
  const {
    source,
    frame = 1,
    clock = '09:19:00',
    client = `${WIFI}:51000`,
    server = '203.0.113.200:4501',
    ...rest
  } = more;
  return {
    kind: 'ip.flow',
    ...inCapture({ source, frame, clock } as InCapture),
    interface: 0,
    protocol: 'udp',
    client: endpoint(client),
    server: endpoint(server),
    sent: 100,
    received: 100,
    sentBytes: 20000,
    receivedBytes: 20000,
    rtpSent: 0,
    rtpReceived: 0,
    last: { frame: frame + 199, time: at('09:30:00') },
    ...rest,
  };
}

/** `A 10.60.4.21`, `SRV 0 0 5061 sip.contoso.com`, `CNAME web.contoso.com` */
export function record(name: string, text: string): DnsRecord {
  const [type = '', ...value] = text.split(' ');
  return { name, type, ttl: 300, value: value.join(' ') };
}

/** By default asked of the tunnel's resolver over the tunnel. `answers` null = never answered; a word in capitals = that
 *  return code; otherwise records. */
export function dns(
  name: string,
  answers: null | 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | readonly string[],
  more: Partial<Omit<DnsExchange, 'resolver' | 'client' | 'answers'>> &
    InCapture & { readonly resolver?: string; readonly client?: string } = {},
): DnsExchange {
  const { source, frame = 1, clock = '09:20:00', resolver = VPN_DNS, client = TUNNEL, ...rest } = more;
  const records = Array.isArray(answers) ? answers.map((a) => record(name, a)) : [];
  return {
    kind: 'dns.exchange',
    ...inCapture({ source, frame, clock } as InCapture),
    interface: 1,
    transport: 'udp',
    client: { address: client, port: 55555 },
    resolver: { address: resolver, port: 53 },
    name,
    type: records.find((r) => r.type !== 'CNAME')?.type ?? 'A',
    queries: frames(frame, clock, [0]),
    ...(answers === null
      ? {}
      : {
          answer: { frame: frame + 1, time: at(clock) + 30 },
          rcode: typeof answers === 'string' ? answers : 'NOERROR',
        }),
    truncated: false,
    answers: records,
    family: 'dns',
    ...rest,
  };
}

/** Allocate over UDP 3478 to the A/V Edge, answered. */
export function allocate(
  more: Partial<Omit<StunTransaction, 'client' | 'server'>> & InCapture & Ends = {},
): StunTransaction {
  const { source, frame = 1, clock = '09:20:00', client = `${WIFI}:50020`, server = `${AV_EDGE}:3478`, ...rest } = more;
  const requests = rest.requests ?? frames(frame, clock, [0]);
  return {
    kind: 'stun.transaction',
    ...inCapture({ source, frame, clock } as InCapture),
    interface: 0,
    transport: 'udp',
    dialect: 'ms-turn',
    method: 'allocate',
    type: 3,
    transactionId: '00112233445566778899aabbccddeeff',
    client: endpoint(client),
    server: endpoint(server),
    requests,
    transmissions: requests.length,
    result: 'success',
    useCandidate: false,
    authenticated: false,
    ...rest,
  };
}

/** Seven requests without an answer, as STUN sends them. */
export const deadAllocate = (more: Parameters<typeof allocate>[0] = {}): StunTransaction => {
  const { frame = 1, clock = '09:20:00' } = more;
  const requests = more.requests ?? frames(frame, clock, [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
  return allocate({ result: 'none', ...more, requests, transmissions: more.transmissions ?? requests.length });
};

/** A router's word about a packet of this PC. */
export function icmp(more: Partial<Omit<IcmpError, 'quoted'>> & InCapture & Ends = {}): IcmpError {
  const {
    source,
    frame = 1,
    clock = '09:20:00',
    client = `${WIFI}:50208`,
    server = `${FRONT_END}:5061`,
    ...rest
  } = more;
  return {
    kind: 'icmp.error',
    ...inCapture({ source, frame, clock } as InCapture),
    interface: 0,
    version: 4,
    type: 3,
    code: 13,
    meaning: 'unreachable',
    from: ROUTER,
    to: WIFI,
    quoted: { protocol: 'tcp', client: endpoint(client), server: endpoint(server) },
    ...rest,
  };
}

// --- Texts ----------------------------------------------------------------------------------------------------

interface InText {
  readonly source?: string;
  readonly line?: number;
}
const inText = ({ source = 'ipconfig.txt', line = 1 }: InText) => ({ at: { source, line } });

/** An adapter of ipconfig: by default the PC's Wi-Fi with its gateway. */
export function adapter(more: Partial<HostAdapter> & InText & { readonly own?: string } = {}): HostAdapter {
  const { source, line, own = `${WIFI}/24`, ...rest } = more;
  const [address = '', prefix] = own.split('/');
  return {
    kind: 'host.adapter',
    ...inText({ source, line } as InText),
    form: 'ipconfig',
    addresses: own === '' ? [] : [{ address, ...(prefix === undefined ? {} : { prefix: Number(prefix) }) }],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    ...rest,
  };
}

/** A line of route print: `10.0.0.0/8 on-link 172.27.3.18 1`, `0.0.0.0/0 192.168.1.1 192.168.1.34 35`. */
export function route(text: string, more: Partial<HostRoute> & InText = {}): HostRoute {
  const { source, line, ...rest } = more;
  const [destination = '', gateway = 'on-link', own, metric] = text.split(' ');
  return {
    kind: 'host.route',
    ...inText({ source: source ?? 'route-print.txt', line } as InText),
    form: 'route-print',
    destination,
    ...(gateway === 'on-link' ? {} : { gateway }),
    ...(own === undefined ? {} : { interfaceAddress: own }),
    ...(metric === undefined ? {} : { metric: Number(metric) }),
    ...rest,
  };
}

/** GlobalProtect's tunnel as its log has it. */
export function vpnTunnel(more: Partial<VpnTunnel> & InText = {}): VpnTunnel {
  const { source, line, ...rest } = more;
  return {
    kind: 'vpn.tunnel',
    ...inText({ source: source ?? 'PanGPS.log', line } as InText),
    form: 'globalprotect-log',
    product: 'globalprotect',
    ...rest,
  };
}

export function vpnEvent(event: VpnEvent['event'], clock: string, more: Partial<VpnEvent> & InText = {}): VpnEvent {
  const { source, line, ...rest } = more;
  return {
    kind: 'vpn.event',
    ...inText({ source: source ?? 'PanGPS.log', line } as InText),
    time: at(clock),
    form: 'globalprotect-log',
    product: 'globalprotect',
    event,
    excerpt: event,
    ...rest,
  };
}

/** The PC's side of a strongSwan tunnel to 10.1.0.0/16 with a virtual address. */
export function ipsecSa(more: Partial<IpsecSa> & InText = {}): IpsecSa {
  const { source, line, ...rest } = more;
  return {
    kind: 'ipsec.sa',
    ...inText({ source: source ?? 'swanctl.txt', line } as InText),
    form: 'swanctl-sas',
    name: 'home',
    state: 'ESTABLISHED',
    local: endpoint(`${WIFI}:4500`),
    remote: endpoint('203.0.113.1:4500'),
    localVirtual: ['10.20.30.40'],
    remoteVirtual: [],
    children: [ipsecChild({})],
    ...rest,
  };
}

export const ipsecChild = (more: Partial<IpsecChild>): IpsecChild => ({
  name: 'net',
  line: 5,
  state: 'INSTALLED',
  mode: 'tunnel',
  udp: true,
  localTs: ['10.20.30.40/32'],
  remoteTs: ['10.1.0.0/16'],
  ...more,
});

// --- Running rules --------------------------------------------------------------------------------------------

export interface Checked {
  readonly findings: readonly Finding[];
  readonly outcome: Outcome;
}

/** All rules given, linked and ranked as in a real run. Messages bring their diagnostics and descriptions along, and every
 *  source gets a summary, as parsers do it. */
export function checkAll(rules: readonly Rule[], facts: readonly Fact[], options: AnalyzeOptions = {}): Report {
  const run = analysis(rules, '0.0.0', options);
  const sources = new Set<string>();
  const told = new Set(facts.filter((f) => f.kind === 'source.summary').map((f) => f.at.source));
  for (const fact of facts) {
    run.add(fact);
    sources.add(fact.at.source);
    if (fact.kind !== 'sip.message') continue;
    for (const d of fact.diagnostics) run.add(d);
    if (fact.sdp) run.add(fact.sdp);
  }
  for (const source of sources) if (!told.has(source)) run.add(summary(source));
  return run.finish();
}

/** One rule alone. */
export function check(rule: Rule, facts: readonly Fact[], options: AnalyzeOptions = {}): Checked {
  const report = checkAll([rule], facts, { ...options, only: [rule.id] });
  const outcome = report.outcomes[0];
  if (!outcome) throw new Error(`no outcome of ${rule.id}`);
  return { findings: report.findings, outcome };
}

/** A whole finding: what follows from the rule alone is filled in, the rest is the test's to say. */
export function finding(
  rule: Rule,
  said: Pick<Finding, 'severity' | 'confidence' | 'message' | 'subject' | 'evidence' | 'fix'> & Partial<Finding>,
): Finding {
  return {
    rule: rule.id,
    title: rule.title,
    owner: rule.owner,
    verify: rule.verify,
    help: `rules/${rule.id}.md`,
    subjects: [said.subject],
    evidenceTotal: said.evidence.length,
    cause: [],
    causedBy: [],
    fingerprint: fingerprint(`${rule.id}\n${said.subject}`),
    ...said,
  };
}

/** Evidence in the log, at its clock time. */
export const onLine = (line: number, clock: string | null, excerpt: string, source = LOG): Evidence => ({
  source,
  line,
  ...(clock === null ? {} : { time: stamp(clock) }),
  excerpt,
});

/** Evidence in the capture. */
export const inFrame = (frame: number, clock: string, excerpt: string, source = CAPTURE): Evidence => ({
  source,
  frame,
  time: stamp(clock, 'Z'),
  excerpt,
});

export const found = (rule: Rule): Outcome => ({ rule: rule.id, outcome: 'found' });
export const clear = (rule: Rule): Checked => ({ findings: [], outcome: { rule: rule.id, outcome: 'clear' } });
export const skipped = (rule: Rule, ...missing: string[]): Checked => ({
  findings: [],
  outcome: { rule: rule.id, outcome: 'skipped', missing },
});

/** What is missing when nothing tells which address is the tunnel's. */
export const WHICH_TUNNEL = 'which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)';
