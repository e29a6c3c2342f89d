package org.microgptrom.model.io;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The one JSON dialect of all artifacts: records map to objects with {@code snake_case} keys in
 * declaration order, UTF-8, LF line ends, shortest round-trip decimals that are the same on every
 * Java version. Reading is strict: unknown, missing and duplicate keys and trailing text are
 * errors.
 */
public final class Json {
  /**
   * The id of the value that Jackson injects into a parameter of a record's constructor for a list
   * that JSON may leave out: the empty one.
   */
  public static final String ABSENT_LIST = "absent list";

  /** As {@link #ABSENT_LIST}, of a number: 0 where the file has none. */
  public static final String ABSENT_COUNT = "absent count";

  /** The largest JSON file in bytes. No artifact comes near this size, so a larger file is none. */
  private static final long LARGEST_FILE = 256L << 20;

  /**
   * A factory that refuses NaN and infinity, which JSON does not have and the library would write
   * all the same.
   */
  private static final JsonFactory FINITE_NUMBERS =
      JsonFactory.builder()
          .addDecorator((factory, generator) -> new FiniteGenerator(generator))
          .build();

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(FINITE_NUMBERS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .injectableValues(
              new InjectableValues.Std()
                  .addValue(ABSENT_LIST, List.of())
                  .addValue(ABSENT_COUNT, 0L))
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  /** A mapper that takes components that are left out for null. */
  private static final ObjectMapper SPARSE =
      MAPPER
          .copy()
          .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter()
          .withObjectIndenter(new DefaultIndenter("  ", "\n"))
          .withSeparators(
              DefaultPrettyPrinter.DEFAULT_SEPARATORS.withObjectFieldValueSpacing(
                  com.fasterxml.jackson.core.util.Separators.Spacing.AFTER));

  private Json() {}

  private static final class FiniteGenerator extends JsonGeneratorDelegate {
    FiniteGenerator(JsonGenerator generator) {
      super(generator, false);
    }

    @Override
    public void writeNumber(double value) throws IOException {
      if (!Double.isFinite(value)) {
        throw new JsonGenerationException("not a finite number: " + value, this);
      }
      super.writeNumber(value);
    }

    @Override
    public void writeNumber(float value) throws IOException {
      if (!Float.isFinite(value)) {
        throw new JsonGenerationException("not a finite number: " + value, this);
      }
      super.writeNumber(value);
    }
  }

  /** The JSON text of {@code value} on many lines, ending with a line feed. */
  public static byte[] pretty(Object value) {
    try {
      return (MAPPER.writer(PRETTY).writeValueAsString(value) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** The JSON text of {@code value} on one line, without a line feed. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /**
   * Reads one JSON file into {@code type}.
   *
   * @throws InputException if the file is missing, too large, not JSON or not of this type, with
   *     line and column
   */
  public static <T> T read(Path file, Class<T> type) {
    return read(MAPPER, file, type);
  }

  /**
   * Reads one JSON file as {@link #read} does, for a record that is written without the components
   * that are null; the record itself checks that the others are present.
   */
  public static <T> T readSparse(Path file, Class<T> type) {
    return read(SPARSE, file, type);
  }

  private static <T> T read(ObjectMapper mapper, Path file, Class<T> type) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new InputException(
            file, "is " + Files.size(file) + " bytes, at most " + LARGEST_FILE + " expected", "");
      }
      return parse(mapper, file, Files.readAllBytes(file), type);
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file", "");
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
  }

  /**
   * Parses JSON text into {@code type}; {@code where} names its origin in errors.
   *
   * @throws InputException as {@link #read}
   */
  public static <T> T parse(Object where, byte[] utf8, Class<T> type) {
    return parse(MAPPER, where, utf8, type);
  }

  /**
   * Parses JSON text as {@link #parse} does, for records that are written without the components
   * that are null.
   *
   * @throws InputException as {@link #read}
   */
  public static <T> T parseSparse(Object where, byte[] utf8, Class<T> type) {
    return parse(SPARSE, where, utf8, type);
  }

  private static <T> T parse(ObjectMapper mapper, Object where, byte[] utf8, Class<T> type) {
    return read(mapper, where, () -> mapper.createParser(utf8), type);
  }

  /** Opens a text. */
  @FunctionalInterface
  interface Opening {
    JsonParser open() throws IOException;
  }

  /** Reads the one value of a text in any of the library's formats, as {@link #parse} does. */
  static <T> T read(Object where, Opening text, Class<T> type) {
    return read(MAPPER, where, text, type);
  }

  /** Reads the one value of such a text, as {@link #parseSparse} does. */
  static <T> T readSparse(Object where, Opening text, Class<T> type) {
    return read(SPARSE, where, text, type);
  }

  private static <T> T read(ObjectMapper mapper, Object where, Opening text, Class<T> type) {
    try (JsonParser parser = text.open()) {
      T value = value(mapper, where, text, parser, type);
      if (value == null) {
        throw new InputException(where, "holds null, a value expected", "");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw JsonFault.of(where, e);
    } catch (IOException e) {
      throw new InputException(where, "cannot be read: " + e.getMessage(), "", e);
    }
  }

  /** A fault is described while the parser still stands at it. */
  private static <T> T value(
      ObjectMapper mapper, Object where, Opening text, JsonParser parser, Class<T> type)
      throws IOException {
    try {
      return mapper.readValue(parser, type);
    } catch (PropertyBindingException | ValueInstantiationException e) {
      try (JsonParser again = text.open()) {
        throw JsonFault.of(where, JsonPlace.of(again, e.getPath()).orElse(e.getLocation()), e);
      }
    } catch (JsonProcessingException e) {
      throw JsonFault.of(where, e);
    }
  }
}
