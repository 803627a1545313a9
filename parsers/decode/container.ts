import type { Malformed } from '../../src/facts.ts';
import type { Packet } from './packet.ts';

/** What a container says about an interface. */
export interface InterfaceDescription {
  readonly linkType: number;
  readonly snapLength: number;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly hardware?: string | undefined;
  readonly filter?: string | undefined;
  readonly os?: string | undefined;
  readonly mac?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
}

/** Takes what a container holds. */
export interface CaptureSink {
  /** The container writes the frame's fields here, then calls `frame`. */
  readonly packet: Packet;
  frame(): void;
  /** A block that Wireshark numbers as a frame, and that holds no packet. `packet.number` counts it. */
  emptyFrame(): void;
  /** Returns the interface's number within the file, or -1 where no more are taken. */
  interface(description: InterfaceDescription): number;
  /** The damage stands at the frame after the last one delivered. */
  malformed(reason: Malformed['reason'], detail: string): void;
  /** So many bytes could not be read, in front of the next frame. `detail` is one of a few fixed clauses. */
  passedOver(bytes: number, detail: string): void;
}

/** A reader of one capture file format. */
export interface ContainerReader {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** Bits of a link type field that name the link; the others tell the length of the frame check sequence
 *  (draft-ietf-opsawg-pcap 4). */
export const LINK_TYPE_BITS = 0x03ffffff;
