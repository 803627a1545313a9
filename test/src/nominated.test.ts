import { describe, expect, test } from 'vitest';
import { endpointText } from '../../src/addresses.ts';
import { type Call, callsOf } from '../../src/calls.ts';
import { indexChecks } from '../../src/checks.ts';
import type { SipDiagnostic, SipMessage, StunTransaction } from '../../src/facts.ts';
import { baseOf } from '../../src/offer-answer.ts';
import { allocate, answer, bye, candidate, diagnostic, finalOffer, invite, media, sdp } from '../facts.ts';

const HOST = 'UDP 192.168.1.34:50020 host';
const RELAY = 'UDP 198.51.100.42:52000 relay 203.0.113.77:40020';
const SRFLX = 'UDP 203.0.113.77:40020 srflx 192.168.1.34:50020';
const PEER = ['UDP 10.80.1.20:50100 host', 'UDP 203.0.113.60:53000 relay 10.80.1.20:50100'];
const up = [
  invite([], { sdp: sdp([media([HOST, RELAY, SRFLX], { iceUfrag: 'aNn1' })]) }),
  answer(200, 'OK', { sdp: sdp([media(PEER, { iceUfrag: 'bEn2' })]) }),
];
const check = (server: string, more: Parameters<typeof allocate>[0] = {}): StunTransaction =>
  allocate({
    dialect: 'stun',
    method: 'binding',
    client: '192.168.1.34:50020',
    server,
    username: 'bEn2:aNn1',
    useCandidate: true,
    ...more,
  });
const blob = (keys: Record<string, string>, more: Partial<SipDiagnostic> = {}): SipMessage =>
  bye({ diagnostics: [diagnostic(51004, { media: { layout: 'A', mediaType: 'audio', keys }, ...more })] });

/** `local ↔ remote by …; not …` */
const told = (messages: readonly SipMessage[], checks: readonly StunTransaction[] = []) => {
  const [call] = callsOf(messages, { checks: indexChecks(checks) }) as [Call];
  const words = (list: Call['selected']) =>
    list.map(
      (p) =>
        `${endpointText(p.local)} ↔ ${endpointText(p.remote)} by ${p.by.join('+')}${p.disagree.map((d) => `; not ${d.by}: ${endpointText(d.local)} ↔ ${endpointText(d.remote)}`).join('')}`,
    );
  return { selected: words(call.selected), reported: words(call.reported) };
};
const FINAL = finalOffer('192.168.1.34:50020', '10.80.1.20:50100');

describe('the capture', () => {
  test('tells the pair where no final offer does', () => {
    expect(told(up, [check('10.80.1.20:50100')]).selected).toEqual([
      '192.168.1.34:50020 ↔ 10.80.1.20:50100 by capture',
    ]);
  });

  test('through the Edge: the relay candidate that the other side saw', () => {
    const relayed = check('198.51.100.42:3478', {
      peer: { address: '203.0.113.60', port: 53000 },
      mapped: { address: '198.51.100.42', port: 52000 },
    });
    expect(told(up, [relayed]).selected).toEqual(['198.51.100.42:52000 ↔ 203.0.113.60:53000 by capture']);
  });

  test('also by a check that the other side sent', () => {
    const theirs = check('192.168.1.34:50020', { client: '10.80.1.20:50100', username: 'aNn1:bEn2' });
    expect(told(up, [theirs]).selected).toEqual(['192.168.1.34:50020 ↔ 10.80.1.20:50100 by capture']);
  });

  test('agrees with the final offer, by the address a NAT gave too', () => {
    expect(told([...up, FINAL], [check('10.80.1.20:50100')]).selected).toEqual([
      '192.168.1.34:50020 ↔ 10.80.1.20:50100 by sdp+capture',
    ]);
    const natted = check('203.0.113.60:53000', { mapped: { address: '203.0.113.77', port: 40020 } });
    expect(told([...up, finalOffer('203.0.113.77:40020', '203.0.113.60:53000')], [natted]).selected).toEqual([
      '203.0.113.77:40020 ↔ 203.0.113.60:53000 by sdp+capture',
    ]);
  });

  test('disagrees', () => {
    expect(told([...up, FINAL], [check('203.0.113.60:53000')]).selected).toEqual([
      '192.168.1.34:50020 ↔ 10.80.1.20:50100 by sdp; not capture: 192.168.1.34:50020 ↔ 203.0.113.60:53000',
    ]);
  });

  test.each([
    ['not nominated', check('10.80.1.20:50100', { useCandidate: false })],
    ['not answered', check('10.80.1.20:50100', { result: 'none' })],
    ['of another call', check('10.80.1.20:50100', { username: 'zZz9:aNn1' })],
    ['a TURN user name', check('10.80.1.20:50100', { username: 'bEn2:aNn1', method: 'allocate' })],
  ])('tells nothing by checks that are %s', (_, other) => {
    expect(told(up, [other]).selected).toEqual([]);
  });
});

describe('diagnostics headers', () => {
  const SITES = { localsite: '192.168.1.34:50020', localmr: '198.51.100.42:52000', remotemr: '203.0.113.60::53000' };

  test('alone name a pair, but nominate none', () => {
    expect(told([...up, blob({ ...SITES, remotesite: '10.80.1.20:50100' })])).toEqual({
      selected: [],
      reported: ['192.168.1.34:50020 ↔ 10.80.1.20:50100 by diagnostics'],
    });
  });

  test('agree when both sides name the pair’s addresses', () => {
    expect(told([...up, FINAL, blob({ ...SITES, remotesite: '10.80.1.20:50100' })]).selected).toEqual([
      '192.168.1.34:50020 ↔ 10.80.1.20:50100 by sdp+diagnostics',
    ]);
  });

  test('the writer’s own site is no claim: another one neither agrees nor disagrees', () => {
    const keys = { localsite: '172.27.3.18:50020', remotesite: '10.80.1.20:50100' };
    expect(told([...up, FINAL, blob(keys)]).selected).toEqual(['192.168.1.34:50020 ↔ 10.80.1.20:50100 by sdp']);
  });

  test('another site of the other side disagrees', () => {
    const keys = { localsite: '192.168.1.34:50020', remotesite: '10.99.9.9:50100' };
    expect(told([...up, FINAL, blob(keys)]).selected).toEqual([
      '192.168.1.34:50020 ↔ 10.80.1.20:50100 by sdp; not diagnostics: 192.168.1.34:50020 ↔ 10.99.9.9:50100',
    ]);
  });

  test('of the other side are turned round; those of other media are left', () => {
    const keys = { localsite: '10.80.1.20:50100', remotesite: '192.168.1.34:50020' };
    const theirs = bye({
      direction: 'received',
      diagnostics: [diagnostic(51007, { media: { layout: 'A', mediaType: 'audio', keys } })],
    });
    expect(told([...up, FINAL, theirs]).selected).toEqual(['192.168.1.34:50020 ↔ 10.80.1.20:50100 by sdp+diagnostics']);
    const video = bye({ diagnostics: [diagnostic(51004, { media: { layout: 'A', mediaType: 'video', keys } })] });
    expect(told([...up, FINAL, video]).selected).toEqual(['192.168.1.34:50020 ↔ 10.80.1.20:50100 by sdp']);
  });
});

test('the base of a candidate: its own address, raddr, or what is behind the address that the Edge saw', () => {
  const all = [HOST, RELAY, SRFLX, 'UDP 198.51.100.42:53000 relay 198.51.100.99:1'].map((c) => candidate(c));
  expect(all.map((c) => baseOf(c, all))).toEqual(['192.168.1.34', '192.168.1.34', '192.168.1.34', '198.51.100.99']);
});
