import type { Endpoint } from './packets.ts';
import { rtp } from './rtp.ts';
import type { Link, Scene } from './scene.ts';
import {
  type Allocation,
  allocateBare,
  allocateRefused,
  allocateSigned,
  allocateSuccess,
  bindingRequest,
  bindingSuccess,
  type Check,
  dataIndication,
  sendRequest,
  setActiveDestination,
  setActiveDestinationDone,
  type TurnAccount,
  turnFrame,
} from './stun.ts';
import { pseudoTlsClient, pseudoTlsServer } from './tls.ts';

/** What a call puts on the wire: allocations at the Edge, connectivity checks, media. */

/** The account that the MRAS answer of the log hands out. */
export function turnAccount(scene: Scene): TurnAccount {
  return {
    username: 'InventedUserName0001',
    password: 'InventedPassword0001',
    realm: 'contoso.com',
    nonce: '7b1d4c2e9f60a835',
    connection: scene.random.bytes(20),
  };
}

/** Allocate refused with 401, then granted, over UDP. Takes about 60 ms. */
export function allocate(
  scene: Scene,
  link: Link,
  time: number,
  local: Endpoint,
  account: TurnAccount,
  allocation: Allocation,
): void {
  const { server } = allocation;
  const first = scene.random.bytes(16);
  scene.exchange(link, time, local, server, allocateBare(first), allocateRefused(first, account), 22);
  const second = scene.random.bytes(16);
  const [ask, answer] = [allocateSigned(second, account), allocateSuccess(second, account, allocation)];
  scene.exchange(link, time + 25, local, server, ask, answer, 23);
}

/** The same over TCP 443, behind pseudo-TLS. */
export function allocateTcp(
  scene: Scene,
  link: Link,
  time: number,
  local: Endpoint,
  account: TurnAccount,
  allocation: Allocation,
): void {
  const connection = scene.connect(link, time, local, allocation.server);
  connection.data(time + 20, 'client', pseudoTlsClient(scene.random));
  connection.data(time + 40, 'server', pseudoTlsServer(scene.random));
  const first = scene.random.bytes(16);
  connection.data(time + 42, 'client', turnFrame('control', allocateBare(first)));
  connection.data(time + 63, 'server', turnFrame('control', allocateRefused(first, account)));
  const second = scene.random.bytes(16);
  connection.data(time + 65, 'client', turnFrame('control', allocateSigned(second, account)));
  connection.data(time + 88, 'server', turnFrame('control', allocateSuccess(second, account, allocation)));
}

/** Ufrag and password of both sides of a call. */
export interface IceSecrets {
  readonly mine: { readonly ufrag: string; readonly password: string };
  readonly peer: { readonly ufrag: string; readonly password: string };
}

type CheckKind = Pick<Check, 'foundation' | 'component'> & { readonly useCandidate?: boolean };

function outboundCheck(scene: Scene, secrets: IceSecrets, kind: CheckKind): Check {
  return {
    transaction: scene.random.bytes(12),
    username: `${secrets.peer.ufrag}:${secrets.mine.ufrag}`,
    password: secrets.peer.password,
    controlling: true,
    ...kind,
  };
}

/** One check that nobody answers, sent `after` each of these milliseconds. */
export function unansweredCheck(
  scene: Scene,
  link: Link,
  time: number,
  from: Endpoint,
  to: Endpoint,
  secrets: IceSecrets,
  kind: CheckKind,
  after = [0, 500, 1500, 3500, 7500],
): void {
  const request = bindingRequest(outboundCheck(scene, secrets, kind));
  for (const wait of after) scene.udp(link, time + wait, from, to, request);
}

/** A check of ours that the peer answers. */
export function answeredCheck(
  scene: Scene,
  link: Link,
  time: number,
  from: Endpoint,
  to: Endpoint,
  secrets: IceSecrets,
  kind: CheckKind,
  delay: number,
): void {
  const check = outboundCheck(scene, secrets, kind);
  const answer = bindingSuccess(check.transaction, from, check.password);
  scene.exchange(link, time, from, to, bindingRequest(check), answer, delay);
}

/** A check of the peer that we answer. */
export function peerCheck(
  scene: Scene,
  link: Link,
  time: number,
  here: Endpoint,
  peer: Endpoint,
  secrets: IceSecrets,
  kind: CheckKind,
): void {
  const transaction = scene.random.bytes(12);
  const request = bindingRequest({
    transaction,
    username: `${secrets.mine.ufrag}:${secrets.peer.ufrag}`,
    password: secrets.mine.password,
    controlling: false,
    ...kind,
  });
  scene.exchange(link, time, peer, here, request, bindingSuccess(transaction, peer, secrets.mine.password), 0.4);
}

/** A way through the Edge's relay. */
export interface Relay {
  readonly local: Endpoint;
  readonly server: Endpoint;
  readonly account: TurnAccount;
  /** Address that the relay gave us, as the peer sees it. */
  readonly relayed: Endpoint;
}

/** A check inside Send requests; `delay` set = answered inside a Data indication. */
export function relayedCheck(
  scene: Scene,
  link: Link,
  time: number,
  relay: Relay,
  peer: Endpoint,
  secrets: IceSecrets,
  kind: CheckKind,
  delay?: number,
  after = [0, 500, 1500, 3500],
): void {
  const check = outboundCheck(scene, secrets, kind);
  const request = bindingRequest(check);
  (delay === undefined ? after : [0]).forEach((wait, index) => {
    const message = sendRequest(scene.random.bytes(16), relay.account, index + 1, peer, request);
    scene.udp(link, time + wait, relay.local, relay.server, message);
  });
  if (delay === undefined) return;
  const answer = bindingSuccess(check.transaction, relay.relayed, check.password);
  const indication = dataIndication(scene.random.bytes(16), relay.account, peer, answer);
  scene.udp(link, time + delay, relay.server, relay.local, indication);
}

/** Tells the relay whom unwrapped media is for, and its consent. */
export function activate(scene: Scene, link: Link, time: number, relay: Relay, peer: Endpoint): void {
  const transaction = scene.random.bytes(16);
  const ask = setActiveDestination(transaction, relay.account, 9, peer);
  scene.exchange(link, time, relay.local, relay.server, ask, setActiveDestinationDone(transaction, relay.account), 21);
}

/** SILK audio both ways, 50 packets a second. */
export function audio(scene: Scene, link: Link, time: number, here: Endpoint, there: Endpoint, packets: number): void {
  const [out, back] = [scene.random.next(), scene.random.next()];
  for (let index = 0; index < packets; index++) {
    const fields = { payloadType: 104, sequence: 4700 + index, timestamp: 96_000 + index * 320 };
    const at = time + index * 20;
    scene.udp(link, at, here, there, rtp({ ...fields, ssrc: out }, scene.random.bytes(34 + (index % 5))));
    scene.udp(link, at + 7.3, there, here, rtp({ ...fields, ssrc: back }, scene.random.bytes(34 + (index % 7))));
  }
}
