package io.apg.mesh.controlplane.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.apg.mesh.controlplane.config.MeshConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MeshdTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<MeshConfig> started = new ArrayList<>();

  @Test
  void run_isTheDefault_andOptionsStandOnEitherSide() {
    assertThat(execute("--set", "service_mesh.name=a")).isZero();
    assertThat(execute("run", "--set", "service_mesh.name=b")).isZero();
    assertThat(execute("--set", "service_mesh.name=c", "run")).isZero();

    assertThat(started)
        .extracting(config -> config.serviceMesh().name())
        .containsExactly("a", "b", "c");
  }

  @Test
  void run_badConfiguration_startsNothingAndSaysAll() {
    int code = execute("--set", "server.prot=1", "--set", "xds.max_streams=no");

    assertThat(code).isEqualTo(1);
    assertThat(started).isEmpty();
    assertThat(err.toString())
        .contains("server.prot: unknown key", "xds.max_streams: no (expected")
        .doesNotContain("\tat ");
  }

  @Test
  void run_failure_isOneLine() {
    int code =
        line(config -> {
              throw new BindException("127.0.0.1:8000: in use");
            })
            .execute();

    assertThat(code).isEqualTo(1);
    assertThat(err).hasToString("meshd: 127.0.0.1:8000: in use\n");
  }

  @Test
  void configCheck_file() throws Exception {
    Path good = Files.writeString(folder.resolve("good.yaml"), "redis: {url: 'redis://x'}");
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "servr: {}\nservr2: 1");

    assertThat(execute("config", "check", good.toString())).isZero();
    assertThat(out.toString())
        .contains("configuration is good", "redis.url has no effect in this version");
    assertThat(execute("config", "check", bad.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("servr2: unknown key");
  }

  @Test
  void tokenCreate_printsATokenAlone() throws Exception {
    int code =
        execute("token", "create", "--subject", "ops", "--role", "admin", "--role", "viewer");

    assertThat(code).isZero();
    SignedJWT token = SignedJWT.parse(out.toString().strip());
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("ops");
    assertThat(token.getJWTClaimsSet().getStringClaim("tenant")).isEqualTo("default");
    assertThat(token.getJWTClaimsSet().getStringListClaim("roles"))
        .containsExactly("viewer", "admin");
    assertThat(folder.resolve("jwt.secret")).exists();
  }

  @Test
  void tokenCreate_wrongUsage_isCode2() {
    assertThat(execute("token", "create", "--subject", "ops", "--role", "king")).isEqualTo(2);
    assertThat(execute("token", "create", "--role", "admin")).isEqualTo(2);
    assertThat(execute("token", "create", "--subject", "x", "--role", "admin", "--ttl", "1w"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("king (expected: viewer, operator or admin)");
  }

  @Test
  void help_showsTheCommands() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("run", "token", "config", "Exit codes:");
  }

  private int execute(String... arguments) {
    return line(started::add).execute(arguments);
  }

  private CommandLine line(Meshd.Server server) {
    String url = "sqlite:" + folder.resolve("mesh.db");
    return Meshd.commandLine(Map.of("DATABASE_URL", url), server)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }
}
