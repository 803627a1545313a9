/** Logs and texts as a stream: same bytes in number, same lines, identifiers replaced. */
import { ENCODING_BYTES, type Encoding, encodingOf } from '../../parsers/decode/text.ts';
import { LINE_BYTES } from '../limits.ts';
import type { FileStyle } from './file-style.ts';
import { messageLines } from './message-lines.ts';
import { networksIn } from './networks.ts';
import { scanner } from './scan.ts';

/** Something that is read in pieces and written in pieces. */
export interface Rewriter {
  /** The chunk belongs to the caller; what is written is new memory. */
  push(chunk: Uint8Array): void;
  end(): void;
  /** What could not be covered, in words. */
  notes(): readonly string[];
}

/** Bytes as characters of the same number. */
export function latin(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 8192) {
    // Spreading would go through the iterator of the array.
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(to, at + 8192)) as unknown as number[]);
  }
  return text;
}

/** The other way round. */
export function putLatin(text: string, bytes: Uint8Array, at: number): void {
  for (let n = 0; n < text.length; n++) bytes[at + n] = text.charCodeAt(n);
}

const BODY = 64 << 10;

/** @param learn only: nothing has to be written, networks are noted. */
export function textRewriter(style: FileStyle, write: (bytes: Uint8Array) => void): Rewriter {
  const lines = messageLines(scanner(style.names, style));
  let encoding: Encoding | undefined;
  let carry = new Uint8Array(0);
  let cut = 0;
  const learn = networksIn(style.addresses);

  const unit = (): number => (encoding === 'utf-8' ? 1 : 2);

  const decode = (bytes: Uint8Array, from: number, to: number): string => {
    if (encoding === 'utf-8') return latin(bytes, from, to);
    const big = encoding === 'utf-16be' ? 1 : 0;
    let text = '';
    const codes: number[] = [];
    for (let at = from; at + 1 < to; at += 2) {
      codes.push((bytes[at + 1 - big]! << 8) | bytes[at + big]!);
      if (codes.length === 4096) text += String.fromCharCode(...codes.splice(0));
    }
    return text + String.fromCharCode(...codes);
  };

  const encode = (text: string, odd: number): Uint8Array => {
    const out = new Uint8Array(text.length * unit() + odd);
    if (encoding === 'utf-8') putLatin(text, out, 0);
    else {
      const big = encoding === 'utf-16be' ? 1 : 0;
      for (let n = 0; n < text.length; n++) {
        out[2 * n + 1 - big] = text.charCodeAt(n) >> 8;
        out[2 * n + big] = text.charCodeAt(n) & 255;
      }
    }
    return out;
  };

  const block = (bytes: Uint8Array, last: boolean): void => {
    const text = decode(bytes, 0, bytes.length);
    let out = '';
    for (let at = 0; at < text.length; ) {
      let feed = text.indexOf('\n', at);
      if (feed < 0) feed = text.length;
      let stop = feed;
      while (stop > at && (text[stop - 1] === '\r' || text[stop - 1] === '\u0000')) stop--;
      const line = text.slice(at, stop);
      learn(line);
      out += lines.line(line, encoding === 'utf-8') + text.slice(stop, feed + 1);
      at = feed + 1;
    }
    write(encode(out, last ? bytes.length % unit() : 0));
  };

  const feed = (bytes: Uint8Array, last: boolean): void => {
    // Up to the last line end; a line beyond the limit is cut.
    let stop = bytes.length;
    if (!last) {
      while (stop > 0 && bytes[stop - 1] !== 10) stop--;
      if (encoding !== 'utf-8') {
        // The line feed's other byte: behind it in little endian.
        while (stop > 0 && !endsLine(bytes, stop)) stop--;
      }
      if (stop === 0 && bytes.length > LINE_BYTES) {
        stop = bytes.length - (bytes.length % unit());
        cut++;
      }
    }
    if (stop > 0) block(bytes.subarray(0, stop), last);
    carry = bytes.slice(stop);
  };

  const endsLine = (bytes: Uint8Array, stop: number): boolean => {
    if (stop % 2 !== 0) return false;
    return encoding === 'utf-16le'
      ? bytes[stop - 2] === 10 && bytes[stop - 1] === 0
      : bytes[stop - 1] === 10 && bytes[stop - 2] === 0;
  };

  const joined = (chunk: Uint8Array): Uint8Array => {
    if (carry.length === 0) return chunk;
    const all = new Uint8Array(carry.length + chunk.length);
    all.set(carry);
    all.set(chunk, carry.length);
    return all;
  };

  /** A byte order mark stays, so that pairs of bytes stay pairs. */
  return {
    push(chunk) {
      const all = joined(chunk);
      if (encoding === undefined) {
        if (all.length < ENCODING_BYTES) {
          carry = all.slice();
          return;
        }
        encoding = encodingOf(all.subarray(0, ENCODING_BYTES)).encoding;
      }
      if (all.length > BODY || chunk.length >= BODY) feed(all, false);
      else carry = all.slice();
    },
    end() {
      encoding ??= encodingOf(carry).encoding;
      feed(carry, true);
    },
    notes: () =>
      cut === 0
        ? []
        : [
            `${cut === 1 ? 'a line was' : `${cut} lines were`} too long and cut in pieces: a name may stand across a cut`,
          ],
  };
}
