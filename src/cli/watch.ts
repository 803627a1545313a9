/** Looks on while inputs are read: progress for the user, and the user's Ctrl-C. */
import { stat } from 'node:fs/promises';
import type { Analysis } from '../analyze.ts';
import type { Input } from '../open.ts';
import type { Watch } from '../run.ts';
import { type Interrupt, interruptible } from './interrupt.ts';
import type { Progress } from './progress.ts';

/** Reading files never waits, so that signals would not be heard; ms between two looks. */
const LISTEN = 50;

export interface Watched extends Watch {
  /** Exit status of a run that a signal stopped. */
  readonly status: number | undefined;
  end(): void;
}

/** Bytes of each file; a stream's, and those of what is unpacked, are not known. */
async function sizesOf(inputs: readonly Input[]): Promise<ReadonlyMap<Input, number>> {
  const sizes = new Map<Input, number>();
  for (const input of inputs) {
    if (input.halt || input.bundle !== undefined || /\.gz$/i.test(input.path)) continue;
    const info = await stat(input.path).catch(() => undefined);
    if (info?.isFile()) sizes.set(input, info.size);
  }
  return sizes;
}

/** @param shown whether progress is wanted */
export async function watch(inputs: readonly Input[], analysis: Analysis, shown: boolean): Promise<Watched> {
  let line: Progress | undefined;
  let sizes: ReadonlyMap<Input, number> | undefined;
  const left = new Set(inputs);
  if (shown && process.stderr.isTTY && process.env.TERM !== 'dumb') {
    const { foundWords, progress } = await import('./progress.ts');
    sizes = await sizesOf(inputs);
    line = progress(
      process.stderr,
      () => foundWords(analysis.count('sip.message'), analysis.count('input.malformed')),
      () => performance.now(),
    );
  }
  let stopped = false;
  const interrupt: Interrupt = interruptible(() => {
    stopped = true;
    for (const input of inputs) input.halt?.();
  });
  let listened = performance.now();
  return {
    get stopped() {
      return stopped;
    },
    get status() {
      return interrupt.status;
    },
    begin(input) {
      if (!line) return;
      const known = sizes && [...left].every((i) => sizes.has(i));
      line.begin(input.name, known ? [...left].reduce((sum, i) => sum + (sizes?.get(i) ?? 0), 0) : undefined);
      left.delete(input);
    },
    chunk(length) {
      line?.add(length);
      const now = performance.now();
      if (now - listened < LISTEN) return undefined;
      listened = now;
      return new Promise((done) => setImmediate(done));
    },
    end() {
      interrupt.end();
      line?.end();
    },
  };
}
