import { BLOCK_BYTES, FRAME_BYTES, INTERFACE_BLOCK_BYTES, RESYNC_AHEAD, RESYNC_BYTES } from '../../src/limits.ts';
import { type CaptureSink, type ContainerReader, LINK_TYPE_BITS } from './container.ts';
import { read16, read32 } from './packet.ts';
import {
  ENHANCED_PACKET,
  INTERFACE,
  isKnown,
  isNumbered,
  minimum,
  PACKET,
  SECTION,
  SIMPLE_PACKET,
} from './pcapng-blocks.ts';
import { readInterface } from './pcapng-options.ts';
import { Records } from './records.ts';

/** Up to the fields that tell a packet's lengths. */
const PACKET_HEAD = 28;
const TRAILER = 4;
/** Longest block that is held until its end was seen; bytes. The others are read as they come. */
const HELD_BLOCK = 2 * FRAME_BYTES;
const ENDS = 'the length at the end of a block differs from the one at its start';

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
 * a frame (unknown interface, lengths that contradict each other) is passed over. Behind one whose own length cannot be,
 * the next is where a known block ends with the length that it begins with.
 */
export function openPcapng(sink: CaptureSink): ContainerReader {
  const packet = sink.packet;
  let little = true;
  let started = false;
  let interfaces: Described[] = [];
  let type = 0;
  let blockLength = 0;
  let captured = 0;
  /** The length at the block's end was read with the block. */
  let whole = false;
  /** Next comes the length that ends a long block. */
  let trailing = false;
  /** A frame with a time was read. */
  let timed = false;
  /** Bytes passed over in search of the next block; -1 = not searching. */
  let searched = -1;
  let why = '';

  const format = {
    take: 8,
    total: 0,
    ahead: 0,
    final: false,
    measure(bytes: Uint8Array, at: number, available: number): void {
      if (trailing) {
        format.take = TRAILER;
        format.total = available < TRAILER ? 0 : TRAILER;
        return;
      }
      if (searched >= 0 && !found(bytes, at, available)) return;
      if (available < 12) {
        need(12);
        return;
      }
      type = read32(bytes, at, little);
      // Reads the same in either byte order, on purpose: only the section header tells the order.
      if (type === SECTION) {
        const order = byteOrder(bytes, at + 8);
        if (order === undefined) {
          lose('section header without byte-order magic');
          return;
        }
        little = order === 'little';
      } else if (!started) {
        sink.malformed('bad-syntax', 'the file does not begin with a section header');
        format.total = -1;
        return;
      }
      blockLength = read32(bytes, at + 4, little);
      if (blockLength < minimum(type)) {
        lose('block length below what its kind needs');
        return;
      }
      if (blockLength > BLOCK_BYTES) {
        lose('block longer than a block can be');
        return;
      }
      // Blocks are padded to 32 bits; some writers forgot to count the padding.
      const padded = Math.ceil(blockLength / 4) * 4;
      captured = 0;
      if (type === ENHANCED_PACKET || type === PACKET) {
        if (available < PACKET_HEAD) {
          need(PACKET_HEAD);
          return;
        }
        captured = read32(bytes, at + 20, little);
      } else if (type === SIMPLE_PACKET) {
        captured = Math.min(read32(bytes, at + 8, little), interfaces[0]?.snapLength || 0xffffffff);
      }
      whole = padded <= HELD_BLOCK && available >= padded;
      if (whole) {
        format.take = padded;
        format.total = padded;
        if (read32(bytes, at + padded - TRAILER, little) === blockLength) return;
        if (available < padded + 12 && !format.final) {
          need(padded + 12);
          return;
        }
        // The block may be sound but for that number: then the next one follows.
        if (available > padded && !(available >= padded + 12 && begins(bytes, at + padded))) lose(ENDS);
        else sink.malformed('bad-syntax', ENDS);
        return;
      }
      if (padded <= HELD_BLOCK && !format.final) {
        need(padded);
        return;
      }
      let take = 8;
      if (type === ENHANCED_PACKET || type === PACKET) take = fits(padded) ? PACKET_HEAD + captured : PACKET_HEAD;
      else if (type === SIMPLE_PACKET) take = fits(padded) ? 12 + captured : 12;
      else if (type === SECTION || type === INTERFACE) take = Math.min(padded - TRAILER, INTERFACE_BLOCK_BYTES);
      format.take = take;
      format.total = padded - TRAILER;
    },
    record(bytes: Uint8Array, at: number): void {
      if (searched >= 0) return;
      if (trailing) {
        trailing = false;
        if (read32(bytes, at, little) !== blockLength) sink.malformed('bad-syntax', ENDS);
        return;
      }
      trailing = !whole;
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

  /** The frame lies within its block. */
  function fits(padded: number): boolean {
    return captured <= FRAME_BYTES && (type === SIMPLE_PACKET ? 12 : PACKET_HEAD) + captured + TRAILER <= padded;
  }

  /** Where the next block begins is not known. */
  function lose(detail: string): void {
    searched = 0;
    why = detail;
    format.ahead = RESYNC_AHEAD;
    pass(1);
  }

  function pass(bytes: number): void {
    searched += bytes;
    format.take = bytes;
    format.total = bytes;
    if (searched <= RESYNC_BYTES) return;
    sink.malformed('bad-syntax', `${why}; no other block was found behind it`);
    format.total = -1;
  }

  /** True = a block begins at `at` that ends as it should. */
  function found(bytes: Uint8Array, at: number, available: number): boolean {
    // The second-highest byte of the kind is 0 but for a section header: cheap to look at.
    const high = little ? 2 : 1;
    for (let n = 0; n + 12 <= available; n++) {
      if ((bytes[at + n + high] !== 0 && bytes[at + n] !== 0x0a) || !begins(bytes, at + n)) continue;
      const order = little;
      if (read32(bytes, at + n, little) === SECTION) little = byteOrder(bytes, at + n + 8) === 'little';
      const length = read32(bytes, at + n + 4, little);
      const ends = n + length <= available ? read32(bytes, at + n + length - TRAILER, little) : -1;
      little = order;
      if (ends < 0 ? format.final : ends !== length) continue;
      if (n > 0) pass(n);
      else if (ends < 0) need(length);
      else {
        sink.passedOver(searched, `${why}; reading goes on at the next block`);
        searched = -1;
        format.ahead = 0;
        return true;
      }
      return false;
    }
    if (available < 12) need(12);
    else pass(available - 11);
    return false;
  }

  /** A block of a known kind and sensible length could begin here; 12 bytes are there. */
  function begins(bytes: Uint8Array, at: number): boolean {
    const kind = read32(bytes, at, little);
    const order = kind === SECTION ? byteOrder(bytes, at + 8) : little ? 'little' : 'big';
    if (order === undefined || (kind !== SECTION && !isKnown(kind))) return false;
    const length = read32(bytes, at + 4, order === 'little');
    return length % 4 === 0 && length >= minimum(kind) && length <= HELD_BLOCK;
  }

  function describe(bytes: Uint8Array, at: number): void {
    const end = at + Math.min(blockLength - TRAILER, format.take, INTERFACE_BLOCK_BYTES);
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
    if (!fits(Math.ceil(blockLength / 4) * 4)) {
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
    if (!fits(Math.ceil(blockLength / 4) * 4)) {
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
      records.finish();
      if (searched >= 0 && !records.stopped) {
        sink.malformed('bad-syntax', `${why}; no other block was found behind it`);
        return;
      }
      if (!records.stopped && (records.pending || trailing || !started)) {
        sink.malformed('truncated', started ? 'the file ends inside a block' : 'the file ends in its header');
      }
    },
  };
}
