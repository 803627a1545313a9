import { describe, expect, test } from 'vitest';
import dnsInternalAnswer from '../../rules/dns-internal-answer.ts';
import type { Fact } from '../../src/facts.ts';
import { TIMELINE_EVENTS } from '../../src/limits.ts';
import type { Timeline, TimelineEvent } from '../../src/report.ts';
import type { Rule } from '../../src/rule.ts';
import {
  allocate,
  answer,
  at,
  bye,
  checkAll,
  deadAllocate,
  deadTcp,
  diagnostic,
  dns,
  endpoint,
  flow,
  invite,
  sipMessage,
  splitTunnel,
  tcp,
  vpnEvent,
  WIFI,
} from '../facts.ts';

const timeline = (facts: readonly Fact[], minutes?: number, rules: readonly Rule[] = []): Timeline => {
  const made = checkAll(rules, facts, { utcOffset: minutes }).timeline;
  if (!made) throw new Error('no timeline');
  return made;
};

/** `08:20:00.000Z DNS ok | words | frame 2` */
const line = (e: TimelineEvent): string =>
  `${e.time.slice(11)} ${e.lane} ${e.state} | ${e.words} | ${e.line === undefined ? `frame ${e.frame}` : `line ${e.line}`}`;
const lines = (facts: readonly Fact[], minutes?: number): string[] => timeline(facts, minutes).events.map(line);

const register = (clock: string, more: Parameters<typeof sipMessage>[0] = {}) =>
  sipMessage({
    method: 'REGISTER',
    callId: 'r',
    clock,
    local: endpoint(`${WIFI}:50211`),
    remote: endpoint('198.51.100.40:443'),
    ...more,
  });

describe('events', () => {
  test('of the VPN, in words', () => {
    expect(
      lines(
        [
          vpnEvent('connecting', '09:19:33', { line: 2, gateway: 'vpn.contoso.com' }),
          vpnEvent('connected', '09:19:40', { line: 3 }),
          vpnEvent('udp-failed', '09:19:41', { line: 4 }),
          flow({ clock: '08:19:42', frame: 7 }),
        ],
        60,
      ),
    ).toEqual([
      '08:19:33.000Z VPN info | Palo Alto GlobalProtect connects (vpn.contoso.com) | line 2',
      '08:19:40.000Z VPN ok | Palo Alto GlobalProtect is up | line 3',
      '08:19:41.000Z VPN bad | Palo Alto GlobalProtect gets no answer over UDP | line 4',
      '08:19:42.000Z VPN info | First packet of a tunnel with 203.0.113.200 (GlobalProtect over UDP) | frame 7',
    ]);
  });

  test('of names: the same answer of the same resolver once, other names not at all', () => {
    expect(
      lines([
        dns('sip.contoso.com', ['A 198.51.100.40'], { frame: 1 }),
        dns('sip.contoso.com', ['A 198.51.100.40'], { frame: 5, clock: '09:20:09' }),
        dns('sip.contoso.com', null, { frame: 7, clock: '09:20:10', resolver: '192.168.1.1' }),
        dns('lyncdiscoverinternal.contoso.com', 'NXDOMAIN', { frame: 9, clock: '09:20:11' }),
        dns('www.example.net', ['A 192.0.2.1'], { frame: 11 }),
      ]),
    ).toEqual([
      '09:20:00.030Z DNS ok | A sip.contoso.com = 198.51.100.40, by 10.60.0.5, 2 times | frame 2',
      '09:20:10.000Z DNS info | A sip.contoso.com asked of 192.168.1.1: no answer | frame 7',
      '09:20:11.030Z DNS info | A lyncdiscoverinternal.contoso.com NXDOMAIN, by 10.60.0.5 | frame 10',
    ]);
  });

  test('of sign-ins, calls and the Edge', () => {
    expect(
      lines(
        [
          register('09:20:00'),
          register('09:20:00.400', { status: 200, reason: 'OK', direction: 'received', line: 5, remoteUser: true }),
          register('09:20:01', { callId: 's', line: 6, cseq: 1, from: 'sip:carl@contoso.com' }),
          register('09:20:02', {
            callId: 's',
            line: 7,
            status: 403,
            reason: 'Forbidden',
            direction: 'received',
            from: 'sip:carl@contoso.com',
          }),
          allocate({ clock: '09:22:08', frame: 20 }),
          deadAllocate({ clock: '09:22:09', frame: 30, server: '198.51.100.44:3478' }),
          ...splitTunnel(),
          invite([`UDP ${WIFI}:50024 host`], { clock: '09:22:10', line: 10 }),
          answer(480, 'Temporarily Unavailable', { clock: '09:22:32', line: 11, diagnostics: [diagnostic(24)] }),
        ],
        0,
      ),
    ).toEqual([
      '09:20:00.000Z sign-in ok | Sign-in at 198.51.100.40:443: signed in through the Edge, after 0.4 s | line 1',
      '09:20:01.000Z sign-in bad | Sign-in at 198.51.100.40:443: refused: 403 Forbidden | line 6',
      '09:22:08.000Z Edge ok | A/V Edge 198.51.100.42:3478 (UDP) gives a relay | frame 20',
      '09:22:09.000Z Edge bad | A/V Edge 198.51.100.44:3478 (UDP) 7 requests, no answer | frame 30',
      '09:22:10.000Z calls info | The outgoing audio call of 09:22:10 begins | line 10',
      '09:22:32.000Z calls bad | The outgoing audio call of 09:22:10 failed: 480 Temporarily Unavailable (24) | line 11',
    ]);
  });

  test('of calls that came up', () => {
    expect(
      lines(
        [invite([`UDP ${WIFI}:50024 host`], { line: 1 }), answer(200, 'OK', { line: 2, toTag: 'b' }), bye({ line: 3 })],
        0,
      ),
    ).toEqual([
      '09:20:00.000Z calls info | The outgoing audio call of 09:20:00 begins | line 1',
      '09:20:05.000Z calls ok | The outgoing audio call of 09:20:00 is answered after 5.0 s | line 2',
      '09:21:00.000Z calls ok | The outgoing audio call of 09:20:00 ended after 55.0 s, by this client | line 3',
    ]);
  });

  test('of connections that failed, to servers only', () => {
    expect(
      lines([
        ...splitTunnel(),
        dns('sip.contoso.com', ['A 10.60.4.21']),
        deadTcp({ frame: 40, clock: '09:20:10' }),
        deadTcp({ frame: 50, clock: '09:20:20', client: `${WIFI}:50300` }),
        deadTcp({ frame: 60, clock: '09:20:30', server: '192.0.2.80:80' }),
        tcp({ frame: 70 }),
      ]),
    ).toEqual([
      '09:20:00.030Z DNS ok | A sip.contoso.com = 10.60.4.21, by 10.60.0.5 | frame 2',
      '09:20:10.000Z network bad | 192.168.1.34 → 10.60.4.21:5061, outside the tunnel: 3 SYNs, no answer; 2 connections | frame 40',
    ]);
  });
});

describe('clocks', () => {
  test('of a log whose distance from UTC is not known stay local, behind those in UTC', () => {
    expect(
      lines([vpnEvent('connected', '08:00:00', { line: 3 }), dns('sip.contoso.com', ['A 198.51.100.40'])]),
    ).toEqual([
      '09:20:00.030Z DNS ok | A sip.contoso.com = 198.51.100.40, by 10.60.0.5 | frame 2',
      '08:00:00.000 VPN ok | Palo Alto GlobalProtect is up | line 3',
    ]);
  });

  test('what has no time, or none that a date can hold, is in no order', () => {
    const { time: _, ...none } = vpnEvent('connected', '09:00:00');
    expect(lines([none, { ...vpnEvent('connected', '09:00:00'), time: 1e300 }])).toEqual([]);
  });
});

describe('findings', () => {
  const facts = [
    ...splitTunnel(),
    dns('sip.contoso.com', ['A 10.60.4.21'], { frame: 1 }),
    dns('sip.contoso.com', ['A 198.51.100.40'], { frame: 3, resolver: '192.168.1.1', client: WIFI, interface: 0 }),
    deadTcp({ frame: 40, clock: '09:20:10' }),
  ];

  test('an event that proves one is wrong and names it', () => {
    const report = checkAll([dnsInternalAnswer], facts);
    const [finding] = report.findings;
    expect(finding?.rule).toBe('dns-internal-answer');
    expect(report.timeline?.events[0]).toEqual({
      time: '2026-03-02T09:20:00.030Z',
      lane: 'DNS',
      words: 'A sip.contoso.com = 10.60.4.21, by 10.60.0.5',
      state: 'bad',
      source: 'capture.pcapng',
      frame: 2,
      finding: finding?.fingerprint,
    });
  });

  test('an accepted one leaves it as it is', () => {
    const accepted = [{ rule: 'dns-internal-answer', reason: 'known' }];
    const report = checkAll([dnsInternalAnswer], facts, {
      site: { tunnel: [], internal: [], external: [], accepted },
    });
    expect(report.findings.map((f) => f.accepted?.reason)).toEqual(['known']);
    expect(report.timeline?.events[0]?.state).toBe('ok');
  });

  test('one about nothing else stands with its title at its first place with a time', () => {
    const rule: Rule = {
      ...dnsInternalAnswer,
      id: 'mtu-x',
      title: 'Large packets are lost',
      needs: [],
      *check() {
        yield {
          message: 'x',
          subject: 'x',
          evidence: [{ source: 'a.pcapng', frame: 9, time: '2026-03-02T09:00:00.000Z', excerpt: 'y' }],
          about: [],
          fix: ['z'],
        };
        return 'clear';
      },
    };
    expect(timeline([], undefined, [rule]).events.map(line)).toEqual([
      '09:00:00.000Z network bad | Large packets are lost | frame 9',
    ]);
  });
});

test('past the limit, those that failed are the last to go, and the others are counted', () => {
  const many = Array.from({ length: TIMELINE_EVENTS + 5 }, (_, i) => ({
    ...vpnEvent('connected', '09:00:00', { line: i + 1 }),
    time: at('09:00:00') + i,
  }));
  const made = timeline([...many, vpnEvent('failed', '10:00:00', { line: 9999 })]);
  expect([made.events.length, made.left, made.events.at(-1)?.line]).toEqual([TIMELINE_EVENTS, 6, 9999]);
});
