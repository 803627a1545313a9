/** Times of log lines that may not say which number is the month, or the date at all. */
import type { Fact, SdpSession, SipDiagnostic, SipMessage } from '../../src/facts.ts';
import { HELD_FACTS } from '../../src/limits.ts';
import type { Emit } from '../../src/parser.ts';
import { dayFirst, type Prefix, YEAR_FIRST } from './log-prefix.ts';

const DAY = 86_400_000;

export interface LogClock {
  /** To be told of each line whose date differs from the line before. */
  date(prefix: Prefix): void;
  /** Milliseconds since 1970 of a line, read as if its local time were UTC. */
  time(prefix: Prefix): number;
  /** Passes facts on, in order; holds them back while the order of day and month is open. */
  readonly emit: Emit;
  /** No more lines: takes the usual order if it is still open, and passes on what was held. */
  end(): void;
  /** A line with a date was seen. */
  readonly dated: boolean;
}

/**
 * `MM/DD/YYYY` is what clients write; dates with `.` or `-` are taken as day first; any number above 12 settles it, also
 * for the lines before. Lines without a date take that of the line before, or count from 1970-01-01 on, a day more each
 * time the clock falls back by half a day.
 */
export function logClock(out: Emit): LogClock {
  let dated = false;
  let settled = false;
  let assumedDayFirst = false;
  let swapped = false;
  let held: Fact[] = [];
  let day = 0;
  let lastClock = 0;

  const ymd = (year: number, month: number, dayOfMonth: number): number => Date.UTC(year, month - 1, dayOfMonth);
  const flush = (): void => {
    settled = true;
    const facts = held;
    held = [];
    const shifts = swapped ? retimer(swapDate) : undefined;
    for (const fact of facts) out(shifts ? shifts(fact) : fact);
  };
  return {
    date({ first, second, separator }) {
      if (!dated) assumedDayFirst = dayFirst(separator);
      dated = true;
      if (settled) return;
      if (separator === YEAR_FIRST) flush();
      else if (first > 12 !== second > 12) {
        swapped = first > 12 !== assumedDayFirst;
        flush();
      }
    },
    time({ first, second, year, separator, clock }) {
      if (clock < 0) clock = lastClock;
      if (separator === 0) {
        if (clock < lastClock - DAY / 2) day += DAY;
      } else if (separator === YEAR_FIRST) day = ymd(year, first, second);
      else {
        let dayIsFirst = assumedDayFirst !== swapped;
        if (first > 12) dayIsFirst = true;
        else if (second > 12) dayIsFirst = false;
        day = dayIsFirst ? ymd(year, second, first) : ymd(year, first, second);
      }
      lastClock = clock;
      return day + clock;
    },
    emit(fact) {
      if (settled || !dated) out(fact);
      else if (held.push(fact) >= HELD_FACTS) flush();
    },
    end: flush,
    get dated() {
      return dated;
    },
  };
}

/** The same moment with day and month exchanged. */
function swapDate(time: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  return Date.UTC(date.getUTCFullYear(), day - 1, date.getUTCMonth() + 1) + (((time % DAY) + DAY) % DAY);
}

/** Facts with other times. A message's own diagnostics and description stay the objects that are emitted on their own. */
function retimer(shift: (time: number) => number): (fact: Fact) => Fact {
  const done = new Map<Fact, Fact>();
  const retime = <T extends Fact>(fact: T): T => {
    const known = done.get(fact);
    if (known !== undefined) return known as T;
    let made: Fact = fact.time === undefined ? fact : { ...fact, time: shift(fact.time) };
    if (made.kind === 'sip.message') {
      const message: SipMessage = made;
      made = {
        ...message,
        diagnostics: message.diagnostics.map((d) => retime<SipDiagnostic>(d)),
        sdp: message.sdp && retime<SdpSession>(message.sdp),
      };
    }
    done.set(fact, made);
    return made as T;
  };
  return retime;
}
