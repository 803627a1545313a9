import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineShape } from '../../../parsers/decode/line-shape.ts';
import { readTrace } from '../../../parsers/decode/trace-line.ts';
import uccapi from '../../../parsers/uccapi-log.ts';
import { SHAPES_SHOWN, TRACE_ALARMS, TRACE_FACTS, TRACE_LINES } from '../../../src/limits.ts';
import { of, run } from '../run.ts';

const shape = (text: string): string => lineShape(text, 160);

describe('shape of a line', () => {
  test.each([
    ['HRESULT API failed: 80070002 = hr. get_RegistryString', 'HRESULT API failed: <n> = hr. get_RegistryString'],
    ['HRESULT failed: 80ee002d = hr. FindDeviceByName', 'HRESULT failed: <n> = hr. FindDeviceByName'],
    ['Function: DeviceManager::Initialize', 'Function: DeviceManager::Initialize'],
    [
      'CRTCMediaController::LoadDeviceSettings Failed while loading device- 0 with 80ee002d.',
      'CRTCMediaController::LoadDeviceSettings Failed while loading device- <n> with <n>.',
    ],
    ['connect to 10.60.4.21:5061 failed', 'connect to <ip> failed'],
    ['resolve lyncdiscover.contoso.com: no answer', 'resolve <host>: no answer'],
    ['https://mail.contoso.com/EWS/Exchange.asmx for anna', '<uri> for <x>'],
    ['user sip:anna@contoso.com signed in as CONTOSO\\anna', 'user <uri> signed in as <x>\\<x>'],
    ['Anna Schmidt <anna.schmidt@contoso.com> called Ben', '<x> <<user>> <x>'],
    ['loading C:\\Users\\anna\\x.log', 'loading <path>'],
    ['share \\\\fs01\\anna not found', 'share <path> not found'.replace('share', '<x>')],
    ['peer [2001:db8::1]:5061 fe80::1', 'peer [<n>:<n>::<n>]:<n> <n>::<n>'],
    ['GUID {0A1B2C3D-1111-2222-3333-444455556666}', '<x> {<n>}'],
    ['Müller, 北京', '<x>'],
    ['Anna::Schmidt', '<x>'],
    ['', ''],
  ])('%s', (line, expected) => {
    expect(shape(line)).toBe(expected);
  });

  test('is cut', () => {
    expect(lineShape('failed '.repeat(40), 20)).toBe('failed failed faile…');
  });

  /** Words that are no words of programs. */
  const NAMES = ['Anna', 'anna', 'Schmidt', 'O’Brien', 'Jörg', 'contoso', '北京', '0049301234567', '10.60.4.21'];

  test('no name, number or address stays, wherever it stands', () => {
    const noise = fc.constantFrom(
      ' ',
      '=',
      ':',
      '::',
      '/',
      '\\',
      '@',
      '.',
      '-',
      '_',
      '(',
      '[',
      '"',
      '<',
      ',',
      'failed',
      'x',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.array(noise, { maxLength: 8 }),
        fc.array(noise, { maxLength: 8 }),
        (name, before, after) => {
          expect(shape(`${before.join('')}${name}${after.join('')}`)).not.toContain(name);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });

  test('takes linear time on lines made to be slow', () => {
    for (const c of ['a', '-', 'a.', '1.', 'A::', '@', '!', ' '])
      expect(lineShape(c.repeat(512 / c.length), 160).length).toBeLessThanOrEqual(160);
  });
});

describe('what a line says', () => {
  test.each([
    ['DNS query for lyncdiscover.contoso.com failed 0x80072EE7', '80072ee7', 'lyncdiscover.contoso.com', undefined],
    ['SRV _sipinternaltls._tcp.contoso.com', undefined, '_sipinternaltls._tcp.contoso.com', undefined],
    ['connect sip.contoso.com (10.60.4.21:5061) hr=80ee0067', '80ee0067', 'sip.contoso.com', '10.60.4.21'],
    ['GET https://Mail.contoso.com/EWS/Exchange.asmx', undefined, 'mail.contoso.com', undefined],
    ['POST https://contoso.com/autodiscover/autodiscover.svc', undefined, 'contoso.com', undefined],
    ['first 80070002 then 80ee0066', '80ee0066', undefined, undefined],
  ])('%s', (line, hresult, host, address) => {
    expect(readTrace(line)).toEqual({ hresult, host, address });
  });

  test.each([
    'HRESULT API failed: 80070002 = hr. get_RegistryString',
    'access denied 80070005',
    'id 180ee0066',
    'id 80ee00667',
    'sip:anna@contoso.com',
    'gossip.contoso.com',
    'sip.dll',
  ])('nothing: %s', (line) => {
    expect(readTrace(line)).toBeUndefined();
  });
});

describe('in a log', () => {
  const line = (level: string, text: string, clock = '09:12:02.871'): string =>
    `03/14/2017|${clock} 1A2C:F3C ${level.padEnd(5)} :: ${text}\r\n`;
  const time = Date.parse('2017-03-14T09:12:02.871Z');
  const kept = (text: string) => of(run(uccapi, text), 'log.trace');
  const summary = (text: string) => of(run(uccapi, text), 'source.summary')[0]!;

  const text = [
    line('INFO', 'module=uccp flavor=fre version=2.0.6362.190'),
    line('ERROR', 'HRESULT API failed: 80070002 = hr. get_RegistryString'),
    line('INFO', 'connect to sip.contoso.com 10.60.4.21:5061 failed 80ee0067'),
    line('WARN', 'timeout 31 of Anna'),
    line('WARN', 'timeout 77 of Anna'),
    line('INFO', 'anna has signed in'),
  ].join('');

  test('facts, shapes and what is harmless', () => {
    expect(kept(text)).toEqual([
      {
        kind: 'log.trace',
        at: { source: 'trace', line: 3 },
        time,
        level: 'INFO',
        hresult: '80ee0067',
        host: 'sip.contoso.com',
        address: '10.60.4.21',
        shape: 'connect to <host> <ip> failed <n>',
      },
    ]);
    const { counters, shapes } = summary(text);
    expect(counters).toEqual({ trace: 6, error: 1, harmless: 1 });
    expect(shapes).toEqual([
      { level: 'WARN', shape: 'timeout <n> of <x>', count: 2 },
      { level: 'INFO', shape: 'connect to <host> <ip> failed <n>', count: 1 },
    ]);
  });

  test('the same whatever the chunks', () => {
    const whole = run(uccapi, text.repeat(20));
    for (const size of [1, 7, 100]) expect(run(uccapi, text.repeat(20), size)).toEqual(whole);
  });

  const filler = (count: number): string => line('INFO', 'nothing to see').repeat(count);
  const told = line('INFO', 'resolve lyncdiscover.contoso.com');

  test('INFO lines are looked at where the log begins and behind a REGISTER', () => {
    const register = `${line('INFO', 'REGISTER sip:contoso.com SIP/2.0')}Call-ID: a\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n`;
    expect(kept(filler(TRACE_LINES - 1) + told).map((t) => t.at)).toEqual([{ source: 'trace', line: TRACE_LINES }]);
    expect(kept(filler(TRACE_LINES) + told)).toEqual([]);
    expect(kept(filler(TRACE_LINES) + register + told).map((t) => t.host)).toEqual(['lyncdiscover.contoso.com']);
  });

  test('ERROR and WARN lines for longer, and not for ever', () => {
    const alarm = line('ERROR', 'failed 80ee0066');
    const calm = line('ERROR', 'failed 80070002');
    expect(kept(filler(TRACE_LINES + 5000) + alarm).length).toBe(1);
    expect(kept(filler(TRACE_LINES) + calm.repeat(TRACE_ALARMS - 1) + alarm).length).toBe(1);
    const late = filler(TRACE_LINES) + calm.repeat(TRACE_ALARMS) + alarm;
    expect(kept(late)).toEqual([]);
    // What is not looked at is counted as before.
    expect(summary(late).counters).toEqual({
      trace: TRACE_LINES + TRACE_ALARMS + 1,
      error: TRACE_ALARMS + 1,
      harmless: TRACE_ALARMS,
    });
  });

  test('facts and shapes have limits', () => {
    expect(kept(line('INFO', 'sip.contoso.com').repeat(TRACE_FACTS + 5)).length).toBe(TRACE_FACTS);
    const words = ['error', 'failed', 'host', 'server', 'name', 'port'];
    const many = words.flatMap((a) => words.map((b) => line('WARN', `${a} ${b}`))).join('');
    expect(summary(many).shapes?.length).toBe(SHAPES_SHOWN);
  });
});
