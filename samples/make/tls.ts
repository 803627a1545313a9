import { cat, hex, type Random, u8, u16 } from './bytes.ts';

/** TLS records as a capture shows them (RFC 5246, 6066), and the canned pseudo-TLS of [MS-TURN]. Nothing is really
 *  encrypted: what would be ciphertext is filler of the right length. */

const record = (type: number, body: Uint8Array, version = 0x0303): Buffer =>
  cat(u8(type), u16(version), u16(body.length), body);

const handshake = (type: number, body: Uint8Array): Buffer => cat(u8(type), u8(0), u16(body.length), body);

const extension = (type: number, body: Uint8Array): Buffer => cat(u16(type), u16(body.length), body);

export interface Hello {
  readonly client: Buffer;
  readonly server: Buffer;
  readonly clientFinished: Buffer;
}

/** A resumed TLS 1.2 session (abbreviated handshake, so that no certificate has to be made up). */
export function tlsHandshake(serverName: string, random: Random): Hello {
  const session = random.bytes(32);
  const ciphers = hex('c02c c02b c030 c02f c024 c023 c028 c027 c00a c009 c014 c013 009d 009c 003d 003c 0035 002f');
  const name = Buffer.from(serverName);
  const extensions = cat(
    extension(0, cat(u16(name.length + 3), u8(0), u16(name.length), name)),
    extension(10, hex('0006 001d 0017 0018')),
    extension(11, hex('0100')),
    extension(13, hex('0010 0804 0805 0806 0401 0501 0201 0403 0503')),
    extension(23, Buffer.alloc(0)),
    extension(0xff01, hex('00')),
  );
  const clientHello = cat(
    u16(0x0303),
    random.bytes(32),
    u8(32),
    session,
    u16(ciphers.length),
    ciphers,
    hex('0100'),
    u16(extensions.length),
    extensions,
  );
  const serverExtensions = cat(extension(23, Buffer.alloc(0)), extension(0xff01, hex('00')));
  const serverHello = cat(
    u16(0x0303),
    random.bytes(32),
    u8(32),
    session,
    hex('c030'),
    hex('00'),
    u16(serverExtensions.length),
    serverExtensions,
  );
  const finished = () => cat(record(20, u8(1)), record(22, random.bytes(40)));
  return {
    client: record(22, handshake(1, clientHello), 0x0301),
    server: cat(record(22, handshake(2, serverHello)), finished()),
    clientFinished: finished(),
  };
}

/** Application data holding `length` bytes of plain text: explicit nonce and tag of AES-GCM add 24. */
export const tlsData = (length: number, random: Random): Buffer => record(23, random.bytes(length + 24));

/** ClientHello of pseudo-TLS: 50 bytes, one cipher, no extensions. */
export const pseudoTlsClient = (random: Random): Buffer =>
  cat(hex('160301002d 01000029 0301'), random.bytes(32), hex('00 0002 0018 0100'));

/** ServerHello and ServerHelloDone of pseudo-TLS in one record: 83 bytes. */
export const pseudoTlsServer = (random: Random): Buffer =>
  cat(hex('160301004e 02000046 0301'), random.bytes(32), hex('20'), random.bytes(32), hex('0018 00 0e000000'));

/** An SMB 3 message under transport encryption ([MS-SMB2] 2.2.41): what a file share looks like on the wire. */
export function smb(length: number, random: Random): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(length);
  const body = cat(
    hex('fd534d42'),
    random.bytes(16),
    random.bytes(11),
    Buffer.alloc(5),
    size,
    hex('0000 0100'),
    hex('1100000000b40000'),
    random.bytes(length),
  );
  return cat(u8(0), u8(0), u16(body.length), body);
}
