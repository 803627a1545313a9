import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { failedConnections, leaksOf } from '../src/reach.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

export default defineRule({
  id: 'server-unreachable',
  title: 'A Skype for Business or Exchange server cannot be reached',
  severity: 'error',
  owner: 'network',
  needs: ['tcp.conversation'],
  explainedBy: ['dns-internal-answer', 'dns-internal-discovery'],
  verify: 'Test-NetConnection SERVER -Port PORT from the PC succeeds.',
  *check(incident) {
    const tried = incident.all('tcp.conversation').filter((c) => incident.servers.has(c.server.address));
    if (tried.length === 0) return missing('a TCP connection to an SfB or Exchange server');
    const leaked = new Set(leaksOf(incident).map((l) => `${l.source} ${l.to}`));
    const reached = new Set(tried.filter((c) => c.established).map((c) => `${c.server.address} ${c.server.port}`));
    const failed = failedConnections(incident).filter(
      (f) =>
        f.server &&
        !f.server.roles.has('media-relay') &&
        !leaked.has(`${f.source} ${f.to}`) &&
        !reached.has(`${f.address} ${f.port}`),
    );
    for (const to of new Set(failed.map((f) => f.to))) {
      const same = failed.filter((f) => f.to === to);
      const { server, words, from, how } = same[0]!;
      yield {
        message: `${to} (${list([...(server?.names ?? [])]) || server?.because}) cannot be reached from ${from}: ${words}.`,
        subject: to,
        about: [addressKey(same[0]!.address)],
        confidence: how === 'unanswered' ? 'likely' : 'certain',
        evidence: evidence.proof(same.flatMap((f) => f.evidence)),
        noticed: `The client cannot connect to ${to}.`,
        fix: [
          how === 'refused'
            ? `Check that the service on ${to} runs, and that no firewall resets the connection.`
            : `Let ${from} reach ${to} over TCP: routing and firewall on the way${how === 'rejected' ? ' (the ICMP error names the router that refused)' : ''}.`,
        ],
      };
    }
    return 'clear';
  },
});
