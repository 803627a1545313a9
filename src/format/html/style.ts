/** The page's one style sheet: light and dark, from a phone's width to a desktop's, and for print. */
import { h } from './markup.ts';

export const STYLE = h`<style>
:root {
  color-scheme: light dark;
  --page: #f6f6f3; --card: #ffffff; --sunken: #f0f0ec; --line: #dcdcd6; --ink: #1d2125; --soft: #565d66;
  --accent: #23568f; --bad: #a4262c; --bad-back: #fbeceb; --warn: #7a4d00; --warn-back: #fbf1dd;
  --ok: #1d6639; --ok-back: #e7f3ea; --should: #23568f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15181b; --card: #1d2226; --sunken: #262c31; --line: #3a4249; --ink: #e8eaec; --soft: #a9b2bb;
    --accent: #8fbcf0; --bad: #ff9f97; --bad-back: #3b2324; --warn: #efc26b; --warn-back: #362c18;
    --ok: #84d3a2; --ok-back: #1c3325; --should: #8fbcf0;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.55;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance; }
h1 { font-size: 1.45rem; font-weight: 650; }
h2 { font-size: 1.3rem; font-weight: 650; margin: 0 0 .9rem; }
h3 { font-size: 1.05rem; font-weight: 650; }
h4 { font-size: .95rem; font-weight: 650; margin: 1.4rem 0 .5rem; }
p { margin: .5rem 0; }
a { color: var(--accent); }
ul, ol { padding-left: 1.3rem; margin: .5rem 0; }
code, pre, .mono { font-family: ui-monospace, "Cascadia Mono", Consolas, Menlo, "DejaVu Sans Mono", monospace; font-size: .875em; }
code, .mono, .value { unicode-bidi: isolate; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.wrap { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
.skip { position: absolute; left: -100rem; top: 0; background: var(--card); padding: .5rem 1rem; z-index: 2; }
.skip:focus { left: .5rem; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.small a { white-space: nowrap; }
header.wrap { padding-top: 1.8rem; padding-bottom: 1rem; }
header p { margin: .25rem 0 0; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
nav ul { list-style: none; padding: 0; margin: 0 0 1.2rem; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; font-size: .95rem; }
nav a { display: inline-block; padding: .15rem 0; }
main > section { margin: 0 0 2.6rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.25rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
.verdict { border-left: 6px solid var(--bad); padding: 1.3rem 1.5rem; }
.verdict.fine { border-left-color: var(--ok); }
.verdict.unknown { border-left-color: var(--soft); }
.verdict dl { margin: 0; display: grid; grid-template-columns: 9.5rem 1fr; gap: .95rem 1rem; }
.verdict dt { font-weight: 650; color: var(--soft); }
.verdict dd { margin: 0; }
.verdict .lead { font-size: 1.15rem; font-weight: 600; margin: 0; line-height: 1.4; }
.verdict dd p { margin: .3rem 0 0; }
.areas { list-style: none; padding: 0; margin: 0; display: grid; gap: .6rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
.areas li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; display: grid; grid-template-columns: 1.7rem 1fr; align-items: start; }
.areas .state { font-weight: 650; }
.mark { display: inline-block; width: 1.25rem; height: 1.25rem; line-height: 1.25rem; text-align: center; border-radius: 50%; font-size: .8rem; font-weight: 700; }
.is-bad .mark { background: var(--bad-back); color: var(--bad); } .is-bad .state { color: var(--bad); }
.is-warn .mark { background: var(--warn-back); color: var(--warn); } .is-warn .state { color: var(--warn); }
.is-ok .mark { background: var(--ok-back); color: var(--ok); } .is-ok .state { color: var(--ok); }
.is-none .mark { background: var(--sunken); color: var(--soft); } .is-none .state { color: var(--soft); }
.tag { display: inline-block; border-radius: 5px; padding: .05rem .5rem; font-size: .85rem; font-weight: 600; background: var(--sunken); color: var(--ink); white-space: nowrap; }
.tag.bad { background: var(--bad-back); color: var(--bad); }
.tag.warn { background: var(--warn-back); color: var(--warn); }
.tag.ok { background: var(--ok-back); color: var(--ok); }
.finding .head { display: flex; flex-wrap: wrap; gap: .45rem .6rem; align-items: center; margin: 0 0 .55rem; }
.finding h3 { flex: 1 1 18rem; }
.finding .number { display: inline-block; min-width: 1.6rem; color: var(--soft); }
.facts { margin: .8rem 0 0; display: grid; grid-template-columns: max-content 1fr; gap: .25rem .9rem; font-size: .93rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; }
.steps { margin-top: .4rem; }
.steps li { margin: .3rem 0; }
details { margin: .8rem 0 0; }
summary { cursor: pointer; color: var(--accent); font-weight: 600; padding: .2rem 0; width: fit-content; max-width: 100%; }
summary h3 { display: inline; color: var(--ink); }
.evidence { list-style: none; padding: 0; margin: .4rem 0 0; }
.evidence li { padding: .45rem 0; border-top: 1px solid var(--line); display: grid; grid-template-columns: minmax(0, 17rem) minmax(0, 1fr); gap: .1rem 1rem; }
.evidence .place { font-size: .875rem; }
.scroll { position: relative; overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--card); margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; padding: .55rem .8rem; color: var(--soft); font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem; border-top: 1px solid var(--line); }
thead th { font-weight: 600; color: var(--soft); border-top: 0; }
caption + thead th { border-top: 1px solid var(--line); }
td.mono, th.mono { white-space: nowrap; }
td.value, th.value { overflow-wrap: break-word; min-width: 10rem; } td.value { min-width: 16rem; }
.matrix th[scope="row"] { font-weight: 400; min-width: 12rem; }
.matrix td { min-width: 8.5rem; }
.matrix td.is-bad { background: var(--bad-back); } .matrix td.is-ok { background: var(--ok-back); }
.matrix td strong { display: block; font-size: .92rem; }
.matrix .is-bad strong { color: var(--bad); } .matrix .is-ok strong { color: var(--ok); }
.matrix .is-none strong { font-weight: 400; color: var(--soft); }
.matrix .end { display: block; white-space: nowrap; }
.lanes { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .8rem; align-items: center; font-size: .85rem; margin: 0 0 .4rem; }
.lanes .track { position: relative; height: 1.35rem; border-bottom: 1px solid var(--line); margin: 0 .5rem; }
.lanes i { position: absolute; top: .38rem; width: .62rem; height: .62rem; margin-left: -.31rem; border-radius: 50%; background: var(--soft); }
.lanes i.is-ok { background: var(--ok); }
.lanes i.is-bad { background: var(--bad); border-radius: 2px; transform: rotate(45deg); }
.lanes .ends { display: flex; justify-content: space-between; color: var(--soft); font-variant-numeric: tabular-nums; }
.events { list-style: none; margin: 0; padding: 0; }
.events li { display: grid; grid-template-columns: 6.6rem 5.6rem minmax(0, 1fr) minmax(0, 14rem); gap: 0 .8rem; padding: .4rem 0; border-top: 1px solid var(--line); align-items: baseline; font-size: .93rem; }
.events time { font-variant-numeric: tabular-nums; color: var(--soft); white-space: nowrap; }
.events .is-bad .what { color: var(--bad); }
.events .mark { margin-right: .35rem; }
.events .place { font-size: .85rem; color: var(--soft); }
.day { margin: 1rem 0 .4rem; font-weight: 650; }
pre { margin: .6rem 0; padding: .8rem 1rem; background: var(--sunken); border-radius: 8px; overflow-x: auto; white-space: pre; line-height: 1.5; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--ink); font-family: system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; font-size: 13px; }
svg .t-soft { fill: var(--soft); font-size: 12px; } svg .t-bold { font-weight: 650; } svg .t-mono { font-family: ui-monospace, Consolas, Menlo, "DejaVu Sans Mono", monospace; font-size: 12px; }
svg .zone { fill: var(--sunken); stroke: var(--line); }
svg .node { fill: var(--card); stroke: var(--line); stroke-width: 1.2; }
svg .node.tunnel { stroke: var(--accent); stroke-width: 2; }
svg .pipe { stroke: var(--accent); opacity: .16; stroke-width: 22; stroke-linecap: round; fill: none; }
svg .life { stroke: var(--line); stroke-width: 1.5; }
svg .ok { stroke: var(--ok); } svg .failed { stroke: var(--bad); stroke-dasharray: 7 5; }
svg .unused { stroke: var(--soft); stroke-dasharray: 2 5; } svg .should { stroke: var(--should); stroke-dasharray: 14 5; }
svg .plain { stroke: var(--ink); }
svg .link { fill: none; stroke-width: 2; }
svg .should.link { stroke-width: 3; }
svg .tip { stroke: none; } svg .tip.ok { fill: var(--ok); } svg .tip.failed { fill: var(--bad); } svg .tip.unused { fill: var(--soft); } svg .tip.should { fill: var(--should); } svg .tip.plain { fill: var(--ink); }
svg .cross { stroke: var(--bad); stroke-width: 2.5; fill: none; } svg .disc { fill: var(--card); stroke: var(--bad); stroke-width: 1.5; }
svg .back { fill: var(--card); }
.picture { padding: .6rem; }
.picture svg { max-width: none; }
.picture .path { min-width: 46rem; }
.legend { list-style: none; padding: 0; margin: .3rem 0 0; display: flex; flex-wrap: wrap; gap: .2rem 1.3rem; font-size: .875rem; }
.legend svg { display: inline-block; width: 2.4rem; height: .8rem; vertical-align: middle; margin-right: .4rem; min-width: 0; }
footer { border-top: 1px solid var(--line); padding: 1rem 0 2.5rem; color: var(--soft); font-size: .875rem; }
@media (max-width: 40rem) {
  .verdict { padding: 1rem 1.1rem; }
  .verdict dl { grid-template-columns: 1fr; gap: .15rem; } .verdict dt:not(:first-child) { margin-top: .8rem; }
  .evidence li { grid-template-columns: 1fr; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dt:not(:first-child) { margin-top: .4rem; }
  .events li { grid-template-columns: 6.6rem 1fr; } .events .what, .events .place { grid-column: 1 / -1; }
  .lanes .track { margin: 0 .3rem; }
}
@media print {
  :root { --page: #fff; --card: #fff; --sunken: #f4f4f2; --line: #ccc; --ink: #000; --soft: #444; --accent: #123f70;
    --bad: #8f1d22; --bad-back: #fbeceb; --warn: #6a4300; --warn-back: #fbf1dd; --ok: #14532d; --ok-back: #e7f3ea; --should: #123f70; }
  body { font-size: 10pt; }
  .wrap { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  .card, .areas li, .events li, .evidence li, tr, svg { break-inside: avoid; }
  .finding { break-inside: auto; }
  h2, h3, h4, caption { break-after: avoid; }
  .scroll { overflow: visible; }
  .picture svg, .picture .path { min-width: 0; max-width: 100%; }
  td.value, th.value { min-width: 0; }
  .matrix th[scope="row"], .matrix td { min-width: 0; }
  .matrix .end, td.mono, th.mono { white-space: normal; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  a { color: inherit; }
}
@media (forced-colors: active) { .lanes i, .mark { forced-color-adjust: none; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
</style>`;
