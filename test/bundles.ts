/** What tests of bundles share: a file of bytes, read with a parser that only counts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Analysis } from '../src/analyze.ts';
import type { Fact } from '../src/facts.ts';
import { inputsOf } from '../src/open.ts';
import type { Parser } from '../src/parser.ts';
import { feed, type Skipped } from '../src/run.ts';
import { of } from './parsers/run.ts';

export const folder = mkdtempSync(join(tmpdir(), 'sfbdiag-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Takes what begins with "log"; its summary counts the bytes. */
export const text: Parser = {
  id: 'text',
  title: 'Text',
  sniff: (head) => (String.fromCharCode(...head.subarray(0, 3)) === 'log' ? 1 : 0),
  open(source, emit) {
    let bytes = 0;
    return {
      push: (chunk) => {
        bytes += chunk.length;
      },
      end: () =>
        emit({
          kind: 'source.summary',
          at: { source, line: 1 },
          parser: 'text',
          bytes,
          records: 0,
          unrecognised: 0,
          clock: 'none',
          counters: {},
        }),
    };
  },
};

export interface Outcome {
  /** Bytes by source. */
  readonly read: Readonly<Record<string, number>>;
  readonly damage: readonly string[];
  readonly skipped: readonly Skipped[];
}

export async function facts(
  name: string,
  bytes: Uint8Array,
  parser: Parser,
): Promise<{ all: Fact[]; skipped: readonly Skipped[] }> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const all: Fact[] = [];
  const { skipped } = await feed(await inputsOf([path], undefined), [parser], {
    add: (fact: Fact) => all.push(fact),
  } as unknown as Analysis);
  return { all, skipped };
}

export async function readBundle(name: string, bytes: Uint8Array): Promise<Outcome> {
  const { all, skipped } = await facts(name, bytes, text);
  return {
    read: Object.fromEntries(of(all, 'source.summary').map((s) => [s.at.source, s.bytes])),
    damage: of(all, 'input.malformed').map((d) => `${d.at.source}: ${d.detail}`),
    skipped,
  };
}
