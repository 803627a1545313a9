/** Zip archives made by hand (APPNOTE.TXT 6.3.10): whole ones, and such as no archiver writes. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Packed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Default: deflate. */
  readonly method?: number;
  /** General purpose flags beside those that `behind` sets. */
  readonly flags?: number;
  /** Sizes stand behind the data, as streaming archivers write. */
  readonly behind?: boolean;
  /** What the headers claim in place of the truth. */
  readonly claims?: { readonly crc?: number; readonly size?: number };
}

export interface Zip {
  readonly bytes: Uint8Array;
  /** Where the directory begins. */
  readonly directory: number;
}

export function zip(members: readonly Packed[]): Zip {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  for (const { name, bytes, method = 8, flags = 0, behind = false, claims = {} } of members) {
    const raw = Buffer.from(name, 'utf8');
    const data = method === 8 ? deflateRawSync(bytes) : Buffer.from(bytes);
    const crc = claims.crc ?? crc32(bytes);
    const size = claims.size ?? bytes.length;
    const all = flags | 0x800 | (behind ? 8 : 0);
    const offset = at;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(all, 6);
    local.writeUInt16LE(method, 8);
    if (!behind) {
      local.writeUInt32LE(crc, 14);
      local.writeUInt32LE(data.length, 18);
      local.writeUInt32LE(size, 22);
    }
    local.writeUInt16LE(raw.length, 26);
    put(local);
    put(raw);
    put(data);
    if (behind) {
      const descriptor = Buffer.alloc(16);
      descriptor.writeUInt32LE(0x08074b50, 0);
      descriptor.writeUInt32LE(crc, 4);
      descriptor.writeUInt32LE(data.length, 8);
      descriptor.writeUInt32LE(size, 12);
      put(descriptor);
    }
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(all, 8);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(crc, 16);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(raw.length, 28);
    central.writeUInt32LE(offset, 42);
    directory.push(central, raw);
  }
  const start = at;
  for (const part of directory) put(part);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length & 0xffff, 8);
  end.writeUInt16LE(members.length & 0xffff, 10);
  end.writeUInt32LE(at - start, 12);
  end.writeUInt32LE(start, 16);
  put(end);
  return { bytes: Buffer.concat(parts), directory: start };
}
