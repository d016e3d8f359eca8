"""How pages look: a style for every document, one for a page of its own."""

from __future__ import annotations


def _aligned(style: str) -> str:
    """Put in the sides of cells of formulas, which Chromium knows by names of its own."""
    for side in ("left", "right", "center"):
        style = style.replace(side.upper(), f"text-align:{side};text-align:-webkit-{side}")
    return style.lstrip()


DOCUMENT_STYLE = _aligned("""
.symconv-document{max-width:48rem;line-height:1.5;overflow-wrap:break-word}
.symconv-document math{font-family:'STIX Two Math','Latin Modern Math','Cambria Math',math}
.symconv-document :is(h1,h2,h3,h4,h5,h6){line-height:1.25;margin:1.4em 0 .5em;padding:0}
.symconv-document p{margin:.6em 0}
.symconv-display,.symconv-scroll{overflow:auto hidden;margin:.5em 0}
.symconv-display{padding:.15em 0 .15em 1.2em}
.symconv-display>math{display:block math;width:max-content;margin:0;line-height:normal}
.symconv-beside{display:flex;flex-wrap:wrap;column-gap:2.2em;padding-left:1.2em;
overflow:auto hidden}
.symconv-listed{display:grid;
grid-template-columns:repeat(auto-fill,minmax(min(100%,var(--symconv-cell)),1fr));
justify-items:start;padding-left:1.2em;overflow:auto hidden}
:is(.symconv-beside,.symconv-listed)>math{margin:.3em 0;line-height:normal}
:is(.symconv-lines,.symconv-stack,.symconv-cases)>mtr>mtd{padding:.2em 0;LEFT}
.symconv-lines>mtr>mtd{padding:.34em 0}
.symconv-lines>mtr>mtd:first-child{RIGHT}
.symconv-lines>mtr:has(>mtd>mpadded[aria-hidden])>mtd{padding:0}
.symconv-cases>mtr>mtd+mtd{padding-left:1em}
.symconv-below>mtr>mtd{padding:.08em 0;CENTER}
.symconv-grid>mtr>mtd{padding:.3em .45em;CENTER}
.symconv-verdict{padding-left:.8em;border-left:3px solid #2a8a4a}
.symconv-verdict.symconv-corrected{border-left:3px double #b87a14}
.symconv-verdict.symconv-fails{border-left:3px dashed #c8443c}
.symconv-verdict.symconv-damaged{border-left:3px dashed #b3601f}
.symconv-verdict.symconv-conditional{border-left:3px double #b87a14}
.symconv-verdict.symconv-unknown{border-left:3px dotted #6b7280}
.symconv-verdict.symconv-neutral{border-left:3px solid #9aa1ac}
.symconv-holds>.symconv-mark{color:#2a8a4a}
.symconv-fails>.symconv-mark{color:#c8443c}
.symconv-damaged>.symconv-mark{color:#b3601f}
.symconv-conditional>.symconv-mark{color:#b87a14}
.symconv-source{overflow:auto;margin:.5em 0;padding:.15em 0 .15em 1.2em;white-space:pre-wrap}
.symconv-source del{color:#c8443c;text-decoration:none}
.symconv-source ins{color:#2a8a4a;text-decoration:none}
.symconv-document table{border-collapse:collapse;font-size:inherit}
.symconv-document :is(th,td){padding:.3em .7em;text-align:left;vertical-align:baseline}
.symconv-document thead :is(th,td){border-bottom:1px solid}
.symconv-document :is(th,td).symconv-right{text-align:right}
.symconv-columns{width:100%;table-layout:fixed}
.symconv-columns :is(th,td){padding:.2em .3em}
.symconv-columns .symconv-mark{width:1em;vertical-align:top}
.symconv-columns .symconv-name{width:7em;white-space:nowrap}
.symconv-columns .symconv-display{padding-left:0;margin:0}
.symconv-document figure{margin:1em 0}
.symconv-document figure svg{max-width:max(100%,26em);height:auto}
:is(.symconv-drawing,.symconv-grid){display:block}
.symconv-blank{border-bottom:1px solid}
.symconv-exercise{border-top:1px solid #9aa1ac;margin-top:1.4em}
.symconv-points{font-weight:normal;font-size:.8em}
.symconv-form{display:flex;flex-wrap:wrap;gap:1.2em}
.symconv-ruled{display:flex;flex:1 1 12em}
.symconv-ruled>span{flex:1;border-bottom:1px solid;margin-left:.4em}
.symconv-options{list-style:upper-alpha}
.symconv-options li{margin:.4em 0}
.symconv-fields{display:flex;flex-wrap:wrap;gap:.5em 1.2em;margin:.6em 0}
.symconv-fields label{max-width:100%}
.symconv-fields input{font:inherit;max-width:100%;box-sizing:border-box}
@media (max-width:40rem){
.symconv-long{display:inline-block;max-width:100%;overflow:auto hidden;vertical-align:middle}
.symconv-display,.symconv-beside,.symconv-listed{padding-left:.3em}
.symconv-columns,.symconv-columns :is(tbody,tr,th,td){display:block;width:auto}
.symconv-columns thead,.symconv-columns td:empty{display:none}
.symconv-columns tr{position:relative;margin:.6em 0;padding-left:1.6em}
.symconv-columns .symconv-mark{position:absolute;left:0}
.symconv-columns td[data-head]::before{content:attr(data-head);font-weight:bold}
}
@media print{
.symconv-fields{display:none}
:is(.symconv-display,.symconv-beside,.symconv-listed,.symconv-scroll,.symconv-long){overflow:visible}
.symconv-document math[style]{font-size:calc(1em*var(--symconv-fit))}
.symconv-document :is(math,tr,svg,figure,.symconv-beside){break-inside:avoid}
.symconv-document :is(h1,h2,h3,h4,h5,h6,.symconv-lead,thead){break-after:avoid}
:is(.symconv-drawing,.symconv-grid){max-width:100%;height:auto}
}
""")
"""Says nothing of what stands outside a document; colours are those of the page around it."""

PAGE_STYLE = _aligned("""
:root{color-scheme:light dark}
body{margin:0 auto;max-width:48rem;padding:1rem;background:#fff;color:#16181d;font-size:1rem;
font-family:'STIX Two Text','Latin Modern Roman',Charter,Georgia,Cambria,serif}
h1{font-size:1.7em}
a{color:#1f4fae}
@media (prefers-color-scheme:dark){
body{background:#16191f;color:#e4e6ea}
a{color:#93b7ff}
}
article+article{border-top:1px solid;margin-top:2.5rem}
@media print{
:root{color-scheme:light}
@page{margin:16mm}
body{max-width:none;padding:0;background:none;color:#000;font-size:10pt}
a{color:inherit;text-decoration:none}
}
""")
