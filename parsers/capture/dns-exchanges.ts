import type { DnsExchange, DnsRecord, Endpoint, FrameRef } from '../../src/facts.ts';
import { OPEN_FLOWS, REPEATS, TRANSACTION_IDLE } from '../../src/limits.ts';
import type { DnsMessage } from '../decode/dns.ts';
import type { Packet } from '../decode/packet.ts';
import { destinationOf, sourceOf } from './names.ts';
import { type Output, refOf } from './output.ts';
import { mix, Slots, spread } from './slots.ts';

interface Exchange {
  readonly id: number;
  readonly interface: number;
  readonly transport: 'udp' | 'tcp';
  readonly family: DnsExchange['family'];
  readonly client: Endpoint;
  readonly resolver: Endpoint;
  readonly name: string;
  readonly type: string;
  readonly firstFrame: number;
  readonly firstTime: number;
  readonly queries: FrameRef[];
  answer: FrameRef | undefined;
  rcode: string | undefined;
  truncated: boolean;
  answers: readonly DnsRecord[];
  lastTime: number;
}

const NO_RECORDS: readonly DnsRecord[] = [];

/** Joins DNS queries with their repeats and answers. */
export class DnsExchanges {
  private readonly table: Slots<Exchange>;
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
    while (table.oldest >= 0 && p.time - table.values[table.oldest]!.lastTime > TRANSACTION_IDLE)
      this.close(table.oldest);
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      if (table.hashes[slot] !== hash) continue;
      const open = table.values[slot]!;
      if (open.id !== message.id || open.interface !== p.interface || open.client.port !== clientPort) continue;
      if (open.transport !== transport || open.family !== family || open.client.address !== client) continue;
      if (family === 'dns' && (open.resolver.address !== resolver || open.resolver.port !== resolverPort)) continue;
      // An answer without its question (a few broken forwarders) goes by the id alone.
      const same = open.name === message.name && open.type === message.type;
      if (!same && !(answer && family === 'dns' && message.name === '')) continue;
      table.touch(slot);
      open.lastTime = p.time;
      if (!answer) {
        if (open.queries.length < REPEATS) open.queries.push(refOf(p));
      } else if (open.answer === undefined) record(open, p, message);
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
      id: message.id,
      interface: p.interface,
      transport,
      family,
      client: { address: client, port: clientPort },
      resolver: { address: resolver, port: resolverPort },
      name: message.name,
      type: message.type,
      firstFrame: p.number,
      firstTime: p.time,
      queries: answer ? [] : [refOf(p)],
      answer: undefined,
      rcode: undefined,
      truncated: !answer && message.truncated,
      answers: NO_RECORDS,
      lastTime: p.time,
    };
    if (answer) record(open, p, message);
    table.add(hash, open);
  }

  end(): void {
    while (this.table.oldest >= 0) this.close(this.table.oldest);
  }

  private close(slot: number): void {
    const open = this.table.values[slot]!;
    this.table.remove(slot);
    this.output.emit({
      kind: 'dns.exchange',
      at: this.output.at(open.firstFrame),
      time: open.firstTime,
      interface: open.interface,
      transport: open.transport,
      client: open.client,
      resolver: open.resolver,
      name: open.name,
      type: open.type,
      queries: open.queries,
      answer: open.answer,
      rcode: open.rcode,
      truncated: open.truncated,
      answers: open.answers,
      family: open.family,
    });
  }
}

function record(open: Exchange, p: Packet, message: DnsMessage): void {
  open.answer = refOf(p);
  open.rcode = message.rcode;
  open.truncated = message.truncated;
  open.answers = message.answers;
}
