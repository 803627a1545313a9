import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IkeExchange } from '../../../src/facts.ts';
import { IKE_EXCHANGES, IKE_IDLE } from '../../../src/limits.ts';
import { type Frame, join, pcap, timed, u32, udpFrame } from '../../captures.ts';
import {
  auth,
  authAnswer,
  fragment1,
  GATEWAY,
  type IkeFields,
  INITIATOR,
  ike,
  marked,
  notify,
  notify1,
  PC,
  RESPONDER,
  START,
  saInit,
  saInitAnswer,
  vendor,
  vendor1,
} from './media-made.ts';
import { only, read } from './read.ts';

const up = (message: Uint8Array, port = 500) =>
  udpFrame(`${PC}:${port}`, `${GATEWAY}:${port}`, port === 4500 ? marked(message) : message);
const down = (message: Uint8Array, port = 500) =>
  udpFrame(`${GATEWAY}:${port}`, `${PC}:${port}`, port === 4500 ? marked(message) : message);
const exchanges = (frames: readonly Frame[]): IkeExchange[] => only(read(pcap(frames)), 'ike.exchange');
const at = (frame: number) => ({ frame, time: START + (frame - 1) * 1000 });
const seconds = (frames: readonly Uint8Array[]): Frame[] => timed(frames, 1000, START);
/** Exchange, who asked, frames of requests, how often sent, frame of the answer, fragments. */
const told = (frames: readonly Uint8Array[]): unknown[] =>
  exchanges(seconds(frames)).map((x) => [
    x.exchange,
    x.client.address === PC ? 'pc' : 'gateway',
    x.requests.map(({ frame }) => frame),
    x.transmissions,
    x.answer?.frame,
    x.fragments,
  ]);

describe('IKEv2', () => {
  it('an exchange in full', () => {
    expect(exchanges(seconds([up(saInit), up(saInit), down(saInitAnswer)]))).toEqual([
      {
        kind: 'ike.exchange',
        at: { source: 'test.pcap', frame: 1 },
        time: START,
        interface: 0,
        version: 2,
        exchange: 'SA_INIT',
        client: { address: PC, port: 500 },
        server: { address: GATEWAY, port: 500 },
        initiatorSpi: INITIATOR,
        responderSpi: RESPONDER,
        messageId: 0,
        requests: [at(1), at(2)],
        transmissions: 2,
        answer: at(3),
        fragments: 0,
        notifies: [
          'NAT_DETECTION_SOURCE_IP',
          'NAT_DETECTION_DESTINATION_IP',
          'IKEV2_FRAGMENTATION_SUPPORTED',
          'REDIRECT_SUPPORTED',
        ],
        vendors: ['MS NT5 ISAKMPOAKLEY', 'strongSwan'],
      },
    ]);
  });

  it.each([
    ['never answered', [up(saInit), up(saInit), up(saInit)], [['SA_INIT', 'pc', [1, 2, 3], 3, undefined, 0]]],
    [
      'fragments of one message count once',
      [up(auth(1, 2), 4500), up(auth(2, 2), 4500), up(auth(1, 2), 4500), up(auth(2, 2), 4500), down(authAnswer, 4500)],
      [['AUTH', 'pc', [1, 3], 2, 5, 2]],
    ],
    [
      'a cookie asked for: the request with it is another',
      [
        up(saInit),
        down(ike({ exchange: 34, response: true, payloads: [notify(16390, 'cookie')] })),
        up(ike({ exchange: 34, payloads: [notify(16390, 'cookie')] })),
        down(saInitAnswer),
      ],
      [
        ['SA_INIT', 'pc', [1], 1, 2, 0],
        ['SA_INIT', 'pc', [3], 1, 4, 0],
      ],
    ],
    ['the answer alone', [down(saInitAnswer)], [['SA_INIT', 'pc', [], 0, 1, 0]]],
    ['an answer sent twice', [up(saInit), down(saInitAnswer), down(saInitAnswer)], [['SA_INIT', 'pc', [1], 1, 2, 0]]],
    [
      'both sides ask with the same number',
      [
        up(ike({ exchange: 37, messageId: 2, responder: RESPONDER, payloads: [[46, 'a']] }), 4500),
        down(ike({ exchange: 37, messageId: 2, responder: RESPONDER, payloads: [[46, 'b']] }), 4500),
        down(ike({ exchange: 37, messageId: 2, responder: RESPONDER, response: true, payloads: [[46, 'c']] }), 4500),
      ],
      [
        ['INFORMATIONAL', 'gateway', [2], 1, undefined, 0],
        ['INFORMATIONAL', 'pc', [1], 1, 3, 0],
      ],
    ],
    [
      'an answer from elsewhere is none',
      [up(saInit), down(saInitAnswer, 4500)],
      [
        ['SA_INIT', 'pc', [1], 1, undefined, 0],
        ['SA_INIT', 'pc', [], 0, 2, 0],
      ],
    ],
    ['another exchange type', [up(ike({ exchange: 43 }))], [['43', 'pc', [1], 1, undefined, 0]]],
  ] as const)('%s', (_name, frames, expected) => {
    expect(told(frames)).toEqual(expected);
  });

  it('nothing encrypted is read', () => {
    const secret = ike({ exchange: 35, messageId: 1, payloads: [[46, join(notify(24)[1])], notify(14)] });
    expect(exchanges(seconds([up(secret)]))[0]!.notifies).toEqual([]);
  });

  it('errors in the clear', () => {
    const refused = ike({ exchange: 34, response: true, payloads: [notify(14), notify(60_000)] });
    expect(exchanges(seconds([up(saInit), down(refused)]))[0]!.notifies.slice(3)).toEqual([
      'NO_PROPOSAL_CHOSEN',
      '60000',
    ]);
  });

  it('repeats minutes apart belong together, half an hour apart not', () => {
    const frames = [0, 76_000, 76_000 + IKE_IDLE + 1000].map((ms) => ({ time: START + ms, bytes: up(saInit) }));
    expect(exchanges(frames).map(({ transmissions }) => transmissions)).toEqual([2, 1]);
  });
});

describe('IKEv1', () => {
  const main = (n: number, fields: Partial<IkeFields> = {}) =>
    ike({ one: true, exchange: 2, payloads: [[1, join('message', n)]], ...fields });
  const known = { responder: RESPONDER };

  it('main mode: each pair of messages', () => {
    const frames = [
      up(main(1)),
      up(main(1)),
      down(main(2, known)),
      up(main(3, known)),
      down(main(4, known)),
      up(main(5, { ...known, encrypted: true })),
      up(main(5, { ...known, encrypted: true })),
    ];
    expect(told(frames)).toEqual([
      ['main', 'pc', [1, 2], 2, 3, 0],
      ['main', 'pc', [4], 1, 5, 0],
      ['main', 'pc', [6, 7], 2, undefined, 0],
    ]);
  });

  it('vendors', () => {
    const payloads = [
      vendor1('09002689dfd6b712'),
      vendor1('12f5f28c457168a9702d9fe274cc0100'),
      vendor1('4048b7d56ebce88525e7de7f00d6c2d380000000'),
      vendor1('afcad71368a1f1c96b8696fc77570100'),
      vendor1('afcad71368a1f1c96b8696fc77570200'),
    ];
    expect(exchanges(seconds([up(ike({ one: true, exchange: 4, payloads }))]))[0]!.vendors).toEqual([
      'XAuth',
      'Cisco Unity',
      'FRAGMENTATION',
      'DPD',
    ]);
  });

  it('a refusal in an exchange of its own answers the message it refuses', () => {
    const refusal = ike({ one: true, exchange: 5, messageId: 77, payloads: [notify1(14)] });
    const found = exchanges(seconds([up(main(1)), down(refusal)]));
    expect(found.map((x) => [x.exchange, x.answer?.frame, x.notifies])).toEqual([
      ['main', 2, ['NO_PROPOSAL_CHOSEN']],
      ['informational', undefined, ['NO_PROPOSAL_CHOSEN']],
    ]);
    const contact = ike({ one: true, exchange: 5, messageId: 78, payloads: [notify1(24578)] });
    expect(exchanges(seconds([up(main(1)), down(contact)]))[0]!.answer).toBe(undefined);
  });

  it('fragments of the vendors', () => {
    const part = (number: number, last: boolean) =>
      up(ike({ one: true, exchange: 4, payloads: [fragment1(1, number, last)] }));
    expect(
      told([part(1, false), part(2, false), part(3, true), part(1, false), part(2, false), part(3, true)]),
    ).toEqual([['aggressive', 'pc', [1, 4], 2, undefined, 3]]);
  });
});

describe('not IKE', () => {
  it.each([
    ['another version', join(saInit.subarray(0, 17), 0x30, saInit.subarray(18))],
    ['no initiator', join(new Uint8Array(8), saInit.subarray(8))],
    ['a wrong length', join(saInit, 0)],
    ['cut', saInit.subarray(0, 27)],
    ['zeros', new Uint8Array(40)],
  ])('%s', (_name, message) => {
    expect(exchanges(seconds([up(message)]))).toEqual([]);
  });

  it('any bytes: no crash, no endless loop', () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 90 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(frames, fc.nat(200), (tails, where) => {
        const list = tails.map((tail, n) => {
          const message = join(saInit.subarray(0, Math.max(28, where % saInit.length)), tail);
          message.set(u32(message.length), 24);
          message[18] = 34 + (n % 4);
          return n % 2 === 0 ? up(message) : down(message, 4500);
        });
        for (const x of exchanges(seconds(list))) {
          expect(x.requests.length).toBeLessThanOrEqual(x.transmissions);
          expect(x.notifies.length).toBeLessThanOrEqual(32);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

it('the table gives up what was idle longest', () => {
  const frames = Array.from({ length: IKE_EXCHANGES + 2 }, (_, n) =>
    up(ike({ exchange: 34, initiator: (n + 1).toString(16).padStart(16, '0'), payloads: [vendor('00')] })),
  );
  const facts = read(pcap(timed(frames, 1, START)));
  expect(only(facts, 'ike.exchange').length).toBe(IKE_EXCHANGES + 2);
  expect(only(facts, 'input.malformed').map(({ detail }) => detail)).toEqual([
    'more IKE exchanges open at once than are kept; the longest idle end here',
  ]);
});
