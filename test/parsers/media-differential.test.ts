/** Compares STUN, RTP, IKE and tunnels with tshark 4.0.17, over captures made by others and over ones made here.
 *  `SFBDIAG_CAPTURES` names the folder. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openCapture } from '../../parsers/capture.ts';
import { exchangeName, notifyName, vendorName } from '../../parsers/decode/ike-names.ts';
import type { Endpoint, Fact, FactKind, FactOf, FlowTunnel } from '../../src/facts.ts';
import { hex } from '../captures.ts';
import { madeMediaCaptures } from './capture/media-made.ts';

const directory = process.env.SFBDIAG_CAPTURES ?? join(import.meta.dirname, '../../../shared/captures');
const present = existsSync(directory);
if (!present) console.log(`skipped: no captures in ${directory} (SFBDIAG_CAPTURES)`);
const tshark = installed('tshark');
if (!tshark) console.log('skipped: STUN, RTP, IKE and tunnels against tshark, which is not installed');

const NO_COOKIE = 'without cookie, and without attributes that RFC 3489 has, it is not told from other bytes here';

/** Differences that are right, by file and by what is compared, and why. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'arkime_arkime__stun.pcap': { stun: NO_COOKIE },
  'ntop_nDPI__zoom_p2p.pcapng': { stun: NO_COOKIE },
};

function installed(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const made = mkdtempSync(join(tmpdir(), 'sfbdiag-media-'));
for (const { name, bytes } of madeMediaCaptures()) writeFileSync(join(made, name), bytes);
afterAll(() => rmSync(made, { recursive: true, force: true }));

const files = [
  ...(present ? readdirSync(directory).filter((name) => !/\.(md|tsv)$/.test(name)) : []).map((name) => ({
    name,
    path: join(directory, name),
  })),
  ...readdirSync(made).map((name) => ({ name, path: join(made, name) })),
];

function facts(path: string): Fact[] {
  const raw = readFileSync(path);
  const all: Fact[] = [];
  const run = openCapture('file', (fact) => all.push(fact));
  run.push(raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw);
  run.end();
  return all;
}

const of = <K extends FactKind>(all: readonly Fact[], kind: K): FactOf<K>[] =>
  all.filter((fact): fact is FactOf<K> => fact.kind === kind);

type Row = Readonly<Record<string, readonly string[]>>;

const NAMES = [
  'frame.number',
  'frame.protocols',
  'stun.type',
  'stun.id',
  'classicstun.type',
  'classicstun.id',
  'rtcp.ssrc.identifier',
  'rtcp.ssrc.fraction',
  'isakmp.ispi',
  'isakmp.exchangetype',
  'isakmp.messageid',
  'isakmp.notify.msgtype',
  'isakmp.vid_bytes',
  'esp.spi',
  'gre.flags.version',
];

/** What tshark says of a file in one go: the fields of each frame, and its table of RTP streams. */
async function ask(path: string): Promise<{ rows: Row[]; streams: string[] }> {
  const decode = ['50006,rtp', '50020,rtp', '50007,rtcp'].flatMap((as) => ['-d', `udp.port==${as}`]);
  const options = [
    ...['-n', '-r', path, '-T', 'fields', '-E', 'separator=/t', '-E', 'aggregator=|', '-z', 'rtp,streams'],
    ...['--enable-heuristic', 'rtp_udp', ...(path.startsWith(made) ? decode : [])],
    ...NAMES.flatMap((name) => ['-e', name]),
  ];
  const { stdout } = await promisify(execFile)('tshark', options, { maxBuffer: 1 << 26 }).catch(
    (error: { stdout: string }) => error,
  );
  const lines = stdout.split('\n');
  const table = lines.findIndex((line) => line.startsWith('='));
  const frames = (table < 0 ? lines : lines.slice(0, table)).filter((line) => line !== '');
  return {
    rows: frames
      .map((line) => line.split('\t'))
      .map((cells) => Object.fromEntries(NAMES.map((name, n) => [name, cells[n] ? cells[n].split('|') : []])))
      // What an ICMP error quotes is no message.
      .filter((row) => !/:icmp(v6)?(:|$)/.test(row['frame.protocols']![0]!)),
    streams: table < 0 ? [] : lines.slice(table),
  };
}

const text = ({ address, port }: Endpoint): string => `${address}:${port}`;

interface Both {
  readonly ours: readonly Fact[];
  readonly rows: readonly Row[];
  readonly streams: readonly string[];
}

/** Requests with their number of transmissions and whether they were answered, by transaction id; and indications, by
 *  type. tshark 4.0 reads MS-TURN as other messages, or not at all: those ids are left out on both sides. It does not
 *  open what a relay carries: those checks are left out here. */
function stun({ ours, rows }: Both): void {
  const transactions = of(ours, 'stun.transaction');
  const msTurn = transactions.filter(({ dialect }) => dialect === 'ms-turn').map((t) => t.transactionId);
  type Seen = Map<string, readonly [type: string, requests: number, answered: boolean]>;
  const mine: Seen = new Map();
  const theirs: Seen = new Map();
  const myIndications: Record<string, number> = {};
  const theirIndications: Record<string, number> = {};
  for (const t of transactions) {
    const type = hexType(t.type);
    if (t.dialect === 'ms-turn') continue;
    if (t.result === 'indication') myIndications[type] = (myIndications[type] ?? 0) + t.transmissions;
    else if (t.peer === undefined) {
      const [first, requests, answered] = mine.get(t.transactionId) ?? [type, 0, false];
      mine.set(t.transactionId, [first, requests + t.transmissions, answered || t.answer !== undefined]);
    }
  }
  for (const row of rows) {
    const types = [...row['stun.type']!, ...row['classicstun.type']!];
    for (const [n, id] of [...row['stun.id']!, ...row['classicstun.id']!].entries()) {
      if (msTurn.some((ms) => ms.endsWith(id))) continue;
      const type = hexType(Number(types[n]));
      const answer = (Number(type) & 0x100) !== 0;
      if ((Number(type) & 0x110) === 0x10) theirIndications[type] = (theirIndications[type] ?? 0) + 1;
      else {
        const [first, requests, answered] = theirs.get(id) ?? [type, 0, false];
        theirs.set(id, [first, requests + (answer ? 0 : 1), answered || answer]);
      }
    }
  }
  expect(Object.fromEntries(mine)).toEqual(Object.fromEntries(theirs));
  expect(myIndications).toEqual(theirIndications);
}

const STREAM =
  /^ *[\d.]+ +[\d.]+ +(\S+) +(\d+) +(\S+) +(\d+) +0x(\w+) +(.+?) +(\d+) +(-?\d+) \(\S+\) +\S+ +\S+ +\S+ +\S+ +(\S+) +(\S+)/;

/** Streams of five packets and more: fewer are no fact here. tshark's loss counts copies as if they were other packets.
 *  Its jitter includes copies and telephone events, and dynamic payload types have none: those are not compared. */
function rtp({ ours, streams }: Both): void {
  const theirs = streams.flatMap((line) => {
    const row = STREAM.exec(line);
    if (row === null || Number(row[7]) < 5) return [];
    const [, from, fromPort, to, toPort, ssrc, types, packets, lost, mean, max] = row;
    const compared = !/RTPType|rtpevent/.test(types!) && Number(lost) >= 0;
    return {
      stream: `${from}:${fromPort} ${to}:${toPort} ${ssrc!.toLowerCase()}`,
      packets: Number(packets),
      lost: Number(lost),
      jitter: compared ? [Number(mean), Number(max)] : [],
    };
  });
  const bare = new Set(theirs.filter(({ jitter }) => jitter.length === 0).map(({ stream }) => stream));
  const mine = of(ours, 'rtp.stream').map((s) => {
    const stream = `${text(s.from)} ${text(s.to)} ${s.ssrc}`;
    return {
      stream,
      packets: s.packets,
      lost: s.lost - s.duplicates,
      jitter: bare.has(stream) ? [] : [s.jitter, s.jitterMax],
    };
  });
  const order = (x: { stream: string }, y: { stream: string }): number => (x.stream < y.stream ? -1 : 1);
  expect(mine.sort(order)).toEqual(theirs.sort(order));
}

/** What the last report said of each stream that is a fact. */
function rtcp({ ours, rows }: Both): void {
  const streams = of(ours, 'rtp.stream');
  const known = new Set(streams.map(({ ssrc }) => ssrc));
  const theirs = new Map<string, number>();
  for (const row of rows) {
    for (const [n, id] of row['rtcp.ssrc.identifier']!.entries()) {
      const ssrc = Number(id).toString(16).padStart(8, '0');
      const fraction = row['rtcp.ssrc.fraction']![n];
      if (known.has(ssrc) && fraction !== undefined) theirs.set(ssrc, Number(fraction) / 256);
    }
  }
  const mine = streams.filter((s) => s.reported).map((s) => [s.ssrc, s.reported!.fractionLost] as const);
  expect(Object.fromEntries(mine)).toEqual(Object.fromEntries(theirs));
}

/** Each message that a fact names, as tshark shows that frame; and no message that no fact names, but for repeats beyond
 *  those that are named and fragments, which count once. */
function ike({ ours, rows }: Both): void {
  const exchanges = of(ours, 'ike.exchange');
  const messages = rows.filter((row) => row['isakmp.ispi']!.length > 0);
  const byFrame = new Map(messages.map((row) => [Number(row['frame.number']![0]), row]));
  const named = new Set<number>();
  for (const x of exchanges) {
    const frames = [...x.requests, ...(x.answer ? [x.answer] : [])].map(({ frame }) => frame);
    for (const frame of frames) named.add(frame);
    const seen = frames.map((frame) => byFrame.get(frame)!);
    for (const row of seen) {
      expect([
        row['isakmp.ispi']![0],
        exchangeName(Number(row['isakmp.exchangetype']![0]), x.version),
        Number(row['isakmp.messageid']![0]),
      ]).toEqual([x.initiatorSpi, x.exchange, x.messageId]);
    }
    const vendors = seen.flatMap((row) => row['isakmp.vid_bytes']!.map(vendor)).filter((name) => name !== undefined);
    const notifies = seen.flatMap((row) => row['isakmp.notify.msgtype']!.map(Number));
    expect(x.vendors).toEqual([...new Set(vendors)]);
    expect(x.notifies).toEqual([...new Set(notifies.map((type) => notifyName(type, x.version === 2)))]);
  }
  const missing = [...byFrame].filter(([frame, row]) => {
    const folded = exchanges.some(
      (x) =>
        x.initiatorSpi === row['isakmp.ispi']![0] &&
        x.messageId === Number(row['isakmp.messageid']![0]) &&
        (x.fragments > 0 || x.transmissions > x.requests.length),
    );
    return !named.has(frame) && !folded;
  });
  expect(missing.map(([frame]) => frame)).toEqual([]);
}

function esp({ ours, rows }: Both): void {
  const mine = of(ours, 'ip.flow').flatMap(({ spis = [] }) => spis);
  const theirs = rows.flatMap((row) => row['esp.spi']!.map((spi) => spi.replace(/^0x/, '')));
  expect([...new Set(mine)].sort()).toEqual([...new Set(theirs)].sort());
}

/** tshark's name of each tunnel. A flow that carries ESP in UDP is named by that, not by its IKE; OpenVPN is known to
 *  tshark by its port alone, DTLS may be media's. */
const TUNNELS: readonly (readonly [tunnel: FlowTunnel, has: (row: Row) => boolean])[] = [
  ['wireguard', (row) => layers(row).includes('wg')],
  ['gre', (row) => row['gre.flags.version']!.some((version) => Number(version) === 0)],
  ['pptp', (row) => row['gre.flags.version']!.some((version) => Number(version) === 1)],
  ['l2tp', (row) => layers(row).includes('l2tp')],
  ['ike', (row) => layers(row).includes('isakmp')],
  ['esp', (row) => row['esp.spi']!.length > 0 && !layers(row).includes('udpencap')],
];

function tunnels({ ours, rows }: Both): void {
  const mine = new Set(of(ours, 'ip.flow').map(({ tunnel }) => tunnel));
  if (mine.has('esp-in-udp')) mine.add('ike');
  const found = TUNNELS.map(([tunnel, has]) => [tunnel, rows.some(has)]);
  expect(TUNNELS.map(([tunnel]) => [tunnel, mine.has(tunnel)])).toEqual(found);
}

describe.skipIf(!tshark)('against tshark', () => {
  it.concurrent.each(files)(
    '$name',
    async ({ name, path }) => {
      const { rows, streams } = await ask(path);
      const both: Both = { ours: facts(path), rows, streams };
      for (const [what, compare] of Object.entries({ stun, rtp, rtcp, ike, esp, tunnels })) {
        if (KNOWN[name]?.[what] === undefined) compare(both);
      }
    },
    60_000,
  );
});

const layers = (row: Row): string[] => row['frame.protocols']![0]!.split(':');
const vendor = (id: string): string | undefined => vendorName(hex(id), 0, id.length / 2, id.length / 2);

function hexType(type: number): string {
  return `0x${type.toString(16).padStart(4, '0')}`;
}
