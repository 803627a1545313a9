import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import globalprotect from '../../parsers/globalprotect-log.ts';
import type { Analysis } from '../../src/analyze.ts';
import { inputsOf } from '../../src/open.ts';
import { feed } from '../../src/run.ts';
import { facts, folder, type Outcome, readBundle, text } from '../bundles.ts';
import { encode, of } from '../parsers/run.ts';
import { type Packed, zip } from '../zip.ts';

const read = (members: readonly Packed[] | Uint8Array): Promise<Outcome> =>
  readBundle('bundle.zip', members instanceof Uint8Array ? members : zip(members).bytes);

const log = (name: string, more: Partial<Packed> = {}): Packed => ({ name, bytes: encode(`log of ${name}`), ...more });

describe('members are read as if unpacked', () => {
  test('stored, deflated, gzip in it, folders, sizes behind the data; sorted by name', async () => {
    expect(
      await read([
        log('b/PanGPS.log'),
        log('b/', { bytes: new Uint8Array(0), method: 0 }),
        log('a.log', { method: 0 }),
        log('c.log.gz', { bytes: gzipSync('log of c, packed twice') }),
        log('d.log', { behind: true }),
        { name: 'e.log', bytes: encode(`log ${'x'.repeat(3_000_000)}`) },
      ]),
    ).toEqual({
      read: {
        'bundle.zip/a.log': 12,
        'bundle.zip/b/PanGPS.log': 19,
        'bundle.zip/c.log.gz': 22,
        'bundle.zip/d.log': 12,
        'bundle.zip/e.log': 3_000_004,
      },
      damage: [],
      skipped: [],
    });
  });

  test('two of one name, names that leave the archive, names with control characters', async () => {
    const { read: found } = await read([
      log('PanGPS.log'),
      log('PanGPS (2).log'),
      log('PanGPS.log'),
      log('PanGPS.log'),
      log('../../etc/passwd'),
      log('C:\\logs\\a.log'),
      log('b\u001b[31m.log'),
      log('..'),
    ]);
    expect(Object.keys(found)).toEqual([
      'bundle.zip/PanGPS (2).log',
      'bundle.zip/PanGPS.log',
      'bundle.zip/PanGPS (3).log',
      'bundle.zip/PanGPS (4).log',
      'bundle.zip/b[31m.log',
      'bundle.zip/etc/passwd',
      'bundle.zip/logs/a.log',
      'bundle.zip/unnamed',
    ]);
  });

  test('what systems leave in archives is passed over', async () => {
    expect(await read([log('a.log'), log('__MACOSX/._a.log'), log('.DS_Store'), log('x/Thumbs.db')])).toEqual({
      read: { 'bundle.zip/a.log': 12 },
      damage: [],
      skipped: [],
    });
  });

  test('a bundle in a bundle; one deeper is named', async () => {
    const inmost = zip([log('c.log')]).bytes;
    const inner = zip([log('b.log'), { name: 'inmost.zip', bytes: inmost }]).bytes;
    expect(
      await read([log('a.log'), { name: 'inner.zip', bytes: inner }, { name: 'no.zip', bytes: encode('log') }]),
    ).toEqual({
      read: { 'bundle.zip/a.log': 12, 'bundle.zip/inner.zip/b.log': 12, 'bundle.zip/no.zip': 3 },
      damage: [],
      skipped: [
        {
          name: 'bundle.zip/inner.zip/inmost.zip',
          reason: 'is an archive in an archive in an archive: unpack it first',
        },
      ],
    });
  });

  test('ten thousand members; one more is told', async () => {
    const many = Array.from({ length: 10_001 }, (_, n) => log(`${n}.log`, { method: 0 }));
    const outcome = await read(many);
    expect([Object.keys(outcome.read).length, outcome.damage, outcome.skipped]).toEqual([
      10_000,
      [],
      [{ name: 'bundle.zip', reason: 'holds more than 10000 files: the others were not read' }],
    ]);
  });
});

describe('what is not read is named', () => {
  test('files of no interest in one line, others with their reason', async () => {
    const { skipped } = await read([
      log('a.log'),
      ...['p.txt', 'q.txt', 'r.txt', 's.txt', 't.txt'].map((name) => ({ name, bytes: encode('?') })),
      { name: 'u.etl', bytes: encode('?') },
      log('v.log', { flags: 1 }),
      log('w.log', { method: 99, flags: 1 }),
      log('x.log', { method: 14 }),
      log('y.log', { method: 77 }),
      { name: 'z.txt', bytes: new Uint8Array(0) },
    ]);
    expect(skipped).toEqual([
      { name: 'bundle.zip', reason: 'holds 6 files that are not read: p.txt, q.txt, r.txt and 3 more' },
      {
        name: 'bundle.zip/u.etl',
        reason: 'is a binary ETL trace: convert a network trace with etl2pcapng; media traces cannot be read',
      },
      {
        name: 'bundle.zip',
        reason:
          'holds 2 files that are not read, as each is encrypted in its archive: unpack it with its password: v.log and w.log',
      },
      { name: 'bundle.zip/x.log', reason: 'is packed with LZMA: unpack it first' },
      { name: 'bundle.zip/y.log', reason: 'is packed with method 77: unpack it first' },
    ]);
  });

  test('an empty archive, a document', async () => {
    expect((await read([])).skipped).toEqual([{ name: 'bundle.zip', reason: 'is an empty zip archive' }]);
    expect((await read([log('[Content_Types].xml'), log('word/document.xml')])).skipped).toEqual([
      { name: 'bundle.zip', reason: 'is a document: give the text or the files that it holds' },
    ]);
  });
});

describe('damage', () => {
  const whole = zip([log('a.log'), log('b.log', { method: 0 }), log('c.log', { behind: true }), log('d.log')]);
  const missing = { name: 'bundle.zip', reason: 'is a damaged zip archive: files may be missing' };

  test('without its directory: members by their own headers', async () => {
    const sizes = { 'bundle.zip/a.log': 12, 'bundle.zip/b.log': 12, 'bundle.zip/c.log': 12, 'bundle.zip/d.log': 12 };
    for (const end of [whole.directory, whole.directory + 60, whole.bytes.length - 1])
      expect(await read(whole.bytes.slice(0, end))).toEqual({ read: sizes, damage: [], skipped: [missing] });
  });

  test('cut within its last member: what came before stands', async () => {
    const outcome = await read(whole.bytes.slice(0, whole.directory - 6));
    expect(outcome.damage).toEqual([
      'bundle.zip/d.log: the file could not be read to its end (unexpected end of file)',
    ]);
    expect(outcome.read).toMatchObject({ 'bundle.zip/a.log': 12, 'bundle.zip/b.log': 12, 'bundle.zip/c.log': 12 });
  });

  test('a directory that is damaged in its middle', async () => {
    const bytes = whole.bytes.slice();
    bytes[whole.directory + 46 + 5] = 0;
    expect(await read(bytes)).toEqual({
      read: { 'bundle.zip/a.log': 12, 'bundle.zip/b.log': 12, 'bundle.zip/c.log': 12, 'bundle.zip/d.log': 12 },
      damage: [],
      skipped: [missing],
    });
  });

  test('a checksum or size that is not that of the bytes', async () => {
    expect(
      await read([log('a.log', { claims: { crc: 1 } }), log('b.log', { claims: { size: 5 } }), log('c.log')]),
    ).toEqual({
      read: { 'bundle.zip/a.log': 12, 'bundle.zip/b.log': 12, 'bundle.zip/c.log': 12 },
      damage: [
        'bundle.zip/a.log: the file could not be read to its end (its checksum is not the one the archive names)',
        'bundle.zip/b.log: the file could not be read to its end (its size is not the one the archive names)',
      ],
      skipped: [],
    });
  });

  test('a bomb is stopped, its neighbour read', async () => {
    const bomb = new Uint8Array(200 << 20);
    bomb.set(encode('log'));
    const outcome = await read([{ name: 'bomb.log', bytes: bomb }, log('c.log')]);
    expect(outcome.damage).toEqual([
      'bundle.zip/bomb.log: the file could not be read to its end (unpacks to more than 200 times its size)',
    ]);
    expect(outcome.read['bundle.zip/c.log']).toBe(12);
    expect(outcome.read['bundle.zip/bomb.log']).toBeLessThanOrEqual(64 << 20);
  });

  test('a directory said to be where nothing can be', async () => {
    const locator = Buffer.alloc(20, 0xff);
    locator.writeUInt32LE(0x07064b50, 0);
    const end = whole.bytes.length - 22;
    const outcome = await read(Buffer.concat([whole.bytes.subarray(0, end), locator, whole.bytes.subarray(end)]));
    expect([Object.keys(outcome.read).length, outcome.skipped]).toEqual([4, [missing]]);
  });

  test('any byte wrong: nothing is thrown', async () => {
    for (let at = 4; at < whole.bytes.length; at += 3) {
      const bytes = whole.bytes.slice();
      bytes[at] = bytes[at]! ^ 0xff;
      const outcome = await read(bytes);
      expect(Object.keys(outcome.read).length + outcome.skipped.length).toBeGreaterThan(0);
    }
  });
});

test('the parts of a rotated log in a bundle are put together, other logs of the folder between them', async () => {
  const line = (clock: string, message: string): string =>
    `(P10496-T6420)Debug(1): 03/02/26 ${clock}:000 ${message}\r\n`;
  const config = `gateway gw.contoso.com's config is <response><ip-address>172.27.3.18</ip-address>\r\n<access-routes>`;
  const rest = '<member>10.0.0.0/8</member></access-routes>\r\n</response>\r\n';
  const { all, skipped } = await facts(
    'GlobalProtectLogs.zip',
    zip([
      { name: 'PanGPS.log', bytes: encode(rest + line('12:00:30', 'x')) },
      { name: 'PanGPS.log.old', bytes: encode(line('08:00:00', 'x') + line('12:00:00', config)) },
      { name: 'PanGPA.log', bytes: encode(line('08:05:00', 'x') + line('13:00:00', 'x')) },
    ]).bytes,
    globalprotect,
  );
  expect(skipped).toEqual([]);
  expect(of(all, 'vpn.tunnel').map((t) => [t.at, t.includeRoutes, t.truncated])).toEqual([
    [{ source: 'GlobalProtectLogs.zip/PanGPS.log.old', line: 2 }, ['10.0.0.0/8'], undefined],
  ]);
});

test('UTF-16 in a bundle', async () => {
  const line = '03/02/2026 13:52:10:417 [Info ]: portal status is Connected.\r\n';
  const { all } = await facts(
    'GlobalProtectLogs.zip',
    zip([{ name: 'pan_gp_event.log', bytes: Buffer.from(`\ufeff${line}`, 'utf16le') }]).bytes,
    globalprotect,
  );
  expect(of(all, 'vpn.event').map((e) => e.event)).toEqual(['connected']);
});

test('an archive that is gone when its turn comes: told without the folders of the machine', async () => {
  const path = join(folder, 'gone.zip');
  writeFileSync(path, zip([log('a.log')]).bytes);
  const inputs = await inputsOf([path], undefined);
  rmSync(path);
  const { skipped } = await feed(inputs, [text], { add: () => undefined } as unknown as Analysis);
  expect(skipped).toEqual([{ name: 'gone.zip/a.log', reason: 'is damaged: ENOENT' }]);
});
