/** What facts of every area share. */

/** Where something was seen. Lines and frames count from 1, as editors and Wireshark count them. */
export type Locus =
  | { readonly source: string; readonly line: number }
  | { readonly source: string; readonly frame: number };

/** A transport address. `address` is canonical: dotted IPv4, or IPv6 as in RFC 5952. Port 0 = not known or none. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What all facts have. `time`: milliseconds since 1970 as the source wrote it. */
export interface Seen<K extends string> {
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
  /** Facts that were not made, by kind: the parser saw CAPTURE_FACTS newer ones. */
  readonly notMade?: Readonly<Record<string, number>> | undefined;
}

/** A kind of log line, fit to be sent to a stranger: names, numbers and addresses are replaced. */
export interface TraceShape {
  /** ERROR, WARN, INFO, TRACE …, as the line has it. */
  readonly level: string;
  /** At most 160 characters. */
  readonly shape: string;
  readonly count: number;
}

export type Direction = 'sent' | 'received' | 'unknown';

export interface FrameRef {
  readonly frame: number;
  readonly time: number;
}
