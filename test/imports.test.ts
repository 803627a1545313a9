/** Who may import whom, and that parsers, rules and engine need nothing but ECMAScript and TextDecoder. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const files = ['src', 'parsers', 'rules', 'samples', 'test']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((f) => `${folder}/${f}`),
  )
  .map((f) => f.replaceAll('\\', '/'))
  // This file holds imports as text.
  .filter((f) => f.endsWith('.ts') && f !== 'test/imports.test.ts')
  .sort();

/** Statements at the start of a line, and `import('y')` anywhere. */
const IMPORT = /^(?:import|export)\b[^;'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

/** What a file names: files of the project by their path from the root, packages and Node's modules as they are. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].map((m) => {
    const name = m[1] ?? m[2] ?? m[3] ?? '';
    return name.startsWith('.') ? posix.join(posix.dirname(file), name) : name;
  });
}
const imports = new Map(files.map((f) => [f, importsOf(f, readFileSync(join(ROOT, f), 'utf8'))]));

/** Files that open things, print things or name all parsers and rules. */
const EDGE = /^src\/(cli|open|run|profile|explain|bundle|tar|tar-bytes|zip|zip-salvage|yauzl\.d)\.ts$|^src\/cli\//;
const FORMAT = /^src\/format\//;
const ENGINE =
  /^src\/(?!format\/|cli\/|redact\/|(cli|open|run|profile|explain|bundle|tar|tar-bytes|zip|zip-salvage|yauzl\.d)\.ts$)/;
/** Engine as well, beside that it reads packets with the parsers' decoders. */
const REDACT = /^src\/redact\//;
const within = (name: string): boolean => /^(src|parsers|rules|samples|test)\//.test(name);

/** Within the project: a file that matches `of` imports only what matches `may`. */
const DIRECTIONS: readonly { readonly of: RegExp; readonly may: RegExp; readonly why: string }[] = [
  {
    of: /^parsers\//,
    may: /^parsers\/|^src\/(facts|parser|limits|dotted)\.ts$|^src\/facts\//,
    why: 'a parser knows facts, not their use',
  },
  { of: /^rules\/index\.ts$/, may: /^rules\/[^/]+\.ts$|^src\/rule\.ts$/, why: 'the list of rules' },
  { of: /^rules\/(?!index\.ts$)/, may: ENGINE, why: 'a rule sees neither parsers nor other rules nor the edge' },
  {
    of: FORMAT,
    may: /^src\/(report|rule|verdict|text|ladder|compare)\.ts$|^src\/format\//,
    why: 'a format reads the report or a ladder only',
  },
  { of: ENGINE, may: ENGINE, why: 'the engine knows neither parsers nor rules nor the edge' },
  {
    of: REDACT,
    may: /^src\/redact\/|^parsers\/decode\/|^src\/(?!format\/|cli\/|(cli|open|run|profile|explain|bundle|tar|tar-bytes|zip|zip-salvage|yauzl\.d)\.ts$)/,
    why: 'redaction rewrites what the decoders of the parsers read, and needs no parser, rule or edge',
  },
  { of: EDGE, may: /^(src|parsers|rules)\//, why: 'the edge knows all of the program' },
  { of: /^samples\//, may: /^samples\//, why: 'what writes the samples is not what reads them' },
];

/** Packages, and the only files that may name them. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  commander: /^src\/cli(\/arguments)?\.ts$/,
  chalk: /^src\/format\/(text|calls|compare)\.ts$/,
  'cli-table3': /^src\/format\/table\.ts$/,
  'csv-stringify/sync': /^src\/format\/csv\.ts$/,
  'csv-parse/sync': /^test\//,
  'markdown-it': /^test\//,
  parse5: /^test\//,
  'playwright-core': /^test\//,
  'axe-core': /^test\//,
  'fast-glob': /^src\/open\.ts$/,
  'ipaddr.js': /^src\/addresses\.ts$/,
  yaml: /^src\/profile\.ts$/,
  '@cfworker/json-schema': /^src\/profile\.ts$/,
  yauzl: /^src\/zip\.ts$/,
  saxes: /^parsers\/decode\/vq-report\.ts$/,
  'pcap-parser': /^test\//,
  'fast-check': /^test\//,
  vitest: /^test\//,
};

test('there are files to look at, and their imports are found', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(imports.get('rules/input-damaged.ts')).toEqual(['src/evidence.ts', 'src/rule.ts', 'src/text.ts']);
  const every =
    "import a from './a.ts';\nimport type {\n  B,\n} from '../b.ts';\nexport { c } from 'c';\nimport 'd';\nawait import('e');";
  expect(importsOf('src/x.ts', every)).toEqual(['src/a.ts', 'b.ts', 'c', 'd', 'e']);
});

describe('direction', () => {
  test.each(DIRECTIONS)('$why', ({ of, may }) => {
    const wrong = [...imports]
      .filter(([file]) => of.test(file))
      .flatMap(([file, names]) => names.filter((n) => within(n) && !may.test(n)).map((n) => `${file} → ${n}`));
    expect(wrong).toEqual([]);
  });

  test('every file has its direction, tests aside', () => {
    const free = files.filter((f) => !f.startsWith('test/') && !DIRECTIONS.some((d) => d.of.test(f)));
    expect(free).toEqual([]);
  });

  test('imports stay within the project and name whole files', () => {
    const names = new Set(files);
    const lost = [...imports].flatMap(([file, all]) =>
      all.filter((n) => (within(n) ? !names.has(n) : n.startsWith('..'))).map((n) => `${file} → ${n}`),
    );
    expect(lost).toEqual([]);
  });
});

describe('packages', () => {
  test('each is named where it belongs, and no other is named', () => {
    const wrong = [...imports].flatMap(([file, all]) =>
      all.filter((n) => !within(n) && !n.startsWith('node:') && !PACKAGES[n]?.test(file)).map((n) => `${file} → ${n}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no Node module in parsers, rules and engine', () => {
    const wrong = [...imports]
      .filter(
        ([file]) => /^(parsers|rules)\//.test(file) || ENGINE.test(file) || REDACT.test(file) || FORMAT.test(file),
      )
      .flatMap(([file, all]) => all.filter((n) => n.startsWith('node:')).map((n) => `${file} → ${n}`));
    expect(wrong).toEqual([]);
  });
});

describe('no global beyond ECMAScript and TextDecoder', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sfbdiag-imports-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  const ambient = join(dir, 'ambient.d.ts');
  writeFileSync(
    ambient,
    `declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
`,
  );

  /** @returns what the compiler says; '' when nothing is wrong. */
  function compile(name: string, sources: readonly string[]): string {
    const config = join(dir, `${name}.json`);
    const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
    const { rootDir: _, outDir: __, ...options } = compilerOptions;
    writeFileSync(
      config,
      JSON.stringify({
        compilerOptions: { ...options, lib: ['es2023'], types: [], noEmit: true },
        files: [ambient, ...sources],
      }),
    );
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const run = spawnSync(process.execPath, [tsc, '-p', config], { cwd: dir, encoding: 'utf8' });
    if (run.error) throw run.error;
    return `${run.stdout}${run.stderr}`.trim() || (run.status === 0 ? '' : `exit ${run.status}`);
  }

  test('parsers, rules and engine compile without any', () => {
    const core = files.filter(
      (f) =>
        /^(parsers|rules)\//.test(f) ||
        ENGINE.test(f) ||
        REDACT.test(f) ||
        (FORMAT.test(f) && !/^src\/format\/(text|table|calls|compare|csv)\.ts$/.test(f)),
    );
    expect(core.length).toBeGreaterThan(50);
    expect(
      compile(
        'core',
        core.map((f) => join(ROOT, f)),
      ),
    ).toBe('');
  });

  test.each([
    ['Buffer', "export const x = Buffer.from('x');"],
    ['process', 'export const x = process.argv;'],
    ['console', "console.log('x');\nexport {};"],
    ['setTimeout', 'setTimeout(() => {}, 1);\nexport {};'],
    ['a Node module', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;"],
  ])('the test itself would see %s', (name, text) => {
    const file = join(dir, `${name.replaceAll(' ', '-')}.ts`);
    writeFileSync(file, text);
    expect(compile(name.replaceAll(' ', '-'), [file])).toMatch(/error TS(2304|2307|2552|2580|2584|2591)/);
  });

  test('and passes TextDecoder', () => {
    const file = join(dir, 'decoder.ts');
    writeFileSync(file, "export const x = new TextDecoder('utf-8').decode(new Uint8Array(1));");
    expect(compile('decoder', [file])).toBe('');
  });
});
