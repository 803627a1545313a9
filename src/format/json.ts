import type { Report } from '../report.ts';

/** The report itself, indented, with a final line end. Same report, same bytes. */
export const json = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
