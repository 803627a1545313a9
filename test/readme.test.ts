import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');
const README = read('README.md');

test("the README's picture is the report of the incident, up to the end of its first finding", async () => {
  const report = read('samples', 'expected', 'globalprotect-incident.txt');
  const picture = report.slice(0, report.indexOf('\n\n2  ') + 1);
  const [before, , after] = README.split(/(?<=<!-- report:[^>]*-->\n```\n)([\s\S]*?)(?=```\n<!-- \/report -->)/);
  await expect(`${before}${picture}${after}`).toMatchFileSnapshot(join(ROOT, 'README.md'));
});

test('every dependency has its reason', () => {
  const pkg = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const table = README.slice(README.indexOf('## Dependencies'));
  for (const name of Object.keys({ ...pkg.dependencies, ...pkg.devDependencies })) expect(table).toContain(name);
});

test('versions are pinned exactly', () => {
  const pkg = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  for (const version of Object.values({ ...pkg.dependencies, ...pkg.devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test("the README's options are those of the command line", () => {
  const cli = ['src/cli.ts', 'src/cli/arguments.ts'].map((file) => read(file)).join('\n');
  const options = [...cli.matchAll(/'(?:-\w, )?(--[a-z-]+)[ ']/g)]
    .map((m) => m[1]!)
    .filter((o) => o !== '--help' && o !== '--stdin-name' && o !== '--output');
  expect(options.length).toBeGreaterThan(12);
  for (const option of options) expect(README).toContain(option);
});
