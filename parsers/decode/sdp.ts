/** Session descriptions (RFC 4566) with both ICE dialects of Microsoft's clients, by a line table. */
import type { Candidate, Malformed, SdpMedia } from '../../src/facts.ts';
import { CANDIDATES, FIELD } from '../../src/limits.ts';
import { candidateAt, isCandidate, readCandidate, tokens } from './candidate.ts';
import { ipOf, portOf } from './ip-text.ts';
import { contentEnd, nextLineFeed, wordsOf } from './lines.ts';
import { decodeText } from './text.ts';

/** Damage inside a body. */
export interface Problem {
  readonly line: number;
  readonly reason: Malformed['reason'];
  readonly detail: string;
}

export interface Sdp {
  /** Address of c= at session level. */
  readonly connection: string | undefined;
  readonly media: readonly SdpMedia[];
  readonly problems: readonly Problem[];
}

interface OpenMedia {
  line: number;
  media: string;
  protocol: string;
  port: number;
  connection: string | undefined;
  label: string | undefined;
  iceUfrag: string | undefined;
  candidates: Candidate[];
  remote: { readonly component: number; readonly address: string; readonly port: number }[];
}

const LOWER_A = 0x61;

/**
 * Reads the description in `bytes` from `start` to before `end`; bare candidate lines count as one media line `unknown`.
 * Wrapped attributes, empty lines, leading and trailing blanks are tolerated. Candidates that fit neither dialect, or
 * whose address is none, are left out and told as a problem.
 *
 * @param line number of a line by its index from 0.
 * @param first index of the line at `start`.
 */
export function decodeSdp(
  bytes: Uint8Array,
  start: number,
  end: number,
  line: (index: number) => number,
  first = 0,
): Sdp {
  const words = wordsOf(bytes);
  const media: OpenMedia[] = [];
  const problems: Problem[] = [];
  let connection: string | undefined;
  let ufrag: string | undefined;
  let current: OpenMedia | undefined;
  let candidates = 0;

  const section = (index: number): OpenMedia => {
    if (current === undefined) {
      current = openMedia(line(index), 'unknown', '', 0);
      media.push(current);
    }
    return current;
  };
  const add = (index: number, candidate: Candidate | undefined): void => {
    if (candidates === CANDIDATES)
      problems.push({ line: line(index), reason: 'limit', detail: 'more candidates than are read' });
    if (candidates++ >= CANDIDATES) return;
    if (candidate !== undefined) section(index).candidates.push(candidate);
    else problems.push({ line: line(index), reason: 'bad-syntax', detail: 'candidate line of no known form' });
  };
  const read = (index: number, type: number, value: string): void => {
    if (type === 0x6d) {
      const [kind = '', port = '', protocol = ''] = value.split(/\s+/, 3);
      current = openMedia(line(index), clip(kind), clip(protocol), portOf(port.replace(/\/.*$/, '')));
      media.push(current);
    } else if (type === 0x63) {
      const address = ipOf((/^IN\s+IP[46]\s+([^\s/]+)/i.exec(value) ?? [])[1] ?? '');
      if (current === undefined) connection = address;
      else current.connection = address;
    } else if (type === LOWER_A) {
      const colon = value.indexOf(':');
      if (colon < 0) return;
      const rest = value.slice(colon + 1).trim();
      switch (value.slice(0, colon).toLowerCase()) {
        case 'candidate':
        case 'x-candidate-ipv6':
          add(index, readCandidate(rest, line(index)));
          return;
        case 'remote-candidates': {
          const remote = readRemote(rest);
          if (remote !== undefined) section(index).remote.push(...remote);
          else
            problems.push({
              line: line(index),
              reason: 'bad-syntax',
              detail: 'remote-candidates line of no known form',
            });
          return;
        }
        case 'label':
          if (current !== undefined) current.label = clip(rest);
          return;
        case 'ice-ufrag':
          if (current === undefined) ufrag = clip(rest);
          else current.iceUfrag = clip(rest);
      }
    }
  };

  // A line waits until the next one shows that it is not wrapped.
  let open = -1;
  let openType = 0;
  let openText = '';
  for (let at = start, index = first; at < end; index++) {
    const feed = nextLineFeed(bytes, words, at, end);
    const stop = contentEnd(bytes, at, feed);
    let from = at;
    while (from < stop && (bytes[from] === 0x20 || bytes[from] === 0x09)) from++;
    const type = bytes[from]! | 0x20;
    if (from + 1 < stop && bytes[from + 1] === 0x3d && type >= LOWER_A && type <= 0x7a) {
      if (open >= 0) read(open, openType, openText);
      open = -1;
      const next = feed + 1;
      if (
        type === LOWER_A &&
        (bytes[from + 2]! | 0x20) === 0x63 &&
        isCandidate(bytes, from + 2, stop) &&
        (next >= end || bytes[next + 1] === 0x3d || bytes[next]! < 0x20)
      ) {
        // Not wrapped, and of the usual form: no string is made.
        const candidate = candidateAt(bytes, from + 12, stop, line(index));
        if (candidate !== undefined) {
          add(index, candidate);
          at = next;
          continue;
        }
      }
      if (type === 0x6d || type === 0x63 || (type === LOWER_A && wanted(bytes, from + 2, stop))) {
        open = index;
        openType = type;
        openText = decodeText(bytes, from + 2, Math.min(stop, from + 2 + 4 * FIELD));
      }
    } else if (isCandidate(bytes, from, stop)) {
      if (open >= 0) read(open, openType, openText);
      open = index;
      openType = LOWER_A;
      openText = decodeText(bytes, from, Math.min(stop, from + 4 * FIELD));
    } else if (from < stop && open >= 0 && openText.length < 4 * FIELD) {
      openText += (from > at ? ' ' : '') + decodeText(bytes, from, Math.min(stop, from + FIELD));
    }
    at = feed + 1;
  }
  if (open >= 0) read(open, openType, openText);

  return {
    connection,
    media: media.map((m) => {
      const address = m.connection ?? connection;
      return {
        line: m.line,
        media: m.media,
        label: m.label,
        protocol: m.protocol,
        default: address === undefined || m.media === 'unknown' ? undefined : { address, port: m.port },
        iceUfrag: m.iceUfrag ?? ufrag,
        candidates: m.candidates,
        remoteCandidates: m.remote,
      };
    }),
    problems,
  };
}

const clip = (text: string): string => (text.length > FIELD ? text.slice(0, FIELD) : text);

const openMedia = (line: number, media: string, protocol: string, port: number): OpenMedia => ({
  line,
  media,
  protocol,
  port,
  connection: undefined,
  label: undefined,
  iceUfrag: undefined,
  candidates: [],
  remote: [],
});

/** Whether an attribute's name begins like one that is read; keys, passwords and codecs never become strings. */
function wanted(bytes: Uint8Array, at: number, end: number): boolean {
  switch (bytes[at]! | 0x20) {
    case 0x63: // candidate, not crypto…
      return (bytes[at + 1]! | 0x20) === LOWER_A;
    case 0x78: // x-candidate-ipv6, not x-candidate-info
      return end - at > 16 && (bytes[at + 2]! | 0x20) === 0x63 && (bytes[at + 3]! | 0x20) === LOWER_A;
    case 0x72: // remote-candidates, not rtpmap…
      return (bytes[at + 1]! | 0x20) === 0x65 && (bytes[at + 2]! | 0x20) === 0x6d;
    case 0x6c: // label
      return (bytes[at + 1]! | 0x20) === LOWER_A;
    case 0x69: // ice-ufrag, not ice-pwd
      return end - at > 5 && bytes[at + 3] === 0x2d && (bytes[at + 4]! | 0x20) === 0x75;
    default:
      return false;
  }
}

/** The value of a=remote-candidates (RFC 5245 15.2): triples of component, address, port. */
function readRemote(text: string): OpenMedia['remote'] | undefined {
  const t = tokens(text, 60);
  const remote: OpenMedia['remote'] = [];
  for (let n = 0; n + 2 < t.length; n += 3) {
    const address = ipOf(t[n + 1]!);
    if (address === undefined || !/^\d{1,3}$/.test(t[n]!)) return undefined;
    remote.push({ component: Number(t[n]), address, port: portOf(t[n + 2]!) });
  }
  return remote.length > 0 ? remote : undefined;
}
