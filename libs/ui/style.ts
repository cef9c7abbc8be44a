import { createHash } from 'node:crypto';

/** The path of the style sheet for a programme's colour (`#0b5d57`); it changes with its content, so it can be kept for good. */
export function stylePath(accentColour: string): string {
  return `/style/${accent(accentColour).slice(1)}-${version}.css`;
}

/** The style sheet that a path names, or undefined. */
export function styleSheet(path: string): string | undefined {
  const [, colour] = /^\/style\/([0-9a-f]{6})-[0-9a-f]{8}\.css$/.exec(path) ?? [];
  return colour === undefined ? undefined : `:root{--accent:#${colour};--on-accent:${onAccent(`#${colour}`)}}\n${rules}`;
}

function accent(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : '#1f3a5f';
}

/** White or near-black, whichever is read more easily on the colour (WCAG relative luminance). */
function onAccent(colour: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.179 ? '#16191d' : '#ffffff';
}

const rules = `
*,*::before,*::after{box-sizing:border-box}
html{font:100%/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:#1b1f24;background:#f5f6f4;-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;overflow-wrap:break-word}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 1rem;letter-spacing:-.01em}
h2{font-size:1.25rem;line-height:1.3;margin:2.25rem 0 .75rem}
h3{font-size:1.0625rem;margin:1.5rem 0 .5rem}
p,ul,ol,dl,table{margin:0 0 1rem}
a{color:#0a4d8c;text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid #f2b100;outline-offset:2px;box-shadow:0 0 0 2px #1b1f24;border-radius:3px}
.skip{position:absolute;left:-999rem;top:0;background:#fff;padding:.75rem 1rem;z-index:2}
.skip:focus{left:0}
.hidden{position:absolute!important;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip-path:inset(50%);border:0;white-space:nowrap}
.top{background:var(--accent);color:var(--on-accent)}
.top>div,main,.foot>div{width:100%;max-width:46rem;margin:0 auto;padding:0 1.125rem}
.wide .top>div,.wide main,.wide .foot>div{max-width:72rem}
.top>div{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:center;justify-content:space-between;min-height:3.5rem;padding-top:.5rem;padding-bottom:.5rem}
.top a{color:inherit}
.brand{font-weight:700;font-size:1.125rem;text-decoration:none;display:inline-flex;align-items:center;min-height:2.75rem}
.top nav{display:flex;flex-wrap:wrap;gap:0 1rem}
.top nav a{display:inline-flex;align-items:center;min-height:2.75rem}
.top nav a[aria-current]{font-weight:700;text-decoration:none}
main{flex:1;padding-top:2rem;padding-bottom:3rem}
.foot{border-top:1px solid #d5d9d4;background:#fff;font-size:.9375rem;color:#4a5159}
.foot>div{padding-top:1.25rem;padding-bottom:1.5rem}
.foot p{margin:0}
.kicker{color:#4a5159;margin:0 0 .25rem;font-size:.9375rem}
.lead{font-size:1.125rem}
.small{font-size:.9375rem;color:#4a5159}
.said{white-space:pre-line}
.card,.notice,.problems{background:#fff;border:1px solid #d5d9d4;border-radius:8px;padding:1.125rem 1.25rem;margin:0 0 1.5rem}
.card>:last-child,.notice>:last-child,.problems>:last-child{margin-bottom:0}
.card :is(h2,h3):first-child,.notice h2:first-child,.problems h2:first-child{margin-top:0}
.notice{border-left:6px solid var(--accent)}
.notice.good{border-left-color:#1d7a3e}
.notice.warn{border-left-color:#b45309;background:#fffaf0}
.problems{border:2px solid #b3261e}
.problems h2{margin:0 0 .5rem}
.problems a,.error{color:#9d1c15;font-weight:600}
.problems li{margin:.25rem 0}
.facts{display:grid;grid-template-columns:1fr;gap:0}
.facts>div{padding:.55rem 0;border-bottom:1px solid #e5e8e4}
.facts>div:last-child{border-bottom:0}
.facts dt{font-weight:600;color:#4a5159;font-size:.9375rem}
.facts dd{margin:0;white-space:pre-line}
.facts :is(ol,ul){margin:0;padding-left:1.25rem;white-space:normal}
.facts li+li{margin-top:.5rem}
form{margin:0}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend{padding:0}
.field{margin:0 0 1.5rem}
.field :is(input,select,textarea,fieldset),.notice,.card,.problems{scroll-margin-top:5rem}
.notice,.card,.problems{scroll-margin-top:.75rem}
.field>label,.field>fieldset>legend,.label{display:block;font-weight:600;margin:0 0 .25rem}
.mark{font-weight:400;color:#4a5159}
.hint{color:#4a5159;margin:0 0 .4rem;font-size:.9375rem}
.error{margin:0 0 .4rem}
.field.bad{border-left:5px solid #b3261e;padding-left:.875rem}
input,select,textarea,button{font:inherit;color:inherit;max-width:100%}
input[type=text],input[type=email],input[type=tel],input[type=date],input[type=search],select,textarea{width:100%;text-overflow:ellipsis;min-height:2.75rem;padding:.5rem .7rem;background:#fff;border:1px solid #6b737b;border-radius:5px}
textarea{min-height:8rem;resize:vertical;display:block}
.line{min-height:0;field-sizing:content}
.bad :is(input,select,textarea){border-color:#b3261e;border-width:2px}
.bad .field:not(.bad) :is(input,select,textarea){border-color:#6b737b;border-width:1px}
.files{list-style:none;margin:0 0 .75rem;padding:0}
.files li{padding:.25rem 0;overflow-wrap:anywhere}
input[type=file]{display:block;width:100%;min-height:2.75rem;padding:.5rem .7rem;background:#fff;border:1px dashed #6b737b;border-radius:5px}
.narrow{max-width:14rem}
.tiny{max-width:8rem}
.code input,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.04em}
.money{display:flex;max-width:14rem;align-items:stretch}
.money span{display:flex;align-items:center;padding:0 .8rem;background:#e9ece8;border:1px solid #6b737b;border-right:0;border-radius:5px 0 0 5px}
.money input{border-radius:0 5px 5px 0}
.pair{display:grid;grid-template-columns:1fr;gap:.75rem}
.pair .label{font-weight:400}
.option{display:flex;gap:.75rem;align-items:flex-start;min-height:2.75rem;padding:.45rem 0}
.option input{flex:none;width:1.5rem;height:1.5rem;margin:.05rem 0 0;accent-color:var(--accent)}
.option label{flex:1;padding:.05rem 0;cursor:pointer}
.reveal{margin:.25rem 0 1rem .7rem;padding:.25rem 0 .1rem 1.45rem;border-left:3px solid #c4cac3}
.reveal .field:last-child{margin-bottom:.5rem}
@supports selector(:has(*)){.option:not(:has(input:checked))+.reveal{display:none}.option+.reveal .when{display:none}}
.when{font-style:italic}
.rows{margin:0;padding:0;list-style:none}
.rows>li{background:#fff;border:1px solid #d5d9d4;border-radius:8px;padding:1rem 1.125rem .25rem;margin:0 0 1rem}
.rows .field{margin-bottom:1rem}
.rowhead{font-weight:600;margin:0 0 .75rem;color:#4a5159;font-size:.9375rem}
.button,button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.6rem 1.4rem;border:2px solid var(--accent);border-radius:6px;background:var(--accent);color:var(--on-accent);font-weight:600;text-decoration:none;cursor:pointer;text-align:center}
.button:hover,button:hover{filter:brightness(.9)}
.quiet{background:#fff;color:#1b1f24;border-color:#6b737b}
.danger{background:#9d1c15;border-color:#9d1c15;color:#fff}
.actions+.small,form+.small{margin-top:1.5rem}
.scale{display:flex;flex-wrap:wrap;gap:0 clamp(.5rem,3vw,1.5rem)}
.scale .option{gap:.4rem}
.actions{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:center;margin:2rem 0 1rem}
.scroll{overflow-x:auto;margin:0 0 1.5rem}
.scroll:focus-visible{outline-offset:-3px}
table{border-collapse:collapse;width:100%;background:#fff}
th,td{text-align:left;vertical-align:top;padding:.6rem .75rem;border-bottom:1px solid #d5d9d4}
th{font-size:.9375rem;color:#4a5159}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tfoot td,tfoot th{font-weight:700;color:inherit;border-top:2px solid #1b1f24}
.timeline{list-style:none;margin:0 0 1.5rem;padding:0 0 0 1.25rem;border-left:3px solid #c4cac3}
.timeline li{position:relative;padding:0 0 1.1rem}
.timeline li::before{content:"";position:absolute;left:-1.73rem;top:.4rem;width:.8rem;height:.8rem;border-radius:50%;background:#fff;border:3px solid var(--accent)}
.timeline li:last-child{padding-bottom:0}
.timeline time{display:block;color:#4a5159;font-size:.9375rem}
.tag{display:inline-block;padding:.05rem .6rem;border:1px solid #6b737b;border-radius:.8rem;font-size:.875rem;background:#fff}
.saving{margin:0;font-size:.9375rem;color:#4a5159}
.saving[data-autosave=failing]{position:sticky;bottom:0;z-index:1;padding:.6rem .9rem;background:#fffaf0;color:#1b1f24;border:1px solid #d5d9d4;border-left:6px solid #b45309}
html:has(.saving[data-autosave=failing]){scroll-padding-bottom:9rem}
.trap{position:absolute;left:-999rem;width:1px;height:1px;overflow:hidden}
.agreement{background:#fff;border:1px solid #d5d9d4;border-radius:8px;padding:1.25rem 1.375rem;margin:0 0 1.5rem}
.agreement>:first-child{margin-top:0}
.hash{overflow-wrap:anywhere;font-size:.875rem}
@media (max-width:39.99rem){
.reveal{margin-left:.25rem;padding-left:.8rem}
.iban{font-family:inherit;font-variant-numeric:tabular-nums;letter-spacing:0}
.actions>:is(button,.button){flex:1 1 100%}
.scroll :is(th,td):not(.num){min-width:8rem}
}
@media (min-width:40rem){
h1{font-size:2.125rem}
main{padding-top:2.75rem}
.facts>div{display:grid;grid-template-columns:minmax(10rem,15rem) 1fr;gap:1rem}
.facts dt{font-size:1rem}
.pair{grid-template-columns:repeat(2,minmax(0,14rem))}
.columns{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 1.5rem}
.columns .facts>div{display:block}
}
@media print{
html,body{background:#fff}
.top{background:#fff;color:#000;border-bottom:2px solid #000}
.skip,.actions,form,nav,.noprint{display:none!important}
.card,.notice,.agreement{border:0;padding:0}
main{padding-top:1rem}
a{color:#000}
}
@media (forced-colors:active){.button,button,.field.bad,.notice{border-color:CanvasText}}
`;

const version = createHash('sha256').update(rules).digest('hex').slice(0, 8);
