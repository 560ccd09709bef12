<?xml version="1.0" encoding="UTF-8"?>
<!-- The index over all runs, newest first, from site.xml. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:s="https://nroaudit.org/ns/site/1" exclude-result-prefixes="s">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>
<xsl:template match="/">
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Registry audit: all runs</title>
<link rel="alternate" type="application/atom+xml" href="feed.atom" title="New findings"/>
<style>
:root{--ink:#1a2230;--soft:#56627a;--line:#d5dbe6;--wash:#f4f6fa;--accent:#16436e;--s1:#9c1c1c;--s2:#b4530a;--s3:#7a6200;--s4:#4d5a70}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);font:16px/1.55 "Source Serif 4","Charter","Georgia","DejaVu Serif",serif}
main,header{max-width:68rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.25rem;padding-bottom:1rem;border-bottom:3px solid var(--accent)}
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .4rem} h2{font-size:1.3rem;margin:2rem 0 .6rem}
.kicker,th{font-family:"Inter","Helvetica Neue","DejaVu Sans",Arial,sans-serif;font-size:.78rem;color:var(--soft)}
.kicker{letter-spacing:.06em;text-transform:uppercase;margin:0}
a{color:var(--accent)} .scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem;font-variant-numeric:tabular-nums}
th{text-align:right;font-weight:600} th:first-child,td:first-child{text-align:left}
td{text-align:right} th,td{padding:.4rem .6rem;border-bottom:1px solid var(--line);white-space:nowrap}
.n{font-weight:700;color:var(--s2)}
svg{max-width:100%;height:auto}
@media print{thead{display:table-header-group}}
@page{size:A4;margin:18mm 16mm}
</style>
</head>
<body>
<header><p class="kicker">Registry audit · signed evidence</p><h1>All runs</h1>
<p>One signed report for each snapshot of what the five Regional Internet Registries and IANA publish. <a href="feed.atom">Feed</a></p></header>
<main>
<h2>Open findings, run by run</h2>
<xsl:variable name="n" select="count(/s:site/s:run)"/>
<xsl:variable name="max"><xsl:for-each select="/s:site/s:run"><xsl:sort select="@fails" data-type="number" order="descending"/><xsl:if test="position()=1"><xsl:value-of select="@fails"/></xsl:if></xsl:for-each></xsl:variable>
<xsl:variable name="scale"><xsl:choose><xsl:when test="$max&gt;0"><xsl:value-of select="100 div $max"/></xsl:when><xsl:otherwise>0</xsl:otherwise></xsl:choose></xsl:variable>
<svg viewBox="0 0 {20+12*$n} 130" width="{20+12*$n}" height="130" role="img" aria-label="Open findings per run, at most {$max}">
<line x1="10" y1="115" x2="{10+12*$n}" y2="115" stroke="#56627a"/>
<xsl:for-each select="/s:site/s:run">
<rect x="{2+12*position()}" y="{115-@fails*$scale}" width="9" height="{@fails*$scale}" fill="#16436e"><title><xsl:value-of select="@name"/>: <xsl:value-of select="@fails"/></title></rect>
<rect x="{2+12*position()}" y="{115-@new*$scale}" width="9" height="{@new*$scale}" fill="#b4530a"><title><xsl:value-of select="@name"/>: <xsl:value-of select="@new"/> new</title></rect>
</xsl:for-each>
</svg>
<h2>Runs</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Runs">
<table><thead><tr><th scope="col">Run</th><th scope="col">Open</th><th scope="col">New</th><th scope="col">Cured</th><th scope="col">Excused</th><th scope="col">S1</th><th scope="col">S2</th><th scope="col">S3</th><th scope="col">S4</th><th scope="col">Uniqueness</th><th scope="col">Accuracy</th><th scope="col">Publication</th><th scope="col">Cooperation</th><th scope="col">Own faults</th></tr></thead>
<tbody><xsl:for-each select="/s:site/s:run"><xsl:sort select="@clock" order="descending"/>
<tr><td><a href="{@name}/report.html"><xsl:value-of select="@name"/></a></td><td><xsl:value-of select="@fails"/></td><td><xsl:if test="@new&gt;0"><xsl:attribute name="class">n</xsl:attribute></xsl:if><xsl:value-of select="@new"/></td><td><xsl:value-of select="@cured"/></td><td><xsl:value-of select="@excused"/></td><td><xsl:value-of select="@s1"/></td><td><xsl:value-of select="@s2"/></td><td><xsl:value-of select="@s3"/></td><td><xsl:value-of select="@s4"/></td><td><xsl:value-of select="@o1"/></td><td><xsl:value-of select="@o2"/></td><td><xsl:value-of select="@o3"/></td><td><xsl:value-of select="@o4"/></td><td><xsl:value-of select="@faults"/></td></tr>
</xsl:for-each></tbody></table></div>
</main></body></html>
</xsl:template>
</xsl:stylesheet>
