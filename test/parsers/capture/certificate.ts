import { type Bytes, join, type Part, u16 } from '../../captures.ts';

/** A DER element (X.690 8.1). */
export function der(tag: number, ...content: readonly Part[]): Bytes {
  const body = join(...content);
  const { length } = body;
  if (length < 0x80) return join(tag, length, body);
  return length < 0x100 ? join(tag, 0x81, length, body) : join(tag, 0x82, u16(length), body);
}

const OIDS = { CN: [0x55, 4, 3], O: [0x55, 4, 10], C: [0x55, 4, 6] } as const;
export type NamePart = readonly [type: keyof typeof OIDS, value: Part, tag?: number];

/** A distinguished name (RFC 5280 4.1.2.4); UTF8String where no tag is given. */
export function distinguishedName(...parts: readonly NamePart[]): Bytes {
  return der(
    0x30,
    ...parts.map(([type, value, tag = 0x0c]) => der(0x31, der(0x30, der(6, OIDS[type]), der(tag, value)))),
  );
}

export interface CertificateFields {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  /** GeneralNames: DNS names as text, others as DER. */
  readonly names?: readonly (string | Uint8Array)[];
  /** Of the key, to make it as long as real ones. */
  readonly keyBytes?: number;
}

/** A certificate (RFC 5280 4.1) with a key and signature of zeros. */
export function certificate({ subject, issuer, names = [], keyBytes = 256 }: CertificateFields): Bytes {
  const algorithm = der(0x30, der(6, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0b), der(5));
  const bits = (size: number): Bytes => der(3, 0, new Uint8Array(size));
  const key = der(0x30, der(0x30, der(6, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1), der(5)), bits(keyBytes));
  const general = names.map((name) => (typeof name === 'string' ? der(0x82, name) : name));
  const constraints = der(0x30, der(6, 0x55, 0x1d, 0x13), der(1, 0xff), der(4, der(0x30)));
  const alternative = der(0x30, der(6, 0x55, 0x1d, 0x11), der(4, der(0x30, ...general)));
  const extensions = der(0xa3, der(0x30, constraints, ...(names.length === 0 ? [] : [alternative])));
  const validity = der(0x30, der(0x17, '260101000000Z'), der(0x17, '280101000000Z'));
  const signed = der(0x30, der(0xa0, der(2, 2)), der(2, 1), algorithm, issuer, validity, subject, key, extensions);
  return der(0x30, signed, algorithm, bits(256));
}

const u24 = (value: number): number[] => [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];

/** A TLS 1.2 record. */
export const record = (type: number, content: Part): Bytes => {
  const body = join(content);
  return join(type, 3, 3, u16(body.length), body);
};

/** A handshake message (RFC 5246 7.4). */
export const handshakeMessage = (type: number, content: Part): Bytes => {
  const body = join(content);
  return join(type, u24(body.length), body);
};

/** A server's Certificate message; the server's own certificate first. */
export function certificateMessage(...chain: readonly Uint8Array[]): Bytes {
  const list = join(...chain.flatMap((one) => [u24(one.length), one]));
  return handshakeMessage(11, join(u24(list.length), list));
}

/** ServerHello of TLS 1.2 with TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256. */
export const serverHello = (): Bytes => handshakeMessage(2, join(3, 3, new Uint8Array(32), 0, 0xc0, 0x2f, 0));
