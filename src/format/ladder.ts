/** A ladder for the terminal, within 80 columns unless a name of the input is longer. */
import type { Ladder, LadderRow } from '../ladder.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;
/** Column of the first lane: a time and two blanks. */
const LEFT = 14;
/** Columns between lanes at most: wider reads no better. */
const STEP = 30;

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1))}…`;

/** Columns of the lanes; the last one's name has to fit. */
function columnsOf(ladder: Ladder): readonly number[] {
  const last = ladder.lanes.at(-1)?.name.length ?? 0;
  const gaps = Math.max(1, ladder.lanes.length - 1);
  const step = Math.min(STEP, Math.floor((WIDTH - LEFT - last) / gaps));
  return ladder.lanes.map((_, i) => LEFT + i * step);
}

function heads(ladder: Ladder, columns: readonly number[]): string {
  let line = '';
  ladder.lanes.forEach((lane, i) => {
    const room = (columns[i + 1] ?? WIDTH + 1) - columns[i]! - 1;
    line = line.padEnd(columns[i]!) + cut(lane.name, room);
  });
  return line;
}

/** As many whole words of the label as fit; a first word that does not is cut. */
function fitting(label: string, room: number): string {
  let fit = label;
  while (fit.length > room && fit.includes(' ')) fit = fit.slice(0, fit.lastIndexOf(' '));
  return cut(fit, room);
}

/** Columns for the words on an arrow between two lanes: ends, head and blanks take the rest. */
const roomOf = (row: LadderRow, columns: readonly number[]): number =>
  row.from === row.to ? WIDTH - LEFT : Math.abs(columns[row.to]! - columns[row.from]!) - 8;

/** `│── INVITE ──────>│`; on one lane `│ INVITE`. */
function arrow(row: LadderRow, columns: readonly number[]): string {
  const cells: string[] = Array.from({ length: columns.at(-1)! + 1 }, () => ' ');
  const put = (at: number, text: string): void => {
    [...text].forEach((c, i) => {
      cells[at + i] = c;
    });
  };
  for (const column of columns) cells[column] = '│';
  put(0, row.time ?? '');
  const [left, right] = [columns[Math.min(row.from, row.to)]!, columns[Math.max(row.from, row.to)]!];
  if (left === right) put(left + 2, row.label);
  else {
    put(left + 1, '─'.repeat(right - left - 1));
    put(left + 3, ` ${fitting(row.label, roomOf(row, columns))} `);
    put(row.from < row.to ? right - 1 : left + 1, row.from < row.to ? '>' : '<');
  }
  return cells.join('').trimEnd();
}

/** The arrow, and below it the place with what it carried. */
function drawn(row: LadderRow, columns: readonly number[]): string[] {
  const whole = row.label.length <= roomOf(row, columns);
  const [first, ...rest] = whole ? row.details : [row.label, ...row.details];
  const indent = ' '.repeat(LEFT + 2);
  return [
    arrow(row, columns),
    ...wrap(`${row.place}${first === undefined ? '' : `  ${first}`}`, WIDTH, indent, `${indent}  `),
    ...rest.flatMap((words) => wrap(words, WIDTH, indent, `${indent}  `)),
  ];
}

export function ladderText(ladder: Ladder): string {
  const columns = columnsOf(ladder);
  const wide = Math.max(...ladder.lanes.map((l) => l.name.length));
  const out = [
    ...wrap(ladder.title, WIDTH, '', '  '),
    ...(ladder.about.length > 0 ? wrap(ladder.about.join('; '), WIDTH, '  ') : []),
    ...ladder.lanes.flatMap((l) =>
      wrap(
        `${l.name.padEnd(wide)}  ${l.addresses.join(', ') || 'address not in the log'}`,
        WIDTH,
        '  ',
        ' '.repeat(wide + 4),
      ),
    ),
    '',
    heads(ladder, columns),
    ...ladder.rows.flatMap((row) => drawn(row, columns)),
  ];
  if (ladder.notes.length > 0) out.push('', ...ladder.notes.flatMap((note) => wrap(note, WIDTH)));
  if (ladder.untied.length > 0)
    out.push('', heads(ladder, columns), ...ladder.untied.flatMap((row) => drawn(row, columns)));
  return `${out.join('\n')}\n`;
}
