/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XML signatures by the JDK's own javax.xml.crypto, as its documentation has
 * it: secure validation, and a chain (PKIX) from KeyInfo to the CA.
 *
 *   java Verify.java CA.pem FILE...
 *
 * prints FILE, tab, OK or BAD and the reason.
 */
import java.io.FileInputStream;
import java.security.Key;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.crypto.AlgorithmMethod;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.KeySelectorException;
import javax.xml.crypto.KeySelectorResult;
import javax.xml.crypto.XMLCryptoContext;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.X509Data;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class Verify {
	static X509Certificate ca;

	/* The first certificate of KeyInfo, where its chain ends in the CA. */
	static class Chain extends KeySelector {
		public KeySelectorResult select(KeyInfo info, Purpose purpose,
		    AlgorithmMethod method, XMLCryptoContext context)
		    throws KeySelectorException {
			List<X509Certificate> path = new ArrayList<>();
			if (info != null)
				for (Object o : info.getContent())
					if (o instanceof X509Data)
						for (Object c : ((X509Data)o).getContent())
							if (c instanceof X509Certificate && !c.equals(ca))
								path.add((X509Certificate)c);
			if (path.isEmpty())
				throw new KeySelectorException("no certificate");
			try {
				PKIXParameters p = new PKIXParameters(
				    Set.of(new TrustAnchor(ca, null)));
				p.setRevocationEnabled(false);
				CertPathValidator.getInstance("PKIX").validate(
				    CertificateFactory.getInstance("X.509")
					.generateCertPath(path), p);
			} catch (Exception e) {
				throw new KeySelectorException(e.getMessage());
			}
			Key key = path.get(0).getPublicKey();
			return () -> key;
		}
	}

	static void ids(Element e) {
		if (e.hasAttribute("Id"))
			e.setIdAttribute("Id", true);
		NodeList all = e.getChildNodes();
		for (int i = 0; i < all.getLength(); i++)
			if (all.item(i) instanceof Element)
				ids((Element)all.item(i));
	}

	static String verify(String file) {
		try (FileInputStream in = new FileInputStream(file)) {
			DocumentBuilderFactory f =
			    DocumentBuilderFactory.newInstance();
			f.setNamespaceAware(true);
			var builder = f.newDocumentBuilder();
			builder.setErrorHandler(null);
			Document doc = builder.parse(in);
			ids(doc.getDocumentElement());
			NodeList sig = doc.getElementsByTagNameNS(
			    XMLSignature.XMLNS, "Signature");
			if (sig.getLength() == 0)
				return "BAD no signature";
			DOMValidateContext c = new DOMValidateContext(
			    new Chain(), sig.item(0));
			c.setProperty("org.jcp.xml.dsig.secureValidation", true);
			XMLSignature s = XMLSignatureFactory.getInstance("DOM")
			    .unmarshalXMLSignature(c);
			return s.validate(c) ? "OK" : "BAD";
		} catch (Exception e) {
			return "BAD " + String.valueOf(e.getMessage()).split("\n")[0];
		}
	}

	public static void main(String[] args) throws Exception {
		try (FileInputStream in = new FileInputStream(args[0])) {
			ca = (X509Certificate)CertificateFactory
			    .getInstance("X.509").generateCertificate(in);
		}
		for (int i = 1; i < args.length; i++)
			System.out.println(args[i] + "\t" + verify(args[i]));
	}
}
