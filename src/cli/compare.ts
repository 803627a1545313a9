/** `sfbdiag compare` */
import { compare } from '../compare.ts';
import { compareText } from '../format/compare.ts';
import type { FailOn } from './arguments.ts';
import { print, useColor } from './output.ts';
import { statusOf } from './status.ts';
import { stored } from './stored.ts';

export interface CompareFlags {
  readonly format: 'text' | 'json';
  readonly failOn: FailOn;
  readonly color: boolean;
}

/** @returns the exit status: 1 when something at or above `failOn` is new, the same, or not to be told. */
export async function compareReports(before: string, after: string, flags: CompareFlags): Promise<number> {
  const result = compare(await stored(before), await stored(after));
  await print(
    flags.format === 'json'
      ? `${JSON.stringify(result, null, 2)}\n`
      : compareText(result, { color: flags.color && useColor() }),
  );
  const open = [...result.added, ...result.same.map((s) => s.after), ...result.unknown.map((u) => u.finding)];
  return statusOf(open, flags.failOn);
}
