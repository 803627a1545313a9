import { describe, expect, test } from 'vitest';
import rule from '../../rules/sip-request-failed.ts';
import type { SipMessage } from '../../src/facts.ts';
import {
  answer,
  bye,
  check,
  clear,
  diagnostic,
  finding,
  found,
  iface,
  invite,
  onLine,
  sipMessage,
  skipped,
  WIFI,
} from '../facts.ts';

const offer = invite([`UDP ${WIFI}:50020 host`], { line: 10, clock: '09:22:10' });
const server = (code: number, reason?: string) =>
  diagnostic(code, {
    header: 'ms-diagnostics',
    server: 'fe01.contoso.com',
    ...(reason === undefined ? {} : { reason }),
  });
const register = (status: number, reason: string, more: Parameters<typeof sipMessage>[0] = {}): SipMessage =>
  sipMessage({ method: 'REGISTER', status, reason, callId: 'r', line: 5, ...more });
const told = (...facts: SipMessage[]) => check(rule, facts).findings.map((f) => [f.severity, f.subject, f.message]);

describe('fires', () => {
  test('on a refused call, with the meaning of its code', () => {
    const refused = answer(504, 'Server time-out', { diagnostics: [server(1007, 'Temporarily cannot route')] });
    expect(check(rule, [offer, refused])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            'INVITE of the outgoing audio call of 09:22:10 was answered 504 Server time-out (1007: Temporarily cannot route).',
          subject: 'INVITE 504 1007',
          noticed: 'A call failed (504 Server time-out).',
          evidence: [
            onLine(100, '09:20:05', '504 Server time-out (INVITE) received'),
            onLine(100, '09:20:05', 'ms-diagnostics: 1007; reason="Temporarily cannot route"'),
          ],
          fix: ['Look up 1007 (SIP stack: routing, DNS, TLS, federation) on fe01.contoso.com at that time.'],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on a refused sign-in; as a note when a later one succeeded', () => {
    expect(told(register(403, 'Forbidden', { diagnostics: [server(4003)] }))).toEqual([
      ['error', 'REGISTER 403 4003', 'REGISTER was answered 403 Forbidden (4003: front end user services).'],
    ]);
    expect(told(register(504, 'Server time-out'), register(200, 'OK', { line: 9, clock: '09:21:00' }))).toEqual([
      ['note', 'REGISTER 504', 'REGISTER was answered 504 Server time-out, without a diagnostics header.'],
    ]);
    // An earlier success says nothing of a later refusal.
    expect(
      told(register(200, 'OK', { clock: '09:19:00' }), register(504, 'Server time-out', { line: 9 })).map(([s]) => s),
    ).toEqual(['error']);
  });

  test('on a transfer and a service request: a warning', () => {
    expect(told(sipMessage({ method: 'REFER', status: 500, reason: 'x' }))).toEqual([
      ['warning', 'REFER 500', 'REFER was answered 500 x, without a diagnostics header.'],
    ]);
    expect(told(sipMessage({ method: 'SERVICE', status: 503, reason: 'x', diagnostics: [server(9999)] }))).toEqual([
      [
        'warning',
        'SERVICE 503 9999',
        'SERVICE was answered 503 x (9999: MRAS, the credentials service of the A/V Edge).',
      ],
    ]);
  });

  test('the chain is named by what is no normal event in it', () => {
    const refused = answer(404, 'Not Found', {
      diagnostics: [server(12006, 'Trying next hop'), server(12004, 'No route found')],
    });
    expect(told(offer, refused)).toEqual([
      [
        'error',
        'INVITE 404 12004',
        'INVITE of the outgoing audio call of 09:22:10 was answered 404 Not Found (12004: No route found).',
      ],
    ]);
  });

  test('on a re-INVITE of a call that stands: a warning', () => {
    const again = [
      invite([`UDP ${WIFI}:50020 host`], { line: 150, cseq: 2, toTag: 'b' }),
      answer(500, 'x', { line: 160, cseq: 2, diagnostics: [server(7025)] }),
    ];
    expect(
      check(rule, [offer, answer(200, 'OK'), ...again]).findings.map((f) => [f.severity, f.message, f.noticed]),
    ).toEqual([
      [
        'warning',
        'A change within the outgoing audio call of 09:22:10 (re-INVITE of 09:20:00: hold, video, sharing) was answered 500 x (7025: A/V conferencing).',
        'A change within a call failed (500 x): hold, video, sharing.',
      ],
    ]);
  });

  test('480 with a code that is more than a person’s absence', () => {
    const away = (code: number) => answer(480, 'Temporarily Unavailable', { diagnostics: [server(code)] });
    expect(told(offer, away(13010)).map(([severity, subject]) => [severity, subject])).toEqual([
      ['error', 'INVITE 480 13010'],
    ]);
    // Voice mail that should have taken it, and one that the callee may not have.
    expect(check(rule, [offer, away(15030)]).findings.map((f) => [f.severity, f.noticed])).toEqual([
      ['warning', 'Nobody answered a call, and voice mail did not take it.'],
    ]);
    expect(check(rule, [offer, away(15008)]).findings.map((f) => [f.severity, f.noticed])).toEqual([
      ['note', undefined],
    ]);
  });
});

describe('as a note', () => {
  const again = (more: Parameters<typeof sipMessage>[0] = {}) =>
    invite([`UDP ${WIFI}:50020 host`], { callId: 'other', line: 120, clock: '09:20:06', ...more });
  const up = answer(200, 'OK', { callId: 'other', line: 130, clock: '09:20:09' });
  const refused = answer(415, 'Unsupported Media Type', { diagnostics: [server(15000)] });

  test('when the same call succeeded at once in another form', () => {
    expect(told(offer, refused, again(), up).map(([severity]) => severity)).toEqual(['note']);
    expect(told(offer, refused, again({ clock: '09:21:00' }), up).map(([severity]) => severity)).toEqual(['error']);
    expect(told(offer, refused, again({ to: 'sip:carla@contoso.com' }), up).map(([s]) => s)).toEqual(['error']);
  });

  test('when the address called does not exist, for servers and telephony work as they should', () => {
    const im = sipMessage({
      status: 404,
      reason: 'Not Found',
      to: 'sip:zoe@fabrikam.com',
      diagnostics: [server(1003)],
    });
    expect(check(rule, [im]).findings.map((f) => [f.severity, f.owner, f.message, f.noticed])).toEqual([
      [
        'note',
        'help-desk',
        'INVITE to sip:zoe@fabrikam.com was answered 404 Not Found (1003: SIP stack: routing, DNS, TLS, federation).',
        undefined,
      ],
    ]);
    expect(told(register(404, 'Not Found', { diagnostics: [server(4005)] })).map(([s]) => s)).toEqual(['error']);
  });
});

describe('stays silent', () => {
  test('on a telephone that nobody picks up: 480 from beyond the gateway', () => {
    const away = (...codes: number[]) => answer(480, 'x', { diagnostics: codes.map((c) => server(c)) });
    expect(check(rule, [offer, away(10000)])).toEqual(clear(rule));
    expect(check(rule, [offer, away(13004, 10003)])).toEqual(clear(rule));
    expect(told(offer, answer(503, 'x', { diagnostics: [server(10000)] })).map(([s]) => s)).toEqual(['error']);
  });
  test.each([401, 407, 481, 486, 487, 491, 600, 603, 480])('on %i', (status) => {
    expect(check(rule, [offer, answer(status, 'x')])).toEqual(clear(rule));
  });
  test('on presence and messages, whose failures nobody notices as a call or sign-in', () => {
    expect(check(rule, [sipMessage({ method: 'SUBSCRIBE', status: 404, reason: 'x' })])).toEqual(clear(rule));
  });
  test('on codes of a working call', () => {
    expect(check(rule, [offer, answer(480, 'x', { diagnostics: [server(13004)] })])).toEqual(clear(rule));
  });
  test('on what other rules tell: failed media, 52049', () => {
    expect(check(rule, [offer, answer(504, 'x', { diagnostics: [diagnostic(24)] })])).toEqual(clear(rule));
    expect(check(rule, [offer, answer(504, 'x'), bye({ diagnostics: [diagnostic(23)] })])).toEqual(clear(rule));
    expect(check(rule, [offer, answer(488, 'x'), bye({ diagnostics: [diagnostic(52049)] })])).toEqual(clear(rule));
  });
});

test('skipped without a log', () => {
  expect(check(rule, [iface()])).toEqual(skipped(rule, 'a client log'));
});
