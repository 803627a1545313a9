import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allSamples } from './all.ts';

/** Writes every sample's input files below the folder given (default `samples`). */
const folder = process.argv[2] ?? 'samples';
for (const sample of allSamples()) {
  for (const [name, bytes] of Object.entries(sample.files)) {
    const path = join(folder, sample.name, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    process.stdout.write(`${path} ${bytes.length}\n`);
  }
}
