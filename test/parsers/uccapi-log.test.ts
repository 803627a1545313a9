import { describe, expect, test } from 'vitest';
import uccapi from '../../parsers/uccapi-log.ts';
import type { Candidate, SdpSession, SipDiagnostic, SipMessage } from '../../src/facts.ts';
import { answer, BYE, dialog, INVITE, LOG, line, NOTIFY, OK, packet, REINVITE, TRYING, wire } from './client-log.ts';
import { of, run } from './run.ts';

const CALL = '2c3d4e5f60718293a4b5c6d7e8f90a1b';
const LOCAL = { address: '10.20.30.40', port: 50211 };
const SERVER = { address: '10.10.10.21', port: 5061 };
const at = (number: number) => ({ source: 'trace', line: number });
const time = (clock: string) => Date.parse(`2017-03-14T${clock}Z`);
const candidate = (fields: Partial<Candidate>): Candidate => ({
  line: 0,
  foundation: '1',
  component: 1,
  transport: 'UDP',
  priority: 2130706431,
  address: '10.20.30.40',
  port: 50020,
  type: 'host',
  dialect: 'draft-19',
  ...fields,
});
const own = (fields: Partial<SipMessage>): SipMessage => ({
  kind: 'sip.message',
  at: at(0),
  direction: 'sent',
  excerpt: '',
  method: '',
  callId: CALL,
  from: 'sip:anna@contoso.com',
  to: 'sip:ben@contoso.com',
  fromTag: '5c0ffee003',
  local: LOCAL,
  remote: SERVER,
  via: LOCAL,
  remoteUser: false,
  diagnostics: [],
  truncated: false,
  ...fields,
});

describe('a whole log', () => {
  const offer: SdpSession = {
    kind: 'sdp.session',
    at: at(29),
    time: time('09:15:41.207'),
    direction: 'sent',
    callId: CALL,
    cseq: 1,
    method: 'INVITE',
    connection: '10.20.30.40',
    media: [
      {
        line: 35,
        media: 'audio',
        label: 'main-audio',
        protocol: 'RTP/AVP',
        default: { address: '10.20.30.40', port: 50020 },
        iceUfrag: 'aNn1',
        candidates: [
          candidate({ line: 39 }),
          candidate({ line: 40, foundation: '2', priority: 2130705919, address: '192.168.1.34', port: 50022 }),
          candidate({
            line: 41,
            foundation: '3',
            priority: 184547327,
            address: '203.0.113.67',
            port: 52031,
            type: 'relay',
            related: { address: '10.20.30.40', port: 50026 },
          }),
        ],
        remoteCandidates: [],
      },
    ],
    fallbackMedia: 0,
  };
  const final: SdpSession = {
    kind: 'sdp.session',
    at: at(79),
    time: time('09:15:46.118'),
    direction: 'sent',
    callId: CALL,
    cseq: 2,
    method: 'INVITE',
    connection: '10.20.30.40',
    media: [
      {
        line: 84,
        media: 'audio',
        protocol: 'RTP/AVP',
        default: { address: '10.20.30.40', port: 50020 },
        candidates: [candidate({ line: 85 })],
        remoteCandidates: [
          { component: 1, address: '10.50.1.20', port: 50046 },
          { component: 2, address: '10.50.1.20', port: 50047 },
        ],
      },
    ],
    fallbackMedia: 0,
  };
  const hangup: SipDiagnostic = {
    kind: 'sip.diagnostic',
    at: at(96),
    time: time('09:18:02.766'),
    header: 'ms-client-diagnostics',
    code: 51004,
    reason: 'Action initiated by user',
    params: {},
    media: {
      layout: 'C',
      writer: 'Caller',
      mediaType: 'audio',
      keys: { networkerr: 'no error', errtime: '0', blobver: '1' },
    },
    callId: CALL,
    direction: 'sent',
    method: 'BYE',
    excerpt: `ms-client-diagnostics: 51004; reason="Action initiated by user";UserType="Caller";MediaType="audio";MediaChanBlob="NetworkErr=no error,ErrTime=0,BlobVer=1";`,
  };
  const gruu = 'sip:ben@contoso.com;opaque=user:epid:zYxWvUtSrQpOnMlKjIhGfAAA;gruu';

  test('its facts', () => {
    expect(run(uccapi, LOG)).toEqual([
      own({
        at: at(16),
        time: time('09:15:41.207'),
        excerpt: 'INVITE sip:ben@contoso.com SIP/2.0',
        method: 'INVITE',
        requestUri: 'sip:ben@contoso.com',
        cseq: 1,
        userAgent: 'UCCAPI/16.0.4417.1000 OC/16.0.4417.1000 (Skype for Business)',
        subnet: '10.20.30.40',
        mediaLocation: 'Intranet',
        sdp: offer,
      }),
      offer,
      own({
        at: at(58),
        time: time('09:15:45.530'),
        direction: 'received',
        excerpt: 'SIP/2.0 200 OK',
        method: 'INVITE',
        status: 200,
        reason: 'OK',
        cseq: 1,
        toTag: 'b0b0b0b001',
      }),
      own({
        at: at(70),
        time: time('09:15:46.118'),
        excerpt: `INVITE ${gruu} SIP/2.0`,
        method: 'INVITE',
        requestUri: gruu,
        cseq: 2,
        sdp: final,
      }),
      final,
      own({
        at: at(90),
        time: time('09:18:02.766'),
        excerpt: `BYE ${gruu} SIP/2.0`,
        method: 'BYE',
        requestUri: gruu,
        cseq: 3,
        diagnostics: [hangup],
      }),
      hangup,
      {
        kind: 'source.summary',
        at: at(1),
        parser: 'uccapi-log',
        bytes: LOG.length,
        records: 22,
        unrecognised: 0,
        first: time('09:12:02.871'),
        last: time('09:18:03.001'),
        clock: 'local',
        counters: { BENOTIFY: 1, INVITE: 2, '1xx': 1, '2xx': 1, BYE: 1, trace: 4, error: 1, harmless: 1 },
      },
    ]);
  });

  test('a message and its parts are the objects emitted on their own', () => {
    const facts = run(uccapi, LOG);
    const messages = of(facts, 'sip.message');
    expect(messages.flatMap((m) => m.sdp ?? []).every((s) => facts.includes(s))).toBe(true);
    expect(messages.flatMap((m) => m.diagnostics).every((d) => facts.includes(d))).toBe(true);
  });
});

const day = '03/14/2017|09:15:41.207';
const summary = (facts: ReturnType<typeof run>) => of(facts, 'source.summary')[0]!;
const brief = (facts: ReturnType<typeof run>) =>
  of(facts, 'sip.message').map((m) => [m.at, m.direction, m.local?.port ?? 0, m.status ?? m.method]);

describe('direction', () => {
  const of1 = (text: string) => of(run(uccapi, text), 'sip.message')[0]!;
  const ends = (m: SipMessage) => [m.direction, m.local, m.remote];

  test('from the packet line before', () => {
    expect(ends(of1(packet({ time: day, direction: 'sent', message: BYE, without: ['end'] })))).toEqual([
      'sent',
      LOCAL,
      SERVER,
    ]);
  });
  test('from the packet line behind', () => {
    expect(ends(of1(packet({ time: day, direction: 'received', message: OK, without: ['start'] })))).toEqual([
      'received',
      LOCAL,
      SERVER,
    ]);
  });
  test('from the packet line behind, with another thread between', () => {
    const text = packet({ time: day, direction: 'sent', message: BYE, without: ['start'] });
    const last = text.lastIndexOf('03/14');
    const cut = `${text.slice(0, last)}${line(day, 'queue length 3', '2A8')}${text.slice(last)}`;
    expect(ends(of1(cut))).toEqual(['sent', LOCAL, SERVER]);
  });
  test('from ms-received-port, when there are no packet lines', () => {
    const bare = (message: typeof OK) =>
      of1(packet({ time: day, direction: 'sent', message, without: ['start', 'end'] })).direction;
    expect([bare(OK), bare(BYE)]).toEqual(['received', 'unknown']);
  });
  test('not from the line of another thread, nor from one that has ended', () => {
    const other = packet({ time: day, direction: 'sent', message: BYE, thread: 'A', without: ['end'] });
    const bare = packet({ time: day, direction: 'sent', message: BYE, thread: 'B', without: ['start', 'end'] });
    expect(brief(run(uccapi, other + bare)).map((b) => b[1])).toEqual(['sent', 'unknown']);
    const ended = packet({ time: day, direction: 'sent', message: BYE });
    const later = packet({ time: day, direction: 'sent', message: BYE, without: ['start', 'end'] });
    expect(brief(run(uccapi, ended + later)).map((b) => b[1])).toEqual(['sent', 'unknown']);
  });
  test('a response of this client repeats the server’s note below its own Via', () => {
    const vias = [
      'Via: SIP/2.0/TLS 10.10.10.21:5061;branch=z',
      'Via: SIP/2.0/TLS 192.168.1.57:37747;ms-received-port=37747',
    ];
    const message = { start: 'SIP/2.0 200 OK', headers: [...vias, ...answer('1 INVITE').slice(0, 4)] };
    expect(of1(packet({ time: day, direction: 'sent', message, without: ['start', 'end'] })).direction).toBe('unknown');
    const invite = { start: 'INVITE sip:ben@192.168.1.57 SIP/2.0', headers: [...vias, ...dialog('1 INVITE').slice(1)] };
    expect(of1(packet({ time: day, direction: 'sent', message: invite, without: ['start', 'end'] })).direction).toBe(
      'received',
    );
  });
});

describe('threads', () => {
  const split = (text: string, before: string, insert: string) => text.replace(before, `${insert}${before}`);
  const invite = packet({ time: day, direction: 'sent', message: INVITE });
  const whole = of(run(uccapi, invite), 'sdp.session')[0]!;

  test('a trace line inside a body', () => {
    const facts = run(uccapi, split(invite, 'a=candidate:2', line(day, 'queue length 3', '2A8')));
    const [message] = of(facts, 'sip.message');
    expect([message?.direction, message?.truncated]).toEqual(['sent', false]);
    expect(message?.sdp?.media[0]?.candidates.map((c) => [c.line, c.address])).toEqual(
      whole.media[0]?.candidates.map((c) => [c.line + (c.foundation === '1' ? 0 : 1), c.address]),
    );
    expect(of(facts, 'input.malformed')).toEqual([]);
  });
  test('a trace line inside the headers', () => {
    const facts = run(uccapi, split(invite, 'CSeq:', line(day, 'queue length 3', '2A8')));
    const [message] = of(facts, 'sip.message');
    expect([message?.cseq, message?.sdp?.media[0]?.candidates.length, message?.truncated]).toEqual([1, 3, false]);
  });
  test('another message inside a body', () => {
    const other = packet({ time: day, thread: '2A8', direction: 'received', message: OK });
    const facts = run(uccapi, split(invite, 'a=candidate:2', other));
    expect(brief(facts)).toEqual([
      [at(27), 'received', 50211, 200],
      [at(2), 'sent', 50211, 'INVITE'],
    ]);
    expect(of(facts, 'sdp.session')[0]?.media[0]?.candidates.map((c) => c.address)).toEqual([
      '10.20.30.40',
      '192.168.1.34',
      '203.0.113.67',
    ]);
  });
  test('the thread that wrote a cut message goes on: cut', () => {
    const cut = invite.slice(0, invite.indexOf('a=candidate:2')) + line(day, 'queue length 3');
    const facts = run(uccapi, cut);
    expect(of(facts, 'sip.message').map((m) => m.truncated)).toEqual([true]);
    expect(of(facts, 'sdp.session')[0]?.media[0]?.candidates.length).toBe(1);
    expect(of(facts, 'input.malformed')).toEqual([
      {
        kind: 'input.malformed',
        at: at(2),
        time: Date.parse('2017-03-14T09:15:41.207Z'),
        reason: 'truncated',
        detail: 'SIP message ended before its Content-Length',
      },
    ]);
  });
  test('more open messages than are kept', () => {
    const text = Array.from(
      { length: 80 },
      (_, n) =>
        packet({
          time: day,
          thread: (n + 16).toString(16).toUpperCase(),
          direction: 'sent',
          message: INVITE,
          without: ['end'],
        }).split('a=candidate:2')[0]!,
    ).join('');
    expect(of(run(uccapi, text), 'sip.message').length).toBe(80);
  });
});

describe('what is only counted', () => {
  const methods = ['NOTIFY', 'BENOTIFY', 'MESSAGE', 'INFO', 'PRACK', 'ACK', 'SUBSCRIBE', 'PUBLISH'];
  const request = (method: string, ...more: string[]) =>
    packet({
      time: day,
      direction: 'received',
      message: { start: `${method} sip:a@contoso.com SIP/2.0`, headers: [`CSeq: 1 ${method}`, ...more] },
    });
  const response = (status: number, method: string, ...more: string[]) =>
    packet({
      time: day,
      direction: 'received',
      message: { start: `SIP/2.0 ${status} X`, headers: [`CSeq: 1 ${method}`, ...more] },
    });
  const DIAGNOSTIC = 'ms-diagnostics: 2139;reason="gone";source="fe01.contoso.com"';

  test('requests and good answers of presence and messages', () => {
    const text = methods.map((m) => request(m) + response(200, m)).join('') + response(100, 'INVITE');
    const facts = run(uccapi, text);
    expect(facts.map((f) => f.kind)).toEqual(['source.summary']);
    expect(summary(facts).counters).toEqual({ ...Object.fromEntries(methods.map((m) => [m, 1])), '1xx': 1, '2xx': 8 });
  });
  test('unless they carry diagnostics, under any spelling', () => {
    const text = methods
      .map((m) => request(m, DIAGNOSTIC.replace('ms-d', 'Ms-D')) + response(202, m, DIAGNOSTIC))
      .join('');
    expect(of(run(uccapi, text), 'sip.message').map((m) => [m.method, m.diagnostics.length])).toEqual(
      methods.flatMap((m) => [
        [m, 1],
        [m, 1],
      ]),
    );
  });
  test('others are kept', () => {
    const kept = ['INVITE', 'BYE', 'CANCEL', 'OPTIONS', 'SERVICE', 'UPDATE', 'REFER', 'REGISTER', 'NEGOTIATE'];
    const text =
      kept.map((m) => request(m) + response(200, m)).join('') + response(481, 'NOTIFY') + request('FROBNICATE');
    const facts = run(uccapi, text);
    expect(of(facts, 'sip.message').map((m) => `${m.method} ${m.status ?? ''}`)).toEqual([
      ...kept.flatMap((m) => [`${m} `, `${m} 200`]),
      'NOTIFY 481',
      'FROBNICATE ',
    ]);
    expect(summary(facts).counters.OTHER).toBe(1);
  });
  test('an instant message never reaches a fact', () => {
    const body = packet({
      time: day,
      direction: 'sent',
      message: {
        start: 'MESSAGE sip:ben@contoso.com SIP/2.0',
        headers: dialog(
          '2 MESSAGE',
          DIAGNOSTIC,
          'Content-Type: text/plain',
          'ms-text-format: text/plain;ms-body=c2VjcmV0',
        ),
        text: 'secret words',
      },
    });
    const text = JSON.stringify(run(uccapi, body));
    expect(text).toContain('2139');
    expect(text).not.toMatch(/secret|c2VjcmV0/);
  });
  test('secrets of kept messages', () => {
    const text = JSON.stringify(
      run(
        uccapi,
        LOG +
          packet({
            time: day,
            direction: 'sent',
            message: {
              start: 'REGISTER sip:contoso.com SIP/2.0',
              headers: dialog(
                '1 REGISTER',
                'Authorization: TLS-DSK response="00112233"',
                'Proxy-Authorization: x gssapi-data="44"',
              ),
            },
          }),
      ),
    );
    expect(text).toContain('REGISTER');
    expect(text).not.toMatch(/InventedKey|InventedPassword|00112233|gssapi/);
  });
});

describe('dates', () => {
  const times = (...dates: string[]) => {
    const facts = run(uccapi, dates.map((d) => packet({ time: d, direction: 'sent', message: BYE })).join(''));
    const { first, last, clock } = summary(facts);
    const iso = (t: number | undefined) => (t === undefined ? t : new Date(t).toISOString().slice(0, 16));
    expect(of(facts, 'sip.message').flatMap((m) => m.diagnostics.map((d) => d.time))).toEqual(
      of(facts, 'sip.message').map((m) => m.time),
    );
    return [...of(facts, 'sip.message').map((m) => iso(m.time)), iso(first), iso(last), clock];
  };
  const clock = '10:41:07.312';

  test('month first', () => {
    expect(times(`04/05/2017|${clock}`)).toEqual(['2017-04-05T10:41', '2017-04-05T10:41', '2017-04-05T10:41', 'local']);
  });
  test('day first, once a number above 12 shows it, also for what came before', () => {
    expect(times(`04/05/2017|${clock}`, `13/05/2017|${clock}`)).toEqual([
      '2017-05-04T10:41',
      '2017-05-13T10:41',
      '2017-05-04T10:41',
      '2017-05-13T10:41',
      'local',
    ]);
  });
  test('dots: day first, unless a number above 12 shows the contrary', () => {
    expect(times(`4.5.2017|${clock}`).slice(0, 1)).toEqual(['2017-05-04T10:41']);
    expect(times(`04.05.2017|${clock}`, `04.16.2017|${clock}`).slice(0, 2)).toEqual([
      '2017-04-05T10:41',
      '2017-04-16T10:41',
    ]);
  });
  test('year first', () => {
    expect(times(`2017-04-05|${clock}`).slice(0, 1)).toEqual(['2017-04-05T10:41']);
  });
  test('facts held back stay whole and in order', () => {
    const text = LOG.replaceAll('03/14/2017|', '05/04/2017|') + line(`13/04/2017|${clock}`, 'x');
    const facts = run(uccapi, text);
    const straight = run(uccapi, LOG);
    expect(facts.map((f) => f.kind)).toEqual(straight.map((f) => f.kind));
    expect(
      of(facts, 'sip.message').every(
        (m) => (m.sdp ? facts.includes(m.sdp) : true) && m.diagnostics.every((d) => facts.includes(d)),
      ),
    ).toBe(true);
    expect(new Date(of(facts, 'sip.message')[0]!.time!).toISOString()).toBe('2017-04-05T09:15:41.207Z');
  });
  test('no date: counted from 1970 on, a day more after midnight', () => {
    expect(times('23:59:59.999', '00:00:00.001', '10:41:07,312')).toEqual([
      '1970-01-01T23:59',
      '1970-01-02T00:00',
      '1970-01-02T10:41',
      '1970-01-01T23:59',
      '1970-01-02T10:41',
      'none',
    ]);
  });
});

describe('layouts', () => {
  test('2005: no date, an empty line after every header, two at the end', () => {
    const text = [
      '10:41:07.312 2F4:9A0 INFO  :: REGISTER sip:contoso.com SIP/2.0',
      ' ',
      'Via: SIP/2.0/TCP 192.168.1.34:7521',
      ' ',
      'Max-Forwards: 70',
      ' ',
      'From: <sip:anna@contoso.com>;tag=b766918a8cbb9f923823b939d4deb710;epid=9be35223ba',
      ' ',
      'To: <sip:anna@contoso.com>',
      ' ',
      'Call-ID: dc1ad0064b3b1c0e56ac2f7563643fad@192.168.1.34',
      ' ',
      'CSeq: 1 REGISTER',
      '',
      '',
      '10:41:07.312 2F4:9A0 INFO  :: SIP/2.0 401 Unauthorized',
      ' ',
      'Date: Thu, 21 Apr 2005 02:41:00 GMT',
      ' ',
      'WWW-Authenticate: NTLM realm="SIP Communications Service", targetname="fe01.contoso.com"',
      ' ',
      'CSeq: 1 REGISTER',
      ' ',
      'ms-diagnostics: 1000;reason="x"',
    ].join('\r\n');
    const time = ((10 * 60 + 41) * 60 + 7) * 1000 + 312;
    const diagnostic: SipDiagnostic = {
      kind: 'sip.diagnostic',
      at: at(24),
      time,
      header: 'ms-diagnostics',
      code: 1000,
      reason: 'x',
      params: {},
      direction: 'unknown',
      method: 'REGISTER',
      status: 401,
      excerpt: 'ms-diagnostics: 1000;reason="x"',
    };
    expect(run(uccapi, text)).toEqual([
      {
        kind: 'sip.message',
        at: at(1),
        time,
        direction: 'unknown',
        excerpt: 'REGISTER sip:contoso.com SIP/2.0',
        method: 'REGISTER',
        requestUri: 'sip:contoso.com',
        callId: 'dc1ad0064b3b1c0e56ac2f7563643fad@192.168.1.34',
        cseq: 1,
        from: 'sip:anna@contoso.com',
        to: 'sip:anna@contoso.com',
        fromTag: 'b766918a8cbb9f923823b939d4deb710',
        remoteUser: false,
        diagnostics: [],
        truncated: false,
      },
      {
        kind: 'sip.message',
        at: at(16),
        time,
        direction: 'unknown',
        excerpt: 'SIP/2.0 401 Unauthorized',
        method: 'REGISTER',
        status: 401,
        reason: 'Unauthorized',
        callId: '',
        cseq: 1,
        remoteUser: false,
        diagnostics: [diagnostic],
        truncated: false,
      },
      diagnostic,
      {
        kind: 'source.summary',
        at: at(1),
        parser: 'uccapi-log',
        bytes: text.length,
        records: 2,
        unrecognised: 0,
        first: time,
        last: time,
        clock: 'none',
        counters: { REGISTER: 1, '4xx': 1 },
      },
    ]);
  });

  test('excerpt: one blank behind INFO, a wrapped header, no packet lines', () => {
    const text = [
      'Here is what we saw:',
      '    06/06/2014|14:17:50.119 12B4:1F40 INFO :: SIP/2.0 200',
      '    ms-client-diagnostics: 51007;reason="Callee media connectivity diagnosis info";',
      '    CalleeMediaDebug="audio:ICEWarn=0x0,',
      '    LocalSite=192.168.1.34:50034,LocalMR=192.0.2.60::58513,',
      '    NetworkName=contoso.com,Interfaces=0x12,BaseInterface=0x2"',
      '',
      '    06/06/2014|14:18:33.402 12B4:1F40 INFO :: BYE sip:ben@contoso.com SIP/2.0',
      '    ms-client-diagnostics: 51004; reason="Action initiated by user";',
      '    CalleeMediaDebug="audio:ICEWarn=0x40003a0,',
    ].join('\n');
    const facts = run(uccapi, text);
    expect(of(facts, 'sip.diagnostic').map((d) => [d.at, d.code, d.reason, d.method, d.status, d.media])).toEqual([
      [
        at(3),
        51007,
        'Callee media connectivity diagnosis info',
        undefined,
        200,
        {
          layout: 'A',
          writer: 'Callee',
          mediaType: 'audio',
          iceWarn: 0,
          keys: {
            icewarn: '0x0',
            localsite: '192.168.1.34:50034',
            localmr: '192.0.2.60::58513',
            networkname: 'contoso.com',
            interfaces: '0x12',
            baseinterface: '0x2',
          },
        },
      ],
      [
        at(9),
        51004,
        'Action initiated by user',
        'BYE',
        undefined,
        { layout: 'A', writer: 'Callee', mediaType: 'audio', iceWarn: 0x40003a0, keys: { icewarn: '0x40003a0' } },
      ],
    ]);
    expect(of(facts, 'input.malformed').map((m) => [m.at, m.reason, m.detail])).toEqual([
      [at(9), 'bad-syntax', 'ms-client-diagnostics: quote not closed'],
    ]);
    expect([summary(facts).records, summary(facts).unrecognised]).toEqual([2, 1]);
  });

  test('level words, lower-case ids, a comma before the milliseconds; what is no prefix', () => {
    const text = [
      '03/14/2017|09:12:02,871 1a2c:f3c TRACE :: a',
      '03/14/2017|09:12:02.871 1A2C:F3C WARN  :: b',
      '03/14/2017|09:12:02.871 1A2C:F3C ERROR:: c',
      '03/14/2017|09:12:02.871 1A2C INFO  :: no thread',
      '03/14/2017 09:12:02.871 1A2C:F3C INFO  :: no bar',
      '03/14/2017|09:12:02.871 1A2C:F3C INFO  : one colon',
      '',
    ].join('\n');
    expect(summary(run(uccapi, text))).toEqual({
      kind: 'source.summary',
      at: at(1),
      parser: 'uccapi-log',
      bytes: text.length,
      records: 3,
      unrecognised: 0,
      first: time('09:12:02.871'),
      last: time('09:12:02.871'),
      clock: 'local',
      counters: { trace: 3, error: 1 },
      shapes: [
        { level: 'ERROR', shape: '<x>', count: 1 },
        { level: 'WARN', shape: '<x>', count: 1 },
      ],
    });
  });

  test('trace lines that begin like packets or messages', () => {
    const text = [
      'Sending',
      'Data Receive',
      'End of Send',
      'INVITE',
      'SIP/2.0',
      'HRESULT API failed: 80070002',
      'INFO x SIP/2.1',
      '',
    ]
      .map((t) => line(day, t))
      .join('');
    const facts = run(uccapi, text);
    expect(facts.length).toBe(1);
    expect(summary(facts).counters).toEqual({ trace: 8 });
  });

  test('IPv6 packet lines', () => {
    const text = packet({ time: day, direction: 'sent', message: BYE, local: '[2001:DB8::0:40]:50211' });
    expect(of(run(uccapi, text), 'sip.message')[0]?.local).toEqual({ address: '2001:db8::40', port: 50211 });
  });

  test('media relay credentials', () => {
    const xml =
      '<?xml version="1.0"?><response xmlns="http://schemas.microsoft.com/2006/09/sip/mrasp"><credentialsResponse><credentials><username>U1</username><password>P1</password></credentials><mediaRelayList><mediaRelay><location>intranet</location><hostName>edge01-int.contoso.com</hostName><udpPort>3478</udpPort><tcpPort>443</tcpPort></mediaRelay></mediaRelayList></credentialsResponse></response>';
    const message = {
      start: 'SIP/2.0 200 OK',
      headers: answer('1 SERVICE', 'Content-Type: application/msrtc-media-relay-auth+xml'),
      text: xml,
    };
    const [reply] = of(run(uccapi, packet({ time: day, direction: 'received', message })), 'sip.message');
    expect(reply?.mediaRelay).toEqual({
      type: 'response',
      relays: [{ host: 'edge01-int.contoso.com', location: 'intranet', udpPort: 3478, tcpPort: 443 }],
    });
    expect(JSON.stringify(reply)).not.toMatch(/U1|P1/);
  });
});

describe('limits', () => {
  test('a message longer than is read', () => {
    const long = { ...INVITE, body: [...INVITE.body!, ...Array(9000).fill('a=rtpmap:101 telephone-event/8000')] };
    const facts = run(uccapi, packet({ time: day, direction: 'sent', message: long }));
    expect(of(facts, 'sdp.session')[0]?.media[0]?.candidates.length).toBe(3);
    expect(of(facts, 'input.malformed').map((m) => [m.at, m.reason, m.detail])).toEqual([
      [at(2), 'limit', 'SIP message longer than is read'],
      [at(2), 'truncated', 'SIP message ended before its Content-Length'],
    ]);
  });
  test('a line longer than is read, and the same damage over and over', () => {
    const text = `${line(day, 'y'.repeat(1 << 20))}${line(day, 'x')}`.repeat(25);
    const facts = run(uccapi, text);
    expect(of(facts, 'input.malformed').map((m) => [m.at, m.reason, m.detail])).toEqual(
      Array.from({ length: 20 }, (_, n) => [at(2 * n + 1), 'limit', 'line longer than 1 MiB']),
    );
    expect(summary(facts).counters).toEqual({ trace: 50, damage: 5 });
  });
  test('a presence document of megabytes in one line is passed over', () => {
    const message = { ...NOTIFY, text: 'x'.repeat(3 << 20) };
    const facts = run(
      uccapi,
      packet({ time: day, direction: 'received', message }) + packet({ time: day, direction: 'sent', message: BYE }),
    );
    expect(brief(facts)).toEqual([[at(14), 'sent', 50211, 'BYE']]);
  });
  test('headers past the limit', () => {
    const message = { ...BYE, headers: [...Array(260).fill('X-Long: 1'), ...BYE.headers] };
    expect(
      of(run(uccapi, packet({ time: day, direction: 'sent', message })), 'input.malformed').map((m) => m.detail),
    ).toEqual(['more than 256 headers in a SIP message']);
  });
});

test('100 Trying and friends: builder sanity', () => {
  expect(wire(TRYING)).toMatch(/Content-Length: 0\r\n\r\n$/);
  expect(wire(REINVITE)).toContain('Content-Length: 223');
});
