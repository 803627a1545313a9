/** MIME multipart bodies (RFC 2046 5.1), as far as SIP uses them. */
import { contentEnd, nextLineFeed, wordsOf } from './lines.ts';
import { headerColon } from './sip.ts';
import { decodeText } from './text.ts';

export interface Part {
  /** Lower case, without parameters; '' when missing. */
  readonly type: string;
  /** `Content-Disposition: …; ms-proxy-2007fallback`: the description for clients of 2007 ([MS-ICE] draft 6). */
  readonly fallback: boolean;
  readonly start: number;
  readonly end: number;
  /** Lines of the body before `start`. */
  readonly line: number;
}

/** Parts of one body read; real ones have two or three. */
const PARTS = 16;

/**
 * The parts of a multipart body; [] when the first line that is not empty is no boundary. The boundary is taken from
 * that line, not from Content-Type, since pasted bodies come without their headers. A part that the input cut goes to
 * the end.
 */
export function multipart(bytes: Uint8Array, start: number, end: number): readonly Part[] {
  const words = wordsOf(bytes);
  const parts: Part[] = [];
  let boundary = '';
  let phase: 'before' | 'headers' | 'content' = 'before';
  let type = '';
  let fallback = false;
  let from = start;
  let fromLine = 0;
  for (let at = start, index = 0; at < end; index++) {
    const feed = nextLineFeed(bytes, words, at, end);
    const next = Math.min(feed + 1, end);
    const stop = contentEnd(bytes, at, feed);
    let text = at;
    while (text < stop && (bytes[text] === 0x20 || bytes[text] === 0x09)) text++;
    if (stop - text <= 200 && bytes[text] === 0x2d && bytes[text + 1] === 0x2d) {
      const line = decodeText(bytes, text, stop).trimEnd();
      if (boundary === '') boundary = line;
      if (line === boundary || line === `${boundary}--`) {
        if (phase === 'content') parts.push({ type, fallback, start: from, end: at, line: fromLine });
        if (line !== boundary || parts.length === PARTS) return parts;
        phase = 'headers';
        type = '';
        fallback = false;
        at = next;
        continue;
      }
    }
    if (phase === 'before' && stop > text) return [];
    if (phase === 'headers') {
      const colon = headerColon(bytes, text, stop);
      if (colon > 0 && stop - text < 1024) {
        const name = decodeText(bytes, text, colon).trim().toLowerCase();
        const value = decodeText(bytes, colon + 1, stop).toLowerCase();
        if (name === 'content-type') type = value.split(';', 1)[0]!.trim();
        else if (name === 'content-disposition') fallback = value.includes('ms-proxy-2007fallback');
      } else if (text === stop || text === at) {
        // The empty line, or content whose empty line was lost; what begins with a blank is a folded header.
        phase = 'content';
        from = text === stop ? next : at;
        fromLine = text === stop ? index + 1 : index;
      }
    }
    at = next;
  }
  if (phase === 'content') parts.push({ type, fallback, start: from, end, line: fromLine });
  return parts;
}
