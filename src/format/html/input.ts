/** What was read, whose addresses are whose, what was checked, and what this input could not show. */
import type { Report, SignInLine, SourceLine } from '../../report.ts';
import { accountLine } from '../account.ts';
import { h, type Markup } from './markup.ts';
import { GLOSSARY } from './words.ts';

const number = (n: number | undefined): string => (n ?? 0).toLocaleString('en-US');

/** Rows of the tables; more is for `--format json`. */
const ROWS = 200;

const box = (title: string, table: Markup): Markup =>
  h`
<div class="scroll" tabindex="0" role="region" aria-label="${title}">${table}</div>`;

function sourceRow(s: SourceLine): Markup {
  const size = s.frames === undefined ? `${number(s.records)} records` : `${number(s.frames)} frames`;
  const span =
    s.first === undefined ? '' : `${s.first.slice(0, 19).replace('T', ' ')} – ${(s.last ?? s.first).slice(11, 19)}`;
  const clock = s.clock === 'none' ? '' : s.clock === 'utc' ? 'UTC' : 'local';
  return h`
<tr><th scope="row" class="value">${s.name}</th><td>${s.parser}</td><td>${size}</td><td class="mono">${span}</td><td>${clock}</td></tr>`;
}

function sources(report: Report): Markup {
  return box(
    'Inputs',
    h`<table><caption>Inputs</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Read as</th><th scope="col">Size</th><th scope="col">Time</th><th scope="col">Clock</th></tr></thead>
<tbody>${report.sources.slice(0, ROWS).map(sourceRow)}
</tbody></table>`,
  );
}

function addresses(report: Report): Markup | undefined {
  const own = report.host.addresses.slice(0, ROWS);
  if (own.length === 0) return undefined;
  return box(
    'This PC’s addresses',
    h`<table><caption>This PC’s addresses</caption>
<thead><tr><th scope="col">Address</th><th scope="col">Adapter</th><th scope="col">How sure</th><th scope="col">Because</th></tr></thead>
<tbody>${own.map(
      (a) => h`
<tr><th scope="row" class="mono">${a.address}</th><td>${a.class}</td><td>${a.confidence}</td><td class="value">${a.because}</td></tr>`,
    )}
</tbody></table>`,
  );
}

const RESULT: Readonly<Record<SignInLine['result'], string>> = {
  'signed-in': 'signed in',
  refused: 'refused',
  redirected: 'sent on',
  unanswered: 'no answer',
  challenged: 'asked for credentials, given up',
  open: 'open at the end of the log',
};

function signIns(report: Report): Markup | undefined {
  const all = report.signIns.slice(0, ROWS);
  if (all.length === 0) return undefined;
  return box(
    'Sign-ins',
    h`<table><caption>Sign-ins, in the time of the log</caption>
<thead><tr><th scope="col">Begin</th><th scope="col">Server</th><th scope="col">Result</th><th scope="col">Way</th><th scope="col">Seconds</th></tr></thead>
<tbody>${all.map(
      (s) => h`
<tr><td class="mono">${s.start?.slice(0, 19).replace('T', ' ') ?? ''}</td><td class="mono">${s.registrar ?? ''}</td><td>${RESULT[s.result] ?? s.result}${
        s.status === undefined || s.result === 'signed-in' ? '' : `: ${s.status} ${s.reason ?? ''}`
      }</td><td>${s.way === 'edge' ? 'through the Edge' : s.way === 'inside' ? 'inside' : ''}</td><td>${s.seconds ?? ''}</td></tr>`,
    )}
</tbody></table>`,
  );
}

function outcomes(report: Report): Markup | undefined {
  if (report.outcomes.length === 0) return undefined;
  const fine = report.outcomes.flatMap((o) => (o.outcome === 'clear' ? [o.rule] : []));
  const byMissing = new Map<string, string[]>();
  for (const o of report.outcomes)
    if (o.outcome === 'skipped') {
      const missing = (o.missing ?? []).join(', ');
      byMissing.set(missing, [...(byMissing.get(missing) ?? []), o.rule]);
    }
  const failed = report.outcomes.flatMap((o) => (o.outcome === 'failed' ? [`${o.rule}: ${o.error}`] : []));
  return h`
<details><summary>Checks (${report.outcomes.length})</summary>
${fine.length > 0 ? h`<p><strong>Fine:</strong> <span class="value">${fine.join(', ')}</span></p>` : undefined}${
  byMissing.size > 0
    ? h`<p><strong>Skipped, and what they would need:</strong></p><ul>${[...byMissing].map(
        ([missing, rules]) => h`<li>${rules.join(', ')}: <span class="soft">${missing}</span></li>`,
      )}</ul>`
    : undefined
}${failed.length > 0 ? h`<p><strong>Failed:</strong></p><ul>${failed.map((f) => h`<li>${f}</li>`)}</ul>` : undefined}
</details>`;
}

export function inputPart(report: Report): Markup {
  const dropped = Object.entries(report.dropped);
  return h`
<section id="input" aria-labelledby="input-title">
<h2 id="input-title">What was read, and what was not seen</h2>
<p>${accountLine(report)}.</p>${
    report.blind.length > 0
      ? h`<div class="card"><h3>Not seen</h3><ul>${report.blind.map((b) => h`<li>${b}</li>`)}</ul></div>`
      : undefined
  }${
    dropped.length > 0
      ? h`<p>Let go, oldest first: ${dropped.map(([kind, n]) => `${number(n)} ${kind}`).join(', ')}. Narrow with --since and --until.</p>`
      : undefined
  }${sources(report)}${addresses(report)}${signIns(report)}${outcomes(report)}
<details><summary>Words on this page</summary>
<dl class="facts">${GLOSSARY.map(([term, meaning]) => h`<dt>${term}</dt><dd>${meaning}</dd>`)}</dl></details>
</section>`;
}
