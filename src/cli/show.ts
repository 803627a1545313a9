/** `sfbdiag show`: a stored report in another format. */
import type { RenderFlags } from './arguments.ts';
import { redacted } from './labels.ts';
import { outputsOf, print, render, writeOutputs } from './output.ts';
import { stored } from './stored.ts';

/** @returns the exit status. */
export async function show(file: string, flags: RenderFlags & { readonly quiet?: boolean }): Promise<number> {
  const outputs = outputsOf(flags.output);
  const read = await stored(file);
  const report = flags.redact && !read.redacted ? await redacted(read) : read;
  const written = await writeOutputs(report, outputs, flags);
  if (!flags.quiet) await print(await render(report, flags));
  return written ? 0 : 2;
}
