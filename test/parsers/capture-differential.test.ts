/** Compares the capture parser with tshark 4.0.17 on captures made by others: the counts of their index, and where tshark
 *  is installed every frame. `SFBDIAG_CAPTURES` names the folder. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { destinationOf, sourceOf } from '../../parsers/capture/names.ts';
import { openCapture } from '../../parsers/capture.ts';
import type { Fact, SourceSummary } from '../../src/facts.ts';

const directory = process.env.SFBDIAG_CAPTURES ?? join(import.meta.dirname, '../../../shared/captures');
const index = join(directory, 'index.tsv');
const present = existsSync(index);
if (!present) console.log(`skipped: no captures in ${directory} (SFBDIAG_CAPTURES)`);
const tshark = version('tshark');
if (tshark === undefined) console.log('skipped: frames against tshark, which is not installed');

const SIMPLE_PACKETS = 'simple packet blocks have no time; a fact needs one and takes that of the frame before';

/** Differences that are right: fields, by file, that are not compared, and why. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'hadrielk_pcapng-test-generator__test006.pcapng': { time: SIMPLE_PACKETS },
  'hadrielk_pcapng-test-generator__test101.pcapng': { time: SIMPLE_PACKETS },
  'hadrielk_pcapng-test-generator__test016.pcapng': { time: SIMPLE_PACKETS },
  'hadrielk_pcapng-test-generator__test201.pcapng': {
    time: SIMPLE_PACKETS,
    interface: 'several sections: interfaces are numbered through the whole file here, in each section there',
  },
  'hadrielk_pcapng-test-generator__test018.pcapng': {
    time: SIMPLE_PACKETS,
    missing: 'custom blocks are numbered and counted as frames, but hold no packet to observe',
  },
  'ntop_nDPI__fuzz-2021-10-13.pcap': { time: 'more than 10^9 nanoseconds: added up here, printed as they are there' },
  'the-tcpdump-group_tcpdump__tcp_header_heapoverflow.pcap': {
    ports: 'a TCP header of less than 14 bytes is not read here; tshark shows its ports',
  },
};

interface Row {
  readonly file: string;
  readonly [column: string]: string;
}

/** One frame as both programs describe it. */
interface Seen {
  readonly frame: string;
  readonly interface: string;
  readonly time: string;
  readonly captured: string;
  readonly length: string;
  readonly source: string;
  readonly destination: string;
  readonly ports: string;
  readonly syn: string;
  readonly dns: string;
}

function rows(): Row[] {
  if (!present) return [];
  const [head, ...lines] = readFileSync(index, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return lines.map((cells) => Object.fromEntries(head!.map((name, n) => [name, cells[n]!])) as unknown as Row);
}

function load(file: string): Uint8Array {
  const bytes = readFileSync(join(directory, file));
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

function version(program: string): string | undefined {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(
      '\n',
    )[0];
  } catch {
    return undefined;
  }
}

/** Everything the parser says about a file, and its view of each frame. */
function read(file: string): { facts: Fact[]; summary: SourceSummary; frames: Seen[] } {
  const facts: Fact[] = [];
  const frames: Seen[] = [];
  const run = openCapture(
    file,
    (fact) => facts.push(fact),
    (p, _layers, dns) => {
      frames.push({
        frame: String(p.number),
        interface: String(p.interface),
        time: p.time.toFixed(3),
        captured: String(p.end - p.start),
        length: String(p.original),
        source: p.version === 0 ? '' : sourceOf(p),
        destination: p.version === 0 ? '' : destinationOf(p),
        ports: p.transport ? `${p.sourcePort} ${p.destinationPort}` : '',
        syn: p.transport && p.protocol === 6 ? String((p.tcpFlags >> 1) & 1) : '',
        dns: dns?.name ?? '',
      });
    },
  );
  run.push(load(file));
  run.end();
  return { facts, summary: facts.at(-1) as SourceSummary, frames };
}

const FIELDS = [
  'frame.number',
  'frame.interface_id',
  'frame.time_epoch',
  'frame.cap_len',
  'frame.len',
  'frame.protocols',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'udp.srcport',
  'udp.dstport',
  'tcp.flags.syn',
  'dns.qry.name',
];

/** tshark's view of each frame: the innermost addresses outside an ICMP quote. */
async function askTshark(file: string): Promise<Seen[]> {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const options = [
    '-n',
    '-r',
    join(directory, file),
    '-T',
    'fields',
    '-E',
    'separator=/t',
    '-E',
    'aggregator=|',
    ...fields,
  ];
  const { stdout } = await promisify(execFile)('tshark', options, { maxBuffer: 1 << 26 }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      const value = (name: string): string => cells[FIELDS.indexOf(name)] ?? '';
      const protocols = value('frame.protocols').split(':');
      const quote = protocols.findIndex((name) => name === 'icmp' || name === 'icmpv6');
      const own = quote < 0 ? protocols : protocols.slice(0, quote);
      const layers = own.filter((name) => name === 'ip' || name === 'ipv6');
      const innermost = layers.at(-1);
      const nth = (name: string, n: number): string => value(name).split('|')[n] ?? '';
      const depth = layers.filter((name) => name === innermost).length - 1;
      const transport = own.includes('tcp') ? 'tcp' : own.includes('udp') ? 'udp' : undefined;
      return {
        frame: value('frame.number'),
        interface: value('frame.interface_id') || '0',
        time: value('frame.time_epoch') === '' ? '' : (Number(value('frame.time_epoch')) * 1000).toFixed(3),
        captured: value('frame.cap_len'),
        length: value('frame.len'),
        source: innermost === undefined ? '' : nth(`${innermost}.src`, depth),
        destination: innermost === undefined ? '' : nth(`${innermost}.dst`, depth),
        ports: transport === undefined ? '' : `${nth(`${transport}.srcport`, 0)} ${nth(`${transport}.dstport`, 0)}`,
        syn: transport === 'tcp' ? nth('tcp.flags.syn', 0) : '',
        dns: own.some((name) => name === 'dns' || name === 'mdns' || name === 'llmnr')
          ? nth('dns.qry.name', 0).toLowerCase()
          : '',
      };
    });
}

describe.skipIf(!present)('counts of the index', () => {
  it.each(rows())('$file', (row) => {
    const { facts, summary } = read(row.file);
    const ours = summary.counters;
    const columns = {
      frames: 'frames',
      dns: 'dns',
      syn: 'syn',
      fragNeeded: 'frag_needed',
      redirect: 'redirect',
      ipFragments: 'ipfrag',
      icmp: 'icmp',
      esp: 'esp',
      isakmp: 'isakmp',
    };
    const counted = Object.fromEntries(Object.keys(columns).map((name) => [name, ours[name]]));
    const expected = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Number(row[column])]));
    expect(counted).toEqual(expected);
    expect(summary.records).toBe(expected.frames);
    // What tshark stopped at has a word here too.
    if (row.tshark_exit !== '0')
      expect(facts.filter((fact) => fact.kind === 'input.malformed').length).toBeGreaterThan(0);
  });

  it('covers every file of the folder', () => {
    const files = readdirSync(directory).filter((name) => !/\.(md|tsv)$/.test(name));
    expect(files.sort()).toEqual(
      rows()
        .map((row) => row.file)
        .sort(),
    );
  });
});

describe.skipIf(!present || tshark === undefined)('every frame, against tshark', () => {
  it.concurrent.each(rows())(
    '$file',
    async ({ file }) => {
      const theirs = await askTshark(file);
      const known = KNOWN[file] ?? {};
      const ours = read(file).frames;
      const numbers = new Map(ours.map((frame) => [frame.frame, frame]));
      if (known.missing === undefined) expect([...numbers.keys()]).toEqual(theirs.map(({ frame }) => frame));
      const differences = theirs.flatMap((frame) => {
        const mine = numbers.get(frame.frame);
        if (mine === undefined) return [];
        return Object.entries(frame)
          .filter(([name, value]) => !agree(name, value, mine[name as keyof Seen]) && !(name in known))
          .map(([name, value]) => `frame ${frame.frame} ${name}: tshark ${value}, here ${mine[name as keyof Seen]}`);
      });
      expect(differences).toEqual([]);
    },
    30_000,
  );
});

describe.skipIf(!present)('microsecond pcap files, against pcap-parser', () => {
  const files = rows().filter((row) => row.container === 'pcap-us-LE' || row.container === 'pcap-us-BE');
  it.each(files)('$file', async ({ file }) => {
    const theirs = await askPcapParser(load(file));
    const ours = read(file).frames.map((frame) => `${frame.time} ${frame.captured} ${frame.length}`);
    expect(ours.slice(0, theirs.length)).toEqual(theirs);
  });
});

/** Times as doubles hold them: within a microsecond. */
function agree(name: string, theirs: string, ours: string | undefined): boolean {
  if (name !== 'time' || theirs === '' || ours === undefined) return theirs === ours;
  return Math.abs(Number(theirs) - Number(ours)) < 0.0015;
}

interface PcapPacket {
  readonly header: {
    readonly timestampSeconds: number;
    readonly timestampMicroseconds: number;
    readonly capturedLength: number;
    readonly originalLength: number;
  };
  readonly data: Uint8Array;
}

/** Frames as pcap-parser 0.2.1 reads them. It tells nothing about damage at the end. */
async function askPcapParser(bytes: Uint8Array): Promise<string[]> {
  const require = createRequire(import.meta.url);
  const { Readable } = await import('node:stream');
  const { parse } = require('pcap-parser') as { parse(stream: NodeJS.ReadableStream): NodeJS.EventEmitter };
  return new Promise((resolve) => {
    const frames: string[] = [];
    const parser = parse(Readable.from([Buffer.from(bytes)], { objectMode: false }));
    parser.on('packet', ({ header, data }: PcapPacket) => {
      const time = (header.timestampSeconds * 1e6 + header.timestampMicroseconds) / 1000;
      frames.push(`${time.toFixed(3)} ${data.length} ${header.originalLength}`);
    });
    parser.on('error', () => resolve(frames));
    parser.on('end', () => resolve(frames));
  });
}
