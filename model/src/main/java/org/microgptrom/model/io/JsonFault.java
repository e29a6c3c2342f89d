package org.microgptrom.model.io;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is wrong with a JSON or YAML text, in the words of JSON. The library's own messages
 * are for programmers: they name its options and Java's classes, so that nothing but its complaints
 * about the syntax is taken from it, and of these only what reads as plain text.
 */
public final class JsonFault {
  private static final int LONGEST_VALUE = 60;

  /** The text that the library adds for programmers; the sentence before it can stand alone. */
  private static final Pattern ADDITION =
      Pattern.compile(
          "( \\(([0-9]+, from `|start marker|not recognized|from `|token |code )| \\[Source|; `|: (enable|not allowed)|"
              + ": was expecting| to be included|: maybe).*",
          Pattern.DOTALL);

  /** Class names, constants and back quotes: what no message to a user has. */
  private static final Pattern TECHNICAL =
      Pattern.compile("`|[a-z][A-Z]|[A-Z]_[A-Z]|\\b(java|com|org)\\.[a-z]|CTRL-CHAR|Exception");

  private static final Pattern QUOTED = Pattern.compile("'[^']*'"); // from the file

  private static final Pattern MISSING =
      Pattern.compile("Missing (?:required )?creator property '([^']*)'.*", Pattern.DOTALL);

  private JsonFault() {}

  /** The error for a fault that the library found, with line and column. */
  public static InputException of(Object where, JsonProcessingException e) {
    return of(where, e.getLocation(), e);
  }

  /** The error for a fault at a place that is better known than the library knows it. */
  static InputException of(Object where, @Nullable JsonLocation at, JsonProcessingException e) {
    String place =
        at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
    return new InputException(where + place, problem(e), "", e);
  }

  /** The error for a fault in one line of a file, with the column behind the line's place. */
  static InputException ofLine(String place, JsonProcessingException e) {
    String column = e.getLocation() == null ? "" : ":" + e.getLocation().getColumnNr();
    return new InputException(
        place + column, problem(e), "one JSON object is expected on each line", e);
  }

  /** The kind of value at a parser's place: an object, a text, a number, ... */
  public static String found(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT, FIELD_NAME -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "the text \"" + text(parser) + "\"";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + text(parser);
      default -> text(parser);
    };
  }

  private static String text(JsonParser parser) {
    try {
      String text = parser.getText();
      return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text;
    } catch (IOException e) {
      return "...";
    }
  }

  private static String problem(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping)) {
      return syntax(e);
    }
    String key = key(mapping.getPath());
    String prefix = key.isEmpty() ? "" : "key " + key + ": ";
    if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
      return prefix + cause.getMessage();
    }
    if (e instanceof PropertyBindingException unknown) {
      return prefix + "is unknown" + known(unknown.getKnownPropertyIds());
    }
    Matcher missing = MISSING.matcher(e.getOriginalMessage());
    if (missing.matches()) {
      return "key " + (key.isEmpty() ? missing.group(1) : key) + " is missing";
    }
    if (e.getCause() instanceof JsonProcessingException cause
        && !(cause instanceof JsonMappingException)) {
      return prefix + syntax(cause);
    }
    if (e.getOriginalMessage().startsWith("Trailing token")) {
      return "goes on after its value";
    }
    Class<?> wanted = e instanceof MismatchedInputException wrong ? wrong.getTargetType() : null;
    String expected = wanted == null ? "another value" : expected(wanted);
    boolean isAtEnd = e.getOriginalMessage().startsWith("No content");
    return prefix
        + expected
        + " expected, found "
        + (isAtEnd
            ? "nothing"
            : e.getProcessor() instanceof JsonParser parser ? found(parser) : "another");
  }

  private static String key(List<JsonMappingException.Reference> path) {
    StringBuilder key = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      key.append(
          step.getFieldName() != null
              ? (key.isEmpty() ? "" : ".") + step.getFieldName()
              : "[" + step.getIndex() + "]");
    }
    return key.toString();
  }

  private static String known(Collection<Object> keys) {
    return keys == null || keys.isEmpty()
        ? ""
        : ", known are "
            + new TreeSet<>(keys.stream().map(Object::toString).toList())
                .stream().collect(Collectors.joining(", "));
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(value -> Json.line(value).replace("\"", ""))
              .collect(Collectors.joining(", "));
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == double.class || type == Double.class || type == float.class) {
      return "a number";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a whole number" + limit(type);
    }
    if (type == String.class) {
      return "a text";
    }
    return type.isArray() || Collection.class.isAssignableFrom(type) ? "an array" : "an object";
  }

  private static String limit(Class<?> type) {
    return type == int.class || type == Integer.class ? " below 2^31" : "";
  }

  private static String syntax(JsonProcessingException e) {
    String text = ADDITION.matcher(first(e.getOriginalMessage())).replaceFirst("");
    return TECHNICAL.matcher(QUOTED.matcher(text).replaceAll("")).find()
        ? "is not well-formed here"
        : text;
  }

  /** The first part of a message, as those about YAML go on with an excerpt. */
  private static String first(String message) {
    return Optional.ofNullable(message).orElse("").lines().findFirst().orElse("is not well-formed");
  }
}
