/** The shipped samples and their files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { NamedBytes } from './analyze-bytes.ts';

export const SAMPLES = join(import.meta.dirname, '..', 'samples');

/** Folders of samples, by name. */
export const sampleNames: readonly string[] = readdirSync(SAMPLES, { withFileTypes: true })
  .filter((e) => e.isDirectory() && e.name !== 'make' && e.name !== 'expected')
  .map((e) => e.name)
  .sort();

/** Its files with those of folders within, named as the command line names them. */
export function sampleFiles(sample: string): NamedBytes[] {
  const folder = join(SAMPLES, sample);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}
