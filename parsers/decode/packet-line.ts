/** Lines of a client trace around a SIP message: `Sending Packet - ip:port (From Local Address: ip:port) n bytes:` and
 *  `End of …`. */
import type { Direction, Endpoint } from '../../src/facts.ts';
import { endpointOf } from './ip-text.ts';
import { decodeText } from './text.ts';

export interface PacketLine {
  readonly direction: Direction;
  readonly remote: Endpoint | undefined;
  readonly local: Endpoint | undefined;
}

export const NO_PACKET: PacketLine = { direction: 'unknown', remote: undefined, local: undefined };

/** Bytes of such a line looked at. */
export const PACKET_LINE_BYTES = 256;

const PACKET =
  /^(?:End of )?(?:(Sending Packet)|Data Received)\s{0,8}-\s{0,8}(\S{1,64})(?:\s{1,8}\((?:From|To)\s{1,8}Local Address:\s{0,8}([^\s)]{1,64})\))?/;

/** Reads a line's message part; the blank after the dash may be missing. */
export function readPacketLine(bytes: Uint8Array, start: number, end: number): PacketLine {
  const match = PACKET.exec(decodeText(bytes, start, Math.min(end, start + PACKET_LINE_BYTES)));
  if (match === null) return NO_PACKET;
  return {
    direction: match[1] === undefined ? 'received' : 'sent',
    remote: endpointOf(match[2]!),
    local: match[3] === undefined ? undefined : endpointOf(match[3]),
  };
}

/** readPacketLine that remembers the latest line of either direction: all packets of a connection say the same but for
 *  their size. */
export function packetLineReader(): (bytes: Uint8Array, start: number, end: number) => PacketLine {
  const known = [0, 1].map(() => ({ bytes: new Uint8Array(PACKET_LINE_BYTES), length: 0, packet: NO_PACKET }));
  return (bytes, start, end) => {
    const entry = known[bytes[start] === 0x53 || bytes[start + 7] === 0x53 ? 0 : 1]!;
    let n = 0;
    while (n < entry.length && start + n < end && entry.bytes[n] === bytes[start + n]) n++;
    if (entry.length > 0 && n === entry.length) return entry.packet;
    entry.packet = readPacketLine(bytes, start, end);
    const stop = Math.min(end, start + PACKET_LINE_BYTES);
    let close = start;
    while (close < stop && bytes[close] !== 0x29) close++;
    entry.length = close < stop ? close + 1 - start : 0;
    for (let at = 0; at < entry.length; at++) entry.bytes[at] = bytes[start + at]!;
    return entry.packet;
  };
}

const words = (text: string): readonly number[] => [...text].map((c) => c.charCodeAt(0));
const SENDING = words('Sending Packet');
const RECEIVED = words('Data Received');
const END_OF = words('End of ');

function begins(bytes: Uint8Array, at: number, end: number, text: readonly number[]): boolean {
  if (end - at < text.length) return false;
  for (let n = 0; n < text.length; n++) if (bytes[at + n] !== text[n]) return false;
  return true;
}

/** What a line's message part begins with, by its bytes. */
export function packetLineKind(bytes: Uint8Array, at: number, end: number): 'start' | 'end' | undefined {
  const c = bytes[at];
  if (c === 0x53) return begins(bytes, at, end, SENDING) ? 'start' : undefined;
  if (c === 0x44) return begins(bytes, at, end, RECEIVED) ? 'start' : undefined;
  if (c !== 0x45 || !begins(bytes, at, end, END_OF)) return undefined;
  return begins(bytes, at + 7, end, SENDING) || begins(bytes, at + 7, end, RECEIVED) ? 'end' : undefined;
}

/** The latest start line of one thread, kept as bytes: most are never read. */
export interface PendingPacket {
  readonly bytes: Uint8Array;
  length: number;
  open: boolean;
}

export const pendingPacket = (): PendingPacket => ({
  bytes: new Uint8Array(PACKET_LINE_BYTES),
  length: 0,
  open: false,
});

export function holdPacketLine(pending: PendingPacket, bytes: Uint8Array, start: number, end: number): void {
  const length = Math.min(end - start, PACKET_LINE_BYTES);
  for (let n = 0; n < length; n++) pending.bytes[n] = bytes[start + n]!;
  pending.length = length;
  pending.open = true;
}
