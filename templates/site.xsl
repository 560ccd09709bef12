<?xml version="1.0" encoding="UTF-8"?>
<!-- The pages over all runs, from site.xml.  The parameter `page` says which:
     index, year, finding, registry or rule; `of` says of which one. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:s="https://nroaudit.org/ns/site/1" exclude-result-prefixes="s">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>
<xsl:param name="page" select="'index'"/>
<xsl:param name="of" select="''"/>

<xsl:key name="day" match="/s:site/s:run" use="@day"/>
<xsl:key name="month" match="/s:site/s:run" use="substring(@day,1,7)"/>
<xsl:key name="year" match="/s:site/s:run" use="substring(@day,1,4)"/>
<xsl:key name="rule" match="/s:site/s:finding" use="@rule"/>
<xsl:key name="said" match="/s:site/s:notice" use="s:about/@id"/>
<xsl:key name="finding" match="/s:site/s:finding" use="@id"/>

<!-- Runs in a drawing, rows in a table of what is over. -->
<xsl:variable name="drawn" select="120"/>
<xsl:variable name="listed" select="100"/>
<!-- Runs that a finding's page names one by one. -->
<xsl:variable name="year" select="366"/>
<xsl:variable name="newest" select="/s:site/s:run[last()]"/>
<xsl:variable name="up"><xsl:if test="$page!='index'">../</xsl:if></xsl:variable>
<xsl:variable name="this" select="/s:site/s:finding[$page='finding' and @page=$of]"/>

<xsl:template match="/">
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title><xsl:call-template name="title"/></title>
<link rel="stylesheet" href="{$up}site.css"/>
<link rel="alternate" type="application/atom+xml" href="{$up}feed.atom" title="New findings"/>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><p class="kicker">Registry audit · signed evidence</p>
<h1><xsl:if test="$page='finding'"><xsl:attribute name="class">id</xsl:attribute></xsl:if><xsl:call-template name="title"/></h1></header>
<nav aria-label="Site"><ul>
<li><xsl:choose><xsl:when test="$page='index'"><a href="index.html" aria-current="page">All runs</a></xsl:when><xsl:otherwise><a href="../index.html">All runs</a></xsl:otherwise></xsl:choose></li>
<xsl:for-each select="/s:site/s:publisher"><li><a href="{$up}registry/{@id}.html"><xsl:if test="$page='registry' and @id=$of"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><xsl:value-of select="@title"/></a></li></xsl:for-each>
<li><a href="{$up}feed.atom">Feed</a></li></ul></nav>
<main id="content">
<xsl:choose>
<xsl:when test="$page='year'"><xsl:call-template name="year"/></xsl:when>
<xsl:when test="$page='finding'"><xsl:call-template name="finding"/></xsl:when>
<xsl:when test="$page='registry'"><xsl:call-template name="registry"/></xsl:when>
<xsl:when test="$page='rule'"><xsl:call-template name="rule"/></xsl:when>
<xsl:otherwise><xsl:call-template name="index"/></xsl:otherwise>
</xsl:choose>
</main>
<footer><p><xsl:if test="$page='index'"><xsl:value-of select="count(/s:site/s:run)"/> runs since <xsl:value-of select="/s:site/s:run[1]/@name"/>. </xsl:if>Derived from the findings in the history. What is signed is each run's report.xml; these pages only lead to it.</p></footer>
</body>
</html>
</xsl:template>

<xsl:template name="title">
<xsl:choose>
<xsl:when test="$page='year'">Runs of <xsl:value-of select="$of"/></xsl:when>
<xsl:when test="$page='finding'"><xsl:value-of select="$this/@id"/></xsl:when>
<xsl:when test="$page='registry'">What names <xsl:value-of select="/s:site/s:publisher[@id=$of]/@title"/></xsl:when>
<xsl:when test="$page='rule'"><xsl:value-of select="$of"/> · <xsl:value-of select="/s:site/s:rule[@id=$of]/s:title"/></xsl:when>
<xsl:otherwise>Registry audit: all runs</xsl:otherwise>
</xsl:choose>
</xsl:template>

<!-- The index -->

<xsl:template name="index">
<xsl:variable name="y" select="substring($newest/@name,1,4)"/>
<section aria-labelledby="h-newest">
<h2 id="h-newest">The newest run: <a href="{$newest/@name}/report.html"><xsl:value-of select="$newest/@name"/></a></h2>
<p>One signed report for each snapshot of what the five Regional Internet Registries and IANA publish, compared with the obligations of the August 2020 addendum to the NRO Memorandum of Understanding.</p>
<table class="matrix">
<thead><tr><th scope="col">Obligation</th><xsl:for-each select="/s:site/s:publisher[@id!='iana']"><th scope="col"><xsl:value-of select="@title"/></th></xsl:for-each></tr></thead>
<tbody>
<xsl:call-template name="matrix-row"><xsl:with-param name="o" select="1"/></xsl:call-template>
<xsl:call-template name="matrix-row"><xsl:with-param name="o" select="2"/></xsl:call-template>
<xsl:call-template name="matrix-row"><xsl:with-param name="o" select="3"/></xsl:call-template>
<xsl:call-template name="matrix-row"><xsl:with-param name="o" select="4"/></xsl:call-template>
</tbody></table>
<ul class="counts"><li><b><xsl:value-of select="$newest/@new"/></b>new</li><li><b><xsl:value-of select="$newest/@fails"/></b>open</li><li><b><xsl:value-of select="$newest/@unobserved"/></b>not examinable</li><li><b><xsl:value-of select="$newest/@cured"/></b>cured</li><li><b><xsl:value-of select="$newest/@excused"/></b>excused</li></ul>
</section>
<section aria-labelledby="h-calendar">
<h2 id="h-calendar">Calendar of <xsl:value-of select="$y"/></h2>
<xsl:call-template name="calendar"><xsl:with-param name="y" select="$y"/></xsl:call-template>
<p>By year: <xsl:for-each select="/s:site/s:run[generate-id()=generate-id(key('year',substring(@day,1,4))[1])]"><a href="year/{substring(@name,1,4)}.html"><xsl:value-of select="substring(@name,1,4)"/></a><xsl:text> </xsl:text></xsl:for-each></p>
</section>
<section aria-labelledby="h-trend">
<h2 id="h-trend">Open findings, run by run</h2>
<p class="meta">The newest <xsl:value-of select="$drawn"/> runs at most; the orange part of the first drawing is new that day.</p>
<xsl:call-template name="charts"><xsl:with-param name="runs" select="/s:site/s:run[position()&gt;last()-$drawn]"/></xsl:call-template>
</section>
<section aria-labelledby="h-open">
<h2 id="h-open">Open in the newest run</h2>
<xsl:call-template name="findings"><xsl:with-param name="f" select="/s:site/s:finding[@status='open' or @status='unobserved']"/></xsl:call-template>
</section>
<xsl:call-template name="said"><xsl:with-param name="n" select="/s:site/s:notice"/></xsl:call-template>
<section aria-labelledby="h-rules">
<h2 id="h-rules">Rules</h2>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Rule</th><th scope="col" role="columnheader" class="num">Obligation</th><th scope="col" role="columnheader" class="num">Open</th><th scope="col" role="columnheader" class="num">Ever</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="/s:site/s:rule"><xsl:variable name="r" select="@id"/>
<tr role="row"><td role="cell"><a href="rule/{@id}.html"><xsl:value-of select="@id"/></a><xsl:text> </xsl:text><xsl:value-of select="s:title"/></td><td class="num" role="cell" data-label="obligation"><xsl:value-of select="@obligation"/></td><td class="num" role="cell" data-label="open"><xsl:value-of select="count(key('rule',$r)[@status='open'])"/></td><td class="num" role="cell" data-label="ever"><xsl:value-of select="count(key('rule',$r)[s:span/@state='open'])"/></td></tr></xsl:for-each></tbody></table>
</section>
<section aria-labelledby="h-runs">
<h2 id="h-runs">The newest runs</h2>
<xsl:call-template name="runs"><xsl:with-param name="runs" select="/s:site/s:run[position()&gt;last()-31]"/></xsl:call-template>
</section>
</xsl:template>

<xsl:template name="obligation">
<xsl:param name="o"/>
<xsl:choose><xsl:when test="$o=1">Uniqueness</xsl:when><xsl:when test="$o=2">Accuracy</xsl:when><xsl:when test="$o=3">Publication</xsl:when><xsl:otherwise>Cooperation in consistent service</xsl:otherwise></xsl:choose>
</xsl:template>

<xsl:template name="matrix-row">
<xsl:param name="o"/>
<tr><th scope="row"><xsl:value-of select="$o"/> · <xsl:call-template name="obligation"><xsl:with-param name="o" select="$o"/></xsl:call-template></th>
<xsl:for-each select="/s:site/s:publisher[@id!='iana']"><xsl:variable name="n" select="$newest/@*[name()=concat(current()/@id,$o)]"/>
<td><xsl:attribute name="class"><xsl:choose><xsl:when test="$n&gt;0">some</xsl:when><xsl:otherwise>none</xsl:otherwise></xsl:choose></xsl:attribute><xsl:value-of select="$n"/></td></xsl:for-each></tr>
</xsl:template>

<!-- Tables -->

<xsl:template name="runs">
<xsl:param name="runs"/>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Run</th><th scope="col" role="columnheader" class="num">Open</th><th scope="col" role="columnheader" class="num">New</th><th scope="col" role="columnheader" class="num">Cured</th><th scope="col" role="columnheader" class="num">Not examinable</th><th scope="col" role="columnheader" class="num">Excused</th><th scope="col" role="columnheader" class="num">S1</th><th scope="col" role="columnheader" class="num">S2</th><th scope="col" role="columnheader" class="num">S3</th><th scope="col" role="columnheader" class="num">S4</th><th scope="col" role="columnheader" class="num">Own faults</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="$runs"><xsl:sort select="position()" data-type="number" order="descending"/>
<tr role="row"><td role="cell"><a href="{$up}{@name}/report.html"><xsl:value-of select="@name"/></a></td><td class="num" role="cell" data-label="open"><xsl:value-of select="@fails"/></td><td role="cell" data-label="new"><xsl:attribute name="class">num<xsl:if test="@new&gt;0"> S2</xsl:if></xsl:attribute><xsl:value-of select="@new"/></td><td class="num" role="cell" data-label="cured"><xsl:value-of select="@cured"/></td><td class="num" role="cell" data-label="not examinable"><xsl:value-of select="@unobserved"/></td><td class="num" role="cell" data-label="excused"><xsl:value-of select="@excused"/></td><td class="num" role="cell" data-label="S1"><xsl:value-of select="@s1"/></td><td class="num" role="cell" data-label="S2"><xsl:value-of select="@s2"/></td><td class="num" role="cell" data-label="S3"><xsl:value-of select="@s3"/></td><td class="num" role="cell" data-label="S4"><xsl:value-of select="@s4"/></td><td class="num" role="cell" data-label="own faults"><xsl:value-of select="@faults"/></td></tr>
</xsl:for-each></tbody></table>
</xsl:template>

<xsl:template name="findings">
<xsl:param name="f"/>
<xsl:choose>
<xsl:when test="not($f)"><p>None.</p></xsl:when>
<xsl:otherwise>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader" class="short">Grade</th><th scope="col" role="columnheader">Finding</th><th scope="col" role="columnheader">State</th><th scope="col" role="columnheader">Seen</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="$f"><xsl:sort select="@severity"/><xsl:sort select="@rule"/><xsl:sort select="@first-seen"/>
<xsl:call-template name="finding-row"/></xsl:for-each></tbody></table>
</xsl:otherwise></xsl:choose>
</xsl:template>

<!-- What is over, newest first, at most $listed. -->
<xsl:template name="over">
<xsl:param name="f"/>
<xsl:choose>
<xsl:when test="not($f)"><p>None.</p></xsl:when>
<xsl:otherwise>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader" class="short">Grade</th><th scope="col" role="columnheader">Finding</th><th scope="col" role="columnheader">State</th><th scope="col" role="columnheader">Seen</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="$f"><xsl:sort select="@last-seen" order="descending"/><xsl:sort select="@id"/>
<xsl:if test="position()&lt;=$listed"><xsl:call-template name="finding-row"/></xsl:if></xsl:for-each></tbody></table>
<xsl:if test="count($f)&gt;$listed"><p class="meta"><xsl:value-of select="$listed"/> of <xsl:value-of select="count($f)"/> are shown; the years' pages lead to all.</p></xsl:if>
</xsl:otherwise></xsl:choose>
</xsl:template>

<xsl:template name="finding-row">
<tr role="row"><td class="{@severity} short" role="cell"><xsl:value-of select="@severity"/></td><td role="cell"><a class="id" href="{$up}finding/{@page}.html"><xsl:value-of select="@id"/></a><xsl:if test="key('said',@id)[@kind='retraction']"><span class="tag S1">retracted</span></xsl:if><xsl:if test="key('said',@id)[@kind='response']"><span class="tag">statement</span></xsl:if><span class="sub"><xsl:value-of select="s:observation"/></span></td><td role="cell" class="short"><xsl:call-template name="status"><xsl:with-param name="of" select="@status"/></xsl:call-template><span class="sub"><xsl:value-of select="@persistence"/></span></td><td role="cell" class="short"><xsl:value-of select="@first-seen"/><span class="sub">to <xsl:value-of select="@last-seen"/></span></td></tr>
</xsl:template>

<xsl:template name="status">
<xsl:param name="of"/>
<xsl:choose><xsl:when test="$of='unobserved'">not examinable</xsl:when><xsl:when test="$of='reported'">reported once</xsl:when><xsl:when test="$of='superseded'">range changed</xsl:when><xsl:otherwise><xsl:value-of select="$of"/></xsl:otherwise></xsl:choose>
</xsl:template>

<xsl:template name="groups">
<xsl:param name="g"/>
<xsl:if test="$g">
<h3>Without a page of their own</h3>
<table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Rule and parties</th><th scope="col" role="columnheader">Why</th><th scope="col" role="columnheader" class="num">Findings</th><th scope="col" role="columnheader">Runs</th></tr></thead>
<tbody role="rowgroup"><xsl:for-each select="$g">
<tr role="row"><td role="cell"><xsl:value-of select="@rule"/>, <xsl:value-of select="@parties"/></td><td role="cell">too many alike; the run's report gives their list by digest<xsl:if test="@exception!=''">; excused by <span class="id"><xsl:value-of select="@exception"/></span></xsl:if></td><td class="num" role="cell" data-label="findings"><xsl:value-of select="@count"/></td><td role="cell"><a href="{$up}{@from-run}/report.html"><xsl:value-of select="@from-run"/></a> to <a href="{$up}{@to-run}/report.html"><xsl:value-of select="@to-run"/></a>, in <xsl:value-of select="@runs"/></td></tr>
</xsl:for-each></tbody></table>
</xsl:if>
</xsl:template>

<!-- What was said of findings since they were reported, newest first. -->
<xsl:template name="said">
<xsl:param name="n"/>
<xsl:if test="$n">
<section aria-labelledby="h-said"><h2 id="h-said">Retractions and statements</h2>
<ul class="saids"><xsl:for-each select="$n"><xsl:sort select="@recorded" order="descending"/><xsl:sort select="@file"/>
<xsl:if test="position()&lt;=$listed"><li><strong><xsl:choose><xsl:when test="@kind='retraction'">Retracted</xsl:when><xsl:otherwise>Statement</xsl:otherwise></xsl:choose></strong><xsl:text> on </xsl:text><xsl:value-of select="substring(@recorded,1,10)"/>: <xsl:choose><xsl:when test="key('finding',s:about/@id)"><a class="id" href="{$up}finding/{s:about/@page}.html"><xsl:value-of select="s:about/@id"/></a></xsl:when><xsl:otherwise><span class="id"><xsl:value-of select="s:about/@id"/></span> (<a href="{$up}notices/{@file}">the notice</a>)</xsl:otherwise></xsl:choose><xsl:if test="s:reason">. <xsl:value-of select="s:reason"/></xsl:if><xsl:if test="s:party">, said to be of <xsl:value-of select="s:party"/></xsl:if></li></xsl:if></xsl:for-each></ul>
<xsl:if test="count($n)&gt;$listed"><p class="meta"><xsl:value-of select="$listed"/> of <xsl:value-of select="count($n)"/> are shown.</p></xsl:if></section>
</xsl:if>
</xsl:template>

<xsl:template name="notice">
<div class="told {@kind}" role="note">
<xsl:choose>
<xsl:when test="@kind='retraction'">
<p><strong>Retracted</strong> by the signer of these reports, <xsl:value-of select="concat(substring(@recorded,1,10),' ',substring(@recorded,12,8))"/> UTC:</p>
<p><xsl:value-of select="s:reason"/></p>
<p class="meta">It corrects report <xsl:choose><xsl:when test="/s:site/s:run[@name=current()/s:report/@name]"><a href="{$up}{s:report/@name}/report.html"><xsl:value-of select="s:report/@name"/></a></xsl:when><xsl:otherwise><xsl:value-of select="s:report/@name"/></xsl:otherwise></xsl:choose>, the file with SHA-256 <span class="id"><xsl:value-of select="s:report/@sha256"/></span>, which stays as it was. <a href="{$up}notices/{@file}">The signed notice</a></p>
</xsl:when>
<xsl:otherwise>
<p><strong>Statement</strong><xsl:if test="s:party"> said to be of <xsl:value-of select="s:party"/></xsl:if>, recorded <xsl:value-of select="concat(substring(@recorded,1,10),' ',substring(@recorded,12,8))"/> UTC<xsl:if test="s:statement=''">: <a href="{$up}notices/{s:statement/@file}" download="">the file, <xsl:value-of select="s:statement/@media"/>, <xsl:value-of select="s:statement/@size"/> bytes</a></xsl:if></p>
<xsl:if test="s:statement!=''"><pre><xsl:value-of select="s:statement"/></pre></xsl:if>
<p class="meta">Verbatim; who made it is not proved. SHA-256 <span class="id"><xsl:value-of select="s:statement/@sha256"/></span>. <a href="{$up}notices/{@file}">The signed notice</a></p>
</xsl:otherwise>
</xsl:choose>
</div>
</xsl:template>

<!-- Calendar: a table a month that has runs -->

<xsl:template name="calendar">
<xsl:param name="y"/>
<div class="months">
<xsl:if test="key('month',concat($y,'-01'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-01')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-02'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-02')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-03'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-03')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-04'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-04')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-05'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-05')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-06'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-06')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-07'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-07')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-08'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-08')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-09'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-09')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-10'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-10')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-11'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-11')"/></xsl:call-template></xsl:if>
<xsl:if test="key('month',concat($y,'-12'))"><xsl:call-template name="month"><xsl:with-param name="ym" select="concat($y,'-12')"/></xsl:call-template></xsl:if>
</div>
</xsl:template>

<xsl:template name="month">
<xsl:param name="ym"/>
<xsl:variable name="y" select="number(substring($ym,1,4))"/>
<xsl:variable name="m" select="number(substring($ym,6,2))"/>
<xsl:variable name="leap" select="number(($y mod 4=0 and $y mod 100!=0) or $y mod 400=0)"/>
<xsl:variable name="days"><xsl:choose><xsl:when test="$m=2"><xsl:value-of select="28+$leap"/></xsl:when><xsl:when test="$m=4 or $m=6 or $m=9 or $m=11">30</xsl:when><xsl:otherwise>31</xsl:otherwise></xsl:choose></xsl:variable>
<!-- Zeller's congruence for the first of the month; 0 is Monday. -->
<xsl:variable name="zy" select="$y - number($m&lt;3)"/>
<xsl:variable name="zm" select="$m + 12*number($m&lt;3)"/>
<xsl:variable name="first" select="(1+floor(13*($zm+1) div 5)+$zy+floor($zy div 4)-floor($zy div 100)+floor($zy div 400)+5) mod 7"/>
<table class="month"><caption><xsl:choose><xsl:when test="$m=1">January</xsl:when><xsl:when test="$m=2">February</xsl:when><xsl:when test="$m=3">March</xsl:when><xsl:when test="$m=4">April</xsl:when><xsl:when test="$m=5">May</xsl:when><xsl:when test="$m=6">June</xsl:when><xsl:when test="$m=7">July</xsl:when><xsl:when test="$m=8">August</xsl:when><xsl:when test="$m=9">September</xsl:when><xsl:when test="$m=10">October</xsl:when><xsl:when test="$m=11">November</xsl:when><xsl:otherwise>December</xsl:otherwise></xsl:choose><xsl:text> </xsl:text><xsl:value-of select="$y"/></caption>
<thead><tr><th scope="col">Mo</th><th scope="col">Tu</th><th scope="col">We</th><th scope="col">Th</th><th scope="col">Fr</th><th scope="col">Sa</th><th scope="col">Su</th></tr></thead>
<tbody><xsl:call-template name="week"><xsl:with-param name="ym" select="$ym"/><xsl:with-param name="d" select="1 - (($first+7) mod 7)"/><xsl:with-param name="days" select="$days"/></xsl:call-template></tbody></table>
</xsl:template>

<xsl:template name="week">
<xsl:param name="ym"/><xsl:param name="d"/><xsl:param name="days"/>
<tr><xsl:call-template name="day"><xsl:with-param name="ym" select="$ym"/><xsl:with-param name="d" select="$d"/><xsl:with-param name="end" select="$d+7"/><xsl:with-param name="days" select="$days"/></xsl:call-template></tr>
<xsl:if test="$d+7&lt;=$days"><xsl:call-template name="week"><xsl:with-param name="ym" select="$ym"/><xsl:with-param name="d" select="$d+7"/><xsl:with-param name="days" select="$days"/></xsl:call-template></xsl:if>
</xsl:template>

<xsl:template name="day">
<xsl:param name="ym"/><xsl:param name="d"/><xsl:param name="end"/><xsl:param name="days"/>
<xsl:variable name="runs" select="key('day',concat($ym,'-',format-number($d,'00')))"/>
<xsl:choose>
<xsl:when test="$d&lt;1 or $d&gt;$days"><td class="out"></td></xsl:when>
<xsl:when test="$runs"><td><xsl:attribute name="class">ran<xsl:if test="$runs/@new&gt;0"> fresh</xsl:if></xsl:attribute>
<xsl:for-each select="$runs"><a href="{$up}{@name}/report.html" title="{@name}: {@fails} open, {@new} new, {@cured} cured"><xsl:choose><xsl:when test="position()=1"><xsl:value-of select="$d"/></xsl:when><xsl:otherwise>-<xsl:value-of select="position()"/></xsl:otherwise></xsl:choose></a></xsl:for-each>
<span class="sub"><xsl:value-of select="$runs[last()]/@fails"/><xsl:if test="$runs[last()]/@new&gt;0"> +<xsl:value-of select="$runs[last()]/@new"/></xsl:if></span></td></xsl:when>
<xsl:otherwise><td><xsl:value-of select="$d"/></td></xsl:otherwise>
</xsl:choose>
<xsl:if test="$d+1&lt;$end"><xsl:call-template name="day"><xsl:with-param name="ym" select="$ym"/><xsl:with-param name="d" select="$d+1"/><xsl:with-param name="end" select="$end"/><xsl:with-param name="days" select="$days"/></xsl:call-template></xsl:if>
</xsl:template>

<!-- Drawings: a bar a run -->

<xsl:template name="charts">
<xsl:param name="runs"/>
<div class="charts">
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'All'"/><xsl:with-param name="a" select="'fails'"/></xsl:call-template>
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'1 · Uniqueness'"/><xsl:with-param name="a" select="'o1'"/></xsl:call-template>
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'2 · Accuracy'"/><xsl:with-param name="a" select="'o2'"/></xsl:call-template>
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'3 · Publication'"/><xsl:with-param name="a" select="'o3'"/></xsl:call-template>
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'4 · Cooperation'"/><xsl:with-param name="a" select="'o4'"/></xsl:call-template>
<xsl:for-each select="/s:site/s:publisher[@id!='iana']"><xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="@title"/><xsl:with-param name="a" select="@id"/></xsl:call-template></xsl:for-each>
</div>
</xsl:template>

<!-- a: the attribute of runs that is drawn. -->
<xsl:template name="chart">
<xsl:param name="runs"/><xsl:param name="name"/><xsl:param name="a"/>
<xsl:variable name="n" select="count($runs)"/>
<xsl:variable name="top"><xsl:for-each select="$runs"><xsl:sort select="@*[name()=$a]" data-type="number" order="descending"/><xsl:if test="position()=1"><xsl:value-of select="@*[name()=$a]"/></xsl:if></xsl:for-each></xsl:variable>
<xsl:variable name="now" select="$runs[last()]/@*[name()=$a]"/>
<xsl:variable name="scale" select="70 div ($top + number($top=0))"/>
<xsl:variable name="slot"><xsl:choose><xsl:when test="$n&gt;6"><xsl:value-of select="300 div $n"/></xsl:when><xsl:otherwise>50</xsl:otherwise></xsl:choose></xsl:variable>
<figure><figcaption><xsl:value-of select="$name"/>: <xsl:value-of select="$now"/></figcaption>
<svg viewBox="0 0 320 96" role="img" aria-labelledby="t-{$a} d-{$a}"><title id="t-{$a}"><xsl:value-of select="$name"/>: open findings in <xsl:value-of select="$n"/> runs</title><desc id="d-{$a}">From <xsl:value-of select="$runs[1]/@name"/> to <xsl:value-of select="$runs[last()]/@name"/>; at most <xsl:value-of select="$top"/>, in the last run <xsl:value-of select="$now"/>.</desc>
<line x1="18" y1="80" x2="318" y2="80" stroke="#505c72" stroke-width="1"/><line x1="18" y1="10" x2="318" y2="10" stroke="#d5dbe6" stroke-width="1"/>
<text x="14" y="14" font-size="9" text-anchor="end" fill="#505c72"><xsl:value-of select="$top"/></text><text x="14" y="83" font-size="9" text-anchor="end" fill="#505c72">0</text>
<text x="18" y="92" font-size="9" fill="#505c72"><xsl:value-of select="$runs[1]/@name"/></text><xsl:if test="$n&gt;2"><text x="{format-number(18+$slot*($n - 0.1),'0.##')}" y="92" font-size="9" text-anchor="end" fill="#505c72"><xsl:value-of select="$runs[last()]/@name"/></text></xsl:if>
<xsl:for-each select="$runs"><xsl:variable name="v" select="@*[name()=$a]"/>
<xsl:if test="$v&gt;0"><rect x="{format-number(18+$slot*(position()-1),'0.##')}" y="{format-number(80-$v*$scale,'0.##')}" width="{format-number($slot*0.8,'0.##')}" height="{format-number($v*$scale,'0.##')}" fill="#2f6690"/></xsl:if>
<xsl:if test="$a='fails' and @new&gt;0"><rect x="{format-number(18+$slot*(position()-1),'0.##')}" y="{format-number(80-@new*$scale,'0.##')}" width="{format-number($slot*0.8,'0.##')}" height="{format-number(@new*$scale,'0.##')}" fill="#c8701d"/></xsl:if></xsl:for-each>
</svg></figure>
</xsl:template>

<!-- A year -->

<xsl:template name="year">
<xsl:variable name="runs" select="key('year',$of)"/>
<section aria-labelledby="h-calendar"><h2 id="h-calendar">Calendar</h2>
<xsl:call-template name="calendar"><xsl:with-param name="y" select="$of"/></xsl:call-template></section>
<section aria-labelledby="h-trend"><h2 id="h-trend">Open findings, run by run</h2>
<xsl:call-template name="charts"><xsl:with-param name="runs" select="$runs"/></xsl:call-template></section>
<xsl:call-template name="said"><xsl:with-param name="n" select="/s:site/s:notice[substring(@recorded,1,4)=$of or contains(s:about/@id,concat('@',$of,'-'))]"/></xsl:call-template>
<section aria-labelledby="h-found"><h2 id="h-found">First seen in <xsl:value-of select="$of"/></h2>
<xsl:call-template name="findings"><xsl:with-param name="f" select="/s:site/s:finding[substring(@first-seen,1,4)=$of]"/></xsl:call-template></section>
<section aria-labelledby="h-runs"><h2 id="h-runs">Runs</h2>
<xsl:call-template name="runs"><xsl:with-param name="runs" select="$runs"/></xsl:call-template></section>
</xsl:template>

<!-- A registry -->

<xsl:template name="registry">
<xsl:variable name="all" select="/s:site/s:finding[contains(concat('+',@parties,'+'),concat('+',$of,'+'))]"/>
<xsl:variable name="runs" select="/s:site/s:run[position()&gt;last()-$drawn]"/>
<section aria-labelledby="h-trend"><h2 id="h-trend">Open findings, run by run</h2>
<div class="charts">
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'1 · Uniqueness'"/><xsl:with-param name="a" select="concat($of,'1')"/></xsl:call-template>
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'2 · Accuracy'"/><xsl:with-param name="a" select="concat($of,'2')"/></xsl:call-template>
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'3 · Publication'"/><xsl:with-param name="a" select="concat($of,'3')"/></xsl:call-template>
<xsl:call-template name="chart"><xsl:with-param name="runs" select="$runs"/><xsl:with-param name="name" select="'4 · Cooperation'"/><xsl:with-param name="a" select="concat($of,'4')"/></xsl:call-template>
</div></section>
<xsl:call-template name="said"><xsl:with-param name="n" select="/s:site/s:notice[contains(concat('+',s:about/@parties,'+'),concat('+',$of,'+'))]"/></xsl:call-template>
<xsl:call-template name="open-and-over"><xsl:with-param name="all" select="$all"/><xsl:with-param name="groups" select="/s:site/s:group[contains(concat('+',@parties,'+'),concat('+',$of,'+'))]"/></xsl:call-template>
</xsl:template>

<xsl:template name="open-and-over">
<xsl:param name="all"/><xsl:param name="groups"/>
<section aria-labelledby="h-open"><h2 id="h-open">Open</h2>
<xsl:call-template name="findings"><xsl:with-param name="f" select="$all[@status='open' or @status='unobserved']"/></xsl:call-template>
<xsl:call-template name="groups"><xsl:with-param name="g" select="$groups"/></xsl:call-template></section>
<section aria-labelledby="h-over"><h2 id="h-over">Cured, reported once or changed</h2>
<xsl:call-template name="over"><xsl:with-param name="f" select="$all[@status='cured' or @status='reported' or @status='superseded']"/></xsl:call-template></section>
<section aria-labelledby="h-excused"><h2 id="h-excused">Excused</h2>
<xsl:call-template name="over"><xsl:with-param name="f" select="$all[@status='excused']"/></xsl:call-template></section>
</xsl:template>

<!-- A rule -->

<xsl:template name="rule">
<xsl:variable name="r" select="/s:site/s:rule[@id=$of]"/>
<section aria-labelledby="h-rule"><h2 id="h-rule">What is checked</h2>
<p class="said"><xsl:value-of select="$r/s:text"/></p>
<dl><dt>Obligation</dt><dd><xsl:value-of select="$r/@obligation"/> · <xsl:call-template name="obligation"><xsl:with-param name="o" select="$r/@obligation"/></xsl:call-template></dd><dt>Kind</dt><dd><xsl:choose><xsl:when test="$r/@kind='state'">a state, open until it is cured</xsl:when><xsl:otherwise>an event, reported once</xsl:otherwise></xsl:choose></dd><dt>Evidence class</dt><dd><xsl:value-of select="$r/@evidence-class"/></dd><dt>Citation</dt><dd><xsl:value-of select="$r/s:citation"/></dd><dt>False alarms measured</dt><dd><xsl:value-of select="$r/s:measured"/></dd></dl></section>
<xsl:call-template name="said"><xsl:with-param name="n" select="/s:site/s:notice[s:about/@rule=$of]"/></xsl:call-template>
<xsl:call-template name="open-and-over"><xsl:with-param name="all" select="/s:site/s:finding[@rule=$of]"/><xsl:with-param name="groups" select="/s:site/s:group[@rule=$of]"/></xsl:call-template>
</xsl:template>

<!-- A finding -->

<xsl:template name="rule-link">
<xsl:param name="r"/>
<xsl:choose><xsl:when test="/s:site/s:rule[@id=$r]"><a href="{$up}rule/{$r}.html"><xsl:value-of select="$r"/></a> · <xsl:value-of select="/s:site/s:rule[@id=$r]/s:title"/></xsl:when><xsl:otherwise><xsl:value-of select="$r"/>, a rule that is no more</xsl:otherwise></xsl:choose>
</xsl:template>

<xsl:template name="finding">
<xsl:for-each select="$this">
<xsl:variable name="stem" select="substring(@id,1,string-length(@id)-11)"/>
<xsl:variable name="last" select="s:span[last()]"/>
<section aria-labelledby="h-finding"><h2 id="h-finding"><xsl:call-template name="rule-link"><xsl:with-param name="r" select="@rule"/></xsl:call-template></h2>
<p><span class="tag {@severity}"><xsl:value-of select="@severity"/></span><span class="tag"><xsl:call-template name="status"><xsl:with-param name="of" select="@status"/></xsl:call-template></span><xsl:if test="@persistence!=''"><span class="tag"><xsl:value-of select="@persistence"/></span></xsl:if><span class="tag">obligation <xsl:value-of select="@obligation"/></span><xsl:if test="@episode&gt;1"><span class="tag">episode <xsl:value-of select="@episode"/></span></xsl:if></p>
<xsl:for-each select="key('said',@id)"><xsl:call-template name="notice"/></xsl:for-each>
<p class="said"><xsl:value-of select="s:observation"/></p>
<dl><dt>Parties</dt><dd><xsl:value-of select="@parties"/></dd><dt>Subject</dt><dd><xsl:if test="@type!=''"><xsl:value-of select="@type"/><xsl:text> </xsl:text></xsl:if><xsl:value-of select="@subject"/></dd>
<dt>Seen</dt><dd>first <xsl:value-of select="@first-seen"/>, last <xsl:value-of select="@last-seen"/>; observed on <xsl:value-of select="@days-observed"/> of <xsl:value-of select="@days-total"/> days passed, longest gap <xsl:value-of select="@longest-gap"/></dd>
<xsl:if test="@exception!=''"><dt>Excused by</dt><dd class="id"><xsl:value-of select="@exception"/></dd></xsl:if>
<dt>Cite as</dt><dd class="id"><xsl:value-of select="@id"/></dd>
<dt>Evidence</dt><dd>in the signed report of each run, such as <a href="../{s:span[last()]/@to-run}/report.html#{@id}"><xsl:value-of select="s:span[last()]/@to-run"/></a></dd></dl></section>
<section aria-labelledby="h-life"><h2 id="h-life">Its life</h2>
<xsl:call-template name="timeline"/>
<ol class="life"><xsl:for-each select="s:span"><li class="{@state}">
<xsl:choose>
<xsl:when test="@state='cured'">cured: examined on <a href="../{@from-run}/report.html#{../@id}"><xsl:value-of select="@from-run"/></a> and no longer there</xsl:when>
<xsl:when test="@from=@to"><xsl:call-template name="stood"/> in the run of <a href="../{@from-run}/report.html#{../@id}"><xsl:value-of select="@from-run"/></a></xsl:when>
<xsl:otherwise><xsl:call-template name="stood"/> in all <xsl:value-of select="@to - @from + 1"/> runs from <a href="../{@from-run}/report.html#{../@id}"><xsl:value-of select="@from-run"/></a> to <a href="../{@to-run}/report.html#{../@id}"><xsl:value-of select="@to-run"/></a></xsl:otherwise>
</xsl:choose></li></xsl:for-each>
<xsl:if test="@status='superseded'"><li>Its range changed: from then on it is told under another id.</li></xsl:if>
<xsl:if test="@status='reported'"><li>An event, reported once.</li></xsl:if></ol>
<xsl:if test="$last/@to &gt; s:span[1]/@from"><p class="meta">Each run in which it stood, newest first:<xsl:variable name="spans" select="s:span[@state='open' or @state='excused']"/><xsl:variable name="id" select="@id"/>
<xsl:for-each select="/s:site/s:run[@n&gt;=$spans[1]/@from and @n&lt;=$last/@to and @n&gt;$last/@to - $year]"><xsl:sort select="@n" data-type="number" order="descending"/><xsl:variable name="n" select="@n"/><xsl:if test="$spans[@from&lt;=$n and @to&gt;=$n]"><xsl:text> </xsl:text><a href="../{@name}/report.html#{$id}"><xsl:value-of select="@name"/></a></xsl:if></xsl:for-each><xsl:if test="$last/@to - s:span[1]/@from &gt;= $year"> and so on; the years' pages lead to every run</xsl:if>.</p></xsl:if>
</section>
<xsl:variable name="others" select="/s:site/s:finding[substring(@id,1,string-length(@id)-11)=$stem and @id!=current()/@id]"/>
<xsl:variable name="kin" select="/s:site/s:finding[@rule=current()/@rule and @parties=current()/@parties and @type=current()/@type and @first-seen=current()/@first-seen and @id!=current()/@id and (@status='superseded' or current()/@status='superseded')]"/>
<xsl:if test="$others"><section aria-labelledby="h-episodes"><h2 id="h-episodes">Other episodes of the same</h2><ul><xsl:for-each select="$others"><xsl:sort select="@first-seen"/><li>episode <xsl:value-of select="@episode"/>: <a class="id" href="{@page}.html"><xsl:value-of select="@id"/></a></li></xsl:for-each></ul></section></xsl:if>
<xsl:if test="$kin"><section aria-labelledby="h-kin"><h2 id="h-kin">Of the same day, rule and parties, before or after a change of range</h2><ul><xsl:for-each select="$kin[position()&lt;=$listed]"><li><a class="id" href="{@page}.html"><xsl:value-of select="@id"/></a></li></xsl:for-each></ul></section></xsl:if>
</xsl:for-each>
</xsl:template>

<xsl:template name="stood">
<xsl:choose><xsl:when test="@state='open'">stood</xsl:when><xsl:when test="@state='excused'">stood, excused,</xsl:when><xsl:otherwise>could not be examined</xsl:otherwise></xsl:choose>
</xsl:template>

<xsl:template name="timeline">
<xsl:variable name="from" select="s:span[1]/@from"/>
<xsl:variable name="n" select="s:span[last()]/@to - $from + 1"/>
<svg viewBox="0 0 600 20" role="img" aria-labelledby="t-life d-life"><title id="t-life">Life of the finding over <xsl:value-of select="$n"/> runs</title><desc id="d-life"><xsl:for-each select="s:span"><xsl:value-of select="@state"/> from <xsl:value-of select="@from-run"/> to <xsl:value-of select="@to-run"/>; </xsl:for-each></desc>
<xsl:for-each select="s:span"><rect x="{format-number(600*(@from - $from) div $n,'0.##')}" y="2" width="{format-number(600*(@to - @from + 1) div $n,'0.##')}" height="16"><xsl:attribute name="fill"><xsl:choose><xsl:when test="@state='open'">#c8701d</xsl:when><xsl:when test="@state='excused'">#b59a2a</xsl:when><xsl:when test="@state='cured'">#1d6b3c</xsl:when><xsl:otherwise>#d5dbe6</xsl:otherwise></xsl:choose></xsl:attribute></rect></xsl:for-each>
</svg>
<p class="meta ends"><span><xsl:value-of select="s:span[1]/@from-run"/></span><span><xsl:value-of select="s:span[last()]/@to-run"/></span></p>
</xsl:template>
</xsl:stylesheet>
