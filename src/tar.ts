/** Tar archives: what is in them (POSIX.1-2017 pax "ustar Interchange Format" and "pax Header Block"; tar(5) of GNU). */
import { TAR_ENTRIES, TAR_HEADER_BYTES, ZIP_MEMBERS } from './limits.ts';

/** Bytes that are read forward, from anywhere. */
export interface Bytes {
  /** Fewer where they end before. Throws within the stream for damage. */
  range(start: number, end: number): AsyncGenerator<Uint8Array>;
}

export interface TarMember {
  readonly name: string;
  /** Of its first byte. */
  readonly offset: number;
  readonly size: number;
  /** Its first bytes, a block at most. */
  readonly head: Uint8Array;
  /** Holes are left out, and a map tells where they are. */
  readonly sparse: boolean;
}

export interface TarListing {
  /** In the order of the archive. */
  readonly members: readonly TarMember[];
  /** Set when the list may lack some: why. */
  readonly lacks?: string | undefined;
}

/** Everything is a multiple of this. */
export const BLOCK = 512;

const CHECKSUM = 148;
const TYPE = 156;

/** The sum of a header's bytes, its own field taken as blanks; old archivers summed signed bytes. */
function sumFits(header: Uint8Array): boolean {
  let sum = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK; at++) {
    const byte = at >= CHECKSUM && at < CHECKSUM + 8 ? 0x20 : header[at]!;
    sum += byte;
    signed += (byte << 24) >> 24;
  }
  const said = numberAt(header, CHECKSUM, 8);
  return said === sum || said === signed;
}

/** A tar archive with anything in it begins so. */
export const isTar = (head: Uint8Array): boolean => head.length >= BLOCK && head[0] !== 0 && sumFits(head);

/** Octal digits, or a number in base 256 (GNU); -1 for neither. */
function numberAt(header: Uint8Array, at: number, length: number): number {
  if (header[at] === 0x80) {
    let value = 0;
    for (let n = at + 1; n < at + length; n++) value = value * 256 + header[n]!;
    return Number.isSafeInteger(value) ? value : -1;
  }
  let end = at;
  while (end < at + length && header[end] !== 0) end++;
  const digits = latin.decode(header.subarray(at, end)).trim();
  return /^[0-7]{0,12}$/.test(digits) ? Number.parseInt(digits || '0', 8) : -1;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin = new TextDecoder('windows-1252');

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return utf8.decode(text);
  } catch {
    return latin.decode(text);
  }
}

function nameOf(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  // GNU's magic has a blank here, and times where ustar has the folder.
  const posix = latin.decode(header.subarray(257, 263)) === 'ustar\0';
  const folder = posix ? textOf(header.subarray(345, 500)) : '';
  return folder === '' ? name : `${folder}/${name}`;
}

/** What a pax header says of the file behind it. */
interface Said {
  name?: string | undefined;
  size?: number | undefined;
  sparse?: boolean | undefined;
}

/** `27 path=logs/PanGPS.log\n`, the length counting itself. What is cut or no record ends it. */
function readPax(bytes: Uint8Array, said: Said): void {
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = blank < 0 || blank > at + 10 ? 0 : Number(latin.decode(bytes.subarray(at, blank)));
    if (!Number.isInteger(length) || length < blank - at + 4 || at + length > bytes.length) return;
    const equals = bytes.indexOf(0x3d, blank);
    if (equals < 0 || equals >= at + length) return;
    const key = latin.decode(bytes.subarray(blank + 1, equals));
    const value = bytes.subarray(equals + 1, at + length - 1);
    if (key === 'path') said.name = textOf(value);
    else if (key === 'size') said.size = decimalOf(latin.decode(value));
    else if (key.startsWith('GNU.sparse.')) {
      said.sparse = true;
      // The name of the header is made up (GNU.sparse format 1.0).
      if (key === 'GNU.sparse.name') said.name = textOf(value);
    }
    at += length;
  }
}

const decimalOf = (text: string): number | undefined => {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : -1;
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
};

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

/** Up to `most` bytes from `start`. */
export async function bytesAt(bytes: Bytes, start: number, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes.range(start, start + most)) {
    parts.push(part);
    length += part.length;
  }
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Headers that speak of the next one. */
const EXTENDED = /[xXLgK]/;
const DAMAGED = 'is a damaged tar archive: files may be missing';

/** Reads headers only. Never throws: damage ends the list. */
export async function listTar(bytes: Bytes): Promise<TarListing> {
  const members: TarMember[] = [];
  try {
    return { members, lacks: await list(bytes, members) };
  } catch (error) {
    return {
      members,
      lacks: error instanceof TooMuch ? `${error.message.replace('the bundle ', '')}: files may be missing` : DAMAGED,
    };
  }
}

/** A limit that what is unpacked went over; says of it what. */
export class TooMuch extends Error {}

/** @returns what the list lacks. */
async function list(bytes: Bytes, members: TarMember[]): Promise<string | undefined> {
  let said: Said = {};
  for (let at = 0, entries = 0; ; entries++) {
    const header = await bytesAt(bytes, at, BLOCK);
    if (header.length === 0) return 'is a tar archive without its end: files may be missing';
    if (header.length < BLOCK) return DAMAGED;
    // Blocks of zeros end an archive.
    if (header.every((byte) => byte === 0)) return undefined;
    if (!sumFits(header)) return DAMAGED;
    if (entries >= TAR_ENTRIES) return `holds more than ${TAR_ENTRIES} entries: the others were not read`;
    const type = String.fromCharCode(header[TYPE]!);
    const own = numberAt(header, 124, 12);
    const size = EXTENDED.test(type) ? own : (said.size ?? own);
    if (size < 0 || !Number.isSafeInteger(at + size)) return DAMAGED;
    at += BLOCK;
    switch (type) {
      case 'x':
      case 'X':
      case 'L': {
        const text = await bytesAt(bytes, at, Math.min(size, TAR_HEADER_BYTES));
        if (type === 'L') said.name = textOf(text);
        else readPax(text, said);
        at += padded(size);
        continue;
      }
      case 'g':
      case 'K':
        at += padded(size);
        continue;
      case 'S':
        // More of the map may stand before the data.
        for (let more = header[482] === 1; more && entries < TAR_ENTRIES; entries++, at += BLOCK)
          more = (await bytesAt(bytes, at, BLOCK))[504] === 1;
        said.sparse = true;
        break;
      case '1':
        // Old archivers give the size of what a hard link names, and no data.
        if (size > 0 && !isTar(await bytesAt(bytes, at, BLOCK))) at += padded(size);
        break;
    }
    const name = said.name ?? nameOf(header);
    const isFile = type === '0' || type === '\0' || type === '7' || type === 'S';
    if (isFile && !name.endsWith('/')) {
      if (members.length === ZIP_MEMBERS) return `holds more than ${ZIP_MEMBERS} files: the others were not read`;
      const head = await bytesAt(bytes, at, Math.min(size, BLOCK));
      members.push({ name, offset: at, size, head: head.slice(), sparse: said.sparse === true });
    }
    // Links, devices, pipes and folders have no data, whatever size they name.
    if (!/[1-6]/.test(type)) at += padded(size);
    said = {};
  }
}

/** The bytes of a member. Throws within the stream where the archive ends before them. */
export async function* memberBytes(bytes: Bytes, { offset, size }: TarMember): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes.range(offset, offset + size)) {
    length += chunk.length;
    yield chunk;
  }
  if (length < size) throw new Error('unexpected end of file');
}
