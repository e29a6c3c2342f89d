package org.microgptrom.rtl.plan;

/**
 * The need for one kind of resource.
 *
 * @param name of the resource
 * @param needed by the circuit
 * @param available on the device
 */
public record Use(String name, long needed, long available) {
  /** Whether the device has enough. */
  public boolean fits() {
    return needed <= available;
  }

  /** What is needed as a part of what is available; infinite where nothing is. */
  double share() {
    return needed == 0 ? 0 : (double) needed / available;
  }
}
