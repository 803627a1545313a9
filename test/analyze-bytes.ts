/** The whole core over bytes in memory: what the command line does, without the edge. */
import { parsers } from '../parsers/index.ts';
import { rules } from '../rules/index.ts';
import { type AnalyzeOptions, analysis } from '../src/analyze.ts';
import type { Fact } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import type { Parser, ParserRun } from '../src/parser.ts';
import type { Report } from '../src/report.ts';
import { inTurn, relay } from '../src/rotation.ts';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function parserFor({ name, bytes }: NamedBytes): Parser {
  const head = bytes.subarray(0, 64 << 10);
  const scored = parsers
    .map((parser) => ({ parser, score: parser.sniff(head, name) }))
    .sort((a, b) => b.score - a.score);
  const best = scored[0];
  if (!best || best.score <= 0.3) throw new Error(`no parser takes ${name}`);
  return best.parser;
}

/** Pushes in chunks of `size` through one reused buffer, as the edge does. */
function push(run: ParserRun, bytes: Uint8Array, size: number): void {
  const buffer = new Uint8Array(Math.min(size, Math.max(1, bytes.length)));
  for (let at = 0; at < bytes.length; at += buffer.length) {
    const part = bytes.subarray(at, at + buffer.length);
    buffer.set(part);
    run.push(buffer.subarray(0, part.length));
    buffer.fill(0xee);
  }
}

export function parse(input: NamedBytes, emit: (fact: Fact) => void, size = 1 << 20): void {
  const run = parserFor(input).open(input.name, emit);
  push(run, input.bytes, size);
  run.end();
}

/** Files of one folder: parts of a rotated log are put together. */
export function parseAll(inputs: readonly NamedBytes[], emit: (fact: Fact) => void, size = 1 << 20): void {
  const turns = inTurn(
    inputs.map((input) => {
      const parser = parserFor(input);
      return {
        input,
        parser,
        folder: parser.log?.(input.name) ?? '',
        begins: parser.begins?.(input.bytes.subarray(0, 64 << 10)),
      };
    }),
  );
  const rotation = relay();
  for (const [place, turn] of turns.entries()) {
    const run = rotation.open(turn, turn.input.name, emit);
    push(run, turn.input.bytes, size);
    rotation.close(run, turn, turns.slice(place + 1));
  }
  rotation.end();
}

export function report(inputs: readonly NamedBytes[], options: AnalyzeOptions = {}, size?: number): Report {
  // Golden reports speak of no version.
  const run = analysis(rules, '0.0.0', options);
  parseAll(inputs, (fact) => run.add(fact), size);
  return run.finish();
}

/** What the inputs say together, as rules see it. */
export function incident(inputs: readonly NamedBytes[]): Incident {
  const run = analysis(rules, '0.0.0');
  parseAll(inputs, (fact) => run.add(fact));
  return run.incident();
}
