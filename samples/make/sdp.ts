import type { Endpoint } from './packets.ts';

/** Session descriptions in the form of a 16.x client: draft-19 candidates, both components, a blank at the end of
 *  each candidate line, Microsoft's priorities. */

export interface CandidateSpec {
  readonly transport: 'UDP' | 'TCP-PASS' | 'TCP-ACT';
  readonly type: 'host' | 'srflx' | 'relay';
  readonly address: string;
  /** Ports of RTP and RTCP; TCP uses one for both. */
  readonly ports: readonly [number, number];
  readonly related?: { readonly address: string; readonly ports: readonly [number, number] };
}

const TYPE_PREFERENCE = { host: 126, srflx: 100, relay: 10 } as const;

function priority(spec: CandidateSpec, foundation: number, component: 1 | 2): number {
  const transport = spec.transport === 'UDP' ? 15 : 6;
  const direction = spec.transport === 'TCP-PASS' ? 2 : spec.transport === 'TCP-ACT' || spec.type === 'srflx' ? 5 : 7;
  const other = 511 - 2 * (foundation - 1) - (component === 2 ? 2 : 0);
  return TYPE_PREFERENCE[spec.type] * 2 ** 24 + ((transport << 12) | (direction << 9) | other) * 256 + 256 - component;
}

export function candidateLines(specs: readonly CandidateSpec[]): readonly string[] {
  return specs.flatMap((spec, index) =>
    ([1, 2] as const).map((component) => {
      const { related } = spec;
      const tail = related ? ` raddr ${related.address} rport ${related.ports[component - 1]}` : '';
      const rank = priority(spec, index + 1, component);
      const at = `${spec.address} ${spec.ports[component - 1]}`;
      return `a=candidate:${index + 1} ${component} ${spec.transport} ${rank} ${at} typ ${spec.type}${tail} `;
    }),
  );
}

export interface SessionSpec {
  readonly version: number;
  readonly connection: string;
  /** `m=` without the port: audio, video, applicationsharing. */
  readonly media?: string;
  readonly label?: string;
  readonly ports: readonly [number, number];
  readonly ufrag: string;
  readonly password: string;
  readonly candidates: readonly CandidateSpec[];
  /** Lines ready made, in place of `candidates`. */
  readonly lines?: readonly string[];
  readonly remote?: readonly [Endpoint, Endpoint];
  readonly key: string;
}

export function sessionDescription(spec: SessionSpec): string {
  const media = spec.media ?? 'audio';
  const audio = media === 'audio';
  const nominated = spec.remote?.map((at, index) => `${index + 1} ${at.address} ${at.port}`).join(' ');
  return [
    'v=0',
    `o=- 0 ${spec.version} IN IP4 ${spec.connection}`,
    's=session',
    `c=IN IP4 ${spec.connection}`,
    'b=CT:99980',
    't=0 0',
    'a=x-devicecaps:audio:send,recv;video:send,recv',
    `m=${media} ${spec.ports[0]} RTP/AVP ${audio ? '104 9 0 8 13 101' : '122 121'}`,
    'a=rtcp-fb:* x-message app send:dsh recv:dsh',
    'a=rtcp-rsize',
    `a=label:${spec.label ?? `main-${media}`}`,
    `a=x-source:main-${media}`,
    `a=ice-ufrag:${spec.ufrag}`,
    `a=ice-pwd:${spec.password}`,
    ...(spec.lines ?? candidateLines(spec.candidates)),
    ...(nominated === undefined ? [] : [`a=remote-candidates:${nominated}`]),
    `a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${spec.key}|2^31|1:1`,
    'a=maxptime:200',
    `a=rtcp:${spec.ports[1]}`,
    ...(audio
      ? [
          'a=rtpmap:104 SILK/16000',
          'a=fmtp:104 useinbandfec=1; usedtx=0',
          'a=rtpmap:9 G722/8000',
          'a=rtpmap:0 PCMU/8000',
          'a=rtpmap:8 PCMA/8000',
          'a=rtpmap:13 CN/8000',
          'a=rtpmap:101 telephone-event/8000',
          'a=fmtp:101 0-16',
        ]
      : [
          'a=rtpmap:122 X-H264UC/90000',
          'a=fmtp:122 packetization-mode=1;mst-mode=NI-TC',
          'a=rtpmap:121 x-rtvc1/90000',
        ]),
    'a=rtcp-mux',
    'a=ptime:20',
    '',
  ].join('\r\n');
}
