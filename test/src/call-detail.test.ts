import { expect, test } from 'vitest';
import type { Fact } from '../../src/facts.ts';
import { CALL_DETAILS, LADDER_ADDRESSES, LADDER_ROWS } from '../../src/limits.ts';
import type { CallDetail } from '../../src/report.ts';
import { answer, bye, checkAll, diagnostic, invite, sipMessage, WIFI } from '../facts.ts';

const MINE = [`UDP ${WIFI}:50024 host`];
const details = (facts: readonly Fact[]): readonly CallDetail[] => checkAll([], facts).callDetails ?? [];

test('of many calls those that failed are kept, in the order of calls', () => {
  const facts = Array.from({ length: CALL_DETAILS + 5 }, (_, i) => {
    const on = { callId: `call-${i}`, line: i * 10 + 1 };
    const failed = answer(480, 'Temporarily Unavailable', { ...on, line: on.line + 1, diagnostics: [diagnostic(24)] });
    const well = [answer(200, 'OK', { ...on, line: on.line + 1, toTag: 'b' }), bye({ ...on, line: on.line + 2 })];
    return [invite(MINE, on), ...(i >= CALL_DETAILS ? [failed] : well)];
  }).flat();
  expect(details(facts).map((d) => d.call)).toEqual([
    ...Array.from({ length: CALL_DETAILS - 5 }, (_, i) => `call-${i}`),
    ...Array.from({ length: 5 }, (_, i) => `call-${CALL_DETAILS + i}`),
  ]);
});

test('a long ladder is cut and says so', () => {
  const many = Array.from({ length: LADDER_ROWS + 8 }, (_, i) =>
    sipMessage({ method: 'UPDATE', cseq: i + 2, line: i + 2 }),
  );
  const [d] = details([invite(MINE), ...many]);
  expect(d?.ladder.rows).toHaveLength(LADDER_ROWS);
  expect(d?.ladder.notes).toEqual(['9 more rows are left out; "sfbdiag calls --ladder" draws them.']);
});

test('so are the addresses of a lane', () => {
  const offered = Array.from({ length: LADDER_ADDRESSES + 4 }, (_, i) => `UDP 10.9.0.${i + 1}:50024 host`);
  const [d] = details([invite(offered), bye()]);
  expect(d?.ladder.lanes[0]?.addresses.length).toBe(LADDER_ADDRESSES + 1);
  expect(d?.ladder.lanes[0]?.addresses.at(-1)).toBe('4 more');
});
