/** A report read back from its JSON, to be shown in another format or compared. The file may come from anywhere: its
 *  text is made inert again. */
import type { Report } from './report.ts';
import { isObject, isReport } from './stored-shape.ts';
import { inert } from './text.ts';

/** @returns the report, or why it is none: `is not JSON`, `is no report of sfbdiag`, `is of schema 2, …`. */
export function storedReport(text: string): Report | string {
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, v: unknown) => {
      if (typeof v === 'string') return inert(v);
      // Names are text too.
      return isObject(v) && Object.keys(v).some((k) => inert(k) !== k)
        ? Object.fromEntries(Object.entries(v).map(([k, x]) => [inert(k), x]))
        : v;
    });
  } catch {
    return 'is not JSON';
  }
  if (!isObject(value) || !isObject(value.tool) || value.tool.name !== 'sfbdiag') return 'is no report of sfbdiag';
  if (value.schema !== 1)
    return `is of schema ${inert(String(value.schema)).slice(0, 20)}, this version reads schema 1`;
  // Reports of the first release have no areas, configuration, account, timeline, call details and path.
  const whole: Record<string, unknown> = {
    ...value,
    areas: value.areas ?? [],
    configuration: value.configuration ?? [],
    read: value.read ?? { bytes: 0, records: 0, frames: 0, unrecognised: 0, damaged: 0 },
  };
  return isReport(whole) ? (whole as unknown as Report) : 'is a damaged report: parts of it are missing';
}
