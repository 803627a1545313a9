/** One line of text: what is replaced, by what, and what stays. */
import { describe, expect, test } from 'vitest';
import { AddressMap } from '../../src/redact/address-map.ts';
import { fileNames } from '../../src/redact/file-names.ts';
import { fileStyle } from '../../src/redact/file-style.ts';
import { fitted, Pseudonyms } from '../../src/redact/pseudonyms.ts';
import { scanner } from '../../src/redact/scan.ts';

const line = (text: string): string => {
  const names = new Pseudonyms();
  return scanner(names, fileStyle(names, new AddressMap())).line(text, true);
};

describe('is replaced, in the same length', () => {
  test.each([
    [
      'From: "Anna"<sip:anna@contoso.com>;tag=5c;epid=ab12cd34ef',
      'From: "use1"<sip:use1@domain1.com>;tag=5c;epid=0000000001',
    ],
    ['SERVICE sip:edge01.contoso.com@contoso.com;gruu', 'SERVICE sip:host01.domain1.com@domain1.com;gruu'],
    ['P-Asserted-Identity: <tel:+498912345678>', 'P-Asserted-Identity: <tel:+000000000001>'],
    ['Host Name . . . . : CONTOSO-LT-0417', 'Host Name . . . . : HOST00000000001'],
    ['log of C:\\Users\\anna\\AppData\\x.log', 'log of C:\\Users\\use1\\AppData\\x.log'],
    ['C:\\Users\\Public\\x.log', 'C:\\Users\\Public\\x.log'],
    ['CONTOSO\\anna of sip:anna@contoso.com', 'CONTOSO\\anna of sip:use1@domain1.com'],
    ['{5F1E7D23-52C4-4B0A-8E66-1A2B3C4D5E6F}', '{00000000-0000-4000-8000-000000000001}'],
    ['23...00 00 5e 00 53 11 ......Intel(R)', '23...00 00 5e 00 00 01 ......Intel(R)'],
    ['02-50-41-00-00-01 PANGP Virtual Ethernet Adapter', '02-50-41-00-00-01 PANGP Virtual Ethernet Adapter'],
    ['10.60.4.21:5061 [2001:db8:5::a1]:443', '10.32.4.16:5061 [2001:db8:4::80]:443'],
    ['to 10.60.0.0/16 by host-10.60.4.21', 'to 10.32.0.0/16 by host-10.32.4.16'],
    ['Call-ID: 0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'Call-ID: 00000000000000000000000000000001'],
    ['Ms-Conversation-ID: AdKc0nv1nventedIdAAAAAAAAAAAAA==', 'Ms-Conversation-ID: 00000000000000000000000000000001'],
    ["Ethernet adapter Sabine's iPhone:", "Ethernet adapter user01's iPhone:"],
    ['    SSID                   : FRITZ!Box 7590', '    SSID                   : ssid0000000001'],
    ['GENERAL.CONNECTION:                     Annas Wi-Fi', 'GENERAL.CONNECTION:                     ssid0000001'],
    ['anna@pc:~$ nmcli device show', 'use1@h1:~$ nmcli device show'],
    ['root@gateway:~# nft list ruleset', 'root@gateway:~# nft list ruleset'],
    [
      'IP4.DOMAIN[1]:                          vpn.contoso.com',
      'IP4.DOMAIN[1]:                          vpn.domain1.com',
    ],
  ])('%s', (from, to) => {
    expect(line(from)).toBe(to);
    expect(to.length).toBe(from.length);
  });
});

describe('is removed', () => {
  test.each([
    ['a=ice-pwd:InventedPasswordAnna0001', 'a=ice-pwd:xxxxxxxxxxxxxxxxxxxxxxxx'],
    [
      'a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:abcdefgh1234|2^31|1:1',
      'a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:xxxxxxxxxxxx|2^31|1:1',
    ],
    ['<password>SW52ZW50ZWQ=</password>', '<password>xxxxxxxxxxxx</password>'],
    ['<val>SECRET</val>', '<val>xxxxxx</val>'],
    ['<portal-userauthcookie>abc</portal-userauthcookie>', '<portal-userauthcookie>xxx</portal-userauthcookie>'],
    ['Cookie: a=b; c=d', 'Cookie: xxxxxxxx'],
    ['Proxy-Authorization: Negotiate YIIGabcdefghijkl==', 'Proxy-Authorization: Negotiate xxxxxxxxxxxxxxxxxx'],
    ['peer: psk=hunter22, next', 'peer: psk=xxxxxxxx, next'],
    ['Ms-Text-Format: text/plain; ms-body=SGVsbG8=', 'Ms-Text-Format: text/plain; ms-body=xxxxxxxx'],
    ['Subject: redundancies', 'Subject: xxxxxxxxxxxx'],
  ])('%s', (from, to) => {
    expect(line(from)).toBe(to);
  });
});

describe('stays', () => {
  test.each([
    'Palo Alto GlobalProtect (GlobalProtect’s PanGPS.log)',
    '03/02/2026|09:20:27.433 1A2C:F3C ERROR :: CRTCMediaController::LoadDeviceSettings Failed with 80ee002d.',
    'User-Agent: UCCAPI/16.0.4417.1000 OC/16.0.4417.1000 (Skype for Business)',
    '%ProgramFiles%\\Microsoft Office\\root\\Office16\\lync.exe',
    'net.ipv4.conf.all.send_redirects = 1',
    '-A POSTROUTING -o eth0 -m policy --dir out --pol ipsec -j ACCEPT',
    '    0     0 ACCEPT     0    --  *      eth0    0.0.0.0/0            0.0.0.0/0            policy match dir out pol ipsec',
    '\t\tmeta secpath exists tcp flags syn / syn,rst tcp option maxseg size 1361-1536 tcp option maxseg size set 1360',
    'GENERAL.DEVICE:                         wlp1s0',
    'GENERAL.NM-TYPE:                        NMDeviceWifi',
    'GENERAL.CONNECTION:                     gpd0',
    'WIFI-PROPERTIES.WPA2:                   yes',
    'IP6.ROUTE[1]:                           dst = ff00::/8, nh = ::, mt = 256, table=255',
    '   MTU  MediaSenseState   Bytes In  Bytes Out  Interface',
    '127.0.0.1 255.255.255.0 224.0.0.251 0.0.0.0/0 ::1',
    'xmlns="http://schemas.microsoft.com/2006/09/sip/mrasp"',
    'asked dns.google and 8.8.8.8 for login.microsoftonline.com',
    'ms-diagnostics: 52049;reason="x";ICEWarn=0x40003a0',
  ])('%s', (text) => {
    expect(line(text)).toBe(text);
  });
});

test('two numbers never share a word while its letters suffice', () => {
  for (const length of [3, 4, 5, 8]) {
    const words = new Set(Array.from({ length: 500 }, (_, n) => fitted('host', n + 1, length)));
    expect(words.size).toBe(500);
    for (const word of words) expect(word.length).toBe(length);
  }
});

test('names of files stay where they say what the file is', () => {
  const path = fileNames();
  expect(
    [
      'client.UccApilog',
      'PanGPS.1.log',
      'gateway/eth0.pcapng',
      'Anna laptop/ipconfig.txt',
      'Anna laptop/anna.pcapng',
      '10.60.4.21.txt',
      'anna',
    ].map(path),
  ).toEqual([
    'client.UccApilog',
    'PanGPS.1.log',
    'gateway/eth0.pcapng',
    'folder-1/ipconfig.txt',
    'folder-1/file-1.pcapng',
    'file-2.txt',
    'file-3',
  ]);
});

test('crafted lines take no long time', () => {
  for (const text of [
    'a.'.repeat(20_000),
    `${'x'.repeat(20_000)}@`,
    ':'.repeat(20_000),
    `user${' '.repeat(20_000)}`,
    '"'.repeat(20_000),
    '1.'.repeat(20_000),
  ])
    expect(line(text).length).toBe(text.length);
});
