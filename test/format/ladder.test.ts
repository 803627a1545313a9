import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ladderText } from '../../src/format/ladder.ts';
import { type Ladder, ladderOf } from '../../src/ladder.ts';
import { incident, type NamedBytes } from '../analyze-bytes.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');
const EXPECTED = join(SAMPLES, 'expected');

const inputs = (sample: string): NamedBytes[] =>
  readdirSync(join(SAMPLES, sample))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(SAMPLES, sample, name)) }));

describe('samples', () => {
  test.each([
    ['globalprotect-incident', 0],
    ['appshare-52049', 1],
    ['healthy-split-tunnel', 0],
  ])('%s, call %d: still draws its ladder', async (sample, n) => {
    const all = incident(inputs(sample));
    const drawn = ladderText(ladderOf(all.calls[n]!, all));
    await expect(drawn).toMatchFileSnapshot(join(EXPECTED, `${sample}.ladder.txt`));
    expect(drawn.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

const LANES = [
  { name: 'this PC', addresses: ['192.168.1.34 physical'] },
  { name: 'SIP server', addresses: ['198.51.100.40:443'] },
  { name: 'A/V Edge', addresses: ['198.51.100.42'] },
  { name: 'remote party', addresses: [] },
];
const base: Ladder = { title: 'call', about: [], lanes: LANES, rows: [], untied: [], notes: [] };
const row = { from: 0, to: 1, label: 'INVITE', place: 'a.log:1', details: [] };
/** From the heads on. */
const drawn = (ladder: Ladder): string[] =>
  ladderText(ladder).split('\n\n').slice(1).join('\n\n').split('\n').slice(0, -1);

describe('drawing', () => {
  test('lanes in full above, arrows both ways and over other lanes, without a time', () => {
    const ladder: Ladder = {
      ...base,
      about: ['ended by this client', 'meeting 1'],
      rows: [
        { ...row, time: '09:22:10.118' },
        { ...row, from: 3, to: 0, label: 'STUN ×2', details: ['one', 'two'] },
        { ...row, from: 0, to: 2, label: 'TURN ×1' },
      ],
    };
    expect(ladderText(ladder)).toBe(`call
  ended by this client; meeting 1
  this PC       192.168.1.34 physical
  SIP server    198.51.100.40:443
  A/V Edge      198.51.100.42
  remote party  address not in the log

              this PC           SIP server        A/V Edge          remote party
09:22:10.118  │── INVITE ──────>│                 │                 │
                a.log:1
              │<─ STUN ×2 ──────────────────────────────────────────│
                a.log:1  one
                two
              │── TURN ×1 ───────────────────────>│                 │
                a.log:1
`);
  });

  test('a label too long for its arrow is cut at a word and told whole below', () => {
    expect(drawn({ ...base, rows: [{ ...row, label: '480 Temporarily Unavailable', details: ['more'] }] })).toEqual([
      '              this PC           SIP server        A/V Edge          remote party',
      '              │── 480 ─────────>│                 │                 │',
      '                a.log:1  480 Temporarily Unavailable',
      '                more',
    ]);
    expect(drawn({ ...base, rows: [{ ...row, label: 'SUBSCRIBEUNSUBSCRIBE' }] })[1]).toBe(
      '              │── SUBSCRIBE… ──>│                 │                 │',
    );
  });

  test('a message of unknown direction stands on its own', () => {
    expect(drawn({ ...base, lanes: LANES.slice(0, 2), rows: [{ ...row, to: 0 }] })).toEqual([
      '              this PC                       SIP server',
      '              │ INVITE                      │',
      '                a.log:1',
    ]);
  });

  test('what is not tied to the clock of the log comes last, below its note', () => {
    const ladder = { ...base, lanes: LANES.slice(0, 2), rows: [row], untied: [{ ...row, to: 1 }], notes: ['why'] };
    expect(drawn(ladder)).toEqual([
      '              this PC                       SIP server',
      '              │── INVITE ──────────────────>│',
      '                a.log:1',
      '',
      'why',
      '',
      '              this PC                       SIP server',
      '              │── INVITE ──────────────────>│',
      '                a.log:1',
    ]);
  });

  test('text of an input that is longer than a line is not cut', () => {
    const place = `${'x'.repeat(90)}.log:1`;
    expect(drawn({ ...base, rows: [{ ...row, place, details: ['y'] }] }).slice(2)).toEqual([
      `                ${place}`,
      '                   y',
    ]);
  });
});
