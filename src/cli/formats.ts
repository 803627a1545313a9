/** The formats of a report, by name and by a file's extension. */
import type { Report } from '../report.ts';

export const FORMATS = ['text', 'json', 'ndjson', 'markdown', 'html', 'sarif', 'csv'] as const;
export type FormatName = (typeof FORMATS)[number];

export const BY_EXTENSION: Readonly<Record<string, FormatName>> = {
  '.txt': 'text',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.md': 'markdown',
  '.html': 'html',
  '.sarif': 'sarif',
  '.csv': 'csv',
};

/** How text is laid out; the other formats know neither. */
export interface Layout {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  readonly verbose: boolean;
}

/** Only the format asked for is loaded. */
export async function formatted(report: Report, format: FormatName, layout: Layout): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../format/json.ts')).json(report);
    case 'ndjson':
      return (await import('../format/ndjson.ts')).ndjson(report);
    case 'markdown':
      return (await import('../format/markdown.ts')).markdown(report);
    case 'html':
      return (await import('../format/html.ts')).html(report);
    case 'sarif':
      return (await import('../format/sarif.ts')).sarif(report);
    case 'csv':
      return (await import('../format/csv.ts')).csv(report);
    case 'text':
      return (await import('../format/text.ts')).text(report, layout);
  }
}
