<?xml version="1.0" encoding="UTF-8"?>
<!-- The Atom feed (RFC 4287): an entry a run. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:s="https://nroaudit.org/ns/site/1" xmlns="http://www.w3.org/2005/Atom"
    exclude-result-prefixes="s">
<xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes"/>
<xsl:template match="/">
<feed>
<title>Registry audit</title>
<id>urn:nroaudit:runs</id>
<updated><xsl:for-each select="/s:site/s:run"><xsl:sort select="@clock" order="descending"/><xsl:if test="position()=1"><xsl:value-of select="@clock"/></xsl:if></xsl:for-each></updated>
<author><name>nroaudit</name></author>
<xsl:for-each select="/s:site/s:run"><xsl:sort select="@clock" order="descending"/>
<xsl:if test="position()&lt;=60">
<entry><title><xsl:value-of select="@name"/>: <xsl:value-of select="@new"/> new, <xsl:value-of select="@fails"/> open, <xsl:value-of select="@cured"/> cured</title>
<id>urn:nroaudit:snapshot:<xsl:value-of select="@snapshot"/></id><updated><xsl:value-of select="@clock"/></updated><link href="{@name}/report.html"/></entry>
</xsl:if></xsl:for-each>
</feed>
</xsl:template>
</xsl:stylesheet>
