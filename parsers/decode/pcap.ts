import { FRAME_BYTES } from '../../src/limits.ts';
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
      length = read32(bytes, at + 8, little);
      original = read32(bytes, at + 12, little);
      if (swapped && length > original) {
        const other = length;
        length = original;
        original = other;
      }
      if (length > FRAME_BYTES) {
        sink.malformed('bad-syntax', 'record longer than a frame can be; nothing after it was read');
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
      const seconds = read32(bytes, at, little);
      const fraction = read32(bytes, at + 4, little);
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
    swapped = read16(bytes, at + 6, little) <= 3;
    linkType = read32(bytes, at + 20, little) & LINK_TYPE_BITS;
    packet.interface = sink.interface({ linkType, snapLength: read32(bytes, at + 16, little) });
  }

  const records = new Records(format);
  return {
    push: (chunk) => records.push(chunk),
    end() {
      if (records.stopped || (!records.pending && kind !== undefined)) return;
      sink.malformed('truncated', kind === undefined ? 'the file ends in its header' : 'the file ends inside a frame');
    },
  };
}
