/** Client trace of Communicator, Lync and Skype for Business (`*.uccapilog`). */

import { LINE_BYTES, OPEN_MESSAGES, SIP_MESSAGE_BYTES } from '../src/limits.ts';
import type { Emit, Parser, ParserRun, Rest } from '../src/parser.ts';
import { damageReporter } from './decode/damage.ts';
import { contentEnd, eachLine, lineBlocks, nextLineFeed, wordsOf } from './decode/lines.ts';
import { logClock } from './decode/log-clock.ts';
import {
  beginMessage,
  type Home,
  isComplete,
  type LogMessage,
  logMessage,
  messageLine,
  willKeep,
} from './decode/log-message.ts';
import { emptyPrefix, isError, type Prefix, readPrefix, usualPrefix } from './decode/log-prefix.ts';
import {
  holdPacketLine,
  NO_PACKET,
  type PacketLine,
  type PendingPacket,
  packetLineKind,
  packetLineReader,
  pendingPacket,
} from './decode/packet-line.ts';
import { plainRun, skipPlain, takeDate } from './decode/plain-lines.ts';
import { looksLikeStart } from './decode/sip.ts';
import { countMessage } from './decode/sip-counters.ts';
import { decodeSip, emitSip } from './decode/sip-message.ts';
import { decodeText, headText } from './decode/text.ts';
import { traceWatch } from './decode/trace-line.ts';

const parser: Parser = {
  id: 'uccapi-log',
  title: 'Client trace of Communicator, Lync and Skype for Business (.uccapilog)',
  sniff,
  begins,
  open: (source, emit, before) => open(source, emit, before as LogRest | undefined),
};
export default parser;

/** Lines of a file looked at; the banner is the first, but an excerpt or a rotated file may begin in the middle of a
 *  message, whose descriptions can have some 300 lines. */
const SNIFF_LINES = 500;

/** What is open at the end of a file. */
interface LogRest extends Rest {
  readonly current: LogMessage | undefined;
  readonly waiting: readonly LogMessage[];
  readonly pending: Map<number, PendingPacket>;
  /** A line without its end. */
  readonly seam: Uint8Array;
}

/** Time of the first line that has a date. */
function begins(head: Uint8Array): number | undefined {
  const clock = logClock(() => {});
  const prefix = emptyPrefix();
  let first: Prefix | undefined;
  const text = headText(head);
  eachLine(text, 0, text.length, 1, (start, end, _next, line) => {
    if (!readPrefix(text, start, end, prefix) || prefix.separator === 0) return;
    // A border may have cut its date.
    if (line === 1 && usualPrefix(text, start, end) < 0) return;
    first ??= { ...prefix };
    clock.date(prefix);
  });
  return first && clock.time(first);
}

function sniff(head: Uint8Array, name: string): number {
  const text = headText(head);
  const prefix = emptyPrefix();
  let prefixed = false;
  let banner = false;
  eachLine(text, 0, text.length, 1, (start, end, _next, line) => {
    if (line > SNIFF_LINES || prefixed) return;
    prefixed = readPrefix(text, start, end, prefix);
    banner ||= /^module=ucc(p|api) flavor=/.test(decodeText(text, start, Math.min(end, start + 40)));
  });
  const named = /\.ucc(api|p)log/i.test(name);
  if (prefixed) return named ? 1 : 0.95;
  return banner ? 0.8 : named ? 0.3 : 0;
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

  const readPacketLine = packetLineReader();
  const pending = before?.pending ?? new Map<number, PendingPacket>();
  const free: LogMessage[] = [];
  /** Receives the lines that come. */
  let current = before?.current;
  /** Cut off by lines of another thread, or waiting for the line that tells their direction; newest last. */
  const waiting: LogMessage[] = [...(before?.waiting ?? [])];
  /** The last line of the file before, when it has no end; then this file's first line may be the rest of it. */
  let seam = before?.seam;

  /** Emits a message whose lines end before `end` of the block. */
  const here: Home = { source, emit: clock.emit, damage, lines: Number.POSITIVE_INFINITY };
  const finish = (m: LogMessage, block: Uint8Array, end: number, after: PacketLine | undefined): void => {
    if (m.phase === 'headers') m.skipped = !willKeep(m);
    if (!m.skipped) {
      const whole = m.from >= 0 && m.store.length === 0;
      if (m.from >= 0 && !whole) m.store.add(block, m.from, end, m.fromLine);
      const bytes = whole ? block : m.store.bytes;
      const start = whole ? m.from : 0;
      const stop = whole ? Math.min(end, start + SIP_MESSAGE_BYTES) : m.store.length;
      const home = m.home ?? here;
      const packet = m.packet ? readPacketLine(m.packet.bytes, 0, m.packet.length) : (after ?? NO_PACKET);
      if (whole ? stop < end : m.store.overflowed)
        home.damage.report({ source: home.source, line: m.line }, 'limit', 'SIP message longer than is read', m.time);
      const facts = decodeSip(bytes, start, stop, {
        source: home.source,
        line: whole ? (index) => m.line + index : (index) => Math.min(m.store.line(index), home.lines),
        time: m.time,
        direction: packet.direction,
        local: packet.local,
        remote: packet.remote,
      });
      if (facts) emitSip(facts, m.time, home.emit, home.damage);
    }
    m.from = -1;
    if (free.length < OPEN_MESSAGES) free.push(m);
  };

  /** Puts a message aside that lines of another thread cut off, or that waits for its direction. */
  const putAside = (m: LogMessage, block: Uint8Array, end: number): void => {
    if (!m.skipped) m.store.add(block, m.from, end, m.fromLine);
    m.from = -1;
    waiting.push(m);
    if (waiting.length > OPEN_MESSAGES) finish(waiting.shift()!, block, end, undefined);
  };

  /** Lines of the current message end, since a line of `thread` begins at `at`. */
  const interrupt = (block: Uint8Array, at: number, thread: number, after: PacketLine | undefined): void => {
    const m = current!;
    current = undefined;
    if (m.thread === thread) finish(m, block, at, after);
    else if (isComplete(m) && (m.packet !== undefined || m.skipped)) finish(m, block, at, undefined);
    else putAside(m, block, at);
  };

  /** The same thread writes something else: what it left open is over. */
  const resolve = (block: Uint8Array, thread: number, after: PacketLine | undefined): void => {
    for (let n = 0; n < waiting.length; ) {
      if (waiting[n]!.thread === thread) finish(waiting.splice(n, 1)[0]!, block, 0, after);
      else n++;
    }
  };

  const startMessage = (block: Uint8Array, end: number): void => {
    const m = free.pop() ?? logMessage();
    beginMessage(m, block, prefix.message, end);
    m.thread = prefix.thread;
    m.line = line;
    m.fromLine = line;
    m.time = lastTime;
    const packet = pending.get(prefix.thread);
    m.packet = packet?.open ? packet : undefined;
    current = m;
    countMessage(counters, m.method, m.status);
    if (m.method === 'REGISTER') watch.signIn();
  };

  const holdPacket = (block: Uint8Array, end: number): void => {
    let packet = pending.get(prefix.thread);
    if (packet === undefined) {
      if (pending.size === OPEN_MESSAGES) pending.delete(pending.keys().next().value!);
      packet = pendingPacket();
      pending.set(prefix.thread, packet);
    }
    holdPacketLine(packet, block, prefix.message, end);
  };

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
    if (current !== undefined || waiting.length > 0) {
      const asked = waiting.length > 0 || current?.packet === undefined;
      const after = kind === 'end' && asked ? readPacketLine(block, message, feed) : undefined;
      if (current !== undefined) interrupt(block, at, thread, after);
      if (waiting.length > 0) resolve(block, thread, after);
    }
    if (kind === undefined) {
      watch.line(block, message, feed, line, timeOfLine);
      return;
    }
    if (kind === 'sip') {
      if (prefix.separator !== 0) lastTime = clock.time(prefix);
      startMessage(block, feed);
    } else if (kind === 'start') holdPacket(block, feed);
    else {
      const packet = pending.get(thread);
      if (packet) packet.open = false;
    }
  };

  /** A line without a prefix: it goes to the message being read; behind a line of another thread, to the message that
   *  line cut off, as trace lines have no second line where a message is open. */
  const continuation = (block: Uint8Array, at: number, end: number): void => {
    let m = current;
    if (waiting.length > 0 && (m === undefined || (isComplete(m) && !isBlank(block, at, end)))) {
      const index = waiting.findLastIndex((w) => !isComplete(w));
      if (index >= 0) {
        const resumed = waiting.splice(index, 1)[0]!;
        if (m !== undefined) {
          if (m.packet !== undefined || m.skipped) finish(m, block, at, undefined);
          else putAside(m, block, at);
        }
        resumed.from = at;
        resumed.fromLine = line + resumed.shift;
        current = resumed;
        m = resumed;
      }
    }
    if (m !== undefined) messageLine(m, block, at, end);
    else if (records === 0 && !isBlank(block, at, end)) unrecognised++;
  };

  /** The lines of a block. The loop stands alone: code behind it in one function makes V8 drop the optimised loop at
   *  the end of every block. @returns where the last line begins that was only counted, or -1. */
  const scan = (block: Uint8Array, words: Int32Array, view: DataView, start: number, end: number): number => {
    let plain = -1;
    for (let at = start; at < end; line++) {
      if (current === undefined && waiting.length === 0 && !run.any) {
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
        if (current !== undefined && waiting.length === 0) messageLine(current, block, at, stop);
        else continuation(block, at, stop);
      }
      if (feed - at > LINE_BYTES) damage.report({ source, line }, 'limit', 'line longer than 1 MiB');
      at = feed + 1;
    }
    return plain;
  };

  const take = (block: Uint8Array, start: number, end: number): void => {
    if (current !== undefined) {
      current.from = start;
      current.fromLine = line + current.shift;
    }
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    const plain = scan(block, wordsOf(block), view, start, end);
    // Plain lines were only counted; the last one's time may be the log's.
    if (plain >= 0) readPrefix(block, plain, end, prefix);
    if (current !== undefined && !current.skipped) current.store.add(block, current.from, end, current.fromLine);
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
    const nothing = new Uint8Array(0);
    if (current !== undefined) {
      // Its bytes are in the store.
      current.from = -1;
      waiting.push(current);
      current = undefined;
    }
    for (const m of waiting.splice(0)) finish(m, nothing, 0, undefined);
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
      const rest: LogRest = {
        last: timeOfLast(),
        current,
        waiting: [...waiting],
        pending,
        seam: left,
        drop() {
          seam = left;
          finishAll();
        },
      };
      const home: Home = { ...here, lines: left.length > 0 ? line : line - 1 };
      for (const m of current ? [...waiting, current] : waiting) {
        m.from = -1;
        m.home ??= home;
        m.shift += line;
      }
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

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false;
  return true;
}
