package org.microgptrom.cli.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the option or parameter of a path that a command writes; all other paths are read. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Written {
  /** Whether an earlier folder at the path is replaced, with everything in it. */
  boolean replacesFolder() default false;

  /** Whether what is written is a file and never a folder. */
  boolean file() default false;
}
