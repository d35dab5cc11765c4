package io.apg.mesh.controlplane.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The forms of {@code database.url}: {@code sqlite:PATH}, and SQLAlchemy's {@code
 * sqlite:///relative} and {@code sqlite:////absolute}.
 */
final class DatabaseUrls {
  static final String EXPECTED = "sqlite:PATH, sqlite:///relative.db or sqlite:////absolute.db";
  private static final Pattern POSTGRES = Pattern.compile("(?i)postgres(ql)?(\\+\\w+)?:.*");
  private static final String SQLITE = "sqlite:";

  private DatabaseUrls() {}

  static Path parse(String url) {
    if (POSTGRES.matcher(url).matches()) {
      throw new IllegalArgumentException(
          EXPECTED + "; PostgreSQL is not available in this version");
    }
    if (!url.startsWith(SQLITE)) {
      throw new IllegalArgumentException(EXPECTED);
    }
    String path = url.substring(SQLITE.length());
    if (path.startsWith("///")) {
      path = path.substring(3);
    } else if (path.startsWith("//")) {
      throw new IllegalArgumentException(EXPECTED + "; SQLite has no host");
    }
    if (path.isBlank() || path.equals(":memory:") || path.indexOf('?') >= 0) {
      throw new IllegalArgumentException(EXPECTED + ", a file without parameters");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException malformed) {
      throw new IllegalArgumentException(EXPECTED, malformed);
    }
  }
}
