/** Session descriptions and ICE candidates. */
import type { Direction, Endpoint, Seen } from './base.ts';

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
