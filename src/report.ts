import type { CallDetail } from './call-detail.ts';
import type { PathPicture } from './path.ts';
import type { Confidence, Owner, Severity } from './rule.ts';
import type { Timeline } from './timeline.ts';

export type { CallDetail } from './call-detail.ts';
export type { Matrix, MatrixEnd, MatrixPair, PairOutcome } from './matrix.ts';
export type { PathLink, PathNode, PathPicture } from './path.ts';
export type { Timeline, TimelineEvent, TimelineLane } from './timeline.ts';

/** The result of a run. Every format is a pure function of it. `schema` changes when a script could notice. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: 'sfbdiag'; readonly version: string };
  readonly redacted: boolean;
  /** The run was stopped before the inputs were read to their end; the first line of `blind` says how far it came. */
  readonly partial?: true;
  readonly sources: readonly SourceLine[];
  readonly host: { readonly addresses: readonly HostAddress[] };
  readonly signIns: readonly SignInLine[];
  readonly calls: readonly CallLine[];
  /** Roll-up of the rules, area by area. */
  readonly areas: readonly AreaLine[];
  /** The one to act on first comes first. */
  readonly findings: readonly Finding[];
  /** Settings that answer the findings, in the words of the products this site uses. */
  readonly configuration: readonly ConfigBlock[];
  /** One a rule: silence is never ambiguous. */
  readonly outcomes: readonly Outcome[];
  /** What this input could not show. */
  readonly blind: readonly string[];
  /** What a limit let go, by kind. */
  readonly dropped: Readonly<Record<string, number>>;
  /** What was read, so that it adds up: sums over the sources. `damaged`: places named by damage facts. */
  readonly read: {
    readonly bytes: number;
    readonly records: number;
    readonly frames: number;
    readonly unrecognised: number;
    readonly damaged: number;
  };
  /** What happened, over all inputs. Reports of the first release have none of these three. */
  readonly timeline?: Timeline;
  /** Matrix and ladder of the calls that people ask about. */
  readonly callDetails?: readonly CallDetail[];
  /** Where packets went, and should have gone. */
  readonly path?: PathPicture;
}

export type Area = 'sign-in' | 'DNS' | 'Exchange' | 'candidates' | 'media' | 'Edge' | 'tunnel' | 'MTU';

export interface AreaLine {
  readonly area: Area;
  /** wrong: an error that is more than possible. doubtful: warnings or possible errors. fine: what was looked at proved
   *  to be in order. not seen: no rule had what it needs. */
  readonly state: 'wrong' | 'doubtful' | 'fine' | 'not seen';
  /** Fingerprints. */
  readonly findings: readonly string[];
  /** Rules that could say something, of all rules of the area. */
  readonly checked: number;
  readonly rules: number;
}

/** A piece of configuration to paste. It holds addresses and names that this incident showed, and no others. */
export interface ConfigBlock {
  /** `GlobalProtect gateway: exclude by address`. */
  readonly title: string;
  /** Where it goes: a path of menus, a file, a shell on which machine. */
  readonly where: string;
  readonly lines: readonly { readonly text: string; readonly answers: readonly string[] }[];
  /** How to see that it works. */
  readonly verify: string;
}

export interface SourceLine {
  readonly name: string;
  readonly parser: string;
  readonly bytes: number;
  /** Logs. */
  readonly records?: number;
  /** Captures. */
  readonly frames?: number;
  readonly unrecognised: number;
  /** ISO 8601; with Z when the clock is utc, without a zone when it is local. */
  readonly first?: string;
  readonly last?: string;
  readonly clock: 'local' | 'utc' | 'none';
  /** Minutes east of UTC of a local clock, when given or measured against a capture. */
  readonly utcOffset?: number;
  /** Logs: trace lines whose wording is not known, by shape, names and numbers replaced; the commonest first, at most 20. */
  readonly shapes?: readonly { readonly level: string; readonly shape: string; readonly count: number }[];
}

export type AddressClass =
  | 'physical'
  | 'tunnel'
  | 'virtual-host'
  | 'transition'
  | 'loopback'
  | 'link-local'
  | 'unknown';

export interface HostAddress {
  readonly address: string;
  readonly class: AddressClass;
  readonly confidence: Confidence;
  readonly because: string;
  /** It came later, or went earlier, than the rest of the input; local time. */
  readonly from?: string;
  readonly until?: string;
}

/** One time a client went to a registrar. Refreshes of a registration are listed only where they failed. */
export interface SignInLine {
  readonly start?: string;
  /** Of the final answer. */
  readonly end?: string;
  readonly kind: 'first' | 'again' | 'refresh';
  readonly registrar?: string;
  readonly local?: string;
  readonly result: 'signed-in' | 'refused' | 'redirected' | 'unanswered' | 'challenged' | 'open';
  /** Through an Access Edge, or inside; only once let in. */
  readonly way: 'edge' | 'inside' | 'unknown';
  /** From its first REGISTER to the final answer. */
  readonly seconds?: number;
  /** Attempts right before that came to nothing. */
  readonly failedBefore?: number;
  readonly challenges: number;
  readonly status?: number;
  readonly reason?: string;
  readonly diagnostics: readonly number[];
  readonly subnet?: string;
  readonly mediaLocation?: string;
  /** Of the MRAS request and answer that followed. */
  readonly mediaRelay?: { readonly location?: string; readonly hosts: readonly string[] };
}

export interface CandidateLine {
  readonly media: string;
  readonly component: number;
  readonly transport: string;
  readonly address: string;
  readonly port: number;
  readonly type: string;
  readonly related?: string;
  /** Address that its packets leave from, where that is another. */
  readonly base?: string;
  /** Of the interface that holds the base; this PC's candidates only. */
  readonly class?: AddressClass;
}

/** A nominated pair, component 1. */
export interface PairLine {
  readonly media: string;
  readonly local: string;
  readonly remote: string;
  /** Who tells it. Diagnostics alone name addresses of both sides, not surely the nominated ones. */
  readonly by: readonly ('sdp' | 'capture' | 'diagnostics')[];
  /** Who tells another one. */
  readonly disagree?: readonly {
    readonly by: 'sdp' | 'capture' | 'diagnostics';
    readonly local: string;
    readonly remote: string;
  }[];
}

export interface CallLine {
  readonly id: string;
  readonly start?: string;
  readonly end?: string;
  readonly direction: 'outgoing' | 'incoming' | 'unknown';
  readonly media: readonly string[];
  readonly result: 'connected' | 'failed' | 'abandoned' | 'declined' | 'dropped' | 'open' | 'cut';
  /** Who ended it or kept it from coming up: `this client`, `the other side` or a server's name. */
  readonly endedBy?: string;
  /** Final answer to its INVITE. */
  readonly final?: { readonly status: number; readonly reason: string };
  /** INVITE to its 2xx, and 2xx to BYE; ms. */
  readonly setup?: number;
  readonly duration?: number;
  /** A meeting: the server called (focus, audio-video, applicationsharing …), the meeting's id, and the Call-ID of the
   *  dialog with its focus. */
  readonly conference?: { readonly server?: string; readonly id?: string; readonly focus?: string };
  /** A REFER within it: where to, who asked, the answer, and the call it led to. */
  readonly transfer?: {
    readonly to?: string;
    readonly by?: string;
    readonly status?: number;
    readonly call?: string;
  };
  /** The call whose transfer led to this one. */
  readonly transferredFrom?: string;
  readonly federated?: true;
  readonly diagnostics: readonly number[];
  /** The same codes with who wrote each. */
  readonly diagnosticsBy: readonly { readonly code: number; readonly by: string }[];
  readonly localCandidates: readonly CandidateLine[];
  readonly remoteCandidates: readonly CandidateLine[];
  readonly selected: PairLine | null;
  /** One a media line; `selected` is the first of them that more than diagnostics tell. */
  readonly pairs: readonly PairLine[];
}

/** Where, when, and the words a reader finds there. */
export interface Evidence {
  readonly source: string;
  readonly line?: number;
  readonly frame?: number;
  readonly time?: string;
  readonly excerpt: string;
}

export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  /** What the user noticed of it, where the input shows it. */
  readonly noticed?: string;
  readonly subject: string;
  /** Everything it happened to; the first is `subject`. */
  readonly subjects: readonly string[];
  /** At most 8, in order of sources and places. */
  readonly evidence: readonly Evidence[];
  readonly evidenceTotal: number;
  /** Rules of the findings that explain this one, the best explanation first; and their fingerprints. */
  readonly cause: readonly string[];
  readonly causedBy: readonly string[];
  readonly fix: readonly string[];
  readonly owner: Owner;
  readonly verify: string;
  readonly help: string;
  /** Stable across runs of the same incident: rule and subject, hashed. */
  readonly fingerprint: string;
  /** The site's profile takes it as known: it counts neither for the verdict nor for the exit status. */
  readonly accepted?: { readonly reason: string; readonly until?: string | undefined };
}

export type Outcome =
  | { readonly rule: string; readonly outcome: 'found' | 'clear' }
  | { readonly rule: string; readonly outcome: 'skipped'; readonly missing: readonly string[] }
  | { readonly rule: string; readonly outcome: 'failed'; readonly error: string };
