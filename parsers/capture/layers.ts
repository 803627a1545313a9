import { COPY_ALIASES, COPY_HEAD, COPY_PACKETS, COPY_WINDOW } from '../../src/limits.ts';
import type { InterfaceDescription } from '../decode/container.ts';
import { be16, be32, type Packet } from '../decode/packet.ts';
import { mix, spread } from './slots.ts';

/** The PC's number of the adapter, where the interface's name or description tells it; `above` = a filter over it. */
export interface IfIndex {
  readonly number: number;
  readonly above: boolean;
}

/** Reads the names that etl2pcapng gives (its main.c): `eth:IFINDEX:VLAN`, `wifi:IFINDEX`, `mbb:IFINDEX`,
 *  `Rras:IFINDEX:…`, `vNIC:TYPE:PORT:IFINDEX:VLAN`, and the description `LWF over IfIndex N`. */
export function ifIndexOf({ name = '', description = '' }: InterfaceDescription): IfIndex | undefined {
  const [medium = '', ...fields] = name.split(':');
  const at = { eth: 0, wifi: 0, mbb: 0, rras: 0, vnic: 2 }[medium.toLowerCase()];
  const own = at === undefined ? undefined : whole(fields[at] ?? '');
  if (own === undefined) return undefined;
  const below = description.startsWith(OVER) ? whole(description.slice(OVER.length).split(' ')[0]!) : undefined;
  return below === undefined ? { number: own, above: false } : { number: below, above: true };
}

const OVER = 'LWF over IfIndex ';

function whole(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/**
 * Recognises packets that another interface of the same capture has shown a moment before: filter drivers over an
 * adapter, the components of a virtual switch, a bridge and its port. Both copies have the same bytes from the IP header
 * on, time to live included, so that a router's two sides differ, as do an encapsulated packet and a TCP
 * retransmission (another IP identification, or later).
 *
 * Going out the upper layer comes first, coming in the lower: what went between the same addresses stays with the
 * interface that showed it first, else each would hold one half of every conversation.
 */
export class Layers {
  /** There is another interface to compare with. */
  active = false;
  private readonly indexes: (IfIndex | undefined)[] = [];
  /** Interface of the adapter itself, by interface. */
  private readonly adapters: number[] = [];
  private hashes = new Int32Array(0);
  private checks = new Int32Array(0);
  private times = new Float64Array(0);
  private shownOn = new Int16Array(0);
  private givenTo = new Int16Array(0);
  private pairs = new Int32Array(0);
  private pairTo = new Int16Array(0);

  add(description: InterfaceDescription): void {
    const mine = ifIndexOf(description);
    const number = this.indexes.push(mine) - 1;
    this.adapters.push(number);
    if (mine !== undefined) {
      const same = this.indexes.flatMap((other, n) => (other?.number === mine.number ? [n] : []));
      const adapter = same.find((n) => !this.indexes[n]!.above) ?? same[0]!;
      for (const n of same) this.adapters[n] = adapter;
    }
    if (number === 0 || this.active) return;
    this.active = true;
    this.hashes = new Int32Array(COPY_PACKETS);
    this.checks = new Int32Array(COPY_PACKETS);
    this.times = new Float64Array(COPY_PACKETS).fill(Number.NEGATIVE_INFINITY);
    this.shownOn = new Int16Array(COPY_PACKETS);
    this.givenTo = new Int16Array(COPY_PACKETS);
    this.pairs = new Int32Array(COPY_ALIASES);
    this.pairTo = new Int16Array(COPY_ALIASES).fill(-1);
  }

  ifIndex(interfaceNumber: number): number | undefined {
    return this.indexes[interfaceNumber]?.number;
  }

  /** True = another interface has shown this packet. Else `p.interface` becomes the interface that its conversation
   *  belongs to. `at` = the IP header. */
  shown(p: Packet, at: number): boolean {
    const face = p.interface;
    const pair = spread(mix(mix(mix(face, p.s0 ^ p.d0), p.s0 + p.d0), p.version === 6 ? p.s3 ^ p.d3 : 0)) | 1;
    const place = pair & (COPY_ALIASES - 1);
    const hash = hashOf(p, at, 0);
    const check = hashOf(p, at, 0x2545f491);
    const slot = hash & (COPY_PACKETS - 1);
    for (let way = slot; ; way ^= 1) {
      if (this.hashes[way] === hash && this.checks[way] === check) {
        const apart = p.time - this.times[way]!;
        if (this.shownOn[way] !== face && apart <= COPY_WINDOW && apart >= -COPY_WINDOW) {
          this.pairs[place] = pair;
          this.pairTo[place] = this.givenTo[way]!;
          return true;
        }
      }
      if (way !== slot) break;
    }
    const to =
      this.pairs[place] === pair && this.pairTo[place]! >= 0 ? this.pairTo[place]! : (this.adapters[face] ?? face);
    p.interface = to;
    const free = this.times[slot]! <= this.times[slot ^ 1]! ? slot : slot ^ 1;
    this.hashes[free] = hash;
    this.checks[free] = check;
    this.times[free] = p.time;
    this.shownOn[free] = face;
    this.givenTo[free] = to;
    return false;
  }
}

/** Hash of the packet's first bytes without its checksums, which the network card fills in below the upper layers. */
function hashOf(p: Packet, at: number, seed: number): number {
  const { bytes } = p;
  const end = Math.min(p.payloadEnd, at + COPY_HEAD);
  const v4 = p.version === 4;
  const sum = p.fragmentAt > 0 ? -1 : p.protocol === 6 ? p.payload + 16 : p.protocol === 17 ? p.payload + 4 : -1;
  let hash = mix(seed, p.payloadLength);
  let n = at;
  for (; n + 4 <= end; n += 4) {
    if (n === sum) continue;
    hash = mix(hash, v4 && n === at + 8 ? be16(bytes, n) : be32(bytes, n));
  }
  for (; n < end; n++) hash = mix(hash, bytes[n]!);
  return spread(hash);
}
