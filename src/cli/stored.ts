import { readFile } from 'node:fs/promises';
import type { Report } from '../report.ts';
import { storedReport } from '../stored.ts';
import { UsageError } from '../usage-error.ts';

/** The report that a file holds. @throws UsageError with the reason why it holds none. */
export async function stored(file: string): Promise<Report> {
  const words = await readFile(file, 'utf8').catch(() => undefined);
  if (words === undefined) throw new UsageError(`cannot read ${file}`);
  const report = storedReport(words);
  if (typeof report === 'string') throw new UsageError(`${file} ${report}`);
  return report;
}
