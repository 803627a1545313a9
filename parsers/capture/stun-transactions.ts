import type { Endpoint, FrameRef, StunTransaction } from '../../src/facts.ts';
import { OPEN_FLOWS, REPEATS, TRANSACTION_IDLE } from '../../src/limits.ts';
import { formatWord } from '../decode/address.ts';
import { be32, type Packet } from '../decode/packet.ts';
import { ERROR, INDICATION, type StunMessage, SUCCESS } from '../decode/stun.ts';
import { destinationOf, sourceOf } from './names.ts';
import { type Output, refOf } from './output.ts';
import { mix, Slots, spread } from './slots.ts';

interface Transaction {
  /** The 16 bytes behind the length, cookie included. */
  readonly t0: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly interface: number;
  readonly transport: 'udp' | 'tcp';
  readonly first: StunMessage;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly peer: Endpoint | undefined;
  readonly firstFrame: number;
  readonly firstTime: number;
  readonly requests: FrameRef[];
  transmissions: number;
  answer: FrameRef | undefined;
  answeredBy: Endpoint | undefined;
  reply: StunMessage | undefined;
  useCandidate: boolean;
  lastTime: number;
}

/** Joins STUN and MS-TURN requests with their repeats and answers. Indications, and MS-TURN's Send requests, which are
 *  never answered, are one transaction for all that go the same way. */
export class StunTransactions {
  private readonly table: Slots<Transaction>;
  private readonly output: Output;
  private limited = false;

  constructor(output: Output) {
    this.output = output;
    this.table = new Slots<Transaction>(OPEN_FLOWS);
  }

  /** `bytes`, `at`: the message, for its transaction id. `peer` is set for a message that came out of a Send or Data. */
  message(
    p: Packet,
    bytes: Uint8Array,
    at: number,
    message: StunMessage,
    transport: 'udp' | 'tcp',
    peer: Endpoint | undefined,
  ): void {
    const table = this.table;
    const answer = message.class === SUCCESS || message.class === ERROR;
    const indication = message.class === INDICATION;
    while (table.oldest >= 0 && p.time - table.values[table.oldest]!.lastTime > TRANSACTION_IDLE)
      this.close(table.oldest);
    const client = answer ? destinationOf(p) : sourceOf(p);
    const clientPort = answer ? p.destinationPort : p.sourcePort;
    const server = answer ? sourceOf(p) : destinationOf(p);
    const serverPort = answer ? p.sourcePort : p.destinationPort;
    const t0 = be32(bytes, at + 4);
    const t1 = be32(bytes, at + 8);
    const t2 = be32(bytes, at + 12);
    const t3 = be32(bytes, at + 16);
    const inner = peer ?? (indication ? message.peer : undefined);
    let hash = indication
      ? mix(mix(mix(message.type, (clientPort << 16) | serverPort), p.s0 ^ p.s3), p.d0 ^ p.d3)
      : mix(mix(mix(t0, t1), t2), t3);
    hash = spread(mix(hash, p.interface));
    // The same id from elsewhere to the same client: an answer that took another way.
    let stray = -1;
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      if (table.hashes[slot] !== hash) continue;
      const open = table.values[slot]!;
      if (open.interface !== p.interface || open.transport !== transport) continue;
      if ((open.first.class === INDICATION) !== indication) continue;
      if (indication) {
        if (open.first.type !== message.type || !sameEndpoint(open.peer, inner)) continue;
      } else if (open.t3 !== t3 || open.t2 !== t2 || open.t1 !== t1 || open.t0 !== t0) continue;
      if (open.client.port !== clientPort || open.client.address !== client) continue;
      if (open.server.port !== serverPort || open.server.address !== server) {
        if (answer && open.answer === undefined && open.requests.length > 0) stray = slot;
        continue;
      }
      if (!answer && !indication && !sameEndpoint(open.peer, inner)) continue;
      this.repeat(p, slot, message, answer, undefined);
      return;
    }
    if (stray >= 0) {
      this.repeat(p, stray, message, answer, { address: server, port: serverPort });
      return;
    }
    const victim = table.victim(hash);
    if (victim >= 0) {
      if (!this.limited) {
        this.limited = true;
        this.output.malformed(
          p.number,
          'limit',
          'more STUN transactions open at once than are kept; the longest idle end here',
          p.time,
        );
      }
      this.close(victim);
    }
    table.add(hash, {
      t0,
      t1,
      t2,
      t3,
      interface: p.interface,
      transport,
      first: message,
      client: { address: client, port: clientPort },
      server: { address: server, port: serverPort },
      peer: inner,
      firstFrame: p.number,
      firstTime: p.time,
      requests: answer ? [] : [refOf(p)],
      transmissions: answer ? 0 : 1,
      answer: answer ? refOf(p) : undefined,
      answeredBy: undefined,
      reply: answer ? message : undefined,
      useCandidate: message.useCandidate,
      lastTime: p.time,
    });
  }

  end(): void {
    while (this.table.oldest >= 0) this.close(this.table.oldest);
  }

  private repeat(p: Packet, slot: number, message: StunMessage, answer: boolean, by: Endpoint | undefined): void {
    const open = this.table.values[slot]!;
    this.table.touch(slot);
    open.lastTime = p.time;
    if (answer) {
      if (open.answer !== undefined) return;
      open.answer = refOf(p);
      open.answeredBy = by;
      open.reply = message;
      return;
    }
    open.transmissions++;
    open.useCandidate ||= message.useCandidate;
    if (open.requests.length < REPEATS) open.requests.push(refOf(p));
  }

  private close(slot: number): void {
    const open = this.table.values[slot]!;
    this.table.remove(slot);
    const { first, reply } = open;
    this.output.emit({
      kind: 'stun.transaction',
      at: this.output.at(open.firstFrame),
      time: open.firstTime,
      interface: open.interface,
      transport: open.transport,
      dialect: first.dialect,
      method: first.method,
      type: first.type,
      // RFC 5389 counts 12 bytes behind the cookie, the older dialects all 16.
      transactionId:
        (first.dialect === 'stun' ? '' : formatWord(open.t0)) +
        formatWord(open.t1) +
        formatWord(open.t2) +
        formatWord(open.t3),
      client: open.client,
      server: open.server,
      requests: open.requests,
      transmissions: open.transmissions,
      answer: open.answer,
      answeredBy: open.answeredBy,
      result: resultOf(first, reply),
      errorCode: reply?.errorCode,
      mapped: reply?.mapped,
      relayed: reply?.relayed,
      alternate: reply?.alternate,
      username: first.username ?? reply?.username,
      useCandidate: open.useCandidate,
      authenticated: open.requests.length > 0 && first.authenticated,
      peer: open.peer,
      sipCallId: first.sipCallId ?? reply?.sipCallId,
      lifetime: reply?.lifetime ?? first.lifetime,
    });
  }
}

function resultOf(first: StunMessage, reply: StunMessage | undefined): StunTransaction['result'] {
  if (first.class === INDICATION) return 'indication';
  if (reply === undefined) return 'none';
  return reply.class === SUCCESS ? 'success' : 'error';
}

function sameEndpoint(x: Endpoint | undefined, y: Endpoint | undefined): boolean {
  return x === y || (x !== undefined && y !== undefined && x.port === y.port && x.address === y.address);
}
