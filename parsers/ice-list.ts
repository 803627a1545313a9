/** Bare candidate lines or bare session descriptions, as pasted from a trace or another tool. */

import { SIP_MESSAGE_BYTES } from '../src/limits.ts';
import type { Emit, Parser, ParserRun } from '../src/parser.ts';
import { isCandidate } from './decode/candidate.ts';
import { damageReporter } from './decode/damage.ts';
import { lineRun } from './decode/line-run.ts';
import { lineStore } from './decode/line-store.ts';
import { eachLine } from './decode/lines.ts';
import { decodeDescription } from './decode/sip-message.ts';
import { decodeText, headText } from './decode/text.ts';

const parser: Parser = {
  id: 'ice-list',
  title: 'ICE candidate lines or a session description',
  sniff,
  open: (source, emit) => open(source, emit),
};
export default parser;

function sniff(head: Uint8Array): number {
  const text = headText(head);
  let candidates = 0;
  let described = 0;
  let foreign = 0;
  eachLine(text, 0, text.length, 1, (start, end, _next, line) => {
    if (line > 400) return;
    const from = skipBlanks(text, start, end);
    const kind = lineKind(text, from, end);
    if (kind === 'candidate') candidates++;
    else if (kind === 'version' || (kind === 'sdp' && text[from] === 0x6d)) described++;
    for (let at = start; at < end; at++) if (text[at] === 0) foreign++;
  });
  if (foreign > 0) return 0;
  if (candidates > 0) return 0.5;
  return described > 1 ? 0.4 : 0;
}

type LineKind = 'blank' | 'version' | 'candidate' | 'sdp' | 'boundary' | 'closing' | 'other';

function lineKind(bytes: Uint8Array, from: number, end: number): LineKind {
  if (from === end) return 'blank';
  const c = bytes[from]!;
  if (c === 0x2d && bytes[from + 1] === 0x2d && end - from > 8) {
    return bytes[end - 1] === 0x2d && bytes[end - 2] === 0x2d ? 'closing' : 'boundary';
  }
  if (isCandidate(bytes, from, end)) return 'candidate';
  if (c < 0x61 || c > 0x7a || bytes[from + 1] !== 0x3d || end - from < 3) return 'other';
  if (c === 0x61 && isCandidate(bytes, from + 2, end)) return 'candidate';
  return c === 0x76 && /^v=0\s*$/.test(decodeText(bytes, from, Math.min(end, from + 8))) ? 'version' : 'sdp';
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at;
}

function open(source: string, emit: Emit): ParserRun {
  const damage = damageReporter(emit);
  const store = lineStore(SIP_MESSAGE_BYTES);
  /** multipart: between the first boundary and the closing one every line belongs to it. */
  let state: 'none' | 'list' | 'multipart' = 'none';
  let blank = true;
  let records = 0;
  let unrecognised = 0;
  let line = 1;
  let firstLine = 1;

  const finish = (): void => {
    if (state === 'none') return;
    state = 'none';
    const { sdp, problems } = decodeDescription(store.bytes, 0, store.length, store.line);
    for (const p of problems) damage.report({ source, line: p.line }, p.reason, p.detail);
    if (store.overflowed)
      damage.report({ source, line: firstLine }, 'limit', 'session description longer than is read');
    if (sdp) {
      const { line: at, ...description } = sdp;
      emit({
        kind: 'sdp.session',
        at: { source, line: at },
        direction: 'unknown',
        ...description,
      });
    }
    store.clear();
  };

  const take = (bytes: Uint8Array, start: number, end: number, next: number): void => {
    const from = skipBlanks(bytes, start, end);
    const kind = lineKind(bytes, from, end);
    if (state === 'list') {
      // A wrapped attribute goes on at once; words behind an empty line, or ending with a colon, are somebody's text.
      const words = kind === 'other' && (blank || bytes[end - 1] === 0x3a) && from === start;
      if (kind === 'version' || kind === 'boundary' || kind === 'closing' || words) finish();
    }
    if (state === 'none') {
      if (kind === 'boundary') state = 'multipart';
      else if (kind === 'version' || kind === 'candidate' || kind === 'sdp') state = 'list';
      else if (kind !== 'blank') unrecognised++;
      if (state !== 'none') {
        firstLine = line;
        records++;
      }
    }
    blank = kind === 'blank';
    if (state === 'none') return;
    store.add(bytes, start, next, line);
    if (state === 'multipart' && kind === 'closing') finish();
  };

  return lineRun(source, emit, {
    take(bytes, start, end, next, number) {
      line = number;
      take(bytes, start, end, next);
    },
    finish,
    summary() {
      return {
        parser: parser.id,
        records,
        unrecognised,
        clock: 'none',
        counters: damage.unreported > 0 ? { damage: damage.unreported } : {},
      };
    },
  });
}
