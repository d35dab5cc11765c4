package io.apg.mesh.controlplane.server;

/** The version of this build. */
public final class ProductVersion {
  /** As the jar's manifest says; {@code dev} when run from classes. */
  public static final String TEXT = text();

  private ProductVersion() {}

  private static String text() {
    String version = ProductVersion.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
