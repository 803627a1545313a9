/** Redacted captures in another program: as many frames, of the same lengths and protocols, no new complaint. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { incidentFiles } from './incident.ts';
import { redacted } from './kit.ts';

const missing = spawnSync('tshark', ['-v']).status !== 0;
const dir = mkdtempSync(join(tmpdir(), 'sfbdiag-redact-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');
const captures = (readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }) as string[])
  .filter((f) => f.endsWith('.pcapng'))
  .sort();

const MADE = incidentFiles({
  user: ['anna', 'becker'],
  peer: 'sabine',
  organisation: 'contoso',
  computer: 'lt-0417k',
  server: 'front7',
  edge: 'edgy3',
  lan: [44, 57],
  inside: [44, 45, 46],
  outside: [47, 48, 49],
  tunnel: [50, 51],
  phone: '+49891234567',
  guid: '5f1e7d23-52c4-4b0a-8e66-1a2b3c4d5e6f',
  secret: 'InventedSecretInventedSe',
  call: 'abcdef2345678abcdef2345678abcdef',
  words: 'private lines',
  mac: 0x530011,
}).find((f) => f.name.endsWith('pcapng'))!;

interface Seen {
  readonly length: string;
  readonly protocols: readonly string[];
  readonly malformed: number;
  /** IP, TCP, UDP: 1 = right, 0 = wrong. */
  readonly sums: string;
}

function seen(bytes: Uint8Array): Seen[] {
  const file = join(dir, 'x.pcapng');
  writeFileSync(file, bytes);
  const checks = ['ip', 'tcp', 'udp'].flatMap((p) => ['-o', `${p}.check_checksum:TRUE`]);
  const fields = [
    'frame.len',
    'frame.protocols',
    '_ws.malformed',
    'ip.checksum.status',
    'tcp.checksum.status',
    'udp.checksum.status',
  ];
  const run = spawnSync('tshark', ['-r', file, ...checks, '-T', 'fields', ...fields.flatMap((f) => ['-e', f])], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect(run.status).toBe(0);
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [length = '', protocols = '', malformed = '', ...sums] = line.split('\t');
      return {
        length,
        protocols: protocols.split(':'),
        malformed: malformed === '' ? 0 : malformed.split(',').length,
        sums: sums.join(' '),
      };
    });
}

/** What is overwritten is no longer told by its content. */
const OVERWRITTEN = /^(?:smb2?|http|smtp|imf|syslog|data|data-text-lines|urlencoded-form|media)$/;

describe.skipIf(missing)('in tshark (skipped where it is not installed)', () => {
  test.each([...captures, MADE.name])('%s', (name) => {
    const bytes = name === MADE.name ? MADE.bytes : readFileSync(join(SAMPLES, name));
    const before = seen(bytes);
    const after = seen(redacted([{ name, bytes }])[0]!.bytes);
    const plain = (s: Seen) => ({ ...s, protocols: s.protocols.filter((p) => !OVERWRITTEN.test(p)) });
    expect(after.map(plain)).toEqual(before.map(plain));
  });
});
