import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checksum } from '../../samples/make/bytes.ts';
import { writeCapture } from './captures.ts';
import { writeLog } from './logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'sfbdiag-bench-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the log: right sizes, rising times, the shares it claims, each call its own', () => {
  const path = join(folder, 'log');
  const calls = writeLog(path, 1e6, 0.1);
  const text = readFileSync(path, 'latin1');
  const packets =
    /^(\S+) \S+ INFO {2}:: (?:Sending Packet|Data Received) - [^\r]*? (\d+) bytes:\r\n(\S+) \S+ INFO {2}:: ([\s\S]*?)\r\n(\S+) \S+ INFO {2}:: End of [^\r]*? (\d+) bytes\r\n/gm;
  const found = [...text.matchAll(packets)].map(([block, begin, bytes, start, message = '', end, again]) => ({
    right: Number(bytes) === message.length && bytes === again && begin === start && start === end,
    presence: message.startsWith('BENOTIFY '),
    size: block.length,
    callId: /\r\nCall-ID: (\S+)/.exec(message)?.[1],
  }));
  expect(found.filter(({ right }) => !right)).toEqual([]);
  const share = (kind: typeof found) => kind.reduce((sum, { size }) => sum + size, 0) / text.length;
  expect(share(found.filter(({ presence }) => presence))).toBeCloseTo(0.45, 1);
  expect(share(found.filter(({ presence }) => !presence))).toBeCloseTo(0.1, 1);
  const ids = new Set(found.filter(({ presence }) => !presence).map(({ callId }) => callId));
  expect(ids.size).toBe(calls);
  const times = [...text.matchAll(/^\d\d\/\d\d\/\d{4}\|[\d:.]+/gm)].map(([time]) => time);
  expect(times).toEqual([...times].sort());
});

test('the capture of small frames: as many as it claims, in the mix it claims, with right TCP checksums', () => {
  const path = join(folder, 'pcap');
  const frames = writeCapture(path, 1e6, 'small');
  const bytes = readFileSync(path);
  const seen = { frames: 0, tcp: 0, dns: 0, stun: 0, media: 0, badChecksums: 0, size: 0 };
  for (let at = 24; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 8);
    const packet = bytes.subarray(at + 16 + 14, at + 16 + length);
    const port = packet.readUInt16BE(20);
    seen.frames++;
    seen.size += length;
    if (packet[9] === 6) {
      seen.tcp++;
      const pseudo = Buffer.concat([packet.subarray(12, 20), Buffer.from([0, 6, 0, packet.length - 20])]);
      pseudo.writeUInt16BE(packet.length - 20, 10);
      if (checksum(pseudo, packet.subarray(20)) !== 0) seen.badChecksums++;
    } else if (port === 53 || packet.readUInt16BE(22) === 53) seen.dns++;
    else if (packet.readUInt32BE(32) === 0x2112a442) seen.stun++;
    else seen.media++;
    at += 16 + length;
  }
  const hundreds = frames / 100;
  expect({ ...seen, size: Math.round(seen.size / seen.frames / 10) * 10 }).toEqual({
    frames,
    tcp: 20 * hundreds,
    dns: 10 * hundreds,
    stun: 10 * hundreds,
    media: 60 * hundreds,
    badChecksums: 0,
    size: 210,
  });
});

test.each([
  ['large', 1080, { syn: 0, fin: 0, tcp: 100, dns: 0 }],
  ['short', 150, { syn: 16, fin: 16, tcp: 80, dns: 20 }],
] as const)(
  'the capture of %s: its sizes, its shares, right TCP checksums, each conversation its own',
  (mix, size, share) => {
    const path = join(folder, mix);
    const frames = writeCapture(path, 1e6, mix);
    const bytes = readFileSync(path);
    const seen = { syn: 0, fin: 0, tcp: 0, dns: 0, badChecksums: 0 };
    const begun = new Set<string>();
    let total = 0;
    let count = 0;
    for (let at = 24; at < bytes.length; count++) {
      const length = bytes.readUInt32LE(at + 8);
      const packet = bytes.subarray(at + 16 + 14, at + 16 + length);
      total += length;
      at += 16 + length;
      if (packet[9] !== 6) {
        seen.dns++;
        continue;
      }
      seen.tcp++;
      if ((packet[33]! & 2) !== 0) seen.syn++;
      if ((packet[33]! & 1) !== 0) seen.fin++;
      if ((packet[33]! & 0x12) === 2) begun.add(packet.subarray(12, 24).toString('hex'));
      const pseudo = Buffer.concat([packet.subarray(12, 20), Buffer.from([0, 6, 0, packet.length - 20])]);
      pseudo.writeUInt16BE(packet.length - 20, 10);
      if (checksum(pseudo, packet.subarray(20)) !== 0) seen.badChecksums++;
    }
    const cycles = frames / 100;
    const shares = Object.fromEntries(Object.entries(share).map(([kind, part]) => [kind, part * cycles]));
    expect({ ...seen, count }).toEqual({ ...shares, badChecksums: 0, count: frames });
    expect(Math.round(total / frames / 10) * 10).toBe(size);
    expect(begun.size).toBe(seen.syn / 2);
  },
);
