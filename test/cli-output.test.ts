/** Several outputs at once, stored reports, interruption and progress, as they are run. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../src/report.ts';
import { type BuiltCli, builtCli, type Outcome, ROOT } from './built-cli.ts';

const INCIDENT = join(ROOT, 'samples', 'globalprotect-incident');
const LOG = join(INCIDENT, 'client.UccApilog');
const windows = process.platform === 'win32';

let cli: BuiltCli;
let folder = '';
beforeAll(() => {
  cli = builtCli();
  folder = cli.folder;
}, 120_000);
afterAll(() => cli.remove());
const sfbdiag = (args: readonly string[], input?: Uint8Array): Outcome => cli.run(args, input);
const words = (name: string): string => readFileSync(join(folder, name), 'utf8');

const ALL = ['txt', 'json', 'ndjson', 'md', 'html', 'sarif', 'csv'];
const FORMATS = ['text', 'json', 'ndjson', 'markdown', 'html', 'sarif', 'csv'];

describe('several outputs', () => {
  test('every format at once; each is what --format prints, and what show makes of the stored report', () => {
    const outputs = (name: string): string[] => ALL.flatMap((end) => ['-o', `${name}.${end}`]);
    expect(sfbdiag(['analyze', INCIDENT, '--quiet', ...outputs('all')])).toEqual({ status: 1, out: '', err: '' });
    expect(sfbdiag(['show', 'all.json', '--quiet', ...outputs('again')])).toEqual({ status: 0, out: '', err: '' });
    for (const [i, end] of ALL.entries()) {
      expect(words(`again.${end}`)).toBe(words(`all.${end}`));
      expect(sfbdiag(['show', 'all.json', '--format', FORMATS[i]!]).out).toBe(words(`all.${end}`));
    }
    expect(readdirSync(folder).filter((f) => f.endsWith('.tmp'))).toEqual([]);
  });

  test('one that cannot be written is named; the others and the report are not lost', () => {
    mkdirSync(join(folder, 'taken.csv'));
    const { status, out, err } = sfbdiag(['analyze', LOG, '-o', 'nowhere/a.md', '-o', 'taken.csv', '-o', 'b.md']);
    expect({ status, err }).toEqual({
      status: 2,
      err: 'sfbdiag: cannot write nowhere/a.md (no such folder)\nsfbdiag: cannot write taken.csv (it is a folder)\n',
    });
    expect(out.split('\n')[0]).toMatch(/^sfbdiag /);
    expect(words('b.md').split('\n')[0]).toBe('## Skype for Business on the VPN: diagnosis');
  });

  test('an input is not overwritten', () => {
    writeFileSync(join(folder, 'ipconfig.txt'), readFileSync(join(INCIDENT, 'ipconfig.txt')));
    expect(sfbdiag(['analyze', 'ipconfig.txt', '-o', './ipconfig.txt'])).toEqual({
      status: 2,
      out: '',
      err: 'sfbdiag: ./ipconfig.txt is an input, and is not overwritten\n',
    });
    expect(words('ipconfig.txt')).toBe(readFileSync(join(INCIDENT, 'ipconfig.txt'), 'utf8'));
  });

  test.skipIf(windows)('a file keeps its rights and its links', () => {
    writeFileSync(join(folder, 'own.json'), '');
    chmodSync(join(folder, 'own.json'), 0o600);
    symlinkSync('own.json', join(folder, 'link.json'));
    expect(sfbdiag(['analyze', LOG, '--quiet', '-o', 'link.json']).status).toBe(1);
    expect(statSync(join(folder, 'own.json')).mode & 0o777).toBe(0o600);
    expect((JSON.parse(words('own.json')) as Report).schema).toBe(1);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is told', () => {
    const run = spawnSync('sh', ['-c', `"${process.execPath}" "${cli.file}" rules > /dev/full`], { encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([2, 'sfbdiag: cannot write standard output (no space left)\n']);
  });

  test.skipIf(windows).each(['--help', 'rules', `analyze ${LOG} --verbose --fail-on never`])(
    '%s into a closed pipe',
    (args) => {
      const run = spawnSync(
        'bash',
        ['-c', `"${process.execPath}" "${cli.file}" ${args} | true; echo "\${PIPESTATUS[0]}"`],
        {
          encoding: 'utf8',
        },
      );
      expect([run.stdout, run.stderr]).toEqual(['0\n', '']);
    },
  );
});

describe('the five tasks of samples/README.md', () => {
  const page = readFileSync(join(ROOT, 'samples', 'README.md'), 'utf8');
  const section = page.slice(page.indexOf('## Five tasks'), page.indexOf('`make/` writes'));
  const commands = [...section.matchAll(/^ {4}sfbdiag (.+)$/gm)].map((m) => m[1]!);

  test('every command does its work', () => {
    symlinkSync(join(ROOT, 'samples'), join(folder, 'samples'), 'junction');
    const results = commands.map((c) => {
      const { status, err } = sfbdiag(c.split(' '));
      return [c, status === 0 || status === 1 ? '' : err];
    });
    expect(results).toEqual(commands.map((c) => [c, '']));
    expect(commands.length).toBe(9);
    expect(sfbdiag(['show', 'report.json']).out).toContain('in Wireshark: frame.number in {61, 76}');
    expect(section).toContain('frame.number in {61, 76}');
    expect(words('outside.md') + words('outside.html')).not.toMatch(/contoso|anna|192\.168\.1\.34/i);
    expect(sfbdiag(['compare', 'report.json', 'after.json']).out).toMatch(/^\d+ fixed, 0 new, /);
  }, 60_000);

  test.each(['', 'analyze', 'show', 'compare', 'calls', 'redact', 'profile init', 'rules', 'explain'])(
    'help of "%s": two examples, 80 columns',
    (command) => {
      const { status, out } = sfbdiag([...command.split(' '), '--help'].filter((word) => word !== ''));
      expect(status).toBe(0);
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
      const examples = out.slice(out.indexOf('Examples:')).match(/^ {2}sfbdiag \S/gm);
      expect(examples?.length).toBe(2);
    },
  );
});

/** Milliseconds in which the program has surely started and read what it was given, on a machine as busy as this one. */
function patience(): number {
  const begin = performance.now();
  sfbdiag(['calls', LOG]);
  return Math.max(1500, 5 * (performance.now() - begin));
}

/** Runs with the beginning of the log on a standard input that stays open; the signal comes once it was read. */
function interrupted(args: readonly string[], signal: NodeJS.Signals, input: Uint8Array): Promise<Outcome> {
  const wait = patience();
  return new Promise((done) => {
    const child = spawn(process.execPath, [cli.file, ...args], { cwd: folder, env: { PATH: process.env.PATH } });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (s: string) => {
      out += s;
    });
    child.stderr.setEncoding('utf8').on('data', (s: string) => {
      err += s;
    });
    child.on('close', (status) => done({ status, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.write(input, () => setTimeout(() => child.kill(signal), wait));
  });
}

describe.skipIf(windows)('interruption', () => {
  const TOLD = 'sfbdiag: interrupted: this is what was known by then\n';
  const whole = readFileSync(LOG);
  /** Up to the answer to the second sign-in: more than a parser has to see at once would be 64 KiB. */
  const half = whole.subarray(0, whole.length >> 1);

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: the report of what was read, and status %d', async (signal, status) => {
    const run = await interrupted(['analyze', '-', '--format', 'json', '-o', `${signal}.csv`], signal, half);
    expect([run.status, run.err]).toEqual([status, TOLD]);
    const report = JSON.parse(run.out) as Report;
    expect([report.partial, report.blind[0]]).toEqual([
      true,
      `The rest of the input: the run was interrupted; standard input was read up to byte ${half.length.toLocaleString('en-US')}.`,
    ]);
    expect(report.sources[0]!.records).toBeGreaterThan(10);
    // What was not read may hold what a rule looks for.
    expect(report.outcomes.filter((o) => o.outcome === 'clear')).toEqual([]);
    expect(words(`${signal}.csv`)).toContain('The run was interrupted');
  });

  test('text and Markdown say so at their head', async () => {
    const run = await interrupted(['analyze', '-', '-o', 'part.md', '-o', 'part.json'], 'SIGINT', half);
    expect(run.out.split('\n').slice(0, 4)).toContain('PARTIAL: the run was interrupted, see "not seen" below');
    expect(words('part.md').split('\n')[0]).toBe(
      '## Skype for Business on the VPN: partial diagnosis (the run was interrupted)',
    );
    // And it can be shown again.
    expect(sfbdiag(['show', 'part.json', '--format', 'markdown']).out).toBe(words('part.md'));
  });

  test('calls', async () => {
    const run = await interrupted(['calls', '-', '--format', 'json'], 'SIGINT', whole);
    expect([run.status, run.err, (JSON.parse(run.out) as Report).partial]).toEqual([130, TOLD, true]);
  });

  test('before anything was read', async () => {
    const run = await interrupted(['analyze', '-'], 'SIGINT', new Uint8Array());
    expect(run).toEqual({ status: 130, out: '', err: 'sfbdiag: interrupted before anything was read\n' });
  });
});

const tmux = !windows && spawnSync('tmux', ['-V']).status === 0;
test.runIf(!tmux)('a terminal: skipped, as there is no tmux', () => undefined);

/** A shell command on a terminal of 80 columns, and what stands there when `done` is true of it. */
async function onTerminal(
  command: string,
  done: (screen: string) => boolean,
): Promise<{ screen: string; title: string; styled: string }> {
  // Of its own: the last test's server may still be ending.
  const socket = `sfbdiag-${process.pid}-${++terminals}`;
  // A terminal's environment, not that of whoever runs the tests: no CI, no NO_COLOR, a locale.
  const env = { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8', TERM: 'xterm' };
  const run = (...args: string[]): string =>
    spawnSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8', env }).stdout;
  // Run, not typed: a typed line stands on the screen too, and is wrapped at a column that the paths decide.
  run('new-session', '-d', '-x', '80', '-y', '300', '-c', folder, `${command}; echo "[done]"; exec sleep 60`);
  try {
    const title = run('display-message', '-p', '#{pane_title}');
    let screen = '';
    for (let n = 0; n < 300 && !done(screen); n++) {
      await new Promise((next) => setTimeout(next, 100));
      screen = run('capture-pane', '-p');
    }
    expect(done(screen)).toBe(true);
    expect(run('display-message', '-p', '#{pane_title}')).toBe(title);
    return { screen, title, styled: run('capture-pane', '-p', '-e') };
  } finally {
    run('kill-server');
  }
}
let terminals = 0;
const isDone = (screen: string): boolean => /^\[done\]/m.test(screen);

describe.runIf(tmux)('a terminal', () => {
  const sfb = (): string => `"${process.execPath}" "${cli.file}"`;

  test('hostile text leaves it as it is: no title, no colour, nothing moved', async () => {
    const hostile = '\u001b[2J\u001b]0;owned\u0007\u001b[31m\u009b31m\u001b]52;c;eA==\u0007\u202e';
    const log = readFileSync(LOG, 'utf8').replaceAll(
      'media connectivity failure when both endpoints are remote',
      `${hostile}boom`,
    );
    writeFileSync(join(folder, `${hostile.replaceAll('/', '')}x.UccApilog`), log);
    const { screen, styled } = await onTerminal(`NO_COLOR=1 ${sfb()} analyze *x.UccApilog --verbose`, isDone);
    expect(screen).toContain('boom');
    expect(screen.split('\n')[0]).toMatch(/^sfbdiag /);
    expect(styled.includes('\u001b[')).toBe(false);
  }, 60_000);

  test('colour where nothing says no', async () => {
    const { styled } = await onTerminal(`TERM=screen ${sfb()} analyze "${LOG}"`, isDone);
    expect(styled.includes('\u001b[')).toBe(true);
  }, 60_000);

  test.skipIf(spawnSync('less', ['--version']).status !== 0)(
    'less shows the report as it is',
    async () => {
      const { screen } = await onTerminal(`${sfb()} analyze "${LOG}" | less -FX`, isDone);
      expect(screen).toContain(sfbdiag(['analyze', LOG]).out.split('\n').slice(0, 12).join('\n'));
    },
    60_000,
  );

  test.each(['', ' --no-progress'])(
    'progress of a slow pipe, gone at the end: calls -%s',
    async (option) => {
      let shown = '';
      const slow = `(for n in 1 2 3 4 5 6; do cat "${LOG}"; sleep 0.7; done)`;
      const { screen } = await onTerminal(`${slow} | ${sfb()} calls -${option}`, (s) => {
        if (s.includes('B/s')) shown = s;
        return isDone(s);
      });
      expect(screen).not.toContain('B/s');
      if (option === '')
        expect(shown).toMatch(/^\d+(\.\d)? kB, \d+(\.\d)? kB\/s, standard input(, \d+ SIP messages)?$/m);
      else expect(shown).toBe('');
    },
    60_000,
  );
});
