/** What a manager reads: the verdict in four lines, and the roll-up by area. */
import type { Report } from '../../report.ts';
import { verdict } from '../../verdict.ts';
import { findingLinks, type Numbers } from './findings.ts';
import { h, type Markup } from './markup.ts';
import { AREA, AREA_MARK } from './words.ts';

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export function verdictPart(report: Report): Markup {
  const v = verdict(report);
  const first = report.findings.find((f) => f.accepted === undefined);
  const looked = report.outcomes.some(
    (o) => o.rule !== 'input-damaged' && (o.outcome === 'clear' || o.outcome === 'found'),
  );
  const body =
    v && first
      ? h`<div class="card verdict"><dl>
<dt>What happened</dt><dd><p class="lead">${v.what}</p></dd>
<dt>Cause</dt><dd><p class="lead">${first.title}</p><p>${v.why}</p></dd>
<dt>Who acts</dt><dd><p class="lead">${sentence(v.who)}</p></dd>
<dt>Next step</dt><dd>${v.next}</dd>
</dl></div>`
      : looked
        ? h`<div class="card verdict fine"><p class="lead">Nothing wrong was found in what this input could show.</p>${
            report.findings.length > 0 ? h`<p>What is worth knowing stands under Findings.</p>` : undefined
          }</div>`
        : h`<div class="card verdict unknown"><p class="lead">This input could not show anything that the rules look for.</p></div>`;
  return h`
<section id="verdict" aria-labelledby="verdict-title">
<h2 id="verdict-title" class="hidden">Verdict</h2>
${body}${
  report.partial
    ? h`<div class="card is-warn"><span class="mark" aria-hidden="true">!</span> The run was stopped early: this page is partial. ${report.blind[0] ?? ''}</div>`
    : undefined
}
</section>`;
}

const TONE = { wrong: 'is-bad', doubtful: 'is-warn', fine: 'is-ok', 'not seen': 'is-none' } as const;

export function areasPart(report: Report, numbers: Numbers): Markup | undefined {
  if (report.areas.length === 0) return undefined;
  return h`
<section id="areas" aria-labelledby="areas-title">
<h2 id="areas-title">Area by area</h2>
<ul class="areas">${report.areas.map((a) => {
    const links = findingLinks(a.findings, numbers);
    const checks = `${a.checked} of ${a.rules} checks`;
    return h`
<li class="${TONE[a.state] ?? 'is-none'}"><span class="mark" aria-hidden="true">${AREA_MARK[a.state] ?? '–'}</span><div>${AREA[a.area] ?? a.area}<br><span class="state">${sentence(a.state)}</span> <span class="soft small">${
      links ?? (a.state === 'fine' && a.checked < a.rules ? `(${checks})` : '')
    }</span></div></li>`;
  })}</ul>
</section>`;
}
