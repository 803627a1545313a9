/** Builds client traces with right byte counts. Times and names are invented. */

export interface Message {
  readonly start: string;
  readonly headers: readonly string[];
  /** Lines, each ended by CRLF on the wire. */
  readonly body?: readonly string[];
  /** Body without a line end, as XML bodies are. */
  readonly text?: string;
}

const length = (text: string): number => new TextEncoder().encode(text).length;

/** A message as on the wire, Content-Length last. */
export function wire({ start, headers, body = [], text = '' }: Message): string {
  const content = body.map((line) => `${line}\r\n`).join('') + text;
  return `${[start, ...headers, `Content-Length: ${length(content)}`].join('\r\n')}\r\n\r\n${content}`;
}

const LOCAL = '10.20.30.40:50211';
const SERVER = '10.10.10.21:5061';

export interface Packet {
  readonly time: string;
  readonly thread?: string;
  readonly direction: 'sent' | 'received';
  readonly message: Message;
  /** Leave out the line before, or the line behind the message. */
  readonly without?: readonly ('start' | 'end')[];
  readonly local?: string;
}

export const line = (time: string, text: string, thread = 'F3C', level = 'INFO '): string =>
  `${time} 1A2C:${thread} ${level} :: ${text}\r\n`;

export function packet({ time, thread = 'F3C', direction, message, without = [], local = LOCAL }: Packet): string {
  const bytes = wire(message);
  const sent = direction === 'sent';
  const start = `${sent ? 'Sending Packet' : 'Data Received'} - ${SERVER} (${sent ? 'From' : 'To'} Local Address: ${local}) ${length(bytes)} bytes`;
  const end = start.replace('Received - ', 'Received -');
  return [
    without.includes('start') ? '' : line(time, `${start}:`, thread),
    line(time, bytes, thread),
    without.includes('end') ? '' : line(time, `End of ${end}`, thread),
  ].join('');
}

const CALL = '2c3d4e5f60718293a4b5c6d7e8f90a1b';
const FROM = 'From: "Anna"<sip:anna@contoso.com>;tag=5c0ffee003;epid=ab12cd34ef';
const TO = 'To: <sip:ben@contoso.com>';

export const dialog = (cseq: string, ...more: string[]): string[] => [
  `Via: SIP/2.0/TLS ${LOCAL}`,
  FROM,
  TO,
  `Call-ID: ${CALL}`,
  `CSeq: ${cseq}`,
  ...more,
];

export const answer = (cseq: string, ...more: string[]): string[] => [
  `${FROM}`,
  `${TO};epid=fe98dc76ba;tag=b0b0b0b001`,
  `Call-ID: ${CALL}`,
  `CSeq: ${cseq}`,
  `Via: SIP/2.0/TLS ${LOCAL};ms-received-port=50211;ms-received-cid=2A4B00`,
  ...more,
];

export const OFFER: readonly string[] = [
  'v=0',
  'o=- 0 0 IN IP4 10.20.30.40',
  's=session',
  'c=IN IP4 10.20.30.40',
  'b=CT:99980',
  't=0 0',
  'm=audio 50020 RTP/AVP 104 101',
  'a=label:main-audio',
  'a=ice-ufrag:aNn1',
  'a=ice-pwd:InventedPasswordAnna0001',
  'a=candidate:1 1 UDP 2130706431 10.20.30.40 50020 typ host ',
  'a=candidate:2 1 UDP 2130705919 192.168.1.34 50022 typ host ',
  'a=candidate:3 1 UDP 184547327 203.0.113.67 52031 typ relay raddr 10.20.30.40 rport 50026 ',
  'a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:InventedKeyInventedKeyInventedKeyInvente0|2^31|1:1',
  'a=rtcp-mux',
];

export const FINAL: readonly string[] = [
  'v=0',
  'o=- 0 1 IN IP4 10.20.30.40',
  's=session',
  'c=IN IP4 10.20.30.40',
  't=0 0',
  'm=audio 50020 RTP/AVP 104 101',
  'a=candidate:1 1 UDP 2130706431 10.20.30.40 50020 typ host ',
  'a=remote-candidates:1 10.50.1.20 50046 2 10.50.1.20 50047',
];

export const INVITE: Message = {
  start: 'INVITE sip:ben@contoso.com SIP/2.0',
  headers: dialog(
    '1 INVITE',
    'Contact: <sip:anna@contoso.com;opaque=user:epid:aBcDeFgHiJkLmNoPqRsTuAAA;gruu>',
    'User-Agent: UCCAPI/16.0.4417.1000 OC/16.0.4417.1000 (Skype for Business)',
    'ms-subnet: 10.20.30.40',
    'ms-endpoint-location-data: NetworkScope;ms-media-location-type=Intranet',
    'Content-Type: application/sdp',
  ),
  body: OFFER,
};

export const TRYING: Message = { start: 'SIP/2.0 100 Trying', headers: answer('1 INVITE') };

export const OK: Message = { start: 'SIP/2.0 200 OK', headers: answer('1 INVITE') };

export const REINVITE: Message = {
  start: 'INVITE sip:ben@contoso.com;opaque=user:epid:zYxWvUtSrQpOnMlKjIhGfAAA;gruu SIP/2.0',
  headers: dialog('2 INVITE', 'Content-Type: application/sdp'),
  body: FINAL,
};

export const BYE: Message = {
  start: 'BYE sip:ben@contoso.com;opaque=user:epid:zYxWvUtSrQpOnMlKjIhGfAAA;gruu SIP/2.0',
  headers: dialog(
    '3 BYE',
    'ms-client-diagnostics: 51004; reason="Action initiated by user";UserType="Caller";MediaType="audio";MediaChanBlob="NetworkErr=no error,ErrTime=0,BlobVer=1";',
  ),
};

export const NOTIFY: Message = {
  start: 'BENOTIFY sip:10.20.30.40:50211;transport=tls SIP/2.0',
  headers: [
    'Via: SIP/2.0/TLS 10.10.10.21:5061;branch=z9hG4bK29AB539B',
    'From: <sip:anna@contoso.com>;tag=0C75AA02',
    'To: <sip:anna@contoso.com>;tag=5c0ffee001',
    'Call-ID: 0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    'CSeq: 7 BENOTIFY',
    'Content-Type: application/msrtc-event-categories+xml',
  ],
  text: `<categories uri="sip:ben@contoso.com">${'<category name="state"/>'.repeat(60)}</categories>`,
};

/** One day, every shape of line once: banner, error, presence, a call with its final exchange, another thread. */
export const LOG = [
  line('03/14/2017|09:12:02.871', 'module=uccapi flavor=fre version=16.0.4417.1000'),
  line('03/14/2017|09:12:02.874', 'HRESULT API failed: 80070002 = hr. get_RegistryString', 'F3C', 'ERROR'),
  packet({ time: '03/14/2017|09:12:03.000', direction: 'received', message: NOTIFY }),
  packet({ time: '03/14/2017|09:15:41.207', direction: 'sent', message: INVITE }),
  packet({ time: '03/14/2017|09:15:41.300', direction: 'received', message: TRYING }),
  packet({ time: '03/14/2017|09:15:45.530', direction: 'received', message: OK }),
  line('03/14/2017|09:15:46.000', 'SetDeviceDisabled[0031A7C4] 0->0', '11C0'),
  packet({ time: '03/14/2017|09:15:46.118', direction: 'sent', message: REINVITE }),
  packet({ time: '03/14/2017|09:18:02.766', direction: 'sent', message: BYE }),
  line('03/14/2017|09:18:03.001', 'Function: DeviceManager::Initialize'),
].join('');
