/** What TLS says in the clear, in place: server names and certificates. */
import { be16 } from '../../parsers/decode/packet.ts';
import { redactDer } from './certificate-names.ts';
import { putText, textOf } from './codes.ts';
import type { FileStyle } from './file-style.ts';

const be24 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 16) | be16(bytes, at + 1);

/** One handshake record with its 5-byte header, as far as it was captured (RFC 8446 4, RFC 5246 7.4). */
export function redactHandshake(bytes: Uint8Array, from: number, to: number, style: FileStyle): void {
  let at = from + 5;
  while (at + 4 <= to) {
    const type = bytes[at]!;
    const body = at + 4;
    const claimed = body + be24(bytes, at + 1);
    const end = Math.min(to, claimed);
    if (type === 1) hello(bytes, body, end, claimed <= to, style);
    else if (type === 11) certificates(bytes, body, end, style);
    else if (type === 13) requested(bytes, body, end, style);
    else if (type === 22) redactDer(bytes, Math.min(end, body + 4), end, style);
    at = claimed;
  }
}

/** The server_name extension of a ClientHello (RFC 6066 3). @param whole its end was captured. */
function hello(bytes: Uint8Array, from: number, to: number, whole: boolean, style: FileStyle): void {
  let at = from + 34;
  if (at >= to) return;
  at += 1 + bytes[at]!;
  if (at + 2 > to) return;
  at += 2 + be16(bytes, at);
  if (at >= to) return;
  at += 1 + bytes[at]!;
  at += 2;
  while (at + 4 <= to) {
    const stop = at + 4 + be16(bytes, at + 2);
    if (stop > to) {
      if (!whole) bytes.fill(0x78, at + 4, to);
      return;
    }
    if (be16(bytes, at) === 0 && at + 9 <= stop) {
      const end = Math.min(stop, at + 9 + be16(bytes, at + 7));
      putText(style.name(textOf(bytes, at + 9, end)), bytes, at + 9);
    }
    at = stop;
  }
}

/** A list of certificates with lengths of three bytes; in TLS 1.3 it is ciphered. */
function certificates(bytes: Uint8Array, from: number, to: number, style: FileStyle): void {
  for (let at = from + 3; at + 3 <= to; ) {
    const end = Math.min(to, at + 3 + be24(bytes, at));
    redactDer(bytes, at + 3, end, style);
    at = end;
  }
}

/** Names of authorities that a server accepts (RFC 5246 7.4.4). */
function requested(bytes: Uint8Array, from: number, to: number, style: FileStyle): void {
  let at = from + 1 + (bytes[from] ?? 0);
  if (at + 2 > to) return;
  at += 2 + be16(bytes, at);
  if (at + 2 > to) return;
  for (at += 2; at + 2 <= to; ) {
    const end = Math.min(to, at + 2 + be16(bytes, at));
    redactDer(bytes, at + 2, end, style);
    at = end;
  }
}
