import type { DnsExchange, DnsRecord, FrameRef } from '../../src/facts.ts';
import { COPY_WINDOW, OPEN_FLOWS, REPEATS, TRANSACTION_IDLE } from '../../src/limits.ts';
import { DnsMessage, rcodeText } from '../decode/dns.ts';
import type { Packet } from '../decode/packet.ts';
import { destinationOf, sourceOf } from './names.ts';
import { Newest } from './newest.ts';
import { type Output, refOf } from './output.ts';
import { mix, Slots, spread } from './slots.ts';

const NO_RECORDS: readonly DnsRecord[] = [];
// RFC 1035 4.1.1.
const NOERROR = 0;
const NXDOMAIN = 3;
/** Bytes of a message that are kept as they came; answers with one or two addresses are below 160. */
const WIRE = 160;
/** Messages of one piece of memory. */
const WIRES = 256;

/** One exchange; used again for another when nobody wants it any more. */
class Exchange {
  interface = 0;
  transport: 'udp' | 'tcp' = 'udp';
  family: DnsExchange['family'] = 'dns';
  client = '';
  clientPort = 0;
  resolver = '';
  resolverPort = 0;
  id = 0;
  /** IP identification of the last query. */
  ipId = 0;
  edns: number | undefined = undefined;
  truncated = false;
  firstFrame = 0;
  firstTime = 0.5;
  lastTime = 0.5;
  /** No query came first. */
  answerOnly = false;
  /** Queries but the first. */
  repeats: FrameRef[] | undefined = undefined;
  /** 0 = none. */
  answerFrame = 0;
  answerTime = 0.5;
  code = 0;
  /** The question, or the answer with its question, where it is plain and short: bytes [wireAt, wireEnd) of `wire`. */
  readonly wire: Uint8Array;
  readonly wireAt: number;
  wireEnd = 0;
  questionEnd = 0;
  /** What does not come from `wire`. */
  name: string | undefined = undefined;
  type: string | undefined = undefined;
  answers: readonly DnsRecord[] | undefined = undefined;

  constructor(wire: Uint8Array, wireAt: number) {
    this.wire = wire;
    this.wireAt = wireAt;
  }
}

/** Joins DNS queries with their repeats and answers. */
export class DnsExchanges {
  private readonly table: Slots<Exchange>;
  private readonly closed: Newest<Exchange>;
  private readonly output: Output;
  private limited = false;
  private wires = new Uint8Array(0);
  private wireAt = 0;
  private readonly kept = new DnsMessage();

  constructor(output: Output) {
    this.output = output;
    this.table = new Slots<Exchange>(OPEN_FLOWS);
    this.closed = new Newest(output, 'dns.exchange', () => {
      if (this.wireAt === this.wires.length) {
        this.wires = new Uint8Array(WIRE * WIRES);
        this.wireAt = 0;
      }
      this.wireAt += WIRE;
      return new Exchange(this.wires, this.wireAt - WIRE);
    });
  }

  message(p: Packet, message: DnsMessage, transport: 'udp' | 'tcp', family: DnsExchange['family']): void {
    if (message.opcode !== 0) return;
    const table = this.table;
    const answer = message.response;
    // Multicast answers may come from anyone, to anyone.
    const client = answer ? destinationOf(p) : sourceOf(p);
    const clientPort = answer ? p.destinationPort : p.sourcePort;
    const resolver = answer ? sourceOf(p) : destinationOf(p);
    const resolverPort = answer ? p.sourcePort : p.destinationPort;
    let hash = mix(mix(message.id, (p.interface << 16) | clientPort), answer ? p.d0 : p.s0);
    if (p.version === 6) hash = mix(hash, answer ? p.d3 : p.s3);
    hash = spread(hash);
    while (table.oldest >= 0 && p.time - table.values[table.oldest]!.lastTime > TRANSACTION_IDLE)
      this.close(table.oldest);
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      if (table.hashes[slot] !== hash) continue;
      const open = table.values[slot]!;
      if (open.id !== message.id || open.interface !== p.interface || open.clientPort !== clientPort) continue;
      if (open.transport !== transport || open.family !== family || open.client !== client) continue;
      if (family === 'dns' && (open.resolver !== resolver || open.resolverPort !== resolverPort)) continue;
      // An answer without its question (a few broken forwarders) goes by the id alone.
      const same = this.sameQuestion(open, message);
      if (!same && !(answer && family === 'dns' && message.name === '')) continue;
      table.touch(slot);
      if (answer) {
        // A resolver that failed may be asked again, with the same number.
        if (open.answerFrame === 0 || (failed(open.code) && !failed(message.code))) {
          open.answerFrame = p.number;
          open.answerTime = p.time;
          open.code = message.code;
          open.truncated = message.truncated;
          if (!same || !isShort(message)) this.keepQuestion(open);
          this.keep(open, message);
        }
      } else if (!sameQuery(open, p)) {
        open.repeats ??= [];
        if (open.repeats.length < REPEATS) open.repeats.push(refOf(p));
        open.ipId = p.ipId;
      }
      open.lastTime = p.time;
      return;
    }
    const victim = table.victim(hash);
    if (victim >= 0) {
      if (!this.limited) {
        this.limited = true;
        this.output.malformed(
          p.number,
          'limit',
          'more DNS exchanges open at once than are kept; the longest idle end here',
          p.time,
        );
      }
      this.close(victim);
    }
    const open = this.closed.take();
    table.add(hash, open);
    open.interface = p.interface;
    open.transport = transport;
    open.family = family;
    open.client = client;
    open.clientPort = clientPort;
    open.resolver = resolver;
    open.resolverPort = resolverPort;
    open.id = message.id;
    open.ipId = answer ? 0 : p.ipId;
    open.edns = message.edns;
    open.truncated = message.truncated;
    open.firstFrame = p.number;
    open.firstTime = p.time;
    open.lastTime = p.time;
    open.answerOnly = answer;
    open.repeats = undefined;
    open.answerFrame = answer ? p.number : 0;
    open.answerTime = p.time;
    open.code = message.code;
    open.name = undefined;
    open.type = undefined;
    this.keep(open, message);
  }

  end(): void {
    while (this.table.oldest >= 0) this.close(this.table.oldest);
    this.closed.end((open) => this.output.emit(this.fact(open)));
  }

  private close(slot: number): void {
    const open = this.table.values[slot]!;
    this.table.remove(slot);
    this.closed.add(open);
  }

  /** Keeps what a message says: its bytes, to be read if the exchange becomes a fact, or what was read. */
  private keep(open: Exchange, message: DnsMessage): void {
    if (isShort(message)) {
      const { bytes, from, end, questionEnd } = message;
      const { wire, wireAt } = open;
      const size = end - from;
      for (let n = 0; n < size; n++) wire[wireAt + n] = bytes[from + n]!;
      open.wireEnd = wireAt + size;
      open.questionEnd = wireAt + questionEnd - from;
      open.answers = undefined;
      return;
    }
    open.wireEnd = open.wireAt;
    open.name ??= message.name;
    open.type ??= message.type;
    open.answers = message.response ? message.answers : NO_RECORDS;
  }

  /** The exchange stays with its question, whatever bytes come after. */
  private keepQuestion(open: Exchange): void {
    if (open.name !== undefined) return;
    const kept = this.read(open);
    open.name = kept.name;
    open.type = kept.type;
  }

  private read(open: Exchange): DnsMessage {
    this.kept.read(open.wire, open.wireAt, open.wireEnd, true);
    return this.kept;
  }

  private sameQuestion(open: Exchange, message: DnsMessage): boolean {
    const { bytes, from, questionEnd } = message;
    if (open.name === undefined) {
      // All but the class, of which mDNS uses a bit (RFC 6762 5.4).
      const size = questionEnd - from;
      if (questionEnd >= 0 && open.questionEnd - open.wireAt === size) {
        let n = 12;
        while (n < size - 2 && open.wire[open.wireAt + n] === bytes[from + n]) n++;
        if (n >= size - 2) return true;
      }
      this.keepQuestion(open);
    }
    return open.name === message.name && open.type === message.type;
  }

  private fact(open: Exchange): DnsExchange {
    const kept = open.wireEnd > open.wireAt ? this.read(open) : undefined;
    const { repeats } = open;
    const answered = open.answerFrame !== 0;
    const queries = open.answerOnly ? [] : [{ frame: open.firstFrame, time: open.firstTime }];
    if (repeats !== undefined) queries.push(...repeats.slice(0, REPEATS - queries.length));
    return {
      kind: 'dns.exchange',
      at: this.output.at(open.firstFrame),
      time: open.firstTime,
      interface: open.interface,
      transport: open.transport,
      client: { address: open.client, port: open.clientPort },
      resolver: { address: open.resolver, port: open.resolverPort },
      name: open.name ?? kept!.name,
      type: open.type ?? kept!.type,
      queries,
      answer: answered ? { frame: open.answerFrame, time: open.answerTime } : undefined,
      rcode: answered ? rcodeText(open.code) : undefined,
      truncated: open.truncated,
      answers: answered ? (open.answers ?? kept!.answers) : NO_RECORDS,
      family: open.family,
      edns: open.edns,
    };
  }
}

/** The packet of the last query at another layer of the same interface, not a repeat. */
function sameQuery(open: Exchange, p: Packet): boolean {
  if (p.ipId === 0 || open.ipId !== (p.ipId | 0)) return false;
  return p.time - open.lastTime <= COPY_WINDOW;
}

/** The answer says something about the resolver, not about the name. */
function failed(code: number): boolean {
  return code !== NOERROR && code !== NXDOMAIN;
}

/** Its bytes fit. */
function isShort(message: DnsMessage): boolean {
  return message.questionEnd >= 0 && message.end - message.from <= WIRE;
}
