package io.apg.mesh.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder beside the database into which the SQLite driver unpacks its native library. By itself
 * it takes the system's temporary folder, and each process that is killed leaves a copy there.
 */
final class NativeLibrary {
  private static final String KEY = "org.sqlite.tmpdir";

  private final Path folder;

  /** Chooses the folder, unless somebody chose one. The driver must not be loaded yet. */
  static NativeLibrary beside(Path database) throws IOException {
    Path folder = database.resolveSibling(database.getFileName() + ".native").toAbsolutePath();
    if (System.getProperty(KEY) == null) {
      Files.createDirectories(folder);
      System.setProperty(KEY, folder.toString());
    }
    return new NativeLibrary(folder);
  }

  private NativeLibrary(Path folder) {
    this.folder = folder;
  }

  /**
   * Removes the folder. Only once the store is open: then the library is loaded and needs no file,
   * and the store's lock keeps everybody else away. Where a loaded file cannot be removed, the next
   * process does it.
   */
  void unpacked() {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException inUse) {
      // It stays for the next process.
    }
  }
}
