import { closeSync, openSync, writeSync } from 'node:fs';

/** Large inputs, made fast: one cycle is composed once, then copied into an 8 MiB buffer and patched in place. */

const BUFFER = 8 << 20;

/** Writes `cycle` over and over until `size` bytes are reached; `patch` makes each copy its own. */
export function repeat(
  path: string,
  head: Uint8Array,
  cycle: Buffer,
  size: number,
  patch: (out: Buffer, at: number, index: number) => void,
): number {
  const file = openSync(path, 'w');
  const perWrite = Math.max(1, Math.floor(BUFFER / cycle.length));
  const out = Buffer.alloc(perWrite * cycle.length);
  const cycles = Math.max(1, Math.round(size / cycle.length));
  writeSync(file, head);
  for (let index = 0; index < cycles; ) {
    let used = 0;
    for (let slot = 0; slot < perWrite && index < cycles; slot++, index++) {
      cycle.copy(out, used);
      patch(out, used, index);
      used += cycle.length;
    }
    for (let done = 0; done < used; ) done += writeSync(file, out, done, used - done);
  }
  closeSync(file);
  return cycles;
}

/** Writes `value` in decimal digits. */
export function digits(out: Buffer, at: number, value: number, width: number): void {
  for (let place = at + width - 1; place >= at; place--, value = Math.floor(value / 10)) out[place] = 48 + (value % 10);
}
