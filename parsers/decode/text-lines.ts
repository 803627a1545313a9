/** Lines of a text whose encoding only the whole of it tells. */
import { LINE_BYTES, MACHINE_LINE, MACHINE_TEXT_LINES } from '../../src/limits.ts';
import { LF } from './lines.ts';
import { legacyDecoder } from './oem.ts';

const CR = 13;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface TextLines {
  /** Adds the lines of a block. @returns false when MACHINE_TEXT_LINES is reached and the rest was left out */
  add(bytes: Uint8Array, start: number, end: number): boolean;
  readonly count: number;
  /** Number, from 1, of the first line that MACHINE_LINE cut; 0 = none. */
  readonly cut: number;
  /** All of them as text: UTF-8, else the code page that reads best over the whole text. */
  lines(): readonly string[];
}

/** Without NULs: a shell that appends UTF-16 to a file of another encoding leaves them behind. */
function withoutNuls(bytes: Uint8Array): Uint8Array {
  return bytes.includes(0) ? bytes.filter((byte) => byte !== 0) : bytes;
}

/** Told by the first byte that is not ASCII (RFC 3629 4): an exception for each line of a large text costs more. */
function surelyNotUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x80) return byte < 0xc2 || byte > 0xf4 || (bytes[at + 1] ?? 0) >> 6 !== 2;
  }
  return false;
}

export function textLines(): TextLines {
  const lines: (string | Uint8Array)[] = [];
  let cut = 0;

  const addLine = (bytes: Uint8Array, start: number, end: number): void => {
    const kept = withoutNuls(bytes.subarray(start, Math.min(end, start + LINE_BYTES)));
    if (kept.length > 4 * MACHINE_LINE && cut === 0) cut = lines.length + 1;
    const piece = kept.subarray(0, 4 * MACHINE_LINE);
    if (surelyNotUtf8(piece)) {
      lines.push(piece.slice());
      return;
    }
    try {
      lines.push(short(utf8.decode(piece)));
    } catch {
      lines.push(piece.slice());
    }
  };
  const short = (text: string): string => {
    if (text.length <= MACHINE_LINE) return text;
    if (cut === 0) cut = lines.length + 1;
    return text.slice(0, MACHINE_LINE);
  };

  return {
    add(bytes, start, end) {
      let cr = -1;
      for (let at = start; at < end; ) {
        let feed = bytes.indexOf(LF, at);
        if (feed < 0 || feed > end) feed = end;
        // Old editors end lines by CR alone; several CRs before a line feed are one line end.
        for (let from = at; ; ) {
          if (lines.length >= MACHINE_TEXT_LINES) return false;
          if (cr < from) {
            cr = bytes.indexOf(CR, from);
            if (cr < 0) cr = bytes.length;
          }
          const stop = Math.min(cr, feed);
          let next = stop;
          while (next < feed && (bytes[next] === CR || bytes[next] === 0)) next++;
          if (next >= feed || next === stop) {
            addLine(bytes, from, stop);
            break;
          }
          addLine(bytes, from, stop);
          from = stop + 1;
        }
        at = feed + 1;
      }
      return true;
    },
    get count() {
      return lines.length;
    },
    get cut() {
      return cut;
    },
    lines() {
      const odd = lines.filter((line): line is Uint8Array => typeof line !== 'string');
      const decode = legacyDecoder(odd);
      return lines.map((line) => (typeof line === 'string' ? line : short(decode(line))));
    },
  };
}
