package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bash makes of {@code meshctl completion bash}. */
class CompletionTest {
  @TempDir Path folder;

  private List<String> completions(String... words) throws Exception {
    Path script = folder.resolve("script");
    String fake =
        """

        meshctl() { [[ $* == "get route -o name --timeout 1s" ]] && printf 'route/route_a\\nroute/route_b\\n'; }
        COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _meshctl_live
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted("'" + String.join("' '", words) + "'");
    Files.writeString(script, new Shells().run("completion", "bash").out() + fake);
    Process bash =
        new ProcessBuilder("bash", script.toString())
            .redirectError(folder.resolve("err").toFile())
            .start();
    List<String> lines =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(bash.waitFor()).isZero();
    return lines;
  }

  @Test
  void completesCommandsResourcesAndLiveNames() throws Exception {
    assertThat(completions("meshctl", "de")).contains("describe", "delete");
    assertThat(completions("meshctl", "get", "ro")).containsExactly("route");
    assertThat(completions("meshctl", "get", "route", "")).containsExactly("route_a", "route_b");
    assertThat(completions("meshctl", "apply", "--dry")).contains("--dry-run");
  }

  @Test
  void zshTakesTheScript() throws IOException {
    assertThat(new Shells().run("completion", "zsh").out()).contains("bashcompinit");
  }
}
