import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json } from '../../src/format/json.ts';
import { storedReport } from '../../src/stored.ts';
import { report } from '../analyze-bytes.ts';
import { EMPTY, finding } from '../format/report.ts';

const whole = { ...EMPTY, findings: [finding({ rule: 'a-b', fingerprint: 'a' })] };

describe('a stored report', () => {
  test('comes back as it was', () => {
    expect(storedReport(json(whole))).toEqual(whole);
  });

  test('with its pictures comes back as it was', () => {
    const files = ['capture.pcapng', 'client.UccApilog'].map((name) => ({
      name,
      bytes: readFileSync(join(import.meta.dirname, '..', '..', 'samples', 'globalprotect-incident', name)),
    }));
    const made = report(files);
    expect([made.timeline?.events, made.callDetails, made.path?.links].every((part) => part?.length)).toBe(true);
    expect(storedReport(json(made))).toEqual(made);
  });

  test('of the first release has no areas, configuration and account', () => {
    const { areas: _, configuration: __, read: ___, ...old } = whole;
    expect(storedReport(JSON.stringify(old))).toEqual(whole);
  });

  test('with text that a terminal obeys is made inert', () => {
    const hostile = {
      ...whole,
      findings: [finding({ rule: 'a-b', fingerprint: 'a', message: '\u001b[2Jx\u202ey\nz' })],
    };
    expect(storedReport(JSON.stringify(hostile))).toEqual({
      ...whole,
      findings: [finding({ rule: 'a-b', fingerprint: 'a', message: '\ufffd[2Jx\ufffdy z' })],
    });
  });

  test('with names that a terminal obeys, too', () => {
    const hostile = JSON.stringify(whole).replace('"dropped":{}', '"dropped":{"\\u001b[2Jx":1}');
    expect(storedReport(hostile)).toEqual({ ...whole, dropped: { '\ufffd[2Jx': 1 } });
  });

  test('of an owner that is none, or partial in another way, is damaged', () => {
    for (const owner of ['__proto__', 'boss'])
      expect(storedReport(JSON.stringify({ ...whole, findings: [{ ...whole.findings[0], owner }] }))).toBe(
        'is a damaged report: parts of it are missing',
      );
    expect(storedReport(JSON.stringify({ ...whole, partial: 'x' }))).toBe(
      'is a damaged report: parts of it are missing',
    );
    expect(storedReport(JSON.stringify({ ...whole, partial: true }))).toEqual({ ...whole, partial: true });
  });

  test.each([
    ['', 'is not JSON'],
    ['{', 'is not JSON'],
    ['null', 'is no report of sfbdiag'],
    ['[]', 'is no report of sfbdiag'],
    ['{"tool":{"name":"other"},"schema":1}', 'is no report of sfbdiag'],
    ['{"tool":{"name":"sfbdiag"},"schema":2}', 'is of schema 2, this version reads schema 1'],
    ['{"tool":{"name":"sfbdiag"},"schema":1}', 'is a damaged report: parts of it are missing'],
    [JSON.stringify({ ...whole, findings: [{ rule: 'x' }] }), 'is a damaged report: parts of it are missing'],
    [JSON.stringify({ ...whole, findings: [null] }), 'is a damaged report: parts of it are missing'],
    [JSON.stringify({ ...whole, calls: [null] }), 'is a damaged report: parts of it are missing'],
    [JSON.stringify({ ...whole, path: {} }), 'is a damaged report: parts of it are missing'],
    [
      JSON.stringify({ ...whole, timeline: { events: [{ time: 1 }], left: 0 } }),
      'is a damaged report: parts of it are missing',
    ],
    [
      JSON.stringify({ ...whole, callDetails: [{ call: 'x', matrices: [], ladder: null }] }),
      'is a damaged report: parts of it are missing',
    ],
    [JSON.stringify({ ...whole, host: null }), 'is a damaged report: parts of it are missing'],
  ])('%s', (words, reason) => {
    expect(storedReport(words)).toBe(reason);
  });
});
