import { allSamples } from '../../samples/make/all.ts';
import { stamp } from '../../samples/make/uccapi-log.ts';
import { digits, repeat } from './repeat.ts';

const MARK = 'deadbeef';
const START = Date.UTC(2026, 2, 2, 6);
/** Milliseconds between two records. */
const STEP = 20;

const TRACES = [
  'INFO  :: CRTCMediaController::OnDeviceEvent this[23A0075B] device[0] event[4] state[1->1] pending[0]',
  'INFO  :: Function: DeviceManager::Initialize',
  'ERROR :: HRESULT API failed: 80070002 = hr. get_RegistryString',
  'INFO  :: SetDeviceDisabled[23A0075B] 0->0',
  'TRACE :: CUccSubscription::NotifyPropertyChange entity[0A41FD20] category[state] instance[0] container[300]',
  'INFO  :: CUccPresentityCollection::Refresh count[214] changed[0] timer[1200000] queue[0] backoff[0]',
  'INFO  :: CSIPTransport::Idle socket[1C44] sent[0] received[0] keepalive[300000] left[118220]',
  'WARN  :: CRTCTimer::Late id[77] by[31]',
] as const;

/** The packet blocks of one Call-ID, with a Call-ID that ends in MARK. */
function callBlocks(sample: string, callId: string): string[] {
  const bytes = allSamples().find((each) => each.name === sample)!.files['client.UccApilog']!;
  const text = Buffer.from(bytes).toString('latin1');
  const starts = /^\S+ \S+ INFO {2}:: (?:Sending Packet|Data Received) - [\s\S]*?:: End of [^\n]*\n/gm;
  return [...text.matchAll(starts)]
    .map(([block]) => block)
    .filter((block) => block.includes(callId))
    .map((block) => block.replaceAll(callId, callId.slice(0, 24) + MARK));
}

/** A presence document of several KB on one line, as servers send them. */
function presence(number: number): string {
  const category = (index: number) =>
    `<category name="state" instance="${index}" publishTime="2026-03-02T07:58:11.090" container="300" version="4" ` +
    'expireType="endpoint"><state xsi:type="aggregateState" lastActive="2026-03-02T08:19:40" xmlns:xsi="http://' +
    'www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.microsoft.com/2006/09/sip/state"><availability>3500' +
    '</availability><endpointLocation></endpointLocation></state></category>';
  const body =
    '<categories xmlns="http://schemas.microsoft.com/2006/09/sip/categories" ' +
    `uri="sip:user${number}@contoso.com">${Array.from({ length: 9 + (number % 7) }, (_, index) => category(index)).join('')}</categories>`;
  const message = [
    'BENOTIFY sip:192.168.1.34:50226;transport=tls;ms-opaque=d3470f2e1d SIP/2.0',
    'Via: SIP/2.0/TLS 198.51.100.40:443;branch=z9hG4bK29AB539B.BE72D55C',
    'From: <sip:anna@contoso.com>;tag=7D0B0080',
    'To: <sip:anna@contoso.com>;tag=5c0ffee009;epid=ab12cd34ef',
    'Call-ID: 9f8e7d6c5b4a39281706f5e4d3c2b1a0',
    `CSeq: ${number} BENOTIFY`,
    'Event: presence',
    'subscription-state: active;expires=28800',
    'Content-Type: application/msrtc-event-categories+xml',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
  const prefix = `${stamp(START)} 1A2C:F3C INFO  :: `;
  const tail = `198.51.100.40:443 (To Local Address: 192.168.1.34:50226) ${message.length} bytes`;
  return `${prefix}Data Received - ${tail}:\r\n${prefix}${message}\r\n${prefix}End of Data Received -${tail}\r\n`;
}

/** `callShare` of calls (one good, one failed), the rest presence and trace lines by halves, evenly mixed. */
function logCycle(callShare: number): Buffer {
  const calls = [
    ...callBlocks('healthy-split-tunnel', '3d4e5f60718293a4b5c6d7e8f90a1b2c'),
    ...callBlocks('globalprotect-incident', '2c3d4e5f60718293a4b5c6d7e8f90a1b'),
  ];
  const share = (calls.join('').length * (1 - callShare)) / 2 / callShare;
  const fill = (make: (index: number) => string): string[] => {
    const out: string[] = [];
    for (let length = 0, index = 0; length < share; index++) length += out[out.push(make(index)) - 1]!.length;
    return out;
  };
  const noise = [
    fill((index) => `${stamp(START)} 1A2C:${index % 3 === 0 ? '11C0' : 'F3C'} ${TRACES[index % TRACES.length]!}\r\n`),
    fill(presence),
  ];
  // Each record gets its place in the cycle by its number within its own kind.
  return Buffer.from(
    [calls, ...noise]
      .flatMap((kind) => kind.map((text, index) => ({ text, place: (index + 0.5) / kind.length })))
      .sort((left, right) => left.place - right.place)
      .map(({ text }) => text)
      .join(''),
    'latin1',
  );
}

function everyIndex(data: Buffer, what: string | RegExp): number[] {
  const text = data.toString('latin1');
  return [...text.matchAll(what instanceof RegExp ? what : new RegExp(what, 'g'))].map((match) => match.index);
}

/** Writes a client log of about `size` bytes, `callShare` of them calls. Returns its number of calls. */
export function writeLog(path: string, size: number, callShare: number): number {
  const cycle = logCycle(callShare);
  const prefixes = everyIndex(cycle, /^\d\d\/\d\d\/\d{4}\|/gm);
  const callIds = everyIndex(cycle, MARK);
  const ends = new Set(everyIndex(cycle, /^\S+ \S+ INFO {2}:: (?:Sending Packet|Data Received) - /gm));
  // The lines of a packet share one time; each record has its own.
  let record = 0;
  let inside = 0;
  const numbers = prefixes.map((at) => {
    if (inside > 0) inside--;
    else {
      record++;
      inside = ends.has(at) ? 2 : 0;
    }
    return record;
  });
  const cycles = repeat(path, Buffer.alloc(0), cycle, size, (out, base, index) => {
    for (let place = 0; place < prefixes.length; place++) {
      const time = 6 * 3_600_000 + (index * record + numbers[place]!) * STEP;
      const at = base + prefixes[place]!;
      digits(out, at + 3, 2 + Math.floor(time / 86_400_000), 2);
      digits(out, at + 11, Math.floor(time / 3_600_000) % 24, 2);
      digits(out, at + 14, Math.floor(time / 60_000) % 60, 2);
      digits(out, at + 17, Math.floor(time / 1000) % 60, 2);
      digits(out, at + 20, time % 1000, 3);
    }
    for (const at of callIds) digits(out, base + at, index, 8);
  });
  return cycles * 2;
}
