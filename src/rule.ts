import type { FactKind } from './facts.ts';
import type { Incident } from './incident.ts';
import type { Evidence } from './report.ts';

/** SARIF's own levels. error = explains a failure seen in the input; warning = can cause or worsen failures;
 *  note = context worth knowing. */
export type Severity = 'error' | 'warning' | 'note';
/** certain = the input proves it; likely; possible = worth asking, and the message says what would settle it. */
export type Confidence = 'certain' | 'likely' | 'possible';
export type Owner = 'user' | 'help-desk' | 'network' | 'uc' | 'vpn' | 'dns';

/** One occurrence of a rule's fault. */
export interface Hit {
  /** One sentence with this incident's values. */
  readonly message: string;
  /** What it happened to: an endpoint, a name, a call. Hits of one rule with the same subject become one finding. */
  readonly subject: string;
  /** All subjects when one hit speaks of several, `subject` first. */
  readonly subjects?: readonly string[];
  /** Keys that tie findings together: `address:…`, `name:…`, `call:…` (see link.ts). */
  readonly about: readonly string[];
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Steps, in order, with this site's names and addresses. */
  readonly fix: readonly [string, ...string[]];
  /** What the user noticed of it, as a sentence for first-line help. */
  readonly noticed?: string;
  /** When somebody else than the rule's owner has to act. */
  readonly owner?: Owner;
}

/** What a rule can say once it has yielded its hits: absence was proven, or what input would have been needed. */
export type Proof = 'clear' | { readonly missing: readonly [string, ...string[]] };
export const missing = (...what: [string, ...string[]]): Proof => ({ missing: what });

export interface Rule {
  /** Kebab case `<area>-<fault>`, equals the file name. */
  readonly id: string;
  /** The fault, as an engineer would say it. */
  readonly title: string;
  /** Usual severity; a hit may say otherwise. */
  readonly severity: Severity;
  readonly owner: Owner;
  /** Kinds of fact without which nothing can be said. Absent: skipped, and the report names them. */
  readonly needs: readonly FactKind[];
  /** Rules whose findings can be the cause of this one when they share an `about` key, best explanation first. */
  readonly explainedBy?: readonly string[];
  /** Raised to `error` when it is the best explanation of an error. */
  readonly rises?: boolean;
  /** How to see that it is gone. */
  readonly verify: string;
  check(incident: Incident): Generator<Hit, Proof>;
}

export const defineRule = (rule: Rule): Rule => rule;
