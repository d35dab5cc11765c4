package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/quickstart.md}, pasted into one bash, block after block. */
class QuickstartTest {
  private static final Path PAGE = Path.of("../docs/quickstart.md");
  private static final Pattern PORTS =
      Pattern.compile("The ports (.*) of 127.0.0.1 have to be free");
  private static final Duration BOUND = Duration.ofMinutes(4);
  private static final String MARK = "=== block ";

  @TempDir Path folder;

  @Test
  void thePageIsTrueFromTheFirstLineToTheLast() throws Exception {
    Newcomer newcomer = Newcomer.in(folder);
    List<Integer> ports = ports();
    for (int port : newcomer.isAlone() ? List.<Integer>of() : ports) {
      Assumptions.assumeTrue(
          isFree(port), "port " + port + " is taken, and no namespace is to be had");
    }
    List<Blocks.Block> blocks = Blocks.of(PAGE);
    Process process = newcomer.paste(script(blocks, ports), Map.of());
    int exit = Newcomer.ended(process, BOUND);
    String output = Files.readString(newcomer.output());
    assertThat(exit).as("every command succeeds\n%s", output).isZero();
    for (int i = 0; i < blocks.size(); i++) {
      assertInOrder(blocks.get(i).expected(), printed(output, i));
    }
    assertThat(output).contains("orders here", "payments here", "2 proxies in sync");
    assertThat(folder.resolve("target/quickstart")).doesNotExist();
  }

  /** As a terminal runs it: each background command is a job. The first failure ends it. */
  private static String script(List<Blocks.Block> blocks, List<Integer> ports) {
    StringBuilder script = new StringBuilder("set -m\nset -eE\n");
    script.append("trap 'echo \"failed: $BASH_COMMAND\"' ERR\n");
    for (int i = 0; i < blocks.size(); i++) {
      script.append("echo '").append(MARK).append(i).append("'\n");
      script.append(String.join("\n", blocks.get(i).commands())).append('\n');
    }
    script.append("echo '").append(MARK).append(blocks.size()).append("'\n");
    script.append("test -z \"$(jobs -p)\"\n");
    for (int port : ports) {
      script.append("! (exec 3<> /dev/tcp/127.0.0.1/").append(port).append(") 2> /dev/null\n");
    }
    return script.toString();
  }

  private static String printed(String output, int block) {
    int from = output.indexOf(MARK + block + "\n");
    return output.substring(from, output.indexOf(MARK + (block + 1) + "\n"));
  }

  private static void assertInOrder(List<String> expected, String printed) {
    int at = 0;
    for (String line : expected) {
      int found = printed.indexOf(line, at);
      assertThat(found).as("'%s' in\n%s", line, printed).isNotNegative();
      at = found + line.length();
    }
  }

  private static List<Integer> ports() throws IOException {
    Matcher said = PORTS.matcher(Files.readString(PAGE).replace('\n', ' '));
    assertThat(said.find()).as("%s names its ports", PAGE).isTrue();
    return Pattern.compile("[0-9]+")
        .matcher(said.group(1))
        .results()
        .map(one -> Integer.valueOf(one.group()))
        .toList();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
