/** `sfbdiag rules` and `sfbdiag explain` */
import { rules } from '../../rules/index.ts';
import * as pages from '../explain.ts';
import { print } from './output.ts';

export const ruleList = (): Promise<void> => print(pages.ruleTable(rules));

export const explain = async (what: string, ocs2007 = false): Promise<void> =>
  print(await pages.explain(what, rules, ocs2007));
