/** Reads the inputs that a command names. */
import { parsers } from '../../parsers/index.ts';
import { rules } from '../../rules/index.ts';
import { type Analysis, type AnalyzeOptions, analysis, type Window } from '../analyze.ts';
import { inputsOf, tracingFolder } from '../open.ts';
import type { Report } from '../report.ts';
import type { Rule } from '../rule.ts';
import { feed } from '../run.ts';
import type { Site } from '../site.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import type { InputFlags } from './arguments.ts';
import { complain, keepInputs, type Output } from './output.ts';

/** The same moment in both clocks; without an offset the other clock's facts are all kept. */
function windowOf(flags: InputFlags): { local: Window; utc: Window } | undefined {
  if (!flags.since && !flags.until) return undefined;
  const shift = flags.utcOffset === undefined ? undefined : flags.utcOffset * 60_000;
  const at = (moment: InputFlags['since'], clock: 'local' | 'utc', open: number): number => {
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

/** What options and profile say of the site.
 *  @throws UsageError when the profile is wrong. */
async function siteFrom({ tunnel, internal, external, vpn, profile }: InputFlags): Promise<Site> {
  const given: Site = { tunnel, internal, external, ...(vpn && { vpn }) };
  if (profile === undefined) return given;
  const { openProfile, siteOf } = await import('../profile.ts');
  return siteOf(await openProfile(profile, new Set(rules.map((r) => r.id))), given);
}

export interface Known {
  readonly run: Analysis;
  report(): Report;
  /** Exit status of a run that the user stopped: what is known is a part. */
  readonly status?: number;
}

/** Reads the inputs; those that cannot be read are named on standard error.
 *  @param outputs files that will be written, and must be no input
 *  @throws UsageError when none could be. */
export async function read(
  paths: readonly string[],
  flags: InputFlags,
  chosen: readonly Rule[],
  options: AnalyzeOptions = {},
  outputs: readonly Output[] = [],
): Promise<Known> {
  let given = paths;
  if (given.length === 0) {
    const own = process.platform === 'win32' ? await tracingFolder(process.env.LOCALAPPDATA) : undefined;
    if (!own) throw new UsageError('no input: name files, folders or "-" for standard input');
    given = [own];
  }
  const inputs = await inputsOf(given, flags.stdinName);
  keepInputs(inputs, outputs);
  const run = analysis(chosen, VERSION, {
    ...options,
    site: await siteFrom(flags),
    asOf: flags.asOf,
    utcOffset: flags.utcOffset,
    window: windowOf(flags),
  });
  const { watch } = await import('./watch.ts');
  const watched = await watch(inputs, run, flags.progress && !flags.quiet);
  const { skipped, read, partial } = await feed(inputs, parsers, run, watched).finally(() => watched.end());
  for (const s of skipped) complain(`${s.name} ${s.reason}`);
  if (partial !== undefined && read === 0) throw new UsageError('interrupted before anything was read', watched.status);
  if (read === 0) throw new UsageError('none of the inputs could be read');
  if (partial === undefined) return { run, report: () => run.finish() };
  complain('interrupted: this is what was known by then');
  return { run, report: () => run.finish(partial), status: watched.status! };
}
