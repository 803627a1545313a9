import { describe, expect, test } from 'vitest';
import rule from '../../rules/sign-in-unanswered.ts';
import type { Fact, SipMessage } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  adapter,
  at,
  check,
  clear,
  dns,
  endpoint,
  FRONT_END,
  finding,
  found,
  iface,
  LOG,
  onLine,
  sipMessage,
  skipped,
  summary,
} from '../facts.ts';

const EDGE = `${ACCESS_EDGE}:443`;
const INSIDE = `${FRONT_END}:5061`;
const register = (line: number, clock: string, to: string, more: Partial<SipMessage> = {}): SipMessage =>
  sipMessage({
    method: 'REGISTER',
    line,
    clock,
    callId: to,
    remote: endpoint(to),
    to: 'sip:anna@contoso.com',
    ...more,
  });
const goesOn = summary(LOG, { first: at('09:20:00'), last: at('09:30:00') });
const dead = [register(10, '09:20:28', INSIDE), register(20, '09:21:09', EDGE)];

test('fires when nothing ever came back', () => {
  expect(check(rule, [...dead, goesOn])).toEqual({
    findings: [
      finding(rule, {
        severity: 'error',
        confidence: 'likely',
        message: `Sign-in from 09:20:28 on: ${INSIDE} and ${EDGE} never answered REGISTER (2 attempts), and the log shows no other answer.`,
        subject: INSIDE,
        subjects: [INSIDE, EDGE],
        noticed: `Sign-in at 09:20:28 fails: ${INSIDE} and ${EDGE} do not answer.`,
        evidence: [
          onLine(10, '09:20:28', `REGISTER sent to ${INSIDE}`),
          onLine(20, '09:21:09', `REGISTER sent to ${EDGE}`),
        ],
        fix: [
          `From the PC, test the way to ${INSIDE} and ${EDGE} (Test-NetConnection ADDRESS -Port PORT), and whether that address is the right one from where the user is.`,
        ],
      }),
    ],
    outcome: found(rule),
  });
});

describe('where the network answers for every name itself', () => {
  const PORTAL = '172.16.0.1';
  const TEST = `From the PC, test the way to ${PORTAL}:443 (Test-NetConnection ADDRESS -Port PORT), and whether that address is the right one from where the user is.`;
  const asked = [register(10, '09:20:28', `${PORTAL}:443`), goesOn];
  const told = (facts: readonly Fact[]) =>
    check(rule, facts).findings.map((f) => [f.owner, f.confidence, f.message, f.fix]);
  const said = [
    [
      'user',
      'likely',
      `Sign-in from 09:20:28 on: ${PORTAL}:443 never answered REGISTER (1 attempt), and the log shows no other answer. ${PORTAL} is the router or resolver of this network itself: probably its own sign-in page (hotel, guest Wi-Fi) answers for every name.`,
      [
        'Open a web page in the browser and sign in to this network (hotel, guest Wi-Fi); then start the VPN and SfB again.',
        TEST,
      ],
    ],
  ];

  test('by a resolver that answers with its own address', () => {
    expect(told([...asked, iface(), dns('sip.contoso.com', [`A ${PORTAL}`], { resolver: PORTAL })])).toEqual(said);
  });
  test('by the default gateway', () => {
    expect(told([...asked, adapter({ own: '172.16.40.23/16', gateways: [PORTAL] })])).toEqual(said);
  });
  test('by another machine, which is the answer for Windows’ own check as well', () => {
    const answers = [
      iface(),
      dns('sip.contoso.com', [`A ${PORTAL}`], { resolver: '172.16.0.2' }),
      dns('www.msftconnecttest.com', [`A ${PORTAL}`], { resolver: '172.16.0.2', frame: 31 }),
    ];
    expect(told([...asked, ...answers]).map(([owner, , message]) => [owner, message])).toEqual([
      [
        'user',
        `Sign-in from 09:20:28 on: ${PORTAL}:443 never answered REGISTER (1 attempt), and the log shows no other answer. ${PORTAL} is what this network answers for www.msftconnecttest.com as well: probably its own sign-in page (hotel, guest Wi-Fi) answers for every name.`,
      ],
    ]);
  });
  test('not by another machine of that network', () => {
    const others = [
      iface(),
      dns('sip.contoso.com', [`A ${PORTAL}`], { resolver: '172.16.0.2' }),
      adapter({ own: '172.16.40.23/16', gateways: ['172.16.0.2'] }),
    ];
    expect(told([...asked, ...others]).map(([owner, , message, fix]) => [owner, message, fix])).toEqual([
      [
        'network',
        `Sign-in from 09:20:28 on: ${PORTAL}:443 never answered REGISTER (1 attempt), and the log shows no other answer.`,
        [TEST],
      ],
    ]);
  });
});

describe('stays silent', () => {
  test('when a later attempt succeeds, is challenged or refused', () => {
    for (const status of [200, 401, 403])
      expect(check(rule, [...dead, register(30, '09:21:10', EDGE, { status }), goesOn])).toEqual(clear(rule));
  });
  test('when the client was let in before: a line that went down', () => {
    const before = [register(1, '09:00:00', EDGE), register(2, '09:00:01', EDGE, { status: 200 })];
    expect(check(rule, [...before, ...dead, goesOn])).toEqual(clear(rule));
  });
  test('when anything was received later: then answers are cut out of the log', () => {
    const call = sipMessage({ direction: 'received', line: 90, clock: '09:25:00' });
    expect(check(rule, [...dead, call, goesOn])).toEqual(clear(rule));
  });
});

test('skipped without a sign-in, and when the log ends too soon', () => {
  expect(check(rule, [iface()])).toEqual(skipped(rule, 'a client log'));
  expect(check(rule, [sipMessage()])).toEqual(skipped(rule, 'a client log that holds a sign-in'));
  expect(check(rule, [dead[0]!])).toEqual(skipped(rule, 'a log that goes on behind the sign-in'));
});
