import { expect, test } from 'vitest';
import { analysis } from '../../src/analyze.ts';
import type { Fact, VpnEvent } from '../../src/facts.ts';
import { vpnEvent } from '../facts.ts';
import { ike, rtp } from '../facts-network.ts';

const HOUR = 3_600_000;
const EVENTS: readonly VpnEvent['event'][] = [
  'connected',
  'disconnected',
  'address',
  'failed',
  'udp-failed',
  'tls-used',
];

/** What is kept of these facts in a window of an hour around `time`. */
function kept(facts: readonly Fact[], time: number): readonly string[] {
  const window = { since: time - HOUR / 2, until: time + HOUR / 2 };
  const run = analysis([], '0.0.0', { window: { local: window, utc: window } });
  for (const fact of facts) run.add(fact);
  const { all } = run.incident();
  return [...all('rtp.stream'), ...all('ike.exchange')]
    .map((f) => f.kind as string)
    .concat(all('vpn.event').map((e) => e.event));
}

const capture = [rtp(), ike()];
const events = EVENTS.map((event, i) => vpnEvent(event, '09:20:00', { line: i + 1 }));

test('media and IKE outside the window are left out, inside they stay', () => {
  expect(kept(capture, capture[0]!.time!)).toEqual(['rtp.stream', 'ike.exchange']);
  expect(kept(capture, capture[0]!.time! + 2 * HOUR)).toEqual([]);
});

test('of a tunnel’s events outside the window only those stay that say whether it was up', () => {
  expect(kept(events, events[0]!.time!)).toEqual(EVENTS);
  expect(kept(events, events[0]!.time! + 2 * HOUR)).toEqual(['connected', 'disconnected', 'address']);
});
