/** Client trace of Communicator, Lync and Skype for Business (`*.uccapilog`). */

import { LINE_BYTES } from '../src/limits.ts';
import type { Emit, Parser, ParserRun, Rest } from '../src/parser.ts';
import { damageReporter } from './decode/damage.ts';
import { contentEnd, isBlank, lineBlocks, nextLineFeed, wordsOf } from './decode/lines.ts';
import { logClock } from './decode/log-clock.ts';
import { messageLine } from './decode/log-message.ts';
import { emptyPrefix, isError, readPrefix, usualPrefix } from './decode/log-prefix.ts';
import { logBegins, sniffLog } from './decode/log-sniff.ts';
import { type Left, openMessages } from './decode/open-messages.ts';
import { packetLineKind } from './decode/packet-line.ts';
import { plainRun, skipPlain, takeDate } from './decode/plain-lines.ts';
import { looksLikeStart } from './decode/sip.ts';
import { countMessage } from './decode/sip-counters.ts';
import { traceWatch } from './decode/trace-line.ts';

const parser: Parser = {
  id: 'uccapi-log',
  title: 'Client trace of Communicator, Lync and Skype for Business (.uccapilog)',
  sniff: sniffLog,
  begins: logBegins,
  open: (source, emit, before) => open(source, emit, before as LogRest | undefined),
};
export default parser;

/** What is open at the end of a file. */
interface LogRest extends Rest, Left {
  /** A line without its end. */
  readonly seam: Uint8Array;
}

function open(source: string, emit: Emit, before?: LogRest): ParserRun {
  const clock = logClock(emit);
  const damage = damageReporter(clock.emit);
  const counters: Record<string, number> = {};
  let trace = 0;
  let errors = 0;
  let records = 0;
  let unrecognised = 0;
  let line = 1;

  const prefix = emptyPrefix();
  const odd = emptyPrefix();
  const first = emptyPrefix();
  let lastTime = 0;
  const run = plainRun();
  const watch = traceWatch(source, clock.emit, run);

  const messages = openMessages(source, clock.emit, damage, before);
  /** The last line of the file before, when it has no end; then this file's first line may be the rest of it. */
  let seam = before?.seam;

  const timeOfLine = (): number | undefined => (prefix.separator === 0 ? lastTime : clock.time(prefix));

  /** A line with a prefix, from `at` to its line feed at `feed`. */
  const record = (block: Uint8Array, at: number, feed: number): void => {
    records++;
    if (records === 1) Object.assign(first, prefix);
    const { message, thread } = prefix;
    if (isError(block, message)) errors++;
    if (prefix.separator === 0) lastTime = clock.time(prefix);
    else clock.date(prefix);

    const c = block[message]!;
    let kind: 'start' | 'end' | 'sip' | undefined;
    // Capital letters begin all that matters; most trace lines go on with a small one.
    if (c >= 0x41 && c <= 0x5a) {
      kind = packetLineKind(block, message, feed);
      if (kind === undefined && block[message + 1]! <= 0x5a && looksLikeStart(block, message, feed)) kind = 'sip';
    }
    if (kind === undefined) trace++;
    messages.over(block, at, feed, thread, kind === 'end' ? message : -1);
    if (kind === undefined) {
      watch.line(block, message, feed, line, timeOfLine);
      return;
    }
    if (kind === 'sip') {
      if (prefix.separator !== 0) lastTime = clock.time(prefix);
      const m = messages.begin(block, prefix, feed, line, lastTime);
      countMessage(counters, m.method, m.status);
      if (m.method === 'REGISTER') watch.signIn();
    } else if (kind === 'start') messages.openPacket(block, prefix, feed);
    else messages.closePacket(thread);
  };

  /** The lines of a block. The loop stands alone: code behind it in one function makes V8 drop the optimised loop at
   *  the end of every block. @returns where the last line begins that was only counted, or -1. */
  const scan = (block: Uint8Array, words: Int32Array, view: DataView, start: number, end: number): number => {
    let plain = -1;
    for (let at = start; at < end; line++) {
      if (messages.current === undefined && messages.waiting.length === 0 && !run.any) {
        at = skipPlain(block, words, view, at, end, run);
        if (run.lines > 0) {
          line += run.lines;
          records += run.lines;
          trace += run.lines;
          errors += run.errors;
          plain = run.last;
          if (at === end) return plain;
        }
      }
      const c = block[at]!;
      const feed = nextLineFeed(block, words, at, end);
      const usual = c >= 0x30 && c <= 0x39 ? usualPrefix(block, at, feed) : -1;
      if (usual >= 0 || (c <= 0x39 && readPrefix(block, at, feed, odd))) {
        if (usual >= 0) readPrefix(block, at, feed, prefix);
        else Object.assign(prefix, odd);
        record(block, at, Math.min(feed, at + LINE_BYTES));
        if (usual >= 0) takeDate(run, view, at);
        else run.dated = false;
        plain = -1;
      } else {
        const stop = contentEnd(block, at, feed);
        const { current } = messages;
        if (current !== undefined && messages.waiting.length === 0) messageLine(current, block, at, stop);
        else if (!messages.add(block, at, stop, line) && records === 0 && !isBlank(block, at, stop)) unrecognised++;
      }
      if (feed - at > LINE_BYTES) damage.report({ source, line }, 'limit', 'line longer than 1 MiB');
      at = feed + 1;
    }
    return plain;
  };

  const take = (block: Uint8Array, start: number, end: number): void => {
    messages.enter(start, line);
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    const plain = scan(block, wordsOf(block), view, start, end);
    // Plain lines were only counted; the last one's time may be the log's.
    if (plain >= 0) readPrefix(block, plain, end, prefix);
    messages.exit(block, end);
  };

  /** The first line of this file, where the one before ended within a line: its rest, unless it begins a record.
   *  @returns where the block goes on. */
  const join = (block: Uint8Array, start: number, end: number): number => {
    const left = seam!;
    seam = undefined;
    if (left.length === 0) return start;
    const feed = nextLineFeed(block, wordsOf(block), start, end);
    const stop = feed < end ? feed + 1 : end;
    const whole = joined(left, block.subarray(start, stop));
    const begins = (bytes: Uint8Array, at: number, stop: number) =>
      readPrefix(bytes, at, Math.min(stop, at + LINE_BYTES), odd);
    // `03/02/2026|` and `09:01:05.000 24D0:9E8 …` are one line, though the second alone has the form of 2005.
    const within = begins(whole, 0, whole.length) && !begins(left, 0, left.length);
    if (feed === start || within || !begins(block, start, feed)) {
      take(whole, 0, whole.length);
      return stop;
    }
    lastLine(left);
    return start;
  };

  /** The line of the file before has no rest. */
  const lastLine = (left: Uint8Array): void => {
    const whole = joined(left, Uint8Array.of(0x0a));
    take(whole, 0, whole.length);
    line--;
  };

  const blocks = lineBlocks((block, start, end) => {
    const from = seam === undefined ? start : join(block, start, end);
    if (from < end) take(block, from, end);
  });

  const finishAll = (): void => {
    if (seam !== undefined && seam.length > 0) lastLine(seam);
    seam = undefined;
    messages.finish();
  };

  const timeOfLast = (): number | undefined =>
    records === 0 ? undefined : prefix.separator === 0 ? lastTime : clock.time(prefix);

  const summarise = (): void => {
    const last = timeOfLast();
    clock.end();
    const begin = records === 0 ? undefined : first.separator === 0 ? first.clock : clock.time(first);
    const shapes = watch.shapes();
    if (trace > 0) counters.trace = trace;
    if (errors > 0) counters.error = errors;
    if (watch.harmless > 0) counters.harmless = watch.harmless;
    if (damage.unreported > 0) counters.damage = damage.unreported;
    emit({
      kind: 'source.summary',
      at: { source, line: 1 },
      parser: parser.id,
      bytes: blocks.bytes,
      records,
      unrecognised,
      first: begin,
      last,
      clock: clock.dated ? 'local' : 'none',
      counters,
      ...(shapes.length > 0 ? { shapes } : {}),
    });
  };

  return {
    push: blocks.push,
    end() {
      blocks.end();
      finishAll();
      summarise();
    },
    leave() {
      const left = joined(seam, blocks.rest());
      seam = undefined;
      const last = timeOfLast();
      const lines = left.length > 0 ? line : line - 1;
      const rest: LogRest = {
        last,
        ...messages.leave(line, { source, emit: clock.emit, damage, lines }),
        seam: left,
        drop() {
          seam = left;
          finishAll();
        },
      };
      summarise();
      return rest;
    },
  };
}

function joined(a: Uint8Array | undefined, b: Uint8Array): Uint8Array {
  if (a === undefined) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
