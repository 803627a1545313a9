import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../src/report.ts';
import { VERSION } from '../src/version.ts';
import { type BuiltCli, builtCli, type Outcome, ROOT } from './built-cli.ts';

const INCIDENT = join(ROOT, 'samples', 'globalprotect-incident');
const LOG = join(INCIDENT, 'client.UccApilog');
const CAPTURE = join(INCIDENT, 'capture.pcapng');
const HEALTHY = join(ROOT, 'samples', 'healthy-split-tunnel');

let cli: BuiltCli;
let folder = '';
beforeAll(() => {
  cli = builtCli();
  folder = cli.folder;
}, 120_000);
afterAll(() => cli.remove());
const sfbdiag = (args: readonly string[], input?: Uint8Array): Outcome => cli.run(args, input);

const parsed = (outcome: Outcome): Report => JSON.parse(outcome.out) as Report;
const file = (name: string, bytes: string | Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

describe('exit status', () => {
  test('1 with an error found, nothing on standard error', () => {
    expect(sfbdiag(['analyze', INCIDENT, '--quiet'])).toEqual({ status: 1, out: '', err: '' });
  });
  test('0 on a healthy input', () => {
    expect(sfbdiag(['analyze', HEALTHY, '--quiet'])).toEqual({ status: 0, out: '', err: '' });
  });
  test('0 with --fail-on never, whatever was found', () => {
    expect(sfbdiag(['analyze', INCIDENT, '--quiet', '--fail-on', 'never']).status).toBe(0);
  });
  test.each([
    ['no path', ['analyze'], 'sfbdiag: no input: name files, folders or "-" for standard input\n'],
    ['a path that is not there', ['analyze', 'nowhere.log'], 'sfbdiag: no such file or folder: nowhere.log\n'],
    ['a glob that fits nothing', ['analyze', '*.nothing'], 'sfbdiag: no file fits *.nothing\n'],
    [
      'a rule that is none',
      ['analyze', 'x', '--only', 'no-such-rule'],
      'sfbdiag: no rule "no-such-rule": "sfbdiag rules" lists them\n',
    ],
    [
      'standard output as a file',
      ['analyze', 'x', '-o', '-'],
      'sfbdiag: -o names a file; --format says what goes to standard output\n',
    ],
    ['one file twice', ['analyze', 'x', '-o', 'a.md', '-o', './a.md'], 'sfbdiag: -o names ./a.md twice\n'],
    ['a report that is not there', ['show', 'nowhere.json'], 'sfbdiag: cannot read nowhere.json\n'],
    [
      'an output without a format',
      ['analyze', 'x', '-o', 'x.docx'],
      'sfbdiag: no format for x.docx: its name ends in none of .txt .json .ndjson .md .html .sarif .csv\n',
    ],
    [
      'an unknown word to explain',
      ['explain', 'nonsense'],
      'sfbdiag: nothing known of "nonsense": give a rule (see "sfbdiag rules"), a code such as 24, ICEWarn such as 0x40003a0, or a key of a diagnostics header such as LocalMR or Interfaces=0x12\n',
    ],
  ])('2 for %s', (_what, args, err) => {
    expect(sfbdiag(args)).toEqual({ status: 2, out: '', err });
  });
  test.each([
    [['analyze', 'x', '--tunnel', '172.27.0.0/33']],
    [['analyze', 'x', '--format', 'pdf']],
    [['analyze', 'x', '--utc-offset', '1']],
    [['analyze', 'x', '--since', 'yesterday']],
    [['analyze', 'x', '--no-such-option']],
    [['no-such-command']],
  ])('2 for %s', (args) => {
    const { status, out, err } = sfbdiag(args);
    expect({ status, out, lines: err.trim().split('\n')[0]?.startsWith('error: ') }).toEqual({
      status: 2,
      out: '',
      lines: true,
    });
  });
});

describe('inputs', () => {
  test('a folder, its files, a glob and gzip of them give the same findings', () => {
    mkdirSync(join(folder, 'copy'), { recursive: true });
    copyFileSync(LOG, join(folder, 'copy', 'client.UccApilog'));
    copyFileSync(CAPTURE, join(folder, 'copy', 'capture.pcapng'));
    const expected = parsed(sfbdiag(['analyze', 'copy', '--format', 'json']));
    const packed = [
      file('client.UccApilog.gz', gzipSync(readFileSync(LOG))),
      file('capture.pcapng.gz', gzipSync(readFileSync(CAPTURE))),
    ];
    const prints = (r: Report) => r.findings.map((f) => [f.rule, f.fingerprint, f.severity]);
    for (const args of [[LOG, CAPTURE], ['copy/*.{UccApilog,pcapng}'], packed])
      expect(prints(parsed(sfbdiag(['analyze', ...args, '--format', 'json'])))).toEqual(prints(expected));
  });
  test('standard input, named', () => {
    const r = parsed(sfbdiag(['analyze', '-', '--stdin-name', 'ticket.log', '--format', 'json'], readFileSync(LOG)));
    expect(r.sources.map((s) => [s.name, s.parser])).toEqual([['ticket.log', 'uccapi-log']]);
  });
  test('gzip on standard input', () => {
    const r = parsed(sfbdiag(['analyze', '-', '--format', 'json'], gzipSync(readFileSync(CAPTURE))));
    expect(r.sources.map((s) => [s.name, s.parser])).toEqual([['standard input', 'capture']]);
  });
  test('two files of one name are told apart', () => {
    for (const d of ['a', 'b']) {
      mkdirSync(join(folder, d), { recursive: true });
      copyFileSync(LOG, join(folder, d, 'x.log'));
    }
    const r = parsed(sfbdiag(['analyze', 'a/x.log', 'b/x.log', '--format', 'json']));
    expect(r.sources.map((s) => s.name).sort()).toEqual(['a/x.log', 'b/x.log']);
  });
  test('what nothing reads is named, the rest is still analysed', () => {
    const letter = file('letter.docx', 'Dear help desk,\nit does not work.\n');
    const { status, err } = sfbdiag(['analyze', letter, LOG, '--quiet', '--fail-on', 'never']);
    expect({ status, err }).toEqual({
      status: 0,
      err: 'sfbdiag: letter.docx is no capture, client or server log, SIP text, candidate list, command output or VPN log that is read\n',
    });
  });
  test.each([
    ['empty.log', new Uint8Array(), 'is empty'],
    ['bundle.zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'is a damaged zip archive: files may be missing'],
    [
      'Lync.etl',
      new Uint8Array(512),
      'is a binary ETL trace: convert a network trace with etl2pcapng; media traces cannot be read',
    ],
  ])('%s alone: status 2 with its reason', (name, bytes, reason) => {
    expect(sfbdiag(['analyze', file(name, bytes)])).toEqual({
      status: 2,
      out: '',
      err: `sfbdiag: ${name} ${reason}\nsfbdiag: none of the inputs could be read\n`,
    });
  });
  test('a gzip cut in the middle: what came before is read, the damage is told', () => {
    const whole = gzipSync(readFileSync(CAPTURE));
    const cut = file('cut.pcapng.gz', whole.subarray(0, whole.length - 2000));
    const r = parsed(sfbdiag(['analyze', cut, '--format', 'json', '--only', 'input-damaged']));
    expect(r.sources[0]?.frames).toBeGreaterThan(100);
    expect(r.findings[0]?.rule).toBe('input-damaged');
    expect(r.findings[0]?.evidence.map((e) => e.excerpt)).toContainEqual(
      'truncated: the file could not be read to its end (unexpected end of file)',
    );
  });
});

describe('outputs', () => {
  test('-o writes by extension, beside standard output', () => {
    const { status } = sfbdiag(['analyze', INCIDENT, '--quiet', '-o', 'r.json', '-o', 'r.txt']);
    expect(status).toBe(1);
    const r = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')) as Report;
    expect(r.tool).toEqual({ name: 'sfbdiag', version: VERSION });
    expect(readFileSync(join(folder, 'r.txt'), 'utf8')).toContain(`sfbdiag ${VERSION}`);
  });
  test('--only, --disable and --min-severity', () => {
    const rulesOf = (...args: string[]) => [
      ...new Set(parsed(sfbdiag(['analyze', INCIDENT, '--format', 'json', ...args])).outcomes.map((o) => o.rule)),
    ];
    expect(rulesOf('--only', 'ice-no-relay', '--only', 'input-damaged')).toEqual(['ice-no-relay', 'input-damaged']);
    expect(rulesOf('--disable', 'ice-no-relay')).not.toContain('ice-no-relay');
    const r = parsed(sfbdiag(['analyze', INCIDENT, '--format', 'json', '--min-severity', 'error']));
    expect([...new Set(r.findings.map((f) => f.severity))]).toEqual(['error']);
  });
  test('--since and --until leave out what lies outside, in both clocks', () => {
    const args = [
      '--format',
      'json',
      '--utc-offset',
      '+01:00',
      '--since',
      '2026-03-02T09:21:00',
      '--until',
      '2026-03-02T09:22:00',
    ];
    const r = parsed(sfbdiag(['analyze', INCIDENT, ...args]));
    expect(r.calls).toEqual([]);
    expect(r.findings.map((f) => f.rule)).not.toContain('leak-internal-address');
  });
  test('the package and the tool have one version', () => {
    const pkg = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(pkg.version).toBe(VERSION);
    expect(sfbdiag(['--version'])).toEqual({ status: 0, out: `${VERSION}\n`, err: '' });
  });
  test('rules and explain', () => {
    const table = sfbdiag(['rules']);
    expect(table.status).toBe(0);
    expect(table.out.split('\n')[0]).toMatch(/^appshare-reinvite-failed +error +uc +Application sharing ended/);
    expect(sfbdiag(['explain', 'ice-tunnel-candidate']).out).toBe(
      readFileSync(join(ROOT, 'rules', 'ice-tunnel-candidate.md'), 'utf8'),
    );
    expect(sfbdiag(['explain', '0x0']).out).toBe('ICEWarn 0x0: no failure, or ICE was not used\n');
  });
});
