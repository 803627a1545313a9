/** That `explain` covers all that the tables hold, and that the tables hold all that is known. Rules: cli-calls.test.ts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { explain } from '../../src/explain.ts';
import { adviceOf } from '../../src/knowledge/diagnostic-advice.ts';
import { ICE_WARN } from '../../src/knowledge/icewarn.ts';
import { ICE_WARN_2007 } from '../../src/knowledge/icewarn-ocs2007.ts';
import { DEBUG_KEYS, debugKey, INTERFACE_BITS } from '../../src/knowledge/media-debug.ts';
import { componentOf, DIAGNOSTICS, NORMAL_CODES } from '../../src/knowledge/ms-diagnostics.ts';

/** Tables that the knowledge was taken from, where they are at hand. */
const FACTS = process.env.SFBDIAG_FACTS ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'facts');
const at = (name: string): string => join(FACTS, name);
const present = existsSync(at('ms-diagnostics.tsv'));
if (!present) console.log(`skipped: no tables of facts in ${FACTS} (SFBDIAG_FACTS)`);
const codes = Object.keys(DIAGNOSTICS).map(Number);
const hex = (bit: number): string => `0x${bit.toString(16)}`;

test('the tables are whole', () => {
  expect([codes.length, NORMAL_CODES.size, ICE_WARN.length, ICE_WARN_2007.length]).toEqual([183, 10, 29, 17]);
  expect([DEBUG_KEYS.length, new Set(DEBUG_KEYS.map((k) => k.key.toLowerCase())).size, INTERFACE_BITS.length]).toEqual([
    90, 90, 6,
  ]);
});

describe('explain covers', () => {
  test('every code: its text, its writer, cause and fix, and who has to act unless nobody has', async () => {
    for (const code of codes) {
      const known = DIAGNOSTICS[code]!;
      const text = (await explain(`${code}`, rules)).replace(/\s+/g, ' ');
      expect(text.startsWith(`${code}: ${known.reason} `)).toBe(true);
      for (const part of [` written usually by the ${known.side} `, ' cause ', ' fix ']) expect(text).toContain(part);
      expect(text.includes(' owner ')).toBe(!NORMAL_CODES.has(code));
      expect(text.includes(' normal not a fault')).toBe(NORMAL_CODES.has(code));
      expect(text.includes(`mark ${known.mark}`)).toBe(known.mark !== 'confirmed');
    }
  });

  test('every bit of ICEWarn, with what to do, and every bit of OCS 2007', async () => {
    for (const b of ICE_WARN) {
      const text = (await explain(hex(b.bit), rules)).replace(/\s+/g, ' ');
      expect(text).toContain(` ${hex(b.bit)} ${b.meaning} `);
      expect(text).toContain(` ${hex(b.bit)} ${b.action}`);
    }
    for (const b of ICE_WARN_2007)
      expect((await explain(hex(b.bit), rules, true)).replace(/\s+/g, ' ')).toContain(` ${hex(b.bit)} ${b.meaning}`);
  });

  test('every key of a diagnostics header, and every interface bit', async () => {
    for (const k of DEBUG_KEYS) {
      const text = (await explain(k.key, rules)).replace(/\s+/g, ' ');
      expect(text.startsWith(`${k.key}: ${k.meaning} `)).toBe(true);
      expect(text.includes(`The meaning is ${k.known}.`)).toBe(k.known !== 'confirmed');
      expect(debugKey(k.key.toUpperCase())).toBe(k);
    }
    for (const b of INTERFACE_BITS)
      expect((await explain(`Interfaces=${hex(b.bit)}`, rules)).replace(/\s+/g, ' ')).toContain(
        ` ${hex(b.bit)} ${b.meaning} `,
      );
  });
});

test('unconfirmed and inferred codes are those, and no other', () => {
  const marked = (mark: string) => codes.filter((code) => DIAGNOSTICS[code]!.mark === mark);
  expect(marked('unconfirmed')).toEqual([26, 31, 32, 33, 34, 52001, 52031]);
  expect(marked('inferred')).toEqual([52063]);
});

describe('advice', () => {
  test('by code, by group, by range, and none for a number of no range', () => {
    expect(adviceOf(52049)?.from).toBe('code');
    expect(adviceOf(12004)).toMatchObject({ owner: 'uc', from: 'code' });
    expect(adviceOf(9001)).toEqual({
      cause: 'Not told by the number beyond its component: MRAS, the credentials service of the A/V Edge.',
      owner: 'uc',
      fix: 'TURN credentials: look at the MRAS service of the A/V Edge, its clock and its certificate.',
      from: 'range',
    });
    expect(adviceOf(26001)).toBeUndefined();
  });
  test('a range has one wherever a component has one', () => {
    for (let code = 0; code < 100_000; code++)
      if ((componentOf(code) === undefined) !== (adviceOf(code) === undefined)) expect(code).toBe(-1);
  });
  test('nobody has to act on a normal code', () => {
    for (const code of NORMAL_CODES) expect([adviceOf(code)?.owner, adviceOf(code)?.from]).toEqual([undefined, 'code']);
  });
});

describe.skipIf(!present)('against the tables of facts', () => {
  const rows = (name: string): string[][] =>
    readFileSync(at(name), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'));
  const plain = (text: string): string => text.replace(/\.$/, '');

  test('codes: the same, with the same side, text and mark', () => {
    const MARK = { confirmed: 'C', inferred: 'I', unconfirmed: 'U' };
    const told = rows('ms-diagnostics.tsv').map(([code, side, reason, mark]) => [code, side, plain(reason!), mark]);
    const own = codes.flatMap((code) => {
      const d = DIAGNOSTICS[code]!;
      return [d.reason, ...(d.also ? [d.also] : [])].map((reason) => [`${code}`, d.side, reason, MARK[d.mark]]);
    });
    expect(own).toEqual(told);
  });

  test('bits of both numberings', () => {
    const bits = (name: string) =>
      rows(name)
        .map(([bit]) => bit)
        .filter((bit) => bit !== '0x0');
    expect(ICE_WARN.map((b) => hex(b.bit))).toEqual(bits('icewarn.tsv'));
    expect(ICE_WARN_2007.map((b) => hex(b.bit))).toEqual(bits('icewarn-ocs2007.tsv'));
  });

  test('keys and interface bits', () => {
    const told = rows('ice-blob-keys.tsv').map(([key]) => key!);
    const names = told
      .filter((key) => !key.startsWith('Interfaces bit '))
      .flatMap((key) => key.replace(/(NumConsentRe(?:q|sp))Sent\/Received/g, '$1Sent, $1Received').split(/ \/ |, /));
    expect(names.filter((name) => debugKey(name) === undefined)).toEqual([]);
    expect(names.length).toBe(DEBUG_KEYS.length);
    expect(INTERFACE_BITS.map((b) => `Interfaces bit ${hex(b.bit)}`)).toEqual(
      told.filter((key) => key.startsWith('Interfaces bit ')),
    );
  });
});
