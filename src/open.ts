/** Paths, folders and globs to bytes. The only place that reads files. */
import { createReadStream, type ReadStream, readSync } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BLOCK, isTar } from './tar.ts';
import { UsageError } from './usage-error.ts';
import { isZip } from './zip.ts';

/** Bytes of a chunk: large enough that its await does not count, small enough to stay in cache. */
const CHUNK = 512 << 10;
/** Bytes that a parser may look at to recognise its format. */
const HEAD = 64 << 10;

export interface OpenInput {
  readonly head: Uint8Array;
  /** Bytes of the file where known, gzip undone or not. */
  readonly size?: number | undefined;
  /** Yields all bytes, the head included. A chunk is valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Set when the file's own wrapping (gzip) turned out damaged; what was read before stands. */
  damage(): string | undefined;
  close(): Promise<void>;
}

export interface Input {
  /** As reports name it: without the machine's folders. */
  readonly name: string;
  readonly path: string;
  /** Name of the archive that it is a member of. */
  readonly bundle?: string | undefined;
  /** Standard input or a pipe, which can be read but once: ends it, as its next bytes may never come. */
  readonly halt?: () => void;
  /** @throws Unreadable where it can only be told why not. */
  open(): Promise<OpenInput>;
}

/** The message says of the input why it is not read: `is encrypted …`. */
export class Unreadable extends Error {}

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
const GLOB = /[*?[\]{}!]/;
/** Never an input: what version control and systems leave in folders. */
const IGNORED = ['**/.*', '**/.*/**', '**/Thumbs.db', '**/desktop.ini'];

async function kindOf(path: string): Promise<'file' | 'folder' | 'pipe' | undefined> {
  try {
    const s = await stat(path);
    return s.isDirectory() ? 'folder' : s.isFIFO() ? 'pipe' : 'file';
  } catch {
    return undefined;
  }
}

async function inFolder(folder: string): Promise<string[]> {
  const { default: glob } = await import('fast-glob');
  const found = await glob('**/*', { cwd: folder, ignore: IGNORED, onlyFiles: true, followSymbolicLinks: false });
  return found.sort().map((p) => join(folder, p));
}

/** @throws UsageError for a path that names nothing. */
export async function inputsOf(paths: readonly string[], stdinName: string | undefined): Promise<readonly Input[]> {
  const named: { name: string; path: string }[] = [];
  const pipes = new Set<string>();
  for (const path of paths) {
    if (path === '-') {
      named.push({ name: stdinName ?? 'standard input', path });
      continue;
    }
    const kind = await kindOf(path);
    if (kind === 'file') named.push({ name: basename(path), path });
    else if (kind === 'pipe') {
      named.push({ name: basename(path), path });
      pipes.add(path);
    } else if (kind === 'folder')
      for (const p of await inFolder(path)) named.push({ name: relative(path, p).split(sep).join('/'), path: p });
    else if (GLOB.test(path)) {
      const { default: glob } = await import('fast-glob');
      const found = (
        await glob(path.split(sep).join('/'), { onlyFiles: true, ignore: IGNORED, followSymbolicLinks: false })
      ).sort();
      if (found.length === 0) throw new UsageError(`no file fits ${path}`);
      for (const p of found) named.push({ name: basename(p), path: p });
    } else throw new UsageError(`no such file or folder: ${path}`);
  }
  const unique = new Map(named.map((n) => [n.path === '-' ? '-' : resolve(n.path), n]));
  const inputs: Input[] = [];
  for (const n of distinct([...unique.values()])) {
    if (n.path === '-') inputs.push({ ...n, open: openStdin, halt: () => process.stdin.destroy() });
    else if (pipes.has(n.path)) inputs.push(pipeInput(n));
    else if (await isBundle(n.path)) {
      const { membersOf } = await import('./bundle.ts');
      const members = await membersOf(n.name, n.path).catch((error: unknown) => error);
      inputs.push(...(Array.isArray(members) ? members : [{ ...n, open: () => Promise.reject(members) }]));
    } else inputs.push({ ...n, open: () => openFile(n.path) });
  }
  return inputs;
}

/** A file that cannot be read is none: its own turn will tell why. */
async function isBundle(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    let head: Uint8Array;
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(BLOCK), 0, BLOCK, 0);
      head = buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
    if (!isGzip(head)) return isZip(head) || isTar(head);
    const { holdsTar } = await import('./tar-bytes.ts');
    return await holdsTar({ path });
  } catch {
    return false;
  }
}

/** Two files of one name get as much of their folders as tells them apart. */
function distinct(inputs: { name: string; path: string }[]): { name: string; path: string }[] {
  const seen = new Map<string, number>();
  for (const i of inputs) seen.set(i.name, (seen.get(i.name) ?? 0) + 1);
  return inputs.map((i) => {
    if (seen.get(i.name) === 1) return i;
    const parts = resolve(i.path).split(sep);
    for (let n = 2; n <= parts.length; n++) {
      const tail = parts.slice(-n).join('/');
      if (inputs.filter((o) => resolve(o.path).split(sep).slice(-n).join('/') === tail).length === 1)
        return { ...i, name: tail };
    }
    return i;
  });
}

async function openFile(path: string): Promise<OpenInput> {
  const file = await open(path, 'r');
  try {
    const info = await file.stat();
    const first = new Uint8Array(HEAD);
    const { bytesRead } = await file.read(first, 0, HEAD, 0);
    const head = first.subarray(0, bytesRead);
    if (isGzip(head)) {
      await file.close();
      return await unzipped(path);
    }
    return { head, size: info.size, chunks: () => chunksOf(file), damage: () => undefined, close: () => file.close() };
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

/** Reads synchronously: the system has the next bytes ready by then, and handing each piece to another thread and back
 *  takes longer than copying it. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK);
  for (let position = 0; ; ) {
    const bytes = readSync(file.fd, buffer, 0, CHUNK, position);
    if (bytes === 0) return;
    position += bytes;
    yield buffer.subarray(0, bytes);
  }
}

/** Collects the first bytes of a stream without losing them. */
export async function streamed(
  stream: AsyncIterable<Uint8Array>,
  close: () => void | Promise<void>,
): Promise<OpenInput> {
  const source = stream[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let length = 0;
  let broken: string | undefined;
  const pull = async (): Promise<Uint8Array | undefined> => {
    try {
      const step = await source.next();
      return step.done ? undefined : step.value;
    } catch (error) {
      // The system's words name the machine's folders.
      const { syscall, code } = error as { syscall?: string; code?: string };
      broken = syscall !== undefined && code ? code : error instanceof Error ? error.message : String(error);
      return undefined;
    }
  };
  while (length < HEAD) {
    const chunk = await pull();
    if (!chunk) break;
    held.push(chunk);
    length += chunk.length;
  }
  const head = new Uint8Array(Math.min(HEAD, length));
  let at = 0;
  for (const chunk of held) {
    const part = chunk.subarray(0, head.length - at);
    head.set(part, at);
    at += part.length;
  }
  return {
    head,
    async *chunks() {
      yield* held.splice(0);
      for (let chunk = await pull(); chunk; chunk = await pull()) yield chunk;
    },
    damage: () => broken,
    close: async () => await close(),
  };
}

async function unzipped(path: string): Promise<OpenInput> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const gunzip = createGunzip({ chunkSize: CHUNK });
  file.on('error', (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  return streamed(gunzip, () => {
    file.destroy();
    gunzip.destroy();
  });
}

/** A named pipe, or the `<(command)` of a shell. */
function pipeInput(named: { readonly name: string; readonly path: string }): Input {
  let stream: ReadStream | undefined;
  return {
    ...named,
    open: async () => {
      stream = createReadStream(named.path, { highWaterMark: CHUNK });
      return plainly(await streamed(stream, () => void stream?.destroy()));
    },
    halt: () => stream?.destroy(),
  };
}

const openStdin = async (): Promise<OpenInput> => plainly(await streamed(process.stdin, () => undefined));

/** Undoes gzip. @param count called with the bytes that came out so far; throws when they are too many. */
export async function plainly(raw: OpenInput, count: (length: number) => void = () => undefined): Promise<OpenInput> {
  if (!isGzip(raw.head)) return raw;
  const gunzip = createGunzip({ chunkSize: CHUNK });
  pipeline(Readable.from(raw.chunks()), gunzip, () => undefined);
  async function* counted(): AsyncGenerator<Uint8Array> {
    let length = 0;
    for await (const chunk of gunzip) {
      length += chunk.length;
      count(length);
      yield chunk;
    }
  }
  return streamed(counted(), () => {
    gunzip.destroy();
    return raw.close();
  });
}

/** The client's own folder on Windows, newest version first (Office 16.0, then 15.0). */
export async function tracingFolder(localAppData: string | undefined): Promise<string | undefined> {
  for (const version of localAppData ? ['16.0', '15.0'] : []) {
    const folder = join(localAppData!, 'Microsoft', 'Office', version, 'Lync', 'Tracing');
    const files = await readdir(folder).catch(() => []);
    if (files.some((f) => /\.uccapilog$/i.test(f))) return folder;
  }
  return undefined;
}
