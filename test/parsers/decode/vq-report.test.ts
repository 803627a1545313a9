import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeVqReport, isVqReport, type VqReport } from '../../../parsers/decode/vq-report.ts';
import { type Prefixes, reportXml } from '../../quality-report.ts';

const SESSION = {
  callId: 'a1b2c3d4',
  start: '2026-03-02T08:20:05.0000Z',
  end: '2026-03-02T08:21:00.0000Z',
  caller: true,
  localUserAgent: 'UCCAPI/16.0.4417.1000 OC/16.0.4417.1000 (Skype for Business)',
  remoteUserAgent: 'UCCAPI/15.0.4420.1017 OC/15.0.4420.1017 (Microsoft Lync)',
  registeredInside: false,
};
const AUDIO = {
  line: 0,
  ...SESSION,
  label: 'main-audio',
  midCall: false,
  ice: 'RELAY',
  iceWarning: { value: 935, readAs: 'decimal', numbering: 'lync' },
  relays: [{ address: '198.51.100.42', port: 52001 }],
  transport: 'UDP',
  connection: 'wired',
  connectionDetails: 'Tunnel',
  vpn: true,
  linkSpeed: 1e9,
  local: { address: '172.27.3.18', port: 50020, inside: false, subnetMask: '255.255.240.0' },
  remote: { address: '2001:db8::9', port: 50050, inside: true },
  inbound: {
    packets: 4021,
    jitter: 45,
    jitterMax: 120,
    lossRate: 0.125,
    lossRateMax: 0.4,
    concealedRatio: 0.08,
    degradation: 1.2,
    networkMos: 2.9,
    listenMos: 3.1,
  },
  outbound: { packets: 3999, jitter: 7, lossRate: 0, roundTrip: 80, roundTripMax: 300, listenMos: 3.9 },
  damaged: false,
};
const VIDEO = {
  line: 0,
  ...SESSION,
  label: 'main-video',
  ice: 'DIRECT',
  relays: [],
  inbound: { packets: 900, frameLoss: 51, frameRate: 12.5, lossAfterFec: 0.02 },
  damaged: false,
};
const WHOLE = { lines: [AUDIO, VIDEO], damaged: false };

test('a whole report: every media line with all its figures, and none of the names and hardware addresses', () => {
  const report = decodeVqReport(reportXml());
  expect(report).toEqual(WHOLE);
  expect(JSON.stringify(report)).not.toMatch(/anna|ben@|5E-00-53|Headset/i);
});

test.each<[string, Prefixes]>([
  ['all in the first namespace', { v2: '', v3: '', v4: '' }],
  ['the first with a prefix', { main: 'm:' }],
  ['every prefix another', { main: 'q-1.x:', v2: 'a:', v3: 'b:', v4: 'c:' }],
  ['the newest as the default', { main: 'v1:', v2: 'v2:', v3: 'v3:', v4: '' }],
])('prefixes do not matter: %s', (_, prefixes) => {
  expect(decodeVqReport(reportXml(prefixes))).toEqual(WHOLE);
});

test('names of the database and the SDN interface, wherever they stand in a stream', () => {
  const xml = `<VQReportEvent><VQSessionReport><MediaLine Label="main-audio"><InboundStream><JitterInterArrival>9</JitterInterArrival><x><y><JitterInterArrivalMax>10</JitterInterArrivalMax><PacketLossRate>.5</PacketLossRate><PacketLossRateMax>1.</PacketLossRateMax></y></x><PacketUtilization>+600</PacketUtilization><OverallAvgNetworkMOS>4</OverallAvgNetworkMOS></InboundStream></MediaLine></VQSessionReport></VQReportEvent>`;
  expect(decodeVqReport(xml)?.lines[0]?.inbound).toEqual({
    jitter: 9,
    jitterMax: 10,
    lossRate: 0.5,
    lossRateMax: 1,
    packets: 600,
    networkMos: 4,
  });
});

test('lines count from the first of the text, CR alone being none; what stands before and behind is passed over', () => {
  const xml = `\n<?xml version="1.0"?>\r\r\n- <VQReportEvent>\n<VQSessionReport>\n\r<MediaLine\nLabel="main-audio"/>\n<MediaLine Label="main-video">\n</MediaLine></VQSessionReport></VQReportEvent> <& trailing <VQReportEvent>`;
  expect(decodeVqReport(xml)).toEqual({
    lines: [
      { line: 4, label: 'main-audio', relays: [], damaged: false },
      { line: 6, label: 'main-video', relays: [], damaged: false },
    ],
    damaged: false,
  });
});

test('several sessions keep their own dialogs, also interval reports of OCS 2007', () => {
  const one = (id: string, label: string, name = 'VQSessionReport') =>
    `<${name}><DialogInfo CallId="${id}" Start="s"/><MediaLine Label="${label}"/></${name}>`;
  const xml = `<VQReportEvent>${one('c1', 'a')}${one('c2', 'b', 'VQSessionIntervalReport')}</VQReportEvent>`;
  expect(decodeVqReport(xml)?.lines).toEqual([
    { line: 0, callId: 'c1', start: 's', label: 'a', relays: [], damaged: false },
    { line: 0, callId: 'c2', start: 's', label: 'b', relays: [], damaged: false },
  ]);
});

describe('values', () => {
  const media = (inner: string, agent = '') =>
    decodeVqReport(
      `<VQReportEvent><VQSessionReport><DialogInfo><LocalUserAgent>${agent}</LocalUserAgent></DialogInfo><MediaLine>${inner}</MediaLine></VQSessionReport></VQReportEvent>`,
    )!.lines[0]!;
  const flags = (text: string, agent?: string) =>
    media(`<Connectivity><IceWarningFlags>${text}</IceWarningFlags></Connectivity>`, agent).iceWarning;

  test.each<[string, object | undefined]>([
    ['0', { value: 0, readAs: 'decimal', numbering: 'lync' }],
    ['67109792', { value: 0x40003a0, readAs: 'decimal', numbering: 'lync' }],
    ['0x40003a0', { value: 0x40003a0, readAs: 'hex', numbering: 'lync' }],
    ['0X20', { value: 0x20, readAs: 'hex', numbering: 'lync' }],
    ['3a0', { value: 0x3a0, readAs: 'hex', numbering: 'lync' }],
    ['400', { value: 400, readAs: 'decimal', numbering: 'lync' }],
    ['4294967295', { value: 0xffffffff, readAs: 'decimal', numbering: 'lync' }],
    ['4294967296', undefined],
    ['-1', undefined],
    ['none', undefined],
    ['0x', undefined],
    ['0x123456789', undefined],
  ])('IceWarningFlags %s', (text, expected) => {
    expect(flags(text)).toEqual(expected);
  });

  test.each([
    ['UCCP/2.0.6362.0 OC/2.0.6362.0 (Microsoft Office Communicator)', 'ocs2007'],
    ['UCCAPI/3.5.6907.196 OC/3.5.6907.196 (Microsoft Office Communicator 2007 R2)', 'ocs2007'],
    ['RTCC/3.5.0.0 Mediation Server', 'ocs2007'],
    ['CPE/3.5.6907.9 OCPhone/3.5.6907.9', 'ocs2007'],
    ['UCCAPI/4.0.7577.0 OC/4.0.7577.0 (Microsoft Lync 2010)', 'lync'],
    ['UCCAPI/15.0.4420.1017 OC/15.0.4420.1017 (Microsoft Lync)', 'lync'],
    ['iPhoneLync/5.2 UCWA/3.0', 'lync'],
    ['', 'lync'],
  ])('numbering of %s', (agent, numbering) => {
    expect(flags('16', agent)?.numbering).toBe(numbering);
  });

  test('words that mean nothing are left out', () => {
    expect(
      media(
        '<Description><Transport> tcp </Transport><MidCallReport>yes</MidCallReport></Description><Connectivity><Ice>MAYBE</Ice></Connectivity><NetworkConnectivityInfo><VPN>unknown</VPN><LinkSpeed>fast</LinkSpeed></NetworkConnectivityInfo><LocalAddr><IPAddr>0.0.0.0</IPAddr><Port>5</Port></LocalAddr><RemoteAddr><IPAddr>010.1.1.1</IPAddr></RemoteAddr><RelayAddress><Port>1</Port></RelayAddress><RelayAddress><IPAddr>198.51.100.42</IPAddr><Port>99999</Port></RelayAddress>',
      ),
    ).toEqual({
      line: 0,
      label: undefined,
      transport: 'TCP',
      relays: [{ address: '198.51.100.42', port: 0 }],
      damaged: false,
    });
  });

  test('1 and 0 are truths too, in any case of letters', () => {
    const vpn = (text: string) => media(`<NetworkConnectivityInfo><VPN>${text}</VPN></NetworkConnectivityInfo>`).vpn;
    expect([vpn('1'), vpn('0'), vpn('TRUE'), vpn('False')]).toEqual([true, false, true, false]);
  });

  test('figures: negative, empty, infinite and textual ones are none; the first counts', () => {
    const stream = (inner: string) => media(`<InboundStream>${inner}</InboundStream>`).inbound;
    const trip = (text: string) => stream(`<RoundTrip>${text}</RoundTrip>`);
    for (const none of ['-1', '', ' ', 'INF', 'NaN', '1,5', '1e999', '0x10', '1234567890123456', '<a/>7'])
      expect(trip(none)).toEqual({});
    expect(trip(' 12.50 ')).toEqual({ roundTrip: 12.5 });
    expect(trip('<![CDATA[7]]>')).toEqual({ roundTrip: 7 });
    expect(trip('&#x31;2')).toEqual({ roundTrip: 12 });
    expect(stream('<RoundTrip>-1</RoundTrip><RoundTrip>3</RoundTrip><RoundTrip>4</RoundTrip>')).toEqual({
      roundTrip: 3,
    });
    expect(stream('<constructor>3</constructor><Packets>9</Packets>')).toEqual({});
  });

  test('figures outside of a stream and dialog words inside a media line are not taken', () => {
    expect(media('<RoundTrip>5</RoundTrip><DialogInfo><Caller>true</Caller></DialogInfo>')).toEqual({
      line: 0,
      relays: [],
      damaged: false,
    });
  });

  test('long values are clipped', () => {
    const [line] = decodeVqReport(
      `<VQReportEvent><DialogInfo CallId="${'x'.repeat(600)}"><RemoteUserAgent>${'y'.repeat(9000)}</RemoteUserAgent></DialogInfo><MediaLine/></VQReportEvent>`,
    )!.lines;
    expect([line?.callId?.length, line?.remoteUserAgent?.length]).toEqual([512, 512]);
  });
});

describe('damage', () => {
  const truncated = (line = 0) => ({ line, reason: 'truncated', detail: 'quality report ends before its end tag' });
  const malformed = (line = 0) => ({ line, reason: 'bad-syntax', detail: 'quality report is not well-formed XML' });

  test('cut within a number: what stood before, and not half a number', () => {
    const xml = reportXml();
    const cut = xml.slice(0, xml.indexOf('<LossRate>0.125') + '<LossRate>0.1'.length);
    expect(decodeVqReport(cut)).toEqual({
      lines: [{ ...AUDIO, inbound: { jitter: 45, jitterMax: 120 }, outbound: undefined, damaged: true }],
      damaged: true,
      problem: truncated(),
    });
  });

  test('cut behind a media line: that line is whole', () => {
    const xml = reportXml();
    const cut = xml.slice(0, xml.indexOf('</MediaLine>') + '</MediaLine>'.length);
    expect(decodeVqReport(cut)).toEqual({ lines: [AUDIO], damaged: true, problem: truncated() });
  });

  test.each([
    ['a tag is not closed', '<Utilization>', '<Utilization'],
    ['an end tag is another', '</PacketLoss>', '</Jitter>'],
    ['bytes are lost', '<Utilization>', 'ilization>'],
    ['a bare ampersand', '<Utilization>', '&<Utilization>'],
    ['an entity nobody knows', '<Utilization>', '&vpn;<Utilization>'],
  ])('in the middle: %s', (_, whole, broken) => {
    const report = decodeVqReport(reportXml().replace(whole, broken));
    expect(report).toEqual({
      lines: [
        {
          ...AUDIO,
          inbound: { jitter: 45, jitterMax: 120, lossRate: 0.125, lossRateMax: 0.4 },
          outbound: undefined,
          damaged: true,
        },
      ],
      damaged: true,
      problem: malformed(),
    });
  });

  test('cut anywhere it never throws, tells the damage, and never says what the whole does not', () => {
    const xml = reportXml();
    const first = xml.indexOf('VQReportEvent') + 'VQReportEvent'.length + 1;
    const odd: string[] = [];
    const within = (part: unknown, whole: unknown, path: string): void => {
      if (typeof part === 'object' && part !== null) {
        for (const [key, value] of Object.entries(part))
          within(value, (whole as Record<string, unknown> | undefined)?.[key], `${path}.${key}`);
        return;
      }
      // A port that was cut off is 0, as one that is not known.
      if (part === undefined || /\.damaged$/.test(path) || (part === 0 && /\.port$/.test(path))) return;
      if (part !== whole) odd.push(`${path}: ${part}`);
    };
    for (let end = 0; end < xml.length; end++) {
      const report = decodeVqReport(xml.slice(0, end));
      if (end < first) {
        expect(report).toBeUndefined();
        continue;
      }
      if (!report?.damaged || report.problem?.reason !== 'truncated') odd.push(`no damage at ${end}`);
      within(report?.lines, [AUDIO, VIDEO], `${end}: lines`);
    }
    expect(odd).toEqual([]);
  });

  test('random damage never throws and ends', () => {
    const xml = reportXml();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(xml.length - 1), fc.constantFrom('<', '>', '&', '"', '/', '\0', '\ud800', 'x', '')), {
          maxLength: 4,
        }),
        (spots) => {
          const chars = [...xml];
          for (const [at, c] of spots) chars[at] = c;
          const report: VqReport | undefined = decodeVqReport(chars.join(''));
          expect(report === undefined || report.damaged === (report.problem !== undefined)).toBe(true);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('hostile', () => {
  const reason = (xml: string) => decodeVqReport(xml)?.problem?.reason;

  test('deep nesting', () => {
    expect(reason(`<VQReportEvent>${'<a>'.repeat(40)}`)).toBe('limit');
    expect(reason(`<VQReportEvent>${'<a>'.repeat(31)}${'</a>'.repeat(31)}</VQReportEvent>`)).toBeUndefined();
    expect(reason(`<VQReportEvent>${'<a>'.repeat(300_000)}`)).toBe('limit');
  });

  test('media lines without end', () => {
    const report = decodeVqReport(`<VQReportEvent>${'<MediaLine/>'.repeat(100)}</VQReportEvent>`);
    expect(report?.lines.length).toBe(64);
    expect(report?.problem).toEqual({ line: 0, reason: 'limit', detail: 'more than 64 media lines in a report' });
    expect(reason(`<VQReportEvent>${'<MediaLine/>'.repeat(64)}</VQReportEvent>`)).toBeUndefined();
  });

  test('relays without end', () => {
    const relay = '<RelayAddress><IPAddr>198.51.100.42</IPAddr></RelayAddress>';
    const report = decodeVqReport(`<VQReportEvent><MediaLine>${relay.repeat(100)}</MediaLine></VQReportEvent>`);
    expect(report?.lines[0]?.relays.length).toBe(64);
  });

  test('a huge attribute, and one that does not end', () => {
    const huge = 'x'.repeat(1 << 20);
    expect(decodeVqReport(`<VQReportEvent><MediaLine Label="${huge}"/></VQReportEvent>`)).toEqual({
      lines: [{ line: 0, label: 'x'.repeat(512), relays: [], damaged: false }],
      damaged: false,
    });
    expect(reason(`<VQReportEvent><MediaLine Label="${huge}`)).toBe('truncated');
  });

  test('entities are not expanded', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><VQReportEvent><DialogInfo CallId="c"/><MediaLine Label="&b;"/></VQReportEvent>`;
    expect(decodeVqReport(bomb)).toEqual({
      lines: [],
      damaged: true,
      problem: { line: 0, reason: 'bad-syntax', detail: 'quality report is not well-formed XML' },
    });
    const inside = '<VQReportEvent><!DOCTYPE x [<!ENTITY a "aaa">]><MediaLine Label="&a;"/></VQReportEvent>';
    expect(reason(inside)).toBe('bad-syntax');
  });

  test.each([
    ['<', 'bad-syntax', 'bad-syntax'],
    ['<a', 'bad-syntax', 'bad-syntax'],
    ['&', 'bad-syntax', 'truncated'],
    ['"', 'bad-syntax', 'truncated'],
    ['a', 'truncated', 'truncated'],
    ['\n', 'truncated', 'truncated'],
  ])('a mebibyte of %j', (c, inTag, inText) => {
    const much = c.repeat(1 << 20);
    expect(reason(much)).toBeUndefined();
    expect(reason(`<VQReportEvent ${much}`)).toBe(inTag);
    expect(reason(`<VQReportEvent>${much}`)).toBe(inText);
    expect(reason(`<VQReportEvent><MediaLine>${much}`)).toBe(inText);
  });
});

test('text without a report, and the types of bodies with one', () => {
  expect(decodeVqReport('')).toBeUndefined();
  expect(decodeVqReport('<presence/>')).toBeUndefined();
  expect(decodeVqReport('<VQReportEvents/>')).toBeUndefined();
  expect(decodeVqReport('<VQReportEvent/>')).toEqual({ lines: [], damaged: false });
  expect(['application/vq-rtcpxr+xml', 'application/ms-cqf+xml', 'application/vq-rtcpxr', ''].map(isVqReport)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
