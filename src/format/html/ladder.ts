/** A call's ladder: a drawing, and the same rows as a table with details and places. */
import type { Ladder, LadderRow } from '../../ladder.ts';
import { h, type Markup } from './markup.ts';

const LEFT = 110;
const STEP = 225;
const ROW = 34;
const TOP = 54;

type Tone = 'ok' | 'failed' | 'unused' | 'plain';

/** By the words of the ladder itself: what was refused or stayed unanswered, and what was answered.
 *  @param found a check was answered: then those that were not are what every call leaves behind. */
function toneOf(row: LadderRow, found: boolean): Tone {
  if (/^[4-6]\d\d\b/.test(row.label)) return /^(?:401|407)\b/.test(row.label) ? 'plain' : 'failed';
  if (/^2\d\d\b/.test(row.label)) return 'ok';
  const told = row.details.join(' ');
  if (!/^(?:STUN|TURN) /.test(row.label)) return 'plain';
  if (/: no answer|: error |: refused /.test(told)) return found && row.label.startsWith('STUN') ? 'unused' : 'failed';
  return /: answered|: relay /.test(told) ? 'ok' : 'plain';
}

/** Characters that fit in so many pixels of the drawing's type. */
const shortened = (text: string, width: number): string => {
  const most = Math.max(3, Math.floor(width / 7.2));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
};

/** What a check or an allocation was about stands on its arrow; a message's details only in the table. */
const labelOf = (row: LadderRow): string =>
  /^(?:STUN|TURN) /.test(row.label) && row.details[0] !== undefined ? `${row.label}  ${row.details[0]}` : row.label;

const laneX = (lane: number): number => LEFT + lane * STEP;

function arrow(row: LadderRow, i: number, found: boolean): Markup {
  const y = TOP + i * ROW + 22;
  const tone = toneOf(row, found);
  const [from, to] = [laneX(row.from), laneX(row.to)];
  const time = h`<text class="t-mono" x="0" y="${y + 4}">${row.time ?? ''}</text>`;
  if (from === to)
    return h`${time}<circle class="tip ${tone}" cx="${from}" cy="${y}" r="4"/><text x="${from + 10}" y="${y + 4}">${shortened(labelOf(row), STEP)}</text>`;
  const way = to > from ? 1 : -1;
  const middle = (from + to) / 2;
  return h`${time}<line class="link ${tone}" x1="${from}" y1="${y}" x2="${to - way * 8}" y2="${y}"/><path class="tip ${tone}" d="M${to} ${y}l${-way * 10} -5v10z"/><text x="${middle}" y="${y - 6}" text-anchor="middle">${shortened(labelOf(row), Math.abs(to - from) - 24)}</text>`;
}

function drawing(ladder: Ladder, rows: readonly LadderRow[], title: string): Markup {
  const lanes = ladder.lanes.length;
  const inside = rows.filter((r) => r.from < lanes && r.to < lanes && r.from >= 0 && r.to >= 0);
  const found = inside.some((r) => r.label.startsWith('STUN') && toneOf(r, false) === 'ok');
  const width = laneX(lanes - 1) + 110;
  const height = TOP + inside.length * ROW + 16;
  return h`<svg viewBox="0 0 ${width} ${height}" style="width:${width}px" role="img" aria-label="${title}: ${rows.length} messages; the table below has them all">${ladder.lanes.map(
    (l, i) =>
      h`<text class="t-bold" x="${laneX(i)}" y="18" text-anchor="middle">${shortened(l.name, STEP)}</text><text class="t-soft" x="${laneX(i)}" y="36" text-anchor="middle">${shortened(l.addresses[0] ?? '', STEP - 8)}${
        l.addresses.length > 1 ? ` +${l.addresses.length - 1}` : ''
      }</text><line class="life" x1="${laneX(i)}" y1="${TOP - 8}" x2="${laneX(i)}" y2="${height - 6}"/>`,
  )}${inside.map((r, i) => arrow(r, i, found))}</svg>`;
}

function table(ladder: Ladder, rows: readonly LadderRow[], title: string): Markup {
  const name = (lane: number): string => ladder.lanes[lane]?.name ?? '?';
  return h`
<details><summary>${title}, with details and places</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${title} as a table">
<table><caption>${title}</caption>
<thead><tr><th scope="col">Time</th><th scope="col">From</th><th scope="col">To</th><th scope="col">What</th><th scope="col">Details</th><th scope="col">Place</th></tr></thead>
<tbody>${rows.map(
    (r) => h`
<tr><td class="mono">${r.time ?? ''}</td><td>${name(r.from)}</td><td>${r.from === r.to ? '' : name(r.to)}</td><td class="value">${r.label}</td><td class="value">${r.details.map((d, i) => h`${i > 0 ? h`<br>` : undefined}${d}`)}</td><td class="mono">${r.place}</td></tr>`,
  )}
</tbody></table></div></details>`;
}

function part(ladder: Ladder, rows: readonly LadderRow[], title: string): Markup | undefined {
  if (rows.length === 0 || ladder.lanes.length === 0) return undefined;
  return h`
<div class="scroll picture" tabindex="0" role="region" aria-label="${title}, drawn">${drawing(ladder, rows, title)}</div>${table(ladder, rows, title)}`;
}

/** @param call `call 1`: makes names unique on the page. */
export function ladderPart(ladder: Ladder, call: string): Markup {
  return h`${part(ladder, ladder.rows, `Messages of ${call}`)}${ladder.notes.map((n) => h`<p class="soft small">${n}</p>`)}${part(
    ladder,
    ladder.untied,
    `Packets of ${call} in UTC`,
  )}`;
}
