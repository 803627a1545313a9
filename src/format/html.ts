/** One page for everybody: the verdict for a manager, the proof for an engineer. Self-contained, without scripts; nothing
 *  in it can make a browser fetch anything. */
import type { Report } from '../report.ts';
import { callsPart } from './html/calls.ts';
import { clockOf, type PageClock, shownTime } from './html/clock.ts';
import { findingsPart, numbersOf, settingsPart } from './html/findings.ts';
import { areasPart, verdictPart } from './html/head.ts';
import { inputPart } from './html/input.ts';
import { h, type Markup } from './html/markup.ts';
import { pathPart } from './html/path.ts';
import { STYLE } from './html/style.ts';
import { timelinePart } from './html/timeline.ts';

const TITLE = 'Skype for Business on the VPN: diagnosis';

/** First to last time of the inputs whose clock is tied, in the page's clock. */
function spanOf(report: Report, clock: PageClock): string {
  const { offset } = clock;
  const times = report.sources.flatMap((s) => {
    if (s.first === undefined || s.last === undefined) return [];
    if (s.clock === 'utc') return [shownTime(s.first, clock), shownTime(s.last, clock)];
    // Local ones are in the page's clock already.
    return s.clock === 'local' && offset !== undefined ? [shownTime(s.first, clock), shownTime(s.last, clock)] : [];
  });
  const sorted = times
    .filter((t) => t.day !== '')
    .map((t) => `${t.day} ${t.time.slice(0, 8)}`)
    .sort();
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return '';
  const end = last.slice(0, 10) === first.slice(0, 10) ? last.slice(11) : last;
  return `${first} – ${end} ${clock.name}`;
}

function header(report: Report, clock: PageClock): Markup {
  const inputs = report.sources.length === 1 ? '1 input' : `${report.sources.length} inputs`;
  const parts = [`sfbdiag ${report.tool.version}`, inputs, spanOf(report, clock)].filter((x) => x !== '');
  return h`<header class="wrap"><h1>${TITLE}</h1>
<p>${parts.join(' · ')}</p>
<p>${
    report.redacted
      ? 'Names and addresses on this page are pseudonyms.'
      : 'This page holds names and addresses of your organisation. To send it outside, make it again with --redact.'
  }</p></header>`;
}

export function html(report: Report): string {
  const clock = clockOf(report);
  const numbers = numbersOf(report);
  const parts: readonly (readonly [id: string, name: string, part: Markup | undefined])[] = [
    ['verdict', 'Verdict', verdictPart(report)],
    ['areas', 'Areas', areasPart(report, numbers)],
    ['findings', 'Findings', findingsPart(report, numbers, clock)],
    ['timeline', 'Timeline', timelinePart(report, numbers, clock)],
    ['calls', 'Calls', callsPart(report)],
    ['path', 'Path', pathPart(report, numbers)],
    ['settings', 'Settings', settingsPart(report, numbers)],
    ['input', 'Input', inputPart(report)],
  ];
  const shown = parts.filter(([, , part]) => part !== undefined);
  const page = h`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="color-scheme" content="light dark">
<title>${TITLE}</title>
${STYLE}
</head>
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
${header(report, clock)}
<nav class="wrap" aria-label="Parts of this page"><ul>${shown.map(([id, name]) => h`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main class="wrap">${shown.map(([, , part]) => part)}
</main>
<footer class="wrap">Written by sfbdiag ${report.tool.version}. The page loads nothing and runs no script.</footer>
</body>
</html>
`;
  return page.toString();
}
