/** Settings that answer the findings, in the words of the products this site uses. */
import type { Incident } from './incident.ts';
import type { ConfigBlock, Finding } from './report.ts';

export const configurationOf = (_incident: Incident, _findings: readonly Finding[]): readonly ConfigBlock[] => [];
