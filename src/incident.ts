/** What rules reason about: the facts of all inputs together, and what follows from them without opinion. */
import { type Call, callsOf } from './calls.ts';
import { orientation, withoutTwice } from './capture-sip.ts';
import { indexChecks } from './checks.ts';
import { clockOffset } from './clock.ts';
import type { DnsExchange, Fact, FactKind, FactOf, SourceSummary } from './facts.ts';
import { type Host, hostOf, logAddresses } from './host.ts';
import { type Machines, machinesOf } from './machines.ts';
import { type SfbName, searched, sfbName, uriDomain } from './names.ts';
import { logSpans } from './rotation.ts';
import { type Routing, routingOf } from './routing.ts';
import { type Server, serversOf } from './servers.ts';
import { type SignIn, signInsOf } from './sign-in.ts';
import { isInternal, isPublic, type Site } from './site.ts';
import { type VpnView, vpnViews } from './vpn-view.ts';

export interface Incident {
  readonly site: Site;
  /** Of one kind, in order of time within a clock; facts without a time keep their place. */
  all<K extends FactKind>(kind: K): readonly FactOf<K>[];
  readonly calls: readonly Call[];
  /** By Call-ID. */
  call(id: string | undefined): Call | undefined;
  /** Every time a client went to a registrar, in order. */
  readonly signIns: readonly SignIn[];
  readonly host: Host;
  /** Whose output a text is: the PC's or a gateway's. */
  readonly machines: Machines;
  /** What texts say of the VPN, one view a product. */
  readonly vpn: readonly VpnView[];
  /** Which way packets take on this PC. */
  readonly routing: Routing;
  /** SIP domains of the users in it, lower case. */
  readonly domains: ReadonlySet<string>;
  /** SfB and Exchange servers by address. */
  readonly servers: ReadonlyMap<string, Server>;
  /** DNS questions for SfB and Exchange names, each with what the name means; LLMNR and mDNS left out. */
  readonly lookups: readonly Lookup[];
  /** Milliseconds that a log's local time is ahead of UTC, by source; undefined where neither given nor measured. */
  utcOffset(source: string): number | undefined;
  isInternal(address: string): boolean;
  isPublic(address: string): boolean;
}

export interface Lookup {
  readonly dns: DnsExchange;
  readonly meaning: SfbName;
  /** A and AAAA values of the answer, in order. */
  readonly addresses: readonly string[];
}

const lazy = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Rotated logs come in any order: sources by their first time, then facts by source; within a source as parsed. */
function inOrder<F extends Fact>(facts: readonly F[], rank: ReadonlyMap<string, number>): readonly F[] {
  const place = (f: F): number => ('line' in f.at ? f.at.line : f.at.frame);
  return [...facts].sort((a, b) => {
    if (a.at.source === b.at.source) return place(a) - place(b);
    return (rank.get(a.at.source) ?? 0) - (rank.get(b.at.source) ?? 0) || place(a) - place(b);
  });
}

export function sourceRank(summaries: readonly SourceSummary[]): ReadonlyMap<string, number> {
  const kind = (s: SourceSummary): number => (s.clock === 'utc' ? 1 : 0);
  const sorted = [...summaries].sort(
    (a, b) => kind(a) - kind(b) || (a.first ?? 0) - (b.first ?? 0) || (a.at.source < b.at.source ? -1 : 1),
  );
  return new Map(sorted.map((s, i) => [s.at.source, i]));
}

/** Facts of SIP messages, whose direction a capture leaves open. */
const DIRECTED: ReadonlySet<FactKind> = new Set(['sip.message', 'sip.diagnostic', 'sdp.session', 'quality.report']);

interface FactSource {
  all<K extends FactKind>(kind: K): readonly FactOf<K>[];
}

/** @param utcOffsetMinutes offset of local clocks as the user gave it, east of UTC positive.
 *  @param until facts of logs after this local time were left out: silence behind it says nothing. */
export function incidentOf(facts: FactSource, site: Site, utcOffsetMinutes?: number, until?: number): Incident {
  const rank = lazy(() => sourceRank(facts.all('source.summary')));
  const sorted = new Map<FactKind, readonly Fact[]>();
  const oriented = lazy(() =>
    orientation({
      messages: facts.all('sip.message'),
      interfaces: facts.all('capture.interface'),
      flows: facts.all('ip.flow'),
      site,
    }),
  );
  const all = <K extends FactKind>(kind: K): readonly FactOf<K>[] => {
    let known = sorted.get(kind);
    if (!known) {
      known = inOrder(facts.all(kind), rank());
      if (DIRECTED.has(kind)) known = known.map(oriented());
      sorted.set(kind, known);
    }
    return known as readonly FactOf<K>[];
  };
  const calls = lazy(() =>
    callsOf(withoutTwice(all('sip.message')), {
      checks: indexChecks(all('stun.transaction')),
      spans: logSpans(facts.all('source.summary')),
    }),
  );
  const byId = lazy(() => new Map(calls().map((c) => [c.id, c])));
  const signIns = lazy(() =>
    signInsOf({
      // That a capture holds no answer does not say that it could have.
      messages: all('sip.message').filter((m) => m.sender === undefined),
      summaries: all('source.summary'),
      until,
      isInternal: (address) => isInternal(address, site),
      isPublic: (address) => isPublic(address, site),
    }),
  );
  const vpn = lazy(() =>
    vpnViews(all('vpn.tunnel'), all('ipsec.sa'), machines(), (address) => host().of(address) !== undefined),
  );
  const routing = lazy(() =>
    routingOf({
      routes: all('host.route'),
      sas: all('ipsec.sa'),
      policies: all('ipsec.policy'),
      machines: machines(),
      host: host(),
      vpn: vpn(),
      addresses: wanted(),
    }),
  );
  /** SfB and Exchange servers, and what calls offered as the other side's addresses. */
  const wanted = (): ReadonlyMap<string, readonly string[]> => {
    const found = new Map<string, readonly string[]>(
      [...servers()].map(([address, s]) => [address, [...s.roles].sort()]),
    );
    for (const call of calls())
      for (const s of call.remote)
        for (const m of s.media)
          for (const c of m.candidates)
            if (!found.get(c.address)?.includes('media'))
              found.set(c.address, [...(found.get(c.address) ?? []), 'media']);
    return found;
  };
  const domains = lazy(() => {
    const found = new Set<string>();
    for (const m of all('sip.message'))
      for (const uri of m.direction === 'received' && m.status === undefined ? [m.to] : [m.from]) {
        const domain = uri === undefined ? undefined : uriDomain(uri);
        if (domain) found.add(domain);
      }
    for (const dns of all('dns.exchange')) {
      const own = sfbName(dns.name, found);
      if (own && /^(lyncdiscover|_sip)/.test(dns.name)) found.add(own.domain);
    }
    // The longer one of two may have been seen first.
    return new Set([...found].filter((domain) => !searched(domain, found)));
  });
  const machines = lazy(() => {
    const texts = [
      ...all('host.adapter'),
      ...all('host.route'),
      ...all('host.resolver'),
      ...all('host.setting'),
      ...all('firewall.rule'),
      ...all('vpn.tunnel'),
      ...all('vpn.event'),
      ...all('ipsec.sa'),
      ...all('ipsec.connection'),
      ...all('ipsec.plugins'),
      ...all('ipsec.policy'),
    ];
    // Without texts nobody asks whose they are, and the addresses need not be gathered.
    const own = texts.length === 0 ? [] : [...logAddresses(calls(), all('sip.message')), ...captured()];
    return machinesOf({ texts, own: new Set(own), servers: new Set(texts.length === 0 ? [] : servers().keys()) });
  });
  // Own addresses of captures, by themselves: what the texts add needs to know whose they are first.
  const captured = (): readonly string[] =>
    hostOf({
      interfaces: all('capture.interface'),
      flows: all('ip.flow'),
      messages: all('sip.message'),
      calls: calls(),
      site,
      sas: all('ipsec.sa'),
    }).addresses.map((a) => a.address);
  const host = lazy(() =>
    hostOf({
      interfaces: all('capture.interface'),
      flows: all('ip.flow'),
      messages: all('sip.message'),
      calls: calls(),
      reports: all('quality.report'),
      site,
      adapters: all('host.adapter'),
      routes: all('host.route'),
      tunnels: all('vpn.tunnel'),
      events: all('vpn.event'),
      sas: all('ipsec.sa'),
      machines: machines(),
    }),
  );
  const lookups = lazy(() =>
    all('dns.exchange').flatMap((dns): Lookup[] => {
      const meaning = dns.family === 'dns' ? sfbName(dns.name, domains()) : undefined;
      if (!meaning) return [];
      const addresses = dns.answers.filter((r) => r.type === 'A' || r.type === 'AAAA').map((r) => r.value);
      return [{ dns, meaning, addresses }];
    }),
  );
  const offsets = lazy(() =>
    clockOffset(all('sip.message'), all('tcp.conversation'), all('source.summary'), utcOffsetMinutes),
  );
  const servers = lazy(() =>
    serversOf({
      lookups: lookups(),
      messages: all('sip.message'),
      tcp: all('tcp.conversation'),
      stun: all('stun.transaction'),
      dns: all('dns.exchange'),
      domains: domains(),
      told: all('host.name'),
    }),
  );
  return {
    site,
    all,
    get calls() {
      return calls();
    },
    call: (id) => (id === undefined ? undefined : byId().get(id)),
    get signIns() {
      return signIns();
    },
    get host() {
      return host();
    },
    get machines() {
      return machines();
    },
    get vpn() {
      return vpn();
    },
    get routing() {
      return routing();
    },
    get domains() {
      return domains();
    },
    get servers() {
      return servers();
    },
    get lookups() {
      return lookups();
    },
    utcOffset: (source) => offsets().get(source),
    isInternal: (address) => isInternal(address, site),
    isPublic: (address) => isPublic(address, site),
  };
}
