import { describe, expect, test } from 'vitest';
import {
  ESP_SUITES,
  type EspSuite,
  espBounds,
  espMtu,
  greMtu,
  mssFor,
  suiteOf,
  wireguardMtu,
} from '../../src/effective-mtu.ts';

/** IPv4 ESP, IPv4 ESP in UDP, IPv6 ESP, IPv6 ESP in UDP. */
type Row = readonly [EspSuite, number, number, number, number];

/** Worked by hand from the header layout of RFC 4303. */
const TABLES: readonly (readonly [number, readonly Row[]])[] = [
  [
    1500,
    [
      ['aes-cbc-sha1', 1438, 1422, 1422, 1406],
      ['aes-cbc-sha256', 1438, 1422, 1406, 1406],
      ['aes-cbc-sha384', 1422, 1422, 1406, 1390],
      ['aes-cbc-sha512', 1422, 1406, 1390, 1390],
      ['aead', 1446, 1438, 1426, 1418],
      ['3des-sha1', 1446, 1438, 1430, 1422],
    ],
  ],
  [
    1492,
    [
      ['aes-cbc-sha1', 1422, 1422, 1406, 1406],
      ['aes-cbc-sha256', 1422, 1422, 1406, 1390],
      ['aes-cbc-sha384', 1422, 1406, 1390, 1390],
      ['aes-cbc-sha512', 1406, 1406, 1390, 1374],
      ['aead', 1438, 1430, 1418, 1410],
      ['3des-sha1', 1438, 1430, 1422, 1414],
    ],
  ],
  [
    1400,
    [
      ['aes-cbc-sha1', 1342, 1326, 1310, 1310],
      ['aes-cbc-sha256', 1326, 1326, 1310, 1310],
      ['aes-cbc-sha384', 1326, 1310, 1310, 1294],
      ['aes-cbc-sha512', 1310, 1310, 1294, 1294],
      ['aead', 1346, 1338, 1326, 1318],
      ['3des-sha1', 1350, 1342, 1326, 1318],
    ],
  ],
];

describe.each(TABLES)('ESP over %i bytes', (mtu, rows) => {
  test.each(rows)('%s', (suite, ...sizes) => {
    const made = ([4, 6] as const).flatMap((version) =>
      [false, true].map((udp) => espMtu(suite, { mtu, version, udp })),
    );
    expect(made).toEqual(sizes);
  });
});

test('every suite has its row', () => {
  for (const [, rows] of TABLES) expect(rows.map(([suite]) => suite)).toEqual(ESP_SUITES);
});

test('bounds of an unknown suite', () => {
  expect(espBounds({ mtu: 1500, version: 4, udp: true })).toEqual({ least: 1406, most: 1438 });
  expect(espBounds({ mtu: 1500, version: 6, udp: true })).toEqual({ least: 1390, most: 1422 });
});

test('GRE and WireGuard', () => {
  const over = (version: 4 | 6) => ({ mtu: 1500, version, udp: true });
  expect([greMtu(over(4)), greMtu(over(4), true), greMtu(over(4), true, true), greMtu(over(6))]).toEqual([
    1476, 1472, 1468, 1456,
  ]);
  expect([wireguardMtu(over(4)), wireguardMtu(over(6))]).toEqual([1440, 1420]);
});

test('MSS of an inner packet', () => {
  expect([mssFor(1422, 4), mssFor(1422, 6), mssFor(1400, 4)]).toEqual([1382, 1362, 1360]);
});

test.each<readonly [string, EspSuite | undefined]>([
  ['AES_GCM_16-128', 'aead'],
  ['AES_GCM_16-256/ECP_384', 'aead'],
  ['CHACHA20_POLY1305', 'aead'],
  ['AES_CBC-128/HMAC_SHA1_96', 'aes-cbc-sha1'],
  ['aes_cbc-128/hmac_sha2_256_128/MODP_2048', 'aes-cbc-sha256'],
  ['AES_CBC-256/HMAC_SHA2_384_192', 'aes-cbc-sha384'],
  ['AES_CBC-256/HMAC_SHA2_512_256', 'aes-cbc-sha512'],
  ['3DES_CBC/HMAC_SHA1_96', '3des-sha1'],
  // Other lengths of the check value.
  ['AES_GCM_8-128', undefined],
  ['AES_CBC-128/HMAC_SHA2_256_96', undefined],
  ['AES_CBC-128/HMAC_MD5_96', undefined],
  ['', undefined],
])('suite %s', (text, suite) => {
  expect(suiteOf(text)).toBe(suite);
});
