package io.apg.mesh.controlplane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String STRONG = "hT3uVQ0m5o0m1pZ8bG6yq2l9wXcE7rKdS4jNfAaPvU0=";

  @TempDir Path folder;

  @Test
  void load_nothing_yieldsTheDefaults() {
    MeshConfig config = ConfigLoader.load(null, Map.of(), List.of());

    assertThat(config.server().http()).isEqualTo(new ListenAddress("127.0.0.1", 8000));
    assertThat(config.server().xds()).isEqualTo(new ListenAddress("127.0.0.1", 18000));
    assertThat(config.server().admin()).isEqualTo(new ListenAddress("127.0.0.1", 18001));
    assertThat(config.server().portsFile()).isNull();
    assertThat(config.database().file()).isEqualTo(Path.of("data/mesh.db"));
    assertThat(config.database().dataDirectory()).isEqualTo(Path.of("data"));
    assertThat(config.security().authenticationRequired()).isTrue();
    assertThat(config.security().jwtSecret()).isNull();
    assertThat(config.security().corsOrigins()).isEmpty();
    assertThat(config.traffic())
        .isEqualTo(new MeshConfig.Traffic(Duration.ZERO, 2, Duration.ofSeconds(30)));
    assertThat(config.dns().families())
        .containsExactly(MeshConfig.Dns.Family.IPV4, MeshConfig.Dns.Family.IPV6);
    assertThat(config.dns().proxyResolvers()).isEmpty();
    assertThat(config.withoutEffect()).isEmpty();
  }

  @Test
  void load_proxyResolvers_areAddressesWithPorts() {
    List<String> good = List.of("dns.proxy_resolvers=10.0.0.2:53,[fd00::2]:5353");
    assertThat(ConfigLoader.load(null, Map.of(), good).dns().proxyResolvers())
        .containsExactly(new ListenAddress("10.0.0.2", 53), new ListenAddress("fd00::2", 5353));
    for (String bad :
        List.of("10.0.0.2", "dns.test:53", "10.0.0.2:99999", "10.0.0.999:53", ":53")) {
      assertThatThrownBy(
              () -> ConfigLoader.load(null, Map.of(), List.of("dns.proxy_resolvers=" + bad)))
          .hasMessageContaining("dns.proxy_resolvers");
    }
  }

  @Test
  void load_precedence_isSetOverEnvironmentOverFile() throws IOException {
    Path file = write("service_mesh: {name: file, namespace: file, environment: file}");

    MeshConfig config =
        ConfigLoader.load(
            file,
            Map.of("MESH_NAMESPACE", "env", "MESH_ENVIRONMENT", "env", "ENVIRONMENT", "other"),
            List.of("service_mesh.environment=set"));

    assertThat(config.serviceMesh()).isEqualTo(new MeshConfig.ServiceMesh("file", "env", "set"));
  }

  @Test
  void load_theBriefsFile_isAccepted() throws IOException {
    Path file =
        write(
            """
            service_mesh:
              name: "apg-production"
              namespace: "default"
              environment: "production"

            database:
              url: "${DATABASE_URL}"
              pool_size: 20
              max_overflow: 30
              echo: false

            redis:
              url: "${REDIS_URL}"
              connection_pool_size: 20

            load_balancing:
              default_algorithm: "round_robin"
              health_check_interval: 30
              circuit_breaker_enabled: true

            traffic_management:
              default_timeout: 30000
              max_retries: 3
              rate_limiting_enabled: true

            monitoring:
              metrics_enabled: true
              tracing_enabled: true
              retention_days: 30

            security:
              authentication_required: true
              rate_limiting:
                requests_per_minute: 1000
                burst_size: 100
            """);

    MeshConfig config = ConfigLoader.load(file, Map.of(), List.of());

    assertThat(config.database().file()).isEqualTo(Path.of("data/mesh.db"));
    assertThat(config.traffic())
        .isEqualTo(new MeshConfig.Traffic(Duration.ofSeconds(30), 3, Duration.ofSeconds(30)));
    assertThat(config.withoutEffect())
        .contains("database.pool_size", "security.rate_limiting.burst_size")
        .doesNotContain("redis.url", "database.url", "traffic_management.max_retries");
  }

  @Test
  void load_manyMistakes_areAllReportedAtOnce() throws IOException {
    Path file =
        write(
            """
            server:
              http: {prot: 1, port: 70000}
            server: {}
            service_mesh: {namespace: Not A Label}
            security: {authentication_required: maybe, jwt: {secret: short}}
            logging: {level: loud}
            redis:
            zzzzzzzzzzzzzzzzzzz: 1
            """);

    List<String> problems =
        problems(
            file, Map.of("DATABASE_URL", "mysql://x:pw@y/z"), List.of("xds.max_streams=0", "x"));

    assertThat(problems)
        .containsExactlyInAnyOrder(
            "server: given twice [" + file + ":3]",
            "server.http.prot: unknown key; did you mean server.http.port? [" + file + ":2]",
            "zzzzzzzzzzzzzzzzzzz: unknown key [" + file + ":8]",
            "--set x: (expected: key=value)",
            "server.http.port: 70000 (expected: whole number from 0 to 65535) [" + file + ":2]",
            "database.url: *** (expected: sqlite:PATH, sqlite:///relative.db or"
                + " sqlite:////absolute.db) [DATABASE_URL]",
            "service_mesh.namespace: Not A Label (expected: DNS label) [" + file + ":4]",
            "security.authentication_required: maybe (expected: true or false) [" + file + ":5]",
            "security.jwt.secret: *** (expected: " + Secret.EXPECTED + ") [" + file + ":5]",
            "logging.level: loud (expected: one of trace, debug, info, warn, error) ["
                + file
                + ":6]",
            "xds.max_streams: 0 (expected: whole number from 1 to 1000000) [--set]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2", "a: b: c", "- x", "just text", "a: &a {b: *a}", "\t"})
  void load_notAMapping_isRefusedWithoutAStackTrace(String text) throws IOException {
    assertThat(problems(write(text), Map.of(), List.of())).isNotEmpty();
  }

  @Test
  void load_namedFileThatIsAbsent_isRefused() {
    assertThat(problems(folder.resolve("no.yaml"), Map.of(), List.of()))
        .singleElement()
        .asString()
        .contains("no.yaml: cannot be read");
  }

  @Test
  void load_interpolation_usesEnvironmentAndDefaults() throws IOException {
    Path file =
        write(
            """
            service_mesh:
              name: "mesh-${ZONE:-a}-${REGION}"
              environment: ${NOT_SET}
            security: {cors: {origins: ["https://${HOST:-example.org}", "${NOT_SET}"]}}
            """);

    MeshConfig config = ConfigLoader.load(file, Map.of("REGION", "eu"), List.of());

    assertThat(config.serviceMesh().name()).isEqualTo("mesh-a-eu");
    assertThat(config.serviceMesh().environment()).isEqualTo("development");
    assertThat(config.security().corsOrigins()).containsExactly("https://example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"http://localhost:3000\", \"https://your-domain.com\"]",
        "http://localhost:3000, https://your-domain.com"
      })
  void load_corsOrigins_asJsonOrCommaList(String text) {
    MeshConfig config = ConfigLoader.load(null, Map.of("CORS_ORIGINS", text), List.of());

    assertThat(config.security().corsOrigins())
        .containsExactly("http://localhost:3000", "https://your-domain.com");
  }

  @ParameterizedTest
  @CsvSource({
    "sqlite:data/mesh.db, data/mesh.db",
    "sqlite:/var/mesh.db, /var/mesh.db",
    "sqlite:///relative.db, relative.db",
    "sqlite:////absolute.db, /absolute.db"
  })
  void load_sqliteForms_nameTheFile(String url, String path) {
    MeshConfig config = ConfigLoader.load(null, Map.of("DATABASE_URL", url), List.of());

    assertThat(config.database().file()).isEqualTo(Path.of(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgresql://user:pw@localhost:5432/mesh", "postgresql+asyncpg://user:pw@h/mesh"})
  void load_postgres_isRecognisedAndRefused(String url) {
    assertThat(problems(null, Map.of("DATABASE_URL", url), List.of()))
        .singleElement()
        .asString()
        .contains("PostgreSQL is not available in this version")
        .doesNotContain("pw");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite:", "sqlite::memory:", "sqlite://host/x", "sqlite:a?mode=ro", "x"})
  void load_otherDatabases_areRefused(String url) {
    assertThat(problems(null, Map.of("DATABASE_URL", url), List.of())).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, '', false",
    "0.0.0.0, '', true",
    "0.0.0.0, false, false",
    "127.0.0.1, true, true"
  })
  void load_proxyAuthentication_isOnOffLoopback(String host, String said, boolean required) {
    List<String> sets =
        List.of(
            "server.allow_plaintext=true",
            "server.xds.host=" + host,
            "security.proxy_authentication_required=" + said);
    assertThat(ConfigLoader.load(null, Map.of(), sets).security().proxyAuthenticationRequired())
        .isEqualTo(required);
  }

  @Test
  void load_plaintextOffLoopback_isRefusedUnlessAllowed() {
    List<String> open = List.of("server.http.host=0.0.0.0", "server.xds.host=mesh.example.org");
    List<String> allowed =
        List.of("server.http.host=0.0.0.0", "server.allow_plaintext=true", "server.xds.host=::1");

    assertThat(problems(null, Map.of(), open))
        .hasSize(2)
        .allMatch(problem -> problem.contains("server.allow_plaintext"));
    assertThat(ConfigLoader.load(null, Map.of(), allowed).server().http().host())
        .isEqualTo("0.0.0.0");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.9.9.9, true",
    "::1, true",
    "localhost, true",
    "0.0.0.0, false",
    "::, false",
    "10.0.0.1, false",
    "999.1, false",
    "example.org, false"
  })
  void isLoopback_host(String host, boolean loopback) {
    assertThat(new ListenAddress(host, 0).isLoopback()).isEqualTo(loopback);
  }

  @Test
  void load_onePortTwice_isRefusedButZeroIsNot() {
    List<String> zeros = List.of("server.http.port=0", "server.xds.port=0", "server.admin.port=0");

    assertThat(problems(null, Map.of(), List.of("server.http.port=18000"))).hasSize(1);
    assertThat(ConfigLoader.load(null, Map.of(), zeros).server().http().port()).isZero();
  }

  @Test
  void load_highAvailability_refusesSqlite() {
    assertThat(problems(null, Map.of("HIGH_AVAILABILITY", "true"), List.of())).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"WARNING, WARN", "warn, WARN", "DEBUG, DEBUG", "Info, INFO"})
  void load_logLevel_takesWarningAsWarn(String word, MeshConfig.Logging.Level level) {
    MeshConfig config = ConfigLoader.load(null, Map.of("LOG_LEVEL", word), List.of());

    assertThat(config.logging().level()).isEqualTo(level);
  }

  @Test
  void load_secretFromFile_isReadWithoutItsLineEnd() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), STRONG + "\n");

    MeshConfig config =
        ConfigLoader.load(null, Map.of("JWT_SECRET_KEY_FILE", secret.toString()), List.of());

    assertThat(config.security().jwtSecret()).isEqualTo(new Secret(STRONG));
    assertThat(config.toString()).doesNotContain(STRONG);
  }

  @Test
  void load_secretTwiceOrUnreadable_isRefused() {
    assertThat(
            problems(
                null,
                Map.of("JWT_SECRET_KEY", STRONG, "JWT_SECRET_KEY_FILE", folder + "/absent"),
                List.of()))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "your-jwt-secret-here",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "my-secret-please-change-me-in-production-0123456789"
      })
  void load_weakSecret_isRefusedWithTheCommandThatMakesOne(String secret) {
    assertThat(problems(null, Map.of("JWT_SECRET_KEY", secret), List.of()))
        .singleElement()
        .asString()
        .contains("openssl rand -base64 32")
        .doesNotContain(secret);
  }

  @Test
  void load_emptySetAndEmptyVariable_countAsAbsent() throws IOException {
    Path file = write("service_mesh: {name: file}");

    MeshConfig config =
        ConfigLoader.load(file, Map.of("JWT_SECRET_KEY", ""), List.of("service_mesh.name="));

    assertThat(config.serviceMesh().name()).isEqualTo("apg-mesh");
    assertThat(config.security().jwtSecret()).isNull();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("config.yaml"), text);
  }

  private static List<String> problems(Path file, Map<String, String> env, List<String> sets) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(file, env, sets));
    return refused.problems();
  }
}
