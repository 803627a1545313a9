import { describe, expect, test } from 'vitest';
import type { Fact, SipMessage } from '../../src/facts.ts';
import type { SignInLine } from '../../src/report.ts';
import {
  ACCESS_EDGE,
  at,
  checkAll,
  diagnostic,
  endpoint,
  FRONT_END,
  LOG,
  sipMessage,
  summary,
  WIFI,
} from '../facts.ts';

const EDGE = `${ACCESS_EDGE}:443`;
const INSIDE = `${FRONT_END}:5061`;

interface Over {
  readonly to?: string;
  readonly from?: string;
  readonly id?: string;
  readonly user?: string;
}

let line = 0;
/** `09:20:28` REGISTER to a registrar; with a status, its answer. */
function register(clock: string, over: Over & Partial<SipMessage> & { readonly source?: string } = {}): SipMessage {
  const { to = EDGE, from = `${WIFI}:50211`, id = 'r1', user = 'anna', ...more } = over;
  line++;
  return sipMessage({
    method: 'REGISTER',
    clock,
    line,
    callId: id,
    from: `sip:${user}@contoso.com`,
    to: `sip:${user}@contoso.com`,
    remote: endpoint(to),
    local: endpoint(from),
    ...(more.status === undefined
      ? {}
      : { reason: more.status === 200 ? 'OK' : more.status === 401 ? 'Unauthorized' : 'No' }),
    ...more,
  });
}

const round = (
  clocks: readonly [string, string, string, string],
  over: Over & Partial<SipMessage> = {},
): SipMessage[] => [
  register(clocks[0], over),
  register(clocks[1], { ...over, status: 401 }),
  register(clocks[2], { ...over, cseq: 2 }),
  register(clocks[3], { ...over, cseq: 2, status: 200 }),
];

const signIns = (facts: readonly Fact[], options = {}): readonly SignInLine[] => checkAll([], facts, options).signIns;
const brief = (facts: readonly Fact[], options = {}) =>
  signIns(facts, options).map((s) => [s.kind, s.registrar, s.result, s.way]);
/** Something else that the log shows later. */
const later = (clock: string, source = LOG): SipMessage =>
  sipMessage({ method: 'BYE', callId: 'x', clock, line: 9999, source });

const CLOCKS = ['09:20:28', '09:20:28.100', '09:20:28.200', '09:20:28.600'] as const;

describe('a sign-in', () => {
  test('through the Edge, with what MRAS said', () => {
    const mras = [
      sipMessage({
        method: 'SERVICE',
        clock: '09:20:29',
        line: 50,
        callId: 'm',
        mediaRelay: { type: 'request', location: 'internet', relays: [] },
      }),
      sipMessage({
        method: 'SERVICE',
        status: 200,
        clock: '09:20:30',
        line: 60,
        callId: 'm',
        mediaRelay: {
          type: 'response',
          relays: [
            { host: 'av.contoso.com', udpPort: 3478 },
            { host: 'av.contoso.com', tcpPort: 443 },
          ],
        },
      }),
    ];
    expect(
      signIns([...round(CLOCKS, { remoteUser: true, subnet: '192.168.1.0', mediaLocation: 'Internet' }), ...mras]),
    ).toEqual([
      {
        start: '2026-03-02T09:20:28.000',
        end: '2026-03-02T09:20:28.600',
        kind: 'first',
        registrar: EDGE,
        local: `${WIFI}:50211`,
        result: 'signed-in',
        way: 'edge',
        seconds: 0.6,
        challenges: 1,
        status: 200,
        reason: 'OK',
        diagnostics: [],
        subnet: '192.168.1.0',
        mediaLocation: 'Internet',
        mediaRelay: { location: 'internet', hosts: ['av.contoso.com'] },
      },
    ]);
  });

  test('inside; way unknown where neither header nor address tells', () => {
    expect(brief(round(CLOCKS, { to: INSIDE }))).toEqual([['first', INSIDE, 'signed-in', 'inside']]);
    expect(brief(round(CLOCKS, { to: `${ACCESS_EDGE}:5061` }))).toEqual([
      ['first', `${ACCESS_EDGE}:5061`, 'signed-in', 'unknown'],
    ]);
    expect(brief(round(CLOCKS))).toEqual([['first', EDGE, 'signed-in', 'edge']]);
  });

  test.each([
    [301, 'redirected'],
    [403, 'refused'],
    [404, 'refused'],
    [504, 'refused'],
  ] as const)('answered %i: %s, with the codes of the server', (status, result) => {
    const d = diagnostic(4003, { header: 'ms-diagnostics', reason: 'x' });
    const [s] = signIns([register('09:20:28'), register('09:20:29', { status, diagnostics: [d] })]);
    expect([s?.result, s?.status, s?.diagnostics, s?.seconds, s?.way]).toEqual([result, status, [4003], 1, 'unknown']);
  });

  test('of several users, each by itself', () => {
    const facts = [...round(CLOCKS), ...round(CLOCKS, { id: 'r2', user: 'ben' })];
    expect(brief(facts).map(([kind]) => kind)).toEqual(['first', 'first']);
  });
});

describe('a request without an answer', () => {
  const lone = () => [register('09:20:28', { to: INSIDE, id: 'r0' })];

  test('is judged when the log goes on for 10 s', () => {
    expect(brief([...lone(), later('09:20:37.999')])).toEqual([['first', INSIDE, 'open', 'unknown']]);
    expect(brief([...lone(), later('09:20:38')])).toEqual([['first', INSIDE, 'unanswered', 'unknown']]);
  });

  test('also by trace lines, which only the summary knows; not behind --until', () => {
    const facts = [...lone(), summary(LOG, { first: at('09:20:00'), last: at('09:30:00') })];
    const until = (clock: string) => ({
      window: { local: { since: 0, until: at(clock) }, utc: { since: 0, until: Number.POSITIVE_INFINITY } },
    });
    expect(brief(facts).map(([, , result]) => result)).toEqual(['unanswered']);
    expect(brief(facts, until('09:20:30')).map(([, , result]) => result)).toEqual(['open']);
    expect(brief(facts, until('09:20:38')).map(([, , result]) => result)).toEqual(['unanswered']);
  });

  test('a challenge that the client does not answer', () => {
    const facts = [register('09:20:28'), register('09:20:29', { status: 401 }), later('09:21:00')];
    expect(brief(facts)).toEqual([['first', EDGE, 'challenged', 'unknown']]);
  });

  test('rotated files go on in each other when the next begins where one ends', () => {
    const first = summary(LOG, { first: at('09:20:00'), last: at('09:20:30') });
    const next = (clock: string) => summary('b.UccApilog', { first: at(clock), last: at('09:40:00') });
    expect(brief([...lone(), first, next('09:20:31')]).map(([, , result]) => result)).toEqual(['unanswered']);
    // A file between them is missing: it may hold the answer.
    expect(brief([...lone(), first, next('09:25:00')]).map(([, , result]) => result)).toEqual(['open']);
  });

  test("the VPN client's log, which goes on for longer, could not have shown an answer", () => {
    const vpn = summary('PanGPS.log', { parser: 'globalprotect-log', first: at('09:20:31'), last: at('09:40:00') });
    expect(brief([...lone(), vpn]).map(([, , result]) => result)).toEqual(['open']);
  });

  test('an answer in the next file is one', () => {
    const answer = register('09:20:29', { status: 200, source: 'b.UccApilog' });
    const facts = [
      register('09:20:28'),
      answer,
      summary(LOG, { first: at('09:20:00') }),
      summary('b.UccApilog', { first: at('09:20:29') }),
    ];
    expect(brief(facts)).toEqual([['first', EDGE, 'signed-in', 'edge']]);
  });
});

describe('what follows', () => {
  test('a refresh is no sign-in; one that fails is listed', () => {
    const signIn = round(CLOCKS);
    const refresh = [register('13:20:28', { cseq: 3 }), register('13:20:28.300', { cseq: 3, status: 200 })];
    expect(brief([...signIn, ...refresh])).toEqual([['first', EDGE, 'signed-in', 'edge']]);
    const refused = [register('13:20:28', { cseq: 3 }), register('13:20:28.300', { cseq: 3, status: 403 })];
    expect(brief([...signIn, ...refused])[1]).toEqual(['refresh', EDGE, 'refused', 'unknown']);
  });

  test('a new connection after a success is another sign-in', () => {
    const signIn = round(CLOCKS);
    const again = round(['10:00:00', '10:00:00.100', '10:00:00.200', '10:00:00.300'], { from: `${WIFI}:50999` });
    expect(brief([...signIn, ...again]).map(([kind]) => kind)).toEqual(['first', 'again']);
  });

  test('failed attempts count for the success they lead to, when they are near', () => {
    const dead = [register('09:19:40', { to: INSIDE, id: 'r0' })];
    const [, near] = signIns([...dead, ...round(CLOCKS)]);
    expect([near?.failedBefore, near?.seconds]).toEqual([1, 0.6]);
    const old = [register('08:00:00', { to: INSIDE, id: 'r0' })];
    expect(signIns([...old, ...round(CLOCKS)])[1]?.failedBefore).toBeUndefined();
  });

  test('what a server logs of its clients is not this client', () => {
    const cls = summary('front-end.log', { parser: 'cls-log' });
    expect(brief([...round(CLOCKS, { source: 'front-end.log' } as Over), cls])).toEqual([]);
    expect(brief([register('09:20:28', { direction: 'received' })])).toEqual([]);
  });
});
