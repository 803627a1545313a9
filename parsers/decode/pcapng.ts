import { BLOCK_BYTES, FRAME_BYTES, INTERFACE_BLOCK_BYTES } from '../../src/limits.ts';
import { type CaptureSink, type ContainerReader, LINK_TYPE_BITS } from './container.ts';
import { read16, read32 } from './packet.ts';
import { readInterface } from './pcapng-options.ts';
import { Records } from './records.ts';

// Block types, draft-ietf-opsawg-pcapng 11.1.
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
/** Up to the fields that tell a packet's lengths. */
const PACKET_HEAD = 28;
const TRAILER = 4;

/** An interface as its frames need it. */
interface Described {
  readonly number: number;
  readonly linkType: number;
  readonly snapLength: number;
  /** Time-stamp units a millisecond. */
  readonly unitsPerMs: number;
  /** Milliseconds to add. */
  readonly offset: number;
}

/** True for the first bytes of a pcapng file: a section header with its byte-order magic. */
export function isPcapng(bytes: Uint8Array): boolean {
  if (bytes.length < 12 || bytes[0] !== 0x0a || bytes[1] !== 0x0d || bytes[2] !== 0x0d || bytes[3] !== 0x0a)
    return false;
  return byteOrder(bytes, 8) !== undefined;
}

/** 'little' or 'big' by the byte-order magic 0x1a2b3c4d. */
function byteOrder(bytes: Uint8Array, at: number): 'little' | 'big' | undefined {
  if (bytes[at] === 0x4d && bytes[at + 1] === 0x3c && bytes[at + 2] === 0x2b && bytes[at + 3] === 0x1a) return 'little';
  if (bytes[at] === 0x1a && bytes[at + 1] === 0x2b && bytes[at + 2] === 0x3c && bytes[at + 3] === 0x4d) return 'big';
  return undefined;
}

/**
 * Reads pcapng files (draft-ietf-opsawg-pcapng). Interfaces are numbered through the whole file. A block that cannot be
 * a frame (unknown interface, lengths that contradict each other) is passed over; a block length below the minimum ends
 * the reading, because the next block cannot be found.
 */
export function openPcapng(sink: CaptureSink): ContainerReader {
  const packet = sink.packet;
  let little = true;
  let started = false;
  let interfaces: Described[] = [];
  let type = 0;
  let blockLength = 0;
  let captured = 0;
  /** Next comes the length that ends a block. */
  let trailing = false;
  /** A frame with a time was read. */
  let timed = false;

  const format = {
    take: 8,
    total: 0,
    measure(bytes: Uint8Array, at: number, available: number): void {
      if (trailing) {
        format.take = TRAILER;
        format.total = available < TRAILER ? 0 : TRAILER;
        return;
      }
      if (available < 8) {
        need(8);
        return;
      }
      type = read32(bytes, at, little);
      // Reads the same in either byte order, on purpose: only the section header tells the order.
      if (type === SECTION) {
        if (available < 12) {
          need(12);
          return;
        }
        const order = byteOrder(bytes, at + 8);
        if (order === undefined) {
          stop('section header without byte-order magic');
          return;
        }
        little = order === 'little';
      } else if (!started) {
        stop('the file does not begin with a section header');
        return;
      }
      blockLength = read32(bytes, at + 4, little);
      if (blockLength < minimum(type)) {
        stop('block length below what its kind needs; nothing after it was read');
        return;
      }
      if (blockLength > BLOCK_BYTES) {
        stop('block longer than a block can be; nothing after it was read');
        return;
      }
      // Blocks are padded to 32 bits; some writers forgot to count the padding.
      const padded = Math.ceil(blockLength / 4) * 4;
      let take = 8;
      if (type === ENHANCED_PACKET || type === PACKET) {
        if (available < PACKET_HEAD) {
          need(PACKET_HEAD);
          return;
        }
        captured = read32(bytes, at + 20, little);
        take =
          captured > FRAME_BYTES || PACKET_HEAD + captured + TRAILER > padded ? PACKET_HEAD : PACKET_HEAD + captured;
      } else if (type === SIMPLE_PACKET) {
        if (available < 12) {
          need(12);
          return;
        }
        captured = Math.min(read32(bytes, at + 8, little), interfaces[0]?.snapLength || 0xffffffff);
        take = captured > FRAME_BYTES || 12 + captured + TRAILER > padded ? 12 : 12 + captured;
      } else if (type === SECTION || type === INTERFACE) {
        take = Math.min(padded - TRAILER, INTERFACE_BLOCK_BYTES);
      }
      format.take = take;
      format.total = padded - TRAILER;
    },
    record(bytes: Uint8Array, at: number): void {
      if (trailing) {
        trailing = false;
        if (read32(bytes, at, little) !== blockLength) {
          sink.malformed('bad-syntax', 'the length at the end of a block differs from the one at its start');
        }
        return;
      }
      trailing = true;
      if (blockLength % 4 !== 0) sink.malformed('bad-syntax', 'block length that leaves out the padding to 32 bits');
      switch (type) {
        case ENHANCED_PACKET:
          frame(read32(bytes, at + 8, little), bytes, at);
          return;
        case PACKET:
          frame(read16(bytes, at + 8, little), bytes, at);
          return;
        case SIMPLE_PACKET:
          simpleFrame(bytes, at);
          return;
        case INTERFACE:
          describe(bytes, at);
          return;
        case SECTION:
          started = true;
          interfaces = [];
          return;
        default:
          if (!isNumbered(type)) return;
          packet.number++;
          sink.emptyFrame();
      }
    },
  };

  function need(bytes: number): void {
    format.take = bytes;
    format.total = 0;
  }

  function stop(detail: string): void {
    sink.malformed('bad-syntax', detail);
    format.total = -1;
  }

  function describe(bytes: Uint8Array, at: number): void {
    const end = at + Math.min(blockLength - TRAILER, format.take);
    const linkType = read16(bytes, at + 8, little) & LINK_TYPE_BITS;
    const snapLength = read32(bytes, at + 12, little);
    const { description, unitsPerMs, offset } = readInterface(bytes, at + 16, end, little);
    const number = sink.interface({ linkType, snapLength, ...description });
    interfaces.push({ number, linkType, snapLength, unitsPerMs, offset });
  }

  function frame(id: number, bytes: Uint8Array, at: number): void {
    const from = interfaces[id];
    if (from === undefined) {
      sink.malformed('bad-syntax', 'packet block of an interface that the section does not describe; passed over');
      return;
    }
    if (format.take === PACKET_HEAD && captured > 0) {
      sink.malformed('bad-syntax', 'packet block that claims a frame longer than itself; passed over');
      return;
    }
    timed = true;
    packet.time =
      (read32(bytes, at + 12, little) * 4294967296 + read32(bytes, at + 16, little)) / from.unitsPerMs + from.offset;
    deliver(from, bytes, at + PACKET_HEAD, read32(bytes, at + 24, little));
  }

  function simpleFrame(bytes: Uint8Array, at: number): void {
    const from = interfaces[0];
    if (from === undefined) {
      sink.malformed('bad-syntax', 'packet block before any interface; passed over');
      return;
    }
    if (format.take === 12 && captured > 0) {
      sink.malformed('bad-syntax', 'packet block that claims a frame longer than itself; passed over');
      return;
    }
    // Simple packet blocks have no time: they keep the one of the frame before.
    if (!timed) packet.time = 0;
    deliver(from, bytes, at + 12, read32(bytes, at + 8, little));
  }

  function deliver(from: Described, bytes: Uint8Array, start: number, original: number): void {
    packet.bytes = bytes;
    packet.start = start;
    packet.end = start + captured;
    packet.original = original;
    packet.number++;
    packet.interface = from.number;
    packet.linkType = from.linkType;
    sink.frame();
  }

  const records = new Records(format);
  return {
    push: (chunk) => records.push(chunk),
    end() {
      if (!records.stopped && (records.pending || trailing || !started)) {
        sink.malformed('truncated', started ? 'the file ends inside a block' : 'the file ends in its header');
      }
    },
  };
}

/** Blocks without a packet that Wireshark numbers: systemd journal entries, Sysdig events, custom blocks. */
function isNumbered(type: number): boolean {
  switch (type) {
    case 0x9:
    case 0x204:
    case 0x208:
    case 0x216:
    case 0x217:
    case 0x221:
    case 0x222:
    case 0xbad:
    case 0x40000bad:
      return true;
    default:
      return false;
  }
}

/** Smallest possible length of a block. */
function minimum(type: number): number {
  switch (type) {
    case SECTION:
      return 28;
    case INTERFACE:
      return 20;
    case ENHANCED_PACKET:
    case PACKET:
      return 32;
    case SIMPLE_PACKET:
      return 16;
    default:
      return 12;
  }
}
