import { describe, expect, test } from 'vitest';
import rule from '../../rules/outer-fragments.ts';
import { at, check, clear, finding, flow, found, iface, inFrame, skipped, TUNNEL, tunnelFace } from '../facts.ts';
import { GATEWAY } from '../facts-network.ts';

const esp = (more: Parameters<typeof flow>[0] = {}) =>
  flow({ server: `${GATEWAY}:4500`, tunnel: 'esp-in-udp', ...more });
const cut = { sentFragmented: 40, receivedFragmented: 2, firstFragment: { frame: 12, time: at('09:19:30') } };

test('fires on a tunnel whose packets come in fragments', () => {
  expect(check(rule, [iface(), esp(cut)])).toEqual({
    findings: [
      finding(rule, {
        severity: 'warning',
        confidence: 'certain',
        message:
          '42 packets of the tunnel (ESP in UDP, 192.168.1.34:51000 ↔ 203.0.113.200:4500) came in IP fragments: 40 of 100 from 192.168.1.34, 2 of 100 from 203.0.113.200. Each costs two packets, and many firewalls drop fragments.',
        subject: GATEWAY,
        noticed: 'The VPN is slow, or large transfers over it hang.',
        evidence: [inFrame(12, '09:19:30', 'fragment of ESP in UDP between 192.168.1.34 and 203.0.113.200')],
        fix: [
          'Lower the MTU of the tunnel adapter (or the VPN profile’s), so that inner packets fit with the tunnel’s headers into what the Internet line carries.',
          'On the VPN gateway, clamp the MSS of TCP connections through the tunnel to 1360.',
        ],
      }),
    ],
    outcome: found(rule),
  });
});

test('fires on ESP without UDP, one way only', () => {
  const native = esp({
    protocol: 'esp',
    tunnel: 'esp',
    client: `${TUNNEL}:0`,
    server: `${GATEWAY}:0`,
    sentFragmented: 9,
  });
  expect(check(rule, [iface(), native]).findings[0]?.message).toContain('9 packets of the tunnel (ESP, ');
});

describe('stays silent', () => {
  test.each([
    ['whole packets', esp()],
    ['one or two in a connection', esp({ sentFragmented: 2 })],
    ['a large IKE message', esp({ tunnel: 'ike', sentFragmented: 6 })],
  ])('%s', (_, f) => {
    expect(check(rule, [iface(), f])).toEqual(clear(rule));
  });
  test('fragments of something else', () => {
    expect(check(rule, [iface(), flow({ server: '192.0.2.9:5004', sentFragmented: 50 })])).toEqual(
      skipped(rule, 'the tunnel’s packets (a capture of the physical adapter)'),
    );
  });
});

test('skipped without the tunnel’s packets', () => {
  expect(check(rule, [tunnelFace()])).toEqual(skipped(rule, 'a capture with UDP packets'));
});
