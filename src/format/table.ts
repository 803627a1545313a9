import Table from 'cli-table3';
import { columns, wrap } from './wrap.ts';

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

/** Aligned columns, no frame, no trailing blanks. */
export function table(rows: readonly (readonly string[])[]): string {
  const t = new Table({ chars: BORDERLESS, style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] } });
  t.push(...rows.map((r) => [...r]));
  return t
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The same within `width` columns: where a row is longer, what comes last in all of them goes below, indented. */
export function tableWithin(rows: readonly (readonly string[])[], width: number, indent: string): string {
  for (let kept = Math.max(0, ...rows.map((r) => r.length)); ; kept--) {
    const lines = table(rows.map((r) => r.slice(0, kept))).split('\n');
    if (kept > 3 && lines.some((line) => columns(line) > width)) continue;
    return lines
      .flatMap((line, i) => {
        const rest = rows[i]!.slice(kept).filter((cell) => cell !== '');
        return rest.length === 0 ? [line] : [line, ...wrap(rest.join('  '), width, indent)];
      })
      .join('\n');
  }
}
