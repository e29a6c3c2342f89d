package org.microgptrom.cli.option;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.model.Site;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.Primitive;
import org.microgptrom.quantize.Rounding;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.rtl.synth.Device;
import org.microgptrom.simulate.tool.Target;

/** The names that options take, for shells that complete them. */
public abstract sealed class Candidates implements Iterable<String> {
  private final List<String> names;

  private Candidates(Stream<String> names) {
    this.names = names.toList();
  }

  /** The names, in the order in which help lists them. */
  public final List<String> names() {
    return names;
  }

  @Override
  public final Iterator<String> iterator() {
    return names.iterator();
  }

  private static Stream<String> all(Object... values) {
    return Arrays.stream(values).map(Object::toString);
  }

  private static Stream<String> fpgas() {
    return FpgaCatalog.get().devices().stream().map(fpga -> fpga.name());
  }

  /** FPGAs of the catalog. */
  public static final class Fpgas extends Candidates {
    /** For picocli. */
    public Fpgas() {
      super(fpgas());
    }
  }

  /** FPGAs of the catalog, or all of them. */
  public static final class FpgasOrAll extends Candidates {
    /** For picocli. */
    public FpgasOrAll() {
      super(Stream.concat(fpgas(), Stream.of("all")));
    }
  }

  /** FPGAs that a circuit is placed and routed for. */
  public static final class SynthesisDevices extends Candidates {
    /** For picocli. */
    public SynthesisDevices() {
      super(Arrays.stream(Device.values()).map(Device::id));
    }
  }

  /** Boards of the catalog. */
  public static final class Boards extends Candidates {
    /** For picocli. */
    public Boards() {
      super(BoardCatalog.get().names().stream());
    }
  }

  /** Memory blocks. */
  public static final class Primitives extends Candidates {
    /** For picocli. */
    public Primitives() {
      super(all((Object[]) Primitive.values()));
    }
  }

  /** Formats of memory files. */
  public static final class Formats extends Candidates {
    /** For picocli. */
    public Formats() {
      super(all((Object[]) MemoryFormat.values()));
    }
  }

  /** Formats of memory files, or all of them. */
  public static final class FormatsOrAll extends Candidates {
    /** For picocli. */
    public FormatsOrAll() {
      super(Stream.concat(all((Object[]) MemoryFormat.values()), Stream.of("all")));
    }
  }

  /** Named corpora. */
  public static final class Corpora extends Candidates {
    /** For picocli. */
    public Corpora() {
      super(NamedCorpus.all().stream().map(NamedCorpus::name));
    }
  }

  /** Simulators of the circuit, or those that are installed. */
  public static final class Simulators extends Candidates {
    /** For picocli. */
    public Simulators() {
      super(
          Stream.concat(
              Arrays.stream(Target.values()).map(Target::label),
              Stream.of(SimulationOptions.AUTO)));
    }
  }

  /** How weights are rounded when asked for. */
  public static final class Roundings extends Candidates {
    /** For picocli. */
    public Roundings() {
      super(
          Arrays.stream(Rounding.values())
              .filter(how -> how != Rounding.TRAINED)
              .map(Object::toString));
    }
  }

  /** Sites of the circuit. */
  public static final class Sites extends Candidates {
    /** For picocli. */
    public Sites() {
      super(Arrays.stream(Site.values()).map(Site::label));
    }
  }
}
