import { describe, expect, test } from 'vitest';
import failedRule from '../../rules/media-connectivity-failed.ts';
import rule from '../../rules/turn-auth-failed.ts';
import {
  AV_EDGE,
  allocate,
  answer,
  at,
  bye,
  check,
  checkAll,
  clear,
  deadAllocate,
  diagnostic,
  finding,
  found,
  iface,
  inFrame,
  invite,
  skipped,
  WIFI,
} from '../facts.ts';

const challenge = allocate({ frame: 1, result: 'error', errorCode: 401, answer: { frame: 2, time: at('09:20:00') } });
const refused = (code: number, frame = 11) =>
  allocate({
    frame,
    authenticated: true,
    result: 'error',
    errorCode: code,
    answer: { frame: frame + 1, time: at('09:20:01') },
  });
const granted = allocate({ frame: 31, authenticated: true });

describe('fires', () => {
  test('when credentials are refused beyond the challenge', () => {
    expect(check(rule, [iface(), challenge, refused(401), refused(401, 21)])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message: "The A/V Edge 198.51.100.42 refuses the client's credentials (401, 2 ×): no relay can be allocated.",
          subject: AV_EDGE,
          noticed: 'Calls to people outside the own network find no path.',
          evidence: [
            inFrame(12, '09:20:01', 'TURN allocate 192.168.1.34:50020 → 198.51.100.42:3478: error 401'),
            inFrame(22, '09:20:01', 'TURN allocate 192.168.1.34:50020 → 198.51.100.42:3478: error 401'),
          ],
          fix: [
            'Check the clocks of Front End and Edge, and the A/V Edge authentication certificate (it must be the same on all Edges of a pool).',
            'Sign the client out and in: it asks MRAS for new credentials.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test.each([
    [439, 'certain'],
    [441, 'certain'],
    [431, 'likely'],
    [436, 'likely'],
  ])('on %i as %s', (code, confidence) => {
    expect(check(rule, [iface(), challenge, refused(code)]).findings.map((f) => f.confidence)).toEqual([confidence]);
  });
});

describe('stays silent', () => {
  test('on the one challenge, then success', () => {
    expect(check(rule, [iface(), challenge, granted])).toEqual(clear(rule));
  });
  test('on a refusal that a later success makes passing', () => {
    expect(check(rule, [iface(), challenge, refused(401), granted])).toEqual(clear(rule));
  });
  test.each([
    ['stale nonce, which is tried again', 438],
    ['try alternate', 300],
    ['allocation mismatch', 437],
    ['no capacity', 508],
  ])('on %s', (_, code) => {
    expect(check(rule, [iface(), challenge, refused(code)])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  const missing = 'a TURN request with credentials, answered';
  test('when only the challenge, or no answer to the credentials, was captured', () => {
    expect(check(rule, [iface(), challenge])).toEqual(skipped(rule, missing));
    expect(check(rule, [iface(), challenge, deadAllocate({ frame: 11, authenticated: true })])).toEqual(
      skipped(rule, missing),
    );
  });
  test('on the refusals of a peer’s check, which is not TURN', () => {
    const check401 = allocate({
      dialect: 'stun',
      method: 'binding',
      authenticated: true,
      result: 'error',
      errorCode: 401,
    });
    expect(check(rule, [iface(), check401])).toEqual(skipped(rule, missing));
  });
  test('without TURN', () => {
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a capture with STUN or TURN packets'));
  });
});

test('explains the failed call of that client', () => {
  const call = [invite([`UDP ${WIFI}:50020 host`]), answer(200, 'OK'), bye({ diagnostics: [diagnostic(23)] })];
  const report = checkAll([rule, failedRule], [iface(), challenge, refused(401), ...call]);
  expect(report.findings.map((f) => [f.rule, f.cause])).toEqual([
    ['turn-auth-failed', []],
    ['media-connectivity-failed', ['turn-auth-failed']],
  ]);
});
