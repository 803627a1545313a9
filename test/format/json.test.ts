import { expect, test } from 'vitest';
import { json } from '../../src/format/json.ts';
import { EMPTY } from './report.ts';

test('is the report, indented, with one line end', () => {
  const words = json(EMPTY);
  expect(words.endsWith('}\n')).toBe(true);
  expect(JSON.parse(words)).toEqual(EMPTY);
  expect(words.split('\n')[1]).toBe('  "schema": 1,');
});
