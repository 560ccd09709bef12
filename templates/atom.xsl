<?xml version="1.0" encoding="UTF-8"?>
<!-- The Atom feed (RFC 4287): an entry a finding, when it was first seen and
     again when it was cured, and an entry a notice.  No news is no entry. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:s="https://nroaudit.org/ns/site/1" xmlns="http://www.w3.org/2005/Atom"
    exclude-result-prefixes="s">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>
<xsl:param name="page"/>
<xsl:param name="of"/>
<xsl:template match="/">
<feed xml:lang="en">
<title>Registry audit: new findings</title>
<id>urn:uuid:<xsl:value-of select="/s:site/@uuid"/></id>
<xsl:for-each select="/s:site/s:run[last()]/@clock|/s:site/s:notice/@recorded"><xsl:sort order="descending"/><xsl:if test="position()=1"><updated><xsl:value-of select="."/></updated></xsl:if></xsl:for-each>
<author><name>nroaudit</name></author>
<link rel="self" type="application/atom+xml" href="feed.atom"/>
<link rel="alternate" type="text/html" href="index.html"/>
<xsl:for-each select="/s:site/s:finding[s:span/@state='open']"><xsl:sort select="@changed" order="descending"/><xsl:sort select="@severity"/><xsl:sort select="@id"/>
<xsl:if test="position()&lt;=100">
<entry><title><xsl:value-of select="@severity"/><xsl:text> </xsl:text><xsl:value-of select="@id"/><xsl:if test="@status='cured'"> (cured)</xsl:if></title>
<id>urn:uuid:<xsl:value-of select="@uuid"/></id>
<published><xsl:value-of select="@published"/></published><updated><xsl:value-of select="@changed"/></updated>
<link rel="alternate" type="text/html" href="finding/{@page}.html"/>
<category term="{@rule}"/><category term="{@severity}"/>
<summary><xsl:value-of select="s:observation"/></summary></entry>
</xsl:if></xsl:for-each>
<xsl:for-each select="/s:site/s:notice"><xsl:sort select="@recorded" order="descending"/><xsl:sort select="@file"/>
<xsl:if test="position()&lt;=100">
<entry><title><xsl:choose><xsl:when test="@kind='retraction'">Retracted: </xsl:when><xsl:otherwise>Statement: </xsl:otherwise></xsl:choose><xsl:value-of select="s:about/@id"/></title>
<id>urn:uuid:<xsl:value-of select="@uuid"/></id>
<published><xsl:value-of select="@recorded"/></published><updated><xsl:value-of select="@recorded"/></updated>
<link rel="alternate"><xsl:choose><xsl:when test="/s:site/s:finding[@id=current()/s:about/@id]"><xsl:attribute name="type">text/html</xsl:attribute><xsl:attribute name="href">finding/<xsl:value-of select="s:about/@page"/>.html</xsl:attribute></xsl:when><xsl:otherwise><xsl:attribute name="type">application/xml</xsl:attribute><xsl:attribute name="href">notices/<xsl:value-of select="@file"/></xsl:attribute></xsl:otherwise></xsl:choose></link>
<category term="{s:about/@rule}"/><category term="{@kind}"/>
<summary><xsl:choose><xsl:when test="@kind='retraction'"><xsl:value-of select="s:reason"/></xsl:when><xsl:otherwise>A statement<xsl:if test="s:party"> said to be of <xsl:value-of select="s:party"/></xsl:if>, shown beside the finding; who made it is not proved.</xsl:otherwise></xsl:choose></summary></entry>
</xsl:if></xsl:for-each>
</feed>
</xsl:template>
</xsl:stylesheet>
