import { address, cat, crc32, hmacSha1, u8, u16, u32 } from './bytes.ts';
import type { Endpoint } from './packets.ts';

/** ICE connectivity checks (RFC 5389, [MS-ICE2]) and [MS-TURN] messages. */

const COOKIE = 0x2112a442;

/** `type, length, value`; STUN pads to 4 bytes, [MS-TURN] does not. */
type Attribute = readonly [type: number, value: Uint8Array];

const plainAddress = (at: Endpoint): Buffer => cat(u8(0), u8(1), u16(at.port), address(at.address));

function xorAddress(at: Endpoint, key: number): Buffer {
  return cat(u8(0), u8(1), u16(at.port ^ (key >>> 16)), u32(address(at.address).readUInt32BE() ^ key));
}

function attribute([type, value]: Attribute, pad: boolean): Buffer {
  return cat(u16(type), u16(value.length), value, Buffer.alloc(pad ? (4 - (value.length % 4)) % 4 : 0));
}

/** A message with cookie, closed by MESSAGE-INTEGRITY and FINGERPRINT (RFC 5389 15.4, 15.5). */
function stun(type: number, transaction: Uint8Array, attributes: readonly Attribute[], password: string): Buffer {
  const body = cat(...attributes.map((each) => attribute(each, true)));
  const head = (length: number) => cat(u16(type), u16(length), u32(COOKIE), transaction);
  const signed = cat(head(body.length + 24), body);
  const integrity = attribute([0x0008, hmacSha1(password, signed)], true);
  const summed = cat(head(body.length + 32), body, integrity);
  return cat(summed, attribute([0x8028, u32(crc32(summed) ^ 0x5354554e)], true));
}

export interface Check {
  /** 12 bytes. */
  readonly transaction: Uint8Array;
  /** `receiver:sender` ufrags. */
  readonly username: string;
  /** ice-pwd of the receiver. */
  readonly password: string;
  readonly foundation: number;
  readonly component: 1 | 2;
  readonly controlling: boolean;
  readonly useCandidate?: boolean;
}

export function bindingRequest(check: Check): Buffer {
  const attributes: Attribute[] = [
    [0x0006, Buffer.from(check.username)],
    [0x0024, u32(0x6e7f1eff - check.component)],
    [check.controlling ? 0x802a : 0x8029, cat(u32(0x0badcafe), u32(0x00c0ffee))],
    [0x8054, Buffer.from(String(check.foundation).padStart(4, '0'))],
    [0x8070, u32(2)],
  ];
  if (check.useCandidate) attributes.push([0x0025, Buffer.alloc(0)]);
  return stun(0x0001, check.transaction, attributes, check.password);
}

export function bindingSuccess(transaction: Uint8Array, mapped: Endpoint, password: string): Buffer {
  return stun(
    0x0101,
    transaction,
    [
      [0x0020, xorAddress(mapped, COOKIE)],
      [0x8070, u32(2)],
    ],
    password,
  );
}

// --- [MS-TURN] ------------------------------------------------------------------------------------------------

/** `transaction` is 16 bytes; MAGIC-COOKIE goes first; a signed message ends in MESSAGE-INTEGRITY. */
function turn(type: number, transaction: Uint8Array, attributes: readonly Attribute[], key?: string): Buffer {
  const body = cat(attribute([0x000f, u32(0x72c64bc6)], false), ...attributes.map((each) => attribute(each, false)));
  const head = cat(u16(type), u16(body.length + (key === undefined ? 0 : 24)), transaction);
  const message = cat(head, body);
  return key === undefined ? message : cat(message, attribute([0x0008, hmacSha1(key, message)], false));
}

/** What a client needs to speak to the A/V Edge. */
export interface TurnAccount {
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
  /** 20 bytes, of MS-SEQUENCE-NUMBER. */
  readonly connection: Uint8Array;
}

const sequence = (account: TurnAccount, counter: number): Attribute => [0x8050, cat(account.connection, u32(counter))];
const VERSION: Attribute = [0x8008, u32(2)];
const QUALITY: Attribute = [0x8055, cat(u16(1), u16(0))];
const credentials = (account: TurnAccount): Attribute[] => [
  [0x0006, Buffer.from(account.username)],
  [0x0015, Buffer.from(account.realm)],
  [0x0014, Buffer.from(account.nonce)],
];

/** The first Allocate request, still without credentials. */
export const allocateBare = (transaction: Uint8Array): Buffer => turn(0x0003, transaction, [VERSION, QUALITY]);

export const allocateRefused = (transaction: Uint8Array, account: TurnAccount): Buffer =>
  turn(0x0113, transaction, [
    VERSION,
    [0x0009, cat(u16(0), u8(4), u8(1), Buffer.from('Unauthorized'))],
    [0x0015, Buffer.from(account.realm)],
    [0x0014, Buffer.from(account.nonce)],
  ]);

export const allocateSigned = (transaction: Uint8Array, account: TurnAccount): Buffer =>
  turn(0x0003, transaction, [VERSION, QUALITY, ...credentials(account)], account.password);

export interface Allocation {
  readonly relayed: Endpoint;
  readonly mapped: Endpoint;
  readonly server: Endpoint;
}

export const allocateSuccess = (transaction: Uint8Array, account: TurnAccount, allocation: Allocation): Buffer =>
  turn(
    0x0103,
    transaction,
    [
      VERSION,
      [0x0001, plainAddress(allocation.relayed)],
      [0x8020, xorAddress(allocation.mapped, Buffer.from(transaction).readUInt32BE())],
      [0x000d, u32(600)],
      [0x0010, u32(750)],
      [0x000e, plainAddress(allocation.server)],
      sequence(account, 0),
    ],
    account.password,
  );

/** `inner` travels to `peer` through the relay. Never answered. */
export const sendRequest = (
  transaction: Uint8Array,
  account: TurnAccount,
  counter: number,
  peer: Endpoint,
  inner: Uint8Array,
): Buffer =>
  turn(0x0004, transaction, [
    VERSION,
    [0x0006, Buffer.from(account.username)],
    [0x0011, plainAddress(peer)],
    sequence(account, counter),
    [0x0013, inner],
  ]);

export const dataIndication = (transaction: Uint8Array, account: TurnAccount, peer: Endpoint, inner: Uint8Array) =>
  turn(0x0115, transaction, [VERSION, [0x0012, plainAddress(peer)], sequence(account, 1), [0x0013, inner]]);

export const setActiveDestination = (transaction: Uint8Array, account: TurnAccount, counter: number, peer: Endpoint) =>
  turn(
    0x0006,
    transaction,
    [VERSION, ...credentials(account), [0x0011, plainAddress(peer)], sequence(account, counter)],
    account.password,
  );

export const setActiveDestinationDone = (transaction: Uint8Array, account: TurnAccount): Buffer =>
  turn(0x0106, transaction, [VERSION, sequence(account, 2)], account.password);

/** Framing of [MS-TURN] over TCP: control (a TURN message) or end-to-end data. */
export const turnFrame = (kind: 'control' | 'data', payload: Uint8Array): Buffer =>
  cat(u8(kind === 'control' ? 2 : 3), u8(0), u16(payload.length), payload);
