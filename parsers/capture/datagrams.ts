import { DATAGRAM_PIECES, OPEN_DATAGRAMS, TRANSACTION_IDLE } from '../../src/limits.ts';
import type { Packet } from '../decode/packet.ts';
import type { Output } from './output.ts';
import { mix, Slots, spread } from './slots.ts';

interface Datagram {
  readonly interface: number;
  readonly version: number;
  readonly id: number;
  readonly addresses: readonly number[];
  /** Of the first fragment. */
  protocol: number;
  bytes: Uint8Array;
  /** Known from the last fragment; -1 before. */
  total: number;
  /** Separate stretches received: from, to, from, to … in order. */
  readonly pieces: number[];
  lastTime: number;
}

/** Longest IP datagram payload, bytes. */
const LONGEST = 65_535;

/** Puts fragmented datagrams together, a few at a time. */
export class Datagrams {
  private readonly table = new Slots<Datagram>(OPEN_DATAGRAMS);
  private readonly output: Output;
  /** Datagrams given up: fragments missing, or too many at once. */
  unfinished = 0;

  constructor(output: Output) {
    this.output = output;
  }

  /**
   * Takes a fragment. True when it completed its datagram: the packet's payload then is the whole one. False when it is
   * held, or of no use. A first fragment that the capture cut is left as it is, and true.
   */
  add(p: Packet): boolean {
    if (p.payloadEnd - p.payload < p.payloadLength) return p.fragmentAt === 0;
    const end = p.fragmentAt + p.payloadLength;
    if (end > LONGEST || p.payloadLength === 0) return false;
    const table = this.table;
    while (table.oldest >= 0 && p.time - table.values[table.oldest]!.lastTime > TRANSACTION_IDLE)
      this.drop(table.oldest);
    const v6 = p.version === 6;
    // The protocol is part of an IPv4 datagram's identity (RFC 791 3.2), not of an IPv6 one's (RFC 8200 4.5).
    let hash = mix(mix(mix(mix(p.interface, p.ipId), p.s0), p.d0), v6 ? 0 : p.protocol);
    if (v6) hash = mix(mix(hash, p.s3), p.d3);
    hash = spread(hash);
    let slot = table.first(hash);
    while (slot >= 0 && (table.hashes[slot] !== hash || !same(table.values[slot]!, p))) slot = table.next[slot]!;
    if (slot < 0) {
      const victim = table.victim(hash);
      if (victim >= 0) {
        this.output.malformed(
          p.number,
          'limit',
          'more fragmented datagrams open at once than are put together',
          p.time,
        );
        this.drop(victim);
      }
      slot = table.add(hash, open(p));
    } else table.touch(slot);
    const datagram = table.values[slot]!;
    datagram.lastTime = p.time;
    if (p.fragmentAt === 0) datagram.protocol = p.protocol;
    if (!p.moreFragments) datagram.total = end;
    if (!cover(datagram.pieces, p.fragmentAt, end)) {
      this.output.malformed(p.number, 'limit', 'a datagram in more separate pieces than are put together', p.time);
      this.drop(slot);
      return false;
    }
    store(datagram, p, end);
    const whole = datagram.total >= 0 && datagram.pieces.length === 2 && datagram.pieces[0] === 0;
    if (!whole || datagram.pieces[1]! < datagram.total) return false;
    table.remove(slot);
    p.bytes = datagram.bytes;
    p.payload = 0;
    p.payloadEnd = datagram.total;
    p.payloadLength = datagram.total;
    p.protocol = datagram.protocol;
    p.mac = -1;
    return true;
  }

  end(): void {
    this.unfinished += this.table.count;
  }

  private drop(slot: number): void {
    this.unfinished++;
    this.table.remove(slot);
  }
}

function open(p: Packet): Datagram {
  return {
    interface: p.interface,
    version: p.version,
    id: p.ipId,
    addresses: p.version === 6 ? [p.s0, p.s1, p.s2, p.s3, p.d0, p.d1, p.d2, p.d3] : [p.s0, p.d0],
    protocol: p.protocol,
    bytes: new Uint8Array(4096),
    total: -1,
    pieces: [],
    lastTime: p.time,
  };
}

function same(datagram: Datagram, p: Packet): boolean {
  if (datagram.id !== p.ipId || datagram.version !== p.version || datagram.interface !== p.interface) return false;
  const a = datagram.addresses;
  if (p.version !== 6) return a[0] === p.s0 && a[1] === p.d0 && datagram.protocol === p.protocol;
  return (
    a[0] === p.s0 &&
    a[1] === p.s1 &&
    a[2] === p.s2 &&
    a[3] === p.s3 &&
    a[4] === p.d0 &&
    a[5] === p.d1 &&
    a[6] === p.d2 &&
    a[7] === p.d3
  );
}

function store(datagram: Datagram, p: Packet, end: number): void {
  if (end > datagram.bytes.length) {
    const larger = new Uint8Array(Math.min(LONGEST, Math.max(end, 2 * datagram.bytes.length)));
    larger.set(datagram.bytes);
    datagram.bytes = larger;
  }
  datagram.bytes.set(p.bytes.subarray(p.payload, p.payload + p.payloadLength), p.fragmentAt);
}

/** Adds the stretch [from, to) to the ordered list. False = too many separate ones. */
function cover(pieces: number[], from: number, to: number): boolean {
  let at = 0;
  while (at < pieces.length && pieces[at + 1]! < from) at += 2;
  let stop = at;
  while (stop < pieces.length && pieces[stop]! <= to) {
    from = Math.min(from, pieces[stop]!);
    to = Math.max(to, pieces[stop + 1]!);
    stop += 2;
  }
  pieces.splice(at, stop - at, from, to);
  return pieces.length <= 2 * DATAGRAM_PIECES;
}
