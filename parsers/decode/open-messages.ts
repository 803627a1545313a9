/** The SIP messages of a client trace that are open: which line belongs to which message, and when one is whole. Several
 *  threads write into one trace, and one cuts off what another was writing. */
import { OPEN_MESSAGES, SIP_MESSAGE_BYTES } from '../../src/limits.ts';
import type { Emit } from '../../src/parser.ts';
import type { Damage } from './damage.ts';
import { isBlank } from './lines.ts';
import {
  beginMessage,
  type Home,
  isComplete,
  type LogMessage,
  logMessage,
  messageLine,
  willKeep,
} from './log-message.ts';
import type { Prefix } from './log-prefix.ts';
import {
  holdPacketLine,
  NO_PACKET,
  type PacketLine,
  type PendingPacket,
  packetLineReader,
  pendingPacket,
} from './packet-line.ts';
import { decodeSip, emitSip } from './sip-message.ts';

/** What is open at the end of a file. */
export interface Left {
  readonly current: LogMessage | undefined;
  readonly waiting: readonly LogMessage[];
  readonly pending: Map<number, PendingPacket>;
}

export interface OpenMessages {
  /** Receives the lines that come. The parser's loop looks at it for every line. */
  current: LogMessage | undefined;
  /** Cut off by lines of another thread, or waiting for the line that tells their direction; newest last. */
  readonly waiting: LogMessage[];
  /** A block begins at `at`, with that line. */
  enter(at: number, line: number): void;
  /** The block ends: what is open keeps what it has of it. */
  exit(block: Uint8Array, end: number): void;
  /** The line that begins a message, up to `end`. */
  begin(block: Uint8Array, prefix: Prefix, end: number, line: number, time: number): LogMessage;
  /** A line with a prefix begins at `at`: the lines of what its thread left open are over. `message` is where a line
   *  begins that tells the direction of the message before, -1 = it is none. */
  over(block: Uint8Array, at: number, end: number, thread: number, message: number): void;
  /** A line without a prefix goes to the message being read; behind a line of another thread, to the message that line
   *  cut off, as trace lines have no second line where a message is open. @returns false where none is open. */
  add(block: Uint8Array, at: number, end: number, line: number): boolean;
  /** The line before a message that tells its direction; the line behind it closes that. */
  openPacket(block: Uint8Array, prefix: Prefix, end: number): void;
  closePacket(thread: number): void;
  /** No more lines: emits what there is. */
  finish(): void;
  /** What is open goes on in the next file, whose first line is `line` lines further on. */
  leave(line: number, home: Home): Left;
}

export function openMessages(source: string, emit: Emit, damage: Damage, before: Left | undefined): OpenMessages {
  const readPacketLine = packetLineReader();
  const pending = before?.pending ?? new Map<number, PendingPacket>();
  const free: LogMessage[] = [];
  const here: Home = { source, emit, damage, lines: Number.POSITIVE_INFINITY };

  /** Emits a message whose lines end before `end` of the block. */
  const complete = (m: LogMessage, block: Uint8Array, end: number, after: PacketLine | undefined): void => {
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
    open.waiting.push(m);
    if (open.waiting.length > OPEN_MESSAGES) complete(open.waiting.shift()!, block, end, undefined);
  };

  /** Lines of the current message end, since a line of `thread` begins at `at`. */
  const interrupt = (block: Uint8Array, at: number, thread: number, after: PacketLine | undefined): void => {
    const m = open.current!;
    open.current = undefined;
    if (m.thread === thread) complete(m, block, at, after);
    else if (isComplete(m) && (m.packet !== undefined || m.skipped)) complete(m, block, at, undefined);
    else putAside(m, block, at);
  };

  /** The same thread writes something else: what it left open is over. */
  const resolve = (block: Uint8Array, thread: number, after: PacketLine | undefined): void => {
    const { waiting } = open;
    for (let n = 0; n < waiting.length; ) {
      if (waiting[n]!.thread === thread) complete(waiting.splice(n, 1)[0]!, block, 0, after);
      else n++;
    }
  };

  const open: OpenMessages = {
    current: before?.current,
    waiting: [...(before?.waiting ?? [])],
    enter(at, line) {
      const m = open.current;
      if (m === undefined) return;
      m.from = at;
      m.fromLine = line + m.shift;
    },
    exit(block, end) {
      const m = open.current;
      if (m !== undefined && !m.skipped) m.store.add(block, m.from, end, m.fromLine);
    },
    begin(block, prefix, end, line, time) {
      const m = free.pop() ?? logMessage();
      beginMessage(m, block, prefix.message, end);
      m.thread = prefix.thread;
      m.line = line;
      m.fromLine = line;
      m.time = time;
      const packet = pending.get(prefix.thread);
      m.packet = packet?.open ? packet : undefined;
      open.current = m;
      return m;
    },
    over(block, at, end, thread, message) {
      const { current, waiting } = open;
      if (current === undefined && waiting.length === 0) return;
      const asked = waiting.length > 0 || current?.packet === undefined;
      const after = message >= 0 && asked ? readPacketLine(block, message, end) : undefined;
      if (current !== undefined) interrupt(block, at, thread, after);
      if (waiting.length > 0) resolve(block, thread, after);
    },
    add(block, at, end, line) {
      const { waiting } = open;
      let m = open.current;
      if (waiting.length > 0 && (m === undefined || (isComplete(m) && !isBlank(block, at, end)))) {
        const index = waiting.findLastIndex((w) => !isComplete(w));
        if (index >= 0) {
          const resumed = waiting.splice(index, 1)[0]!;
          if (m !== undefined) {
            if (m.packet !== undefined || m.skipped) complete(m, block, at, undefined);
            else putAside(m, block, at);
          }
          resumed.from = at;
          resumed.fromLine = line + resumed.shift;
          open.current = resumed;
          m = resumed;
        }
      }
      if (m === undefined) return false;
      messageLine(m, block, at, end);
      return true;
    },
    openPacket(block, prefix, end) {
      let packet = pending.get(prefix.thread);
      if (packet === undefined) {
        if (pending.size === OPEN_MESSAGES) pending.delete(pending.keys().next().value!);
        packet = pendingPacket();
        pending.set(prefix.thread, packet);
      }
      holdPacketLine(packet, block, prefix.message, end);
    },
    closePacket(thread) {
      const packet = pending.get(thread);
      if (packet) packet.open = false;
    },
    finish() {
      const nothing = new Uint8Array(0);
      if (open.current !== undefined) {
        // Its bytes are in the store.
        open.current.from = -1;
        open.waiting.push(open.current);
        open.current = undefined;
      }
      for (const m of open.waiting.splice(0)) complete(m, nothing, 0, undefined);
    },
    leave(line, home) {
      const { current, waiting } = open;
      for (const m of current ? [...waiting, current] : waiting) {
        m.from = -1;
        m.home ??= home;
        m.shift += line;
      }
      return { current, waiting: [...waiting], pending };
    },
  };
  return open;
}
