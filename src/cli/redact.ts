/** `sfbdiag redact`: copies of logs, texts and captures that can be given away. */
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parsers } from '../../parsers/index.ts';
import { type Input, inputsOf, type OpenInput, Unreadable } from '../open.ts';
import { type Redaction, redaction } from '../redact/run.ts';
import type { Rewriter } from '../redact/text-file.ts';
import { parserFor } from '../run.ts';
import { clean } from '../text.ts';
import { UsageError } from '../usage-error.ts';
import { complain, print, writeFault } from './output.ts';

export interface RedactFlags {
  readonly output: string;
  readonly mapping?: string;
  readonly quiet?: boolean;
}

/** Part of every answer: what nobody may take for covered. */
const NOT_COVERED = `not covered: names that nothing marks as such (a person in free text, a project), what encrypted packets
hold, times, sizes, ports, products and versions. Read "sfbdiag redact --help", and look before you send.`;

/** A name within the folder: nothing of it leads out. */
const within = (name: string): string =>
  name
    .split(/[\\/]+/)
    .map((part) => part.replace(/[\u0000-\u001f:*?"<>|]/g, '_'))
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/') || 'input';

async function pass(opened: OpenInput, to: Rewriter): Promise<void> {
  for await (const chunk of opened.chunks()) to.push(chunk);
  to.end();
}

/** Each input that can be read, in the order of its name.
 *  @returns those that were. */
async function eachInput(
  inputs: readonly Input[],
  work: (input: Input, opened: OpenInput) => Promise<void>,
  skip: (input: Input, reason: string) => void,
): Promise<void> {
  for (const input of inputs) {
    let opened: OpenInput;
    try {
      opened = await input.open();
    } catch (error) {
      skip(input, error instanceof Unreadable ? error.message : `cannot be read (${writeFault(error)})`);
      continue;
    }
    try {
      if (parserFor(parsers, opened, input.name)) await work(input, opened);
      else skip(input, 'is not copied: it is no client log, server log, SIP text, command output or capture');
    } finally {
      await opened.close();
    }
  }
}

async function copy(run: Redaction, opened: OpenInput, file: string): Promise<readonly string[]> {
  await mkdir(dirname(file), { recursive: true });
  let handle: FileHandle;
  try {
    handle = await open(file, 'wx');
  } catch (error) {
    const exists = (error as { code?: string }).code === 'EEXIST';
    throw new UsageError(
      exists ? `${file} exists, and is not overwritten` : `cannot write ${file} (${writeFault(error)})`,
    );
  }
  try {
    let out: Uint8Array[] = [];
    const rewriter = run.rewrite(opened.head, (bytes) => out.push(bytes));
    const flush = async (): Promise<void> => {
      if (out.length > 0) await handle.writev(out);
      out = [];
    };
    for await (const chunk of opened.chunks()) {
      rewriter.push(chunk);
      await flush();
    }
    rewriter.end();
    await flush();
    const damage = opened.damage();
    return [...rewriter.notes(), ...(damage === undefined ? [] : [`it could not be read to its end (${damage})`])];
  } finally {
    await handle.close();
  }
}

/** @returns the exit status. */
export async function redact(paths: readonly string[], flags: RedactFlags): Promise<number> {
  if (paths.includes('-')) throw new UsageError('standard input can be read once only: save it as a file');
  // Files of a bundle stay in its order: out of it, a .tgz would be unpacked again for each.
  const place = (input: Input): string => input.bundle ?? input.name;
  const inputs = [...(await inputsOf(paths, undefined))].sort((a, b) =>
    place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0,
  );
  if (flags.mapping !== undefined && existsSync(flags.mapping))
    throw new UsageError(`${flags.mapping} exists, and is not overwritten`);
  const run = redaction();
  const read = new Set<Input>();
  await eachInput(
    inputs,
    async (input, opened) => {
      await pass(opened, run.learn(opened.head));
      read.add(input);
    },
    (input, reason) => complain(`${input.name} ${reason}`),
  );
  if (read.size === 0) throw new UsageError('none of the inputs could be read');
  run.ready();
  const used = new Set<string>();
  const lines: string[] = [];
  await eachInput(
    [...read],
    async (input, opened) => {
      let name = within(run.path(input.name.replace(/\.gz$/i, '')));
      for (let n = 2; used.has(name.toLowerCase()); n++) name = within(`${n}-${run.path(input.name)}`);
      used.add(name.toLowerCase());
      const notes = await copy(run, opened, join(flags.output, name));
      lines.push(
        `${input.name === name ? name : `${clean(input.name)} → ${name}`}${notes.map((n) => `\n  ${n}`).join('')}`,
      );
    },
    (input, reason) => complain(`${input.name} ${reason}`),
  );
  if (flags.mapping !== undefined) await writeMapping(run, flags.mapping);
  if (!flags.quiet) await print(`${[...lines, ...run.notes(), NOT_COVERED].join('\n')}\n`);
  return 0;
}

/** For its owner's eyes: mode 0600, and no file is overwritten. */
async function writeMapping(run: Redaction, file: string): Promise<void> {
  const words = `${JSON.stringify(Object.fromEntries(run.mapping()), null, 2)}\n`;
  try {
    await writeFile(file, words, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const exists = (error as { code?: string }).code === 'EEXIST';
    throw new UsageError(
      exists ? `${file} exists, and is not overwritten` : `cannot write ${file} (${writeFault(error)})`,
    );
  }
}
