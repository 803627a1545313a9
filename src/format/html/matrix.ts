/** The candidate pairs of a call as a table: ours down, theirs across. */
import type { Matrix, MatrixEnd, MatrixPair } from '../../report.ts';
import { h, type Markup } from './markup.ts';
import { OUTCOME } from './words.ts';

const ports = (end: MatrixEnd): string => (end.ports.some((p) => p > 0) ? `:${end.ports.join(', ')}` : '');

const end = (e: MatrixEnd): Markup =>
  h`<span class="end soft">${e.type} ${e.transport}${e.class === undefined ? undefined : h` <span class="tag ${e.class === 'tunnel' ? 'warn' : ''}">${e.class}</span>`}</span><span class="end mono">${e.address.includes(':') ? `[${e.address}]` : e.address}${ports(e)}</span>${
    e.base === undefined ? undefined : h`<span class="end soft small">leaves from ${e.base}</span>`
  }`;

/** Where a way was found, pairs without an answer are what every call leaves behind. */
function tone(pair: MatrixPair, found: boolean): string {
  if (pair.outcome === 'answered') return 'is-ok';
  if (pair.outcome === 'not-tried' || pair.outcome === 'unknown') return 'is-none';
  return found ? '' : 'is-bad';
}

function cell(pair: MatrixPair | undefined, found: boolean): Markup {
  if (!pair)
    return h`<td class="soft"><span aria-hidden="true">—</span><span class="hidden">cannot be paired</span></td>`;
  const [mark, words] = OUTCOME[pair.outcome] ?? ['?', pair.outcome];
  const shown = mark === '✕' && found ? '·' : mark;
  const frames = pair.frames ?? [];
  return h`<td class="${tone(pair, found)}"><strong><span aria-hidden="true">${shown} </span>${words}${pair.nominated ? ', chosen' : ''}</strong>${
    pair.words === '' ? undefined : h`<span class="small">${pair.words}</span>`
  }${
    frames.length > 0
      ? h`<br><span class="small soft">${pair.source ?? ''} frame${frames.length > 1 ? 's' : ''} ${frames.join(', ')}</span>`
      : undefined
  }</td>`;
}

/** @param title unique on the page, for the box that scrolls. */
export function matrixTable(m: Matrix, title: string): Markup {
  const found = m.pairs.some((p) => p.outcome === 'answered');
  const byPair = new Map(m.pairs.map((p) => [`${p.local} ${p.remote}`, p]));
  return h`
<div class="scroll" tabindex="0" role="region" aria-label="${title}">
<table class="matrix">
<caption>${m.media}: ours down, theirs across${m.left > 0 ? `; ${m.left} more addresses are left out` : ''}</caption>
<thead><tr><th scope="col">This side</th>${m.remotes.map((r) => h`<th scope="col">${end(r)}</th>`)}</tr></thead>
<tbody>${m.locals.map(
    (l, i) => h`
<tr><th scope="row">${end(l)}</th>${m.remotes.map((_, j) => cell(byPair.get(`${i} ${j}`), found))}</tr>`,
  )}
</tbody></table></div>`;
}
