import type { Endpoint } from './packets.ts';
import type { Connection, Scene } from './scene.ts';
import { tlsData } from './tls.ts';
import type { UccapiLog } from './uccapi-log.ts';

/** The signalling of one client: writes each message to the log and, as TLS data, into the capture. */

/** A header line, `Name: value`. */
export type Headers = readonly string[];

export interface Dialog {
  readonly callId: string;
  /** Name-addr or URI of the other party, without angle brackets. */
  readonly remote: string;
  readonly fromTag: string;
  readonly toTag?: string;
}

export interface Message {
  readonly headers?: Headers;
  readonly contentType?: string;
  readonly body?: string;
}

export interface Account {
  readonly uri: string;
  readonly name: string;
  readonly epid: string;
  readonly userAgent: string;
}

export interface Leg {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Address the server saw, when it was not ours: `received=` of Via. */
  readonly received?: string;
  /** Signed in through an Edge. */
  readonly remoteUser: boolean;
}

function compose(startLine: string, headers: Headers, message: Message): string {
  const body = message.body ?? '';
  const all = [
    startLine,
    ...headers,
    ...(message.headers ?? []),
    ...(message.contentType === undefined ? [] : [`Content-Type: ${message.contentType}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${all.join('\r\n')}\r\n\r\n${body}`;
}

export class Softphone {
  readonly account: Account;
  leg: Leg;
  private readonly log: UccapiLog;
  /** Capture time minus log time, milliseconds. */
  private readonly offset: number;
  private wire: { readonly scene: Scene; readonly connection: Connection } | undefined;

  constructor(account: Account, leg: Leg, log: UccapiLog, offset: number) {
    this.account = account;
    this.leg = leg;
    this.log = log;
    this.offset = offset;
  }

  /** From here on messages also travel over this captured connection. */
  plug(scene: Scene, connection: Connection): void {
    this.wire = { scene, connection };
  }

  private carry(time: number, by: 'client' | 'server', message: string): void {
    const { wire } = this;
    if (wire === undefined) return;
    // The log notes a message before it is sent and after it was received.
    const at = time + this.offset + (by === 'client' ? 0.6 : -0.6);
    wire.connection.data(at, by, tlsData(Buffer.byteLength(message), wire.scene.random));
  }

  private get via(): string {
    return `Via: SIP/2.0/TLS ${this.leg.local.address}:${this.leg.local.port}`;
  }

  private get answeredVia(): string {
    const { received, local } = this.leg;
    const seen = received === undefined ? '' : `;received=${received}`;
    return `${this.via}${seen};ms-received-port=${local.port};ms-received-cid=2A4B00`;
  }

  private get self(): string {
    return `"${this.account.name}"<${this.account.uri}>`;
  }

  private parties(dialog: Dialog, toTag = dialog.toTag): Headers {
    return [
      `From: ${this.self};tag=${dialog.fromTag};epid=${this.account.epid}`,
      `To: <${dialog.remote}>${toTag === undefined ? '' : `;tag=${toTag}`}`,
      `Call-ID: ${dialog.callId}`,
    ];
  }

  /** A request of this client. */
  request(time: number, method: string, uri: string, cseq: number, dialog: Dialog, message: Message = {}): void {
    const headers = [
      this.via,
      'Max-Forwards: 70',
      ...this.parties(dialog),
      `CSeq: ${cseq} ${method}`,
      `User-Agent: ${this.account.userAgent}`,
    ];
    const text = compose(`${method} ${uri} SIP/2.0`, headers, message);
    this.log.packet(time, 'sent', this.leg.local, this.leg.remote, text);
    this.carry(time, 'client', text);
  }

  /** A response to a request of this client. */
  response(time: number, status: string, method: string, cseq: number, dialog: Dialog, message: Message = {}): void {
    const text = compose(
      `SIP/2.0 ${status}`,
      [
        ...(this.leg.remoteUser && !status.startsWith('401') && !status.startsWith('100')
          ? ['ms-user-logon-data: RemoteUser']
          : []),
        ...this.parties(dialog),
        `CSeq: ${cseq} ${method}`,
        this.answeredVia,
      ],
      message,
    );
    this.log.packet(time, 'received', this.leg.local, this.leg.remote, text);
    this.carry(time, 'server', text);
  }

  /** A request that the server or peer sends to this client, and (unless it wants none) this client's 200 OK. */
  incoming(
    time: number,
    method: string,
    cseq: number,
    dialog: Dialog,
    message: Message = {},
    answer: Message | 'none' = {},
  ): void {
    const parties = [
      `From: <${dialog.remote}>${dialog.toTag === undefined ? '' : `;tag=${dialog.toTag}`}`,
      `To: ${this.self};tag=${dialog.fromTag};epid=${this.account.epid}`,
      `Call-ID: ${dialog.callId}`,
      `CSeq: ${cseq} ${method}`,
    ];
    const via = `Via: SIP/2.0/TLS ${this.leg.remote.address}:${this.leg.remote.port};branch=z9hG4bK29AB539B.BE72D55C`;
    const text = compose(
      `${method} sip:${this.leg.local.address}:${this.leg.local.port};transport=tls;ms-opaque=d3470f2e1d SIP/2.0`,
      [via, 'Max-Forwards: 69', ...parties],
      message,
    );
    this.log.packet(time, 'received', this.leg.local, this.leg.remote, text);
    this.carry(time, 'server', text);
    if (answer === 'none') return;
    const reply = compose('SIP/2.0 200 OK', [via, ...parties, `User-Agent: ${this.account.userAgent}`], answer);
    this.log.packet(time + 12, 'sent', this.leg.local, this.leg.remote, reply);
    this.carry(time + 12, 'client', reply);
  }

  // --- Conversations every client has -------------------------------------------------------------------------

  private get contact(): string {
    const { address, port } = this.leg.local;
    return (
      `Contact: <sip:${address}:${port};transport=tls;ms-opaque=d3470f2e1d>;methods="INVITE, MESSAGE, INFO, OPTIONS, ` +
      'BYE, CANCEL, NOTIFY, ACK, REFER, BENOTIFY";proxy=replace;' +
      '+sip.instance="<urn:uuid:01234567-89AB-5CDE-8F01-23456789ABCD>"'
    );
  }

  private get domain(): string {
    return `sip:${this.account.uri.split('@')[1]}`;
  }

  register(time: number, cseq: number, dialog: Dialog, signed = false): void {
    const proof =
      'Authorization: TLS-DSK qop="auth", realm="SIP Communications Service", opaque="0A1B2C3D", ' +
      'targetname="fe01.contoso.com", crand="11223344", cnum="1", response="00112233445566778899aabbccddeeff00112233"';
    const headers = [this.contact, 'Event: registration', ...(signed ? [proof] : [])];
    this.request(time, 'REGISTER', this.domain, cseq, dialog, { headers });
  }

  /** REGISTER, 401, REGISTER, 200; the last one comes `takes` milliseconds after the first. */
  signIn(time: number, dialog: Dialog, takes: number): void {
    this.register(time, 1, dialog);
    const challenge =
      'WWW-Authenticate: TLS-DSK realm="SIP Communications Service", targetname="fe01.contoso.com", version=4, ' +
      'sts-uri="https://webext.contoso.com:443/CertProv/CertProvisioningService.svc"';
    const refused = { ...dialog, toTag: '0C75AA01' };
    this.response(time + Math.round(takes / 3), '401 Unauthorized', 'REGISTER', 1, refused, { headers: [challenge] });
    this.register(time + Math.round(takes / 2), 2, dialog, true);
    const welcome =
      'Authentication-Info: TLS-DSK qop="auth", opaque="0A1B2C3D", srand="55667788", snum="1", ' +
      'rspauth="ffeeddccbbaa99887766554433221100ffeeddcc", targetname="fe01.contoso.com", ' +
      'realm="SIP Communications Service", version=4';
    const accepted = { ...dialog, toTag: '0C75AA02' };
    this.response(time + takes, '200 OK', 'REGISTER', 2, accepted, {
      headers: [welcome, 'Expires: 7200', 'Server: RTC/6.0'],
    });
  }

  /** Asks for credentials of the A/V Edge and gets them ([MS-AVEDGEA]). */
  mediaRelay(time: number, dialog: Dialog, location: 'internet' | 'intranet', relay: string, takes = 70): void {
    const { uri } = this.account;
    const service = 'sip:edge01.contoso.com@contoso.com;gruu;opaque=srvr:MRAS:aBcDeFgHiJkLmNoPqRsTuAAA';
    const name = 'xmlns="http://schemas.microsoft.com/2006/09/sip/mrasp"';
    const contentType = 'application/msrtc-media-relay-auth+xml';
    this.request(
      time,
      'SERVICE',
      service,
      1,
      { ...dialog, remote: service },
      {
        contentType,
        body:
          `<request requestID="101" from="${uri}" version="2.0" to="${service}" ${name} ` +
          'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><credentialsRequest credentialsRequestID="101">' +
          `<identity>${uri}</identity><location>${location}</location><duration>480</duration>` +
          '</credentialsRequest></request>',
      },
    );
    this.response(
      time + takes,
      '200 OK',
      'SERVICE',
      1,
      { ...dialog, remote: service, toTag: '0C75AA03' },
      {
        contentType,
        body:
          `<?xml version="1.0"?><response requestID="101" version="2.0" serverVersion="2.0" to="${service}" ` +
          `from="${uri}" reasonPhrase="OK" ${name}><credentialsResponse credentialsRequestID="101"><credentials>` +
          '<username>SW52ZW50ZWRVc2VyTmFtZTAwMDE=</username><password>SW52ZW50ZWRQYXNzd29yZDAwMDE=</password>' +
          '<duration>480</duration></credentials><mediaRelayList><mediaRelay>' +
          `<location>${location}</location><hostName>${relay}</hostName><udpPort>3478</udpPort><tcpPort>443</tcpPort>` +
          '</mediaRelay></mediaRelayList></credentialsResponse></response>',
      },
    );
  }

  /** Presence of a contact: the bulk of a real log. */
  presence(time: number, cseq: number, who: string): void {
    const category = (name: string, inner: string) =>
      `<category name="${name}" instance="0" publishTime="2026-03-02T07:58:11.090" container="300" version="4" ` +
      `expireType="endpoint">${inner}</category>`;
    const state =
      '<state xsi:type="aggregateState" lastActive="2026-03-02T08:19:40" xmlns:xsi="http://www.w3.org/2001/' +
      'XMLSchema-instance" xmlns="http://schemas.microsoft.com/2006/09/sip/state"><availability>3500</availability>' +
      '<endpointLocation></endpointLocation></state>';
    const card =
      '<contactCard xmlns="http://schemas.microsoft.com/2006/09/sip/contactcard"><identity><email>' +
      `${who.slice(4)}</email></identity></contactCard>`;
    this.incoming(
      time,
      'BENOTIFY',
      cseq,
      {
        callId: '9f8e7d6c5b4a39281706f5e4d3c2b1a0',
        remote: this.account.uri,
        fromTag: '5c0ffee009',
        toTag: '7D0B0080',
      },
      {
        headers: ['Event: presence', 'subscription-state: active;expires=28800'],
        contentType: 'application/msrtc-event-categories+xml',
        body:
          `<categories xmlns="http://schemas.microsoft.com/2006/09/sip/categories" uri="${who}">` +
          `${category('state', state)}${category('contactCard', card)}</categories>`,
      },
      'none',
    );
  }
}
