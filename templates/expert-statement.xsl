<?xml version="1.0" encoding="UTF-8"?>
<!-- A form for a party-appointed expert (IBA Rules on the Taking of Evidence, article 5). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:x="https://nroaudit.org/ns/exhibit/1" xmlns="http://www.w3.org/1999/xhtml" exclude-result-prefixes="x">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>
<xsl:variable name="plain" select="'0123456789abcdefghijklmnopqrstuvwxyzNRO-'"/>
<xsl:variable name="id" select="translate(/x:exhibit/@id,translate(/x:exhibit/@id,$plain,''),'')"/>
<xsl:template match="/">
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Expert's statement: exhibit <xsl:value-of select="$id"/></title>
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
<h1>Expert's statement</h1>
<p class="draft">A form to be filled in. Counsel checks it before use. Nothing in it was stated by anyone yet.</p>
<p class="n">Full name and address of the expert:</p>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Present and past relationship with any of the parties, their legal advisors and the tribunal; statement of independence (IBA Rules, article 5.2(a), (c)):</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Background, qualifications, training and experience:</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Instructions on which the opinions and conclusions are given (article 5.2(b)):</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Facts on which they rest: exhibit <xsl:value-of select="$id"/>, with <xsl:for-each select="/x:exhibit/x:report"><xsl:if test="position() != 1">; </xsl:if>report <xsl:value-of select="@name"/>, SHA-256 <code><xsl:value-of select="@sha256"/></code></xsl:for-each>. The findings: <xsl:for-each select="/x:exhibit/x:of"><xsl:if test="position() != 1">; </xsl:if><code><xsl:value-of select="."/></code></xsl:for-each>.</p>
<p class="n">What the expert examined personally, and with which result (HOW-TO-VERIFY.txt, step by step):</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Opinions and conclusions, with methods, evidence and information used (article 5.2(e)):</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Language in which the expert anticipates to testify:</p>
<div class="blank"></div>
<p class="n">Affirmation of genuine belief in the opinions expressed (article 5.2(g)):</p>
<div class="blank"></div>
<div class="blank"></div>
<div class="blank"></div>
<p class="n">Signature, date and place:</p>
<div class="blank"></div>
<div class="blank"></div>
</body></html>
</xsl:template>
</xsl:stylesheet>
