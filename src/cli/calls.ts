/** `sfbdiag calls` */
import type { Call } from '../calls.ts';
import { UsageError } from '../usage-error.ts';
import type { InputFlags } from './arguments.ts';
import { read } from './input.ts';
import { labels, redacted } from './labels.ts';
import { print, useColor } from './output.ts';

export interface CallsFlags extends InputFlags {
  readonly format: 'text' | 'json';
  readonly ladder?: string;
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

/** @returns the exit status. */
export async function calls(paths: readonly string[], flags: CallsFlags): Promise<number> {
  const { run, report, status = 0 } = await read(paths, flags, []);
  if (flags.ladder !== undefined) {
    const [{ ladderOf }, { ladderText }] = await Promise.all([import('../ladder.ts'), import('../format/ladder.ts')]);
    const incident = run.incident();
    const plain = ladderOf(chosenCall(incident.calls, flags.ladder), incident);
    const ladder = flags.redact ? (await labels(report(), incident)).of(plain) : plain;
    await print(flags.format === 'json' ? `${JSON.stringify(ladder, null, 2)}\n` : ladderText(ladder));
    return status;
  }
  const { callsJson, callsText } = await import('../format/calls.ts');
  const list = flags.redact ? await redacted(report(), run.incident()) : report();
  await print(flags.format === 'json' ? callsJson(list) : callsText(list, { color: flags.color && useColor() }));
  return status;
}
