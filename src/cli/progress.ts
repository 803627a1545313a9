/** One line on a terminal that tells how far a long run is. Own lines, no package: it is one line, and must cost nothing
 *  where there is no terminal. */
import { clean } from '../text.ts';

/** Shorter runs show nothing; ms. */
const QUIET = 1000;
/** Between two pictures; ms. */
const PAUSE = 100;

/** What it needs of a terminal (`tty.WriteStream`). */
export interface Screen {
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** The next input, and what is left with it, bytes; undefined where that is not known. */
  begin(name: string, left: number | undefined): void;
  /** Bytes that were read. */
  add(bytes: number): void;
  /** Takes the line away. */
  end(): void;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `950 B`, `1.2 GB`; powers of 1000, as disks and networks are sold. */
export function sizeWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** `40 s`, `3 min 20 s`, `2 h 5 min` */
function timeWords(seconds: number): string {
  const s = Math.max(1, Math.ceil(seconds));
  if (s < 100) return `${s} s`;
  if (s < 6000) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** @param found what was found so far, in words; '' for nothing
 *  @param now ms, of any origin */
export function progress(screen: Screen, found: () => string, now: () => number): Progress {
  const began = now();
  let drawn = began + QUIET - PAUSE;
  let shown = false;
  let name = '';
  let done = 0;
  /** Bytes of the whole run. */
  let total: number | undefined;
  const draw = (time: number): void => {
    const rate = done / ((time - began) / 1000);
    const parts = [
      total === undefined ? sizeWords(done) : `${sizeWords(done)} of ${sizeWords(Math.max(total, done))}`,
      `${sizeWords(rate)}/s`,
      ...(total !== undefined && total > done ? [`${timeWords((total - done) / rate)} left`] : []),
      name,
      ...(found() === '' ? [] : [found()]),
    ];
    // Erase to the end of the line (ECMA-48 8.3.41).
    screen.write(`\r${clean(parts.join(', '), Math.max(20, (screen.columns ?? 80) - 1))}\u001b[K`);
    shown = true;
  };
  return {
    begin(next, left) {
      name = clean(next, 40);
      total = left === undefined ? undefined : done + left;
    },
    add(bytes) {
      done += bytes;
      const time = now();
      if (time - drawn < PAUSE) return;
      drawn = time;
      draw(time);
    },
    end() {
      if (shown) screen.write('\r\u001b[K');
      shown = false;
    },
  };
}

/** `12 SIP messages, 1 damaged place` */
export const foundWords = (messages: number, damaged: number): string =>
  [
    ...(messages > 0 ? [`${messages.toLocaleString('en-US')} SIP message${messages === 1 ? '' : 's'}`] : []),
    ...(damaged > 0 ? [`${damaged.toLocaleString('en-US')} damaged place${damaged === 1 ? '' : 's'}`] : []),
  ].join(', ');
