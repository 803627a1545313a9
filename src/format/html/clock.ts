/** Times as the page shows them: in the user's own clock where the report ties it to UTC, else as they are. */
import type { Report } from '../../report.ts';

export interface PageClock {
  /** Minutes east of UTC of everything that is tied; undefined = UTC is shown. */
  readonly offset?: number;
  /** `UTC+01:00`, `UTC` */
  readonly name: string;
}

export function clockOf(report: Report): PageClock {
  const offsets = new Set(report.sources.flatMap((s) => (s.clock === 'local' ? [s.utcOffset] : [])));
  const [only] = offsets;
  if (offsets.size !== 1 || typeof only !== 'number' || !Number.isFinite(only)) return { name: 'UTC' };
  const minutes = Math.abs(Math.round(only));
  const hours = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return { offset: only, name: only === 0 ? 'UTC' : `UTC${only < 0 ? '−' : '+'}${hours}` };
}

/** Milliseconds since 1970 of an ISO 8601 time, without a zone as if in UTC; undefined when it is none. */
export function instant(time: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(time)
    ? Date.parse(time.endsWith('Z') ? time : `${time}Z`)
    : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Day and time of day, in the page's clock where the time is in UTC: `2026-03-02`, `09:20:28.312`. */
export function shownTime(time: string, clock: PageClock): { readonly day: string; readonly time: string } {
  const ms = instant(time);
  if (ms === undefined) return { day: '', time };
  const shift = time.endsWith('Z') ? (clock.offset ?? 0) * 60_000 : 0;
  const shifted = ms + shift;
  if (Math.abs(shifted) > 8.64e15) return { day: '', time };
  const iso = new Date(shifted).toISOString();
  return { day: iso.slice(0, 10), time: iso.slice(11, 23) };
}
