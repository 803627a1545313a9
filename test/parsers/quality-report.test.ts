/** A client trace with a quality report, end to end: fact, damage, finding. */
import { describe, expect, test } from 'vitest';
import uccapi from '../../parsers/uccapi-log.ts';
import { report } from '../analyze-bytes.ts';
import { reportXml } from '../quality-report.ts';
import { line, type Message, packet } from './client-log.ts';
import { encode, of, run } from './run.ts';

const service = (text: string, type = 'application/vq-rtcpxr+xml'): Message => ({
  start: 'SERVICE sip:pool.contoso.com;gruu;opaque=srvr:homeserver:QoS SIP/2.0',
  headers: [
    'Via: SIP/2.0/TLS 10.20.30.40:50211',
    'From: "Anna"<sip:anna@contoso.com>;tag=5c0ffee009;epid=ab12cd34ef',
    'To: <sip:pool.contoso.com>',
    'Call-ID: 99887766554433221100',
    'CSeq: 1 SERVICE',
    `Content-Type: ${type}`,
  ],
  text,
});
const log = (message: Message, more = ''): string =>
  line('03/14/2017|09:12:02.871', 'module=uccapi flavor=fre version=16.0.4417.1000') +
  packet({ time: '03/14/2017|09:18:03.500', direction: 'sent', message }) +
  more;
const BODY_LINE = 2 + 1 + 7 + 1 + 1;

describe('facts', () => {
  const whole = log(service(reportXml()));
  const facts = run(uccapi, whole);

  test('one a media line, after the message that carried them, at the line of the body', () => {
    expect(facts.map((f) => f.kind)).toEqual(['sip.message', 'quality.report', 'quality.report', 'source.summary']);
    const [audio, video] = of(facts, 'quality.report');
    expect(audio).toEqual({
      kind: 'quality.report',
      at: { source: 'trace', line: BODY_LINE },
      time: Date.UTC(2017, 2, 14, 9, 18, 3, 500),
      direction: 'sent',
      callId: 'a1b2c3d4',
      start: '2026-03-02T08:20:05.0000Z',
      end: '2026-03-02T08:21:00.0000Z',
      caller: true,
      localUserAgent: 'UCCAPI/16.0.4417.1000 OC/16.0.4417.1000 (Skype for Business)',
      remoteUserAgent: 'UCCAPI/15.0.4420.1017 OC/15.0.4420.1017 (Microsoft Lync)',
      registeredInside: false,
      label: 'main-audio',
      midCall: false,
      ice: 'RELAY',
      iceWarning: { value: 935, readAs: 'decimal', numbering: 'lync' },
      relays: [{ address: '198.51.100.42', port: 52001 }],
      transport: 'UDP',
      connection: 'wired',
      connectionDetails: 'Tunnel',
      vpn: true,
      linkSpeed: 1e9,
      local: { address: '172.27.3.18', port: 50020, inside: false, subnetMask: '255.255.240.0' },
      remote: { address: '2001:db8::9', port: 50050, inside: true },
      inbound: {
        packets: 4021,
        jitter: 45,
        jitterMax: 120,
        lossRate: 0.125,
        lossRateMax: 0.4,
        concealedRatio: 0.08,
        degradation: 1.2,
        networkMos: 2.9,
        listenMos: 3.1,
      },
      outbound: { packets: 3999, jitter: 7, lossRate: 0, roundTrip: 80, roundTripMax: 300, listenMos: 3.9 },
      damaged: false,
    });
    expect([video?.label, video?.at]).toEqual(['main-video', { source: 'trace', line: BODY_LINE }]);
  });

  test('the same whatever the chunks, the other content type, and lines within the XML', () => {
    expect(run(uccapi, whole, 1)).toEqual(facts);
    expect(run(uccapi, whole, 7)).toEqual(facts);
    const other = run(uccapi, log(service(reportXml(), 'application/ms-cqf+xml; charset=utf-8')));
    expect(of(other, 'quality.report')).toEqual(of(facts, 'quality.report'));
    const spread = run(uccapi, log(service(reportXml().replaceAll('<MediaLine', '\r\n<MediaLine'))));
    expect(of(spread, 'quality.report').map((f) => f.at)).toEqual([
      { source: 'trace', line: BODY_LINE + 1 },
      { source: 'trace', line: BODY_LINE + 2 },
    ]);
  });

  test('names, hardware addresses and devices of the report are in no fact', () => {
    expect(JSON.stringify(of(facts, 'quality.report'))).not.toMatch(/anna|ben@|5E-00-53|Headset|contoso/i);
  });

  test('of other bodies nothing is read', () => {
    for (const [type, text] of [
      ['application/SOAP+xml', reportXml()],
      ['text/plain', reportXml()],
      ['application/ms-cqf+xml', '<feedback>it was bad</feedback>'],
    ])
      expect(run(uccapi, log(service(text!, type))).map((f) => f.kind)).toEqual(['sip.message', 'source.summary']);
  });
});

describe('damage', () => {
  test('broken XML is told at its line, and what stood before is kept', () => {
    const broken = reportXml().replace('<MediaLine Label="main-video">', '\n<MediaLine Label="main-video">&');
    const facts = run(uccapi, log(service(broken)));
    expect(of(facts, 'quality.report').map((f) => [f.label, f.damaged])).toEqual([
      ['main-audio', false],
      ['main-video', true],
    ]);
    expect(of(facts, 'input.malformed')).toEqual([
      {
        kind: 'input.malformed',
        at: { source: 'trace', line: BODY_LINE + 1 },
        time: Date.UTC(2017, 2, 14, 9, 18, 3, 500),
        reason: 'bad-syntax',
        detail: 'quality report is not well-formed XML',
      },
    ]);
  });

  test('a log that ends within the report tells it once', () => {
    const whole = log(service(reportXml()));
    const facts = run(uccapi, whole.slice(0, whole.indexOf('<InboundStream')));
    expect(of(facts, 'quality.report').map((f) => [f.label, f.damaged, f.local?.address])).toEqual([
      ['main-audio', true, '172.27.3.18'],
    ]);
    expect(of(facts, 'input.malformed').map((f) => f.detail)).toEqual(['SIP message ended before its Content-Length']);
  });
});

test('the findings of such a trace', () => {
  const result = report([{ name: 'client.UccApilog', bytes: encode(log(service(reportXml()))) }]);
  const mine = result.findings.filter((f) => f.rule.startsWith('quality-'));
  expect(mine.map((f) => [f.rule, f.severity, f.confidence, f.message, f.cause])).toEqual([
    [
      'quality-vpn-reported',
      'warning',
      'likely',
      "This client's quality report says VPN=true, connection Tunnel for 172.27.3.18 in a call, and a stream was poor.",
      [],
    ],
    [
      'quality-poor',
      'warning',
      'certain',
      "A call was poor by this client's quality report: main-audio inbound packet loss 12.5 % (poor above 10 %), jitter 45 ms (poor above 30 ms), concealed samples 8 % (poor above 7 %), MOS degradation 1.2 (poor above 1); main-video inbound lost frames 51 % (poor above 50 %).",
      ['quality-vpn-reported'],
    ],
  ]);
  expect(mine[1]?.evidence[0]).toEqual({
    source: 'client.UccApilog',
    line: BODY_LINE,
    time: '2017-03-14T09:18:03.500',
    excerpt:
      'main-audio inbound packet loss 12.5 % (poor above 10 %), jitter 45 ms (poor above 30 ms), concealed samples 8 % (poor above 7 %), MOS degradation 1.2 (poor abo…',
  });
  expect(result.outcomes.find((o) => o.rule === 'ice-failed-reported')).toEqual({
    rule: 'ice-failed-reported',
    outcome: 'clear',
  });
  expect(result.host.addresses).toContainEqual({
    address: '172.27.3.18',
    class: 'tunnel',
    confidence: 'likely',
    because: "the client's quality report says VPN=true, connection Tunnel for it",
  });
});
