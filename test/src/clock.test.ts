import { expect, test } from 'vitest';
import { clockOffset } from '../../src/clock.ts';
import { at, CAPTURE, endpoint, LOG, sipMessage, summary, tcp } from '../facts.ts';

const HOUR = 3_600_000;
const local = endpoint('192.168.1.34:50208');
const remote = endpoint('198.51.100.40:443');
const heard = (clock: string, source = LOG) => sipMessage({ clock, source, local, remote });
const connection = (from: string, to: string) =>
  tcp({ clock: from, client: '192.168.1.34:50208', server: '198.51.100.40:443', last: { frame: 99, time: at(to) } });
const sources = [summary(LOG), summary(CAPTURE)];

test('what the user says holds for every local clock', () => {
  expect(clockOffset([heard('10:20:05')], [connection('09:20:00', '09:25:00')], sources, -90)).toEqual(
    new Map([[LOG, -90 * 60_000]]),
  );
});

test('a message between first and last segment of its connection tells the offset', () => {
  expect(clockOffset([heard('10:20:05')], [connection('09:20:00', '09:25:00')], sources, undefined)).toEqual(
    new Map([[LOG, HOUR]]),
  );
  expect(clockOffset([heard('14:50:05')], [connection('09:20:00', '09:25:00')], sources, undefined)).toEqual(
    new Map([[LOG, 5.5 * HOUR]]),
  );
  expect(clockOffset([heard('09:20:05')], [connection('09:20:00', '09:25:00')], sources, undefined)).toEqual(
    new Map([[LOG, 0]]),
  );
  expect(clockOffset([heard('04:20:05')], [connection('09:20:00', '09:25:00')], sources, undefined)).toEqual(
    new Map([[LOG, -5 * HOUR]]),
  );
});

test('a message long after the connection began is not read as another zone', () => {
  const long = connection('06:00:00', '12:00:00');
  expect(clockOffset([heard('10:20:05')], [long], sources, undefined)).toEqual(new Map());
  // Messages near both ends leave only one.
  expect(clockOffset([heard('07:00:10'), heard('10:20:05'), heard('12:59:50')], [long], sources, undefined)).toEqual(
    new Map([[LOG, HOUR]]),
  );
});

test('messages that no one offset fits tell nothing', () => {
  const two = [heard('10:20:05'), heard('11:20:05')];
  expect(clockOffset(two, [connection('09:20:00', '09:25:00')], sources, undefined)).toEqual(new Map());
});

test('the same ports on another day are another connection', () => {
  const old = { ...heard('10:20:05'), time: at('10:20:05') - 48 * HOUR };
  expect(clockOffset([old, heard('10:20:05')], [connection('09:20:00', '09:25:00')], sources, undefined)).toEqual(
    new Map([[LOG, HOUR]]),
  );
});

test('other ends, no ends, no time: nothing', () => {
  const messages = [sipMessage({ local: endpoint('192.168.1.34:1'), remote }), sipMessage(), heard('10:20:05')];
  const timeless = sipMessage({ clock: null, local, remote });
  expect(
    clockOffset([...messages.slice(0, 2), timeless], [connection('09:20:00', '09:25:00')], sources, undefined),
  ).toEqual(new Map());
});

test('rotated files of one PC share its clock; a file with its own evidence keeps to that', () => {
  const rotated = summary('Lync-UccApi-1.UccApilog');
  expect(
    clockOffset([heard('10:20:05')], [connection('09:20:00', '09:25:00')], [...sources, rotated], undefined),
  ).toEqual(
    new Map([
      [LOG, HOUR],
      ['Lync-UccApi-1.UccApilog', HOUR],
    ]),
  );
  const contradicting = [heard('10:20:05', rotated.at.source), heard('11:20:05', rotated.at.source)];
  expect(
    clockOffset(
      [heard('10:20:05'), ...contradicting],
      [connection('09:20:00', '09:25:00')],
      [...sources, rotated],
      undefined,
    ),
  ).toEqual(new Map([[LOG, HOUR]]));
});

test('SIP read from the capture itself has no local clock to measure', () => {
  expect(clockOffset([heard('09:20:05', CAPTURE)], [connection('09:20:00', '09:25:00')], sources, undefined)).toEqual(
    new Map(),
  );
});
