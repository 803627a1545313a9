import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import globalprotect from '../../parsers/globalprotect-log.ts';
import { facts, folder, type Outcome, readBundle } from '../bundles.ts';
import { encode, of } from '../parsers/run.ts';
import { END, type Entry, entry, header, pax, tar } from '../tar.ts';
import { zip } from '../zip.ts';

const log = (name: string, more: Partial<Entry> = {}): Entry => ({ name, bytes: encode(`log of ${name}`), ...more });

/** Whether packed or not, the outcome is the same. */
async function read(bytes: Uint8Array): Promise<Outcome> {
  const plain = await readBundle('bundle.tar', bytes);
  const packed = await readBundle('bundle.tar', gzipSync(bytes));
  expect(packed).toEqual(plain);
  return plain;
}
const whole = (found: Outcome['read']): Outcome => ({ read: found, damage: [], skipped: [] });

describe('members are read as if unpacked', () => {
  test('folders, gzip in it, empty files, sizes of all kinds, in the order of the archive', async () => {
    const outcome = await read(
      tar([
        { name: './', type: '5' },
        log('./b/PanGPS.log'),
        { name: 'c/', type: '5', claims: { size: 4096 } },
        log('a.log', { type: '\0' }),
        log('c.log.gz', { bytes: gzipSync('log of c, packed twice') }),
        { name: 'e.log', bytes: encode(`log ${'x'.repeat(3_000_000)}`) },
        log('block.log', { bytes: encode(`log${'x'.repeat(509)}`) }),
        log('large.log', { binary: true }),
        log('last.log', { type: '7' }),
        log('old.log', { magic: '' }),
      ]),
    );
    expect(outcome).toEqual(
      whole({
        'bundle.tar/b/PanGPS.log': 21,
        'bundle.tar/a.log': 12,
        'bundle.tar/c.log.gz': 22,
        'bundle.tar/e.log': 3_000_004,
        'bundle.tar/block.log': 512,
        'bundle.tar/large.log': 16,
        'bundle.tar/last.log': 15,
        'bundle.tar/old.log': 14,
      }),
    );
    expect(Object.keys(outcome.read)[0]).toBe('bundle.tar/b/PanGPS.log');
  });

  test('by content, whatever the name', async () => {
    const bytes = tar([log('a.log')]);
    expect(await readBundle('ticket.txt', bytes)).toEqual(whole({ 'ticket.txt/a.log': 12 }));
    expect(await readBundle('ticket', gzipSync(bytes))).toEqual(whole({ 'ticket/a.log': 12 }));
    expect(await readBundle('client.tgz', gzipSync('log of a client'))).toEqual(whole({ 'client.tgz': 15 }));
    expect(await readBundle('client.tar', encode('log of a client'))).toEqual(whole({ 'client.tar': 15 }));
  });

  test('long names: ustar, pax and GNU; pax sizes; names in windows-1252', async () => {
    const long = `${'folder/'.repeat(40)}a.log`;
    expect(
      await read(
        tar([
          log('a.log', { prefix: 'folder/of/posix' }),
          log('b.log', { magic: 'ustar  \0', prefix: '15154370143' }),
          pax({ mtime: '1.5', path: long }),
          log('short'),
          { name: '././@LongLink', type: 'L', bytes: encode(`${long}2\0`) },
          { name: '././@LongLink', type: 'K', bytes: encode('elsewhere\0') },
          log('short'),
          pax({ size: '9' }),
          log('pax-size.log', { bytes: encode('log of it'), claims: { size: 0 } }),
          pax({ comment: 'of all', path: 'no' }, 'g'),
          log('c.log'),
          log('', { change: (h) => h.set([0x67, 0x72, 0xf6, 0xdf, 0x65], 0) }),
        ]),
      ),
    ).toEqual(
      whole({
        'bundle.tar/folder/of/posix/a.log': 12,
        'bundle.tar/b.log': 12,
        [`bundle.tar/${long}`]: 12,
        [`bundle.tar/${long}2`]: 12,
        'bundle.tar/pax-size.log': 9,
        'bundle.tar/c.log': 12,
        'bundle.tar/größe': 7,
      }),
    );
  });

  test('names that leave the archive, control characters, two of one name', async () => {
    const { read: found } = await read(
      tar([
        log('../../etc/passwd'),
        log('/var/log/syslog'),
        log('C:\\logs\\a.log'),
        log('b\u001b[31m.log'),
        log('..'),
        pax({ path: '../../../x.log' }),
        log('x'),
        log('x.log'),
      ]),
    );
    expect(Object.keys(found)).toEqual([
      'bundle.tar/etc/passwd',
      'bundle.tar/var/log/syslog',
      'bundle.tar/logs/a.log',
      'bundle.tar/b[31m.log',
      'bundle.tar/unnamed',
      'bundle.tar/x.log',
      'bundle.tar/x (2).log',
    ]);
  });

  test('links, devices and what systems leave are passed over, sparse files named', async () => {
    expect(
      await read(
        tar([
          log('a.log'),
          { name: 'link.log', type: '1', link: 'a.log', claims: { size: 12 } },
          log('data-behind.log', { type: '1', link: 'a.log' }),
          { name: 'symbolic.log', type: '2', link: '/etc/passwd' },
          ...['3', '4', '6'].map((type) => ({ name: `device-${type}`, type })),
          log('dump', { type: 'D' }),
          log('unheard-of', { type: 'z' }),
          log('._a.log'),
          log('.DS_Store'),
          log('home/anna/.GlobalProtect/PanGPA.log'),
          log('sparse.pcap', {
            type: 'S',
            bytes: Buffer.concat([Buffer.alloc(504), Buffer.of(1), Buffer.alloc(7), Buffer.alloc(512), encode('log')]),
            claims: { size: 3 },
            change: (h) => h.fill(1, 482, 483),
          }),
          pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'new.pcap' }),
          log('GNUSparseFile.7/new.pcap'),
          log('z.log'),
        ]),
      ),
    ).toEqual({
      read: {
        'bundle.tar/a.log': 12,
        'bundle.tar/home/anna/.GlobalProtect/PanGPA.log': 42,
        'bundle.tar/z.log': 12,
      },
      damage: [],
      skipped: [
        {
          name: 'bundle.tar',
          reason:
            'holds 2 files that are not read, as each is stored as a sparse file: unpack it first: sparse.pcap and new.pcap',
        },
      ],
    });
  });

  test('bundles in a bundle, of both kinds; one deeper is named', async () => {
    const inmost = tar([log('c.log')]);
    const inner = gzipSync(tar([log('b.log'), { name: 'inmost', bytes: inmost }]));
    const packed = zip([log('b.log') as { name: string; bytes: Uint8Array }]).bytes;
    expect(
      await read(
        tar([
          { name: 'strongswan.tgz', bytes: inner },
          { name: 'logs', bytes: tar([log('d.log')]) },
          { name: 'client.zip', bytes: packed },
          { name: 'document.docx', bytes: packed },
          { name: 'no.tgz', bytes: encode('log') },
        ]),
      ),
    ).toEqual({
      read: {
        'bundle.tar/strongswan.tgz/b.log': 12,
        'bundle.tar/logs/d.log': 12,
        'bundle.tar/client.zip/b.log': 12,
        'bundle.tar/no.tgz': 3,
      },
      damage: [],
      skipped: [
        {
          name: 'bundle.tar/strongswan.tgz/inmost',
          reason: 'is an archive in an archive in an archive: unpack it first',
        },
        { name: 'bundle.tar/document.docx', reason: 'is a zip archive: give it as a file of its own' },
      ],
    });
    const outer = zip([
      { name: 'gateway.tar.gz', bytes: inner },
      { name: 'gateway', bytes: inmost, method: 0 },
    ]).bytes;
    expect((await readBundle('outer.zip', outer)).read).toEqual({
      'outer.zip/gateway.tar.gz/b.log': 12,
      'outer.zip/gateway/c.log': 12,
    });
  });
});

describe('damage', () => {
  const lacks = (reason: string): Outcome['skipped'] => [{ name: 'bundle.tar', reason }];
  const DAMAGED = 'is a damaged tar archive: files may be missing';
  const UNENDED = 'is a tar archive without its end: files may be missing';
  const two = [log('a.log'), log('b.log', { bytes: encode(`log${'x'.repeat(1000)}`) })];

  test('cut: what stands before is read, and said', async () => {
    const bytes = tar(two);
    const first = { 'bundle.tar/a.log': 12 };
    expect(await read(bytes.subarray(0, -1024))).toEqual({
      read: { ...first, 'bundle.tar/b.log': 1003 },
      damage: [],
      skipped: lacks(UNENDED),
    });
    expect(await read(bytes.subarray(0, 1024))).toEqual({ read: first, damage: [], skipped: lacks(UNENDED) });
    expect(await read(bytes.subarray(0, 1300))).toEqual({ read: first, damage: [], skipped: lacks(DAMAGED) });
    expect(await read(bytes.subarray(0, 1024 + 512 + 700))).toEqual({
      read: { ...first, 'bundle.tar/b.log': 700 },
      damage: ['bundle.tar/b.log: the file could not be read to its end (unexpected end of file)'],
      skipped: lacks(UNENDED),
    });
  });

  test('gzip cut or spoilt', async () => {
    // Noise, so that the cut falls into a member that stands before others.
    const noise = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * n * 31 + (n >> 3)) & 0xff));
    const bytes = gzipSync(
      tar([log('a.log'), log('b.log', { bytes: Buffer.concat([encode('log'), noise]) }), log('c.log')]),
    );
    for (const cut of [
      bytes.subarray(0, bytes.length >> 1),
      Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.alloc(999, 0xff)]),
    ]) {
      const outcome = await readBundle('bundle.tar', cut);
      expect(outcome.read).toMatchObject({ 'bundle.tar/a.log': 12, 'bundle.tar/b.log': expect.any(Number) });
      expect(outcome.damage).toHaveLength(1);
      expect(outcome.skipped).toEqual(lacks(DAMAGED));
    }
    // Its checksum stands behind the archive's end, where nobody looks.
    expect((await readBundle('bundle.tar', bytes.subarray(0, -8))).damage).toEqual([]);
  });

  test('a header whose sum is wrong ends the list', async () => {
    const bytes = Buffer.concat([
      entry(log('a.log')),
      entry(log('b.log', { claims: { sum: 1 } })),
      entry(log('c.log')),
      END,
    ]);
    expect(await read(bytes)).toEqual({ read: { 'bundle.tar/a.log': 12 }, damage: [], skipped: lacks(DAMAGED) });
  });

  test('sizes that nothing has', async () => {
    for (const claims of [{ size: 2 ** 53 - 1 }, { size: 2 ** 40 }]) {
      const outcome = await readBundle('bundle.tar', tar([log('a.log'), log('b.log', { binary: true, claims })]));
      expect(outcome.read['bundle.tar/a.log']).toBe(12);
      expect(outcome.skipped.length).toBe(1);
    }
    const negative = log('b.log', { change: (h) => h.fill(0xff, 124, 136) });
    expect((await read(tar([log('a.log'), negative]))).skipped).toEqual(lacks(DAMAGED));
    const paxSize = (size: string) => read(tar([pax({ size }), log('b.log')]));
    expect((await paxSize('99999999999999999999')).read).toEqual({ 'bundle.tar/b.log': 12 });
    expect((await paxSize('-1')).read).toEqual({ 'bundle.tar/b.log': 12 });
  });

  test('pax headers that are none: the name of the header stands', async () => {
    for (const text of [
      'x',
      '5 path',
      '99 path=a\n',
      '0 path=a\n',
      ' path=a\n',
      `${'9'.repeat(30)} path=a\n`,
      '11 path:a\n12',
    ])
      expect((await read(tar([{ name: 'p', type: 'x', bytes: encode(text) }, log('b.log')]))).read).toEqual({
        'bundle.tar/b.log': 12,
      });
  });

  test('a long name of megabytes is read to the limit', async () => {
    const bytes = tar([{ name: 'l', type: 'L', bytes: Buffer.alloc(3 << 20, 'a') }, log('b')]);
    const [name] = Object.keys((await read(bytes)).read);
    expect(name?.length).toBe('bundle.tar/'.length + (64 << 10));
  });

  test('no members; nothing but zeros is no archive', async () => {
    expect((await read(tar([{ name: 'a/', type: '5' }]))).skipped).toEqual(lacks('is an empty tar archive'));
    expect((await readBundle('zero.tar', END)).skipped[0]?.reason).toMatch(/^is no capture/);
  });

  test('more files and entries than are read', async () => {
    const files = await readBundle(
      'bundle.tar',
      gzipSync(Buffer.concat(Array.from({ length: 10_001 }, (_, n) => entry(log(`${n}.log`))))),
    );
    expect([Object.keys(files.read).length, files.skipped]).toEqual([
      10_000,
      lacks('holds more than 10000 files: the others were not read'),
    ]);
    const folderOf = header({ name: 'a/', type: '5' });
    const bytes = Buffer.concat([entry(log('a.log')), ...Array.from({ length: 100_000 }, () => folderOf), END]);
    expect(await readBundle('bundle.tar', gzipSync(bytes))).toEqual({
      read: { 'bundle.tar/a.log': 12 },
      damage: [],
      skipped: lacks('holds more than 100000 entries: the others were not read'),
    });
  }, 60_000);

  test('a bomb is stopped, what stands before it read', async () => {
    const bomb = new Uint8Array(200 << 20);
    bomb.set(encode('log'));
    const outcome = await readBundle(
      'bundle.tar',
      gzipSync(tar([log('a.log'), { name: 'bomb.log', bytes: bomb }, log('c.log')])),
    );
    expect(outcome.read['bundle.tar/a.log']).toBe(12);
    expect(outcome.read['bundle.tar/bomb.log']).toBeLessThanOrEqual(64 << 20);
    expect(outcome.damage).toEqual([
      'bundle.tar/bomb.log: the file could not be read to its end (the bundle unpacks to more than 200 times its size)',
    ]);
    expect(outcome.skipped).toEqual(lacks('unpacks to more than 200 times its size: files may be missing'));
  }, 60_000);

  test('any byte wrong: nothing is thrown', async () => {
    const bytes = tar([
      ...two,
      pax({ path: 'p.log' }),
      log('x'),
      { name: 'l', type: 'L', bytes: encode('l.log\0') },
      log('y'),
    ]);
    for (let at = 0; at < bytes.length; at += bytes[at] === 0 ? 97 : 7) {
      const wrong = Buffer.from(bytes);
      wrong[at] = wrong[at]! ^ 0xff;
      await readBundle('bundle.tar', wrong);
    }
    const packed = gzipSync(bytes);
    for (let at = 3; at < packed.length; at += 3) {
      const wrong = Buffer.from(packed);
      wrong[at] = wrong[at]! ^ 0xff;
      await readBundle('bundle.tar', wrong);
    }
  }, 60_000);
});

test('the parts of a rotated log are put together, though they stand the other way round', async () => {
  const line = (clock: string, message: string): string =>
    `(P10496-T6420)Debug(1): 03/02/26 ${clock}:000 ${message}\r\n`;
  const config = `gateway gw.contoso.com's config is <response><ip-address>172.27.3.18</ip-address>\r\n<access-routes>`;
  const rest = '<member>10.0.0.0/8</member></access-routes>\r\n</response>\r\n';
  const { all, skipped } = await facts(
    'GlobalProtectLogs.tgz',
    gzipSync(
      tar([
        { name: 'PanGPS.log', bytes: encode(rest + line('12:00:30', 'x')) },
        { name: 'PanGPS.log.old', bytes: encode(line('08:00:00', 'x') + line('12:00:00', config)) },
      ]),
    ),
    globalprotect,
  );
  expect(skipped).toEqual([]);
  expect(of(all, 'vpn.tunnel').map((t) => [t.at, t.includeRoutes, t.truncated])).toEqual([
    [{ source: 'GlobalProtectLogs.tgz/PanGPS.log.old', line: 2 }, ['10.0.0.0/8'], undefined],
  ]);
});

const gnu = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU tar') === true;

test.skipIf(!gnu).each(['v7', 'oldgnu', 'gnu', 'ustar', 'posix'])('as GNU tar packs it, %s', async (format) => {
  const source = join(folder, `source-${format}`);
  // Of the older formats, one has room for 100 characters and one for a folder of 155.
  const deep =
    format === 'v7' ? 'logs' : `logs/${'of-the-user/'.repeat(format === 'ustar' ? 11 : 30)}`.replace(/\/$/, '');
  mkdirSync(join(source, deep), { recursive: true });
  writeFileSync(join(source, 'a.log'), 'log of a');
  writeFileSync(join(source, deep, 'PanGPS.log'), `log${'x'.repeat(100_000)}`);
  const path = join(folder, `${format}.tgz`);
  const { status } = spawnSync('tar', ['-C', source, `--format=${format}`, '-czf', path, 'a.log', 'logs']);
  expect(status).toBe(0);
  expect(await readBundle(`of-${format}.tgz`, readFileSync(path))).toEqual(
    whole({ [`of-${format}.tgz/a.log`]: 8, [`of-${format}.tgz/${deep}/PanGPS.log`]: 100_003 }),
  );
});
