import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { random } from '../../samples/make/bytes.ts';
import { dnsAnswer } from '../../samples/make/dns.ts';
import { ACK, ethernet, icmpError, ip, tcp, udp } from '../../samples/make/packets.ts';
import { pcap } from '../../samples/make/pcap.ts';
import { tlsData } from '../../samples/make/tls.ts';

/** tshark is the outside judge of the sample captures: it must find them sound and read them as they were meant. */
const missing = spawnSync('tshark', ['--version']).error !== undefined;
if (missing) process.stderr.write('tshark is not installed: the sample captures are not judged by it\n');

// Starting tshark takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const CHECKSUMS = ['ip', 'tcp', 'udp'].flatMap((layer) => ['-o', `${layer}.check_checksum:TRUE`]);

function tshark(file: string, ...more: readonly string[]): string[] {
  const output = execFileSync('tshark', ['-n', '-r', file, ...CHECKSUMS, ...more], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return output.split('\n').filter((line) => line !== '');
}

const fields = (file: string, filter: string, ...names: readonly string[]): string[] =>
  tshark(file, '-Y', filter, '-T', 'fields', '-E', 'separator=/s', ...names.flatMap((name) => ['-e', name])).map(
    (line) => line.trim().replaceAll(/ +/g, ' '),
  );

/** Each line with its number of occurrences, in order of first appearance. */
function counted(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => `${count}x ${line}`);
}

interface Expected {
  readonly frames: readonly string[];
  readonly dns: readonly string[];
  readonly syns: readonly string[];
  readonly names: readonly string[];
  readonly turn: readonly string[];
  readonly stun: readonly string[];
}

// dns: interface, resolver, name, type (1 A, 28 AAAA, 33 SRV), rcode (3 NXDOMAIN), answer
// syns: interface, source, destination, port, whether acknowledged
const expected: Readonly<Record<string, Expected>> = {
  'globalprotect-incident': {
    frames: ['243x Wi-Fi', '108x Ethernet 5'],
    dns: [
      '0 192.168.1.1 intranet.contoso.com 1 3',
      '1 10.60.0.5 intranet.contoso.com 1 0 10.60.8.8',
      '0 192.168.1.1 lyncdiscoverinternal.contoso.com 1 3',
      '1 10.60.0.5 lyncdiscoverinternal.contoso.com 1 0 10.60.4.25',
      '0 192.168.1.1 lyncdiscover.contoso.com 1 0 198.51.100.41',
      '1 10.60.0.5 lyncdiscover.contoso.com 1 0 10.60.4.25',
      '0 192.168.1.1 _sipinternaltls._tcp.contoso.com 33 3',
      '1 10.60.0.5 _sipinternaltls._tcp.contoso.com 33 0 5061 sip.contoso.com',
      '0 192.168.1.1 sip.contoso.com 1 0 198.51.100.40',
      '1 10.60.0.5 sip.contoso.com 1 0 10.60.4.21',
      '1 10.60.0.5 sip.contoso.com 28 0',
      '0 192.168.1.1 autodiscover.contoso.com 1 0 198.51.100.43',
      '1 10.60.0.5 autodiscover.contoso.com 1 0 10.60.4.30',
      '0 192.168.1.1 sipexternal.contoso.com 1 0 198.51.100.40',
      '1 10.60.0.5 sipexternal.contoso.com 1 0 198.51.100.40',
      '0 192.168.1.1 mail.contoso.com 1 0 198.51.100.43',
      '1 10.60.0.5 mail.contoso.com 1 0 10.60.4.30',
      '0 192.168.1.1 av.contoso.com 1 0 198.51.100.42',
      '1 10.60.0.5 av.contoso.com 1 0 198.51.100.42',
    ],
    syns: [
      '1x 1 172.27.3.18 10.60.9.9 445 0',
      '1x 1 10.60.9.9 172.27.3.18 50180 1',
      '1x 1 172.27.3.18 10.60.8.8 443 0',
      '1x 1 10.60.8.8 172.27.3.18 50184 1',
      '4x 0 192.168.1.34 10.60.4.25 443 0',
      '4x 0 192.168.1.34 10.60.4.21 5061 0',
      '8x 0 192.168.1.34 10.60.4.30 443 0',
      '1x 0 192.168.1.34 198.51.100.40 443 0',
      '1x 0 198.51.100.40 192.168.1.34 50226 1',
      '1x 0 192.168.1.34 198.51.100.42 443 0',
      '1x 0 198.51.100.42 192.168.1.34 50023 1',
    ],
    names: ['10.60.8.8 intranet.contoso.com', '198.51.100.40 sip.contoso.com'],
    turn: ['4x 0x0003', '2x 0x0113', '2x 0x0103', '8x 0x0004'],
    stun: [
      '8x 1 172.27.3.18 10.80.1.20 0x0001',
      '10x 0 192.168.1.34 10.80.1.20 0x0001',
      '4x 1 172.27.3.18 203.0.113.130 0x0001',
      '5x 0 192.168.1.34 203.0.113.130 0x0001',
    ],
  },
  'healthy-split-tunnel': {
    frames: ['444x Wi-Fi', '62x Ethernet 5'],
    dns: [
      '1 10.60.0.5 intranet.contoso.com 1 0 10.60.8.8',
      '0 192.168.1.1 lyncdiscoverinternal.contoso.com 1 3',
      '1 10.60.0.5 lyncdiscoverinternal.contoso.com 1 3',
      '0 192.168.1.1 lyncdiscover.contoso.com 1 0 198.51.100.41',
      '1 10.60.0.5 lyncdiscover.contoso.com 1 0 198.51.100.41',
      '0 192.168.1.1 _sipinternaltls._tcp.contoso.com 33 3',
      '1 10.60.0.5 _sipinternaltls._tcp.contoso.com 33 3',
      '0 192.168.1.1 _sip._tls.contoso.com 33 0 443 sip.contoso.com',
      '1 10.60.0.5 _sip._tls.contoso.com 33 0 443 sip.contoso.com',
      '0 192.168.1.1 sip.contoso.com 1 0 198.51.100.40',
      '1 10.60.0.5 sip.contoso.com 1 0 198.51.100.40',
      '0 192.168.1.1 autodiscover.contoso.com 1 0 198.51.100.43',
      '1 10.60.0.5 autodiscover.contoso.com 1 0 198.51.100.43',
      '0 192.168.1.1 mail.contoso.com 1 0 198.51.100.43',
      '1 10.60.0.5 mail.contoso.com 1 0 198.51.100.43',
      '0 192.168.1.1 av.contoso.com 1 0 198.51.100.42',
      '1 10.60.0.5 av.contoso.com 1 0 198.51.100.42',
    ],
    syns: [
      '1x 1 172.27.3.18 10.60.9.9 445 0',
      '1x 1 10.60.9.9 172.27.3.18 50180 1',
      '1x 1 172.27.3.18 10.60.8.8 443 0',
      '1x 1 10.60.8.8 172.27.3.18 50184 1',
      '1x 0 192.168.1.34 198.51.100.41 443 0',
      '1x 0 198.51.100.41 192.168.1.34 50208 1',
      '1x 0 192.168.1.34 198.51.100.40 443 0',
      '1x 0 198.51.100.40 192.168.1.34 50211 1',
      '1x 0 192.168.1.34 198.51.100.43 443 0',
      '1x 0 198.51.100.43 192.168.1.34 50214 1',
      '1x 0 192.168.1.34 198.51.100.42 443 0',
      '1x 0 198.51.100.42 192.168.1.34 50023 1',
    ],
    names: [
      '10.60.8.8 intranet.contoso.com',
      '198.51.100.41 lyncdiscover.contoso.com',
      '198.51.100.40 sip.contoso.com',
      '198.51.100.43 autodiscover.contoso.com',
    ],
    turn: ['4x 0x0003', '2x 0x0113', '2x 0x0103', '4x 0x0004', '4x 0x0115', '1x 0x0006', '1x 0x0106'],
    stun: ['3x 0 192.168.1.34 192.168.178.20 0x0001', '3x 0 192.168.1.34 203.0.113.130 0x0001'],
  },
  'office-lan': {
    frames: ['345x Ethernet'],
    dns: [
      '0 10.10.0.5 lyncdiscoverinternal.contoso.com 1 0 10.10.4.25',
      '0 10.10.0.5 _sipinternaltls._tcp.contoso.com 33 0 5061 sip.contoso.com',
      '0 10.10.0.5 sip.contoso.com 1 0 10.10.4.21',
      '0 10.10.0.5 autodiscover.contoso.com 1 0 10.10.4.30',
      '0 10.10.0.5 edge01-int.contoso.com 1 0 10.10.6.42',
    ],
    syns: [
      '1x 0 10.10.10.50 10.10.9.9 445 0',
      '1x 0 10.10.9.9 10.10.10.50 50290 1',
      '1x 0 10.10.10.50 10.10.4.25 443 0',
      '1x 0 10.10.4.25 10.10.10.50 50305 1',
      '1x 0 10.10.10.50 10.10.4.21 5061 0',
      '1x 0 10.10.4.21 10.10.10.50 50311 1',
      '1x 0 10.10.10.50 10.10.4.30 443 0',
      '1x 0 10.10.4.30 10.10.10.50 50316 1',
      '1x 0 10.10.10.50 10.10.6.42 443 0',
      '1x 0 10.10.6.42 10.10.10.50 50023 1',
    ],
    names: [
      '10.10.4.25 lyncdiscoverinternal.contoso.com',
      '10.10.4.21 sip.contoso.com',
      '10.10.4.30 autodiscover.contoso.com',
    ],
    turn: ['4x 0x0003', '2x 0x0113', '2x 0x0103'],
    stun: [
      '4x 0 10.10.10.50 10.10.20.60 0x0001',
      '4x 0 10.10.20.60 10.10.10.50 0x0101',
      '2x 0 10.10.20.60 10.10.10.50 0x0001',
      '2x 0 10.10.10.50 10.10.20.60 0x0101',
    ],
  },
};

/** Wireshark 4.0 takes the unpadded attributes of [MS-TURN] (its classicstun) for damage; all else must be sound. */
const UNSOUND =
  '(_ws.malformed && !classicstun) || _ws.short || ip.checksum.status == 0 || tcp.checksum.status == 0 || ' +
  'udp.checksum.status == 0 || stun.att.crc32.status == 0';

describe.skipIf(missing).each(Object.keys(expected))('%s', (name) => {
  const file = fileURLToPath(new URL(`../../samples/${name}/capture.pcapng`, import.meta.url));
  const want = expected[name]!;

  test('is sound', () => {
    expect(tshark(file, '-Y', UNSOUND)).toEqual([]);
  });

  test('has its frames on the interfaces it names, in time order', () => {
    const lines = fields(file, 'frame', 'frame.time_delta', 'frame.interface_description');
    expect(counted(lines.map((line) => line.slice(line.indexOf(' ') + 1)))).toEqual(want.frames);
    expect(lines.filter((line) => line.startsWith('-'))).toEqual([]);
  });

  test('resolves names as its story says', () => {
    const columns = ['dns.qry.type', 'dns.flags.rcode', 'dns.a', 'dns.srv.port', 'dns.srv.target'];
    const filter = 'dns.flags.response == 1 && !mdns';
    expect(fields(file, filter, 'frame.interface_id', 'ip.src', 'dns.qry.name', ...columns)).toEqual(want.dns);
  });

  test('connects and fails to connect as its story says', () => {
    const columns = ['frame.interface_id', 'ip.src', 'ip.dst', 'tcp.dstport', 'tcp.flags.ack'];
    expect(counted(fields(file, 'tcp.flags.syn == 1', ...columns))).toEqual(want.syns);
    const names = fields(file, 'tls.handshake.type == 1', 'ip.dst', 'tls.handshake.extensions_server_name');
    // Pseudo-TLS says no name; the frame is a ClientHello all the same.
    expect(names.filter((line) => line.includes(' '))).toEqual(want.names);
  });

  test('checks candidates and allocates at the Edge as its story says', () => {
    expect(counted(fields(file, 'classicstun', 'classicstun.type'))).toEqual(want.turn);
    const columns = ['frame.interface_id', 'ip.src', 'ip.dst', 'stun.type'];
    expect(counted(fields(file, 'stun', ...columns))).toEqual(want.stun);
  });
});

describe.skipIf(missing)('building blocks that no sample needs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sfbdiag-packets-'));
  const file = join(folder, 'blocks.pcap');
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    const [here, there] = ['00:00:5e:00:53:11', '00:00:5e:00:53:01'];
    const [six, server] = ['fd00:1234:5678:1::4c', '2001:db8::53'];
    const dns = udp(
      { address: server, port: 53 },
      { address: six, port: 50_100 },
      dnsAnswer(7, 'sip.contoso.com', 'AAAA', ['2001:db8::40']),
    );
    const sent = ip(
      { source: '192.168.1.34', destination: '198.51.100.40', protocol: 6, id: 9, ttl: 128 },
      tcp(
        { address: '192.168.1.34', port: 50_200 },
        { address: '198.51.100.40', port: 443 },
        { sequence: 1, acknowledgement: 1, flags: ACK, window: 512 },
        tlsData(1400, random(1)),
      ),
    );
    const packets = [
      [0x86dd, ip({ source: server, destination: six, protocol: 17, id: 0, ttl: 60 }, dns)],
      [0x0800, sent],
      [
        0x0800,
        ip(
          { source: '192.168.1.1', destination: '192.168.1.34', protocol: 1, id: 3, ttl: 64 },
          icmpError(3, 4, 1400, sent),
        ),
      ],
    ] as const;
    const frames = packets.map(([type, bytes], index) => ({
      time: Date.UTC(2026, 2, 2) + index * 10,
      interface: 0,
      bytes: ethernet(there, here, type, bytes),
    }));
    writeFileSync(file, pcap(frames));
  });

  test('classic pcap, IPv6, ICMP with a quoted packet', () => {
    expect(tshark(file, '-Y', `${UNSOUND} || icmp.checksum.status == 0`)).toEqual([]);
    expect(fields(file, 'dns', 'ipv6.src', 'dns.qry.name', 'dns.aaaa', 'udp.checksum.status')).toEqual([
      '2001:db8::53 sip.contoso.com 2001:db8::40 1',
    ]);
    expect(fields(file, 'icmp', 'icmp.type', 'icmp.code', 'icmp.mtu', 'tcp.dstport')).toEqual(['3 4 1400 443']);
  });
});
