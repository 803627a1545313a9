/** For tickets. The first ten lines say what happened, why, who acts and what is next; proof and steps follow. */
import type { ConfigBlock, Finding, Report } from '../report.ts';
import { explainedBy, team, verdict } from '../verdict.ts';
import { accountLine, areaWords } from './account.ts';
import { filtersOf, placeOf } from './place.ts';

/** CommonMark's ASCII punctuation that can begin markup, escaped (CommonMark 2.4); `www.` and `//` would be links in
 *  GitHub's dialect. So would addresses, and `@name` would call somebody, `#1` refer to another ticket; no escape helps
 *  there, but code is left alone. */
export function plain(text: string): string {
  return text
    .trim()
    .split(/((?<![^\s,;()<>"'])[^\s,;()<>"'@]*@[^\s,;()<>"']*|(?<!\w)#\d+)/)
    .map((part, i) => (i % 2 === 1 ? code(part) : escaped(part, i === 0)))
    .join('');
}

function escaped(text: string, begins: boolean): string {
  const inline = text
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('://', '\\://')
    .replace(/(?<!:)\/(?=\/)/g, '\\/')
    .replace(/www\./gi, (w) => `${w.slice(0, 3)}\\.`);
  return begins ? inline.replace(/^[-+=#]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2') : inline;
}

/** A code span: nothing in it is markup. Its fence is longer than any run of backticks within (CommonMark 6.1). */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') || /^ .* $/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

function block(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((l) => (l.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence];
}

function findingLines(f: Finding, n: number, report: Report): string[] {
  const number = new Map(report.findings.map((x, i) => [x.fingerprint, i + 1]));
  const explains = explainedBy(report, f).map((x) => number.get(x.fingerprint)!);
  const because = f.causedBy.flatMap((p) => number.get(p) ?? []);
  const links = [
    ...(explains.length > 0 ? [`explains ${explains.join(', ')}`] : []),
    ...(because.length > 0 ? [`explained by ${because.join(', ')}`] : []),
  ].join('; ');
  const more = f.evidenceTotal - f.evidence.length;
  return [
    `### ${n}. ${f.severity}, ${f.confidence}: ${plain(f.rule)}`,
    '',
    plain(f.message),
    '',
    ...(f.accepted
      ? [
          `Accepted: ${plain(f.accepted.reason)}${f.accepted.until === undefined ? '' : ` (until ${plain(f.accepted.until)})`}`,
          '',
        ]
      : []),
    ...f.evidence.map((e) => `- ${code(placeOf(e))} ${code(e.excerpt)}`),
    ...(more > 0 ? [`- … and ${more} more`] : []),
    ...filtersOf(f.evidence).map((x) => `- In Wireshark, ${code(x.source)}: ${code(x.filter)}`),
    ...(links ? ['', `This ${links}.`] : []),
    '',
    ...f.fix.map((step, i) => `${i + 1}. ${plain(step)}`),
    '',
    `Owner: ${plain(team(f.owner))}. Check: ${plain(f.verify)}`,
    '',
  ];
}

function configurationLines(b: ConfigBlock, number: ReadonlyMap<string, number>): string[] {
  const answers = [...new Set(b.lines.flatMap((l) => l.answers))].flatMap((p) => number.get(p) ?? []);
  return [
    `### ${plain(b.title)}`,
    '',
    `${plain(b.where)}${answers.length > 0 ? ` (answers ${answers.sort((x, y) => x - y).join(', ')})` : ''}`,
    '',
    ...block(b.lines.map((l) => l.text)),
    '',
    `Check: ${plain(b.verify)}`,
    '',
  ];
}

export function markdown(report: Report): string {
  const v = verdict(report);
  const number = new Map(report.findings.map((f, i) => [f.fingerprint, i + 1]));
  const head = v
    ? [
        `**What:** ${plain(v.what)}`,
        '',
        `**Why:** ${plain(v.why)}`,
        '',
        `**Who:** ${plain(v.who)}`,
        '',
        `**Next:** ${plain(v.next)}`,
      ]
    : ['Nothing wrong was found in what this input could show.'];
  return `${[
    `## Skype for Business on the VPN: ${report.partial ? 'partial diagnosis (the run was interrupted)' : 'diagnosis'}`,
    '',
    ...head,
    '',
    ...(report.areas.length > 0 ? [plain(areaWords(report).join(' · ')), ''] : []),
    `Read: ${report.sources.map((s) => code(s.name)).join(', ')}`,
    '',
    ...report.findings.flatMap((f, i) => findingLines(f, i + 1, report)),
    ...(report.configuration.length > 0
      ? ['## Configuration', '', ...report.configuration.flatMap((b) => configurationLines(b, number))]
      : []),
    ...(report.blind.length > 0 ? ['Not seen:', '', ...report.blind.map((b) => `- ${plain(b)}`), ''] : []),
    plain(accountLine(report)),
  ].join('\n')}\n`;
}
