/** Calls: all in one table, then candidate matrix and ladder of those that the report keeps. */
import type { CallDetail, CallLine, Report } from '../../report.ts';
import { ladderPart } from './ladder.ts';
import { h, type Markup } from './markup.ts';
import { matrixTable } from './matrix.ts';

/** Rows of the table; a day of a busy client has less. */
const CALLS = 200;

const failed = (c: CallLine): boolean => c.result === 'failed' || c.result === 'dropped';

const tag = (c: CallLine): Markup =>
  h`<span class="tag ${failed(c) ? 'bad' : c.result === 'connected' ? 'ok' : ''}">${c.result}</span>`;

const nameOf = (c: CallLine): string =>
  [c.direction === 'unknown' ? '' : c.direction, c.media.join(' and '), 'call'].filter((x) => x !== '').join(' ');

function row(c: CallLine, n: number, detailed: boolean): Markup {
  const codes = [...new Set(c.diagnostics)].join(', ');
  const final = c.final ? `${c.final.status} ${c.final.reason}` : '';
  return h`
<tr><th scope="row">${detailed ? h`<a href="#call-${n}">${n}</a>` : n}</th><td class="mono">${c.start?.slice(0, 19).replace('T', ' ') ?? ''}</td><td>${nameOf(c)}</td><td>${tag(c)}</td><td class="value">${[final, codes].filter((x) => x !== '').join('; ')}</td><td class="mono">${
    c.selected ? `${c.selected.local} ↔ ${c.selected.remote}` : ''
  }</td></tr>`;
}

function table(report: Report, detailed: ReadonlySet<string>): Markup {
  const left = report.calls.length - CALLS;
  return h`
<div class="scroll" tabindex="0" role="region" aria-label="All calls">
<table><caption>Times are those of the log${left > 0 ? `; ${left} more calls are left out` : ''}</caption>
<thead><tr><th scope="col">Call</th><th scope="col">Begin</th><th scope="col">What</th><th scope="col">Result</th><th scope="col">Answer and codes</th><th scope="col">Pair chosen</th></tr></thead>
<tbody>${report.calls.slice(0, CALLS).map((c, i) => row(c, i + 1, detailed.has(c.id)))}
</tbody></table></div>`;
}

function detail(d: CallDetail, c: CallLine | undefined, n: number, open: boolean): Markup {
  return h`
<details class="card" id="call-${n}"${open ? h` open` : undefined}><summary><h3>Call ${n}: ${c ? nameOf(c) : d.call}${
    c?.start === undefined ? '' : ` of ${c.start.slice(11, 19)}`
  }</h3> ${c ? tag(c) : undefined}</summary>
<p class="value">${d.ladder.title}</p>${
    d.ladder.about.length > 0 ? h`<p class="soft value">${d.ladder.about.join('; ')}</p>` : undefined
  }${
    d.matrices.length > 0
      ? h`
<h4>Which pairs of addresses were tried</h4>${d.matrices.map((m, i) => matrixTable(m, `Pairs of call ${n}, ${m.media} ${i + 1}`))}
<p class="soft small">An address seen outside (srflx) is checked from its host address and shares its row. “Not tried” is said only where a capture of that adapter covers the whole call.</p>`
      : h`<p class="soft">No candidates of both sides are in the input.</p>`
  }
<h4>Who said what</h4>${ladderPart(d.ladder, `call ${n}`)}
</details>`;
}

export function callsPart(report: Report): Markup | undefined {
  if (report.calls.length === 0) return undefined;
  const details = report.callDetails ?? [];
  const number = new Map(report.calls.map((c, i) => [c.id, i + 1]));
  // A call that failed is what the page is about; one alone is looked at anyway.
  const first = details.find((d) => {
    const call = report.calls[(number.get(d.call) ?? 0) - 1];
    return details.length === 1 || (call !== undefined && failed(call));
  });
  const left = report.calls.length - details.length;
  return h`
<section id="calls" aria-labelledby="calls-title">
<h2 id="calls-title">Calls</h2>${table(report, new Set(details.map((d) => d.call)))}${details.flatMap((d) => {
    const n = number.get(d.call);
    return n === undefined ? [] : [detail(d, report.calls[n - 1], n, d === first)];
  })}${
    report.callDetails && left > 0
      ? h`<p class="soft">Of ${left} more calls neither pairs nor messages are kept; those that failed go first.</p>`
      : undefined
  }
</section>`;
}
