import { describe, expect, test } from 'vitest';
import { readCandidate } from '../../../parsers/decode/candidate.ts';
import { decodeSdp } from '../../../parsers/decode/sdp.ts';
import { decodeDescription } from '../../../parsers/decode/sip-message.ts';
import type { Candidate, SdpMedia } from '../../../src/facts.ts';
import { EXPECTED } from './sdp-expected.ts';
import { WRAPPED_BYPASS } from './sdp-offers.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => {
  const b = bytes(text);
  return decodeSdp(b, 0, b.length, (index) => index + 1);
};

function show(c: Candidate): string {
  const related = c.related ? ` < ${c.related.address}:${c.related.port}` : '';
  const dialect = c.dialect === 'draft-6' ? ' draft-6' : '';
  return `${c.line} ${c.foundation}/${c.component} ${c.transport} ${c.priority} ${c.address}:${c.port} ${c.type}${related}${dialect}`;
}

const shown = (m: SdpMedia) => ({
  head: [m.line, m.media, m.protocol],
  label: m.label,
  default: m.default && `${m.default.address}:${m.default.port}`,
  iceUfrag: m.iceUfrag,
  candidates: m.candidates.map(show),
});

describe('whole descriptions', () => {
  for (const [name, { body, line, connection, fallbackMedia, media }] of Object.entries(EXPECTED))
    for (const [ending, eol] of [
      ['CRLF', '\r\n'],
      ['LF', '\n'],
      ['CR CR LF', '\r\r\n'],
    ] as const)
      test(`${name}, ${ending}`, () => {
        const b = bytes(body.map((l) => l + eol).join(''));
        const { sdp, problems } = decodeDescription(b, 0, b.length, (index) => index + 1);
        expect(problems).toEqual([]);
        expect({
          line: sdp?.line,
          connection: sdp?.connection,
          fallbackMedia: sdp?.fallbackMedia,
          media: sdp?.media.map(shown),
          remote: sdp?.media.flatMap((m) => m.remoteCandidates),
        }).toEqual({ line, connection, fallbackMedia, media, remote: [] });
      });

  test('indented excerpt', () => {
    const plain = read(WRAPPED_BYPASS.join('\n'));
    const indented = read(WRAPPED_BYPASS.map((l) => `   ${l}`).join('\n'));
    expect(indented).toEqual(plain);
  });
});

describe('single lines', () => {
  test('remote-candidates, media-level c=, address families', () => {
    const { media, connection, problems } = read(
      [
        'v=0',
        'c=IN IP4 198.51.100.9',
        'm=audio 54860/2 RTP/SAVP 0',
        'c=IN IP6 2001:DB8:0:0::A1',
        'a=remote-candidates:1 203.0.113.80 54860 2 203.0.113.80 54721 ',
        'm=video 0 RTP/SAVP 34',
        'a=ice-ufrag:Abcd',
      ].join('\r\n'),
    );
    expect(problems).toEqual([]);
    expect(connection).toBe('198.51.100.9');
    expect(media).toEqual([
      {
        line: 3,
        media: 'audio',
        label: undefined,
        protocol: 'RTP/SAVP',
        default: { address: '2001:db8::a1', port: 54860 },
        iceUfrag: undefined,
        candidates: [],
        remoteCandidates: [
          { component: 1, address: '203.0.113.80', port: 54860 },
          { component: 2, address: '203.0.113.80', port: 54721 },
        ],
      },
      {
        line: 6,
        media: 'video',
        label: undefined,
        protocol: 'RTP/SAVP',
        default: { address: '198.51.100.9', port: 0 },
        iceUfrag: 'Abcd',
        candidates: [],
        remoteCandidates: [],
      },
    ]);
  });

  test('a candidate wrapped inside its address, and one without a=', () => {
    const { media } = read(
      'a=candidate:4 1 UDP 1258289663 203.0.\r\n113.73 53160 typ relay raddr 198.51.100.178 rport 50009 \r\ncandidate:1 1 udp 2130706431 10.50.1.20 50010 typ host',
    );
    expect(media.map(shown)).toEqual([
      {
        head: [1, 'unknown', ''],
        label: undefined,
        default: undefined,
        iceUfrag: undefined,
        candidates: [
          '1 4/1 UDP 1258289663 203.0.113.73:53160 relay < 198.51.100.178:50009',
          '3 1/1 UDP 2130706431 10.50.1.20:50010 host',
        ],
      },
    ]);
  });

  test('what is no candidate is told, the rest is kept', () => {
    const { media, problems } = read(
      [
        'a=candidate:1 1 UDP 2130706431 10.0.0.300 50010 typ host',
        'a=candidate:1 1 UDP 2130706431 10.0.0.3 50010 typ moon',
        'a=candidate:1 x UDP 2130706431 10.0.0.3 50010 typ host',
        'a=candidate:1',
        'a=remote-candidates:1 nobody 2',
        'a=candidate:2 1 UDP 2130705919 10.0.0.3 50010 typ host generation 0 network-id 3',
      ].join('\n'),
    );
    expect(media.flatMap((m) => m.candidates.map(show))).toEqual(['6 2/1 UDP 2130705919 10.0.0.3:50010 host']);
    const candidate = { reason: 'bad-syntax', detail: 'candidate line of no known form' };
    expect(problems).toEqual([
      { ...candidate, line: 1 },
      { ...candidate, line: 2 },
      { ...candidate, line: 3 },
      { ...candidate, line: 4 },
      { line: 5, reason: 'bad-syntax', detail: 'remote-candidates line of no known form' },
    ]);
  });

  test('candidates past the limit are told once', () => {
    const line = 'a=candidate:1 1 UDP 2130706431 10.0.0.3 50010 typ host\n';
    const { media, problems } = read(line.repeat(405));
    expect(media[0]?.candidates.length).toBe(400);
    expect(problems).toEqual([{ line: 401, reason: 'limit', detail: 'more candidates than are read' }]);
  });

  test('draft-6 q tells the type', () => {
    const types = ['0.840', '0.8', '0.79', '0.550', '0.5', '0.450', '0.41', '0'].map(
      (q) => readCandidate(`aGVsbG8 1 cGFzcw UDP ${q} 10.0.0.1 1`, 1)?.type,
    );
    expect(types).toEqual(['host', 'host', 'srflx', 'srflx', 'srflx', 'relay', 'relay', 'relay']);
  });

  test('no secret of a description reaches its facts', () => {
    for (const { body } of Object.values(EXPECTED)) {
      const text = JSON.stringify(read(body.join('\n')));
      for (const line of body) {
        const secret = /inline:([^|]+)|ice-pwd:(.+)|candidate:\S{43}=? \d (\S+) UDP/.exec(line)?.slice(1).find(Boolean);
        if (secret) expect(text).not.toContain(secret);
      }
    }
  });
});
