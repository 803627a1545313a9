import type { Endpoint } from '../../src/facts.ts';
import { CHANNELS } from '../../src/limits.ts';
import { be16 } from '../decode/packet.ts';
import type { Flow } from './flow.ts';
import { mix, Slots, spread } from './slots.ts';

/** Multiplexed channel of newer MS-TURN stacks: session identifier of 8 bytes in front of the content. */
const MULTIPLEXED = 0xff10;
const SESSION = 8;

/** Where the content of a ChannelData message starts (RFC 8656 12.4: channel, length, at most three bytes of padding), or
 *  of a multiplexed MS-TURN channel; -1 = neither. `length` = bytes sent. */
export function channelContent(bytes: Uint8Array, at: number, end: number, length: number): number {
  if (at + 4 > end) return -1;
  const channel = be16(bytes, at);
  const padding = length - 4 - be16(bytes, at + 2);
  if (padding < 0 || padding > 3) return -1;
  // RFC 5766 11 had the numbers up to 0x7fff; RFC 7983 7 leaves those to 0x4fff.
  if (channel >= 0x4000 && channel <= 0x4fff) return at + 4;
  return channel === MULTIPLEXED && padding === 0 && length >= 4 + SESSION ? at + 4 + SESSION : -1;
}

interface Binding {
  readonly flow: Flow;
  /** Frame that opened the flow: flow objects are used again. */
  readonly opened: number;
  readonly channel: number;
  peer: Endpoint;
}

/** Which peer stands behind a TURN channel (RFC 8656 12.1), as the client asked for it. */
export class Channels {
  private readonly table = new Slots<Binding>(CHANNELS);

  bind(flow: Flow, channel: number, peer: Endpoint): void {
    const hash = hashOf(flow, channel);
    const slot = this.find(hash, flow, channel);
    if (slot >= 0) {
      this.table.values[slot]!.peer = peer;
      this.table.touch(slot);
      return;
    }
    const victim = this.table.victim(hash);
    if (victim >= 0) this.table.remove(victim);
    this.table.add(hash, { flow, opened: flow.firstFrame, channel, peer });
  }

  /** The peer; undefined = the binding was not captured. */
  peer(flow: Flow, channel: number): Endpoint | undefined {
    const slot = this.find(hashOf(flow, channel), flow, channel);
    return slot < 0 ? undefined : this.table.values[slot]!.peer;
  }

  private find(hash: number, flow: Flow, channel: number): number {
    const { table } = this;
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      const open = table.values[slot]!;
      if (open.flow === flow && open.opened === flow.firstFrame && open.channel === channel) return slot;
    }
    return -1;
  }
}

function hashOf(flow: Flow, channel: number): number {
  return spread(mix(mix(flow.firstFrame, flow.ports), channel));
}
