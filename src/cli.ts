#!/usr/bin/env node
/** Arguments, exit statuses, standard streams. The only file that names parsers and rules and touches `process`. */
import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parsers } from '../parsers/index.ts';
import { rules } from '../rules/index.ts';
import { type Cidr, cidr } from './addresses.ts';
import { type Analysis, type AnalyzeOptions, analysis, type Window } from './analyze.ts';
import type { Call } from './calls.ts';
import { inputsOf, tracingFolder } from './open.ts';
import type { Finding, Report } from './report.ts';
import type { Rule, Severity } from './rule.ts';
import { feed } from './run.ts';
import { clean } from './text.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

const SEVERITIES = ['error', 'warning', 'note'] as const;
const FORMATS = ['text', 'json', 'ndjson', 'markdown', 'sarif', 'csv'] as const;
type FormatName = (typeof FORMATS)[number];
const BY_EXTENSION: Readonly<Record<string, FormatName>> = {
  '.txt': 'text',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.md': 'markdown',
  '.sarif': 'sarif',
  '.csv': 'csv',
};

/** Of every command that reads inputs. */
interface InputFlags {
  readonly tunnel: readonly Cidr[];
  readonly internal: readonly Cidr[];
  readonly external: readonly Cidr[];
  readonly since?: Moment;
  readonly until?: Moment;
  readonly utcOffset?: number;
  readonly stdinName?: string;
  readonly color: boolean;
}

interface CallsFlags extends InputFlags {
  readonly format: FormatName;
  readonly ladder?: string;
}

/** How a report is shown. */
interface RenderFlags {
  readonly format: FormatName;
  readonly output: readonly string[];
  readonly color: boolean;
  readonly verbose?: boolean;
}

interface AnalyzeFlags extends InputFlags, RenderFlags {
  readonly only: readonly string[];
  readonly disable: readonly string[];
  readonly minSeverity: Severity;
  readonly failOn: Severity | 'never';
  readonly quiet?: boolean;
}

/** A point in time as the user wrote it; `zone` when it was absolute. */
interface Moment {
  readonly ms: number;
  readonly zone: boolean;
}

const collect =
  <T>(read: (value: string) => T) =>
  (value: string, previous: readonly T[]): readonly T[] => [...previous, read(value)];

function prefixArgument(value: string): Cidr {
  const parsed = cidr(value);
  if (!parsed) throw new InvalidArgumentError('Not an address or prefix such as 172.27.0.0/16.');
  return parsed;
}

function ruleArgument(value: string): string {
  if (!rules.some((r) => r.id === value)) throw new InvalidArgumentError('No such rule; "sfbdiag rules" lists them.');
  return value;
}

function momentArgument(value: string): Moment {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(value);
  const ms = parts ? Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${parts[3] ?? 'Z'}`) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Not a time such as 2026-03-02T09:20 or 2026-03-02T08:20:00Z.');
  return { ms, zone: parts?.[3] !== undefined };
}

function offsetArgument(value: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(value);
  const minutes = parts ? Number(parts[2]) * 60 + Number(parts[3]) : Number.NaN;
  if (!(minutes <= 14 * 60)) throw new InvalidArgumentError('Not an offset such as +01:00.');
  return parts![1] === '-' ? -minutes : minutes;
}

/** The same moment in both clocks; without an offset the other clock's facts are all kept. */
function windowOf(flags: InputFlags): { local: Window; utc: Window } | undefined {
  if (!flags.since && !flags.until) return undefined;
  const shift = flags.utcOffset === undefined ? undefined : flags.utcOffset * 60_000;
  const at = (moment: Moment | undefined, clock: 'local' | 'utc', open: number): number => {
    if (!moment) return open;
    if (moment.zone === (clock === 'utc')) return moment.ms;
    if (shift === undefined) return open;
    return clock === 'utc' ? moment.ms - shift : moment.ms + shift;
  };
  const window = (clock: 'local' | 'utc'): Window => ({
    since: at(flags.since, clock, Number.NEGATIVE_INFINITY),
    until: at(flags.until, clock, Number.POSITIVE_INFINITY),
  });
  return { local: window('local'), utc: window('utc') };
}

async function render(report: Report, format: FormatName, flags: RenderFlags, screen: boolean): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('./format/json.ts')).json(report);
    case 'ndjson':
      return (await import('./format/ndjson.ts')).ndjson(report);
    case 'markdown':
      return (await import('./format/markdown.ts')).markdown(report);
    case 'sarif':
      return (await import('./format/sarif.ts')).sarif(report);
    case 'csv':
      return (await import('./format/csv.ts')).csv(report);
  }
  const { text } = await import('./format/text.ts');
  const width = screen && process.stdout.isTTY ? Math.max(60, Math.min(process.stdout.columns ?? 80, 120)) : 80;
  return text(report, { color: screen && flags.color && useColor(), width, verbose: flags.verbose ?? false });
}

const useColor = (): boolean =>
  (process.env.NO_COLOR ?? '') === '' && (process.stdout.isTTY || (process.env.FORCE_COLOR ?? '') !== '');

/** Reads the inputs; those that cannot be read are named on standard error.
 *  @throws UsageError when none could be. */
async function read(
  paths: readonly string[],
  flags: InputFlags,
  chosen: readonly Rule[],
  options: AnalyzeOptions,
): Promise<Analysis> {
  let given = paths;
  if (given.length === 0) {
    const own = process.platform === 'win32' ? await tracingFolder(process.env.LOCALAPPDATA) : undefined;
    if (!own) throw new UsageError('no input: name files, folders or "-" for standard input');
    given = [own];
  }
  const inputs = await inputsOf(given, flags.stdinName);
  const run = analysis(chosen, VERSION, {
    ...options,
    site: { tunnel: flags.tunnel, internal: flags.internal, external: flags.external },
    utcOffset: flags.utcOffset,
    window: windowOf(flags),
  });
  const skipped = await feed(inputs, parsers, run);
  for (const s of skipped) process.stderr.write(`sfbdiag: ${clean(s.name)} ${clean(s.reason)}\n`);
  if (skipped.length === inputs.length) throw new UsageError('none of the inputs could be read');
  return run;
}

/** The one call with this number in the list, this id, or an id that begins so. */
function chosenCall(calls: readonly Call[], wanted: string): Call {
  const exact = calls.find((c) => c.id === wanted);
  if (exact) return exact;
  const number = /^\d{1,5}$/.test(wanted) ? calls[Number(wanted) - 1] : undefined;
  if (number) return number;
  const found = calls.filter((c) => c.id.toLowerCase().startsWith(wanted.toLowerCase()));
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    found.length === 0
      ? `no call "${wanted}": give its number or the beginning of its id, see "sfbdiag calls"`
      : `${found.length} calls begin with "${wanted}": give more of the id, see "sfbdiag calls"`,
  );
}

async function calls(paths: readonly string[], flags: CallsFlags): Promise<void> {
  const run = await read(paths, flags, [], {});
  if (flags.ladder !== undefined) {
    const [{ ladderOf }, { ladderText }] = await Promise.all([import('./ladder.ts'), import('./format/ladder.ts')]);
    const incident = run.incident();
    const ladder = ladderOf(chosenCall(incident.calls, flags.ladder), incident);
    await print(flags.format === 'json' ? `${JSON.stringify(ladder, null, 2)}\n` : ladderText(ladder));
    return;
  }
  const { callsJson, callsText } = await import('./format/calls.ts');
  const report = run.finish();
  await print(flags.format === 'json' ? callsJson(report) : callsText(report, { color: flags.color && useColor() }));
}

interface Output {
  readonly file: string;
  readonly format: FormatName;
}

/** @throws UsageError for an extension without a format: before the work, not behind it. */
const outputsOf = (files: readonly string[]): readonly Output[] =>
  files.map((file) => {
    const format = BY_EXTENSION[extname(file).toLowerCase()];
    if (!format)
      throw new UsageError(`no format for ${file}: its name ends in none of ${Object.keys(BY_EXTENSION).join(' ')}`);
    return { file, format };
  });

/** @throws UsageError with the reason. */
async function stored(file: string): Promise<Report> {
  const { storedReport } = await import('./stored.ts');
  const words = await readFile(file, 'utf8').catch(() => undefined);
  if (words === undefined) throw new UsageError(`cannot read ${file}`);
  const report = storedReport(words);
  if (typeof report === 'string') throw new UsageError(`${file} ${report}`);
  return report;
}

/** Shows a stored report again. */
async function show(file: string, flags: RenderFlags): Promise<void> {
  const outputs = outputsOf(flags.output);
  const report = await stored(file);
  for (const out of outputs) await writeFile(out.file, await render(report, out.format, flags, false));
  await print(await render(report, flags.format, flags, true));
}

/** @returns the exit status: 1 when something at or above `failOn` is new, the same, or not to be told. */
async function compareReports(
  before: string,
  after: string,
  flags: { readonly format: 'text' | 'json'; readonly failOn: Severity | 'never'; readonly color: boolean },
): Promise<number> {
  const [{ compare }, { compareText }] = await Promise.all([import('./compare.ts'), import('./format/compare.ts')]);
  const result = compare(await stored(before), await stored(after));
  await print(
    flags.format === 'json'
      ? `${JSON.stringify(result, null, 2)}\n`
      : compareText(result, { color: flags.color && useColor() }),
  );
  const open = [...result.added, ...result.same.map((s) => s.after), ...result.unknown.map((u) => u.finding)];
  return statusOf(open, flags.failOn);
}

/** Accepted findings do not count. */
function statusOf(findings: readonly Finding[], failOn: Severity | 'never'): number {
  if (failOn === 'never') return 0;
  const least = SEVERITIES.indexOf(failOn);
  return findings.some((f) => f.accepted === undefined && SEVERITIES.indexOf(f.severity) <= least) ? 1 : 0;
}

async function analyze(paths: readonly string[], flags: AnalyzeFlags): Promise<number> {
  const outputs = outputsOf(flags.output);
  const run = await read(paths, flags, rules, {
    only: flags.only,
    disable: flags.disable,
    minSeverity: flags.minSeverity,
  });
  const report = run.finish();
  for (const { file, format } of outputs) await writeFile(file, await render(report, format, flags, false));
  if (!flags.quiet) await print(await render(report, flags.format, flags, true));
  return statusOf(report.findings, flags.failOn);
}

/** Waits for a slow reader; a reader that went away (`| head`) is no fault. */
function print(words: string): Promise<void> {
  return new Promise((done, fail) => {
    process.stdout.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? done() : fail(error)));
    process.stdout.write(words, () => done());
  });
}

/** What every command that reads inputs takes. */
const inputOptions = (command: Command): Command =>
  command
    .argument('[paths...]', 'files, folders, globs, .gz, or - for standard input')
    .option('--tunnel <cidr>', 'VPN pool or tunnel address; repeatable', collect(prefixArgument), [])
    .option('--internal <cidr>', "range of the organisation's network; repeatable", collect(prefixArgument), [])
    .option('--external <cidr>', "the site's public SfB addresses; repeatable", collect(prefixArgument), [])
    .option(
      '--since <time>',
      'leave out what came before, e.g. 2026-03-02T09:20 (log time) or 2026-03-02T08:20Z',
      momentArgument,
    )
    .option('--until <time>', 'leave out what came after', momentArgument)
    .option('--utc-offset <offset>', 'of log times, e.g. +01:00', offsetArgument)
    .option('--stdin-name <name>', 'name of standard input in the report')
    .option('--no-color', 'no colour (also NO_COLOR)');

const renderOptions = (command: Command): Command =>
  command
    .addOption(new Option('--format <format>', 'what goes to standard output').choices(FORMATS).default('text'))
    .option(
      '-o, --output <file>',
      `also write FILE, format by its extension (${Object.keys(BY_EXTENSION).join(' ')}); repeatable`,
      collect(String),
      [],
    )
    .option('--verbose', 'all evidence, every call and sign-in, log lines of unknown wording');

const failOnOption = (): Option =>
  new Option('--fail-on <severity>', 'exit 1 from this severity on').choices([...SEVERITIES, 'never']).default('error');

function program(exit: (status: number) => void): Command {
  const main = new Command('sfbdiag')
    .description('Tells why a Skype for Business call, meeting or sign-in failed on a VPN, who has to fix it, and how.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(sfbdiag --help tells more)');
  renderOptions(inputOptions(main.command('analyze')))
    .description('read client logs and captures, report what is wrong')
    .option('--only <rule>', 'run this rule only; repeatable', collect(ruleArgument), [])
    .option('--disable <rule>', 'leave this rule out; repeatable', collect(ruleArgument), [])
    .addOption(new Option('--min-severity <severity>', 'least severity reported').choices(SEVERITIES).default('note'))
    .addOption(failOnOption())
    .option('--quiet', 'no report on standard output')
    .addHelpText('after', '\nExit status: 0 nothing at or above --fail-on, 1 something, 2 the job could not be done.')
    .exitOverride()
    .action(async (paths: readonly string[], flags: AnalyzeFlags) => exit(await analyze(paths, flags)));
  renderOptions(main.command('show'))
    .description('show a stored report (the JSON of analyze) in another format')
    .argument('<report.json>', 'what analyze -o report.json wrote')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .exitOverride()
    .action(async (file: string, flags: RenderFlags) => show(file, flags));
  main
    .command('compare')
    .description('what two stored reports have in common: fixed, new, same')
    .argument('<before.json>')
    .argument('<after.json>')
    .addOption(
      new Option('--format <format>', 'what goes to standard output').choices(['text', 'json']).default('text'),
    )
    .addOption(failOnOption())
    .option('--no-color', 'no colour (also NO_COLOR)')
    .exitOverride()
    .action(async (before: string, after: string, flags) => exit(await compareReports(before, after, flags)));
  inputOptions(main.command('calls'))
    .description('the calls found, one a line; --ladder draws one')
    .addOption(
      new Option('--format <format>', 'what goes to standard output').choices(['text', 'json']).default('text'),
    )
    .option('--ladder <call>', 'draw this call: its number in the list, or the beginning of its id')
    .exitOverride()
    .action(async (paths: readonly string[], flags: CallsFlags) => calls(paths, flags));
  main
    .command('rules')
    .description('every rule: id, usual severity, owner, what it needs, title')
    .exitOverride()
    .action(async () => {
      const { ruleTable } = await import('./explain.ts');
      await print(ruleTable(rules));
    });
  main
    .command('explain')
    .description('what a rule, a code, an ICEWarn value or a key of a diagnostics header means, offline')
    .argument('<what>', 'rule id, code such as 24, ICEWarn such as 0x40003a0, or LocalMR, Interfaces=0x12 and so on')
    .option('--ocs2007', 'number the bits of ICEWarn as quality reports of OCS 2007 and 2007 R2 do')
    .exitOverride()
    .action(async (what: string, flags: { readonly ocs2007?: boolean }) => {
      const { explain } = await import('./explain.ts');
      await print(await explain(what, rules, flags.ocs2007));
    });
  return main;
}

async function main(): Promise<void> {
  let status = 0;
  try {
    await program((s) => {
      status = s;
    }).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) status = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof UsageError) {
      process.stderr.write(`sfbdiag: ${clean(error.message, 400)}\n`);
      status = 2;
    } else {
      process.stderr.write(
        `sfbdiag: internal error, please report it: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      status = 2;
    }
  }
  process.exitCode = status;
}

await main();
