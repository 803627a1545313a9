import { openCapture } from '../../../parsers/capture.ts';
import type { Fact, FactKind, FactOf, IpFlow } from '../../../src/facts.ts';
import { type Frame, pcap } from '../../captures.ts';

/** All facts of a capture, pushed in chunks of `size` bytes (0 = all at once). The chunk buffer is overwritten after each
 *  push, as the contract allows. */
export function read(bytes: Uint8Array, size = 0): Fact[] {
  const facts: Fact[] = [];
  const run = openCapture('test.pcap', (fact) => facts.push(fact));
  if (size === 0) run.push(bytes);
  else {
    const chunk = new Uint8Array(size);
    for (let at = 0; at < bytes.length; at += size) {
      const length = Math.min(size, bytes.length - at);
      chunk.set(bytes.subarray(at, at + length));
      run.push(chunk.subarray(0, length));
      chunk.fill(0xee);
    }
  }
  run.end();
  return facts;
}

/** The facts of one kind, without fields that are undefined. */
export function only<K extends FactKind>(facts: readonly Fact[], kind: K): FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind).map(plain);
}

/** A copy without fields that are undefined, so that complete values can be compared. */
export function plain<T>(value: T): T {
  return structuredCloneOf(value) as T;
}

function structuredCloneOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCloneOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, structuredCloneOf(field)]),
  );
}

/** Flows as "protocol client -> server sent/received bytes". */
export function flows(frames: readonly Frame[], linkType = 1): string[] {
  return only(read(pcap(frames, { linkType })), 'ip.flow').map(describeFlow);
}

/** A flow as one line. */
export function describeFlow({ protocol, client, server, sent, received, sentBytes }: IpFlow): string {
  return `${protocol} ${client.address} ${client.port} > ${server.address} ${server.port} ${sent}/${received} ${sentBytes}`;
}
