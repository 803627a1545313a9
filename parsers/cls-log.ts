/** Server trace of OCSLogger and CLS in text form, as Snooper reads it. */

import type { Direction } from '../src/facts.ts';
import { HEADER_BYTES, SIP_MESSAGE_BYTES } from '../src/limits.ts';
import type { Emit, Parser, ParserRun } from '../src/parser.ts';
import { damageReporter } from './decode/damage.ts';
import { endpointOf } from './decode/ip-text.ts';
import { lineRun } from './decode/line-run.ts';
import { lineStore } from './decode/line-store.ts';
import { eachLine } from './decode/lines.ts';
import { headerColon } from './decode/sip.ts';
import { countMessage } from './decode/sip-counters.ts';
import { decodeSip, emitSip, isKept } from './decode/sip-message.ts';
import { decodeText, headText } from './decode/text.ts';

const parser: Parser = {
  id: 'cls-log',
  title: 'Server trace of OCSLogger or CLS in text form',
  sniff,
  open: (source, emit) => open(source, emit),
};
export default parser;

/** `TL_INFO(TF_PROTOCOL) [0]05D4.0FA4::01/19/2012-05:03:12.220.000011BB (…)`: the order of fields is configurable, the
 *  first two and the shape of the time are not. */
const RECORD = /^TL_([A-Z]{1,16})\(TF_[A-Z_]{1,40}\)/;
const TIME = /::(\d{2})\/(\d{2})\/(\d{4})-(\d{2}):(\d{2}):(\d{2})\.(\d{3})/;

const isRecord = (bytes: Uint8Array, start: number, end: number): boolean =>
  bytes[start] === 0x54 &&
  bytes[start + 1] === 0x4c &&
  bytes[start + 2] === 0x5f &&
  RECORD.test(decodeText(bytes, start, Math.min(end, start + 80)));

function sniff(head: Uint8Array): number {
  const text = headText(head);
  let found = false;
  eachLine(text, 0, text.length, 1, (start, end, _next, line) => {
    if (line <= 50 && !found) found = isRecord(text, start, end);
  });
  return found ? 0.95 : 0;
}

function open(source: string, emit: Emit): ParserRun {
  const damage = damageReporter(emit);
  const counters: Record<string, number> = {};
  /** The SIP message of the open record, put together again from its `Name: value` lines. */
  const store = lineStore(SIP_MESSAGE_BYTES);
  let phase: 'none' | 'record' | 'fields' | 'body' = 'none';
  let direction: Direction = 'unknown';
  let peer = '';
  let startLine = 0;
  let method = '';
  let status: number | undefined;
  let cseq = '';
  let diagnostics = false;
  let time: number | undefined;
  let first: number | undefined;
  let last: number | undefined;
  let records = 0;
  let unrecognised = 0;
  let line = 1;

  const finish = (): void => {
    if (phase !== 'none' && startLine > 0) {
      if (status !== undefined) method = /^\d{1,10}\s+([A-Za-z]{1,16})\s*$/.exec(cseq)?.[1]?.toUpperCase() ?? '';
      countMessage(counters, method, status);
      if (diagnostics || isKept(method, status)) {
        const facts = decodeSip(store.bytes, 0, store.length, {
          source,
          line: store.line,
          time,
          direction,
          remote: endpointOf(peer),
        });
        if (facts) emitSip(facts, time, emit, damage);
        if (store.overflowed)
          damage.report({ source, line: startLine }, 'limit', 'SIP message longer than is read', time);
      }
    }
    phase = 'none';
    store.clear();
    direction = 'unknown';
    peer = '';
    startLine = 0;
    method = '';
    status = undefined;
    cseq = '';
    diagnostics = false;
  };

  const begin = (bytes: Uint8Array, start: number, end: number): void => {
    finish();
    phase = 'record';
    records++;
    const head = decodeText(bytes, start, Math.min(end, start + 200));
    if (head.startsWith('TL_ERROR')) counters.error = (counters.error ?? 0) + 1;
    const t = TIME.exec(head);
    if (t) {
      time = Date.UTC(+t[3]!, +t[1]! - 1, +t[2]!, +t[4]!, +t[5]!, +t[6]!, +t[7]!);
      first ??= time;
      last = time;
    }
  };

  const field = (bytes: Uint8Array, start: number, colon: number, end: number, next: number): void => {
    const name = decodeText(bytes, start, colon).trim().toLowerCase();
    let from = colon + 1;
    while (from < end && bytes[from]! <= 0x20) from++;
    const value = (): string => decodeText(bytes, from, Math.min(end, from + HEADER_BYTES)).trim();
    switch (name) {
      case 'direction':
        direction = value().startsWith('incoming') ? 'received' : value().startsWith('outgoing') ? 'sent' : 'unknown';
        return;
      case 'peer':
        peer = value();
        return;
      case 'trace-correlation-id':
      case 'instance-id':
      case 'message-type':
        return;
      case 'start-line': {
        const text = value();
        startLine = line;
        if (text.startsWith('SIP/2.0')) status = Number(/^SIP\/2\.0\s+(\d{3})/.exec(text)?.[1] ?? 0);
        else method = text.split(/\s/, 1)[0]!;
        store.add(bytes, from, next, line);
        return;
      }
      case 'message-body':
        phase = 'body';
        store.add(EMPTY_LINE, 0, 2, line);
        // '-' stands for an empty body.
        if (value() !== '-') store.add(bytes, from, next, line);
        return;
      case 'cseq':
        cseq = value();
        break;
      case 'ms-diagnostics':
      case 'ms-diagnostics-public':
      case 'ms-client-diagnostics':
      case 'x-ms-diagnostics':
        diagnostics = true;
    }
    if (startLine > 0) store.add(bytes, start, next, line);
  };

  const take = (bytes: Uint8Array, start: number, end: number, next: number): void => {
    if (isRecord(bytes, start, end)) begin(bytes, start, end);
    if (phase === 'none') {
      if (end > start) unrecognised++;
    } else if (isMark(bytes, start, end, END_RECORD)) finish();
    else if (phase === 'body') store.add(bytes, start, next, line);
    else if (phase === 'record') {
      if (hasMark(bytes, start, end, BEGIN_RECORD)) phase = 'fields';
    } else {
      const colon = headerColon(bytes, start, end);
      // A start line that a page wrapped goes on with its URI.
      const uri = /^sips?:/i.test(decodeText(bytes, start, Math.min(end, start + 5)));
      if (colon > 0 && !uri) field(bytes, start, colon, end, next);
      else if (uri && startLine === line - 1) rejoin(bytes, start, next);
      else if (startLine > 0) {
        // Wrapped by a page; the blank makes it a folded header whatever it begins with.
        store.add(FOLD, 0, 1, line);
        store.add(bytes, start, next, line);
      }
    }
  };

  const rejoin = (bytes: Uint8Array, start: number, next: number): void => {
    const head = decodeText(store.bytes, 0, store.length).trim();
    const joined = `${head} ${decodeText(bytes, start, Math.min(next, start + HEADER_BYTES)).trim()}\r\n`;
    const at = startLine;
    store.clear();
    store.add(
      Uint8Array.from(joined, (c) => c.charCodeAt(0)),
      0,
      joined.length,
      at,
    );
  };

  return lineRun(source, emit, {
    take(bytes, start, end, next, number) {
      line = number;
      take(bytes, start, end, next);
    },
    finish,
    summary() {
      if (damage.unreported > 0) counters.damage = damage.unreported;
      return {
        parser: parser.id,
        records,
        unrecognised,
        first,
        last,
        clock: first === undefined ? 'none' : 'local',
        counters,
      };
    },
  });
}

const EMPTY_LINE = Uint8Array.of(13, 10);
const FOLD = Uint8Array.of(0x20);
const ascii = (text: string): readonly number[] => [...text].map((c) => c.charCodeAt(0));
const BEGIN_RECORD = ascii('$$begin_record');
const END_RECORD = ascii('$$end_record');

function isMark(bytes: Uint8Array, start: number, end: number, mark: readonly number[]): boolean {
  if (end - start < mark.length) return false;
  for (let n = 0; n < mark.length; n++) if (bytes[start + n] !== mark[n]) return false;
  return true;
}

/** Whether a line ends with the mark, blanks aside. */
function hasMark(bytes: Uint8Array, start: number, end: number, mark: readonly number[]): boolean {
  let stop = end;
  while (stop > start && bytes[stop - 1]! <= 0x20) stop--;
  return isMark(bytes, Math.max(start, stop - mark.length), stop, mark);
}
