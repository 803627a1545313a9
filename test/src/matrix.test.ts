import { describe, expect, test } from 'vitest';
import type { Fact, StunTransaction } from '../../src/facts.ts';
import { MATRIX_SIDE } from '../../src/limits.ts';
import type { Matrix } from '../../src/report.ts';
import {
  AV_EDGE,
  allocate,
  answer,
  bye,
  checkAll,
  endpoint,
  finalOffer,
  icmp,
  iface,
  invite,
  media,
  sdp,
  splitTunnel,
  TUNNEL,
  WIFI,
} from '../facts.ts';

const PEER = '10.80.1.20';
const MINE = [
  `UDP ${TUNNEL}:50020 host`,
  `UDP ${WIFI}:50024 host`,
  `UDP 203.0.113.77:50006 srflx ${WIFI}:50006`,
  `UDP ${AV_EDGE}:52031 relay 203.0.113.77:50006`,
  `TCP-PASS ${AV_EDGE}:56142 relay 203.0.113.77:50023`,
];
const THEIRS = [`UDP ${PEER}:50046 host`, `UDP ${AV_EDGE}:52040 relay 203.0.113.130:50010`];
const offer = invite(MINE, { sdp: sdp([media(MINE, { iceUfrag: 'aNn1' })]) });
const progress = answer(183, 'Session Progress', { sdp: sdp([media(THEIRS, { iceUfrag: 'bEn2' })]) });
const CALLED: readonly Fact[] = [offer, progress, bye(), ...splitTunnel()];

let id = 0;
/** A check of this PC; from the other side with `theirs`. */
function check(from: string, to: string, more: Parameters<typeof allocate>[0] = {}): StunTransaction {
  id += 1;
  return allocate({
    method: 'binding',
    dialect: 'stun',
    username: 'bEn2:aNn1',
    transactionId: `check ${id}`,
    client: from,
    server: to,
    result: 'none',
    clock: '09:20:05.100',
    frame: 10,
    ...more,
  });
}
const theirs = (from: string, to: string, more: Parameters<typeof allocate>[0] = {}): StunTransaction =>
  check(from, to, { username: 'aNn1:bEn2', ...more });

const matrices = (facts: readonly Fact[], minutes: number | undefined = 0): readonly Matrix[] =>
  checkAll([], facts, { utcOffset: minutes }).callDetails?.[0]?.matrices ?? [];

/** `0-1 no-answer: sent 4 ×, no answer @10` */
const pairs = (facts: readonly Fact[], minutes?: number): string[] =>
  matrices(facts, minutes).flatMap((m) =>
    m.pairs.map(
      (p) =>
        `${p.local}-${p.remote} ${p.outcome}${p.nominated ? ' nominated' : ''}${p.words === '' ? '' : `: ${p.words}`}${p.frames ? ` @${p.frames.join(',')}` : ''}`,
    ),
  );

describe('ends', () => {
  test('ours with interface class and base, a reflexive one under its base; theirs as offered', () => {
    expect(matrices(CALLED)[0]).toEqual({
      media: 'audio',
      locals: [
        { type: 'host', transport: 'UDP', address: TUNNEL, ports: [50020], class: 'tunnel' },
        { type: 'host', transport: 'UDP', address: WIFI, ports: [50024], class: 'physical' },
        { type: 'relay', transport: 'UDP', address: AV_EDGE, ports: [52031], base: WIFI, class: 'physical' },
        { type: 'relay', transport: 'TCP-PASS', address: AV_EDGE, ports: [56142], base: WIFI, class: 'physical' },
      ],
      remotes: [
        { type: 'host', transport: 'UDP', address: PEER, ports: [50046] },
        { type: 'relay', transport: 'UDP', address: AV_EDGE, ports: [52040] },
      ],
      pairs: [0, 1, 2].flatMap((local) => [0, 1].map((remote) => ({ local, remote, outcome: 'not-tried', words: '' }))),
      left: 0,
    });
  });

  test('an address that only a check shows is peer-reflexive', () => {
    const [m] = matrices([...CALLED, theirs('203.0.113.130:61000', `${WIFI}:50024`)]);
    expect(m?.remotes.at(-1)).toEqual({ type: 'prflx', transport: 'UDP', address: '203.0.113.130', ports: [61000] });
  });

  test('no matrix where one side has no candidates', () => {
    expect(matrices([offer, bye()])).toEqual([]);
  });

  test('at most so many; the others are counted', () => {
    const many = Array.from({ length: MATRIX_SIDE + 3 }, (_, i) => `UDP 10.80.2.${i + 1}:50046 host`);
    const [m] = matrices([
      offer,
      answer(183, 'Session Progress', { sdp: sdp([media(many, { iceUfrag: 'bEn2' })]) }),
      bye(),
    ]);
    expect([m?.remotes.length, m?.left]).toEqual([MATRIX_SIDE, 3]);
  });
});

describe('outcomes', () => {
  const only = (fact: readonly Fact[], pair: string, minutes?: number): string =>
    pairs([...CALLED, ...fact], minutes).find((p) => p.startsWith(pair)) ?? '';

  test.each([
    [
      'answered',
      [check(`${WIFI}:50024`, `${PEER}:50046`, { result: 'success' })],
      '1-0 answered: sent 1 ×, answered @10',
    ],
    [
      'refused',
      [check(`${WIFI}:50024`, `${PEER}:50046`, { result: 'error', errorCode: 487 })],
      '1-0 refused: refused (487) @10',
    ],
    [
      'no answer',
      [check(`${TUNNEL}:50020`, `${PEER}:50046`, { transmissions: 4, interface: 1 })],
      '0-0 no-answer: sent 4 ×, no answer @10',
    ],
    [
      'rejected on the way',
      [
        check(`${WIFI}:50024`, `${PEER}:50046`),
        {
          ...icmp(),
          quoted: { protocol: 'udp' as const, client: endpoint(`${WIFI}:50024`), server: endpoint(`${PEER}:50046`) },
        },
      ],
      '1-0 icmp: ICMP 3/13 from 192.168.1.1 @10',
    ],
    [
      'one-sided: theirs come in, ours get nothing',
      [
        check(`${WIFI}:50024`, `${PEER}:50046`),
        theirs(`${PEER}:50046`, `${WIFI}:50024`, { result: 'success', frame: 12 }),
      ],
      '1-0 one-sided: sent 1 ×, no answer, 1 of theirs came in @10,12',
    ],
    [
      'through the relay: the row is the relay’s',
      [check(`${WIFI}:50006`, `${AV_EDGE}:3478`, { peer: { address: AV_EDGE, port: 52040 } })],
      '2-1 no-answer: sent 1 ×, no answer @10',
    ],
  ])('%s', (_, facts, expected) => {
    expect(only(facts, expected.slice(0, 3))).toBe(expected);
  });

  test('a pair that the final offer names was answered, whatever the capture has', () => {
    expect(pairs([offer, progress, finalOffer(`${WIFI}:50024`, `${PEER}:50046`), bye()])).toContain(
      '1-0 answered nominated: nominated, by sdp',
    );
  });

  test('a check at the end of the capture says nothing', () => {
    const cut = iface({ last: Date.parse('2026-03-02T09:20:05.500Z') });
    expect(pairs([offer, progress, bye(), cut, check(`${WIFI}:50024`, `${PEER}:50046`)])).toContain(
      '1-0 unknown: sent 1 ×; the capture ends too soon @10',
    );
  });
});

describe('not tried is said only where it would have been seen', () => {
  const at = (facts: readonly Fact[], minutes?: number): string[] => [
    ...new Set(pairs(facts, minutes).map((p) => p.slice(4))),
  ];

  test('unknown without a capture', () => {
    expect(at([offer, progress, bye()])).toEqual(['unknown']);
  });
  test('unknown where nothing ties the clocks', () => {
    expect(checkAll([], CALLED).callDetails?.[0]?.matrices[0]?.pairs.map((p) => p.outcome)).toEqual(
      Array(6).fill('unknown'),
    );
  });
  test('unknown for an adapter that was not captured', () => {
    expect(pairs([offer, progress, bye(), iface()])).toEqual([
      '0-0 unknown',
      '0-1 unknown',
      '1-0 not-tried',
      '1-1 not-tried',
      '2-0 not-tried',
      '2-1 not-tried',
    ]);
  });
  test('unknown where the capture has a filter, began late or ended early', () => {
    const first = Date.parse('2026-03-02T09:20:01Z');
    const last = Date.parse('2026-03-02T09:20:30Z');
    for (const face of [iface({ filter: 'port 443' }), iface({ first }), iface({ last })])
      expect(at([offer, progress, bye(), face])).toEqual(['unknown']);
  });
});
