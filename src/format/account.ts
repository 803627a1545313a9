/** Lines that add up: the roll-up by area, and what was read. */
import type { Report } from '../report.ts';
import { count } from '../text.ts';

const number = (n: number): string => n.toLocaleString('en-US');
const many = (n: number, one: string): string => `${number(n)} ${n === 1 ? one : `${one}s`}`;

/** `DNS wrong`, `Edge fine (3 of 4 checks)` */
export const areaWords = (report: Report): readonly string[] =>
  report.areas.map(
    (a) =>
      `${a.area} ${a.state}${a.state === 'fine' && a.checked < a.rules ? ` (${a.checked} of ${a.rules} checks)` : ''}`,
  );

/** `73 records and 351 frames read, 2 of them in no known form, 1 place damaged, 0 dropped; 39 rules: 10 found …` */
export function accountLine(report: Report): string {
  const { records, frames, unrecognised, damaged } = report.read;
  const size = [
    ...(records > 0 || frames === 0 ? [many(records, 'record')] : []),
    ...(frames > 0 ? [many(frames, 'frame')] : []),
  ].join(' and ');
  const dropped = Object.values(report.dropped).reduce((sum, n) => sum + n, 0);
  const of = (outcome: string): number => report.outcomes.filter((o) => o.outcome === outcome).length;
  const failed = of('failed');
  return [
    `${size} read`,
    ...(unrecognised > 0 ? [`${number(unrecognised)} in no known form`] : []),
    `${count(damaged, 'place')} damaged`,
    `${number(dropped)} dropped`,
  ]
    .join(', ')
    .concat(
      `; ${many(report.outcomes.length, 'rule')}: ${of('found')} found something, ${of('clear')} fine, ${of('skipped')} skipped${failed > 0 ? `, ${failed} failed` : ''}`,
    );
}
