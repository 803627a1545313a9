/** DHCP messages in place (RFC 2131 2, options of RFC 2132). */

import { putText, textOf } from './codes.ts';
import type { FileStyle } from './file-style.ts';

/** Options that hold addresses. */
const ADDRESSES: ReadonlySet<number> = new Set([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 28, 32, 41, 42, 44, 45, 48, 49, 50, 54, 65, 68, 69, 70, 150,
]);
/** Options that name nobody: masks, times, types, sizes, lists of options, the maker. */
const KEPT: ReadonlySet<number> = new Set([
  1, 2, 13, 19, 20, 23, 26, 31, 46, 51, 52, 53, 55, 57, 58, 59, 60, 80, 93, 94, 116,
]);

export function redactDhcp(bytes: Uint8Array, from: number, to: number, style: FileStyle): void {
  for (const at of [12, 16, 20, 24]) if (from + at + 4 <= to) style.v4At(bytes, from + at);
  if (from + 34 <= to) style.macAt(bytes, from + 28);
  bytes.fill(0, Math.min(to, from + 44), Math.min(to, from + 236));
  let at = from + 240;
  while (at + 2 <= to && bytes[at] !== 255) {
    if (bytes[at] === 0) {
      at++;
      continue;
    }
    const start = at + 2;
    const end = Math.min(to, start + bytes[at + 1]!);
    option(bytes, bytes[at]!, start, end, style);
    at = end;
  }
  bytes.fill(0, Math.min(to, at + 1), to);
}

function option(bytes: Uint8Array, code: number, from: number, to: number, style: FileStyle): void {
  if (KEPT.has(code)) return;
  if (ADDRESSES.has(code)) {
    for (let at = from; at + 4 <= to; at += 4) style.v4At(bytes, at);
    return;
  }
  if (code === 12 || code === 15) {
    const text = textOf(bytes, from, to);
    putText(text.includes('.') ? style.name(text) : style.word('host', text), bytes, from);
    return;
  }
  if (code === 61 && to - from === 7 && bytes[from] === 1) {
    style.macAt(bytes, from + 1);
    return;
  }
  if (code === 121 || code === 249) {
    // Prefix length, as many of its bytes as count, and a router (RFC 3442).
    for (let at = from; at < to; ) {
      const size = Math.ceil(bytes[at]! / 8);
      if (size > 4 || at + 5 + size > to) {
        bytes.fill(0, at, to);
        return;
      }
      const net = new Uint8Array(4);
      net.set(bytes.subarray(at + 1, at + 1 + size));
      style.v4At(net, 0);
      bytes.set(net.subarray(0, size), at + 1);
      style.v4At(bytes, at + 1 + size);
      at += 5 + size;
    }
    return;
  }
  bytes.fill(0x78, from, to);
}
