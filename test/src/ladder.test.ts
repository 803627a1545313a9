import { describe, expect, test } from 'vitest';
import type { Fact, StunTransaction } from '../../src/facts.ts';
import { incidentOf } from '../../src/incident.ts';
import { type Ladder, type LadderRow, ladderOf } from '../../src/ladder.ts';
import { LADDER_PAIRS } from '../../src/limits.ts';
import { NO_SITE } from '../../src/site.ts';
import { FactStore } from '../../src/store.ts';
import {
  AV_EDGE,
  allocate,
  answer,
  at,
  bye,
  CALL,
  deadAllocate,
  diagnostic,
  endpoint,
  finalOffer,
  iceWarn,
  invite,
  LOG,
  media,
  sdp,
  sipMessage,
  splitTunnel,
  summary,
  TUNNEL,
  WIFI,
} from '../facts.ts';

const EDGE = '198.51.100.40:443';
const remote = endpoint(EDGE);
const local = endpoint(`${WIFI}:50226`);
const PEER = '10.80.1.20';
const MINE = [`UDP ${TUNNEL}:50020 host`, `UDP ${WIFI}:50024 host`, `UDP ${AV_EDGE}:52031 relay 203.0.113.77:50006`];
const offer = invite(MINE, {
  local,
  remote,
  sdp: sdp([
    media([...MINE, `UDP 203.0.113.77:50006 srflx ${WIFI}:50006`], { iceUfrag: 'aNn1' }),
    media([], { media: 'video', default: { address: WIFI, port: 0 } }),
  ]),
});
const progress = answer(183, 'Session Progress', {
  remote,
  sdp: sdp([media([`UDP ${PEER}:50046 host`], { iceUfrag: 'bEn2' })]),
});
const ended = bye({ remote, diagnostics: [iceWarn(24, 0x40003a0, { reason: 'No path' })] });

function check(from: string, to: string, more: Parameters<typeof allocate>[0] = {}): StunTransaction {
  return allocate({
    method: 'binding',
    dialect: 'stun',
    username: 'bEn2:aNn1',
    transactionId: `${from} ${to} ${more.frame ?? 1}`,
    client: from,
    server: to,
    result: 'none',
    clock: '08:20:05.100',
    ...more,
  });
}

/** @param minutes offset of the log; undefined = nothing ties the clocks. */
function ladder(facts: readonly Fact[], minutes?: number): Ladder {
  const store = new FactStore();
  const sources = new Set([LOG, ...facts.map((f) => f.at.source)]);
  for (const f of [...facts, ...[...sources].map((s) => summary(s))]) store.add(f);
  const incident = incidentOf(store, NO_SITE, minutes);
  return ladderOf(incident.calls[0]!, incident);
}
/** `time from>to label | place | details` */
const line = (r: LadderRow): string =>
  `${r.time ?? '-'} ${r.from}>${r.to} ${r.label} | ${[r.place, ...r.details].join(' | ')}`;
const rows = (facts: readonly Fact[], minutes = 60): string[] => ladder(facts, minutes).rows.map(line);

test('offers and answers by candidate type, this PC by all its addresses, diagnostics beside the message', () => {
  expect(ladder([offer, progress, ended, ...splitTunnel()], 60)).toEqual({
    title: '2026-03-02 outgoing audio+video call, failed: sip:anna@contoso.com → sip:ben@contoso.com',
    about: ['ended by this client'],
    lanes: [
      { name: 'this PC', addresses: [`${TUNNEL} tunnel`, `${WIFI} physical`, '203.0.113.77 public'] },
      { name: 'SIP server', addresses: [EDGE] },
    ],
    rows: [
      {
        time: '09:20:00.000',
        from: 0,
        to: 1,
        label: 'INVITE',
        place: 'client.UccApilog:1',
        details: [
          `offer audio: 2 host (${TUNNEL} tunnel and ${WIFI} physical), 1 srflx (203.0.113.77), 1 relay (${AV_EDGE})`,
          'offer video: refused',
        ],
      },
      {
        time: '09:20:05.000',
        from: 1,
        to: 0,
        label: '183 Session Progress',
        place: 'client.UccApilog:100',
        details: [`answer audio: 1 host (${PEER})`],
      },
      {
        time: '09:21:00.000',
        from: 0,
        to: 1,
        label: 'BYE',
        place: 'client.UccApilog:300',
        details: ['ms-client-diagnostics 24 (this client): No path, ICEWarn 0x40003a0'],
      },
    ],
    untied: [],
    notes: [],
  });
});

describe('messages', () => {
  test('an offer in the answer when the INVITE had none; the nominated pair; a server that wrote diagnostics', () => {
    const server = diagnostic(1007, { header: 'ms-diagnostics', server: 'sip.contoso.com', reason: 'Cannot route' });
    const facts = [
      sipMessage({ remote }),
      answer(200, 'OK', { remote, sdp: sdp([media([`UDP ${PEER}:50046 host`])]) }),
      finalOffer(`${WIFI}:50024`, `${PEER}:50046`, { remote }),
      answer(504, 'Server time-out', { remote, cseq: 2, line: 210, clock: '09:20:18', diagnostics: [server] }),
    ];
    expect(rows(facts)).toEqual([
      '09:20:00.000 0>1 INVITE | client.UccApilog:1',
      `09:20:05.000 1>0 200 OK | client.UccApilog:100 | offer audio: 1 host (${PEER})`,
      `09:20:08.000 0>1 re-INVITE | client.UccApilog:200 | final offer audio: no candidates | pair ${WIFI}:50024 ↔ ${PEER}:50046`,
      '09:20:18.000 1>0 504 Server time-out | client.UccApilog:210 | ms-diagnostics 1007 (sip.contoso.com): Cannot route',
    ]);
  });

  test('without a time, without a direction, cut short, transferred', () => {
    const facts = [
      invite(MINE, { clock: null, direction: 'unknown', truncated: true }),
      sipMessage({ method: 'REFER', clock: null, line: 5, toTag: 'b', referTo: 'sip:carl@contoso.com' }),
      bye({ clock: null, direction: 'unknown' }),
    ];
    const { title, lanes, rows: drawn, about } = ladder(facts);
    expect([title, about, lanes[1], drawn.map(line)]).toEqual([
      'audio call, connected: sip:anna@contoso.com → sip:ben@contoso.com',
      ['transferred to sip:carl@contoso.com'],
      { name: 'SIP server', addresses: [] },
      [
        `- 0>0 INVITE | client.UccApilog:1 | direction not in the log | offer audio: 2 host (${TUNNEL} and ${WIFI}), 1 relay (${AV_EDGE}) | cut short in the log`,
        '- 0>1 REFER | client.UccApilog:5 | to sip:carl@contoso.com',
        '- 0>0 BYE | client.UccApilog:300 | direction not in the log',
      ],
    ]);
  });

  test('several SIP servers have lanes, from the second on one together', () => {
    const others = ['203.0.113.9:5061', '203.0.113.10:5061'].map(endpoint);
    const { lanes, rows: drawn } = ladder([
      offer,
      answer(200, 'OK', { remote: others[0] }),
      bye({ remote: others[1] }),
    ]);
    expect(lanes.slice(1)).toEqual([
      { name: 'SIP server 1', addresses: [EDGE] },
      { name: 'SIP server 2', addresses: ['203.0.113.9:5061', '203.0.113.10:5061'] },
    ]);
    expect(drawn.map((r) => [r.from, r.to])).toEqual([
      [0, 1],
      [2, 0],
      [0, 2],
    ]);
  });

  test('hostile text comes clean', () => {
    const evil = `a\u001b[31m\u202eb`;
    const text = JSON.stringify(
      ladder([
        { ...offer, method: 'INVITE', from: evil, at: { source: `${evil}.log`, line: 1 } },
        answer(200, evil, { remote, diagnostics: [diagnostic(1, { reason: evil, server: evil })] }),
        sipMessage({ method: evil, line: 7, referTo: evil }),
      ]),
    );
    expect(text).not.toMatch(/\\u001b|\u202e/);
  });
});

describe('the capture between the messages', () => {
  test('checks fold by pair, tell their end and what came of them, in the clock of the log', () => {
    const facts = [
      offer,
      progress,
      ended,
      ...splitTunnel(),
      check(`${TUNNEL}:50020`, `${PEER}:50046`, { frame: 254, transmissions: 4 }),
      check(`${WIFI}:50024`, `${PEER}:50046`, { frame: 258, transmissions: 5, clock: '08:20:06' }),
      check(`${WIFI}:50024`, `${PEER}:50046`, {
        frame: 270,
        clock: '08:20:09',
        result: 'success',
        useCandidate: true,
      }),
      check(`${PEER}:50046`, `${WIFI}:50024`, { frame: 280, clock: '08:20:10', result: 'error', errorCode: 487 }),
      check(`${WIFI}:50006`, `${AV_EDGE}:3478`, {
        frame: 290,
        clock: '08:20:11',
        peer: endpoint('203.0.113.130:50010'),
      }),
    ];
    expect(rows(facts)).toEqual([
      expect.stringMatching(/^09:20:00.000 0>1 INVITE /),
      expect.stringMatching(/^09:20:05.000 1>0 183 /),
      `09:20:05.100 0>2 STUN ×4 | capture.pcapng frame 254 | ${TUNNEL}:50020 tunnel → ${PEER}:50046: no answer`,
      `09:20:06.000 0>2 STUN ×6 | capture.pcapng frame 258 | ${WIFI}:50024 physical → ${PEER}:50046: answered, nominating, repeated until 09:20:09`,
      `09:20:10.000 2>0 STUN ×1 | capture.pcapng frame 280 | ${WIFI}:50024 physical ← ${PEER}:50046: error 487`,
      `09:20:11.000 0>2 STUN ×1 | capture.pcapng frame 290 | ${WIFI}:50006 physical by relay ${AV_EDGE}:3478 → 203.0.113.130:50010: no answer`,
      expect.stringMatching(/^09:21:00.000 0>1 BYE /),
    ]);
    expect(ladder(facts, 60).lanes[2]).toEqual({ name: 'remote party', addresses: [`${PEER} host`, '203.0.113.130'] });
    expect(ladder(facts, 60).notes).toEqual(["Times are the log's; those of the capture (UTC) are shifted by +01:00."]);
    const west = [offer, ended, check(`${WIFI}:50024`, `${PEER}:50046`, { clock: '12:50:05' })];
    expect(ladder(west, -210).notes).toEqual([
      "Times are the log's; those of the capture (UTC) are shifted by -03:30.",
    ]);
  });

  test('what names the call is shown whenever it was, what only shares a port within the call', () => {
    const late = { clock: '08:30:00' };
    const facts = [
      offer,
      ended,
      check(`${WIFI}:50024`, `${PEER}:50046`, { ...late, frame: 5 }),
      check(`${WIFI}:50024`, '203.0.113.1:1', { ...late, frame: 6, username: undefined }),
    ];
    expect(rows(facts).slice(2)).toEqual([
      `09:30:00.000 0>2 STUN ×1 | capture.pcapng frame 5 | ${WIFI}:50024 → ${PEER}:50046: no answer`,
    ]);
  });

  test('allocations: challenge and answer in one, the failed one told, those of others and old ones left out', () => {
    const id = (n: number) => `${n}`.padStart(32, '0');
    const facts = [
      offer,
      ended,
      allocate({
        frame: 10,
        clock: '08:19:58',
        client: `${WIFI}:50006`,
        transactionId: id(1),
        result: 'error',
        errorCode: 401,
      }),
      allocate({
        frame: 12,
        clock: '08:19:58.020',
        client: `${WIFI}:50006`,
        transactionId: id(2),
        relayed: endpoint(`${AV_EDGE}:52031`),
        mapped: endpoint('203.0.113.77:50006'),
      }),
      deadAllocate({ frame: 20, clock: '08:19:59', client: `${WIFI}:50030`, transactionId: id(3) }),
      deadAllocate({ frame: 2, clock: '08:10:00', client: `${WIFI}:50040`, transactionId: id(4) }),
      allocate({
        frame: 30,
        clock: '08:19:59.500',
        client: `${WIFI}:50050`,
        transactionId: id(5),
        relayed: endpoint(`${AV_EDGE}:52999`),
      }),
    ];
    expect(rows(facts).filter((r) => r.includes('TURN'))).toEqual([
      `09:19:58.000 0>2 TURN ×2 | capture.pcapng frame 10 | Allocate over udp: ${WIFI}:50006 → ${AV_EDGE}:3478: relay ${AV_EDGE}:52031, seen as 203.0.113.77:50006`,
      `09:19:59.000 0>2 TURN ×7 | capture.pcapng frame 20 | Allocate over udp: ${WIFI}:50030 → ${AV_EDGE}:3478: no answer`,
    ]);
    expect(ladder(facts, 60).lanes[2]).toEqual({ name: 'A/V Edge', addresses: [AV_EDGE] });
  });

  test('more pairs than anybody reads are counted', () => {
    const many = Array.from({ length: LADDER_PAIRS + 3 }, (_, i) =>
      check(`${WIFI}:${1024 + i}`, `${PEER}:50046`, { frame: i + 1 }),
    );
    const drawn = ladder([offer, ended, ...many], 60);
    expect([drawn.rows.length, drawn.notes[1]]).toEqual([
      LADDER_PAIRS + 2,
      '3 more pairs and allocations are left out.',
    ]);
  });

  test('a refused allocation says with what', () => {
    const refused = allocate({ frame: 9, clock: '08:19:59', result: 'error', errorCode: 437 });
    expect(rows([offer, ended, refused])[0]).toBe(
      `09:19:59.000 0>2 TURN ×1 | capture.pcapng frame 9 | Allocate over udp: ${WIFI}:50020 → ${AV_EDGE}:3478: refused (437)`,
    );
  });

  test('what belongs to another call stays away: by user name, by Call-ID, by endpoint', () => {
    const facts = [
      offer,
      ended,
      check(`${WIFI}:50024`, `${PEER}:50046`, { username: 'xxxx:yyyy' }),
      check(`${WIFI}:50024`, `${PEER}:50046`, { sipCallId: 'another', frame: 3 }),
      check(`${WIFI}:59999`, `${PEER}:50046`, { username: undefined, frame: 4 }),
      check(`${WIFI}:50024`, '203.0.113.1:1', { username: undefined, frame: 5 }),
      check(`${WIFI}:59999`, '203.0.113.2:1', { username: undefined, sipCallId: CALL, frame: 6 }),
    ];
    expect(rows(facts).filter((r) => r.includes('STUN'))).toEqual([
      `09:20:05.100 0>2 STUN ×1 | capture.pcapng frame 5 | ${WIFI}:50024 → 203.0.113.1:1: no answer`,
      `09:20:05.100 0>2 STUN ×1 | capture.pcapng frame 6 | ${WIFI}:59999 → 203.0.113.2:1: no answer`,
    ]);
  });

  test('the same packets on two adapters count once', () => {
    const one = check(`${WIFI}:50024`, `${PEER}:50046`, { frame: 5, transmissions: 3 });
    expect(rows([offer, ended, one, { ...one, interface: 1, at: { source: 'other.pcapng', frame: 1 } }])[1]).toMatch(
      /STUN ×3/,
    );
  });

  test('with nothing to tie the clocks it comes below, in UTC, by user names and addresses only', () => {
    const drawn = ladder([
      offer,
      ended,
      check(`${WIFI}:50024`, `${PEER}:50046`, { frame: 5, clock: '12:00:00' }),
      deadAllocate({ frame: 2, clock: '08:19:59', client: `${WIFI}:50040` }),
    ]);
    expect(drawn.rows.map((r) => r.label)).toEqual(['INVITE', 'BYE']);
    expect(drawn.untied.map(line)).toEqual([
      `12:00:00.000 0>2 STUN ×1 | capture.pcapng frame 5 | ${WIFI}:50024 → ${PEER}:50046: no answer`,
    ]);
    expect(drawn.notes).toEqual([
      "Below: of the capture, in UTC. Nothing ties its clock to the log's; --utc-offset does. Matched by ICE user names and addresses.",
    ]);
  });
});

test('the log of a server is not this PC', () => {
  const store = new FactStore();
  for (const f of [offer, ended, summary(LOG, { parser: 'cls-log' })]) store.add(f);
  const incident = incidentOf(store, NO_SITE);
  expect(ladderOf(incident.calls[0]!, incident).lanes[0]?.name).toBe('this server');
  expect(at('09:20:00')).toBe(offer.time);
});
