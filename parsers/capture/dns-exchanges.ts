import type { DnsExchange, DnsRecord, FrameRef } from '../../src/facts.ts';
import { COPY_WINDOW, OPEN_FLOWS, REPEATS, TRANSACTION_IDLE } from '../../src/limits.ts';
import type { DnsMessage } from '../decode/dns.ts';
import type { Packet } from '../decode/packet.ts';
import { destinationOf, sourceOf } from './names.ts';
import { type Output, refOf } from './output.ts';
import { mix, Slots, spread } from './slots.ts';

/** The fact that is being gathered. */
type Exchange = { -readonly [K in keyof DnsExchange]: DnsExchange[K] } & { readonly queries: FrameRef[] };

const NO_RECORDS: readonly DnsRecord[] = [];

/** Joins DNS queries with their repeats and answers. */
export class DnsExchanges {
  private readonly table: Slots<Exchange>;
  // By slot: message id, IP identification of the last query, time of the last packet.
  private readonly ids = new Uint16Array(OPEN_FLOWS);
  private readonly ipIds = new Int32Array(OPEN_FLOWS);
  private readonly times = new Float64Array(OPEN_FLOWS);
  private readonly output: Output;
  private limited = false;

  constructor(output: Output) {
    this.output = output;
    this.table = new Slots<Exchange>(OPEN_FLOWS);
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
    while (table.oldest >= 0 && p.time - this.times[table.oldest]! > TRANSACTION_IDLE) this.close(table.oldest);
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      if (table.hashes[slot] !== hash) continue;
      const open = table.values[slot]!;
      if (this.ids[slot] !== message.id || open.interface !== p.interface || open.client.port !== clientPort) continue;
      if (open.transport !== transport || open.family !== family || open.client.address !== client) continue;
      if (family === 'dns' && (open.resolver.address !== resolver || open.resolver.port !== resolverPort)) continue;
      // An answer without its question (a few broken forwarders) goes by the id alone.
      const same = open.name === message.name && open.type === message.type;
      if (!same && !(answer && family === 'dns' && message.name === '')) continue;
      table.touch(slot);
      if (answer) {
        // A resolver that failed may be asked again, with the same number.
        if (open.answer === undefined || (failed(open.rcode) && !failed(message.rcode))) record(open, p, message);
      } else if (!this.sameQuery(slot, p)) {
        if (open.queries.length < REPEATS) open.queries.push(refOf(p));
        this.ipIds[slot] = p.ipId;
      }
      this.times[slot] = p.time;
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
    const open: Exchange = {
      kind: 'dns.exchange',
      at: this.output.at(p.number),
      time: p.time,
      interface: p.interface,
      transport,
      client: { address: client, port: clientPort },
      resolver: { address: resolver, port: resolverPort },
      name: message.name,
      type: message.type,
      queries: answer ? [] : [refOf(p)],
      answer: undefined,
      rcode: undefined,
      truncated: !answer && message.truncated,
      answers: NO_RECORDS,
      family,
      edns: message.edns,
    };
    if (answer) record(open, p, message);
    const slot = table.add(hash, open);
    this.ids[slot] = message.id;
    this.ipIds[slot] = answer ? 0 : p.ipId;
    this.times[slot] = p.time;
  }

  end(): void {
    while (this.table.oldest >= 0) this.close(this.table.oldest);
  }

  private close(slot: number): void {
    const open = this.table.values[slot]!;
    this.table.remove(slot);
    this.output.emit(open);
  }

  /** The packet of the last query at another layer of the same interface, not a repeat. */
  private sameQuery(slot: number, p: Packet): boolean {
    if (p.ipId === 0 || this.ipIds[slot] !== (p.ipId | 0)) return false;
    return p.time - this.times[slot]! <= COPY_WINDOW;
  }
}

/** The answer says something about the resolver, not about the name. */
function failed(rcode: string | undefined): boolean {
  return rcode !== 'NOERROR' && rcode !== 'NXDOMAIN';
}

function record(open: Exchange, p: Packet, message: DnsMessage): void {
  open.answer = refOf(p);
  open.rcode = message.rcode;
  open.truncated = message.truncated;
  open.answers = message.answers;
}
