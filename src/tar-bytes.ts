/** The bytes of a tar archive, packed with gzip or not. */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TAR_AGAIN_BYTES, ZIP_RATIO, ZIP_RATIO_FROM } from './limits.ts';
import { BLOCK, type Bytes, bytesAt, isTar, TooMuch } from './tar.ts';
import { type Archive, rangeOf, readerOf } from './zip.ts';

const CHUNK = 256 << 10;

/** Opened for each stretch: nobody says when an archive is done with. */
async function* stretch(archive: Archive, start: number, end: number): AsyncGenerator<Uint8Array> {
  const reader = readerOf(archive);
  try {
    yield* rangeOf(reader, start, Math.min(end, reader.size));
  } finally {
    reader.close();
  }
}

export const plainBytes = (archive: Archive): Bytes => ({ range: (start, end) => stretch(archive, start, end) });

/** Where one unpacking stands. */
interface Cursor {
  at: number;
  /** Unpacked, not yet given. */
  rest: Uint8Array | undefined;
  readonly chunks: AsyncIterator<Uint8Array>;
  close(): void;
}

/** Gzip can be read forward only: what stands behind the last bytes read goes on there, all else begins anew. Files read
 *  in the order of the archive cost one unpacking.
 *  @param allowed called with the bytes unpacked so far, each once; throws when they are too many. */
export function gunzippedBytes(archive: Archive, allowed: (bytes: number) => void): Bytes {
  let parked: Cursor | undefined;
  /** Unpacked in all, what was unpacked again included. */
  let spent = 0;

  function begin(): Cursor {
    let packed = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for (let at = 0; ; at = packed) {
        // The file is not kept open while nobody reads.
        const chunk = await bytesAt(plainBytes(archive), at, CHUNK);
        if (chunk.length === 0) return;
        packed += chunk.length;
        yield chunk;
      }
    }
    const gunzip = createGunzip({ chunkSize: CHUNK });
    // Errors of either come out of the second.
    pipeline(Readable.from(counted(), { highWaterMark: 1 }), gunzip, () => undefined);
    async function* checked(): AsyncGenerator<Uint8Array> {
      let length = 0;
      for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
        length += chunk.length;
        spent += chunk.length;
        allowed(length);
        if (length > ZIP_RATIO_FROM && length > packed * ZIP_RATIO)
          throw new TooMuch(`the bundle unpacks to more than ${ZIP_RATIO} times its size`);
        if (spent > TAR_AGAIN_BYTES) throw new TooMuch('the bundle had to be unpacked too often');
        yield chunk;
      }
    }
    return { at: 0, rest: undefined, chunks: checked(), close: () => gunzip.destroy() };
  }

  async function* range(start: number, end: number): AsyncGenerator<Uint8Array> {
    let cursor = parked;
    parked = undefined;
    if (!cursor || cursor.at > start) {
      cursor?.close();
      cursor = begin();
    }
    let ended = true;
    try {
      while (cursor.at < end) {
        const chunk: Uint8Array | undefined = cursor.rest ?? (await cursor.chunks.next()).value;
        if (chunk === undefined) return;
        const from = Math.max(0, Math.min(chunk.length, start - cursor.at));
        const to = Math.min(chunk.length, end - cursor.at);
        cursor.rest = to < chunk.length ? chunk.subarray(to) : undefined;
        cursor.at += to;
        ended = false;
        if (to > from) yield chunk.subarray(from, to);
        ended = true;
      }
      ended = false;
    } finally {
      if (ended || parked) cursor.close();
      else parked = cursor;
    }
  }
  return { range };
}

/** Whether a gzip file holds a tar archive; false for one that cannot be read. */
export async function holdsTar(archive: Archive): Promise<boolean> {
  try {
    return isTar(
      await bytesAt(
        gunzippedBytes(archive, () => undefined),
        0,
        BLOCK,
      ),
    );
  } catch {
    return false;
  }
}
