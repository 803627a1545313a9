/** Compares TCP conversations, TLS names and SIP messages with tshark 4.0.17, over captures made by others and over ones
 *  made here. `SFBDIAG_CAPTURES` names the folder. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openCapture } from '../../parsers/capture.ts';
import { isKept } from '../../parsers/decode/sip-message.ts';
import type { Fact, FactKind, FactOf } from '../../src/facts.ts';
import { madeTcpCaptures } from './capture/tcp-made.ts';

const directory = process.env.SFBDIAG_CAPTURES ?? join(import.meta.dirname, '../../../shared/captures');
const present = existsSync(directory);
if (!present) console.log(`skipped: no captures in ${directory} (SFBDIAG_CAPTURES)`);
const tshark = version('tshark');
if (!tshark) console.log('skipped: TCP against tshark, which is not installed');

const BEHIND = 'what stands behind the damage is read here, and not there';

/** Differences that are right: fields, by file, that are not compared, and why. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'DanieleDeSensi_peafowl__http_ip_fragmented_out_of_order.pcap': {
    repeated: 'its bytes were not seen before: frame 312, overtaken by its fragments',
    late: 'the same',
  },
  'OISF_suricata-verify__TLPW1-tcp-174.56.47.59-10.3.11.101-tcp-80-49309.pcap': {
    repeated: 'tshark takes gaps filled within the first round trip, of 7 s, as overtaken; they have new IP numbers',
    late: 'the same',
  },
  'OISF_suricata-verify__syn_retransmit_with_ts.pcap': {
    repeated: 'frame 51 has the bytes of frame 22; tshark calls what comes again within 3 ms out of order',
    late: 'the same',
  },
  'DanieleDeSensi_peafowl__imap.cap': { missing: BEHIND, fin: BEHIND },
  'OISF_suricata-verify__10.7.29.101_49898-178.63.41.150_25.pcap': { fin: BEHIND },
  'ntop_nDPI__google_ssl.pcap': { hello: 'a ClientHello of SSL 2.0, which has no server name' },
  'the-tcpdump-group_tcpdump__tcp_header_heapoverflow.pcap': {
    missing: 'a TCP header of less than 14 bytes is not read here',
  },
  'zeek_zeek__smtp.pcap': { late: 'tshark counts the segment that an ICMP error quotes as one sent' },
};

function version(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function load(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

const of = <K extends FactKind>(facts: readonly Fact[], kind: K): FactOf<K>[] =>
  facts.filter((fact): fact is FactOf<K> => fact.kind === kind);

function read(path: string): Fact[] {
  const facts: Fact[] = [];
  const run = openCapture('file', (fact) => facts.push(fact));
  run.push(load(path));
  run.end();
  return facts;
}

const FIELDS = [
  'frame.number',
  'frame.protocols',
  'tcp.stream',
  'tcp.flags',
  'tcp.len',
  'tcp.options.mss_val',
  'tcp.options.wscale.shift',
  'tcp.analysis.retransmission',
  'tcp.analysis.out_of_order',
  'tcp.analysis.keep_alive',
  'tcp.analysis.zero_window',
  'tls.handshake.extensions_server_name',
  'tls.handshake.type',
  'tls.alert_message.desc',
  'x509ce.dNSName',
  'x509sat.uTF8String',
  'x509sat.printableString',
  'x509sat.teletexString',
  'sip.Call-ID',
  'sip.Method',
  'sip.Status-Code',
  'sip.CSeq.method',
  'dns.qry.name',
] as const;
type Field = (typeof FIELDS)[number];
type Row = (field: Field) => readonly string[];

/** Fields, and streams put in order as they are here. */
const FORM = '-o tcp.reassemble_out_of_order:TRUE -T fields -E separator=/t -E aggregator=|'.split(' ');

/** Each frame as tshark tells it. */
async function askTshark(path: string): Promise<readonly Row[]> {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const options = ['-n', '-r', path, ...FORM, ...fields];
  const { stdout } = await promisify(execFile)('tshark', options, { maxBuffer: 1 << 26 }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      return (field) => (cells[FIELDS.indexOf(field)] ?? '').split('|').filter((value) => value !== '');
    });
}

/** One conversation as both programs describe it. */
interface Seen {
  readonly syns: string;
  readonly synAck: string;
  readonly reset: string;
  readonly fin: string;
  readonly mss: string;
  readonly scale: string;
  readonly repeated: string;
  readonly late: string;
  readonly keepAlives: string;
  readonly zeroWindow: string;
  readonly name: string;
  readonly hello: string;
}

function ours(facts: readonly Fact[]): Map<string, Seen> {
  return new Map(
    of(facts, 'tcp.conversation').map((c) => [
      String('frame' in c.at ? c.at.frame : 0),
      {
        syns: c.syns.map(({ frame }) => frame).join(' '),
        synAck: String(c.synAck?.frame ?? ''),
        reset: String(c.reset?.frame ?? ''),
        fin: String(c.fin?.frame ?? ''),
        mss: `${c.clientMss ?? ''} ${c.serverMss ?? ''}`,
        scale: `${c.clientWindowScale ?? ''} ${c.serverWindowScale ?? ''}`,
        repeated: String(c.retransmissions),
        late: String(c.outOfOrder ?? 0),
        keepAlives: String(c.keepAlives ?? 0),
        zeroWindow: String(c.zeroWindow?.frame ?? ''),
        name: c.serverName ?? '',
        hello: String(c.helloFrame ?? ''),
      },
    ]),
  );
}

function theirs(rows: readonly Row[]): Map<string, Seen> {
  const streams = new Map<string, Row[]>();
  for (const row of rows) {
    const [protocols = ''] = row('frame.protocols');
    // The quote of an ICMP error is no segment.
    if (!/:tcp(:|$)/.test(protocols) || /:icmp/.test(protocols)) continue;
    const [stream = ''] = row('tcp.stream');
    streams.set(stream, [...(streams.get(stream) ?? []), row]);
  }
  const found = new Map<string, Seen>();
  for (const segments of streams.values()) {
    const flags = (row: Row): number => Number(row('tcp.flags')[0]);
    const data = (row: Row): boolean => Number(row('tcp.len')[0]) > 0 && (flags(row) & 2) === 0;
    const number = (row: Row | undefined): string => row?.('frame.number')[0] ?? '';
    const syns = segments.filter((row) => (flags(row) & 22) === 2);
    const synAcks = segments.filter((row) => (flags(row) & 22) === 18);
    const count = (field: Field): string => String(segments.filter((row) => row(field).length > 0).length);
    const hello = segments.find((row) => row('tls.handshake.type').includes('1'));
    const option = (field: Field): string => `${syns[0]?.(field)[0] ?? ''} ${synAcks[0]?.(field)[0] ?? ''}`;
    found.set(number(segments[0]), {
      syns: syns.slice(0, 8).map(number).join(' '),
      synAck: number(synAcks[0]),
      reset: number(segments.find((row) => (flags(row) & 4) !== 0)),
      fin: number(segments.find((row) => (flags(row) & 5) === 1)),
      mss: option('tcp.options.mss_val'),
      scale: option('tcp.options.wscale.shift'),
      repeated: String(segments.filter((row) => data(row) && row('tcp.analysis.retransmission').length > 0).length),
      late: String(segments.filter((row) => data(row) && row('tcp.analysis.out_of_order').length > 0).length),
      keepAlives: count('tcp.analysis.keep_alive'),
      zeroWindow: number(segments.find((row) => row('tcp.analysis.zero_window').length > 0)),
      name: hello?.('tls.handshake.extensions_server_name')[0]?.toLowerCase() ?? '',
      hello: number(hello),
    });
  }
  return found;
}

function differences(mine: Map<string, Seen>, other: Map<string, Seen>, known: object): string[] {
  return [...new Set([...mine.keys(), ...other.keys()])].flatMap((frame) => {
    const [a, b] = [mine.get(frame), other.get(frame)];
    if (a === undefined || b === undefined) {
      return 'missing' in known ? [] : [`conversation of frame ${frame}: only ${a === undefined ? 'tshark' : 'here'}`];
    }
    return Object.keys(b)
      .filter((name) => a[name as keyof Seen] !== b[name as keyof Seen] && !(name in known))
      .map((name) => `frame ${frame} ${name}: tshark ${b[name as keyof Seen]}, here ${a[name as keyof Seen]}`);
  });
}

/** Certificates, by the frame that completed them: that tshark has every name found here, in the same frame. */
function strangeCertificates(facts: readonly Fact[], rows: readonly Row[]): string[] {
  return of(facts, 'tcp.conversation').flatMap(({ certificate }) => {
    if (certificate === undefined) return [];
    const row = rows[certificate.frame - 1]!;
    const kinds = ['x509sat.uTF8String', 'x509sat.printableString', 'x509sat.teletexString'] as const;
    const texts = kinds.flatMap(row);
    const names = row('x509ce.dNSName').map((name) => name.toLowerCase());
    const wrong = certificate.names.filter((name, n) => names[n] !== name);
    for (const text of [certificate.subject, certificate.issuer]) {
      if (text !== '' && !texts.includes(text)) wrong.push(text);
    }
    return wrong.map((name) => `frame ${certificate.frame}: ${name} is not in tshark's certificate`);
  });
}

/** SIP messages as "frame Call-ID method or status"; several in one frame in any order. */
function ourSip(facts: readonly Fact[]): string[] {
  return of(facts, 'sip.message')
    .map((m) => `${'frame' in m.at ? m.at.frame : 0} ${m.callId} ${m.status ?? m.method}`)
    .sort();
}

function theirSip(rows: readonly Row[]): string[] {
  return rows
    .flatMap((row) => {
      const [protocols = ''] = row('frame.protocols');
      if (/:icmp|websocket/.test(protocols)) return [];
      const ids = row('sip.Call-ID');
      const said = [...row('sip.Status-Code'), ...row('sip.Method')];
      const sequence = row('sip.CSeq.method');
      const answers = row('sip.Status-Code').length;
      return ids.flatMap((id, n) =>
        isKept(sequence[n] ?? '', n < answers ? Number(said[n]) : undefined)
          ? [`${row('frame.number')[0]} ${id} ${said[n]}`]
          : [],
      );
    })
    .sort();
}

/** Questions asked over TCP. */
const ourDns = (facts: readonly Fact[]): string[] =>
  [...new Set(of(facts, 'dns.exchange').flatMap((x) => (x.transport === 'tcp' ? [x.name] : [])))].sort();
const theirDns = (rows: readonly Row[]): string[] =>
  [...new Set(rows.flatMap((row) => (/:tcp:.*dns/.test(row('frame.protocols')[0] ?? '') ? row('dns.qry.name') : [])))]
    .map((name) => name.toLowerCase())
    .sort();

describe.skipIf(!tshark)('TCP against tshark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sfbdiag-tcp-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const made = madeTcpCaptures().map(({ name, bytes }) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return { file: name, path };
  });
  const shared = present
    ? readdirSync(directory)
        .filter((name) => !/\.(md|tsv)$/.test(name))
        .map((file) => ({ file, path: join(directory, file) }))
    : [];
  it.concurrent.each([...made, ...shared])(
    '$file',
    async ({ file, path }) => {
      const rows = await askTshark(path);
      const facts = read(path);
      const known = KNOWN[file] ?? {};
      expect(differences(ours(facts), theirs(rows), known)).toEqual([]);
      expect(strangeCertificates(facts, rows)).toEqual([]);
      if (!('sip' in known)) expect(ourSip(facts)).toEqual(theirSip(rows));
      expect(ourDns(facts)).toEqual(theirDns(rows));
    },
    30_000,
  );
});
