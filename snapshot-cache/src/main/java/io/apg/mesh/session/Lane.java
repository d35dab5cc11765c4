package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One stream of a client, in the client's session. Most clients have one, on which all types
 * travel; others have one a type, or even one a name.
 */
public final class Lane {
  private final Form form;
  private final boolean aggregated;
  private final Nonces nonces;
  private final BooleanSupplier writable;
  private final Map<XdsType, Channel> channels = new EnumMap<>(XdsType.class);

  /**
   * A new stream.
   *
   * @param aggregated whether it is ADS
   * @param nonces what its nonces begin with; unique among the streams of a client
   * @param writable whether it takes a response now
   */
  public Lane(Form form, boolean aggregated, String nonces, BooleanSupplier writable) {
    this.form = form;
    this.aggregated = aggregated;
    this.nonces = new Nonces(nonces);
    this.writable = writable;
  }

  /** Number of names that are subscribed on it. */
  public int names() {
    int names = 0;
    for (Channel channel : channels.values()) {
      names += channel.subscription().size();
    }
    return names;
  }

  Form form() {
    return form;
  }

  /** Whether changes alone travel on it. */
  public boolean isDelta() {
    return form == Form.DELTA;
  }

  /** Whether several types may travel on it (ADS). */
  boolean aggregated() {
    return aggregated;
  }

  Nonces nonces() {
    return nonces;
  }

  /** Whether the stream takes a response now. */
  boolean isWritable() {
    return writable.getAsBoolean();
  }

  /** What travels on it, by type. */
  Map<XdsType, Channel> channels() {
    return channels;
  }
}
