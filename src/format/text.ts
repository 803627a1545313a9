/** The terminal report: verdict first, then findings with their proof, then what was fine, skipped and not to be seen. */
import { Chalk } from 'chalk';
import type { ConfigBlock, Evidence, Finding, Report, SignInLine, SourceLine } from '../report.ts';
import { count } from '../text.ts';
import { explainedBy, team, verdict } from '../verdict.ts';
import { accountLine, areaWords } from './account.ts';
import { filtersOf, placeOf } from './place.ts';
import { tableWithin } from './table.ts';
import { wrap } from './wrap.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Columns; text is wrapped to it. */
  readonly width?: number;
  /** Every piece of evidence and each rule's outcome. */
  readonly verbose?: boolean;
}

const EVIDENCE = 5;
/** Of the end of a row that is too long. */
const BELOW = ' '.repeat(14);

type Paint = InstanceType<typeof Chalk>;

const number = (n: number): string => n.toLocaleString('en-US');

function sourceWords(s: SourceLine): string {
  const n = s.frames ?? s.records ?? 0;
  const unit = s.frames !== undefined ? 'frame' : s.parser === 'machine-text' ? 'line' : 'record';
  const size = `${number(n)} ${unit}${n === 1 ? '' : 's'}`;
  return `${s.name} (${size})`;
}

function clockWords(report: Report): string | undefined {
  const local = report.sources.find((s) => s.clock === 'local');
  if (!local) return undefined;
  if (local.utcOffset === undefined) return 'log times are local, their offset to UTC is not known';
  const minutes = Math.abs(local.utcOffset);
  const sign = local.utcOffset < 0 ? '-' : '+';
  return `log times are local, ${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** First to last of the sources that share the first one's clock. */
function spanOf(report: Report): string {
  const clock = report.sources.find((s) => s.first !== undefined)?.clock;
  const same = report.sources.filter((s) => s.clock === clock && s.first !== undefined);
  const first = same.map((s) => s.first!).sort()[0];
  const last = same
    .map((s) => s.last ?? s.first!)
    .sort()
    .at(-1);
  if (first === undefined || last === undefined) return '';
  const day = last.slice(0, 10) === first.slice(0, 10) ? '' : `${last.slice(0, 10)} `;
  return `${first.slice(0, 19).replace('T', ' ')} – ${day}${last.slice(11, 19)}`;
}

/** `through the Edge, 0.4 s`, `no answer`, `refused: 403 Forbidden 4003` */
function signInWords(s: SignInLine, paint: Paint): string {
  const took = s.seconds === undefined ? '' : `, ${s.seconds.toFixed(1)} s`;
  const codes = [...new Set(s.diagnostics)].join(' ');
  const answer = [s.status, s.reason, codes].filter((x) => x).join(' ');
  const what =
    {
      'signed-in': `${s.way === 'edge' ? 'through the Edge' : s.way === 'inside' ? 'inside' : 'signed in'}${took}`,
      refused: paint.red(`refused: ${answer}${took}`),
      redirected: `sent on: ${answer}${took}`,
      unanswered: paint.red('no answer'),
      challenged: paint.red('asked for credentials, given up'),
      open: 'open at the end of the log',
    }[s.result] ?? s.result;
  const again = s.kind === 'again' ? ', again' : s.kind === 'refresh' ? ', refresh' : '';
  const relays = s.mediaRelay?.location === undefined ? '' : `, media relays: ${s.mediaRelay.location}`;
  return what + again + relays;
}

/** What the log said in words that are not known, for those who can tell what they mean. */
function shapeLines(report: Report, width: number): string[] {
  const rows = report.sources.flatMap((s) => (s.shapes ?? []).map((x) => ['  ', number(x.count), x.level, x.shape]));
  return rows.length === 0
    ? []
    : [
        ...wrap('log lines of unknown wording, without names, numbers and addresses; please send them in', width),
        tableWithin(rows, width, BELOW),
        '',
      ];
}

/** Steps not yet told, and where the others were: a ticket does not need the same words twice. */
function fixLines(finding: Finding, n: number, told: Map<string, string>, width: number): string[] {
  const lines: string[] = [];
  const before = new Map<string, string[]>();
  let number = 0;
  for (const step of finding.fix) {
    const known = told.get(step);
    if (known === undefined) {
      lines.push(
        ...wrap(`${lines.length === 0 ? 'fix   ' : '      '}${++number}. ${step}`, width, '   ', '            '),
      );
      told.set(step, `${n}.${number}`);
    } else {
      const [of = '', at = ''] = known.split('.');
      before.set(of, [...(before.get(of) ?? []), at].sort());
    }
  }
  for (const [of, steps] of before)
    lines.push(
      `   ${lines.length === 0 ? 'fix   ' : '      '}${number > 0 ? 'then ' : ''}${steps.length > 1 ? 'steps' : 'step'} ${steps.join(', ')} of finding ${of}`,
    );
  return lines;
}

/** Columns of a place; longer ones push their words to the next line. */
const PLACE = 30;

/** Place and words side by side; words too long for the line go on below it, and the place stays whole to be copied. */
function evidenceLines(pieces: readonly Evidence[], width: number, paint: Paint): string[] {
  const indent = '     ';
  const wide = Math.min(PLACE, Math.max(...pieces.map((e) => placeOf(e).length)));
  return pieces.flatMap((e) => {
    const place = placeOf(e);
    const rest = `${indent}${' '.repeat(wide)}  `;
    const words = wrap(e.excerpt, width, rest).map((line) => line.slice(rest.length));
    const [first = '', ...more] = place.length > wide ? ['', ...words] : words;
    return [
      `${indent}${place.padEnd(wide)}${first === '' ? '' : `  ${paint.dim(first)}`}`,
      ...more.map((line) => `${rest}${paint.dim(line)}`),
    ];
  });
}

function panel(
  finding: Finding,
  n: number,
  report: Report,
  told: Map<string, string>,
  paint: Paint,
  options: TextOptions,
): string {
  const width = options.width ?? 80;
  const mark = { error: paint.red.bold, warning: paint.yellow.bold, note: paint.cyan }[finding.severity];
  const number = new Map(report.findings.map((f, i) => [f.fingerprint, i + 1]));
  const accepted = finding.accepted;
  const head = `${paint.bold(String(n))}  ${accepted ? 'accepted ' : ''}${mark(finding.severity.toUpperCase())}  ${finding.confidence}  ${paint.bold(finding.rule)}`;
  const most = options.verbose ? finding.evidence.length : EVIDENCE;
  const shown = finding.evidence.slice(0, most);
  const more = finding.evidenceTotal - Math.min(most, finding.evidence.length);
  const explains = explainedBy(report, finding).map((f) => number.get(f.fingerprint)!);
  const because = finding.causedBy.flatMap((p) => number.get(p) ?? []);
  return [
    head,
    ...wrap(finding.message, width, '   '),
    ...(accepted
      ? wrap(
          `accepted${accepted.until === undefined ? '' : ` until ${accepted.until}`}: ${accepted.reason}`,
          width,
          '   ',
        )
      : []),
    ...evidenceLines(shown, width, paint),
    ...(more > 0 ? [`     … and ${more} more`] : []),
    ...filtersOf(shown).flatMap((f, _, all) =>
      wrap(`in Wireshark${all.length > 1 ? `, ${f.source}` : ''}: ${f.filter}`, width, '     ', '         '),
    ),
    ...(explains.length > 0 ? [`   explains ${explains.join(', ')}`] : []),
    ...(because.length > 0 ? [`   explained by ${because.join(', ')}`] : []),
    ...fixLines(finding, n, told, width),
    ...wrap(`owner ${team(finding.owner)}`, width, '   '),
    ...wrap(`check ${finding.verify}`, width, '   ', '         '),
    paint.dim(`   more: sfbdiag explain ${finding.rule}`),
  ].join('\n');
}

/** Settings to paste: nothing of them is wrapped. They are long, so that only their titles are shown unasked. */
function configurationLines(report: Report, width: number, paint: Paint, verbose: boolean): string[] {
  if (report.configuration.length === 0) return [];
  const number = new Map(report.findings.map((f, i) => [f.fingerprint, i + 1]));
  const answers = (b: ConfigBlock): string => {
    const numbers = new Set(b.lines.flatMap((l) => l.answers.flatMap((p) => number.get(p) ?? [])));
    return numbers.size > 0 ? ` (answers ${[...numbers].sort((x, y) => x - y).join(', ')})` : '';
  };
  if (!verbose)
    return [
      ...wrap(`${paint.bold('settings to paste')} (--verbose shows them, -o report.md keeps them)`, width, '', '    '),
      ...report.configuration.flatMap((b) => wrap(`${b.title}${answers(b)}`, width, '    ', '      ')),
      '',
    ];
  return report.configuration.flatMap((b) => [
    ...wrap(`${paint.bold('set')}  ${b.title}${answers(b)}`, width, '', '     '),
    ...wrap(b.where, width, '     '),
    ...b.lines.map((l) => `       ${l.text}`),
    ...wrap(`check ${b.verify}`, width, '     ', '           '),
    '',
  ]);
}

/** Inputs asked for unless all are wanted. */
const ASKED = 4;

/** What was fine and what could not be told: rule by rule, or how many and what to collect next. */
function outcomeLines(report: Report, width: number, verbose: boolean): string[] {
  const clear = report.outcomes.flatMap((o) => (o.outcome === 'clear' ? [o.rule] : []));
  const byMissing = new Map<string, string[]>();
  for (const o of report.outcomes)
    if (o.outcome === 'skipped')
      byMissing.set(o.missing.join(', '), [...(byMissing.get(o.missing.join(', ')) ?? []), o.rule]);
  const line = (words: string): string[] => wrap(words, width, '', '          ');
  if (verbose)
    return [
      ...(clear.length > 0 ? line(`fine:     ${clear.join(', ')}`) : []),
      ...[...byMissing].flatMap(([what, rules]) => line(`skipped:  ${rules.join(', ')} (missing: ${what})`)),
    ];
  const most = [...byMissing].sort(([, a], [, b]) => b.length - a.length);
  const asked = most.slice(0, ASKED).map(([what, rules]) => `${what} (${count(rules.length, 'rule')})`);
  const rest = most.length > ASKED ? `; ${most.length - ASKED} more with --verbose` : '';
  return asked.length > 0 ? line(`to add:   ${asked.join('; ')}${rest}`) : [];
}

export function text(report: Report, options: TextOptions): string {
  const paint = new Chalk({ level: options.color ? 1 : 0 });
  const width = options.width ?? 80;
  const out: string[] = [];
  const inputs = report.sources.length === 1 ? '1 input' : `${report.sources.length} inputs`;
  out.push(...wrap(`sfbdiag ${report.tool.version}   ${inputs}: ${report.sources.map(sourceWords).join(', ')}`, width));
  const line = [spanOf(report), clockWords(report)].filter((x) => x).join('   ');
  if (line) out.push(...wrap(line, width).map((part) => paint.dim(part)));
  if (report.partial) out.push(paint.yellow('PARTIAL: the run was interrupted, see "not seen" below'));
  out.push('');

  const v = verdict(report);
  if (v) {
    for (const [label, words] of [
      ['WHAT', v.what],
      ['WHY', v.why],
      ['WHO', v.who],
      ['NEXT', v.next],
    ] as const)
      out.push(...wrap(`${paint.bold(label.padEnd(6))}${words}`, width, '', '      '));
  } else {
    // That a file could be read to its end says nothing of the call.
    const found = report.outcomes.some(
      (o) => o.rule !== 'input-damaged' && (o.outcome === 'clear' || o.outcome === 'found'),
    );
    out.push(
      paint.green(
        found
          ? 'Nothing wrong was found in what this input could show.'
          : 'This input could not show anything that the rules look for.',
      ),
    );
  }
  out.push('');
  if (report.areas.length > 0)
    out.push(
      ...wrap(areaWords(report).join(' · ').replaceAll(' ', '\u00a0').replaceAll('\u00a0·\u00a0', ' · '), width).map(
        (l) => l.replaceAll('\u00a0', ' '),
      ),
      '',
    );

  const signIns = report.signIns;
  if (signIns.length > 0) {
    const most = options.verbose ? signIns.length : 10;
    out.push(
      paint.bold('sign-in'),
      tableWithin(
        signIns
          .slice(0, most)
          .map((s) => ['  ', s.start?.slice(11, 19) ?? '', s.registrar ?? '?', signInWords(s, paint)]),
        width,
        BELOW,
      ),
      ...(signIns.length > most ? [`    … and ${signIns.length - most} more`] : []),
      '',
    );
  }
  const calls = report.calls;
  if (calls.length > 0) {
    const rows = calls
      .slice(0, options.verbose ? calls.length : 10)
      .map((c) => [
        c.start?.slice(11, 19) ?? '',
        c.direction,
        c.media.join('+') || '?',
        c.result === 'failed' || c.result === 'dropped' ? paint.red(c.result) : c.result,
        [...new Set(c.diagnostics)].filter((d) => d !== 51004 && d !== 51007).join(' '),
        c.selected ? `${c.selected.local} ↔ ${c.selected.remote}` : '',
      ]);
    out.push(
      `${paint.bold('calls')}`,
      tableWithin(
        rows.map((r) => ['  ', ...r]),
        width,
        BELOW,
      ),
      '',
    );
  }
  const own = report.host.addresses.filter((a) => a.class !== 'unknown');
  const wide = Math.max(0, ...own.map((a) => a.address.length));
  if (own.length > 0)
    out.push(
      paint.bold('this PC'),
      ...own.flatMap((a) =>
        wrap(
          `${a.address.padEnd(wide)}  ${a.class}, ${a.confidence}: ${paint.dim(a.because)}`,
          width,
          '    ',
          '        ',
        ),
      ),
      '',
    );

  const told = new Map<string, string>();
  report.findings.forEach((f, i) => {
    out.push(panel(f, i + 1, report, told, paint, options), '');
  });

  out.push(...configurationLines(report, width, paint, options.verbose ?? false));
  if (options.verbose) out.push(...shapeLines(report, width));

  const failed = report.outcomes.flatMap((o) => (o.outcome === 'failed' ? [`${o.rule} (${o.error})`] : []));
  out.push(...outcomeLines(report, width, options.verbose ?? false));
  for (const f of failed) out.push(...wrap(paint.red(`failed:   ${f}`), width, '', '          '));
  for (const b of report.blind) out.push(...wrap(`not seen: ${b}`, width, '', '          '));
  const dropped = Object.entries(report.dropped);
  if (dropped.length > 0)
    out.push(
      ...wrap(
        `dropped:  ${dropped.map(([k, n]) => `${number(n)} ${k}`).join(', ')} (oldest first; narrow with --since and --until)`,
        width,
        '',
        '          ',
      ),
    );
  out.push(...wrap(accountLine(report), width));
  return `${out.join('\n')}\n`;
}
