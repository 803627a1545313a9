/** Captures as a stream (pcap, pcapng): each record keeps its place and its length. */
import { LINK_TYPE_BITS } from '../../parsers/decode/container.ts';
import { read16, read32 } from '../../parsers/decode/packet.ts';
import { pcapKind } from '../../parsers/decode/pcap.ts';
import { ENHANCED_PACKET, INTERFACE, PACKET, SECTION, SIMPLE_PACKET } from '../../parsers/decode/pcapng-blocks.ts';
import { BLOCK_BYTES, FRAME_BYTES } from '../limits.ts';
import { putFitted } from './codes.ts';
import { Datagrams } from './datagrams.ts';
import type { FileStyle } from './file-style.ts';
import { frameRewriter } from './frame.ts';
import { HeldFrames } from './held-frames.ts';
import { Streams } from './streams.ts';
import type { Rewriter } from './text-file.ts';

const NAMES = 4;
const STATISTICS = 5;

export function captureRewriter(style: FileStyle, write: (bytes: Uint8Array) => void): Rewriter {
  const out = new HeldFrames(write);
  const streams = new Streams(style);
  const datagrams = new Datagrams();
  const frames = frameRewriter(style, streams, datagrams);
  const notes = new Map<string, number>();
  let carry = new Uint8Array(0);
  /** The bytes that are worked on, in place, and the same as they came. */
  let pushed = carry;
  let unchanged = carry;
  let begun = false;
  /** The rest is not understood. */
  let lost = false;
  let next: (bytes: Uint8Array, at: number, left: number) => number = () => 0;

  const note = (words: string): void => {
    notes.set(words, (notes.get(words) ?? 0) + 1);
  };

  /** A record of its own memory. */
  const record = (bytes: Uint8Array, work: (own: Uint8Array) => void): void => {
    const own = bytes.slice();
    work(own);
    out.add({ bytes: own, before: own, sites: [], waits: 0, release: [] });
  };

  const packet = (
    bytes: Uint8Array,
    from: number,
    length: number,
    linkType: number,
    original: number,
    more?: (own: Uint8Array) => void,
  ): void => {
    const start = bytes.byteOffset - pushed.byteOffset;
    const before = style.learning ? bytes : unchanged.subarray(start, start + bytes.length);
    more?.(bytes);
    const held = { bytes, before, sites: [], waits: 0, release: [] };
    frames.frame(held, from, from + length, linkType, original);
    out.add(held);
    out.flush();
  };

  const text = (bytes: Uint8Array, from: number, to: number): void =>
    style.scan.line(bytes.slice(from, to), 0, to - from, true, (at, end, words) =>
      putFitted(words, bytes, from + at, from + end),
    );

  // --- pcap -------------------------------------------------------------------------------------------------------
  function pcap(head: Uint8Array): boolean {
    const kind = pcapKind(head);
    if (!kind) return false;
    const little = kind.littleEndian;
    // Up to version 2.3 some writers exchanged the two lengths (wiretap/libpcap.c).
    const swapped = read16(head, 6, little) <= 3;
    let linkType = 0;
    let header = 24;
    next = (bytes, at, left) => {
      if (left < header) return 0;
      if (linkType < 0 || header === 24) {
        linkType = read32(bytes, at + 20, little) & LINK_TYPE_BITS;
        header = kind.recordHeader;
        record(bytes.subarray(at, at + 24), () => undefined);
        next = one;
        return 24;
      }
      return 0;
    };
    const one = (bytes: Uint8Array, at: number, left: number): number => {
      if (left < header) return 0;
      let length = read32(bytes, at + 8, little);
      let original = read32(bytes, at + 12, little);
      if (swapped && length > original) [length, original] = [original, length];
      if (length > FRAME_BYTES) return -1;
      if (left < header + length) return 0;
      packet(bytes.subarray(at, at + header + length), header, length, linkType, original);
      return header + length;
    };
    return true;
  }

  // --- pcapng -----------------------------------------------------------------------------------------------------
  function pcapng(head: Uint8Array): boolean {
    if (head.length < 12 || read32(head, 0, true) !== SECTION) return false;
    let little = true;
    let links: number[] = [];
    next = (bytes, at, left) => {
      if (left < 12) return 0;
      const type = read32(bytes, at, little);
      if (type === SECTION) {
        const magic = read32(bytes, at + 8, true);
        if (magic !== 0x1a2b3c4d && magic !== 0x4d3c2b1a) return -1;
        little = magic === 0x1a2b3c4d;
        links = [];
      }
      const length = read32(bytes, at + 4, little);
      const size = Math.ceil(length / 4) * 4;
      if (length < 12 || length > BLOCK_BYTES) return -1;
      if (left < size) return 0;
      block(bytes.subarray(at, at + size), type, size - 4);
      return size;
    };
    const block = (bytes: Uint8Array, type: number, end: number): void => {
      if (type === ENHANCED_PACKET || type === PACKET) {
        const id = type === PACKET ? read16(bytes, 8, little) : read32(bytes, 8, little);
        const length = read32(bytes, 20, little);
        const link = links[id];
        if (link === undefined || 28 + length > end) {
          record(bytes, (own) => own.fill(0, Math.min(end, 28), end));
          note('packets that contradict their own lengths were overwritten');
          return;
        }
        const after = 28 + Math.ceil(length / 4) * 4;
        packet(bytes, 28, length, link, read32(bytes, 24, little), (own) => options(own, after, end, [1]));
      } else if (type === SIMPLE_PACKET) {
        const length = Math.min(read32(bytes, 8, little), end - 12);
        packet(bytes, 12, length, links[0] ?? -1, read32(bytes, 8, little));
      } else
        record(bytes, (own) => {
          if (type === SECTION) options(own, 24, end, [1, 2, 3, 4]);
          else if (type === INTERFACE) {
            links.push(read16(own, 8, little) & LINK_TYPE_BITS);
            options(own, 16, end, [1, 2, 3, 11, 12, 15]);
          } else if (type === STATISTICS) options(own, 20, end, [1]);
          else if (type === NAMES) names(own, end);
          else {
            // Keys of TLS sessions, journals, other programs' blocks.
            own.fill(0, Math.min(end, 12), end);
            note('blocks that hold no packets (secrets, journals, other programs’ own) were overwritten');
          }
        });
    };
    /** @param texts numbers of the options that are text; addresses of an interface have their own, others are numbers. */
    const options = (own: Uint8Array, from: number, end: number, texts: readonly number[]): void => {
      for (let at = from; at + 4 <= end; ) {
        const code = read16(own, at, little);
        const stop = at + 4 + read16(own, at + 2, little);
        if (code === 0 || stop > end) return;
        if (texts.includes(code)) text(own, at + 4, stop);
        else if (texts.includes(11) && code === 4) {
          style.v4At(own, at + 4);
        } else if (texts.includes(11) && code === 5) style.v6At(own, at + 4);
        else if (texts.includes(11) && code === 6) style.macAt(own, at + 4);
        else if (code >= 2988 || (texts.includes(11) && code === 7)) own.fill(0, Math.min(stop, at + 8), stop);
        at += 4 + Math.ceil((stop - at - 4) / 4) * 4;
      }
    };
    /** Records of names: an address, then texts that end with NUL. */
    const names = (own: Uint8Array, end: number): void => {
      for (let at = 8; at + 4 <= end; ) {
        const type = read16(own, at, little);
        const stop = at + 4 + read16(own, at + 2, little);
        if (type === 0 || stop > end) return;
        const start = at + 4 + (type === 1 ? 4 : type === 2 ? 16 : 0);
        if (type === 1) style.v4At(own, at + 4);
        else if (type === 2) style.v6At(own, at + 4);
        for (let from = start; from < stop; ) {
          let to = from;
          while (to < stop && own[to] !== 0) to++;
          text(own, from, to);
          from = to + 1;
        }
        at += 4 + Math.ceil((stop - at - 4) / 4) * 4;
      }
    };
    return true;
  }

  const lose = (bytes: Uint8Array): void => {
    // No length that could be one: readers look for none in it.
    out.add({
      bytes: new Uint8Array(bytes.length).fill(0xff),
      before: new Uint8Array(0),
      sites: [],
      waits: 0,
      release: [],
    });
  };

  return {
    push(chunk) {
      if (lost) {
        lose(chunk);
        return;
      }
      const all = new Uint8Array(carry.length + chunk.length);
      all.set(carry);
      all.set(chunk, carry.length);
      pushed = all;
      if (!begun) {
        if (all.length < 12) {
          carry = all;
          return;
        }
        begun = true;
        if (!pcapng(all) && !pcap(all)) lost = true;
      }
      // Of what is not written nothing has to be right.
      unchanged = style.learning ? all : all.slice();
      let at = 0;
      while (at < all.length && !lost) {
        const size = next(all, at, all.length - at);
        if (size === 0) break;
        if (size < 0) {
          lost = true;
          note('a damaged part, and everything behind it, was overwritten');
        } else at += size;
      }
      carry = lost ? new Uint8Array(0) : all.slice(at);
      if (lost) lose(all.subarray(at));
    },
    end() {
      if (carry.length > 0) {
        // The file ends within a record: its head stays, so that readers see where.
        record(carry, (own) => own.fill(0, Math.min(own.length, 28)));
        note('the last record is cut off, and was overwritten');
      }
      datagrams.end();
      streams.end();
      out.end();
    },
    notes: () => [...notes.keys()],
  };
}
