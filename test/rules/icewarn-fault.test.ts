import { describe, expect, test } from 'vitest';
import rule from '../../rules/icewarn-fault.ts';
import type { SipMessage } from '../../src/facts.ts';
import {
  answer,
  bye,
  CALL,
  check,
  clear,
  diagnostic,
  finalOffer,
  finding,
  found,
  iceWarn,
  invite,
  onLine,
  skipped,
  WIFI,
} from '../facts.ts';

const up = [invite([`UDP ${WIFI}:50020 host`], { clock: '09:22:10' }), answer(200, 'OK', { clock: '09:22:20' })];
const pair = finalOffer(`${WIFI}:50020`, '203.0.113.80:54860');
const NO_TURN = 'Open 443/tcp and 3478/udp from the client to the A/V Edge; check that the A/V Edge service runs.';
const told = (...facts: SipMessage[]) =>
  check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message, f.noticed]);

describe('fires', () => {
  test('on a bit that is never normal, in a failed call', () => {
    expect(check(rule, [...up, bye({ diagnostics: [iceWarn(23, 0x121)] })])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message: 'ICEWarn 0x121 of the Caller (this client): TURN server (A/V Edge) unreachable.',
          subject: '0x121',
          subjects: ['0x121', CALL],
          evidence: [onLine(300, '09:21:00', 'ms-client-diagnostics: 23; CallerMediaDebug="audio:ICEWarn=0x121"')],
          fix: [NO_TURN],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('with the step at the side that wrote it, and first what cut the way', () => {
    const steps = (value: number, direction: 'sent' | 'received') =>
      check(rule, [...up, bye({ direction, diagnostics: [iceWarn(24, value)] })]).findings.map((f) => f.fix);
    expect(steps(0x2000001, 'sent')).toEqual([
      ['Proxy does not accept the user credentials/mode: bypass the proxy for the Edge.', NO_TURN],
    ]);
    expect(steps(0x1, 'received')).toEqual([[`At the other side: ${NO_TURN}`]]);
  });

  test('on such a bit in a call that stood: a warning', () => {
    const warning = [
      ['warning', 'certain', 'ICEWarn 0x1 of the Caller (this client): TURN server (A/V Edge) unreachable.', undefined],
    ];
    expect(told(...up, pair, bye({ diagnostics: [iceWarn(51004, 0x1)] }))).toEqual(warning);
  });

  test('on bits that are a fault in a failed call', () => {
    expect(told(...up, bye({ diagnostics: [iceWarn(24, 0x82)] }))).toEqual([
      [
        'warning',
        'certain',
        'ICEWarn 0x82 of the Caller (this client): UDP relay port could not be allocated on the TURN server and UDP check over the TURN server failed.',
        undefined,
      ],
    ]);
  });

  test('on no path left, though a person hung up', () => {
    expect(told(...up, bye({ diagnostics: [iceWarn(51004, 0x40003a0)] }))).toEqual([
      [
        'warning',
        'likely',
        'ICEWarn 0x40003a0 of the Caller (this client): UDP check over the TURN server failed and TCP-TCP check relay-to-relay (TURN-TURN) failed; with the direct path closed too, none was left.',
        'The outgoing audio call of 09:22:10 may have been silent.',
      ],
    ]);
  });

  test('on a header alone, whose code tells that the call failed', () => {
    expect(
      check(rule, [iceWarn(25, 0x40003a0, { direction: 'unknown' })]).findings.map((f) => [f.confidence, f.message]),
    ).toEqual([
      [
        'certain',
        'ICEWarn 0x40003a0 of the Caller: UDP check over the TURN server failed and TCP-TCP check relay-to-relay (TURN-TURN) failed; with the direct path closed too, none was left.',
      ],
    ]);
  });

  test('once for the same value in several calls', () => {
    const second = [
      invite([`UDP ${WIFI}:50020 host`], { line: 400, callId: 'second' }),
      bye({ line: 410, callId: 'second', diagnostics: [iceWarn(23, 0x1)] }),
    ];
    expect(
      check(rule, [...up, bye({ diagnostics: [iceWarn(23, 0x1)] }), ...second]).findings.map((f) => f.subjects),
    ).toEqual([['0x1', CALL, 'second']]);
  });

  test('says whose side it is', () => {
    const theirs = iceWarn(51007, 0x4000, { direction: 'received' });
    expect(told(...up, answer(200, 'OK', { diagnostics: [theirs] })).map(([, , message]) => message)).toEqual([
      'ICEWarn 0x4000 of the Caller (the other side): TURN credentials expired or unknown.',
    ]);
  });
});

describe('stays silent', () => {
  test.each([
    ['nothing', 0x0],
    ['what good calls show too', 0x20 | 0x40 | 0x100 | 0x200],
    ['information', 0x1000 | 0x10000 | 0x100000 | 0x400000 | 0x1000000],
    ['UDP blocked, TCP used', 0x2 | 0x4],
    ['bits whose position no public table confirms', 0x800 | 0x10000000],
  ])('%s', (_, value) => {
    expect(check(rule, [...up, bye({ diagnostics: [iceWarn(51004, value)] })])).toEqual(clear(rule));
  });
  test('no TURN server in a good call of a site without an Edge', () => {
    expect(check(rule, [...up, pair, bye({ diagnostics: [iceWarn(51007, 0x80000)] })])).toEqual(clear(rule));
  });
  test('relays that failed in a call whose pair was nominated', () => {
    expect(check(rule, [...up, pair, bye({ diagnostics: [iceWarn(51004, 0x3a0)] })])).toEqual(clear(rule));
  });
  test('side bits in a call that was refused for another reason', () => {
    const refused = answer(404, 'Not Found', { diagnostics: [iceWarn(1003, 0x82)] });
    expect(check(rule, [invite([`UDP ${WIFI}:50020 host`]), refused])).toEqual(clear(rule));
  });
});

test('skipped without ICEWarn', () => {
  expect(check(rule, [...up, bye({ diagnostics: [diagnostic(24)] })])).toEqual(
    skipped(rule, 'a diagnostics header with ICEWarn'),
  );
  expect(check(rule, up)).toEqual(skipped(rule, 'a client log with diagnostics headers'));
});
