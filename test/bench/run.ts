import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Mix, writeCapture } from './captures.ts';
import { writeLog } from './logs.ts';

/** The bench: the whole program against named peers on large inputs, one after the other in turns, medians.
 *
 *      npm run bench                       500 MB each, 5 rounds
 *      npm run bench -- --size 50 --rounds 3
 *
 *  Prints one Markdown table and deletes its inputs. Runs nothing else beside it; on a shared machine expect ±30 %. */

interface Peer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Exit statuses that mean "did its job". */
  readonly good: readonly number[];
  /** Shown once before the rounds: that it really reads the whole input. A program that dies at once is fast, too. */
  readonly proof: { readonly args: readonly string[]; readonly holds: (output: string) => boolean };
  /** What the program is held to, beside its row. */
  readonly goal?: string;
  /** Bytes it reads, where not the whole input. */
  readonly bytes?: number;
}

interface Sample {
  readonly seconds: number;
  /** Peak resident set, KiB. */
  readonly peak: number | undefined;
}

const { values } = parseArgs({
  options: { size: { type: 'string', default: '500' }, rounds: { type: 'string', default: '5' } },
});
const size = Number(values.size);
const rounds = Number(values.rounds);
if (!(size > 0) || !(rounds >= 1)) throw new Error('--size (MB) and --rounds take a positive number');

const MIXES: readonly (readonly [Mix, string])[] = [
  ['small', 'capture of small frames'],
  ['large', 'capture of large frames'],
  ['short', 'capture of short TCP flows'],
];
/** tshark gets the first so-many-th part of a capture: all of it would take minutes. */
const CUT = 10;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const program = join(root, 'dist/bin/cli.js');
const yardstick = fileURLToPath(new URL('pcap-parser.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sfbdiag-bench-'));

const installed = (command: string): boolean => spawnSync(command, ['--version']).error === undefined;

/** GNU time measures the peak of any child; without it only Node children can be asked, at their exit. */
const TIME = '/usr/bin/time';
const hasTime = spawnSync(TIME, ['-f', '%M', 'true'], { encoding: 'utf8' }).stderr?.trim().match(/^\d+$/) != null;
const ASK = 'data:text/javascript,process.on("exit",()=>process._rawDebug("peak "+process.resourceUsage().maxRSS))';

function measure(peer: Peer): Sample {
  const note = join(folder, 'peak');
  const asks = !hasTime && peer.command === process.execPath;
  const [command, args] = hasTime
    ? [TIME, ['-f', '%M', '-o', note, peer.command, ...peer.args]]
    : [peer.command, asks ? ['--import', ASK, ...peer.args] : peer.args];
  const begin = process.hrtime.bigint();
  const child = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (child.error !== undefined) throw child.error;
  if (child.status === null || !peer.good.includes(child.status))
    throw new Error(`${peer.name}: exit ${child.status}, ${child.stderr.slice(0, 500)}`);
  const peak = hasTime ? readFileSync(note, 'utf8').trim().split('\n').at(-1) : /peak (\d+)/.exec(child.stderr)?.[1];
  return { seconds, peak: peak === undefined ? undefined : Number(peak) };
}

function prove(peer: Peer): void {
  const child = spawnSync(peer.command, peer.proof.args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (child.status === null || !peer.good.includes(child.status) || !peer.proof.holds(child.stdout))
    throw new Error(
      `${peer.name} did not read the whole input: exit ${child.status}, ${child.stderr.slice(0, 500)} ${child.stdout.slice(0, 200)}`,
    );
}

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const rows: string[] = [];
/** What came out for each goal. */
const verdicts: string[] = [];
const skipped: string[] = [];

interface Figures {
  readonly secondsPerByte: number;
  /** MiB. */
  readonly peak: number | undefined;
}

/** Measures all peers in turns and adds their rows; ratios are to the first peer present that is not the program, byte by
 *  byte. Returns the medians by name. */
function race(input: string, bytes: number, peers: readonly Peer[]): ReadonlyMap<string, Figures> {
  const present = peers.filter((peer) => {
    const unbuilt = peer.args.includes(program) && !existsSync(program);
    if (!unbuilt && installed(peer.command)) return true;
    skipped.push(`${peer.name} (${unbuilt ? 'not built' : 'not installed'})`);
    return false;
  });
  present.forEach(prove);
  const samples = new Map<Peer, Sample[]>(present.map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round++)
    for (const peer of present) {
      process.stderr.write(`${input}: round ${round + 1}/${rounds}, ${peer.name}\n`);
      samples.get(peer)!.push(measure(peer));
    }
  const base = present.find((peer) => !peer.args.includes(program));
  const perByte = (peer: Peer) => median(samples.get(peer)!.map((sample) => sample.seconds)) / (peer.bytes ?? bytes);
  const figures = new Map<string, Figures>();
  for (const peer of present) {
    const all = samples.get(peer)!;
    const seconds = all.map((sample) => sample.seconds);
    const peaks = all.flatMap((sample) => sample.peak ?? []);
    const peak = peaks.length === 0 ? undefined : median(peaks) / 1024;
    figures.set(peer.name, { secondsPerByte: perByte(peer), peak });
    const cells = [
      input,
      peer.name,
      `${median(seconds).toFixed(2)} (${Math.min(...seconds).toFixed(2)}-${Math.max(...seconds).toFixed(2)})`,
      base === undefined ? '' : peer === base ? '1' : (perByte(peer) / perByte(base)).toFixed(2),
      (1e-6 / perByte(peer)).toFixed(perByte(peer) > 1e-7 ? 1 : 0),
      peak === undefined ? 'unknown' : `${Math.round(peak)} MiB`,
      peer.goal ?? '',
    ];
    rows.push(`| ${cells.join(' | ')} |`);
  }
  return figures;
}

const node = process.execPath;
/** What a JSON report says of its inputs. */
interface Sources {
  readonly sources: readonly { readonly bytes: number; readonly records?: number; readonly frames?: number }[];
}

function whole(path: string, items: number | undefined, goal: string): Peer {
  const holds = (output: string): boolean => {
    const [source] = (JSON.parse(output) as Sources).sources;
    const seen = source?.frames ?? source?.records ?? 0;
    return source?.bytes === statSync(path).size && (items === undefined ? seen > 0 : seen === items);
  };
  return {
    name: 'sfbdiag analyze',
    command: node,
    args: [program, 'analyze', '--quiet', path],
    good: [0, 1],
    proof: { args: [program, 'analyze', '--format', 'json', path], holds },
    goal,
  };
}

function peer(
  name: string,
  command: string,
  args: readonly string[],
  holds: (output: string) => boolean,
  good: readonly number[] = [0],
): Peer {
  return { name, command, args, good, proof: { args, holds } };
}

try {
  // A busy user's 50 MB hold some 130 calls, 3 %; 10 % is a call centre's.
  for (const [kind, callShare] of [
    ['busy', 0.03],
    ['call centre', 0.1],
  ] as const) {
    const log = join(folder, 'Lync-UccApi-0.UccApilog');
    const calls = writeLog(log, size * 1e6, callShare);
    race(`${kind} log ${size} MB, ${calls} calls`, size * 1e6, [
      peer('grep -c ms-diagnostics', 'grep', ['-c', 'ms-diagnostics', log], (output) => Number(output) === calls / 2),
      whole(log, undefined, '<= 4 x, <= 250 MiB'),
    ]);
    rmSync(log);
  }

  for (const [mix, name] of MIXES) {
    const capture = join(folder, 'capture.pcap');
    const cut = join(folder, 'cut.pcap');
    const frames = writeCapture(capture, size * 1e6, mix);
    const part = writeCapture(cut, (size * 1e6) / CUT, mix);
    const figures = race(`${name}, ${size} MB, ${frames} frames`, size * 1e6, [
      peer('capinfos -c', 'capinfos', ['-c', capture], (output) => output.includes('Number of packets')),
      whole(capture, frames, '<= 4 x, < 200 MiB'),
      peer('pcap-parser, bare iteration', node, [yardstick, capture], (output) => Number(output) === frames),
      {
        ...peer(
          `tshark -T fields -e frame.number, the first ${size / CUT} MB`,
          'tshark',
          ['-r', cut, '-T', 'fields', '-e', 'frame.number'],
          (output) => output.trimEnd().endsWith(`\n${part}`),
        ),
        bytes: statSync(cut).size,
      },
    ]);
    const [inspector, own, iteration, dissector] = [...figures.values()];
    if (figures.size === 4) {
      const times = (a: Figures | undefined, b: Figures | undefined) => a!.secondsPerByte / b!.secondsPerByte;
      verdicts.push(
        `${name}: ${times(own, inspector).toFixed(2)} x capinfos (goal at most 4), ` +
          `${times(iteration, own).toFixed(2)} times as fast as pcap-parser (at least 1.5), ` +
          `${times(dissector, own).toFixed(0)} times as fast as tshark (at least 100)`,
      );
    }
    if (mix === 'small') {
      const tenth = writeCapture(capture, size * 1e5, mix);
      const small = race(`${name}, ${size / 10} MB, ${tenth} frames`, size * 1e5, [
        whole(capture, tenth, 'peak within 15 % of the whole one'),
      ]);
      const [peak, less] = [figures.get('sfbdiag analyze')?.peak, small.get('sfbdiag analyze')?.peak];
      if (peak && less)
        verdicts.push(
          `${name}: peak ${Math.round(peak)} MiB (goal below 200), ${Math.round((peak / less - 1) * 100)} % above that of a ` +
            'tenth (at most 15)',
        );
    }
    rmSync(capture);
    rmSync(cut);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const lines = [
  `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}; median of ${rounds} rounds in turns.`,
  '',
  '| input | what | seconds (min-max) | x first peer, by byte | MB/s | peak memory | goal |',
  '|---|---|---|---|---|---|---|',
  ...rows,
  ...(verdicts.length === 0 ? [] : ['', ...verdicts.map((line) => `- ${line}`)]),
  ...(skipped.length === 0 ? [] : ['', `Skipped: ${skipped.join(', ')}.`]),
];
process.stdout.write(`${lines.join('\n')}\n`);
