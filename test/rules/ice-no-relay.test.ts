import { describe, expect, test } from 'vitest';
import dnsRule from '../../rules/dns-record-missing.ts';
import rule from '../../rules/ice-no-relay.ts';
import failedRule from '../../rules/media-connectivity-failed.ts';
import type { SipMessage } from '../../src/facts.ts';
import {
  answer,
  bye,
  CALL,
  check,
  checkAll,
  clear,
  diagnostic,
  dns,
  finalOffer,
  finding,
  found,
  iceWarn,
  iface,
  invite,
  media,
  onLine,
  sdp,
  sipMessage,
  skipped,
  WIFI,
} from '../facts.ts';

const HOSTS = [`UDP ${WIFI}:50020 host`, `UDP 192.0.2.34:50020 srflx ${WIFI}:50020`];
const offer = invite(HOSTS, { line: 10, clock: '09:22:10' });
const signedIn = (more: Parameters<typeof sipMessage>[0] = {}): SipMessage =>
  sipMessage({
    method: 'REGISTER',
    status: 200,
    reason: 'OK',
    line: 2,
    clock: '09:00:00',
    callId: 'r',
    remoteUser: true,
    ...more,
  });
const mras = sipMessage({
  method: 'SERVICE',
  status: 200,
  reason: 'OK',
  line: 4,
  clock: '09:00:01',
  callId: 's',
  mediaRelay: { type: 'response', relays: [{ host: 'AV.contoso.com', udpPort: 3478, tcpPort: 443 }] },
});
const FIX = [
  'Check that the client reaches the A/V Edge on UDP 3478 and TCP 443, and that its name resolves to the public address.',
  'Check that the pool has an A/V Edge assigned and that MRAS hands out credentials (the SERVICE request of the log).',
];
const told = (...facts: Parameters<typeof check>[1][number][]) =>
  check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message]);

describe('fires', () => {
  test('for a remote user', () => {
    expect(check(rule, [signedIn(), offer])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            'The outgoing audio call of 09:22:10 was offered without a relay candidate although the user is remote.',
          subject: CALL,
          evidence: [onLine(10, '09:22:10', '2 candidates, none of type relay')],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });

  test('when MRAS named a relay', () => {
    expect(told(mras, offer)).toEqual([
      [
        'warning',
        'likely',
        'The outgoing audio call of 09:22:10 was offered without a relay candidate although MRAS named a relay.',
      ],
    ]);
  });

  test('when this client’s ICEWarn says why', () => {
    const { findings } = check(rule, [
      offer,
      answer(408, 'Request Timeout', { diagnostics: [] }),
      bye({ diagnostics: [iceWarn(23, 0x80000)] }),
    ]);
    expect(findings.map((f) => [f.confidence, f.message, f.evidence])).toEqual([
      [
        'certain',
        'The outgoing audio call of 09:22:10 was offered without a relay candidate although ICEWarn says that no relay could be had.',
        [
          onLine(10, '09:22:10', '2 candidates, none of type relay'),
          onLine(300, '09:21:00', 'ms-client-diagnostics: 23; CallerMediaDebug="audio:ICEWarn=0x80000"'),
        ],
      ],
    ]);
  });

  test('once for all calls', () => {
    const second = invite(HOSTS, { line: 400, clock: '09:30:00', callId: 'second' });
    expect(check(rule, [signedIn(), offer, second]).findings.map((f) => [f.message, f.subjects])).toEqual([
      [
        'The outgoing audio call of 09:22:10 and 1 more call were offered without a relay candidate although the user is remote.',
        [CALL, 'second'],
      ],
    ]);
  });
});

describe('stays silent', () => {
  const relayed = invite([...HOSTS, 'UDP 198.51.100.42:52000 relay 192.0.2.34:50020'], { line: 10 });
  const pair = finalOffer(`${WIFI}:50020`, '192.168.1.40:50030');
  const gateway = answer(200, 'OK', { sdp: sdp([media([])]) });
  const theirs = iceWarn(51007, 0x1, { direction: 'received' });
  test.each<readonly [string, readonly SipMessage[]]>([
    ['a relay is on offer', [signedIn(), relayed]],
    ['a direct call inside one network', [signedIn(), mras, offer, answer(200, 'OK'), pair]],
    ['a gateway, which has no ICE', [signedIn(), mras, offer, gateway]],
    [
      'a site without an Edge, where a good call says so',
      [offer, answer(200, 'OK'), bye({ diagnostics: [iceWarn(51004, 0x80000)] })],
    ],
  ])('%s', (_, messages) => {
    expect(check(rule, messages)).toEqual(clear(rule));
  });

  test('what the other side says of its own relays', () => {
    expect(check(rule, [offer, answer(200, 'OK', { diagnostics: [theirs] })])).toEqual(
      skipped(rule, 'whether relays were to be expected (a remote sign-in, an MRAS answer or ICEWarn)'),
    );
  });

  test('an office call in the log of a PC that was at home before', () => {
    const office = signedIn({ remoteUser: false, line: 5, clock: '09:10:00' });
    expect(check(rule, [signedIn(), office, offer])).toEqual(
      skipped(rule, 'whether relays were to be expected (a remote sign-in, an MRAS answer or ICEWarn)'),
    );
    expect(told(signedIn({ remoteUser: false }), signedIn({ line: 5, clock: '09:10:00' }), offer).length).toBe(1);
  });
});

describe('skipped', () => {
  const NO_OFFER = skipped(rule, 'an offer or answer of this client with candidates');
  test('when only the final offer is in the log, which holds the nominated candidate alone', () => {
    const final = finalOffer(`${WIFI}:50020`, '203.0.113.80:54860', {
      sdp: sdp([
        media([`UDP ${WIFI}:50020 host`], {
          remoteCandidates: [{ component: 1, address: '203.0.113.80', port: 54860 }],
        }),
      ]),
    });
    expect(check(rule, [signedIn(), final, bye({ diagnostics: [diagnostic(24)] })])).toEqual(NO_OFFER);
  });
  test('when the offer was cut: the relays may have been in the rest', () => {
    expect(check(rule, [signedIn(), invite(HOSTS, { truncated: true })])).toEqual(NO_OFFER);
  });
  test('without a call', () => {
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a client log with a call, or candidate lines'));
  });
});

test('is explained by the missing name that MRAS gave, and explains the failed call', () => {
  const missingName = dns('av.contoso.com', 'NXDOMAIN', { clock: '08:22:00' });
  const report = checkAll(
    [rule, failedRule, dnsRule],
    [signedIn(), mras, offer, answer(200, 'OK'), bye({ diagnostics: [diagnostic(23)] }), missingName],
  );
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
    ['dns-record-missing', 'error', []],
    ['ice-no-relay', 'error', ['dns-record-missing']],
    ['media-connectivity-failed', 'error', ['ice-no-relay']],
  ]);
});
