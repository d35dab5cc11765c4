package io.apg.mesh.controlplane.commands;

import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.security.IssuedToken;
import io.apg.mesh.controlplane.security.JwtSecrets;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.ProxyBinding;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.translate.TokenSecret;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code meshd token create}: works without a running server, on the same configuration. */
@Command(name = "create", description = "Makes a token and prints it.")
final class TokenCreate implements Callable<Integer> {
  private final Meshd meshd;

  @Option(
      names = "--subject",
      description = "Who is to bear it (default with --proxy: the service or gateway).")
  private String subject = "";

  @Option(
      names = "--role",
      split = ",",
      converter = RoleWord.class,
      description = "viewer, operator or admin; may be repeated.")
  private List<Role> roles = List.of();

  @Option(names = "--proxy", description = "Makes a token for proxies, instead of --role.")
  private boolean proxy;

  @Option(names = "--service", description = "With --proxy: the id of their service.")
  private @Nullable String service;

  @Option(names = "--gateway", description = "With --proxy: the name of the gateway.")
  private @Nullable String gateway;

  @Option(
      names = "--envoy",
      description = "Prints the file that Envoy reads the token from, not the token alone.")
  private boolean envoy;

  @Option(names = "--tenant", description = "Its tenant (default: ${DEFAULT-VALUE}).")
  private String tenant = Principal.DEFAULT_TENANT;

  @Option(
      names = "--ttl",
      converter = Life.class,
      defaultValue = "30d",
      description = "How long it is good, as 45s, 30m, 12h or 30d (default: ${DEFAULT-VALUE}).")
  private Duration life = Duration.ZERO;

  @Spec private @Nullable CommandSpec spec;

  TokenCreate(Meshd meshd) {
    this.meshd = meshd;
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    ProxyBinding binding = binding(line);
    String name = subject.isEmpty() && binding != null ? binding.owner() : subject;
    if (name.isBlank()) {
      throw new ParameterException(line, "--subject: not given");
    }
    if (!tenant.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      throw new IllegalArgumentException("tenant: " + tenant + " (expected: a DNS label)");
    }
    MeshConfig config = meshd.config(null);
    TokenIssuer issuer =
        new TokenIssuer(
            JwtSecrets.resolve(config), Clock.systemUTC(), () -> UUID.randomUUID().toString());
    IssuedToken token =
        binding == null
            ? issuer.make(new Principal(name, tenant, EnumSet.copyOf(roles)), life)
            : issuer.make(name, binding, life);
    line.getOut().println(envoy ? TokenSecret.json(token.text()) : token.text());
    line.getErr().println("token " + token.id() + ", good until " + token.expires());
    return 0;
  }

  /** Null = it is not for proxies. */
  private @Nullable ProxyBinding binding(CommandLine line) {
    String owner = service != null ? service : gateway;
    if (!proxy) {
      if (owner != null || envoy) {
        throw new ParameterException(line, "--service, --gateway, --envoy: only with --proxy");
      }
      if (roles.isEmpty() || roles.contains(Role.PROXY)) {
        throw new ParameterException(line, "--role: viewer, operator or admin; or use --proxy");
      }
      return null;
    }
    if (!roles.isEmpty() || owner == null || (service != null && gateway != null)) {
      throw new ParameterException(
          line, "--proxy: needs --service or --gateway, one of them, and no --role");
    }
    if (!owner.matches(ProxyBinding.OWNER)) {
      throw new ParameterException(line, owner + " (expected: " + ProxyBinding.OWNER + ")");
    }
    return new ProxyBinding(tenant, owner, service == null);
  }

  /** A role by its word. */
  static final class RoleWord implements ITypeConverter<Role> {
    @Override
    public Role convert(String word) {
      Role role = Role.ofWord(word);
      if (role == null) {
        throw new TypeConversionException(word + " (expected: viewer, operator or admin)");
      }
      return role;
    }
  }

  /** A number and a unit. */
  static final class Life implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,8}[smhd]")) {
        throw new TypeConversionException(text + " (expected: a duration as 45s, 30m, 12h, 30d)");
      }
      long count = Long.parseLong(text.substring(0, text.length() - 1));
      return switch (text.charAt(text.length() - 1)) {
        case 's' -> Duration.ofSeconds(count);
        case 'm' -> Duration.ofMinutes(count);
        case 'h' -> Duration.ofHours(count);
        default -> Duration.ofDays(count);
      };
    }
  }
}
