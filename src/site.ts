import { type Cidr, covered, scope } from './addresses.ts';
import type { VpnProduct } from './facts.ts';

/** What the user said about the site. */
export interface Site {
  /** VPN pools and tunnel addresses. */
  readonly tunnel: readonly Cidr[];
  /** Ranges that only the organisation's network reaches. */
  readonly internal: readonly Cidr[];
  /** The site's public SfB and Exchange addresses. */
  readonly external: readonly Cidr[];
  /** Of `tunnel`, what the profile says are the VPN's pools. */
  readonly pools?: readonly Cidr[];
  /** The VPN product. */
  readonly vpn?: VpnProduct | undefined;
  /** All traffic is meant to go through the tunnel. */
  readonly fullTunnel?: boolean | undefined;
  /** Prefixes that are meant to go beside the tunnel. */
  readonly exclusions?: readonly Cidr[];
  /** DNS resolvers that VPN clients are meant to ask. */
  readonly resolvers?: readonly string[];
  readonly servers?: readonly SiteServer[];
  readonly accepted?: readonly Accepted[];
}

/** A name of SfB or Exchange as it is meant to resolve. Its addresses are in `internal` and `external` too. */
export interface SiteServer {
  /** Lower case. */
  readonly name: string;
  readonly kind: 'sfb' | 'exchange';
  readonly inside: readonly string[];
  readonly outside: readonly string[];
}

/** Findings that the site knows and lives with. */
export interface Accepted {
  readonly rule: string;
  /** What it is about; `*` stands for anything. Not given = all of the rule's findings. */
  readonly subject?: string | undefined;
  readonly reason: string;
  /** Last day, `2026-06-30`. */
  readonly until?: string | undefined;
}

export const NO_SITE: Site = { tunnel: [], internal: [], external: [] };

/** Whether the address is one of the organisation's network rather than the Internet's. RFC 1918, RFC 4193 and
 *  RFC 6598 count as internal, other ranges when the user said so. */
export function isInternal(address: string, site: Site): boolean {
  if (covered(address, site.external)) return false;
  if (covered(address, site.internal)) return true;
  const where = scope(address);
  return where === 'private' || where === 'shared';
}

/** Whether the address is one the Internet routes: what a client outside can reach. */
export function isPublic(address: string, site: Site): boolean {
  return !isInternal(address, site) && (scope(address) === 'public' || covered(address, site.external) !== undefined);
}
