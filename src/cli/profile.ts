/** `sfbdiag profile init`: writes a profile to begin with. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { profileDraft } from '../profile-draft.ts';
import { UsageError } from '../usage-error.ts';
import type { InputFlags } from './arguments.ts';
import { read } from './input.ts';
import { print, writeFault } from './output.ts';

export interface ProfileFlags extends InputFlags {
  readonly output?: string;
}

/** @returns the exit status.
 *  @throws UsageError rather than overwrite a file. */
export async function profileInit(paths: readonly string[], flags: ProfileFlags): Promise<number> {
  const { output } = flags;
  if (output !== undefined && existsSync(output)) throw new UsageError(`${output} exists, and is not overwritten`);
  const { run, status = 0 } = await read(paths, flags, []);
  const draft = profileDraft(run.incident());
  if (output === undefined) {
    await print(draft);
    return status;
  }
  await writeFile(output, draft, { flag: 'wx' }).catch((error) => {
    throw new UsageError(`cannot write ${output} (${writeFault(error)})`);
  });
  return status;
}
