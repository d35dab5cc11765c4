package io.apg.mesh.registry;

/**
 * The name that callers use: one service name in one namespace. Its versions are {@link Service}s.
 */
public record ServiceName(String namespace, String name) implements Comparable<ServiceName> {
  @Override
  public int compareTo(ServiceName other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /** {@code name.namespace}. */
  @Override
  public String toString() {
    return name + "." + namespace;
  }
}
