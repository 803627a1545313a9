/** Writes captures for tests, layer by layer, from the specifications and without the reader's code. */

export type Bytes = Uint8Array<ArrayBuffer>;
/** Anything that can be laid end to end: numbers are bytes, strings are Latin-1. */
export type Part = number | string | readonly number[] | Uint8Array;

export function join(...parts: readonly Part[]): Bytes {
  const out: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') out.push(part & 0xff);
    else if (typeof part === 'string') for (const char of part) out.push(char.charCodeAt(0));
    else for (const byte of part) out.push(byte);
  }
  return new Uint8Array(out);
}

export function u16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}

export function u32(value: number): number[] {
  return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** Bytes of hexadecimal text; blanks are ignored. */
export function hex(text: string): Bytes {
  return new Uint8Array((text.replace(/\s/g, '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}

/** IPv4 or IPv6 address as bytes. */
export function address(text: string): number[] {
  if (!text.includes(':')) return text.split('.').map(Number);
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(8 - left.length - right.length).fill(0);
  return [...left, ...zeros, ...right].flatMap(u16);
}

/** `10.0.0.1:5060` or `[2001:db8::1]:5060` in its two parts. */
function split(endpoint: string): { host: string; port: number } {
  const at = endpoint.lastIndexOf(':');
  return { host: endpoint.slice(0, at).replace(/[[\]]/g, ''), port: Number(endpoint.slice(at + 1)) };
}

// --- layers ---------------------------------------------------------------------------------------------------------

export interface EthernetFields {
  readonly source?: string;
  readonly destination?: string;
  /** Outermost first. */
  readonly vlans?: readonly number[];
}

const mac = (text: string): number[] => text.split(':').map((byte) => Number.parseInt(byte, 16));

export function ethernet(type: number, payload: Uint8Array, fields: EthernetFields = {}): Bytes {
  const { source = '02:00:5e:00:53:01', destination = '02:00:5e:00:53:02', vlans = [] } = fields;
  return join(
    mac(destination),
    mac(source),
    vlans.flatMap((vlan) => [...u16(0x8100), ...u16(vlan)]),
    u16(type),
    payload,
  );
}

export interface IpFields {
  readonly id?: number;
  /** Bytes; a multiple of 8. */
  readonly offset?: number;
  readonly more?: boolean;
}

/** An IPv4 or IPv6 packet, by the address family. With `offset` or `more` it is a fragment. */
export function ip(
  source: string,
  destination: string,
  protocol: number,
  payload: Uint8Array,
  fields: IpFields = {},
): Bytes {
  const { id = 1, offset = 0, more = false } = fields;
  if (source.includes(':')) {
    const fragment = fields.offset !== undefined || more;
    const header = fragment ? [protocol, 0, ...u16(offset | (more ? 1 : 0)), ...u32(id)] : [];
    return join(
      u32(0x60000000),
      u16(payload.length + header.length),
      fragment ? 44 : protocol,
      64,
      address(source),
      address(destination),
      header,
      payload,
    );
  }
  return join(
    0x45,
    0,
    u16(20 + payload.length),
    u16(id),
    u16((offset >> 3) | (more ? 0x2000 : 0)),
    64,
    protocol,
    0,
    0,
    address(source),
    address(destination),
    payload,
  );
}

export function udp(sourcePort: number, destinationPort: number, payload: Uint8Array): Bytes {
  return join(u16(sourcePort), u16(destinationPort), u16(8 + payload.length), 0, 0, payload);
}

export const FLAGS = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

export interface TcpFields {
  /** Letters of FLAGS: 's' SYN, 'a' ACK, 'f' FIN, 'r' RST, 'p' PSH. */
  readonly flags?: string;
  readonly seq?: number;
  readonly ack?: number;
  readonly mss?: number;
  /** Not scaled. */
  readonly window?: number;
  readonly options?: readonly number[];
}

export function tcp(sourcePort: number, destinationPort: number, payload: Uint8Array, fields: TcpFields = {}): Bytes {
  const { flags = 'a', seq = 0, ack = 0, mss, window = 0xffff } = fields;
  const options = [...(fields.options ?? []), ...(mss === undefined ? [] : [2, 4, ...u16(mss)])];
  while (options.length % 4 !== 0) options.push(0);
  const bits = { f: 1, s: 2, r: 4, p: 8, a: 16 } as const;
  const set = [...flags].reduce((sum, letter) => sum | bits[letter as keyof typeof bits], 0);
  return join(
    u16(sourcePort),
    u16(destinationPort),
    u32(seq),
    u32(ack),
    ((20 + options.length) / 4) << 4,
    set,
    u16(window),
    0,
    0,
    0,
    0,
    options,
    payload,
  );
}

// --- whole frames ---------------------------------------------------------------------------------------------------

const etherType = (host: string): number => (host.includes(':') ? 0x86dd : 0x0800);

/** Ethernet frame of a UDP datagram between `host:port` endpoints. */
export function udpFrame(from: string, to: string, payload: Part, fields: IpFields = {}): Bytes {
  const [s, d] = [split(from), split(to)];
  return ethernet(etherType(s.host), ip(s.host, d.host, 17, udp(s.port, d.port, join(payload)), fields));
}

/** Ethernet frame of a TCP segment between `host:port` endpoints. */
export function tcpFrame(
  from: string,
  to: string,
  tcpFields: TcpFields,
  payload: Part = '',
  fields: IpFields = {},
): Bytes {
  const [s, d] = [split(from), split(to)];
  return ethernet(etherType(s.host), ip(s.host, d.host, 6, tcp(s.port, d.port, join(payload), tcpFields), fields));
}

/** Ethernet frame of an ICMP or ICMPv6 message; `rest` = the second word, `body` = a quoted packet. */
export function icmpFrame(from: string, to: string, type: number, code: number, rest: number, body: Part): Bytes {
  const protocol = from.includes(':') ? 58 : 1;
  return ethernet(etherType(from), ip(from, to, protocol, join(type, code, 0, 0, u32(rest), body)));
}

// --- DNS ------------------------------------------------------------------------------------------------------------

export const DNS_TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, AAAA: 28, SRV: 33 } as const;
export type DnsType = keyof typeof DNS_TYPES;

export function dnsName(name: string): number[] {
  const labels = name === '' ? [] : name.split('.');
  return [...labels.flatMap((label) => [label.length, ...join(label)]), 0];
}

export interface DnsFields {
  readonly id?: number;
  readonly response?: boolean;
  readonly rcode?: number;
  readonly truncated?: boolean;
  readonly opcode?: number;
  readonly question?: { readonly name: string; readonly type: DnsType } | undefined;
  /** `data`: the record's data as bytes, or an address or name as text. */
  readonly answers?: readonly {
    readonly name: string;
    readonly type: DnsType;
    readonly ttl?: number;
    readonly data: string | Uint8Array;
  }[];
}

export function dns(fields: DnsFields): Bytes {
  const { id = 1, response = false, rcode = 0, truncated = false, opcode = 0, question, answers = [] } = fields;
  const flags = (response ? 0x8180 : 0x0100) | (opcode << 11) | (truncated ? 0x0200 : 0) | rcode;
  const records = answers.map(({ name, type, ttl = 300, data }) => {
    const asAddress = type === 'A' || type === 'AAAA';
    const value = typeof data !== 'string' ? data : asAddress ? join(address(data)) : join(dnsName(data));
    return join(dnsName(name), u16(DNS_TYPES[type]), u16(1), u32(ttl), u16(value.length), value);
  });
  return join(
    u16(id),
    u16(flags),
    u16(question === undefined ? 0 : 1),
    u16(answers.length),
    u32(0),
    question === undefined ? [] : [...dnsName(question.name), ...u16(DNS_TYPES[question.type]), ...u16(1)],
    join(...records),
  );
}

// --- STUN -----------------------------------------------------------------------------------------------------------

export type Attribute = readonly [type: number, value: Part];

const COOKIE = 0x2112a442;

/** A STUN message with the RFC 5389 cookie; `id` = 12 bytes of hexadecimal. */
export function stun(type: number, id: string, attributes: readonly Attribute[] = []): Bytes {
  const body = join(
    ...attributes.map(([attribute, value]) => {
      const data = join(value);
      return join(u16(attribute), u16(data.length), data, new Array<number>((4 - (data.length % 4)) % 4).fill(0));
    }),
  );
  return join(u16(type), u16(body.length), u32(COOKIE), hex(id), body);
}

/** An MS-TURN message: 16 bytes of transaction id, MAGIC-COOKIE first, no padding ([MS-TURN] 2.2). */
export function msTurn(type: number, id: string, attributes: readonly Attribute[] = []): Bytes {
  const all: readonly Attribute[] = [[0x000f, u32(0x72c64bc6)], ...attributes];
  const body = join(
    ...all.map(([attribute, value]) => {
      const data = join(value);
      return join(u16(attribute), u16(data.length), data);
    }),
  );
  return join(u16(type), u16(body.length), hex(id), body);
}

/** Value of an address attribute; `key` = the bytes it is xored with. */
export function stunAddress(endpoint: string, key: Part = []): Bytes {
  const { host, port } = split(endpoint);
  const mask = join(key);
  const xor = (bytes: number[]): number[] => bytes.map((byte, n) => byte ^ (mask[n] ?? 0));
  return join(0, host.includes(':') ? 2 : 1, xor(u16(port)), xor(address(host)));
}

/** Value of an address attribute xored with the RFC 5389 cookie and, for IPv6, the transaction id. */
export function xorAddress(endpoint: string, id = ''): Bytes {
  return stunAddress(endpoint, join(u32(COOKIE), hex(id)));
}

/** The ClientHello that opens MS-TURN over TCP, and its answer (libnice pseudossl.c; random bytes zeroed). */
export const PSEUDO_CLIENT_HELLO: Bytes = join(
  hex('16 03 01 00 2d 01 00 00 29 03 01'),
  new Uint8Array(32),
  hex('00 00 02 00 18 01 00'),
);
export const PSEUDO_SERVER_HELLO: Bytes = join(
  hex('16 03 01 00 4e 02 00 00 46 03 01'),
  new Uint8Array(32),
  0x20,
  new Uint8Array(32),
  hex('00 18 00 0e 00 00 00'),
);

/** A TLS ClientHello record with a server name, padded to at least `size` bytes by a padding extension. */
export function clientHello(serverName: string, size = 0): Bytes {
  const name = join(serverName);
  const sni = join(u16(0), u16(name.length + 5), u16(name.length + 3), 0, u16(name.length), name);
  const extensions = (padding: number): Bytes => join(u16(21), u16(padding), new Uint8Array(padding), sni);
  const hello = (padding: number): Bytes => {
    const body = join(
      hex('0303'),
      new Uint8Array(32),
      0,
      u16(2),
      u16(0x1301),
      1,
      0,
      u16(extensions(padding).length),
      extensions(padding),
    );
    const message = join(1, 0, u16(body.length), body);
    return join(hex('160301'), u16(message.length), message);
  };
  return hello(Math.max(0, size - hello(0).length));
}

// --- containers -----------------------------------------------------------------------------------------------------

export interface Frame {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly bytes: Uint8Array;
  /** Length on the wire, when the frame was cut. */
  readonly original?: number;
  /** pcapng: number of the interface in its section. */
  readonly interface?: number;
}

export interface PcapOptions {
  readonly big?: boolean;
  readonly nanoseconds?: boolean;
  readonly modified?: boolean;
  readonly linkType?: number;
  readonly snapLength?: number;
}

const order = (big: boolean) => ({
  u16: (value: number): number[] => (big ? u16(value) : u16(value).reverse()),
  u32: (value: number): number[] => (big ? u32(value) : u32(value).reverse()),
});

/** A pcap file (draft-ietf-opsawg-pcap). */
export function pcap(frames: readonly Frame[], options: PcapOptions = {}): Bytes {
  const { big = false, nanoseconds = false, modified = false, linkType = 1, snapLength = 262_144 } = options;
  const w = order(big);
  const magic = modified ? 0xa1b2cd34 : nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  return concat([
    join(w.u32(magic), w.u16(2), w.u16(4), w.u32(0), w.u32(0), w.u32(snapLength), w.u32(linkType)),
    ...frames.flatMap(({ time, bytes, original = bytes.length }) => [
      join(
        w.u32(Math.floor(time / 1000)),
        w.u32(Math.round((time % 1000) * (nanoseconds ? 1e6 : 1e3))),
        w.u32(bytes.length),
        w.u32(original),
        modified ? new Uint8Array(8) : [],
      ),
      bytes,
    ]),
  ]);
}

export interface InterfaceFields {
  readonly linkType?: number;
  readonly snapLength?: number;
  readonly options?: readonly (readonly [code: number, value: Part])[];
}

/** A pcapng block with its two lengths. */
export function block(type: number, body: Uint8Array, big = false): Bytes {
  const w = order(big);
  const padding = new Uint8Array((4 - (body.length % 4)) % 4);
  const length = 12 + body.length + padding.length;
  return concat([join(w.u32(type), w.u32(length)), body, padding, join(w.u32(length))]);
}

/** Options list of a pcapng block. */
export function blockOptions(options: readonly (readonly [code: number, value: Part])[], big = false): Bytes {
  const w = order(big);
  if (options.length === 0) return join();
  const parts = options.map(([code, part]) => {
    const value = join(part);
    return join(w.u16(code), w.u16(value.length), value, new Uint8Array((4 - (value.length % 4)) % 4));
  });
  return join(...parts, w.u32(0));
}

/** Section header block. */
export function section(big = false): Bytes {
  const w = order(big);
  return block(0x0a0d0d0a, join(w.u32(0x1a2b3c4d), w.u16(1), w.u16(0), w.u32(0xffffffff), w.u32(0xffffffff)), big);
}

/** Interface description block. */
export function interfaceBlock(fields: InterfaceFields = {}, big = false): Bytes {
  const w = order(big);
  const { linkType = 1, snapLength = 262_144, options = [] } = fields;
  return block(1, join(w.u16(linkType), w.u16(0), w.u32(snapLength), blockOptions(options, big)), big);
}

/** Enhanced packet block; `unit` = time-stamp units a second. */
export function packetBlock(frame: Frame, big = false, unit = 1e6): Bytes {
  const w = order(big);
  const stamp = BigInt(Math.round(frame.time * 1000)) * BigInt(unit / 1e6);
  const body = concat([
    join(
      w.u32(frame.interface ?? 0),
      w.u32(Number(stamp >> 32n)),
      w.u32(Number(stamp & 0xffffffffn)),
      w.u32(frame.bytes.length),
      w.u32(frame.original ?? frame.bytes.length),
    ),
    frame.bytes,
  ]);
  return block(6, body, big);
}

/** A pcapng file of one section (draft-ietf-opsawg-pcapng). */
export function pcapng(frames: readonly Frame[], interfaces: readonly InterfaceFields[] = [{}], big = false): Bytes {
  return concat([
    section(big),
    ...interfaces.map((fields) => interfaceBlock(fields, big)),
    ...frames.map((frame) => packetBlock(frame, big)),
  ]);
}

export function concat(parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Frames a fixed step apart, the first at `start` (2026-03-02T09:00:00Z). Milliseconds. */
export function timed(frames: readonly Uint8Array[], step = 10, start = 1_772_442_000_000): Frame[] {
  return frames.map((bytes, n) => ({ time: start + n * step, bytes }));
}
