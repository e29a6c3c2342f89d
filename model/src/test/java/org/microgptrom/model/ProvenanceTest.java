package org.microgptrom.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

class ProvenanceTest {
  private static final String PLAIN =
      """
      {"name":"a","sha256":"00","documents":9,"split_seed":1,"held_out":1,"held_out_sha256":"11"}""";

  private static final String LABELLED =
      PLAIN.replace(
          "}",
          """
          ,"labels":[{"symbol":"①","name":"very good"},{"symbol":"②","name":"bad"}]}""");

  private static CorpusId read(String json) {
    return Json.parse("header", json.getBytes(StandardCharsets.UTF_8), CorpusId.class);
  }

  @Test
  void labelsAreWrittenWhereThereAreSome() {
    CorpusId plain = new CorpusId("a", "00", 9, 1, 1, "11");
    assertEquals(PLAIN, Json.line(plain));
    assertEquals(plain, read(PLAIN));
    CorpusId labelled =
        new CorpusId(
            "a",
            "00",
            9,
            1,
            1,
            "11",
            List.of(),
            List.of(new Label("①", "very good"), new Label("②", "bad")));
    assertEquals(LABELLED, Json.line(labelled));
    assertEquals(labelled, read(LABELLED));
  }

  @Test
  void nothingElseMayBeLeftOut() {
    Map<String, String> faults =
        Map.of(
            PLAIN.replace(",\"held_out_sha256\":\"11\"", ""), "key held_out_sha256 is missing",
            PLAIN.replace("}", ",\"labels\":null}"), "labels",
            LABELLED.replace(",\"name\":\"bad\"", ""), "key labels[1].name is missing",
            LABELLED.replace("\"labels\"", "\"lables\""), "key lables: is unknown",
            PLAIN.replace("}", ",\"labels\":[null]}"), "labels");
    faults.forEach(
        (json, problem) -> {
          InputException e = assertThrows(InputException.class, () -> read(json), json);
          assertTrue(e.getMessage().contains(problem), e::getMessage);
        });
    assertEquals(5, faults.size());
  }
}
