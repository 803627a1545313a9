/** Logs of GlobalProtect's client: PanGPS.log, PanGPA.log, pan_gp_event.log and the driver's. */
import type { Locus, VpnEvent } from '../src/facts.ts';
import { EXCERPT, GP_CONFIG_BYTES, GP_EXCLUDE_ROUTES } from '../src/limits.ts';
import type { Emit, Parser, ParserRun, Rest } from '../src/parser.ts';
import { damageReporter } from './decode/damage.ts';
import { type GpConfigText, scrapeGpConfig } from './decode/gp-config.ts';
import { gpEntry, gpTime, nextMark, readGpEntry } from './decode/gp-line.ts';
import { isInteresting, type Note, noteOf } from './decode/gp-note.ts';
import { LF, lineBlocks, wordsOf } from './decode/lines.ts';
import { prefixOf } from './decode/prefix-text.ts';
import { decodeText, headText } from './decode/text.ts';

const parser: Parser = {
  id: 'globalprotect-log',
  title: "Logs of GlobalProtect's client (PanGPS, PanGPA, event and driver log)",
  sniff,
  begins,
  log: logOf,
  open: (source, emit, before) => open(source, emit, before as GpRest | undefined),
};
export default parser;

const NAMED = /(?:^|[/\\])(?:PanG|pan_gp_event|debug_drv|PanVirtual|PanPlap|PanNExt)[^/\\]*$/i;

/** `PanGPS.log`, `PanGPS.log.old`, `PanGPS.1.log`, `PanGPS_1.log` → `pangps`. */
function logOf(name: string): string {
  return name
    .replace(/^.*[/\\]/, '')
    .toLowerCase()
    .replace(/\.(?:gz|old|\d+)$/, '')
    .replace(/\.(?:log|txt)$/, '')
    .replace(/(?:[._-]\d{1,4}|[._-]old)$/, '');
}

interface First {
  readonly traced: boolean;
  readonly time: number;
  /** Number of its line. */
  readonly line: number;
}

function firstEntry(text: Uint8Array): First | undefined {
  const entry = gpEntry();
  let line = 1;
  let least = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === LF) {
      least = at + 1;
      line++;
    } else if (text[at] === SLASH && readGpEntry(text, at, least, text.length, entry))
      return { traced: entry.traced, time: gpTime(text, entry.date), line };
  }
  return undefined;
}

/** A log begins with entries; a ticket that quotes one further down holds other things too. */
const SNIFF_LINES = 20;

function sniff(head: Uint8Array, name: string): number {
  const first = firstEntry(headText(head));
  if (first === undefined) return 0;
  if (NAMED.test(name)) return 1;
  if (first.line > SNIFF_LINES) return 0.4;
  return first.traced ? 0.9 : 0.7;
}

function begins(head: Uint8Array): number | undefined {
  return firstEntry(headText(head))?.time;
}

const SLASH = 0x2f;

/** A gateway's configuration whose lines still come. */
interface Gathering {
  readonly at: Locus;
  readonly time: number;
  readonly gateway: string;
  bytes: Uint8Array;
  length: number;
  past: boolean;
}

/** A configuration that lines behind it may still complete. */
interface Held {
  readonly gathered: Gathering;
  readonly text: GpConfigText;
  mtu: number | undefined;
  readonly excluded: Set<string>;
}

interface GpRest extends Rest {
  readonly gathering: Gathering | undefined;
  readonly held: Held | undefined;
}

function open(source: string, emit: Emit, before?: GpRest): ParserRun {
  const damage = damageReporter(emit);
  const counters: Record<string, number> = {};
  const count = (name: string): void => {
    counters[name] = (counters[name] ?? 0) + 1;
  };
  const entry = gpEntry();
  let line = 1;
  let records = 0;
  let unrecognised = 0;
  let first: number | undefined;
  let last: number | undefined;
  let gathering = before?.gathering;
  let held = before?.held;

  const gather = (bytes: Uint8Array, start: number, end: number): void => {
    const to = gathering!;
    const fits = Math.min(end - start, GP_CONFIG_BYTES - to.length);
    to.past ||= fits < end - start;
    if (to.length + fits > to.bytes.length) {
      const larger = new Uint8Array(Math.max(2 * to.bytes.length, to.length + fits));
      larger.set(to.bytes.subarray(0, to.length));
      to.bytes = larger;
    }
    to.bytes.set(bytes.subarray(start, start + fits), to.length);
    to.length += fits;
  };

  /** Emits the configuration that is held: no more lines tell of it. */
  const release = (): void => {
    if (held === undefined) return;
    const { gathered, text, mtu, excluded } = held;
    held = undefined;
    const { config } = text;
    // The driver is given routes of other lists too, so they count only where the gateway's own list broke off.
    const excludeRoutes =
      text.excludesWhole || excluded.size === 0
        ? config.excludeRoutes
        : [...new Set([...(config.excludeRoutes ?? []), ...excluded])];
    emit({
      kind: 'vpn.tunnel',
      at: gathered.at,
      time: gathered.time,
      form: parser.id,
      product: 'globalprotect',
      gateway: gathered.gateway,
      ...config,
      excludeRoutes,
      mtu: config.mtu ?? mtu,
    });
  };

  /** The configuration's text is over. */
  const gathered = (): void => {
    const from = gathering;
    if (from === undefined) return;
    gathering = undefined;
    const text = scrapeGpConfig(decodeText(from.bytes, 0, from.length));
    if (from.past) damage.report(from.at, 'limit', 'gateway configuration longer than is read', from.time);
    if (text.unreadable > 0)
      damage.report(from.at, 'bad-syntax', 'a route of the gateway configuration is no prefix', from.time);
    release();
    count('config');
    held = { gathered: from, text, mtu: undefined, excluded: new Set() };
  };

  const note = (found: Note, time: number): void => {
    const at: Locus = { source, line };
    if (found.kind === 'config') {
      gathering = {
        at,
        time,
        gateway: found.gateway,
        bytes: new Uint8Array(4096),
        length: 0,
        past: false,
      };
      return;
    }
    if (found.kind === 'mtu') {
      if (held) held.mtu ??= found.mtu;
    } else if (found.kind === 'exclude-route') {
      count('excludeRoute');
      const prefix = prefixOf(found.route);
      if (held && prefix !== undefined && held.excluded.size < GP_EXCLUDE_ROUTES) held.excluded.add(prefix);
    } else {
      count('event');
      const fact: VpnEvent = {
        kind: 'vpn.event',
        at,
        time,
        form: parser.id,
        product: 'globalprotect',
        event: found.event,
        excerpt: found.excerpt.length > EXCERPT ? `${found.excerpt.slice(0, EXCERPT - 1)}…` : found.excerpt,
      };
      emit(found.address === undefined ? fact : { ...fact, address: found.address });
    }
  };

  /** What an entry says, where its message begins with the words of something known. */
  const say = (bytes: Uint8Array, message: number, end: number, date: number): void => {
    const found = noteOf(decodeText(bytes, message, Math.min(end, message + 1024)).trimEnd());
    if (found === undefined) return;
    note(found, gpTime(bytes, date));
    if (found.kind === 'config') gather(bytes, message, end);
  };

  const blocks = lineBlocks((bytes, start, end) => {
    let from = start;
    /** Message and date of the entry that the line is read for; -1 = none of interest. */
    let message = -1;
    let date = -1;
    let lastDate = -1;
    let opened = false;
    const words = wordsOf(bytes);
    for (let at = nextMark(bytes, words, start, end); at < end; at = nextMark(bytes, words, at + 1, end)) {
      if (bytes[at] === SLASH) {
        if (bytes[at + 3] !== SLASH || !readGpEntry(bytes, at, from, end, entry)) continue;
        if (message >= 0) say(bytes, message, entry.start, date);
        if (gathering !== undefined) {
          if (message < 0) gather(bytes, from, entry.start);
          gathered();
        }
        records++;
        first ??= gpTime(bytes, at);
        lastDate = at;
        opened = true;
        from = entry.message;
        at = from - 1;
        date = entry.date;
        message = isInteresting(bytes, from, end) ? from : -1;
      } else {
        if (message >= 0) {
          say(bytes, message, at, date);
          if (gathering !== undefined) gather(bytes, at, at + 1);
        } else if (!opened) {
          if (gathering !== undefined) gather(bytes, from, at + 1);
          else if (records === 0 && at > from) unrecognised++;
        }
        message = -1;
        opened = false;
        from = at + 1;
        line++;
      }
    }
    // Only the last line of an input has no line feed.
    if (from < end) {
      if (message >= 0) say(bytes, message, end, date);
      else if (!opened && gathering !== undefined) gather(bytes, from, end);
      else if (records === 0) unrecognised++;
    }
    if (lastDate >= 0) last = gpTime(bytes, lastDate);
  });

  const summarise = (): void => {
    if (damage.unreported > 0) counters.damage = damage.unreported;
    emit({
      kind: 'source.summary',
      at: { source, line: 1 },
      parser: parser.id,
      bytes: blocks.bytes,
      records,
      unrecognised,
      first,
      last,
      clock: 'local',
      counters,
    });
  };
  const finish = (): void => {
    gathered();
    release();
  };

  return {
    push: blocks.push,
    end() {
      blocks.end();
      finish();
      summarise();
    },
    leave() {
      blocks.end();
      const rest: GpRest = { last, gathering, held, drop: finish };
      summarise();
      return rest;
    },
  };
}
