/** Everything that happened, in order: a strip to look at, and a list to read. */
import type { Report, TimelineEvent } from '../../report.ts';
import { placeOf } from '../place.ts';
import { instant, type PageClock, shownTime } from './clock.ts';
import { findingLinks, type Numbers } from './findings.ts';
import { h, type Markup } from './markup.ts';
import { LANE } from './words.ts';

const MARK = { ok: '✓', bad: '✕', info: '·' } as const;
const STATE = { ok: 'Fine: ', bad: 'Wrong: ', info: '' } as const;

/** One line a lane; the list below says the same in words. */
function strip(events: readonly TimelineEvent[], clock: PageClock): Markup | undefined {
  const times = events.flatMap((e) => instant(e.time) ?? []);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  if (times.length < 3 || last <= first) return undefined;
  const lanes = [...new Set(events.map((e) => e.lane))];
  const at = (e: TimelineEvent): string => ((((instant(e.time) ?? first) - first) / (last - first)) * 100).toFixed(2);
  const end = (ms: number): string => {
    const like = events.find((e) => instant(e.time) === ms);
    return like ? shownTime(like.time, clock).time.slice(0, 8) : '';
  };
  return h`<div class="lanes" aria-hidden="true">${lanes.map(
    (lane) =>
      h`<span>${LANE[lane] ?? lane}</span><div class="track">${events
        .filter((e) => e.lane === lane)
        .map((e) => h`<i class="is-${e.state}" style="left:${at(e)}%"></i>`)}</div>`,
  )}<span></span><div class="ends"><span>${end(first)}</span><span>${end(last)}</span></div></div>`;
}

function item(e: TimelineEvent, numbers: Numbers, clock: PageClock): Markup {
  const links = e.finding === undefined ? undefined : findingLinks([e.finding], numbers);
  return h`
<li class="is-${e.state}"><time datetime="${e.time}">${shownTime(e.time, clock).time}</time><span>${LANE[e.lane] ?? e.lane}</span><span class="what"><span class="mark" aria-hidden="true">${MARK[e.state] ?? '·'}</span><span class="hidden">${STATE[e.state] ?? ''}</span><span class="value">${e.words}</span>${
    links ? h` <span class="soft small">(${links})</span>` : undefined
  }</span><span class="place mono">${placeOf({ ...e, excerpt: '' })}</span></li>`;
}

function days(events: readonly TimelineEvent[], numbers: Numbers, clock: PageClock): Markup {
  const byDay = new Map<string, TimelineEvent[]>();
  for (const e of events) {
    const { day } = shownTime(e.time, clock);
    byDay.set(day, [...(byDay.get(day) ?? []), e]);
  }
  return h`${[...byDay].map(
    ([day, all]) => h`<p class="day">${day}</p>
<ol class="events">${all.map((e) => item(e, numbers, clock))}</ol>`,
  )}`;
}

export function timelinePart(report: Report, numbers: Numbers, clock: PageClock): Markup | undefined {
  const { timeline } = report;
  if (!timeline || timeline.events.length === 0) return undefined;
  const tied = timeline.events.filter((e) => e.time.endsWith('Z'));
  const untied = timeline.events.filter((e) => !e.time.endsWith('Z'));
  const parts: (readonly [string, readonly TimelineEvent[]])[] = [
    [`Times are ${clock.name}.`, tied],
    ['Times are those of the log itself; how far its clock is from UTC is not known (--utc-offset says so).', untied],
  ];
  return h`
<section id="timeline" aria-labelledby="timeline-title">
<h2 id="timeline-title">Timeline</h2>${parts
    .filter(([, events]) => events.length > 0)
    .map(
      ([note, events]) => h`
<div class="card"><p class="soft small">${note}</p>
${strip(events, clock)}
${days(events, numbers, clock)}</div>`,
    )}${
    timeline.left > 0
      ? h`<p class="soft">${timeline.left} more events are left out; those that failed or prove a finding are kept first.</p>`
      : undefined
  }
</section>`;
}
