/** Redaction over bytes in memory: what the command does, without files. */
import { redaction } from '../../src/redact/run.ts';
import type { NamedBytes } from '../analyze-bytes.ts';

export function redacted(inputs: readonly NamedBytes[], size = 1 << 16): NamedBytes[] {
  const run = redaction();
  const sorted = [...inputs].sort((a, b) => (a.name < b.name ? -1 : 1));
  const push = (bytes: Uint8Array, to: { push(chunk: Uint8Array): void; end(): void }): void => {
    const buffer = new Uint8Array(Math.min(size, Math.max(1, bytes.length)));
    for (let at = 0; at < bytes.length; at += buffer.length) {
      const part = bytes.subarray(at, at + buffer.length);
      buffer.set(part);
      to.push(buffer.subarray(0, part.length));
      buffer.fill(0xee);
    }
    to.end();
  };
  for (const { bytes } of sorted) push(bytes, run.learn(bytes.subarray(0, 64 << 10)));
  run.ready();
  const done = new Map(
    sorted.map(({ name, bytes }) => {
      const pieces: Uint8Array[] = [];
      push(
        bytes,
        run.rewrite(bytes.subarray(0, 64 << 10), (b) => pieces.push(b.slice())),
      );
      const all = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      return [name, { name: run.path(name), bytes: all }] as const;
    }),
  );
  return inputs.map((i) => done.get(i.name)!);
}
