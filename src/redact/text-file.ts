/** Logs and texts as a stream: same bytes in number, same lines, identifiers replaced. */
import { ENCODING_BYTES, type Encoding, encodingOf } from '../../parsers/decode/text.ts';
import { LINE_BYTES } from '../limits.ts';
import { type Codes, putText, textOf } from './codes.ts';
import type { FileStyle } from './file-style.ts';
import { fill } from './fill.ts';
import { MARK_NETWORK, marksOf } from './line-marks.ts';
import { messageLines } from './message-lines.ts';
import { networksIn } from './networks.ts';

/** Something that is read in pieces and written in pieces. */
export interface Rewriter {
  /** The chunk belongs to the caller; what is written is new memory. */
  push(chunk: Uint8Array): void;
  end(): void;
  /** What could not be covered, in words. */
  notes(): readonly string[];
}

const BODY = 64 << 10;

const FEED = 10;
const RETURN = 13;

/** Units of UTF-16. */
function unitsOf(bytes: Uint8Array, big: boolean): Uint16Array {
  const codes = new Uint16Array(bytes.length >> 1);
  const high = big ? 0 : 1;
  for (let n = 0; n < codes.length; n++) codes[n] = (bytes[2 * n + high]! << 8) | bytes[2 * n + 1 - high]!;
  return codes;
}

function bytesOf(codes: Uint16Array, big: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * codes.length);
  const high = big ? 0 : 1;
  for (let n = 0; n < codes.length; n++) {
    bytes[2 * n + high] = codes[n]! >> 8;
    bytes[2 * n + 1 - high] = codes[n]! & 255;
  }
  return bytes;
}

export function textRewriter(style: FileStyle, write: (bytes: Uint8Array) => void): Rewriter {
  const lines = messageLines();
  let encoding: Encoding | undefined;
  /** What was pushed and not yet worked on is the first `used` bytes: one memory for all of a file. */
  let room = new Uint8Array(0);
  let used = 0;
  let cut = 0;
  const learn = networksIn(style.addresses);

  const unit = (): number => (encoding === 'utf-8' ? 1 : 2);
  const encode = (codes: Codes): Uint8Array =>
    codes instanceof Uint8Array ? codes : bytesOf(codes, encoding === 'utf-16be');

  const block = (bytes: Uint8Array, last: boolean): void => {
    const codes = encoding === 'utf-8' ? bytes : unitsOf(bytes, encoding === 'utf-16be');
    // Most of it stays, and nearly all of the rest keeps its length.
    const own = style.learning ? codes : codes.slice();
    let written = 0;
    const put = (from: number, to: number, text: string): void => {
      if (style.learning) return;
      if (text.length !== to - from) {
        const other = own instanceof Uint8Array ? new Uint8Array(text.length) : new Uint16Array(text.length);
        putText(text, other, 0);
        write(encode(own.subarray(written, from)));
        write(encode(other));
        written = to;
      } else putText(text, own, from);
    };
    for (let at = 0; at < codes.length; ) {
      let feed = codes.indexOf(FEED, at);
      if (feed < 0) feed = codes.length;
      let stop = feed;
      while (stop > at && (codes[stop - 1] === RETURN || codes[stop - 1] === 0)) stop--;
      const marks = marksOf(codes, at, stop);
      // They are learned before any address is mapped.
      if (style.learning && (marks & MARK_NETWORK) !== 0) learn(textOf(codes, at, stop));
      const treatment = lines.next(codes, at, stop, marks);
      if (treatment === 'read') style.scan.line(codes, at, stop, encoding === 'utf-8', put);
      else if (treatment === 'filled' && !style.learning) fill(own, at, stop);
      at = feed + 1;
    }
    if (style.learning) return;
    write(encode(own.subarray(written)));
    // Half a unit of UTF-16.
    if (last && bytes.length % unit() !== 0) write(new Uint8Array(1));
  };

  const feed = (last: boolean): void => {
    const bytes = room.subarray(0, used);
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
    room.copyWithin(0, stop, used);
    used -= stop;
  };

  const endsLine = (bytes: Uint8Array, stop: number): boolean => {
    if (stop % 2 !== 0) return false;
    return encoding === 'utf-16le'
      ? bytes[stop - 2] === 10 && bytes[stop - 1] === 0
      : bytes[stop - 1] === 10 && bytes[stop - 2] === 0;
  };

  const take = (chunk: Uint8Array): void => {
    if (used + chunk.length > room.length) {
      const larger = new Uint8Array(Math.max(used + chunk.length, 2 * room.length));
      larger.set(room.subarray(0, used));
      room = larger;
    }
    room.set(chunk, used);
    used += chunk.length;
  };

  /** A byte order mark stays, so that pairs of bytes stay pairs. */
  return {
    push(chunk) {
      take(chunk);
      if (encoding === undefined) {
        if (used < ENCODING_BYTES) return;
        encoding = encodingOf(room.subarray(0, ENCODING_BYTES)).encoding;
      }
      if (used > BODY || chunk.length >= BODY) feed(false);
    },
    end() {
      encoding ??= encodingOf(room.subarray(0, used)).encoding;
      feed(true);
    },
    notes: () =>
      cut === 0
        ? []
        : [
            `${cut === 1 ? 'a line was' : `${cut} lines were`} too long and cut in pieces: a name may stand across a cut`,
          ],
  };
}
