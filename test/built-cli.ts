/** The command line, compiled into a folder of its own: test files run side by side and must not rewrite each other's. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

export interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface BuiltCli {
  /** An empty folder, where it runs. */
  readonly folder: string;
  run(args: readonly string[], input?: Uint8Array): Outcome;
  /** To be started by other means: a terminal, a pipe that stays open. */
  readonly file: string;
  remove(): void;
}

/** Some seconds of work: for beforeAll. */
export function builtCli(): BuiltCli {
  const home = mkdtempSync(join(tmpdir(), 'sfbdiag-'));
  const dist = join(home, 'dist');
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'), 'junction');
  // The program alone, without samples and tests.
  const config = { extends: join(ROOT, 'tsconfig.json'), include: [join(ROOT, 'src')] };
  writeFileSync(
    join(home, 'tsconfig.json'),
    JSON.stringify({ ...config, compilerOptions: { rootDir: ROOT, outDir: dist } }),
  );
  execFileSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', home]);
  cpSync(join(ROOT, 'rules'), join(home, 'rules'), { recursive: true });
  const folder = join(home, 'work');
  mkdirSync(folder);
  return {
    folder,
    file: join(dist, 'src', 'cli.js'),
    run(args, input) {
      const run = spawnSync(process.execPath, [join(dist, 'src', 'cli.js'), ...args], {
        cwd: folder,
        input,
        env: { PATH: process.env.PATH, NO_COLOR: '1' },
        maxBuffer: 64 << 20,
      });
      return { status: run.status, out: run.stdout.toString(), err: run.stderr.toString() };
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
