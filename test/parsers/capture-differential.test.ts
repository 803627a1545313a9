/** Compares the capture parser with tshark 4.0.17, on captures made by others and on captures made here: the counts of
 *  their index, and where tshark is installed every frame: layers, addresses, ports, TCP flags and MSS, fragments, DNS
 *  names and answers, STUN types and transaction ids. `SFBDIAG_CAPTURES` names the folder. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import * as bits from '../../parsers/capture/found.ts';
import { destinationOf, sourceOf } from '../../parsers/capture/names.ts';
import { openCapture } from '../../parsers/capture.ts';
import type { DnsMessage } from '../../parsers/decode/dns.ts';
import { be16, type Packet } from '../../parsers/decode/packet.ts';
import type { Fact, SourceSummary } from '../../src/facts.ts';
import { madeCaptures } from './made-captures.ts';

const directory = process.env.SFBDIAG_CAPTURES ?? join(import.meta.dirname, '../../../shared/captures');
const index = join(directory, 'index.tsv');
const present = existsSync(index);
if (!present) console.log(`skipped: no captures in ${directory} (SFBDIAG_CAPTURES)`);
const tshark = version('tshark');
if (tshark === undefined) console.log('skipped: frames against tshark, which is not installed');

const SIMPLE_PACKETS = 'simple packet blocks have no time; a fact needs one and takes that of the frame before';

const COOKIELESS =
  'a message without cookie whose only attribute is unknown (0x0101) is STUN to tshark by its port, and not here';
const STOPS = 'a damaged record length ends tshark’s reading; here it goes on at the next record';

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
    layers: 'the same',
    tcp: 'the same',
  },
  'arkime_arkime__stun.pcap': { stun: COOKIELESS },
  'ntop_nDPI__zoom_p2p.pcapng': { stun: COOKIELESS },
  'OISF_suricata-verify__10.7.29.101_49898-178.63.41.150_25.pcap': { stops: STOPS },
  'DanieleDeSensi_peafowl__imap.cap': { stops: STOPS },
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
  readonly layers: string;
  readonly source: string;
  readonly destination: string;
  readonly fragment: string;
  readonly ports: string;
  readonly tcp: string;
  readonly dns: string;
  readonly answers: string;
  readonly stun: string;
}

/** What a copy of another interface's frame is not looked at for. */
const OF_CONTENT: ReadonlySet<string> = new Set(['layers', 'fragment', 'ports', 'tcp', 'dns', 'answers', 'stun']);

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
function read(file: string, bytes: Uint8Array): { facts: Fact[]; summary: SourceSummary; frames: (Seen & Copy)[] } {
  const facts: Fact[] = [];
  const frames: (Seen & Copy)[] = [];
  const run = openCapture(
    file,
    (fact) => facts.push(fact),
    (p, found, dns) => frames.push(describeFrame(p, found, dns)),
  );
  run.push(bytes);
  run.end();
  return { facts, summary: facts.at(-1) as SourceSummary, frames };
}

interface Copy {
  readonly copy: boolean;
}

/** Layers in the words of frame.protocols, by the bit that marks them. */
const LAYERS: readonly (readonly [name: string, bit: number])[] = [
  ['arp', bits.ARP],
  ['icmp', bits.ICMP],
  ['icmpv6', bits.ICMPV6],
  ['dns', bits.DNS],
  ['mdns', bits.MDNS],
  ['llmnr', bits.LLMNR],
  ['esp', bits.ESP],
  ['isakmp', bits.ISAKMP],
];

function describeFrame(p: Packet, found: number, dns: DnsMessage | undefined): Seen & Copy {
  const { transport, protocol } = p;
  const network = p.version === 0 ? [] : [p.version === 4 ? 'ip' : 'ipv6'];
  const ported = transport ? [protocol === 6 ? 'tcp' : 'udp'] : [];
  const marked = LAYERS.filter(([, bit]) => (found & bit) !== 0).map(([name]) => name);
  const stun =
    transport && protocol === 17 && (found & (bits.STUN | bits.MS_TURN)) !== 0 && p.payload + 20 <= p.payloadEnd;
  return {
    copy: (found & bits.COPY) !== 0,
    frame: String(p.number),
    interface: String(p.interface),
    time: p.time.toFixed(3),
    captured: String(p.end - p.start),
    length: String(p.original),
    layers: [...network, ...ported, ...marked].join(' '),
    source: p.version === 0 ? '' : sourceOf(p),
    destination: p.version === 0 ? '' : destinationOf(p),
    fragment: p.version !== 0 && p.fragment ? `${p.fragmentAt} ${p.moreFragments ? 1 : 0}` : '',
    ports: transport ? `${p.sourcePort} ${p.destinationPort}` : '',
    tcp: transport && protocol === 6 ? `${p.tcpFlags} ${p.mss === 0 ? '' : p.mss}` : '',
    dns: dns?.name ?? '',
    answers: dns?.response === true ? answersOf(dns) : '',
    stun: stun ? `${be16(p.bytes, p.payload)} ${hexOf(p.bytes.subarray(p.payload + 8, p.payload + 20))}` : '',
  };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const RECORDS = ['A', 'AAAA', 'CNAME', 'SRV'] as const;

/** `0; A 192.0.2.1; CNAME www.example.net`: return code, then the records by kind. */
function answersOf(dns: DnsMessage): string {
  const code = /^RCODE(\d+)$/.exec(dns.rcode)?.[1] ?? String(RCODES.indexOf(dns.rcode));
  const records = RECORDS.flatMap((type) =>
    dns.answers.filter((record) => record.type === type).map(({ value }) => `${type} ${value}`),
  );
  return [code, ...records].join('; ');
}

const RCODES = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];

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
  'ip.frag_offset',
  'ip.flags.mf',
  'ipv6.fraghdr.offset',
  'ipv6.fraghdr.more',
  'tcp.srcport',
  'tcp.dstport',
  'udp.srcport',
  'udp.dstport',
  'tcp.flags',
  'tcp.options.mss_val',
  'dns.qry.name',
  'dns.flags.response',
  'dns.flags.rcode',
  'dns.a',
  'dns.aaaa',
  'dns.cname',
  'dns.srv.priority',
  'dns.srv.weight',
  'dns.srv.port',
  'dns.srv.target',
  'stun.type',
  'stun.id',
  'classicstun.type',
  'classicstun.id',
] as const;

/** tshark's view of each frame: the innermost addresses outside an ICMP quote. */
async function askTshark(path: string): Promise<Seen[]> {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const options = ['-n', '-r', path, '-T', 'fields', '-E', 'separator=/t', '-E', 'aggregator=|', ...fields];
  const { stdout } = await promisify(execFile)('tshark', options, { maxBuffer: 1 << 26 }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      const value = (name: (typeof FIELDS)[number]): string => cells[FIELDS.indexOf(name)] ?? '';
      const all = (name: (typeof FIELDS)[number]): string[] => (value(name) === '' ? [] : value(name).split('|'));
      const protocols = value('frame.protocols').split(':');
      const quote = protocols.findIndex((name) => name === 'icmp' || name === 'icmpv6');
      const own = quote < 0 ? protocols : protocols.slice(0, quote);
      const layers = own.filter((name) => name === 'ip' || name === 'ipv6');
      const innermost = layers.at(-1);
      const nth = (name: (typeof FIELDS)[number], n: number): string => all(name)[n] ?? '';
      const depth = layers.filter((name) => name === innermost).length - 1;
      const transport = own.includes('tcp') ? 'tcp' : own.includes('udp') ? 'udp' : undefined;
      const asks = own.some((name) => name === 'dns' || name === 'mdns' || name === 'llmnr');
      const v4 = innermost === 'ip';
      const offset = v4 ? nth('ip.frag_offset', depth) : innermost === undefined ? '' : nth('ipv6.fraghdr.offset', 0);
      const more = v4 ? nth('ip.flags.mf', depth) : innermost === undefined ? '' : nth('ipv6.fraghdr.more', 0);
      const fragment = (offset !== '' && offset !== '0') || more === '1';
      // What an ICMP error quotes is not looked into here, but for SYNs.
      const marked = LAYERS.map(([name]) => name).filter((name) => own.includes(name) || name === protocols[quote]);
      const srv = all('dns.srv.port').map(
        (port, n) =>
          `SRV ${all('dns.srv.priority')[n]} ${all('dns.srv.weight')[n]} ${port} ${targetOf(all('dns.srv.target')[n])}`,
      );
      const records = [
        ...all('dns.a').map((a) => `A ${a}`),
        ...all('dns.aaaa').map((a) => `AAAA ${a}`),
        ...all('dns.cname').map((name) => `CNAME ${name.toLowerCase()}`),
        ...srv,
      ];
      const stun =
        transport !== 'udp'
          ? undefined
          : own.includes('stun')
            ? 'stun'
            : own.includes('classicstun')
              ? 'classicstun'
              : undefined;
      return {
        frame: value('frame.number'),
        interface: value('frame.interface_id') || '0',
        time: value('frame.time_epoch') === '' ? '' : (Number(value('frame.time_epoch')) * 1000).toFixed(3),
        captured: value('frame.cap_len'),
        length: value('frame.len'),
        layers: [innermost ?? [], transport ?? [], marked].flat().join(' '),
        source: innermost === undefined ? '' : nth(`${innermost as 'ip'}.src`, depth),
        destination: innermost === undefined ? '' : nth(`${innermost as 'ip'}.dst`, depth),
        fragment: fragment ? `${Number(offset) * 8} ${more}` : '',
        ports: transport === undefined ? '' : `${nth(`${transport}.srcport`, 0)} ${nth(`${transport}.dstport`, 0)}`,
        tcp: transport === 'tcp' ? `${Number(nth('tcp.flags', 0)) & 0xff} ${nth('tcp.options.mss_val', 0)}` : '',
        dns: asks
          ? nth('dns.qry.name', 0)
              .toLowerCase()
              .replace(/^<root>$/, '')
          : '',
        answers: asks && nth('dns.flags.response', 0) === '1' ? [nth('dns.flags.rcode', 0), ...records].join('; ') : '',
        stun:
          stun === undefined
            ? ''
            : `${Number(nth(`${stun}.type`, 0))} ${nth(`${stun}.id`, 0).replaceAll(':', '').slice(-24)}`,
      };
    });
}

const targetOf = (name = ''): string => (name === '' || name === '<Root>' ? '.' : name.toLowerCase());

/** The fields in which both programs differ, but for the known ones. */
function differences(
  theirs: readonly Seen[],
  ours: readonly (Seen & Copy)[],
  known: Readonly<Record<string, string>> = {},
): string[] {
  const numbers = new Map(ours.map((frame) => [frame.frame, frame]));
  return theirs.flatMap((frame) => {
    const mine = numbers.get(frame.frame);
    if (mine === undefined) return [];
    return Object.entries(frame)
      .filter(([name, value]) => !(name in known) && !agree(name, value, mine[name as keyof Seen]))
      .filter(([name]) => !mine.copy || !OF_CONTENT.has(name))
      .map(([name, value]) => `frame ${frame.frame} ${name}: tshark ${value}, here ${mine[name as keyof Seen]}`);
  });
}

describe.skipIf(!present)('counts of the index', () => {
  it.each(rows())('$file', (row) => {
    const { facts, summary } = read(row.file, load(row.file));
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
    if (KNOWN[row.file]?.stops !== undefined) expect(summary.records).toBeGreaterThan(expected.frames!);
    else {
      expect(counted).toEqual(expected);
      expect(summary.records).toBe(expected.frames);
    }
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
      const theirs = await askTshark(join(directory, file));
      const known = KNOWN[file] ?? {};
      const ours = read(file, load(file)).frames;
      const numbers = ours.map(({ frame }) => frame);
      const compared = known.stops === undefined ? numbers : numbers.slice(0, theirs.length);
      if (known.missing === undefined) expect(compared).toEqual(theirs.map(({ frame }) => frame));
      expect(differences(theirs, ours, known)).toEqual([]);
    },
    30_000,
  );
});

describe.skipIf(tshark === undefined)('every frame of captures made here, against tshark', () => {
  const folder = tshark === undefined ? '' : mkdtempSync(join(tmpdir(), 'sfbdiag-tshark-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  it.concurrent.each(madeCaptures())(
    '$name',
    async ({ name, bytes, known }) => {
      const path = join(folder, `${name.replace(/\W+/g, '-')}.cap`);
      writeFileSync(path, bytes);
      const theirs = await askTshark(path);
      const ours = read(name, bytes).frames;
      expect(theirs.length).toBe(ours.length);
      expect(theirs.length).toBeGreaterThan(0);
      expect(differences(theirs, ours, known)).toEqual([]);
    },
    30_000,
  );
});

describe.skipIf(!present)('microsecond pcap files, against pcap-parser', () => {
  const files = rows().filter((row) => row.container === 'pcap-us-LE' || row.container === 'pcap-us-BE');
  it.each(files)('$file', async ({ file }) => {
    const theirs = await askPcapParser(load(file));
    const ours = read(file, load(file)).frames.map((frame) => `${frame.time} ${frame.captured} ${frame.length}`);
    expect(ours.slice(0, theirs.length)).toEqual(theirs);
  });
});

/** Times as doubles hold them: within a microsecond. Of DNS records tshark shows those of the authority and additional
 *  sections as well: of each kind, ours come first. */
function agree(name: string, theirs: string, ours: string | undefined): boolean {
  if (theirs === ours || ours === undefined) return theirs === ours;
  if (name === 'time') return theirs !== '' && Math.abs(Number(theirs) - Number(ours)) < 0.0015;
  if (name !== 'answers') return false;
  const [code, ...records] = theirs.split('; ');
  const [ourCode, ...mine] = ours.split('; ');
  return code === ourCode && mine.every((record) => records.includes(record));
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
