/** A capture whose every name is as the caller says. */
import {
  type Bytes,
  clientHello,
  dns,
  dnsName,
  join,
  pcapng,
  stun,
  stunAddress,
  tcpFrame,
  timed,
  u16,
  udpFrame,
} from './captures.ts';
import {
  certificate,
  certificateMessage,
  distinguishedName,
  record,
  serverHello,
} from './parsers/capture/certificate.ts';

const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);
/** A DNS label of these bytes; a name holds no more than 255. */
const label = (words: string): string =>
  String.fromCharCode(...bytes(words).subarray(0, 50)).replaceAll('.', '_') || 'empty';

/** @param text the words of field j */
export function hostileCapture(text: (j: number) => string): Bytes {
  const pc = '192.168.1.34';
  const dnsServer = '192.168.1.1';
  const name = `${label(text(0))}.contoso.com`;
  const alias = `sip.${label(text(1))}.contoso.com`;
  const server = '198.51.100.40:443';
  const subject = distinguishedName(['CN', bytes(text(2))]);
  const flight = join(
    record(22, serverHello()),
    record(
      22,
      certificateMessage(
        certificate({ subject, issuer: subject, names: [String.fromCharCode(...bytes(text(3)).subarray(0, 200))] }),
      ),
    ),
  );
  const hello = clientHello(String.fromCharCode(...bytes(text(7)).subarray(0, 200)));
  const sip = `INVITE sip:x@contoso.com SIP/2.0\r\nCall-ID: ${text(4)}\r\nCSeq: 1 INVITE\r\nFrom: <sip:${text(5)}@contoso.com>;tag=1\r\nTo: <sip:y@contoso.com>\r\nUser-Agent: ${text(6)}\r\nContent-Length: 0\r\n\r\n`;
  const frames = [
    udpFrame(`${pc}:50000`, `${dnsServer}:53`, dns({ id: 7, question: { name, type: 'A' } })),
    udpFrame(
      `${dnsServer}:53`,
      `${pc}:50000`,
      dns({
        id: 7,
        response: true,
        question: { name, type: 'A' },
        answers: [
          { name, type: 'CNAME', data: alias },
          { name: alias, type: 'A', data: '10.60.4.21' },
        ],
      }),
    ),
    udpFrame(
      `${dnsServer}:53`,
      `${pc}:50001`,
      dns({
        id: 8,
        response: true,
        question: { name: '_sip._tls.contoso.com', type: 'SRV' },
        answers: [{ name: '_sip._tls.contoso.com', type: 'SRV', data: join(u16(0), u16(5), u16(443), dnsName(name)) }],
      }),
    ),
    tcpFrame(`${pc}:50500`, server, { seq: 1000, flags: 's' }),
    tcpFrame(server, `${pc}:50500`, { seq: 5000, ack: 1001, flags: 'sa' }),
    tcpFrame(`${pc}:50500`, server, { seq: 1001, ack: 5001, flags: 'pa' }, hello),
    tcpFrame(server, `${pc}:50500`, { seq: 5001, ack: 1001 + hello.length, flags: 'pa' }, flight),
    tcpFrame(`${pc}:50501`, '10.60.4.21:5060', { seq: 1000, flags: 's' }),
    tcpFrame(`${pc}:50501`, '10.60.4.21:5060', { seq: 1001, ack: 1, flags: 'pa' }, bytes(sip)),
    udpFrame(
      `${pc}:50020`,
      '198.51.100.42:3478',
      stun(0x0003, '000102030405060708090a0b', [
        [0x8022, bytes(text(8)).subarray(0, 200)],
        [0x0014, bytes(text(9)).subarray(0, 200)],
        [0x0016, stunAddress('198.51.100.42:50000')],
      ]),
    ),
  ];
  const option = (j: number): Uint8Array => bytes(text(j)).subarray(0, 6000);
  return pcapng(timed(frames), [
    {
      options: [
        [2, option(10)],
        [3, option(11)],
        [11, join(0, option(12))],
        [12, option(13)],
        [15, option(14)],
      ],
    },
  ]);
}
