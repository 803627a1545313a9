/** One captured frame in place: link addresses, ARP, IP with everything inside. */
import { decodeLink } from '../../parsers/decode/link.ts';
import { be16, be32, Packet } from '../../parsers/decode/packet.ts';
import { LAYERS } from '../limits.ts';
import { correct, sumOf } from './checksums.ts';
import { textOf } from './codes.ts';
import { redactDatagram } from './datagram.ts';
import type { Datagrams } from './datagrams.ts';
import type { FileStyle } from './file-style.ts';
import type { HeldFrame } from './held-frames.ts';
import type { Streams } from './streams.ts';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const ARP = 0x0806;

export interface FrameRewriter {
  /** @param from first byte of the frame within the record. @param to past the last captured one. */
  frame(held: HeldFrame, from: number, to: number, linkType: number, original: number): void;
}

export function frameRewriter(style: FileStyle, streams: Streams, datagrams: Datagrams): FrameRewriter {
  const p = new Packet();

  return {
    frame(held, from, to, linkType, original) {
      const { bytes } = held;
      p.bytes = bytes;
      p.start = from;
      p.end = to;
      p.original = original;
      p.linkType = linkType;
      p.network = to;
      decodeLink(p);
      const { etherType, network } = p;
      const unread = p.unread === 'encrypted';
      const mac = p.mac;
      linkAddresses(held.bytes, from, to, linkType, mac);
      if (etherType === IPV4 || etherType === IPV6) ip(held, network, to, 0, false);
      else if (etherType === ARP) arp(bytes, network, to);
      // Ciphered Wi-Fi stays; else what carries no IP is not read, and goes.
      else if (!unread)
        bytes.fill(
          0,
          Math.min(to, Math.max(headerEnd(linkType, from), network < to ? network + wirelessHeader(linkType) : from)),
          to,
        );
    },
  };

  function headerEnd(linkType: number, from: number): number {
    return linkType === 1 ? from + 14 : linkType === 113 ? from + 16 : linkType === 276 ? from + 20 : from + 4;
  }

  /** Type, flags, addresses and sequence number of a management frame. */
  function wirelessHeader(linkType: number): number {
    return linkType === 105 || linkType === 127 ? 24 : 0;
  }

  function linkAddresses(bytes: Uint8Array, from: number, to: number, linkType: number, mac: number): void {
    const put = (at: number): void => {
      if (at + 6 <= to) style.macAt(bytes, at);
    };
    if (linkType === 1) {
      if (mac < 0) return;
      put(from);
      put(from + 6);
    } else if (linkType === 113) put(from + 6);
    else if (linkType === 276) put(from + 12);
    else if (linkType === 105 || linkType === 127) {
      const at = linkType === 127 && from + 4 <= to ? from + (bytes[from + 2]! | (bytes[from + 3]! << 8)) : from;
      for (const n of [4, 10, 16]) if (at + n + 6 <= to) put(at + n);
    } else if (linkType === 258 && from + 104 <= to) {
      // PKTAP: names of the program that sent it.
      bytes.fill(0, from + 56, from + 76);
      bytes.fill(0, from + 84, from + 104);
    }
  }

  function arp(bytes: Uint8Array, at: number, to: number): void {
    if (at + 28 > to || be16(bytes, at + 4) !== 0x0604) {
      bytes.fill(0, Math.min(to, at + 8), to);
      return;
    }
    style.macAt(bytes, at + 8);
    style.v4At(bytes, at + 14);
    style.macAt(bytes, at + 18);
    style.v4At(bytes, at + 24);
    bytes.fill(0, at + 28, to);
  }

  /** @param quoted within an ICMP error: cut, and no part of a stream. */
  function ip(held: HeldFrame, at: number, to: number, depth: number, quoted: boolean): void {
    const { bytes } = held;
    const version = at < to ? bytes[at]! >> 4 : 0;
    if (depth > LAYERS || (version !== 4 && version !== 6)) bytes.fill(0, at, to);
    else if (version === 4) ip4(held, at, to, depth, quoted);
    else ip6(held, at, to, depth, quoted);
  }

  function ip4(held: HeldFrame, at: number, to: number, depth: number, quoted: boolean): void {
    const { bytes } = held;
    const header = (bytes[at]! & 15) * 4;
    if (at + 20 > to || header < 20) {
      bytes.fill(0, Math.min(to, at + 1), to);
      return;
    }
    const total = be16(bytes, at + 2);
    // Segmentation off-load writes 0.
    const end = total === 0 ? to : Math.min(to, at + Math.max(total, header));
    const key = textOf(bytes, at + 12, at + 20);
    style.v4At(bytes, at + 12);
    style.v4At(bytes, at + 16);
    const start = Math.min(end, at + header);
    // Options that keep addresses: no-operation instead (RFC 791 3.1); router alert stays.
    if (header > 20 && bytes[at + 20] !== 0x94) bytes.fill(1, at + 20, start);
    held.sites.push({ at: at + 10, ranges: [[at, start]] });
    const fragment = be16(bytes, at + 6) & 0x3fff;
    const addresses: readonly [number, number] = [at + 12, at + 20];
    payload(
      held,
      bytes[at + 9]!,
      start,
      end,
      total === 0 ? end - start : total - header,
      addresses,
      key,
      fragment,
      String(be16(bytes, at + 4)),
      depth,
      quoted,
    );
    bytes.fill(0, end, to);
  }

  function ip6(held: HeldFrame, at: number, to: number, depth: number, quoted: boolean): void {
    const { bytes } = held;
    if (at + 40 > to) {
      bytes.fill(0, Math.min(to, at + 1), to);
      return;
    }
    const claimed = be16(bytes, at + 4);
    const end = claimed === 0 ? to : Math.min(to, at + 40 + claimed);
    const key = textOf(bytes, at + 8, at + 40);
    style.v6At(bytes, at + 8);
    style.v6At(bytes, at + 24);
    let next = bytes[at + 6]!;
    let cursor = at + 40;
    let fragment = 0;
    let id = '';
    // Extension headers (RFC 8200 4).
    while (cursor + 8 <= end && (next === 0 || next === 43 || next === 60 || next === 44)) {
      if (next === 44) {
        fragment = (be16(bytes, cursor + 2) >> 3) | (bytes[cursor + 3]! & 1 ? 0x2000 : 0);
        id = String(be32(bytes, cursor + 4));
      }
      const size = next === 44 ? 8 : 8 + 8 * bytes[cursor + 1]!;
      if (next === 43) bytes.fill(0, Math.min(end, cursor + 8), Math.min(end, cursor + size));
      next = bytes[cursor]!;
      cursor += size;
    }
    const start = Math.min(end, cursor);
    const length = claimed === 0 ? end - start : at + 40 + claimed - start;
    payload(held, next, start, end, length, [at + 8, at + 40], key, fragment, id, depth, quoted);
    bytes.fill(0, end, to);
  }

  /** @param fragment offset in units of 8, and 0x2000 where more follow. */
  function payload(
    held: HeldFrame,
    protocol: number,
    at: number,
    end: number,
    length: number,
    addresses: readonly [number, number],
    key: string,
    fragment: number,
    id: string,
    depth: number,
    quoted: boolean,
  ): void {
    const { bytes } = held;
    // Of ESP all is ciphered.
    if (fragment !== 0 && protocol !== 50 && !quoted && end - at === length) {
      fragmented(held, protocol, at, end, addresses, key, fragment, id, depth);
      return;
    }
    if ((fragment & 0x1fff) !== 0) {
      if (protocol !== 50) fillEvenly(bytes, at, end);
      return;
    }
    switch (protocol) {
      case 6:
        tcp(held, at, end, addresses, key, quoted || fragment !== 0);
        return;
      case 17:
        udp(held, at, end, length, addresses, fragment !== 0);
        return;
      case 1:
        icmp(held, at, end, depth);
        return;
      case 58:
        icmp6(held, at, end, addresses, depth);
        return;
      case 4:
      case 41:
        ip(held, at, end, depth + 1, quoted);
        return;
      case 47:
        gre(held, at, end, depth, quoted);
        return;
      case 50:
        return;
      case 51: {
        const next = at + ((bytes[at + 1] ?? 0) + 2) * 4;
        if (at + 12 <= end && next <= end)
          payload(held, bytes[at]!, next, end, length - (next - at), addresses, key, 0, '', depth + 1, quoted);
        return;
      }
      case 2: // IGMP: groups
        bytes.fill(0, Math.min(end, at + 8), end);
        return;
      default:
        bytes.fill(0, at, end);
    }
  }

  function fragmented(
    held: HeldFrame,
    protocol: number,
    at: number,
    end: number,
    addresses: readonly [number, number],
    key: string,
    fragment: number,
    id: string,
    depth: number,
  ): void {
    const [from, to] = addresses;
    const old = held.before.subarray(from, to);
    const mapped = held.bytes.slice(from, to);
    const first = (offset: number): boolean => offset === 0;
    datagrams.add(
      `${key}${protocol} ${id}`,
      { frame: held, at, length: end - at, offset: (fragment & 0x1fff) * 8 },
      (fragment & 0x2000) !== 0,
      (whole) => {
        // The addresses stand in front, as in the sum that protects both (RFC 768).
        const size = mapped.length;
        const own = new Uint8Array(size + whole.length);
        own.set(mapped);
        own.set(whole, size);
        const before = own.slice();
        before.set(old);
        const made: HeldFrame = { bytes: own, before, sites: [], waits: 0, release: [] };
        payload(made, protocol, size, own.length, whole.length, [0, size], key, 0, '', depth + 1, true);
        correct(before, own, made.sites);
        whole.set(own.subarray(size));
      },
      (piece) =>
        fillEvenly(
          piece.frame.bytes,
          piece.at + (first(piece.offset) ? Math.min(8, piece.length) : 0),
          piece.at + piece.length,
        ),
    );
  }

  function tcp(
    held: HeldFrame,
    at: number,
    end: number,
    addresses: readonly [number, number],
    key: string,
    cut: boolean,
  ): void {
    const { bytes } = held;
    if (at + 20 > end) {
      // A quoted head: ports and sequence number.
      bytes.fill(0, Math.min(end, at + 12), end);
      return;
    }
    held.sites.push({ at: at + 16, ranges: [addresses, [at, end]] });
    const start = Math.min(end, at + Math.max(20, (bytes[at + 12]! >> 4) * 4));
    if (cut) {
      fillEvenly(bytes, start, end);
      return;
    }
    const source = be16(bytes, at);
    const destination = be16(bytes, at + 2);
    streams.segment({
      frame: held,
      key: `${key}${source} ${destination}`,
      dns: source === 53 || destination === 53,
      syn: (bytes[at + 13]! & 2) !== 0,
      sequence: be32(bytes, at + 4),
      from: start,
      to: end,
    });
  }

  function udp(
    held: HeldFrame,
    at: number,
    end: number,
    length: number,
    addresses: readonly [number, number],
    fragmented: boolean,
  ): void {
    const { bytes } = held;
    if (at + 8 > end) return;
    held.sites.push({ at: at + 6, ranges: [addresses, [at, end]], udp: true });
    const stop = Math.min(end, at + Math.max(8, be16(bytes, at + 4) || length));
    redactDatagram(
      {
        bytes,
        from: at + 8,
        to: stop,
        length: fragmented ? stop - at - 8 : (be16(bytes, at + 4) || length) - 8,
        source: be16(bytes, at),
        destination: be16(bytes, at + 2),
      },
      style,
    );
    bytes.fill(0, stop, end);
  }

  function icmp(held: HeldFrame, at: number, end: number, depth: number): void {
    const { bytes } = held;
    if (at + 8 > end) return;
    held.sites.push({ at: at + 2, ranges: [[at, end]] });
    const type = bytes[at]!;
    if (type === 5) style.v4At(bytes, at + 4);
    if (type === 3 || type === 4 || type === 5 || type === 11 || type === 12) ip(held, at + 8, end, depth + 1, true);
    else bytes.fill(0, at + 8, end);
  }

  function icmp6(held: HeldFrame, at: number, end: number, addresses: readonly [number, number], depth: number): void {
    const { bytes } = held;
    if (at + 8 > end) return;
    held.sites.push({ at: at + 2, ranges: [addresses, [at, end]] });
    const type = bytes[at]!;
    if (type >= 1 && type <= 4) {
      ip(held, at + 8, end, depth + 1, true);
      return;
    }
    // Neighbour discovery (RFC 4861 4): addresses, then options.
    const fixed: Readonly<Record<number, readonly number[]>> = { 133: [], 134: [], 135: [8], 136: [8], 137: [8, 24] };
    const known = fixed[type];
    if (!known) {
      bytes.fill(0, at + 8, end);
      return;
    }
    for (const n of known) if (at + n + 16 <= end) style.v6At(bytes, at + n);
    let option = at + (type === 134 ? 16 : known.length === 0 ? 8 : known.at(-1)! + 16);
    while (option + 8 <= end) {
      const size = 8 * bytes[option + 1]!;
      if (size === 0 || option + size > end) break;
      const kind = bytes[option]!;
      if (kind === 1 || kind === 2) style.macAt(bytes, option + 2);
      else if (kind === 3 && size >= 32) style.v6At(bytes, option + 16);
      else if (kind === 25) for (let n = 8; n + 16 <= size; n += 16) style.v6At(bytes, option + n);
      else if (kind !== 5) bytes.fill(0, option + 2, option + size);
      option += size;
    }
    bytes.fill(0, Math.min(end, option), end);
  }

  function gre(held: HeldFrame, at: number, end: number, depth: number, quoted: boolean): void {
    const { bytes } = held;
    if (at + 4 > end) return;
    const flags = be16(bytes, at);
    const type = be16(bytes, at + 2);
    // Version 1: PPTP's, which ciphers or carries PPP.
    const head = at + 4 + (flags & 0x8000 ? 4 : 0) + (flags & 0x2000 ? 4 : 0) + (flags & 0x1000 ? 4 : 0);
    if ((flags & 7) === 0 && (type === IPV4 || type === IPV6) && head < end) ip(held, head, end, depth + 1, quoted);
    else bytes.fill(0, Math.min(end, at + 16), end);
  }
}

/** Overwrites so that the sum of the 16-bit words stays: the checksum of the whole datagram stands in another fragment. */
function fillEvenly(bytes: Uint8Array, from: number, to: number): void {
  const sum = sumOf(bytes, from, to);
  bytes.fill(0, from, to);
  if (to - from < 2) return;
  bytes[from] = sum >> 8;
  bytes[from + 1] = sum & 255;
}
