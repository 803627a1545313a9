/** Files of an incident in which every name, number and address is given: log, texts, capture. */
import type { NamedBytes } from '../analyze-bytes.ts';
import {
  address,
  type Bytes,
  blockOptions,
  clientHello,
  concat,
  dns,
  dnsName,
  ethernet,
  icmpFrame,
  interfaceBlock,
  ip,
  join,
  packetBlock,
  section,
  stun,
  tcp,
  tcpFrame,
  timed,
  u16,
  u32,
  udp,
  udpFrame,
  xorAddress,
} from '../captures.ts';

export interface Incident {
  readonly user: readonly [string, string];
  readonly peer: string;
  readonly organisation: string;
  readonly computer: string;
  readonly server: string;
  readonly edge: string;
  readonly lan: readonly [number, number];
  readonly inside: readonly [number, number, number];
  readonly outside: readonly [number, number, number];
  readonly tunnel: readonly [number, number];
  readonly phone: string;
  readonly guid: string;
  readonly secret: string;
  readonly call: string;
  readonly words: string;
  readonly mac: number;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);

export function incidentFiles(i: Incident): NamedBytes[] {
  const user = i.user.join('.');
  const domain = `${i.organisation}.com`;
  const lan = `192.168.${i.lan.join('.')}`;
  const inside = `10.${i.inside.join('.')}`;
  const outside = `93.${i.outside.join('.')}`;
  const tunnel = `172.27.${i.tunnel.join('.')}`;
  const octets = (i.mac.toString(16).padStart(6, '0').match(/../g) ?? []).join('-');
  const mac = `00-00-5E-${octets.toUpperCase()}`;
  const display = `${capital(i.user[1])}, ${capital(i.user[0])}`;

  const message = (start: string, body: string, type: string): string =>
    [
      start,
      `Via: SIP/2.0/TLS ${lan}:50211;branch=z9hG4bK1`,
      `From: "${display}"<sip:${user}@${domain}>;tag=5c0ffee043;epid=ab12cd34ef`,
      `To: <sip:${i.peer}@${domain}>;tag=77`,
      `Call-ID: ${i.call}`,
      'CSeq: 1 INVITE',
      `Contact: <sip:${user}@${domain};opaque=user:epid:Q1w2E3r4T5y6U7i8;gruu>;+sip.instance="<urn:uuid:${i.guid}>"`,
      `Authorization: TLS-DSK qop="auth", realm="SIP Communications Service", opaque="${i.secret}", targetname="${i.server}.${domain}", response="${i.secret}"`,
      `P-Asserted-Identity: "${display}"<sip:${user}@${domain}>,<tel:${i.phone}>`,
      `Content-Type: ${type}`,
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  const sdp = [
    'v=0',
    `o=- 0 0 IN IP4 ${outside}`,
    's=session',
    `c=IN IP4 ${outside}`,
    't=0 0',
    'm=audio 52031 RTP/SAVP 104 0 101',
    'a=ice-ufrag:aNn1',
    `a=ice-pwd:${i.secret}`,
    `a=candidate:1 1 UDP 2130706431 ${lan} 50020 typ host `,
    `a=candidate:2 1 UDP 2130705919 ${tunnel} 50022 typ host `,
    `a=candidate:3 1 UDP 184548351 ${outside} 52031 typ relay raddr ${lan} rport 50006 `,
    `a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${i.secret}|2^31|1:1`,
    'a=rtpmap:104 SILK/16000',
    '',
  ].join('\r\n');
  const mras = `<response><credentials><username>${i.secret}</username><password>${i.secret}</password></credentials><mediaRelayList><mediaRelay><location>internet</location><hostName>av.${domain}</hostName><udpPort>3478</udpPort></mediaRelay></mediaRelayList></response>`;

  const line = (n: number, words: string): string =>
    `03/02/2026|09:20:${String(n).padStart(2, '0')}.400 1A2C:F3C INFO  :: ${words}\r\n`;
  const packet = (n: number, kind: string, start: string, body: string, type = 'application/sdp'): string => {
    const text = message(start, body, type);
    const where = kind === 'Sending Packet' ? `(From Local Address: ${lan}:50211)` : `(To Local Address: ${lan}:50211)`;
    return (
      line(n, `${kind} - ${outside}:443 ${where} ${text.length} bytes:`) +
      line(n, text) +
      line(n, `End of ${kind} - ${outside}:443 ${where} ${text.length} bytes`)
    );
  };
  const log =
    line(1, `Loading C:\\Users\\${i.user[0]}\\AppData\\Local\\Microsoft\\Office\\16.0\\Lync\\Tracing for ${display}`) +
    line(2, `CUccDnsQuery resolved ${i.server}.${domain} to ${inside}, user ${user}@${domain}`) +
    packet(3, 'Sending Packet', `INVITE sip:${i.peer}@${domain} SIP/2.0`, sdp) +
    packet(4, 'Data Received', 'SIP/2.0 200 OK', mras, 'application/msrtc-media-relay-auth+xml') +
    packet(5, 'Sending Packet', `MESSAGE sip:${i.peer}@${domain} SIP/2.0`, i.words, 'text/plain') +
    packet(6, 'Data Received', 'SIP/2.0 480 Temporarily Unavailable', '') +
    line(7, `endpoint {${i.guid}} of ${i.call} at \\\\${i.computer}\\share, cookie=${i.secret} call ${i.phone}`);

  const ipconfig = `
Windows IP Configuration

   Host Name . . . . . . . . . . . . : ${i.computer.toUpperCase()}
   Primary Dns Suffix  . . . . . . . : ${domain}

Ethernet adapter ${capital(i.user[0])}'s dock:

   Connection-specific DNS Suffix  . : ${domain}
   Description . . . . . . . . . . . : PANGP Virtual Ethernet Adapter Secure
   Physical Address. . . . . . . . . : 02-50-41-00-00-01
   IPv4 Address. . . . . . . . . . . : ${tunnel}(Preferred)
   Subnet Mask . . . . . . . . . . . : 255.255.255.255
   DNS Servers . . . . . . . . . . . : ${inside}

Wireless LAN adapter Wi-Fi:

   Description . . . . . . . . . . . : Intel(R) Wi-Fi 6E AX211 160MHz
   Physical Address. . . . . . . . . : ${mac}
   IPv4 Address. . . . . . . . . . . : ${lan}(Preferred)
   Subnet Mask . . . . . . . . . . . : 255.255.255.0
   Default Gateway . . . . . . . . . : 192.168.${i.lan[0]}.1
`.replaceAll('\n', '\r\n');

  const pangps = `(P4812-T7044)Info (11298): 03/02/26 09:19:31:204 Connect method is user-logon
(P4812-T7044)Debug(10212): 03/02/26 09:19:36:118 gateway vpn.${domain}'s config is <?xml version="1.0" encoding="UTF-8" ?>
<response status="success">
	<need-tunnel>yes</need-tunnel>
	<user>${user}</user>
	<portal-userauthcookie>${i.secret}</portal-userauthcookie>
	<gw-address>${outside}</gw-address>
	<ip-address>${tunnel}</ip-address>
	<netmask>255.255.255.255</netmask>
	<dns>
		<member>${inside}</member>
	</dns>
	<access-routes>
		<member>0.0.0.0/0</member>
	</access-routes>
	<ipsec>
		<udp-port>4501</udp-port>
		<ekey-c2s><bits>128</bits><val>${i.secret}</val></ekey-c2s>
	</ipsec>
</response>
(P4812-T7044)Debug( 4036): 03/02/26 09:19:36:402 ----Tunnel Creation starts----
`;

  return [
    { name: `${user} client.UccApilog`, bytes: utf8(log) },
    { name: 'ipconfig.txt', bytes: utf16(ipconfig) },
    { name: `${i.computer}/PanGPS.log`, bytes: utf8(pangps) },
    { name: 'wifi.pcapng', bytes: capture() },
  ];

  function capture(): Bytes {
    const own = mac.replaceAll('-', ':').toLowerCase();
    const at = (type: number, payload: Uint8Array): Bytes =>
      ethernet(type, payload, { source: own, destination: '00:00:5e:00:01:01' });
    const query = `sip.${domain}`;
    const answer = dns({
      response: true,
      question: { name: query, type: 'A' },
      answers: [
        { name: query, type: 'CNAME', data: `${i.edge}.${domain}` },
        { name: `${i.edge}.${domain}`, type: 'A', data: outside },
      ],
    });
    const srv = dns({
      id: 2,
      response: true,
      question: { name: `_sipinternaltls._tcp.${domain}`, type: 'SRV' },
      answers: [
        {
          name: `_sipinternaltls._tcp.${domain}`,
          type: 'SRV',
          data: join(u16(0), u16(0), u16(5061), dnsName(`${i.server}.${domain}`)),
        },
      ],
    });
    const reverse = `${inside.split('.').reverse().join('.')}.in-addr.arpa`;
    const invite = message(`INVITE sip:${i.peer}@${domain} SIP/2.0`, sdp, 'application/sdp');
    // Cut where a name is.
    const cut = invite.indexOf(`${i.peer}@`) + 2;
    const far = invite.indexOf(i.secret, cut) + 5;
    const sip = (from: number, to: number): Bytes =>
      tcpFrame(`${lan}:50300`, `${outside}:5060`, { seq: 1001 + from, flags: 'pa' }, invite.slice(from, to));
    const hello = clientHello(`${i.edge}.${domain}`, 900);
    const half = hello.length - 9;
    const http = `GET /portal/${i.user[0]}?token=${i.secret} HTTP/1.1\r\nHost: ${i.server}.${domain}\r\nCookie: ${i.secret}\r\n\r\n`;
    const id = '000102030405060708090a0b';
    const big = message(`INVITE sip:${i.peer}@${domain} SIP/2.0`, sdp, 'application/sdp');
    const whole = udp(5060, 5060, join(big));
    const piece = (from: number, to: number | undefined): Bytes =>
      at(0x0800, ip(lan, inside, 17, whole.subarray(from, to), { id: 9, offset: from, more: to !== undefined }));
    const dhcp = join(
      [1, 1, 6, 0],
      u32(7),
      u32(0),
      address(lan),
      u32(0),
      u32(0),
      u32(0),
      own.split(':').map((b) => Number.parseInt(b, 16)),
      new Uint8Array(10 + 192),
      [0x63, 0x82, 0x53, 0x63, 53, 1, 3, 12, i.computer.length],
      i.computer,
      [50, 4],
      address(lan),
      255,
    );
    const frames = [
      at(
        0x0806,
        join(
          u16(1),
          u16(0x0800),
          6,
          4,
          u16(1),
          own.split(':').map((b) => Number.parseInt(b, 16)),
          address(lan),
          new Uint8Array(6),
          address(`192.168.${i.lan[0]}.1`),
        ),
      ),
      udpFrame('0.0.0.0:68', '255.255.255.255:67', dhcp),
      udpFrame(`${lan}:53001`, `${inside}:53`, dns({ question: { name: query, type: 'A' } })),
      udpFrame(`${inside}:53`, `${lan}:53001`, answer),
      udpFrame(`${inside}:53`, `${lan}:53002`, srv),
      udpFrame(`${lan}:53003`, `${inside}:53`, dns({ id: 3, question: { name: reverse, type: 'PTR' } })),
      udpFrame(`${lan}:5353`, '224.0.0.251:5353', dns({ id: 0, question: { name: `${i.computer}.local`, type: 'A' } })),
      tcpFrame(`${lan}:50300`, `${outside}:5060`, { seq: 1000, flags: 's', mss: 1460 }),
      sip(0, cut),
      sip(cut, far),
      // Sent again, and late.
      sip(cut, far),
      sip(far + 40, invite.length),
      sip(far, far + 40),
      tcpFrame(`${lan}:50301`, `${outside}:443`, { seq: 5000, flags: 's' }),
      tcpFrame(`${lan}:50301`, `${outside}:443`, { seq: 5001 }, hello.subarray(0, half)),
      tcpFrame(`${lan}:50301`, `${outside}:443`, { seq: 5001 + half }, hello.subarray(half)),
      tcpFrame(`${lan}:50302`, `${inside}:80`, { seq: 9000, flags: 's' }),
      tcpFrame(`${lan}:50302`, `${inside}:80`, { seq: 9001 }, http),
      tcpFrame(`${lan}:50303`, `${inside}:25`, { seq: 1, flags: 's' }),
      tcpFrame(`${lan}:50303`, `${inside}:25`, { seq: 2 }, `MAIL FROM:<${user}@${domain}>\r\n${i.words}\r\n`),
      udpFrame(
        `${lan}:50020`,
        `${outside}:3478`,
        stun(0x0003, id, [
          [0x0006, i.secret],
          [0x0014, domain],
          [0x0015, i.secret],
        ]),
      ),
      udpFrame(
        `${outside}:3478`,
        `${lan}:50020`,
        stun(0x0103, id, [
          [0x0020, xorAddress(`${lan}:50020`)],
          [0x0016, xorAddress(`${outside}:52031`)],
        ]),
      ),
      udpFrame(`${lan}:50020`, `${tunnel}:50022`, stun(0x0001, id, [[0x0006, 'bEn2:aNn1']])),
      udpFrame(`${lan}:50020`, `${outside}:52031`, join(hex80(), i.words)),
      udpFrame(`${lan}:514`, `${inside}:514`, `<13> ${i.computer} login of ${user} with ${i.secret}`),
      icmpFrame(`192.168.${i.lan[0]}.1`, lan, 3, 1, 0, ip(lan, inside, 6, tcp(50304, 5061, join('')))),
      piece(0, 480),
      piece(480, undefined),
    ];
    return concat([
      section(),
      interfaceBlock({
        options: [
          [2, `\\Device\\NPF_{${i.guid.toUpperCase()}}`],
          [3, `${capital(i.user[0])}'s dock`],
          [4, join(address(lan), [255, 255, 255, 0])],
        ],
      }),
      ...timed(frames).map((f) => packetBlock(f)),
      nameBlock(),
    ]);
  }

  function nameBlock(): Bytes {
    const name = join(`${i.server}.${domain}`, 0);
    const data = join(address(inside), name);
    const padded = join(data, new Uint8Array((4 - (data.length % 4)) % 4));
    const body = join([1, 0], [data.length & 255, data.length >> 8], padded, u32(0), blockOptions([]));
    const length = 12 + body.length;
    const size = [length & 255, length >> 8, 0, 0];
    return join([4, 0, 0, 0], size, body, size);
  }
}

/** RTP of version 2, type 104. */
const hex80 = (): number[] => [0x80, 104, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
