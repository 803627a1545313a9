import { describe, expect, test } from 'vitest';
import rule from '../../rules/ice-checks-failed.ts';
import warn from '../../rules/icewarn-fault.ts';
import connectivity from '../../rules/media-connectivity-failed.ts';
import type { SipMessage, StunTransaction } from '../../src/facts.ts';
import {
  allocate,
  answer,
  bye,
  CALL,
  check,
  checkAll,
  clear,
  diagnostic,
  finalOffer,
  finding,
  found,
  iceWarn,
  iface,
  inFrame,
  invite,
  media,
  onLine,
  sdp,
  sipMessage,
  skipped,
  WIFI,
} from '../facts.ts';
import { rtp } from '../facts-network.ts';

const FIX = [
  'Open UDP 3478 and TCP 443 from both sides to the A/V Edge; the relay carries media where no direct path is open.',
  'Where both sides are in internal networks, open the client port ranges between them.',
];
const MINE = sdp([media([`UDP ${WIFI}:50020 host`], { iceUfrag: 'aNn1' })]);
const THEIRS = sdp([media(['UDP 10.80.1.20:50100 host', 'UDP 203.0.113.60:53000 relay'], { iceUfrag: 'bEn2' })]);
const up = [invite([], { sdp: MINE, line: 10 }), answer(200, 'OK', { sdp: THEIRS })];
const ended = (...codes: number[]): SipMessage => bye({ diagnostics: codes.map((c) => diagnostic(c)) });

/** A check that this client sent; three times without an answer by default. */
const sent = (server: string, more: Partial<Omit<StunTransaction, 'client' | 'server'>> & { frame?: number } = {}) => {
  const { frame = 1, ...rest } = more;
  const requests = [0, 500, 1500].map((wait, n) => ({
    frame: frame + n,
    time: Date.parse('2026-03-02T08:20:06Z') + wait,
  }));
  return allocate({
    frame,
    clock: '08:20:06',
    dialect: 'stun',
    method: 'binding',
    type: 1,
    username: 'bEn2:aNn1',
    client: `${WIFI}:50020`,
    server,
    requests,
    transmissions: 3,
    result: 'none',
    ...rest,
  });
};
const capture = iface({ first: Date.parse('2026-03-02T08:19:00Z'), last: Date.parse('2026-03-02T08:30:00Z') });
const dead = [sent('10.80.1.20:50100'), sent('203.0.113.60:53000', { frame: 10 })];

describe('fires', () => {
  test('on checks that nobody answered in a call that failed', () => {
    expect(check(rule, [capture, ...up, ...dead, ended(23)])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            'The outgoing audio call of 09:20:00 found no media path: 2 checks to 2 addresses of the other side got no answer.',
          subject: CALL,
          evidence: [
            inFrame(1, '08:20:06', `STUN binding ${WIFI}:50020 → 10.80.1.20:50100, sent 3 ×, no answer`),
            inFrame(10, '08:20:06', `STUN binding ${WIFI}:50020 → 203.0.113.60:53000, sent 3 ×, no answer`),
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on ICEWarn alone, with less certainty where a person hung up', () => {
    const end = bye({ line: 300, diagnostics: [iceWarn(51004, 0x40003a0)] });
    expect(check(rule, [...up, end])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message:
            'The outgoing audio call of 09:20:00 found no media path: ICEWarn 0x40003a0 of this client says that direct, relayed and TCP paths all failed.',
          subject: CALL,
          noticed: 'The outgoing audio call of 09:20:00 may have been silent.',
          evidence: [
            onLine(300, '09:21:00', 'ms-client-diagnostics: 51004; CallerMediaDebug="audio:ICEWarn=0x40003a0"'),
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });

  test('and explains the failure of the call and its ICEWarn', () => {
    const end = bye({ diagnostics: [iceWarn(23, 0x40003a0)] });
    const report = checkAll([rule, connectivity, warn], [capture, ...up, ...dead, end]);
    expect(report.findings.map((f) => [f.rule, f.cause])).toEqual([
      ['ice-checks-failed', []],
      ['icewarn-fault', ['ice-checks-failed']],
      ['media-connectivity-failed', ['ice-checks-failed', 'icewarn-fault']],
    ]);
  });
});

describe('stays silent', () => {
  test.each<[string, StunTransaction]>([
    ['another pair was answered', sent('203.0.113.60:53000', { frame: 10, result: 'success' })],
    ['a check was refused: the path works', sent('203.0.113.60:53000', { frame: 10, result: 'error', errorCode: 487 })],
    ['the other side was answered', sent('x:1', { frame: 10, username: 'aNn1:bEn2', result: 'success' })],
  ])('when %s', (_, other) => {
    expect(check(rule, [capture, ...up, sent('10.80.1.20:50100'), other, ended(51004)])).toEqual(clear(rule));
  });

  test('when a pair was nominated, whatever else went unanswered', () => {
    const last = finalOffer(`${WIFI}:50020`, '203.0.113.60:53000');
    expect(check(rule, [capture, ...up, ...dead, last, ended(51004)])).toEqual(clear(rule));
  });

  test('when media came in', () => {
    const media = rtp({ from: '203.0.113.60:53000', to: `${WIFI}:50020`, interface: 0 });
    expect(check(rule, [capture, ...up, ...dead, media, ended(51004)])).toEqual(clear(rule));
    const elsewhere = rtp({ from: '203.0.113.60:53000', to: `${WIFI}:50999`, interface: 0 });
    expect(check(rule, [capture, ...up, ...dead, elsewhere, ended(51004)]).findings.length).toBe(1);
  });

  test('on the bits that good calls show', () => {
    expect(check(rule, [...up, bye({ diagnostics: [iceWarn(51004, 0x360)] })])).toEqual(clear(rule));
  });

  test('on checks of another call', () => {
    const others = dead.map((d) => ({ ...d, username: 'zZz9:aNn1' }));
    expect(check(rule, [capture, ...up, ...others, bye({ diagnostics: [iceWarn(23, 0)] })])).toEqual(clear(rule));
  });
});

describe('is skipped', () => {
  test('when the capture ends too soon', () => {
    const cut = iface({ last: Date.parse('2026-03-02T08:20:08Z') });
    expect(check(rule, [cut, ...up, ...dead, ended(23)])).toEqual(
      skipped(rule, 'a capture that goes on after the checks of the call'),
    );
  });

  test('when the caller gave up before anybody answered', () => {
    const ringing = [invite([], { sdp: MINE, line: 10 }), answer(183, 'Session Progress', { sdp: THEIRS })];
    const givenUp = [sipMessage({ method: 'CANCEL', line: 30 }), answer(487, 'Request Terminated')];
    expect(check(rule, [capture, ...ringing, ...dead, ...givenUp])).toEqual(
      skipped(rule, 'a call that was answered, or that ended with a diagnostics header'),
    );
    // With the code that says so it did fail.
    const failed = answer(480, 'Temporarily Unavailable', { diagnostics: [diagnostic(24)] });
    expect(check(rule, [capture, ...ringing, ...dead, failed]).findings.map((f) => [f.severity, f.message])).toEqual([
      [
        'error',
        'The outgoing audio call of 09:20:00 found no media path: 2 checks to 2 addresses of the other side got no answer.',
      ],
    ]);
  });

  test('without checks and ICEWarn', () => {
    expect(check(rule, [...up, ended(51004)])).toEqual(
      skipped(rule, 'connectivity checks of a call (capture), or a diagnostics header with ICEWarn'),
    );
  });
});
