<?xml version="1.0" encoding="UTF-8"?>
<!-- A form for a custodian of electronic records (modelled on US FRE 902(13) and (14)). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:x="https://nroaudit.org/ns/exhibit/1" xmlns="http://www.w3.org/1999/xhtml" exclude-result-prefixes="x">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>
<xsl:variable name="plain" select="'0123456789abcdefghijklmnopqrstuvwxyzNRO-'"/>
<xsl:variable name="id" select="translate(/x:exhibit/@id,translate(/x:exhibit/@id,$plain,''),'')"/>
<xsl:template match="/">
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Custodian's certificate: exhibit <xsl:value-of select="$id"/></title>
<style>
@page { size: A4; margin: 24mm 20mm;
 @top-left { content: "Exhibit <xsl:value-of select="$id"/>"; font: 9pt sans-serif; }
 @bottom-right { content: "page " counter(page) " of " counter(pages); font: 9pt sans-serif; } }
body { font: 11pt/1.5 serif; max-width: 44em; margin: 1em auto; padding: 0 1em; counter-reset: para; color: #111 }
h1 { font: bold 16pt sans-serif } p.n { counter-increment: para; margin-left: 2.6em; text-indent: -2.6em }
p.n::before { content: counter(para) "."; display: inline-block; width: 2.6em; text-indent: 0 }
.blank { border-bottom: 1px solid #333; min-height: 1.8em; margin: 0 0 .8em 2.6em }
.draft { border: 2px solid #a00; padding: .4em .8em; font-family: sans-serif }
code { font: 9pt monospace; overflow-wrap: anywhere }
</style></head><body>
<h1>Custodian's certificate</h1>
<p class="draft">A form to be filled in. Counsel checks it before use. Nothing in it was stated by anyone yet.</p>
<p class="n">Name, employer and position of the certifying person:</p>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">What qualifies the person to certify the records and the process (training, duties, since when):</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">The records: exhibit <xsl:value-of select="$id"/>, with <xsl:for-each select="/x:exhibit/x:report"><xsl:if test="position() != 1">; </xsl:if>report <xsl:value-of select="@name"/>, SHA-256 <code><xsl:value-of select="@sha256"/></code></xsl:for-each>.</p>
<p class="n">The process: the collector fetches published files at the times that each report states, stores their bytes without interpreting them, digests them by SHA-256, and commits them to a signed history. Whether that process gave an accurate result here, and how the person knows (rule 902(13)):</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">The copy: the data were copied from that history and compared by SHA-256, as the list manifest-sha256.txt of this exhibit shows. Whether the person compared them, when, and with which result (rule 902(14)):</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">What the person does not know of their own knowledge:</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Declaration under penalty of perjury or as the forum requires:</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Signature, date and place:</p>
<div class="blank"></div>
<div class="blank"></div>
</body></html>
</xsl:template>
</xsl:stylesheet>
