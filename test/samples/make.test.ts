import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { allSamples } from '../../samples/make/all.ts';

const folder = new URL('../../samples/', import.meta.url);
const samples = allSamples();
const logs = samples.flatMap((sample) =>
  Object.entries(sample.files)
    .filter(([name]) => name.endsWith('.UccApilog'))
    .map(([name, bytes]) => [`${sample.name}/${name}`, Buffer.from(bytes).toString('latin1')] as const),
);

test('the maker writes the sample folders, and there are no others', () => {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['make', 'expected'].includes(entry.name))
    .map((entry) => entry.name);
  expect(folders.sort()).toEqual(samples.map((sample) => sample.name).sort());
});

describe.each(samples)('$name', (sample) => {
  const here = new URL(`${sample.name}/`, folder);

  test('holds the files the maker writes', () => {
    const names = readdirSync(here, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(relative(fileURLToPath(here), entry.parentPath), entry.name).replaceAll('\\', '/'));
    expect(names.sort()).toEqual(Object.keys(sample.files).sort());
  });

  test.each(Object.keys(sample.files))('%s is what the maker writes, byte for byte', (name) => {
    expect(readFileSync(new URL(name, here)).equals(sample.files[name]!)).toBe(true);
  });
});

// The logs claim sizes; count them from the text, without the maker.
const PACKET =
  /^\S+ \S+ INFO {2}:: (Sending Packet|Data Received) - (\S+ \(\S+ Local Address: \S+) (\d+) bytes:\r\n\S+ \S+ INFO {2}:: ([\s\S]*?)\r\n\S+ \S+ INFO {2}:: End of (Sending Packet|Data Received) - ?(\S+ \(\S+ Local Address: \S+) (\d+) bytes\r\n/gm;

describe.each(logs)('%s', (_name, text) => {
  const packets = [...text.matchAll(PACKET)];

  test('has a packet block around each SIP message', () => {
    const messages = text.match(/:: (?:SIP\/2\.0 \d{3} |[A-Z]+ \S+ SIP\/2\.0\r)/g) ?? [];
    expect(packets.length).toBe(messages.length);
    expect(packets.length).toBeGreaterThan(1);
  });

  test('counts the bytes of each message right, and of each body', () => {
    const wrong = packets.filter((packet) => {
      const [, opening, peer, bytes, message = '', closing, peerAgain, bytesAgain] = packet;
      const body = message.slice(message.indexOf('\r\n\r\n') + 4);
      const claimed = /\r\nContent-Length: (\d+)\r\n/.exec(message)?.[1];
      return (
        opening !== closing ||
        peer !== peerAgain ||
        bytes !== bytesAgain ||
        Number(bytes) !== message.length ||
        Number(claimed) !== body.length
      );
    });
    expect(wrong).toEqual([]);
  });

  test('is CRLF throughout and starts each record with a time of that day', () => {
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).toMatch(/^03\/02\/2026\|/);
  });
});

test('the rotated parts, later part last, are the incident log', () => {
  const files = new Map<string, string>(logs);
  const parts = ['rotated-log/Lync-UccApi-1.UccApilog', 'rotated-log/Lync-UccApi-0.UccApilog'];
  expect(parts.map((name) => files.get(name)).join('')).toBe(files.get('globalprotect-incident/client.UccApilog'));
  expect(files.get(parts[1]!)).toMatch(/^03\/02\/2026\|09:22:11\.640 /);
});
