/** The frame that parsers of plain text share: bytes to lines, then the summary. */
import type { SourceSummary } from '../../src/facts.ts';
import type { Emit, ParserRun } from '../../src/parser.ts';
import { eachLine, lineBlocks } from './lines.ts';

export interface LineReader {
  /** One line: its first byte, the byte behind its last, the first of the next line, its number from 1. */
  take(bytes: Uint8Array, start: number, end: number, next: number, line: number): void;
  /** Behind the last line: what is open ends. */
  finish(): void;
  summary(): Omit<SourceSummary, 'kind' | 'at' | 'bytes'>;
}

export function lineRun(source: string, emit: Emit, reader: LineReader): ParserRun {
  let line = 1;
  const blocks = lineBlocks((bytes, start, end) => {
    line = eachLine(bytes, start, end, line, (from, stop, next, number) =>
      reader.take(bytes, from, stop, next, number),
    );
  });
  return {
    push: blocks.push,
    end() {
      blocks.end();
      reader.finish();
      emit({ kind: 'source.summary', at: { source, line: 1 }, bytes: blocks.bytes, ...reader.summary() });
    },
  };
}
