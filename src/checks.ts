/** Connectivity checks of the capture (RFC 8445 2.2) by the user fragments of both sides. */
import type { Endpoint, SdpSession, StunTransaction } from './facts.ts';

/** One check as this PC sees it. */
export interface Check {
  readonly stun: StunTransaction;
  readonly sent: boolean;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** It travelled through the A/V Edge; `local` is then the socket, not the relay candidate. */
  readonly relayed: boolean;
}

/** Checks by their USERNAME, `receiver:sender`. */
export type CheckIndex = ReadonlyMap<string, readonly StunTransaction[]>;

export function indexChecks(transactions: readonly StunTransaction[]): CheckIndex {
  const index = new Map<string, StunTransaction[]>();
  for (const s of transactions) {
    if (s.method !== 'binding' || s.username === undefined || s.result === 'indication') continue;
    const known = index.get(s.username);
    if (known) known.push(s);
    else index.set(s.username, [s]);
  }
  return index;
}

const fragments = (sessions: readonly SdpSession[], line: number): readonly string[] => [
  ...new Set(sessions.flatMap((s) => s.media[line]?.iceUfrag ?? [])),
];

/** Checks of one media line. @param line its index in the descriptions (RFC 3264 5: it keeps its place). */
export function checksOf(
  index: CheckIndex,
  local: readonly SdpSession[],
  remote: readonly SdpSession[],
  line: number,
): readonly Check[] {
  if (index.size === 0) return [];
  const checks: Check[] = [];
  for (const mine of fragments(local, line))
    for (const theirs of fragments(remote, line)) {
      for (const stun of index.get(`${theirs}:${mine}`) ?? [])
        checks.push({
          stun,
          sent: true,
          local: stun.client,
          remote: stun.peer ?? stun.server,
          relayed: stun.peer !== undefined,
        });
      for (const stun of index.get(`${mine}:${theirs}`) ?? [])
        checks.push({
          stun,
          sent: false,
          local: stun.server,
          remote: stun.peer ?? stun.client,
          relayed: stun.peer !== undefined,
        });
    }
  return checks;
}
