/** Trace lines of a client log that may tell of name lookups and connections. No real wording of them is known
 *  (unconfirmed), so nothing is read but result codes, names of servers and addresses; the words are kept as a shape. */
import type { TraceShape } from '../../src/facts.ts';
import {
  EXCERPT,
  SHAPES,
  SHAPES_SHOWN,
  TRACE_ALARMS,
  TRACE_FACTS,
  TRACE_LINE_BYTES,
  TRACE_LINES,
  TRACE_LINES_SIGN_IN,
} from '../../src/limits.ts';
import type { Emit } from '../../src/parser.ts';
import { lineShape } from './line-shape.ts';
import { decodeText } from './text.ts';

/** Result codes seen in every healthy start: a registry value or a device that is not there. */
const HARMLESS: ReadonlySet<string> = new Set(['80070002', '80ee002d']);
/** UCC API (facility 0xee); Win32 8192 to 12287: DNS, WinSock, WinINet. Eight hexadecimal digits, as `80ee0066`. */
const HRESULT = /(?<![0-9a-z])(?:0x)?(80ee[0-9a-f]{4}|80072[0-9a-f]{3})(?![0-9a-z])/gi;
/** `lyncdiscoverinternal.contoso.com`, `_sipinternaltls._tcp.contoso.com`, `sip.contoso.com`, `autodiscover.contoso.com` */
const NAME =
  /(?<![\w.-])((?:lyncdiscover(?:internal)?|_sip(?:internal)?(?:tls)?\._(?:tcp|tls)|sip(?:internal|external)?|autodiscover)\.[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})/i;
/** `https://mail.contoso.com/EWS/Exchange.asmx`, `https://contoso.com/Autodiscover/Autodiscover.xml` */
const WEB = /https?:\/\/([a-z0-9.-]{1,253})(?::\d{1,5})?\/(?:ews\/exchange\.asmx|autodiscover\/autodiscover\.)/i;
const IPV4 = /(?<![\w.-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.\d)/;

/** What a line says; undefined when it holds neither a result code of interest nor a server's name. */
export function readTrace(
  text: string,
):
  | { readonly hresult: string | undefined; readonly host: string | undefined; readonly address: string | undefined }
  | undefined {
  const hresult = [...text.matchAll(HRESULT)].map((m) => m[1]!.toLowerCase()).find((code) => !HARMLESS.has(code));
  const host = (NAME.exec(text) ?? WEB.exec(text))?.[1]?.toLowerCase();
  if (hresult === undefined && host === undefined) return undefined;
  return { hresult, host, address: IPV4.exec(text)?.[0] };
}

/** What the parser's loop has to hand over; read for every line, hence plain fields. */
export interface Watched {
  /** Lines of any level: the start of a log, and what follows a REGISTER. */
  any: boolean;
  /** ERROR and WARN lines. */
  alarms: boolean;
}

/** Looks at trace lines while there is reason to, and counts the shapes of those it could not read. */
export interface TraceWatch {
  /** A REGISTER was seen. */
  signIn(): void;
  /** One line: its message from `start` to before `end`. `time` is asked for only when a fact comes of it. */
  line(bytes: Uint8Array, start: number, end: number, number: number, time: () => number | undefined): void;
  /** The commonest shapes, at most SHAPES_SHOWN. */
  shapes(): readonly TraceShape[];
  /** ERROR and WARN lines with result codes of every healthy start. */
  readonly harmless: number;
}

export function traceWatch(source: string, emit: Emit, watched: Watched): TraceWatch {
  let any = TRACE_LINES;
  let alarms = TRACE_ALARMS;
  let facts = 0;
  let harmless = 0;
  watched.any = true;
  watched.alarms = true;
  const shapes = new Map<string, { count: number; readonly level: string; readonly shape: string }>();
  /** Shapes by a hash of their line's bytes other than digits: lines repeat themselves. */
  const known = new Map<number, { count: number } | undefined>();

  const countShape = (shape: string, level: string): { count: number } | undefined => {
    const key = `${level} ${shape}`;
    let counted = shapes.get(key);
    if (counted === undefined) {
      if (shapes.size === SHAPES) return undefined;
      counted = { count: 0, level, shape };
      shapes.set(key, counted);
    }
    counted.count++;
    return counted;
  };

  return {
    get harmless() {
      return harmless;
    },
    signIn() {
      any = Math.max(any, TRACE_LINES_SIGN_IN);
      watched.any = true;
    },
    line(bytes, start, end, number, time) {
      const alarm = isAlarm(bytes, start);
      if (any > 0) watched.any = --any > 0;
      else if (!alarm || alarms === 0) return;
      else watched.alarms = --alarms > 0;
      let stop = Math.min(end, start + TRACE_LINE_BYTES);
      while (stop > start && bytes[stop - 1]! <= 0x20) stop--;
      const hint = hintOf(bytes, start, stop);
      if (hint === HARMLESS_CODE) {
        if (alarm) harmless++;
        return;
      }
      if (hint === NO_HINT && !alarm) return;
      let hash = 0;
      if (hint === NO_HINT) {
        hash = hashOf(bytes, start, stop);
        const counted = known.get(hash);
        if (counted) counted.count++;
        if (counted || known.has(hash) || known.size === SHAPES * 4) return;
      } else if (facts === TRACE_FACTS) return;
      const text = decodeText(bytes, start, stop);
      const told = hint === NO_HINT ? undefined : readTrace(text);
      if (told === undefined && !alarm) return;
      const level = levelOf(bytes, start);
      const shape = lineShape(text, EXCERPT);
      const counted = countShape(shape, level);
      if (hint === NO_HINT) known.set(hash, counted);
      if (told === undefined) return;
      facts++;
      emit({ kind: 'log.trace', at: { source, line: number }, time: time(), level, ...told, shape });
    },
    shapes: () =>
      [...shapes.entries()]
        .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
        .map(([, { level, shape, count }]) => ({ level, shape, count }))
        .slice(0, SHAPES_SHOWN),
  };
}

const NO_HINT = 0;
const HARMLESS_CODE = 1;
const HINT = 2;

/** Whether a line is worth decoding: `80` of a result code, `sip`, `lyn`cdiscover, `auto`discover, `ews`. */
function hintOf(bytes: Uint8Array, start: number, end: number): number {
  let hint = NO_HINT;
  for (let at = start; at < end - 3; at++) {
    const c = bytes[at]! | 0x20;
    if (c === 0x38) {
      if (bytes[at + 1] !== 0x30 || at + 8 > end || isHex(bytes[at - 1]!)) continue;
      if (isCode(bytes, at, '80070002') || isCode(bytes, at, '80ee002d')) hint = HARMLESS_CODE;
      else if (bytes[at + 2] === 0x30 || (bytes[at + 2]! | 0x20) === 0x65) return HINT;
    } else if (c === 0x73) {
      if ((bytes[at + 1]! | 0x20) === 0x69 && (bytes[at + 2]! | 0x20) === 0x70) return HINT;
    } else if (c === 0x6c) {
      if ((bytes[at + 1]! | 0x20) === 0x79 && (bytes[at + 2]! | 0x20) === 0x6e) return HINT;
    } else if (c === 0x61) {
      if ((bytes[at + 1]! | 0x20) === 0x75 && (bytes[at + 2]! | 0x20) === 0x74 && (bytes[at + 3]! | 0x20) === 0x6f)
        return HINT;
    } else if (c === 0x65) {
      if ((bytes[at + 1]! | 0x20) === 0x77 && (bytes[at + 2]! | 0x20) === 0x73) return HINT;
    }
  }
  return hint;
}

const isHex = (c: number): boolean => (c >= 0x30 && c <= 0x39) || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x66);

function isCode(bytes: Uint8Array, at: number, code: string): boolean {
  for (let n = 0; n < 8; n++) {
    const c = bytes[at + n]!;
    if ((c >= 0x41 && c <= 0x5a ? c | 0x20 : c) !== code.charCodeAt(n)) return false;
  }
  return !isHex(bytes[at + 8] ?? 0x20);
}

/** FNV-1a over all bytes but digits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    const c = bytes[at]!;
    if (c < 0x30 || c > 0x39) hash = Math.imul(hash ^ c, 0x01000193);
  }
  return hash;
}

/** Where the level before a message ends. */
function levelEnd(bytes: Uint8Array, message: number): number {
  let at = message - 1;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at--;
  at -= 2;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at--;
  return at + 1;
}

/** Whether the level before a message is ERROR or WARN. */
export function isAlarm(bytes: Uint8Array, message: number): boolean {
  const end = levelEnd(bytes, message);
  return (bytes[end - 1] === 0x52 && bytes[end - 5] === 0x45) || (bytes[end - 1] === 0x4e && bytes[end - 4] === 0x57);
}

function levelOf(bytes: Uint8Array, message: number): string {
  const end = levelEnd(bytes, message);
  let at = end;
  while (end - at < 10 && bytes[at - 1]! >= 0x41 && bytes[at - 1]! <= 0x5a) at--;
  return decodeText(bytes, at, end);
}
