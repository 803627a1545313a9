import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyconnectStats as form } from '../../../parsers/forms/anyconnect-stats.ts';
import type { Fact } from '../../../src/facts.ts';

/** As JSON has it: without what is not given. */
function read(text: string): { at: number; next: number; facts: unknown[]; damage: string[] } {
  const lines = text.split('\n');
  const at = lines.findIndex((_, n) => form.begins(lines, n) >= 0.5);
  const facts: Fact[] = [];
  const damage: string[] = [];
  if (at < 0) return { at, next: at, facts, damage };
  const next = form.read(lines, at, {
    source: 'vpn.txt',
    emit: (fact) => facts.push(fact),
    damaged: (line, detail) => damage.push(`${line}: ${detail}`),
  });
  return { at, next, facts: JSON.parse(JSON.stringify(facts)), damage };
}

const INCLUDE = `Cisco Secure Client (version 5.1.2.42) .

Copyright (c) 2004 - 2024 Cisco Systems, Inc.  All Rights Reserved.

  >> state: Connected
  >> notice: Connected to vpn.contoso.com.
VPN>
[ Connection Information ]

    Connection State:            Connected
    Tunnel Mode (IPv4):          Split Include
    Tunnel Mode (IPv6):          Drop All Traffic
    Dynamic Tunnel Exclusion:    None
    Duration:                    00:48:09
    Management Connection State: Disconnected (disabled)

[ Address Information ]

    Client Address (IPv4):       10.20.30.40
    Client Address (IPv6):       Not Available
    Server Address:              VPN.contoso.com

[ Bytes ]

    Bytes Sent:                  21451
    Bytes Received:              64065

[ Client Management ]

    Administrative Domain:       Undefined
    Profile Name:                contoso.xml

[ Transport Information ]

    Protocol:                    DTLSv1.2
    Cipher:                      ECDHE-RSA-AES256-GCM-SHA384
    Proxy Address:               Not Available

[ Secured Routes (IPv4) ]

    Network                                Subnet             Host(s)
    10.0.0.0                               8
    172.16.0.0                             12

[ Secured Routes (IPv6) ]

    Network                                Subnet

[ Non-Secured Routes (IPv4) ]

    Network                                Subnet
    0.0.0.0                                0

VPN>
`;

const TUNNEL = { kind: 'vpn.tunnel', form: 'anyconnect-stats', product: 'anyconnect' };

describe('vpn stats', () => {
  test('split include', () => {
    expect(read(INCLUDE)).toEqual({
      at: 7,
      next: INCLUDE.split('\n').length,
      facts: [
        {
          ...TUNNEL,
          at: { source: 'vpn.txt', line: 8 },
          name: 'contoso.xml',
          gateway: 'vpn.contoso.com',
          up: true,
          addresses: ['10.20.30.40'],
          transport: 'dtls',
          includeRoutes: ['10.0.0.0/8', '172.16.0.0/12'],
          excludeRoutes: [],
          splitTunneling: true,
        },
      ],
      damage: [],
    });
  });

  test('all traffic, of an older client: no state but that of the answers before', () => {
    const text = `  >> state: Connected
[ Connection Information ]

    Tunnel Mode (IPv4):        Tunnel All Traffic
    Tunnel Mode (IPv6):        Drop All Traffic
    Time Connected:            00:00:09

[ Address Information ]

    Client Address (IPv4):     10.20.30.40
    Server Address:            203.0.113.1

[ Transport Information ]

    Protocol:                  IKEv2/IPsec NAT-T

[ Secured Routes (IPv4) ]

    Network                                Subnet
    0.0.0.0                                0
Windows IP Configuration`;
    const { facts, next } = read(text);
    expect(next).toBe(text.split('\n').length - 1);
    expect(facts).toEqual([
      {
        ...TUNNEL,
        at: { source: 'vpn.txt', line: 2 },
        gateway: '203.0.113.1',
        gatewayAddress: '203.0.113.1',
        up: true,
        addresses: ['10.20.30.40'],
        transport: 'ikev2',
        includeRoutes: ['0.0.0.0/0'],
        splitTunneling: false,
      },
    ]);
  });

  test('split exclude as the window exports it', () => {
    const text = `Connection Information
    State:                    Connected
    Tunnel Mode (IPv4):       Split Exclude
    Dynamic Tunnel Exclusion: teams.contoso.com, *.fabrikam.com
Address Information
    Client (IPv4):            10.20.30.40
    Server:                   203.0.113.1
Transport Information
    Protocol:                 TLSv1.2
Secured Routes (IPv4)
    0.0.0.0/0
Non-Secured Routes (IPv4)
    198.51.100.40/32
    198.51.100.42 255.255.255.255
    10.1.2.0 255.0.255.0`;
    expect(read(text)).toEqual({
      at: 0,
      next: 15,
      facts: [
        {
          ...TUNNEL,
          at: { source: 'vpn.txt', line: 1 },
          gateway: '203.0.113.1',
          gatewayAddress: '203.0.113.1',
          up: true,
          addresses: ['10.20.30.40'],
          transport: 'tls',
          includeRoutes: ['0.0.0.0/0'],
          excludeRoutes: ['198.51.100.40/32', '198.51.100.42/32'],
          excludeDomains: ['teams.contoso.com', '*.fabrikam.com'],
          splitTunneling: true,
        },
      ],
      damage: ['14: a route that is no prefix'],
    });
  });

  test('not connected', () => {
    const text = `[ Connection Information ]

    Connection State:            Disconnected
    Duration:                    00:00:00

[ Address Information ]

    Client Address (IPv4):       Not Available
    Server Address:              Not Available`;
    expect(read(text).facts).toEqual([{ ...TUNNEL, at: { source: 'vpn.txt', line: 1 }, up: false }]);
  });

  test('two outputs in one text, and the next command', () => {
    const text = `${INCLUDE}${INCLUDE}$ ipconfig`;
    const first = read(text);
    expect(first.facts.length).toBe(1);
    const second = read(text.split('\n').slice(first.next).join('\n'));
    expect(second.facts.length).toBe(1);
    expect(first.next + second.next).toBe(text.split('\n').length - 1);
  });
});

test('what is none of it', () => {
  for (const text of [
    'Connection Information\nName: x',
    'Tunnel mode: none',
    'Ethernet adapter Ethernet 3:\n\n   IPv4 Address. . . : 10.20.30.40(Preferred)',
    'ConnectionStatus : Connected',
  ])
    expect(read(text).at).toBe(-1);
});

test('any text: ends, goes on, throws nothing', () => {
  const pieces = INCLUDE.split('\n');
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 }), (lines) => {
      for (let at = 0; at < lines.length; at++) {
        if (form.begins(lines, at) === 0) continue;
        const next = form.read(lines, at, { source: 'x', emit: () => undefined, damaged: () => undefined });
        expect(next).toBeGreaterThan(at);
        expect(next).toBeLessThanOrEqual(lines.length);
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});
