import type { Fact } from './facts.ts';

/** Takes a fact as soon as it is complete. */
export type Emit = (fact: Fact) => void;

/** One parse of one source. Bytes are pushed synchronously: nothing awaits on the hot path, and the same parser runs
 *  in Node, a worker or a browser. */
export interface ParserRun {
  /** The chunk belongs to the caller and is overwritten after the call: copy what is kept. Never throws. */
  push(chunk: Uint8Array): void;
  /** No more bytes: emits what is open, then the source.summary. Never throws. */
  end(): void;
}

export interface Parser {
  /** Kebab case, equals the file name. */
  readonly id: string;
  readonly title: string;
  /** 0 = not mine … 1 = certain. Sees the first bytes of the (unzipped) input, at most 64 KiB, and its name. */
  sniff(head: Uint8Array, name: string): number;
  open(source: string, emit: Emit): ParserRun;
}
