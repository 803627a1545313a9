import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCertificate } from '../../../parsers/decode/certificate.ts';
import { certificate, der, distinguishedName, type NamePart } from '../capture/certificate.ts';

const subject = distinguishedName(['C', 'DE', 0x13], ['O', 'Contoso'], ['CN', 'sip.contoso.com']);
const issuer = distinguishedName(['O', 'Fabrikam Proxy', 0x13], ['CN', 'Fabrikam Inspection CA']);
const whole = certificate({ subject, issuer, names: ['SIP.contoso.com', '*.contoso.com'] });
const read = (bytes: Uint8Array) => decodeCertificate(bytes, 0, bytes.length);

describe('names of a certificate', () => {
  it('subject, issuer, its organisation, DNS names', () => {
    expect(read(whole)).toEqual({
      subject: 'sip.contoso.com',
      issuer: 'Fabrikam Inspection CA',
      issuerOrganisation: 'Fabrikam Proxy',
      names: ['sip.contoso.com', '*.contoso.com'],
    });
  });

  it('without any of them', () => {
    const none = distinguishedName();
    expect(read(certificate({ subject: none, issuer: none }))).toEqual({ subject: '', issuer: '', names: [] });
  });

  it('in the middle of other bytes', () => {
    const around = new Uint8Array(whole.length + 20).fill(0xee);
    around.set(whole, 7);
    expect(decodeCertificate(around, 7, 7 + whole.length)).toEqual(read(whole));
  });

  const named = (...parts: readonly NamePart[]) =>
    read(certificate({ subject: distinguishedName(...parts), issuer }))?.subject;
  it.each([
    [
      'the last common name',
      [
        ['CN', 'first'],
        ['CN', 'last'],
      ],
      'last',
    ],
    ['BMPString', [['CN', [0, 0x4d, 0, 0xfc], 0x1e]], 'M\u00fc'],
    ['IA5String', [['CN', 'ia5', 0x16]], 'ia5'],
    ['UTF-8', [['CN', [0x4d, 0xc3, 0xbc]]], 'M\u00fc'],
    ['a form that is not read', [['CN', 'x', 0x04]], ''],
    ['at most 160 characters', [['CN', 'x'.repeat(500)]], 'x'.repeat(160)],
  ] as const)('%s', (_name, parts, expected) => {
    expect(named(...(parts as unknown as NamePart[]))).toBe(expected);
  });

  it('only DNS names, only host names, at most 32', () => {
    const mail = der(0x81, 'anna@contoso.com');
    const names = ['bad name', 'x\u001b[31m', mail, ...Array.from({ length: 40 }, (_, n) => `n${n}.contoso.com`)];
    expect(read(certificate({ subject, issuer, names }))?.names).toEqual(
      Array.from({ length: 32 }, (_, n) => `n${n}.contoso.com`),
    );
  });
});

describe('damage', () => {
  it('cut anywhere: all names before the cut, or nothing', () => {
    const full = read(whole)!;
    for (let end = 0; end < whole.length; end++) {
      const found = decodeCertificate(whole, 0, end);
      if (found !== undefined) expect({ ...found, names: full.names }).toEqual(full);
    }
  });

  it('random bytes changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { maxLength: 8 }),
        (changes) => {
          const bytes = whole.slice();
          for (const [at, value] of changes) bytes[at] = value;
          const found = read(bytes);
          if (found === undefined) return;
          expect(found.names.length).toBeLessThanOrEqual(32);
          expect(Math.max(found.subject.length, found.issuer.length)).toBeLessThanOrEqual(160);
        },
      ),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('lengths that lie, and elements inside elements', () => {
    for (const bytes of [
      [],
      [0x30],
      [0x30, 0x80],
      [0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
      [0x30, 0x83, 0xff, 0xff, 0xff],
    ])
      expect(read(new Uint8Array(bytes))).toBe(undefined);
    let nested: Uint8Array = der(5);
    for (let n = 0; n < 500; n++) nested = der(0x30, nested);
    expect(read(nested)).toBe(undefined);
  });
});
