import { expect, test } from 'vitest';
import iceList from '../../parsers/ice-list.ts';
import type { Fact } from '../../src/facts.ts';
import { EXPECTED } from './decode/sdp-expected.ts';
import { LYNC_MULTIPART } from './decode/sdp-multipart.ts';
import { FIVE_ADAPTERS, INTRANET_RELAY, NEWER_STACK, WRAPPED_BYPASS } from './decode/sdp-offers.ts';
import { B2BUA, MESSENGER_6, MESSENGER_19 } from './decode/sdp-others.ts';
import { of, run } from './run.ts';

const at = (line: number) => ({ source: 'trace', line });
const sessions = (facts: readonly Fact[]) =>
  of(facts, 'sdp.session').map((s) => [
    s.at,
    s.media.map((m) => [m.line, m.media, m.candidates.length]),
    s.fallbackMedia,
  ]);

test('candidate lines, with and without a=, indented', () => {
  const text = [
    'a=candidate:1 1 UDP 2130706431 192.168.1.34 50010 typ host ',
    '  candidate:2 1 tcp-act 2121006078 192.168.1.34 50004 typ srflx raddr 192.168.1.34 rport 50004',
    '',
    'a=x-candidate-ipv6:3 1 UDP 33553407 2001:DB8::5 2960 typ host',
  ].join('\r\n');
  const candidate = { component: 1, transport: 'UDP', dialect: 'draft-19' };
  expect(run(iceList, text)).toEqual([
    {
      kind: 'sdp.session',
      at: at(1),
      direction: 'unknown',
      media: [
        {
          line: 1,
          media: 'unknown',
          protocol: '',
          candidates: [
            {
              ...candidate,
              line: 1,
              foundation: '1',
              priority: 2130706431,
              address: '192.168.1.34',
              port: 50010,
              type: 'host',
            },
            {
              ...candidate,
              line: 2,
              foundation: '2',
              transport: 'TCP-ACT',
              priority: 2121006078,
              address: '192.168.1.34',
              port: 50004,
              type: 'srflx',
              related: { address: '192.168.1.34', port: 50004 },
            },
            {
              ...candidate,
              line: 4,
              foundation: '3',
              priority: 33553407,
              address: '2001:db8::5',
              port: 2960,
              type: 'host',
            },
          ],
          remoteCandidates: [],
        },
      ],
      fallbackMedia: 0,
    },
    {
      kind: 'source.summary',
      at: at(1),
      parser: 'ice-list',
      bytes: text.length,
      records: 1,
      unrecognised: 0,
      clock: 'none',
      counters: {},
    },
  ]);
});

test('every description of real shape comes out whole', () => {
  for (const [name, { body, line, media, fallbackMedia }] of Object.entries(EXPECTED)) {
    const facts = run(iceList, body.map((l) => `${l}\r\n`).join(''));
    expect([name, ...sessions(facts)]).toEqual([
      name,
      [at(line), media.map((m) => [m.head[0], m.head[1], m.candidates.length]), fallbackMedia],
    ]);
    expect([of(facts, 'input.malformed'), of(facts, 'source.summary')[0]?.unrecognised]).toEqual([[], 0]);
  }
});

test('several in one text: split at v=, boundaries and words', () => {
  const text = [
    'Offer:',
    ...INTRANET_RELAY,
    'Answer:',
    ...NEWER_STACK,
    '',
    'and the old list',
    ...MESSENGER_6,
    ...WRAPPED_BYPASS,
    ...LYNC_MULTIPART,
    ...FIVE_ADAPTERS,
  ];
  const line = (head: readonly string[]) =>
    text.indexOf(head[0]!, head === INTRANET_RELAY ? 0 : text.indexOf('Answer:')) + 1;
  const facts = run(iceList, text.join('\n'));
  const lync = 1 + 56 + 1 + 8 + 2 + 5 + 52;
  const five = lync + 141;
  expect(sessions(facts)).toEqual([
    [at(2), [[9, 'audio', 10]], 0],
    [at(line(NEWER_STACK)), [[line(NEWER_STACK) + 1, 'unknown', 7]], 0],
    [at(line(MESSENGER_6)), [[line(MESSENGER_6), 'unknown', 5]], 0],
    [at(lync - 51), [[lync - 44, 'audio', 6]], 0],
    [
      at(lync + 65),
      [
        [lync + 73, 'audio', 8],
        [lync + 116, 'video', 8],
      ],
      2,
    ],
    [
      at(five + 1),
      [
        [five + 9, 'audio', 14],
        [five + 62, 'video', 14],
      ],
      0,
    ],
  ]);
  expect(of(facts, 'source.summary').map((s) => [s.records, s.unrecognised])).toEqual([[6, 3]]);
});

test('damage is told with its line', () => {
  const text = ['', ...B2BUA, 'a=candidate:1 1 UDP 12 x.x.x.x 5 typ host', ...MESSENGER_19].join('\n');
  const facts = run(iceList, text);
  expect(of(facts, 'input.malformed')).toEqual([
    { kind: 'input.malformed', at: at(6), reason: 'bad-syntax', detail: 'candidate line of no known form' },
  ]);
  expect(sessions(facts)).toEqual([[at(2), [[2, 'unknown', 10]], 0]]);
});
