import { describe, expect, test } from 'vitest';
import { ICE_WARN } from '../../src/knowledge/icewarn.ts';
import { explainIceWarn, type IceOutcome, noPathLeft } from '../../src/knowledge/icewarn-reading.ts';

/** Steps as `title: role bit, role bit`. */
const told = (value: number, outcome: IceOutcome): string[] =>
  explainIceWarn(value, outcome).steps.map(
    (s) => `${s.title}: ${s.bits.map((b) => `${b.role} 0x${b.bit.toString(16)}`).join(', ')}`,
  );
const conclusions = (value: number, outcome: IceOutcome): string[] =>
  explainIceWarn(value, outcome).steps.map((s) => s.conclusion);
const faults = (value: number, outcome: IceOutcome): number[] =>
  explainIceWarn(value, outcome).faults.map((b) => b.bit);

describe('0x40003a0, published with failed calls and with calls that a person ended', () => {
  test('failed: no path was left', () => {
    expect(told(0x40003a0, 'failed')).toEqual([
      'checks: fault 0x20, fault 0x80, normal 0x100, fault 0x200, fault 0x4000000',
    ]);
    expect(conclusions(0x40003a0, 'failed')).toEqual([
      'No path was left: direct, UDP relay and relay to relay all failed. The path between the Edges, or to the own Edge, is closed.',
    ]);
  });
  test('stood: all of it is normal', () => {
    expect(told(0x40003a0, 'stood')).toEqual([
      'checks: normal 0x20, normal 0x80, normal 0x100, normal 0x200, normal 0x4000000',
    ]);
    expect(conclusions(0x40003a0, 'stood')).toEqual(['Normal on this call: another pair was found.']);
  });
  test('unknown: the same faults, with the other reading', () => {
    expect(faults(0x40003a0, 'unknown')).toEqual([0x20, 0x80, 0x200, 0x4000000]);
    expect(conclusions(0x40003a0, 'unknown')).toEqual([
      'No path was left: direct, UDP relay and relay to relay all failed. The path between the Edges, or to the own Edge, is closed, or the call had ended before a path was found.',
    ]);
  });
});

test('0x12b, published with UDP 3478 closed: relay first, then allocation, then checks', () => {
  expect(explainIceWarn(0x12b, 'failed')).toMatchObject({ value: 0x12b, noPath: false, unknown: 0 });
  expect(told(0x12b, 'failed')).toEqual([
    'relay: fault 0x1',
    'allocation: fault 0x2, fault 0x8',
    'checks: normal 0x20, normal 0x100',
  ]);
  expect(conclusions(0x12b, 'failed')).toEqual([
    'There was no relay to go round a closed direct path: the cause. Fix it first.',
    'Nothing gets out to the relay, neither over UDP nor over TCP.',
    'Good calls show these too: not the cause.',
  ]);
});

describe('bits whose meaning hangs on the outcome', () => {
  test.each([
    ['no TURN server, at a site without an Edge', 0x80000, [0x80000], [], [0x80000]],
    ['TURN server unreachable', 0x1, [0x1], [0x1], [0x1]],
    ['UDP to the relay blocked', 0x2 | 0x4, [0x2, 0x4], [], []],
    ['TCP to the relay blocked', 0x8 | 0x10, [0x8, 0x10], [0x8, 0x10], [0x8, 0x10]],
    ['what good calls show', 0x20 | 0x40 | 0x100 | 0x200, [], [], []],
    ['UDP relay alone', 0x80, [0x80], [], []],
    ['cut after it was found', 0x8000000, [0x8000000], [0x8000000], [0x8000000]],
    ['policy took candidates', 0x8000 | 0x40000, [0x8000, 0x40000], [], []],
    ['information', 0x1000 | 0x10000 | 0x20000 | 0x100000 | 0x400000 | 0x1000000, [], [], []],
    ['positions that no table confirms', 0x800 | 0x10000000, [], [], []],
    ['nothing', 0, [], [], []],
  ])('%s', (_, value, failed, stood, unknown) => {
    expect([faults(value, 'failed'), faults(value, 'stood'), faults(value, 'unknown')]).toEqual([
      failed,
      stood,
      unknown,
    ]);
  });
});

test('conclusions say what the step means for this outcome', () => {
  expect([
    conclusions(0x80000, 'stood'),
    conclusions(0x1, 'stood'),
    conclusions(0x1, 'unknown'),
    conclusions(0x2, 'failed'),
    conclusions(0x2, 'stood'),
    conclusions(0x8, 'failed'),
    conclusions(0x80, 'failed'),
    conclusions(0x80, 'unknown'),
    conclusions(0x1000, 'failed'),
    conclusions(0x8000, 'stood'),
    conclusions(0x8000, 'failed'),
    conclusions(0x2a0, 'failed'),
  ]).toEqual([
    ['Normal at a site without an Edge: this call found a direct path.'],
    ['This call did without; the next one that needs the relay fails.'],
    ['No relay. If the call failed, this is the cause.'],
    ['UDP to the relay is blocked; TCP was left, so read the checks as well.'],
    ['UDP to the relay is blocked: the call may run over TCP, and sound like it.'],
    ['The relay is not reached over TCP; over UDP it may be.'],
    ['A path over the relay failed, but not every path: look at the other steps and at the other side.'],
    ['Normal if the call connected; a part of the cause if it did not.'],
    ['Call admission control had a say; no path was taken away.'],
    ['Call admission control took paths away; this call found another.'],
    ['Call admission control took paths away: look there if the call failed.'],
    [
      'No path was left: direct, UDP relay and TCP relay all failed. The path between the Edges, or to the own Edge, is closed.',
    ],
  ]);
});

test('no path is left only when direct, UDP relay and a TCP relay all failed', () => {
  expect([0x2a0, 0x40000a0, 0x3e0].map(noPathLeft)).toEqual([true, true, true]);
  expect([0xa0, 0x220, 0x280, 0x4000020, 0x360, 0].map(noPathLeft)).toEqual([false, false, false, false, false, false]);
});

test('every bit of the table has one step, and what no table names is kept apart', () => {
  const all = ICE_WARN.reduce((sum, b) => sum + b.bit, 0);
  for (const outcome of ['failed', 'stood', 'unknown'] as const) {
    const { steps, unknown } = explainIceWarn(all, outcome);
    expect(steps.flatMap((s) => s.bits.map((b) => b.bit)).sort((a, b) => a - b)).toEqual(ICE_WARN.map((b) => b.bit));
    expect(unknown).toBe(0);
  }
  expect(explainIceWarn(0xc0000000, 'failed')).toEqual({
    value: 0xc0000000,
    steps: [],
    noPath: false,
    faults: [],
    unknown: 0xc0000000,
  });
});
