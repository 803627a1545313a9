/**
 * When Microsoft calls a stream poor. Source: "Stream Classification in Call Quality Dashboard (CQD)",
 * learn.microsoft.com/microsoftteams/stream-classification-in-call-quality-dashboard, in two states: that for Skype for
 * Business Online (2018 to 2021) with all figures below, and that of 10/2024, which asks for more than 500 packets, has no
 * degradation and no concealed samples for audio, and 1 instead of 2 frames a second for screen sharing. Taken: the
 * figures of the first, since these are Skype for Business clients, and of the second what accuses less.
 *
 * "Poor" says that the network's figures were out of bounds, not that somebody heard or saw it.
 * Application sharing over RDP is left out: the page's two states disagree on a unit.
 */
import type { StreamFigures } from '../facts.ts';

export type StreamKind = 'audio' | 'video' | 'sharing-video';

/** Labels of media lines ([MS-QoE] 2.2.1.5: main-audio, main-video, panoramic-video; MS-SDPEXT: applicationsharing-video).
 *  Undefined for those without a classifier. */
export function streamKind(label: string | undefined): StreamKind | undefined {
  if (label === undefined) return undefined;
  if (/audio/i.test(label)) return 'audio';
  if (/sharing.*video/i.test(label)) return 'sharing-video';
  return /video/i.test(label) ? 'video' : undefined;
}

/** Streams of fewer packets are not classified (the page of 10/2024). */
export const LEAST_PACKETS = 500;

interface Bound {
  readonly figure: keyof StreamFigures;
  readonly name: string;
  readonly limit: number;
  /** Poor on this side of the limit. */
  readonly side: 'above' | 'below';
  readonly unit: 'ms' | 'ratio' | 'percent' | 'mos' | 'fps';
}

/** Poor when one of them is out of bounds. */
const AUDIO: readonly Bound[] = [
  { figure: 'lossRate', name: 'packet loss', limit: 0.1, side: 'above', unit: 'ratio' },
  { figure: 'jitter', name: 'jitter', limit: 30, side: 'above', unit: 'ms' },
  { figure: 'roundTrip', name: 'round trip', limit: 500, side: 'above', unit: 'ms' },
  { figure: 'concealedRatio', name: 'concealed samples', limit: 0.07, side: 'above', unit: 'ratio' },
  { figure: 'degradation', name: 'MOS degradation', limit: 1, side: 'above', unit: 'mos' },
];

/** The first that is reported decides. */
const video = (leastFrames: number): readonly Bound[] => [
  { figure: 'frameLoss', name: 'lost frames', limit: 50, side: 'above', unit: 'percent' },
  { figure: 'frameRate', name: 'frame rate', limit: leastFrames, side: 'below', unit: 'fps' },
  { figure: 'lossAfterFec', name: 'packet loss after correction', limit: 0.15, side: 'above', unit: 'ratio' },
];
const VIDEO = video(7);
const SHARING_VIDEO = video(1);

export interface Classified {
  readonly class: 'good' | 'poor' | 'unclassified';
  /** The figures out of bounds: `jitter 45 ms (poor above 30 ms)`. */
  readonly because: readonly string[];
}

const UNCLASSIFIED: Classified = { class: 'unclassified', because: [] };

/** Video is judged as received: what a camera sends tells nothing of the network. */
export function classify(
  kind: StreamKind | undefined,
  direction: 'inbound' | 'outbound',
  figures: StreamFigures | undefined,
): Classified {
  if (kind === undefined || (figures?.packets ?? 0) <= LEAST_PACKETS) return UNCLASSIFIED;
  if (kind !== 'audio' && direction === 'outbound') return UNCLASSIFIED;
  const bounds = kind === 'audio' ? AUDIO : kind === 'video' ? VIDEO : SHARING_VIDEO;
  const known = bounds.filter((b) => figureOf(b, figures!) !== undefined);
  if (known.length === 0) return UNCLASSIFIED;
  const because = (kind === 'audio' ? known : known.slice(0, 1)).flatMap((b) => {
    const value = figureOf(b, figures!)!;
    const out = b.side === 'above' ? value > b.limit : value < b.limit;
    return out ? [`${b.name} ${words(value, b.unit)} (poor ${b.side} ${words(b.limit, b.unit)})`] : [];
  });
  return { class: because.length > 0 ? 'poor' : 'good', because };
}

/** A ratio above 1 is none. */
function figureOf(bound: Bound, figures: StreamFigures): number | undefined {
  const value = figures[bound.figure];
  return bound.unit === 'ratio' && (value ?? 0) > 1 ? undefined : value;
}

const short = (n: number): string => `${Number(n.toFixed(2))}`;

function words(value: number, unit: Bound['unit']): string {
  if (unit === 'ratio') return `${short(value * 100)} %`;
  if (unit === 'percent') return `${short(value)} %`;
  if (unit === 'ms') return `${short(value)} ms`;
  return unit === 'fps' ? `${short(value)} frames/s` : `${Number(value.toFixed(2))}`;
}
