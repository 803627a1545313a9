import type { CaptureInterface } from '../../src/facts.ts';
import { ADDRESSES, INTERFACE_ADDRESSES } from '../../src/limits.ts';
import type { Flow } from './flow.ts';

interface Counted {
  readonly interface: number;
  readonly address: string;
  sent: number;
  received: number;
  macHigh: number;
  macLow: number;
}

/** Frames each address sent and received, by interface. Filled when flows close, so that packets cost nothing. */
export class AddressCounts {
  private readonly counted = new Map<string, Counted>();
  /** Addresses with few frames were forgotten. */
  limited = false;

  add(flow: Flow, a: string, b: string): void {
    this.count(flow.interface, a, flow.fromA, flow.fromB, flow.macAHigh, flow.macALow);
    this.count(flow.interface, b, flow.fromB, flow.fromA, flow.macBHigh, flow.macBLow);
  }

  /** By interface, most frames first; equals by address, so that the order is always the same. */
  byInterface(): Map<number, CaptureInterface['addresses']> {
    const groups = new Map<number, Counted[]>();
    for (const entry of this.counted.values()) {
      const group = groups.get(entry.interface);
      if (group === undefined) groups.set(entry.interface, [entry]);
      else group.push(entry);
    }
    const lists = new Map<number, CaptureInterface['addresses']>();
    for (const [index, group] of groups) {
      group.sort((x, y) => y.sent + y.received - x.sent - x.received || (x.address < y.address ? -1 : 1));
      lists.set(
        index,
        group.slice(0, INTERFACE_ADDRESSES).map((entry) => ({
          address: entry.address,
          sent: entry.sent,
          received: entry.received,
          ...(entry.macHigh >= 0 ? { mac: mac(entry.macHigh, entry.macLow) } : {}),
        })),
      );
    }
    return lists;
  }

  private count(index: number, address: string, sent: number, received: number, macHigh: number, macLow: number): void {
    const key = `${index} ${address}`;
    let entry = this.counted.get(key);
    if (entry === undefined) {
      if (this.counted.size >= ADDRESSES) this.forget();
      entry = { interface: index, address, sent: 0, received: 0, macHigh: -1, macLow: 0 };
      this.counted.set(key, entry);
    }
    entry.sent += sent;
    entry.received += received;
    if (entry.macHigh < 0 && macHigh >= 0) {
      entry.macHigh = macHigh;
      entry.macLow = macLow;
    }
  }

  /** Drops the half with the fewest frames. */
  private forget(): void {
    this.limited = true;
    const entries = [...this.counted];
    entries.sort(([, x], [, y]) => x.sent + x.received - y.sent - y.received);
    for (const [key] of entries.slice(0, entries.length >> 1)) this.counted.delete(key);
  }
}

function mac(high: number, low: number): string {
  const bytes = [high >> 8, high & 0xff, low >>> 24, (low >>> 16) & 0xff, (low >>> 8) & 0xff, low & 0xff];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
