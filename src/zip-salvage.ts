/** The members of a zip archive whose directory is lost or damaged, by their own headers (APPNOTE.TXT 4.3.7). */
import { ZIP_MEMBERS } from './limits.ts';
import { long, type Reader, word, type ZipMember } from './zip.ts';

const LOCAL = 0x04034b50;
const DIRECTORY = 0x02014b50;
const DESCRIPTOR = 0x08074b50;
const HEADER = 30;
/** Longest name and extra field read with a header. */
const NAME = 1024;
const WINDOW = 1 << 20;

/** Flag bit 3: sizes stand behind the data. */
const SIZES_BEHIND = 8;
/** Size in a header that a zip64 field replaces (4.4.9). */
const ZIP64 = 0xffffffff;

/** The next header of a member, of the directory or of a data descriptor at or after `from`; the archive's end if none. */
function nextHeader(reader: Reader, from: number): { readonly at: number; readonly kind: number } {
  for (let start = from; ; ) {
    const bytes = reader.read(start, WINDOW);
    for (let at = bytes.indexOf(0x50); at >= 0 && at + 4 <= bytes.length; at = bytes.indexOf(0x50, at + 1)) {
      if (bytes[at + 1] !== 0x4b) continue;
      const kind = long(bytes, at);
      if (kind === LOCAL || kind === DIRECTORY || kind === DESCRIPTOR) return { at: start + at, kind };
    }
    if (bytes.length < WINDOW) return { at: start + bytes.length, kind: 0 };
    start += bytes.length - 3;
  }
}

const utf8 = new TextDecoder();
const latin = new TextDecoder('windows-1252');

/** In the order of the archive; at most ZIP_MEMBERS. */
export function salvageZip(reader: Reader): readonly ZipMember[] {
  const members: ZipMember[] = [];
  let next = nextHeader(reader, 0);
  while (next.kind !== 0 && next.kind !== DIRECTORY && members.length < ZIP_MEMBERS) {
    const offset = next.at;
    if (next.kind !== LOCAL) {
      next = nextHeader(reader, offset + 4);
      continue;
    }
    const header = reader.read(offset, HEADER + NAME);
    const nameLength = header.length < HEADER ? 0 : word(header, 26);
    if (nameLength === 0 || nameLength > NAME || HEADER + nameLength > header.length) {
      next = nextHeader(reader, offset + 4);
      continue;
    }
    const flags = word(header, 6);
    const method = word(header, 8);
    const start = offset + HEADER + nameLength + word(header, 28);
    const packed = long(header, 18);
    const known = (flags & SIZES_BEHIND) === 0 && packed !== ZIP64;
    const rawName = header.subarray(HEADER, HEADER + nameLength);
    next = nextHeader(reader, known ? start + packed : start);
    const name = ((flags & 0x800) === 0 ? latin : utf8).decode(rawName);
    if (/[\\/]$/.test(name)) continue;
    members.push({
      name,
      offset,
      encrypted: (flags & 1) !== 0,
      method,
      packed: known ? packed : Math.max(0, next.at - start),
      ...(known ? { size: long(header, 22), crc: long(header, 14) } : {}),
    });
  }
  return members;
}
