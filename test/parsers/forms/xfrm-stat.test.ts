import { expect, test } from 'vitest';
import { at, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `XfrmInError             	0
XfrmInNoStates          	12
XfrmOutStateModeError   	345`;

const EXPECTED_1 = [
  { kind: 'host.setting', at: at(1), form: 'xfrm-stat', name: 'XfrmInError', value: '0' },
  { kind: 'host.setting', at: at(2), form: 'xfrm-stat', name: 'XfrmInNoStates', value: '12' },
  { kind: 'host.setting', at: at(3), form: 'xfrm-stat', name: 'XfrmOutStateModeError', value: '345' },
];

test('/proc/net/xfrm_stat', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('a counter without a number is not read', () => {
  expect(good('XfrmInError 1\nXfrmInNoStates ?\nXfrmOutError 2')).toEqual([
    { kind: 'host.setting', at: at(1), form: 'xfrm-stat', name: 'XfrmInError', value: '1' },
    { kind: 'host.setting', at: at(3), form: 'xfrm-stat', name: 'XfrmOutError', value: '2' },
  ]);
});

lawsOf('xfrm-stat 1', TEXT_1);
