import { describe, expect, test } from 'vitest';
import { ndjson } from '../../src/format/ndjson.ts';
import { MIXED } from './report.ts';

describe('NDJSON', () => {
  test('each line is an object with a type; together they are the report', () => {
    const lines = ndjson(MIXED)
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(lines).toEqual([
      {
        type: 'run',
        schema: 1,
        tool: MIXED.tool,
        redacted: false,
        blind: MIXED.blind,
        dropped: {},
        read: MIXED.read,
      },
      { type: 'source', ...MIXED.sources[0] },
      { type: 'area', ...MIXED.areas[0] },
      { type: 'finding', ...MIXED.findings[0] },
      { type: 'finding', ...MIXED.findings[1] },
      { type: 'configuration', ...MIXED.configuration[0] },
      ...MIXED.outcomes.map((o) => ({ type: 'outcome', ...o })),
    ]);
  });
});
