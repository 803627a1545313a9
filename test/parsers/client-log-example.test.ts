/** The worked example of a client trace, where it lies beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import uccapi from '../../parsers/uccapi-log.ts';
import { of, run } from './run.ts';

const PATH = join(import.meta.dirname, '..', '..', '..', 'shared', 'facts', 'example.uccapilog');
const present = existsSync(PATH);
if (!present) console.log(`skipped: no worked example at ${PATH}`);

const line = (fact: { at: object }): number => (fact.at as { line: number }).line;

test.skipIf(!present)('calls, candidates, nominated pairs and diagnostics', () => {
  const facts = run(uccapi, readFileSync(PATH));
  expect(of(facts, 'input.malformed')).toEqual([]);
  expect(
    of(facts, 'sip.message').map((m) => [
      line(m),
      new Date(m.time!).toISOString().slice(11, 23),
      m.direction,
      m.status === undefined ? m.method : `${m.status} ${m.reason} (${m.method})`,
      m.cseq,
      m.callId.slice(0, 4),
      m.fromTag,
      m.toTag,
    ]),
  ).toEqual([
    [4, '09:12:03.110', 'sent', 'REGISTER', 1, '0a1b', '5c0ffee001', undefined],
    [17, '09:12:03.152', 'received', '401 Unauthorized (REGISTER)', 1, '0a1b', '5c0ffee001', '0C75AA01'],
    [29, '09:12:03.290', 'sent', 'REGISTER', 2, '0a1b', '5c0ffee001', undefined],
    [42, '09:12:03.341', 'received', '200 OK (REGISTER)', 2, '0a1b', '5c0ffee001', '0C75AA02'],
    [56, '09:12:04.005', 'sent', 'SERVICE', 1, '1b2c', '5c0ffee002', undefined],
    [68, '09:12:04.062', 'received', '200 OK (SERVICE)', 1, '1b2c', '5c0ffee002', '0C75AA03'],
    [80, '09:15:41.207', 'sent', 'INVITE', 1, '2c3d', '5c0ffee003', undefined],
    [126, '09:15:42.019', 'received', '183 Session Progress (INVITE)', 1, '2c3d', '5c0ffee003', 'b0b0b0b001'],
    [158, '09:15:45.530', 'received', '200 OK (INVITE)', 1, '2c3d', '5c0ffee003', 'b0b0b0b001'],
    [170, '09:15:46.118', 'sent', 'INVITE', 2, '2c3d', '5c0ffee003', 'b0b0b0b001'],
    [195, '09:15:46.203', 'received', '200 OK (INVITE)', 2, '2c3d', '5c0ffee003', 'b0b0b0b001'],
    [221, '09:18:02.766', 'sent', 'BYE', 3, '2c3d', '5c0ffee003', 'b0b0b0b001'],
    [233, '09:18:02.833', 'received', '200 OK (BYE)', 3, '2c3d', '5c0ffee003', 'b0b0b0b001'],
  ]);
  expect(
    of(facts, 'sip.message').every(
      (m) =>
        m.local?.address === '10.20.30.40' &&
        m.local.port === 50211 &&
        m.remote?.address === '10.10.10.21' &&
        m.via?.port === 50211 &&
        !m.truncated &&
        !m.remoteUser,
    ),
  ).toBe(true);
  expect(of(facts, 'sip.message').flatMap((m) => m.mediaRelay ?? [])).toEqual([
    { type: 'request', location: 'intranet', relays: [] },
    {
      type: 'response',
      relays: [{ host: 'edge01-int.contoso.com', location: 'intranet', udpPort: 3478, tcpPort: 443 }],
    },
  ]);
  expect(
    of(facts, 'sdp.session').map((s) => [
      line(s),
      s.cseq,
      s.status ?? s.method,
      s.connection,
      s.media.map((m) => [m.line, m.media, m.protocol, m.default?.address, m.default?.port, m.iceUfrag, m.label]),
      s.media.flatMap((m) => m.remoteCandidates.map((c) => `${c.component} ${c.address}:${c.port}`)),
    ]),
  ).toEqual([
    [94, 1, 'INVITE', '10.20.30.40', [[100, 'audio', 'RTP/AVP', '10.20.30.40', 50020, 'aNn1', 'main-audio']], []],
    [137, 1, 183, '10.50.1.20', [[143, 'audio', 'RTP/AVP', '10.50.1.20', 50046, 'bEn2', 'main-audio']], []],
    [
      179,
      2,
      'INVITE',
      '10.20.30.40',
      [[184, 'audio', 'RTP/AVP', '10.20.30.40', 50020, 'aNn1', undefined]],
      ['1 10.50.1.20:50046', '2 10.50.1.20:50047'],
    ],
    [
      204,
      2,
      200,
      '10.50.1.20',
      [[209, 'audio', 'RTP/AVP', '10.50.1.20', 50046, 'bEn2', undefined]],
      ['1 10.20.30.40:50020', '2 10.20.30.40:50021'],
    ],
  ]);
  expect(
    of(facts, 'sdp.session').map((s) =>
      s.media.flatMap((m) =>
        m.candidates.map((c) => {
          const base = c.related ? ` < ${c.related.address}:${c.related.port}` : '';
          return `${c.line} ${c.foundation}/${c.component} ${c.transport} ${c.priority} ${c.address}:${c.port} ${c.type}${base}`;
        }),
      ),
    ),
  ).toEqual([
    [
      '104 1/1 UDP 2130706431 10.20.30.40:50020 host',
      '105 1/2 UDP 2130705918 10.20.30.40:50021 host',
      '106 2/1 UDP 2130705919 192.168.1.34:50022 host',
      '107 2/2 UDP 2130705406 192.168.1.34:50023 host',
      '108 3/1 UDP 2130705407 192.168.56.1:50024 host',
      '109 3/2 UDP 2130704894 192.168.56.1:50025 host',
      '110 4/1 TCP-PASS 174455295 203.0.113.67:56142 relay < 10.20.30.40:50028',
      '111 4/2 TCP-PASS 174454782 203.0.113.67:56142 relay < 10.20.30.40:50028',
      '112 5/1 UDP 184547327 203.0.113.67:52031 relay < 10.20.30.40:50026',
      '113 5/2 UDP 184546814 203.0.113.67:54454 relay < 10.20.30.40:50027',
      '114 6/1 TCP-ACT 174847487 203.0.113.67:56142 relay < 10.20.30.40:50028',
      '115 6/2 TCP-ACT 174846974 203.0.113.67:56142 relay < 10.20.30.40:50028',
      '116 7/1 TCP-ACT 1684796415 10.20.30.40:50028 srflx < 10.20.30.40:50028',
      '117 7/2 TCP-ACT 1684795902 10.20.30.40:50028 srflx < 10.20.30.40:50028',
    ],
    [
      '147 1/1 UDP 2130706431 10.50.1.20:50046 host',
      '148 1/2 UDP 2130705918 10.50.1.20:50047 host',
      '149 2/1 UDP 184548863 203.0.113.67:52040 relay < 10.50.1.20:50042',
      '150 2/2 UDP 184548350 203.0.113.67:54412 relay < 10.50.1.20:50043',
    ],
    ['187 1/1 UDP 2130706431 10.20.30.40:50020 host', '188 1/2 UDP 2130705918 10.20.30.40:50021 host'],
    ['212 1/1 UDP 2130706431 10.50.1.20:50046 host', '213 1/2 UDP 2130705918 10.50.1.20:50047 host'],
  ]);
  const bye = { time: Date.UTC(2017, 2, 14, 9, 18, 2, 766), callId: '2c3d4e5f60718293a4b5c6d7e8f90a1b', method: 'BYE' };
  expect(of(facts, 'sip.diagnostic').map(({ excerpt, at, ...d }) => [line({ at }), excerpt.slice(0, 40), d])).toEqual([
    [
      227,
      'ms-client-diagnostics: 51004; reason="Ac',
      {
        ...bye,
        kind: 'sip.diagnostic',
        header: 'ms-client-diagnostics',
        code: 51004,
        reason: 'Action initiated by user',
        params: {},
        direction: 'sent',
        media: {
          layout: 'C',
          writer: 'Caller',
          mediaType: 'audio',
          keys: {
            networkerr: 'no error',
            errtime: '0',
            rtpseq: '6811',
            seqdelta: '14',
            rtptime: '136220',
            rtcptime: '135980',
            transptrecverr: '0x0',
            recverrtime: '0',
            transptsenderr: '0x0',
            senderrtime: '0',
            interfacesstall: '0x0',
            interfacesconncheck: '0x0',
            mediatimeout: '0',
            rtcpbyesent: '1',
            rtcpbyercvd: '0',
            blobver: '1',
          },
        },
      },
    ],
    [
      239,
      'ms-client-diagnostics: 51007;reason="Cal',
      {
        ...bye,
        time: Date.UTC(2017, 2, 14, 9, 18, 2, 833),
        kind: 'sip.diagnostic',
        header: 'ms-client-diagnostics',
        code: 51007,
        reason: 'Callee media connectivity diagnosis info',
        params: {},
        direction: 'received',
        status: 200,
        media: {
          layout: 'A',
          writer: 'Callee',
          mediaType: 'audio',
          iceWarn: 0,
          keys: {
            icewarn: '0x0',
            localsite: '10.50.1.20:50046',
            localmr: '203.0.113.67:52040',
            remotesite: '10.20.30.40:50020',
            remotemr: '203.0.113.67:52031',
            portrange: '50040:50059',
            localmrtcpport: '56120',
            remotemrtcpport: '56142',
            locallocation: '2',
            remotelocation: '2',
            federationtype: '0',
            networkname: 'contoso.com',
            interfaces: '0x2',
            baseinterface: '0x2',
            baseaddress: '10.50.1.20:50042',
          },
        },
      },
    ],
  ]);
  expect(facts.at(-1)).toEqual({
    kind: 'source.summary',
    at: { source: 'trace', line: 1 },
    parser: 'uccapi-log',
    bytes: 14971,
    records: 42,
    unrecognised: 0,
    first: Date.UTC(2017, 2, 14, 9, 12, 2, 871),
    last: Date.UTC(2017, 2, 14, 9, 18, 2, 833),
    clock: 'local',
    counters: {
      REGISTER: 2,
      SERVICE: 1,
      INVITE: 2,
      BYE: 1,
      '1xx': 1,
      '2xx': 5,
      '4xx': 1,
      trace: 3,
      error: 1,
      harmless: 1,
    },
  });
});
