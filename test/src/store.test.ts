import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CAPTURE_FACTS } from '../../src/limits.ts';
import { FactStore } from '../../src/store.ts';
import { allocate, invite, malformed, media, sdp, sipMessage, summary } from '../facts.ts';

const lines = (store: FactStore, kind: 'sip.message' | 'input.malformed'): number[] =>
  store.all(kind).map((f) => ('line' in f.at ? f.at.line : 0));

test('keeps the newest messages in order of arrival and counts the rest', () => {
  const store = new FactStore(3);
  for (let line = 1; line <= 5; line++) store.add(sipMessage({ line }));
  expect(lines(store, 'sip.message')).toEqual([3, 4, 5]);
  expect(store.dropped).toEqual({ 'sip.message': 2 });
  expect([store.count('sip.message'), store.count('ip.flow')]).toEqual([5, 0]);
});

test('keeps the first damage: what broke first matters more than its echo', () => {
  const store = new FactStore(3);
  for (let line = 1; line <= 5; line++) store.add(malformed({ line }));
  expect(lines(store, 'input.malformed')).toEqual([1, 2, 3]);
  expect(store.dropped).toEqual({ 'input.malformed': 2 });
});

test('each kind has its own room', () => {
  const store = new FactStore(1);
  store.add(sipMessage({ line: 1 }));
  store.add(malformed({ line: 2 }));
  expect(lines(store, 'sip.message')).toEqual([1]);
  expect(lines(store, 'input.malformed')).toEqual([2]);
  expect(store.all('dns.exchange')).toEqual([]);
  expect(store.dropped).toEqual({});
});

test('whatever the number, the newest are kept in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(40), (limit, n) => {
      const store = new FactStore(limit);
      for (let line = 1; line <= n; line++) store.add(sipMessage({ line }));
      const kept = Math.min(limit, n);
      expect(lines(store, 'sip.message')).toEqual(Array.from({ length: kept }, (_, i) => n - kept + 1 + i));
      expect(store.dropped).toEqual(n > limit ? { 'sip.message': n - limit } : {});
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('knows the calls whose INVITE it let go, and counts on when there are more than it keeps messages', () => {
  const store = new FactStore(2);
  for (const callId of ['a', 'a', 'b', 'c', 'd', 'e']) store.add(invite(['UDP 192.168.1.34:50020 host'], { callId }));
  expect([...store.callsLetGo]).toEqual(['a', 'b']);
  expect(store.invitesLetGo).toBe(1);
  const im = sipMessage({ sdp: sdp([media([], { media: 'message' })]) });
  const other = new FactStore(1);
  for (let n = 0; n < 3; n++) other.add(im);
  expect([other.callsLetGo.size, other.invitesLetGo]).toEqual([0, 0]);
});

test('sessions with hundreds of candidates take the room of several', () => {
  const many = Array.from({ length: 400 }, (_, n) => `UDP 192.168.${n >> 8}.${n & 255}:50020 host`);
  const store = new FactStore(75);
  for (let n = 0; n < 5; n++) store.add(invite(many, { callId: `${n}` }));
  // 400 candidates weigh 25: three of them fill 75.
  expect(store.all('sip.message').map((m) => m.callId)).toEqual(['2', '3', '4']);
  expect(store.dropped).toEqual({ 'sip.message': 2 });
});

test('counts what a parser did not make for there were newer ones', () => {
  const store = new FactStore(2);
  const notMade = { 'stun.transaction': 5 };
  store.add(summary('capture.pcapng', { notMade }));
  store.add(summary('capture.pcapng', { notMade }));
  for (let n = 0; n < 3; n++) store.add(allocate());
  expect(store.dropped).toEqual({ 'stun.transaction': 11 });
});

test('keeps fewer conversations of a capture than messages of a log', () => {
  const store = new FactStore();
  for (let frame = 1; frame <= CAPTURE_FACTS + 1; frame++) {
    store.add(allocate({ frame }));
    store.add(sipMessage({ line: frame }));
  }
  expect(store.all('stun.transaction')[0]!.at).toEqual({ source: 'capture.pcapng', frame: 2 });
  expect(store.all('sip.message').length).toBe(CAPTURE_FACTS + 1);
});
