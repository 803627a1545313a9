import { expect, test } from 'vitest';
import { wrap } from '../../src/format/wrap.ts';

test('breaks at blanks, with its own start for the first line', () => {
  expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrap('one two three', 9, '- ', '  ')).toEqual(['- one two', '  three']);
  expect(wrap('', 8, '> ')).toEqual(['>']);
});

test('a longer word stands alone, uncut', () => {
  expect(wrap('see 2001:db8:0:1:2:3:4:5 there', 10)).toEqual(['see', '2001:db8:0:1:2:3:4:5', 'there']);
});

test('colour takes no columns', () => {
  expect(wrap('\u001b[31mone\u001b[39m two three', 7)).toEqual(['\u001b[31mone\u001b[39m two', 'three']);
});
