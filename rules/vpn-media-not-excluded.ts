import { cidr, covered } from '../src/addresses.ts';
import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { CURRENT_MEDIA_RANGES, MEDIA_RANGES, MEDIA_RANGES_AS_OF } from '../src/knowledge/media-ranges.ts';
import { excludeByAddress } from '../src/remedies.ts';
import { defineRule, type Hit, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';
import { publicSfb, tunnelAddresses, views, wayOf } from '../src/vpn-design.ts';

/** Outside of what Microsoft published, an address says nothing of its cloud. */
const inRanges = (address: string): boolean =>
  covered(
    address,
    MEDIA_RANGES.flatMap((r) => cidr(r.prefix) ?? []),
  ) !== undefined;

export default defineRule({
  id: 'vpn-media-not-excluded',
  title: 'The VPN excludes the signalling of SfB, but not its media',
  severity: 'warning',
  owner: 'vpn',
  needs: ['vpn.tunnel'],
  rises: true,
  verify:
    'Reconnect; route print has the A/V Edge with the gateway of the physical adapter, and a call’s RTP shows there.',
  *check(incident) {
    const here = views(incident).filter((v) => (v.excludeRoutes?.length ?? 0) > 0);
    if (here.length === 0) return missing('what the VPN excludes by address (the VPN client’s log or status)');
    const servers = publicSfb(incident);
    const isMedia = (a: string): boolean => incident.servers.get(a)?.roles.has('media-relay') === true;
    const outside = servers.filter((a) => !isMedia(a) && wayOf(incident, a) === 'beside');
    const inside = servers.filter((a) => isMedia(a) && wayOf(incident, a) === 'tunnel');
    const [first] = inside;
    if (first && outside.length > 0) {
      const split = incident.routing.splitOf(first);
      const way = incident.routing.wayTo(first);
      yield {
        message: `The VPN leaves ${list(outside)} beside the tunnel, but not ${list(inside)}, where the media goes: calls take the tunnel.`,
        subject: first,
        subjects: inside,
        about: [...inside, ...tunnelAddresses(incident)].map(addressKey),
        confidence: way?.class === 'tunnel' || split?.truncated === false ? 'certain' : 'likely',
        evidence: evidence.proof([
          ...outside.flatMap((a) => {
            const s = incident.routing.splitOf(a);
            return s ? [evidence.placed(s.at, `${a} beside the tunnel${s.prefix ? ` (${s.prefix})` : ''}`)] : [];
          }),
          ...(split
            ? [evidence.placed(split.at, `${first} into the tunnel${split.prefix ? ` (${split.prefix})` : ''}`)]
            : []),
          ...(way ? [evidence.placed(way.at, `${first}: ${way.because}`)] : []),
        ]),
        fix: [excludeByAddress(incident)],
      };
    }
    const stale = staleRanges(incident);
    if (stale) yield stale;
    const known = servers.some(isMedia) || stale !== undefined || here.some((v) => v.excludeRoutes?.some(isCloud));
    return known ? 'clear' : missing('the address of the A/V Edge (client log with MRAS, or a capture of a call)');
  },
});

const isCloud = (r: { readonly value: string }): boolean => inRanges(r.value.split('/')[0]!);

/** Exclusions of Microsoft's media ranges that miss some of today's. A note; a warning where this client used one. */
function staleRanges(incident: Incident): Hit | undefined {
  for (const view of views(incident)) {
    const listed = (view.excludeRoutes ?? []).filter(isCloud);
    const prefixes = (view.excludeRoutes ?? []).flatMap((r) => cidr(r.value) ?? []);
    const [first] = listed;
    if (!first || view.truncated) continue;
    // IPv6 matters only where the tunnel has it.
    const six = view.includeRoutes?.some((r) => r.value.includes(':')) === true;
    const absent = CURRENT_MEDIA_RANGES.filter((r) => six || !r.prefix.includes(':')).filter(
      (r) =>
        !prefixes.some((p) => p.parsed[1] <= Number(r.prefix.split('/')[1]) && covered(r.prefix.split('/')[0]!, [p])),
    );
    if (absent.length === 0) continue;
    const nets = absent.flatMap((r) => cidr(r.prefix) ?? []);
    const used = incident.routing.judged.filter(
      (j) => covered(j.address, nets) !== undefined && wayOf(incident, j.address) === 'tunnel',
    );
    return {
      message: `The VPN excludes ${list(listed.map((r) => r.value))} of Microsoft’s media ranges, but not ${list(absent.map((r) => r.prefix))} (as published until ${MEDIA_RANGES_AS_OF})${used.length > 0 ? `; this client uses ${list(used.map((j) => j.address))} of them` : ''}. Compare with Microsoft’s current list.`,
      subject: absent[0]!.prefix,
      subjects: absent.map((r) => r.prefix),
      about: used.map((j) => addressKey(j.address)),
      severity: used.length > 0 ? 'warning' : 'note',
      confidence: 'likely',
      evidence: evidence.proof(listed.map((r) => evidence.placed(r.at, `beside the tunnel: ${r.value}`))),
      fix: [
        `Exclude ${list(
          absent.map((r) => r.prefix),
          6,
        )} as well, and keep the older ranges: both are in use while Microsoft moves.`,
      ],
    };
  }
  return undefined;
}
