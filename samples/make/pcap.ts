import { cat, mac as macBytes, u8 } from './bytes.ts';

/** Writers of capture files: pcapng with interface descriptions as dumpcap on Windows leaves them, and classic pcap.
 *  Little-endian, microseconds. */

export interface CaptureInterface {
  readonly name: string;
  readonly description: string;
  readonly hardware: string;
  readonly mac?: string;
  readonly linkType?: number;
}

export interface Frame {
  /** Milliseconds since 1970, UTC; fractions down to a microsecond. */
  readonly time: number;
  readonly interface: number;
  readonly bytes: Uint8Array;
}

function u16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
}

function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value >>> 0);
  return out;
}

const padded = (data: Uint8Array): Buffer => cat(data, Buffer.alloc((4 - (data.length % 4)) % 4));

function block(type: number, body: Uint8Array): Buffer {
  const length = u32(12 + body.length);
  return cat(u32(type), length, body, length);
}

function option(code: number, value: string | Uint8Array): Buffer {
  const data = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return cat(u16(code), u16(data.length), padded(data));
}

const END_OF_OPTIONS = u32(0);
const SNAP_LENGTH = 262_144;
const microseconds = (time: number): number => Math.round(time * 1000);
const high = (value: number): Buffer => u32(Math.floor(value / 2 ** 32));
const low = (value: number): Buffer => u32(value % 2 ** 32);

export function pcapng(interfaces: readonly CaptureInterface[], frames: readonly Frame[]): Buffer {
  const windows = '64-bit Windows 11 (23H2), build 22631';
  const parts: Buffer[] = [
    block(
      0x0a0d0d0a,
      cat(
        u32(0x1a2b3c4d),
        u16(1),
        u16(0),
        u32(0xffffffff),
        u32(0xffffffff),
        option(3, windows),
        option(4, 'Dumpcap (Wireshark) 4.2.5'),
        END_OF_OPTIONS,
      ),
    ),
  ];
  for (const each of interfaces)
    parts.push(
      block(
        1,
        cat(
          u16(each.linkType ?? 1),
          u16(0),
          u32(SNAP_LENGTH),
          option(2, each.name),
          option(3, each.description),
          ...(each.mac === undefined ? [] : [option(6, macBytes(each.mac))]),
          option(9, u8(6)),
          option(12, windows),
          option(15, each.hardware),
          END_OF_OPTIONS,
        ),
      ),
    );
  for (const frame of frames) {
    const time = microseconds(frame.time);
    const length = u32(frame.bytes.length);
    parts.push(block(6, cat(u32(frame.interface), high(time), low(time), length, length, padded(frame.bytes))));
  }
  interfaces.forEach((_, index) => {
    const mine = frames.filter((frame) => frame.interface === index);
    const first = microseconds(mine[0]?.time ?? frames[0]!.time);
    const last = microseconds(mine.at(-1)?.time ?? frames.at(-1)!.time);
    parts.push(
      block(
        5,
        cat(
          u32(index),
          high(last),
          low(last),
          option(2, cat(high(first), low(first))),
          option(3, cat(high(last), low(last))),
          option(4, cat(u32(mine.length), u32(0))),
          option(5, cat(u32(0), u32(0))),
          END_OF_OPTIONS,
        ),
      ),
    );
  });
  return cat(...parts);
}

/** Classic pcap of one interface (microsecond magic, Ethernet unless told). */
export function pcap(frames: readonly Frame[], linkType = 1): Buffer {
  const head = cat(u32(0xa1b2c3d4), u16(2), u16(4), u32(0), u32(0), u32(SNAP_LENGTH), u32(linkType));
  const records = frames.map((frame) => {
    const time = microseconds(frame.time);
    const length = u32(frame.bytes.length);
    return cat(u32(Math.floor(time / 1e6)), u32(time % 1e6), length, length, frame.bytes);
  });
  return cat(head, ...records);
}
