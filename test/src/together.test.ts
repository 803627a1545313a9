import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  at,
  CAPTURE,
  checkAll,
  endpoint,
  flow,
  iface,
  LOG,
  sipMessage,
  summary,
  TUNNEL,
  tcp,
  tunnelFace,
  WIFI,
} from '../facts.ts';

const log = (more: Parameters<typeof summary>[1] = {}) =>
  summary(LOG, { first: at('09:20:00'), last: at('09:30:00'), ...more });
const wire = (first = '08:19:00', last = '08:31:00') =>
  summary(CAPTURE, { parser: 'capture', clock: 'utc', first: at(first), last: at(last) });
const register = (own: string, more: Parameters<typeof sipMessage>[0] = {}) =>
  sipMessage({
    method: 'REGISTER',
    clock: '09:20:28',
    callId: own,
    local: endpoint(`${own}:50211`),
    remote: endpoint(`${ACCESS_EDGE}:443`),
    ...more,
  });
const captured = (own = WIFI) => tcp({ client: `${own}:50211`, server: `${ACCESS_EDGE}:443`, clock: '08:20:20' });
const said = (facts: readonly Fact[], options = {}) =>
  checkAll([], facts, options).blind.filter((line) => /^Whe|^Whose|^What happened/.test(line));

describe('a log and a capture', () => {
  test('of the same PC and the same minutes: nothing is said', () => {
    expect(said([log(), wire(), iface(), register(WIFI), captured()], { utcOffset: 60 })).toEqual([]);
  });

  test('of two PCs', () => {
    expect(said([log(), wire(), iface(), register('192.168.178.99'), captured()])).toEqual([
      'Whether the log and the capture are of the same PC: none of the log’s own addresses (192.168.178.99) is in the capture (of 192.168.1.34).',
    ]);
  });

  test('not of two PCs when the log speaks from the tunnel and the capture is of the adapter beside it, or vice versa', () => {
    const tunnelled = [
      log(),
      wire(),
      iface(),
      tunnelFace(),
      register(TUNNEL),
      captured(),
      flow({ client: `${WIFI}:1` }),
    ];
    expect(said(tunnelled, { utcOffset: 60 })).toEqual([]);
    const inside = tcp({ interface: 1, client: `${TUNNEL}:50300`, server: '10.60.9.9:445', clock: '08:20:20' });
    expect(said([log(), wire(), tunnelFace(), register(WIFI), inside], { utcOffset: 60 })).toEqual([]);
  });

  test('of other hours, by the offset given', () => {
    const later = [log(), wire('14:19:00', '14:31:00'), iface(), register(WIFI, { line: 2 }), captured()];
    expect(said(later, { utcOffset: 60 })).toEqual([
      'What happened in the log’s minutes on the wire: the log is of 2026-03-02 08:20 UTC, the capture of 2026-03-02 14:19 UTC; they do not overlap.',
    ]);
  });

  test('of other days, whatever the offset', () => {
    const days = 3 * 86_400_000;
    const old = log({ first: at('09:20:00') - days, last: at('09:30:00') - days });
    const other = tcp({ client: `${WIFI}:50999`, server: '198.51.100.43:443', clock: '08:20:20' });
    expect(said([old, wire(), iface(), register(WIFI), other])).toEqual([
      'What happened in the log’s minutes on the wire: the log is of 2026-02-27 09:20, the capture of 2026-03-02 08:19 UTC; they do not overlap.',
    ]);
  });

  test('that share no connection: the offset is unknown, and so is whether they belong together', () => {
    const other = tcp({ client: `${WIFI}:50999`, server: '198.51.100.43:443', clock: '08:20:20' });
    expect(said([log(), wire(), iface(), register(WIFI), other])).toEqual([
      'Whether the log and the capture are of the same minutes: no connection of the log is in the capture, so that its distance from UTC is not known (--utc-offset tells it).',
    ]);
  });
});

test('logs of two users are told apart, rotated logs of one are not', () => {
  const one = register(WIFI, { from: 'sip:anna@contoso.com' });
  const two = register('192.168.50.20', { from: 'sip:carla@contoso.com', source: 'carla.UccApilog' });
  const same = register(WIFI, { from: 'sip:anna@contoso.com', source: 'older.UccApilog', callId: 'o' });
  expect(said([log(), summary('carla.UccApilog'), one, two])).toEqual([
    'Whose incident it is: carla.UccApilog and client.UccApilog are logs of different users.',
  ]);
  expect(said([log(), summary('older.UccApilog'), one, same])).toEqual([]);
});
