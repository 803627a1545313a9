import { expect, test } from 'vitest';
import { callsOf } from '../../src/calls.ts';
import { goesOn, inTurn, logSpans } from '../../src/rotation.ts';
import { answer, at, invite, summary } from '../facts.ts';

const log = (source: string, first: string, last: string) => summary(source, { first: at(first), last: at(last) });

test('a file goes on with another when it begins within two minutes of its end', () => {
  const end = at('09:20:00');
  expect([0, 119_000, 121_000, -500, -5000].map((ms) => goesOn(end, end + ms))).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  expect(goesOn(undefined, end)).toBe(false);
});

test("stretches of time that logs cover; neither captures nor the VPN client's logs do", () => {
  const spans = logSpans([
    log('b', '09:10:00', '09:20:00'),
    log('c', '11:00:00', '11:05:00'),
    log('a', '09:00:00', '09:09:30'),
    summary('x.pcapng', { first: at('08:00:00'), last: at('12:00:00') }),
    summary('PanGPS.log', { parser: 'globalprotect-log', first: at('08:00:00'), last: at('12:00:00') }),
  ]);
  expect(spans).toEqual([
    { first: at('09:00:00'), last: at('09:20:00') },
    { first: at('11:00:00'), last: at('11:05:00') },
  ]);
});

test('a call without an end is open where the logs end, and cut where they have a gap', () => {
  const up = [invite(['UDP 192.168.1.34:50020 host']), answer(200, 'OK')];
  const here = { first: at('09:00:00'), last: at('09:21:00') };
  const later = { first: at('11:00:00'), last: at('11:05:00') };
  expect(callsOf(up, { spans: [here] }).map((c) => c.result)).toEqual(['open']);
  expect(callsOf(up, { spans: [here, later] }).map((c) => c.result)).toEqual(['cut']);
});

test('logs come in the order of their first lines, all else keeps its place', () => {
  const turn = (name: string, begins: number | undefined) => ({ name, parser: undefined, folder: '', begins });
  const given = [turn('0', 30), turn('capture', undefined), turn('1', 10), turn('2', 20)];
  expect(inTurn(given).map((t) => t.name)).toEqual(['1', 'capture', '2', '0']);
});
