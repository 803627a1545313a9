import { describe, expect, test } from 'vitest';
import { json } from '../../src/format/json.ts';
import { storedReport } from '../../src/stored.ts';
import { EMPTY, finding } from '../format/report.ts';

const whole = { ...EMPTY, findings: [finding({ rule: 'a-b', fingerprint: 'a' })] };

describe('a stored report', () => {
  test('comes back as it was', () => {
    expect(storedReport(json(whole))).toEqual(whole);
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
    [JSON.stringify({ ...whole, host: null }), 'is a damaged report: parts of it are missing'],
  ])('%s', (words, reason) => {
    expect(storedReport(words)).toBe(reason);
  });
});
