import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import machineText, { FORMS } from '../../parsers/machine-text.ts';
import { MACHINE_LINE, MACHINE_TEXT_LINES } from '../../src/limits.ts';
import { BYE, INVITE, LOG, wire } from './client-log.ts';
import { LYNC_MULTIPART } from './decode/sdp-multipart.ts';
import { INTRANET_RELAY } from './decode/sdp-offers.ts';
import * as ipconfigTexts from './forms/ipconfig-texts.ts';
import { adapter, type LineFact, read } from './forms/kit.ts';
import * as powershellTexts from './forms/powershell-texts.ts';
import * as windowsTexts from './forms/windows-texts.ts';
import { encode, of, run } from './run.ts';

const TEXTS: readonly (readonly [string, string])[] = Object.entries({
  ...ipconfigTexts,
  ...windowsTexts,
  ...powershellTexts,
});

/** Letters in code pages 850 and 437, which agree in them (RFC 1345). */
const OEM: Readonly<Record<string, number>> = {
  ü: 0x81,
  é: 0x82,
  â: 0x83,
  ä: 0x84,
  à: 0x85,
  ç: 0x87,
  ê: 0x88,
  è: 0x8a,
  Ä: 0x8e,
  É: 0x90,
  ô: 0x93,
  ö: 0x94,
  Ö: 0x99,
  Ü: 0x9a,
  á: 0xa0,
  í: 0xa1,
  ó: 0xa2,
  ú: 0xa3,
  ñ: 0xa4,
  ß: 0xe1,
  '\u00a0': 0xff,
};
const bytesOf = (text: string, byte: (c: string) => number): Uint8Array =>
  Uint8Array.from(text, (c) => (c.charCodeAt(0) < 0x80 ? c.charCodeAt(0) : byte(c)));
const oem = (text: string): Uint8Array =>
  bytesOf(text, (c) => {
    if (OEM[c] === undefined) throw new Error(`not in the table: ${c}`);
    return OEM[c];
  });
const utf16 = (text: string, little: boolean): Uint8Array => {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < text.length; n++) view.setUint16(2 * n, text.charCodeAt(n), little);
  return bytes;
};

const named = (heading: string, description: string, label: string): string =>
  `\r\n${heading}\r\n\r\n   ${label}. . . . . . . . . . . : ${description}\r\n   MAC . . . . . . . . . . . . . . . : 00-00-5E-00-53-01\r\n`;

describe('encodings', () => {
  const LETTERS: readonly (readonly [string, string, LineFact])[] = [
    [
      'German',
      named('Ethernet-Adapter Büro:', 'Netzwerkkarte für Straße 4', 'Beschreibung'),
      adapter(2, 'ipconfig', {
        name: 'Büro',
        section: 'ethernet',
        description: 'Netzwerkkarte für Straße 4',
        mac: '00:00:5e:00:53:01',
      }),
    ],
    [
      'French',
      named('Carte réseau sans fil Télétravail\u00a0:', 'Carte à part, forêt, garçon', 'Description'),
      adapter(2, 'ipconfig', {
        name: 'Télétravail',
        section: 'wireless',
        description: 'Carte à part, forêt, garçon',
        mac: '00:00:5e:00:53:01',
      }),
    ],
    [
      'Spanish',
      named('Adaptador de LAN inalámbrica Señal:', 'Conexión pública de aquí', 'Descripción'),
      adapter(2, 'ipconfig', {
        name: 'Señal',
        section: 'wireless',
        description: 'Conexión pública de aquí',
        mac: '00:00:5e:00:53:01',
      }),
    ],
  ];
  test.each(LETTERS)('%s: OEM, ANSI, UTF-8, UTF-16', (_language, text, expected) => {
    for (const bytes of [
      oem(text),
      bytesOf(text, (c) => c.charCodeAt(0)),
      encode(text),
      encode(`\ufeff${text}`),
      utf16(text, true),
      utf16(text, false),
      utf16(`\ufeff${text}`, true),
      utf16(`\ufeff${text}`, false),
    ]) {
      expect(read(bytes)).toEqual([expected]);
      expect(machineText.sniff(bytes, 'x.txt')).toBe(0.45);
    }
  });
  test('a shell that appends UTF-16 to a file of the console', () => {
    const both = [
      ...oem(LETTERS[0]![1]),
      ...utf16(powershellTexts.GET_NETROUTE_SQUEEZED.replaceAll('\n', '\r\n'), true),
    ];
    expect(read(Uint8Array.from(both)).map((f) => f.kind)).toEqual(['host.adapter', 'host.route', 'host.route']);
  });
});

describe('prompts', () => {
  test.each([
    'C:\\Users\\anna>ipconfig /all',
    'PS C:\\Users\\anna> ipconfig /all',
    'PS /home/anna> ipconfig /all',
    '\\\\files.contoso.com\\anna>ipconfig /all',
    'anna@pc:~$ ipconfig /all',
    '[anna@pc ~]$ ipconfig /all',
    'pc:~ anna$ ipconfig /all',
    '(base) anna@pc:~/x$ ipconfig /all',
    '# ipconfig /all',
    '$ ipconfig /all',
  ])('%s ends what came before, and names nobody', (prompt) => {
    const facts = read(`${ipconfigTexts.IPCONFIG_PASTED}${prompt}\n${ipconfigTexts.IPCONFIG_EN}`);
    expect(facts.map((f) => [f.kind, f.line])).toEqual([
      ['host.adapter', 1],
      ['host.adapter', 14],
      ['host.adapter', 23],
    ]);
    expect(JSON.stringify(facts)).not.toMatch(/anna|files/);
    const [last] = run(machineText, `${ipconfigTexts.IPCONFIG_PASTED}${prompt}\n`).slice(-1);
    expect(last).toMatchObject({ kind: 'source.summary', unrecognised: 0, clock: 'none' });
  });
});

test('code blocks, words around them and a second command', () => {
  const text = [
    'Hello,',
    'here is what I get:',
    '```',
    '   some words',
    '```',
    '  ```text',
    ...powershellTexts.GET_NETROUTE_SQUEEZED.trimEnd()
      .split('\n')
      .map((l) => `  ${l}`),
    '  ```',
    'Regards',
  ].join('\n');
  expect(read(text)).toEqual([
    {
      line: 9,
      kind: 'host.route',
      form: 'get-netroute',
      destination: '10.60.0.0/16',
      ifIndex: 23,
      metric: 1,
      interfaceMetric: 25,
    },
    {
      line: 10,
      kind: 'host.route',
      form: 'get-netroute',
      destination: '0.0.0.0/0',
      gateway: '192.168.1.1',
      ifIndex: 11,
      metric: 0,
      interfaceMetric: 35,
    },
  ]);
  expect(of(run(machineText, text), 'source.summary')).toEqual([
    {
      kind: 'source.summary',
      at: { source: 'trace', line: 12 },
      parser: 'machine-text',
      bytes: text.length,
      records: 12,
      unrecognised: 4,
      clock: 'none',
      counters: { 'get-netroute': 1 },
    },
  ]);
});

test('every form has its own name', () => {
  expect(new Set(FORMS.map((f) => f.id)).size).toBe(FORMS.length);
});

test('the documentation names every form, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'parsers', 'machine-text.md'), 'utf8');
  expect([...page.matchAll(/^\| `([\w-]+)` /gm)].map((m) => m[1]!).sort()).toEqual(FORMS.map((f) => f.id).sort());
});

test('what other parsers read is left to them', () => {
  const others = [
    LOG,
    wire(INVITE),
    wire(BYE),
    INTRANET_RELAY.join('\r\n'),
    LYNC_MULTIPART.join('\r\n'),
    'TL_INFO(TF_PROTOCOL) [0]05D4.0FA4::01/19/2012-05:03:12.220.000011BB (SIPStack,x:y.cpp(125))$$begin_record\r\n',
    'Dear all,\n\nthe call failed at 10:15. It worked before: see below.\n\nRegards\n',
    '',
  ];
  for (const text of others) expect([text, machineText.sniff(encode(text), 'x.txt')]).toEqual([text, 0]);
  expect(
    machineText.sniff(Uint8Array.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, ...encode(ipconfigTexts.IPCONFIG_EN)]), 'x'),
  ).toBe(0);
});

describe('laws', () => {
  /** Outputs one behind the other, an empty line between; lines of each. */
  const PARTS = TEXTS.map(([, text]) => text.trimEnd().split('\n'));
  const LINES = PARTS.flatMap((part) => [...part, '']);
  const STARTS = PARTS.map((_, n) => PARTS.slice(0, n).reduce((sum, part) => sum + part.length + 1, 0));
  const WHOLE = read(LINES.join('\n'));
  const alone = (n: number): readonly LineFact[] =>
    read(PARTS[n]!.join('\n')).map((f) => ({ ...f, line: f.line + STARTS[n]! }));
  /** Facts of the outputs that end before this line (from 0). */
  const earlier = (line: number): readonly LineFact[] => {
    const part = STARTS.findLastIndex((start) => start <= line);
    return WHOLE.filter((f) => f.line <= STARTS[part]!);
  };

  test('many outputs in one file give what each gives alone', () => {
    expect(WHOLE).toEqual(PARTS.flatMap((_, n) => alone(n)));
  });
  test('a text that ends anywhere keeps what came before', () => {
    fc.assert(
      fc.property(fc.nat(LINES.length - 1), fc.nat(80), (line, column) => {
        const cut = [...LINES.slice(0, line), LINES[line]!.slice(0, column)].join('\n');
        const kept = earlier(line);
        expect(read(cut).slice(0, kept.length)).toEqual(kept);
      }),
      { seed: 1, numRuns: 25 },
    );
  });
  test('damage to a line keeps what came before, and most of what follows', () => {
    const last = alone(PARTS.length - 1);
    const noise = fc.oneof(fc.string({ maxLength: 90 }), fc.string({ unit: 'binary', maxLength: 60 }));
    fc.assert(
      fc.property(fc.nat(LINES.length - 1), noise, (line, words) => {
        const damaged = LINES.with(line, words.replaceAll(/[\r\n]/g, ' ')).join('\n');
        const facts = read(damaged);
        const kept = earlier(line);
        expect(facts.slice(0, kept.length)).toEqual(kept);
        if (line < STARTS.at(-1)! - 1) expect(facts.slice(-last.length)).toEqual(last);
      }),
      { seed: 1, numRuns: 25 },
    );
  });
  test('anything else never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...LINES), fc.string({ maxLength: 40 })), { maxLength: 60 }),
        (lines) => {
          read(lines.join('\n'));
        },
      ),
      { seed: 1, numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        read(bytes);
        machineText.sniff(bytes, 'x');
      }),
      { seed: 1, numRuns: 200 },
    );
  });
  test('same facts whatever the pieces', () => {
    const bytes = encode(LINES.join('\r\n'));
    const whole = run(machineText, bytes);
    for (const size of [1, 7, 1000, 65_536]) expect(run(machineText, bytes, size)).toEqual(whole);
  });
});

describe('limits', () => {
  test('lines past the limit are told once', () => {
    const facts = run(machineText, `${'10.60.4.21 sip.contoso.com\n'.repeat(2)}${'x\n'.repeat(MACHINE_TEXT_LINES)}`);
    expect(of(facts, 'host.name').length).toBe(2);
    expect(of(facts, 'input.malformed')).toEqual([
      {
        kind: 'input.malformed',
        at: { source: 'trace', line: MACHINE_TEXT_LINES },
        reason: 'limit',
        detail: 'text beyond 200000 lines or 16 MiB was not read',
      },
    ]);
  });
  test('a line past the limit is read to there', () => {
    const facts = run(machineText, `${windowsTexts.HOSTS_UNIX}${' 10.60.4.21 '.repeat(MACHINE_LINE)}\n`);
    expect(of(facts, 'input.malformed')).toEqual([
      {
        kind: 'input.malformed',
        at: { source: 'trace', line: 7 },
        reason: 'limit',
        detail: `lines longer than ${MACHINE_LINE} characters are read to there`,
      },
    ]);
  });
  test.each([
    ['dots', '. '.repeat(2000)],
    ['colons', ':'.repeat(4000)],
    ['blanks before a colon', `a${' :'.repeat(2000)}`],
    ['dashes', '-- '.repeat(1300)],
    ['digits', '1 '.repeat(2000)],
    ['quotes', '> '.repeat(2000)],
    ['an item', `   a . . . : ${'1.1.1.1 '.repeat(500)}`],
    ['a pair', `Name : ${'x '.repeat(2000)}`],
    ['an equation', `a${' ='.repeat(2000)}`],
    ['letters', 'a'.repeat(4000)],
  ])('thousands of lines of %s end', (_what, line) => {
    const facts = run(machineText, `${line}\n`.repeat(3000));
    expect(of(facts, 'source.summary').map((s) => s.records)).toEqual([3000]);
  });
});
