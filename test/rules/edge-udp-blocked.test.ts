import { describe, expect, test } from 'vitest';
import rule from '../../rules/edge-udp-blocked.ts';
import failedRule from '../../rules/media-connectivity-failed.ts';
import {
  AV_EDGE,
  allocate,
  answer,
  bye,
  check,
  checkAll,
  clear,
  deadAllocate,
  deadTcp,
  diagnostic,
  finding,
  flow,
  found,
  iface,
  inFrame,
  invite,
  skipped,
  tcp,
  WIFI,
} from '../facts.ts';

const edge = `${AV_EDGE}:443`;
const overTcp = tcp({ frame: 40, server: edge, opening: 'pseudo-tls', reply: 'pseudo-tls' });
const COMPARE = skipped(rule, 'an answer of the Edge on TCP 443 to compare with, or a longer capture');

test('fires when TCP 443 is answered and UDP 3478 is not', () => {
  expect(check(rule, [iface(), deadAllocate({ frame: 20 }), overTcp])).toEqual({
    findings: [
      finding(rule, {
        severity: 'warning',
        confidence: 'certain',
        message:
          'The A/V Edge 198.51.100.42 answers on TCP 443 but not on UDP 3478: media goes over TCP, with delay and drop-outs.',
        subject: AV_EDGE,
        noticed: 'Calls stutter or start late.',
        evidence: [
          inFrame(20, '09:20:00', 'TURN allocate 192.168.1.34:50020 → 198.51.100.42:3478, sent 7 ×, no answer'),
          inFrame(40, '09:20:00', 'TCP 443 to 198.51.100.42 works'),
        ],
        fix: ['Open UDP 3478 from 192.168.1.34 to 198.51.100.42 on the firewalls on the way.'],
      }),
    ],
    outcome: found(rule),
  });
});

test('fires when TURN itself was answered over TCP', () => {
  const answered = allocate({ frame: 50, transport: 'tcp', server: edge, result: 'error', errorCode: 401 });
  expect(check(rule, [iface(), deadAllocate(), answered]).findings.map((f) => f.subject)).toEqual([AV_EDGE]);
});

describe('stays silent', () => {
  test('when UDP is answered, if only by a challenge or at another try', () => {
    expect(check(rule, [iface(), allocate({ result: 'error', errorCode: 401 }), overTcp])).toEqual(clear(rule));
    expect(check(rule, [iface(), deadAllocate(), allocate({ frame: 60 }), overTcp])).toEqual(clear(rule));
  });
  test('when media comes from UDP 3478, though no allocation was captured', () => {
    const media = flow({ server: `${AV_EDGE}:3478`, rtpReceived: 90 });
    expect(check(rule, [iface(), deadAllocate(), media, overTcp])).toEqual(clear(rule));
  });
  test('on unanswered checks to a peer: that is normal', () => {
    const binding = deadAllocate({ dialect: 'stun', method: 'binding', server: '10.80.1.20:50100' });
    expect(check(rule, [iface(), binding, overTcp])).toEqual(skipped(rule, 'a TURN request over UDP 3478'));
  });
});

describe('skipped', () => {
  test('when TCP 443 tells nothing: not tried, dead as well, or answered by something else', () => {
    expect(check(rule, [iface(), deadAllocate()])).toEqual(COMPARE);
    expect(check(rule, [iface(), deadAllocate(), deadTcp({ server: edge })])).toEqual(COMPARE);
    expect(check(rule, [iface(), deadAllocate(), tcp({ server: edge, opening: 'pseudo-tls', reply: 'http' })])).toEqual(
      COMPARE,
    );
  });
  test('when the capture could not have shown the answer', () => {
    expect(check(rule, [iface(), deadAllocate({ clock: '09:29:28' }), overTcp])).toEqual(COMPARE);
    const once = deadAllocate({ requests: deadAllocate().requests.slice(0, 1) });
    expect(check(rule, [iface(), once, overTcp])).toEqual(COMPARE);
  });
  test('without TURN', () => {
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a capture with STUN or TURN packets'));
  });
});

test('explains the failed call of that client', () => {
  const call = [invite([`UDP ${WIFI}:50020 host`]), answer(200, 'OK'), bye({ diagnostics: [diagnostic(23)] })];
  const report = checkAll([rule, failedRule], [iface(), deadAllocate(), overTcp, ...call]);
  expect(report.findings.map((f) => [f.rule, f.severity, f.cause])).toEqual([
    ['edge-udp-blocked', 'warning', []],
    ['media-connectivity-failed', 'error', ['edge-udp-blocked']],
  ]);
});
