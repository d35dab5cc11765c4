package io.apg.mesh.controlplane.commands;

import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.security.JwtSecrets;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code meshd token create}: works without a running server, on the same configuration. */
@Command(name = "create", description = "Makes a token and prints it.")
final class TokenCreate implements Callable<Integer> {
  private final Meshd meshd;

  @Option(names = "--subject", required = true, description = "Who is to bear it.")
  private String subject = "";

  @Option(
      names = "--role",
      required = true,
      split = ",",
      converter = RoleWord.class,
      description = "viewer, operator or admin; may be repeated.")
  private List<Role> roles = List.of();

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
    if (subject.isBlank() || !tenant.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "subject, tenant: " + subject + ", " + tenant + " (expected: a name, and a DNS label)");
    }
    MeshConfig config = meshd.config(null);
    Set<Role> granted = EnumSet.copyOf(roles);
    TokenIssuer issuer =
        new TokenIssuer(
            JwtSecrets.resolve(config), Clock.systemUTC(), () -> UUID.randomUUID().toString());
    String token = issuer.issue(new Principal(subject, tenant, granted), life);
    if (spec != null) {
      spec.commandLine().getOut().println(token);
    }
    return 0;
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
