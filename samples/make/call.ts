import type { IceSecrets } from './media.ts';
import type { Endpoint } from './packets.ts';
import { type CandidateSpec, candidateLines, type SessionSpec, sessionDescription } from './sdp.ts';
import { ANNA, BEN_GRUU } from './site.ts';
import type { Dialog, Softphone } from './softphone.ts';

/** The SIP side of a call: offer, answers, final offer, end. */

export const SECRETS: IceSecrets = {
  mine: { ufrag: 'aNn1', password: 'InventedPasswordAnna0001' },
  peer: { ufrag: 'bEn2', password: 'InventedPasswordBen00002' },
};

export type Ports = readonly [number, number];

/** A relay of the A/V Edge as one UDP and two TCP candidates, with the reflexive address beside each transport. */
export interface EdgeCandidates {
  readonly relay: string;
  readonly udp: Ports;
  readonly tcp: number;
  /** Address that the Edge saw. */
  readonly mapped: string;
  readonly mappedUdp: Ports;
  readonly mappedTcp: number;
  /** Own address behind it. */
  readonly base: string;
}

/** Candidates in the order of a 16.x client: hosts, TCP-PASS relay, UDP relay, UDP srflx (behind a NAT only),
 *  TCP-ACT relay, TCP-ACT srflx. */
export function candidates(hosts: readonly (readonly [string, Ports])[], edge: EdgeCandidates): CandidateSpec[] {
  const tcp: Ports = [edge.tcp, edge.tcp];
  const mappedTcp = { address: edge.mapped, ports: [edge.mappedTcp, edge.mappedTcp] } as const;
  const mappedUdp = { address: edge.mapped, ports: edge.mappedUdp };
  const reflexive: CandidateSpec = {
    transport: 'UDP',
    type: 'srflx',
    ...mappedUdp,
    related: { address: edge.base, ports: edge.mappedUdp },
  };
  return [
    ...hosts.map(([address, ports]): CandidateSpec => ({ transport: 'UDP', type: 'host', address, ports })),
    { transport: 'TCP-PASS', type: 'relay', address: edge.relay, ports: tcp, related: mappedTcp },
    { transport: 'UDP', type: 'relay', address: edge.relay, ports: edge.udp, related: mappedUdp },
    ...(edge.mapped === edge.base ? [] : [reflexive]),
    { transport: 'TCP-ACT', type: 'relay', address: edge.relay, ports: tcp, related: mappedTcp },
    {
      transport: 'TCP-ACT',
      type: 'srflx',
      ...mappedTcp,
      related: { address: edge.base, ports: [edge.mappedTcp, edge.mappedTcp] },
    },
  ];
}

/** One side's description: its default is `at` (RTP) and the RTCP port. */
export type Side = Pick<SessionSpec, 'connection' | 'ports' | 'candidates'> & Partial<SessionSpec>;

export function mine(side: Side): string {
  const { ufrag, password } = SECRETS.mine;
  return sessionDescription({ version: 0, ufrag, password, key: 'InventedKeyInventedKeyInventedKeyInvente0', ...side });
}

export function theirs(side: Side): string {
  const { ufrag, password } = SECRETS.peer;
  return sessionDescription({ version: 0, ufrag, password, key: 'InventedKeyInventedKeyInventedKeyInvente1', ...side });
}

/** The final description: the nominated candidate of one side, and the other side's as remote. */
export function nominated(side: Side, address: string, ports: Ports, remote: readonly [Endpoint, Endpoint]): Side {
  const lines = candidateLines(side.candidates).filter((line) =>
    ports.some((port) => line.includes(` UDP `) && line.includes(` ${address} ${port} typ `)),
  );
  return { ...side, version: 1, connection: address, ports, lines, remote };
}

export type Location = 'Internet' | 'Intranet';

const location = (value: Location): string => `ms-endpoint-location-data: NetworkScope;ms-media-location-type=${value}`;

/** The first INVITE. */
export function invite(
  phone: Softphone,
  time: number,
  dialog: Dialog,
  body: string,
  subnet: string,
  where: Location,
): void {
  phone.request(time, 'INVITE', dialog.remote, 1, dialog, {
    headers: [
      `Contact: <${ANNA.uri};opaque=user:epid:aBcDeFgHiJkLmNoPqRsTuAAA;gruu>`,
      'Ms-Conversation-ID: AdKc0nv1nventedIdAAAAAAAAAAAAA==',
      'Supported: timer',
      'Supported: ms-early-media',
      'Supported: 100rel',
      'Allow: INVITE, BYE, ACK, CANCEL, INFO, UPDATE, REFER, NOTIFY, BENOTIFY, OPTIONS',
      `ms-subnet: ${subnet}`,
      location(where),
    ],
    contentType: 'application/sdp',
    body,
  });
  phone.response(time + 72, '100 Trying', 'INVITE', 1, dialog);
}

/** 183 or 200 with the peer's description, or without one. */
export function answer(
  phone: Softphone,
  time: number,
  status: string,
  cseq: number,
  dialog: Dialog,
  body: string | undefined,
  where: Location,
): void {
  phone.response(time, status, 'INVITE', cseq, dialog, {
    headers: [
      `Contact: <${BEN_GRUU}>`,
      'User-Agent: UCCAPI/16.0.4417.1000 OC/16.0.4417.1000 (Skype for Business)',
      location(where),
    ],
    ...(body === undefined ? {} : { contentType: 'application/sdp', body }),
  });
}

/** Re-INVITE with the nominated pair, its 200 and ACK. */
export function finalOffer(phone: Softphone, time: number, uri: string, dialog: Dialog, offer: string, reply: string) {
  phone.request(time, 'INVITE', uri, 2, dialog, { contentType: 'application/sdp', body: offer });
  phone.response(time + 85, '200 OK', 'INVITE', 2, dialog, { contentType: 'application/sdp', body: reply });
  phone.request(time + 90, 'ACK', uri, 2, dialog);
}

const BLOB =
  'NetworkErr=no error,ErrTime=0,RTPSeq=6811,SeqDelta=14,RTPTime=136220,RTCPTime=135980,TransptRecvErr=0x0,' +
  'RecvErrTime=0,TransptSendErr=0x0,SendErrTime=0,InterfacesStall=0x0,InterfacesConnCheck=0x0,MediaTimeout=0,' +
  'RtcpByeSent=1,RtcpByeRcvd=0,BlobVer=1';

/** A person hangs up; the callee's 200 tells how its media went. */
export function hangUp(phone: Softphone, time: number, uri: string, dialog: Dialog, calleeMedia: string): void {
  phone.request(time, 'BYE', uri, 3, dialog, {
    headers: [
      'ms-client-diagnostics: 51004; reason="Action initiated by user";UserType="Caller";MediaType="audio";' +
        `MediaChanBlob="${BLOB}";`,
    ],
  });
  phone.response(time + 67, '200 OK', 'BYE', 3, dialog, {
    headers: [
      `ms-client-diagnostics: 51007;reason="Callee media connectivity diagnosis info";CalleeMediaDebug="${calleeMedia}"`,
    ],
  });
}

export const BOTH_REMOTE =
  'Call failed to establish due to a media connectivity failure when both endpoints are remote';
