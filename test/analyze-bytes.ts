/** The whole core over bytes in memory: what the command line does, without the edge. */
import { parsers } from '../parsers/index.ts';
import { rules } from '../rules/index.ts';
import { type AnalyzeOptions, analysis } from '../src/analyze.ts';
import type { Fact } from '../src/facts.ts';
import type { Report } from '../src/report.ts';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Pushes in chunks of `size` through one reused buffer, as the edge does. */
export function parse({ name, bytes }: NamedBytes, emit: (fact: Fact) => void, size = 1 << 20): void {
  const head = bytes.subarray(0, 64 << 10);
  const scored = parsers
    .map((parser) => ({ parser, score: parser.sniff(head, name) }))
    .sort((a, b) => b.score - a.score);
  const best = scored[0];
  if (!best || best.score <= 0.3) throw new Error(`no parser takes ${name}`);
  const run = best.parser.open(name, emit);
  const buffer = new Uint8Array(Math.min(size, Math.max(1, bytes.length)));
  for (let at = 0; at < bytes.length; at += buffer.length) {
    const part = bytes.subarray(at, at + buffer.length);
    buffer.set(part);
    run.push(buffer.subarray(0, part.length));
    buffer.fill(0xee);
  }
  run.end();
}

export function report(inputs: readonly NamedBytes[], options: AnalyzeOptions = {}, size?: number): Report {
  // Golden reports speak of no version.
  const run = analysis(rules, '0.0.0', options);
  for (const input of inputs) parse(input, (fact) => run.add(fact), size);
  return run.finish();
}
