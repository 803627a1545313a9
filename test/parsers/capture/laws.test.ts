import { existsSync, readFileSync, statSync } from 'node:fs';
import { join as path } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../../parsers/capture.ts';
import type { Fact } from '../../../src/facts.ts';
import { type Bytes, pcap, pcapng } from '../../captures.ts';
import { mixedFrames } from './mixed.ts';
import { plain, read } from './read.ts';

const frames = mixedFrames();
const generated: readonly (readonly [name: string, bytes: Bytes])[] = [
  ['pcap, little endian', pcap(frames)],
  ['pcap, big endian, nanoseconds', pcap(frames, { big: true, nanoseconds: true })],
  ['pcap, modified', pcap(frames, { modified: true })],
  ['pcapng', pcapng(frames, [{ options: [[2, 'Wi-Fi']] }])],
  [
    'pcapng, big endian, frames cut',
    pcapng(
      frames.map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, 60), original: frame.bytes.length })),
      [{}],
      true,
    ),
  ],
];

const directory = process.env.SFBDIAG_CAPTURES ?? path(import.meta.dirname, '../../../../shared/captures');
const shared = [
  'ntop_nDPI__stun_msteams_unidir.pcapng',
  'arkime_arkime__stun.pcap',
  'cisco_mercury__openvpn_tcp_single.pcap',
  'DanieleDeSensi_peafowl__correct_1.pcap',
  'wireshark_wireshark__trunc.pcap',
  'rshk_python-pcapng__test006.ntar',
  'hadrielk_pcapng-test-generator__test201.pcapng',
  'seladb_PcapPlusPlus__ipv6_opt_fragments.pcap',
]
  .map((name) => path(directory, name))
  .filter((file) => existsSync(file) && statSync(file).size < 100_000);
if (shared.length === 0) console.log(`no captures in ${directory}: laws checked on generated ones only`);

/** Every fact must have a frame to point at, and a capture ends in exactly one summary. */
function wellFormed(facts: readonly Fact[]): void {
  const ends = facts.filter((fact) => fact.kind === 'source.summary');
  expect(ends).toEqual([facts.at(-1)]);
  const last = facts.at(-1)!;
  const records = last.kind === 'source.summary' ? last.records : 0;
  for (const fact of facts) {
    const frame = 'frame' in fact.at ? fact.at.frame : 0;
    if (frame < 1 || frame > records + 1) expect(fact).toBe('a fact with a frame of the file');
  }
}

describe('same facts whatever the chunk size', () => {
  for (const [name, bytes] of generated) {
    it.each([1, 7, 61])(`${name}, %i bytes at a time`, (size) => {
      expect(plain(read(bytes, size))).toEqual(plain(read(bytes)));
    });
  }
  it.skipIf(shared.length === 0)('captures made by others', () => {
    for (const file of shared) {
      const bytes = readFileSync(file);
      const whole = plain(read(bytes));
      for (const size of [1, 7]) expect(plain(read(bytes, size)), file).toEqual(whole);
    }
  });
});

describe('damage', () => {
  it.each(generated)('%s cut at every byte', (_name, bytes) => {
    const records = new Set<number>();
    const ends = edges(bytes);
    for (let end = 0; end < bytes.length; end++) {
      const facts = read(bytes.subarray(0, end));
      wellFormed(facts);
      const summary = facts.at(-1)!;
      if (summary.kind !== 'source.summary') continue;
      records.add(summary.records);
      const said = facts.some((fact) => fact.kind === 'input.malformed' && fact.reason === 'truncated');
      // Between two records the file merely ends early.
      if (!said) expect(ends).toContain(end);
    }
    // Every prefix keeps the frames that stand whole in it.
    expect([...records]).toEqual(Array.from({ length: Math.max(...records) + 1 }, (_, n) => n));
    expect(Math.max(...records)).toBeGreaterThanOrEqual(frames.length - 1);
  });

  it('random bytes changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...generated.map(([, bytes]) => bytes)),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 400 }),
        (bytes, changes, size) => {
          const copy = bytes.slice();
          for (const [at, bits] of changes) copy[at % copy.length]! ^= bits;
          const facts = read(copy);
          wellFormed(facts);
          expect(plain(read(copy, size))).toEqual(plain(facts));
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('random bytes behind a magic number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...generated.map(([, bytes]) => bytes.slice(0, 28))),
        fc.uint8Array({ maxLength: 400 }),
        (head, tail) => {
          const bytes = new Uint8Array(head.length + tail.length);
          bytes.set(head);
          bytes.set(tail, head.length);
          wellFormed(read(bytes));
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('random bytes as frames of every link type', () => {
    const links = [0, 1, 9, 12, 14, 50, 51, 101, 105, 108, 109, 113, 127, 192, 228, 229, 258, 276, 1240];
    fc.assert(
      fc.property(
        fc.constantFrom(...links),
        fc.array(fc.uint8Array({ maxLength: 120 }), { maxLength: 6 }),
        (linkType, payloads) => {
          const list = payloads.map((payload, n) => ({ time: n, bytes: payload }));
          const facts = read(pcap(list, { linkType }));
          wellFormed(facts);
          expect(facts.at(-1)).toMatchObject({ records: payloads.length });
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('random bytes inside valid IP packets', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...frames),
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        (frame, where, noise) => {
          // Behind Ethernet and the fixed IPv4 header.
          const bytes = frame.bytes.slice();
          const at = 34 + (where % Math.max(1, bytes.length - 34));
          bytes.set(noise.subarray(0, bytes.length - at), at);
          wellFormed(read(pcap([{ time: 0, bytes }, frame, { time: 5, bytes }])));
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('the observer', () => {
  it('sees every frame, and changes nothing', () => {
    const bytes = generated[0]![1];
    const seen: number[] = [];
    const facts: Fact[] = [];
    const run = openCapture(
      'test.pcap',
      (fact) => facts.push(fact),
      (p) => seen.push(p.number),
    );
    run.push(bytes);
    run.end();
    expect(seen).toEqual(frames.map((_, n) => n + 1));
    expect(facts).toEqual(read(bytes));
  });
});

/** Offsets at which a pcap or pcapng file may end without damage. */
function edges(bytes: Uint8Array): Set<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new Set<number>();
  if (bytes[0] === 0x0a) {
    const little = bytes[8] === 0x4d;
    for (let at = 0; at < bytes.length; at += view.getUint32(at + 4, little)) found.add(at);
    found.delete(0);
    return found;
  }
  const little = bytes[0] !== 0xa1;
  const header = bytes[little ? 0 : 3] === 0x34 ? 24 : 16;
  for (let at = 24; at < bytes.length; at += header + view.getUint32(at + 8, little)) found.add(at);
  return found;
}
