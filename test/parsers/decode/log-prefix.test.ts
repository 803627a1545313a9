import { expect, test } from 'vitest';
import { emptyPrefix, isError, readPrefix, usualPrefix } from '../../../parsers/decode/log-prefix.ts';

const read = (line: string) => {
  const bytes = new TextEncoder().encode(line);
  const prefix = emptyPrefix();
  if (!readPrefix(bytes, 0, bytes.length, prefix)) return undefined;
  const { message, separator, ...rest } = prefix;
  return {
    ...rest,
    separator: separator > 1 ? String.fromCharCode(separator) : separator,
    message: line.slice(message),
  };
};
const usual = (line: string) => {
  const bytes = new TextEncoder().encode(line);
  const message = usualPrefix(bytes, 0, bytes.length);
  return message < 0 ? undefined : line.slice(message);
};
const CLOCK = ((9 * 60 + 12) * 60 + 2) * 1000 + 871;

test('the usual form', () => {
  const line = '03/14/2017|09:12:02.871 1A2C:F3C INFO  :: module=uccapi';
  expect(read(line)).toEqual({
    first: 3,
    second: 14,
    year: 2017,
    separator: '/',
    clock: CLOCK,
    thread: 0xf3c,
    message: 'module=uccapi',
  });
  expect(usual(line)).toBe('module=uccapi');
});

test('other dates', () => {
  const dates = (line: string) => {
    const p = read(`${line}09:12:02,871 1:2 X:: y`);
    return p && [p.first, p.second, p.year, p.separator, p.clock, p.message];
  };
  expect(dates('3/4/2017|')).toEqual([3, 4, 2017, '/', CLOCK, 'y']);
  expect(dates('14.03.2017|')).toEqual([14, 3, 2017, '.', CLOCK, 'y']);
  expect(dates('14-3-2017|')).toEqual([14, 3, 2017, '-', CLOCK, 'y']);
  expect(dates('2017-03-14|')).toEqual([3, 14, 2017, 1, CLOCK, 'y']);
  expect(dates('2017/03/14|')).toEqual([3, 14, 2017, 1, CLOCK, 'y']);
  expect(dates('')).toEqual([0, 0, 0, 0, CLOCK, 'y']);
  expect(dates('    03/14/2017|')).toEqual([3, 14, 2017, '/', CLOCK, 'y']);
  for (const wrong of ['03/14/17|', '03/14-2017|', '03/14/2017 ', '003/14/2017|', '/14/2017|', '         03/14/2017|'])
    expect([wrong, dates(wrong)]).toEqual([wrong, undefined]);
});

test('what follows the time', () => {
  const rest = (text: string) => read(`03/14/2017|09:12:02.871${text}`)?.message;
  expect(rest(' 1A2C:F3C ERROR :: x')).toBe('x');
  expect(rest('\t1a2c:f3c\tTRACE::x ')).toBe('x ');
  expect(rest(' 1A2C:F3C INFO  ::')).toBe('');
  expect(rest(' 1A2C:F3C INFO  ::   x')).toBe('x');
  for (const wrong of [
    '1A2C:F3C INFO :: x',
    ' 1A2C INFO :: x',
    ' 1A2CX:F3C INFO :: x',
    ' 123456789:F3C INFO :: x',
    ' 1A2C:F3C info :: x',
    ' 1A2C:F3C :: x',
    ' 1A2C:F3C INFO : x',
    ' 1A2C:F3CINFO :: x',
    '',
  ])
    expect([wrong, rest(wrong)]).toEqual([wrong, undefined]);
});

test('a record stays one with damaged digits', () => {
  expect(read('0x/14/2017|09:1x:02.871 1:2 INFO :: y')).toMatchObject({
    first: 0,
    second: 14,
    clock: -1,
    message: 'y',
  });
});

test('the level ERROR', () => {
  const error = (line: string) => {
    const bytes = new TextEncoder().encode(line);
    return isError(bytes, usualPrefix(bytes, 0, bytes.length));
  };
  const prefix = '03/14/2017|09:12:02.871 1A2C:F3C ';
  expect(
    ['ERROR :: x', 'ERROR::x', 'ERROR  ::  x', 'INFO  :: x', 'TRACE :: ERROR', 'ERRORS :: x'].map((l) =>
      error(prefix + l),
    ),
  ).toEqual([true, true, true, false, false, false]);
});
