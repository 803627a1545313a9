import { IKE_NAMES, IKE_PAYLOADS } from '../../src/limits.ts';
import { notifyName, vendorName } from './ike-names.ts';
import { be16, be32 } from './packet.ts';

const HEADER = 28;
/** Payload types: of IKEv2 (RFC 7296 3.2, RFC 7383 2.5) and of IKEv1 (RFC 2408 3.1; 132 is Cisco's and Microsoft's). */
const NOTIFY_2 = 41;
const VENDOR_2 = 43;
const ENCRYPTED = 46;
const ENCRYPTED_FRAGMENT = 53;
const NOTIFY_1 = 11;
const VENDOR_1 = 13;
const FRAGMENT_1 = 132;

/** The header of an ISAKMP or IKE message at `at` (RFC 7296 3.1): a version that exists, an initiator's SPI, and the
 *  length `sent` of the message. */
export function isIke(bytes: Uint8Array, at: number, end: number, sent: number): boolean {
  if (at + HEADER > end || (be32(bytes, at) | be32(bytes, at + 4)) === 0) return false;
  const version = bytes[at + 17]! >> 4;
  if (version !== 1 && version !== 2) return false;
  const exchange = bytes[at + 18]!;
  if (version === 2 && exchange < 34) return false;
  return exchange !== 0 && be32(bytes, at + 24) >>> 0 === sent;
}

/** An IKE message. SPIs as two signed words each. */
export interface IkeMessage {
  readonly version: 1 | 2;
  readonly exchange: number;
  /** IKEv2: the flag says so. IKEv1 has none. */
  readonly response: boolean;
  readonly encrypted: boolean;
  readonly initiator0: number;
  readonly initiator1: number;
  readonly responder0: number;
  readonly responder1: number;
  readonly messageId: number;
  /** Number and total of a fragment; the total of IKEv1 is known from the last one only. 0 = whole. */
  readonly fragment: number;
  readonly fragments: number;
  /** What a repeat has in common with the first, and another message has not. */
  readonly print: number;
  readonly notifies: readonly string[];
  readonly vendors: readonly string[];
}

/** Reads the message that `isIke` found at `at`. Payloads past the captured end are missing; nothing encrypted is read. */
export function decodeIke(bytes: Uint8Array, at: number, end: number): IkeMessage {
  const two = bytes[at + 17]! >> 4 === 2;
  const flags = bytes[at + 19]!;
  end = Math.min(end, at + (be32(bytes, at + 24) >>> 0));
  const message = {
    version: two ? (2 as const) : (1 as const),
    exchange: bytes[at + 18]!,
    response: two && (flags & 0x20) !== 0,
    encrypted: !two && (flags & 1) !== 0,
    initiator0: be32(bytes, at),
    initiator1: be32(bytes, at + 4),
    responder0: be32(bytes, at + 8),
    responder1: be32(bytes, at + 12),
    messageId: be32(bytes, at + 20) >>> 0,
    fragment: 0,
    fragments: 0,
    print: 0,
    notifies: [] as string[],
    vendors: [] as string[],
  };
  let type = bytes[at + 16]!;
  let payload = at + HEADER;
  for (let n = 0; n < IKE_PAYLOADS && type !== 0 && !message.encrypted && payload + 4 <= end; n++) {
    const size = be16(bytes, payload + 2);
    if (size < 4) break;
    const stop = Math.min(end, payload + size);
    if (two) {
      if (type === ENCRYPTED_FRAGMENT && payload + 8 <= stop) {
        message.fragment = be16(bytes, payload + 4);
        message.fragments = be16(bytes, payload + 6);
      }
      if (type === ENCRYPTED || type === ENCRYPTED_FRAGMENT) {
        message.encrypted = true;
        break;
      }
      if (type === NOTIFY_2) readNotify(bytes, payload + 6, stop, message.notifies, true);
      else if (type === VENDOR_2) readVendor(bytes, payload + 4, stop, payload + size, message.vendors);
    } else if (type === FRAGMENT_1 && payload + 8 <= stop) {
      // Identifier 2, number 1, 1 = the last.
      message.print = 1 + be16(bytes, payload + 4);
      message.fragment = bytes[payload + 6]!;
      if ((bytes[payload + 7]! & 1) !== 0) message.fragments = message.fragment;
      break;
    } else if (type === NOTIFY_1) readNotify(bytes, payload + 10, stop, message.notifies, false);
    else if (type === VENDOR_1) readVendor(bytes, payload + 4, stop, payload + size, message.vendors);
    type = bytes[payload]!;
    payload += size;
  }
  // A fragmented IKEv2 message is encrypted, so that its identifier alone tells it.
  if (message.fragment === 0) message.print = fingerprint(bytes, at, end);
  return message;
}

function readNotify(bytes: Uint8Array, at: number, end: number, names: string[], two: boolean): void {
  if (at + 2 > end || names.length >= IKE_NAMES) return;
  const name = notifyName(be16(bytes, at), two);
  if (!names.includes(name)) names.push(name);
}

function readVendor(bytes: Uint8Array, at: number, end: number, sent: number, names: string[]): void {
  if (names.length >= IKE_NAMES) return;
  const name = vendorName(bytes, at, end, sent - at);
  if (name !== undefined && !names.includes(name)) names.push(name);
}

/** FNV-1a. */
function fingerprint(bytes: Uint8Array, at: number, end: number): number {
  let hash = 0x811c9dc5;
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}
