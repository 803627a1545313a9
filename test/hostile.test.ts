import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json } from '../src/format/json.ts';
import { text } from '../src/format/text.ts';
import { report } from './analyze-bytes.ts';
import { sampleFiles, sampleNames } from './sample-files.ts';

const SAMPLES = join(import.meta.dirname, '..', 'samples');
const log = (sample: string): string => readFileSync(join(SAMPLES, sample, 'client.UccApilog'), 'latin1');
const encode = (words: string): Uint8Array => new TextEncoder().encode(words);

/** Whatever a terminal, an editor or a browser would obey. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

const HOSTILE = [
  '\u001b[2J\u001b[31mred',
  '\u001b]0;title\u0007',
  '\u009b31m',
  'a\u202egpj.exe',
  'zero\u200bwidth',
  'line\u2028separator',
  'bell\u0007back\u0008\u0008',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://example.net")',
  '[x](javascript:alert(1))',
  '\ud800lone surrogate',
];

describe('text of an input is inert in every output', () => {
  /** Fields of the log that reach a report, each with the words that stand there in the sample. */
  const fields: readonly (readonly [string, RegExp])[] = [
    ['reason of a diagnostics header', /media connectivity failure when both endpoints are remote/g],
    ['source of a diagnostics header', /mediationServer\.contoso\.com/g],
    ['Call-ID', /2c3d4e5f60718293a4b5c6d7e8f90a1b/g],
    ['reason phrase', /Temporarily Unavailable/gi],
    ['user', /anna/g],
    ['label', /main-audio/g],
    ['relay name', /av\.contoso\.com/g],
  ];
  test.each(fields)('%s', (_name, pattern) => {
    for (const words of HOSTILE) {
      const source = log('globalprotect-incident').replace(pattern, words);
      const result = report([{ name: 'client.log', bytes: encode(source) }]);
      const shown = text(result, { color: false, verbose: true });
      expect(UNSAFE.exec(shown.replaceAll('\n', ''))).toBeNull();
      expect(UNSAFE.exec(json(result).replaceAll('\n', ''))).toBeNull();
      expect(JSON.parse(json(result))).toEqual(result);
    }
  });
  test('names of outputs of commands', () => {
    for (const words of HOSTILE) {
      const source = [
        `Ethernet adapter ${words}:`,
        '',
        `   Description . . . . . . . . . . . : ${words}`,
        '   IPv4 Address. . . . . . . . . . . : 172.27.3.18(Preferred)',
        '   Subnet Mask . . . . . . . . . . . : 255.255.255.255',
        '',
        `Name             : ${words}`,
        `ServerAddress    : ${words}`,
        'TunnelType       : Ikev2',
        'ConnectionStatus : Connected',
      ].join('\r\n');
      const result = report([
        { name: 'client.log', bytes: encode(log('globalprotect-incident')) },
        { name: 'ticket.txt', bytes: encode(source) },
      ]);
      const shown = text(result, { color: false, verbose: true });
      expect(UNSAFE.exec(shown.replaceAll('\n', ''))).toBeNull();
      expect(UNSAFE.exec(json(result).replaceAll('\n', ''))).toBeNull();
    }
  });
  test('the name of the file', () => {
    const result = report([{ name: '\u001b[31mclient\u202e.log', bytes: encode(log('globalprotect-incident')) }]);
    expect(UNSAFE.exec(text(result, { color: false }).replaceAll('\n', ''))).toBeNull();
    expect(UNSAFE.exec(json(result).replaceAll('\n', ''))).toBeNull();
  });
});

describe('secrets never reach a report', () => {
  const PATTERNS = [
    /inline:([^\s|]+)/g,
    /a=ice-pwd:(\S+)/g,
    /<(?:username|password)>([^<]+)</g,
    /(?:response|rspauth|crand|srand|gssapi-data|opaque)="([^"]{6,})"/g,
    /ms-body=([^;\s]+)/g,
    /<[ea]key-[^>]*>(?:<bits>\d+<\/bits>)?<val>([^<]+)</g,
  ];
  test.each(sampleNames)('%s', (sample) => {
    const files = sampleFiles(sample);
    const words = files
      .filter((f) => /log$/i.test(f.name))
      .map((f) => new TextDecoder('latin1').decode(f.bytes))
      .join('\n');
    const secrets = new Set(PATTERNS.flatMap((p) => [...words.matchAll(p)].map((m) => m[1]!)));
    // A log that breaks off at the sign-in holds none.
    expect(secrets.size).toBeGreaterThan(sample === 'strongswan-incident' ? -1 : 2);
    const result = report(files);
    const shown = json(result) + text(result, { color: false, verbose: true });
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });
});
