import { type Cidr, covered, scope } from './addresses.ts';

/** What the user said about the site. */
export interface Site {
  /** VPN pools and tunnel addresses. */
  readonly tunnel: readonly Cidr[];
  /** Ranges that only the organisation's network reaches. */
  readonly internal: readonly Cidr[];
  /** The site's public SfB and Exchange addresses. */
  readonly external: readonly Cidr[];
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
