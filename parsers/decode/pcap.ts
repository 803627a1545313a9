import { FRAME_BYTES, RESYNC_AHEAD, RESYNC_BYTES } from '../../src/limits.ts';
import { type CaptureSink, type ContainerReader, LINK_TYPE_BITS } from './container.ts';
import { read16, read32 } from './packet.ts';
import { Records } from './records.ts';

/** Byte order, unit and record layout of a pcap file, from its magic number. */
export interface PcapKind {
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
  /** Bytes of a record header: 16, or 24 in the modified format of A. Kuznetzov's patches. */
  readonly recordHeader: 16 | 24;
}

/** Reads the magic number; undefined = not pcap. Magics: draft-ietf-opsawg-pcap 4, and wiretap/libpcap.h for 0xa1b2cd34. */
export function pcapKind(bytes: Uint8Array): PcapKind | undefined {
  if (bytes.length < 4) return undefined;
  const magic = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
  switch (magic) {
    case 0xa1b2c3d4:
      return { littleEndian: false, nanoseconds: false, recordHeader: 16 };
    case 0xd4c3b2a1:
      return { littleEndian: true, nanoseconds: false, recordHeader: 16 };
    case 0xa1b23c4d:
      return { littleEndian: false, nanoseconds: true, recordHeader: 16 };
    case 0x4d3cb2a1:
      return { littleEndian: true, nanoseconds: true, recordHeader: 16 };
    case 0xa1b2cd34:
      return { littleEndian: false, nanoseconds: false, recordHeader: 24 };
    case 0x34cdb2a1:
      return { littleEndian: true, nanoseconds: false, recordHeader: 24 };
    default:
      return undefined;
  }
}

const FILE_HEADER = 24;

/** A record is at most this much earlier or later than the one beside it. Seconds. */
const DAY = 86_400;

/** Reads pcap files (draft-ietf-opsawg-pcap). Nothing marks where a record begins: behind one whose length is absurd the
 *  next is where two records in a row, or the last of the file, have sensible lengths and times. */
export function openPcap(sink: CaptureSink): ContainerReader {
  const { packet, frame } = sink;
  let kind: PcapKind | undefined;
  let little = true;
  let nanoseconds = false;
  let header = 16;
  let swapped = false;
  let linkType = 0;
  let length = 0;
  let original = 0;
  /** Bytes passed over in search of the next record; -1 = not searching. */
  let searched = -1;
  let lastSecond = -1;

  const format = {
    take: FILE_HEADER,
    total: 0,
    ahead: 0,
    final: false,
    measure(bytes: Uint8Array, at: number, available: number): void {
      if (kind === undefined) {
        format.take = FILE_HEADER;
        format.total = available < FILE_HEADER ? 0 : FILE_HEADER;
        return;
      }
      if (available < header) {
        format.take = header;
        format.total = 0;
        return;
      }
      if (searched >= 0) {
        search(bytes, at, available);
        return;
      }
      lengths(bytes, at);
      const size = header + length;
      // More captured than there was: a few writers, or damage. Then the next record tells.
      const odd = length > original && length <= FRAME_BYTES;
      if (odd && available < size + header && !format.final) {
        format.take = size + header;
        format.total = 0;
        return;
      }
      if (length > FRAME_BYTES || (odd && !followed(bytes, at, available))) {
        searched = 0;
        format.ahead = RESYNC_AHEAD;
        pass(1);
        return;
      }
      format.take = size;
      format.total = size;
    },
    record(bytes: Uint8Array, at: number): void {
      if (searched >= 0) return;
      if (kind === undefined) {
        fileHeader(bytes, at);
        return;
      }
      deliver(bytes, at);
    },
    run(bytes: Uint8Array, at: number, end: number): number {
      if (kind === undefined || searched >= 0) return at;
      // Four reads of a word in a row: a view is twice as fast here as bytes put together.
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      while (at + header <= end) {
        const captured = view.getUint32(at + 8, little);
        const sent = view.getUint32(at + 12, little);
        const start = at + header;
        const next = start + captured;
        if (next > end || captured > sent || captured > FRAME_BYTES) return at;
        const seconds = view.getUint32(at, little);
        const fraction = view.getUint32(at + 4, little);
        lastSecond = seconds;
        // Decoders may leave other bytes and another link type behind.
        packet.bytes = bytes;
        packet.linkType = linkType;
        packet.start = start;
        packet.end = next;
        packet.original = sent;
        packet.number++;
        packet.time = nanoseconds ? seconds * 1000 + fraction / 1e6 : (seconds * 1e6 + fraction) / 1000;
        frame();
        at = next;
      }
      return at;
    },
  };

  function deliver(bytes: Uint8Array, at: number): void {
    const seconds = read32(bytes, at, little);
    const fraction = read32(bytes, at + 4, little);
    lastSecond = seconds;
    packet.bytes = bytes;
    packet.start = at + header;
    packet.end = packet.start + length;
    packet.original = original;
    packet.number++;
    packet.time = nanoseconds ? seconds * 1000 + fraction / 1e6 : (seconds * 1e6 + fraction) / 1000;
    packet.linkType = linkType;
    frame();
  }

  function lengths(bytes: Uint8Array, at: number): void {
    length = read32(bytes, at + 8, little);
    original = read32(bytes, at + 12, little);
    if (swapped && length > original) {
      const other = length;
      length = original;
      original = other;
    }
  }

  /** The record at `at` ends where another could begin, or with the file. */
  function followed(bytes: Uint8Array, at: number, available: number): boolean {
    const next = header + length;
    if (available < next + header) return available >= next;
    const follows =
      read32(bytes, at + next + 8, little) <= FRAME_BYTES &&
      read32(bytes, at + next + 4, little) < (nanoseconds ? 1e9 : 1e6) &&
      Math.abs(read32(bytes, at + next, little) - read32(bytes, at, little)) <= DAY;
    return follows;
  }

  /** Looks for the next record from `at` on. */
  function search(bytes: Uint8Array, at: number, available: number): void {
    // The highest byte of both lengths: cheap to look at, and 0.
    const high = little ? 11 : 8;
    for (let n = 0; n + header <= available; n++) {
      if (bytes[at + n + high] !== 0 || bytes[at + n + high + 4] !== 0 || !sensible(bytes, at + n)) continue;
      const size = header + length;
      const left = available - n - size;
      if (left < header && !format.final) {
        // The record behind it must be seen, too; nothing is lost by waiting.
        if (n > 0) pass(n);
        else {
          format.take = size + header;
          format.total = 0;
        }
        return;
      }
      const second = read32(bytes, at + n, little);
      if (left < header) {
        if (left < 0 || (lastSecond >= 0 && Math.abs(second - lastSecond) > DAY)) continue;
      } else {
        const next = at + n + size;
        if (!sensible(bytes, next) || Math.abs(read32(bytes, next, little) - second) > DAY) continue;
      }
      if (n > 0) {
        pass(n);
        return;
      }
      lengths(bytes, at);
      sink.passedOver(searched, 'a record length that cannot be; reading goes on at the next record');
      searched = -1;
      format.ahead = 0;
      format.take = size;
      format.total = size;
      return;
    }
    pass(available - header + 1);
  }

  function pass(bytes: number): void {
    searched += bytes;
    format.take = bytes;
    format.total = bytes;
    if (searched <= RESYNC_BYTES) return;
    sink.malformed('bad-syntax', 'a record length that cannot be; no other record was found behind it');
    format.total = -1;
  }

  /** A record header could stand here; sets the lengths. */
  function sensible(bytes: Uint8Array, at: number): boolean {
    lengths(bytes, at);
    if (length === 0 || length > original || original > FRAME_BYTES) return false;
    return read32(bytes, at + 4, little) < (nanoseconds ? 1e9 : 1e6);
  }

  function fileHeader(bytes: Uint8Array, at: number): void {
    kind = pcapKind(bytes.subarray(at, at + 4)) ?? { littleEndian: true, nanoseconds: false, recordHeader: 16 };
    little = kind.littleEndian;
    nanoseconds = kind.nanoseconds;
    header = kind.recordHeader;
    // Up to version 2.3 some writers exchanged the two lengths (wiretap/libpcap.c).
    swapped = read16(bytes, at + 6, little) <= 3;
    linkType = read32(bytes, at + 20, little) & LINK_TYPE_BITS;
    packet.interface = sink.interface({ linkType, snapLength: read32(bytes, at + 16, little) });
  }

  const records = new Records(format);
  return {
    push: (chunk) => records.push(chunk),
    end() {
      records.finish();
      if (searched >= 0 && !records.stopped) {
        sink.malformed('bad-syntax', 'a record length that cannot be; no other record was found behind it');
        return;
      }
      if (records.stopped || (!records.pending && kind !== undefined)) return;
      sink.malformed('truncated', kind === undefined ? 'the file ends in its header' : 'the file ends inside a frame');
    },
  };
}
