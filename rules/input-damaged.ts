import * as evidence from '../src/evidence.ts';
import { defineRule } from '../src/rule.ts';
import { count } from '../src/text.ts';

export default defineRule({
  id: 'input-damaged',
  title: 'Part of an input could not be read',
  severity: 'note',
  owner: 'help-desk',
  needs: ['source.summary'],
  verify: 'Collect the file again, copied after the client or capture was stopped.',
  *check(incident) {
    const damage = incident.all('input.malformed');
    for (const source of new Set(damage.map((d) => d.at.source))) {
      const here = damage.filter((d) => d.at.source === source);
      yield {
        message: `${source}: ${count(here.length, 'damaged place')}, the first: ${here[0]!.detail}. What stands before and after was read.`,
        subject: source,
        about: [],
        evidence: evidence.proof(here.map((d) => evidence.seen(d, `${d.reason}: ${d.detail}`))),
        fix: [
          'If the findings do not fit what happened, collect this file again: the damaged part may hold the cause.',
        ],
      };
    }
    return 'clear';
  },
});
