package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import io.apg.mesh.translate.TokenSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of people, programs and proxies, from the command line to a real control plane. */
class TokensLiveTest {
  @TempDir Path folder;

  private LiveMesh mesh;

  @BeforeEach
  void start() throws IOException {
    mesh = LiveMesh.in(folder);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private static Json json(String text) throws IOException {
    return JsonText.read(text);
  }

  private Shells.Ran done(String words) {
    Shells.Ran ran = mesh.line(words);
    assertThat(ran.exit()).as("%s", ran).isZero();
    return ran;
  }

  @Test
  void aTokenIsListed_andRevoked() throws IOException {
    Path file = folder.resolve("ci.token");
    assertThat(done("token create --subject ci --role viewer --save " + file).err())
        .contains("good until");
    Shells ci = mesh.shell().with("MESHCTL_TOKEN_FILE", file.toString());
    assertThat(ci.run("get", "services").exit()).isZero();
    String table = done("token list").out();
    assertThat(table).contains("SUBJECT", "ci", "viewer", "GOOD");
    Json token = json(done("token list -o json").out()).get("tokens").items().get(0);
    String id = token.get("token_id").text();

    assertThat(done("token revoke " + id).err()).contains("revoked, of ci");

    Shells.Ran refused = ci.run("get", "services");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("was revoked");
    assertThat(done("token list").out()).contains("REVOKED");
  }

  @Test
  void whatIsRevokedUnseen_isToldSo() {
    assertThat(done("token revoke no-such-token").err()).contains("mind the spelling");
  }

  @Test
  void aProxysTokenIsWrittenAsEnvoyReadsIt_inPlaceOfTheOldOne() throws IOException {
    Path file = folder.resolve("orders.json");
    String create = "token create --proxy --service svc_orders --proxy-token-file " + file;
    done(create);
    String first = Files.readString(file);
    done(create);
    String second = Files.readString(file);
    assertThat(second).isNotEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String bearer =
        json(second)
            .get("resources")
            .items()
            .get(0)
            .path("generic_secret.secret.inline_string")
            .text();
    assertThat(second).isEqualTo(TokenSecret.json(bearer.substring("Bearer ".length())) + "\n");
    assertThat(done("token list").out()).contains("svc_orders", "proxy");
    done("token create --proxy --gateway edge --subject front");
    assertThat(done("token list").out()).contains("gateway edge", "front");
  }

  @Test
  void aBootstrapSaysHowItsTokenIsMade() throws IOException {
    Path file = folder.resolve("orders.json");
    Shells.Ran sidecar = done("bootstrap svc_orders~1 --proxy-token-file " + file);
    assertThat(sidecar.out()).contains("credential_injector", file.toString());
    assertThat(sidecar.err())
        .contains("meshctl token create --proxy --service svc_orders --proxy-token-file " + file);
    Path saved = folder.resolve("edge-bootstrap.json");
    Shells.Ran gateway =
        done(
            "bootstrap edge~1 --listen 127.0.0.1:80 --proxy-token-file "
                + file
                + " --save "
                + saved);
    assertThat(gateway.err()).contains("token create --proxy --gateway edge ");
    assertThat(Files.readString(saved)).contains(file.toString());
    assertThat(done("bootstrap svc_orders~1").out()).doesNotContain("credential_injector");
    assertThat(mesh.line("bootstrap svc_orders~1 --proxy-token-file x.txt").exit()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token create --subject x",
        "token create --role viewer",
        "token create --proxy",
        "token create --proxy --service a --gateway b",
        "token create --proxy --service a --role admin",
        "token create --subject x --role viewer --service a",
        "token create --subject x --role viewer --proxy-token-file a.json",
        "token revoke",
        "token list t1"
      })
  void whatMakesNoSenseIsRefusedBeforeAnythingIsSent(String words) {
    assertThat(mesh.line(words).exit()).as(words).isEqualTo(2);
    assertThat(mesh.get("/api/tokens").get("total").number()).isZero();
  }
}
