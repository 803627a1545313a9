/** Standard output, and the files that -o names. */
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Report } from '../report.ts';
import { clean } from '../text.ts';
import { UsageError } from '../usage-error.ts';
import type { RenderFlags } from './arguments.ts';
import { BY_EXTENSION, type FormatName, formatted } from './formats.ts';

export interface Output {
  readonly file: string;
  readonly format: FormatName;
}

/** @throws UsageError for what could not be written: before the work, not behind it. */
export function outputsOf(files: readonly string[]): readonly Output[] {
  const seen = new Set<string>();
  return files.map((file) => {
    if (file === '-') throw new UsageError('-o names a file; --format says what goes to standard output');
    const format = BY_EXTENSION[extname(file).toLowerCase()];
    if (!format)
      throw new UsageError(`no format for ${file}: its name ends in none of ${Object.keys(BY_EXTENSION).join(' ')}`);
    if (seen.has(resolve(file))) throw new UsageError(`-o names ${file} twice`);
    seen.add(resolve(file));
    return { file, format };
  });
}

/** @throws UsageError rather than overwrite what is to be read. */
export function keepInputs(inputs: readonly { readonly path: string }[], outputs: readonly Output[]): void {
  const paths = new Set(inputs.filter((i) => i.path !== '-').map((i) => resolve(i.path)));
  for (const { file } of outputs)
    if (paths.has(resolve(file))) throw new UsageError(`${file} is an input, and is not overwritten`);
}

/** Whether standard output takes colour. */
export const useColor = (): boolean =>
  (process.env.NO_COLOR ?? '') === '' && (process.stdout.isTTY || (process.env.FORCE_COLOR ?? '') !== '');

/** For standard output: as wide as the terminal, within reason. */
export function render(report: Report, flags: RenderFlags): Promise<string> {
  const width = process.stdout.isTTY ? Math.max(60, Math.min(process.stdout.columns ?? 80, 120)) : 80;
  return formatted(report, flags.format, { color: flags.color && useColor(), width, verbose: flags.verbose ?? false });
}

/** Writes every file it can; one that cannot be written is named on standard error.
 *  @returns whether all were written. */
export async function writeOutputs(report: Report, outputs: readonly Output[], flags: RenderFlags): Promise<boolean> {
  let all = true;
  for (const { file, format } of outputs) {
    const words = await formatted(report, format, { color: false, width: 80, verbose: flags.verbose ?? false });
    try {
      await replace(file, words);
    } catch (error) {
      complain(`cannot write ${file} (${writeFault(error)})`);
      all = false;
    }
  }
  return all;
}

/** Readers of the file see the old one or the whole new one. What is no plain file (a device, a pipe) is written to. */
export async function replace(file: string, words: string): Promise<void> {
  const known = await stat(file).catch(() => undefined);
  if (known && !known.isFile()) return writeFile(file, words);
  const place = known ? await realpath(file) : file;
  const draft = join(dirname(place), `.${basename(place)}.${process.pid}.tmp`);
  try {
    await writeFile(draft, words, { flag: 'wx', ...(known && { mode: known.mode & 0o777 }) });
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Why a file cannot be written; without the machine's path. */
export function writeFault(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === 'ENOENT') return 'no such folder';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'no permission';
  if (code === 'ENOSPC') return 'no space left';
  return code ?? (error instanceof Error ? error.message : String(error));
}

/** One line on standard error. */
export const complain = (words: string): void => {
  process.stderr.write(`sfbdiag: ${clean(words, 400)}\n`);
};

/** Waits for a slow reader; a reader that went away (`| head`) is no fault.
 *  @throws UsageError when it cannot be written. */
export function print(words: string): Promise<void> {
  return new Promise((done, fail) => {
    process.stdout.write(words, (error) => {
      if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') done();
      else fail(new UsageError(`cannot write standard output (${writeFault(error)})`));
    });
  });
}
