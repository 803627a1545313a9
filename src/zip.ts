/** Zip archives: what is in them, and the bytes of each (APPNOTE.TXT 6.3.10). */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { ZIP_MEMBERS, ZIP_RATIO, ZIP_RATIO_FROM } from './limits.ts';

/** The bytes of an archive: a file, or an archive within an archive, in memory. */
export type Archive = { readonly path: string } | { readonly bytes: Uint8Array };

export interface ZipMember {
  readonly name: string;
  /** Of its local header. */
  readonly offset: number;
  readonly encrypted: boolean;
  /** 0 = stored, 8 = deflate. */
  readonly method: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes unpacked and their checksum; not given where only the archive's directory would tell. */
  readonly size?: number | undefined;
  readonly crc?: number | undefined;
}

export interface ZipListing {
  readonly members: readonly ZipMember[];
  /** Set when the list may lack some: why. */
  readonly lacks?: string | undefined;
}

const CHUNK = 256 << 10;
const LOCAL_HEADER = 30;
const SIGNATURE = 0x04034b50;

/** A zip archive, also one without any member, begins so. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

/** @throws for a file that cannot be read. */
export async function listZip(archive: Archive): Promise<ZipListing> {
  const members: ZipMember[] = [];
  const { default: yauzl } = await import('yauzl');
  const reader = readerOf(archive);
  try {
    // With yauzl's own reader, an offset beyond what Node reads would be an exception that nothing catches.
    const source = Object.assign(new yauzl.RandomAccessReader(), {
      read(into: Uint8Array, at: number, length: number, from: number, done: (e: unknown, n: number) => void) {
        const bytes = from < reader.size ? reader.read(from, Math.min(length, reader.size - from)) : NOTHING;
        into.set(bytes, at);
        process.nextTick(done, null, bytes.length);
      },
    });
    // Names are decoded below: one bad name must not end the list. Sizes are checked where members are read.
    const options = { decodeStrings: false, validateEntrySizes: false };
    const zip = await yauzl.fromRandomAccessReaderPromise(source, reader.size, options);
    for await (const entry of zip.eachEntry()) {
      if (members.length === ZIP_MEMBERS)
        return { members, lacks: `holds more than ${ZIP_MEMBERS} files: the others were not read` };
      const flags = entry.generalPurposeBitFlag;
      const name = yauzl.getFileNameLowLevel(flags, entry.fileNameRaw, entry.extraFields, false);
      if (/[\\/]$/.test(name)) continue;
      members.push({
        name,
        offset: entry.relativeOffsetOfLocalHeader,
        encrypted: (flags & 1) !== 0,
        method: entry.compressionMethod,
        packed: entry.compressedSize,
        size: entry.uncompressedSize,
        crc: entry.crc32,
      });
    }
    return { members };
  } catch (error) {
    if (!(error instanceof Error) || 'syscall' in error) throw error;
    // Its directory stands at the end, and is what a broken transfer loses first.
    const { salvageZip } = await import('./zip-salvage.ts');
    const known = new Set(members.map((m) => m.offset));
    members.push(...salvageZip(reader).filter((m) => !known.has(m.offset)));
    return { members: members.slice(0, ZIP_MEMBERS), lacks: 'is a damaged zip archive: files may be missing' };
  } finally {
    reader.close();
  }
}

const NOTHING = new Uint8Array(0);

/** The archive's bytes; `read` gives fewer at its end. */
export interface Reader {
  readonly size: number;
  read(start: number, length: number): Uint8Array;
  close(): void;
}

/** Reads at once, as src/open.ts does and for the same reason. @throws for a file that cannot be read. */
export function readerOf(archive: Archive): Reader {
  if ('bytes' in archive)
    return {
      size: archive.bytes.length,
      read: (start, length) => archive.bytes.subarray(start, start + length),
      close: () => undefined,
    };
  const file = openSync(archive.path, 'r');
  let isOpen = true;
  return {
    size: fstatSync(file).size,
    read(start, length) {
      if (!isOpen) return NOTHING;
      // Streams may hold on to a chunk while the next is read: each has its own memory.
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, start));
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

export const word = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);
export const long = (bytes: Uint8Array, at: number): number => (word(bytes, at) | (word(bytes, at + 2) << 16)) >>> 0;

export async function* rangeOf(reader: Reader, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    const chunk = reader.read(at, Math.min(CHUNK, end - at));
    if (chunk.length === 0) return;
    at += chunk.length;
    yield chunk;
  }
}

/** The unpacked bytes of a member that is neither encrypted nor of another method than 0 and 8.
 *  @param allowed called with the bytes unpacked so far; throws when they are too many.
 *  Throws within the stream for damage: what came before stands. */
export async function* unpacked(
  archive: Archive,
  member: ZipMember,
  allowed: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const reader = readerOf(archive);
  try {
    const header = reader.read(member.offset, LOCAL_HEADER);
    if (header.length < LOCAL_HEADER || long(header, 0) !== SIGNATURE)
      throw new Error('its header in the archive is damaged');
    const start = member.offset + LOCAL_HEADER + word(header, 26) + word(header, 28);
    const packed = rangeOf(reader, start, start + member.packed);
    let length = 0;
    let sum = 0;
    for await (const chunk of member.method === 0 ? packed : inflated(packed)) {
      length += chunk.length;
      allowed(length);
      if (length > ZIP_RATIO_FROM && length > member.packed * ZIP_RATIO)
        throw new Error(`unpacks to more than ${ZIP_RATIO} times its size`);
      if (member.crc !== undefined) sum = crc32(chunk, sum);
      yield chunk;
    }
    if (member.size !== undefined && member.size !== length)
      throw new Error('its size is not the one the archive names');
    if (member.crc !== undefined && member.crc !== sum)
      throw new Error('its checksum is not the one the archive names');
  } finally {
    reader.close();
  }
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  // Errors of either come out of the second.
  pipeline(Readable.from(packed), inflate, () => undefined);
  yield* inflate;
}
