package org.microgptrom.verify.report;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.io.VisibleText;

/**
 * A report in the JUnit XML that CI systems show: one {@code testsuite} per suite, one {@code
 * testcase} per check. Characters that XML or a terminal can't show are escaped. Times are left
 * out, so that equal reports give equal bytes.
 */
public final class JUnitXml {
  private final XMLStreamWriter xml;

  private JUnitXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** The report as a UTF-8 file. */
  public static byte[] of(VerificationReport report) {
    return of(report.checks());
  }

  /** These checks as a UTF-8 file. */
  public static byte[] of(List<Check> checks) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      new JUnitXml(xml).writeSuites(checks);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a string can't be written", e);
    }
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void writeSuites(List<Check> checks) throws XMLStreamException {
    start("testsuites", "\n", checks);
    xml.writeAttribute("name", "microgpt-rom verify");
    Map<String, List<Check>> suites =
        checks.stream()
            .collect(Collectors.groupingBy(Check::suite, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<String, List<Check>> suite : suites.entrySet()) {
      start("testsuite", "\n  ", suite.getValue());
      xml.writeAttribute("name", suite.getKey());
      for (Check check : suite.getValue()) {
        write(check);
      }
      end("\n  ");
    }
    end("\n");
  }

  private void start(String element, String indent, List<Check> checks) throws XMLStreamException {
    xml.writeCharacters(indent);
    xml.writeStartElement(element);
    xml.writeAttribute("tests", Integer.toString(checks.size()));
    xml.writeAttribute("failures", count(checks, Check.Outcome.FAILED));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", count(checks, Check.Outcome.SKIPPED, Check.Outcome.NOT_RUN));
  }

  private void end(String indent) throws XMLStreamException {
    xml.writeCharacters(indent);
    xml.writeEndElement();
  }

  private void write(Check check) throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "microgpt-rom." + check.suite());
    xml.writeAttribute("name", VisibleText.of(check.name()));
    switch (check.outcome()) {
      case PASSED -> {}
      case FAILED -> {
        String message = VisibleText.lines(Objects.requireNonNull(check.difference()).message());
        xml.writeStartElement("failure");
        xml.writeAttribute("type", "difference");
        xml.writeAttribute("message", message.lines().findFirst().orElse(""));
        xml.writeCharacters(message + "\nmismatches: " + check.mismatches());
        xml.writeEndElement();
      }
      case SKIPPED, NOT_RUN -> {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", VisibleText.lines(Objects.requireNonNull(check.reason())));
      }
    }
    xml.writeEndElement();
  }

  private static String count(List<Check> checks, Check.Outcome... outcomes) {
    List<Check.Outcome> wanted = List.of(outcomes);
    return Long.toString(checks.stream().filter(c -> wanted.contains(c.outcome())).count());
  }
}
