import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSamples } from './all.ts';

/** Writes every sample's input files below the folder given (default `samples`). */
const folder = process.argv[2] ?? 'samples';
for (const sample of allSamples()) {
  mkdirSync(join(folder, sample.name), { recursive: true });
  for (const [name, bytes] of Object.entries(sample.files)) {
    const path = join(folder, sample.name, name);
    writeFileSync(path, bytes);
    process.stdout.write(`${path} ${bytes.length}\n`);
  }
}
