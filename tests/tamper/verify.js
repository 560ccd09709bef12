/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XML signatures by two libraries of the npm registry (package.json):
 *
 *   node verify.js xml-crypto|xadesjs CA.pem FILE...
 *
 * prints FILE, tab, OK or BAD and the reason.  xml-crypto is given the first
 * certificate of KeyInfo where its chain ends in the CA; xadesjs takes the key
 * of KeyInfo by itself, and judges no chain.
 */
"use strict";
const fs = require("fs");
const crypto = require("crypto");
const DS = "http://www.w3.org/2000/09/xmldsig#";

function parse(xml) {
	const { DOMParser } = require("@xmldom/xmldom");
	return new DOMParser({
		onError(level, message) { throw new Error(message); },
	}).parseFromString(xml, "application/xml");
}

function chained(certs, ca) {
	const now = Date.now();
	const last = certs[certs.length - 1];
	const path = last.fingerprint256 === ca.fingerprint256 ?
		certs : certs.concat([ca]);
	return path.every((c, i) =>
		Date.parse(c.validFrom) <= now && now <= Date.parse(c.validTo) &&
		(i + 1 === path.length || (path[i + 1].ca &&
		c.checkIssued(path[i + 1]) && c.verify(path[i + 1].publicKey)))) &&
		path[path.length - 1].fingerprint256 === ca.fingerprint256;
}

function xmlCrypto(xml, ca) {
	const { SignedXml } = require("xml-crypto");
	const sig = parse(xml).getElementsByTagNameNS(DS, "Signature")[0];
	if (!sig)
		throw new Error("no signature");
	const certs = Array.from(
		sig.getElementsByTagNameNS(DS, "X509Certificate"),
		(c) => new crypto.X509Certificate(
			Buffer.from(c.textContent, "base64")));
	if (certs.length === 0 || !chained(certs, ca))
		throw new Error("chain");
	const s = new SignedXml({
		publicCert: certs[0].toString(),
		getCertFromKeyInfo: () => null,
	});
	s.loadSignature(sig);
	return s.checkSignature(xml);
}

let engine = false;
async function xades(xml) {
	const xadesjs = require("xadesjs");
	const xmldom = require("@xmldom/xmldom");
	if (!engine) {
		const { setNodeDependencies } = require("xml-core");
		const { Crypto } = require("@peculiar/webcrypto");
		setNodeDependencies({
			XMLSerializer: xmldom.XMLSerializer,
			DOMParser: xmldom.DOMParser,
			DOMImplementation: xmldom.DOMImplementation,
			xpath: require("xpath"),
		});
		xadesjs.Application.setEngine("NodeJS", new Crypto());
		engine = true;
	}
	const doc = parse(xml);
	const sig = doc.getElementsByTagNameNS(DS, "Signature")[0];
	if (!sig)
		throw new Error("no signature");
	const s = new xadesjs.SignedXml(doc);
	s.LoadXml(sig);
	return s.Verify();
}

async function main([library, caFile, ...files]) {
	const ca = new crypto.X509Certificate(fs.readFileSync(caFile));
	for (const file of files) {
		let said;
		try {
			const xml = fs.readFileSync(file, "utf8");
			said = await (library === "xadesjs" ? xades(xml) :
				xmlCrypto(xml, ca)) ? "OK" : "BAD";
		} catch (e) {
			said = "BAD " + String(e.message).split("\n")[0];
		}
		console.log(file + "\t" + said);
	}
}
main(process.argv.slice(2));
