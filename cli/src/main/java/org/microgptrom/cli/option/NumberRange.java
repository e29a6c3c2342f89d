package org.microgptrom.cli.option;

import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The range of numbers that an option takes.
 *
 * @param from the lowest number
 * @param to the highest number
 */
public record NumberRange(BigDecimal from, BigDecimal to) {
  /** Requires that the range holds at least one number. */
  public NumberRange {
    if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException("empty range " + from + ".." + to);
    }
  }

  /** The range that the option's field is annotated with. */
  public static Optional<NumberRange> of(ArgSpec argument) {
    return argument.userObject() instanceof AnnotatedElement field
        ? Optional.ofNullable(field.getAnnotation(Range.class))
            .map(range -> new NumberRange(new BigDecimal(range.from()), new BigDecimal(range.to())))
        : Optional.empty();
  }

  /**
   * Checks the numbers of a parsed command, whether they come from the command line or a file.
   *
   * @throws ParameterException for the first number that is out of its range
   */
  public static void check(CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      Optional<NumberRange> range = of(option);
      Object value = option.getValue();
      if (range.isPresent() && value instanceof Number number && !range.get().has(number)) {
        throw new ParameterException(
            command,
            option.longestName() + ": " + range.get().requirement() + ", not " + value,
            option,
            value.toString());
      }
    }
  }

  /** The requirement on a value, as an error states it. */
  public String requirement() {
    return "must be in " + this;
  }

  /** The range as a sentence of a help text. */
  public String sentence() {
    return "From " + from.toPlainString() + " to " + to.toPlainString() + ".";
  }

  /** Whether a number is in the range; infinities and NaN are not. */
  private boolean has(Number number) {
    if (!Double.isFinite(number.doubleValue())) {
      return false;
    }
    BigDecimal value = new BigDecimal(number.toString());
    return value.compareTo(from) >= 0 && value.compareTo(to) <= 0;
  }

  @Override
  public String toString() {
    return from.toPlainString() + ".." + to.toPlainString();
  }
}
