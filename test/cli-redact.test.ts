/** `sfbdiag redact` and `--redact` as they are run. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../src/report.ts';
import { type BuiltCli, builtCli, ROOT } from './built-cli.ts';
import { tar } from './tar.ts';
import { zip } from './zip.ts';

const INCIDENT = join(ROOT, 'samples', 'globalprotect-incident');
const CAPTURE = readFileSync(join(INCIDENT, 'capture.pcapng'));
const LOG = readFileSync(join(INCIDENT, 'client.UccApilog'));
const NAMED =
  /contoso|anna|\bben@|10\.60\.|192\.168\.1\.34|172\.27\.3\.18|203\.0\.113\.77|198\.51\.100\.40|ab12cd34ef/i;

let cli: BuiltCli;
beforeAll(() => {
  cli = builtCli();
}, 120_000);
afterAll(() => cli.remove());
const at = (name: string): string => join(cli.folder, name);
const essence = (report: Report) =>
  report.findings.map((f) => [f.rule, f.severity, f.confidence, f.evidence.map((e) => [e.source, e.line ?? e.frame])]);

describe('redact', () => {
  test('copies that give the same findings, and say nothing of whom', () => {
    const { status, out, err } = cli.run(['redact', INCIDENT, '-o', 'share']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.split('\n').slice(0, 5)).toEqual([
      'PanGPS.log',
      'capture.pcapng',
      'client.UccApilog',
      'ipconfig.txt',
      'route-print.txt',
    ]);
    expect(out).toContain('not covered:');
    for (const name of readdirSync(at('share'))) {
      expect(readFileSync(join(at('share'), name), 'latin1')).not.toMatch(NAMED);
      expect(statSync(join(at('share'), name)).size).toBe(statSync(join(INCIDENT, name)).size);
    }
    const [before, after] = [INCIDENT, 'share'].map(
      (f) => JSON.parse(cli.run(['analyze', f, '--format', 'json']).out) as Report,
    );
    expect(essence(after!)).toEqual(essence(before!));
  });

  test('archives come out as files, compressed ones plain; names of files go where they may be names of people', () => {
    writeFileSync(
      at('anna.zip'),
      zip([
        { name: 'logs/client.UccApilog', bytes: LOG },
        { name: '../../CONTOSO-LT/PanGPS.log', bytes: readFileSync(join(INCIDENT, 'PanGPS.log')) },
      ]).bytes,
    );
    writeFileSync(at('wifi.pcapng.gz'), gzipSync(CAPTURE));
    const ipconfig = readFileSync(join(INCIDENT, 'ipconfig.txt'));
    writeFileSync(
      at('anna.tgz'),
      gzipSync(
        tar([
          { name: '/home/anna/.GlobalProtect/route-print.txt', bytes: readFileSync(join(INCIDENT, 'route-print.txt')) },
          { name: '../../CONTOSO-LT/ipconfig.txt', bytes: ipconfig },
        ]),
      ),
    );
    const { status, err } = cli.run(['redact', 'anna.zip', 'anna.tgz', 'wifi.pcapng.gz', '-o', 'packed', '--quiet']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const files = (readdirSync(at('packed'), { recursive: true, encoding: 'utf8' }) as string[]).filter((f) =>
      statSync(join(at('packed'), f)).isFile(),
    );
    expect(files.map((f) => f.split('/').at(-1)).sort()).toEqual([
      'PanGPS.log',
      'client.UccApilog',
      'ipconfig.txt',
      'route-print.txt',
      'wifi.pcapng',
    ]);
    expect(files.join('\n')).not.toMatch(/anna|contoso|\.\./i);
    expect(readFileSync(join(at('packed'), 'wifi.pcapng')).length).toBe(CAPTURE.length);
  });

  test('the mapping only when asked for, for its owner alone, over no other file', () => {
    expect(
      cli.run(['redact', join(INCIDENT, 'ipconfig.txt'), '-o', 'one', '--mapping', 'who.json', '--quiet']).status,
    ).toBe(0);
    const who = JSON.parse(readFileSync(at('who.json'), 'utf8')) as Record<string, string>;
    expect(who.domain1).toBe('contoso');
    expect(who['172.16.2.16']).toBe('172.27.3.18');
    if (process.platform !== 'win32') expect(statSync(at('who.json')).mode & 0o777).toBe(0o600);
    expect(
      cli.run(['redact', join(INCIDENT, 'ipconfig.txt'), '-o', 'two', '--mapping', 'who.json', '--quiet']),
    ).toEqual({
      status: 2,
      out: '',
      err: 'sfbdiag: who.json exists, and is not overwritten\n',
    });
    expect(existsSync(at('two'))).toBe(false);
  });

  test('no file is overwritten', () => {
    mkdirSync(at('old'));
    writeFileSync(at('old/ipconfig.txt'), 'mine');
    expect(cli.run(['redact', join(INCIDENT, 'ipconfig.txt'), '-o', 'old'])).toEqual({
      status: 2,
      out: '',
      err: `sfbdiag: ${join('old', 'ipconfig.txt')} exists, and is not overwritten\n`,
    });
    expect(readFileSync(at('old/ipconfig.txt'), 'utf8')).toBe('mine');
  });

  test('what it cannot read is not copied, and said', () => {
    writeFileSync(at('photo.png'), new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]));
    expect(cli.run(['redact', 'photo.png', '-o', 'none'])).toEqual({
      status: 2,
      out: '',
      err: 'sfbdiag: photo.png is not copied: it is no client log, server log, SIP text, command output or capture\nsfbdiag: none of the inputs could be read\n',
    });
    expect(cli.run(['redact', '-', '-o', 'none']).err).toBe(
      'sfbdiag: standard input can be read once only: save it as a file\n',
    );
  });

  test('a damaged capture: what is behind the damage goes, and that is said', () => {
    const broken = new Uint8Array(CAPTURE);
    broken.fill(0xff, 30_000, 30_200);
    writeFileSync(at('broken.pcapng'), broken);
    const { status, out } = cli.run(['redact', 'broken.pcapng', '-o', 'damaged']);
    expect(status).toBe(0);
    expect(out).toContain('  a damaged part, and everything behind it, was overwritten\n');
    expect(readFileSync(join(at('damaged'), readdirSync(at('damaged'))[0]!), 'latin1')).not.toMatch(NAMED);
  });
});

describe('--redact', () => {
  test('of analyze, in every format', () => {
    const files = ['txt', 'json', 'ndjson', 'md', 'html', 'sarif', 'csv'].map((e) => `r.${e}`);
    const { status, out } = cli.run(['analyze', INCIDENT, '--redact', '--verbose', ...files.flatMap((f) => ['-o', f])]);
    expect(status).toBe(1);
    for (const words of [out, ...files.map((f) => readFileSync(at(f), 'utf8'))]) {
      expect(words).not.toMatch(NAMED);
      expect(words).toMatch(/VPN-1/);
    }
    const report = JSON.parse(readFileSync(at('r.json'), 'utf8')) as Report;
    expect(report.redacted).toBe(true);
    expect(report.host.addresses.map((a) => [a.address, a.class])).toEqual([
      ['VPN-1', 'tunnel'],
      ['LAN-1.1', 'physical'],
    ]);
    const known = new Set(report.findings.map((f) => f.fingerprint));
    for (const f of report.findings) for (const c of f.causedBy) expect(known.has(c)).toBe(true);
  });

  test('of show and calls, the ladder included', () => {
    writeFileSync(at('plain.json'), cli.run(['analyze', INCIDENT, '--format', 'json']).out);
    for (const args of [
      ['show', 'plain.json', '--redact', '--format', 'json'],
      ['calls', INCIDENT, '--redact'],
      ['calls', INCIDENT, '--redact', '--format', 'json'],
      ['calls', INCIDENT, '--redact', '--ladder', '1'],
      ['calls', INCIDENT, '--redact', '--ladder', '1', '--format', 'json'],
    ]) {
      const { status, out } = cli.run(args);
      expect(status).toBe(0);
      expect(out).not.toMatch(NAMED);
      expect(out.length).toBeGreaterThan(100);
    }
  });
});
