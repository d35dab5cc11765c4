package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one proxy has the listeners that its view describes by templates.
 *
 * @param prefix of their names, which tells the address; the port follows
 * @param head an encoded listener with nothing but that IP address; protobuf merges what follows
 *     into it
 * @param taken ports at that address where the proxy has listeners of its own
 */
public record Placement(String prefix, ByteString head, Set<Integer> taken) {
  private static final int NAME_FIELD = 1;

  public Placement {
    taken = Set.copyOf(taken);
  }

  /** The name of the listener at a port. */
  String name(int port) {
    return prefix + port;
  }

  /** The listener, placed. */
  Resource listener(ListenerTemplate template) {
    String name = name(template.port());
    ByteString nameField =
        Content.field(NAME_FIELD, ByteString.copyFrom(name, StandardCharsets.UTF_8));
    return new EncodedResource(
        XdsType.LISTENER,
        name,
        template.version(),
        nameField.concat(head).concat(template.body()),
        template.refs(),
        template.origins(),
        Warming.NOTHING,
        false);
  }

  /** The template whose listener has that name here; null = none. */
  @Nullable ListenerTemplate find(View view, String name) {
    if (!name.startsWith(prefix)) {
      return null;
    }
    int port;
    try {
      port = Integer.parseInt(name, prefix.length(), name.length(), 10);
    } catch (NumberFormatException e) {
      return null;
    }
    return taken.contains(port) ? null : view.template(port);
  }
}
