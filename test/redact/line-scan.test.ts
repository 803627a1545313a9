/** The quick way through a line gives what the exact one gives, whatever it remembers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AddressMap } from '../../src/redact/address-map.ts';
import { type Codes, IS_SPACE, putText, textOf } from '../../src/redact/codes.ts';
import { contextsIn, findsOf } from '../../src/redact/contexts.ts';
import { fileStyle, learningStyle } from '../../src/redact/file-style.ts';
import { fill } from '../../src/redact/fill.ts';
import { MARK_NETWORK, marksOf } from '../../src/redact/line-marks.ts';
import { lineScan } from '../../src/redact/line-scan.ts';
import { messageLines } from '../../src/redact/message-lines.ts';
import { networksIn } from '../../src/redact/networks.ts';
import { Pseudonyms } from '../../src/redact/pseudonyms.ts';
import { scanner } from '../../src/redact/scan.ts';

const SEPARATORS = [
  ...' \t\v:;="<>/\\.-@[]+\'_%,~(){}|?&',
  '  ',
  '    ',
  '::',
  '<sip:',
  '\u00a0',
  '>',
  ': ',
  '=',
  ' ',
  '.',
];
const IDENTIFIERS =
  `anna Anna ANNA anna.muster contoso contoso.com sip.contoso.com edge01.contoso.com EDGE01 pc-17 a b7 x
  10.60.4.21 192.168.1.34 255.255.255.0 10.60.0.0 0.0.0.0 16.0.4417.1000 1.2.3 16 24 007 fe80::1 ::1 2001:db8:5::a1 ::
  2001:db8:1:2:3:4:5:6 64:ff9b::10.1.2.3 1A2C:F3C 09:20:28.433 00-50-56-ab-cd-ef 00:50:56:ab:cd:ef 0050.56ab.cdef 00 50 56
  ab cd ef 5F1E7D23-52C4-4B0A-8E66-1A2B3C4D5E6F 0a1b2c3d4e5f60718293a4b5c6d7e8f9 0123456789012345 +498912345678 ab12cd34ef
  M\u00c3\u00bcller \u00e2\u0080\u0099s \u0085 client.cpp www.w3.org x.com backup_anna.log deadbeef
  03/02/2026|09:20:28.433 _anna`
    .split(/\s+/)
    .concat(['00 50 56 ab cd ef', '00 50 56 ab cd ef 01']);
/** What contexts, message lines and networks look for. */
const WORDS = `inline: ice-pwd: a=candidate: Authorization Proxy-Authorization www-authenticate qop= basic Bearer NTLM
  cookie set-cookie: ms-body= Subject: <password> </password> <val> key> <username> token pwd secret PSK :EAP RSA sip: sips:
  tel: From: To: f: t Contact P-Asserted-Identity: m : <user> <display-name> displayName=" EAP: ' XAuth: ' \\Users\\ /home/
  \\Documents \\and \\Settings/ User user-id username login User-Agent: Host Name hostname machine Workstation <host> \\\\
  Call-ID: i: Replaces: X-MS-Thing-Id: epid= call-id opaque= :id: cname: phone= phone-context= <ssid> SSID netmask mask
  SIP/2.0 200 INVITE UDP TCP Content-Type: c: application/sdp text/plain multipart/mixed -----BEGIN -----END ----- -- TL_INFO
  Direction v= a= Start-Line`
  .split(/\s+/)
  .concat(['documents and settings', 'host name', ' SIP/2.0', 'SIP/2.0 200 OK', '']);

const fragment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...SEPARATORS) },
  { weight: 4, arbitrary: fc.constantFrom(...IDENTIFIERS) },
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'abcdefxyzABF0123456789'), maxLength: 40 }) },
);
const line = fc.array(fragment, { maxLength: 14 }).map((f) => f.join(''));
/** Lines of which some come again. */
const lines = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(7), { minLength: 1, maxLength: 30 }))
  .map(([all, order]) => order.map((n) => all[n % all.length]!));

const RUNS = { seed: 1, numRuns: 1500, endOnFailure: true };

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const unitsOf = (text: string): Uint16Array => Uint16Array.from(text, (c) => c.charCodeAt(0));
/** As characters of UTF-16, with what bytes cannot hold. */
const wide = (text: string): string =>
  text.replaceAll('\u00e2\u0080\u0099', '\u2019').replaceAll('\u00c3\u00bc', '\u0175');

interface Run {
  /** Read once before, to learn from. */
  readonly twice: boolean;
  readonly bytes: boolean;
}

/** @param limits of what is remembered. */
function quickly(texts: readonly string[], { twice, bytes }: Run, limits: { known?: number; lines?: number }) {
  const names = new Pseudonyms();
  const addresses = new AddressMap();
  const run = (learning: boolean): string[] => {
    const scan = lineScan(names, addresses, learning ? learningStyle(names, addresses) : fileStyle(names, addresses), {
      learning,
      ...limits,
    });
    return texts.map((text) => {
      const codes: Codes = bytes ? bytesOf(text) : unitsOf(text);
      let out = '';
      let at = 0;
      scan.line(codes, 0, codes.length, bytes, (from, to, next) => {
        expect(from).toBeGreaterThanOrEqual(at);
        out += text.slice(at, from) + next;
        at = to;
      });
      return out + text.slice(at);
    });
  };
  if (twice) run(true);
  names.restart();
  addresses.restart();
  return { out: run(false), who: [...names.originals(), ...addresses.originals()] };
}

function exactly(texts: readonly string[], { twice, bytes }: Run) {
  const names = new Pseudonyms();
  const addresses = new AddressMap();
  const scan = scanner(names, fileStyle(names, addresses));
  if (twice) for (const text of texts) scan.line(text, bytes);
  names.restart();
  addresses.restart();
  return { out: texts.map((text) => scan.line(text, bytes)), who: [...names.originals(), ...addresses.originals()] };
}

const alike = (texts: readonly string[], run: Run, limits = {}): void => {
  expect(quickly(texts, run, limits)).toEqual(exactly(texts, run));
};

describe('lines come out as from the exact way', () => {
  test.each([
    ['with all its memory', {}],
    ['with room for two words and two lines', { known: 2, lines: 2 }],
  ])('%s', (_, limits) => {
    fc.assert(
      fc.property(lines, (texts) => alike(texts, { twice: true, bytes: true }, limits)),
      RUNS,
    );
    fc.assert(
      fc.property(lines, (texts) => alike(texts.map(wide), { twice: true, bytes: false }, limits)),
      { ...RUNS, numRuns: 500 },
    );
  });

  test('at the edges of what is looked for', () => {
    alike(['23...00 50 56 ab cd ef ......Intel', 'x-00 50 56 ab cd ef', '00 50 56 ab cd ef'], {
      twice: true,
      bytes: true,
    });
    alike(['C:\\Users\\_anna\\x', '_anna', 'backup-_anna.1'], { twice: true, bytes: true });
    alike(['epid=--ab12', 'of --ab12', 'epid=a1b2c3d4', 'A1B2C3D4 x_a1b2c3d4-1'], { twice: true, bytes: true });
  });

  test('where names are learned while they are replaced', () => {
    fc.assert(
      fc.property(lines, (texts) => alike(texts, { twice: false, bytes: true })),
      RUNS,
    );
    alike(['anna sip:anna@contoso.com anna', 'anna'], { twice: false, bytes: true });
    alike(['anna', 'anna', 'From: "Anna" <sip:x', 'anna', 'anna'], { twice: false, bytes: true });
    alike(Array(4).fill('anna:anna@contoso.com'), { twice: false, bytes: true });
    alike(['anna x@anna.de', 'anna', ...Array(4).fill('anna x anna:anna@b7.de')], { twice: false, bytes: true });
  });

  test('behind a time', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (texts, timed) =>
        alike(
          texts.map((t, n) => (timed[n] ? `03/02/2026|09:20:${10 + n}.433 ${t}` : t)),
          { twice: true, bytes: true },
        ),
      ),
      { ...RUNS, numRuns: 500 },
    );
  });
});

test('no context is passed over', () => {
  fc.assert(
    fc.property(line, (text) => {
      expect(findsOf(text, contextsIn(bytesOf(text), 0, text.length))).toEqual(findsOf(text));
      const units = wide(text);
      expect(findsOf(units, contextsIn(unitsOf(units), 0, units.length))).toEqual(findsOf(units));
    }),
    { ...RUNS, numRuns: 10_000 },
  );
});

/** Of messages, their headers and bodies, and of the line of the log behind them. */
const beginning = fc
  .tuple(
    fc.constantFrom(
      ...[
        'INVITE sip:a@b SIP/2.0',
        'SIP/2.0 200 OK',
        'BYE sip:a SIP/2.0',
        'Content-Type: text/plain',
        'c : application/sdp',
      ],
      ...[
        'content-type: multipart/mixed',
        '--x',
        '',
        ' ',
        'a=x',
        'v=0',
        '<x>',
        'Via: x',
        'TL_INFO',
        '[0',
        '(P1',
        'P1',
        'AB[',
      ],
      ...['AB_C(', '[(AB)[', '(T0', 'Instance-Id', 'Trace-Correlation-Id', 'Direction', 'Start-Line', '$$begin_record'],
      ...['03/02/2026|', '-----BEGIN X', '-----END X', '\u00a0', '\u00e9'],
    ),
    fc.constantFrom('', '', ' x'),
  )
  .map((parts) => parts.join(''));

test('lines of messages are told apart as from their text', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(line, beginning), { maxLength: 30 }), (texts) => {
      const quick = messageLines();
      const exact = messageLines();
      for (const text of texts)
        expect(quick.next(bytesOf(text), 0, text.length, marksOf(bytesOf(text), 0, text.length)), text).toBe(
          exact.nextText(text),
        );
    }),
    RUNS,
  );
});

test('no network is passed over', () => {
  let noted = 0;
  const addresses = new AddressMap();
  addresses.learnNetwork = () => noted++;
  const learn = networksIn(addresses);
  const near = fc.constantFrom(
    '10.60.0.0',
    '/',
    '16',
    ' ',
    '255.255.0.0',
    '  ',
    ' netmask ',
    'x',
    '7',
    '.',
    '10.1.2.3',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        line,
        fc.array(near, { maxLength: 9 }).map((f) => f.join('')),
      ),
      (text) => {
        noted = 0;
        learn(text);
        if (noted > 0) expect(marksOf(bytesOf(text), 0, text.length) & MARK_NETWORK, text).toBe(MARK_NETWORK);
      },
    ),
    { ...RUNS, numRuns: 5000 },
  );
});

test('white space is that of regular expressions, and stays when a line is filled', () => {
  for (let code = 0; code < 0x10000; code++)
    if ((IS_SPACE[code] === 1) !== /\s/.test(String.fromCharCode(code))) expect.fail(code.toString(16));
  const text = 'a <b>c\u00a0\td\u2019</b> ';
  const codes = new Uint16Array(text.length);
  putText(text, codes, 0);
  fill(codes, 0, codes.length);
  expect(textOf(codes, 0, codes.length)).toBe(text.replace(/[^\s<>]/g, 'x'));
});
