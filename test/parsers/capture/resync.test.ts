import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../../parsers/capture.ts';
import { FRAME_BYTES, RESYNC_BYTES } from '../../../src/limits.ts';
import {
  type Bytes,
  block,
  concat,
  type Frame,
  interfaceBlock,
  join,
  type PcapOptions,
  packetBlock,
  pcap,
  pcapng,
  section,
  u32,
  udpFrame,
} from '../../captures.ts';
import { only, plain, read } from './read.ts';

const START = 1_772_442_000_000;
/** Frame n goes to port n. */
const frames: readonly Frame[] = Array.from({ length: 40 }, (_, n) => ({
  time: START + n * 50,
  bytes: udpFrame('192.168.178.21:50000', `198.51.100.40:${n + 1}`, 'x'.repeat(20 + (n % 7))),
}));

interface Read {
  /** Numbers of the frames that were read. */
  readonly frames: readonly number[];
  readonly damage: readonly string[];
  readonly passedOver: number | undefined;
}

function seen(bytes: Uint8Array, size?: number): Read {
  const facts = read(bytes, size);
  if (size === undefined) for (const one of [1, 13, 100]) expect(plain(read(bytes, one))).toEqual(plain(facts));
  return {
    frames: only(facts, 'ip.flow').map(({ server }) => server.port),
    damage: only(facts, 'input.malformed').map((m) => `${'frame' in m.at ? m.at.frame : 0} ${m.reason} ${m.detail}`),
    passedOver: only(facts, 'source.summary')[0]!.counters.passedOverBytes,
  };
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const RECORD = 'a record length that cannot be; reading goes on at the next record';
const NO_RECORD = 'a record length that cannot be; no other record was found behind it';

describe('pcap: good records behind a damaged one are kept', () => {
  const forms: readonly (readonly [string, PcapOptions])[] = [
    ['little endian', {}],
    ['big endian, nanoseconds', { big: true, nanoseconds: true }],
    ['modified', { modified: true }],
  ];
  const parts = (options: PcapOptions) => ({
    head: pcap([], options),
    records: frames.map((frame) => pcap([frame], options).subarray(24)),
  });

  it.each(forms)('%s: junk between two records', (_name, options) => {
    const { head, records } = parts(options);
    const junk = new Uint8Array(131).fill(0xff);
    expect(seen(concat([head, ...records.slice(0, 5), junk, ...records.slice(5)]))).toEqual({
      frames: numbers(1, 40),
      damage: [`6 bad-syntax ${RECORD}`],
      passedOver: 131,
    });
  });

  it.each(forms)('%s: a length overwritten costs that record', (_name, options) => {
    const { head, records } = parts(options);
    const broken = records.map((record, n) => {
      if (n !== 5 && n !== 20) return record;
      const copy = record.slice();
      copy.fill(0xfe, 8, 12);
      return copy;
    });
    const { frames: kept, damage } = seen(concat([head, ...broken]));
    expect(kept).toEqual(numbers(1, 40).filter((n) => n !== 6 && n !== 21));
    expect(damage).toEqual([`6 bad-syntax ${RECORD}`, `20 bad-syntax ${RECORD}`]);
  });

  it('bytes lost in the middle of a frame', () => {
    const whole = pcap(frames);
    const at = 24 + 10 * 80;
    const { frames: kept, damage } = seen(concat([whole.subarray(0, at), whole.subarray(at + 50)]));
    expect(kept.length).toBeGreaterThanOrEqual(36);
    expect(kept.slice(-25)).toEqual(numbers(16, 40));
    expect(damage.at(-1)).toContain(RECORD);
  });

  it('the first record, and the last', () => {
    const { head, records } = parts({});
    const junk = new Uint8Array(20).fill(0xff);
    expect(seen(concat([head, junk, ...records.slice(0, 3)])).frames).toEqual([1, 2, 3]);
    expect(seen(concat([head, ...records.slice(0, 3), junk, records[3]!])).frames).toEqual([1, 2, 3, 4]);
    expect(seen(concat([head, ...records.slice(0, 3), junk]))).toEqual({
      frames: [1, 2, 3],
      damage: [`4 bad-syntax ${NO_RECORD}`],
      passedOver: undefined,
    });
  });

  it('what looks like a record but is followed by none is passed over', () => {
    const { head, records } = parts({});
    const second = frames[3]!.time / 1000;
    const lure = join(u32(Math.floor(second)).reverse(), u32(7).reverse(), u32(90).reverse(), u32(90).reverse());
    const junk = join(new Array(16).fill(0xff), lure, new Array(200).fill(0xff), lure, lure, lure);
    const { frames: kept } = seen(concat([head, ...records.slice(0, 3), junk, ...records.slice(3)]));
    expect(kept).toEqual(numbers(1, 40));
  });

  it('the search ends', () => {
    const run = (bytes: readonly Uint8Array[]): string[] => {
      const found: string[] = [];
      const open = openCapture('test.pcap', (fact) => {
        if (fact.kind === 'input.malformed') found.push(fact.detail);
        if (fact.kind === 'source.summary') found.push(String(fact.records));
      });
      for (const part of bytes) open.push(part);
      open.end();
      return found;
    };
    const { head, records } = parts({});
    const junk = new Uint8Array(1 << 20).fill(0xff);
    const many = new Array<Bytes>(RESYNC_BYTES / junk.length).fill(junk);
    expect(run([head, ...records, ...many, junk, ...records])).toEqual([NO_RECORD, '40']);
    expect(run([head, ...records, ...many.slice(1), ...records])).toEqual([RECORD, '80']);
    // Every place of it could be a record of the largest size.
    const lure = new Uint8Array(4 << 20);
    const view = new DataView(lure.buffer);
    for (let at = 0; at + 16 <= lure.length; at += 16) {
      view.setUint32(at, Math.floor(START / 1000), true);
      view.setUint32(at + 8, FRAME_BYTES - 5, true);
      view.setUint32(at + 12, FRAME_BYTES, true);
    }
    expect(run([head, ...records, junk, lure])).toEqual([RECORD, 'the file ends inside a frame', '41']);
  });
});

describe('pcapng: good blocks behind a damaged one are kept', () => {
  const head = (big: boolean): Bytes[] => [section(big), interfaceBlock({}, big)];
  const blocks = (big: boolean): Bytes[] => frames.map((frame) => packetBlock(frame, big));
  const ENDS = 'the length at the end of a block differs from the one at its start';

  describe.each([
    ['little endian', false],
    ['big endian', true],
  ])('%s', (_name, big) => {
    const all = blocks(big);
    const patched = (n: number, at: number, value: number): Bytes => {
      const copy = all[n]!.slice();
      new DataView(copy.buffer).setUint32(at, value, !big);
      return copy;
    };
    const replaced = (...changes: readonly (readonly [n: number, bytes: Bytes])[]): Bytes =>
      concat([...head(big), ...all.map((one, n) => changes.find(([at]) => at === n)?.[1] ?? one)]);

    it.each([
      ['too short', 4, 'block length below what its kind needs; reading goes on at the next block'],
      ['too long', 0x7fffffff, 'block longer than a block can be; reading goes on at the next block'],
      ['some other length', 400, `${ENDS}; reading goes on at the next block`],
    ])('a length %s', (_what, value, detail) => {
      expect(seen(replaced([5, patched(5, 4, value)]))).toEqual({
        frames: numbers(1, 40).filter((n) => n !== 6),
        damage: [`6 bad-syntax ${detail}`],
        passedOver: all[5]!.length,
      });
    });

    it('only the length at the end wrong: the frame is kept', () => {
      expect(seen(replaced([5, patched(5, all[5]!.length - 4, 5)], [39, patched(39, all[39]!.length - 4, 5)]))).toEqual(
        {
          frames: numbers(1, 40),
          damage: [`6 bad-syntax ${ENDS}`, `40 bad-syntax ${ENDS}`],
          passedOver: undefined,
        },
      );
    });

    it('bytes lost in the middle of a block', () => {
      const whole = replaced();
      const at = head(big).reduce((sum, one) => sum + one.length, 0) + all[0]!.length * 3 + 40;
      const { frames: kept, damage } = seen(concat([whole.subarray(0, at), whole.subarray(at + 9)]));
      expect(kept).toEqual(numbers(1, 40).filter((n) => n !== 4));
      expect(damage).toEqual([`4 bad-syntax ${ENDS}; reading goes on at the next block`]);
    });
  });

  it('a long block goes by as it comes, whatever the chunks', () => {
    const custom = (length: number): Bytes => block(0x4242, new Uint8Array(length));
    const wrong = custom(600_000);
    wrong.fill(1, wrong.length - 4);
    const bytes = concat([...head(false), blocks(false)[0]!, custom(600_000), wrong, ...blocks(false).slice(1, 3)]);
    const facts = read(bytes);
    expect(plain(read(bytes, 4096))).toEqual(plain(facts));
    expect(only(facts, 'ip.flow').map(({ server }) => server.port)).toEqual([1, 2, 3]);
    expect(only(facts, 'input.malformed').map(({ detail }) => detail)).toEqual([ENDS]);
  });

  it('another section, of the other byte order, behind damage', () => {
    const bytes = concat([
      ...head(false),
      blocks(false)[0]!,
      new Uint8Array(30).fill(1),
      pcapng(frames.slice(1, 3), [{}], true),
    ]);
    expect(seen(bytes).frames).toEqual([1, 2, 3]);
  });
});

describe('damage anywhere', () => {
  it.each([
    ['pcap', pcap(frames), 24],
    ['pcapng', pcapng(frames), 48],
  ])('%s: 16 bytes overwritten cost three frames at most', (_name, bytes, from) => {
    fc.assert(
      fc.property(
        fc.integer({ min: from, max: bytes.length - 17 }),
        fc.uint8Array({ min: 5, minLength: 16, maxLength: 16 }),
        (at, noise) => {
          const copy = bytes.slice();
          copy.set(noise, at);
          const kept = new Set(seen(copy, 0).frames);
          expect(numbers(1, 40).filter((n) => !kept.has(n)).length).toBeLessThanOrEqual(3);
        },
      ),
      { seed: 1, numRuns: 400 },
    );
  });
});
