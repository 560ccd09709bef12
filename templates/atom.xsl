<?xml version="1.0" encoding="UTF-8"?>
<!-- The Atom feed (RFC 4287): an entry a finding, when it was first seen and
     again when it was cured.  No news is no entry. -->
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
<updated><xsl:value-of select="/s:site/s:run[last()]/@clock"/></updated>
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
</feed>
</xsl:template>
</xsl:stylesheet>
