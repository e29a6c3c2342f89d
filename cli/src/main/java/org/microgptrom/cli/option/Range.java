package org.microgptrom.cli.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers that an option takes, both ends included. {@link NumberRange} holds every numeric
 * option to it before a command begins; what depends on a model or on another option is checked
 * later, where that is known.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Range {
  /** The lowest number, in decimal. */
  String from();

  /** The highest number, in decimal. */
  String to();
}
