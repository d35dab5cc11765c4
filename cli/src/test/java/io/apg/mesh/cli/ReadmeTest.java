package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code README.md}: its first command starts the demo, and what is to be tried while it runs, is.
 */
class ReadmeTest {
  private static final Path PAGE = Path.of("../README.md");
  private static final Duration BOUND = Duration.ofMinutes(4);
  private static final String TRY = "=== try";
  private static final String END = "=== end";

  @TempDir Path folder;

  @Test
  void theDemoAndWhatToTryAreTrue() throws Exception {
    Newcomer newcomer = Newcomer.in(folder);
    Assumptions.assumeTrue(
        newcomer.isAlone(), "the ports of the demo may be taken: no namespace is to be had here");
    List<Blocks.Block> blocks = Blocks.of(PAGE);
    assertThat(blocks).hasSize(2);
    Process process = newcomer.paste(script(blocks), Map.of("DURATION", "20s"));
    int exit = Newcomer.ended(process, BOUND);
    String output = Files.readString(newcomer.output());
    assertThat(exit).as("the demo's exit code\n%s", output).isZero();
    String tried = output.substring(output.indexOf(TRY), output.indexOf(END));
    // What check says of a mesh in which something is wrong on purpose is an answer, too.
    assertThat(tried.lines().filter(line -> line.startsWith("failed: ")))
        .as(tried)
        .allMatch(line -> line.startsWith("failed: 6 bin/meshctl check"));
    assertThat(tried)
        .contains("8 proxies", "MESH0", "storefront")
        .contains("by route/", "Node:       svc_storefront~demo", "catalog");
    for (String line : blocks.get(0).expected()) {
      if (line.matches(" {2}(steady|10 %|the canary|rolled|a port|control plane).*")) {
        assertThat(output).contains(line.substring(0, line.indexOf("  ", 4)));
      }
    }
  }

  /** The first block in one terminal; when the demo invites to it, the second in another. */
  private static String script(List<Blocks.Block> blocks) {
    List<String> first =
        blocks.get(0).commands().stream().filter(line -> !line.startsWith("make test")).toList();
    assertThat(first).hasSize(blocks.get(0).commands().size() - 1);
    return """
        { %s
        } > target/first.log 2>&1 &
        demo=$!
        until grep -q 'Try, in another terminal' target/first.log; do
          kill -0 $demo || break
          read -t 0.2 <> <(:)
        done
        echo '%s'
        trap 'echo "failed: $? $BASH_COMMAND"' ERR
        %s
        trap - ERR
        echo '%s'
        wait $demo
        code=$?
        cat target/first.log
        exit $code
        """
        .formatted(String.join("\n", first), TRY, String.join("\n", blocks.get(1).commands()), END);
  }
}
