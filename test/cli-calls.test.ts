/** `sfbdiag calls` and `sfbdiag explain` as they are run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../rules/index.ts';
import type { Report } from '../src/report.ts';
import { type BuiltCli, builtCli, type Outcome, ROOT } from './built-cli.ts';

const SAMPLES = join(ROOT, 'samples');
const INCIDENT = join(SAMPLES, 'globalprotect-incident');
const LOG = join(INCIDENT, 'client.UccApilog');
const SHARING = join(SAMPLES, 'appshare-52049');
const expected = (name: string): string => readFileSync(join(SAMPLES, 'expected', name), 'utf8');

let cli: BuiltCli;
beforeAll(() => {
  cli = builtCli();
}, 120_000);
afterAll(() => cli.remove());
const sfbdiag = (args: readonly string[], input?: Uint8Array): Outcome => cli.run(args, input);
const good = (out: string): Outcome => ({ status: 0, out, err: '' });
const bad = (err: string): Outcome => ({ status: 2, out: '', err: `sfbdiag: ${err}\n` });

describe('calls', () => {
  test('a table; status 0 whatever became of the calls', () => {
    const { status, out, err } = sfbdiag(['calls', SHARING]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(expected('calls.txt')).toContain(`appshare-52049\n${out}`);
  });
  test('json: the calls of the report', () => {
    const listed = JSON.parse(sfbdiag(['calls', INCIDENT, '--format', 'json']).out) as Report;
    const report = JSON.parse(sfbdiag(['analyze', INCIDENT, '--format', 'json']).out) as Report;
    expect(listed.calls.map((c) => c.id)).toEqual(['2c3d4e5f60718293a4b5c6d7e8f90a1b']);
    expect(Object.keys(listed)).toEqual(['schema', 'tool', 'redacted', 'sources', 'calls', 'dropped']);
    expect([listed.calls, listed.sources]).toEqual([report.calls, report.sources]);
  });
  test('the same inputs and options as analyze', () => {
    const all = sfbdiag(['calls', LOG]).out;
    expect(sfbdiag(['calls', '-', '--stdin-name', 'a.log', '--no-color'], gzipSync(readFileSync(LOG)))).toEqual(
      good(all),
    );
    expect(sfbdiag(['calls', LOG, '--since', '2026-03-02T09:23'])).toEqual(good('no calls\n'));
    expect(sfbdiag(['calls', LOG, '--until', '2026-03-02T08:22:00Z', '--utc-offset', '+01:00'])).toEqual(
      good('no calls\n'),
    );
    const [call] = (JSON.parse(sfbdiag(['calls', LOG, '--tunnel', '172.27.0.0/16', '--format', 'json']).out) as Report)
      .calls;
    expect(call?.localCandidates[0]).toMatchObject({ address: '172.27.3.18', class: 'tunnel' });
  });
  test('2 when nothing could be read, with the reason', () => {
    expect(sfbdiag(['calls'])).toEqual(bad('no input: name files, folders or "-" for standard input'));
    expect(sfbdiag(['calls', 'nowhere.log'])).toEqual(bad('no such file or folder: nowhere.log'));
    expect(sfbdiag(['calls', '-'], new Uint8Array())).toEqual(
      bad('standard input is empty\nsfbdiag: none of the inputs could be read'),
    );
    const { status, out, err } = sfbdiag(['calls', LOG, '--format', 'pdf']);
    expect({ status, out, error: err.startsWith('error: ') }).toEqual({ status: 2, out: '', error: true });
  });
});

describe('calls --ladder', () => {
  test.each([['2'], ['718293a4'], ['7'], ['718293A4B5C6D7E8F90A1B2C3D4E5F60']])('finds the call by %s', (call) => {
    expect(sfbdiag(['calls', SHARING, '--ladder', call])).toEqual(good(expected('appshare-52049.ladder.txt')));
  });
  test('with the checks of the capture, and with the offset given in place of the measured one', () => {
    const drawn = good(expected('globalprotect-incident.ladder.txt'));
    expect(sfbdiag(['calls', INCIDENT, '--ladder', '1'])).toEqual(drawn);
    expect(sfbdiag(['calls', INCIDENT, '--ladder', '1', '--utc-offset', '+01:00'])).toEqual(drawn);
  });
  test('as data', () => {
    const ladder = JSON.parse(sfbdiag(['calls', SHARING, '--ladder', '2', '--format', 'json']).out);
    expect(ladder.lanes).toEqual([
      { name: 'this PC', addresses: ['192.168.1.34', '203.0.113.77 public'] },
      { name: 'SIP server', addresses: ['198.51.100.40:443'] },
    ]);
  });
  test.each([
    ['99', 'no call "99": give its number or the beginning of its id, see "sfbdiag calls"'],
    ['zz', 'no call "zz": give its number or the beginning of its id, see "sfbdiag calls"'],
    ['', '2 calls begin with "": give more of the id, see "sfbdiag calls"'],
  ])('2 for call "%s"', (call, words) => {
    expect(sfbdiag(['calls', SHARING, '--ladder', call])).toEqual(bad(words));
  });
  test('no secret of the log gets in', () => {
    const { out } = sfbdiag(['calls', INCIDENT, '--ladder', '1', '--format', 'json']);
    expect(out).not.toMatch(/Invented(?:Password|Key)|inline:|ice-pwd/);
  });
});

describe('explain', () => {
  test('every rule: its page', () => {
    for (const rule of rules)
      expect(sfbdiag(['explain', rule.id])).toEqual(good(readFileSync(join(ROOT, 'rules', `${rule.id}.md`), 'utf8')));
  }, 60_000);
  test('a code, a value, a value of OCS 2007, a key', () => {
    expect(sfbdiag(['explain', '51004']).out.split('\n')[0]).toBe('51004: Action initiated by user');
    expect(sfbdiag(['explain', '0x10']).out.split('\n')[0]).toBe('ICEWarn 0x10, numbering of Lync 2010 and later');
    expect(sfbdiag(['explain', '0x10', '--ocs2007'])).toEqual(
      good(
        'IceWarningFlags 0x10, numbering of OCS 2007 and 2007 R2 (quality reports only)\n  0x10       TURN server unreachable (a fault; 0x1 in later versions)\n',
      ),
    );
    expect(sfbdiag(['explain', 'LocalMR'])).toEqual(
      good("LocalMR: the writer's relay on its A/V Edge; missing when it had none\n"),
    );
  });
});
