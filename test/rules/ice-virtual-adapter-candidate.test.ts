import { expect, test } from 'vitest';
import rule from '../../rules/ice-virtual-adapter-candidate.ts';
import { check, clear, finding, found, invite, media, onLine, sdp, skipped, WIFI } from '../facts.ts';

const FIX =
  'Nothing has to be done. If calls come up slowly, disable adapters that are not used (Hyper-V, VirtualBox, VMware, Docker, Teredo).';
const hosts = (...addresses: string[]) => invite(addresses.map((a) => `UDP ${a}:50020 host`));

test('notes a host-only network', () => {
  expect(check(rule, [hosts(WIFI, '192.168.56.1')])).toEqual({
    findings: [
      finding(rule, {
        severity: 'note',
        confidence: 'likely',
        message:
          "192.168.56.1 is offered as a host candidate: a virtual adapter of this PC (VirtualBox's default network). No other PC reaches it; the checks cost time.",
        subject: '192.168.56.1',
        evidence: [onLine(21, '09:20:00', 'candidate:2 1 UDP 2130706431 192.168.56.1 50020 typ host')],
        fix: [FIX],
      }),
    ],
    outcome: found(rule),
  });
});

test.each([
  ['169.254.10.20', 'certain'],
  ['172.17.0.1', 'possible'],
])('notes %s: %s', (address, confidence) => {
  const { findings } = check(rule, [hosts(WIFI, address)]);
  expect(findings.map((f) => [f.subject, f.severity, f.confidence])).toEqual([[address, 'note', confidence]]);
});

test('the same addresses of the other side, and ordinary ones, are nobody’s concern', () => {
  expect(check(rule, [hosts(WIFI, '172.17.0.2', '10.1.2.3')])).toEqual(clear(rule));
  const received = invite([], { direction: 'received', sdp: sdp([media(['UDP 192.168.56.1:50020 host'])]) });
  expect(check(rule, [received])).toEqual(skipped(rule, 'an offer or answer of this client with host candidates'));
});
