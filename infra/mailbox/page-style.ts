/** The style sheet of the mailbox pages, served as a file of its own so that the pages need no inline style. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --ink: #1f2328; --soft: #5c6370; --rule: #dfe2e6; --accent: #1f5f8b; --mark: #e3eef6; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --card: #1e2226; --ink: #e8eaed; --soft: #a3abb6; --rule: #343a41; --accent: #7cbbe6; --mark: #213645; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
header.top { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; padding: 14px 20px; background: var(--card); border-bottom: 1px solid var(--rule); }
header.top h1 { margin: 0; font-size: 19px; }
header.top h1 a { color: inherit; text-decoration: none; }
header.top p { margin: 0; color: var(--soft); font-size: 14px; }
.alarm { margin: 0; padding: 10px 20px; background: #8a2c0d; color: #fff; }
.columns { display: grid; grid-template-columns: 280px minmax(0, 1fr); gap: 20px; max-width: 1240px; margin: 20px auto; padding: 0 20px; align-items: start; }
.single { max-width: 920px; margin: 20px auto; padding: 0 20px; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; overflow: hidden; }
nav.boxes h2 { margin: 0; padding: 12px 16px 6px; font-size: 13px; font-weight: 600; color: var(--soft); }
nav.boxes ul { list-style: none; margin: 0; padding: 0 8px 8px; }
nav.boxes a { display: flex; gap: 8px; justify-content: space-between; padding: 8px; border-radius: 7px; color: inherit; text-decoration: none; }
nav.boxes a:hover { background: var(--mark); }
nav.boxes a[aria-current] { background: var(--mark); font-weight: 600; }
nav.boxes .address { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
nav.boxes .count { color: var(--soft); font-variant-numeric: tabular-nums; }
ol.mails { list-style: none; margin: 0; padding: 0; }
ol.mails li + li { border-top: 1px solid var(--rule); }
ol.mails a { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 16px; padding: 12px 16px; color: inherit; text-decoration: none; }
ol.mails a:hover { background: var(--mark); }
ol.mails .subject { font-weight: 600; overflow-wrap: anywhere; }
ol.mails .people { grid-column: 1; color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
ol.mails time { grid-column: 2; grid-row: 1; color: var(--soft); font-size: 14px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.empty { margin: 0; padding: 40px 16px; text-align: center; color: var(--soft); }
.older { display: block; padding: 12px 16px; border-top: 1px solid var(--rule); text-align: center; }
.letter { padding: 18px 20px; }
.letter h2 { margin: 0 0 10px; font-size: 21px; line-height: 1.3; overflow-wrap: anywhere; }
.letter dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 14px; margin: 0; font-size: 15px; }
.letter dt { color: var(--soft); }
.letter dd { margin: 0; overflow-wrap: anywhere; }
.files { display: flex; flex-wrap: wrap; gap: 8px; margin: 14px 0 0; padding: 0; list-style: none; }
.files a { display: inline-block; padding: 6px 12px; border: 1px solid var(--rule); border-radius: 7px; text-decoration: none; }
iframe { display: block; width: 100%; height: 78vh; min-height: 560px; border: 0; border-top: 1px solid var(--rule); background: #fff; }
details { border-top: 1px solid var(--rule); }
details.alone { border-top: 0; }
summary { padding: 12px 20px; cursor: pointer; color: var(--accent); }
pre { margin: 0; padding: 4px 20px 20px; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, Menlo, Consolas, monospace; }
p.more { margin: 0; padding: 12px 20px; border-top: 1px solid var(--rule); }
.side > * + * { margin-top: 16px; }
form.fault { display: grid; gap: 10px; padding: 0 16px 16px; font-size: 15px; }
form.fault label { display: grid; gap: 3px; color: var(--soft); font-size: 14px; }
form.fault :is(input, select, textarea, button) { width: 100%; padding: 8px 10px; font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--rule); border-radius: 7px; }
form.fault button { background: var(--accent); border-color: var(--accent); color: var(--card); font-weight: 600; cursor: pointer; }
@media (max-width: 760px) {
  .columns { display: flex; flex-direction: column; align-items: stretch; gap: 12px; margin: 12px auto; padding: 0 12px; }
  .single { margin: 12px auto; padding: 0 12px; }
  .side { display: contents; }
  .side > * + * { order: 2; margin-top: 0; }
  nav.boxes h2 { display: none; }
  nav.boxes ul { display: flex; gap: 4px; padding: 8px; overflow-x: auto; }
  nav.boxes li { flex: none; max-width: 75vw; }
  ol.mails a { grid-template-columns: minmax(0, 1fr); }
  ol.mails time { grid-column: 1; grid-row: auto; }
  .letter { padding: 16px; }
}
`;
