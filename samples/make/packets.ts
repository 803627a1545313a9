import { address, cat, checksum, mac, u8, u16, u32 } from './bytes.ts';

/** Ethernet, ARP, IP, UDP, TCP and ICMP with right lengths and checksums (RFC 791, 768, 9293, 792, 8200). */

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export function ethernet(source: string, destination: string, type: number, payload: Uint8Array): Buffer {
  return cat(mac(destination), mac(source), u16(type), payload);
}

export interface IpFields {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly id: number;
  readonly ttl: number;
}

/** An IPv4 packet with DF set, or an IPv6 packet when the addresses are IPv6. */
export function ip(fields: IpFields, payload: Uint8Array): Buffer {
  const source = address(fields.source);
  const destination = address(fields.destination);
  if (source.length === 16)
    return cat(u32(0x60000000), u16(payload.length), u8(fields.protocol), u8(fields.ttl), source, destination, payload);
  const head = cat(
    u16(0x4500),
    u16(20 + payload.length),
    u16(fields.id),
    u16(0x4000),
    u8(fields.ttl),
    u8(fields.protocol),
    u16(0),
    source,
    destination,
  );
  head.writeUInt16BE(checksum(head), 10);
  return cat(head, payload);
}

export const etherType = (packet: Uint8Array): number => (packet[0]! >>> 4 === 6 ? 0x86dd : 0x0800);

function pseudoHeader(source: string, destination: string, protocol: number, length: number): Buffer {
  const from = address(source);
  return from.length === 16
    ? cat(from, address(destination), u32(length), u32(protocol))
    : cat(from, address(destination), u8(0), u8(protocol), u16(length));
}

export function udp(from: Endpoint, to: Endpoint, payload: Uint8Array): Buffer {
  const length = 8 + payload.length;
  const datagram = cat(u16(from.port), u16(to.port), u16(length), u16(0), payload);
  const sum = checksum(pseudoHeader(from.address, to.address, 17, length), datagram);
  datagram.writeUInt16BE(sum === 0 ? 0xffff : sum, 6);
  return datagram;
}

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

export interface TcpFields {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  /** A multiple of 4 bytes. */
  readonly options?: Uint8Array;
}

export function tcp(from: Endpoint, to: Endpoint, fields: TcpFields, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const options = fields.options ?? Buffer.alloc(0);
  const segment = cat(
    u16(from.port),
    u16(to.port),
    u32(fields.sequence),
    u32(fields.acknowledgement),
    u8((5 + options.length / 4) << 4),
    u8(fields.flags),
    u16(fields.window),
    u32(0),
    options,
    payload,
  );
  segment.writeUInt16BE(checksum(pseudoHeader(from.address, to.address, 6, segment.length), segment), 16);
  return segment;
}

/** MSS, window scale 8 and SACK permitted, as Windows writes them in a SYN. */
export const synOptions = (mss: number): Buffer => cat(u16(0x0204), u16(mss), u32(0x01030308), u32(0x01010402));

/** An ICMP error (or redirect) that quotes `packet`; `rest` is the word after the checksum. */
export function icmpError(type: number, code: number, rest: number, packet: Uint8Array): Buffer {
  const message = cat(u8(type), u8(code), u16(0), u32(rest), packet.subarray(0, 28));
  message.writeUInt16BE(checksum(message), 2);
  return message;
}

/** An ARP request (operation 1) or reply (2), RFC 826. */
export function arp(
  operation: 1 | 2,
  sender: { readonly mac: string; readonly address: string },
  target: { readonly mac: string; readonly address: string },
): Buffer {
  return cat(
    u16(1),
    u16(0x0800),
    u8(6),
    u8(4),
    u16(operation),
    mac(sender.mac),
    address(sender.address),
    mac(target.mac),
    address(target.address),
  );
}
