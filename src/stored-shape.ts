/** What a stored report must be like for the formats to show it: enough that none of them fails on a file from anywhere. */

type Check = (value: unknown) => boolean;

const text: Check = (v) => typeof v === 'string';
/** A word that formats look up; not one that every object knows (`constructor`). */
const word: Check = (v) => typeof v === 'string' && !(v in {});
const number: Check = (v) => typeof v === 'number' && Number.isFinite(v);
const list =
  (of: Check): Check =>
  (v) =>
    Array.isArray(v) && v.every(of);
const one =
  (...of: readonly string[]): Check =>
  (v) =>
    of.includes(v as string);
const maybe =
  (of: Check): Check =>
  (v) =>
    v === undefined || of(v);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (v) =>
    isObject(v) && Object.entries(fields).every(([key, of]) => of(v[key]));

const place = { source: text, line: maybe(number), frame: maybe(number) };

const finding = shape({
  rule: text,
  title: text,
  severity: one('error', 'warning', 'note'),
  confidence: one('certain', 'likely', 'possible'),
  message: text,
  noticed: maybe(text),
  subject: text,
  subjects: list(text),
  evidence: list(shape({ ...place, time: maybe(text), excerpt: text })),
  evidenceTotal: number,
  cause: list(text),
  causedBy: list(text),
  fix: list(text),
  owner: one('user', 'help-desk', 'network', 'uc', 'vpn', 'dns'),
  verify: text,
  help: text,
  fingerprint: text,
  accepted: maybe(shape({ reason: text, until: maybe(text) })),
});

const outcome: Check = (v) =>
  shape({ rule: text, outcome: one('found', 'clear', 'skipped', 'failed') })(v) &&
  isObject(v) &&
  (v.outcome !== 'skipped' || list(text)(v.missing)) &&
  (v.outcome !== 'failed' || text(v.error));

const end = shape({
  type: text,
  transport: text,
  address: text,
  ports: list(number),
  base: maybe(text),
  class: maybe(word),
});

const matrix = shape({
  media: text,
  locals: list(end),
  remotes: list(end),
  pairs: list(
    shape({
      local: number,
      remote: number,
      outcome: word,
      words: text,
      source: maybe(text),
      frames: maybe(list(number)),
    }),
  ),
  left: number,
});

const row = shape({ time: maybe(text), from: number, to: number, label: text, place: text, details: list(text) });

const ladder = shape({
  title: text,
  about: list(text),
  lanes: list(shape({ name: text, addresses: list(text) })),
  rows: list(row),
  untied: list(row),
  notes: list(text),
});

const timeline = shape({
  events: list(
    shape({ ...place, time: text, lane: word, words: text, state: one('ok', 'bad', 'info'), finding: maybe(text) }),
  ),
  left: number,
});

const path = shape({
  nodes: list(
    shape({
      kind: word,
      label: text,
      zone: word,
      class: maybe(word),
      addresses: list(text),
      more: number,
      names: list(text),
    }),
  ),
  links: list(
    shape({
      from: number,
      to: number,
      state: one('ok', 'failed', 'unused', 'should'),
      words: text,
      finding: maybe(text),
    }),
  ),
  left: number,
});

const call = shape({
  id: text,
  start: maybe(text),
  direction: word,
  media: list(text),
  result: word,
  final: maybe(shape({ status: number, reason: text })),
  diagnostics: list(number),
  selected: (v) => v === null || shape({ local: text, remote: text })(v),
});

const source = shape({
  name: text,
  parser: text,
  records: maybe(number),
  frames: maybe(number),
  first: maybe(text),
  last: maybe(text),
  clock: one('local', 'utc', 'none'),
  utcOffset: maybe(number),
  shapes: maybe(list(shape({ level: text, shape: text, count: number }))),
});

const signIn = shape({
  start: maybe(text),
  kind: word,
  registrar: maybe(text),
  result: one('signed-in', 'refused', 'redirected', 'unanswered', 'challenged', 'open'),
  way: word,
  seconds: maybe(number),
  status: maybe(number),
  reason: maybe(text),
  diagnostics: list(number),
  mediaRelay: maybe(shape({ location: maybe(text) })),
});

/** Timeline, call details and path may be missing: reports of the first release have none. */
export const isReport = shape({
  tool: shape({ version: text }),
  sources: list(source),
  host: shape({ addresses: list(shape({ address: text, class: word, confidence: text, because: text })) }),
  signIns: list(signIn),
  calls: list(call),
  areas: list(
    shape({
      area: word,
      state: one('wrong', 'doubtful', 'fine', 'not seen'),
      findings: list(text),
      checked: number,
      rules: number,
    }),
  ),
  findings: list(finding),
  configuration: list(
    shape({
      title: text,
      where: text,
      lines: list(shape({ text, answers: list(text) })),
      verify: text,
    }),
  ),
  outcomes: list(outcome),
  blind: list(text),
  dropped: (v) => isObject(v) && Object.values(v).every(number),
  read: shape({ bytes: number, records: number, frames: number, unrecognised: number, damaged: number }),
  partial: (v) => v === undefined || v === true,
  timeline: maybe(timeline),
  callDetails: maybe(list(shape({ call: text, matrices: list(matrix), ladder }))),
  path: maybe(path),
});
