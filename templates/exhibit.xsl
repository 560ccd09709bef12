<?xml version="1.0" encoding="UTF-8"?>
<!-- The printed exhibit: XSLT of exhibit.xml, whose findings are those of the
     signed reports, byte for byte.  Absolute paths only. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:x="https://nroaudit.org/ns/exhibit/1" xmlns:r="https://nroaudit.org/ns/report/1"
    xmlns="http://www.w3.org/1999/xhtml" exclude-result-prefixes="x r">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>
<!-- What stands in the style sheet may be these characters, nothing else. -->
<xsl:variable name="plain" select="'0123456789abcdefghijklmnopqrstuvwxyzNRO-'"/>
<xsl:variable name="id" select="translate(/x:exhibit/@id,translate(/x:exhibit/@id,$plain,''),'')"/>
<xsl:variable name="digest" select="translate(/x:exhibit/@digest,translate(/x:exhibit/@digest,$plain,''),'')"/>
<xsl:template match="/">
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Exhibit <xsl:value-of select="$id"/></title>
<style>
@page { size: A4; margin: 24mm 20mm 24mm 20mm;
 @top-left { content: "Exhibit <xsl:value-of select="$id"/>"; font: 9pt sans-serif; }
 @top-right { content: "SHA-256 <xsl:value-of select="$digest"/>\2026"; font: 9pt monospace; }
 @bottom-right { content: "page " counter(page) " of " counter(pages); font: 9pt sans-serif; } }
body { font: 11pt/1.45 serif; max-width: 48em; margin: 1em auto; padding: 0 1em; counter-reset: para; color: #111; }
h1, h2, h3 { font-family: sans-serif; line-height: 1.2; break-after: avoid; }
h1 { font-size: 18pt } h2 { font-size: 14pt; margin-top: 1.6em } h3 { font-size: 11.5pt; overflow-wrap: anywhere }
p.n { counter-increment: para; margin-left: 2.6em; text-indent: -2.6em }
p.n::before { content: counter(para) "."; display: inline-block; width: 2.6em; text-indent: 0 }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; margin: .6em 0 }
thead { display: table-header-group } tr { break-inside: avoid }
th, td { border: 1px solid #777; padding: 3px 5px; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th, td:first-child { white-space: nowrap } td code { font-size: 7.5pt }
pre, code { font: 9pt/1.35 monospace; white-space: pre-wrap; overflow-wrap: anywhere }
p.n { overflow-wrap: anywhere }
section.finding { break-before: page }
@media print { body { margin: 0; padding: 0; max-width: none } a { color: inherit } }
</style></head><body>
<h1>Exhibit <xsl:value-of select="$id"/></h1>
<p class="n">This exhibit shows <xsl:value-of select="count(/x:exhibit/x:of)"/> finding<xsl:if test="count(/x:exhibit/x:of) != 1">s</xsl:if> of the registry auditor nroaudit, about data that Regional Internet Registries published, with the files that they cite. It was put together at <xsl:value-of select="/x:exhibit/@made"/>.</p>
<p class="n">It states facts about published data. Whether an obligation was breached is for others to say.</p>
<p class="n">The reports that it is taken from are signed documents, listed below; in case of doubt they stand, not this page. How each file is checked with common tools is told in <a href="HOW-TO-VERIFY.txt">HOW-TO-VERIFY.txt</a>.</p>
<p class="n">What nobody proves is that a server sent the bytes: TLS does not sign what it carries. The exhibit proves what the collector stored, and that it has not changed since.</p>
<xsl:choose>
<xsl:when test="/x:exhibit/@timestamps = '0'"><p class="n">No timestamp of a third party is in these reports: when they were signed rests on the signer's clock alone.</p></xsl:when>
<xsl:otherwise><p class="n">The reports bear <xsl:value-of select="/x:exhibit/@timestamps"/> timestamp(s) of third parties over their signatures.</p></xsl:otherwise>
</xsl:choose>
<xsl:choose>
<xsl:when test="/x:exhibit/@engines-missing = '0'"><p class="n">The sources of the program that made each report are in <code>engine/</code>.</p></xsl:when>
<xsl:otherwise><p class="n">The sources of <xsl:value-of select="/x:exhibit/@engines-missing"/> program(s) that made reports of this exhibit were not at hand when it was put together, and are not in it: <xsl:value-of select="/x:exhibit/@engines-named"/>.</p></xsl:otherwise>
</xsl:choose>
<xsl:if test="/x:exhibit/x:notice[@kind = 'retraction']"><p class="n"><strong>Not all that is shown here stands: <xsl:value-of select="count(/x:exhibit/x:of[. = /x:exhibit/x:notice[@kind = 'retraction']/@finding])"/> finding(s) of this exhibit were retracted by the auditor; see there.</strong></p></xsl:if>
<h2>Index</h2>
<ul>
<xsl:for-each select="/x:exhibit/x:of"><li><a href="#finding-{position()}"><xsl:value-of select="."/></a></li></xsl:for-each>
<li><a href="#reports">Reports</a></li><li><a href="#sources">Cited files</a></li>
</ul>
<h2 id="reports">Reports</h2>
<table><thead><tr><th>exhibit</th><th>report</th><th>file</th><th>SHA-256</th><th>snapshot (commit)</th></tr></thead><tbody>
<xsl:for-each select="/x:exhibit/x:report"><tr><td>R-<xsl:value-of select="position()"/></td><td><xsl:value-of select="@name"/></td><td><xsl:value-of select="@path"/></td><td><code><xsl:value-of select="@sha256"/></code></td><td><code><xsl:value-of select="@snapshot"/></code></td></tr></xsl:for-each>
</tbody></table>
<h2 id="sources">Cited files</h2>
<p class="n">Each is whole, as it was received; the numbers are those of its report.</p>
<table><thead><tr><th>exhibit</th><th>report</th><th>file</th><th>bytes</th><th>SHA-256</th></tr></thead><tbody>
<xsl:for-each select="/x:exhibit/x:file"><tr><td><xsl:value-of select="@exhibit"/></td><td><xsl:value-of select="@report"/></td><td><a href="{substring-after(@path,'data/')}"><xsl:value-of select="@path"/></a></td><td><xsl:value-of select="@size"/></td><td><code><xsl:value-of select="@sha256"/></code></td></tr></xsl:for-each>
</tbody></table>
<xsl:for-each select="/x:exhibit/x:of">
<xsl:variable name="of" select="string(.)"/>
<section class="finding" id="finding-{position()}"><h2>Finding <xsl:value-of select="position()"/></h2>
<xsl:for-each select="/x:exhibit/x:notice[@finding = $of]">
<p class="n"><xsl:choose>
<xsl:when test="@kind = 'retraction'"><strong>Retracted by the auditor on <xsl:value-of select="substring(@recorded, 1, 10)"/>.</strong></xsl:when>
<xsl:otherwise><strong>Response<xsl:if test="@party != ''"> said to be of <xsl:value-of select="@party"/></xsl:if>, recorded on <xsl:value-of select="substring(@recorded, 1, 10)"/>.</strong></xsl:otherwise>
</xsl:choose><xsl:text> </xsl:text><xsl:value-of select="."/> (<a href="{@file}"><xsl:value-of select="@file"/></a>)</p>
</xsl:for-each>
<xsl:for-each select="/x:exhibit/x:report/r:finding[@id = $of]">
<h3><xsl:value-of select="@id"/>, as report <xsl:value-of select="../@name"/> has it</h3>
<p class="n"><xsl:value-of select="r:title"/> (rule <xsl:value-of select="@rule"/>, obligation <xsl:value-of select="@obligation"/>, severity <xsl:value-of select="@severity"/>, outcome <xsl:value-of select="@outcome"/>).</p>
<p class="n">Persistence: <strong><xsl:value-of select="@persistence"/></strong>. First seen <xsl:value-of select="@first-seen"/>, last seen <xsl:value-of select="@last-seen"/>; observed on <xsl:value-of select="@days-observed"/> of <xsl:value-of select="@days-total"/> day(s).</p>
<xsl:if test="r:simultaneity"><p class="n">Simultaneity. <xsl:value-of select="r:simultaneity"/></p></xsl:if>
<xsl:if test="r:observation"><p class="n">Observation. <xsl:value-of select="r:observation"/></p></xsl:if>
<xsl:for-each select="r:alternativeExplanations/r:alternative"><p class="n">Alternative explanation <xsl:value-of select="position()"/>. <xsl:value-of select="."/></p></xsl:for-each>
<xsl:if test="r:inference"><p class="n">Rule. <xsl:value-of select="r:inference"/></p></xsl:if>
<xsl:for-each select="r:elements/r:element"><p class="n">Element “<xsl:value-of select="@name"/>”: <xsl:choose><xsl:when test="@shown = 'true'">shown</xsl:when><xsl:otherwise>not shown</xsl:otherwise></xsl:choose>. <xsl:value-of select="."/></p></xsl:for-each>
<xsl:for-each select="r:notice|r:notices/r:notice"><p class="n">Notice. <xsl:value-of select="."/></p></xsl:for-each>
<xsl:if test="r:evidence"><table><thead><tr><th>exhibit</th><th>source</th><th>line</th><th>byte</th><th>what it says</th></tr></thead><tbody>
<xsl:for-each select="r:evidence"><tr><td><xsl:value-of select="@exhibit"/></td><td><xsl:value-of select="@source"/></td><td><xsl:value-of select="@line"/></td><td><xsl:value-of select="@offset"/></td><td><code><xsl:value-of select="."/></code></td></tr></xsl:for-each>
</tbody></table></xsl:if>
</xsl:for-each></section></xsl:for-each>
</body></html>
</xsl:template>
</xsl:stylesheet>
