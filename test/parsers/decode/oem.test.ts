import { describe, expect, test } from 'vitest';
import { legacyDecoder } from '../../../parsers/decode/oem.ts';

const line = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((p) => (typeof p === 'number' ? [p] : [...p].map((c) => c.charCodeAt(0)))));

const decoded = (lines: readonly Uint8Array[]): string[] => lines.map(legacyDecoder(lines));

describe('the page that reads best decodes the whole text', () => {
  test('850: German, French, Spanish', () => {
    expect(decoded([line('Verf', 0x81, 'gbar'), line('Stra', 0xe1, 'e')])).toEqual(['Verfügbar', 'Straße']);
    expect(decoded([line('M', 0x82, 'dia d', 0x82, 'connect', 0x82), line('r', 0x82, 'seau', 0xff, ':')])).toEqual([
      'Média déconnecté',
      'réseau\u00a0:',
    ]);
    expect(decoded([line('Direcci', 0xa2, 'n f', 0xa1, 'sica'), line('M', 0xa0, 'scara')])).toEqual([
      'Dirección física',
      'Máscara',
    ]);
  });
  test('850: capitals that 437 has not', () => {
    expect(decoded([line(0xb5, 'mbito'), line('S', 0xc6, 'o')])).toEqual(['Ámbito', 'São']);
  });
  test('windows-1252', () => {
    expect(decoded([line('Verf', 0xfc, 'gbar'), line('Stra', 0xdf, 'e'), line('Gr', 0xf6, 0xdf, 'e')])).toEqual([
      'Verfügbar',
      'Straße',
      'Größe',
    ]);
    expect(decoded([line('d', 0xe9, 'connect', 0xe9)])).toEqual(['déconnecté']);
    expect(decoded([line('Direcci', 0xf3, 'n f', 0xed, 'sica'), line('M', 0xe1, 'scara')])).toEqual([
      'Dirección física',
      'Máscara',
    ]);
    expect(decoded([line(0x93, 'so', 0x94, 0x85)])).toEqual(['\u201cso\u201d\u2026']);
  });
  test('nothing to tell by: windows-1252', () => {
    expect(legacyDecoder([])(line(0xe1))).toBe('á');
  });
});
