/**
 * Quality reports of calls ([MS-QoE] 2.2.1, VQReportEvent; application/vq-rtcpxr+xml and application/ms-cqf+xml).
 *
 * Elements are told by their local names and their parents, so the prefixes for ms-rtcp-metrics, .v2, .v3 … do not
 * matter; unknown ones and the fillers named Separator are passed over. Names of people and machines, MAC addresses and
 * BSSIDs are never read. Nothing here throws.
 */
import { SaxesParser } from 'saxes';
import type { Endpoint, Malformed, QualityAddress, QualityReport, StreamFigures } from '../../src/facts.ts';
import { FIELD, QUALITY_LINES, RELAYS, XML_DEPTH } from '../../src/limits.ts';
import { ipOf, portOf } from './ip-text.ts';

type Line = Omit<QualityReport, 'kind' | 'at' | 'time' | 'direction'> & {
  /** Index of the XML's line that its MediaLine begins in, from 0. */
  readonly line: number;
};

export interface VqReport {
  readonly lines: readonly Line[];
  /** Cut, not well formed, or past a limit: `lines` holds what stood before. */
  readonly damaged: boolean;
  /** With `damaged`; `line` counts as in Line. */
  readonly problem?:
    | { readonly line: number; readonly reason: Malformed['reason']; readonly detail: string }
    | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Session = Pick<
  Writable<QualityReport>,
  'callId' | 'start' | 'end' | 'caller' | 'localUserAgent' | 'remoteUserAgent' | 'registeredInside'
>;
type Own = Pick<
  Writable<QualityReport>,
  'label' | 'midCall' | 'ice' | 'transport' | 'connection' | 'connectionDetails' | 'vpn' | 'linkSpeed' | 'damaged'
>;

interface AddressText {
  ip?: string;
  port?: string;
  inside?: boolean | undefined;
  mask?: string;
}

interface Draft {
  readonly line: number;
  readonly session: Session;
  readonly own: Own;
  flags: string | undefined;
  readonly relays: AddressText[];
  readonly local: AddressText;
  readonly remote: AddressText;
  inbound: Writable<StreamFigures> | undefined;
  outbound: Writable<StreamFigures> | undefined;
}

/** Where a report begins; what stands before (XML declaration, the dash that a tree view draws) tells nothing. */
const ROOT = /<(?:[\w.-]{1,32}:)?VQReportEvent(?=[\s/>])/;

const END = /<\/(?:[\w.-]{1,32}:)?VQReportEvent\s*>/;
const MALFORMED = 'quality report is not well-formed XML';

/** Figures by element, with its parent where the name alone is not unique: [MS-QoE] 2.2.1.14, .15, .22 to .27; without a
 *  parent also the names the QoE database and the SDN interface have for them. */
const FIGURES: ReadonlyMap<string, keyof StreamFigures> = new Map<string, keyof StreamFigures>([
  ['Utilization/Packets', 'packets'],
  ['PacketUtilization', 'packets'],
  ['Jitter/InterArrival', 'jitter'],
  ['JitterInterArrival', 'jitter'],
  ['Jitter/InterArrivalMax', 'jitterMax'],
  ['JitterInterArrivalMax', 'jitterMax'],
  ['PacketLoss/LossRate', 'lossRate'],
  ['PacketLossRate', 'lossRate'],
  ['PacketLoss/LossRateMax', 'lossRateMax'],
  ['PacketLossRateMax', 'lossRateMax'],
  ['RoundTrip', 'roundTrip'],
  ['RoundTripMax', 'roundTripMax'],
  ['RatioConcealedSamplesAvg', 'concealedRatio'],
  ['DegradationAvg', 'degradation'],
  ['NetworkMOS/OverallAvg', 'networkMos'],
  ['OverallAvgNetworkMOS', 'networkMos'],
  ['RecvListenMOS', 'listenMos'],
  ['SendListenMOS', 'listenMos'],
  ['VideoLocalFrameLossPercentageAvg', 'frameLoss'],
  ['VideoFrameRateAvg', 'frameRate'],
  ['VideoPostFECPLR', 'lossAfterFec'],
]);

/** Whether bodies of this type hold a report ([MS-QoE] 2.2). @param type lower case, without parameters. */
export const isVqReport = (type: string): boolean =>
  type === 'application/vq-rtcpxr+xml' || type === 'application/ms-cqf+xml';

/** Characters given to the parser at once: the first damage ends the reading. */
const PIECE = 4096;

/**
 * @param xml a body, or text that holds one.
 * @returns the media lines of its first report, or undefined when none begins in it. Of a damaged report what stood
 * before the damage, its open elements closed; the text of an element that the damage is in is dropped, since half a
 * number is another number.
 */
export function decodeVqReport(xml: string): VqReport | undefined {
  const root = ROOT.exec(xml);
  if (root === null) return undefined;
  const drafts: Draft[] = [];
  const stack: string[] = [];
  let session: Session = {};
  let media: Draft | undefined;
  let stream: Writable<StreamFigures> | undefined;
  let text = '';
  let leaf = false;
  let complete = false;
  let problem: VqReport['problem'];

  const parser = new SaxesParser();
  // Line feeds before the character the parser took last; its own count takes a lone CR for a line end as well.
  let lines = 0;
  let feed = xml.indexOf('\n');
  const lineNow = (): number => {
    for (; feed >= 0 && feed < root.index + parser.position - 1; feed = xml.indexOf('\n', feed + 1)) lines++;
    return lines;
  };
  let tagLine = 0;
  const stop = (reason: Malformed['reason'], detail: string, line = lineNow()): void => {
    if (problem !== undefined || complete) return;
    problem = { line, reason, detail };
    if (media) media.own.damaged = true;
  };
  parser.on('error', () => stop('bad-syntax', MALFORMED));
  parser.on('opentagstart', () => {
    tagLine = lineNow();
  });
  parser.on('opentag', (tag) => {
    if (problem !== undefined || complete) return;
    if (stack.length === XML_DEPTH) return stop('limit', `quality report nests more than ${XML_DEPTH} elements`);
    const name = localName(tag.name);
    stack.push(name);
    text = '';
    leaf = true;
    if (name === 'VQSessionReport' || name === 'VQSessionIntervalReport') session = {};
    else if (name === 'DialogInfo') {
      session.callId ??= attribute(tag.attributes, 'CallId');
      session.start ??= attribute(tag.attributes, 'Start');
      session.end ??= attribute(tag.attributes, 'End');
    } else if (name === 'MediaLine') {
      if (drafts.length === QUALITY_LINES) return stop('limit', `more than ${QUALITY_LINES} media lines in a report`);
      media = draft(tagLine, session, attribute(tag.attributes, 'Label'));
      drafts.push(media);
    } else if (name === 'InboundStream' && media) stream = media.inbound ??= {};
    else if (name === 'OutboundStream' && media) stream = media.outbound ??= {};
    else if (name === 'RelayAddress' && media && media.relays.length < RELAYS) media.relays.push({});
  });
  const addText = (more: string): void => {
    if (leaf && text.length < FIELD) text += more.slice(0, FIELD - text.length);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    if (problem !== undefined || complete) return;
    const name = stack.pop() ?? '';
    const parent = stack.at(-1) ?? '';
    const value = leaf ? text.trim() : '';
    leaf = false;
    if (value !== '') {
      if (stream) takeFigure(stream, parent, name, value);
      else if (media) takeDescription(media, parent, name, value);
      else if (parent === 'DialogInfo') takeDialog(session, name, value);
    }
    if (name === 'InboundStream' || name === 'OutboundStream') stream = undefined;
    else if (name === 'MediaLine') media = undefined;
    complete = stack.length === 0;
  });

  for (let at = root.index; at < xml.length && problem === undefined && !complete; at += PIECE)
    parser.write(xml.slice(at, at + PIECE));
  // The end tag is there, but in what an unfinished tag or entity took for its own.
  if (END.test(xml)) stop('bad-syntax', MALFORMED, tagLine);
  else stop('truncated', 'quality report ends before its end tag', tagLine);
  return { lines: drafts.map(finished), damaged: problem !== undefined, problem };
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function attribute(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  for (const key of Object.keys(attributes)) if (localName(key) === name) return own(attributes[key]!);
  return undefined;
}

/** A copy of its own: a slice would keep the whole report alive in V8. Undefined for an empty one. */
function own(text: string): string | undefined {
  const clipped = text.slice(0, FIELD).trim();
  return clipped === '' ? undefined : [...clipped].join('');
}

const draft = (line: number, session: Session, label: string | undefined): Draft => ({
  line,
  session,
  own: { label, damaged: false },
  flags: undefined,
  relays: [],
  local: {},
  remote: {},
  inbound: undefined,
  outbound: undefined,
});

/** xs:boolean. */
function truth(value: string): boolean | undefined {
  const word = value.toLowerCase();
  return word === 'true' || word === '1' ? true : word === 'false' || word === '0' ? false : undefined;
}

/** xs:float, xs:int; negative numbers stand for "not measured". */
function measured(value: string): number | undefined {
  if (!/^\+?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,2})?$/.test(value)) return undefined;
  return Number(value);
}

/** The first of its kind counts: a video stream may repeat its payload for each codec. */
function takeFigure(stream: Writable<StreamFigures>, parent: string, name: string, value: string): void {
  const figure = FIGURES.get(`${parent}/${name}`) ?? FIGURES.get(name);
  if (figure !== undefined) stream[figure] ??= measured(value);
}

/** [MS-QoE] 2.2.1.4.1. */
function takeDialog(session: Session, name: string, value: string): void {
  if (name === 'Caller') session.caller = truth(value);
  else if (name === 'LocalUserAgent') session.localUserAgent = own(value);
  else if (name === 'RemoteUserAgent') session.remoteUserAgent = own(value);
  else if (name === 'RegisteredInside') session.registeredInside = truth(value);
}

/** [MS-QoE] 2.2.1.7. */
const ICE: ReadonlySet<string> = new Set(['FAILED', 'DIRECT', 'RELAY', 'HTTP-PROXY']);

/** [MS-QoE] 2.2.1.6 to 2.2.1.9. */
function takeDescription(media: Draft, parent: string, name: string, value: string): void {
  if (parent === 'Connectivity') {
    const word = value.toUpperCase();
    if (name === 'Ice' && ICE.has(word)) media.own.ice = own(word) as NonNullable<QualityReport['ice']>;
    else if (name === 'IceWarningFlags') media.flags = value;
  } else if (parent === 'NetworkConnectivityInfo') {
    if (name === 'NetworkConnection') media.own.connection = own(value);
    else if (name === 'NetworkConnectionDetails') media.own.connectionDetails = own(value);
    else if (name === 'VPN') media.own.vpn = truth(value);
    else if (name === 'LinkSpeed') media.own.linkSpeed = measured(value);
  } else if (parent === 'Description') {
    if (name === 'Transport') media.own.transport = own(value.toUpperCase());
    else if (name === 'MidCallReport') media.own.midCall = truth(value);
  } else if (parent === 'LocalAddr') takeAddress(media.local, name, value);
  else if (parent === 'RemoteAddr') takeAddress(media.remote, name, value);
  else if (parent === 'RelayAddress') {
    const relay = media.relays.at(-1);
    if (relay) takeAddress(relay, name, value);
  }
}

function takeAddress(address: AddressText, name: string, value: string): void {
  if (name === 'IPAddr') address.ip ??= value;
  else if (name === 'Port') address.port ??= value;
  else if (name === 'Inside') address.inside = truth(value);
  else if (name === 'SubnetMask') address.mask ??= value;
}

/** @returns undefined without an address, or with the one that stands for none. */
function addressOf({ ip, port, inside, mask }: AddressText): QualityAddress | undefined {
  const address = ipOf(own(ip ?? '') ?? '');
  if (address === undefined || address === '0.0.0.0' || address === '::') return undefined;
  return { address, port: portOf(port ?? ''), inside, subnetMask: ipOf(own(mask ?? '') ?? '') };
}

/** The bits' numbering of OCS 2007 and 2007 R2 ([MS-QoE] 2.2.1.7.1, footnote 57): their versions begin with 2 and 3. */
const OCS_2007 = /\b(?:UCCP|UCCAPI|OC|RTCC|CPE)\/[23]\./;

function iceWarningOf(flags: string | undefined, userAgent: string | undefined): QualityReport['iceWarning'] {
  if (flags === undefined) return undefined;
  const hex = /^0x[0-9a-f]{1,8}$/i.test(flags) || /^(?=.*[a-f])[0-9a-f]{1,8}$/i.test(flags);
  if (!hex && !/^\d{1,10}$/.test(flags)) return undefined;
  const value = hex ? Number.parseInt(flags, 16) : Number(flags);
  if (value > 0xffffffff) return undefined;
  return { value, readAs: hex ? 'hex' : 'decimal', numbering: OCS_2007.test(userAgent ?? '') ? 'ocs2007' : 'lync' };
}

function finished(d: Draft): Line {
  const relays: Endpoint[] = d.relays.flatMap((r) => {
    const relay = addressOf(r);
    return relay ? [{ address: relay.address, port: relay.port }] : [];
  });
  return {
    line: d.line,
    ...d.session,
    ...d.own,
    iceWarning: iceWarningOf(d.flags, d.session.localUserAgent),
    relays,
    local: addressOf(d.local),
    remote: addressOf(d.remote),
    inbound: d.inbound,
    outbound: d.outbound,
  };
}
