/** Findings with their steps and folded evidence, and the settings that answer them. */
import type { ConfigBlock, Evidence, Finding, Report } from '../../report.ts';
import { explainedBy, team } from '../../verdict.ts';
import { frameFilter, placeOf } from '../place.ts';
import { type PageClock, shownTime } from './clock.ts';
import { h, type Markup } from './markup.ts';
import { CONFIDENCE, SEVERITY } from './words.ts';

/** Number of each finding, by its fingerprint. */
export type Numbers = ReadonlyMap<string, number>;

export const numbersOf = (report: Report): Numbers => new Map(report.findings.map((f, i) => [f.fingerprint, i + 1]));

export const findingLink = (n: number): Markup => h`<a href="#finding-${n}">finding ${n}</a>`;

/** For a list that has said what its numbers are. */
const numberLink = (n: number): Markup => h`<a href="#finding-${n}" aria-label="finding ${n}">${n}</a>`;

/** `finding 1, 4 and 5`, each a link; undefined without any. */
export function findingLinks(prints: readonly string[], numbers: Numbers): Markup | undefined {
  const known = [...new Set(prints.flatMap((p) => numbers.get(p) ?? []))].sort((a, b) => a - b);
  if (known.length === 0) return undefined;
  return h`${known.map((n, i) => (i === 0 ? findingLink(n) : h`, ${numberLink(n)}`))}`;
}

function evidenceItem(e: Evidence, clock: PageClock): Markup {
  const filter = frameFilter(e);
  const when = e.time === undefined ? undefined : shownTime(e.time, clock).time;
  return h`<li><span class="place"><code>${placeOf(e)}</code>${when === undefined ? undefined : h` <span class="soft">${when}</span>`}${
    filter === undefined ? undefined : h`<br><span class="soft">in Wireshark: <code>${filter}</code></span>`
  }</span><code>${e.excerpt}</code></li>`;
}

/** Steps not yet told, and where the others stand: nobody does the same thing twice. */
function steps(f: Finding, n: number, told: Map<string, string>): Markup {
  const fresh = f.fix.filter((step) => !told.has(step));
  const before = new Map<string, string[]>();
  for (const step of f.fix) {
    const [of = '', at = ''] = told.get(step)?.split('.') ?? [];
    if (of !== '') before.set(of, [...(before.get(of) ?? []), at].sort());
  }
  fresh.forEach((step, i) => {
    told.set(step, `${n}.${i + 1}`);
  });
  const known = [...before].map(
    ([of, at]) =>
      h`<p>${fresh.length > 0 ? 'Then step' : 'Step'}${at.length > 1 ? 's' : ''} ${at.join(', ')} of ${findingLink(Number(of))}.</p>`,
  );
  return h`${fresh.length > 0 ? h`<ol class="steps">${fresh.map((step) => h`<li>${step}</li>`)}</ol>` : undefined}${known}`;
}

function article(
  f: Finding,
  n: number,
  report: Report,
  numbers: Numbers,
  told: Map<string, string>,
  clock: PageClock,
): Markup {
  const explains = findingLinks(
    explainedBy(report, f).map((x) => x.fingerprint),
    numbers,
  );
  const because = findingLinks(f.causedBy, numbers);
  const tone = f.accepted ? '' : f.severity === 'error' ? 'bad' : f.severity === 'warning' ? 'warn' : '';
  const more = f.evidenceTotal - f.evidence.length;
  return h`
<article class="card finding" id="finding-${n}">
<div class="head"><h3><span class="number">${n}</span> ${f.title}</h3>${
    f.accepted ? h`<span class="tag">Accepted</span>` : undefined
  }<span class="tag ${tone}">${SEVERITY[f.severity]}</span></div>
<p>${f.message}</p>${
    f.accepted
      ? h`<p class="soft">Accepted by the site${f.accepted.until === undefined ? '' : ` until ${f.accepted.until}`}: ${f.accepted.reason}</p>`
      : undefined
  }
<h4>What to do</h4>
${steps(f, n, told)}
<dl class="facts">
<dt>Who</dt><dd>${team(f.owner)}</dd>
<dt>How to check</dt><dd>${f.verify}</dd>
<dt>How sure</dt><dd>${CONFIDENCE[f.confidence]}</dd>${explains ? h`<dt>Explains</dt><dd>${explains}</dd>` : undefined}${
    because ? h`<dt>Explained by</dt><dd>${because}</dd>` : undefined
  }
<dt>More</dt><dd><code>sfbdiag explain ${f.rule}</code></dd>
</dl>
<details><summary>Evidence<span class="hidden"> of finding ${n}</span> (${f.evidenceTotal})</summary>
<ul class="evidence">${f.evidence.map((e) => evidenceItem(e, clock))}</ul>${
    more > 0 ? h`<p class="soft small">… and ${more} more.</p>` : undefined
  }</details>
</article>`;
}

export function findingsPart(report: Report, numbers: Numbers, clock: PageClock): Markup | undefined {
  if (report.findings.length === 0) return undefined;
  const told = new Map<string, string>();
  return h`
<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>${report.findings.map((f, i) => article(f, i + 1, report, numbers, told, clock))}
</section>`;
}

function setting(b: ConfigBlock, n: number, numbers: Numbers): Markup {
  const answers = findingLinks(
    b.lines.flatMap((l) => l.answers),
    numbers,
  );
  // One text node for each line: what is copied is what stands here.
  return h`
<article class="card">
<h3>${b.title}</h3>
<p>${b.where}${answers ? h` <span class="soft">Answers ${answers}.</span>` : undefined}</p>
<pre tabindex="0" role="region" aria-label="Setting ${n}: ${b.title}"><code>${b.lines.map(
    (l, i) =>
      h`${
        i > 0
          ? h`
`
          : ''
      }${l.text}`,
  )}</code></pre>
<dl class="facts"><dt>How to check</dt><dd>${b.verify}</dd></dl>
</article>`;
}

export function settingsPart(report: Report, numbers: Numbers): Markup | undefined {
  if (report.configuration.length === 0) return undefined;
  return h`
<section id="settings" aria-labelledby="settings-title">
<h2 id="settings-title">Settings to paste</h2>${report.configuration.map((b, i) => setting(b, i + 1, numbers))}
</section>`;
}
