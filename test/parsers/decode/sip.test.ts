import { describe, expect, test } from 'vitest';
import { readSip, sipLength } from '../../../parsers/decode/sip.ts';
import { decodeSip, excerptOf, isKept, type SipOrigin } from '../../../parsers/decode/sip-message.ts';
import { LYNC_MULTIPART } from './sdp-multipart.ts';
import { INTRANET_RELAY } from './sdp-offers.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const ORIGIN: SipOrigin = { source: 'x', line: (index) => index + 1, time: undefined, direction: 'unknown' };
const decode = (text: string, origin: Partial<SipOrigin> = {}) => {
  const bytes = encode(text);
  return decodeSip(bytes, 0, bytes.length, { ...ORIGIN, ...origin })!;
};
const at = (line: number) => ({ source: 'x', line });

describe('reading', () => {
  const read = (text: string) => {
    const bytes = encode(text);
    const sip = readSip(bytes, 0, bytes.length);
    return (
      sip && {
        ...sip,
        headers: sip.headers.map((h) => [h.line, h.name, h.value]),
        body: text.slice(sip.bodyStart, sip.bodyEnd),
      }
    );
  };
  const INVITE = [
    'INVITE sip:ben@contoso.com SIP/2.0',
    'v: SIP/2.0/TLS 192.0.2.1;branch=a,',
    ' SIP/2.0/TLS 192.0.2.2:5060',
    'VIA :  SIP/2.0/UDP 192.0.2.3',
    'Authorization: secret',
    'f: a;tag=1',
    'T: b',
    'i: c@d',
    'CSeq:\t1 INVITE',
    'Content-Type: application/sdp',
    'l: 5',
    '',
    'v=0',
    '',
    '',
  ];
  const EXPECTED = [
    [1, 'via', 'SIP/2.0/TLS 192.0.2.1;branch=a, SIP/2.0/TLS 192.0.2.2:5060'],
    [3, 'via', 'SIP/2.0/UDP 192.0.2.3'],
    [5, 'from', 'a;tag=1'],
    [6, 'to', 'b'],
    [7, 'call-id', 'c@d'],
    [8, 'cseq', '1 INVITE'],
    [9, 'content-type', 'application/sdp'],
    [10, 'content-length', '5'],
  ];

  for (const [name, eol] of [
    ['CRLF', '\r\n'],
    ['LF', '\n'],
    ['CR CR LF', '\r\r\n'],
  ] as const)
    test(`folded, repeated, compact, in order; ${name}`, () => {
      expect(read(INVITE.join(eol))).toEqual({
        startLine: 'INVITE sip:ben@contoso.com SIP/2.0',
        method: 'INVITE',
        requestUri: 'sip:ben@contoso.com',
        status: undefined,
        reason: undefined,
        headers: EXPECTED,
        limited: false,
        contentLength: 5,
        bodyStart: INVITE.slice(0, 12).join(eol).length + eol.length,
        bodyLine: 12,
        bodyEnd: expect.any(Number),
        truncated: false,
        body: expect.stringMatching(/^v=0\s*$/),
      });
    });

  test('leading blanks of an excerpt are no folding; deeper ones are', () => {
    const text = INVITE.map((l, n) => (n === 0 ? l : l === '' ? '' : `  ${l}`)).join('\n');
    expect(read(text)?.headers).toEqual(EXPECTED);
  });

  test('status lines', () => {
    const start = (line: string) => {
      const sip = read(`${line}\r\n\r\n`);
      return sip && [sip.status, sip.reason];
    };
    expect(start('SIP/2.0 200 OK')).toEqual([200, 'OK']);
    expect(start('SIP/2.0 200')).toEqual([200, undefined]);
    expect(start('  SIP/2.0 480 Temporarily Unavailable ')).toEqual([480, 'Temporarily Unavailable']);
    expect(start('SIP/2.0 20 OK')).toBeUndefined();
    expect(start('HTTP/1.1 200 OK')).toBeUndefined();
    expect(start('INVITE sip:x SIP/3.0')).toBeUndefined();
    expect(start('Invite sip:x SIP/2.0')).toBeUndefined();
    expect(start('')).toBeUndefined();
  });

  test('empty line after every header', () => {
    const text = INVITE.slice(0, 11).flatMap((l) => [l, ' ']);
    expect(read([...text, '', 'v=0', ''].join('\r\n'))).toMatchObject({
      headers: EXPECTED.map(([line, ...rest]) => [2 * Number(line), ...rest]),
      body: 'v=0\r\n',
      truncated: false,
    });
  });

  test('the empty line before the body is lost', () => {
    for (const body of ['- <Fault>', '<Fault>', 'v=0', '--boundary'])
      expect(read(`SIP/2.0 403 Forbidden\nCSeq: 1 SERVICE\n${body}\nmore`)).toMatchObject({
        headers: [[1, 'cseq', '1 SERVICE']],
        bodyLine: 2,
        body: `${body}\nmore`,
      });
  });

  test('Content-Length with other line ends than those counted', () => {
    const body = 'v=0\r\ns=-\r\nt=0 0\r\n';
    const message = (length: number, eol: string, text = body) =>
      read(`SIP/2.0 200 OK\r\nContent-Length: ${length}\r\n\r\n${text}`.replaceAll('\r\n', eol))?.truncated;
    for (const eol of ['\r\n', '\n', '\r\r\n']) {
      expect(message(body.length, eol)).toBe(false);
      expect(message(body.length - 3, eol)).toBe(false);
      expect(message(body.length + 4, eol)).toBe(true);
      expect(message(1, eol, '')).toBe(true);
    }
  });

  test('a body in the PC’s code page is not short', () => {
    const bytes = Uint8Array.from('SIP/2.0 200 OK\r\nContent-Length: 6\r\n\r\nJ\xfc\x80', (c) => c.charCodeAt(0));
    expect(readSip(bytes, 0, bytes.length)?.truncated).toBe(false);
    const shorter = bytes.slice(0, -1);
    expect(readSip(shorter, 0, shorter.length)?.truncated).toBe(true);
  });

  test('text behind the body is not part of it', () => {
    const sip = read(`SIP/2.0 200 OK\nContent-Length: 5\n\nv=0\n\nThat was it.\n`);
    expect(sip?.body).toBe('v=0\n\n');
  });

  test('length on a stream', () => {
    const two = encode('\r\n\r\nSIP/2.0 200 OK\r\nl : 3\r\n\r\nabcOPTIONS sip:x SIP/2.0\r\n\r\n');
    expect(sipLength(two, 0, two.length)).toBe(32);
    expect(sipLength(two, 32, two.length)).toBe(two.length - 32);
    expect(sipLength(two, 0, 26)).toBeUndefined();
  });
});

describe('facts', () => {
  test('an answer through an Edge behind NAT, with leading blanks', () => {
    const text = [
      'SIP/2.0 500 Server Internal Error',
      ' ms-user-logon-data: RemoteUser',
      ' Authentication-Info: TLS-DSK qop="auth", rspauth="ffee"',
      ' Via: SIP/2.0/TLS 192.168.1.34:58360;received=192.168.1.1;ms-received-port=58360;ms-received-cid=1A2B00',
      ' From: "Anna, <A>"<sip:anna@contoso.com>;tag=d64ab2dd90;epid=ecadde3053',
      ' To: <sip:attendant@contoso.com>;tag=8955241E2423E14BBE8488517FC18C11',
      ' Call-ID: 9e0d26d3146ea1b8a87f41f5df27a19c',
      ' CSeq: 1 INVITE',
      ' ms-diagnostics: 15000;reason="Unable to read";source="FE01.CONTOSO.COM";appName="ExumRouting"',
      ' Server: ExumRouting/7.0.0.0',
      ' Content-Length: 0 ',
    ].join('\r\n');
    const diagnostic = {
      kind: 'sip.diagnostic',
      at: at(9),
      header: 'ms-diagnostics',
      code: 15000,
      reason: 'Unable to read',
      server: 'FE01.CONTOSO.COM',
      params: { appname: 'ExumRouting' },
      callId: '9e0d26d3146ea1b8a87f41f5df27a19c',
      direction: 'received',
      method: 'INVITE',
      status: 500,
      excerpt: 'ms-diagnostics: 15000;reason="Unable to read";source="FE01.CONTOSO.COM";appName="ExumRouting"',
    };
    expect(decode(text)).toEqual({
      message: {
        kind: 'sip.message',
        at: at(1),
        direction: 'received',
        excerpt: 'SIP/2.0 500 Server Internal Error',
        method: 'INVITE',
        status: 500,
        reason: 'Server Internal Error',
        callId: '9e0d26d3146ea1b8a87f41f5df27a19c',
        cseq: 1,
        from: 'sip:anna@contoso.com',
        to: 'sip:attendant@contoso.com',
        fromTag: 'd64ab2dd90',
        toTag: '8955241E2423E14BBE8488517FC18C11',
        via: { address: '192.168.1.34', port: 58360 },
        received: '192.168.1.1',
        remoteUser: true,
        diagnostics: [diagnostic],
        truncated: false,
      },
      diagnostics: [diagnostic],
      problems: [],
    });
  });

  test('Fault body as a viewer shows it', () => {
    const { message, problems } = decode(
      [
        'SIP/2.0 403 Forbidden',
        'Content-Length: 83',
        'From: <sip:anna@contoso.com>;tag=d8261c3554;epid=e28c2ebb3a',
        'CSeq: 1 SERVICE',
        'Via: SIP/2.0/TLS 198.51.100.23:50146;received=10.9.7.254;ms-received-port=53258',
        'ms-diagnostics: 4268;reason="Delegate operation not allowed.";source="FE08.contoso.com"',
        'Content-Type: application/msrtc-fault+xml',
        '- <Fault>',
        '<Faultcode>Client.Delegate.Operation.NotAuthorized</Faultcode>',
      ].join('\r\n'),
    );
    expect(message?.diagnostics.map((d) => [d.at, d.code])).toEqual([[at(6), 4268]]);
    expect([message?.via, message?.received, message?.truncated, message?.sdp]).toEqual([
      { address: '198.51.100.23', port: 50146 },
      '10.9.7.254',
      true,
      undefined,
    ]);
    expect(problems).toEqual([
      { at: at(1), reason: 'truncated', detail: 'SIP message ended before its Content-Length' },
    ]);
  });

  test('three diagnostics headers of one 404, in order', () => {
    const lines = [
      'ms-diagnostics: 1034;reason="Previous hop federated peer did not report diagnostic information";Domain="fabrikam.com";source="federation.example.net"',
      'ms-diagnostics: 10003;source="MED02.contoso.com";reason="Proxy returned a SIP failure code"',
      'ms-diagnostics-public: 10003;reason="Proxy returned a SIP failure code"',
    ];
    const { message } = decode(['SIP/2.0 404 Not Found', 'CSeq: 1 INVITE', ...lines, '', ''].join('\r\n'));
    expect(message?.diagnostics.map((d) => [d.at, d.header, d.code, d.server, d.excerpt])).toEqual([
      [at(3), 'ms-diagnostics', 1034, 'federation.example.net', lines[0]],
      [at(4), 'ms-diagnostics', 10003, 'MED02.contoso.com', lines[1]],
      [at(5), 'ms-diagnostics-public', 10003, undefined, lines[2]],
    ]);
  });

  test('multipart: the fallback part is set aside, lines count within the whole', () => {
    const head = [
      'INVITE sip:ben@192.168.1.57:3548;transport=tls SIP/2.0',
      'Record-Route: <sip:fe01.contoso.com:5061;transport=tls;lr>',
      'Content-Length: 6575',
      'Via: SIP/2.0/TLS 10.10.10.21:5061;branch=z, SIP/2.0/TLS 192.168.1.34:1600;ms-received-port=1600',
      'CSeq: 1 INVITE',
      'Content-Type: multipart/alternative;boundary="----=_NextPart_000_001C_01CF8A10.0A1B2C30"',
      '',
    ];
    const { message, sdp, problems } = decode([...head, ...LYNC_MULTIPART, ''].join('\r\n'));
    expect(problems).toEqual([]);
    expect([message?.direction, message?.truncated, message?.via]).toEqual(['received', false, undefined]);
    expect(sdp).toMatchObject({ at: at(head.length + 65), fallbackMedia: 2, method: 'INVITE', direction: 'received' });
    expect(sdp?.media.map((m) => [m.line, m.media, m.candidates.length])).toEqual([
      [head.length + 73, 'audio', 8],
      [head.length + 116, 'video', 8],
    ]);
    const cut = decode([...head.with(2, 'l: 9'), ...LYNC_MULTIPART.slice(0, 40)].join('\r\n').replace('l: 9\r\n', ''));
    expect(cut.sdp?.fallbackMedia).toBe(0);
    expect(cut.sdp?.media[0]?.candidates[0]?.dialect).toBe('draft-6');
  });

  test('other bodies are not read', () => {
    const body = [...INTRANET_RELAY, ''].join('\r\n');
    const type = (t: string, method = 'INVITE') =>
      decode(`${method} sip:x SIP/2.0\r\n${t}\r\n\r\n${body}`).sdp?.media[0]?.candidates.length;
    expect(type('Content-Type: application/sdp')).toBe(10);
    expect(type('c: APPLICATION/SDP; charset=utf-8')).toBe(10);
    expect(type('X: y')).toBe(10);
    expect(type('X: y', 'MESSAGE')).toBeUndefined();
    expect(type('Content-Type: text/plain')).toBeUndefined();
    expect(type('Content-Type: application/gw-sdp')).toBeUndefined();
  });

  test('in a capture facts point at the frame', () => {
    const { message, sdp, diagnostics } = decode(
      `BYE sip:x SIP/2.0\r\nms-diagnostics: 21;reason="x"\r\nContent-Type: application/sdp\r\n\r\n${INTRANET_RELAY.join('\r\n')}`,
      { frame: 7, direction: 'sent', time: 5 },
    );
    const frame = { source: 'x', frame: 7 };
    expect([message?.at, diagnostics[0]?.at, sdp?.at, message?.time, sdp?.media[0]?.line]).toEqual([
      frame,
      frame,
      frame,
      5,
      12,
    ]);
  });

  test('addresses of the family of From and Via', () => {
    const of = (value: string) => {
      const { message } = decode(`BYE sip:x SIP/2.0\r\nFrom: ${value}\r\n\r\n`);
      return [message?.from, message?.fromTag];
    };
    expect(of('sip:anna@contoso.com;tag=1')).toEqual(['sip:anna@contoso.com', '1']);
    expect(of('"a\\"; <b>;tag=9" <sip:anna@contoso.com;gruu?x=y>;epid=2;TAG=1')).toEqual(['sip:anna@contoso.com', '1']);
    expect(of('Anna <sip:anna@contoso.com')).toEqual(['sip:anna@contoso.com', undefined]);
    expect(of('<>')).toEqual([undefined, undefined]);
    const via = (value: string) =>
      decode(`BYE sip:x SIP/2.0\r\nVia: ${value}\r\n\r\n`, { direction: 'sent' }).message?.via;
    expect(via('SIP/2.0/TLS [2001:db8::1]:5061;x')).toEqual({ address: '2001:db8::1', port: 5061 });
    expect(via('SIP / 2.0 / TCP 192.0.2.7')).toEqual({ address: '192.0.2.7', port: 0 });
    expect(via('SIP/2.0/TLS fe01.contoso.com:5061')).toBeUndefined();
  });

  test('a diagnostics header without a code is damage', () => {
    expect(decode('BYE sip:x SIP/2.0\r\nms-diagnostics: none\r\n\r\n')).toMatchObject({
      diagnostics: [],
      problems: [{ at: at(2), reason: 'bad-syntax', detail: 'ms-diagnostics without a code' }],
    });
  });

  test('long words are cut', () => {
    const { message } = decode(`INVITE sip:${'u'.repeat(900)} SIP/2.0\r\nCall-ID: ${'c'.repeat(900)}\r\n\r\n`);
    expect([message?.excerpt.length, message?.requestUri?.length, message?.callId.length]).toEqual([160, 512, 512]);
    expect(excerptOf(`${'x'.repeat(158)}😀😀`)).toBe(`${'x'.repeat(158)}…`);
  });

  test('which messages are kept', () => {
    expect([
      isKept('INVITE', undefined),
      isKept('NOTIFY', undefined),
      isKept('INVITE', 100),
      isKept('SUBSCRIBE', 200),
      isKept('SUBSCRIBE', 404),
      isKept('SERVICE', 200),
      isKept('', 200),
    ]).toEqual([true, false, false, false, true, true, true]);
  });
});
