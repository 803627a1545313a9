import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checksum } from '../../samples/make/bytes.ts';
import { writeCapture, writeLog } from './inputs.ts';

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

test('the capture: the frames it claims, in the mix it claims, with right TCP checksums', () => {
  const path = join(folder, 'pcap');
  const frames = writeCapture(path, 1e6);
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
