import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { csv } from '../../src/format/csv.ts';
import { EMPTY, finding, MIXED } from './report.ts';

describe('CSV', () => {
  test('one row a finding; a formula becomes text', () => {
    const rows = parse(csv(MIXED)) as string[][];
    expect(rows).toEqual([
      [
        'number',
        'severity',
        'confidence',
        'rule',
        'title',
        'subject',
        'message',
        'owner',
        'next step',
        'verify',
        'evidence',
        'time',
        'explained by',
        'accepted',
        'fingerprint',
      ],
      [
        '1',
        'error',
        'certain',
        'dns-internal-answer',
        'A fault',
        '10.60.4.21',
        MIXED.findings[0]!.message,
        'dns',
        'Do this.',
        'See that it is gone.',
        'my logs/a:b.log:7; wifi.pcapng frame 30',
        '2026-03-02T09:20:28.312',
        '',
        '',
        'a',
      ],
      [
        '2',
        'warning',
        'certain',
        'edge-unreachable',
        'A fault',
        '10.60.4.21',
        "'=cmd|calc",
        'dns',
        'Do this.',
        'See that it is gone.',
        'wifi.pcapng frame 30',
        '2026-03-02T08:20:28.312Z',
        '1',
        'known (until 2026-12-31)',
        'b',
      ],
    ]);
  });

  test('an interrupted run has a row of its own; blanks before a formula go', () => {
    const findings = [finding({ rule: 'x', fingerprint: 'x', message: '  =1+1' })];
    const rows = parse(csv({ ...EMPTY, findings, partial: true, blind: ['The rest of the input.'] })) as string[][];
    expect(rows.slice(1).map((r) => [r[0], r[1], r[4], r[6]])).toEqual([
      ['1', 'error', 'A fault', "'=1+1"],
      ['', 'note', 'The run was interrupted', 'The rest of the input.'],
    ]);
  });

  test('nothing found is a head alone', () => {
    expect(parse(csv(EMPTY)) as string[][]).toHaveLength(1);
  });
});
