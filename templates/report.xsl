<?xml version="1.0" encoding="UTF-8"?>
<!-- The page of one report: XSLT of the signed XML and nothing else.  Absolute
     paths only, so that nothing outside the signed places can be shown.  The
     page carries its own style, since it travels with the report. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="https://nroaudit.org/ns/report/1" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
    xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" xmlns:xades141="http://uri.etsi.org/01903/v1.4.1#"
    xmlns:n="https://nroaudit.org/ns/notice/1" exclude-result-prefixes="r ds xades xades141 n">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>
<!-- Where notices.xml lies beside the report, its name: what was said of these
     findings after the report was signed. -->
<xsl:param name="notices" select="''"/>
<xsl:variable name="all" select="/r:report/r:findings/r:finding|/r:report/r:findings/r:collapsed/r:finding"/>
<xsl:variable name="head" select="/r:report/r:head"/>
<!-- Not signed: the signature's timestamps come after it, and prove themselves. -->
<xsl:variable name="unsigned" select="/r:report/ds:Signature/ds:Object/xades:QualifyingProperties/xades:UnsignedProperties/xades:UnsignedSignatureProperties"/>
<!-- What stands in the style sheet may be digits and dashes, nothing else. -->
<xsl:variable name="name" select="translate(/r:report/@name,translate(/r:report/@name,'0123456789-',''),'')"/>
<xsl:variable name="manifest" select="substring(translate($head/r:snapshot/@manifest-sha256,translate($head/r:snapshot/@manifest-sha256,'0123456789abcdef',''),''),1,16)"/>

<xsl:template match="/">
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Registry audit of <xsl:value-of select="/r:report/@name"/></title>
<link rel="alternate" type="application/atom+xml" href="../feed.atom" title="New findings"/>
<style>
:root{--ink:#1a2230;--soft:#505c72;--line:#d5dbe6;--paper:#fff;--wash:#f4f6fa;--accent:#16436e;--s1:#9c1c1c;--s2:#a84a06;--s3:#6f5900;--s4:#4d5a70;--ok:#1d6b3c}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 "Source Serif 4","Charter","Georgia","DejaVu Serif",serif;overflow-wrap:break-word}
main,header,footer,nav{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .5rem}
h2{font-size:1.3rem;line-height:1.25;margin:2.6rem 0 .8rem;padding-top:.7rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;line-height:1.3;margin:1.4rem 0 .3rem}
article h3{margin-top:0}
p{margin:.4rem 0}
ul{padding-left:1.2rem}
a{color:var(--accent)}
a:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.kicker,nav,th,dt,.tag,.meta,.state,.sub,.par,.from,.counts,footer{font-family:"Inter","Helvetica Neue","DejaVu Sans",Arial,sans-serif}
.kicker{font-size:.78rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:0}
.skip{position:absolute;left:-99rem} .skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.3rem .6rem}
nav{margin-top:1rem;font-size:.84rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:0;padding:.6rem 0;border-top:3px solid var(--accent);border-bottom:1px solid var(--line)}
main section:first-child h2{border-top:0;margin-top:1.2rem}
.notice{background:#fff6e3;border-left:4px solid #c98a12;padding:.5rem .9rem;margin:.7rem 0;font-size:.93rem}
.notice pre{background:none;padding:0}
.told{background:#fff6e3;border-left:4px solid #c98a12;padding:.5rem .9rem;margin:.7rem 0;font-size:.93rem;overflow-wrap:anywhere}
.told.retraction{background:#fbeeee;border-left-color:var(--s1)}
.told pre{background:var(--paper)}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th{font-weight:600;text-align:left;font-size:.76rem;color:var(--soft)}
th,td{padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.matrix{table-layout:fixed}
.matrix th,.matrix td{text-align:center;font-variant-numeric:tabular-nums;overflow-wrap:normal}
.matrix td{font-size:1.05rem}
.matrix th:first-child{width:24%;text-align:left}
.matrix th[scope=row]{color:var(--ink);font-size:.86rem;line-height:1.35}
.matrix .none{color:var(--ok)} .matrix .away{color:var(--soft);background:var(--wash)}
.w1,.w2,.w3,.w4{font-weight:700}
.w1{color:var(--s1);background:#fbeeee} .w2{color:var(--s2);background:#fdf3ea} .w3{color:var(--s3);background:#fbf7e6} .w4{color:var(--s4);background:var(--wash)}
.sub{display:block;font-size:.72rem;line-height:1.35;font-weight:400;color:var(--soft)}
.counts{display:flex;flex-wrap:wrap;gap:.7rem;padding:0;margin:1.1rem 0;list-style:none;font-size:.84rem}
.counts li{flex:1 1 7rem;background:var(--wash);padding:.6rem .9rem;border-top:3px solid var(--accent)}
.counts b{display:block;font-size:1.6rem;line-height:1.15}
article{border:1px solid var(--line);border-left:4px solid var(--s4);padding:.9rem 1.1rem;margin:0 0 1.1rem}
article.S1{border-left-color:var(--s1)} article.S2{border-left-color:var(--s2)} article.S3{border-left-color:var(--s3)}
article:target{outline:3px solid #c98a12;outline-offset:2px}
.par{float:right;font-size:.76rem;color:var(--soft);padding-left:1rem}
.tag{display:inline-block;font-size:.72rem;border:1px solid var(--line);background:var(--wash);border-radius:3px;padding:.05rem .45rem;margin:0 .3rem .2rem 0}
.tag.S1{color:var(--s1);font-weight:700} .tag.S2{color:var(--s2);font-weight:700} .tag.S3{color:var(--s3);font-weight:700} .tag.S4{color:var(--s4);font-weight:700}
.id,code,pre,.hash{font-family:"JetBrains Mono","DejaVu Sans Mono",Consolas,monospace;font-size:.8rem}
.id,.hash{word-break:break-all} code{overflow-wrap:anywhere}
.short{white-space:nowrap}
pre{background:var(--wash);padding:.5rem .7rem;margin:.4rem 0;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.45}
.said{font-size:1.02rem;margin:.5rem 0}
dl{display:grid;grid-template-columns:minmax(8rem,11rem) minmax(0,1fr);gap:.3rem 1rem;margin:.7rem 0;font-size:.92rem}
dt{color:var(--soft);font-size:.8rem;padding-top:.1rem} dd{margin:0;overflow-wrap:anywhere}
dd ul,dd p{margin:0}
ol.lines{list-style:none;margin:.6rem 0;padding:0}
ol.lines li{margin:.45rem 0}
ol.lines pre{margin:0}
.from{display:block;font-size:.74rem;color:var(--soft);overflow-wrap:anywhere}
.meta{font-size:.82rem;color:var(--soft)}
.state{font-size:.76rem;font-weight:600;white-space:nowrap}
.PASS{color:var(--ok)} .FAIL{color:var(--s1)} .EXCUSED{color:var(--s3)} .NO_INPUT,.NOT_IN_FORCE,.SKEW{color:var(--soft)}
.who{width:24%}
.signed{border-top:1px solid var(--line);color:var(--soft);font-style:italic;min-height:2.2rem}
footer{border-top:1px solid var(--line);margin-top:3rem;padding-top:1rem;padding-bottom:3rem;font-size:.82rem;color:var(--soft)}
@media (max-width:44rem){
body{font-size:15px} h1{font-size:1.5rem} h2{font-size:1.2rem} main,header,footer,nav{padding:0 1rem} header{padding-top:1.2rem}
dl{grid-template-columns:minmax(0,1fr);gap:0} dd{margin-bottom:.45rem}
.matrix th,.matrix td{padding:.35rem .1rem;font-size:.68rem} .matrix td{font-size:1rem} .matrix th:first-child{width:23%} .matrix th[scope=row]{font-size:.7rem;hyphens:auto} .matrix thead th{font-size:.56rem} .matrix .sub{font-size:.64rem}
article{padding:.7rem .8rem}
.stack thead{position:absolute;left:-99rem} .stack,.stack tbody,.stack tr,.stack td,.stack th{display:block;border:0} .stack tr{border-bottom:1px solid var(--line);padding:.5rem 0} .stack td,.stack tbody th{padding:.1rem 0;text-align:left} .stack td[data-label]::before{content:attr(data-label) " ";color:var(--soft);font-size:.72rem}
}
@media print{
nav,.skip{display:none} body{font-size:9.5pt} main,header,footer{max-width:none;padding-left:0;padding-right:0} header{padding-top:0}
a{color:inherit;text-decoration:none} thead{display:table-header-group} tr,pre,.counts li,ol.lines li{break-inside:avoid} h2,h3,.tags,article .id,.said,.par{break-after:avoid} article{padding:.5rem .8rem} dl{margin:.4rem 0;gap:.15rem 1rem;font-size:.9rem} h2{margin-top:1.6rem}
.told pre{break-inside:auto}
.notice,.told,.counts li,.w1,.w2,.w3,.w4,.away,pre,.tag{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
@page{size:A4;margin:20mm 16mm 20mm;@top-left{content:"Registry audit, report <xsl:value-of select="$name"/>";font:8pt sans-serif;color:#505c72}@top-right{content:"MANIFEST <xsl:value-of select="$manifest"/>";font:8pt sans-serif;color:#505c72}@bottom-right{content:"page " counter(page) " of " counter(pages);font:8pt sans-serif;color:#505c72}}
</style>
</head>
<body>
<a class="skip" href="#matrix">Skip to the matrix</a>
<header>
<p class="kicker">Registry audit · signed evidence</p>
<h1>Report of <xsl:value-of select="/r:report/@name"/></h1>
<p>What the five Regional Internet Registries and IANA published, as of <xsl:call-template name="instant"><xsl:with-param name="t" select="$head/r:run/@clock"/></xsl:call-template>, compared with the obligations of the August 2020 addendum to the NRO Memorandum of Understanding. It states facts about published data.</p>
<xsl:if test="$head/r:run/@live='false'">
<p class="notice" role="note"><strong>Not live.</strong><xsl:text> </xsl:text><xsl:value-of select="$head/r:run"/> Mirror: <code><xsl:value-of select="$head/r:run/@mirror"/></code></p>
</xsl:if>
<xsl:if test="$head/r:deviations">
<div class="notice" role="note"><strong>Not under the default thresholds.</strong><pre><xsl:value-of select="$head/r:deviations"/></pre></div>
</xsl:if>
<xsl:if test="/r:report/r:coverage/r:source/r:standIn">
<div class="notice" role="note"><strong>Plain files stand in.</strong><ul><xsl:for-each select="/r:report/r:coverage/r:source[r:standIn]"><li><a href="#{@exhibit}"><xsl:value-of select="@id"/></a>: <xsl:value-of select="r:standIn"/></li></xsl:for-each></ul></div>
</xsl:if>
<xsl:if test="$notices!=''">
<div class="notice" role="note"><strong>Said after this report was signed.</strong><ul><xsl:for-each select="document($notices,/)/n:notices/n:notice"><li><xsl:call-template name="notice-line"/></li></xsl:for-each></ul></div>
</xsl:if>
</header>
<nav aria-label="Sections"><ul><li><a href="../index.html">All runs</a></li><li><a href="#matrix">Matrix</a></li><li><a href="#new">New</a></li><li><a href="#persisting">Persisting</a></li><li><a href="#unobserved">Not examinable</a></li><li><a href="#cured">Cured</a></li><li><a href="#exceptions">Excused</a></li><li><a href="#coverage">Coverage</a></li><li><a href="#outcomes">Outcomes</a></li><li><a href="#method">Method</a></li><li><a href="#limits">Limits</a></li><li><a href="#custody">Custody</a></li></ul></nav>
<main>
<section id="matrix" aria-labelledby="h-matrix">
<h2 id="h-matrix">1. Registry by obligation</h2>
<table class="matrix">
<thead><tr><th scope="col">Obligation</th><xsl:for-each select="/r:report/r:matrix/r:obligation[1]/r:cell"><th scope="col"><xsl:value-of select="@title"/></th></xsl:for-each></tr></thead>
<tbody>
<xsl:for-each select="/r:report/r:matrix/r:obligation">
<tr><th scope="row"><xsl:value-of select="@number"/> · <xsl:value-of select="@title"/></th>
<xsl:for-each select="r:cell">
<xsl:choose>
<xsl:when test="@fails&gt;0"><td class="w{@worst}"><xsl:value-of select="@fails"/><span class="sub">worst S<xsl:value-of select="@worst"/></span><xsl:if test="@new&gt;0"><span class="sub"><xsl:value-of select="@new"/> new</span></xsl:if></td></xsl:when>
<xsl:when test="@present='false'"><td class="away">–<span class="sub">no file</span></td></xsl:when>
<xsl:otherwise><td class="none">0</td></xsl:otherwise>
</xsl:choose>
</xsl:for-each></tr>
</xsl:for-each>
</tbody></table>
<p class="meta">Findings that stand today, by party: one with two parties is counted in both columns. S1 is the gravest.</p>
<ul class="counts">
<li><b><xsl:value-of select="/r:report/r:findings[@state='new']/@count"/></b>new</li>
<li><b><xsl:value-of select="/r:report/r:findings[@state='persisting']/@count"/></b>persisting</li>
<li><b><xsl:value-of select="/r:report/r:findings[@state='unobserved']/@count"/></b>not examinable today</li>
<li><b><xsl:value-of select="/r:report/r:findings[@state='cured']/@count"/></b>cured</li>
<li><b><xsl:value-of select="sum(/r:report/r:exceptions/r:excused/@count)"/></b>excused</li>
</ul>
<xsl:for-each select="$head/r:epoch">
<h3>The engine changed since the snapshot before</h3>
<p>Judging that snapshot again, this engine alone added <xsl:value-of select="r:added/@count"/> and removed <xsl:value-of select="r:removed/@count"/> findings against <code><xsl:value-of select="@engine-before"/></code>. These count neither as new nor as cured.</p>
<xsl:if test="r:added/r:id"><p>Added:</p><ul><xsl:for-each select="r:added/r:id"><li class="id"><xsl:value-of select="."/></li></xsl:for-each></ul></xsl:if>
<xsl:if test="r:removed/r:id"><p>Removed:</p><ul><xsl:for-each select="r:removed/r:id"><li class="id"><xsl:value-of select="."/></li></xsl:for-each></ul></xsl:if>
</xsl:for-each>
<h3>Faults of our own</h3>
<xsl:choose>
<xsl:when test="/r:report/r:selfFaults/r:fault"><ul><xsl:for-each select="/r:report/r:selfFaults/r:fault"><li><xsl:value-of select="."/></li></xsl:for-each></ul></xsl:when>
<xsl:otherwise><p>None known.</p></xsl:otherwise>
</xsl:choose>
<xsl:if test="/r:report/r:notices">
<h3>Retractions and statements until this snapshot</h3>
<ul><xsl:for-each select="/r:report/r:notices/r:notice"><li><xsl:call-template name="notice-line"/></li></xsl:for-each></ul>
<xsl:if test="/r:report/r:notices/@count&gt;count(/r:report/r:notices/r:notice)"><p class="meta">The newest <xsl:value-of select="count(/r:report/r:notices/r:notice)"/> of <xsl:value-of select="/r:report/r:notices/@count"/>.</p></xsl:if>
<p class="meta">All are on the branch notices of the history, at <span class="hash"><xsl:value-of select="/r:report/r:notices/@commit"/></span>.</p>
</xsl:if>
</section>
<xsl:for-each select="/r:report/r:findings">
<section id="{@state}" aria-labelledby="h-{@state}">
<h2 id="h-{@state}"><xsl:value-of select="position()+1"/>. <xsl:choose><xsl:when test="@state='new'">New findings</xsl:when><xsl:when test="@state='persisting'">Persisting findings</xsl:when><xsl:when test="@state='unobserved'">Open, not examinable today</xsl:when><xsl:otherwise>Cured</xsl:otherwise></xsl:choose> (<xsl:value-of select="@count"/>)</h2>
<xsl:if test="@count=0"><p>None.</p></xsl:if>
<xsl:for-each select="r:finding|r:collapsed">
<xsl:choose>
<xsl:when test="self::r:finding"><xsl:call-template name="finding"/></xsl:when>
<xsl:otherwise>
<h3><xsl:value-of select="@count"/> findings of <xsl:value-of select="@rule"/>, <xsl:value-of select="@parties"/>: <xsl:value-of select="@title"/></h3>
<p class="meta">The first <xsl:value-of select="count(r:finding)"/> are told below. The list of all ids has the SHA-256 <span class="hash"><xsl:value-of select="@ids-sha256"/></span>, and is made by</p>
<pre><xsl:value-of select="r:reproduce"/></pre>
<xsl:for-each select="r:finding"><xsl:call-template name="finding"/></xsl:for-each>
</xsl:otherwise>
</xsl:choose>
</xsl:for-each>
</section>
</xsl:for-each>
<section id="exceptions" aria-labelledby="h-exceptions">
<h2 id="h-exceptions">6. Excused by the exception register</h2>
<xsl:if test="not(/r:report/r:exceptions/r:excused)"><p>None.</p></xsl:if>
<xsl:for-each select="/r:report/r:exceptions/r:excused">
<article class="S4"><h3><xsl:value-of select="@rule"/> · <xsl:value-of select="r:title"/></h3>
<p class="tags"><span class="tag">EXCUSED</span><span class="tag"><xsl:value-of select="@class"/></span><span class="tag"><xsl:value-of select="@parties"/></span><span class="tag"><xsl:value-of select="@count"/> finding<xsl:if test="@count&gt;1">s</xsl:if></span></p>
<p><xsl:value-of select="r:reason"/>. Citation: <xsl:value-of select="r:citation"/>.</p>
<p class="meta">Entry <span class="id"><xsl:value-of select="@exception"/></span>, valid from <xsl:value-of select="@valid-from"/><xsl:if test="@valid-from=''">the start</xsl:if> until <xsl:value-of select="@valid-until"/><xsl:if test="@valid-until=''">further notice</xsl:if>, recorded <xsl:value-of select="@recorded"/><xsl:if test="@late='true'"> (late: after it began to hold; it acts on later reports alone)</xsl:if>.</p>
<ul><xsl:for-each select="r:id"><li class="id" id="{.}"><xsl:value-of select="."/></li></xsl:for-each></ul>
<xsl:if test="@count&gt;count(r:id)"><p class="meta"><xsl:value-of select="count(r:id)"/> of <xsl:value-of select="@count"/> are shown. The list of all has the SHA-256 <span class="hash"><xsl:value-of select="@ids-sha256"/></span>, and is made by</p><pre><xsl:value-of select="r:reproduce"/></pre></xsl:if></article>
</xsl:for-each>
</section>
<section id="coverage" aria-labelledby="h-coverage">
<h2 id="h-coverage">7. Coverage: what was fetched, and what was not</h2>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Exhibit and source</th><th scope="col" role="columnheader">What the fetch came to</th><th scope="col" role="columnheader">Digests</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="/r:report/r:coverage/r:source">
<tr id="{@exhibit}" role="row"><th scope="row" role="rowheader" class="exhibit"><xsl:value-of select="@exhibit"/> · <xsl:value-of select="@id"/><xsl:if test="@url"><span class="sub"><xsl:value-of select="@url"/></span></xsl:if><xsl:if test="@final-url and @final-url!=@url"><span class="sub">came from <xsl:value-of select="@final-url"/></span></xsl:if></th>
<td role="cell"><xsl:value-of select="@outcome"/><xsl:if test="@size&gt;0">, <xsl:value-of select="@size"/> bytes</xsl:if>
<xsl:if test="@reason"><span class="sub"><xsl:value-of select="@reason"/></span></xsl:if>
<xsl:if test="@start"><span class="sub">retrieved <xsl:value-of select="@start"/> to <xsl:value-of select="@end"/><xsl:if test="@attempts&gt;1">, attempt <xsl:value-of select="@attempts"/></xsl:if></span></xsl:if>
<xsl:if test="@as-of"><span class="sub">compared; speaks for <xsl:value-of select="@as-of"/></span></xsl:if>
<xsl:if test="@last-modified"><span class="sub">Last-Modified <xsl:value-of select="@last-modified"/></span></xsl:if>
<xsl:if test="@peer"><span class="sub">peer <xsl:value-of select="@peer"/><xsl:if test="@status">, status <xsl:value-of select="@status"/></xsl:if><xsl:if test="@tls">, <xsl:value-of select="@tls"/></xsl:if></span></xsl:if>
<xsl:if test="r:standIn"><span class="sub"><xsl:value-of select="r:standIn"/></span></xsl:if></td>
<td role="cell"><xsl:if test="@sha256"><code><xsl:value-of select="@sha256"/></code></xsl:if><xsl:if test="@blob"><span class="sub">git blob <span class="hash"><xsl:value-of select="@blob"/></span></span></xsl:if><xsl:if test="@tls-chain-sha256"><span class="sub">TLS chain <span class="hash"><xsl:value-of select="@tls-chain-sha256"/></span></span></xsl:if></td></tr>
</xsl:for-each></tbody></table>
<p class="meta">SHA-512, DNS answers, response headers and the terms of each source stand in report.xml. Digests are SHA-256.</p>
<xsl:if test="/r:report/r:rpki">
<h3 id="rpki">Trust anchors of the RPKI, side by side</h3>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Trust anchor</th><th scope="col" role="columnheader">CA certificates</th><th scope="col" role="columnheader">ROAs</th><th scope="col" role="columnheader">Validated payloads</th><th scope="col" role="columnheader">ASPAs</th><th scope="col" role="columnheader">Refused</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="/r:report/r:rpki/r:anchor">
<tr role="row"><th scope="row" role="rowheader"><xsl:value-of select="@name"/><xsl:if test="@as0='true'"> (AS0)</xsl:if>
<xsl:choose><xsl:when test="@state='held'"><span class="sub">held, until <xsl:value-of select="@until"/></span></xsl:when><xsl:otherwise><span class="sub">did not hold: <xsl:value-of select="r:why"/></span></xsl:otherwise></xsl:choose>
<span class="sub"><xsl:choose><xsl:when test="r:before">change since <xsl:value-of select="r:before/@at"/> in brackets</xsl:when><xsl:otherwise>not known before</xsl:otherwise></xsl:choose></span></th>
<td role="cell" data-label="CA certificates"><xsl:call-template name="rpki-count"><xsl:with-param name="is" select="@cas"/><xsl:with-param name="was" select="r:before/@cas"/></xsl:call-template><xsl:if test="@delegated&gt;0"><span class="sub"><xsl:value-of select="@delegated"/> with a repository of their own</span></xsl:if></td>
<td role="cell" data-label="ROAs"><xsl:call-template name="rpki-count"><xsl:with-param name="is" select="@roas"/><xsl:with-param name="was" select="r:before/@roas"/></xsl:call-template></td>
<td role="cell" data-label="Validated payloads"><xsl:call-template name="rpki-count"><xsl:with-param name="is" select="@vrps"/><xsl:with-param name="was" select="r:before/@vrps"/></xsl:call-template></td>
<td role="cell" data-label="ASPAs"><xsl:call-template name="rpki-count"><xsl:with-param name="is" select="@aspas"/><xsl:with-param name="was" select="r:before/@aspas"/></xsl:call-template></td>
<td role="cell" data-label="Refused"><xsl:value-of select="@refused"/></td></tr>
</xsl:for-each></tbody></table>
<xsl:if test="/r:report/r:rpki/r:anchor/r:refused">
<h4>What was refused, and why</h4>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Trust anchor</th><th scope="col" role="columnheader">Objects</th><th scope="col" role="columnheader">Reason</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="/r:report/r:rpki/r:anchor/r:refused">
<tr role="row"><th scope="row" role="rowheader"><xsl:value-of select="../@name"/></th><td role="cell" data-label="Objects"><xsl:value-of select="@count"/><span class="sub"><xsl:value-of select="@own"/> in the registry's own repositories</span></td><td role="cell"><xsl:value-of select="."/><span class="sub"><xsl:value-of select="@code"/>; <xsl:value-of select="@citation"/></span></td></tr>
</xsl:for-each></tbody></table></xsl:if>
<xsl:if test="/r:report/r:rpki/r:anchor/r:repository">
<h4>The registries' own repositories</h4>
<ul><xsl:for-each select="/r:report/r:rpki/r:anchor/r:repository"><li><xsl:value-of select="../@name"/>: <span class="id"><xsl:value-of select="@uri"/></span>, serial <xsl:value-of select="@serial"/><xsl:if test="@session"> of session <span class="id"><xsl:value-of select="@session"/></span></xsl:if>, <xsl:value-of select="@change"/><xsl:if test=".!=''">: <xsl:value-of select="."/></xsl:if></li></xsl:for-each></ul></xsl:if>
<xsl:if test="sum(/r:report/r:rpki/r:anchor/@others)&gt;0"><p class="meta">Repositories of others under these anchors: <xsl:value-of select="sum(/r:report/r:rpki/r:anchor/@others)"/>, of which <xsl:value-of select="sum(/r:report/r:rpki/r:anchor/@others-failed)"/> were not had whole. Their faults are not the registries'.</p></xsl:if>
</xsl:if>
</section>
<section id="outcomes" aria-labelledby="h-outcomes">
<h2 id="h-outcomes">8. Every rule and its outcome</h2>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Rule</th><th scope="col" role="columnheader">Outcome</th><th scope="col" role="columnheader">Items examined</th><th scope="col" role="columnheader">Why not</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="/r:report/r:outcomes/r:outcome">
<tr role="row"><td role="cell"><a href="#rule-{@rule}"><xsl:value-of select="@rule"/></a><xsl:text> </xsl:text><xsl:value-of select="@title"/></td><td class="state {@result}" role="cell"><xsl:value-of select="@result"/></td><td role="cell"><xsl:value-of select="@examined"/></td><td role="cell"><xsl:value-of select="."/></td></tr>
</xsl:for-each></tbody></table>
<p class="meta">A rule that examined nothing has not passed.</p>
</section>
<section id="method" aria-labelledby="h-method">
<h2 id="h-method">9. Method</h2>
<xsl:for-each select="/r:report/r:method/r:rule">
<div id="rule-{@id}"><h3><a href="../rule/{@id}.html"><xsl:value-of select="@id"/></a> · <xsl:value-of select="r:title"/></h3>
<p><xsl:value-of select="r:text"/></p><p class="meta">Obligation <xsl:value-of select="@obligation"/>, <xsl:value-of select="@kind"/>, evidence class <xsl:value-of select="@evidence-class"/>. Citation: <xsl:value-of select="r:citation"/>. False alarms measured: <xsl:value-of select="r:measured"/>.</p></div>
</xsl:for-each>
</section>
<section id="limits" aria-labelledby="h-limits">
<h2 id="h-limits">10. What this report does not prove</h2>
<ul><xsl:for-each select="/r:report/r:limits/r:limit"><li><xsl:value-of select="."/></li></xsl:for-each><li><xsl:value-of select="$head/r:key"/></li></ul>
</section>
<section id="custody" aria-labelledby="h-custody">
<h2 id="h-custody">11. Integrity and custody</h2>
<p><xsl:value-of select="/r:report/r:integrity"/></p>
<dl><dt>Signature</dt><dd><xsl:value-of select="/r:report/r:integrity/@signature"/></dd>
<dt>Key</dt><dd><xsl:value-of select="$head/r:key/@kind"/>: see <a href="#limits">what this report does not prove</a></dd>
<dt>Timestamps</dt><dd><xsl:value-of select="count($unsigned/xades:SignatureTimeStamp)"/> of <xsl:value-of select="$head/r:stamps/@due"/> due<xsl:for-each select="$head/r:stamps/r:tsa"><xsl:choose><xsl:when test="position()=1"> (</xsl:when><xsl:otherwise>, </xsl:otherwise></xsl:choose><xsl:value-of select="@name"/><xsl:if test="position()=last()">)</xsl:if></xsl:for-each>; <xsl:value-of select="count($unsigned/xades141:ArchiveTimeStamp)"/> for the archive<xsl:if test="$head/r:stamps/@due=0">. When it was signed rests on the signer's clock alone</xsl:if></dd>
<dt>Checkpoint of the history</dt><dd><xsl:choose><xsl:when test="$head/r:checkpoint/@commit">over <xsl:value-of select="$head/r:checkpoint/@size"/> snapshots before this one, root <span class="hash"><xsl:value-of select="$head/r:checkpoint/@root"/></span></xsl:when><xsl:otherwise>none yet</xsl:otherwise></xsl:choose>; external witnesses: <xsl:value-of select="$head/r:checkpoint/@witnesses"/><xsl:for-each select="$head/r:checkpoint/r:witness"><xsl:choose><xsl:when test="position()=1"> (</xsl:when><xsl:otherwise>; </xsl:otherwise></xsl:choose><xsl:value-of select="@name"/>, of <xsl:value-of select="@size"/> snapshots, at <xsl:value-of select="@time"/><xsl:if test="position()=last()">)</xsl:if></xsl:for-each></dd>
<dt>Snapshot</dt><dd class="id"><xsl:value-of select="$head/r:snapshot/@commit"/></dd>
<dt>Snapshot before</dt><dd class="id"><xsl:value-of select="$head/r:snapshot/@previous"/><xsl:if test="$head/r:snapshot/@previous=''">none</xsl:if></dd>
<dt>MANIFEST</dt><dd class="id"><xsl:value-of select="$head/r:snapshot/@manifest-sha256"/></dd>
<dt>MANIFEST before</dt><dd class="id"><xsl:value-of select="/r:report/r:integrity/@previous-manifest-sha256"/><xsl:if test="/r:report/r:integrity/@previous-manifest-sha256=''">none</xsl:if></dd>
<dt>Findings</dt><dd class="id"><xsl:value-of select="/r:report/r:integrity/@findings-sha256"/></dd>
<dt>Findings before</dt><dd class="id"><xsl:value-of select="/r:report/r:integrity/@previous-findings-sha256"/><xsl:if test="/r:report/r:integrity/@previous-findings-sha256=''">none</xsl:if></dd>
<dt>Engine</dt><dd><xsl:value-of select="$head/r:engine/@name"/>, rule set <xsl:value-of select="$head/r:engine/@rules"/>; the snapshot was taken by <xsl:value-of select="$head/r:engine/@snapshot-by"/></dd>
<dt>Built with</dt><dd><xsl:for-each select="$head/r:software/r:part"><xsl:if test="position()&gt;1">, </xsl:if><xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@version"/></xsl:for-each></dd>
<xsl:if test="$head/r:sandbox"><dt>Confined by</dt><dd><xsl:value-of select="$head/r:sandbox"/></dd></xsl:if>
<dt>Stylesheet</dt><dd class="id"><xsl:value-of select="$head/r:stylesheet/@sha256"/></dd>
<dt>Schema</dt><dd class="id"><xsl:value-of select="$head/r:schema/@sha256"/></dd></dl>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Event</th><th scope="col" role="columnheader">By, and when</th><th scope="col" role="columnheader">What</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="/r:report/r:custody/r:event">
<tr role="row"><th scope="row" role="rowheader" class="short"><xsl:value-of select="@name"/></th><td role="cell" class="who"><xsl:value-of select="@actor"/><xsl:if test="@from"><span class="sub"><xsl:value-of select="@from"/><xsl:if test="@until"> to <xsl:value-of select="@until"/></xsl:if></span></xsl:if></td><td role="cell"><xsl:value-of select="."/><xsl:if test="@before"><span class="sub">before <span class="hash"><xsl:value-of select="@before"/></span></span></xsl:if><xsl:if test="@after"><span class="sub">after <span class="hash"><xsl:value-of select="@after"/></span></span></xsl:if></td></tr>
</xsl:for-each></tbody></table>
<h3>Configuration in force</h3>
<pre><xsl:value-of select="$head/r:config"/></pre>
</section>
<section id="scope" aria-labelledby="h-scope">
<h2 id="h-scope">12. Mandate, and what is left to the expert</h2>
<p><xsl:value-of select="/r:report/r:mandate"/></p>
<p>Questions put:</p>
<ol><xsl:for-each select="/r:report/r:questionsPut/r:question"><li><xsl:value-of select="."/></li></xsl:for-each></ol>
<dl><dt>Expert</dt><dd class="signed"><xsl:value-of select="/r:report/r:expert"/></dd><dt>Independence, and relation to the parties</dt><dd class="signed"><xsl:value-of select="/r:report/r:independence"/></dd><dt>Opinion</dt><dd class="signed"><xsl:value-of select="/r:report/r:opinion"/></dd><dt>Statement of truth</dt><dd class="signed"><xsl:value-of select="/r:report/r:statementOfTruth"/></dd></dl>
</section>
</main>
<footer><p>This page is a transformation of <a href="report.xml">report.xml</a>, which is signed, by the stylesheet whose digest it names. Verify it with <code>xmlsec1 --verify --trusted-pem CA.pem report.xml</code>; <code>DIR/history</code> in the commands is a clone of the history.</p></footer>
</body>
</html>
</xsl:template>

<xsl:template name="instant">
<xsl:param name="t"/>
<xsl:value-of select="concat(substring($t,1,10),' ',substring($t,12,8),' UTC')"/>
</xsl:template>

<!-- A notice, of the report or of notices.xml: the same children. -->
<xsl:template name="notice-line">
<strong><xsl:choose><xsl:when test="@kind='retraction'">Retracted</xsl:when><xsl:otherwise>Statement</xsl:otherwise></xsl:choose></strong><xsl:text> on </xsl:text><xsl:value-of select="substring(@recorded,1,10)"/>: <xsl:variable name="id" select="*[local-name()='about']/@id"/><xsl:choose><xsl:when test="$all[@id=$id]"><a class="id" href="#{$id}"><xsl:value-of select="$id"/></a></xsl:when><xsl:otherwise><span class="id"><xsl:value-of select="$id"/></span></xsl:otherwise></xsl:choose><xsl:if test="*[local-name()='reason']">. <xsl:value-of select="*[local-name()='reason']"/></xsl:if><xsl:if test="*[local-name()='party']">, said to be of <xsl:value-of select="*[local-name()='party']"/></xsl:if>
</xsl:template>

<xsl:template name="notice">
<div class="told {@kind}" role="note">
<xsl:choose>
<xsl:when test="@kind='retraction'">
<p><strong>Retracted</strong> by the signer of these reports, <xsl:call-template name="instant"><xsl:with-param name="t" select="@recorded"/></xsl:call-template>:</p>
<p><xsl:value-of select="*[local-name()='reason']"/></p>
<p class="meta">It corrects report <xsl:value-of select="*[local-name()='report']/@name"/>, the file with SHA-256 <span class="hash"><xsl:value-of select="*[local-name()='report']/@sha256"/></span>, which stays as it was. <a href="../notices/{@file}">The signed notice</a></p>
</xsl:when>
<xsl:otherwise>
<xsl:for-each select="*[local-name()='statement']">
<p><strong>Statement</strong><xsl:if test="../*[local-name()='party']"> said to be of <xsl:value-of select="../*[local-name()='party']"/></xsl:if>, recorded <xsl:call-template name="instant"><xsl:with-param name="t" select="../@recorded"/></xsl:call-template><xsl:if test=".=''">: <a href="../notices/{@file}" download="">the file, <xsl:value-of select="@media"/>, <xsl:value-of select="@size"/> bytes</a></xsl:if></p>
<xsl:if test=".!=''"><pre><xsl:value-of select="."/></pre></xsl:if>
<p class="meta">Verbatim; who made it is not proved. SHA-256 <span class="hash"><xsl:value-of select="@sha256"/></span>. <a href="../notices/{../@file}">The signed notice</a></p>
</xsl:for-each>
</xsl:otherwise>
</xsl:choose>
</div>
</xsl:template>

<xsl:template name="finding">
<article class="{@severity}" id="{@id}">
<p class="par">¶ <xsl:value-of select="@number"/></p>
<h3><xsl:value-of select="@rule"/> · <xsl:value-of select="r:title"/></h3>
<p class="id"><a href="#{@id}"><xsl:value-of select="@id"/></a></p>
<p class="tags"><span class="tag {@severity}"><xsl:value-of select="@severity"/></span><span class="tag"><xsl:value-of select="@outcome"/></span><span class="tag"><xsl:value-of select="@persistence"/></span><span class="tag">obligation <xsl:value-of select="@obligation"/></span><span class="tag">evidence class <xsl:value-of select="@evidence-class"/></span><xsl:if test="@episode&gt;1"><span class="tag">episode <xsl:value-of select="@episode"/></span></xsl:if></p>
<xsl:variable name="id" select="@id"/>
<xsl:for-each select="r:notice"><xsl:call-template name="notice"/></xsl:for-each>
<xsl:if test="$notices!=''"><xsl:for-each select="document($notices,/)/n:notices/n:notice[n:about/@id=$id]"><xsl:call-template name="notice"/></xsl:for-each></xsl:if>
<xsl:if test="r:observation"><p class="said"><xsl:value-of select="r:observation"/></p></xsl:if>
<xsl:if test="r:evidence">
<ol class="lines"><xsl:for-each select="r:evidence"><li><pre><xsl:value-of select="."/></pre><span class="from"><a href="#{@exhibit}">Exhibit <xsl:value-of select="@exhibit"/></a>, <xsl:value-of select="@source"/><xsl:if test="@line&gt;0">, line <xsl:value-of select="@line"/>, byte <xsl:value-of select="@offset"/></xsl:if>; SHA-256 of the file <xsl:value-of select="@sha256"/></span></li></xsl:for-each></ol>
<xsl:if test="@evidence-total&gt;count(r:evidence)"><p class="meta"><xsl:value-of select="count(r:evidence)"/> of <xsl:value-of select="@evidence-total"/> lines are shown.</p></xsl:if>
</xsl:if>
<dl><dt>Parties and subject</dt><dd><xsl:value-of select="@parties"/>: <xsl:value-of select="r:subject"/></dd>
<xsl:if test="@exception"><dt>Excused</dt><dd>by <xsl:value-of select="@exception"/> when it was last seen</dd>
</xsl:if><dt>Seen</dt><dd>first <xsl:value-of select="@first-seen"/>, last <xsl:value-of select="@last-seen"/>; observed on <xsl:value-of select="@days-observed"/> of <xsl:value-of select="@days-total"/> days passed, longest gap <xsl:value-of select="@longest-gap"/></dd>
<dt>Notice and cure</dt><dd><xsl:if test="r:noticeKnownSince"><xsl:value-of select="r:noticeKnownSince"/><xsl:text> </xsl:text></xsl:if><xsl:value-of select="r:cure"/><xsl:if test="r:recurrence/@count&gt;0"> It came back <xsl:value-of select="r:recurrence/@count"/> time<xsl:if test="r:recurrence/@count&gt;1">s</xsl:if> after a cure.</xsl:if><xsl:if test="parent::r:findings"><xsl:text> </xsl:text><a href="../finding/{@page}.html">Its whole life</a></xsl:if></dd>
<xsl:if test="r:inference">
<xsl:if test="r:simultaneity"><dt>Simultaneity</dt><dd><xsl:value-of select="r:simultaneity"/></dd></xsl:if>
<dt>Inference</dt><dd><xsl:value-of select="r:inference"/></dd>
<dt>Elements of obligation <xsl:value-of select="@obligation"/></dt><dd><ul><xsl:for-each select="r:elements/r:element"><li><xsl:value-of select="@name"/>, <xsl:choose><xsl:when test="@shown='true'">shown</xsl:when><xsl:otherwise>not shown</xsl:otherwise></xsl:choose>: <xsl:value-of select="."/></li></xsl:for-each></ul></dd>
<dt>Other explanations</dt><dd><ul><xsl:for-each select="r:alternativeExplanations/r:alternative"><li><xsl:value-of select="."/></li></xsl:for-each></ul></dd>
<dt>Exceptions considered</dt><dd><xsl:choose>
<xsl:when test="r:exceptionsConsidered/@total=0">The register holds no entry for this rule.</xsl:when>
<xsl:otherwise>No entry covers it:<xsl:for-each select="r:exceptionsConsidered/r:considered"><xsl:text> </xsl:text><span class="id"><xsl:value-of select="@exception"/></span><xsl:text> </xsl:text><xsl:value-of select="@why-not"/><xsl:choose><xsl:when test="position()=last()">.</xsl:when><xsl:otherwise>;</xsl:otherwise></xsl:choose></xsl:for-each><xsl:if test="r:exceptionsConsidered/@total&gt;count(r:exceptionsConsidered/r:considered)"> These are the first of <xsl:value-of select="r:exceptionsConsidered/@total"/>.</xsl:if></xsl:otherwise></xsl:choose></dd>
<dt>Independent copy</dt><dd><xsl:value-of select="r:independentCopy"/></dd>
</xsl:if></dl>
<xsl:if test="r:reproduce">
<p class="meta">To do it again, and to read the cited lines without nroaudit:</p>
<pre><xsl:value-of select="r:reproduce"/><xsl:for-each select="r:evidence[@line&gt;0 and @blob!='']"><xsl:text>
</xsl:text>git -C DIR/history cat-file blob <xsl:value-of select="@blob"/> | sed -n <xsl:value-of select="@line"/>p</xsl:for-each></pre>
</xsl:if>
</article>
</xsl:template>
<!-- A count, and by how much it changed. -->
<xsl:template name="rpki-count"><xsl:param name="is"/><xsl:param name="was"/><xsl:value-of select="$is"/><xsl:if test="$was"> (<xsl:if test="$is - $was &gt;= 0">+</xsl:if><xsl:value-of select="$is - $was"/>)</xsl:if></xsl:template>
</xsl:stylesheet>
