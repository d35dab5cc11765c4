package io.apg.mesh.controlplane.publish;

import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides in which resources a proxy gets its routes: as it says, or else as all do. The same for
 * the whole life of a stream, because its listeners depend on it. Immutable.
 */
public final class RouteCarriers {
  /** By scope where that is worth it: Envoys that are sent only what changed. */
  public static final RouteCarriers AUTO = new RouteCarriers(null);

  private static final Pattern VERSION = Pattern.compile("1\\.(\\d{1,4})\\..*");

  /** The oldest version of Envoy's first that does it as this was tried. */
  private static final int TRIED = 40;

  private final @Nullable RouteCarrier always;

  private RouteCarriers(@Nullable RouteCarrier always) {
    this.always = always;
  }

  /** All in the same. */
  public static RouteCarriers always(RouteCarrier carrier) {
    return new RouteCarriers(carrier);
  }

  RouteCarrier of(Node node, NodeMetadata said) {
    if (said.routes() != null) {
      return said.routes();
    }
    if (always != null) {
      return always;
    }
    return node.delta() && node.userAgentName().equals("envoy") && isRecent(node.userAgentVersion())
        ? RouteCarrier.SCOPED
        : RouteCarrier.RDS;
  }

  private static boolean isRecent(String version) {
    Matcher parts = VERSION.matcher(version);
    return parts.matches() && Integer.parseInt(parts.group(1)) >= TRIED;
  }
}
