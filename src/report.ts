import type { Confidence, Owner, Severity } from './rule.ts';

/** The result of a run. Every format is a pure function of it. `schema` changes when a script could notice. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: 'sfbdiag'; readonly version: string };
  readonly redacted: boolean;
  readonly sources: readonly SourceLine[];
  readonly host: { readonly addresses: readonly HostAddress[] };
  readonly calls: readonly CallLine[];
  /** The one to act on first comes first. */
  readonly findings: readonly Finding[];
  /** One a rule: silence is never ambiguous. */
  readonly outcomes: readonly Outcome[];
  /** What this input could not show. */
  readonly blind: readonly string[];
  /** What a limit let go, by kind. */
  readonly dropped: Readonly<Record<string, number>>;
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
}

export type AddressClass = 'physical' | 'tunnel' | 'virtual-host' | 'transition' | 'link-local' | 'unknown';

export interface HostAddress {
  readonly address: string;
  readonly class: AddressClass;
  readonly confidence: Confidence;
  readonly because: string;
}

export interface CandidateLine {
  readonly media: string;
  readonly component: number;
  readonly transport: string;
  readonly address: string;
  readonly port: number;
  readonly type: string;
  readonly related?: string;
  readonly class?: AddressClass;
}

export interface CallLine {
  readonly id: string;
  readonly start?: string;
  readonly end?: string;
  readonly direction: 'outgoing' | 'incoming' | 'unknown';
  readonly media: readonly string[];
  readonly result: 'connected' | 'failed' | 'cancelled' | 'declined' | 'open';
  readonly diagnostics: readonly number[];
  readonly localCandidates: readonly CandidateLine[];
  readonly remoteCandidates: readonly CandidateLine[];
  readonly selected: { readonly media: string; readonly local: string; readonly remote: string } | null;
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
}

export type Outcome =
  | { readonly rule: string; readonly outcome: 'found' | 'clear' }
  | { readonly rule: string; readonly outcome: 'skipped'; readonly missing: readonly string[] }
  | { readonly rule: string; readonly outcome: 'failed'; readonly error: string };
