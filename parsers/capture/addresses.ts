import type { CaptureInterface } from '../../src/facts.ts';
import { ADDRESSES, INTERFACE_ADDRESSES } from '../../src/limits.ts';
import type { Flow } from './flow.ts';
import { addressText } from './names.ts';
import { mix, Slots, spread } from './slots.ts';

/** One address on one interface; used again for another once it was forgotten. */
class Counted {
  interface = 0;
  version = 4;
  w0 = 0;
  w1 = 0;
  w2 = 0;
  w3 = 0;
  slot = -1;
  sent = 0;
  received = 0;
  macHigh = -1;
  macLow = 0;

  count(sent: number, received: number, macHigh: number, macLow: number): void {
    this.sent += sent;
    this.received += received;
    if (this.macHigh >= 0 || macHigh < 0) return;
    this.macHigh = macHigh;
    this.macLow = macLow;
  }

  get frames(): number {
    return this.sent + this.received;
  }
}

/** Frames each address sent and received, by interface. Filled when flows close, so that packets cost nothing. */
export class AddressCounts {
  private readonly table = new Slots<Counted>(ADDRESSES);
  private readonly forgotten: Counted[] = [];
  /** Addresses with few frames were forgotten. */
  limited = false;

  add(flow: Flow): void {
    const { fromA, fromB } = flow;
    const a = this.entry(flow.interface, flow.version, flow.a0, flow.a1, flow.a2, flow.a3);
    a.count(fromA, fromB, flow.macAHigh, flow.macALow);
    const b = this.entry(flow.interface, flow.version, flow.b0, flow.b1, flow.b2, flow.b3);
    b.count(fromB, fromA, flow.macBHigh, flow.macBLow);
  }

  /** By interface, most frames first; equals by address, so that the order is always the same. */
  byInterface(): Map<number, CaptureInterface['addresses']> {
    const groups = new Map<number, { readonly address: string; readonly entry: Counted }[]>();
    for (const entry of this.all()) {
      const named = { address: addressText(entry.version, entry.w0, entry.w1, entry.w2, entry.w3), entry };
      const group = groups.get(entry.interface);
      if (group === undefined) groups.set(entry.interface, [named]);
      else group.push(named);
    }
    const lists = new Map<number, CaptureInterface['addresses']>();
    for (const [index, group] of groups) {
      group.sort((x, y) => y.entry.frames - x.entry.frames || (x.address < y.address ? -1 : 1));
      lists.set(
        index,
        group.slice(0, INTERFACE_ADDRESSES).map(({ address, entry }) => ({
          address,
          sent: entry.sent,
          received: entry.received,
          ...(entry.macHigh >= 0 ? { mac: mac(entry.macHigh, entry.macLow) } : {}),
        })),
      );
    }
    return lists;
  }

  private entry(index: number, version: number, w0: number, w1: number, w2: number, w3: number): Counted {
    const { table } = this;
    const v6 = version === 6;
    let hash = mix(index, w0);
    if (v6) hash = mix(mix(mix(hash, w1), w2), w3);
    hash = spread(hash);
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      const known = table.values[slot]!;
      if (known.w0 !== w0 || known.interface !== index || known.version !== version) continue;
      if (!v6 || (known.w1 === w1 && known.w2 === w2 && known.w3 === w3)) return known;
    }
    const victim = table.victim(hash);
    if (table.count >= ADDRESSES) this.forget();
    else if (victim >= 0) this.drop(table.values[victim]!);
    const entry = this.forgotten.pop() ?? new Counted();
    entry.interface = index;
    entry.version = version;
    entry.w0 = w0;
    entry.w1 = w1;
    entry.w2 = w2;
    entry.w3 = w3;
    entry.sent = 0;
    entry.received = 0;
    entry.macHigh = -1;
    entry.slot = table.add(hash, entry);
    return entry;
  }

  private all(): Counted[] {
    return this.table.values.filter((entry) => entry !== undefined);
  }

  /** Drops the half with the fewest frames. */
  private forget(): void {
    const entries = this.all();
    const sorted = Float64Array.from(entries, (entry) => entry.frames).sort();
    const half = entries.length >> 1;
    const most = sorted[half - 1]!;
    // Of those with just as many as the last to go only so many go.
    let same = half - sorted.indexOf(most);
    for (const entry of entries) {
      if (entry.frames > most || (entry.frames === most && same-- <= 0)) continue;
      this.drop(entry);
    }
  }

  private drop(entry: Counted): void {
    this.limited = true;
    this.table.remove(entry.slot);
    this.forgotten.push(entry);
  }
}

function mac(high: number, low: number): string {
  const bytes = [high >> 8, high & 0xff, low >>> 24, (low >>> 16) & 0xff, (low >>> 8) & 0xff, low & 0xff];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
