<?xml version="1.0" encoding="UTF-8"?>
<!-- The page of one report: XSLT of the signed XML and nothing else.  Absolute
     paths only, so that nothing outside the signed places can be shown. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="https://nroaudit.org/ns/report/1" exclude-result-prefixes="r">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>

<xsl:template match="/">
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Registry audit of <xsl:value-of select="/r:report/@name"/></title>
<link rel="alternate" type="application/atom+xml" href="../feed.atom" title="New findings"/>
<style>
:root{--ink:#1a2230;--soft:#56627a;--line:#d5dbe6;--paper:#fff;--wash:#f4f6fa;--accent:#16436e;--s1:#9c1c1c;--s2:#b4530a;--s3:#7a6200;--s4:#4d5a70;--ok:#1d6b3c}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 "Source Serif 4","Charter","Georgia","DejaVu Serif",serif}
main,header,footer,nav{max-width:68rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.25rem;padding-bottom:1rem;border-bottom:3px solid var(--accent)}
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .4rem}
h2{font-size:1.3rem;margin:2.4rem 0 .7rem;padding-top:.4rem;border-top:1px solid var(--line)}
h3{font-size:1.02rem;margin:0 0 .25rem}
p{margin:.4rem 0}
a{color:var(--accent)}
.kicker,nav,th,.tag,.meta,.state{font-family:"Inter","Helvetica Neue","DejaVu Sans",Arial,sans-serif}
.kicker{font-size:.78rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:0}
nav{display:flex;flex-wrap:wrap;font-size:.86rem;padding-top:.7rem;padding-bottom:.7rem}
nav a{margin-right:1.1rem;white-space:nowrap}
.notice{background:#fff6e3;border-left:4px solid #c98a12;padding:.6rem .9rem;margin:1rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{font-weight:600;text-align:left;font-size:.78rem;color:var(--soft)}
th,td{padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
.matrix td{text-align:center;font-variant-numeric:tabular-nums}
.matrix th[scope=row]{color:var(--ink);font-size:.9rem}
.matrix .none{color:var(--ok)} .matrix .away{color:var(--soft);background:var(--wash)}
.w1,.w2,.w3,.w4{font-weight:700}
.w1{color:var(--s1)} .w2{color:var(--s2)} .w3{color:var(--s3)} .w4{color:var(--s4)}
.sub{display:block;font-size:.74rem;font-weight:400;color:var(--soft)}
.counts{display:flex;flex-wrap:wrap;gap:.8rem;padding:0;margin:1.2rem 0;list-style:none}
.counts li{flex:1 1 8rem;background:var(--wash);padding:.7rem .9rem;border-top:3px solid var(--accent)}
.counts b{display:block;font-size:1.7rem;line-height:1.1}
article{border:1px solid var(--line);border-left:4px solid var(--s4);padding:.9rem 1.1rem;margin:0 0 1rem;break-inside:avoid-page}
article.S1{border-left-color:var(--s1)} article.S2{border-left-color:var(--s2)} article.S3{border-left-color:var(--s3)}
.tag{display:inline-block;font-size:.72rem;border:1px solid var(--line);background:var(--wash);border-radius:3px;padding:.05rem .4rem;margin:0 .3rem .2rem 0}
.id,code,pre{font-family:"JetBrains Mono","DejaVu Sans Mono",Consolas,monospace;font-size:.82rem}
.id{overflow-wrap:anywhere}
pre{background:var(--wash);padding:.6rem .8rem;margin:.5rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:minmax(8rem,12rem) 1fr;gap:.25rem 1rem;margin:.6rem 0;font-size:.93rem}
dt{color:var(--soft)} dd{margin:0;overflow-wrap:anywhere}
ol.lines{list-style:none;margin:.5rem 0;padding:0}
ol.lines li{margin:.35rem 0}
.from{display:block;font-size:.76rem;color:var(--soft);overflow-wrap:anywhere}
.hash{overflow-wrap:anywhere}
.state{font-size:.76rem;font-weight:600;white-space:nowrap}
.PASS{color:var(--ok)} .FAIL{color:var(--s1)} .EXCUSED{color:var(--s3)} .NO_INPUT,.NOT_IN_FORCE,.SKEW{color:var(--soft)}
footer{border-top:1px solid var(--line);margin-top:3rem;padding-top:1rem;padding-bottom:3rem;font-size:.86rem;color:var(--soft)}
details summary{cursor:pointer;color:var(--accent)}
@media (max-width:40rem){body{font-size:15px} h1{font-size:1.5rem} dl{grid-template-columns:1fr;gap:.05rem} dd{margin-bottom:.45rem} th,td{padding:.35rem .4rem}}
@media print{nav{display:none} body{font-size:10.5pt} main,header,footer{max-width:none;padding-left:0;padding-right:0} a{color:inherit;text-decoration:none} thead{display:table-header-group} tr{break-inside:avoid} h2{break-after:avoid} .scroll{overflow:visible}}
@page{size:A4;margin:18mm 16mm 20mm;@bottom-right{content:"page " counter(page) " of " counter(pages);font:8pt sans-serif}@bottom-left{content:"nroaudit";font:8pt sans-serif}}
</style>
</head>
<body>
<header>
<p class="kicker">Registry audit · signed evidence</p>
<h1>Report of <xsl:value-of select="/r:report/@name"/></h1>
<p>What the five Regional Internet Registries and IANA published, compared with the obligations of the August 2020 addendum to the NRO Memorandum of Understanding. State of <xsl:value-of select="/r:report/r:head/r:run/@clock"/>.</p>
<xsl:if test="/r:report/r:head/r:run/@live='false'">
<p class="notice" role="note"><strong>Not live.</strong><xsl:text> </xsl:text><xsl:value-of select="/r:report/r:head/r:run"/> Mirror: <code><xsl:value-of select="/r:report/r:head/r:run/@mirror"/></code></p>
</xsl:if>
<xsl:if test="/r:report/r:head/r:deviations">
<div class="notice" role="note"><strong>Not under the default thresholds.</strong><pre><xsl:value-of select="/r:report/r:head/r:deviations"/></pre></div>
</xsl:if>
</header>
<nav aria-label="Sections"><a href="../index.html">All runs</a><a href="#matrix">Matrix</a><a href="#new">New</a><a href="#persisting">Persisting</a><a href="#cured">Cured</a><a href="#exceptions">Exceptions</a><a href="#coverage">Coverage</a><a href="#outcomes">Outcomes</a><a href="#method">Method</a><a href="#limits">Limits</a></nav>
<main>
<section id="matrix" aria-labelledby="h-matrix">
<h2 id="h-matrix">Registry by obligation</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="h-matrix">
<table class="matrix">
<thead><tr><th scope="col">Obligation</th><xsl:for-each select="/r:report/r:matrix/r:obligation[1]/r:cell"><th scope="col"><xsl:value-of select="@title"/></th></xsl:for-each></tr></thead>
<tbody>
<xsl:for-each select="/r:report/r:matrix/r:obligation">
<tr><th scope="row"><xsl:value-of select="@number"/> · <xsl:value-of select="@title"/></th>
<xsl:for-each select="r:cell">
<xsl:choose>
<xsl:when test="@fails&gt;0"><td class="w{@worst}"><xsl:value-of select="@fails"/><span class="sub">highest S<xsl:value-of select="@worst"/><xsl:if test="@new&gt;0">, <xsl:value-of select="@new"/> new</xsl:if></span></td></xsl:when>
<xsl:when test="@present='false'"><td class="away">–<span class="sub">no file</span></td></xsl:when>
<xsl:otherwise><td class="none">0</td></xsl:otherwise>
</xsl:choose>
</xsl:for-each></tr>
</xsl:for-each>
</tbody></table></div>
<ul class="counts">
<li><b><xsl:value-of select="/r:report/r:findings[@state='new']/@count"/></b>new</li>
<li><b><xsl:value-of select="/r:report/r:findings[@state='persisting']/@count"/></b>persisting</li>
<li><b><xsl:value-of select="/r:report/r:findings[@state='unobserved']/@count"/></b>not examinable today</li>
<li><b><xsl:value-of select="/r:report/r:findings[@state='cured']/@count"/></b>cured</li>
</ul>
<xsl:for-each select="/r:report/r:head/r:epoch">
<h3>The engine changed since the snapshot before</h3>
<p>Judging that snapshot again, this engine alone added <xsl:value-of select="r:added/@count"/> and removed <xsl:value-of select="r:removed/@count"/> findings against <code><xsl:value-of select="@engine-before"/></code>. These count neither as new nor as cured.</p>
<xsl:if test="r:added/r:id"><p>Added:</p><ul><xsl:for-each select="r:added/r:id"><li class="id"><xsl:value-of select="."/></li></xsl:for-each></ul></xsl:if>
<xsl:if test="r:removed/r:id"><p>Removed:</p><ul><xsl:for-each select="r:removed/r:id"><li class="id"><xsl:value-of select="."/></li></xsl:for-each></ul></xsl:if>
</xsl:for-each>
<xsl:if test="/r:report/r:selfFaults/r:fault">
<h3>Faults of our own</h3>
<ul><xsl:for-each select="/r:report/r:selfFaults/r:fault"><li><xsl:value-of select="."/></li></xsl:for-each></ul>
</xsl:if>
</section>
<xsl:for-each select="/r:report/r:findings">
<section id="{@state}" aria-labelledby="h-{@state}">
<h2 id="h-{@state}"><xsl:choose><xsl:when test="@state='new'">New findings</xsl:when><xsl:when test="@state='persisting'">Persisting findings</xsl:when><xsl:when test="@state='unobserved'">Open, not examinable today</xsl:when><xsl:otherwise>Cured</xsl:otherwise></xsl:choose></h2>
<xsl:if test="@count=0"><p>None.</p></xsl:if>
<xsl:for-each select="r:finding|r:collapsed">
<xsl:choose>
<xsl:when test="self::r:finding"><xsl:call-template name="finding"/></xsl:when>
<xsl:otherwise>
<h3><xsl:value-of select="@count"/> findings of <xsl:value-of select="@rule"/>, <xsl:value-of select="@parties"/>: <xsl:value-of select="@title"/></h3>
<p class="meta">The first are shown; the list of all ids has SHA-256 <span class="hash"><xsl:value-of select="@ids-sha256"/></span>.</p>
<xsl:for-each select="r:finding"><xsl:call-template name="finding"/></xsl:for-each>
</xsl:otherwise>
</xsl:choose>
</xsl:for-each>
</section>
</xsl:for-each>
<section id="exceptions" aria-labelledby="h-exceptions">
<h2 id="h-exceptions">Excused by the exception register</h2>
<xsl:if test="not(/r:report/r:exceptions/r:excused)"><p>None.</p></xsl:if>
<xsl:for-each select="/r:report/r:exceptions/r:excused">
<article class="S4"><h3><xsl:value-of select="@rule"/> · <xsl:value-of select="r:title"/></h3>
<p><span class="tag">EXCUSED</span><span class="tag"><xsl:value-of select="@class"/></span><span class="tag"><xsl:value-of select="@parties"/></span><span class="tag"><xsl:value-of select="@count"/> finding(s)</span></p>
<p><xsl:value-of select="r:reason"/>. Citation: <xsl:value-of select="r:citation"/>.</p>
<p class="meta">Entry <span class="id"><xsl:value-of select="@exception"/></span>, valid from <xsl:value-of select="@valid-from"/><xsl:if test="@valid-from=''">the start</xsl:if> until <xsl:value-of select="@valid-until"/><xsl:if test="@valid-until=''">further notice</xsl:if>, recorded <xsl:value-of select="@recorded"/><xsl:if test="@late='true'"> (late: after it began to hold; it acts on later reports alone)</xsl:if>.</p>
<ul><xsl:for-each select="r:id"><li class="id" id="{.}"><xsl:value-of select="."/></li></xsl:for-each></ul></article>
</xsl:for-each>
</section>
<section id="coverage" aria-labelledby="h-coverage">
<h2 id="h-coverage">Coverage: what was fetched, what was not</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="h-coverage">
<table><thead><tr><th scope="col">Source</th><th scope="col">Outcome</th><th scope="col">Size</th><th scope="col">As of</th><th scope="col">SHA-256</th></tr></thead>
<tbody><xsl:for-each select="/r:report/r:coverage/r:source">
<tr><td><xsl:value-of select="@id"/><span class="sub"><xsl:value-of select="@url"/></span></td><td><xsl:value-of select="@outcome"/><span class="sub"><xsl:value-of select="@reason"/><xsl:value-of select="."/></span></td><td><xsl:value-of select="@size"/></td><td><xsl:value-of select="@as-of"/></td><td class="hash"><code><xsl:value-of select="@sha256"/></code></td></tr>
</xsl:for-each></tbody></table></div>
</section>
<section id="outcomes" aria-labelledby="h-outcomes">
<h2 id="h-outcomes">Every rule and its outcome</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="h-outcomes">
<table><thead><tr><th scope="col">Rule</th><th scope="col">Outcome</th><th scope="col">Examined</th><th scope="col">Why not</th></tr></thead>
<tbody><xsl:for-each select="/r:report/r:outcomes/r:outcome">
<tr><td><a href="#rule-{@rule}"><xsl:value-of select="@rule"/></a><xsl:text> </xsl:text><xsl:value-of select="@title"/></td><td class="state {@result}"><xsl:value-of select="@result"/></td><td><xsl:value-of select="@examined"/></td><td><xsl:value-of select="."/></td></tr>
</xsl:for-each></tbody></table></div>
</section>
<section id="method" aria-labelledby="h-method">
<h2 id="h-method">Method</h2>
<xsl:for-each select="/r:report/r:method/r:rule">
<div id="rule-{@id}"><h3><xsl:value-of select="@id"/> · <xsl:value-of select="r:title"/></h3>
<p><xsl:value-of select="r:text"/></p><p class="meta">Obligation <xsl:value-of select="@obligation"/>, <xsl:value-of select="@kind"/>, evidence class <xsl:value-of select="@evidence-class"/>. Citation: <xsl:value-of select="r:citation"/>. False alarms measured: <xsl:value-of select="r:measured"/>.</p></div>
</xsl:for-each>
</section>
<section id="limits" aria-labelledby="h-limits">
<h2 id="h-limits">What this report does not prove</h2>
<ul><xsl:for-each select="/r:report/r:limits/r:limit"><li><xsl:value-of select="."/></li></xsl:for-each></ul>
<h2>Provenance</h2>
<dl><dt>Snapshot</dt><dd class="id"><xsl:value-of select="/r:report/r:head/r:snapshot/@commit"/></dd>
<dt>SHA-256 of its MANIFEST</dt><dd class="id"><xsl:value-of select="/r:report/r:head/r:snapshot/@manifest-sha256"/></dd>
<dt>Engine</dt><dd><xsl:value-of select="/r:report/r:head/r:engine/@name"/>, rules <xsl:value-of select="/r:report/r:head/r:engine/@rules"/>; the snapshot was taken by <xsl:value-of select="/r:report/r:head/r:engine/@snapshot-by"/></dd>
<xsl:if test="/r:report/r:head/r:sandbox"><dt>Confined by</dt><dd><xsl:value-of select="/r:report/r:head/r:sandbox"/></dd></xsl:if>
<dt>Stylesheet</dt><dd class="id"><xsl:value-of select="/r:report/r:head/r:stylesheet/@sha256"/></dd>
<dt>Schema</dt><dd class="id"><xsl:value-of select="/r:report/r:head/r:schema/@sha256"/></dd></dl>
<details><summary>Configuration in force</summary><pre><xsl:value-of select="/r:report/r:head/r:config"/></pre></details>
<h2>To be completed by the expert</h2>
<dl><dt>Mandate</dt><dd><xsl:value-of select="/r:report/r:mandate"/></dd><dt>Expert</dt><dd><xsl:value-of select="/r:report/r:expert"/>–</dd><dt>Independence</dt><dd><xsl:value-of select="/r:report/r:independence"/>–</dd><dt>Statement of truth</dt><dd><xsl:value-of select="/r:report/r:statementOfTruth"/>–</dd></dl>
</section>
</main>
<footer><p>This page is a transformation of <a href="report.xml">report.xml</a>, which is signed. Verify it with <code>xmlsec1 --verify --trusted-pem CA.pem report.xml</code>.</p></footer>
</body>
</html>
</xsl:template>

<xsl:template name="finding">
<article class="{@severity}" id="{@id}">
<h3><xsl:value-of select="@rule"/> · <xsl:value-of select="r:title"/></h3>
<p class="id"><a href="#{@id}"><xsl:value-of select="@id"/></a></p>
<p><span class="tag"><xsl:value-of select="@severity"/></span><span class="tag"><xsl:value-of select="@outcome"/></span><span class="tag"><xsl:value-of select="@persistence"/></span><span class="tag">obligation <xsl:value-of select="@obligation"/></span><span class="tag">evidence class <xsl:value-of select="@evidence-class"/></span><xsl:if test="@episode&gt;1"><span class="tag">episode <xsl:value-of select="@episode"/></span></xsl:if></p>
<p><xsl:value-of select="r:observation"/></p>
<dl><dt>Parties</dt><dd><xsl:value-of select="@parties"/></dd><dt>Subject</dt><dd><xsl:value-of select="r:subject"/></dd>
<dt>Seen</dt><dd>first <xsl:value-of select="@first-seen"/>, last <xsl:value-of select="@last-seen"/>; observed on <xsl:value-of select="@days-observed"/> of <xsl:value-of select="@days-total"/> days, longest gap <xsl:value-of select="@longest-gap"/></dd>
<xsl:if test="r:simultaneity"><dt>Simultaneity</dt><dd><xsl:value-of select="r:simultaneity"/></dd></xsl:if></dl>
<xsl:if test="r:evidence">
<ol class="lines"><xsl:for-each select="r:evidence"><li><pre><xsl:value-of select="."/></pre><span class="from"><xsl:value-of select="@source"/><xsl:if test="@line&gt;0">, line <xsl:value-of select="@line"/>, byte <xsl:value-of select="@offset"/></xsl:if>; blob <xsl:value-of select="@blob"/>; SHA-256 of the file <xsl:value-of select="@sha256"/></span></li></xsl:for-each></ol>
<xsl:if test="@evidence-total&gt;count(r:evidence)"><p class="meta"><xsl:value-of select="count(r:evidence)"/> of <xsl:value-of select="@evidence-total"/> lines are shown.</p></xsl:if>
</xsl:if>
<xsl:if test="r:inference">
<dl><dt>Rule</dt><dd><xsl:value-of select="r:inference"/></dd>
<dt>Exceptions considered</dt><dd><xsl:value-of select="r:exceptionsConsidered"/></dd>
<dt>Other explanations</dt><dd><xsl:for-each select="r:alternative"><xsl:if test="position()&gt;1"><xsl:text> </xsl:text></xsl:if><xsl:value-of select="."/></xsl:for-each></dd>
<dt>Independent copy</dt><dd><xsl:value-of select="r:independentCopy"/></dd></dl>
<pre><xsl:value-of select="r:reproduce"/></pre>
</xsl:if>
</article>
</xsl:template>
</xsl:stylesheet>
