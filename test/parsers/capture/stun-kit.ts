/** What the tests of STUN and MS-TURN share: the two ends, a check and its answer, and reading their transactions. */
import { expect } from 'vitest';
import type { StunTransaction } from '../../../src/facts.ts';
import { type Attribute, type Frame, hex, pcap, stun, timed, u32, xorAddress } from '../../captures.ts';
import { only, read } from './read.ts';

export const PC = '192.168.178.21:50000';
export const EDGE = '198.51.100.44:3478';
export const PEER = '203.0.113.9:50010';
export const MAPPED = '203.0.113.77:61000';
export const START = 1_772_442_000_000;
export const ID = '000102030405060708090a0b';
export const MS_ID = '101112131415161718191a1b1c1d1e1f';
export const MS_KEY = hex('10111213');

export const at = (frame: number, time = START + (frame - 1) * 10) => ({ frame, time });
export const endpoint = (text: string) => {
  const [address, port] = text.split(':');
  return { address, port: Number(port) };
};

export function transactions(frames: readonly Frame[]): StunTransaction[] {
  return only(read(pcap(frames)), 'stun.transaction');
}

export function one(...frames: readonly Uint8Array[]): StunTransaction {
  const all = transactions(timed(frames));
  expect(all.length).toBe(1);
  return all[0]!;
}

export const credentials: readonly Attribute[] = [
  [6, 'Xr4t:8Kw2'],
  [8, new Uint8Array(20)],
];
export const check = stun(0x0001, ID, [
  ...credentials,
  [0x24, u32(1)],
  [0x802a, new Uint8Array(8)],
  [0x8070, u32(2)],
  [0x8028, u32(0)],
]);
export const checked = stun(0x0101, ID, [
  [0x20, xorAddress(MAPPED)],
  [8, new Uint8Array(20)],
]);

export const success = {
  kind: 'stun.transaction',
  at: { source: 'test.pcap', frame: 1 },
  time: START,
  interface: 0,
  transport: 'udp',
  dialect: 'stun',
  method: 'binding',
  type: 1,
  transactionId: ID,
  client: endpoint(PC),
  server: endpoint(PEER),
  requests: [at(1)],
  transmissions: 1,
  answer: at(2),
  result: 'success',
  mapped: endpoint(MAPPED),
  username: 'Xr4t:8Kw2',
  useCandidate: false,
  authenticated: true,
};
