/** What is read into quality reports: Microsoft's bounds, signs of a VPN, the host's tunnel addresses. */
import { describe, expect, test } from 'vitest';
import { callsOf } from '../../src/calls.ts';
import type { QualityReport, SipMessage, StreamFigures } from '../../src/facts.ts';
import { hostOf } from '../../src/host.ts';
import { ICE_WARN_2007 } from '../../src/knowledge/icewarn-ocs2007.ts';
import { ownAddress, vpnSign } from '../../src/knowledge/quality-vpn.ts';
import { classify, type StreamKind, streamKind } from '../../src/knowledge/stream-quality.ts';
import { NO_SITE } from '../../src/site.ts';
import { iface, invite, TUNNEL, tunnelFace } from '../facts.ts';
import { qualityReport } from '../quality-report.ts';

test('kinds of streams by the label', () => {
  const labels = [
    'main-audio',
    'main-video',
    'panoramic-video',
    'applicationsharing-video',
    'applicationsharing',
    'data',
  ];
  expect([...labels, undefined].map(streamKind)).toEqual([
    'audio',
    'video',
    'video',
    'sharing-video',
    undefined,
    undefined,
    undefined,
  ]);
});

describe('bounds', () => {
  const poor = (
    kind: StreamKind | undefined,
    figures: StreamFigures,
    direction: 'inbound' | 'outbound' = 'inbound',
  ) => {
    const { class: is, because } = classify(kind, direction, { packets: 501, ...figures });
    return because.length > 0 ? because : is;
  };

  test.each<[StreamFigures, StreamFigures, string]>([
    [{ lossRate: 0.1 }, { lossRate: 0.1001 }, 'packet loss 10.01 % (poor above 10 %)'],
    [{ jitter: 30 }, { jitter: 31 }, 'jitter 31 ms (poor above 30 ms)'],
    [{ roundTrip: 500 }, { roundTrip: 501 }, 'round trip 501 ms (poor above 500 ms)'],
    [{ concealedRatio: 0.07 }, { concealedRatio: 0.08 }, 'concealed samples 8 % (poor above 7 %)'],
    [{ degradation: 1 }, { degradation: 1.25 }, 'MOS degradation 1.25 (poor above 1)'],
  ])('audio %j is good, %j poor', (good, bad, words) => {
    for (const direction of ['inbound', 'outbound'] as const) {
      expect(poor('audio', good, direction)).toBe('good');
      expect(poor('audio', bad, direction)).toEqual([words]);
    }
  });

  test('audio: each figure out of bounds is named', () => {
    expect(poor('audio', { jitter: 45, roundTrip: 20, lossRate: 0.5 })).toEqual([
      'packet loss 50 % (poor above 10 %)',
      'jitter 45 ms (poor above 30 ms)',
    ]);
  });

  test.each<[StreamKind, StreamFigures, StreamFigures, string]>([
    ['video', { frameLoss: 50 }, { frameLoss: 50.5 }, 'lost frames 50.5 % (poor above 50 %)'],
    ['video', { frameRate: 7 }, { frameRate: 6.9 }, 'frame rate 6.9 frames/s (poor below 7 frames/s)'],
    ['video', { lossAfterFec: 0.15 }, { lossAfterFec: 0.16 }, 'packet loss after correction 16 % (poor above 15 %)'],
    ['sharing-video', { frameRate: 1 }, { frameRate: 0 }, 'frame rate 0 frames/s (poor below 1 frames/s)'],
    ['sharing-video', { frameLoss: 50 }, { frameLoss: 51 }, 'lost frames 51 % (poor above 50 %)'],
  ])('%s %j is good, %j poor', (kind, good, bad, words) => {
    expect(poor(kind, good)).toBe('good');
    expect(poor(kind, bad)).toEqual([words]);
    expect(poor(kind, bad, 'outbound')).toBe('unclassified');
  });

  test('video: the first figure that is reported decides', () => {
    expect(poor('video', { frameLoss: 1, frameRate: 1, lossAfterFec: 0.9 })).toBe('good');
    expect(poor('video', { frameRate: 15, lossAfterFec: 0.9 })).toBe('good');
    expect(poor('video', { lossRate: 0.9, jitter: 900 })).toBe('unclassified');
  });

  test('unclassified: short, of unknown length, without figures, of another kind, a ratio that is none', () => {
    expect(poor('audio', { jitter: 99, packets: 500 })).toBe('unclassified');
    expect(poor('audio', { jitter: 99, packets: undefined })).toBe('unclassified');
    expect(poor('audio', {})).toBe('unclassified');
    expect(poor(undefined, { jitter: 99 })).toBe('unclassified');
    expect(poor('audio', { lossRate: 12.5 })).toBe('unclassified');
    expect(classify('audio', 'inbound', undefined)).toEqual({ class: 'unclassified', because: [] });
  });
});

describe('signs of a VPN', () => {
  const local = (address: string) => ({ local: { address, port: 50020 } });
  const sign = (more: Partial<QualityReport>) => {
    const found = vpnSign(qualityReport({ connection: undefined, ...more }));
    return found && `${found.confidence}: ${found.words}`;
  };

  test.each<[string, Partial<QualityReport>, string | undefined]>([
    ['false', { vpn: false }, undefined],
    ['nothing', { vpn: undefined }, undefined],
    ['true', { vpn: true }, 'likely: VPN=true'],
    ['true without an address', { vpn: true, local: undefined }, 'likely: VPN=true'],
    ['true on Ethernet, as VPN adapters look', { vpn: true, connectionDetails: 'Ethernet' }, 'likely: VPN=true'],
    ['true and a tunnel', { vpn: true, connectionDetails: 'Tunnel' }, 'likely: VPN=true, connection Tunnel'],
    ['true on a Wi-Fi adapter', { vpn: true, connectionDetails: 'WiFi' }, 'possible: VPN=true'],
    ['true with a public address', { vpn: true, ...local('203.0.113.5') }, 'possible: VPN=true'],
    ['true with a Teredo address', { vpn: true, ...local('2001:0:4136:e378::1') }, undefined],
    ['a tunnel, although false', { vpn: false, connectionDetails: 'tunnel' }, 'likely: connection tunnel'],
    ['a tunnel with a public address', { connectionDetails: 'Tunnel', ...local('2001:db8::7') }, undefined],
    ['a tunnel without an address', { connectionDetails: 'Tunnel', local: undefined }, undefined],
    ['PPP', { connectionDetails: 'PPP', ...local('100.64.1.2') }, 'possible: connection PPP'],
    ['PPPoE', { connectionDetails: 'PPP', ...local('203.0.113.5') }, undefined],
    ['another adapter', { connectionDetails: 'MobileBB' }, undefined],
  ])('%s', (_, report, expected) => {
    expect(sign(report)).toBe(expected);
  });

  test("a relay's address is not the PC's", () => {
    const relays = [{ address: TUNNEL, port: 52001 }];
    expect(ownAddress(qualityReport({ ...local(TUNNEL), relays }))).toBeUndefined();
    expect(ownAddress(qualityReport({ ...local(TUNNEL) }))).toBe(TUNNEL);
    expect(ownAddress(qualityReport({ local: undefined, relays }))).toBeUndefined();
  });
});

describe('addresses of this PC', () => {
  const local = { address: TUNNEL, port: 50020 };
  const told = (reports: readonly QualityReport[], messages: readonly SipMessage[] = [], interfaces = [] as const) =>
    hostOf({ interfaces, flows: [], messages, calls: callsOf(messages), reports, site: NO_SITE }).addresses.map(
      (a) => `${a.address} ${a.class} ${a.confidence}: ${a.because}`,
    );
  const LIKELY = `${TUNNEL} tunnel likely: the client's quality report says VPN=true for it`;

  test('a sent report with VPN=true makes its local address the tunnel', () => {
    expect(told([qualityReport({ vpn: true, local })])).toEqual([LIKELY]);
    expect(told([qualityReport({ local })])).toEqual([]);
    expect(told([qualityReport({ vpn: true, local: undefined })])).toEqual([]);
    expect(told([qualityReport({ vpn: true, local, relays: [local] })])).toEqual([]);
  });

  test("others' reports do not; one of unknown direction only for an address that is known", () => {
    expect(told([qualityReport({ vpn: true, local, direction: 'received' })])).toEqual([]);
    const unknown = qualityReport({ vpn: true, local, direction: 'unknown' });
    expect(told([unknown])).toEqual([]);
    expect(told([unknown], [invite([`UDP ${TUNNEL}:50020 host`])])).toEqual([LIKELY]);
  });

  test('weak signs of the same report do not add up; the strongest stands', () => {
    const wifi = qualityReport({ vpn: true, local, connectionDetails: 'WiFi' });
    const ppp = qualityReport({ local, connectionDetails: 'PPP' });
    const weak = `${TUNNEL} tunnel possible: the client's quality report says VPN=true for it`;
    expect(told([wifi, ppp])).toEqual([weak]);
    expect(told([wifi, qualityReport({ vpn: true, local }), ppp])).toEqual([LIKELY]);
  });

  test('a capture that names the adapter wins', () => {
    const report = qualityReport({ vpn: true, local });
    const host = (own: readonly ReturnType<typeof iface>[]) =>
      hostOf({ interfaces: own, flows: [], messages: [], calls: [], reports: [report], site: NO_SITE }).of(TUNNEL);
    expect(host([tunnelFace()])).toMatchObject({ class: 'tunnel', confidence: 'certain' });
    expect(host([iface({ own: TUNNEL })])).toMatchObject({ class: 'physical', confidence: 'certain' });
  });
});

test('bits of OCS 2007 are single, in order, and begin where the specification has them', () => {
  const bits = ICE_WARN_2007.map((b) => b.bit);
  expect(bits).toEqual([...bits].sort((a, b) => a - b));
  expect(bits.every((b) => (b & (b - 1)) === 0)).toBe(true);
  expect([bits[0], bits.at(-1), bits.length]).toEqual([0x10, 0x8000000, 17]);
});
