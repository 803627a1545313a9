/** Facts to report: runs every rule, files its hits, ties and ranks them. Pure; input and output live at the edge. */

import { newest, withAccepted } from './accepted.ts';
import { areasOf } from './areas.ts';
import { callDetails } from './call-detail.ts';
import { callLine } from './call-line.ts';
import { configurationOf } from './configuration.ts';
import { encryptedDnsWords } from './encrypted-dns.ts';
import { stamp } from './evidence.ts';
import type { Fact, FactKind, SourceSummary, VpnEvent } from './facts.ts';
import { fingerprint } from './fingerprint.ts';
import { type Incident, incidentOf, sourceRank } from './incident.ts';
import { type Linked, link, rank } from './link.ts';
import { pathOf } from './path.ts';
import type { Evidence, Finding, Outcome, Report, SourceLine } from './report.ts';
import type { Confidence, Hit, Rule, Severity } from './rule.ts';
import { signInLine } from './sign-in-line.ts';
import { NO_SITE, type Site } from './site.ts';
import { FactStore } from './store.ts';
import { clean } from './text.ts';
import { timelineOf } from './timeline.ts';
import { together } from './together.ts';

/** Evidence printed with a finding; the rest is counted. */
const EVIDENCE = 8;
const SEVERITIES: readonly Severity[] = ['note', 'warning', 'error'];
const CONFIDENCES: readonly Confidence[] = ['possible', 'likely', 'certain'];

export interface AnalyzeOptions {
  readonly site?: Site;
  /** Minutes east of UTC of local clocks. */
  readonly utcOffset?: number | undefined;
  readonly only?: readonly string[];
  readonly disable?: readonly string[];
  readonly minSeverity?: Severity;
  /** Facts kept of each kind; default FACTS_PER_KIND. */
  readonly factsPerKind?: number;
  /** Day on which acceptances of the profile are looked at, ms; the newest time of the input where not given. */
  readonly asOf?: number | undefined;
  /** How far the run came, when it was stopped before the inputs were read to their end. */
  readonly partial?: string | undefined;
  /** Facts outside are left out, ms; one window a clock. */
  readonly window?: { readonly local: Window; readonly utc: Window } | undefined;
}

export interface Window {
  readonly since: number;
  readonly until: number;
}

export interface Analysis {
  add(fact: Fact): void;
  /** False = a fact of this kind with this UTC time would be left out. Undefined = none would. */
  readonly wants: ((kind: FactKind, time: number) => boolean) | undefined;
  /** What was added so far, before any rule. */
  incident(): Incident;
  /** @param partial how far the run came, when it was stopped */
  finish(partial?: string): Report;
  /** Facts of a kind so far, those let go included. */
  count(kind: FactKind): number;
}

/** What a missing kind of fact means to the person who has to bring it. */
const BRING: Readonly<Record<FactKind, string>> = {
  'input.malformed': 'nothing',
  'source.summary': 'an input',
  'sip.diagnostic': 'a client log with diagnostics headers',
  'sip.message': 'a client log',
  'sdp.session': 'a client log with a call, or candidate lines',
  'log.trace': 'a client log with trace lines of name lookups and connections',
  'quality.report': 'a client log with quality reports (SERVICE requests at the end of a call)',
  'capture.interface': 'a capture',
  'tcp.conversation': 'a capture with TCP connections',
  'ip.flow': 'a capture with UDP packets',
  'dns.exchange': 'a capture with DNS packets',
  'stun.transaction': 'a capture with STUN or TURN packets',
  'icmp.error': 'a capture with ICMP errors',
  'rtp.stream': 'a capture with RTP',
  'ike.exchange': 'a capture with IKE',
  'host.adapter': 'ipconfig /all (or ip addr, ifconfig, Get-NetAdapter)',
  'host.route': 'route print (or ip route, netstat -rn, Get-NetRoute)',
  'host.resolver': 'Get-DnsClientNrptRule, resolvectl status or scutil --dns',
  'host.name': 'nslookup, Resolve-DnsName, ipconfig /displaydns or the hosts file',
  'host.setting': 'sysctl values or /proc/net/xfrm_stat of the gateway',
  'firewall.rule': 'iptables-save or nft list ruleset of the gateway',
  'vpn.tunnel': 'the VPN client’s log or status (GlobalProtect log bundle, Get-VpnConnection …)',
  'vpn.event': 'the log of the VPN client',
  'ipsec.sa': 'swanctl --list-sas or ipsec statusall',
  'ipsec.connection': 'swanctl --list-conns or ipsec statusall',
  'ipsec.plugins': 'ipsec statusall or swanctl --stats',
  'ipsec.policy': 'swanctl --list-pols or ip xfrm policy',
};

/** What happened; what a machine or tunnel is stands outside any window. */
const WINDOWED: ReadonlySet<FactKind> = new Set<FactKind>([
  'sip.message',
  'sip.diagnostic',
  'sdp.session',
  'log.trace',
  'quality.report',
  'tcp.conversation',
  'ip.flow',
  'dns.exchange',
  'stun.transaction',
  'icmp.error',
  'rtp.stream',
  'ike.exchange',
]);
/** Of a tunnel's events those that accuse; the others say whether it was up when the window began. */
const FAULTS: ReadonlySet<VpnEvent['event']> = new Set<VpnEvent['event']>(['failed', 'udp-failed', 'tls-used']);
const windowed = (fact: Fact): boolean =>
  WINDOWED.has(fact.kind) || (fact.kind === 'vpn.event' && FAULTS.has(fact.event));

export function analysis(rules: readonly Rule[], version: string, options: AnalyzeOptions = {}): Analysis {
  const store = new FactStore(options.factsPerKind);
  const { window } = options;
  const incident = (): Incident => incidentOf(store, options.site ?? NO_SITE, options.utcOffset, window?.local.until);
  return {
    add(fact) {
      if (window && fact.time !== undefined && windowed(fact)) {
        const { since, until } = 'frame' in fact.at ? window.utc : window.local;
        if (fact.time < since || fact.time > until) return;
      }
      store.add(fact);
    },
    wants: window && ((kind, time) => !WINDOWED.has(kind) || (time >= window.utc.since && time <= window.utc.until)),
    incident,
    count: (kind) => store.count(kind),
    finish(partial) {
      const all = incident();
      const known = [...store.callsLetGo].filter((id) => all.call(id) === undefined).length;
      const lost = known + store.invitesLetGo;
      const dropped = lost === 0 ? store.dropped : { call: lost, ...store.dropped };
      return reportOf(all, rules, version, { ...options, partial }, dropped);
    },
  };
}

const worst = <T>(order: readonly T[], values: readonly T[]): T =>
  order[Math.max(...values.map((v) => order.indexOf(v)))]!;

function place(e: Evidence): string {
  return `${e.source}\n${String(e.line ?? e.frame ?? 0).padStart(12, '0')}`;
}

/** Each piece once, in order of place. */
function inPlace(pieces: readonly Evidence[], order: ReadonlyMap<string, number>): readonly Evidence[] {
  if (pieces.length < 2) return pieces;
  const found = new Map<string, { readonly e: Evidence; readonly rank: number; readonly place: string }>();
  for (const e of pieces) {
    const at = place(e);
    found.set(`${at}\n${e.excerpt}`, { e, rank: order.get(e.source) ?? 0, place: at });
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank || (a.place < b.place ? -1 : 1)).map(({ e }) => e);
}

/** Hits of one rule with one subject become one finding. */
function findingsOf(
  rule: Rule,
  hits: readonly Hit[],
  order: ReadonlyMap<string, number>,
  incident: Incident,
): Linked[] {
  const bySubject = new Map<string, Hit[]>();
  for (const hit of hits) {
    const same = bySubject.get(hit.subject);
    if (same) same.push(hit);
    else bySubject.set(hit.subject, [hit]);
  }
  return [...bySubject].map(([subject, same]) => {
    const first = same[0]!;
    const evidence = inPlace(
      same.flatMap((h) => h.evidence),
      order,
    );
    const subjects = [...new Set([subject, ...same.flatMap((h) => h.subjects ?? [])])].map((s) => clean(s));
    const times = evidence.flatMap((e) => {
      if (e.time === undefined) return [];
      return [
        e.time.endsWith('Z') ? Date.parse(e.time) : Date.parse(`${e.time}Z`) - (incident.utcOffset(e.source) ?? 0),
      ];
    });
    const finding: Finding = {
      rule: rule.id,
      title: rule.title,
      severity: worst(
        SEVERITIES,
        same.map((h) => h.severity ?? rule.severity),
      ),
      confidence: worst(
        CONFIDENCES,
        same.map((h) => h.confidence ?? 'certain'),
      ),
      message: clean(first.message, 400),
      ...(first.noticed === undefined ? {} : { noticed: clean(first.noticed, 200) }),
      subject: clean(subject),
      subjects,
      // A file's name is text of the input too.
      evidence: shown(evidence).map((e) => ({ ...e, source: clean(e.source) })),
      evidenceTotal: evidence.length,
      cause: [],
      causedBy: [],
      fix: [...new Set(same.flatMap((h) => h.fix))].map((step) => clean(step, 400)),
      owner: first.owner ?? rule.owner,
      verify: rule.verify,
      help: `rules/${rule.id}.md`,
      fingerprint: fingerprint(`${rule.id}\n${subject}`),
    };
    return {
      finding,
      about: [...new Set(same.flatMap((h) => h.about))],
      seen: times.length === 0 ? undefined : { first: Math.min(...times), last: Math.max(...times) },
    };
  });
}

/** The first pieces of evidence of each source, so that a chatty capture does not crowd out the log. */
function shown(evidence: readonly Evidence[]): Evidence[] {
  if (evidence.length <= EVIDENCE) return [...evidence];
  const sources = [...new Set(evidence.map((e) => e.source))].slice(0, EVIDENCE);
  const share = Math.floor(EVIDENCE / sources.length);
  const kept = new Set(sources.flatMap((s) => evidence.filter((e) => e.source === s).slice(0, share)));
  for (const e of evidence) if (kept.size < EVIDENCE) kept.add(e);
  return evidence.filter((e) => kept.has(e));
}

function run(rule: Rule, incident: Incident): { hits: Hit[]; outcome: Outcome } {
  const absent = rule.needs.filter((kind) => incident.all(kind).length === 0);
  if (absent.length > 0)
    return {
      hits: [],
      outcome: { rule: rule.id, outcome: 'skipped', missing: [...new Set(absent.map((k) => BRING[k]))] },
    };
  const hits: Hit[] = [];
  try {
    const check = rule.check(incident);
    for (;;) {
      const step = check.next();
      if (!step.done) {
        hits.push(step.value);
        continue;
      }
      if (hits.length > 0) return { hits, outcome: { rule: rule.id, outcome: 'found' } };
      if (step.value === 'clear') return { hits, outcome: { rule: rule.id, outcome: 'clear' } };
      return { hits, outcome: { rule: rule.id, outcome: 'skipped', missing: step.value.missing } };
    }
  } catch (error) {
    // One bad rule never costs the report.
    const words = error instanceof Error ? error.message : String(error);
    return { hits: [], outcome: { rule: rule.id, outcome: 'failed', error: clean(words) } };
  }
}

export function reportOf(
  incident: Incident,
  rules: readonly Rule[],
  version: string,
  options: AnalyzeOptions,
  dropped: Readonly<Record<string, number>>,
): Report {
  const summaries = incident.all('source.summary');
  const order = sourceRank(summaries);
  const chosen = rules.filter(
    (r) => (!options.only?.length || options.only.includes(r.id)) && !options.disable?.includes(r.id),
  );
  const outcomes: Outcome[] = [];
  const items: Linked[] = [];
  for (const rule of chosen) {
    const { hits, outcome } = run(rule, incident);
    // What was not read may hold what the rule looks for.
    const proven = options.partial === undefined || outcome.outcome !== 'clear';
    outcomes.push(proven ? outcome : { rule: rule.id, outcome: 'skipped', missing: ['the rest of the input'] });
    items.push(...findingsOf(rule, hits, order, incident));
  }
  const least = SEVERITIES.indexOf(options.minSeverity ?? 'note');
  const ranked = rank(link(items, new Map(chosen.map((r) => [r.id, r])))).filter(
    (f) => SEVERITIES.indexOf(f.severity) >= least,
  );
  const now = options.asOf ?? newest(summaries, incident.utcOffset);
  const findings = withAccepted(ranked, incident.site.accepted ?? [], now);
  return {
    schema: 1,
    tool: { name: 'sfbdiag', version },
    redacted: false,
    ...(options.partial === undefined ? {} : { partial: true }),
    sources: [...summaries]
      .sort((a, b) => (order.get(a.at.source) ?? 0) - (order.get(b.at.source) ?? 0))
      .map((s) => sourceLine(s, incident)),
    host: { addresses: incident.host.addresses },
    signIns: incident.signIns.filter((s) => s.kind !== 'refresh' || s.result !== 'signed-in').map(signInLine),
    calls: incident.calls.map((c) => callLine(c, incident)),
    areas: areasOf(findings, outcomes),
    findings,
    configuration: configurationOf(incident, findings),
    outcomes,
    blind: [...(options.partial === undefined ? [] : [clean(options.partial, 400)]), ...blind(incident)],
    dropped,
    read: {
      bytes: sum(summaries, (s) => s.bytes),
      records: sum(summaries, (s) => (s.parser === 'capture' ? 0 : s.records)),
      frames: sum(summaries, (s) => (s.parser === 'capture' ? s.records : 0)),
      unrecognised: sum(summaries, (s) => s.unrecognised),
      damaged: incident.all('input.malformed').length + (dropped['input.malformed'] ?? 0),
    },
    timeline: timelineOf(incident, findings),
    callDetails: callDetails(incident),
    path: pathOf(incident, findings),
  };
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((n, item) => n + of(item), 0);

function sourceLine(s: SourceSummary, incident: Incident): SourceLine {
  const first = stamp(s.first, s.clock);
  const last = stamp(s.last, s.clock);
  const offset = s.clock === 'local' ? incident.utcOffset(s.at.source) : undefined;
  return {
    name: clean(s.at.source),
    parser: s.parser,
    bytes: s.bytes,
    ...(s.parser === 'capture' ? { frames: s.records } : { records: s.records }),
    unrecognised: s.unrecognised,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    clock: s.clock,
    ...(offset === undefined ? {} : { utcOffset: offset / 60_000 }),
    ...(s.shapes === undefined
      ? {}
      : { shapes: s.shapes.map((x) => ({ level: clean(x.level, 20), shape: clean(x.shape), count: x.count })) }),
  };
}

/** What this input could not have shown, whatever the rules looked for. */
function blind(incident: Incident): string[] {
  const parsers = new Set(incident.all('source.summary').map((s) => s.parser));
  const captured = parsers.has('capture');
  const lines: string[] = [];
  if (![...parsers].some((p) => p !== 'capture'))
    lines.push('No client log: calls, candidates and diagnostics headers were not checked.');
  if (!captured) lines.push('No capture: leaks, DNS answers and the Edge on the wire were not checked.');
  else {
    const faces = incident.all('capture.interface').map((f) => incident.host.interfaceOf(f.at.source, f.index)?.class);
    if (!faces.includes('tunnel') && !faces.includes('physical'))
      lines.push(
        'What went through a tunnel and what beside it: nothing in the capture tells which adapter it is of (--tunnel says so).',
      );
    else if (!faces.includes('tunnel'))
      lines.push('What went through the tunnel: no capture of its adapter, or nothing told which one it is.');
    else if (!faces.includes('physical'))
      lines.push('What left outside the tunnel: no capture of the physical adapter, or nothing told which one it is.');
    if (incident.all('capture.interface').some((f) => f.filter))
      lines.push('Packets that the capture filter kept out.');
    if (incident.all('dns.exchange').length === 0)
      lines.push('How names were resolved: the capture holds no DNS (cached, or asked before it began).');
    const unseen = encryptedDnsWords(incident);
    if (unseen !== undefined) lines.push(`Names that were resolved where no capture can see: ${unseen}.`);
    const encrypted = sum(incident.all('source.summary'), (s) => s.counters.encryptedFrames ?? 0);
    if (encrypted > 0)
      lines.push(`What ${encrypted} encrypted Wi-Fi frames carried: capture on the PC itself, not on the air.`);
  }
  return [...together(incident).map((line) => clean(line, 400)), ...lines];
}
