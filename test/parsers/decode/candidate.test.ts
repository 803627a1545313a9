import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidateAt, isCandidate, readCandidate } from '../../../parsers/decode/candidate.ts';
import { EXPECTED } from './sdp-expected.ts';

const fast = (value: string) => {
  const bytes = new TextEncoder().encode(`xx${value}yy`);
  return candidateAt(bytes, 2, bytes.length - 2, 7);
};

const USUAL =
  /^[1-9]\d? \d (?:UDP|TCP-ACT|TCP-PASS) \d+ [\d.]+ \d+ typ (?:host|srflx|relay)(?: raddr [\d.]+ rport \d+)? *$/;

test('the usual form is read from bytes as it is from text', () => {
  const values = Object.values(EXPECTED)
    .flatMap((e) => e.body)
    .flatMap((line) => /^a=candidate:(.*)$/.exec(line)?.[1] ?? []);
  expect(values.map((v) => fast(v) !== undefined)).toEqual(values.map((v) => USUAL.test(v)));
  const usual = values.filter((v) => USUAL.test(v));
  expect(usual.length).toBeGreaterThan(100);
  expect(usual.map(fast)).toEqual(usual.map((v) => readCandidate(v, 7)));
});

test('forms that are left to the reader of text', () => {
  const host = '1 1 UDP 2130706431 10.0.0.1 50000 typ host';
  expect(fast(host)).toEqual(readCandidate(host, 7));
  expect(fast(`${host}  `)).toEqual(readCandidate(host, 7));
  for (const other of [
    `${host} generation 0`,
    host.replace('1 1', '01 1'),
    host.replace('1 1', 'abc 1'),
    host.replace('UDP', 'udp'),
    host.replace('UDP', 'TCP'),
    host.replace('10.0.0.1', '2001:db8::1'),
    host.replace('10.0.0.1', '10.0.0.256'),
    host.replace('10.0.0.1', '10.0.0.01'),
    host.replace('10.0.0.1', '10.0.0'),
    host.replace('50000', '65536'),
    host.replace('host', 'prflx'),
    host.replace('host', 'hosts'),
    host.replace('typ host', 'typ'),
    `${host.replace('host', 'relay')} raddr 10.0.0.1`,
    `${host.replace('host', 'relay')} rport 1 raddr 10.0.0.1`,
    '',
  ])
    expect([other, fast(other)]).toEqual([other, undefined]);
});

test('never more than the text holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123 .UDPTCP-ACTtyphosrlxad:'), maxLength: 60 }), (value) => {
      const found = fast(`1 1 UDP 1 10.0.0.1 1 typ ${value}`);
      if (found !== undefined) expect(found).toEqual(readCandidate(`1 1 UDP 1 10.0.0.1 1 typ ${value}`, 7));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('where a candidate line begins', () => {
  const begins = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return isCandidate(bytes, 0, bytes.length);
  };
  expect(
    ['candidate:1', 'Candidate:1', 'x-candidate-ipv6:1', 'candidate:', 'candidates', 'x-candidate-info:1'].map(begins),
  ).toEqual([true, true, true, false, false, false]);
});
