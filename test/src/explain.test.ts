import { describe, expect, test } from 'vitest';
import { explain } from '../../src/explain.ts';
import { RESULT_CODES, resultCode } from '../../src/knowledge/hresults.ts';
import { UsageError } from '../../src/usage-error.ts';

const told = (what: string, ocs2007 = false): Promise<string> => explain(what, [], ocs2007);

describe('codes', () => {
  test('a failure: text, writer, cause, owner, fix', async () => {
    expect(await told('24')).toBe(`24: Call failed to establish due to a media connectivity failure when both
  endpoints are remote
written  usually by the client (media connectivity and common); the name of the
         header tells
cause    ICE found no media path between two remote sides: the Edge may not
         reach its own public addresses (hairpin), ports between the Edges are
         closed, a home firewall, or a client that offered its tunnel address.
owner    network team
fix      Open UDP 3478 and TCP 443 from both clients to the A/V Edge, and let
         the Edge reach its own public addresses (hairpin); look for a tunnel
         candidate (rule ice-tunnel-candidate).
`);
  });
  test('a normal one: nobody has to act', async () => {
    expect(await told('51007')).toBe(`51007: Callee media connectivity diagnosis info
written  usually by the client (client); the name of the header tells
normal   not a fault by itself, and never reported as one
cause    The callee writes down how its media connected; on good calls too.
fix      Nothing: this is how a working call looks.
`);
  });
  test('an unconfirmed one says so', async () => {
    expect(await told('34')).toBe(`34: Call terminated on a mid-call media failure where both endpoints are remote
written  usually by the client (media connectivity and common); the name of the
         header tells
cause    Media stopped during the call: the network changed, the VPN went up or
         down, a firewall forgot the flow while idle, or the other side stopped
         sending on hold.
owner    network team
fix      Look for a change of network or VPN at that minute; lengthen the idle
         time of UDP flows; keep RTCP on at gateways.
mark     unconfirmed. Neither the number nor the text is in a public source. The
         number alone proves nothing.
`);
  });
  test('one with two wire texts', async () => {
    expect((await told('1009')).split('\n').slice(0, 2)).toEqual([
      '1009: Conflicting SRV and host domains in DNS',
      'also     No match for domain in DNS SRV results',
    ]);
  });
  test('an unknown one of a known range, and of none', async () => {
    expect(await told('10404')).toBe(`10404: unknown code
         No public table has its text; its range is that of: Mediation Server or
         gateway.
cause    Not told by the number beyond its component: Mediation Server or
         gateway. Likely the gateway's SIP answer 404.
owner    Skype for Business team
fix      The gateway or the leg beyond the proxy refused: read SipResponseCode,
         then the log of the gateway.
`);
    expect(await told('99123')).toBe(`99123: unknown code
         No public table has its text, nor its range.
`);
  });
});

describe('ICEWarn', () => {
  test('both readings, in reading order, then what to do', async () => {
    expect(await told('0x40003a0')).toBe(`ICEWarn 0x40003a0, numbering of Lync 2010 and later

If the call failed to find a media path:
  checks: No path was left: direct, UDP relay and relay to relay all failed. The
    path between the Edges, or to the own Edge, is closed.
    FAULT  0x20       Direct (host-host) check failed: UDP for audio/video, TCP
                      for app sharing and file transfer
    FAULT  0x80       UDP check over the TURN server failed
    normal 0x100      TCP check over the NAT address failed
    FAULT  0x200      TCP check over the TURN server failed
    FAULT  0x4000000  TCP-TCP check relay-to-relay (TURN-TURN) failed

If the call connected and was heard:
  checks: Normal on this call: another pair was found.
    normal 0x20       Direct (host-host) check failed: UDP for audio/video, TCP
                      for app sharing and file transfer
    normal 0x80       UDP check over the TURN server failed
    normal 0x100      TCP check over the NAT address failed
    normal 0x200      TCP check over the TURN server failed
    normal 0x4000000  TCP-TCP check relay-to-relay (TURN-TURN) failed

What to do, bit by bit:
  0x20       Normal across NAT or sites that may not talk directly (also
             internal firewall, VPN client isolation). Only a fault together
             with failed relay bits.
  0x80       One side is behind a UDP-blocking firewall or HTTP proxy: open
             3478/udp (and 50000-59999/udp where an OCS 2007 partner needs it).
  0x100      Normal (often not even tried when host-host worked). Ignore when
             the call connected.
  0x200      Often normal (not tried, or one side had no relay). If the call
             failed: find out why the TCP 443 path over the Edge was not
             possible.
  0x4000000  443/tcp between the Edges not open, or an OCS 2007 Edge is involved
             (then 50000-59999/tcp both ways to every A/V Edge); no hairpin on
             the Edge public IP. Can fail the call.
`);
  });
  test('nothing, and what no table names', async () => {
    expect(await told('0x0')).toBe('ICEWarn 0x0: no failure, or ICE was not used\n');
    expect((await told('0x60100000')).split('\n').at(-2)).toBe('  0x60000000 unknown: in no public table');
  });
  test('the same value as a key of a header', async () => {
    expect(await told('ICEWarn=0x12b')).toBe(await told('0x12b'));
  });
  test('numbering of OCS 2007', async () => {
    expect(
      await told('0x20004010', true),
    ).toBe(`IceWarningFlags 0x20004010, numbering of OCS 2007 and 2007 R2 (quality reports only)
  0x10       TURN server unreachable (a fault; 0x1 in later versions)
  0x4000     UDP local connectivity failed (normal for a remote user whose media
             was relayed)
  0x20000000 unknown: in no public table
`);
    expect(await told('0x0', true)).toBe('IceWarningFlags 0x0 (OCS 2007): no failure, or ICE was not used\n');
  });
});

describe('keys of a diagnostics header', () => {
  test.each([
    ['LocalMR', "LocalMR: the writer's relay on its A/V Edge; missing when it had none\n"],
    ['localmr=198.51.100.42:52031', "LocalMR: the writer's relay on its A/V Edge; missing when it had none\n"],
    [
      'Interfaces=0x52',
      `Interfaces: kinds of network interface the PC has
  0x2   wired Ethernet; virtual Ethernet of a VPN adapter shows as this too
  0x10  tunnel: a VPN, or Teredo or ISATAP, so alone no proof of a VPN
  0x40  unknown: in no public table
mark     The bits are inferred from published headers; their order is
         documented.
`,
    ],
    [
      'RemoteLocation="1"',
      'RemoteLocation: where the side is\n  1     outside (Internet)\nmark     The meaning is inferred.\n',
    ],
    [
      'FederationType=7',
      'FederationType: whether the other side is a federated partner\n  7: unknown value\nmark     The meaning is inferred.\n',
    ],
    [
      'MediaChanBlob.MediaTimeout',
      'MediaTimeout: the media timer ran out\n  0     no\n  1     yes\nmark     The meaning is inferred.\n',
    ],
    [
      'FirstPathMs',
      `FirstPathMs: when the first path worked, ms; missing or 0 may mean none; guessed
  from the name
mark     No published header holds this key.
mark     The meaning is unconfirmed.
`,
    ],
  ])('%s', async (what, text) => {
    expect(await told(what)).toBe(text);
  });
});

test.each(['nonsense', '', '0x', '0x123456789', '1234567', '-5', 'constructor', 'LocalMRX=1'])(
  'nothing is known of "%s"',
  async (what) => {
    await expect(told(what)).rejects.toThrow(UsageError);
  },
);

describe('result codes of trace lines', () => {
  test('what the code says and where to look', async () => {
    expect(await told('80ee0067')).toBe(`80ee0067: the TCP connection to the SIP server failed (SIP_TCP_FAIL)
look at  routing and firewall to that server and port, and whether the address
         belongs to this network
`);
  });
  test('Windows codes say that no client log is known to hold them', async () => {
    expect(await told('0x80072EE7')).toBe(`80072ee7: WinINet 12007: the name could not be resolved
look at  the DNS answers for the sign-in names (lyncdiscover, _sip._tls, sip) on
         the way the client asks
mark     A general Windows code: no published client log holds it.
`);
  });
  test('unknown ones by their facility', async () => {
    expect(await told('80ee0999')).toBe(
      '80ee0999: unknown code, of the UCC API (the client itself); no public table has\n  it\n',
    );
    expect(await told('80070005')).toBe('80070005: unknown code, Win32 error 5\n');
    expect(await told('8000ffff')).toBe('8000ffff: unknown code, of another part of Windows\n');
  });
  test('every one of the table', async () => {
    for (const code of Object.keys(RESULT_CODES)) {
      expect(resultCode(code)).toBe(code);
      expect((await told(code)).startsWith(`${code}: ${RESULT_CODES[code]!.meaning.slice(0, 40)}`)).toBe(true);
    }
  });
  test('ICEWarn is none', () => {
    expect(resultCode('0x40003a0')).toBeUndefined();
    expect(resultCode('0x10000000')).toBeUndefined();
  });
});
