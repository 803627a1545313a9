import type { Endpoint, FrameRef, StunTransaction } from '../../src/facts.ts';
import { OPEN_FLOWS, REPEATS, TRANSACTION_IDLE } from '../../src/limits.ts';
import { formatWord } from '../decode/address.ts';
import { be32, type Packet } from '../decode/packet.ts';
import { ERROR, INDICATION, REQUEST, type StunMessage, SUCCESS } from '../decode/stun.ts';
import { destinationOf, sourceOf } from './names.ts';
import { Newest } from './newest.ts';
import { type Output, refOf } from './output.ts';
import { mix, Slots, spread } from './slots.ts';

/** One transaction; used again for another when nobody wants it any more. */
class Transaction {
  /** The 16 bytes behind the length, cookie included. */
  t0 = 0;
  t1 = 0;
  t2 = 0;
  t3 = 0;
  interface = 0;
  transport: 'udp' | 'tcp' = 'udp';
  /** Of the first message. */
  dialect: StunTransaction['dialect'] = 'stun';
  method: StunTransaction['method'] = 'other';
  type = 0;
  class = REQUEST;
  username: string | undefined = undefined;
  authenticated = false;
  sipCallId: string | undefined = undefined;
  lifetime: number | undefined = undefined;
  /** Of the first answer. */
  success = false;
  errorCode: number | undefined = undefined;
  mapped: Endpoint | undefined = undefined;
  relayed: Endpoint | undefined = undefined;
  alternate: Endpoint | undefined = undefined;
  client = '';
  clientPort = 0;
  server = '';
  serverPort = 0;
  peer: Endpoint | undefined = undefined;
  firstFrame = 0;
  firstTime = 0.5;
  /** The first message was the answer. */
  answerOnly = false;
  /** Requests but the first. */
  repeats: FrameRef[] | undefined = undefined;
  transmissions = 0;
  /** 0 = none. */
  answerFrame = 0;
  answerTime = 0.5;
  answeredBy: Endpoint | undefined = undefined;
  useCandidate = false;
  lastTime = 0.5;

  /** The first message. */
  begin(message: StunMessage): void {
    this.dialect = message.dialect;
    this.method = message.method;
    this.type = message.type;
    this.class = message.class;
    this.username = message.username;
    this.authenticated = message.authenticated;
    this.sipCallId = message.sipCallId;
    this.lifetime = message.lifetime;
    this.success = false;
    this.errorCode = undefined;
    this.mapped = undefined;
    this.relayed = undefined;
    this.alternate = undefined;
  }

  /** The first answer. */
  answer(message: StunMessage): void {
    this.username ??= message.username;
    this.sipCallId ??= message.sipCallId;
    this.lifetime = message.lifetime ?? this.lifetime;
    this.success = message.class === SUCCESS;
    this.errorCode = message.errorCode;
    this.mapped = message.mapped;
    this.relayed = message.relayed;
    this.alternate = message.alternate;
  }
}

/** Joins STUN and MS-TURN requests with their repeats and answers. Indications, and MS-TURN's Send requests, which are
 *  never answered, are one transaction for all that go the same way. */
export class StunTransactions {
  private readonly table: Slots<Transaction>;
  private readonly output: Output;
  private readonly closed: Newest<Transaction>;
  private limited = false;

  constructor(output: Output) {
    this.output = output;
    this.table = new Slots<Transaction>(OPEN_FLOWS);
    this.closed = new Newest(output, 'stun.transaction', () => new Transaction());
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
      if ((open.class === INDICATION) !== indication) continue;
      if (indication) {
        if (open.type !== message.type || !sameEndpoint(open.peer, inner)) continue;
      } else if (open.t3 !== t3 || open.t2 !== t2 || open.t1 !== t1 || open.t0 !== t0) continue;
      if (open.clientPort !== clientPort || open.client !== client) continue;
      if (open.serverPort !== serverPort || open.server !== server) {
        if (answer && open.answerFrame === 0) stray = slot;
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
    const open = this.closed.take();
    table.add(hash, open);
    open.t0 = t0;
    open.t1 = t1;
    open.t2 = t2;
    open.t3 = t3;
    open.interface = p.interface;
    open.transport = transport;
    open.client = client;
    open.clientPort = clientPort;
    open.server = server;
    open.serverPort = serverPort;
    open.peer = inner;
    open.firstFrame = p.number;
    open.firstTime = p.time;
    open.answerOnly = answer;
    open.repeats = undefined;
    open.transmissions = answer ? 0 : 1;
    open.answerFrame = answer ? p.number : 0;
    open.answerTime = p.time;
    open.answeredBy = undefined;
    open.useCandidate = message.useCandidate;
    open.lastTime = p.time;
    open.begin(message);
    if (answer) open.answer(message);
  }

  end(): void {
    while (this.table.oldest >= 0) this.close(this.table.oldest);
    this.closed.end((open) => this.output.emit(this.fact(open)));
  }

  private repeat(p: Packet, slot: number, message: StunMessage, answer: boolean, by: Endpoint | undefined): void {
    const open = this.table.values[slot]!;
    this.table.touch(slot);
    open.lastTime = p.time;
    if (answer) {
      if (open.answerFrame !== 0) return;
      open.answerFrame = p.number;
      open.answerTime = p.time;
      open.answeredBy = by;
      open.answer(message);
      return;
    }
    open.transmissions++;
    open.useCandidate ||= message.useCandidate;
    open.repeats ??= [];
    if (open.repeats.length < REPEATS) open.repeats.push(refOf(p));
  }

  private close(slot: number): void {
    const open = this.table.values[slot]!;
    this.table.remove(slot);
    this.closed.add(open);
  }

  private fact(open: Transaction): StunTransaction {
    const { repeats } = open;
    const answered = open.answerFrame !== 0;
    const requests = open.answerOnly ? [] : [{ frame: open.firstFrame, time: open.firstTime }];
    if (repeats !== undefined) requests.push(...repeats.slice(0, REPEATS - requests.length));
    return {
      kind: 'stun.transaction',
      at: this.output.at(open.firstFrame),
      time: open.firstTime,
      interface: open.interface,
      transport: open.transport,
      dialect: open.dialect,
      method: open.method,
      type: open.type,
      // RFC 5389 counts 12 bytes behind the cookie, the older dialects all 16.
      transactionId:
        (open.dialect === 'stun' ? '' : formatWord(open.t0)) +
        formatWord(open.t1) +
        formatWord(open.t2) +
        formatWord(open.t3),
      client: { address: open.client, port: open.clientPort },
      server: { address: open.server, port: open.serverPort },
      requests,
      transmissions: open.transmissions,
      answer: answered ? { frame: open.answerFrame, time: open.answerTime } : undefined,
      answeredBy: open.answeredBy,
      result: open.class === INDICATION ? 'indication' : !answered ? 'none' : open.success ? 'success' : 'error',
      errorCode: open.errorCode,
      mapped: open.mapped,
      relayed: open.relayed,
      alternate: open.alternate,
      username: open.username,
      useCandidate: open.useCandidate,
      authenticated: requests.length > 0 && open.authenticated,
      peer: open.peer,
      sipCallId: open.sipCallId,
      lifetime: open.lifetime,
    };
  }
}

function sameEndpoint(x: Endpoint | undefined, y: Endpoint | undefined): boolean {
  return x === y || (x !== undefined && y !== undefined && x.port === y.port && x.address === y.address);
}
