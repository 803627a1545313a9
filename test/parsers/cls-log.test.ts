import { describe, expect, test } from 'vitest';
import clsLog from '../../parsers/cls-log.ts';
import type { Fact } from '../../src/facts.ts';
import { INTRANET_RELAY } from './decode/sdp-offers.ts';
import { of, run } from './run.ts';

const at = (line: number) => ({ source: 'trace', line });
const TIME = Date.UTC(2012, 0, 19, 5, 3, 12, 220);
const summary = (facts: readonly Fact[]) => of(facts, 'source.summary')[0]!;

const PREFIX = (flag = 'TL_INFO', time = '01/19/2012-05:03:12.220') =>
  `${flag}(TF_PROTOCOL) [0]05D4.0FA4::${time}.000011BB (SIPStack,SIPAdminLog::TraceProtocolRecord:SIPAdminLog.cpp(125))$$begin_record`;

const record = (direction: string, peer: string, start: string, headers: readonly string[], body = '-') =>
  [
    PREFIX(),
    'Trace-Correlation-Id: 2001122334',
    'Instance-Id: 00002631',
    `Direction: ${direction};source="internal edge";destination="external edge"`,
    `Peer: ${peer}`,
    `Message-Type: ${start.startsWith('SIP') ? 'response' : 'request'}`,
    `Start-Line: ${start}`,
    ...headers,
    `Message-Body: ${body}`,
    '$$end_record',
    '',
    '',
  ].join('\r\n');

describe('records', () => {
  test('a request', () => {
    const text = record('incoming', 'fe01.contoso.com:61192', 'OPTIONS sip:Options_User@fabrikam.com SIP/2.0', [
      'From: <sip:fe01.contoso.com>;tag=1',
      'To: <sip:Options_User@fabrikam.com>',
      'CSeq: 1 OPTIONS',
      'Call-ID: c9ae5899d3b00f1e0b7116e1c87938ca',
      'MAX-FORWARDS: 70',
      'VIA: SIP/2.0/TLS 10.10.10.30:61192;branch=z9hG4bK4f548fda',
      'CONTENT-LENGTH: 0',
      'USER-AGENT: RTCC/4.0.0.0',
    ]);
    expect(run(clsLog, text)).toEqual([
      {
        kind: 'sip.message',
        at: at(7),
        time: TIME,
        direction: 'received',
        excerpt: 'OPTIONS sip:Options_User@fabrikam.com SIP/2.0',
        method: 'OPTIONS',
        requestUri: 'sip:Options_User@fabrikam.com',
        callId: 'c9ae5899d3b00f1e0b7116e1c87938ca',
        cseq: 1,
        from: 'sip:fe01.contoso.com',
        to: 'sip:Options_User@fabrikam.com',
        fromTag: '1',
        userAgent: 'RTCC/4.0.0.0',
        remoteUser: false,
        diagnostics: [],
        truncated: false,
      },
      {
        kind: 'source.summary',
        at: at(1),
        parser: 'cls-log',
        bytes: text.length,
        records: 1,
        unrecognised: 0,
        first: TIME,
        last: TIME,
        clock: 'local',
        counters: { OPTIONS: 1 },
      },
    ]);
  });

  test('a response with diagnostics and description: lines of the file', () => {
    const body = INTRANET_RELAY.join('\r\n');
    const text = record(
      'outgoing',
      '10.10.10.21:5061',
      'SIP/2.0 488 Not Acceptable Here',
      [
        'CSeq: 2 INVITE',
        'ms-diagnostics: 7008;reason="x"',
        'Content-Type: application/sdp',
        `Content-Length: ${body.length + 2}`,
      ],
      body,
    );
    const facts = run(clsLog, text);
    const [message] = of(facts, 'sip.message');
    expect([
      message?.at,
      message?.direction,
      message?.remote,
      message?.status,
      message?.method,
      message?.truncated,
    ]).toEqual([at(7), 'sent', { address: '10.10.10.21', port: 5061 }, 488, 'INVITE', false]);
    expect(of(facts, 'sip.diagnostic').map((d) => [d.at, d.code])).toEqual([[at(9), 7008]]);
    expect(of(facts, 'sdp.session').map((s) => [s.at, s.media.map((m) => [m.line, m.candidates[0]?.line])])).toEqual([
      [at(12), [[19, 27]]],
    ]);
  });

  test('wrapped by a page: begin mark, start line, From, body', () => {
    const text = [
      'TL_INFO(TF_PROTOCOL) [0]05D4.0FA4::01/19/2012-05:03:12.220.000011BB',
      '(SIPStack,SIPAdminLog::TraceProtocolRecord:SIPAdminLog.cpp(125))$$begin_record',
      'Direction: incoming ',
      'Start-Line: SERVICE',
      'sip:anna@contoso.com;gruu;opaque=app:conf:focusfactory SIP/2.0',
      'From:',
      '<sip:anna@contoso.com>;tag=5',
      'CSeq: 4 SERVICE',
      'Call-ID: x',
      'Message-Body: <?xml version="1.0"',
      'encoding="utf-8"?><request/>',
      '$$end_record',
    ].join('\n');
    const [message] = of(run(clsLog, text), 'sip.message');
    expect([message?.at, message?.excerpt, message?.direction, message?.from, message?.fromTag, message?.cseq]).toEqual(
      [
        at(4),
        'SERVICE sip:anna@contoso.com;gruu;opaque=app:conf:focusfactory SIP/2.0',
        'received',
        'sip:anna@contoso.com',
        '5',
        4,
      ],
    );
  });

  test('counted, not kept; kept for its diagnostics', () => {
    const notify = (more: string[]) => record('outgoing', 'x', 'NOTIFY sip:x SIP/2.0', ['CSeq: 1 NOTIFY', ...more]);
    const text =
      notify([]) +
      record('incoming', 'x', 'SIP/2.0 200 OK', ['CSeq: 1 NOTIFY']) +
      notify(['MS-Diagnostics: 2139;reason="x"']);
    const facts = run(clsLog, text);
    expect(of(facts, 'sip.message').map((m) => [m.method, m.diagnostics.length])).toEqual([['NOTIFY', 1]]);
    expect(summary(facts).counters).toEqual({ NOTIFY: 2, '2xx': 1 });
  });

  test('diagnostic records and other components are only counted; an end mark is lost', () => {
    const text = [
      'junk before',
      'TL_ERROR(TF_COMPONENT) [0]0750.0BEC::01/19/2012-05:09:31.418.efedcd01 (SIPStack,CSIPRequest::GetNextHopByRouteHeader:SIPRequest.cpp(2440))( 00000000028FEC26 ) Exit - route headers from untrusted source. Result 0xC3E93C5E(SIPPROXY_E_ROUTING)',
      PREFIX(),
      'LogType: diagnostic',
      'SIP-Start-Line: OPTIONS sip:Options_User@fabrikam.com SIP/2.0',
      '$$end_record',
      PREFIX(),
      'Start-Line: BYE sip:x SIP/2.0',
      'Call-ID: cut',
      PREFIX('TL_WARN', '01/19/2012-05:10:00.000'),
    ].join('\n');
    const facts = run(clsLog, text);
    expect(of(facts, 'sip.message').map((m) => [m.at, m.callId])).toEqual([[at(8), 'cut']]);
    expect(summary(facts)).toEqual({
      kind: 'source.summary',
      at: at(1),
      parser: 'cls-log',
      bytes: text.length,
      records: 4,
      unrecognised: 1,
      first: Date.UTC(2012, 0, 19, 5, 9, 31, 418),
      last: Date.UTC(2012, 0, 19, 5, 10),
      clock: 'local',
      counters: { error: 1, BYE: 1 },
    });
  });
});
