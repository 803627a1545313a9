/** Laws that every parser of text obeys. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import clsLog from '../../parsers/cls-log.ts';
import iceList from '../../parsers/ice-list.ts';
import sipText from '../../parsers/sip-text.ts';
import uccapi from '../../parsers/uccapi-log.ts';
import type { Fact } from '../../src/facts.ts';
import type { Parser } from '../../src/parser.ts';
import { BYE, INVITE, LOG, line, NOTIFY, OK, packet, REINVITE, wire } from './client-log.ts';
import { LYNC_MULTIPART } from './decode/sdp-multipart.ts';
import { INTRANET_RELAY, WRAPPED_BYPASS } from './decode/sdp-offers.ts';
import { encode, of, run } from './run.ts';

const day = '03/14/2017|09:15:41.207';
const interleaved = packet({ time: day, direction: 'sent', message: INVITE, without: ['start'] })
  .replace('a=candidate:2', `${line(day, 'queue length', '2A8')}a=candidate:2`)
  .replace('CSeq:', `${packet({ time: day, thread: '2A8', direction: 'received', message: OK })}CSeq:`);
const nameless = packet({
  time: '14.03.2017|09:15:41.207',
  direction: 'received',
  message: { ...BYE, headers: BYE.headers.map((h) => h.replace('Anna', 'Jürgen 😀').replace('by user', 'für Zoë')) },
});
const CLIENT = LOG + interleaved + nameless;

const TEXT = ['Grüße,', '', ...[INVITE, NOTIFY, OK, REINVITE, BYE].map((m) => wire(m)), '12006;reason="für Zoë"'].join(
  '\r\n',
);
const LIST = ['Größe:', ...INTRANET_RELAY, '', ...LYNC_MULTIPART, ...WRAPPED_BYPASS].join('\r\n');
const SERVER = [
  'TL_INFO(TF_PROTOCOL) [0]05D4.0FA4::01/19/2012-05:03:12.220.000011BB (SIPStack,x:y.cpp(125))$$begin_record',
  'Direction: outgoing',
  'Peer: 10.10.10.21:5061',
  'Start-Line: SIP/2.0 488 Not Acceptable Hére',
  'CSeq: 2 INVITE',
  'ms-diagnostics: 7008;reason="für Zoë"',
  'Content-Type: application/sdp',
  `Message-Body: ${INTRANET_RELAY.join('\r\n')}`,
  '$$end_record',
  '',
].join('\r\n');

const INPUTS: readonly (readonly [Parser, string])[] = [
  [uccapi, CLIENT],
  [sipText, TEXT],
  [iceList, LIST],
  [clsLog, SERVER],
];

/** Facts without the size of the input. */
const plain = (facts: readonly Fact[]): Fact[] =>
  facts.map((f) => (f.kind === 'source.summary' ? { ...f, bytes: 0 } : f));

const utf16 = (text: string, little: boolean, bom: boolean): Uint8Array => {
  const all = bom ? `\ufeff${text}` : text;
  const bytes = new Uint8Array(2 * all.length);
  for (let n = 0; n < all.length; n++) {
    const unit = all.charCodeAt(n);
    bytes[2 * n] = little ? unit & 0xff : unit >> 8;
    bytes[2 * n + 1] = little ? unit >> 8 : unit & 0xff;
  }
  return bytes;
};

for (const [parser, input] of INPUTS)
  describe(parser.id, () => {
    const whole = run(parser, input);
    const bytes = encode(input);

    test('it says something', () => {
      expect(of(whole, 'sip.message').length + of(whole, 'sdp.session').length).toBeGreaterThan(0);
      expect(whole.filter((f) => f.kind === 'source.summary')).toEqual([whole.at(-1)]);
    });

    test('same facts whatever the pieces', () => {
      for (const size of [1, 7, 63, 1000]) expect(run(parser, input, size)).toEqual(whole);
    });

    test('same facts, same lines, whatever the line ends', () => {
      expect(plain(run(parser, input.replaceAll('\r\n', '\n')))).toEqual(plain(whole));
      expect(plain(run(parser, input.replaceAll('\r\n', '\r\r\n'), 100))).toEqual(plain(whole));
    });

    test('same facts whatever the encoding', () => {
      expect(plain(run(parser, `\ufeff${input}`))).toEqual(plain(whole));
      for (const little of [true, false])
        for (const bom of [true, false])
          for (const size of [1, 7, 1 << 20])
            expect(plain(run(parser, utf16(input, little, bom), size))).toEqual(plain(whole));
      const ansi = input.replaceAll('😀', '');
      expect(
        plain(
          run(
            parser,
            Uint8Array.from(ansi, (c) => c.charCodeAt(0)),
          ),
        ),
      ).toEqual(plain(run(parser, ansi)));
    });

    test('loci: every excerpt stands in its line', () => {
      const lines = input.split(/\r*\n/);
      for (const fact of whole) {
        if (fact.kind !== 'sip.message' && fact.kind !== 'sip.diagnostic') continue;
        const at = 'line' in fact.at ? fact.at.line : 0;
        expect(lines[at - 1]).toContain(fact.excerpt.replace(/…$/, ''));
      }
      for (const session of of(whole, 'sdp.session'))
        for (const media of session.media)
          for (const c of media.candidates)
            expect(lines[c.line - 1]).toMatch(new RegExp(` ${c.address.replaceAll('.', '\\.')} ${c.port}\\b|:`));
    });

    test('cut at any byte: no throw, one summary', () => {
      const step = bytes.length > 4000 ? 3 : 1;
      for (let end = 0; end < bytes.length; end += step)
        expect(run(parser, bytes.subarray(0, end)).at(-1)).toMatchObject({ kind: 'source.summary', bytes: end });
    });

    test('damaged bytes: no throw, and still the same whatever the pieces', () => {
      fc.assert(
        fc.property(
          fc.array(
            fc.tuple(fc.nat(bytes.length - 1), fc.constantFrom(0, 10, 13, 32, 34, 58, 59, 61, 128, 255, 48, 124, 47)),
            {
              minLength: 1,
              maxLength: 60,
            },
          ),
          fc.integer({ min: 1, max: 400 }),
          (changes, size) => {
            const damaged = bytes.slice();
            for (const [at, value] of changes) damaged[at] = value;
            expect(run(parser, damaged, size)).toEqual(run(parser, damaged));
          },
        ),
        { seed: 3, numRuns: 60 },
      );
    });

    test('noise ends', () => {
      const noise = [
        'a'.repeat(1 << 20),
        'a\n'.repeat(1 << 18),
        '\r'.repeat(1 << 18),
        ';="'.repeat(1 << 17),
        `ms-diagnostics: 1;${';a="'.repeat(1 << 16)}`,
        `INVITE sip:x SIP/2.0\r\nms-diagnostics: 1;${' ;'.repeat(1 << 17)}\r\n\r\n`,
        `INVITE sip:x SIP/2.0\r\n${'Via: <,"'.repeat(1 << 15)}\r\n\r\n`,
        'INVITE sip:x SIP/2.0\r\n'.repeat(20_000),
        'a=candidate:1 1 UDP 1 10.0.0.1 1 typ host\r\n'.repeat(20_000),
        '--x\r\n\r\nv=0\r\n'.repeat(20_000),
        '\0'.repeat(1 << 16),
      ];
      for (const text of noise) expect(run(parser, text, 65_536).at(-1)?.kind).toBe('source.summary');
    });

    test('nothing secret is kept', () => {
      expect(JSON.stringify(whole)).not.toMatch(/InventedKey|InventedPassword|inline:|ice-pwd|category/);
    });
  });

describe('sniffing tells them apart', () => {
  const excerpt = LOG.replace(/\r/g, '')
    .split('\n')
    .slice(0, 3)
    .map((l) => `  ${l}`)
    .join('\n');
  const matrix: readonly (readonly [string, string, string, Parser | undefined])[] = [
    ['client trace', 'Lync-UccApi-0.UccApilog', CLIENT, uccapi],
    ['client trace, other name', 'trace.txt', CLIENT, uccapi],
    ['client trace, excerpt', 'ticket.txt', `Hi, the log says\n${excerpt}`, uccapi],
    ['client trace of 2005', 'RTCDLL0.log', '10:41:07.312 2F4:9A0 INFO  :: REGISTER sip:contoso.com SIP/2.0\n', uccapi],
    ['client trace that begins inside a message', 'x-UccApi-1.uccapilog', wire(BYE) + LOG, uccapi],
    ['server trace', 'pool.txt', SERVER, clsLog],
    ['messages', 'call.txt', TEXT, sipText],
    ['message with description', 'call.txt', wire(INVITE), sipText],
    ['one header', 'paste', 'ms-client-diagnostics: 23; reason="x"', sipText],
    ['one header, curly', 'paste', 'ms-diagnostics: 1027;reason=”Cannot”', sipText],
    ['one value', 'paste', '25; reason=”A federated call failed”', sipText],
    ['candidates', 'paste', 'a=candidate:1 1 UDP 2130706431 10.0.0.1 5 typ host', iceList],
    ['description', 'offer.sdp', INTRANET_RELAY.join('\n'), iceList],
    ['description without candidates', 'offer.sdp', 'v=0\nm=audio 5 RTP/AVP 0\n', iceList],
    ['multipart', 'body.txt', LYNC_MULTIPART.join('\r\n'), iceList],
    ['words', 'notes.txt', 'Hello: world\nthis = that; a=b\n', undefined],
    ['JSON', 'a.json', '{"a=candidate:1": 1}', undefined],
    [
      'capture',
      'a.pcap',
      `\u00d4\u00c3\u00b2\u00a1\u0002\0\u0004\0${'\0'.repeat(40)}INVITE sip:x SIP/2.0\r\n`,
      undefined,
    ],
    [
      'ipconfig',
      'ipconfig.txt',
      'Ethernet adapter Ethernet 3:\n\n   IPv4 Address. . . : 10.20.30.40(Preferred)\n',
      undefined,
    ],
    ['nothing', 'empty', '', undefined],
  ];
  const parsers = [uccapi, clsLog, sipText, iceList];
  for (const [what, name, text, expected] of matrix)
    for (const [encoding, bytes] of [
      ['UTF-8', encode(text)],
      ['UTF-16LE', utf16(text, true, true)],
    ] as const)
      test(`${what}, ${encoding}`, () => {
        const values = parsers.map((p) => [p, p.sniff(bytes.subarray(0, 65_536), name)] as const);
        const best = values.reduce((a, b) => (b[1] > a[1] ? b : a));
        if (expected === undefined) expect(values.map((v) => v[1])).toEqual([0, 0, 0, 0]);
        else {
          expect(best[0].id).toBe(expected.id);
          expect(values.filter((v) => v[1] === best[1]).length).toBe(1);
        }
        for (const [, value] of values) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      });
  test('a name alone is a weak sign', () => {
    expect(uccapi.sniff(encode('x'), 'Lync-UccApi-0.UccApilog.bak')).toBe(0.3);
  });
});
