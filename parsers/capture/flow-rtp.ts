import type { Endpoint } from '../../src/facts.ts';
import type { Flow } from './flow.ts';
import type { Output } from './output.ts';
import type { Stream } from './rtp-stream.ts';

/** A version 2 packet that belongs to no stream yet. */
export class Candidate {
  ssrc = 0;
  /** -1 = none. */
  sequence = -1;
  type = 0;
  timestamp = 0;
  frame = 0;
  time = 0.5;
  length = 0;
  /** Times it came. */
  times = 0;
  peer: Endpoint | undefined = undefined;
}

/** RTP of one direction of a flow: its streams, the latest first, and the two latest packets that might begin one. */
export class Direction {
  latest: Stream | undefined = undefined;
  streams = 0;
  newer = new Candidate();
  older = new Candidate();
}

/** What a flow needs once a packet of it might be RTP. */
export class FlowRtp {
  readonly flow: Flow;
  readonly a = new Direction();
  readonly b = new Direction();
  private readonly release: (stream: Stream) => void;

  /** `release` forgets a stream in the table of all. */
  constructor(flow: Flow, release: (stream: Stream) => void) {
    this.flow = flow;
    this.release = release;
  }

  /** Emits all streams; the flow ends. */
  close(output: Output, a: Endpoint, b: Endpoint): void {
    for (const direction of [this.a, this.b]) {
      for (let stream = direction.latest; stream !== undefined; stream = stream.sibling) {
        this.release(stream);
        stream.close(output, stream.fromA ? a : b, stream.fromA ? b : a, this.flow.interface);
      }
      direction.latest = undefined;
      direction.streams = 0;
      direction.newer.sequence = -1;
      direction.older.sequence = -1;
      direction.newer.peer = undefined;
      direction.older.peer = undefined;
    }
  }

  /** Emits one stream while the flow goes on. */
  drop(stream: Stream, output: Output, a: Endpoint, b: Endpoint): void {
    const direction = stream.fromA ? this.a : this.b;
    if (direction.latest === stream) direction.latest = stream.sibling;
    else {
      for (let at = direction.latest; at !== undefined; at = at.sibling) {
        if (at.sibling === stream) at.sibling = stream.sibling;
      }
    }
    direction.streams--;
    this.release(stream);
    stream.close(output, stream.fromA ? a : b, stream.fromA ? b : a, this.flow.interface);
  }
}
