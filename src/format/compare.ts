/** The comparison of two reports for the terminal. */
import { Chalk } from 'chalk';
import type { Comparison } from '../compare.ts';
import type { Finding } from '../report.ts';
import { count } from '../text.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;

export function compareText(c: Comparison, options: { readonly color: boolean }): string {
  const paint = new Chalk({ level: options.color ? 1 : 0 });
  const line = (mark: string, f: Finding, more = ''): string[] => [
    `${mark}  ${f.severity}  ${f.confidence}  ${paint.bold(f.rule)}${f.accepted ? '  accepted' : ''}`,
    ...wrap(`${f.message}${more}`, WIDTH, '         '),
  ];
  const out = [
    `${c.fixed.length} fixed, ${c.added.length} new, ${c.same.length} the same${c.unknown.length > 0 ? `, ${c.unknown.length} not to be told` : ''}`,
    '',
    ...c.added.flatMap((f) => line(paint.red('new    '), f)),
    ...c.same.flatMap((s) =>
      line(
        paint.yellow('same   '),
        s.after,
        s.before.severity === s.after.severity ? '' : ` (was ${s.before.severity})`,
      ),
    ),
    ...c.fixed.flatMap((f) => line(paint.green('fixed  '), f)),
    ...c.unknown.flatMap((u) =>
      line('unknown', u.finding, ` The second report could not show it: ${u.missing.join(', ')}.`),
    ),
  ];
  if (c.added.length + c.same.length + c.unknown.length === 0 && c.fixed.length > 0)
    out.push('', `All of it is gone: ${count(c.fixed.length, 'finding')}.`);
  return `${out.join('\n').trimEnd()}\n`;
}
