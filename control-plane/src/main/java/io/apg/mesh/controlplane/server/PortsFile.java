package io.apg.mesh.controlplane.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells other programs which ports are in use. Written at once, so nobody reads half of it. */
final class PortsFile {
  private PortsFile() {}

  static void write(Path file, int http, int xds, int admin) throws IOException {
    Path target = file.toAbsolutePath();
    Path half = target.resolveSibling(target.getFileName() + ".new");
    Files.writeString(
        half, "{\"http\": " + http + ", \"xds\": " + xds + ", \"admin\": " + admin + "}\n");
    Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
