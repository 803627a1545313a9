import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeDiagnostic, diagnosticHeader } from '../../../parsers/decode/ms-diagnostics.ts';
import { HEADERS } from './ms-diagnostics-headers.ts';

describe('headers of real shape', () => {
  for (const [line, expected] of HEADERS)
    test(line.slice(0, 100), () => {
      const [, name, value] = /^(?:([\w-]+)\s*:)?\s*(.*)$/.exec(line)!;
      expect(name === undefined ? undefined : diagnosticHeader(name)).toBe(expected.header);
      const { header: _, ...rest } = expected;
      expect(decodeDiagnostic(value!)).toEqual({
        reason: undefined,
        server: undefined,
        params: {},
        media: undefined,
        problems: [],
        ...rest,
      });
    });
});

describe('grammar', () => {
  test('header names of the family, in any case', () => {
    expect(
      ['ms-diagnostics', 'MS-Diagnostics-Public', 'Ms-client-diagnostics', 'X-Ms-diagnostics', 'ms-subnet'].map(
        diagnosticHeader,
      ),
    ).toEqual(['ms-diagnostics', 'ms-diagnostics-public', 'ms-client-diagnostics', 'x-ms-diagnostics', undefined]);
  });

  test('sub-code, blanks around every sign, escaped quotes, tabs, a trailing semicolon', () => {
    expect(decodeDiagnostic('  10000.12 ;\treason = "say \\"no\\"; then go" ; source= fe01.contoso.com ;')).toEqual({
      code: 10000,
      reason: 'say "no"; then go',
      server: 'fe01.contoso.com',
      params: { sub: '12' },
      media: undefined,
      problems: [],
    });
  });

  test('code alone; a word without a value; the first of equal names', () => {
    const plain = { code: 21, reason: undefined, server: undefined, params: {}, media: undefined, problems: [] };
    expect(decodeDiagnostic('21')).toEqual(plain);
    expect(decodeDiagnostic('21;final;a=1;A=2;__proto__=x')).toEqual({
      ...plain,
      params: Object.fromEntries([
        ['a', '1'],
        ['__proto__', 'x'],
      ]),
    });
  });

  test('not a diagnostics value', () => {
    expect(['', 'reason="x"', 'x;reason="y"', '12 34', '-1;reason="x"'].map(decodeDiagnostic)).toEqual(
      Array(5).fill(undefined),
    );
  });

  test('ICEWarn as a number', () => {
    const warn = (text: string) => decodeDiagnostic(`21;CallerMediaDebug="audio:ICEWarn=${text}"`)?.media?.iceWarn;
    expect(['0x40003a0', '0X12b', '299', '12b', '0', 'none', '', '0x'].map(warn)).toEqual([
      0x40003a0,
      0x12b,
      299,
      0x12b,
      0,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('a second blob adds keys; ICEWarnEx; a comma inside a value', () => {
    expect(
      decodeDiagnostic(
        '51004;UserType="Caller";MediaType="video";MediaEpBlob="ICEWarn=0x3,ICEWarnEx=0x10,NetworkName=a, b,BlobVer=2";MediaChanBlob="NetworkErr=no error,BlobVer=1"',
      )?.media,
    ).toEqual({
      layout: 'C',
      writer: 'Caller',
      mediaType: 'video',
      iceWarn: 3,
      iceWarnEx: 16,
      keys: { icewarn: '0x3', icewarnex: '0x10', networkname: 'a, b', blobver: '2', networkerr: 'no error' },
    });
  });

  test('parameters past the limit are told', () => {
    const decoded = decodeDiagnostic(`1;${Array.from({ length: 200 }, (_, n) => `p${n}=${n}`).join(';')}`);
    expect(Object.keys(decoded!.params).length).toBe(128);
    expect(decoded!.problems).toEqual(['more parameters than are read']);
    expect(decodeDiagnostic(`1;reason="${'x'.repeat(2000)}"`)?.reason?.length).toBe(512);
  });

  test('never throws, and finds its way back to what it was given', () => {
    const name = fc
      .stringMatching(/^[a-z][a-z-]{0,10}$/)
      .filter((n) => !/^(reason|source|usertype|mediatype|sub)$|blob$|mediadebug$|^(icewarn|localsite)/.test(n));
    const value = fc.stringMatching(/^[ -!#-:<-[\]-~]{0,40}$/);
    fc.assert(
      fc.property(fc.nat(99999), fc.dictionary(name, value), (code, params) => {
        const text = `${code};${Object.entries(params)
          .map(([k, v]) => `${k}="${v}"`)
          .join(';')}`;
        const expected = Object.fromEntries(Object.entries(params).map(([k, v]) => [k, v.trim()]));
        expect(decodeDiagnostic(text)?.params).toEqual(expected);
      }),
      { seed: 1, numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'12;="”a ,:\\.'), maxLength: 60 }), (text) => {
        decodeDiagnostic(text);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
