import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { defineRule, missing } from '../src/rule.ts';

/** Refusals of credentials: [MS-TURN] and RFC 5766. */
const REFUSED: ReadonlySet<number> = new Set([401, 439, 441]);
/** The same in the STUN draft that MS-TURN builds on; their numbers are less sure. */
const DRAFT: ReadonlySet<number> = new Set([430, 431, 432, 434, 435, 436]);

export default defineRule({
  id: 'turn-auth-failed',
  title: 'The A/V Edge refuses the TURN credentials',
  severity: 'error',
  owner: 'uc',
  needs: ['stun.transaction'],
  verify: 'Capture the start of a call: one 401, then Allocate is answered with success (0x0103).',
  *check(incident) {
    const allocations = incident
      .all('stun.transaction')
      .filter((s) => s.dialect === 'ms-turn' && s.method === 'allocate');
    const tried = allocations.filter((s) => s.authenticated && s.result !== 'none');
    if (tried.length === 0) return missing('a TURN request with credentials, answered');
    for (const address of new Set(tried.map((s) => s.server.address))) {
      const here = tried.filter((s) => s.server.address === address);
      const codes = (set: ReadonlySet<number>) => here.filter((s) => s.result === 'error' && set.has(s.errorCode ?? 0));
      const sure = codes(REFUSED);
      const refused = sure.length > 0 ? sure : codes(DRAFT);
      if (refused.length === 0 || here.some((s) => s.result === 'success')) continue;
      yield {
        message: `The A/V Edge ${address} refuses the client's credentials (${[...new Set(refused.map((s) => s.errorCode))].join(', ')}, ${refused.length} ×): no relay can be allocated.`,
        subject: address,
        about: [addressKey(address), ...[...new Set(refused.map((s) => s.client.address))].map(addressKey)],
        confidence: sure.length > 0 ? 'certain' : 'likely',
        evidence: evidence.proof(refused.map(evidence.stun)),
        noticed: 'Calls to people outside the own network find no path.',
        fix: [
          'Check the clocks of Front End and Edge, and the A/V Edge authentication certificate (it must be the same on all Edges of a pool).',
          'Sign the client out and in: it asks MRAS for new credentials.',
        ],
      };
    }
    return 'clear';
  },
});
