import type { Endpoint, FrameRef } from '../../src/facts.ts';
import { IKE_EXCHANGES, IKE_IDLE, IKE_NAMES, REPEATS } from '../../src/limits.ts';
import { formatWord } from '../decode/address.ts';
import type { IkeMessage } from '../decode/ike.ts';
import { exchangeName } from '../decode/ike-names.ts';
import type { Packet } from '../decode/packet.ts';
import { receiverOf, senderOf } from './names.ts';
import { type Output, refOf } from './output.ts';
import { mix, Slots, spread } from './slots.ts';

interface Exchange {
  readonly interface: number;
  readonly first: IkeMessage;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly firstFrame: number;
  readonly firstTime: number;
  readonly requests: FrameRef[];
  transmissions: number;
  fragments: number;
  answer: FrameRef | undefined;
  reply: IkeMessage | undefined;
  readonly notifies: string[];
  readonly vendors: string[];
  lastTime: number;
}

/** Phase 1 of IKEv1, whose messages an informational one in the clear may refuse. */
const MAIN = 2;
const AGGRESSIVE = 4;
const INFORMATIONAL_1 = 5;

/**
 * Joins IKE requests with their repeats and answers. In IKEv2 a flag tells requests from responses (RFC 7296 3.1). IKEv1
 * has none: a message is answered by the next new one of the other side in the same exchange, and what follows opens the
 * next pair. The third messages of aggressive and quick mode, and informational ones, have no answer.
 */
export class IkeExchanges {
  private readonly table = new Slots<Exchange>(IKE_EXCHANGES);
  private readonly output: Output;
  private limited = false;

  constructor(output: Output) {
    this.output = output;
  }

  message(p: Packet, message: IkeMessage): void {
    const { table } = this;
    while (table.oldest >= 0 && p.time - table.values[table.oldest]!.lastTime > IKE_IDLE) this.close(table.oldest);
    const from = senderOf(p);
    const to = receiverOf(p);
    if (message.version === 1 && message.exchange === INFORMATIONAL_1 && !message.encrypted) {
      this.refuse(p, message, from, to);
    }
    const hash = hashOf(p, message, message.messageId);
    let unanswered = -1;
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      if (table.hashes[slot] !== hash || !same(table.values[slot]!, p, message)) continue;
      const open = table.values[slot]!;
      if (equal(open.client, from) && equal(open.server, to)) {
        if (message.response || open.first.print !== message.print || open.requests.length === 0) continue;
        this.repeat(p, slot, message);
        return;
      }
      if (!equal(open.client, to) || !equal(open.server, from)) continue;
      if (message.version === 2 && !message.response) continue;
      // The answer, or a part of it, once more.
      if (open.reply?.print === message.print) return;
      // The newest stands first.
      if (open.answer === undefined && unanswered < 0) unanswered = slot;
    }
    if (unanswered >= 0) {
      this.answer(p, unanswered, message);
      return;
    }
    this.open(p, hash, message, from, to);
  }

  end(): void {
    while (this.table.oldest >= 0) this.close(this.table.oldest);
  }

  private open(p: Packet, hash: number, message: IkeMessage, from: Endpoint, to: Endpoint): void {
    const { table } = this;
    const victim = table.victim(hash);
    if (victim >= 0) {
      if (!this.limited) {
        this.limited = true;
        this.output.malformed(
          p.number,
          'limit',
          'more IKE exchanges open at once than are kept; the longest idle end here',
          p.time,
        );
      }
      this.close(victim);
    }
    const { response } = message;
    table.add(hash, {
      interface: p.interface,
      first: message,
      client: response ? to : from,
      server: response ? from : to,
      firstFrame: p.number,
      firstTime: p.time,
      requests: response ? [] : [refOf(p)],
      transmissions: response ? 0 : 1,
      fragments: response ? 0 : Math.max(message.fragments, message.fragment),
      answer: response ? refOf(p) : undefined,
      reply: response ? message : undefined,
      notifies: [...message.notifies],
      vendors: [...message.vendors],
      lastTime: p.time,
    });
  }

  private repeat(p: Packet, slot: number, message: IkeMessage): void {
    const open = this.table.values[slot]!;
    this.table.touch(slot);
    open.lastTime = p.time;
    open.fragments = Math.max(open.fragments, message.fragments, message.fragment);
    // The fragments of one message count once: when the one that was seen first comes again.
    if (message.fragment !== open.first.fragment) return;
    open.transmissions++;
    if (open.requests.length < REPEATS) open.requests.push(refOf(p));
  }

  private answer(p: Packet, slot: number, message: IkeMessage): void {
    const open = this.table.values[slot]!;
    this.table.touch(slot);
    open.lastTime = p.time;
    open.answer = refOf(p);
    open.reply = message;
    append(open.notifies, message.notifies);
    append(open.vendors, message.vendors);
  }

  /** An error in the clear, in an exchange of its own, answers an open message of phase 1 (RFC 2408 4.8). */
  private refuse(p: Packet, message: IkeMessage, from: Endpoint, to: Endpoint): void {
    if (!message.notifies.some((name) => isError(name))) return;
    const { table } = this;
    const hash = hashOf(p, message, 0);
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      const open = table.values[slot]!;
      const { first } = open;
      if (table.hashes[slot] !== hash || open.interface !== p.interface || open.answer !== undefined) continue;
      if (first.version !== 1 || (first.exchange !== MAIN && first.exchange !== AGGRESSIVE)) continue;
      if (first.initiator0 !== message.initiator0 || first.initiator1 !== message.initiator1) continue;
      if (!equal(open.client, to) || !equal(open.server, from)) continue;
      this.answer(p, slot, message);
      return;
    }
  }

  private close(slot: number): void {
    const open = this.table.values[slot]!;
    this.table.remove(slot);
    const { first, reply } = open;
    const responder = [first, reply].find((each) => each !== undefined && (each.responder0 | each.responder1) !== 0);
    this.output.emit({
      kind: 'ike.exchange',
      at: this.output.at(open.firstFrame),
      time: open.firstTime,
      interface: open.interface,
      version: first.version,
      exchange: exchangeName(first.exchange, first.version),
      client: open.client,
      server: open.server,
      initiatorSpi: formatWord(first.initiator0) + formatWord(first.initiator1),
      responderSpi:
        responder === undefined ? undefined : formatWord(responder.responder0) + formatWord(responder.responder1),
      messageId: first.messageId,
      requests: open.requests,
      transmissions: open.transmissions,
      answer: open.answer,
      fragments: open.fragments,
      notifies: open.notifies,
      vendors: open.vendors,
    });
  }
}

function hashOf(p: Packet, message: IkeMessage, messageId: number): number {
  return spread(mix(mix(mix(message.initiator0, message.initiator1), messageId), p.interface));
}

function same(open: Exchange, p: Packet, message: IkeMessage): boolean {
  const { first } = open;
  return (
    open.interface === p.interface &&
    first.messageId === message.messageId &&
    first.exchange === message.exchange &&
    first.version === message.version &&
    first.initiator0 === message.initiator0 &&
    first.initiator1 === message.initiator1
  );
}

function equal(x: Endpoint, y: Endpoint): boolean {
  return x.port === y.port && x.address === y.address;
}

function append(names: string[], more: readonly string[]): void {
  for (const name of more) if (names.length < 2 * IKE_NAMES && !names.includes(name)) names.push(name);
}

/** Names of errors; those of states are known by what they are. */
const STATES = new Set(['RESPONDER_LIFETIME', 'REPLAY_STATUS', 'INITIAL_CONTACT', 'R_U_THERE', 'R_U_THERE_ACK']);

function isError(name: string): boolean {
  return !STATES.has(name) && !(Number(name) >= 8192);
}
