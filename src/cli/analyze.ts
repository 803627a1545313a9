/** `sfbdiag analyze` */
import { rules } from '../../rules/index.ts';
import type { Severity } from '../rule.ts';
import { UsageError } from '../usage-error.ts';
import type { FailOn, InputFlags, RenderFlags } from './arguments.ts';
import { read } from './input.ts';
import { redacted } from './labels.ts';
import { outputsOf, print, render, writeOutputs } from './output.ts';
import { statusOf } from './status.ts';

export interface AnalyzeFlags extends InputFlags, RenderFlags {
  readonly only: readonly string[];
  readonly disable: readonly string[];
  readonly minSeverity: Severity;
  readonly failOn: FailOn;
}

/** @returns the exit status. */
export async function analyze(paths: readonly string[], flags: AnalyzeFlags): Promise<number> {
  const { only, disable, minSeverity } = flags;
  const outputs = outputsOf(flags.output);
  const unknown = [...only, ...disable].find((id) => !rules.some((r) => r.id === id));
  if (unknown !== undefined) throw new UsageError(`no rule "${unknown}": "sfbdiag rules" lists them`);
  const known = await read(paths, flags, rules, { only, disable, minSeverity }, outputs);
  const report = flags.redact ? await redacted(known.report(), known.run.incident()) : known.report();
  const written = await writeOutputs(report, outputs, flags);
  if (!flags.quiet) await print(await render(report, flags));
  if (known.status !== undefined) return known.status;
  return written ? statusOf(report.findings, flags.failOn) : 2;
}
