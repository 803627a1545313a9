import { cidr, covered } from '../src/addresses.ts';
import { addressKey, groupBy } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { prefixes } from '../src/prefixes.ts';
import { defineRule, missing } from '../src/rule.ts';
import { count, list } from '../src/text.ts';
import { views } from '../src/vpn-design.ts';
import type { Said } from '../src/vpn-view.ts';

const length = (prefix: string): number => cidr(prefix)?.parsed[1] ?? 0;

/** Whether all of `inner` lies in `outer`. */
const within = (inner: string, outer: string): boolean => {
  const net = cidr(outer);
  return net !== undefined && length(inner) >= length(outer) && covered(inner.split('/')[0]!, [net]) !== undefined;
};

interface Shadowed {
  readonly exclude: Said<string>;
  readonly by: string;
  readonly place: Said<unknown>;
  /** SfB and Exchange addresses that it was to keep out. */
  readonly addresses: readonly string[];
  readonly sure: boolean;
}

export default defineRule({
  id: 'vpn-exclude-shadowed',
  title: 'An exclusion of the VPN has no effect',
  severity: 'warning',
  owner: 'vpn',
  needs: ['vpn.tunnel'],
  rises: true,
  verify: 'Reconnect; route print has the excluded prefix with the gateway of the physical adapter.',
  *check(incident) {
    const { routing } = incident;
    let looked = false;
    for (const view of views(incident)) {
      const excludes = view.excludeRoutes ?? [];
      looked ||= excludes.length > 0;
      const index = prefixes(excludes.map((e) => [e.value, e] as const));
      const mineOf = groupBy(
        routing.judged.map((j) => j.address),
        (a) => index.longest(a)[0]?.value ?? '',
      );
      // Inclusions that lie within an exclusion, by the exclusion.
      const narrowerOf = groupBy(
        view.includeRoutes ?? [],
        (i) => index.longest(i.value.split('/')[0]!, length(i.value))[0]?.value ?? '',
      );
      const shadowed = excludes.flatMap((exclude): Shadowed[] => {
        const mine = mineOf.get(exclude.value) ?? [];
        const narrower = narrowerOf.get(exclude.value) ?? [];
        const same = narrower.find((i) => length(i.value) === length(exclude.value));
        if (same)
          return [{ exclude, by: `${same.value} is included as well`, place: same, addresses: mine, sure: true }];
        // A narrower inclusion is an exception on purpose, unless it takes a server of this incident.
        const taken = narrower.find((i) => mine.some((a) => within(a, i.value)));
        if (taken)
          return [
            {
              exclude,
              by: `the narrower ${taken.value} is included`,
              place: taken,
              addresses: mine.filter((a) => within(a, taken.value)),
              sure: true,
            },
          ];
        if (view.noLocalAccess?.value && isLocal(exclude.value))
          return [
            {
              exclude,
              by: 'no direct access to the local network is set',
              place: view.noLocalAccess,
              addresses: mine,
              sure: true,
            },
          ];
        const ways = mine.map((a) => routing.wayTo(a));
        const into = ways.find((w) => w?.class === 'tunnel' && w.confidence !== 'possible');
        return into && ways.every((w) => w?.class === 'tunnel')
          ? [
              {
                exclude,
                by: `the routing table sends it into the tunnel (${into.because})`,
                place: { value: undefined, at: into.at },
                addresses: mine,
                sure: false,
              },
            ]
          : [];
      });
      const [first] = shadowed;
      if (!first) continue;
      const addresses = [...new Set(shadowed.flatMap((s) => s.addresses))];
      yield {
        message: `${count(shadowed.length, 'exclusion')} of the VPN ${shadowed.length > 1 ? 'have' : 'has'} no effect: ${first.exclude.value}, since ${first.by}${shadowed.length > 1 ? `; likewise ${list(shadowed.slice(1).map((s) => s.exclude.value))}` : ''}${addresses.length > 0 ? `. What goes to ${list(addresses)} takes the tunnel` : ''}.`,
        subject: first.exclude.value,
        subjects: shadowed.map((s) => s.exclude.value),
        about: addresses.map(addressKey),
        confidence: shadowed.some((s) => s.sure) ? 'certain' : 'likely',
        evidence: evidence.proof(
          shadowed.flatMap((s) => [
            evidence.placed(s.exclude.at, `beside the tunnel: ${s.exclude.value}`),
            evidence.placed(s.place.at, s.by),
          ]),
        ),
        fix: [
          'Exclude single addresses or prefixes that are more specific than every prefix that is included, and take narrower inclusions of them out.',
          'Where "No direct access to local network" is set, servers in the local network of the user cannot be excluded.',
        ],
      };
      return 'clear';
    }
    function isLocal(prefix: string): boolean {
      return incident
        .all('host.adapter')
        .some((a) =>
          a.addresses.some(
            (x) =>
              x.prefix !== undefined &&
              x.prefix < 32 &&
              incident.host.of(x.address)?.class === 'physical' &&
              within(prefix, `${x.address}/${x.prefix}`),
          ),
        );
    }
    return looked ? 'clear' : missing('what the VPN excludes by address (the VPN client’s log or status)');
  },
});
