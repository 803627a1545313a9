import { STREAM_MESSAGE_BYTES } from '../../src/limits.ts';
import type { StreamBudget } from './stream-budget.ts';

/** Takes a TLS handshake message: its type, and its body in [from, to). */
export type TakeHandshake = (type: number, bytes: Uint8Array, from: number, to: number) => void;

/** ClientHello and Certificate (RFC 8446 B.3); the others are passed over. */
const READ: ReadonlySet<number> = new Set([1, 11]);

/** The handshake messages of one direction, which records need not respect (RFC 8446 5.1). Only one that records cut is
 *  copied, and no more of it than STREAM_MESSAGE_BYTES: a chain of certificates begins with the server's own. */
export class HandshakeReader {
  private readonly budget: StreamBudget;
  private held: Uint8Array | undefined = undefined;
  private length = 0;
  /** Of the message passed over. */
  private skip = 0;

  constructor(budget: StreamBudget) {
    this.budget = budget;
  }

  /** One record's content. */
  record(bytes: Uint8Array, from: number, to: number, take: TakeHandshake): void {
    while (from < to) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, to - from);
        this.skip -= step;
        from += step;
      } else if (this.length > 0 || to - from < 4) {
        from = this.hold(bytes, from, to, take);
      } else {
        const size = 4 + bodyLength(bytes, from);
        if (READ.has(bytes[from]!)) {
          if (from + size > to) {
            from = this.hold(bytes, from, to, take);
            continue;
          }
          take(bytes[from]!, bytes, from + 4, from + size);
        }
        const step = Math.min(size, to - from);
        this.skip = size - step;
        from += step;
      }
    }
  }

  close(): void {
    if (this.held === undefined) return;
    this.budget.give(this.held.length);
    this.held = undefined;
    this.length = 0;
  }

  /** @returns where to go on. Without room nothing more is read. */
  private hold(bytes: Uint8Array, from: number, to: number, take: TakeHandshake): number {
    if (this.held === undefined) {
      if (!this.budget.take(STREAM_MESSAGE_BYTES)) {
        this.skip = Number.POSITIVE_INFINITY;
        return from;
      }
      this.held = new Uint8Array(STREAM_MESSAGE_BYTES);
    }
    const { held } = this;
    while (this.length < 4 && from < to) held[this.length++] = bytes[from++]!;
    if (this.length < 4) return from;
    const size = 4 + bodyLength(held, 0);
    const kept = READ.has(held[0]!) ? Math.min(size, held.length) : 4;
    const step = Math.min(kept - this.length, to - from);
    held.set(bytes.subarray(from, from + step), this.length);
    this.length += step;
    from += step;
    if (this.length < kept) return from;
    if (kept > 4) take(held[0]!, held, 4, kept);
    this.skip = size - kept;
    this.close();
    return from;
  }
}

/** Reads a record that holds whole messages, as most do. False = it does not, and nothing was taken. */
export function readWhole(bytes: Uint8Array, from: number, to: number, take: TakeHandshake): boolean {
  let at = from;
  while (at + 4 <= to) at += 4 + bodyLength(bytes, at);
  if (at !== to) return false;
  for (at = from; at < to; at += 4 + bodyLength(bytes, at)) {
    if (READ.has(bytes[at]!)) take(bytes[at]!, bytes, at + 4, at + 4 + bodyLength(bytes, at));
  }
  return true;
}

function bodyLength(bytes: Uint8Array, at: number): number {
  return (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}
