import { INTERFACES } from '../../src/limits.ts';
import type { InterfaceDescription } from '../decode/container.ts';
import type { Packet } from '../decode/packet.ts';
import type { AddressCounts } from './addresses.ts';
import { Layers } from './layers.ts';
import type { Output } from './output.ts';

class Counted {
  readonly description: InterfaceDescription;
  frames = 0;
  cutFrames = 0;
  groupFrames = 0;
  copies = 0;
  first = 0.5;
  last = 0.5;

  constructor(description: InterfaceDescription) {
    this.description = description;
  }
}

/** The interfaces of a capture and what they carried. */
export class Interfaces {
  readonly layers = new Layers();
  /** Frames that another interface had shown. */
  copies = 0;
  private readonly counted: Counted[] = [];

  /** Number within the file; -1 where no more are taken. */
  add(description: InterfaceDescription): number {
    if (this.counted.length >= INTERFACES) return -1;
    this.counted.push(new Counted(description));
    this.layers.add(description);
    return this.counted.length - 1;
  }

  /** Counts a frame; true = it was cut. */
  count(p: Packet): boolean {
    const entry = this.counted[p.interface];
    if (entry === undefined) return false;
    if (entry.frames === 0) entry.first = p.time;
    entry.frames++;
    entry.last = p.time;
    if (p.end - p.start >= p.original) return false;
    entry.cutFrames++;
    return true;
  }

  countGroup(index: number): void {
    const entry = this.counted[index];
    if (entry !== undefined) entry.groupFrames++;
  }

  countCopy(index: number): void {
    this.copies++;
    const entry = this.counted[index];
    if (entry !== undefined) entry.copies++;
  }

  /** Emits what is known of each interface. */
  end(output: Output, addresses: AddressCounts): void {
    const byInterface = addresses.byInterface();
    for (const [index, entry] of this.counted.entries()) {
      const { description, frames } = entry;
      output.emit({
        kind: 'capture.interface',
        at: output.at(1),
        time: frames > 0 ? entry.first : undefined,
        index,
        name: description.name,
        description: description.description,
        hardware: description.hardware,
        filter: description.filter,
        linkType: description.linkType,
        snapLength: description.snapLength,
        frames,
        cutFrames: entry.cutFrames,
        first: frames > 0 ? entry.first : undefined,
        last: frames > 0 ? entry.last : undefined,
        addresses: byInterface.get(index) ?? [],
        groupFrames: entry.groupFrames,
        ifIndex: this.layers.ifIndex(index),
        copies: entry.copies > 0 ? entry.copies : undefined,
      });
    }
  }
}
