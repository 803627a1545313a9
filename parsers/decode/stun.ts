import type { Endpoint, StunTransaction } from '../../src/facts.ts';
import { STUN_ATTRIBUTES } from '../../src/limits.ts';
import { formatIpv4Word, formatIpv6Words } from './address.ts';
import { be16, be32 } from './packet.ts';
import { recentText } from './recent-text.ts';

/** RFC 5389 6. */
const COOKIE = 0x2112a442;
/** MAGIC-COOKIE attribute, first in every message ([MS-TURN] 2.2.2.1): type 0x000F, length 4, value. */
const MS_ATTRIBUTE = 0x000f0004;
const MS_COOKIE = 0x72c64bc6;
const HEADER = 20;

export type StunDialect = StunTransaction['dialect'];

/** Class bits of a message type (RFC 5389 6). */
export const REQUEST = 0;
export const INDICATION = 1;
export const SUCCESS = 2;
export const ERROR = 3;

/** A STUN or MS-TURN message. Offsets count into the bytes it was read from. `decodeStun` overwrites it. */
export interface StunMessage {
  dialect: StunDialect;
  type: number;
  class: number;
  method: StunTransaction['method'];
  errorCode: number | undefined;
  mapped: Endpoint | undefined;
  relayed: Endpoint | undefined;
  alternate: Endpoint | undefined;
  username: string | undefined;
  useCandidate: boolean;
  authenticated: boolean;
  sipCallId: string | undefined;
  /** DESTINATION-ADDRESS, REMOTE-ADDRESS or XOR-PEER-ADDRESS. */
  peer: Endpoint | undefined;
  /** CHANNEL-NUMBER of a ChannelBind (RFC 8656 18.1). */
  channel: number | undefined;
  /** LIFETIME; seconds. */
  lifetime: number | undefined;
  /** Inner packet of a Send or Data; -1 without. */
  data: number;
  dataEnd: number;
}

/** A message for `decodeStun` to fill. */
export function blankStun(): StunMessage {
  return {
    dialect: 'stun',
    type: 0,
    class: REQUEST,
    method: 'other',
    errorCode: undefined,
    mapped: undefined,
    relayed: undefined,
    alternate: undefined,
    username: undefined,
    useCandidate: false,
    authenticated: false,
    sipCallId: undefined,
    peer: undefined,
    channel: undefined,
    lifetime: undefined,
    data: -1,
    dataEnd: -1,
  };
}

/** The STUN dialect of the bytes [from, to), of which `length` were sent; undefined = not STUN. Looks at the header only,
 *  except that a message without any cookie must also consist of known Binding attributes. */
export function stunDialect(bytes: Uint8Array, from: number, to: number, length: number): StunDialect | undefined {
  if (from + HEADER > to || (bytes[from]! & 0xc0) !== 0) return undefined;
  const size = HEADER + be16(bytes, from + 2);
  if (size > length) return undefined;
  // Newer MS-TURN clients start their transaction id with the RFC 5389 cookie: the attribute decides.
  const ms = from + 28 <= to && be32(bytes, from + 20) === MS_ATTRIBUTE && be32(bytes, from + 24) === MS_COOKIE;
  if (ms && size === length) return 'ms-turn';
  if (be32(bytes, from + 4) === COOKIE) return methodNumber(be16(bytes, from)) <= 0xff ? 'stun' : undefined;
  if (size !== length) return undefined;
  return isClassic(bytes, from, to, size) ? 'classic' : undefined;
}

/** RFC 3489: no cookie, so everything else must fit. */
function isClassic(bytes: Uint8Array, from: number, to: number, size: number): boolean {
  const type = be16(bytes, from);
  if (type !== 0x0001 && type !== 0x0101 && type !== 0x0111) return false;
  if (from + size > to || size === HEADER) return false;
  let at = from + HEADER;
  while (at + 4 <= from + size) {
    const attribute = be16(bytes, at);
    if ((attribute < 1 || attribute > 0x25) && (attribute < 0x8000 || attribute > 0x80ff)) return false;
    at += 4 + be16(bytes, at + 2);
  }
  return at === from + size;
}

/** RFC 5389 6: the class bits lie inside the method. */
function methodNumber(type: number): number {
  return (type & 0xf) | ((type & 0xe0) >> 1) | ((type & 0x3e00) >> 2);
}

function methodOf(type: number, dialect: StunDialect): StunTransaction['method'] {
  switch (methodNumber(type)) {
    case 1:
      return 'binding';
    case 3:
      return 'allocate';
    case 4:
      // 0x0004 is Send in MS-TURN ([MS-TURN] 2.2.1), Refresh in RFC 5766.
      return dialect === 'ms-turn' ? 'send' : 'other';
    case 5:
      // 0x0115, Data Indication in MS-TURN.
      return dialect === 'ms-turn' ? 'data' : 'other';
    case 6:
      if (dialect === 'ms-turn') return 'set-active-destination';
      return dialect === 'stun' ? 'send' : 'other';
    case 7:
      return dialect === 'stun' ? 'data' : 'other';
    default:
      return 'other';
  }
}

/** Reads the message at `from` into `message`; `dialect` is what `stunDialect` said. Attributes past the captured end are
 *  missing. */
export function decodeStun(
  bytes: Uint8Array,
  from: number,
  to: number,
  dialect: StunDialect,
  message: StunMessage,
): void {
  const type = be16(bytes, from);
  let kind = ((type & 0x10) >> 4) | ((type & 0x100) >> 7);
  const method = methodOf(type, dialect);
  // Class bits of 0x0115 read "error"; MS-TURN means an indication. Send is never answered either.
  if (dialect === 'ms-turn' && (method === 'send' || method === 'data')) kind = INDICATION;
  const end = Math.min(to, from + HEADER + be16(bytes, from + 2));
  message.dialect = dialect;
  message.type = type;
  message.class = kind;
  message.method = method;
  message.errorCode = undefined;
  message.mapped = undefined;
  message.relayed = undefined;
  message.alternate = undefined;
  message.username = undefined;
  message.useCandidate = false;
  message.authenticated = false;
  message.sipCallId = undefined;
  message.peer = undefined;
  message.channel = undefined;
  message.lifetime = undefined;
  message.data = -1;
  message.dataEnd = -1;
  const padded = isPadded(bytes, from, end, dialect);
  let plainMapped: Endpoint | undefined;
  let at = from + HEADER;
  for (let n = 0; n < STUN_ATTRIBUTES && at + 4 <= end; n++) {
    const attribute = be16(bytes, at);
    const length = be16(bytes, at + 2);
    const value = at + 4;
    const valueEnd = value + length;
    at = padded ? value + ((length + 3) & ~3) : valueEnd;
    if (valueEnd > end) {
      // A cut frame: the inner packet's head is still worth reading.
      if (attribute === 0x0013) {
        message.data = value;
        message.dataEnd = end;
      }
      break;
    }
    switch (attribute) {
      case 0x0001: // MAPPED-ADDRESS
        plainMapped = readAddress(bytes, value, valueEnd, -1);
        break;
      case 0x0006: // USERNAME; that of an Allocate is the MRAS credential
        if (method === 'binding') message.username = readUfrags(bytes, value, valueEnd);
        break;
      case 0x0008: // MESSAGE-INTEGRITY
      case 0x001c: // MESSAGE-INTEGRITY-SHA256 (RFC 8489 14.6)
        message.authenticated = true;
        break;
      case 0x0009: // ERROR-CODE
        if (length >= 4) message.errorCode = (bytes[value + 2]! & 7) * 100 + bytes[value + 3]!;
        break;
      case 0x000c: // CHANNEL-NUMBER
        if (dialect === 'stun' && length >= 2) message.channel = be16(bytes, value);
        break;
      case 0x000d: // LIFETIME
        if (length >= 4) message.lifetime = be32(bytes, value) >>> 0;
        break;
      case 0x000e: // ALTERNATE-SERVER of MS-TURN
        if (dialect === 'ms-turn') message.alternate = readAddress(bytes, value, valueEnd, -1);
        break;
      case 0x8023: // ALTERNATE-SERVER (RFC 5389 15.11)
        message.alternate = readAddress(bytes, value, valueEnd, -1);
        break;
      case 0x0011: // DESTINATION-ADDRESS
        if (dialect === 'ms-turn') message.peer = readAddress(bytes, value, valueEnd, -1);
        break;
      case 0x0012: // REMOTE-ADDRESS, plain, of MS-TURN; XOR-PEER-ADDRESS of RFC 5766
        message.peer = readAddress(bytes, value, valueEnd, dialect === 'ms-turn' ? -1 : from + 4);
        break;
      case 0x0013: // DATA
        message.data = value;
        message.dataEnd = valueEnd;
        break;
      case 0x0016: // XOR-RELAYED-ADDRESS (RFC 5766 14.5)
        message.relayed = readAddress(bytes, value, valueEnd, from + 4);
        break;
      case 0x0020: // XOR-MAPPED-ADDRESS
      case 0x8020: // the same of MS-TURN: the key is the first word of the transaction id
        message.mapped = readAddress(bytes, value, valueEnd, from + 4);
        break;
      case 0x0025: // USE-CANDIDATE
        message.useCandidate = true;
        break;
      case 0x8062: // MS SIP-CALL-ID
        message.sipCallId = readText(bytes, value, valueEnd);
        break;
      default:
    }
  }
  if (plainMapped !== undefined) {
    // [MS-TURN] 3.2.5.1: MAPPED-ADDRESS of an Allocate response is the relay's address.
    if (dialect === 'ms-turn' && method === 'allocate') message.relayed = plainMapped;
    else message.mapped ??= plainMapped;
  }
}

/** Attributes are padded to 32 bits (RFC 5389 15), in MS-TURN and RFC 3489 they are not; some senders do otherwise, so
 *  whichever way ends where the message does. */
function isPadded(bytes: Uint8Array, from: number, end: number, dialect: StunDialect): boolean {
  const stop = from + HEADER + be16(bytes, from + 2);
  const usual = dialect === 'stun';
  if (stop > end || fits(bytes, from + HEADER, stop, usual ? 3 : 0)) return usual;
  return fits(bytes, from + HEADER, stop, usual ? 0 : 3) ? !usual : usual;
}

function fits(bytes: Uint8Array, at: number, stop: number, padding: number): boolean {
  while (at + 4 <= stop) at += 4 + ((be16(bytes, at + 2) + padding) & ~padding);
  return at === stop;
}

/** An address attribute (RFC 5389 15.1); `key` = offset of the bytes it was xored with, -1 = plain. */
function readAddress(bytes: Uint8Array, at: number, end: number, key: number): Endpoint | undefined {
  if (at + 8 > end) return undefined;
  const family = bytes[at + 1]!;
  let port = be16(bytes, at + 2);
  if (key >= 0) port ^= be16(bytes, key);
  const word = readWord(bytes, at + 4, key);
  if (family === 1) return endpoint(formatIpv4Word(word), port);
  if (family !== 2 || at + 20 > end) return undefined;
  const next = (n: number): number => readWord(bytes, at + 4 + n, key < 0 ? key : key + n);
  return endpoint(formatIpv6Words(word, next(4), next(8), next(12)), port);
}

function readWord(bytes: Uint8Array, at: number, key: number): number {
  return be32(bytes, at) ^ (key >= 0 ? be32(bytes, key) : 0);
}

// Endpoints named lately: the answers to one client's checks name the same few.
const RECENT = 256;
const endpoints: (Endpoint | undefined)[] = new Array<Endpoint | undefined>(RECENT).fill(undefined);

function endpoint(address: string, port: number): Endpoint {
  const slot = (port ^ (port >>> 8)) & (RECENT - 1);
  const known = endpoints[slot];
  if (known !== undefined && known.port === port && known.address === address) return known;
  const made = { address, port };
  endpoints[slot] = made;
  return made;
}

/** `receiver:sender` ufrags (RFC 8445 7.2.2, ice-char of RFC 8839 5.4); undefined for anything else. */
function readUfrags(bytes: Uint8Array, at: number, end: number): string | undefined {
  // Senders without padding fill the value up with NULs instead.
  while (end > at && bytes[end - 1] === 0) end--;
  if (end - at > 513) return undefined;
  let colons = 0;
  for (let n = at; n < end; n++) {
    const code = bytes[n]!;
    const letter = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (code === 58) colons++;
    else if (!letter && code !== 43 && code !== 47 && code !== 61) return undefined;
  }
  return colons === 1 && end - at > 2 ? recentText(bytes, at, end) : undefined;
}

/** Printable ASCII, at most 256 characters; undefined for anything else. */
function readText(bytes: Uint8Array, at: number, end: number): string | undefined {
  while (end > at && bytes[end - 1] === 0) end--;
  if (end === at || end - at > 256) return undefined;
  for (let n = at; n < end; n++) {
    if (bytes[n]! < 32 || bytes[n]! > 126) return undefined;
  }
  return recentText(bytes, at, end);
}
