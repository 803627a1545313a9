import type { Fact, FactKind } from './facts.ts';

/** Takes facts: of logs as soon as they are complete; of captures some kinds at the end only. */
export interface Emit {
  (fact: Fact): void;
  /** False = a fact of this kind with this UTC time would be left out; parsers need not ask. */
  readonly wants?: ((kind: FactKind, time: number) => boolean) | undefined;
}

/** One parse of one source. Bytes are pushed synchronously: nothing awaits on the hot path, and the same parser runs
 *  in Node, a worker or a browser. */
export interface ParserRun {
  /** The chunk belongs to the caller and is overwritten after the call: copy what is kept. Never throws. */
  push(chunk: Uint8Array): void;
  /** No more bytes: emits what is open, then the source.summary. Never throws. */
  end(): void;
  /** Instead of end(), where another file may go on with what this one broke off. Only logs that are rotated have it. */
  leave?(): Rest;
}

/** What the end of a file cut off, for the next file of a rotated log. Everything else was emitted. */
export interface Rest {
  /** Time of the last line, as facts have it. */
  readonly last: number | undefined;
  /** No file goes on with it: emits what there is. */
  drop(): void;
}

export interface Parser {
  /** Kebab case, equals the file name. */
  readonly id: string;
  readonly title: string;
  /** 0 = not mine … 1 = certain. Sees the first bytes of the (unzipped) input, at most 64 KiB, and its name. */
  sniff(head: Uint8Array, name: string): number;
  /** The most that `sniff` gives, where its look costs more than the others' together: it is asked only while nobody is
   *  surer. */
  readonly surest?: number;
  /** Time of the first line in these first bytes, as facts have it; undefined when none tells. */
  begins?(head: Uint8Array): number | undefined;
  /** Where one product writes several logs into one folder: which of them a file of this name is part of. */
  log?(name: string): string;
  /** @param before what the file before left, of the same parser. */
  open(source: string, emit: Emit, before?: Rest): ParserRun;
}
