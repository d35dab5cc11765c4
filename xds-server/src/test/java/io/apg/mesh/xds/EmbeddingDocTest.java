package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/embedding.md shows the program that is compiled and run here. */
class EmbeddingDocTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void thePageShowsTheProgram() throws IOException {
    String program =
        Files.readString(Path.of("src/test/java/com/example/shop/ShopControlPlane.java"));
    assertThat(page()).contains("```java\n" + program + "```");
  }

  @Test
  void thePageNamesEveryType() throws IOException {
    for (XdsType type : XdsType.values()) {
      String url = type.typeUrl();
      assertThat(page()).contains("`" + url.substring(url.lastIndexOf('.') + 1) + "`");
    }
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/embedding.md"));
  }
}
