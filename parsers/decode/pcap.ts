import { FRAME_BYTES } from '../../src/limits.ts';
import { type CaptureSink, type ContainerReader, LINK_TYPE_BITS } from './container.ts';
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

/** Reads pcap files (draft-ietf-opsawg-pcap). A record whose length is absurd ends the reading: nothing marks where the
 *  next one begins. */
export function openPcap(sink: CaptureSink): ContainerReader {
  const packet = sink.packet;
  let kind: PcapKind | undefined;
  let little = true;
  let nanoseconds = false;
  let header = 16;
  let swapped = false;
  let linkType = 0;
  let length = 0;
  let original = 0;

  const u32 = (bytes: Uint8Array, at: number): number =>
    (little
      ? bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
      : (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;

  const format = {
    take: FILE_HEADER,
    total: 0,
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
      length = u32(bytes, at + 8);
      original = u32(bytes, at + 12);
      if (swapped && length > original) {
        const other = length;
        length = original;
        original = other;
      }
      if (length > FRAME_BYTES) {
        sink.malformed('bad-syntax', `record of ${length} bytes, more than a frame can have; nothing after it was read`);
        format.total = -1;
        return;
      }
      format.take = header + length;
      format.total = format.take;
    },
    record(bytes: Uint8Array, at: number): void {
      if (kind === undefined) {
        fileHeader(bytes, at);
        return;
      }
      const seconds = u32(bytes, at);
      const fraction = u32(bytes, at + 4);
      packet.bytes = bytes;
      packet.start = at + header;
      packet.end = packet.start + length;
      packet.original = original;
      packet.number++;
      packet.time = nanoseconds ? seconds * 1000 + fraction / 1e6 : (seconds * 1e6 + fraction) / 1000;
      packet.linkType = linkType;
      sink.frame();
    },
  };

  function fileHeader(bytes: Uint8Array, at: number): void {
    kind = pcapKind(bytes.subarray(at, at + 4)) ?? { littleEndian: true, nanoseconds: false, recordHeader: 16 };
    little = kind.littleEndian;
    nanoseconds = kind.nanoseconds;
    header = kind.recordHeader;
    // Up to version 2.3 some writers exchanged the two lengths (wiretap/libpcap.c).
    const minor = little ? bytes[at + 6]! | (bytes[at + 7]! << 8) : (bytes[at + 6]! << 8) | bytes[at + 7]!;
    swapped = minor <= 3;
    linkType = u32(bytes, at + 20) & LINK_TYPE_BITS;
    packet.interface = sink.interface({ linkType, snapLength: u32(bytes, at + 16) });
  }

  const records = new Records(format);
  return {
    push: (chunk) => records.push(chunk),
    end() {
      if (records.pending === 0 && kind !== undefined) return;
      sink.malformed('truncated', kind === undefined ? 'the file ends in its header' : 'the file ends inside a frame');
    },
  };
}
