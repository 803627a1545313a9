import type { Endpoint } from '../../src/facts.ts';
import { RTP_STREAMS, RTP_STREAMS_OF_FLOW } from '../../src/limits.ts';
import { be16, be32, type Packet } from '../decode/packet.ts';
import { readRtcp } from '../decode/rtp.ts';
import type { Flow } from './flow.ts';
import { type Candidate, type Direction, FlowRtp } from './flow-rtp.ts';
import { endpointA, endpointB } from './names.ts';
import type { Output } from './output.ts';
import { Stream } from './rtp-stream.ts';
import { mix, Slots, spread } from './slots.ts';

/** Sequence numbers a second packet may be ahead to prove a stream: a burst of loss, not chance. */
const PROOF = 100;
/** Copies of its first packet that a stream takes over. */
const COPIES = 8;
/** Milliseconds after which a stream in use is moved to the young end of the table. */
const TOUCH = 1000;

/**
 * Follows RTP streams (RFC 3550). A stream begins with the second packet of version 2 whose SSRC came before in the same
 * direction of the same flow, with the same payload type and a sequence number a little ahead, or with the next number;
 * payload types that RTCP would have (RFC 5761 4) never begin one. Whether it was steadily RTP is judged at its end.
 */
export class RtpStreams {
  private readonly table = new Slots<Stream>(RTP_STREAMS);
  private readonly output: Output;
  private limited = false;
  private packet!: Packet;

  constructor(output: Output) {
    this.output = output;
  }

  /** Counts a packet of version 2 at [at, end), of which `length` bytes were sent. `peer` = it came out of a relay's
   *  Send, Data or ChannelData. True = it belongs to a stream. */
  add(
    p: Packet,
    flow: Flow,
    fromA: boolean,
    bytes: Uint8Array,
    at: number,
    end: number,
    length: number,
    peer: Endpoint | undefined,
  ): boolean {
    if (at + 12 > end || bytes[at]! >> 6 !== 2) {
      if (at + 8 <= end && bytes[at]! >> 6 === 2) this.reports(p, bytes, at, end);
      return false;
    }
    const type = bytes[at + 1]! & 0x7f;
    if (type >= 64 && type < 96) {
      this.reports(p, bytes, at, end);
      return false;
    }
    const ssrc = be32(bytes, at + 8);
    let rtp = flow.rtp;
    if (rtp === undefined) {
      rtp = new FlowRtp(flow, this.release);
      flow.rtp = rtp;
    }
    const direction = fromA ? rtp.a : rtp.b;
    const sequence = be16(bytes, at + 2);
    const timestamp = be32(bytes, at + 4);
    let stream = direction.latest;
    if (stream === undefined || stream.ssrc !== ssrc || (peer !== stream.peer && !samePeer(peer, stream.peer))) {
      stream = recall(direction, ssrc, peer);
      if (stream === undefined) {
        return this.prove(p, rtp, fromA, ssrc, sequence, type, timestamp, length, peer);
      }
    }
    if (!stream.add(sequence, type, timestamp, p.number, p.time, length)) return false;
    if (fromA) flow.rtpA++;
    else flow.rtpB++;
    if (p.time - stream.touched > TOUCH) {
      stream.touched = p.time;
      this.table.touch(stream.slot);
    }
    return true;
  }

  /** Two packets of one source make a stream; one is kept in mind. */
  private prove(
    p: Packet,
    rtp: FlowRtp,
    fromA: boolean,
    ssrc: number,
    sequence: number,
    type: number,
    timestamp: number,
    length: number,
    peer: Endpoint | undefined,
  ): boolean {
    const direction = fromA ? rtp.a : rtp.b;
    let kept = candidate(direction, ssrc, peer);
    if (kept !== undefined) {
      const ahead = (sequence - kept.sequence) & 0xffff;
      if (ahead === 0 && timestamp === kept.timestamp) {
        kept.times++;
        return false;
      }
      if (ahead === 1 || (ahead > 0 && ahead <= PROOF && type === kept.type)) {
        const { flow } = rtp;
        const stream = new Stream(rtp, fromA, ssrc, peer, kept);
        this.open(p, rtp, direction, stream);
        for (let n = Math.min(kept.times, COPIES); n > 0; n--) {
          stream.add(kept.sequence, kept.type, kept.timestamp, kept.frame, kept.time, kept.length);
        }
        stream.add(sequence, type, timestamp, p.number, p.time, length);
        kept.sequence = -1;
        kept.peer = undefined;
        if (fromA) flow.rtpA += 2;
        else flow.rtpB += 2;
        return true;
      }
    } else {
      kept = direction.older;
      direction.older = direction.newer;
      direction.newer = kept;
    }
    kept.ssrc = ssrc;
    kept.sequence = sequence;
    kept.type = type;
    kept.timestamp = timestamp;
    kept.frame = p.number;
    kept.time = p.time;
    kept.length = length;
    kept.times = 1;
    kept.peer = peer;
    return false;
  }

  private open(p: Packet, rtp: FlowRtp, direction: Direction, stream: Stream): void {
    if (direction.streams >= RTP_STREAMS_OF_FLOW) {
      let last = direction.latest!;
      while (last.sibling !== undefined) last = last.sibling;
      this.drop(last);
    }
    const hash = hashOf(stream.ssrc, rtp.flow.interface);
    const victim = this.table.victim(hash);
    if (victim >= 0) {
      if (!this.limited) {
        this.limited = true;
        this.output.malformed(
          p.number,
          'limit',
          'more RTP streams open at once than are kept; the longest idle end here',
          p.time,
        );
      }
      this.drop(this.table.values[victim]!);
    }
    stream.slot = this.table.add(hash, stream);
    stream.touched = p.time;
    stream.sibling = direction.latest;
    direction.latest = stream;
    direction.streams++;
  }

  private drop(stream: Stream): void {
    const { flow } = stream.owner;
    stream.owner.drop(stream, this.output, endpointA(flow), endpointB(flow));
  }

  private readonly release = (stream: Stream): void => {
    this.table.remove(stream.slot);
  };

  private reports(p: Packet, bytes: Uint8Array, at: number, end: number): void {
    this.packet = p;
    readRtcp(bytes, at, end, this.report);
  }

  /** A receiver speaks of a stream that came the other way, maybe between other ports. */
  private readonly report = (ssrc: number, fraction: number, jitter: number): void => {
    const { table, packet: p } = this;
    const hash = hashOf(ssrc, p.interface);
    for (let slot = table.first(hash); slot >= 0; slot = table.next[slot]!) {
      if (table.hashes[slot] !== hash) continue;
      const stream = table.values[slot]!;
      const { flow } = stream.owner;
      if (stream.ssrc !== ssrc || flow.interface !== p.interface || !answers(p, flow, stream.fromA)) continue;
      stream.reportedFraction = fraction;
      stream.reportedJitter = jitter;
    }
  };
}

function hashOf(ssrc: number, index: number): number {
  return spread(mix(ssrc, index));
}

function candidate(direction: Direction, ssrc: number, peer: Endpoint | undefined): Candidate | undefined {
  const { newer, older } = direction;
  if (newer.sequence >= 0 && newer.ssrc === ssrc && samePeer(newer.peer, peer)) return newer;
  return older.sequence >= 0 && older.ssrc === ssrc && samePeer(older.peer, peer) ? older : undefined;
}

/** A stream that was not the latest; it is now. */
function recall(direction: Direction, ssrc: number, peer: Endpoint | undefined): Stream | undefined {
  let before = direction.latest;
  for (let stream = before?.sibling; stream !== undefined; stream = stream.sibling) {
    if (stream.ssrc === ssrc && samePeer(stream.peer, peer)) {
      before!.sibling = stream.sibling;
      stream.sibling = direction.latest;
      direction.latest = stream;
      return stream;
    }
    before = stream;
  }
  return undefined;
}

function samePeer(x: Endpoint | undefined, y: Endpoint | undefined): boolean {
  return x === y || (x !== undefined && y !== undefined && x.port === y.port && x.address === y.address);
}

/** The packet goes from the receiver of a stream to its sender. */
function answers(p: Packet, flow: Flow, fromA: boolean): boolean {
  if (fromA) {
    if (p.d0 !== flow.a0 || p.s0 !== flow.b0) return false;
    return (
      p.version === 4 ||
      (p.d1 === flow.a1 &&
        p.d2 === flow.a2 &&
        p.d3 === flow.a3 &&
        p.s1 === flow.b1 &&
        p.s2 === flow.b2 &&
        p.s3 === flow.b3)
    );
  }
  if (p.d0 !== flow.b0 || p.s0 !== flow.a0) return false;
  return (
    p.version === 4 ||
    (p.d1 === flow.b1 &&
      p.d2 === flow.b2 &&
      p.d3 === flow.b3 &&
      p.s1 === flow.a1 &&
      p.s2 === flow.a2 &&
      p.s3 === flow.a3)
  );
}
